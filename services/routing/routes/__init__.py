"""HTTP operations of routing. Each says who, what, and hands over."""

from services.routing.routes.directory import units
from services.routing.routes.handlings import handlings
from services.routing.routes.queue import queue
from services.routing.routes.views import views

__all__ = ["handlings", "queue", "units", "views"]
