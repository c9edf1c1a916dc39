"""From a change to messages in the outbox: which alert it is, in whose words, for which channels.

`raise_for` runs inside the transaction that saves the article, so that change, alert and messages are committed
together; `watch` looks after what no article tells: promises overdue, silent sources, failing runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial

from sqlite_utils import Database

from monitor.alerts import message as wording
from monitor.alerts import raising, reading
from monitor.alerts.channels import FORMS
from monitor.alerts.message import Form, Message, Notice
from monitor.alerts.phrases import Phrases
from monitor.alerts.view import Before, Item, Told
from monitor.config import Channel, Config
from monitor.ledger import Decision, Entry
from monitor.model import Alert, Article
from monitor.store import ledger, look, outbox
from monitor.store.convert import stamp
from monitor.store.db import writing
from monitor.store.sources import coverage, out_of_reach

Compose = Callable[[Phrases, Form], Message]


def official(config: Config) -> reading.Official:
    """The sources that are a state's own voice."""
    return {s.id: s.official for s in config.sources if s.official}


# --- changes of the ledger -----------------------------------------------------------------------------------------------


def tell(
    db: Database, article: Article, decisions: Sequence[Decision], changed: bool, config: Config, now: datetime
) -> list[Alert]:
    """Raise what an article did to the ledger; of one that was held with another text (`changed`) also what it tells of
    no more. To be called inside the transaction that saved it. `article` has the identifier it is saved under.
    """
    news = [alert for one in decisions if (alert := raise_for(db, one, article, config, now))]
    if not changed:
        return news
    return [*news, *correct(db, article.id, {d.entry.id for d in decisions if d.observation}, config, now)]


def raise_for(db: Database, decision: Decision, article: Article, config: Config, now: datetime) -> Alert | None:
    """Raise the alert a decision deserves; None if it deserves none or was raised before. To be called inside the
    transaction that wrote the decision and its observation.
    """
    today = now.astimezone(config.zone).date()
    alert = raising.alert_for(decision, article.published, today, config.alerts.window, config.alerts.level)
    item = reading.one(db, official(config), decision.entry.id) if alert else None
    if alert is None or item is None:
        return None
    item = replace(item, entry=decision.entry)
    if one := decision.observation:  # the sentence that made the change proves it, not an older one
        alert = replace(alert, evidence=one.contact.evidence, article=one.article)
    elif meeting := decision.by:
        alert = replace(alert, evidence=meeting.evidence, article=meeting.article)
        item = _with(item, reading.said(db, official(config), meeting))
    was = decision.before
    before = Before(was.status, was.date, was.date_end) if was and alert.kind in ("status", "date") else None
    return _raise(db, alert, item, before, config, now)


def correct(db: Database, article: str, still: Collection[str], config: Config, now: datetime) -> list[Alert]:
    """Raise the corrections of an article that was changed or withdrawn: the contacts it told of before, but for those
    it tells of `still`, and those of which no alert ever told. To be called inside the transaction that saved the change.
    """
    rows = db.query(
        "SELECT DISTINCT contact FROM observations WHERE article = ? AND contact IN (SELECT contact FROM alerts)"
        " ORDER BY id",
        (article,),
    )
    gone = [str(row["contact"]) for row in rows if row["contact"] not in still]
    raised = []
    for identity in gone:
        item = reading.known(db, official(config), identity)
        said = next(t for t in item.history if t.article == article)
        alert = raising.correction(item.entry, article, said.evidence, config.alerts.level)
        if alert and (alert := _raise(db, alert, _with(item, said), None, config, now)):
            raised.append(alert)
    return raised


def _with(item: Item, said: Told) -> Item:
    """The item with what an article says that does not count among those that tell of it: it does no more, or it tells
    of the meeting that fulfils the visit.
    """
    return replace(item, told=(said, *(t for t in item.told if t.article != said.article)))


def _raise(
    db: Database, alert: Alert, item: Item, before: Before | None, config: Config, now: datetime
) -> Alert | None:
    notice = Notice(alert, item.entry, item.told, before)
    text = wording.line(notice, Phrases(config.language, config.zone, config.people))

    def compose(say: Phrases, form: Form) -> Message:
        return wording.of_notice(notice, say, form, config.alerts.link)

    return _put(db, replace(alert, text=text), compose, config, now, muted=_is_muted(db, notice, now))


def _is_muted(db: Database, notice: Notice, now: datetime) -> bool:
    """A person of the contact, the article's source, or all topics of the article are muted."""
    people = {p.person for side in (notice.entry.peru, notice.entry.us) for p in side if p.person}
    told = next(t for t in notice.told if t.article == notice.alert.article)
    topics = set(told.topics)
    return bool(
        outbox.muted(db, "person", people, now)
        or outbox.muted(db, "source", {told.source}, now)
        or (topics and outbox.muted(db, "topic", topics, now) == topics)
    )


# --- what no article tells --------------------------------------------------------------------------------------------------


def watch(db: Database, config: Config, now: datetime) -> list[Alert]:
    """Raise what is due by the passing of time, once each: promises overdue, sources silent, runs failing."""
    with writing(db):
        ledger.lapse(db, now.astimezone(config.zone).date(), now)
        due = [*_overdue(db, config, now), *_silent(db, config, now), *_failing(db, config, now)]
    return [alert for alert in due if alert]


def tell_failed(db: Database, kind: str, run: str, why: str, config: Config, now: datetime) -> list[Alert]:
    """Raise that a run failed, once a day for each kind of run: `kind` is its flow, `run` its name in the interface, such
    as "ingest 2026-11-22 07:30", `why` what Prefect says of it.
    """
    run = run if run.startswith(kind) else f"{kind} {run}"  # one that failed before it had its name
    why = " ".join(why.split())[:LONGEST_REASON] or "?"
    alert = raising.fell(kind, run, why, now.astimezone(config.zone).date())
    with writing(db):
        raised = _raise_line(db, alert, partial(wording.fell_line, run, why), config, now)
    return [raised] if raised else []


def _overdue(db: Database, config: Config, now: datetime) -> list[Alert | None]:
    today = now.astimezone(config.zone).date()
    out: list[Alert | None] = []
    for entry in _promised(db):
        alert = raising.overdue(entry, today, config.alerts.window, config.alerts.level)
        item = reading.one(db, official(config), entry.id) if alert and not outbox.raised(db, alert.id) else None
        if alert and item:
            out.append(_raise(db, alert, item, None, config, now))
    return out


def _promised(db: Database) -> list[Entry]:
    return [k.entry for status in ("planned", "slipped", "lapsed") for k in look.entries(db, status=status)]


def _silent(db: Database, config: Config, now: datetime) -> list[Alert | None]:
    """Sources that have gone quiet; where none can be reached any more, that is one alert and not one for each."""
    names = {s.id: s.name for s in config.enabled_sources}
    watched = [one for one in coverage(db, now) if one.source in names]
    quiet = [(one, one.silent) for one in watched if one.silent]
    answered = [one.last_ok for one in watched if one.last_ok]
    if quiet and answered and out_of_reach(watched):
        since = max(answered)
        return [_raise_line(db, raising.unreachable(since), partial(wording.unreachable_line, since), config, now)]
    out: list[Alert | None] = []
    for one, since in quiet:
        source = raising.Quiet(one.source, names[one.source], since, one.reason)
        muted = bool(outbox.muted(db, "source", {source.id}, now))
        words = partial(wording.silent_line, source)
        out.append(_raise_line(db, raising.silent(source), words, config, now, muted=muted))
    return out


LONGEST_REASON = 300
"""Characters of what Prefect says of a failed run; a message may hold a whole traceback."""
LONGEST_RUN = timedelta(hours=24)
"""A run that began longer ago and did not end was killed (config allows no longer budget)."""


def _failing(db: Database, config: Config, now: datetime) -> list[Alert | None]:
    rows = db.query(
        """SELECT started_at, CASE WHEN finished_at IS NULL THEN 'killed' ELSE outcome END AS outcome FROM runs
           WHERE id > coalesce((SELECT max(id) FROM runs WHERE outcome = 'ok'), 0)
           AND (finished_at IS NOT NULL OR started_at < ?) ORDER BY id DESC""",
        (stamp(now - LONGEST_RUN),),
    )
    runs = [raising.Run(row["started_at"], row["outcome"]) for row in rows]
    alert = raising.failing(runs, config.alerts.failing)
    row = raising.failed(runs)
    return [_raise_line(db, alert, partial(wording.failing_line, row), config, now)] if alert else []


def _raise_line(
    db: Database, alert: Alert, words: Callable[[Phrases], str], config: Config, now: datetime, *, muted: bool = False
) -> Alert | None:
    text = words(Phrases(config.language, config.zone, config.people))

    def compose(say: Phrases, form: Form) -> Message:
        return wording.of_line(alert.kind, words(say), say, form)

    return _put(db, replace(alert, text=text), compose, config, now, muted=muted)


# --- into the outbox -----------------------------------------------------------------------------------------------------------


def _put(db: Database, alert: Alert, compose: Compose, config: Config, now: datetime, *, muted: bool) -> Alert | None:
    if outbox.raised(db, alert.id):
        return None
    messages = {
        channel.id: asdict(compose(phrases(channel, config), FORMS[channel.kind]))
        for channel in config.channels
        if channel.enabled and alert.kind in channel.kinds and (channel.level == "working" or alert.level == "high")
    }
    outbox.insert_alert(db, alert, now)
    outbox.put(db, "alert", alert.id, messages, now, muted=muted)
    return alert


def phrases(channel: Channel, config: Config) -> Phrases:
    """The language of a channel."""
    return Phrases(channel.language or config.language, config.zone, config.people)
