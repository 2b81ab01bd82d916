"""Acts as documents: what is logged is what was done, and a replay starts from nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from services.data_anomaly.domain.acts import Done, replay
from services.data_anomaly.domain.moves import actions_from, step
from services.data_anomaly.domain.progress import Act, Action, Progress, Terms
from shared.evidence.canonical import canonical, parse
from shared.kernel.desk import Severity
from shared.kernel.ids import PersonId, UnitCode
from shared.kernel.refusals import Refusal

INSTANTS = some.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001
NAMES = some.sampled_from(["p-1", "p-2", "p-3"]).map(PersonId)
DIGESTS = some.sampled_from(["plan-1", "plan-2"])
CERTIFICATES = some.sampled_from(["c-1", "c-2"])
TERMS = some.builds(
    Terms,
    certificate=CERTIFICATES,
    plan_sha256=DIGESTS,
    executor=NAMES,
    signers=some.lists(NAMES, max_size=2, unique=True).map(tuple),
    need=some.integers(1, 2),
    not_before=INSTANTS,
    expires=INSTANTS,
)
ACTS = some.builds(
    Act,
    action=some.sampled_from(Action),
    at=INSTANTS,
    persons=some.lists(NAMES, max_size=2, unique=True).map(tuple),
    severity=some.none() | some.sampled_from(Severity),
    plan_sha256=some.none() | DIGESTS,
    terms=some.none() | TERMS,
    certificate=some.none() | CERTIFICATES,
    until=some.none() | INSTANTS,
    witnessed=some.booleans(),
)


@given(ACTS, some.dictionaries(some.text(max_size=5).filter(str.isascii), some.text(max_size=20), max_size=3))
def test_an_act_reads_back_from_its_document(act: Act, words: dict[str, str]) -> None:
    done = Done(case="C-410100-2026-000001", seq=7, act=act, unit=UnitCode("HA-TAX"), words=words)

    assert Done.read(done.to_bytes()) == done
    assert canonical(parse(done.to_bytes())) == done.to_bytes()


@given(some.data())
def test_documents_replay_to_the_progress_they_came_from(data: Any) -> None:
    now = Progress()
    documents: list[bytes] = []
    for _ in range(25):
        if not (possible := actions_from(now.state)):
            break
        drawn = replace(data.draw(ACTS), action=data.draw(some.sampled_from(possible)))
        try:
            now, _leaf = step(now, drawn)
        except Refusal:
            continue
        documents.append(Done(case="C", seq=len(documents) + 1, act=drawn, unit=UnitCode("U"), words={}).to_bytes())

    assert replay(Done.read(document).act for document in documents) == now
