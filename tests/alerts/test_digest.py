"""The digest: what stands where, what is said of changes, and that foreign text stays text."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import HOSTILE, LIMA, NAVARRO, NOW, digest, entry, item, told
from monitor.alerts.accounts import compare
from monitor.alerts.digest import FORMS, LIMIT, SourceHealth, compose, render
from monitor.alerts.escape import chat, clip, markdown, one_line, web_address
from monitor.alerts.rhythm import rhythm
from monitor.alerts.terms import OutOfTerm
from monitor.alerts.view import Before
from monitor.ledger import Standing
from monitor.store.look import KnownArticle, KnownText
from monitor.text.dates import parse_iso


def html(of: object) -> str:
    return render(of, "es", LIMA, "html")


def article(number: int = 0, **changes: object) -> KnownArticle:
    base = KnownArticle(
        str(number), "RPP", f"Nota {number}", f"https://rpp.pe/{number}", "2026-03-02", 3, ("trade",), (), 0
    )
    return replace(base, **changes)


# --- what stands where ---


@pytest.mark.parametrize(
    ("made", "group"),
    [
        (item(), "held"),
        (item(told(status="planned"), status="planned"), "announced"),
        (item(before=Before("planned", None, None)), "changed"),
        (item(status="cancelled"), "changed"),
        (item(status="lapsed"), "changed"),
        (item(background=True), "background"),
        (item(before=Before("planned", None, None), background=True), "background"),
    ],
)
def test_contacts_are_grouped_by_what_is_new_of_them(made: object, group: str) -> None:
    groups = {name: len(getattr(digest(made), name)) for name in ("held", "announced", "changed", "background")}
    assert groups == {**dict.fromkeys(groups, 0), group: 1}


def test_what_is_known_to_the_year_stands_where_its_articles_came() -> None:
    vague = item(id="vague", date="2026")
    days = [item(id=f"day {day}", date=f"2026-03-0{day}") for day in (1, 4)]
    assert [i.entry.id for i in digest(vague, *days).held] == ["day 4", "vague", "day 1"]


def test_sections_stand_in_their_order() -> None:
    full = digest(
        item(),
        item(told(status="planned"), status="planned", date="2026-04"),
        item(status="cancelled"),
        item(background=True),
        calendar=(entry(status="planned", date="2026-04"),),
        articles=(article(),),
        rhythm=rhythm([(parse_iso("2026-03-02"), "high")], NOW.date()),
    )
    headings = re.findall(r"<h2[^>]*>([^<(]+?)(?: \(\d+\))?</h2>", html(full))
    assert headings == [
        "Contactos realizados", "Contactos anunciados", "Cambios", "Calendario de lo anunciado",
        "Artículos relevantes sin contacto", "Recordados como antecedente", "Ritmo", "Cobertura",
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("status", "said"), [("planned", "anunciada"), ("slipped", "postergada"), ("lapsed", "anunciada, sin constancia")]
)
def test_a_change_is_shown_with_what_was_known_before(form: str, status: Standing, said: str) -> None:
    moved = item(before=Before(status, "2026-01", None))
    assert f"Antes: reunión {said}. Fecha anterior: enero de 2026." in render(digest(moved), "es", LIMA, form)


@pytest.mark.parametrize("form", FORMS)
def test_the_footer_says_how_each_source_fares_the_worst_first(form: str) -> None:
    since = datetime(2026, 2, 27, 12, tzinfo=UTC)
    sources = (
        SourceHealth("Uno", "ok", "not-modified", waiting=2),
        SourceHealth("Dos", "unpolled"),
        SourceHealth("Tres", "silent", "ok", since),
        SourceHealth("Cuatro", "failing", "http-403", since),
        *[SourceHealth(name, "failing", "dns") for name in ("Cinco", "Seis", "Cinco")],
    )
    made = compose([item()], (), (), rhythm((), NOW.date()), sources, NOW, NOW)
    text = plain(render(made, "es", LIMA, form))
    assert "con respuesta: 1, con error: 4, en silencio: 1, sin consultar: 1." in text
    said = [
        "acceso denegado (403) desde el 27 de febrero de 2026: Cuatro", "nombre sin resolver (dns), aún sin respuesta: Cinco, Seis",
        "sin nada nuevo desde el 27 de febrero de 2026: Tres", "sin novedad: Uno (2 enlaces en espera)", "sin consultar: Dos",
    ]  # fmt: skip
    assert [text.index(one) for one in said] == sorted(text.index(one) for one in said)


def plain(text: str) -> str:
    """Without the marks of Markdown."""
    return text.replace("\\", "")


@pytest.mark.parametrize("form", FORMS)
def test_who_is_named_out_of_term_stands_in_the_footer(form: str) -> None:
    late = OutOfTerm(NAVARRO, "us", date(2019, 3, 2), "2019-03-02", None)
    text = plain(render(digest(item(), out_of_term=(late,)), "en", LIMA, form))
    assert (
        "Named out of term (check the article or the list of people): Bernie Navarro (US Ambassador to Peru), " in text
    )
    assert "March 2, 2019." in text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Sin contactos nuevos, cambios ni artículos relevantes. Fuentes con respuesta: 1, con error: 0"),
        ("en", "No new contacts, changes or relevant articles. Sources that answered: 1, failed: 0"),
    ],
)
def test_an_empty_day_is_said_in_one_line(form: str, language: str, line: str) -> None:
    text = render(digest(calendar=(entry(),)), language, LIMA, form)
    assert line in text
    assert text.count("<h2") == 0
    assert form == "html" or len(text.strip().splitlines()) <= 5


def test_articles_are_named_once_official_texts_first() -> None:
    made = item(
        told("a"), told("b", outlet="Gestión", copy_of="a"), told("c", outlet="RREE", official="peru"), told("a")
    )
    shown = re.findall(r">(RPP|Gestión|RREE)</a>", html(digest(made)))
    assert shown == ["RREE", "RPP", "Gestión"]


def test_articles_beyond_the_limit_are_counted() -> None:
    made = item(*(told(str(n), outlet=f"Medio {n}") for n in range(20)))
    text = html(digest(made))
    assert len(re.findall(r">Medio \d+</a>", text)) == 8
    assert "y 12 notas más" in text


# --- two accounts ---


def test_two_accounts_need_both_states() -> None:
    assert compare([told(official="peru"), told("b")]) is None


def test_two_accounts_say_what_both_and_what_only_one_says() -> None:
    visit, other = entry(id="v1", mode="visit", status="planned"), entry(id="v2", mode="visit", status="planned")
    both = compare(
        [
            told("press", topics=("space",)),
            told("a", official="peru", topics=("security", "trade"), visits=(visit,), text="Ambos acordaron cooperar. Llovió."),
            told("b", official="us", topics=("security", "drugs"), visits=(visit, other), text="It rained.\nThey agreed to cooperate."),
        ]
    )  # fmt: skip
    assert both is not None
    assert both.topics == ("security",)
    assert [both.only_topics(a) for a in both.both()] == [("trade",), ("drugs",)]
    assert [v.id for v in both.visits] == ["v1"]
    assert [[v.id for v in both.only_visits(a)] for a in both.both()] == [[], ["v2"]]
    assert [a.commitments for a in both.both()] == [("Ambos acordaron cooperar.",), ("They agreed to cooperate.",)]


@pytest.mark.parametrize("form", FORMS)
def test_two_accounts_are_shown(form: str) -> None:
    made = item(
        told("a", official="peru", topics=("security", "trade"), evidence="Habla Lima."),
        told("b", official="us", topics=("security",), evidence="Washington speaks."),
    )
    text = render(digest(made), "es", LIMA, form)
    for said in (
        "Dos versiones oficiales",
        "Habla Lima.",
        "Washington speaks.",
        "Ambas: seguridad.",
        "Solo Lima: comercio.",
    ):
        assert said in text


# --- rhythm ---


def test_rhythm_counts_months_and_days() -> None:
    held = [("2026-03-01", "high"), ("2026-03", "working"), ("2026-02-10", "high"), ("2025-04-30", "working"),
            ("2025-03-31", "high"), ("2026", "high"), ("2026-03-09", "high")]  # fmt: skip
    made = rhythm([(parse_iso(d), level) for d, level in held], date(2026, 3, 3))
    assert [m.held for m in made.months] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3]
    assert [m.high for m in made.months] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert made.since_high == 2


@given(st.dates(date(1999, 1, 1), date(2090, 1, 1)))
def test_rhythm_covers_twelve_months_to_today(today: date) -> None:
    firsts = [m.first for m in rhythm((), today).months]
    assert len(set(firsts)) == 12
    assert firsts[-1] == today.replace(day=1)
    assert all(first.day == 1 and (today - first).days <= 366 for first in firsts)


def test_the_chart_is_made_of_table_cells() -> None:
    held = [(parse_iso(f"2026-0{m}-01"), level) for m in (1, 2, 3) for level in ("high", "working")]
    text = html(digest(item(), rhythm=rhythm(held, NOW.date())))
    assert text.count('class="loud"') == text.count('class="quiet"') == 3
    assert "Contactos realizados en doce meses: 6; de alto nivel: 3. El último de alto nivel fue hace 2 días." in text


# --- foreign text ---


class Active(HTMLParser):
    """Collects what a mail must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "object", "embed", "form", "link", "base", "svg", "video", "audio"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "srcset", "background", "action"):
                self.found.append(name)
            if name == "href" and not (value or "").startswith(("http://", "https://")):
                self.found.append(value or "")
            if name == "style" and ("url(" in (value or "") or "expression" in (value or "")):
                self.found.append(value or "")


def active(text: str) -> list[str]:
    parser = Active()
    parser.feed(text)
    return parser.found


def hostile(text: str, url: str) -> object:
    who = (replace(entry().us[0], name=text, person=None, role="other", org=text),)
    reports = (
        told("a", outlet=text, title=text, url=url, evidence=text, official="peru", text=text),
        told("b", outlet=text, url=url, evidence=text, official="us", text=text),
    )
    return digest(
        item(*reports, evidence=text, place=text, us=who),
        item(*reports, background=True, us=who),
        calendar=(entry(us=who, place=text),),
        articles=(article(title=text, outlet=text, url=url, topics=(text,)),),
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", 'https://x.pe/"onmouseover="alert(1)', "data:text/html,x", HOSTILE]
)
def test_hostile_text_is_inert_in_html(url: str) -> None:
    text = html(hostile(HOSTILE, url))
    assert active(text) == []
    assert "&lt;script&gt;alert(1)" in text
    assert "<a " not in text


@given(st.text(max_size=80), st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_text_is_inert_in_html(text: str, url: str) -> None:
    assert active(html(hostile(text, "https://x.pe/" + url))) == []


def test_hostile_text_is_inert_in_markdown() -> None:
    text = render(hostile(HOSTILE, "javascript:alert(1)"), "es", LIMA, "md")
    assert not re.search(r"(?<!\\)\]\((?!https?://)", text)
    assert not re.search(r"(?<!\\)<", text)


@given(st.text())
def test_one_line_has_no_breaks_and_no_controls(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", one_line(text))


@given(st.text(max_size=200), st.integers(10, 60))
def test_clipped_text_is_a_beginning(text: str, length: int) -> None:
    cut = clip(text, length)
    assert len(cut) <= length
    assert one_line(text).startswith(cut.removesuffix("…"))


@given(st.text(alphabet="[]()<>!*_`#-\\ab\n"))
def test_markdown_has_no_bare_mark(text: str) -> None:
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]<>*_`]", markdown(text).replace("\\\\", ""))


@given(st.text(alphabet="<>@[]()!|*_~`\\#-:/.ab \n"))
def test_chat_text_starts_no_markup(text: str) -> None:
    said = chat(text)
    assert not re.search(r"[<>*_~`|\\\n]|\]\(|@\w|://|\w\.[a-z]{2}|^[#-]", said)


@pytest.mark.parametrize(
    "text",
    ["Rubio y EE.UU. hablaron del 2.5 % [sic] (hoy).", "Reunión: 10:30 – 11:00, ¿y después? «Sí», dijo.", "1. Uno"],
)
def test_chat_text_without_markup_is_left_alone(text: str) -> None:
    assert chat(text) == text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://rpp.pe/a?b=c&d=é", True),
        ("http://rpp.pe/", True),
        ("javascript:alert(1)", False),
        ("https://rpp.pe/a b", False),
        ("https://rpp.pe/a)", False),
        ("https://rpp.pe/\n", False),
        ("//rpp.pe/", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_are_links(url: str, safe: bool) -> None:
    assert web_address(url) == (url if safe else "")


# --- as mail ---


def test_a_digest_too_long_for_a_mail_is_cut_and_says_so() -> None:
    items = [item(told(str(n), evidence="Habla " * 90), evidence="Dijo " * 100, id=f"e{n}") for n in range(150)]
    big = digest(*items, articles=tuple(article(n) for n in range(50)))
    start = time.perf_counter()
    text = html(big)
    spent = time.perf_counter() - start
    shown = len(re.findall(r"<blockquote", text)) + len(re.findall(r"<li ", text))
    left = re.search(r"(\d+) elementos más no cupieron", text)
    assert len(text.encode()) <= LIMIT
    assert len(text.encode()) > LIMIT * 0.95
    assert left is not None
    assert shown + int(left[1]) == 200
    assert spent < 1, "200 items in a second is the promise"


def test_a_digest_that_fits_is_whole() -> None:
    text = html(digest(item(), articles=(article(),)))
    assert "no cupo" not in text
    assert "no cupieron" not in text


def test_styles_are_inline_but_for_the_dark_screen() -> None:
    text = html(digest(item(), articles=(article(),)))
    sheet = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert sheet is not None
    assert set(re.findall(r"^\.(\w+)", sheet[1], re.MULTILINE)) >= set(re.findall(r'class="(\w+)"', text))
    assert "@import" not in text
    assert all("style=" in tag for tag in re.findall(r"<(?:h1|h2|p|blockquote|ul|li|a|table|td|div)\b[^>]*>", text))


@pytest.mark.parametrize("form", FORMS)
def test_an_article_names_the_outlets_that_tell_the_same_story(form: str) -> None:
    also = (KnownText("Andina", "https://andina.pe/1"), KnownText("<b>*X*</b>", "javascript:alert(1)"))
    page = render(digest(articles=(article(also=also),)), "es", LIMA, form)
    assert "Andina" in page
    assert ("https://andina.pe/1" in page) == (form != "txt")
    assert "javascript:" not in page
    assert form == "txt" or "<b>" not in page
