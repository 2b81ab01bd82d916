"""Every SQL statement of notify. Domain objects go in and come out; nothing is decided here.

`endpoints` and `zones` are configuration, moved one by one; `lanes` is the hot path, moved in sets; `deliveries` is
what can be looked up afterwards; `presence` is who may know of a request and who is at it. Rows are always locked
endpoint first, then lanes in the order of their keys.
"""

from services.notify.store.deliveries import (
    AttemptLine,
    DeliveryLine,
    list_attempts,
    list_deliveries,
)
from services.notify.store.endpoints import (
    Listener,
    add_endpoint,
    add_secret,
    count_endpoints,
    hold_endpoints,
    list_endpoints,
    listeners,
    load_endpoint,
    read_endpoint,
    read_secret,
    retire_secrets,
    save_endpoint,
)
from services.notify.store.lanes import (
    Wish,
    claim,
    clear,
    enqueue,
    expired,
    give_back,
    hold_lanes,
    record,
    waiting,
)
from services.notify.store.presence import (
    CHANNEL,
    audience,
    delete_presence,
    forget_audiences,
    keep_audiences,
    presences,
    put_presence,
    sweep_presence,
    tell_presence,
)
from services.notify.store.zones import add_zone, find_zone, list_zones

__all__ = [
    "CHANNEL",
    "AttemptLine",
    "DeliveryLine",
    "Listener",
    "Wish",
    "add_endpoint",
    "add_secret",
    "add_zone",
    "audience",
    "claim",
    "clear",
    "count_endpoints",
    "delete_presence",
    "enqueue",
    "expired",
    "find_zone",
    "forget_audiences",
    "give_back",
    "hold_endpoints",
    "hold_lanes",
    "keep_audiences",
    "list_attempts",
    "list_deliveries",
    "list_endpoints",
    "list_zones",
    "listeners",
    "load_endpoint",
    "presences",
    "put_presence",
    "read_endpoint",
    "read_secret",
    "record",
    "retire_secrets",
    "save_endpoint",
    "sweep_presence",
    "tell_presence",
    "waiting",
]
