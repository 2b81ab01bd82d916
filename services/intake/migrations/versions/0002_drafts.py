"""Drafts: what people have typed and not yet sent."""

from alembic import op

from shared.runtime.ddl import statements

revision = "0002"
down_revision = "0001"
PHASE = "expand"


def upgrade() -> None:
    """Adds the runtime's table of drafts."""
    for statement in statements("drafts"):
        op.execute(statement)


def downgrade() -> None:
    """Drops it."""
    op.execute("DROP TABLE runtime.draft")
