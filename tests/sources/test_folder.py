"""Files as articles and pages."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Page
from monitor.sources.folder import read_file, read_folder, read_pages, split_header

NOW = datetime(2026, 3, 10, tzinfo=UTC)
TEXT = "El canciller se reunió con el embajador en Lima. Hablaron de puertos."


def written(folder: Path, name: str, body: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def article(path: Path) -> Article:
    found = read_file(path)
    assert isinstance(found, Article), found
    return found


def mail(body: str = TEXT, subtype: str = "plain", **headers: str) -> bytes:
    message = EmailMessage()
    defaults = {"Subject": "Reunión en Torre Tagle", "From": "Prensa <prensa@rree.gob.pe>"}
    for name, value in {**defaults, "Date": "Mon, 02 Mar 2026 21:26:00 -0500", **headers}.items():
        message[name] = value
    message.set_content(body, subtype=subtype)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        (" date 2026-03-02 El canciller", date(2026, 3, 2), "El canciller"),
        ("\n\tDATE 2026-03-02\nEl canciller", date(2026, 3, 2), "El canciller"),
        ("date 2026-02-30 El canciller", None, "date 2026-02-30 El canciller"),
        ("El date 2026-03-02 ", None, "El date 2026-03-02 "),
        ("date 2026-03-02", None, "date 2026-03-02"),
        ("", None, ""),
    ],
)
def test_header(text: str, day: date | None, rest: str) -> None:
    assert split_header(text) == (day, rest)


def test_texts_and_mails_are_articles_in_the_order_of_their_names(tmp_path: Path) -> None:
    written(tmp_path, "b.txt", TEXT)
    written(tmp_path, "a.eml", mail())
    written(tmp_path, "c.TXT", f" date 2026-03-02 {TEXT}")
    written(tmp_path, "note.md", TEXT)
    written(tmp_path, "page.html", "<p>x</p>")
    found = read_folder(tmp_path, "seeds", "Semillas")
    assert [(a.url, a.published, a.published_basis) for a in found if isinstance(a, Article)] == [
        ("seeds:a.eml", date(2026, 3, 2), "header"),
        ("seeds:b.txt", None, "unknown"),
        ("seeds:c.TXT", date(2026, 3, 2), "header"),
    ]
    assert {a.outlet for a in found if isinstance(a, Article)} == {"Semillas"}


def test_a_text_without_title_gets_its_first_sentence(tmp_path: Path) -> None:
    found = article(written(tmp_path, "a.txt", "\ufeff" + TEXT))
    assert (found.title, found.text, found.lang) == ("El canciller se reunió con el embajador en Lima.", TEXT, "es")


@pytest.mark.parametrize(
    ("body", "subtype"),
    [
        (TEXT, "plain"),
        (f"<html><head><style>p {{}}</style></head><body><p>{TEXT}</p><script>x()</script></body></html>", "html"),
    ],
)
def test_a_mail_gives_subject_sender_date_and_text(body: str, subtype: str, tmp_path: Path) -> None:
    found = article(written(tmp_path, "a.eml", mail(body, subtype)))
    assert (found.title, found.author, found.published) == ("Reunión en Torre Tagle", "Prensa", date(2026, 3, 2))
    assert found.text == TEXT


def test_a_mail_in_html_keeps_its_lines(tmp_path: Path) -> None:
    body = "<h1>Nota</h1><div>Uno<br>dos</div><ul><li>tres</li><li>cua<b>tro</b></li></ul>cinco"
    assert article(written(tmp_path, "a.eml", mail(body, "html"))).text == "Nota\nUno\ndos\ntres\ncuatro\ncinco"


@pytest.mark.parametrize("sent", ["", "soon", "31 Feb 2026 10:00:00 -0500"])
def test_a_mail_without_a_date_is_undated(sent: str, tmp_path: Path) -> None:
    assert (
        article(written(tmp_path, "a.eml", mail(Date="").replace(b"Date: ", f"Date: {sent}".encode()))).published
        is None
    )


@pytest.mark.parametrize(
    ("name", "body", "slug"),
    [
        ("a.txt", "", "no-text"),
        ("a.txt", " \n", "no-text"),
        ("a.txt", " date 2026-03-02 ", "no-text"),
        ("a.txt", "\x00", "no-text"),
        ("a.txt", "Reunión".encode("cp1252"), "bad-encoding"),
        ("a.txt", b"a" * 5_000_001, "too-large"),
        ("a.eml", b"", "no-text"),
        ("a.eml", mail().replace(b"utf-8", b"klingon"), "bad-encoding"),
        ("a.eml", b"Content-Type: image/png\n\nx", "no-text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, body: str | bytes, slug: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, body)
    found = read_file(path)
    assert not isinstance(found, Article)
    assert (found[0], found[1].reason) == (path, slug)


def test_a_file_that_is_gone_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for path in (tmp_path / "folder.txt", tmp_path / "gone.txt"):
        found = read_file(path)
        assert not isinstance(found, Article)
        assert found[1].reason == "unreadable"


def test_saved_pages_know_where_they_come_from(tmp_path: Path) -> None:
    written(tmp_path, "a.html", '<html><link rel="canonical" href="https://diario.pe/1"></html>')
    written(tmp_path, "b.htm", '<html><meta property="og:url" content="https://diario.pe/2"></html>')
    written(tmp_path, "c.html", '<html><link rel="canonical" href="javascript:x"></html>')
    written(tmp_path, "d.html", b"")
    (tmp_path / "e.html").mkdir()
    found = read_pages(tmp_path, NOW)
    assert [page.url for page in found if isinstance(page, Page)] == [
        "https://diario.pe/1", "https://diario.pe/2", "seeds:c.html", "seeds:d.html",
    ]  # fmt: skip
    assert [page.link.url for page in found if isinstance(page, Page)] == [f"seeds:{n}" for n in ("a.html", "b.htm", "c.html", "d.html")]  # fmt: skip
    assert [page[1].reason for page in found if not isinstance(page, Page)] == ["unreadable"]


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", mail(), b"Content-Type: text/html; charset=utf-16\nDate: \xff\n\n"])
)
def test_no_mail_raises(tmp_path_factory: pytest.TempPathFactory, body: bytes, start: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), f"m{os.getpid()}.eml", start + body)
    found = read_file(path)
    assert isinstance(found, Article) or found[1].reason
