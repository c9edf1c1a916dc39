"""WARC files, written by the library, broken by hand: what is read of them, and with how much memory."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.backfill.archives import batches
from monitor.backfill.scope import Owners, Scope, sites
from monitor.backfill.warc import NoArchive, Record, check, fingerprint, read
from monitor.config import Source
from monitor.model import Article, Failure, Page

from .warcs import Captured, breaks, write, zipped

LIMIT = 1_000_000


def everything(url: str, when: datetime) -> bool:
    return True


def records(path: Path, start: int = 0, limit: int = LIMIT) -> list[Record]:
    return [one for one in read(path, start, everything, limit) if isinstance(one, Record)]


def reasons(path: Path, limit: int = LIMIT) -> list[str]:
    """What each record asked for is: its address, or the reason why it can't be read."""
    found = records(path, limit=limit)
    return [one.page.reason if isinstance(one.page, Failure) else one.link.url for one in found]


def captures(count: int, size: int = 2_000) -> list[Captured]:
    """Pages that do not compress to nothing."""
    chance = random.Random(7)  # noqa: S311 - the same in every run
    return [Captured(f"https://rpp.pe/{n}", b"<p>" + chance.randbytes(size // 2).hex().encode()) for n in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.warc.gz"


def test_page_is_read_as_it_was_captured(path: Path) -> None:
    body = "<html><p>El canciller viajó</p></html>"
    write(path, [Captured("https://rpp.pe/1", body.encode("latin-1"), kind="Text/HTML; charset=ISO-8859-1")])
    (one,) = records(path)
    assert isinstance(one.page, Page)
    assert one.page.body.decode() == body
    assert (one.page.url, one.page.content_type) == ("https://rpp.pe/1", "text/html")
    assert one.page.fetched_at == datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((("Content-Encoding", "gzip"),), zipped(b"<p>texto</p>")),
        ((("Transfer-Encoding", "chunked"),), b"c\r\n<p>texto</p>\r\n0\r\n\r\n"),
        ((("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")), b"<p>texto</p>"),
    ],
)
def test_codings_of_the_transfer_are_taken_off_and_false_ones_do_no_harm(
    headers: tuple[tuple[str, str], ...], body: bytes, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, [Captured("https://rpp.pe/1", body, headers=headers)])
    (one,) = records(path)
    assert isinstance(one.page, Page)
    assert one.page.body == b"<p>texto</p>"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "other",
    [
        Captured("https://rpp.pe/2", b"%PDF", kind="application/pdf"),
        Captured("https://rpp.pe/2", b"<p>", status="404 Not Found"),
        Captured("https://rpp.pe/2", b"<p>", status="301 Moved"),
        Captured("https://rpp.pe/2", b"", record="request", status="/ HTTP/1.1"),
        Captured("https://rpp.pe/2", b"", record="revisit"),
    ],
)
def test_only_pages_that_were_served_as_html_count(other: Captured, path: Path) -> None:
    one, three = captures(2)
    write(path, [one, other, three])
    assert reasons(path) == [one.url, three.url]


# --- broken files ---


@pytest.mark.parametrize("broken", [0, 3, 9])
def test_broken_record_is_one_outcome_and_the_others_are_read(broken: int, path: Path) -> None:
    places = write(path, captures(10))
    breaks(path, places[broken])
    wanted = [f"https://rpp.pe/{n}" for n in range(10)]
    wanted[broken] = "bad-record"
    assert reasons(path) == wanted
    assert records(path)[broken].link.url == f"warc:news.warc.gz#{places[broken]}"


def test_record_that_is_cut_off_is_broken(path: Path) -> None:
    places = write(path, captures(3))
    path.write_bytes(path.read_bytes()[: places[2] + 300])
    assert reasons(path) == ["https://rpp.pe/0", "https://rpp.pe/1", "bad-record"]


def test_rubbish_between_records_is_one_outcome(path: Path) -> None:
    places = write(path, captures(2))
    data = path.read_bytes()
    path.write_bytes(data[: places[1]] + b"\x1f\x8b\x08 rubbish " * 9 + data[places[1] :])
    assert reasons(path) == ["https://rpp.pe/0", "bad-record", "https://rpp.pe/1"]


@pytest.mark.parametrize(
    "head", [b"WARC/1.0\r\n\r\n", b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: soon\r\n\r\n", b"no record"]
)
def test_member_that_is_no_record_is_one_outcome(head: bytes, path: Path) -> None:
    write(path, captures(1))
    path.write_bytes(path.read_bytes() + gzip.compress(head))
    assert reasons(path)[0] == "https://rpp.pe/0"
    assert reasons(path)[1:] in (["bad-record"], [])


@given(damage=st.binary(min_size=1, max_size=40), share=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_no_damage_costs_more_than_the_records_it_hits(
    damage: bytes, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("warc") / "a.warc.gz"
    places = write(path, captures(6))
    whole = bytearray(path.read_bytes())
    place = places[1] + int(share * (places[5] - places[1]))
    whole[place : place + len(damage)] = damage
    path.write_bytes(whole)
    untouched = {
        f"https://rpp.pe/{n}"
        for n, (start, end) in enumerate(zip(places, [*places[1:], len(whole)], strict=True))
        if end <= place or start >= place + len(damage)
    }
    assert untouched <= set(reasons(path))


def test_page_too_large_is_one_outcome(path: Path) -> None:
    write(path, [*captures(1), Captured("https://rpp.pe/big", b"<p>" * LIMIT), *captures(1)])
    assert reasons(path) == ["https://rpp.pe/0", "too-large", "https://rpp.pe/0"]


# --- going on ---


def test_reading_goes_on_at_any_position(path: Path) -> None:
    write(path, captures(7))
    whole = records(path)
    for number, one in enumerate(whole):
        assert records(path, one.end) == whole[number + 1 :]
    assert whole[-1].end == path.stat().st_size


@pytest.mark.parametrize("count", [1, 3, 7, 100])
def test_batches_hold_every_page_once_and_say_where_to_go_on(count: int, path: Path) -> None:
    write(path, captures(7))
    whole = list(batches(path, 0, everything, LIMIT, count))
    assert [link.url for batch in whole for link in batch.pages] == [f"https://rpp.pe/{n}" for n in range(7)]
    assert max(len(batch.pages) for batch in whole) <= count
    for number, batch in enumerate(whole):
        assert list(batches(path, batch.position, everything, LIMIT, count)) == whole[number + 1 :]


def test_address_captured_twice_counts_once_in_a_batch(path: Path) -> None:
    one = captures(1)[0]
    write(path, [one, Captured(one.url + "?utm_source=x", b"<p>later")])
    (batch,) = batches(path, 0, everything, LIMIT, 10)
    assert [page.url for page in batch.pages.values()] == [one.url]


def test_file_is_known_again_by_what_is_in_it(path: Path) -> None:
    write(path, captures(1))
    before = fingerprint(path)
    moved = path.rename(path.with_name("other.warc.gz"))
    assert fingerprint(moved) == before
    write(moved, captures(2))
    assert fingerprint(moved) != before


# --- memory ---


def peak(path: Path, count: int, limit: int = LIMIT) -> int:
    """Most bytes that Python held while the batches of a file were read."""
    tracemalloc.start()
    try:
        for _ in batches(path, 0, everything, limit, count):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_bounded_by_the_batch_and_not_by_the_file(path: Path) -> None:
    write(path, captures(200, 200_000))
    assert peak(path, 10) < 15_000_000 < 40_000_000 < peak(path, 200)


@pytest.mark.parametrize("headers", [(), (("Content-Encoding", "gzip"),)], ids=["in the file", "in the page"])
def test_bomb_costs_its_bound(headers: tuple[tuple[str, str], ...], path: Path) -> None:
    bomb = bytes(200_000_000)
    write(path, [Captured("https://rpp.pe/bomb", zipped(bomb) if headers else bomb, headers=headers), *captures(1)])
    del bomb
    assert peak(path, 10) < 64_000_000
    assert reasons(path) == ["too-large", "https://rpp.pe/0"]


# --- what is no archive ---


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<html>", "no WARC file"),
        (gzip.compress(b"<html>", mtime=0), "no WARC file"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n", "warcio recompress"),
    ],
)
def test_what_is_no_archive_is_named_in_one_line(data: bytes, says: str, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(NoArchive, match=says) as error:
        check(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_file_compressed_as_a_whole_is_named(path: Path) -> None:
    write(path, captures(3), compressed=False)
    path.write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(NoArchive, match="warcio recompress"):
        check(path)


def test_archive_whose_first_record_is_broken_is_one_all_the_same(path: Path) -> None:
    write(path, captures(3))
    breaks(path, 0)
    check(path)
    assert reasons(path) == ["bad-record", *(f"https://rpp.pe/{n}" for n in range(3))]


# --- what is asked for ---


@pytest.mark.parametrize(
    ("scope", "url", "wanted"),
    [
        (Scope(), "https://example.org/a", True),
        (Scope(hosts=sites(["www.RPP.pe"])), "https://rpp.pe/a", True),
        (Scope(hosts=sites(["rpp.pe"])), "https://www.rpp.pe:8443/a", True),
        (Scope(hosts=sites(["rpp.pe"])), "https://tv.rpp.pe/a", True),
        (Scope(hosts=sites(["rpp.pe"])), "https://norpp.pe/a", False),
        (Scope(hosts=sites(["rpp.pe"])), "https://pe/a", False),
        (Scope(hosts=sites(["rpp.pe"])), "warcinfo:", False),
        (Scope(hosts=sites(["rpp.pe"])), "https://[bad/", False),
        (Scope(since=date(2026, 3, 4)), "https://rpp.pe/a", True),
        (Scope(since=date(2026, 3, 5)), "https://rpp.pe/a", False),
        (Scope(until=date(2020, 1, 1)), "https://rpp.pe/a", True),
    ],
)
def test_pages_are_asked_for_by_site_and_by_the_day_of_their_copy(scope: Scope, url: str, wanted: bool) -> None:
    evening = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)  # still the 4th in Lima
    assert scope.asks(url, evening) is wanted


@pytest.mark.parametrize(
    ("published", "held"),
    [(None, True), ("2026-02-28", False), ("2026-03-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_articles_of_other_days_are_left_out_and_undated_ones_are_not(published: str | None, held: bool) -> None:
    day = date.fromisoformat(published) if published else None
    article = Article("a", "https://a.pe/a", "A", "", "", day)
    assert Scope(date(2026, 3, 1), date(2026, 3, 31)).holds(article) is held


def test_another_scope_reads_a_file_anew() -> None:
    scopes = [
        Scope(),
        Scope(hosts=sites([])),
        Scope(hosts=sites(["rpp.pe"])),
        Scope(date(2026, 1, 1)),
        Scope(None, date(2026, 1, 1)),
    ]
    assert len({scope.key for scope in scopes}) == len(scopes)


def test_page_belongs_to_the_source_of_its_site() -> None:
    rpp = Source(id="rpp", name="RPP", url="https://www.rpp.pe/rss")
    politics = Source(id="rpp-politica", name="RPP", url="https://rpp.pe/feed/politica", enabled=False)
    owners = Owners([rpp, politics])
    assert owners.of("https://tv.rpp.pe/1") is rpp
    assert owners.of("https://gestion.pe/1") is None
    assert owners.sites == {"rpp.pe"}
