"""HTTP shapes of intake: what callers send (…Params) and what they see (…View)."""

from services.intake.wire.history import (
    EntryView,
    MessagesView,
    MessageView,
    TimelineView,
)
from services.intake.wire.params import (
    CloseParams,
    ContactParams,
    CreateRequestParams,
    MessageParams,
    ReferenceParams,
    RejectParams,
    RequestLineParams,
    WithdrawParams,
)
from services.intake.wire.requests import (
    ContactView,
    DuplicatesView,
    DuplicateView,
    PublicView,
    ReferenceView,
    RegisteredView,
    RequestDetail,
    RequesterView,
    RequestLineView,
    RequestPage,
    RequestView,
)

__all__ = [
    "CloseParams",
    "ContactParams",
    "ContactView",
    "CreateRequestParams",
    "DuplicateView",
    "DuplicatesView",
    "EntryView",
    "MessageParams",
    "MessageView",
    "MessagesView",
    "PublicView",
    "ReferenceParams",
    "ReferenceView",
    "RegisteredView",
    "RejectParams",
    "RequestDetail",
    "RequestLineParams",
    "RequestLineView",
    "RequestPage",
    "RequestView",
    "RequesterView",
    "TimelineView",
    "WithdrawParams",
]
