"""`monitor analyze`: a stream of articles in, a stream of conclusions out, line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Monitor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.analyze import INLINE, analyze

GOLD = [json.loads(line) for line in (ROOT / "tests" / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
FIELDS = ("id", "url", "outlet", "published", "lang", "title", "text")
CALL = "El canciller Hugo de Zela se reunió este martes 3 de marzo en Lima con el embajador de Estados Unidos, Bernie Navarro."
AGAIN = (
    "Bernie Navarro, embajador de Estados Unidos en el Perú, y el canciller Hugo de Zela se reunieron el 3 de marzo."
)


def article(**values: Any) -> dict[str, Any]:
    """A line's values; what is not given is as in a dated Spanish article."""
    return {"id": "a", "title": "", "published": "2026-03-03", "lang": "es", "text": CALL} | values


def lines(*rows: object) -> list[str]:
    return [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]


def analyzed(*rows: object, **options: Any) -> list[dict[str, Any]]:
    """The answers to rows (or raw lines)."""
    return [json.loads(line) for line in analyze(lines(*rows), **options)]


# --- form ---


def test_answer_has_the_fields_other_programs_read() -> None:
    (row,) = analyzed(article())
    assert list(row) == ["id", "grade", "score", "topics", "reasons", "lang", "duplicate_of", "story", "contacts"]
    (contact,) = row["contacts"]
    assert list(contact) == [
        "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "contact",
    ]  # fmt: skip
    assert (contact["mode"], contact["status"], contact["date"]) == ("meeting", "held", "2026-03-03")
    assert (row["lang"], row["duplicate_of"], row["story"]) == ("es", None, "a")


@pytest.mark.parametrize("row", [row for row in GOLD if row["contacts"]][:25], ids=lambda row: str(row["id"]))
def test_evidence_is_found_at_its_offsets(row: dict[str, Any]) -> None:
    (answer,) = analyzed({name: row.get(name) for name in FIELDS})
    for contact in answer["contacts"]:
        assert row["text"][contact["start"] : contact["end"]] == contact["evidence"]


# --- order and bad lines ---


@pytest.mark.parametrize(
    ("line", "identity", "says"),
    [
        ("{", None, "line 1: not JSON"),
        ("nonsense", None, "line 1: not JSON"),
        ("[1, 2]", None, "line 1: expected an object, found list"),
        ("null", None, "line 1: expected an object, found NoneType"),
        ("[" * 100_000, None, "line 1: not JSON"),
        ("{}", None, "line 1: no id"),
        (article(id=None), None, "line 1: no id"),
        (article(id=True), None, "line 1: no id"),
        (article(id=""), None, "line 1: no id"),
        ({"id": "x"}, "x", "text: missing or not a string"),
        (article(id="x", text=["a"]), "x", "text: missing or not a string"),
        (article(id="x", title=7), "x", "title: not a string"),
        (article(id="x", published="yesterday-ish"), "x", "published: not a date: 'yesterday-ish'"),
        (article(id="x", published=20260303), "x", "published: not a date: '20260303'"),
        (article(id="x", published="2026-13-40"), "x", "published: not a date"),
    ],
)
def test_bad_line_is_named_and_does_not_stop_the_rest(line: object, identity: str | None, says: str) -> None:
    bad, good = analyzed(line, article(id="after"))
    assert (bad["id"], sorted(bad)) == (identity, ["error", "id"])
    assert bad["error"].startswith(says)
    assert good["id"] == "after"
    assert good["contacts"]


@given(st.lists(st.sampled_from([article(id="n", text="Nada."), "{", "", "  ", article(id="c")]), max_size=6))
@settings(deadline=None, max_examples=25)
def test_answers_stand_in_the_order_of_the_lines_that_are_not_blank(rows: list[object]) -> None:
    wanted = [row["id"] if isinstance(row, dict) else None for row in rows if not isinstance(row, str) or row.strip()]
    assert [answer["id"] for answer in analyzed(*rows)] == wanted


JSON_VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=2)
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES), st.text(alphabet=st.characters(), max_size=300))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_line_gets_one_answer_that_is_one_line_of_utf8(values: dict[str, Any], text: str) -> None:
    for row in (values, article(text=text), text):
        answers = list(analyze([json.dumps(row)]))
        assert len(answers) == 1
        assert "\n" not in answers[0]
        answers[0].encode("utf-8")


@given(
    st.lists(st.sampled_from([*CALL.split(), "“", "”", ".", "\n\n", "\x00", "—", "2026", "30/02/2026"]), max_size=60)
)
@settings(deadline=None, max_examples=60)
def test_any_order_of_a_sentences_words_is_read(words: list[str]) -> None:
    (answer,) = analyzed(article(text=" ".join(words)))
    assert answer.get("error") is None


@pytest.mark.parametrize(
    ("published", "date"),
    [("2026-03-03", "2026-03-03"), ("2026-03-04T02:26:00Z", "2026-03-03"), (None, None), ("", None)],
)
def test_day_of_publication_is_that_of_lima(published: str | None, date: str | None) -> None:
    text = (
        "El canciller Hugo de Zela se reunió hoy en Lima con el embajador de Estados Unidos en el Perú, Bernie Navarro."
    )
    (answer,) = analyzed(article(published=published, text=text))
    assert [contact["date"] for contact in answer["contacts"]] == [date]


# --- bytes ---


def test_empty_input_gives_nothing(monitor: Monitor) -> None:
    for stdin in (b"", b"\n \n", b"\xef\xbb\xbf"):
        said = monitor("analyze", stdin=stdin)
        assert (said.code, said.out, said.err) == (0, "", "")


def test_byte_order_mark_and_windows_line_ends_are_no_part_of_a_line(monitor: Monitor) -> None:
    stdin = b"\xef\xbb\xbf" + "\r\n".join(lines(article(id="ñ"), article(id="b"))).encode()
    assert [json.loads(line)["id"] for line in monitor("analyze", stdin=stdin).out.splitlines()] == ["ñ", "b"]


def test_invalid_utf8_costs_its_characters_only(tmp_path: Path, monitor: Monitor) -> None:
    whole = json.dumps(article(), ensure_ascii=False).encode()
    path = tmp_path / "articles.jsonl"
    path.write_bytes(whole.replace("reunió".encode(), "reunió en Per\xfa".encode("latin-1")) + b"\n\xff\xfe\n" + whole)
    said = monitor("analyze", path)
    first, bad, last = map(json.loads, said.out.splitlines())
    assert said.code == 0
    assert (first["id"], last["id"], len(last["contacts"])) == ("a", "a", 1)
    assert "not JSON" in bad["error"]


def test_half_an_emoji_can_be_written(monitor: Monitor) -> None:
    said = monitor(
        "analyze", stdin=b'{"id": "a", "text": "' + CALL.encode() + b' \\ud83d"}\n{"id": "\\ud83d", "text": 3}\n'
    )
    first, second = map(json.loads, said.out.splitlines())
    assert first["contacts"]
    assert second["error"] == "text: missing or not a string"


def test_very_long_line_is_read(monitor: Monitor) -> None:
    filler = "El dólar cerró con una baja frente a la jornada anterior, según datos del Banco Central. " * 2_000
    long = article(id="long", text=f"{CALL}\n\n{filler}")
    said = monitor("analyze", stdin="\n".join(lines(long, article(id="b"))).encode())
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["long", "b"]


# --- the stream's ledger ---


def test_one_contact_told_by_two_articles_has_one_id_and_a_copy_names_its_original() -> None:
    text = f"{CALL}\n\n" + "\n\n".join(row["text"] for row in GOLD[40:42])
    rows = [
        article(id="second", published="2026-03-04", text=text),
        article(id="first", text=text),
        article(id="other", published="2026-03-05", text=AGAIN),
    ]
    second, first, other = analyzed(*rows)
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, "first"), "the oldest is the original"
    assert (first["story"], second["story"], other["duplicate_of"]) == ("first", "first", None)
    identities = {answer["contacts"][0]["contact"] for answer in (second, first, other)}
    assert len(identities) == 1


def test_an_id_that_comes_twice_is_answered_twice_each_by_its_own_text() -> None:
    first, second = analyzed(article(), article(text="Nada que contar."))
    assert (len(first["contacts"]), len(second["contacts"])) == (1, 0)
    first, second = analyzed(article(text="Nada que contar."), article())
    assert (len(first["contacts"]), len(second["contacts"])) == (0, 1)


def test_streams_know_nothing_of_each_other() -> None:
    assert analyzed(article()) == analyzed(article())


def test_workers_change_nothing() -> None:
    rows = [{name: row.get(name) for name in FIELDS} for row in GOLD[: INLINE + 30]]
    rows.insert(3, "broken")  # type: ignore[arg-type]
    assert analyzed(*rows, workers=1) == analyzed(*rows, workers=2)


# --- options ---


def test_explain_adds_why_and_what_was_turned_down(monitor: Monitor) -> None:
    plain, explained = (
        json.loads(monitor("analyze", *options, stdin=lines(article())[0].encode()).out)
        for options in ([], ["--explain"])
    )
    assert explained["rejected"] is not None
    assert explained["contacts"][0].pop("score") > 0.5
    assert explained["contacts"][0].pop("why")
    assert {name: value for name, value in explained.items() if name != "rejected"} == plain


def test_people_of_ones_own_are_known(tmp_path: Path) -> None:
    text = "El canciller Zacarías Quintanilla se reunió hoy en Lima con el embajador de Estados Unidos, Bernie Navarro."
    people = tmp_path / "people.yaml"
    people.write_text(
        "- {id: zacarias-quintanilla, name: Zacarías Quintanilla, side: peru, terms: [{role: foreign_minister, org: RREE}]}\n"
    )
    (before,), (after,) = analyzed(article(text=text)), analyzed(article(text=text), people=people)
    assert before["contacts"][0]["peru"][0].get("provisional")
    assert "provisional" not in after["contacts"][0]["peru"][0]


@pytest.mark.parametrize("identity", [7, -1, 0, 10**30, "7", "007", "1e3"])
def test_an_identifier_comes_back_as_it_was_given(identity: str | int) -> None:
    copy, bad = article(id="copy"), {"id": identity, "text": 3}
    first, second, third = analyzed(article(id=identity), copy, bad)
    given = [first["id"], first["story"], second["duplicate_of"], second["story"], third["id"]]
    assert [(type(one), one) for one in given] == [(type(identity), identity)] * 5
