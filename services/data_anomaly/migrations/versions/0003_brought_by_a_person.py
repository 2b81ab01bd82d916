"""Whether a case was brought for a unit, or by somebody for themselves: then it is not their whole unit's to see."""

from alembic import op

revision = "0003"
down_revision = "0002"
PHASE = "expand"


def upgrade() -> None:
    """Adds the mark; who opened a case until now was a machine, or is known no better."""
    op.execute("ALTER TABLE case_file ADD COLUMN for_unit boolean NOT NULL DEFAULT true")


def downgrade() -> None:
    """Drops it."""
    op.execute("ALTER TABLE case_file DROP COLUMN for_unit")
