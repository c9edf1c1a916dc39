"""Reading archives: years of a site by its sitemaps, or WARC files such as Common Crawl's news.

    sitemaps ─► Link ─ fetch ─► Page ─┐
    WARC files ───────────────► Page ─┴─ extract ─ assess ─ save: as everywhere, in batches

`warc` reads files, `scope` says what of them was asked for; `sitemaps` collects links. What was read stays read: each
link has its outcome in the transaction that saves its article, each file its position after each batch.
"""
