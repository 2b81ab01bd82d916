"""Who may know of a request, by its newest event, and who is at it just now."""

from alembic import op

revision = "0003"
down_revision = "0002"
PHASE = "expand"

TABLES = [
    """
    CREATE TABLE audience (
        request_id uuid CONSTRAINT pk_audience PRIMARY KEY,
        at timestamptz NOT NULL,
        units varchar[] NOT NULL
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX ix_audience_at ON audience USING brin (at)",
    """
    CREATE UNLOGGED TABLE presence (
        request_id uuid NOT NULL,
        unit varchar NOT NULL,
        person varchar NOT NULL,
        doing varchar(32) NOT NULL,
        until timestamptz NOT NULL,
        CONSTRAINT pk_presence PRIMARY KEY (request_id, unit, person)
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)
    """,
    "CREATE INDEX ix_presence_until ON presence (until)",
    "CREATE INDEX ix_presence_person_until ON presence (person, until)",
]


def upgrade() -> None:
    """Creates both; presence is not logged, since a crash ends it anyway."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Drops both."""
    op.execute("DROP TABLE presence, audience")
