"""One function per thing the intake desk can do: load, permit, decide, save, emit."""

from services.intake.usecases.following import Dispatch, note, note_dispatches, resolve_requests, start_requests
from services.intake.usecases.handling import (
    Duplicate,
    accept_request,
    close_request,
    find_duplicates,
    list_requests,
    look_up,
    read_request,
    read_timeline,
    reject_request,
    withdraw_request,
)
from services.intake.usecases.messages import (
    Conversation,
    add_message,
    ask_requester,
    list_messages,
    mark_read,
    read_contact,
    record_answer,
)
from services.intake.usecases.registering import (
    Registered,
    Submission,
    keep_requests_of_cases,
    permit_batch,
    submit_many,
)

__all__ = [
    "Conversation",
    "Dispatch",
    "Duplicate",
    "Registered",
    "Submission",
    "accept_request",
    "add_message",
    "ask_requester",
    "close_request",
    "find_duplicates",
    "keep_requests_of_cases",
    "list_messages",
    "list_requests",
    "look_up",
    "mark_read",
    "note",
    "note_dispatches",
    "permit_batch",
    "read_contact",
    "read_request",
    "read_timeline",
    "record_answer",
    "reject_request",
    "resolve_requests",
    "start_requests",
    "submit_many",
    "withdraw_request",
]
