"""feed.atom: the alerts, for feed readers (RFC 4287). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from monitor.alerts.escape import one_line, web_address

_NAMESPACE = "http://www.w3.org/2005/Atom"
_ILLEGAL = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, after white space is folded."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as it was raised. `outlet` and `url` are empty where no article raised it."""

    id: str
    text: str
    evidence: str
    created_at: str
    outlet: str = ""
    url: str = ""


def atom(alerts: Sequence[Raised], title: str) -> str:
    """The feed, newest alert first. It is the same text as long as the alerts are the same."""
    ET.register_namespace("", _NAMESPACE)
    feed = ET.Element(f"{{{_NAMESPACE}}}feed")
    newest = sorted(alerts, key=lambda a: (a.created_at, a.id), reverse=True)
    _add(feed, "title", title)
    _add(feed, "id", "urn:monitor:alerts")
    _add(feed, "updated", newest[0].created_at if newest else "1970-01-01T00:00:00Z")
    _add(ET.SubElement(feed, f"{{{_NAMESPACE}}}author"), "name", "monitor")
    for alert in newest:
        _entry(feed, alert)
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def _entry(feed: ET.Element, alert: Raised) -> None:
    entry = ET.SubElement(feed, f"{{{_NAMESPACE}}}entry")
    _add(entry, "title", alert.text)
    _add(entry, "id", f"urn:monitor:alert:{alert.id}")
    _add(entry, "updated", alert.created_at)
    _add(entry, "content", f"“{alert.evidence}” {alert.outlet}" if alert.evidence else alert.text)
    if web_address(alert.url):
        ET.SubElement(entry, f"{{{_NAMESPACE}}}link", {"href": alert.url})


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_NAMESPACE}}}{name}").text = _ILLEGAL.sub("", one_line(text))
