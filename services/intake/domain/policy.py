"""Who may do what with a request: every operation of intake in one table."""

from services.intake.domain.moves import Action
from shared.kernel.access import OWN_DRAFTS, PART, SYSTEM_ONLY, Acts, Parties, Role, Rule, Rules, Standing

READERS = {
    Role.REQUESTER: frozenset({Standing.SUBJECT}),
    Role.CLERK: PART | {Standing.TERRITORY, Standing.ON_BEHALF},
    Role.HANDLER: PART,
    Role.HEAD: PART | {Standing.TERRITORY},
    Role.SUPERVISOR: frozenset({Standing.PROVINCE}),
    Role.AUDITOR: frozenset({Standing.PROVINCE}),
    Role.PORT_SYSTEM: frozenset({Standing.OPERATOR, Standing.ON_BEHALF}),
}
FIRST_CONTACT = {
    Role.CLERK: frozenset({Standing.FIRST_CONTACT}),
    Role.HANDLER: frozenset({Standing.FIRST_CONTACT}),
    Role.HEAD: frozenset({Standing.FIRST_CONTACT}),
}

REGISTERING = Rule(
    {
        Role.REQUESTER: frozenset({Standing.NONE}),
        Role.CLERK: frozenset({Standing.NONE}),
        Role.PORT_SYSTEM: frozenset({Standing.NONE}),
    },
    scope="requests:write",
)

RULES: Rules = {
    "create_request": REGISTERING,
    "create_requests": REGISTERING,
    "read_request": Rule(READERS, reads=True, scope="requests:read"),
    "list_requests": Rule(READERS, reads=True, scope="requests:read"),
    "list_messages": Rule(READERS, reads=True, scope="requests:read"),
    "read_timeline": Rule(READERS, reads=True, scope="requests:read"),
    "mark_read": Rule(READERS, scope="requests:read"),
    "find_duplicates": Rule({Role.CLERK: frozenset({Standing.NONE}), Role.HEAD: frozenset({Standing.NONE})}),
    "read_contact": Rule({Role.CLERK: PART, Role.HANDLER: PART, Role.HEAD: PART}),
    "accept_request": Rule({Role.CLERK: frozenset({Standing.TERRITORY}), Role.HEAD: frozenset({Standing.TERRITORY})}),
    "reject_request": Rule({Role.CLERK: frozenset({Standing.TERRITORY}), Role.HEAD: frozenset({Standing.TERRITORY})}),
    "add_message": Rule(
        {
            Role.REQUESTER: frozenset({Standing.SUBJECT}),
            Role.CLERK: PART,
            Role.HANDLER: PART,
            Role.HEAD: PART,
            Role.PORT_SYSTEM: frozenset({Standing.OPERATOR, Standing.ON_BEHALF}),
        },
        scope="requests:write",
    ),
    "ask_requester": Rule({Role.CLERK: PART, Role.HANDLER: PART, Role.HEAD: PART}),
    "record_answer": Rule(
        {
            Role.REQUESTER: frozenset({Standing.SUBJECT}),
            Role.CLERK: PART | {Standing.ON_BEHALF},
            Role.PORT_SYSTEM: frozenset({Standing.OPERATOR, Standing.ON_BEHALF}),
        },
        scope="requests:write",
    ),
    "withdraw_request": Rule(
        {
            Role.REQUESTER: frozenset({Standing.SUBJECT}),
            Role.CLERK: frozenset({Standing.ON_BEHALF, Standing.FIRST_CONTACT}),
            Role.PORT_SYSTEM: frozenset({Standing.ON_BEHALF}),
        },
        scope="requests:write",
    ),
    "close_request": Rule(FIRST_CONTACT),
    "list_intake_drafts": OWN_DRAFTS,
    "read_intake_draft": OWN_DRAFTS,
    "put_intake_draft": OWN_DRAFTS,
    "delete_intake_draft": OWN_DRAFTS,
    "note_dispatch": SYSTEM_ONLY,
    "start_request": SYSTEM_ONLY,
    "resolve_request": SYSTEM_ONLY,
    "note_cancelled": SYSTEM_ONLY,
    "keep_request_of_case": SYSTEM_ONLY,
    "note_triage": SYSTEM_ONLY,
    "take_units": SYSTEM_ONLY,
}

ASIDE = frozenset({Standing.SUBJECT, Standing.ON_BEHALF, Standing.OPERATOR})
"""Standings of those who brought the request, as opposed to those who handle it."""

NOTED = "note"
"""The act by which a timeline names an internal note."""


def of_the_desk(parties: Parties) -> Parties:
    """The standings of those who handle a request: whoever may read by one of these sees internal notes."""
    return frozenset(party for party in parties if party.standing not in ASIDE)


ACTS: Acts[Action] = {
    "accept_request": (Action.ACCEPT, "acceptance", "A"),
    "reject_request": (Action.REJECT, "rejection", "T"),
    "add_message": (None, "messages", "R"),
    "ask_requester": (Action.ASK, "questions", "W"),
    "record_answer": (Action.ANSWER, "answers", "D"),
    "close_request": (Action.CLOSE, "closure", "E"),
    "withdraw_request": (Action.WITHDRAW, "withdrawal", "V"),
}
"""What people are offered on one request that has not ended."""
