"""Who may do what in routing: every operation in one table. The test itself is `shared.kernel.access.decide`."""

from services.routing.domain.moves import Action
from shared.kernel.access import OWN_DRAFTS, PART, SYSTEM_ONLY, Acts, Role, Rule, Rules, Standing

READ_HANDLING = {
    Role.HANDLER: PART,
    Role.CLERK: PART | {Standing.TERRITORY, Standing.ON_BEHALF},
    Role.HEAD: PART | {Standing.TERRITORY},
    Role.SUPERVISOR: frozenset({Standing.PROVINCE}),
    Role.AUDITOR: frozenset({Standing.PROVINCE}),
    Role.PORT_SYSTEM: frozenset({Standing.OPERATOR, Standing.ON_BEHALF}),
}
VIEWERS = (Role.HANDLER, Role.CLERK, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR)
"""People who have a work list, and may keep views of it."""
OWN_VIEWS = {role: frozenset({Standing.SUBJECT}) for role in VIEWERS} | {
    Role.HEAD: frozenset({Standing.SUBJECT, Standing.OWN_UNIT})
}
LEAD_ACTS = {Role.HANDLER: frozenset({Standing.LEAD}), Role.HEAD: frozenset({Standing.LEAD})}
ANYBODY = {role: frozenset({Standing.PROVINCE}) for role in Role}

RULES: Rules = {
    "list_units": Rule(ANYBODY, reads=True),
    "read_unit": Rule(ANYBODY, reads=True),
    "put_unit": Rule({Role.ADMINISTRATOR: frozenset({Standing.OWN_UNIT})}),
    "read_catalogue": Rule(ANYBODY, reads=True),
    "read_vocabulary": Rule(ANYBODY, reads=True),
    "load_catalogue": SYSTEM_ONLY,
    "load_directory": SYSTEM_ONLY,
    "load_timetable": SYSTEM_ONLY,
    "list_queue": Rule(READ_HANDLING, reads=True, scope="requests:read"),
    "count_queue": Rule(READ_HANDLING, reads=True, scope="requests:read"),
    "list_views": Rule({role: frozenset({Standing.OWN_UNIT}) for role in VIEWERS}, reads=True),
    "read_view": Rule({role: frozenset({Standing.SUBJECT, Standing.OWN_UNIT}) for role in VIEWERS}, reads=True),
    "create_view": Rule(OWN_VIEWS),
    "put_view": Rule(OWN_VIEWS),
    "delete_view": Rule(OWN_VIEWS),
    "list_days": Rule(ANYBODY, reads=True),
    "read_handling": Rule(READ_HANDLING, reads=True, scope="requests:read"),
    "read_clocks": Rule(READ_HANDLING, reads=True, scope="requests:read"),
    "accept_handling": Rule(LEAD_ACTS),
    "assign_handling": Rule({Role.HEAD: frozenset({Standing.LEAD})}),
    "start_handling": Rule(LEAD_ACTS),
    "finish_handling": Rule(LEAD_ACTS),
    "bulk_handlings": Rule(LEAD_ACTS),
    "list_routing_drafts": OWN_DRAFTS,
    "read_routing_draft": OWN_DRAFTS,
    "put_routing_draft": OWN_DRAFTS,
    "delete_routing_draft": OWN_DRAFTS,
    "open_handlings": SYSTEM_ONLY,
    "index_handlings": SYSTEM_ONLY,
    "follow_requests": SYSTEM_ONLY,
    "follow_cases": SYSTEM_ONLY,
}

ACTS: Acts[Action] = {
    "accept_handling": (Action.ACCEPT, "acceptance", "A"),
    "assign_handling": (Action.ASSIGN, "assignment", "G"),
    "start_handling": (Action.START, "start", "S"),
    "finish_handling": (Action.FINISH, "completion", "E"),
}
"""What people are offered on one handling."""
