"""One function per thing routing can do: load, permit, decide, save, emit."""

from services.routing.usecases.book import (
    list_days,
    list_units,
    load_catalogue,
    load_directory,
    load_timetable,
    put_unit,
    read_catalogue,
    read_unit,
    read_vocabulary,
)
from services.routing.usecases.following import RequestFact, follow_cases, follow_requests, open_handlings
from services.routing.usecases.handling import (
    Asked,
    Explained,
    accept_handling,
    assign_handling,
    bulk_handlings,
    finish_handling,
    read_clocks,
    read_handling,
    start_handling,
)
from services.routing.usecases.queue import Counted, Listed, count_queue, index_handlings, list_queue
from services.routing.usecases.views import create_view, delete_view, list_views, put_view, read_view

__all__ = [
    "Asked",
    "Counted",
    "Explained",
    "Listed",
    "RequestFact",
    "accept_handling",
    "assign_handling",
    "bulk_handlings",
    "count_queue",
    "create_view",
    "delete_view",
    "finish_handling",
    "follow_cases",
    "follow_requests",
    "index_handlings",
    "list_days",
    "list_queue",
    "list_units",
    "list_views",
    "load_catalogue",
    "load_directory",
    "load_timetable",
    "open_handlings",
    "put_unit",
    "put_view",
    "read_catalogue",
    "read_clocks",
    "read_handling",
    "read_unit",
    "read_view",
    "read_vocabulary",
    "start_handling",
]
