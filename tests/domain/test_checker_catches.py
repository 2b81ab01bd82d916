"""A checker that never fails proves nothing: each rule keeps quiet about a good history and speaks of a mutated one."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.topics import TOPICS
from shared.runtime.eventlog import partition_of
from tests.chaos.checker import RULES, check
from tests.chaos.history import (
    Applied,
    Case,
    Consumption,
    Decision,
    Emitted,
    History,
    Injected,
    Logged,
    Moved,
    Parked,
    Quiet,
    Read,
    Reads,
    Received,
    Row,
    Seen,
    Settled,
    Stopped,
    Submit,
    Subscribed,
    Wrong,
)

INTAKE = "portdesk.intake.request."
SUBMITTED, ACCEPTED = f"{INTAKE}submitted.v1", f"{INTAKE}accepted.v1"
DISPATCHED = "portdesk.routing.handling.dispatched.v1"
UNKNOWN = f"{INTAKE}accepted.v9"
GROUPS = {"routing": (ACCEPTED,), "intake": (DISPATCHED,), "notify": (SUBMITTED, ACCEPTED, DISPATCHED)}
POISON: list[tuple[str, Wrong]] = [(ACCEPTED, "unreadable"), (ACCEPTED, "behind"), (UNKNOWN, "unknown")]
REQUESTS = [f"r{n}" for n in range(6)]


def good() -> History:
    """Six requests, accepted, dispatched and told; one unreadable event with another behind it; one nobody knows."""
    lines: list[Any] = [Reads(group=group, types=types) for group, types in GROUPS.items()]
    records: list[tuple[str, str, int, str, str]] = []
    for request in REQUESTS:
        events = [
            Emitted(**common(request, "intake", 1, SUBMITTED), cause=None, audience=("unit", "other")),
            Emitted(**common(request, "intake", 2, ACCEPTED), cause=f"{request}-intake-1", audience=("unit",)),
            Emitted(**common(request, "routing", 1, DISPATCHED), cause=f"{request}-intake-2", audience=("unit",)),
        ]
        records += [(event.topic, event.key, event.seq, event.type, event.id) for event in events]
        lines += [
            Submit(key=f"k-{request}", hash=f"h-{request}", outcome="info", request=None),
            Submit(key=f"k-{request}", hash=f"h-{request}", outcome="ok", request=request),
            Row(id=request, key=f"k-{request}", hash=f"h-{request}", version=2),
            Decision(request=request, leg=1),
            Case(id=f"c-{request}", request=request),
            Consumption(certificate=f"z-{request}"),
            Read(client=1, request=request, version=1),
            Read(client=1, request=request, version=2),
            *events,
        ]
    lines.append(Submit(key="refused", hash="-", outcome="fail", request=None))
    for seq, (type_, wrong) in enumerate(POISON, 1):
        lines.append(Injected(id=f"x{seq}", topic="intake.v1", key="poison", seq=seq, type=type_, wrong=wrong))
        records.append(("intake.v1", "poison", seq, type_, f"x{seq}"))
        if wrong != "unknown":
            for group in ("routing", "notify"):
                lines.append(Parked(group=group, id=f"x{seq}", topic="intake.v1", key="poison", seq=seq, reason=wrong))
    ends: dict[tuple[str, int], int] = {}
    for scan in (1, 2):
        ends.clear()
        for topic, key, seq, type_, id_ in records:
            part = partition_of(key, TOPICS[topic].partitions)
            off = ends.get((topic, part), 0)
            ends[topic, part] = off + 1
            lines.append(
                Logged(
                    scan=scan, topic=topic, part=part, off=off, id=id_, key=key, seq=seq, type=type_, hash=f"h-{id_}"
                )
            )
    for group, types in GROUPS.items():
        lines += [
            Applied(group=group, id=id_, topic=topic, key=key, seq=seq)
            for topic, key, seq, type_, id_ in records
            if type_ in types and key != "poison"
        ]
        lines += [
            Seen(group=group, topic=r.topic, part=r.part, off=r.off, id=r.id, hash=r.hash)
            for r in lines
            if isinstance(r, Logged) and r.scan == 1 and r.type in types
        ]
        for (topic, part), end in ends.items():
            cuts = sorted({0, end // 2, end})
            lines += [
                Moved(group=group, topic=topic, part=part, start=start, after=after, epoch=epoch)
                for epoch, start, after in zip(count(1), cuts, cuts[1:], strict=False)
            ]
    lines.append(Subscribed(unit="unit", types=GROUPS["notify"], earlier=()))
    posts = [(id_, topic.split(".")[0], key, seq) for topic, key, seq, _, id_ in records if key != "poison"]
    for at, (id_, source, key, seq) in enumerate(posts):
        lines.append(Settled(id=id_, at=at + 0.5))
        lines.append(Received(id=id_, source=source, subject=key, seq=seq, hash=f"b-{id_}", at=at))
    lines.append(Quiet(seconds=2.0, outbox=0, lag=0, ready=True, told=62.0))
    lines.append(Stopped(service="routing", code=0, seconds=1.0, allowed=20.0, held=0))
    return History.of(lines)


def common(request: str, service: str, seq: int, type_: str) -> dict[str, Any]:
    """What an event of a request has in every place."""
    id_ = f"{request}-{service}-{seq}"
    return {
        "service": service,
        "id": id_,
        "topic": f"{service}.v1",
        "key": request,
        "seq": seq,
        "type": type_,
        "hash": f"h-{id_}",
    }


Mutation = Callable[[History], History]


def drop(member: str, nth: int = 0) -> Mutation:
    """One line is missing."""

    def mutate(history: History) -> History:
        lines = getattr(history, member)
        return replace(history, **{member: lines[:nth] + lines[nth + 1 :]})

    return mutate


def double(member: str, nth: int = 0) -> Mutation:
    """One line is there twice."""

    def mutate(history: History) -> History:
        lines = getattr(history, member)
        return replace(history, **{member: (*lines[: nth + 1], *lines[nth:])})

    return mutate


def swap(member: str, nth: int = 0) -> Mutation:
    """Two neighbours have changed places."""

    def mutate(history: History) -> History:
        lines = getattr(history, member)
        return replace(history, **{member: (*lines[:nth], lines[nth + 1], lines[nth], *lines[nth + 2 :])})

    return mutate


def shift(member: str, nth: int = 0, **changed: Any) -> Mutation:
    """One line says something else."""

    def mutate(history: History) -> History:
        lines = getattr(history, member)
        return replace(history, **{member: (*lines[:nth], replace(lines[nth], **changed), *lines[nth + 1 :])})

    return mutate


def twice_in_the_log(hash_: str) -> Mutation:
    """A second copy of the last record, at the next offset of its partition."""

    def mutate(history: History) -> History:
        last = history.log[-1]
        end = max(r.off for r in history.log if (r.topic, r.part) == (last.topic, last.part)) + 1
        return replace(history, logged=(*history.logged, replace(last, off=end, hash=hash_)))

    return mutate


MUTATIONS: list[tuple[int, str, Mutation]] = [
    (1, "drop a row", drop("rows")),
    (1, "shift its content", shift("rows", hash="other")),
    (2, "shift a row's origin", shift("rows", key="nobody")),
    (2, "a refused submission has a row", shift("rows", key="refused")),
    (3, "double a row", double("rows")),
    (3, "shift an acknowledgement", lambda h: shift("submits", 1, request="r9")(double("submits", 1)(h))),
    (4, "drop an event", drop("emitted")),
    (4, "double an event", double("emitted")),
    (4, "shift the version", shift("rows", version=3)),
    (4, "something is left", shift("quiet", outbox=1)),
    (5, "drop a record", drop("logged", -1 - 3)),
    (6, "drop the event of a record", drop("emitted", 1)),
    (6, "shift its bytes", shift("emitted", hash="other")),
    (7, "shift one observation", shift("logged", id="other")),
    (7, "shift what a group was handed", shift("seen", hash="other")),
    (8, "shift the partition", lambda h: shift("logged", len(h.logged) - 1, part=h.logged[-1].part ^ 1)(h)),
    (9, "swap a key's records", lambda h: swap("logged", len(h.logged) - 3)(h)),
    (9, "drop the first of a key", lambda h: drop("logged", len(h.logged) - 3)(h)),
    (10, "shift a copy", twice_in_the_log("other")),
    (11, "drop an application", drop("applied")),
    (11, "double an application", double("applied")),
    (11, "shift it to another group", shift("applied", group="intake")),
    (12, "swap applications", lambda h: swap("applied", [a.group for a in h.applied].index("notify"))(h)),
    (12, "double an application", double("applied")),
    (13, "drop a step", drop("moved")),
    (13, "double a step", double("moved")),
    (13, "shift a step", shift("moved", after=99)),
    (13, "a step back", shift("moved", start=1, after=0)),
    (13, "shift an epoch", shift("moved", epoch=99)),
    (13, "a deposed owner goes on from where it stood", shift("moved", 1, start=0, epoch=0)),
    (14, "drop a decision", drop("decisions")),
    (14, "double a decision", double("decisions")),
    (14, "swap a request's events", swap("emitted")),
    (15, "double a case", double("cases")),
    (15, "double a use", double("consumptions")),
    (16, "drop a post", drop("received")),
    (16, "an event is applied and never queued", lambda h: drop("settled")(drop("received")(h))),
    (16, "a post to a unit that it does not concern", shift("emitted", audience=("other",))),
    (16, "a post that was not asked for", shift("subscribed", types=(ACCEPTED, DISPATCHED))),
    (16, "shift its words", lambda h: shift("received", hash="other")(double("received")(h))),
    (16, "a post after its success", shift("received", at=99.0)),
    (17, "swap posts", swap("received")),
    (18, "swap looks", swap("looks")),
    (19, "drop a parked event", drop("parked")),
    (19, "shift its reason", shift("parked", reason="killed")),
    (19, "shift it to a good event", shift("parked", id="r0-intake-2")),
    (20, "shift a cause", shift("emitted", 1, cause="nothing")),
    (20, "drop the application of a cause", drop("applied")),
    (21, "shift the catch-up", shift("quiet", seconds=31.0)),
    (21, "something is told too late", shift("quiet", told=91.0)),
    (21, "lag is left", shift("quiet", lag=1)),
    (21, "drop the look", drop("quiet")),
    (22, "shift the end", shift("stopped", seconds=21.0)),
    (22, "something is held", shift("stopped", held=1)),
]  # fmt: skip


def test_a_good_history_breaks_no_rule() -> None:
    history = good()

    verdicts = check(history)

    assert {number: broken for number, broken in verdicts.items() if broken} == {}


def test_copies_in_the_log_are_lawful() -> None:
    history = good()

    copied = twice_in_the_log(history.log[-1].hash)(history)

    assert {number for number, broken in check(copied).items() if broken} == {13}  # the cursors were not moved along


def test_what_was_parked_or_came_before_the_subscription_need_not_be_told() -> None:
    first, second, *_ = (event.id for event in good().emitted)
    parked = Parked(group="notify", id=second, topic="intake.v1", key=REQUESTS[0], seq=2, reason="killed")

    untold = drop("received")(drop("received")(shift("subscribed", earlier=(first,))(good())))

    assert not list(RULES[16](replace(untold, parked=(*untold.parked, parked))))


@pytest.mark.parametrize(
    ("rule", "mutate"), [(rule, mutate) for rule, _, mutate in MUTATIONS], ids=[f"{r}-{n}" for r, n, _ in MUTATIONS]
)
def test_a_mutated_history_breaks_the_rule_that_names_it(rule: int, mutate: Mutation) -> None:
    mutated = mutate(good())

    assert list(RULES[rule](mutated))


def test_every_rule_has_a_mutation() -> None:
    assert {rule for rule, _, _ in MUTATIONS} == RULES.keys()


def test_a_history_survives_being_written(tmp_path: Path) -> None:
    history = good()

    history.save(tmp_path / "history.jsonl")

    assert History.load(tmp_path / "history.jsonl") == history
