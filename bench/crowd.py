"""A desk's worth of handlings, by the hundred thousand: made by a few statements, as the service would have left them.

What each of them is hangs on its number alone, so that a small crowd and a large one are of the same kind.
"""

from collections.abc import Mapping
from datetime import datetime

import asyncpg

from services.routing.domain.queue import title_words

BUSY = "HA-EPORT"
"""Leads half of everything."""
EMPTY = "HA-CUS"
"""A unit that nothing was ever sent to."""
CITIES = ("410100", "410200", "410300", "410400", "410500", "410600", "410700", "410800", "410900")
KINDS = ("fault", "data_anomaly", "consultation", "guidance", "suggestion", "complaint")
TITLES = (
    "税单已缴款，仍显示支付处理中",
    "舱单状态未更新，无法申报",
    "报关单回执迟迟未到",
    "如何变更企业备案信息",
    "原产地证书打印失败",
    "国际船舶进境预申报被退回",
)
TABLES = ("handling", "leg", "dispatch_decision", "clock", "queue_item", "party")

# Of what is open one in twenty waits for its requester; what is due lies between two days
# ago and forty days ahead, on a calendar without nights, so that a clock's limit and its date are the same thing.
# One in sixteen is about to run out for fifteen hours, as if a night lay before its end.
_MADE = f"""
    CREATE TEMPORARY TABLE made AS
    SELECT
        n,
        (lpad(to_hex((extract(epoch FROM opened) * 1000)::bigint), 12, '0') || '7000' || '8'
            || lpad(to_hex(n), 15, '0'))::uuid AS request_id,
        opened,
        city,
        'HA-' || city || '-PORT' AS first_contact,
        CASE WHEN chance % 2 = 0 THEN '{BUSY}' ELSE 'HA-' || city || '-PORT' END AS lead,
        CASE WHEN chance % 2 = 0 THEN 'hn-sw-tax' END AS system,
        ($3::text[])[1 + chance / 20 % cardinality($3::text[])] AS kind,
        'S' || 1 + chance / 200 % 4 AS severity,
        CASE WHEN chance / 1000 % 10 < $6 THEN 'done'
             ELSE (ARRAY['offered', 'accepted', 'working'])[1 + chance / 10000 % 3] END AS status,
        chance / 1000 % 10 < $6 AS ended,
        chance / 1000 % 10 >= $6 AND chance / 30000 % 20 = 0 AS waits,
        3600 + chance % 3456000 AS allowed,
        CASE WHEN chance / 500 % 16 = 0 THEN interval '15 hours' ELSE interval '2 hours' END AS ahead,
        1 + chance / 40 % cardinality($4::text[]) AS title,
        'HA-' || to_char(opened, 'YYYYMMDD') || '-' || city || '-' || lpad((n % 100000)::text, 5, '0') || '-0' AS number
    FROM generate_series(1, $1::bigint) AS n
    CROSS JOIN LATERAL (SELECT hashint8(n) & 2147483647 AS chance) AS drawn
    CROSS JOIN LATERAL (
        SELECT $2::timestamptz - interval '30 days' * ($1 - n + 1) / $1 AS opened,
               ($5::text[])[1 + chance / 7 % cardinality($5::text[])] AS city
    ) AS placed
"""  # noqa: S608
_DUE = """
    CASE WHEN m.ended OR m.waits THEN 'infinity'::timestamptz ELSE m.opened + m.allowed * interval '1 second' END
"""
_KEYS = f"m.opened, NOT m.ended, {_DUE}, {_DUE} - m.ahead, m.kind, m.severity, m.status, m.lead"
_FILL: Mapping[str, str] = {
    "handling": """
        INSERT INTO handling (request_id, version, outcome, changed_at, facts)
        SELECT m.request_id, CASE WHEN m.ended THEN 4 ELSE 1 END, CASE WHEN m.ended THEN 'solved' END, m.opened,
               jsonb_build_object(
                   'request_id', m.request_id, 'number', m.number, 'kind', m.kind, 'channel', 'port_system',
                   'function_area', 'government_services', 'application', 'tax-payment', 'system', m.system,
                   'territory', m.city, 'title', ($1::text[])[m.title], 'enterprise', NULL, 'severity', m.severity,
                   'registered_by', 'HA-TAX', 'territorial_unit', m.first_contact,
                   'first_contact_unit', m.first_contact,
                   'first_contact_person', 'p-ha-' || m.city || '-port-01', 'accepted_at', m.opened)
        FROM made m
    """,
    "leg": """
        INSERT INTO leg (request_id, number, unit, part, status, since, person, ended_at)
        SELECT m.request_id, 1, m.lead, 'lead', m.status, m.opened,
               CASE WHEN m.status <> 'offered' THEN 'p-' || lower(m.lead) || '-02' END,
               CASE WHEN m.ended THEN m.opened + interval '1 hour' END
        FROM made m
    """,
    "dispatch_decision": """
        INSERT INTO dispatch_decision (request_id, leg, lead, co_handlers, clocks, catalogue_version, rule,
                                       facts_matched, near_misses, reason_zh, reason_en)
        SELECT m.request_id, 1, m.lead, '{}', '{respond,resolve}', 1, 'R-BENCH', '{"system": "hn-sw-tax"}',
               '[{"rule": "R-OTHER", "failed_on": "kind"}]', '该系统由主办单位运行维护。',
               'The lead operates the system.'
        FROM made m
    """,
    "clock": """
        INSERT INTO clock (request_id, leg, name, party, calendar, limit_seconds, started_at, stopped_at, pauses,
                           due_at, provisional)
        SELECT m.request_id, 1, c.name, m.lead, 'duty', m.allowed, m.opened,
               CASE WHEN m.ended OR c.name = 'respond' AND m.status <> 'offered' THEN m.opened + interval '1 hour' END,
               CASE WHEN m.waits AND (c.name = 'resolve' OR m.status = 'offered')
                    THEN jsonb_build_array(jsonb_build_object(
                        'reason', 'waiting_requester', 'start', m.opened + interval '10 minutes', 'end', NULL))
                    ELSE '[]' END,
               m.opened + m.allowed * interval '1 second', false
        FROM made m CROSS JOIN (VALUES ('respond'), ('resolve')) AS c (name)
    """,
    "queue_item": f"""
        INSERT INTO queue_item (request_id, opened, open, due_at, soon_at, kind, severity, status, lead,
                                function_area, territory, words)
        SELECT m.request_id, {_KEYS}, 'government_services', m.city,
               string_to_array(($1::text[])[m.title], ' ')
                   || string_to_array(lower(m.number), '-') || replace(lower(m.number), '-', '')
        FROM made m
    """,  # noqa: S608
    "party": f"""
        INSERT INTO party (request_id, holder, standing, opened, open, due_at, soon_at, kind, severity, status, lead)
        SELECT m.request_id, s.holder, s.standing, {_KEYS}
        FROM made m CROSS JOIN LATERAL (VALUES
            (m.lead, 'lead'), (m.first_contact, 'first_contact'), (m.first_contact, 'territory'),
            ('HA-TAX', 'on_behalf'), (m.system, 'operator')
        ) AS s (holder, standing)
        WHERE s.holder IS NOT NULL
    """,  # noqa: S608
}


async def gather(connection: asyncpg.Connection, number: int, *, now: datetime, ended: int = 6) -> None:
    """Adds so many handlings of the last thirty days, `ended` in ten of them, and looks after routing's tables.

    `now` and the thirty days before it must have their months.
    """
    words = [" ".join(sorted(title_words(title))) for title in TITLES]
    given = {"handling": [list(TITLES)], "queue_item": [words]}
    async with connection.transaction():
        await connection.execute(_MADE, number, now, list(KINDS), list(TITLES), list(CITIES), ended)
        for table in TABLES:
            await connection.execute(_FILL[table], *given.get(table, ()))
        await connection.execute("DROP TABLE made")
    for table in TABLES:
        await connection.execute(f"VACUUM (ANALYZE) {table}")
