"""Every SQL statement of intake. Domain objects go in and come out; nothing is decided here.

Writes take many at once: one request is a batch of one, and a batch is a handful of statements.
"""

from services.intake.store.history import (
    add_entries,
    add_message,
    last_question,
    mark_read,
    messages,
    read_mark,
    timeline,
)
from services.intake.store.parties import ListFilter, Sort
from services.intake.store.requests import (
    add_many,
    contact,
    find_by_number,
    list_requests,
    load,
    load_many,
    next_counts,
    read,
    save_many,
    with_reference,
)

__all__ = [
    "ListFilter",
    "Sort",
    "add_entries",
    "add_many",
    "add_message",
    "contact",
    "find_by_number",
    "last_question",
    "list_requests",
    "load",
    "load_many",
    "mark_read",
    "messages",
    "next_counts",
    "read",
    "read_mark",
    "save_many",
    "timeline",
    "with_reference",
]
