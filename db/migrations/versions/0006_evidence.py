"""What a web archive says of its own capture: a row beside the evidence, written by a job."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "evidence_capture"
_SQLITE_CHANGE = """
CREATE TRIGGER "{table}_{verb}_needs_entry" BEFORE {verb} ON "{table}"
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, '{table}: a change needs a new ledger entry'); END
"""
_SQLITE_KEEP = """
CREATE TRIGGER "{table}_DELETE_refused" BEFORE DELETE ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table}: rows are never deleted'); END
"""
_POSTGRESQL = (
    "CREATE TRIGGER needs_new_entry BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION needs_new_entry()",
    "CREATE TRIGGER row_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION row_stays()",
    "CREATE TRIGGER table_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION row_stays()",
)


def upgrade() -> None:
    """Make the table and its protections."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("software", sa.String(length=500), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_capture_evidence_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entry.id"],
            name=op.f("fk_evidence_capture_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_capture")),
        sa.UniqueConstraint("evidence_id", name=op.f("uq_evidence_capture_evidence_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            op.execute(_SQLITE_CHANGE.format(table=TABLE, verb=verb))
        op.execute(_SQLITE_KEEP.format(table=TABLE))
    else:
        for statement in _POSTGRESQL:
            op.execute(statement.format(table=TABLE))
