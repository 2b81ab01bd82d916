"""What a page of a request asks for: internal notes, marks of what was read, co-handlers, lists by status."""

from alembic import op

revision = "0003"
down_revision = "0002"
PHASE = "contract"

CHANGES = [
    "ALTER TABLE message ADD COLUMN visibility varchar(32) NOT NULL DEFAULT 'public'",
    "ALTER TABLE request ADD COLUMN co_handlers jsonb NOT NULL DEFAULT '[]'",
    """
    CREATE TABLE read_mark (
        request_id uuid NOT NULL,
        person varchar NOT NULL,
        message_id uuid NOT NULL,
        CONSTRAINT pk_read_mark PRIMARY KEY (request_id, person)
    ) PARTITION BY RANGE (request_id)
    """,
    "ALTER TABLE party ADD COLUMN status varchar(32) NOT NULL DEFAULT 'submitted'",
    "UPDATE party SET status = request.status FROM request WHERE request.id = party.request_id",
    "ALTER TABLE party ALTER COLUMN status DROP DEFAULT",
    "DROP INDEX ix_party_scope",
    "CREATE INDEX ix_party_scope ON party (holder, standing, status, opened, request_id)",
]


def upgrade() -> None:
    """Adds them; the status in a party row is the request's own, repeated where lists walk."""
    for statement in CHANGES:
        op.execute(statement)


def downgrade() -> None:
    """Takes them away."""
    op.execute("DROP INDEX ix_party_scope")
    op.execute("ALTER TABLE party DROP COLUMN status")
    op.execute("CREATE INDEX ix_party_scope ON party (holder, standing, opened, request_id)")
    op.execute("DROP TABLE read_mark")
    op.execute("ALTER TABLE request DROP COLUMN co_handlers")
    op.execute("ALTER TABLE message DROP COLUMN visibility")
