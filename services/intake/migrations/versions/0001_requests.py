"""Requests, their messages, timelines, parties and numbers; and the runtime's own tables."""

from alembic import op

from shared.runtime.ddl import statements

revision = "0001"
down_revision = None
PHASE = "expand"

TABLES = [
    """
    CREATE TABLE request (
        id uuid CONSTRAINT pk_request PRIMARY KEY,
        number varchar NOT NULL,
        version integer NOT NULL,
        status varchar(32) NOT NULL,
        kind varchar(32) NOT NULL,
        channel varchar(32) NOT NULL,
        function_area varchar(32) NOT NULL,
        application varchar NOT NULL,
        system varchar,
        territory varchar NOT NULL,
        territorial_unit varchar NOT NULL,
        territorial_reason varchar NOT NULL,
        title varchar NOT NULL,
        description varchar NOT NULL,
        enterprise varchar,
        severity varchar(32) NOT NULL,
        anomaly_type varchar,
        registered_by varchar NOT NULL,
        registered_person varchar NOT NULL,
        first_contact_unit varchar,
        first_contact_person varchar,
        lead varchar,
        outcome varchar,
        submitted_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT ck_request_accountable CHECK (
            status IN ('submitted', 'rejected', 'withdrawn')
            OR (first_contact_unit IS NOT NULL AND first_contact_person IS NOT NULL)
        )
    ) PARTITION BY RANGE (id)
    """,
    "CREATE TABLE request_number (number varchar CONSTRAINT pk_request_number PRIMARY KEY, request_id uuid NOT NULL)",
    """
    CREATE TABLE request_contact (
        request_id uuid CONSTRAINT pk_request_contact PRIMARY KEY,
        name varchar NOT NULL,
        phone varchar,
        email varchar
    )
    """,
    """
    CREATE TABLE reference (
        request_id uuid NOT NULL,
        place integer NOT NULL,
        type varchar(32) NOT NULL,
        number varchar NOT NULL,
        CONSTRAINT pk_reference PRIMARY KEY (request_id, place)
    )
    """,
    "CREATE INDEX ix_reference_type_number ON reference (type, number)",
    """
    CREATE TABLE message (
        request_id uuid NOT NULL,
        id uuid NOT NULL,
        author varchar NOT NULL,
        unit varchar NOT NULL,
        text varchar NOT NULL,
        asks boolean NOT NULL,
        final boolean NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_message PRIMARY KEY (request_id, id)
    ) PARTITION BY RANGE (request_id)
    """,
    """
    CREATE TABLE timeline (
        request_id uuid NOT NULL,
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        act varchar NOT NULL,
        person varchar NOT NULL,
        unit varchar NOT NULL,
        facts jsonb NOT NULL,
        CONSTRAINT pk_timeline PRIMARY KEY (request_id, id)
    ) PARTITION BY RANGE (request_id)
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
    CREATE TABLE counter (
        territory varchar NOT NULL,
        day date NOT NULL,
        count integer NOT NULL,
        CONSTRAINT pk_counter PRIMARY KEY (territory, day)
    )
    """,
]


def upgrade() -> None:
    """Creates everything; months are made by the running service."""
    for statement in [*statements("spine"), *TABLES]:
        op.execute(statement)


def downgrade() -> None:
    """Drops everything."""
    op.execute("DROP TABLE request, request_number, request_contact, reference, message, timeline, party, counter")
    op.execute("DROP SCHEMA runtime CASCADE")
