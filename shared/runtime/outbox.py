"""The outbox: events wait here, from the transaction that made them until the relay has published them."""

from collections.abc import Sequence

from sqlalchemy import text

from shared.contracts.envelope import Envelope
from shared.runtime.eventlog import headers_text
from shared.runtime.writes import Write

_STAGE = text(
    """
    INSERT INTO runtime.outbox (event_id, topic, key, seq, type, headers, payload)
    SELECT event_id, topic, key, seq, type, headers, payload
    FROM unnest(CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:seqs AS bigint[]),
                CAST(:types AS text[]), CAST(:headers AS jsonb[]), CAST(:payloads AS bytea[]))
         WITH ORDINALITY AS row (event_id, topic, key, seq, type, headers, payload, nth)
    ORDER BY nth
    """
)


def staged(envelopes: Sequence[Envelope]) -> Sequence[Write]:
    """The rows of a transaction's events, in the order they were emitted.

    The transaction must hold the row of each event's root since before it took its version, or make it: then the rows
    of one key become visible in the order of their positions.
    """
    if not envelopes:
        return []
    values = {
        "ids": [envelope.id for envelope in envelopes],
        "topics": [envelope.topic for envelope in envelopes],
        "keys": [envelope.key for envelope in envelopes],
        "seqs": [envelope.seq for envelope in envelopes],
        "types": [envelope.type for envelope in envelopes],
        "headers": [headers_text(envelope.headers()) for envelope in envelopes],
        "payloads": [envelope.data for envelope in envelopes],
    }
    return [(_STAGE, values)]
