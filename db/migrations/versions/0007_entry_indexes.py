"""Indexes: the rows of an entry, for which SQLite looks in every protected table as the entry is written; and the open
deadlines and the papers not served yet, which are counted on every page."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index `entry_id` wherever SQLite would otherwise read a whole table at the end of each act; and what waits."""
    op.create_index("ix_deadline_who_open", "deadline", ["who_must_act", "met_at", "ended_at"])
    op.create_index("ix_letter_case_standing", "letter", ["case_id", "recalled_at", "id"])
    op.create_index("ix_service_letter_succeeded", "service", ["letter_id", "succeeded"])
    if op.get_bind().dialect.name == "sqlite":
        for table in _explained():
            op.create_index(f"ix_{table}_entry_id", table, ["entry_id"])


def _explained() -> list[str]:
    """Tables whose rows name the entry that explains them, and that cannot be looked up by it yet."""
    inspector = sa.inspect(op.get_bind())
    return [table for table in sorted(inspector.get_table_names()) if _lacks_index(inspector, table)]


def _lacks_index(inspector: sa.Inspector, table: str) -> bool:
    keys = [inspector.get_pk_constraint(table)["constrained_columns"]]
    keys += [index["column_names"] for index in inspector.get_indexes(table)]
    has_entry = any(column["name"] == "entry_id" for column in inspector.get_columns(table))
    return has_entry and not any(key[:1] == ["entry_id"] for key in keys)
