"""A database as SQL text that rebuilds it: how `schemas/` keeps one of every schema version.

For a migration that is being added, before it is committed: python -m store.dumping (in tests/, with the program
installed) brings the last dump to the schema before the newest and writes what is not kept yet.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from monitor.store.schema import migrations, names

KEPT = Path(__file__).parent / "schemas"
NAMES = names()


def dump(connection: sqlite3.Connection) -> Iterator[str]:
    """Statements; the full-text index is rebuilt from its content, not copied."""
    sql = """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL
             AND NOT (type = 'table' AND name LIKE 'articles_fts_%') ORDER BY rowid"""
    things = connection.execute(sql).fetchall()
    tables = [(name, made) for kind, name, made in things if kind == "table" and not made.startswith("CREATE VIRTUAL")]
    yield from (f"{made};" for _, made in tables)
    for name, _ in tables:
        yield from _rows(connection, name)
    yield from (f"{made};" for kind, _, made in things if kind != "table" or made.startswith("CREATE VIRTUAL"))
    yield "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');"


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [f'"{column[1]}"' for column in connection.execute(f"PRAGMA table_info({table})")]
    values = " || ', ' || ".join(f"quote({column})" for column in columns)
    for (row,) in connection.execute(f"SELECT {values} FROM {table} ORDER BY {columns[0]}"):
        yield f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({row});"


def build(path: Path, text: str) -> None:
    """The database that a dump tells of, in WAL mode as the program leaves it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(text)


def keep() -> None:
    """Write what is missing of every schema but the newest, which nobody has to migrate from yet."""
    for number, name in enumerate(NAMES[1:-1], 1):
        path = KEPT / f"{name}.sql"
        if not path.exists():
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
                connection.executescript((KEPT / f"{NAMES[number - 1]}.sql").read_text())
                migrations.apply(Database(connection), stop_before=NAMES[number + 1 :])
                path.write_text("\n".join(dump(connection)) + "\n")


if __name__ == "__main__":
    keep()
