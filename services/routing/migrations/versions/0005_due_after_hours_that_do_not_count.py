"""What falls due right after a night or a weekend is found without reading what falls due in it."""

from alembic import op

revision = "0005"
down_revision = "0004"
PHASE = "expand"

EARLY = "open AND timezone('UTC', due_at) > timezone('UTC', soon_at) + interval '7200 seconds'"
TABLES = {"party": "holder, standing, ", "queue_item": ""}


def upgrade() -> None:
    """An index of those rows alone, like that of what is due."""
    for table, scope in TABLES.items():
        op.execute(
            f"CREATE INDEX ix_{table}_early ON {table} ({scope}due_at, request_id)"
            f" INCLUDE (severity, kind, status, lead, soon_at) WHERE {EARLY}"
        )


def downgrade() -> None:
    """Removes it."""
    for table in TABLES:
        op.execute(f"DROP INDEX ix_{table}_early")
