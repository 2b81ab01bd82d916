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
    QueueFilter,
    case_facts,
    hold,
    list_queue,
    load,
    load_many,
    open_handlings,
    read,
    save_case_facts,
    save_many,
)

__all__ = [
    "Entries",
    "Kept",
    "NotSeeded",
    "QueueFilter",
    "book",
    "case_facts",
    "entries",
    "hold",
    "hold_book",
    "keep",
    "latest",
    "list_queue",
    "load",
    "load_many",
    "open_handlings",
    "put_entries",
    "read",
    "save_case_facts",
    "save_many",
    "timetable",
]
