"""The outbox: nothing is lost, nothing goes out twice, a person can look and act."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database

from monitor.model import Alert
from monitor.store import outbox
from monitor.store.db import open_database, writing

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "monitor.db")
    yield opened
    opened.conn.close()


def add(db: Database, *names: str, channel: str = "desk", kind: str = "alert", muted: bool = False) -> None:
    with writing(db):
        for name in names:
            if kind == "alert":
                outbox.insert_alert(db, Alert(name, "", "source", "high", name, "", ""), NOW)
            outbox.put(db, kind, name, {channel: {"subject": name}}, NOW, muted=muted)


def take(db: Database, now: datetime = NOW, *, per_hour: int = 10, knows_key: bool = False) -> outbox.Batch | None:
    return outbox.lease(db, "desk", now, per_hour=per_hour, knows_key=knows_key)


def items(batch: outbox.Batch | None) -> list[str]:
    return [one.item for one in batch.letters] if batch else []


def states(db: Database) -> dict[str, str]:
    return {row["item"]: row["state"] for row in db.query("SELECT item, state FROM deliveries")}


def test_what_is_put_twice_is_sent_once(db: Database) -> None:
    add(db, "a")
    add(db, "a")
    first = take(db)
    assert first is not None
    assert first.letters[0].message == {"subject": "a"}
    outbox.complete(db, first, NOW)
    assert take(db) is None
    assert states(db) == {"a": "sent"}


def test_messages_leave_in_order_one_by_one(db: Database) -> None:
    add(db, "a", "b")
    first, second = take(db), take(db)
    assert (items(first), items(second)) == (["a"], ["b"])
    assert first is not None
    assert second is not None
    assert first.key != second.key


def test_a_transaction_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError), writing(db):
        outbox.put(db, "alert", "a", {"desk": {}}, NOW)
        raise RuntimeError
    assert states(db) == {}


def test_two_programs_never_lease_the_same(tmp_path: Path, db: Database) -> None:
    add(db, *(str(n) for n in range(40)))
    taken: list[str] = []

    def work() -> None:
        own = open_database(tmp_path / "monitor.db")
        while batch := outbox.lease(own, "desk", NOW, per_hour=100, knows_key=False):
            taken.extend(items(batch))
            outbox.complete(own, batch, NOW)
        own.conn.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken, key=int) == [str(n) for n in range(40)]


# --- leases ---


@pytest.mark.parametrize(("after", "again"), [(outbox.HOLD - MINUTE, False), (outbox.HOLD, True)])
def test_a_lease_expires(db: Database, after: timedelta, again: bool) -> None:
    add(db, "a")
    first = take(db)
    second = take(db, NOW + after)
    assert second == (first if again else None)


@pytest.mark.parametrize(("knows_key", "tries"), [(True, 5), (False, 2)])
def test_a_message_that_may_have_arrived_is_sent_again_only_once_where_that_shows(
    db: Database, knows_key: bool, tries: int
) -> None:
    add(db, "a")
    moments = [NOW + outbox.HOLD * n for n in range(5)]
    assert sum(take(db, now, knows_key=knows_key) is not None for now in moments) == tries
    assert states(db) == {"a": "sending" if knows_key else "dead"}


def test_a_dead_letter_says_that_nobody_knows_and_is_not_in_the_way(db: Database) -> None:
    add(db, "a", "b")
    take(db)
    take(db, NOW + outbox.HOLD)
    assert items(take(db, NOW + outbox.HOLD * 2)) == ["b"]
    assert [(r["item"], r["detail"]) for r in outbox.waiting(db) if r["state"] == "dead"] == [("a", outbox.UNKNOWN)]


# --- failures ---


def test_failures_back_off_and_end_as_a_dead_letter(db: Database) -> None:
    add(db, "a")
    now, waits = NOW, []
    for _ in range(outbox.MAX_ATTEMPTS):
        batch = take(db, now)
        assert batch is not None
        outbox.fail(db, batch, now, "421 later")
        row = outbox.waiting(db)[0]
        if row["state"] == "dead":
            break
        due = datetime.fromisoformat(row["next_try"])
        waits.append((due - now) / MINUTE)
        assert take(db, due - timedelta(seconds=1)) is None
        now = due
    assert waits == [1, 4, 16, 64, 256, 360, 360]
    assert outbox.waiting(db)[0]["state"] == "dead"
    assert take(db, now + timedelta(days=9)) is None


def test_a_refusal_for_good_is_a_dead_letter_at_once_and_can_be_resent(db: Database) -> None:
    add(db, "a")
    batch = take(db)
    assert batch is not None
    outbox.fail(db, batch, NOW, "550 no such user", for_good=True)
    (row,) = outbox.waiting(db)
    assert (row["state"], row["detail"]) == ("dead", "550 no such user")
    assert outbox.resend(db, row["id"], NOW)
    assert take(db) == batch
    assert not outbox.resend(db, 999, NOW)


def test_pending_counts_what_could_be_sent_now(db: Database) -> None:
    add(db, "a", "b", "c")
    batch = take(db)
    assert batch is not None
    assert outbox.pending(db, NOW) == 2
    outbox.fail(db, batch, NOW, "later")
    assert outbox.pending(db, NOW) == 2
    assert outbox.pending(db, NOW + MINUTE) == 3


# --- the hour's measure ---


def test_the_last_message_of_the_hour_holds_all_that_is_left(db: Database) -> None:
    add(db, *"abcde")
    assert [items(take(db, per_hour=3)) for _ in range(4)] == [["a"], ["b"], ["c", "d", "e"], []]


def test_the_hour_passes(db: Database) -> None:
    add(db, "a")
    batch = take(db, per_hour=1)
    assert batch is not None
    outbox.complete(db, batch, NOW)
    add(db, "b")
    assert take(db, NOW + timedelta(minutes=59), per_hour=1) is None
    assert items(take(db, NOW + timedelta(minutes=61), per_hour=1)) == ["b"]


def test_a_digest_is_not_folded(db: Database) -> None:
    add(db, "digest", kind="digest")
    add(db, "a", "b")
    assert items(take(db, per_hour=1)) == ["digest"]
    add(db, "c")
    assert items(take(db, NOW + timedelta(hours=1, minutes=6), per_hour=2, knows_key=True)) == ["digest"]
    assert items(take(db, NOW + timedelta(hours=1, minutes=6), per_hour=2)) == ["a", "b", "c"]


def test_a_folded_message_is_tried_again_as_it_was(db: Database) -> None:
    add(db, "a", "b")
    first = take(db, per_hour=1)
    assert first is not None
    outbox.fail(db, first, NOW, "later")
    add(db, "c")
    assert take(db, NOW + MINUTE, per_hour=10) == first


# --- silence ---


def test_muted_messages_are_kept_but_not_sent(db: Database) -> None:
    add(db, "a", muted=True)
    assert take(db) is None
    assert states(db) == {"a": "muted"}


def test_a_mute_ends(db: Database) -> None:
    outbox.mute(db, "person", "marco-rubio", NOW + timedelta(days=1), NOW)
    outbox.mute(db, "topic", "culture", None, NOW)
    people = {"marco-rubio", "hugo-de-zela"}
    assert outbox.muted(db, "person", people, NOW) == {"marco-rubio"}
    assert outbox.muted(db, "person", people, NOW + timedelta(days=1)) == set()
    assert outbox.muted(db, "source", people, NOW) == set()
    assert [m["value"] for m in outbox.mutes(db, NOW + timedelta(days=2))] == ["culture"]
    assert outbox.unmute(db, "topic", "culture")
    assert not outbox.unmute(db, "topic", "culture")


def test_an_acknowledged_alert_is_not_sent(db: Database) -> None:
    add(db, "a", "b")
    assert outbox.ack(db, "a", NOW)
    assert not outbox.ack(db, "unknown", NOW)
    assert items(take(db)) == ["b"]
    assert states(db) == {"a": "acknowledged", "b": "sending"}


# --- whatever happens ---


class Life(RuleBasedStateMachine):
    """Senders that crash, fail and succeed in any order, on a receiver that counts."""

    def __init__(self) -> None:
        super().__init__()
        self.db = Database(memory=True)
        self.db.conn.isolation_level = None
        from monitor.store.schema import migrations

        migrations.apply(self.db)
        self.now, self.put, self.arrived = NOW, 0, dict[str, int]()

    @rule(count=st.integers(1, 4))
    def alerts(self, count: int) -> None:
        add(self.db, *(str(self.put + n) for n in range(count)))
        self.put += count

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.now += MINUTE * minutes

    @rule(end=st.sampled_from(["sent", "failed", "crash before", "crash after"]), per_hour=st.integers(1, 4))
    def send(self, end: str, per_hour: int) -> None:
        batch = take(self.db, self.now, per_hour=per_hour)
        if batch is None:
            return
        if end in ("sent", "crash after"):
            for item in items(batch):
                self.arrived[item] = self.arrived.get(item, 0) + 1
        if end == "sent":
            outbox.complete(self.db, batch, self.now)
        if end == "failed":
            outbox.fail(self.db, batch, self.now, "later")

    @invariant()
    def nothing_is_lost_and_at_most_one_copy_is_sent(self) -> None:
        waiting = {row["item"] for row in outbox.waiting(self.db)}
        assert all(str(n) in waiting or self.arrived.get(str(n)) for n in range(self.put))
        assert all(count <= 2 for count in self.arrived.values())


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
