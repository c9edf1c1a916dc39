"""Mail by smtplib: the message, and how far its delivery came.

Apprise waits 5.5 s between two mails and makes its own Message-ID; here the Message-ID is that of the batch, so that a
mail sent twice is one mail for programs that look.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from monitor.alerts.escape import one_line
from monitor.alerts.message import Message
from monitor.alerts.sending import Outcome, Secrets
from monitor.config import Channel

TIMEOUT = 15
"""Seconds for each step of a conversation of some ten: together less than a lease holds."""


def letter(channel: Channel, message: Message, key: str, now: datetime) -> EmailMessage:
    """Text and HTML, threaded by ledger entry. Header values are one line each: nothing foreign can add a header."""
    domain = channel.sender.partition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"monitor <{channel.sender}>"
    mail["To"] = ", ".join(channel.to)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{domain}>"
    mail["List-Id"] = f"monitor <{channel.id}.monitor.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.thread:
        # mails on one entry name the same ancestor, which was never sent; mail programs thread by that (RFC 5256)
        mail["References"] = f"<{hashlib.sha256(message.thread.encode()).hexdigest()[:32]}.entry@{domain}>"
    mail.set_content(message.body)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def send(channel: Channel, mail: EmailMessage, secrets: Secrets) -> Outcome:
    """Hand a mail to the server. Refused recipients beside accepted ones are named in the outcome's detail."""
    login = [secrets(name) for name in (channel.user_env, channel.password_env) if name]
    if None in login:
        return Outcome("failed", f"{channel.user_env} or {channel.password_env} is not set")
    try:
        server = _connect(channel)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("failed", _plainly(error))
    try:
        if login:
            server.login(str(login[0]), str(login[-1]))
        refused = _envelope(server, channel)
    except (OSError, smtplib.SMTPException) as error:
        server.close()
        return Outcome("refused" if _for_good(error) else "failed", _plainly(error))
    return _data(server, mail, refused)


def _connect(channel: Channel) -> smtplib.SMTP:
    if channel.security == "tls":
        return smtplib.SMTP_SSL(channel.host, channel.port, timeout=TIMEOUT, context=ssl.create_default_context())
    server = smtplib.SMTP(channel.host, channel.port, timeout=TIMEOUT)
    if channel.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def _envelope(server: smtplib.SMTP, channel: Channel) -> list[str]:
    """Sender and recipients; those that were refused. Raises SMTPRecipientsRefused if all were."""
    server.ehlo_or_helo_if_needed()
    code, answer = server.mail(channel.sender)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, answer, channel.sender)
    answers = {to: server.rcpt(to) for to in channel.to}
    refused = {to: answer for to, answer in answers.items() if answer[0] not in (250, 251)}
    if len(refused) == len(channel.to):
        raise smtplib.SMTPRecipientsRefused(refused)
    return list(refused)


def _data(server: smtplib.SMTP, mail: EmailMessage, refused: list[str]) -> Outcome:
    try:
        code, answer = server.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:  # the server would not even begin
        server.close()
        return Outcome("refused" if _for_good(error) else "failed", _plainly(error))
    except (OSError, smtplib.SMTPException):
        server.close()
        return Outcome("unknown", "the connection broke while the mail was handed over")
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    if code == 250:
        return Outcome("sent", f"refused: {', '.join(refused)}" if refused else "")
    return Outcome("refused" if code >= 500 else "failed", f"{code} {_text(answer)}")


def _for_good(error: Exception) -> bool:
    """Whether the server said never (5xx) rather than not now; a wrong password may be put right."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _plainly(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the server refused the login ({error.smtp_code})"  # its answer may repeat what was sent
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{to}: {code} {_text(answer)}" for to, (code, answer) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return one_line(f"the server's certificate is not trusted: {error.verify_message}")
    return one_line(str(error)) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return one_line(answer.decode(errors="replace") if isinstance(answer, bytes) else answer)
