"""OPML, the list of feeds that feed readers exchange: import and export. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from monitor.config import Source
from monitor.model import Failure, Stage
from monitor.sources.items import absolute

_MAX_OUTLINES = 2_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; `site` is the page it belongs to, `lang` a code such as "es-PE"."""

    name: str
    url: str
    site: str = ""
    lang: str = ""


def read_opml(body: bytes) -> list[Outline] | Failure:
    """The feeds of an OPML file in order, each address once, whatever folders they stand in."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Failure(Stage.POLL, "not-opml", str(error)[:200])
    if root is None or root.tag != "opml":
        return Failure(Stage.POLL, "not-opml", "no opml element")
    found: dict[str, Outline] = {}
    for node in root.iter("outline"):
        url = absolute(node.get("xmlUrl", ""), "")
        if url is not None and len(found) < _MAX_OUTLINES:
            name = " ".join((node.get("title") or node.get("text") or "").split())[:80] or url
            found.setdefault(
                url, Outline(name, url, absolute(node.get("htmlUrl", ""), "") or "", node.get("language", ""))
            )
    return list(found.values())


def write_opml(sources: Iterable[Source]) -> bytes:
    """The feeds among `sources` as OPML 2.0; other kinds have no place in it."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "monitor"
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.kind == "feed":
            etree.SubElement(
                body,
                "outline",
                type="rss",
                text=source.name,
                title=source.name,
                xmlUrl=source.url,
                language=source.lang,
            )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
