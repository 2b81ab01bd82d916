"""HTTP shapes of routing: what callers send (…Params) and what they see (…View); and the province's data files."""

from services.routing.wire.clocks import ClocksView
from services.routing.wire.directory import CatalogueView, UnitParams, UnitsView, UnitView
from services.routing.wire.files import BadFile, read_catalogue, read_directory, read_timetable
from services.routing.wire.handlings import AcceptParams, FinishParams, HandlingView, QueueItem, QueuePage

__all__ = [
    "AcceptParams",
    "BadFile",
    "CatalogueView",
    "ClocksView",
    "FinishParams",
    "HandlingView",
    "QueueItem",
    "QueuePage",
    "UnitParams",
    "UnitView",
    "UnitsView",
    "read_catalogue",
    "read_directory",
    "read_timetable",
]
