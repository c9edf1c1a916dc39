"""OPML there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Source
from monitor.model import Failure
from monitor.sources.opml import Outline, read_opml, write_opml

LIST = """<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Perú</title></head><body>
<outline text="Diarios"><outline type="rss" text="RPP &amp; más" xmlUrl="https://rpp.pe/rss" htmlUrl="https://rpp.pe" language="es"/>
  <outline text="otra" title="Gestión" type="rss" xmlUrl="https://gestion.pe/rss"/></outline>
<outline type="rss" text="again" xmlUrl="https://rpp.pe/rss"/><outline type="rss" xmlUrl="https://sin.pe/nombre"/>
<outline type="rss" text="script" xmlUrl="javascript:alert(1)"/><outline text="no address"/></body></opml>"""


def test_feeds_are_found_in_all_folders() -> None:
    assert read_opml(LIST.encode()) == [
        Outline("RPP & más", "https://rpp.pe/rss", "https://rpp.pe", "es"),
        Outline("Gestión", "https://gestion.pe/rss"),
        Outline("https://sin.pe/nombre", "https://sin.pe/nombre"),
    ]


def test_what_was_written_is_read() -> None:
    sources = [
        Source(id="rpp", name='RPP <Perú> & "más"', url="https://rpp.pe/rss?a=1&b=2"),
        Source(id="state", name="State", url="https://www.state.gov/feed/", lang="en"),
        Source(id="notes", name="RREE", url="https://www.gob.pe/institucion/rree/noticias", kind="list"),
    ]
    assert read_opml(write_opml(sources)) == [
        Outline('RPP <Perú> & "más"', "https://rpp.pe/rss?a=1&b=2", "", "es"),
        Outline("State", "https://www.state.gov/feed/", "", "en"),
    ]


def test_a_damaged_list_is_read_as_far_as_it_goes() -> None:
    found = read_opml(LIST[: LIST.index('<outline type="rss" text="again"')].encode())
    assert isinstance(found, list)
    assert len(found) == 2


@given(
    st.binary(max_size=200) | st.sampled_from([b"<rss/>", b"<html>", b"<!DOCTYPE o [<!ENTITY a 'b'>]><opml>&a;</opml>"])
)
def test_no_bytes_raise(body: bytes) -> None:
    found = read_opml(body)
    assert isinstance(found, list) or (isinstance(found, Failure) and found.reason == "not-opml")
