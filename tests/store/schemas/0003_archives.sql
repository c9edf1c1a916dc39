CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
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
    ;
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
    , outlet /* as an aggregator names it; empty: the source's own */ TEXT NOT NULL DEFAULT '', promise /* what title and summary promise: the probability of grade 2 or more; NULL until looked at */ REAL) STRICT
    ;
CREATE TABLE robots (               -- robots.txt, kept for a day
        origin TEXT PRIMARY KEY,        -- scheme, host and port
        fetched_at TEXT NOT NULL,
        rules TEXT                      -- NULL: could not be had, and nothing may be fetched for now
    ) STRICT
    ;
CREATE TABLE pages (                -- raw pages, for extracting again without the network
        url TEXT PRIMARY KEY,           -- canonical
        address TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        content_type TEXT NOT NULL,
        bytes INTEGER NOT NULL,         -- before compression
        body BLOB NOT NULL              -- zlib
    ) STRICT
    ;
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
    ;
CREATE TABLE copy_keys (            -- articles that share a key are compared
        entry INTEGER PRIMARY KEY       -- 32 bits: hash of the scheme and a MinHash band or sentence; 24 bits: articles.number
    ) STRICT
    ;
CREATE TABLE frames (               -- in how many texts of an outlet a sentence stands; old ones met once are forgotten
        outlet TEXT NOT NULL,
        sentence INTEGER NOT NULL,      -- 64-bit hash
        seen INTEGER NOT NULL,
        last_seen TEXT NOT NULL,
        PRIMARY KEY (outlet, sentence)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE versions (             -- texts that an article had before it changed
        id INTEGER PRIMARY KEY,
        article TEXT NOT NULL REFERENCES articles (id),
        title TEXT NOT NULL,
        text BLOB NOT NULL,             -- zlib
        grade INTEGER NOT NULL,         -- of that text
        replaced_at TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE copies (               -- pairs found to be the same text
        article TEXT PRIMARY KEY REFERENCES articles (id),
        of TEXT NOT NULL REFERENCES articles (id),
        jaccard REAL NOT NULL,
        containment REAL NOT NULL
    ) STRICT
    ;
CREATE TABLE stories (              -- articles that tell of the same happening
        number INTEGER PRIMARY KEY,     -- in the order they came
        article TEXT NOT NULL UNIQUE REFERENCES articles (id),
        story TEXT NOT NULL REFERENCES articles (id),  -- the article that founded it
        day TEXT,                       -- of publication; NULL: unknown
        words TEXT,                     -- JSON list of stems that later articles are compared with; NULL unless founder
        entries TEXT,                   -- JSON list of contacts.id that it reported as news; NULL unless founder
        placed_at TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE people (               -- everyone seen in a contact
        id TEXT PRIMARY KEY,            -- as in people.yaml; ?slug for a provisional person
        name TEXT NOT NULL,
        side TEXT NOT NULL,
        provisional INTEGER NOT NULL,   -- 1: named beside an office, not in people.yaml
        first_seen TEXT NOT NULL
    ) STRICT
    ;
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
    ;
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
    ;
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
    ;
CREATE TABLE barred (               -- articles that the user split off a contact: nor do their copies come back
        contact TEXT NOT NULL REFERENCES contacts (id),
        article TEXT NOT NULL REFERENCES articles (id),
        PRIMARY KEY (contact, article)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE decisions (            -- what the user said of the ledger, in order
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,             -- split, join
        contact TEXT NOT NULL REFERENCES contacts (id),
        other TEXT NOT NULL REFERENCES contacts (id),  -- the new contact, or the one that was joined
        note TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT
    ;
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
    ;
CREATE TABLE acknowledgements (     -- alerts somebody has taken note of: what waits of them is not sent
        alert TEXT PRIMARY KEY REFERENCES alerts (id),
        created_at TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE mutes (                -- what raises no message; the digest shows it all the same
        kind TEXT NOT NULL,             -- person, source, topic
        value TEXT NOT NULL,            -- people.id, sources.id or topic
        until TEXT,                     -- NULL: until taken back
        created_at TEXT NOT NULL,
        PRIMARY KEY (kind, value)
    ) STRICT
    ;
CREATE TABLE digests (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        since TEXT NOT NULL,
        path TEXT NOT NULL,             -- without suffix; .html, .md and .txt stand beside each other
        contacts INTEGER NOT NULL,
        articles INTEGER NOT NULL
    ) STRICT
    ;
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
    ;
CREATE TABLE labels (               -- the user's corrections
        url TEXT PRIMARY KEY,           -- canonical
        grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 3),
        note TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    ) STRICT
    ;
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
    ;
CREATE TABLE archives (             -- WARC files that `monitor backfill` reads
            id TEXT PRIMARY KEY,            -- digest of the file's beginning and length, and of what of it is asked for
            name TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            position INTEGER NOT NULL,      -- every record before it has its outcome
            updated_at TEXT NOT NULL
        ) STRICT
        ;
INSERT INTO _sqlite_migrations ("id", "migration_set", "name", "applied_at") VALUES (1, 'monitor', '0001_start', '2026-11-22 10:22:57.253328+00:00');
INSERT INTO _sqlite_migrations ("id", "migration_set", "name", "applied_at") VALUES (2, 'monitor', '0002_order_of_fetching', '2026-11-22 10:23:34.538335+00:00');
INSERT INTO _sqlite_migrations ("id", "migration_set", "name", "applied_at") VALUES (3, 'monitor', '0003_archives', '2026-11-22 13:33:16.425733+00:00');
INSERT INTO sources ("id", "name", "kind", "url", "enabled", "etag", "last_modified", "body_hash", "last_full", "unreliable", "ceiling", "last_poll", "last_ok", "last_new", "last_outcome", "failures", "next_poll") VALUES ('off', 'Off', 'feed', 'https://off.pe/rss', 0, NULL, NULL, NULL, NULL, 0, 21600, NULL, NULL, NULL, NULL, 0, NULL);
INSERT INTO sources ("id", "name", "kind", "url", "enabled", "etag", "last_modified", "body_hash", "last_full", "unreliable", "ceiling", "last_poll", "last_ok", "last_new", "last_outcome", "failures", "next_poll") VALUES ('prensa', 'Prensa', 'feed', 'https://rpp.pe/rss', 1, '"e1"', NULL, 'h', '2026-03-03T12:00:00Z', 0, 21600, '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z', 'ok', 0, '2026-03-03T12:30:00Z');
INSERT INTO outcomes ("url", "address", "host", "source", "title", "summary", "content", "published", "found_at", "stage", "reason", "detail", "attempts", "next_try", "host_rests_until", "article", "updated_at", "outlet", "promise") VALUES ('https://rpp.pe/espera', 'https://rpp.pe/espera', 'rpp.pe', 'prensa', 'Espera', 'El canciller viajará', NULL, NULL, '2026-03-03T12:00:00Z', 'queued', 'found', '', 0, NULL, NULL, NULL, '2026-03-03T12:00:00Z', '', NULL);
INSERT INTO outcomes ("url", "address", "host", "source", "title", "summary", "content", "published", "found_at", "stage", "reason", "detail", "attempts", "next_try", "host_rests_until", "article", "updated_at", "outlet", "promise") VALUES ('https://rpp.pe/falta', 'https://rpp.pe/falta', 'rpp.pe', 'prensa', 'Falta', '', NULL, NULL, '2026-03-03T12:00:00Z', 'fetch', 'http-404', '', 1, NULL, NULL, NULL, '2026-03-03T12:00:00Z', '', NULL);
INSERT INTO outcomes ("url", "address", "host", "source", "title", "summary", "content", "published", "found_at", "stage", "reason", "detail", "attempts", "next_try", "host_rests_until", "article", "updated_at", "outlet", "promise") VALUES ('https://rpp.pe/nota', 'https://rpp.pe/nota', 'rpp.pe', 'prensa', 'Reunión, según rpp', '', NULL, '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z', 'saved', 'ok', '', 1, NULL, NULL, 'rpp', '2026-03-03T12:00:00Z', '', NULL);
INSERT INTO robots ("origin", "fetched_at", "rules") VALUES ('https://rpp.pe', '2026-03-03T12:00:00Z', 'User-agent: *
Disallow: /privado
');
INSERT INTO pages ("url", "address", "fetched_at", "content_type", "bytes", "body") VALUES ('https://rpp.pe/nota', 'https://rpp.pe/nota', '2026-03-03T12:00:00Z', 'text/html; charset=utf-8', 71, X'789CB3C928C9CD51C849CC4BB7554A2D56B2B349CA4FA9B4B329B00B4E55284A2DCDCB4C2DCACFD353F0C957482E4DCD2B4954282A28D0B3D12FB0B3D187A8D40719600700690B1823');
INSERT INTO articles ("number", "id", "url", "source", "outlet", "title", "author", "published", "published_basis", "lang", "text", "captions", "text_hash", "grade", "score", "topics", "reasons", "copy_of", "saved_at") VALUES (1, 'rpp', 'https://rpp.pe/nota', 'prensa', 'rpp', 'Reunión, según rpp', '', '2026-03-03', 'page', 'es', 'Se reunieron. Landau visitará Lima en abril. El canciller Hugo de Zela y el embajador de Estados Unidos, Bernie Navarro, se reunieron en Torre Tagle para revisar la cooperación en puertos y aduanas. El canciller Hugo de Zela y el embajador de Estados Unidos, Bernie Navarro, se reunieron en Torre Tagle para revisar la cooperación en puertos y aduanas. ', '', '3e58ff1e7665edb917955f06e0607a68', 3, 0.9, '["diplomacy"]', '["both states"]', NULL, '2026-03-03T12:00:00Z');
INSERT INTO articles ("number", "id", "url", "source", "outlet", "title", "author", "published", "published_basis", "lang", "text", "captions", "text_hash", "grade", "score", "topics", "reasons", "copy_of", "saved_at") VALUES (2, 'gestion', 'https://gestion.pe/nota', 'prensa', 'gestion', 'Reunión, según gestion', '', '2026-03-03', 'page', 'es', 'Se reunieron. Landau visitará Lima en abril. El canciller Hugo de Zela y el embajador de Estados Unidos, Bernie Navarro, se reunieron en Torre Tagle para revisar la cooperación en puertos y aduanas. El canciller Hugo de Zela y el embajador de Estados Unidos, Bernie Navarro, se reunieron en Torre Tagle para revisar la cooperación en puertos y aduanas. ', '', 'd1578979fdaa44076d0de93072c8d97f', 3, 0.9, '["diplomacy"]', '["both states"]', 'rpp', '2026-03-03T12:00:00Z');
INSERT INTO articles ("number", "id", "url", "source", "outlet", "title", "author", "published", "published_basis", "lang", "text", "captions", "text_hash", "grade", "score", "topics", "reasons", "copy_of", "saved_at") VALUES (3, 'andina', 'https://andina.pe/nota', 'prensa', 'andina', 'Reunión, según andina', '', '2026-03-03', 'page', 'es', 'Se reunieron. Lo cuenta andina, corregido.', '', '516a053898c479e65e8d37b215a747a5', 3, 0.9, '["diplomacy"]', '["both states"]', NULL, '2026-03-03T12:00:00Z');
INSERT INTO articles ("number", "id", "url", "source", "outlet", "title", "author", "published", "published_basis", "lang", "text", "captions", "text_hash", "grade", "score", "topics", "reasons", "copy_of", "saved_at") VALUES (4, 'peru21', 'https://peru21.pe/nota', 'prensa', 'peru21', 'Reunión, según peru21', '', '2026-03-03', 'page', 'es', 'Se reunieron. Lo cuenta peru21.', '', 'cf106099d80f1198aad32e6e45718dbe', 3, 0.9, '["diplomacy"]', '["both states"]', NULL, '2026-03-03T12:00:00Z');
INSERT INTO copy_keys ("entry") VALUES (1156718260125697);
INSERT INTO copy_keys ("entry") VALUES (1156718260125698);
INSERT INTO copy_keys ("entry") VALUES (5666462962286593);
INSERT INTO copy_keys ("entry") VALUES (5666462962286594);
INSERT INTO copy_keys ("entry") VALUES (7545835021664257);
INSERT INTO copy_keys ("entry") VALUES (7545835021664258);
INSERT INTO copy_keys ("entry") VALUES (9187112750415873);
INSERT INTO copy_keys ("entry") VALUES (9187112750415874);
INSERT INTO copy_keys ("entry") VALUES (10841851258994689);
INSERT INTO copy_keys ("entry") VALUES (10841851258994690);
INSERT INTO copy_keys ("entry") VALUES (12052631983751169);
INSERT INTO copy_keys ("entry") VALUES (12052631983751170);
INSERT INTO copy_keys ("entry") VALUES (17691692316491777);
INSERT INTO copy_keys ("entry") VALUES (17691692316491778);
INSERT INTO copy_keys ("entry") VALUES (20950785206517761);
INSERT INTO copy_keys ("entry") VALUES (20950785206517762);
INSERT INTO copy_keys ("entry") VALUES (21808846993358849);
INSERT INTO copy_keys ("entry") VALUES (21808846993358850);
INSERT INTO copy_keys ("entry") VALUES (21890797267845121);
INSERT INTO copy_keys ("entry") VALUES (21890797267845122);
INSERT INTO copy_keys ("entry") VALUES (21918292037861377);
INSERT INTO copy_keys ("entry") VALUES (21918292037861378);
INSERT INTO copy_keys ("entry") VALUES (23807769584861185);
INSERT INTO copy_keys ("entry") VALUES (23807769584861186);
INSERT INTO copy_keys ("entry") VALUES (26378483403849729);
INSERT INTO copy_keys ("entry") VALUES (26378483403849730);
INSERT INTO copy_keys ("entry") VALUES (30731967297224705);
INSERT INTO copy_keys ("entry") VALUES (30731967297224706);
INSERT INTO copy_keys ("entry") VALUES (31053942221701121);
INSERT INTO copy_keys ("entry") VALUES (31053942221701122);
INSERT INTO copy_keys ("entry") VALUES (31452204573392897);
INSERT INTO copy_keys ("entry") VALUES (31452204573392898);
INSERT INTO copy_keys ("entry") VALUES (32459275653611521);
INSERT INTO copy_keys ("entry") VALUES (32459275653611522);
INSERT INTO copy_keys ("entry") VALUES (33798050329657345);
INSERT INTO copy_keys ("entry") VALUES (33798050329657346);
INSERT INTO copy_keys ("entry") VALUES (35711372377456641);
INSERT INTO copy_keys ("entry") VALUES (35711372377456642);
INSERT INTO copy_keys ("entry") VALUES (38688649864282113);
INSERT INTO copy_keys ("entry") VALUES (38688649864282114);
INSERT INTO copy_keys ("entry") VALUES (38827369506537473);
INSERT INTO copy_keys ("entry") VALUES (38827369506537474);
INSERT INTO copy_keys ("entry") VALUES (47539016593047553);
INSERT INTO copy_keys ("entry") VALUES (47539016593047554);
INSERT INTO copy_keys ("entry") VALUES (48390375865319425);
INSERT INTO copy_keys ("entry") VALUES (48390375865319426);
INSERT INTO copy_keys ("entry") VALUES (50737224697774081);
INSERT INTO copy_keys ("entry") VALUES (50737224697774082);
INSERT INTO copy_keys ("entry") VALUES (54875424160743425);
INSERT INTO copy_keys ("entry") VALUES (54875424160743426);
INSERT INTO copy_keys ("entry") VALUES (55255393693073409);
INSERT INTO copy_keys ("entry") VALUES (55255393693073410);
INSERT INTO copy_keys ("entry") VALUES (58856432988061697);
INSERT INTO copy_keys ("entry") VALUES (58856432988061698);
INSERT INTO copy_keys ("entry") VALUES (59442736608051201);
INSERT INTO copy_keys ("entry") VALUES (59442736608051202);
INSERT INTO copy_keys ("entry") VALUES (60845119598755841);
INSERT INTO copy_keys ("entry") VALUES (60845119598755842);
INSERT INTO copy_keys ("entry") VALUES (60988826234912769);
INSERT INTO copy_keys ("entry") VALUES (60988826234912770);
INSERT INTO copy_keys ("entry") VALUES (64064469763883009);
INSERT INTO copy_keys ("entry") VALUES (64064469763883010);
INSERT INTO copy_keys ("entry") VALUES (65467877758599169);
INSERT INTO copy_keys ("entry") VALUES (65467877758599170);
INSERT INTO copy_keys ("entry") VALUES (71976512068255745);
INSERT INTO copy_keys ("entry") VALUES (71976512068255746);
INSERT INTO frames ("outlet", "sentence", "seen", "last_seen") VALUES ('rpp', 2229745033728647255, 1, '2026-03-03T12:00:00Z');
INSERT INTO versions ("id", "article", "title", "text", "grade", "replaced_at") VALUES (1, 'andina', 'Reunión, según andina', X'789C0B4E55284A2DCDCB4C2DCACFD353F0C957482E4DCD2B495448CC4BC9CC4BD40300B2200B12', 3, '2026-03-04T12:00:00Z');
INSERT INTO copies ("article", "of", "jaccard", "containment") VALUES ('gestion', 'rpp', 1.0, 1.0);
INSERT INTO stories ("number", "article", "story", "day", "words", "entries", "placed_at") VALUES (1, 'rpp', 'rpp', '2026-03-03', '["abril", "aduana", "bernie", "cancil", "cooper", "embaja", "estado", "hugo", "landau", "lima", "navarr", "para", "puerto", "reunie", "reunio", "revisa", "segun", "tagle", "torre", "unidos", "visita", "zela"]', '["2026-03-03-zela-navarro-talk-40b9c0cd", "2026-04-peru-landau-visit-d42ee7bf"]', '2026-03-03T12:00:00Z');
INSERT INTO stories ("number", "article", "story", "day", "words", "entries", "placed_at") VALUES (2, 'gestion', 'rpp', '2026-03-03', NULL, NULL, '2026-03-03T12:00:00Z');
INSERT INTO stories ("number", "article", "story", "day", "words", "entries", "placed_at") VALUES (3, 'andina', 'andina', '2026-03-03', '["andina", "cuenta", "reunie", "reunio", "segun"]', '["2026-03-02-zela-navarro-talk-21e4b568"]', '2026-03-03T12:00:00Z');
INSERT INTO stories ("number", "article", "story", "day", "words", "entries", "placed_at") VALUES (4, 'peru21', 'rpp', '2026-03-03', NULL, NULL, '2026-03-03T12:00:00Z');
INSERT INTO people ("id", "name", "side", "provisional", "first_seen") VALUES ('bernie-navarro', 'Bernie Navarro', 'us', 0, '2026-03-03T12:00:00Z');
INSERT INTO people ("id", "name", "side", "provisional", "first_seen") VALUES ('christopher-landau', 'Christopher Landau', 'us', 0, '2026-03-03T12:00:00Z');
INSERT INTO people ("id", "name", "side", "provisional", "first_seen") VALUES ('hugo-de-zela', 'Hugo de Zela', 'peru', 0, '2026-03-03T12:00:00Z');
INSERT INTO contacts ("id", "who_peru", "who_us", "family", "mode", "status", "date", "date_end", "date_basis", "place", "level", "background", "evidence", "article", "observations", "sources", "disputed", "visit", "lapsed_on", "joined_to", "last_published", "first_seen", "last_seen", "changed_at") VALUES ('2026-03-02-zela-navarro-talk-21e4b568', 'Hugo de Zela (foreign_minister)', 'Bernie Navarro (ambassador)', 'talk', 'meeting', 'held', '2026-03-03', NULL, 'stated', 'Torre Tagle', 'high', 0, 'Se reunieron.', 'andina', 1, '{"mode": "andina:d226424506", "status": "andina:d226424506", "date": "andina:d226424506", "place": "andina:d226424506", "level": "andina:d226424506", "evidence": "andina:d226424506", "peru.0": "andina:d226424506", "us.0": "andina:d226424506"}', '[]', NULL, NULL, NULL, '2026-03-03', '2026-03-03T12:00:00Z', '2026-03-04T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO contacts ("id", "who_peru", "who_us", "family", "mode", "status", "date", "date_end", "date_basis", "place", "level", "background", "evidence", "article", "observations", "sources", "disputed", "visit", "lapsed_on", "joined_to", "last_published", "first_seen", "last_seen", "changed_at") VALUES ('2026-03-03-zela-navarro-talk-40b9c0cd', 'Hugo de Zela (foreign_minister)', 'Bernie Navarro (ambassador)', 'talk', 'meeting', 'held', '2026-03-03', NULL, 'stated', 'Torre Tagle', 'high', 0, 'Se reunieron.', 'gestion', 2, '{"mode": "gestion:d226424506", "status": "gestion:d226424506", "date": "rpp:d226424506", "place": "gestion:d226424506", "level": "gestion:d226424506", "evidence": "gestion:d226424506", "peru.0": "gestion:d226424506", "us.0": "gestion:d226424506"}', '[]', NULL, NULL, NULL, '2026-03-03', '2026-03-03T12:00:00Z', '2026-03-04T12:00:00Z', '2026-03-04T12:00:00Z');
INSERT INTO contacts ("id", "who_peru", "who_us", "family", "mode", "status", "date", "date_end", "date_basis", "place", "level", "background", "evidence", "article", "observations", "sources", "disputed", "visit", "lapsed_on", "joined_to", "last_published", "first_seen", "last_seen", "changed_at") VALUES ('2026-03-03-zela-navarro-talk-8023ffb1', 'Hugo de Zela (foreign_minister)', 'Bernie Navarro (ambassador)', 'talk', 'meeting', 'held', '2026-03-03', NULL, 'stated', 'Torre Tagle', 'high', 0, 'Se reunieron.', 'peru21', 1, '{"mode": "peru21:d226424506", "status": "peru21:d226424506", "date": "peru21:d226424506", "place": "peru21:d226424506", "level": "peru21:d226424506", "evidence": "peru21:d226424506", "peru.0": "peru21:d226424506", "us.0": "peru21:d226424506"}', '[]', NULL, NULL, NULL, '2026-03-03', '2026-03-04T12:00:00Z', '2026-03-04T12:00:00Z', '2026-03-04T12:00:00Z');
INSERT INTO contacts ("id", "who_peru", "who_us", "family", "mode", "status", "date", "date_end", "date_basis", "place", "level", "background", "evidence", "article", "observations", "sources", "disputed", "visit", "lapsed_on", "joined_to", "last_published", "first_seen", "last_seen", "changed_at") VALUES ('2026-04-peru-landau-visit-d42ee7bf', 'Government of Peru', 'Christopher Landau (deputy_secretary_of_state)', 'visit', 'visit', 'planned', '2026-04', NULL, 'stated', 'Lima', 'high', 0, 'Landau visitará Lima en abril.', 'rpp', 1, '{"mode": "rpp:bdb19e6704", "status": "rpp:bdb19e6704", "date": "rpp:bdb19e6704", "place": "rpp:bdb19e6704", "level": "rpp:bdb19e6704", "evidence": "rpp:bdb19e6704", "peru.0": "rpp:bdb19e6704", "us.0": "rpp:bdb19e6704"}', '[]', NULL, NULL, NULL, '2026-03-03', '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO observations ("id", "key", "contact", "part", "article", "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "score", "superseded_at", "observed_at") VALUES (1, 'rpp:d226424506', '2026-03-03-zela-navarro-talk-40b9c0cd', '2026-03-03-zela-navarro-talk-40b9c0cd', 'rpp', '[{"name": "Hugo de Zela", "role": "foreign_minister", "org": "Cancillería", "person": "hugo-de-zela"}]', '[{"name": "Bernie Navarro", "role": "ambassador", "org": "US Embassy Lima", "person": "bernie-navarro"}]', 'meeting', 'held', '2026-03-03', NULL, 'Torre Tagle', 'high', 0, 'Se reunieron.', 0, 13, 1.0, NULL, '2026-03-03T12:00:00Z');
INSERT INTO observations ("id", "key", "contact", "part", "article", "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "score", "superseded_at", "observed_at") VALUES (2, 'rpp:bdb19e6704', '2026-04-peru-landau-visit-d42ee7bf', '2026-04-peru-landau-visit-d42ee7bf', 'rpp', '[{"name": null, "role": "delegation", "org": "Government of Peru", "person": null}]', '[{"name": "Christopher Landau", "role": "deputy_secretary_of_state", "org": "State Department", "person": "christopher-landau"}]', 'visit', 'planned', '2026-04', NULL, 'Lima', 'high', 0, 'Landau visitará Lima en abril.', 0, 30, 1.0, NULL, '2026-03-03T12:00:00Z');
INSERT INTO observations ("id", "key", "contact", "part", "article", "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "score", "superseded_at", "observed_at") VALUES (3, 'gestion:d226424506', '2026-03-03-zela-navarro-talk-40b9c0cd', '2026-03-03-zela-navarro-talk-40b9c0cd', 'gestion', '[{"name": "Hugo de Zela", "role": "foreign_minister", "org": "Cancillería", "person": "hugo-de-zela"}]', '[{"name": "Bernie Navarro", "role": "ambassador", "org": "US Embassy Lima", "person": "bernie-navarro"}]', 'meeting', 'held', '2026-03-03', NULL, 'Torre Tagle', 'high', 0, 'Se reunieron.', 0, 13, 1.0, NULL, '2026-03-03T12:00:00Z');
INSERT INTO observations ("id", "key", "contact", "part", "article", "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "score", "superseded_at", "observed_at") VALUES (4, 'andina:855c16f7b6', '2026-03-02-zela-navarro-talk-21e4b568', '2026-03-02-zela-navarro-talk-21e4b568', 'andina', '[{"name": "Hugo de Zela", "role": "foreign_minister", "org": "Cancillería", "person": "hugo-de-zela"}]', '[{"name": "Bernie Navarro", "role": "ambassador", "org": "US Embassy Lima", "person": "bernie-navarro"}]', 'meeting', 'held', '2026-03-02', NULL, 'Torre Tagle', 'high', 0, 'Se reunieron.', 0, 13, 1.0, '2026-03-04T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO observations ("id", "key", "contact", "part", "article", "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "score", "superseded_at", "observed_at") VALUES (5, 'andina:d226424506', '2026-03-02-zela-navarro-talk-21e4b568', '2026-03-02-zela-navarro-talk-21e4b568', 'andina', '[{"name": "Hugo de Zela", "role": "foreign_minister", "org": "Cancillería", "person": "hugo-de-zela"}]', '[{"name": "Bernie Navarro", "role": "ambassador", "org": "US Embassy Lima", "person": "bernie-navarro"}]', 'meeting', 'held', '2026-03-03', NULL, 'Torre Tagle', 'high', 0, 'Se reunieron.', 0, 13, 1.0, NULL, '2026-03-04T12:00:00Z');
INSERT INTO observations ("id", "key", "contact", "part", "article", "peru", "us", "mode", "status", "date", "date_end", "place", "level", "background", "evidence", "start", "end", "score", "superseded_at", "observed_at") VALUES (6, 'peru21:d226424506', '2026-03-03-zela-navarro-talk-8023ffb1', '2026-03-03-zela-navarro-talk-8023ffb1', 'peru21', '[{"name": "Hugo de Zela", "role": "foreign_minister", "org": "Cancillería", "person": "hugo-de-zela"}]', '[{"name": "Bernie Navarro", "role": "ambassador", "org": "US Embassy Lima", "person": "bernie-navarro"}]', 'meeting', 'held', '2026-03-03', NULL, 'Torre Tagle', 'high', 0, 'Se reunieron.', 0, 13, 1.0, NULL, '2026-03-03T12:00:00Z');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-03-02-zela-navarro-talk-21e4b568', 'peru', 0, 'hugo-de-zela', 'Hugo de Zela', 'foreign_minister', 'Cancillería', 'andina:d226424506');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-03-02-zela-navarro-talk-21e4b568', 'us', 0, 'bernie-navarro', 'Bernie Navarro', 'ambassador', 'US Embassy Lima', 'andina:d226424506');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-03-03-zela-navarro-talk-40b9c0cd', 'peru', 0, 'hugo-de-zela', 'Hugo de Zela', 'foreign_minister', 'Cancillería', 'gestion:d226424506');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-03-03-zela-navarro-talk-40b9c0cd', 'us', 0, 'bernie-navarro', 'Bernie Navarro', 'ambassador', 'US Embassy Lima', 'gestion:d226424506');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-03-03-zela-navarro-talk-8023ffb1', 'peru', 0, 'hugo-de-zela', 'Hugo de Zela', 'foreign_minister', 'Cancillería', 'peru21:d226424506');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-03-03-zela-navarro-talk-8023ffb1', 'us', 0, 'bernie-navarro', 'Bernie Navarro', 'ambassador', 'US Embassy Lima', 'peru21:d226424506');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-04-peru-landau-visit-d42ee7bf', 'peru', 0, NULL, NULL, 'delegation', 'Government of Peru', 'rpp:bdb19e6704');
INSERT INTO participants ("contact", "side", "position", "person", "name", "role", "org", "source") VALUES ('2026-04-peru-landau-visit-d42ee7bf', 'us', 0, 'christopher-landau', 'Christopher Landau', 'deputy_secretary_of_state', 'State Department', 'rpp:bdb19e6704');
INSERT INTO barred ("contact", "article") VALUES ('2026-03-03-zela-navarro-talk-40b9c0cd', 'peru21');
INSERT INTO barred ("contact", "article") VALUES ('2026-03-03-zela-navarro-talk-8023ffb1', 'gestion');
INSERT INTO barred ("contact", "article") VALUES ('2026-03-03-zela-navarro-talk-8023ffb1', 'rpp');
INSERT INTO decisions ("id", "kind", "contact", "other", "note", "decided_at") VALUES (1, 'split', '2026-03-03-zela-navarro-talk-40b9c0cd', '2026-03-03-zela-navarro-talk-8023ffb1', 'other meeting', '2026-03-04T12:00:00Z');
INSERT INTO alerts ("id", "contact", "kind", "level", "text", "evidence", "article", "created_at") VALUES ('2026-03-02-zela-navarro-talk-21e4b568:new', '2026-03-02-zela-navarro-talk-21e4b568', 'new', 'high', 'Hugo de Zela (ministro de Relaciones Exteriores) – Bernie Navarro (embajador de Estados Unidos en el Perú): reunión realizada, 2 de marzo de 2026, Torre Tagle', 'Se reunieron.', 'andina', '2026-03-03T12:00:00Z');
INSERT INTO alerts ("id", "contact", "kind", "level", "text", "evidence", "article", "created_at") VALUES ('2026-03-03-zela-navarro-talk-40b9c0cd:new', '2026-03-03-zela-navarro-talk-40b9c0cd', 'new', 'high', 'Hugo de Zela (ministro de Relaciones Exteriores) – Bernie Navarro (embajador de Estados Unidos en el Perú): reunión realizada, 3 de marzo de 2026, Torre Tagle', 'Se reunieron.', 'rpp', '2026-03-03T12:00:00Z');
INSERT INTO alerts ("id", "contact", "kind", "level", "text", "evidence", "article", "created_at") VALUES ('2026-04-peru-landau-visit-d42ee7bf:new', '2026-04-peru-landau-visit-d42ee7bf', 'new', 'high', 'Gobierno del Perú – Christopher Landau (subsecretario de Estado): visita anunciada, abril de 2026, Lima', 'Landau visitará Lima en abril.', 'rpp', '2026-03-03T12:00:00Z');
INSERT INTO acknowledgements ("alert", "created_at") VALUES ('2026-04-peru-landau-visit-d42ee7bf:new', '2026-03-03T12:00:00Z');
INSERT INTO mutes ("kind", "value", "until", "created_at") VALUES ('topic', 'trade', NULL, '2026-03-03T12:00:00Z');
INSERT INTO digests ("id", "created_at", "since", "path", "contacts", "articles") VALUES ('2026-03-03-070000', '2026-03-03T12:00:00Z', '2026-03-02T12:00:00Z', 'data/digests/2026-03-03-070000', 2, 1);
INSERT INTO deliveries ("id", "kind", "item", "channel", "state", "attempts", "doubts", "detail", "message", "batch", "leased_until", "next_try", "created_at", "updated_at") VALUES (1, 'alert', '2026-03-03-zela-navarro-talk-40b9c0cd:new', 'files', 'sent', 0, 0, 'x.md', NULL, 'b40e9cb78679e96c757d3749b380acb8', NULL, NULL, '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO deliveries ("id", "kind", "item", "channel", "state", "attempts", "doubts", "detail", "message", "batch", "leased_until", "next_try", "created_at", "updated_at") VALUES (2, 'alert', '2026-04-peru-landau-visit-d42ee7bf:new', 'files', 'acknowledged', 0, 0, '', '{"subject": "Nuevo contacto: Gobierno del Perú – Christopher Landau (subsecretario de Estado): visita anunciada, abril de 2026, Lima", "body": "Nuevo contacto: Gobierno del Perú – Christopher Landau (subsecretario de Estado): visita anunciada, abril de 2026, Lima  \n“Landau visitará Lima en abril.”  \nrpp (3 mar 2026) · fuente única  \nhttps://rpp.pe/nota  \nFicha 2026-04-peru-landau-visit-d42ee7bf\n", "html": "<p style=\"margin:0 0 6px\">Nuevo contacto: Gobierno del Perú – Christopher Landau (subsecretario de Estado): visita anunciada, abril de 2026, Lima</p><p style=\"margin:0 0 6px\">“Landau visitará Lima en abril.”</p><p style=\"margin:0 0 6px\">rpp (3 mar 2026) · fuente única</p><p style=\"margin:0 0 6px\"><a href=\"https://rpp.pe/nota\">https://rpp.pe/nota</a></p><p style=\"margin:0 0 6px\">Ficha 2026-04-peru-landau-visit-d42ee7bf</p>", "thread": "2026-04-peru-landau-visit-d42ee7bf"}', NULL, NULL, NULL, '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO deliveries ("id", "kind", "item", "channel", "state", "attempts", "doubts", "detail", "message", "batch", "leased_until", "next_try", "created_at", "updated_at") VALUES (3, 'alert', '2026-03-02-zela-navarro-talk-21e4b568:new', 'files', 'pending', 0, 0, '', '{"subject": "Nuevo contacto: Hugo de Zela (ministro de Relaciones Exteriores) – Bernie Navarro (embajador de Estados Unidos en el Perú): reunión realizada, 2 de marzo de 2026, Torre Tagle", "body": "Nuevo contacto: Hugo de Zela (ministro de Relaciones Exteriores) – Bernie Navarro (embajador de Estados Unidos en el Perú): reunión realizada, 2 de marzo de 2026, Torre Tagle  \n“Se reunieron.”  \nandina (3 mar 2026) · fuente única  \nhttps://andina.pe/nota  \nFicha 2026-03-02-zela-navarro-talk-21e4b568\n", "html": "<p style=\"margin:0 0 6px\">Nuevo contacto: Hugo de Zela (ministro de Relaciones Exteriores) – Bernie Navarro (embajador de Estados Unidos en el Perú): reunión realizada, 2 de marzo de 2026, Torre Tagle</p><p style=\"margin:0 0 6px\">“Se reunieron.”</p><p style=\"margin:0 0 6px\">andina (3 mar 2026) · fuente única</p><p style=\"margin:0 0 6px\"><a href=\"https://andina.pe/nota\">https://andina.pe/nota</a></p><p style=\"margin:0 0 6px\">Ficha 2026-03-02-zela-navarro-talk-21e4b568</p>", "thread": "2026-03-02-zela-navarro-talk-21e4b568"}', NULL, NULL, NULL, '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO deliveries ("id", "kind", "item", "channel", "state", "attempts", "doubts", "detail", "message", "batch", "leased_until", "next_try", "created_at", "updated_at") VALUES (4, 'digest', '2026-03-03-070000', 'files', 'pending', 0, 0, '', '{"subject": "d", "body": "b", "html": "", "thread": ""}', NULL, NULL, NULL, '2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z');
INSERT INTO labels ("url", "grade", "note", "created_at") VALUES ('https://rpp.pe/nota', 3, 'visita', '2026-03-03T12:00:00Z');
INSERT INTO runs ("id", "started_at", "finished_at", "sources", "links", "pages", "articles", "relevant", "new_contacts", "alerts", "waiting", "outcome") VALUES (1, '2026-03-03T12:00:00Z', '2026-03-04T12:00:00Z', 0, 3, 0, 3, 0, 2, 0, 0, 'ok');
INSERT INTO archives ("id", "name", "bytes", "position", "updated_at") VALUES ('6f0c1b7d2a9e4f53', 'CC-NEWS-20260301000000-00001.warc.gz', 1073741824, 52428800, '2026-03-04T12:00:00Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX outcomes_queue ON outcomes (stage, next_try, published);
CREATE INDEX outcomes_source ON outcomes (source, stage);
CREATE INDEX outcomes_found ON outcomes (source, found_at, published);
CREATE INDEX outcomes_resting ON outcomes (host_rests_until, host) WHERE host_rests_until IS NOT NULL;
CREATE INDEX articles_published ON articles (published);
CREATE INDEX articles_saved ON articles (saved_at);
CREATE INDEX articles_text_hash ON articles (text_hash);
CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, text, content='articles', tokenize='unicode61 remove_diacritics 2'
    );
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.rowid, new.title, new.text);
    END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
    END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.rowid, new.title, new.text);
    END;
CREATE INDEX versions_article ON versions (article);
CREATE INDEX stories_story ON stories (story);
CREATE INDEX stories_day ON stories (day, placed_at) WHERE words IS NOT NULL;
CREATE INDEX contacts_date ON contacts (date);
CREATE INDEX contacts_changed ON contacts (changed_at);
CREATE INDEX contacts_visit ON contacts (visit) WHERE visit IS NOT NULL;
CREATE INDEX observations_contact ON observations (contact);
CREATE INDEX observations_article ON observations (article);
CREATE INDEX participants_person ON participants (person);
CREATE INDEX alerts_created ON alerts (created_at);
CREATE INDEX deliveries_state ON deliveries (channel, state);
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');
