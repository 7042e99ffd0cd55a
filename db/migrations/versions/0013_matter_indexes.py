"""Indexes hold the rows that are looked up by them: a row of a report has no case, and wrote its null into each index
of cases, a page apiece. Changes of the ledger are found by their row's key alone, which no two tables share; those that
hold many rows have an index of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHERE_FILLED = {
    ("affected_matter", "case_id"): ("case_id",),
    ("deadline", "case_open"): ("case_id", "met_at", "ended_at", "due_at"),
    ("deadline", "incident_open"): ("incident_id", "met_at", "ended_at", "due_at"),
    ("event", "case_at"): ("case_id", "at"),
    ("event", "incident_at"): ("incident_id", "at"),
    ("evidence", "case_id"): ("case_id",),
    ("evidence", "post_id"): ("post_id",),
    ("incident", "assigned_to_id"): ("assigned_to_id",),
    ("ledger_entry", "case_id"): ("case_id",),
    ("ledger_entry", "incident_id"): ("incident_id",),
    ("matter_relation", "case_id"): ("case_id",),
    ("matter_relation", "incident_id"): ("incident_id",),
    ("matter_relation", "person_case"): ("person_id", "case_id", "kind"),
    ("matter_relation", "person_incident"): ("person_id", "incident_id", "kind"),
}
MANY = "operation IN ('bulk', 'restate')"


def upgrade() -> None:
    """Make each index anew."""
    for (table, name), columns in WHERE_FILLED.items():
        filled = next(one for one in columns if one.endswith("_id") and one != "person_id")
        _make_anew(table, f"ix_{table}_{name}", columns, f"{filled} IS NOT NULL")
    _make_anew("ledger_change", "ix_ledger_change_row", ("row_id",), None)
    _make("ledger_change", "ix_ledger_change_many", ("row_table",), MANY)


def _make_anew(table: str, name: str, columns: tuple[str, ...], where: str | None) -> None:
    op.drop_index(name, table_name=table)
    _make(table, name, columns, where)


def _make(table: str, name: str, columns: tuple[str, ...], where: str | None) -> None:
    only = sa.text(where) if where else None
    op.create_index(name, table, list(columns), sqlite_where=only, postgresql_where=only)
