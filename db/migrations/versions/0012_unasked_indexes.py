"""Indexes that no statement asks for go: each cost every filing a page or more. A report's open deadlines get one.

Two of them did harm as well: a planner without statistics took "all deadlines of this rule" or "all open deadlines" for
the shorter way to those of one matter.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNASKED = {
    "deadline": ("incident_id", "open_due", "rule"),
    "incident": ("coverage_id", "occurred_from_at", "unit_id"),
    "incident_category": ("incident_id",),  # its unique constraint begins with it
    "post": ("platform", "posted_from_at"),
}


def upgrade() -> None:
    """Drop what is not asked for, and index the open deadlines of a report as those of a case are."""
    for table, names in UNASKED.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table_name=table)
    op.create_index("ix_deadline_incident_open", "deadline", ["incident_id", "met_at", "ended_at", "due_at"])
