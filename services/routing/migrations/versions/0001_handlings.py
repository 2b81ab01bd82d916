"""Units and people, versions of the data files, handlings with legs, decisions and clocks; the runtime's own tables."""

from alembic import op

from shared.runtime.ddl import statements

revision = "0001"
down_revision = None
PHASE = "expand"

TABLES = [
    """
    CREATE TABLE unit (
        code varchar CONSTRAINT pk_unit PRIMARY KEY,
        version integer NOT NULL,
        name_zh varchar NOT NULL,
        name_en varchar NOT NULL,
        kind varchar(32) NOT NULL,
        level varchar(32) NOT NULL,
        superior varchar,
        territories text[] NOT NULL,
        function_areas text[] NOT NULL,
        applications text[] NOT NULL,
        systems text[] NOT NULL,
        calendar varchar NOT NULL,
        round_the_clock boolean NOT NULL
    )
    """,
    """
    CREATE TABLE person (
        id varchar CONSTRAINT pk_person PRIMARY KEY,
        unit varchar NOT NULL,
        place integer NOT NULL,
        name_zh varchar NOT NULL,
        name_en varchar NOT NULL,
        roles text[] NOT NULL,
        duty boolean NOT NULL
    )
    """,
    "CREATE INDEX ix_person_unit ON person (unit)",
    """
    CREATE TABLE catalogue_version (
        name varchar NOT NULL,
        version integer NOT NULL,
        document jsonb NOT NULL,
        loaded_at timestamptz NOT NULL,
        CONSTRAINT pk_catalogue_version PRIMARY KEY (name, version)
    )
    """,
    """
    CREATE TABLE handling (
        request_id uuid CONSTRAINT pk_handling PRIMARY KEY,
        version integer NOT NULL,
        outcome varchar,
        changed_at timestamptz NOT NULL,
        facts jsonb NOT NULL
    ) PARTITION BY RANGE (request_id)
    """,
    """
    CREATE TABLE leg (
        request_id uuid NOT NULL,
        number integer NOT NULL,
        unit varchar NOT NULL,
        part varchar(32) NOT NULL,
        status varchar(32) NOT NULL,
        since timestamptz NOT NULL,
        person varchar,
        ended_at timestamptz,
        CONSTRAINT pk_leg PRIMARY KEY (request_id, number)
    ) PARTITION BY RANGE (request_id)
    """,
    """
    CREATE TABLE dispatch_decision (
        request_id uuid NOT NULL,
        leg integer NOT NULL,
        lead varchar NOT NULL,
        co_handlers text[] NOT NULL,
        clocks text[] NOT NULL,
        catalogue_version integer NOT NULL,
        rule varchar NOT NULL,
        facts_matched jsonb NOT NULL,
        near_misses jsonb NOT NULL,
        reason_zh varchar NOT NULL,
        reason_en varchar NOT NULL,
        CONSTRAINT pk_dispatch_decision PRIMARY KEY (request_id, leg)
    ) PARTITION BY RANGE (request_id)
    """,
    """
    CREATE TABLE clock (
        request_id uuid NOT NULL,
        leg integer NOT NULL,
        name varchar(32) NOT NULL,
        party varchar NOT NULL,
        calendar varchar NOT NULL,
        limit_seconds integer NOT NULL,
        started_at timestamptz NOT NULL,
        stopped_at timestamptz,
        pauses jsonb NOT NULL,
        due_at timestamptz NOT NULL,
        provisional boolean NOT NULL,
        CONSTRAINT pk_clock PRIMARY KEY (request_id, leg, name)
    ) PARTITION BY RANGE (request_id)
    """,
    """
    CREATE TABLE case_fact (
        request_id uuid CONSTRAINT pk_case_fact PRIMARY KEY,
        case_id uuid NOT NULL,
        version integer NOT NULL,
        at timestamptz NOT NULL,
        competent_unit varchar,
        severity varchar(32),
        rule varchar NOT NULL,
        outcome varchar
    )
    """,
    """
    CREATE TABLE party (
        request_id uuid NOT NULL,
        holder varchar NOT NULL,
        standing varchar(32) NOT NULL,
        opened timestamptz NOT NULL,
        CONSTRAINT pk_party PRIMARY KEY (request_id, holder, standing)
    )
    """,
    "CREATE INDEX ix_party_scope ON party (holder, standing, opened, request_id)",
    """
    CREATE TABLE queue_item (
        request_id uuid CONSTRAINT pk_queue_item PRIMARY KEY,
        opened timestamptz NOT NULL,
        kind varchar(32) NOT NULL,
        severity varchar(32) NOT NULL,
        status varchar(32) NOT NULL,
        function_area varchar(32) NOT NULL,
        territory varchar NOT NULL,
        lead varchar NOT NULL
    )
    """,
    "CREATE INDEX ix_queue_item_opened ON queue_item (opened, request_id)",
]


def upgrade() -> None:
    """Creates everything; months are made by the running service."""
    for statement in [*statements("spine"), *TABLES]:
        op.execute(statement)


def downgrade() -> None:
    """Drops everything."""
    op.execute(
        "DROP TABLE unit, person, catalogue_version, handling, leg, dispatch_decision, clock, case_fact, party,"
        " queue_item"
    )
    op.execute("DROP SCHEMA runtime CASCADE")
