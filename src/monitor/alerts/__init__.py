"""From a change of the ledger to something a person reads.

    Decision ─ raising ─► Alert ─ message ─► Message ─ outgoing ─► outbox ─ delivering ─► channels (mail, chat, folder, screen)
    database ─ reading ─► Item ─ digest ─► HTML, Markdown, text ──────┘
                            └─ atom, ical, tables ─► feed.atom, calendar.ics, contacts.csv and .json

`phrases` has the words of each language, `escape` makes foreign text harmless, `view`, `accounts` and `rhythm` say what
there is to show. All but `reading`, `outgoing`, `delivering`, `channels`, `mail` and `files` is pure.
"""
