"""HTTP shapes of routing: what callers send (…Params) and what they see (…View); and the province's data files."""

from services.routing.wire.clocks import ClocksView
from services.routing.wire.directory import CatalogueView, UnitParams, UnitsView, UnitView, VocabularyView
from services.routing.wire.files import BadFile, read_catalogue, read_directory, read_timetable
from services.routing.wire.handlings import AcceptParams, AssignParams, FinishParams, HandlingView
from services.routing.wire.queue import BulkItemView, BulkParams, BulkView, CountsView, QueueItem, QueuePage
from services.routing.wire.views import CreateViewParams, DaysView, PutViewParams, SavedView, SavedViews

__all__ = [
    "AcceptParams",
    "AssignParams",
    "BadFile",
    "BulkItemView",
    "BulkParams",
    "BulkView",
    "CatalogueView",
    "ClocksView",
    "CountsView",
    "CreateViewParams",
    "DaysView",
    "FinishParams",
    "HandlingView",
    "PutViewParams",
    "QueueItem",
    "QueuePage",
    "SavedView",
    "SavedViews",
    "UnitParams",
    "UnitView",
    "UnitsView",
    "VocabularyView",
    "read_catalogue",
    "read_directory",
    "read_timetable",
]
