"""A new source in config.yaml: everything else stays, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from monitor.config import load
from monitor.sources.adding import with_source

NEW = {"id": "diario", "name": "El Diario", "url": "https://diario.pe/rss?a=1&b=2", "every": "1h"}
ENTRY = '  - id: diario\n    name: El Diario\n    url: https://diario.pe/rss?a=1&b=2\n    every: "1h"\n'
SHIPPED = Path(__file__).parents[2] / "config.yaml"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", "sources:\n{}"),
        ("language: es\n", "language: es\n\nsources:\n{}"),
        ("sources: []  # none yet\nlanguage: es\n", "sources:\n{}language: es\n"),
        ("sources:\n", "sources:\n{}"),
        (
            "sources:  # what is watched\n  - id: rpp  # radio\n    url: https://rpp.pe/rss\n\n  # more to come\nlanguage: es\n",
            "sources:  # what is watched\n  - id: rpp  # radio\n    url: https://rpp.pe/rss\n{}\n  # more to come\nlanguage: es\n",
        ),
        (
            "sources:\n  - id: rpp\n    url: https://rpp.pe/rss",
            "sources:\n  - id: rpp\n    url: https://rpp.pe/rss\n{}",
        ),
    ],
)
def test_entry_is_added_below_the_last_one(text: str, result: str) -> None:
    assert with_source(text, NEW) == result.format(ENTRY)


def test_layout_without_indent_is_kept() -> None:
    text = "sources:\n- id: rpp\n  url: https://rpp.pe/rss\nlanguage: es\n"
    assert with_source(text, {"id": "b", "url": "https://b.pe/"}) == (
        "sources:\n- id: rpp\n  url: https://rpp.pe/rss\n- id: b\n  url: https://b.pe/\nlanguage: es\n"
    )


def test_the_shipped_configuration_stays_as_it_is(tmp_path: Path) -> None:
    before = SHIPPED.read_text(encoding="utf-8")
    after = with_source(before, NEW)
    assert after.replace(ENTRY, "", 1) == before
    (tmp_path / "seeds").mkdir()
    (tmp_path / "config.yaml").write_text(after, encoding="utf-8")
    assert [source.id for source in load(tmp_path / "config.yaml").sources][-1] == "diario"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sources: {rpp: 1}\n", "no list"),
        ("sources: [{id: rpp, url: 'https://rpp.pe/rss'}]\n", "by hand"),
        ("{sources: []}\n", "by hand"),
        ("- a\n", "no keys and values"),
        ("a: [\n", "not valid YAML"),
        ("sources:\n  - id: diario\n    url: https://other.pe/\n", "diario is already there"),
        ("sources:\n  - id: other\n    url: https://diario.pe/rss?a=1&b=2\n", "already there"),
    ],
)
def test_where_nothing_can_be_added_safely_nothing_is(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        with_source(text, NEW)


values = (
    st.text(max_size=30)
    | st.booleans()
    | st.integers(0, 99)
    | st.sampled_from(["yes", "1e3", "a: b", "a #b", "- a", "null", "'"])
)


@given(
    values,
    values,
    st.sampled_from(["", "sources:\n  - id: x\n    url: y\n", "a: 1\nsources: []\nb: 2\n", "# only a comment\n"]),
)
def test_whatever_is_added_is_read_back(name: object, note: object, text: str) -> None:
    entry = {"id": "new", "url": "https://new.pe/", "name": name, "note": note}
    read = YAML(typ="safe", pure=True).load(with_source(text, entry))
    assert read["sources"][-1] == entry
