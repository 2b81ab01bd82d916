"""Who may do what with a case: every operation of the service in one table. Certifying rights are in `authority`."""

from typing import Final

from services.data_anomaly.domain.progress import Action
from shared.kernel.access import PART, Acts, Role, Rule, Rules, Standing

_LEAD: Final = frozenset({Standing.LEAD})
_ENGINEERS: Final = frozenset({Standing.LEAD, Standing.CO_HANDLER, Standing.OPERATOR})
_CONCERNED: Final = frozenset({Standing.LEAD, Standing.OPERATOR, Standing.ON_BEHALF, Standing.SUBJECT})
_PROVINCE: Final = frozenset({Standing.PROVINCE})
_NONE: Final = frozenset({Standing.NONE})
_ANYBODY: Final = dict.fromkeys(Role, _NONE)
_OWN_UNIT: Final = frozenset({Standing.OWN_UNIT})
_SEES: Final = PART | _CONCERNED | {Standing.TERRITORY}
SYSTEM_ONLY: Final = Rule({Role.SYSTEM: _PROVINCE | _NONE})
"""For what the suite does by itself, here also to a case whose parties are known."""

_READERS: Final = {
    **dict.fromkeys(
        (Role.CLERK, Role.HANDLER, Role.HEAD, Role.PLANNER, Role.CERTIFIER, Role.EXECUTOR, Role.CONFIRMER), _SEES
    ),
    Role.PORT_SYSTEM: frozenset({Standing.OPERATOR}),
    Role.SUPERVISOR: _PROVINCE,
    Role.AUDITOR: _PROVINCE,
    Role.SYSTEM: _PROVINCE,
}

ACTS: Final[Acts[Action]] = {
    "triage_case": (Action.TRIAGE, "triage", None),
    "accept_case": (Action.ACCEPT, "acceptance", None),
    "intervene": (Action.INTERVENE, "intervention", None),
    "declare_special": (Action.DECLARE_SPECIAL, "special-case", None),
    "save_plan": (Action.SAVE_PLAN, "plan", None),
    "preview_plan": (Action.PREVIEW, "plan/preview", None),
    "request_certificate": (Action.REQUEST, "certificates", None),
    "sign_certificate": (Action.SIGN, "certificates/{certificate}/signatures", None),
    "return_certificate": (Action.RETURN, "certificates/{certificate}/return", None),
    "revoke_certificate": (Action.REVOKE, "certificates/{certificate}/revocation", None),
    "reserve_execution": (Action.RESERVE, "certificates/{certificate}/reservation", None),
    "confirm_case": (Action.CONFIRM, "confirmation", None),
    "dispute_case": (Action.DISPUTE, "dispute", None),
}
"""What people are offered on one case; a path may name the certificate at hand. No console has keys for them yet."""

RULES: Final[Rules] = {
    "open_case": Rule({Role.PORT_SYSTEM: _NONE}, scope="anomalies:write"),
    "open_cases": SYSTEM_ONLY,
    "withdraw_cases": SYSTEM_ONLY,
    "take_units": SYSTEM_ONLY,
    "list_cases": Rule(_READERS, reads=True, scope="anomalies:read"),
    "read_case": Rule(_READERS, reads=True, scope="anomalies:read"),
    "list_acts": Rule(_READERS, reads=True, scope="anomalies:read"),
    "triage_case": Rule({Role.HANDLER: _LEAD, Role.HEAD: _LEAD}),
    "accept_case": Rule({Role.HANDLER: _LEAD, Role.HEAD: _LEAD}),
    "intervene": Rule({Role.HANDLER: _LEAD, Role.HEAD: _LEAD}),
    "declare_special": Rule({Role.HANDLER: _LEAD, Role.HEAD: _LEAD}),
    "save_plan": Rule({Role.PLANNER: _ENGINEERS}),
    "read_plan": Rule(_READERS, reads=True, scope="anomalies:read"),
    "preview_plan": Rule({Role.PLANNER: _ENGINEERS}),
    "request_certificate": Rule({Role.PLANNER: _ENGINEERS}),
    "read_certificate": Rule(_READERS, reads=True, scope="anomalies:read"),
    "read_signing_input": Rule({Role.CERTIFIER: _LEAD}, reads=True),
    "sign_certificate": Rule({Role.CERTIFIER: _LEAD}),
    "return_certificate": Rule({Role.CERTIFIER: _LEAD}),
    "revoke_certificate": Rule({Role.CERTIFIER: _LEAD, Role.RATIFIER: _PROVINCE}),
    "reserve_execution": Rule({Role.EXECUTOR: _ENGINEERS}),
    "confirm_case": Rule({Role.CONFIRMER: _CONCERNED | {Standing.FIRST_CONTACT, Standing.TERRITORY}}),
    "dispute_case": Rule({Role.CONFIRMER: _CONCERNED | {Standing.FIRST_CONTACT, Standing.TERRITORY}}),
    "download_bundle": Rule(_READERS, reads=True, scope="anomalies:read"),
    "advance_cases": SYSTEM_ONLY,
    "sequence_log": SYSTEM_ONLY,
    "read_checkpoint": Rule(_ANYBODY, reads=True),
    "read_leaf_proof": Rule(_ANYBODY, reads=True),
    "list_leaves": Rule(_ANYBODY, reads=True),
    "list_types": Rule(_ANYBODY, reads=True),
    "list_grants": Rule(_ANYBODY, reads=True),
    "load_catalogue": SYSTEM_ONLY,
    "register_key": Rule({Role.HEAD: _OWN_UNIT, Role.ADMINISTRATOR: _OWN_UNIT, Role.SYSTEM: _NONE}),
    "register_connector": Rule({Role.HEAD: _OWN_UNIT, Role.ADMINISTRATOR: _OWN_UNIT}),
    "read_trust": Rule(_ANYBODY, reads=True),
}
"""Every operation of the service with who may do it. A port system reads the cases of the systems it operates."""
