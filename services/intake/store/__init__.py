"""Every SQL statement of intake. Domain objects go in and come out; nothing is decided here.

Writes take many at once: one request is a batch of one, and a batch is a handful of statements.
"""

from services.intake.store.history import add_entries, add_message, messages, timeline
from services.intake.store.requests import (
    add_many,
    find_by_number,
    list_requests,
    load,
    load_many,
    next_counts,
    read,
    save_many,
)

__all__ = [
    "add_entries",
    "add_many",
    "add_message",
    "find_by_number",
    "list_requests",
    "load",
    "load_many",
    "messages",
    "next_counts",
    "read",
    "save_many",
    "timeline",
]
