"""One function per thing the intake desk can do: load, permit, decide, save, emit."""

from services.intake.usecases.following import note, note_dispatches, resolve_requests, start_requests
from services.intake.usecases.handling import (
    accept_request,
    add_message,
    close_request,
    list_messages,
    list_requests,
    look_up,
    read_request,
    read_timeline,
    reject_request,
    withdraw_request,
)
from services.intake.usecases.registering import Registered, Submission, keep_requests_of_cases, submit_many

__all__ = [
    "Registered",
    "Submission",
    "accept_request",
    "add_message",
    "close_request",
    "keep_requests_of_cases",
    "list_messages",
    "list_requests",
    "look_up",
    "note",
    "note_dispatches",
    "read_request",
    "read_timeline",
    "reject_request",
    "resolve_requests",
    "start_requests",
    "submit_many",
    "withdraw_request",
]
