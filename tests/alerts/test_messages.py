"""The words of an alert: three lines that can be forwarded, in the reader's language, with nothing active in them."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import HOSTILE, LIMA, NAVARRO, NOW, SENTENCE, digest, entry, item, told
from monitor.alerts.digest import message as of_digest
from monitor.alerts.mail import letter
from monitor.alerts.message import Message, Notice, folded, of_line, of_notice
from monitor.alerts.phrases import Phrases
from monitor.alerts.view import Before
from monitor.config import Channel
from monitor.model import Alert

ES, EN = Phrases("es", LIMA), Phrases("en", LIMA)
DESK = Channel(id="desk", kind="mail", sender="monitor@example.org", to=("desk@example.org", "chief@example.org"))


def notice(kind: str = "new", *reports: object, before: Before | None = None, **changes: object) -> Notice:
    reports = reports or (told(),)
    of = entry(**changes)
    return Notice(Alert("e:new", of.id, kind, "high", "", SENTENCE, "a1"), of, reports, before)


@pytest.mark.parametrize(
    ("made", "es", "en"),
    [
        (
            notice(),
            "Nuevo contacto: José María Balcázar (presidente de la República, interino) – …: reunión realizada, 2 de marzo de 2026, Palacio de Gobierno",
            "New contact: José María Balcázar (interim President of Peru) – …: meeting held, March 2, 2026, Palacio de Gobierno",
        ),
        (
            notice("status", before=Before("planned", "2026-03", None)),
            "Cambio de estado: … – antes: reunión anunciada, marzo de 2026",
            "Change of status: … – before: meeting announced, March 2026",
        ),
        (
            notice("overdue", status="planned"),
            "Anuncio vencido: … – el plazo venció sin constancia de que se realizara",
            "Promise overdue: … – its time has passed without evidence that it took place",
        ),
        (notice("correction"), "Rectificación: … – RPP ya no lo informa", "Correction: … – RPP no longer reports it"),
    ],
)
def test_the_first_line_says_what_changed(made: Notice, es: str, en: str) -> None:
    for say, expected in ((ES, es), (EN, en)):
        first = of_notice(made, say, "text", "").body.splitlines()[0]
        begin, _, end = expected.partition("…")
        assert first.startswith(begin)
        assert first.endswith(end)


def test_an_alert_proves_itself() -> None:
    made = notice("new", told(), told("b", outlet="Gestión"), told("c", outlet="RREE", official="peru"))
    lines = of_notice(made, ES, "text", "https://desk.example.org/contacts/{id}").body.splitlines()
    assert lines[1] == f"“{SENTENCE}”"
    assert lines[2] == (
        "RPP (2 mar 2026) · también lo informan otros 2 medios · 3 medios · versión oficial de Lima"
    )  # fmt: skip
    assert lines[3:] == ["https://rpp.pe/a1", f"Ficha https://desk.example.org/contacts/{made.entry.id}"]


def test_the_outlet_named_is_the_one_that_made_the_change() -> None:
    made = notice("new", told("z", outlet="Gestión"), told("a1", outlet="Andina"))
    assert "Andina (2 mar 2026) · también lo informa otro medio" in of_notice(made, ES, "text", "").body


def test_folded_messages_keep_each() -> None:
    both = folded([Message("a", "uno\n", "<p>uno</p>"), Message("b", "dos\n", "<p>dos</p>")], ES)
    assert both == Message("2 avisos reunidos", "uno\n\ndos\n", "<p>uno</p><hr><p>dos</p>")


# --- hostile text, in every form ---


def hostile(text: str) -> Notice:
    who = replace(NAVARRO, name=text, person=None, role="other", org=text)
    made = notice("correction", told(outlet=text, title=text, url=text, evidence=text), us=(who,), place=text)
    return replace(made, alert=replace(made.alert, evidence=text))


@pytest.mark.parametrize(
    "text", [HOSTILE, "<http://evil.example|click>", "[click](http://evil.example)", "@here <!here>"]
)
def test_chat_text_holds_no_markup(text: str) -> None:
    for body in (of_notice(hostile(text), ES, "chat", "").body, of_line("source", text, ES, "chat").body):
        assert not re.search(r"[<>]|\]\(|@(?:everyone|here|\w)", body)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_html_holds_no_foreign_element(text: str) -> None:
    made = of_notice(hostile(text), ES, "text", "").html
    assert set(re.findall(r"<(/?\w+)", made)) <= {"p", "/p", "a", "/a"}
    assert all(link.startswith(("http://", "https://")) for link in re.findall(r'href="([^"]*)"', made))


@given(st.text(max_size=60), st.sampled_from(["text", "chat"]))
@settings(max_examples=60, deadline=None)
def test_foreign_text_adds_no_line(text: str, form: str) -> None:
    assert len(of_notice(hostile(text), ES, form, "").body.splitlines()) in (4, 5)


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_foreign_text_adds_no_header(text: str) -> None:
    mail = letter(DESK, of_notice(hostile(text), ES, "text", ""), "0" * 32, NOW)
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "References", "MIME-Version", "Content-Type"]
    )  # fmt: skip
    assert read["To"] == "desk@example.org, chief@example.org"


# --- mail ---


def test_a_mail_is_the_same_whenever_it_is_made() -> None:
    message = of_notice(notice(), ES, "text", "")
    first, again = (letter(DESK, message, "f" * 32, NOW) for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"] == f"<{'f' * 32}@example.org>"
    assert first["List-Id"] == "monitor <desk.monitor.example.org>"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]


def test_mails_on_one_entry_are_one_thread() -> None:
    new, moved = (letter(DESK, of_notice(notice(kind), ES, "text", ""), kind * 8, NOW) for kind in ("new", "date"))
    other = letter(DESK, of_notice(notice(id="other"), ES, "text", ""), "k", NOW)
    assert new["References"] == moved["References"] != other["References"]
    assert letter(DESK, Message("Resumen", "x"), "k", NOW)["References"] is None


# --- a digest as a message ---


def test_a_digest_is_whole_in_mail_and_short_in_chat() -> None:
    made = digest(*(item(id=f"e{n}") for n in range(20)))
    mail, chat, file = (of_digest(made, ES, form) for form in ("text", "chat", "markdown"))
    assert mail.subject == "Perú – Estados Unidos · Resumen del 3 de marzo de 2026 (20)"
    assert mail.body.count(SENTENCE) == mail.html.count(SENTENCE) == 20
    assert file.body.startswith("# Perú – Estados Unidos")
    assert chat.body.count("•") == 15
    assert "5 elementos más" in chat.body
    assert chat.html == ""
