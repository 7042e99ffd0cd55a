"""Sign-in by the office's identity provider: links of accounts to subjects, and sign-ins that were begun."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LINK = "openid_link"

_SQLITE_CHANGE = """
CREATE TRIGGER "{table}_{verb}_needs_entry" BEFORE {verb} ON "{table}"
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, '{table}: a change needs a new ledger entry'); END
"""
_SQLITE_KEEP = """
CREATE TRIGGER "{table}_DELETE_refused" BEFORE DELETE ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table}: rows are never deleted'); END
"""


def upgrade() -> None:
    """Make the tables, and put on the links what protects every other row of the record."""
    _tables()
    op.add_column("account_session", sa.Column("provider_factor", sa.Boolean(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            op.execute(_SQLITE_CHANGE.format(table=LINK, verb=verb))
        op.execute(_SQLITE_KEEP.format(table=LINK))
        op.create_index(f"ix_{LINK}_entry_id", LINK, ["entry_id"])
        return
    op.execute(
        f"CREATE TRIGGER needs_new_entry BEFORE INSERT OR UPDATE ON {LINK} "
        "FOR EACH ROW EXECUTE FUNCTION needs_new_entry()"
    )
    op.execute(f"CREATE TRIGGER row_stays BEFORE DELETE ON {LINK} FOR EACH ROW EXECUTE FUNCTION row_stays()")
    op.execute(f"CREATE TRIGGER table_stays BEFORE TRUNCATE ON {LINK} FOR EACH STATEMENT EXECUTE FUNCTION row_stays()")


def _tables() -> None:
    op.create_table(
        LINK,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("approved_by_id <> asked_by_id", name=op.f("ck_openid_link_second_person")),
        sa.CheckConstraint(
            "(approved_by_id is null) = (approved_at is null)", name=op.f("ck_openid_link_approval")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_openid_link_account_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_openid_link_asked_by_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_openid_link_approved_by_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_openid_link_entry_id"), initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openid_link")),
    )  # fmt: skip
    goes_on = sa.text("ended_at IS NULL")
    for name, columns in (("account", ["account_id"]), ("subject", ["issuer", "subject"])):
        op.create_index(
            f"uq_openid_link_{name}", LINK, columns, unique=True, sqlite_where=goes_on, postgresql_where=goes_on
        )
    op.create_table(
        "openid_try",
        sa.Column("token_sha256", sa.String(length=500), nullable=False),
        sa.Column("wanted", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_openid_try")),
    )
    op.create_index(op.f("ix_openid_try_made_at"), "openid_try", ["made_at"], unique=False)
