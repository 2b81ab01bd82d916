"""The state machine of a case: one table and one `step()`, run alike by API, model checker and replay of the log.

Who may act for which unit is decided in `policy`, what a department may certify in `authority`.
Rolling back is no branch of its own: a wrong result returns to the department, and undoing it is a new plan with a
new certificate.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from services.data_anomaly.domain import guards as guard
from services.data_anomaly.domain.guards import Effect, Guard
from services.data_anomaly.domain.progress import DUTIES, Act, Action, Held, Progress, State
from shared.kernel.refusals import NotAllowed


class Move(NamedTuple):
    """Where an action leads, and the kind of log leaf that records it."""

    to: State
    leaf: str


MOVES: Mapping[tuple[State | None, Action], Move] = {
    (None, Action.REPORT): Move(State.REPORTED, "case.opened"),
    (State.REPORTED, Action.TRIAGE): Move(State.TRIAGED, "case.triaged"),
    (State.TRIAGED, Action.TRIAGE): Move(State.TRIAGED, "case.triaged"),
    (State.TRIAGED, Action.ACCEPT): Move(State.INTERVENING, "case.accepted"),
    (State.INTERVENING, Action.INTERVENE): Move(State.CONFIRMING, "case.intervened"),
    (State.INTERVENING, Action.DECLARE_SPECIAL): Move(State.PLANNING, "case.special"),
    (State.PLANNING, Action.SAVE_PLAN): Move(State.PLANNING, "plan.saved"),
    (State.PREVIEWED, Action.SAVE_PLAN): Move(State.PLANNING, "plan.saved"),
    (State.NO_EFFECT, Action.SAVE_PLAN): Move(State.PLANNING, "plan.saved"),
    (State.PLANNING, Action.PREVIEW): Move(State.PREVIEWED, "plan.previewed"),
    (State.PREVIEWED, Action.PREVIEW): Move(State.PREVIEWED, "plan.previewed"),
    (State.PREVIEWED, Action.REQUEST): Move(State.CERT_REQUESTED, "cert.requested"),
    (State.CERT_REQUESTED, Action.SIGN): Move(State.CERT_REQUESTED, "cert.signed"),
    (State.CERT_REQUESTED, Action.RETURN): Move(State.PLANNING, "cert.returned"),
    (State.CERT_REQUESTED, Action.EXPIRE): Move(State.PLANNING, "cert.expired"),
    (State.CERT_REQUESTED, Action.ISSUE): Move(State.CERTIFIED, "cert.issued"),
    (State.CERTIFIED, Action.REVOKE): Move(State.PLANNING, "cert.revoked"),
    (State.CERTIFIED, Action.EXPIRE): Move(State.PLANNING, "cert.expired"),
    (State.CERTIFIED, Action.RESERVE): Move(State.RESERVED, "exec.reserved"),
    (State.RESERVED, Action.LAPSE): Move(State.PLANNING, "exec.lapsed"),
    (State.RESERVED, Action.NO_EFFECT): Move(State.NO_EFFECT, "exec.result"),
    (State.RESERVED, Action.SEND): Move(State.EXECUTING, "exec.sent"),
    (State.EXECUTING, Action.APPLIED): Move(State.EXECUTED, "exec.result"),
    (State.EXECUTING, Action.NO_EFFECT): Move(State.NO_EFFECT, "exec.result"),
    (State.EXECUTING, Action.NO_ANSWER): Move(State.UNKNOWN, "exec.result"),
    (State.UNKNOWN, Action.APPLIED): Move(State.EXECUTED, "exec.reconciled"),
    (State.UNKNOWN, Action.NO_EFFECT): Move(State.NO_EFFECT, "exec.result"),
    (State.EXECUTED, Action.VERIFY): Move(State.CONFIRMING, "exec.verified"),
    (State.EXECUTED, Action.DIFFERS): Move(State.INTERVENING, "case.disputed"),
    (State.CONFIRMING, Action.CONFIRM): Move(State.CLOSED, "case.closed"),
    (State.CONFIRMING, Action.DISPUTE): Move(State.INTERVENING, "case.disputed"),
} | {
    (state, Action.WITHDRAW): Move(State.WITHDRAWN, "case.withdrawn")
    for state in (
        State.REPORTED,
        State.TRIAGED,
        State.INTERVENING,
        State.PLANNING,
        State.PREVIEWED,
        State.CERT_REQUESTED,
        State.CERTIFIED,
        State.NO_EFFECT,
    )
}

GUARDS: Mapping[Action, tuple[Guard, ...]] = {
    Action.SAVE_PLAN: (guard.duties_apart,),
    Action.PREVIEW: (guard.about_current_plan,),
    Action.REQUEST: (guard.terms_fit_plan, guard.preview_fresh, guard.duties_apart),
    Action.SIGN: (
        guard.about_current_certificate,
        guard.not_expired,
        guard.a_new_person_signs,
        guard.duties_apart,
    ),
    Action.RETURN: (guard.about_current_certificate,),
    Action.ISSUE: (guard.about_current_certificate, guard.not_expired, guard.quorum),
    Action.REVOKE: (guard.about_current_certificate,),
    Action.EXPIRE: (guard.about_current_certificate, guard.window_over),
    Action.RESERVE: (
        guard.about_current_certificate,
        guard.within_window,
        guard.by_named_executor,
        guard.duties_apart,
        guard.witnessed,
    ),
    Action.LAPSE: (guard.about_current_certificate, guard.reservation_over),
    Action.SEND: (guard.about_current_certificate, guard.witnessed),
    Action.CONFIRM: (guard.duties_apart,),
    Action.WITHDRAW: (guard.no_effect_exists,),
}

EFFECTS: Mapping[Action, Effect] = {
    Action.TRIAGE: guard.note_severity,
    Action.SAVE_PLAN: guard.new_revision,
    Action.PREVIEW: guard.note_preview,
    Action.REQUEST: guard.ask,
    Action.SIGN: guard.add_signature,
    Action.RETURN: guard.drop_certificate,
    Action.REVOKE: guard.drop_certificate,
    Action.EXPIRE: guard.drop_certificate,
    Action.RESERVE: guard.hold_reservation,
    Action.LAPSE: guard.drop_certificate,
    Action.APPLIED: guard.note_effect,
    Action.NO_EFFECT: guard.drop_certificate,
    Action.WITHDRAW: guard.drop_certificate,
}


class Machine(NamedTuple):
    """The tables together; the model checker runs weakened ones to prove that it would notice."""

    moves: Mapping[tuple[State | None, Action], Move] = MOVES
    guards: Mapping[Action, tuple[Guard, ...]] = GUARDS
    effects: Mapping[Action, Effect] = EFFECTS

    def step(self, now: Progress, act: Act) -> tuple[Progress, str]:
        """The progress after `act` and the kind of leaf that records it, or a refusal that changes nothing."""
        move = self.moves.get((now.state, act.action))
        if move is None:
            raise NotAllowed(status=now.state, action=act.action, allowed=self.actions_from(now.state))
        for holds in self.guards.get(act.action, ()):
            holds(now, act)
        if effect := self.effects.get(act.action):
            now = effect(now, act)
        if duty := DUTIES.get(act.action):
            now = replace(now, held=now.held | {Held(duty, person) for person in act.persons})
        return replace(now, state=move.to), move.leaf

    def actions_from(self, state: State | None) -> list[Action]:
        """The actions the table has from `state`; guards may still refuse one."""
        return [action for source, action in self.moves if source is state]


step = Machine().step
actions_from = Machine().actions_from
