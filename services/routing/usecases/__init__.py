"""One function per thing routing can do: load, permit, decide, save, emit."""

from services.routing.usecases.book import (
    list_units,
    load_catalogue,
    load_directory,
    load_timetable,
    put_unit,
    read_catalogue,
    read_unit,
)
from services.routing.usecases.following import RequestFact, follow_cases, follow_requests, open_handlings
from services.routing.usecases.handling import (
    Explained,
    accept_handling,
    finish_handling,
    list_queue,
    read_clocks,
    read_handling,
    start_handling,
)

__all__ = [
    "Explained",
    "RequestFact",
    "accept_handling",
    "finish_handling",
    "follow_cases",
    "follow_requests",
    "list_queue",
    "list_units",
    "load_catalogue",
    "load_directory",
    "load_timetable",
    "open_handlings",
    "put_unit",
    "read_catalogue",
    "read_clocks",
    "read_handling",
    "read_unit",
    "start_handling",
]
