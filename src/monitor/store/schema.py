"""The schema, written out, commented, append-only.

A migration that has landed is never edited; the next change is a new function below the last. Every table is STRICT;
each column that may be NULL says when it is. Times are UTC, ISO 8601, to the second; days are YYYY-MM-DD.
People open this file with the sqlite3 shell and Datasette: names are whole words and the comments stay in the schema.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("monitor")


@migrations(name="0001_start")
def _start(db: Database) -> None:
    for statement in _STATEMENTS:
        db.execute(statement)


@migrations(name="0002_order_of_fetching")
def _order_of_fetching(db: Database) -> None:
    for column in (
        "outlet /* as an aggregator names it; empty: the source's own */ TEXT NOT NULL DEFAULT ''",
        "promise /* what title and summary promise: the probability of grade 2 or more; NULL until looked at */ REAL",
    ):
        db.execute(f"ALTER TABLE outcomes ADD COLUMN {column}")


@migrations(name="0003_archives")
def _archives(db: Database) -> None:
    db.execute(
        """
        CREATE TABLE archives (             -- WARC files that `monitor backfill` reads
            id TEXT PRIMARY KEY,            -- digest of the file's beginning and length, and of what of it is asked for
            name TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            position INTEGER NOT NULL,      -- every record before it has its outcome
            updated_at TEXT NOT NULL
        ) STRICT
        """
    )


@migrations(name="0004_no_index_of_text_hashes")
def _no_index_of_text_hashes(db: Database) -> None:
    db.execute("DROP INDEX IF EXISTS articles_text_hash")  # a text is looked up by its address


def names() -> list[str]:
    """The migrations this program knows, the first one first."""
    return [one.name for one in migrations._migrations]  # the library tells those of a database only


_STATEMENTS = (  # two comments have aged: `stage` and `published_basis` have the values that monitor.model names
    """
    CREATE TABLE sources (
        id TEXT PRIMARY KEY,            -- as in config.yaml
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        url TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        etag TEXT,                      -- NULL until the server sends one
        last_modified TEXT,             -- NULL until the server sends one
        body_hash TEXT,                 -- NULL until polled
        last_full TEXT,                 -- when a body last came, not a 304; NULL until one has
        unreliable INTEGER NOT NULL DEFAULT 0,  -- 1: was caught with old validators over a new body; polled without
        ceiling INTEGER NOT NULL,       -- longest time between polls that succeed, in seconds; as in config.yaml
        last_poll TEXT,                 -- NULL until polled
        last_ok TEXT,                   -- NULL until a poll succeeded
        last_new TEXT,                  -- NULL until a poll brought something new
        last_outcome TEXT,              -- ok, not-modified, unchanged or a failure's reason; NULL until polled
        failures INTEGER NOT NULL DEFAULT 0,  -- in a row
        next_poll TEXT                  -- NULL: due now
    ) STRICT
    """,
    """
    CREATE TABLE outcomes (             -- one row per link: where it is, or how it ended
        url TEXT PRIMARY KEY,           -- canonical
        address TEXT NOT NULL,          -- as the source gave it
        host TEXT NOT NULL,             -- of the address, with its port
        source TEXT NOT NULL,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        content TEXT,                   -- the text a feed carried; NULL when none, or when no longer needed
        published TEXT,                 -- by the feed; NULL when it gives none
        found_at TEXT NOT NULL,
        stage TEXT NOT NULL,            -- queued, fetch, extract, assess, saved, quarantine
        reason TEXT NOT NULL,           -- ok, copy, or a failure's slug
        detail TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try TEXT,                  -- NULL: now, if queued; else never
        host_rests_until TEXT,          -- NULL unless the host asked to be left alone
        article TEXT,                   -- NULL unless saved
        updated_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX outcomes_queue ON outcomes (stage, next_try, published)",
    "CREATE INDEX outcomes_source ON outcomes (source, stage)",
    "CREATE INDEX outcomes_found ON outcomes (source, found_at, published)",
    "CREATE INDEX outcomes_resting ON outcomes (host_rests_until, host) WHERE host_rests_until IS NOT NULL",
    """
    CREATE TABLE robots (               -- robots.txt, kept for a day
        origin TEXT PRIMARY KEY,        -- scheme, host and port
        fetched_at TEXT NOT NULL,
        rules TEXT                      -- NULL: could not be had, and nothing may be fetched for now
    ) STRICT
    """,
    """
    CREATE TABLE pages (                -- raw pages, for extracting again without the network
        url TEXT PRIMARY KEY,           -- canonical
        address TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        content_type TEXT NOT NULL,
        bytes INTEGER NOT NULL,         -- before compression
        body BLOB NOT NULL              -- zlib
    ) STRICT
    """,
    """
    CREATE TABLE articles (
        number INTEGER PRIMARY KEY,     -- articles_fts and copy_keys refer to it; a bare rowid may change in a VACUUM
        id TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL UNIQUE,       -- canonical
        source TEXT NOT NULL,
        outlet TEXT NOT NULL,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        published TEXT,                 -- day in Lima; NULL when the page shows none
        published_basis TEXT NOT NULL,  -- feed, page, url, header, given, unknown
        lang TEXT NOT NULL,
        text TEXT NOT NULL,
        captions TEXT NOT NULL,
        text_hash TEXT NOT NULL,
        grade INTEGER NOT NULL,         -- 0 unrelated … 3 main subject
        score REAL NOT NULL,            -- probability of grade 2 or more
        topics TEXT NOT NULL,           -- JSON list
        reasons TEXT NOT NULL,          -- JSON list
        copy_of TEXT,                   -- articles.id; NULL: no copy of an earlier one
        saved_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX articles_published ON articles (published)",
    "CREATE INDEX articles_saved ON articles (saved_at)",
    "CREATE INDEX articles_text_hash ON articles (text_hash)",
    """
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, text, content='articles', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.rowid, new.title, new.text);
    END
    """,
    """
    CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
    END
    """,
    """
    CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.rowid, new.title, new.text);
    END
    """,
    """
    CREATE TABLE copy_keys (            -- articles that share a key are compared
        entry INTEGER PRIMARY KEY       -- 32 bits: hash of the scheme and a MinHash band or sentence; 24 bits: articles.number
    ) STRICT
    """,
    """
    CREATE TABLE frames (               -- in how many texts of an outlet a sentence stands; old ones met once are forgotten
        outlet TEXT NOT NULL,
        sentence INTEGER NOT NULL,      -- 64-bit hash
        seen INTEGER NOT NULL,
        last_seen TEXT NOT NULL,
        PRIMARY KEY (outlet, sentence)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE versions (             -- texts that an article had before it changed
        id INTEGER PRIMARY KEY,
        article TEXT NOT NULL REFERENCES articles (id),
        title TEXT NOT NULL,
        text BLOB NOT NULL,             -- zlib
        grade INTEGER NOT NULL,         -- of that text
        replaced_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX versions_article ON versions (article)",
    """
    CREATE TABLE copies (               -- pairs found to be the same text
        article TEXT PRIMARY KEY REFERENCES articles (id),
        of TEXT NOT NULL REFERENCES articles (id),
        jaccard REAL NOT NULL,
        containment REAL NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE stories (              -- articles that tell of the same happening
        number INTEGER PRIMARY KEY,     -- in the order they came
        article TEXT NOT NULL UNIQUE REFERENCES articles (id),
        story TEXT NOT NULL REFERENCES articles (id),  -- the article that founded it
        day TEXT,                       -- of publication; NULL: unknown
        words TEXT,                     -- JSON list of stems that later articles are compared with; NULL unless founder
        entries TEXT,                   -- JSON list of contacts.id that it reported as news; NULL unless founder
        placed_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX stories_story ON stories (story)",
    "CREATE INDEX stories_day ON stories (day, placed_at) WHERE words IS NOT NULL",
    """
    CREATE TABLE people (               -- everyone seen in a contact
        id TEXT PRIMARY KEY,            -- as in people.yaml; ?slug for a provisional person
        name TEXT NOT NULL,
        side TEXT NOT NULL,
        provisional INTEGER NOT NULL,   -- 1: named beside an office, not in people.yaml
        first_seen TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE contacts (             -- the ledger: one row per real-world contact
        id TEXT PRIMARY KEY,
        who_peru TEXT NOT NULL,         -- for reading; participants has the parts
        who_us TEXT NOT NULL,
        family TEXT NOT NULL,           -- talk (meeting or call), visit, signing, letter, other
        mode TEXT NOT NULL,
        status TEXT NOT NULL,           -- planned, slipped (to a later date), held, lapsed (its time is over), cancelled
        date TEXT,                      -- NULL: not known; YYYY-MM-DD, YYYY-MM or YYYY
        date_end TEXT,                  -- NULL: one day, month or year
        date_basis TEXT NOT NULL,       -- stated, inferred (by a sister article that tells an earlier state), unknown
        place TEXT,                     -- NULL: not said
        level TEXT NOT NULL,            -- high, working
        background INTEGER NOT NULL,    -- 1: so far only recalled in passing
        evidence TEXT NOT NULL,         -- the best sentence so far
        article TEXT NOT NULL REFERENCES articles (id),  -- where the evidence stands
        observations INTEGER NOT NULL,  -- that stand; 0: the articles that told of it were withdrawn or changed
        sources TEXT NOT NULL,          -- JSON: which observation (its key) gave each field
        disputed TEXT NOT NULL,         -- JSON list: fields on which the sources contradict each other
        visit TEXT REFERENCES contacts (id),      -- NULL unless this contact fulfils an announced visit
        lapsed_on TEXT,                 -- NULL unless its time was seen to be over, on this day
        joined_to TEXT REFERENCES contacts (id),  -- NULL: stands for itself; else the user made it part of that one
        last_published TEXT,            -- latest day of publication among its articles; NULL: all undated
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        changed_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX contacts_date ON contacts (date)",
    "CREATE INDEX contacts_changed ON contacts (changed_at)",
    "CREATE INDEX contacts_visit ON contacts (visit) WHERE visit IS NOT NULL",
    """
    CREATE TABLE observations (         -- what each article said; append-only
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,       -- the article and a digest of what it says here
        contact TEXT NOT NULL REFERENCES contacts (id),
        part TEXT NOT NULL REFERENCES contacts (id),  -- where it was read into; not contact once the user joined the two
        article TEXT NOT NULL REFERENCES articles (id),
        peru TEXT NOT NULL,             -- JSON list of participants
        us TEXT NOT NULL,
        mode TEXT NOT NULL,
        status TEXT NOT NULL,
        date TEXT,                      -- NULL: the article gives none
        date_end TEXT,                  -- NULL: no range
        place TEXT,                     -- NULL: not said
        level TEXT NOT NULL,
        background INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        start INTEGER NOT NULL,         -- offsets of the evidence in the article's text
        "end" INTEGER NOT NULL,
        score REAL NOT NULL,
        superseded_at TEXT,             -- NULL: stands; else when the article, read anew, said otherwise
        observed_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX observations_contact ON observations (contact)",
    "CREATE INDEX observations_article ON observations (article)",
    """
    CREATE TABLE participants (
        contact TEXT NOT NULL REFERENCES contacts (id),
        side TEXT NOT NULL,             -- peru, us
        position INTEGER NOT NULL,
        person TEXT,                    -- people.id; NULL for a body
        name TEXT,                      -- NULL for a body
        role TEXT NOT NULL,
        org TEXT,                       -- NULL: not said
        source TEXT NOT NULL,           -- observations.key: who named them first
        PRIMARY KEY (contact, side, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX participants_person ON participants (person)",
    """
    CREATE TABLE barred (               -- articles that the user split off a contact: nor do their copies come back
        contact TEXT NOT NULL REFERENCES contacts (id),
        article TEXT NOT NULL REFERENCES articles (id),
        PRIMARY KEY (contact, article)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE decisions (            -- what the user said of the ledger, in order
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,             -- split, join
        contact TEXT NOT NULL REFERENCES contacts (id),
        other TEXT NOT NULL REFERENCES contacts (id),  -- the new contact, or the one that was joined
        note TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE alerts (
        id TEXT PRIMARY KEY,            -- contact, kind and what it changed to: raised once
        contact TEXT REFERENCES contacts (id),  -- NULL: about a source or the monitor itself
        kind TEXT NOT NULL,             -- new, status, date, overdue, correction, source, flow
        level TEXT NOT NULL,
        text TEXT NOT NULL,             -- one line
        evidence TEXT NOT NULL,         -- empty: about a source or the monitor itself
        article TEXT REFERENCES articles (id),  -- NULL: about a source or the monitor itself
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX alerts_created ON alerts (created_at)",
    """
    CREATE TABLE acknowledgements (     -- alerts somebody has taken note of: what waits of them is not sent
        alert TEXT PRIMARY KEY REFERENCES alerts (id),
        created_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE mutes (                -- what raises no message; the digest shows it all the same
        kind TEXT NOT NULL,             -- person, source, topic
        value TEXT NOT NULL,            -- people.id, sources.id or topic
        until TEXT,                     -- NULL: until taken back
        created_at TEXT NOT NULL,
        PRIMARY KEY (kind, value)
    ) STRICT
    """,
    """
    CREATE TABLE digests (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        since TEXT NOT NULL,
        path TEXT NOT NULL,             -- without suffix; .html, .md and .txt stand beside each other
        contacts INTEGER NOT NULL,
        articles INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE deliveries (           -- the outbox: what goes and went where
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,             -- alert, digest
        item TEXT NOT NULL,             -- alerts.id or digests.id
        channel TEXT NOT NULL,
        state TEXT NOT NULL,            -- pending, sending, sent, dead, muted, acknowledged
        attempts INTEGER NOT NULL DEFAULT 0,  -- that are known to have failed
        doubts INTEGER NOT NULL DEFAULT 0,    -- attempts of which nobody knows whether they arrived
        detail TEXT NOT NULL DEFAULT '',
        message TEXT,                   -- JSON, as it will be sent; NULL once it is sent
        batch TEXT,                     -- the key of the message it is sent in; NULL until one is prepared
        leased_until TEXT,              -- NULL unless sending
        next_try TEXT,                  -- NULL: now
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (kind, item, channel)
    ) STRICT
    """,
    "CREATE INDEX deliveries_state ON deliveries (channel, state)",
    """
    CREATE TABLE labels (               -- the user's corrections
        url TEXT PRIMARY KEY,           -- canonical
        grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 3),
        note TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started_at TEXT NOT NULL,
        finished_at TEXT,               -- NULL: running, or killed
        sources INTEGER NOT NULL DEFAULT 0,
        links INTEGER NOT NULL DEFAULT 0,
        pages INTEGER NOT NULL DEFAULT 0,
        articles INTEGER NOT NULL DEFAULT 0,
        relevant INTEGER NOT NULL DEFAULT 0,
        new_contacts INTEGER NOT NULL DEFAULT 0,
        alerts INTEGER NOT NULL DEFAULT 0,
        waiting INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL DEFAULT 'running'
    ) STRICT
    """,
)
