"""HTTP operations of notify. Each says who, what, and hands over."""

from services.notify.routes import endpoints, stream

ROUTERS = (endpoints.endpoints, endpoints.zones, stream.streams, stream.presence)
"""All routers, in the order of the documentation."""
