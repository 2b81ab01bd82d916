"""One function per thing notify can do: load, permit, decide, save. Posting itself is done by senders, in between."""

from services.notify.usecases.deliveries import fan_out, list_attempts, list_deliveries, test_endpoint
from services.notify.usecases.endpoints import (
    create_endpoint,
    delete_endpoint,
    list_endpoints,
    open_secret,
    pause_endpoint,
    read_endpoint,
    resume_endpoint,
    rotate_secret,
)
from services.notify.usecases.presence import (
    delete_presence,
    forget_audiences,
    note_audiences,
    open_stream,
    presences,
    put_presence,
    sweep_presence,
)
from services.notify.usecases.sending import claim, recover, settle
from services.notify.usecases.zones import create_zone, list_zones

__all__ = [
    "claim",
    "create_endpoint",
    "create_zone",
    "delete_endpoint",
    "delete_presence",
    "fan_out",
    "forget_audiences",
    "list_attempts",
    "list_deliveries",
    "list_endpoints",
    "list_zones",
    "note_audiences",
    "open_secret",
    "open_stream",
    "pause_endpoint",
    "presences",
    "put_presence",
    "read_endpoint",
    "recover",
    "resume_endpoint",
    "rotate_secret",
    "settle",
    "sweep_presence",
    "test_endpoint",
]
