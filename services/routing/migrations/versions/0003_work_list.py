"""The work list: sort keys beside every standing, words to search by, saved views.

Rows that are there get their keys here and their words, which only the service can cut, when it starts.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
PHASE = "expand"

OPEN = "('offered', 'accepted', 'working', 'objected')"
KEYS = """
    ADD COLUMN open boolean NOT NULL DEFAULT true,
    ADD COLUMN due_at timestamptz NOT NULL DEFAULT 'infinity',
    ADD COLUMN soon_at timestamptz NOT NULL DEFAULT 'infinity'
"""
UPGRADE = [
    f"ALTER TABLE queue_item {KEYS}, ADD COLUMN words text[] NOT NULL DEFAULT '{{}}'",
    f"""
    ALTER TABLE party {KEYS},
        ADD COLUMN kind varchar(32), ADD COLUMN severity varchar(32),
        ADD COLUMN status varchar(32), ADD COLUMN lead varchar
    """,
    f"UPDATE queue_item SET open = status IN {OPEN}",
    """
    UPDATE party p
    SET open = q.open, kind = q.kind, severity = q.severity, status = q.status, lead = q.lead
    FROM queue_item q WHERE q.request_id = p.request_id
    """,
    """
    ALTER TABLE party
        ALTER COLUMN kind SET NOT NULL, ALTER COLUMN severity SET NOT NULL,
        ALTER COLUMN status SET NOT NULL, ALTER COLUMN lead SET NOT NULL
    """,
    "CREATE INDEX ix_party_due ON party (holder, standing, due_at, request_id) WHERE open",
    "CREATE INDEX ix_party_severity ON party (holder, standing, severity, due_at, request_id) WHERE open",
    "CREATE INDEX ix_party_newest ON party (holder, standing, opened, request_id) WHERE open",
    "CREATE INDEX ix_party_ended ON party (holder, standing, opened, request_id) WHERE NOT open",
    """
    CREATE INDEX ix_party_offered ON party (holder, due_at, request_id)
        WHERE open AND status = 'offered' AND standing = 'lead'
    """,
    "DROP INDEX ix_party_scope",
    "CREATE INDEX ix_queue_item_due ON queue_item (due_at, request_id) WHERE open",
    "CREATE INDEX ix_queue_item_severity ON queue_item (severity, due_at, request_id) WHERE open",
    "CREATE INDEX ix_queue_item_newest ON queue_item (opened, request_id) WHERE open",
    "CREATE INDEX ix_queue_item_ended ON queue_item (opened, request_id) WHERE NOT open",
    "CREATE INDEX ix_queue_item_words ON queue_item USING gin (words)",
    "CREATE INDEX ix_queue_item_wordless ON queue_item (request_id) WHERE words = '{}'",
    "DROP INDEX ix_queue_item_opened",
    """
    CREATE TABLE saved_view (
        id uuid CONSTRAINT pk_saved_view PRIMARY KEY,
        holder varchar NOT NULL,
        scope varchar(32) NOT NULL,
        version integer NOT NULL,
        name varchar NOT NULL,
        filter jsonb NOT NULL,
        sort varchar(32) NOT NULL,
        columns text[] NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT uq_saved_view_name UNIQUE (holder, name)
    )
    """,
]
DOWNGRADE = [
    "DROP TABLE saved_view",
    """
    ALTER TABLE queue_item DROP COLUMN open, DROP COLUMN due_at, DROP COLUMN soon_at, DROP COLUMN words
    """,
    """
    ALTER TABLE party
        DROP COLUMN open, DROP COLUMN due_at, DROP COLUMN soon_at,
        DROP COLUMN kind, DROP COLUMN severity, DROP COLUMN status, DROP COLUMN lead
    """,
    "CREATE INDEX ix_party_scope ON party (holder, standing, opened, request_id)",
    "CREATE INDEX ix_queue_item_opened ON queue_item (opened, request_id)",
]


def upgrade() -> None:
    """Adds columns, indexes and the table."""
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    """Removes them; indexes go with their columns."""
    for statement in DOWNGRADE:
        op.execute(statement)
