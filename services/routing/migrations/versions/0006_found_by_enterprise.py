"""What names an enterprise is found by its code: its line is written anew when the service starts."""

from alembic import op

revision = "0006"
down_revision = "0005"
PHASE = "expand"


def upgrade() -> None:
    """Lines without words are those that the service indexes."""
    op.execute(
        "UPDATE queue_item SET words = '{}' FROM handling"
        " WHERE handling.request_id = queue_item.request_id AND handling.facts ->> 'enterprise' IS NOT NULL"
    )


def downgrade() -> None:
    """More words than are asked for do no harm."""
