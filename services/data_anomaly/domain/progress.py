"""What the state machine works on: states, actions, acts, progress. How a case moves is the table in `moves`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from shared.kernel.desk import Severity
from shared.kernel.ids import PersonId


class Duty(StrEnum):
    """A part somebody plays in one case; which of them must be apart, `shared.evidence.checks` says."""

    REPORTER = "reporter"
    PLANNER = "planner"
    CERTIFIER = "certifier"
    EXECUTOR = "executor"
    CONFIRMER = "confirmer"


class Held(NamedTuple):
    """A duty with the person who took it on, for the rest of the case."""

    duty: Duty
    person: PersonId


class State(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    TRIAGED = "triaged"
    INTERVENING = "intervening"
    PLANNING = "planning"
    PREVIEWED = "previewed"
    CERT_REQUESTED = "cert_requested"
    CERTIFIED = "certified"
    RESERVED = "reserved"
    EXECUTING = "executing"
    UNKNOWN = "unknown"
    EXECUTED = "executed"
    NO_EFFECT = "no_effect"
    CONFIRMING = "confirming"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


IN_USE = (State.RESERVED, State.EXECUTING, State.UNKNOWN)
"""States in which a certificate is in use, and what became of it is not known."""


class Action(StrEnum):
    """What can be done with a case."""

    REPORT = "report"
    TRIAGE = "triage"
    ACCEPT = "accept"
    INTERVENE = "intervene"
    DECLARE_SPECIAL = "declare_special"
    SAVE_PLAN = "save_plan"
    PREVIEW = "preview"
    REQUEST = "request_certificate"
    SIGN = "sign"
    RETURN = "return_certificate"
    ISSUE = "issue"
    REVOKE = "revoke"
    EXPIRE = "expire"
    RESERVE = "reserve"
    LAPSE = "lapse"
    SEND = "send"
    APPLIED = "applied"
    NO_EFFECT = "no_effect"
    NO_ANSWER = "no_answer"
    VERIFY = "verify"
    DIFFERS = "differs"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"


DUTIES: Mapping[Action, Duty] = {
    Action.REPORT: Duty.REPORTER,
    Action.SAVE_PLAN: Duty.PLANNER,
    Action.SIGN: Duty.CERTIFIER,
    Action.RESERVE: Duty.EXECUTOR,
    Action.CONFIRM: Duty.CONFIRMER,
}
"""The duty that whoever acts takes on, for the rest of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a certificate is asked for: the exact plan, who may execute it, when, and who must sign."""

    certificate: str
    plan_sha256: str
    executor: PersonId
    signers: tuple[PersonId, ...]
    need: int
    not_before: datetime
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing done with a case, with the facts its guards look at.

    `persons` are the natural persons behind it, the one acting first, a person stood in for second; none for a timer
    or a connector. `until` is when a reservation lapses. `witnessed` says that the leaf the act builds on is under a
    checkpoint with enough witnesses.
    """

    action: Action
    at: datetime
    persons: tuple[PersonId, ...] = ()
    severity: Severity | None = None
    plan_sha256: str | None = None
    terms: Terms | None = None
    certificate: str | None = None
    until: datetime | None = None
    witnessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All that later steps depend on; the acts of a case, stepped through in order, give it again.

    `signatures` holds, per signature, the persons behind it: none may stand behind two.
    """

    state: State | None = None
    severity: Severity | None = None
    plan_sha256: str | None = None
    terms: Terms | None = None
    previewed_at: datetime | None = None
    signatures: tuple[tuple[PersonId, ...], ...] = ()
    until: datetime | None = None
    effect: bool = False
    held: frozenset[Held] = frozenset()
