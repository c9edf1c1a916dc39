"""SQLite by sqlite-utils: schema and migrations, one writer, look-ups. The only package that touches the database."""
