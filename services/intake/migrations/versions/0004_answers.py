"""Which question a message answers, and whether the desk wrote it down for the requester."""

from alembic import op

revision = "0004"
down_revision = "0003"
PHASE = "expand"


def upgrade() -> None:
    """Of messages from before nobody knows; they answer nothing."""
    op.execute("ALTER TABLE message ADD COLUMN answers uuid, ADD COLUMN on_behalf boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Forgets both."""
    op.execute("ALTER TABLE message DROP COLUMN answers, DROP COLUMN on_behalf")
