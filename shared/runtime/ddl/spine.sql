-- What the runtime keeps in every service database, beside the service's own tables.

CREATE SCHEMA runtime;

-- Events leave through here. CACHE 1 is part of the proof that a key's rows ascend: the position is taken while the
-- transaction holds the root's row, and a cached range would hand a later transaction an earlier position.
CREATE SEQUENCE runtime.outbox_pos AS bigint CACHE 1;

CREATE TABLE runtime.outbox (
    pos      bigint PRIMARY KEY DEFAULT nextval('runtime.outbox_pos'),
    event_id uuid NOT NULL,
    topic    text NOT NULL,
    key      text NOT NULL,
    seq      bigint NOT NULL,
    type     text NOT NULL,
    headers  jsonb NOT NULL,
    payload  bytea NOT NULL CHECK (octet_length(payload) < 900000),
    created  timestamptz NOT NULL DEFAULT now()
) WITH (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
);

-- What has left, for seven days: after a restore it alone tells surviving events from lost ones, and refills a lost log.
CREATE TABLE runtime.outbox_sent (
    LIKE runtime.outbox,
    sent timestamptz NOT NULL,
    PRIMARY KEY (pos)
);
CREATE INDEX outbox_sent_sent ON runtime.outbox_sent USING brin (sent);

-- Work that one process does at a time. Times are the database's own, so clocks of machines do not matter.
CREATE TABLE runtime.lease (
    name  text PRIMARY KEY,
    owner text,
    until timestamptz NOT NULL DEFAULT 'epoch',
    epoch bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The processes that consume now, each telling so every second; partitions are shared out among them.
CREATE TABLE runtime.member (
    id   text PRIMARY KEY,
    seen timestamptz NOT NULL
) WITH (fillfactor = 50);

-- The truth about consumption: advanced by compare-and-set in the transaction that holds the effects. A partition is its
-- owner's as long as the owner is a member. `stuck` says what owners died of without advancing it, so that an event that
-- kills its reader is found: 1, of anything; 2, the next one has begun a batch of here; 3 and more, it died over it.
CREATE TABLE runtime.log_cursor (
    topic    text NOT NULL,
    part     int NOT NULL,
    next_off bigint NOT NULL DEFAULT 0,
    owner    text,
    epoch    bigint NOT NULL DEFAULT 0,
    stuck    int NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, part)
) WITH (fillfactor = 50);

-- Events taken in, applied or parked. Not partitioned by time: uniqueness of the id alone would be lost.
CREATE TABLE runtime.inbox (
    event_id uuid PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_at ON runtime.inbox USING brin (at);

-- Events that could not be applied, and behind each all later ones of its key. The id is null where none could be read.
CREATE TABLE runtime.parked (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      text NOT NULL,
    part       int NOT NULL,
    off        bigint NOT NULL,
    key        text NOT NULL,
    event_id   uuid UNIQUE,
    type       text,
    headers    jsonb NOT NULL,
    value      bytea NOT NULL,
    reason     text NOT NULL,
    error      text NOT NULL,
    behind     boolean NOT NULL,
    tries      int NOT NULL DEFAULT 0,
    first_seen timestamptz NOT NULL DEFAULT now(),
    UNIQUE (topic, part, off)
);
CREATE INDEX parked_key ON runtime.parked (topic, key, off);

-- Trials of an event, counted before each one in a transaction of its own.
CREATE TABLE runtime.attempt (
    event_id   uuid PRIMARY KEY,
    n          int NOT NULL,
    last_error text,
    at         timestamptz NOT NULL DEFAULT now()
);

-- Every decision, by whom and on what. Partitioned by month on its UUIDv7.
CREATE TABLE runtime.audit (
    id         uuid PRIMARY KEY,
    at         timestamptz NOT NULL,
    operation  text NOT NULL,
    person     text NOT NULL,
    acting_for text,
    unit       text NOT NULL,
    standing   text,
    record     text,
    outcome    text NOT NULL,
    reason     text,
    request_id text
) PARTITION BY RANGE (id);
CREATE INDEX audit_record ON runtime.audit (record, id);

-- First answers to creating requests, repeated to whoever sends the same key again.
CREATE TABLE runtime.idempotency (
    actor_scope text NOT NULL,
    key         text NOT NULL,
    body_sha256 bytea NOT NULL,
    status      int,
    body        bytea,
    headers     jsonb,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor_scope, key)
);
CREATE INDEX idempotency_at ON runtime.idempotency USING brin (at);

-- The directory as this service knows it: every unit whole, its newest version.
CREATE TABLE runtime.unit (
    code    text PRIMARY KEY,
    version bigint NOT NULL,
    unit    jsonb NOT NULL
);
