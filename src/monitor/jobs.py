"""The main job and the digest, run from the command line through the Prefect flows."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.config import Config
from monitor.progress import Bars, Plain


def run_once(path: Path | None, config: Config) -> None:
    """Ingest, then digest; prints what was done and where the digest is."""
    ingest, digest = _flows(config)
    when = datetime.now(config.zone).strftime("%Y-%m-%d %H:%M")
    name = str(path) if path else None
    if sys.stdout.isatty():
        with Bars() as bars:
            tally = _run(ingest(name, when, bars))
    else:
        tally = _run(ingest(name, when, Plain()))
    page = _run(digest(name, when))
    _report(config, tally, page)


def digest_once(path: Path | None, config: Config) -> None:
    """The digest alone."""
    _, digest = _flows(config)
    page = _run(digest(str(path) if path else None, datetime.now(config.zone).strftime("%Y-%m-%d %H:%M")))
    print(f"digest: {page}")


def _flows(config: Config) -> tuple[Any, Any]:
    import flows

    flows.environment(config.data)
    config.data.mkdir(parents=True, exist_ok=True)
    from flows.digest import digest
    from flows.ingest import ingest

    logging.getLogger("prefect").setLevel(logging.WARNING)
    return ingest, digest


def _run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def _report(config: Config, tally: Any, page: Path) -> None:
    from monitor.alerts.raising import one_line
    from monitor.store import look
    from monitor.store.db import open_database

    for line in tally.unreadable:
        print(f"seeds: {line}", file=sys.stderr)
    db = open_database(config.database)
    try:
        held = look.contacts(db, level="high")
        print()
        for known in held:
            if not known.entry.background or known.entry.status != "held":
                mark = "!" if known.entry.status != "held" else "*"
                print(f"{mark} {one_line(known.entry)}\n    “{' '.join(known.entry.evidence.split())}”")
        answered = sum(o in ("ok", "not-modified", "unchanged") for o in tally.sources.values())
        print(
            f"\n{tally.articles} new articles, {tally.relevant} relevant; {tally.new_contacts} new contacts, {tally.alerts} alerts; "
            f"{answered} of {len(tally.sources)} sources answered; {tally.waiting} links waiting"
        )
        print(f"digest: {_shown(page)}")
    finally:
        db.conn.close()


def _shown(page: Path) -> str:
    try:
        return str(page.relative_to(Path.cwd()))
    except ValueError:
        return str(page)
