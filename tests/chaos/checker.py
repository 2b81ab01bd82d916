"""The rules a history has to keep, as pure functions: each yields what breaks it, in words. Nothing is run here."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TypeVar

from shared.contracts.topics import TOPICS
from shared.runtime.eventlog import partition_of
from tests.chaos.history import History, Logged, Seen

T = TypeVar("T")
Rule = Callable[[History], Iterator[str]]
MOST_DUPLICATES = 2_000
"""Copies that one start of a relay, or one failure to publish, may leave: a round of it."""
CAUGHT_UP_WITHIN = 30.0
TOLD_WITHIN = 90.0
"""The lanes of a sender that was killed are held for a minute, whatever the spine does; then they are served."""
FIRST = {
    "intake.v1": "portdesk.intake.request.submitted.v1",
    "routing.v1": "portdesk.routing.handling.dispatched.v1",
}
_REQUEST, _HANDLING = "portdesk.intake.request", "portdesk.routing.handling"
FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    f"{_REQUEST}.submitted.v1": frozenset({f"{_REQUEST}.accepted.v1"}),
    f"{_REQUEST}.accepted.v1": frozenset({f"{_REQUEST}.message_added.v1"}),
    f"{_REQUEST}.message_added.v1": frozenset({f"{_REQUEST}.message_added.v1"}),
    f"{_HANDLING}.dispatched.v1": frozenset({f"{_HANDLING}.started.v1"}),
}
"""The part of a request's path that a load without clerks takes."""


def accepted_not_lost(history: History) -> Iterator[str]:
    """Each acknowledged submission has its one row, with the content that was sent."""
    rows = by(history.rows, lambda row: row.id)
    for submit in history.submits:
        found = rows[submit.request or ""]
        if submit.outcome == "ok" and [row.hash for row in found] != [submit.hash]:
            yield f"request {submit.request}, acknowledged under {submit.key}, has {len(found)} rows, not one like it"


def nothing_invented(history: History) -> Iterator[str]:
    """Each row comes from a submission that was not refused."""
    possible = {submit.key for submit in history.submits if submit.outcome != "fail"}
    yield from (f"row {row.id} comes from nobody: {row.key}" for row in history.rows if row.key not in possible)


def accepted_once(history: History) -> Iterator[str]:
    """A key has one row, and all acknowledgements of it name that one."""
    for key, rows in by(history.rows, lambda row: row.key).items():
        if len(rows) > 1:
            yield f"key {key} has {len(rows)} rows"
    for key, submits in by(history.submits, lambda submit: submit.key).items():
        if len({submit.request for submit in submits if submit.outcome == "ok"}) > 1:
            yield f"key {key} was acknowledged as several requests"


def outbox_complete(history: History) -> Iterator[str]:
    """The events of a root are 1, 2, 3 … to its version, and nothing is left in an outbox."""
    versions = {row.id: row.version for row in history.rows}
    emitted = by(history.emitted, lambda event: (event.service, event.topic, event.key))
    for (service, _, key), events in emitted.items():
        seqs = [event.seq for event in events]
        last = versions.get(key, len(seqs)) if service == "intake" else len(seqs)
        if seqs != list(range(1, last + 1)):
            yield f"{service} {key}: events {seqs}, version {last}"
    for id_ in versions.keys() - {key for service, _, key in emitted if service == "intake"}:
        yield f"request {id_} has no events"
    yield from (f"{state.outbox} events are left in outboxes" for state in history.quiet if state.outbox)


def log_complete(history: History) -> Iterator[str]:
    """Each event that left a transaction is in the log."""
    logged = {record.id for record in history.log}
    yield from (f"{e.type} {e.id} is not in the log" for e in history.emitted if e.id not in logged)


def no_ghosts(history: History) -> Iterator[str]:
    """Each record of the log left a transaction that was committed, with this content."""
    emitted = {event.id: event.hash for event in history.emitted}
    injected = {event.id for event in history.injected}
    for record in history.log:
        if record.id not in injected and emitted.get(record.id) != record.hash:
            yield f"{place(record)} holds {record.id}, which nobody emitted so"


def offsets_agree(history: History) -> Iterator[str]:
    """Whoever looks at an offset, then or afterwards, sees the same record."""
    looks: list[Logged | Seen] = [*history.logged, *history.seen]
    for where, records in by(looks, place).items():
        if len({(record.id, record.hash) for record in records}) > 1:
            yield f"{where} was seen with different records"


def placement(history: History) -> Iterator[str]:
    """A key's records are in the partition of its checksum."""
    for record in history.log:
        if record.part != partition_of(record.key, TOPICS[record.topic].partitions):
            yield f"{place(record)} holds key {record.key}"


def log_order(history: History) -> Iterator[str]:
    """The first copies of a key's events lie in their order."""
    for (topic, key), records in by(history.log, lambda r: (r.topic, r.key)).items():
        firsts: dict[str, int] = {}
        for record in records:
            firsts.setdefault(record.id, record.seq)
        if list(firsts.values()) != list(range(1, len(firsts) + 1)):
            yield f"{topic} {key}: {list(firsts.values())}"


def duplicates_alike(history: History) -> Iterator[str]:
    """Copies are equal to the byte, and not more than rounds that were cut off can have left."""
    copies = by(history.log, lambda record: record.id)
    for id_, records in copies.items():
        if len({record.hash for record in records}) > 1:
            yield f"the copies of {id_} differ"
    extra = sum(len(records) - 1 for records in copies.values())
    if extra > MOST_DUPLICATES:
        yield f"{extra} copies"


def applied_once(history: History) -> Iterator[str]:
    """A group applies what is in the log, once, except what it parked and what is not its business."""
    counts = by(history.applied, lambda event: event.group)
    for group, types in reads(history).items():
        wanted = {record.id for record in history.log if record.type in types}
        wanted -= {event.id for event in history.parked if event.group == group}
        applied = Counter(event.id for event in counts[group])
        for id_ in wanted - applied.keys():
            yield f"{group} has not applied {id_}"
        for id_, count in applied.items():
            if count > 1 or id_ not in wanted:
                yield f"{group} has applied {id_} {count} times" + ("" if id_ in wanted else ", which it must not")


def apply_order(history: History) -> Iterator[str]:
    """A group applies a key's events in their order; behind a parked one all later ones are parked."""
    log = by(history.log, lambda record: (record.topic, record.key))
    held: defaultdict[Any, list[int]] = defaultdict(list)
    for event in history.parked:
        held[event.group, event.topic, event.key].append(event.seq)
    handled = reads(history)
    for (group, topic, key), events in by(history.applied, lambda e: (e.group, e.topic, e.key)).items():
        seqs = [event.seq for event in events]
        stop = min(held[group, topic, key], default=10**9)
        due = sorted({record.seq for record in log[topic, key] if record.type in handled.get(group, ())})
        if seqs != [seq for seq in due if seq < stop]:
            yield f"{group} {topic} {key}: applied {seqs}, parked {sorted(held[group, topic, key])}, in the log {due}"


def cursor_tiling(history: History) -> Iterator[str]:
    """A cursor goes from 0 to the end of the log without a hole or a step back, and epochs never fall."""
    ends = {(topic, part): records[-1].off + 1 for (topic, part), records in partitions(history).items()}
    steps = by(history.moved, lambda step: (step.group, step.topic, step.part))
    for (group, topic, part), moves in steps.items():
        reached = [0, *(move.after for move in moves)]
        if [move.start for move in moves] != reached[:-1]:
            yield f"{group} {topic}/{part}: steps do not join"
        if reached[-1] != ends.get((topic, part), 0):
            yield f"{group} {topic}/{part}: at {reached[-1]}, the log ends at {ends.get((topic, part), 0)}"
        if any(move.after <= move.start for move in moves):
            yield f"{group} {topic}/{part}: a step back"
        if any(later.epoch < earlier.epoch for earlier, later in pairwise(moves)):
            yield f"{group} {topic}/{part}: an older owner moved after a newer one"
    read = {(group, topic) for group, topic, _ in steps}
    for (group, topic), (part, end) in ((known, item) for known in read for item in _parts(ends, known[1])):
        if end and (group, topic, part) not in steps:
            yield f"{group} {topic}/{part}: never read"


def routed(history: History) -> Iterator[str]:
    """Each accepted request goes a legal way to one dispatch decision."""
    decisions = Counter(decision.request for decision in history.decisions)
    accepted = {event.key for event in history.emitted if event.type == "portdesk.intake.request.accepted.v1"}
    for request in accepted | decisions.keys():
        if decisions[request] != 1 or request not in accepted:
            yield f"request {request} has {decisions[request]} dispatch decisions"
    for (topic, key), events in by(history.emitted, lambda event: (event.topic, event.key)).items():
        if topic in FIRST:
            types = [event.type for event in events]
            legal = all(later in FOLLOWS.get(earlier, ()) for earlier, later in pairwise(types))
            if types[0] != FIRST[topic] or not legal:
                yield f"{topic} {key}: {types}"


def one_case(history: History) -> Iterator[str]:
    """A request has at most one case, a certificate at most one use."""
    for what, counts in (
        ("cases for request", Counter(case.request for case in history.cases)),
        ("uses of certificate", Counter(use.certificate for use in history.consumptions)),
    ):
        yield from (f"{count} {what} {id_}" for id_, count in counts.items() if count > 1)


def told(history: History) -> Iterator[str]:
    """What a subscriber may have and asked for was told, always in the same words, and not again after a success.

    What is due comes from the events themselves, not from what notify queued: an event that it forgot to queue shows.
    """
    received = by(history.received, lambda post: post.id)
    parked = {event.id for event in history.parked if event.group == "notify"}
    lawful: set[str] = set()
    due: set[str] = set()
    for subscriber in history.subscribed:
        wanted = {e.id for e in history.emitted if subscriber.unit in e.audience and e.type in subscriber.types}
        lawful |= wanted
        due |= wanted - parked - set(subscriber.earlier)
    yield from (f"{id_} was never told" for id_ in due - received.keys())
    yield from (f"{id_} was told and never due" for id_ in received.keys() - lawful)
    settled = {delivery.id: delivery.at for delivery in history.settled}
    for id_, posts in received.items():
        if len({post.hash for post in posts}) > 1:
            yield f"{id_} was told in different words"
        if id_ in settled and posts[-1].at > settled[id_]:
            yield f"{id_} was told again after its success was recorded"


def told_in_order(history: History) -> Iterator[str]:
    """A subject's events are first told in their order."""
    seen: set[str] = set()
    last: dict[tuple[str, str], int] = {}
    for post in history.received:
        lane = (post.source, post.subject)
        if post.id not in seen and post.seq <= last.get(lane, 0):
            yield f"{post.subject}: {post.seq} was told after {last[lane]}"
        seen.add(post.id)
        last[lane] = max(post.seq, last.get(lane, 0))


def session_reads(history: History) -> Iterator[str]:
    """Who has seen a version never sees an older one."""
    for (client, request), looks in by(history.looks, lambda look: (look.client, look.request)).items():
        versions = [look.version for look in looks]
        if versions != sorted(versions):
            yield f"client {client} saw {request} at {versions}"


def parked_accounts(history: History) -> Iterator[str]:
    """What was spoilt on purpose is parked with its reason, what follows it is parked behind it, nothing else is."""
    found = {(event.group, event.id): event.reason for event in history.parked}
    wanted = {
        (group, event.id): event.wrong
        for group, types in reads(history).items()
        for event in history.injected
        if event.type in types and event.wrong != "unknown"
    }
    for group, id_ in wanted.keys() | found.keys():
        expected, reason = wanted.get((group, id_)), found.get((group, id_))
        # Its last trial may have been ended with its process, by a fault that did not know of it.
        if expected != reason and (expected, reason) != ("Bug", "killed"):
            yield f"{group} {id_}: parked as {reason}, should be {expected}"
    applied = {(event.group, event.id) for event in history.applied}
    yield from (f"{group} {id_} was applied and parked" for group, id_ in applied & found.keys())


def causes_first(history: History) -> Iterator[str]:
    """What caused an event is an earlier event of its root, or one that its service has applied."""
    emitted = {event.id: event for event in history.emitted}
    applied = {(event.group, event.id) for event in history.applied}
    for event in history.emitted:
        if event.cause is None:
            continue
        cause = emitted.get(event.cause)
        own = cause is not None and (cause.topic, cause.key) == (event.topic, event.key) and cause.seq < event.seq
        if cause is None or not (own or (event.service, cause.id) in applied):
            yield f"{event.type} {event.id} was caused by {event.cause}, which {event.service} has not seen"


def caught_up(history: History) -> Iterator[str]:
    """Soon after the last fault nothing waits and everybody is ready; what a dead sender held is told later."""
    if not history.quiet:
        yield "nobody looked"
    for state in history.quiet:
        if state.seconds > CAUGHT_UP_WITHIN or state.outbox or state.lag or not state.ready:
            yield f"after {state.seconds:.1f} s: outbox {state.outbox}, lag {state.lag}, ready {state.ready}"
        if state.told > TOLD_WITHIN:
            yield f"after {state.told:.1f} s not everything had been told"


def drained(history: History) -> Iterator[str]:
    """Who is told to stop does so in time and gives everything back."""
    for stop in history.stopped:
        if stop.code or stop.held or stop.seconds > stop.allowed:
            yield f"{stop.service}: exit {stop.code} after {stop.seconds:.1f} s of {stop.allowed}, holds {stop.held}"


RULES: Final[Mapping[int, Rule]] = {
    1: accepted_not_lost,
    2: nothing_invented,
    3: accepted_once,
    4: outbox_complete,
    5: log_complete,
    6: no_ghosts,
    7: offsets_agree,
    8: placement,
    9: log_order,
    10: duplicates_alike,
    11: applied_once,
    12: apply_order,
    13: cursor_tiling,
    14: routed,
    15: one_case,
    16: told,
    17: told_in_order,
    18: session_reads,
    19: parked_accounts,
    20: causes_first,
    21: caught_up,
    22: drained,
}
"""Numbers are names in reports; they stay what they are."""


def check(history: History) -> Mapping[int, Sequence[str]]:
    """What breaks each rule; empty lists are rules that are kept."""
    return {number: list(rule(history)) for number, rule in RULES.items()}


def by(items: Iterable[T], key: Callable[[T], Hashable]) -> defaultdict[Any, list[T]]:
    """Items by key, in their order."""
    found: defaultdict[Any, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def reads(history: History) -> Mapping[str, frozenset[str]]:
    """The types each group handles."""
    return {entry.group: frozenset(entry.types) for entry in history.reads}


def partitions(history: History) -> Mapping[tuple[str, int], Sequence[Logged]]:
    """The log by partition."""
    return by(history.log, lambda record: (record.topic, record.part))


def place(record: Logged | Seen) -> str:
    """Where a record lies."""
    return f"{record.topic}/{record.part}@{record.off}"


def _parts(ends: Mapping[tuple[str, int], int], topic: str) -> Iterable[tuple[int, int]]:
    return ((part, end) for (name, part), end in ends.items() if name == topic)
