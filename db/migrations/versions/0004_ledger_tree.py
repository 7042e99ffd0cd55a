"""The ledger's tree: what waits for its place, leaves in their order, signed heads, and what was lawfully erased."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("ledger_leaf", "ledger_head")

_SQLITE_KEEP = """
CREATE TRIGGER "{table}_{verb}_refused" BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table}: rows are never {done}'); END
"""
_SQLITE_WAIT = """
CREATE TRIGGER "ledger_entry_waits" AFTER INSERT ON "ledger_entry"
BEGIN INSERT INTO ledger_pending (entry_id) VALUES (NEW.id); END
"""
_POSTGRESQL_WAIT = """
CREATE FUNCTION entry_waits() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.ledger_pending (entry_id) VALUES (NEW.id);
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "ledger_pending",
        sa.Column("seq", WHOLE, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_pending")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_pending_entry_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ledger_leaf",
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_leaf")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_leaf_entry_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_leaf_entry_id")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("tree_size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root", sa.String(500), nullable=False),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.Column("key_id", sa.String(60), nullable=False),
        sa.Column("signature", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("tree_size", name=op.f("pk_ledger_head")),
    )
    op.execute("INSERT INTO ledger_pending (entry_id) SELECT id FROM ledger_entry ORDER BY at, id")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_WAIT)
        for table in APPEND_ONLY:
            op.execute(_SQLITE_KEEP.format(table=table, verb="UPDATE", done="changed"))
            op.execute(_SQLITE_KEEP.format(table=table, verb="DELETE", done="deleted"))
    else:
        op.execute(_POSTGRESQL_WAIT)
        op.execute(
            "CREATE TRIGGER entry_waits AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION entry_waits()"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER row_unchanged BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION row_stays()"
            )
            op.execute(
                f"CREATE TRIGGER table_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION row_stays()"
            )
