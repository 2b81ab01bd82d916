"""Every world the case's state machine can reach keeps the invariants, and every seeded fault breaks one.

The world around the machine is small and hostile: people who try everything, a clock, a log and its witness.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from services.data_anomaly.domain import guards
from services.data_anomaly.domain.moves import EFFECTS, MOVES, Machine, Move
from services.data_anomaly.domain.progress import Act, Action, Duty, Progress, State, Terms
from shared.kernel.desk import Severity
from shared.kernel.ids import PersonId
from shared.kernel.refusals import Refusal

PLANNER, ANNA, BAI, EXECUTOR, OTHER = map(PersonId, ("planner", "anna", "bai", "executor", "other"))
EARLY = datetime(2026, 11, 23, 8, tzinfo=UTC)
CLOCK = (EARLY, EARLY + timedelta(hours=1), EARLY + timedelta(hours=5))
WINDOW = (EARLY + timedelta(minutes=30), EARLY + timedelta(hours=4))
NEED = 2
MOST_PLANS = MOST_CERTIFICATES = 2


@dataclass(frozen=True, slots=True)
class World:
    """The machine's progress and what an omniscient observer has seen of certificates, persons and the log."""

    progress: Progress
    hour: int = 0
    plans: int = 0
    asked: tuple[Terms, ...] = ()
    signed: frozenset[tuple[str, PersonId]] = frozenset()
    log: tuple[tuple[str, str], ...] = ()
    witnessed: int = 0
    did: frozenset[tuple[Duty, PersonId]] = frozenset()

    @property
    def certificate(self) -> str:
        return self.asked[-1].certificate if self.asked else ""

    def saw(self, leaf: str) -> bool:
        return (leaf, self.certificate) in self.log[: self.witnessed]


MENU: dict[Action, tuple[tuple[PersonId, ...], ...]] = {
    Action.TRIAGE: ((),),
    Action.ACCEPT: ((),),
    Action.INTERVENE: ((),),
    Action.DECLARE_SPECIAL: ((),),
    Action.SAVE_PLAN: ((PLANNER,), (EXECUTOR,)),
    Action.PREVIEW: ((),),
    Action.REQUEST: ((PLANNER,),),
    Action.SIGN: ((PLANNER,), (ANNA,), (BAI,), (EXECUTOR,), (OTHER, ANNA)),
    Action.RETURN: ((),),
    Action.ISSUE: ((),),
    Action.REVOKE: ((),),
    Action.EXPIRE: ((),),
    Action.RESERVE: ((EXECUTOR,), (ANNA,)),
    Action.LAPSE: ((),),
    Action.SEND: ((),),
    Action.APPLIED: ((),),
    Action.NO_EFFECT: ((),),
    Action.NO_ANSWER: ((),),
    Action.VERIFY: ((),),
    Action.DIFFERS: ((),),
    Action.CONFIRM: ((PLANNER,), (ANNA,), (EXECUTOR,), (OTHER,)),
    Action.DISPUTE: ((),),
    Action.WITHDRAW: ((),),
}
TAKES = {
    Action.SAVE_PLAN: Duty.PLANNER,
    Action.SIGN: Duty.CERTIFIER,
    Action.RESERVE: Duty.EXECUTOR,
    Action.CONFIRM: Duty.CONFIRMER,
}
LOGGED = {"cert.issued", "cert.revoked", "exec.reserved"}


def acts(world: World) -> Iterator[Act]:
    """Everything anybody could try now; the facts are honest, the wishes are not."""
    for action, hands in MENU.items():
        for persons in hands:
            act = Act(action=action, at=CLOCK[world.hour], persons=persons, certificate=world.certificate)
            if action is Action.SAVE_PLAN and world.plans < MOST_PLANS:
                yield replace(act, plan_sha256=f"plan-{world.plans + 1}")
            elif action is Action.TRIAGE:
                yield replace(act, severity=Severity.S2)
            elif action is Action.PREVIEW:
                yield replace(act, plan_sha256=world.progress.plan_sha256)
            elif action is Action.REQUEST and len(world.asked) < MOST_CERTIFICATES:
                yield replace(act, terms=_terms(world))
            elif action is Action.RESERVE:
                yield replace(act, until=act.at, witnessed=world.saw("cert.issued"))
            elif action is Action.SEND:
                yield replace(act, witnessed=world.saw("exec.reserved"))
            elif action not in (Action.SAVE_PLAN, Action.REQUEST):
                yield act


def successors(machine: Machine, world: World) -> Iterator[tuple[str, World, str | None]]:
    """What can happen next, and the invariant that it breaks, if any."""
    if world.hour + 1 < len(CLOCK):
        yield "time passes", replace(world, hour=world.hour + 1), None
    if world.witnessed < len(world.log):
        yield "witness", replace(world, witnessed=len(world.log)), None
    for act in acts(world):
        try:
            progress, leaf = machine.step(world.progress, act)
        except Refusal:
            continue
        after = _observe(world, act, progress, leaf)
        yield f"{act.action} by {', '.join(act.persons) or '-'}", after, _broken(world, act, after)


def check(machine: Machine) -> tuple[int, str | None, list[str]]:
    """Explores every reachable world: how many there are, the first invariant broken, and a shortest way to it."""
    start = World(machine.step(Progress(), Act(action=Action.REPORT, at=EARLY, persons=(OTHER,)))[0])
    came_from: dict[World, tuple[World, str] | None] = {start: None}
    queue = deque([start])
    while queue:
        world = queue.popleft()
        for label, after, broken in successors(machine, world):
            if broken is not None:
                return len(came_from), broken, [*_trace(came_from, world), label]
            if after not in came_from:
                came_from[after] = (world, label)
                queue.append(after)
    return len(came_from), None, []


def test_every_reachable_world_keeps_the_invariants() -> None:
    worlds, broken, trace = check(Machine())

    assert broken is None, trace
    assert worlds > 1_000


def test_every_state_is_reached_and_the_terminal_ones_have_no_exit() -> None:
    reached = {move.to for move in MOVES.values()}

    assert reached == set(State)
    assert Machine().actions_from(State.CLOSED) == Machine().actions_from(State.WITHDRAWN) == []


def without(action: Action, *names: str, of: Machine = Machine()) -> Machine:
    """The machine with guards taken out, by name."""
    kept = tuple(guard for guard in of.guards[action] if guard.__name__ not in names)
    assert len(kept) == len(of.guards[action]) - len(names)
    return of._replace(guards={**of.guards, action: kept})


def with_effects(**effects: guards.Effect) -> Machine:
    """The machine with other effects, named by their actions."""
    return Machine(effects={**EFFECTS, **{Action[name]: effect for name, effect in effects.items()}})


def keeping_signatures(of: guards.Effect) -> guards.Effect:
    return lambda now, act: replace(of(now, act), signatures=now.signatures)


def keep_all(now: Progress, act: Act) -> Progress:
    return now


FAULTS: dict[str, tuple[Callable[[], Machine], str]] = {
    "one signature is enough": (lambda: without(Action.ISSUE, "quorum"), "I7"),
    "an officer counts twice": (lambda: without(Action.SIGN, "a_new_person_signs"), "I7"),
    "signatures outlive a new revision": (
        lambda: with_effects(
            SAVE_PLAN=keeping_signatures(guards.new_revision),
            REQUEST=keeping_signatures(guards.ask),
            RETURN=keep_all,
        ),
        "I7",
    ),
    "the planner certifies": (lambda: without(Action.SIGN, "duties_apart"), "I8"),
    "the named executor certifies": (
        lambda: without(Action.SIGN, "duties_apart", of=without(Action.REQUEST, "duties_apart")),
        "I8",
    ),
    "anybody executes": (lambda: without(Action.RESERVE, "by_named_executor", "duties_apart"), "I8"),
    "the executor confirms": (lambda: without(Action.CONFIRM, "duties_apart"), "I8"),
    "a revocation changes nothing": (
        lambda: Machine(
            moves={**MOVES, (State.CERTIFIED, Action.REVOKE): Move(State.CERTIFIED, "cert.revoked")},
            effects={**EFFECTS, Action.REVOKE: keep_all},
        ),
        "I5",
    ),
    "the window is not looked at": (lambda: without(Action.RESERVE, "within_window"), "I4"),
    "a lapsed reservation gives the use back": (
        lambda: Machine(
            moves={**MOVES, (State.RESERVED, Action.LAPSE): Move(State.CERTIFIED, "exec.lapsed")},
            effects={**EFFECTS, Action.LAPSE: keep_all},
        ),
        "I3",
    ),
    "reserving does not wait for the witness": (lambda: without(Action.RESERVE, "witnessed"), "I9"),
    "sending does not wait for the witness": (lambda: without(Action.SEND, "witnessed"), "I10"),
    "the plan changes after it was certified": (
        lambda: Machine(
            moves={**MOVES, (State.CERTIFIED, Action.SAVE_PLAN): Move(State.CERTIFIED, "plan.saved")},
            effects={**EFFECTS, Action.SAVE_PLAN: lambda now, act: replace(now, plan_sha256=act.plan_sha256)},
        ),
        "I1",
    ),
    "a case with an effect is withdrawn": (lambda: without(Action.WITHDRAW, "no_effect_exists"), "effect"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_found(fault: str) -> None:
    machine, invariant = FAULTS[fault][0](), FAULTS[fault][1]

    _, broken, trace = check(machine)

    assert broken == invariant, trace


def _terms(world: World) -> Terms:
    return Terms(
        certificate=f"certificate-{len(world.asked) + 1}",
        plan_sha256=world.progress.plan_sha256 or "",
        executor=EXECUTOR,
        signers=(ANNA, BAI),
        need=NEED,
        not_before=WINDOW[0],
        expires=WINDOW[1],
    )


def _observe(world: World, act: Act, progress: Progress, leaf: str) -> World:
    seen = replace(world, progress=progress)
    if act.action is Action.SAVE_PLAN:
        seen = replace(seen, plans=world.plans + 1)
    if act.action is Action.REQUEST and act.terms is not None:
        seen = replace(seen, asked=(*world.asked, act.terms))
    if act.action is Action.SIGN:
        seen = replace(seen, signed=world.signed | {(world.certificate, person) for person in act.persons[:1]})
    if act.action in TAKES:
        seen = replace(seen, did=world.did | {(TAKES[act.action], person) for person in act.persons})
    if leaf in LOGGED:
        seen = replace(seen, log=(*world.log, (leaf, world.certificate)))
    return seen


def _broken(before: World, act: Act, after: World) -> str | None:
    certificate = before.certificate
    terms = before.asked[-1] if before.asked else None
    signers = {person for of, person in before.signed if of == certificate}
    persons = {duty: {person for held, person in after.did if held is duty} for duty in Duty}
    facts = {
        "I1": act.action is Action.RESERVE and (terms is None or before.progress.plan_sha256 != terms.plan_sha256),
        "I3": after.log.count(("exec.reserved", certificate)) > 1,
        "I4": act.action is Action.RESERVE and not WINDOW[0] <= act.at < WINDOW[1],
        "I5": act.action is Action.RESERVE and ("cert.revoked", certificate) in before.log,
        "I7": act.action is Action.ISSUE and len(signers) < NEED,
        "I8": bool(
            persons[Duty.PLANNER] & persons[Duty.CERTIFIER]
            or persons[Duty.EXECUTOR] & (persons[Duty.CERTIFIER] | persons[Duty.PLANNER] | persons[Duty.CONFIRMER])
            or (act.action is Action.ISSUE and EXECUTOR in signers)
        ),
        "I9": act.action is Action.RESERVE and not before.saw("cert.issued"),
        "I10": act.action is Action.SEND and not before.saw("exec.reserved"),
        "effect": act.action is Action.WITHDRAW and before.progress.effect,
    }
    return next((name for name, broken in facts.items() if broken), None)


def _trace(came_from: dict[World, tuple[World, str] | None], world: World) -> list[str]:
    labels: list[str] = []
    while (step := came_from[world]) is not None:
        world, label = step
        labels.append(label)
    return labels[::-1]
