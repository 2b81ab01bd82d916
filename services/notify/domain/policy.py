"""Who may do what with endpoints and zones, as one table. The units themselves come with the directory."""

from shared.kernel.access import SYSTEM_ONLY, Role, Rule, Rules, Standing

_OWN = frozenset({Standing.OWN_UNIT})
_KEEPERS = {Role.ADMINISTRATOR: _OWN, Role.HEAD: _OWN, Role.SUBSCRIBER: _OWN}
_LISTENERS = dict.fromkeys(
    (Role.CLERK, Role.HANDLER, Role.HEAD, Role.SUPERVISOR, Role.PLANNER, Role.CERTIFIER, Role.EXECUTOR, Role.CONFIRMER),
    _OWN,
)
"""Who works on requests. What they are told of, and at which they may say to be, is decided by the audience of each:
their own unit is in it or not. Requesters of all enterprises are one unit, so they do not listen."""
_READERS = {**_KEEPERS, Role.AUDITOR: frozenset({Standing.PROVINCE})}

RULES: Rules = {
    "create_endpoint": Rule(_KEEPERS, scope="endpoints:write"),
    "read_endpoint": Rule(_READERS, reads=True, scope="endpoints:read"),
    "list_endpoints": Rule(_READERS, reads=True, scope="endpoints:read"),
    "rotate_endpoint_secret": Rule(_KEEPERS, scope="endpoints:write"),
    "pause_endpoint": Rule(_KEEPERS, scope="endpoints:write"),
    "resume_endpoint": Rule(_KEEPERS, scope="endpoints:write"),
    "delete_endpoint": Rule(_KEEPERS, scope="endpoints:write"),
    "test_endpoint": Rule(_KEEPERS, scope="endpoints:write"),
    "list_deliveries": Rule(_READERS, reads=True, scope="endpoints:read"),
    "list_delivery_attempts": Rule(_READERS, reads=True, scope="endpoints:read"),
    "create_zone": Rule({Role.ADMINISTRATOR: _OWN}),
    "list_zones": Rule(_READERS, reads=True, scope="endpoints:read"),
    "open_stream": Rule(_LISTENERS, reads=True),
    "put_presence": Rule(_LISTENERS),
    "delete_presence": Rule(_LISTENERS),
    "fan_out": SYSTEM_ONLY,
    "take_units": SYSTEM_ONLY,
}
"""Operation ids. A machine needs the scope besides; administrators administer and read no request by it."""
