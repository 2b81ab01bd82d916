"""HTTP operations of intake: requests one by one, and many in one body."""

from services.intake.routes import batch, requests
from services.intake.routes.requests import PUBLIC, receipt

ROUTERS = (requests.router, batch.router, requests.duplicates, requests.public)
"""All routers, in the order of the documentation."""

__all__ = ["PUBLIC", "ROUTERS", "receipt"]
