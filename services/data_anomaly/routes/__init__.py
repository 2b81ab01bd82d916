"""HTTP operations of data_anomaly: cases, the special case, what is registered, the transparency log."""

from services.data_anomaly.routes import cases, log, registry, special

ROUTERS = (cases.router, special.router, registry.router, log.router)
"""All routers, in the order of the documentation."""
