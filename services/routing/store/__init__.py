"""Every SQL statement of routing. Domain objects go in and come out; nothing is decided here.

Writes take many at once: one handling is a batch of one, and a batch is a handful of statements.
"""

from services.routing.store.book import (
    Entries,
    Kept,
    NotSeeded,
    book,
    entries,
    hold_book,
    keep,
    latest,
    put_entries,
    timetable,
)
from services.routing.store.handlings import (
    case_facts,
    hold,
    load,
    load_many,
    open_handlings,
    read,
    read_many,
    save_case_facts,
    save_many,
)
from services.routing.store.items import save_items, wordless
from services.routing.store.queue import MOST_COUNTED, Horizon, count, page
from services.routing.store.views import delete_view, hold_views, save_view, view, views_of

__all__ = [
    "MOST_COUNTED",
    "Entries",
    "Horizon",
    "Kept",
    "NotSeeded",
    "book",
    "case_facts",
    "count",
    "delete_view",
    "entries",
    "hold",
    "hold_book",
    "hold_views",
    "keep",
    "latest",
    "load",
    "load_many",
    "open_handlings",
    "page",
    "put_entries",
    "read",
    "read_many",
    "save_case_facts",
    "save_items",
    "save_many",
    "save_view",
    "timetable",
    "view",
    "views_of",
    "wordless",
]
