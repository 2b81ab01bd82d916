"""Lists are read from their index alone: what is shown and tested on the way stands in it, beside the order."""

from alembic import op

revision = "0004"
down_revision = "0003"
PHASE = "expand"

KEYS = {
    "due": ("due_at, request_id", "severity", "open"),
    "severity": ("severity, due_at, request_id", "", "open"),
    "newest": ("opened, request_id", "severity, due_at", "open"),
    "ended": ("opened, request_id", "severity", "NOT open"),
}
TESTED = "kind, status, lead, soon_at"
OFFERED = "open AND status = 'offered' AND standing = 'lead'"


def upgrade() -> None:
    """The same indexes, each with what its lists ask for."""
    for name, (keys, shown, where) in KEYS.items():
        more = ", ".join(filter(None, (shown, TESTED)))
        for table, scope in (("party", "holder, standing, "), ("queue_item", "")):
            op.execute(f"DROP INDEX ix_{table}_{name}")
            op.execute(f"CREATE INDEX ix_{table}_{name} ON {table} ({scope}{keys}) INCLUDE ({more}) WHERE {where}")
    op.execute("DROP INDEX ix_party_offered")
    op.execute(
        "CREATE INDEX ix_party_offered ON party (holder, due_at, request_id)"
        f" INCLUDE (standing, severity, {TESTED}) WHERE {OFFERED}"
    )


def downgrade() -> None:
    """Order alone."""
    for name, (keys, _, where) in KEYS.items():
        for table, scope in (("party", "holder, standing, "), ("queue_item", "")):
            op.execute(f"DROP INDEX ix_{table}_{name}")
            op.execute(f"CREATE INDEX ix_{table}_{name} ON {table} ({scope}{keys}) WHERE {where}")
    op.execute("DROP INDEX ix_party_offered")
    op.execute(f"CREATE INDEX ix_party_offered ON party (holder, due_at, request_id) WHERE {OFFERED}")
