"""The search index, beside the ordinary tables (SQLite's own full-text search, FTS5).

A thing's ``doc`` is its kind's number (`services.search_texts.Found`) in the high bits and its id
in the low ones, so that a range of docs is a kind and the newest of a kind comes last.
``search_text`` holds a thing's folded words; ``search_words`` the pieces into which they were cut,
and nothing but which docs have them; ``search_pending`` what a large import left for later.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "CREATE TABLE search_text (doc INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE search_pending (doc INTEGER PRIMARY KEY)",
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', detail=none, columnsize=0,"
    " tokenize=\"ascii tokenchars '_'\")",
    "CREATE INDEX search_buyer ON buyer (buyer_id COLLATE NOCASE)",
)
