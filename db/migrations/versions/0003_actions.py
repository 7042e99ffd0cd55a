"""An action's version and its end; a section's code once in a version. No table is rebuilt, so every trigger stays."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns and an index are added in place on both databases: SQLite's batch mode would drop the protections."""
    op.add_column("action", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "action",
        sa.Column(
            "ended_on",
            sa.Date(),
            sa.CheckConstraint(
                "ended_on IS NULL OR (adopted_on IS NOT NULL AND ended_on >= adopted_on)",
                name=op.f("ck_action_ends_after_adoption"),
            ),
            nullable=True,
        ),
    )
    op.create_index("uq_policy_section_version_id_code", "policy_section", ["version_id", "code"], unique=True)
