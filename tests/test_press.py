"""The fixture itself: what tests build on must be as its description says."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

import feedparser
import httpx
import pytest
import trafilatura
from lxml import etree
from press import NOW, OUTLETS, Article, Press, draft, expected, plain
from press.stories import read

ARTICLES = read("articles")
EXPECTED = expected()
PAGES = sorted(name for name, article in ARTICLES.items() if article.answer == "page")
WRONG_CHARSET = sorted(name for name, article in ARTICLES.items() if article.declared != article.encoding)
Entry = tuple[str, str, datetime | None]


@pytest.fixture(scope="module")
def shared() -> Iterator[Press]:
    """A press that no test changes."""
    with Press() as press:
        yield press


@pytest.fixture
def press() -> Iterator[Press]:
    """A press of the test's own."""
    with Press() as press:
        yield press


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    """A client that no proxy of the environment reaches."""
    with httpx.Client(trust_env=False, timeout=5) as client:
        yield client


def key_sentences() -> dict[str, str]:
    """A sentence of each article that must survive extraction."""
    told = {name: text for contact in EXPECTED["contacts"] for name, text in contact["told_by"].items()}
    recalled = {name: text for c in EXPECTED["contacts"] for name, text in c.get("recalled_by", {}).items()}
    return told | recalled | {name: decoy["key"] for name, decoy in EXPECTED["none"].items()}


def entries(outlet: str, body: bytes) -> list[Entry]:
    """Address, title and date of each entry, read as a stranger would."""
    if OUTLETS[outlet].kind == "sitemap":
        return _sitemap_entries(body)
    return _json_entries(body) if body.startswith(b"{") else _xml_entries(body)


def _xml_entries(body: bytes) -> list[Entry]:
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.bozo_exception
    moments = [entry.get("published_parsed") or entry.get("updated_parsed") for entry in parsed.entries]
    return [
        (entry.link, entry.title, datetime.fromtimestamp(timegm(moment), UTC) if moment else None)
        for entry, moment in zip(parsed.entries, moments, strict=True)
    ]


def _json_entries(body: bytes) -> list[Entry]:
    feed = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    return [(item["url"], item["title"], datetime.fromisoformat(item["date_published"])) for item in feed["items"]]


def _sitemap_entries(body: bytes) -> list[Entry]:
    def text(node: etree._Element, name: str) -> str:
        return str(node.xpath(f"string(.//*[local-name()='{name}'])"))

    return [
        (text(url, "loc"), text(url, "title"), datetime.fromisoformat(text(url, "publication_date")))
        for url in etree.fromstring(body)
    ]


def extracted(page: bytes) -> str:
    """The main text, on one line."""
    return " ".join((trafilatura.extract(page, fast=True, include_comments=False) or "").split())


def bare(text: str) -> str:
    """ASCII letters and digits alone: all of a text that survives any of the wrong charsets."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


def shingles(article: Article) -> set[tuple[str, ...]]:
    """Runs of three words of the body."""
    words = re.findall(r"\w+", plain(article.body).lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def overlap(one: str, other: str) -> float:
    """Jaccard similarity of two articles' shingles."""
    a, b = shingles(ARTICLES[one]), shingles(ARTICLES[other])
    return len(a & b) / len(a | b)


# --- feeds ---


@pytest.mark.parametrize("outlet", OUTLETS)
def test_feed_lists_every_article_of_its_outlet(outlet: str, shared: Press, http: httpx.Client) -> None:
    answer = http.get(shared.feeds[outlet].url)
    assert answer.status_code == 200
    articles = [article for name, article in ARTICLES.items() if name.startswith(f"{outlet}/")]
    assert sorted(entries(outlet, answer.content), key=str) == sorted(
        [(shared.url + article.address, article.title, article.published) for article in articles], key=str
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_unchanged_feed_answers_304(outlet: str, shared: Press, http: httpx.Client) -> None:
    url = shared.feeds[outlet].url
    first = http.get(url)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert tag.startswith("W/") is (outlet == "gestor")
    again = http.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert http.get(url, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert http.get(url, headers={"If-Modified-Since": modified}).status_code == 304
    assert http.get(url, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    other = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert http.get(url, headers=other).status_code == 200, "the tag decides where both are sent"


def test_embassy_feed_carries_the_whole_text(shared: Press, http: httpx.Client) -> None:
    parsed = feedparser.parse(http.get(shared.feeds["embajada"].url).content)
    contents = {entry.title: entry.content[0].value for entry in parsed.entries if "content" in entry}
    article = ARTICLES["embajada/navarro-meeting"]
    assert all(paragraph in contents[article.title] for paragraph in article.paragraphs)


def test_broken_feed_is_a_web_page(shared: Press, http: httpx.Client) -> None:
    answer = http.get(shared.broken.url)
    assert answer.status_code == 200
    assert answer.content.startswith(b"<!DOCTYPE html>")
    assert not feedparser.parse(answer.content).entries


# --- pages ---


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_every_link_answers_as_announced(name: str, shared: Press, http: httpx.Client) -> None:
    article = ARTICLES[name]
    answer = http.get(shared.url + article.address, follow_redirects=True)
    assert answer.status_code == {"missing": 404, "down": 503}.get(article.answer, 200)
    assert str(answer.url) == shared.url + article.path
    assert [hop.status_code for hop in answer.history] == ([302] if article.alias else [])
    assert (answer.content == b"") is (article.answer == "empty")
    assert answer.content.startswith(b"%PDF") is (article.answer == "pdf")
    assert ("retry-after" in answer.headers) is (article.answer == "down")


@pytest.mark.parametrize("name", PAGES)
def test_main_text_of_a_page_is_found(name: str, shared: Press, http: httpx.Client) -> None:
    text = extracted(http.get(shared.address(name)).content)
    assert key_sentences().get(name, "") in text
    assert all(other.title not in text for key, other in ARTICLES.items() if key != name), "a related title leaked in"
    readable = bare if name in WRONG_CHARSET else str
    assert not [p for p in map(plain, ARTICLES[name].paragraphs) if readable(p) not in readable(text)]


def test_pages_have_the_leftovers_of_real_ones(shared: Press, http: httpx.Client) -> None:
    newspaper = http.get(shared.address("gestor/reunion-navarro"))
    caption = ARTICLES["gestor/reunion-navarro"].caption
    assert newspaper.text.count(f"<figcaption>{caption}</figcaption>") == 2
    assert "LEA TAMBIÉN" in extracted(newspaper.content)
    assert "(FIN) FHG/CVC" in (agency := extracted(http.get(shared.address("agencia/plan-puertos")).content))
    assert "Publicado: 3/3/2026" in agency
    note = extracted(http.get(shared.address("torre/reunion-navarro")).content)
    assert "Nota de Prensa 61-26 3 de marzo de 2026 - 9:26 p. m." in note
    readout = extracted(http.get(shared.address("state/landau-de-zela-call")).content)
    assert "The following is attributable to" in readout
    assert (
        "An official website of the United States government"
        in http.get(shared.address("embajada/navarro-meeting")).text
    )


@pytest.mark.parametrize("name", WRONG_CHARSET)
def test_wrong_charset_is_wrong(name: str, shared: Press, http: httpx.Client) -> None:
    article = ARTICLES[name]
    answer = http.get(shared.address(name))
    assert answer.headers["content-type"] == f"text/html; charset={article.declared}"
    assert f"charset={article.declared}".encode() in answer.content, "the page itself repeats the mistake"
    assert article.title in answer.content.decode(article.encoding)
    if article.declared == "utf-8":
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode("utf-8")
    else:
        assert re.search("[\x80-\x9f]", answer.content.decode(article.declared)), (
            "quotes come out as control characters"
        )


def test_both_kinds_of_wrong_charset_occur() -> None:
    kinds = {(ARTICLES[name].declared, ARTICLES[name].encoding) for name in WRONG_CHARSET}
    assert kinds == {("ISO-8859-1", "windows-1252"), ("utf-8", "latin-1")}


def test_paywall_stub_hides_what_its_twin_tells(shared: Press, http: httpx.Client) -> None:
    name = "gestor/balcazar-navarro"
    stub = http.get(shared.address(name))
    assert len(extracted(stub.content).split()) < 25
    assert key_sentences()[name] not in stub.text
    twin = re.search(r'<link rel="amphtml" href="([^"]+)"', stub.text)
    assert twin
    text = extracted(http.get(twin[1]).content)
    assert all(plain(paragraph) in text for paragraph in ARTICLES[name].paragraphs)


def test_paywall_stub_without_twin(shared: Press, http: httpx.Client) -> None:
    url = shared.address("gestor/claves-regimen-minero")
    stub = http.get(url)
    assert '"isAccessibleForFree": false' in stub.text
    assert "amphtml" not in stub.text
    assert len(extracted(stub.content).split()) < 25
    assert http.get(f"{url}?outputType=amp").status_code == 404


def test_newspaper_pages_have_twins(shared: Press, http: httpx.Client) -> None:
    url = shared.address("gestor/reunion-navarro")
    twin = http.get(f"{url}?outputType=amp")
    assert key_sentences()["gestor/reunion-navarro"] in extracted(twin.content)
    assert f'<link rel="canonical" href="{url}">' in twin.text


def test_undated_page_has_no_date_anywhere(shared: Press, http: httpx.Client) -> None:
    assert EXPECTED["undated"] == [name for name, article in ARTICLES.items() if article.published is None]
    for name in EXPECTED["undated"]:
        answer = http.get(shared.address(name))
        seen = answer.text.replace(shared.url, "") + shared.address(name).removeprefix(shared.url)
        assert not re.search(r"20\d\d|<time|datetime|\b(?:enero|febrero|marzo|abril)\b", seen)
        assert "last-modified" not in answer.headers
        feed = feedparser.parse(http.get(shared.feeds["radio"].url).content)
        entry = next(entry for entry in feed.entries if entry.link == shared.address(name))
        assert not {"published", "updated", "created"} & set(entry)


def test_robots_closes_the_private_folder_only(shared: Press, http: httpx.Client) -> None:
    rules = RobotFileParser()
    rules.parse(http.get(shared.address("/robots.txt")).text.splitlines())
    closed = {name for name in ARTICLES if not rules.can_fetch("monitor", shared.address(name))}
    assert closed == {name for name, slug in EXPECTED["outcomes"].items() if slug == "robots"}


# --- what a test may change ---


def test_published_article_is_listed_and_answers(press: Press, http: httpx.Client) -> None:
    before = http.get(press.feeds["radio"].url)
    others = {o: http.get(press.feeds[o].url).headers["etag"] for o in OUTLETS if o != "radio"}
    url = press.publish("radio", draft("radio/landau-llega"))
    after = http.get(press.feeds["radio"].url, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert parsedate_to_datetime(after.headers["last-modified"]) > parsedate_to_datetime(
        before.headers["last-modified"]
    )
    assert entries("radio", after.content)[0][0] == url == press.address("radio/landau-llega")
    assert EXPECTED["drafts"]["radio/landau-llega"]["evidence"] in extracted(http.get(url).content)
    assert others == {o: http.get(press.feeds[o].url).headers["etag"] for o in others}, "no other feed changes"
    with pytest.raises(ValueError, match="not a new path"):
        press.publish("radio", draft("radio/landau-llega"))


def test_article_made_in_a_test(press: Press, http: httpx.Client) -> None:
    made = Article(path="/torre/noticias/1-prueba", title="Prueba", body="Uno & dos.\n\nTres.", published=NOW)
    url = press.publish("torre", made)
    assert "<p>Uno &amp; dos.</p>" in http.get(url).text
    assert (url, "Prueba", NOW) in entries("torre", http.get(press.address("torre")).content)


def test_edit_changes_page_and_feed(press: Press, http: httpx.Client) -> None:
    name = "gestor/reunion-navarro"
    etag = http.get(press.feeds["gestor"].url).headers["etag"]
    press.edit(name, title="Otro título", body=press.article(name).body.replace("julio", "agosto"), updated=NOW)
    page = http.get(press.address(name)).text
    assert '<h1 class="nota__titulo">Otro título</h1>' in page
    assert "operar en agosto" in page
    assert "Actualizado el 10/03/2026, 8:00 p. m." in page
    assert http.get(press.feeds["gestor"].url, headers={"If-None-Match": etag}).status_code == 200
    with pytest.raises(TypeError):
        press.edit(name, titel="misspelt")


@pytest.mark.parametrize("what", ["radio/llamada-landau", "radio", "/robots.txt", "/radio/noticias/"])
def test_fail_and_restore(what: str, press: Press, http: httpx.Client) -> None:
    before = http.get(press.address(what)).status_code
    press.fail(what, 500)
    assert http.get(press.address(what)).status_code == 500
    press.restore(press.address(what))
    assert http.get(press.address(what)).status_code == before


def test_requests_are_recorded(press: Press, http: httpx.Client) -> None:
    http.get(press.address("gestor"), headers={"X-Trace": "one"})
    http.head(press.address("gestor/dolar"))
    assert [(method, path) for method, path, _ in press.requests] == [
        ("GET", "/gestor/arc/outboundfeeds/rss/?outputType=xml"),
        ("HEAD", ARTICLES["gestor/dolar"].path),
    ]
    assert press.asked("gestor")[0].headers["x-trace"] == "one"
    assert not press.asked("gestor/privado-informe")


def test_many_at_once(press: Press) -> None:
    urls = [press.address(name) for name in PAGES] * 4
    with httpx.Client(trust_env=False, timeout=5) as client, ThreadPoolExecutor(16) as threads:
        statuses = list(threads.map(lambda url: client.get(url).status_code, urls))
    assert statuses == [200] * len(urls)
    assert len(press.requests) == len(urls)


# --- what is expected of a monitor ---


def test_every_article_has_one_expectation() -> None:
    named = [*key_sentences(), *(name for name in EXPECTED["outcomes"] if not name.startswith("/"))]
    assert sorted(named) == sorted(ARTICLES)
    assert sorted(EXPECTED["drafts"]) == sorted(read("drafts"))


def test_evidence_is_a_sentence_of_its_article() -> None:
    drafts = {name: change["evidence"] for name, change in EXPECTED["drafts"].items()}
    articles = ARTICLES | read("drafts")
    for name, sentence in (key_sentences() | drafts).items():
        assert sentence.endswith(".")
        assert any(sentence in plain(paragraph) for paragraph in articles[name].paragraphs), name


def test_articles_are_of_newspaper_length() -> None:
    readable = [a for a in (ARTICLES | read("drafts")).values() if a.answer == "page" or a.amp]
    assert all(120 <= len(plain(article.body).split()) <= 400 for article in readable)
    dated = [article.published for article in readable if article.published]
    assert datetime(2026, 2, 15, tzinfo=NOW.tzinfo) <= min(dated) <= max(dated) <= NOW


def test_copies_are_copies_and_nothing_else_is() -> None:
    copies = {frozenset(pair) for pair in EXPECTED["copies"]}
    for i, one in enumerate(PAGES):
        for other in PAGES[i + 1 :]:
            alike = overlap(one, other)
            assert alike > 0.6 if frozenset((one, other)) in copies else alike < 0.1, (one, other, alike)
