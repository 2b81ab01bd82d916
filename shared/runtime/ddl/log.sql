-- The event log in PostgreSQL: the database `bus`.

-- One row per partition, locked while a batch is appended: offsets become visible in order and without gaps.
CREATE TABLE head (
    topic    text NOT NULL,
    part     int NOT NULL,
    next_off bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, part)
) WITH (fillfactor = 50);

CREATE TABLE event_log (
    topic    text NOT NULL,
    part     int NOT NULL,
    off      bigint NOT NULL,
    event_id uuid NOT NULL,
    key      text NOT NULL,
    value    bytea NOT NULL,
    headers  jsonb NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, part, off),
    UNIQUE (event_id, topic)
);
CREATE INDEX event_log_at ON event_log USING brin (at);
