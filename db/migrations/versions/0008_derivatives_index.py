"""The index of derivatives holds derivatives only: of nearly every file the column is null, and a database that looked
there for originals read all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_DERIVED = sa.text("derived_from_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_evidence_derived_from_id", table_name="evidence")
    op.create_index(
        "ix_evidence_derived_from_id",
        "evidence",
        ["derived_from_id"],
        sqlite_where=_DERIVED,
        postgresql_where=_DERIVED,
    )
