from uuid import uuid4

from prometheus_client import REGISTRY

from shared.contracts.intake import RequestStarted
from shared.contracts.topics import INTAKE
from shared.kernel.refusals import Invalid
from shared.runtime.eventlog.memory import MemoryLog
from shared.runtime.housekeeping import KEPT, Pruner, Sampler
from tests.support.spine import Station, running, started
from tests.support.waiting import eventually

ROWS = {
    "outbox_sent": """INSERT INTO runtime.outbox_sent
                          (pos, event_id, topic, key, seq, type, headers, payload, created, sent)
                      SELECT n, gen_random_uuid(), 't', 'k', 1, 'x', '{}', '', now(), now() - n * interval '1 day'
                      FROM generate_series(1, 20) n""",
    "inbox": """INSERT INTO runtime.inbox (event_id, at)
                SELECT gen_random_uuid(), now() - n * interval '1 day' FROM generate_series(1, 20) n""",
    "attempt": """INSERT INTO runtime.attempt (event_id, n, at)
                  SELECT gen_random_uuid(), 1, now() - n * interval '1 day' FROM generate_series(1, 20) n""",
    "idempotency": r"""INSERT INTO runtime.idempotency (actor_scope, key, body_sha256, at)
                       SELECT 'a', n::text, '\x00', now() - n * interval '1 day' FROM generate_series(1, 20) n""",
    "draft": r"""INSERT INTO runtime.draft (person, unit, scope, version, body, at)
                 SELECT 'p', 'u', n::text, 1, '\x00', now() - n * interval '1 day' FROM generate_series(1, 40) n""",
}


async def test_rows_leave_when_their_time_is_over_and_not_before(station: Station) -> None:
    for statement in ROWS.values():
        await station.execute(statement)

    await Pruner(station.engine).prune()

    left = {table: (await station.rows(f"SELECT count(*) FROM runtime.{table}"))[0][0] for table in KEPT}
    assert left == {table: kept.days - 1 for table, (_, kept) in KEPT.items()}


async def test_what_waits_is_measured(station: Station) -> None:
    async def broken(*_: object) -> None:
        raise Invalid

    key = uuid4()
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        await station.emit(started(key, 1), started(key, 2))
        await station.relay(log).drain()
        async with running(station.consumer(log, {RequestStarted: broken})):
            await eventually(lambda: station.caught_up(log))
        await station.emit(started(key, 3))
        await station.relay(log).drain()
        await station.emit(started(key, 4), started(key, 5))

        sampler = Sampler(station.engine, log, service="test")
        await sampler.sample()

    def gauge(name: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(f"portdesk_{name}", labels)

    assert sampler.pending == 2
    assert gauge("outbox_pending", service="test") == 2
    assert gauge("log_lag_records", group="test", topic=INTAKE.name) == 1
    assert gauge("parked_keys", group="test") == 1
    assert gauge("parked_events", group="test", reason="Invalid") == 1
    assert gauge("parked_events", group="test", reason="behind") == 1
