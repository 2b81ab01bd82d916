"""Endpoints, zones, lanes and deliveries; and the runtime's own tables."""

from alembic import op

from shared.runtime.ddl import statements

revision = "0001"
down_revision = None
PHASE = "expand"

TABLES = [
    """
    CREATE TABLE zone (
        code varchar CONSTRAINT pk_zone PRIMARY KEY,
        kind varchar(32) NOT NULL,
        unit varchar,
        ports integer[] NOT NULL,
        networks varchar[] NOT NULL
    )
    """,
    "INSERT INTO zone (code, kind, ports, networks) VALUES ('public', 'public', '{443,8443}', '{}')",
    """
    CREATE TABLE endpoint (
        id uuid CONSTRAINT pk_endpoint PRIMARY KEY,
        version integer NOT NULL,
        unit varchar NOT NULL,
        name varchar NOT NULL,
        scheme varchar NOT NULL,
        host varchar NOT NULL,
        port integer NOT NULL,
        path varchar NOT NULL,
        zone varchar NOT NULL CONSTRAINT fk_endpoint_zone_zone REFERENCES zone (code),
        filters varchar[] NOT NULL,
        room integer NOT NULL,
        time_limit_ms integer NOT NULL,
        status varchar(32) NOT NULL,
        reason varchar,
        silent integer NOT NULL,
        rests integer NOT NULL,
        rest_until timestamptz,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_endpoint_unit_id ON endpoint (unit, id)",
    """
    CREATE TABLE endpoint_secret (
        kid uuid CONSTRAINT pk_endpoint_secret PRIMARY KEY,
        endpoint_id uuid NOT NULL CONSTRAINT fk_endpoint_secret_endpoint_id_endpoint REFERENCES endpoint (id),
        sealed bytea NOT NULL,
        not_before timestamptz NOT NULL,
        not_after timestamptz
    )
    """,
    "CREATE INDEX ix_endpoint_secret_endpoint_id ON endpoint_secret (endpoint_id)",
    """
    CREATE TABLE lane (
        id uuid CONSTRAINT pk_lane PRIMARY KEY,
        endpoint_id uuid NOT NULL,
        source varchar NOT NULL,
        subject varchar NOT NULL,
        state varchar(32) NOT NULL,
        tail bigint NOT NULL,
        previous bigint,
        unsent integer NOT NULL,
        next_at timestamptz,
        lease_token uuid,
        lease_until timestamptz,
        CONSTRAINT uq_lane_endpoint_id_source_subject UNIQUE (endpoint_id, source, subject),
        CONSTRAINT ck_lane_state CHECK (
            CASE state
                WHEN 'idle' THEN unsent = 0 AND next_at IS NULL AND lease_token IS NULL AND lease_until IS NULL
                WHEN 'ready' THEN unsent > 0 AND next_at IS NOT NULL AND lease_token IS NULL AND lease_until IS NULL
                WHEN 'leased' THEN unsent >= 0 AND lease_token IS NOT NULL AND lease_until IS NOT NULL
                ELSE false
            END
        )
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)
    """,
    "CREATE INDEX ix_lane_ready ON lane (endpoint_id, next_at) WHERE state = 'ready'",
    "CREATE INDEX ix_lane_leased ON lane (endpoint_id, lease_until) WHERE state = 'leased'",
    """
    CREATE TABLE due (
        delivery_id uuid CONSTRAINT pk_due PRIMARY KEY,
        lane_id uuid NOT NULL,
        sequence bigint NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)
    """,
    "CREATE INDEX ix_due_lane_id_sequence ON due (lane_id, sequence)",
    """
    CREATE TABLE delivery (
        id uuid CONSTRAINT pk_delivery PRIMARY KEY,
        endpoint_id uuid NOT NULL,
        lane_id uuid NOT NULL,
        event_id uuid NOT NULL,
        type varchar NOT NULL,
        source varchar NOT NULL,
        subject varchar NOT NULL,
        sequence bigint NOT NULL,
        previous bigint,
        time timestamptz NOT NULL,
        data bytea NOT NULL,
        traceparent varchar,
        state varchar(32) NOT NULL,
        attempts integer NOT NULL,
        last_code varchar,
        expires_at timestamptz NOT NULL,
        settled_at timestamptz
    ) PARTITION BY RANGE (id)
    """,
    "CREATE INDEX ix_delivery_endpoint_id_id ON delivery (endpoint_id, id)",
    """
    CREATE TABLE delivery_attempt (
        id uuid CONSTRAINT pk_delivery_attempt PRIMARY KEY,
        delivery_id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        at timestamptz NOT NULL,
        milliseconds integer,
        status integer,
        code varchar NOT NULL,
        head bytea NOT NULL,
        body_sha256 bytea NOT NULL
    ) PARTITION BY RANGE (id)
    """,
    "CREATE INDEX ix_delivery_attempt_delivery_id_id ON delivery_attempt (delivery_id, id)",
]


def upgrade() -> None:
    """Creates everything; months are made by the running service."""
    for statement in [*statements("spine"), *TABLES]:
        op.execute(statement)


def downgrade() -> None:
    """Drops everything."""
    op.execute("DROP TABLE delivery_attempt, delivery, due, lane, endpoint_secret, endpoint, zone")
    op.execute("DROP SCHEMA runtime CASCADE")
