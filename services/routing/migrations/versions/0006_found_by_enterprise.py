"""What names an enterprise is found by its code.

A line that the version before writes after this has no code until its next change. Of what was accepted before,
references were not kept: it is not found by them, nor by a number that its title has in groups.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
PHASE = "expand"


def upgrade() -> None:
    """A code is one word of ASCII, so it needs no cutting. Lines without any words are the service's to write."""
    op.execute(
        "UPDATE queue_item SET words = words || lower(facts ->> 'enterprise') FROM handling"
        " WHERE handling.request_id = queue_item.request_id AND facts ->> 'enterprise' IS NOT NULL AND words <> '{}'"
    )


def downgrade() -> None:
    """More words than are asked for do no harm."""
