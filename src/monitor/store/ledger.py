"""The ledger in the database: entries with what articles say of them, and the user's corrections.

The observations are the truth and are only added; `contacts` and `participants` are written anew from them at every
change, for people and for look-ups. Entries are always read back from their observations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from monitor import ledger
from monitor.ledger import CorrectionError, Decision, Entry, Observation, entry_of, person_key
from monitor.model import SIDES, Contact, Participant, Side
from monitor.store.convert import Row, as_json, day, entry_row, observation_from, observation_row, stamp
from monitor.store.db import first_row, writing
from monitor.text.dates import parse_iso

REACH = timedelta(days=400)
"""How much older than what an article speaks of an entry may be and still be looked at."""
_CHUNK = 500


def observe(
    db: Database, contacts: Sequence[Contact], article: str, published: date | None, copy_of: str | None, now: datetime
) -> list[Decision]:
    """Place what an article tells, and write it down; what it told before and tells no more is superseded. Inside a
    transaction, when the article has its row.
    """
    told = [Observation(contact, article, published, copy_of) for contact in contacts]
    decisions = ledger.read(told, entries(db, _candidates(db, told))) if told else []
    for decision in decisions:
        _write(db, decision, now)
    _supersede(db, article, [one.id for one in told], now)
    return decisions


def lapse(db: Database, today: date, now: datetime) -> list[Decision]:
    """The announced contacts whose time is over, noted as lapsed; those noted so by a clock that went ahead are open
    again. Inside a transaction.
    """
    _reopen(db, today, now)
    rows = db.query(
        "SELECT id FROM contacts WHERE joined_to IS NULL AND status IN ('planned', 'slipped') ORDER BY first_seen, id"
    )
    decisions = ledger.lapse(entries(db, [r["id"] for r in rows]), today)
    for decision in decisions:
        _write(db, decision, now)
    return decisions


def _reopen(db: Database, today: date, now: datetime) -> None:
    tomorrow = (today + timedelta(days=1)).isoformat()  # which is today in a time zone the configuration may have had
    early = db.query("SELECT id FROM contacts WHERE lapsed_on > ? AND joined_to IS NULL ORDER BY id", (tomorrow,))
    identities = [str(row["id"]) for row in early]
    db.conn.execute("UPDATE contacts SET lapsed_on = NULL WHERE lapsed_on > ?", (tomorrow,))
    for identity in identities:
        write_anew(db, identity, now)


# --- reading ----------------------------------------------------------------------------------------------------------


def entries(db: Database, identities: Sequence[str]) -> list[Entry]:
    """The entries of these identifiers, in their order; an unknown one is left out."""
    found: dict[str, Entry] = {}
    for at in range(0, len(identities), _CHUNK):
        found |= {entry.id: entry for entry in _load(db, identities[at : at + _CHUNK])}
    return [found[identity] for identity in identities if identity in found]


def entry(db: Database, identity: str) -> Entry:
    """One entry; of one that was joined to another, that other. Raises CorrectionError where there is none."""
    joined = first_row(db, "SELECT coalesce(joined_to, id) AS id FROM contacts WHERE id = ?", (identity,))
    if joined is None:
        raise CorrectionError(f"{identity}: no such contact")
    return entries(db, [joined["id"]])[0]


def _load(db: Database, identities: Sequence[str]) -> Iterator[Entry]:
    marks = ", ".join("?" * len(identities))
    told: dict[str, list[Observation]] = defaultdict(list)
    for row in db.query(
        f"""SELECT o.*, a.published, a.copy_of FROM observations o JOIN articles a ON a.id = o.article
            WHERE o.contact IN ({marks}) AND o.superseded_at IS NULL""",
        identities,
    ):
        told[row["contact"]].append(observation_from(row))
    barred: dict[str, set[str]] = defaultdict(set)
    for row in db.query(f"SELECT contact, article FROM barred WHERE contact IN ({marks})", identities):
        barred[row["contact"]].add(row["article"])
    for row in db.query(
        f"""SELECT c.id, c.visit, c.lapsed_on, EXISTS (SELECT 1 FROM contacts m WHERE m.visit = c.id) AS fulfilled
            FROM contacts c WHERE c.id IN ({marks})""",
        identities,
    ):
        if told[row["id"]]:
            yield entry_of(
                row["id"],
                told[row["id"]],
                visit=row["visit"],
                fulfilled=bool(row["fulfilled"]),
                lapsed_on=day(row["lapsed_on"]),
                barred=frozenset(barred[row["id"]]),
            )


def _candidates(db: Database, told: Sequence[Observation]) -> list[str]:
    """Entries that the observations may belong to or be linked with: those that this article or its copies speak of;
    of about that time or later, those that share a person, and those with somebody unnamed or provisional. Where the
    article itself names nobody, all of that time.
    """
    people = {key for o in told for side in SIDES for p in o.contact.side(side) if (key := person_key(p))}
    nameless = any(not any(p.name for side in SIDES for p in o.contact.side(side)) for o in told)
    articles = {name for o in told for name in (o.article, o.copy_of) if name}
    since = _since(told)
    rows = db.query(
        f"""SELECT c.id FROM contacts c WHERE c.joined_to IS NULL AND (
                EXISTS (SELECT 1 FROM observations o WHERE o.contact = c.id AND o.article IN (SELECT value FROM json_each(?)))
                OR (({_OF_THAT_TIME}) AND (? OR EXISTS (
                    SELECT 1 FROM participants p WHERE p.contact = c.id
                    AND (p.person IS NULL OR p.person LIKE '?%' OR p.person IN (SELECT value FROM json_each(?)))))))
            ORDER BY c.first_seen, c.id""",
        (as_json(sorted(articles)), since, since, since, nameless, as_json(sorted(people))),
    )
    return [row["id"] for row in rows]


_OF_THAT_TIME = """? IS NULL OR coalesce(c.date, c.last_published) IS NULL OR c.last_published >= ?
                   OR substr(coalesce(c.date_end, c.date), 1, 4) >= substr(?, 1, 4)"""


def _since(told: Iterable[Observation]) -> str | None:
    """The day before which an entry is too old to be meant; None where one observation has no date at all."""
    days = []
    for one in told:
        when = parse_iso(one.contact.date, one.contact.date_end)
        if when is None and one.published is None:
            return None
        days += [d for d in (when.start if when else None, one.published) if d]
    return (min(days) - REACH).isoformat()


# --- writing ----------------------------------------------------------------------------------------------------------


def _write(db: Database, decision: Decision, now: datetime) -> None:
    after = decision.entry
    _write_entry(db, after, now, changed=decision.change != "seen")
    if decision.observation is not None:
        article = decision.observation.article
        for one in after.observations:
            if one.article == article:
                _write_observation(db, after.id, one, now)


def _supersede(db: Database, article: str, still: Collection[str], now: datetime) -> None:
    """What an article said and, read anew, does not say `still` (keys): the entries are left with what others say."""
    rows = db.conn.execute(
        """UPDATE observations SET superseded_at = ? WHERE article = ? AND superseded_at IS NULL
           AND key NOT IN (SELECT value FROM json_each(?)) RETURNING contact""",
        (stamp(now), article, as_json(still)),
    )
    for identity in sorted({contact for (contact,) in rows.fetchall()}):
        write_anew(db, identity, now)


def write_anew(db: Database, identity: str, now: datetime) -> None:
    """Write an entry of which less is said than before. One of which nothing is said any more keeps its row, with no
    observations; the visit it fulfilled is announced again.
    """
    left = entries(db, [identity])
    (row,) = db.query("SELECT status, date, date_end, visit FROM contacts WHERE id = ?", (identity,))
    if left:
        now_known = (left[0].status, left[0].date, left[0].date_end)
        _write_entry(db, left[0], now, changed=now_known != (row["status"], row["date"], row["date_end"]))
        return
    db.conn.execute(
        "UPDATE contacts SET observations = 0, visit = NULL, changed_at = ? WHERE id = ?", (stamp(now), identity)
    )
    if row["visit"]:
        write_anew(db, row["visit"], now)


def _write_entry(db: Database, one: Entry, now: datetime, *, changed: bool) -> None:
    row = entry_row(one) | {"first_seen": stamp(now), "last_seen": stamp(now), "changed_at": stamp(now)}
    kept = {"id", "first_seen"} if changed else {"id", "first_seen", "changed_at"}
    assignments = ", ".join(f"{k} = excluded.{k}" for k in row if k not in kept)
    db.conn.execute(
        f"INSERT INTO contacts ({', '.join(row)}) VALUES ({', '.join(f':{k}' for k in row)})"
        f" ON CONFLICT (id) DO UPDATE SET {assignments}",
        row,
    )
    db.conn.execute("DELETE FROM participants WHERE contact = ?", (one.id,))
    for side in SIDES:
        for position, participant in enumerate(one.side(side)):
            _write_participant(db, one, side, position, participant, now)


def _write_participant(db: Database, entry: Entry, side: Side, position: int, one: Participant, now: datetime) -> None:
    person = person_key(one)
    if person and one.name:
        db.conn.execute(
            "INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?)",
            (person, one.name, side, int(one.provisional), stamp(now)),
        )
    source = entry.sources[f"{side}.{position}"]
    db.conn.execute(
        "INSERT INTO participants VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (entry.id, side, position, person, one.name, one.role, one.org, source),
    )


def _write_observation(db: Database, entry: str, one: Observation, now: datetime) -> None:
    row = observation_row(one) | {"contact": entry, "observed_at": stamp(now)}
    columns = ", ".join(f'"{k}"' for k in row)
    db.conn.execute(
        f"INSERT INTO observations ({columns}) VALUES ({', '.join(f':{k}' for k in row)})"
        " ON CONFLICT (key) DO UPDATE SET contact = excluded.contact, part = excluded.part, superseded_at = NULL",
        row,
    )


# --- the user's corrections -------------------------------------------------------------------------------------------


def split(db: Database, identity: str, articles: Collection[str], note: str, now: datetime) -> tuple[Entry, Entry]:
    """Part `articles` (identifiers or URLs) from a contact: what is left of it, and the new one. Holds for ever after.
    Raises CorrectionError.
    """
    with writing(db):
        whole = entry(db, identity)
        rest, new = ledger.split(whole, [_article(db, name) for name in articles])
        _write_entry(db, new, now, changed=True)
        _write_entry(db, rest, now, changed=True)
        db.conn.execute(
            """UPDATE observations SET contact = :new, part = :new
               WHERE contact = :old AND article IN (SELECT value FROM json_each(:articles))""",
            {"new": new.id, "old": rest.id, "articles": as_json(sorted(new.articles))},
        )
        for one in (rest, new):
            _bar(db, one)
        _note(db, "split", rest.id, new.id, note, now)
    return rest, new


def join(db: Database, identity: str, other: str, note: str, now: datetime) -> Entry:
    """Make one contact of two; it keeps the first one's identifier, and the other's leads to it. Holds for ever after.
    Raises CorrectionError.
    """
    with writing(db):
        first, second = entry(db, identity), entry(db, other)
        whole = ledger.join(first, second)
        names = {"kept": first.id, "gone": second.id}
        db.conn.execute("UPDATE observations SET contact = :kept WHERE contact = :gone", names)
        db.conn.execute("UPDATE contacts SET visit = :kept WHERE visit = :gone", names)
        db.conn.execute("UPDATE contacts SET joined_to = :kept WHERE joined_to = :gone OR id = :gone", names)
        db.conn.execute("DELETE FROM participants WHERE contact = :gone", names)
        db.conn.execute("DELETE FROM barred WHERE contact = :gone", names)
        _write_entry(db, whole, now, changed=True)
        _bar(db, whole)
        _note(db, "join", first.id, second.id, note, now)
    return whole


def corrections(db: Database) -> list[Row]:
    """What the user decided, oldest first."""
    return list(db.query("SELECT * FROM decisions ORDER BY id"))


def _bar(db: Database, one: Entry) -> None:
    db.conn.execute("DELETE FROM barred WHERE contact = ?", (one.id,))
    db.conn.executemany("INSERT INTO barred VALUES (?, ?)", [(one.id, article) for article in sorted(one.barred)])


def _note(db: Database, kind: str, contact: str, other: str, note: str, now: datetime) -> None:
    db.conn.execute(
        "INSERT INTO decisions (kind, contact, other, note, decided_at) VALUES (?, ?, ?, ?, ?)",
        (kind, contact, other, note, stamp(now)),
    )


def _article(db: Database, name: str) -> str:
    row = first_row(db, "SELECT id FROM articles WHERE id = ? OR url = ?", (name, name))
    if row is None:
        raise CorrectionError(f"{name}: no such article")
    return str(row["id"])
