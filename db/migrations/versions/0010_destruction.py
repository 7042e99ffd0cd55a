"""Lawful destruction: the request, the two approvals, what was taken, and triggers that let exactly that go.

A row may be deleted, and a payload with its salt emptied, where an approved destruction names it whose own entry is not
written yet: in the transaction of that destruction and never again. An emptied text, not a null: allowing nulls would
rebuild the ledger's tables on SQLite, and a rebuilt table has lost its triggers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEW = ("destruction_request", "destruction_approval", "destruction_item")
FOR_EVER = ("destruction", "destruction_approval", "destruction_item")
DESTROYABLE = (
    "affected_matter", "allegation", "allegation_post", "allegation_subtype", "attribution", "baseline_pick", "case",
    "case_incident", "case_link", "case_stage", "cause_review", "challenge", "charge", "charge_allegation",
    "charge_version", "condition", "conflict_check", "correction", "custody_event", "deadline", "deadline_change",
    "decision", "derivation", "destruction_request", "disclosure", "disclosure_item", "event", "evidence",
    "evidence_absence", "evidence_capture", "evidence_restriction", "exhibit", "factor", "finding", "hearing",
    "incident", "incident_category", "incident_person", "legal_hold", "letter", "matter_relation", "motion", "note",
    "order", "panel", "panel_member", "person", "post", "post_subtype", "proceeding", "proceeding_case",
    "proposed_finding", "proposed_sanction", "protective_measure", "publication", "question", "read_mark", "recusal",
    "referral", "reporter_identity", "reporter_notice", "representation", "response", "retention_mark", "sanction",
    "sanction_proof", "screening", "service", "signature", "source_category", "source_record", "speech_review",
    "statement", "statement_exposure", "step", "supplement", "vote",
)  # fmt: skip
EMPTIED = {"ledger_entry": ("header", "salt", "actor"), "ledger_change": ("payload", "salt")}

_SQLITE_CHANGE = """
CREATE TRIGGER "{table}_{verb}_needs_entry" BEFORE {verb} ON "{table}"
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, '{table}: a change needs a new ledger entry'); END
"""
_SQLITE_KEEP = """
CREATE TRIGGER "{table}_{verb}_refused" BEFORE {verb} ON "{table}"{unless}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never {done}'); END
"""
# Due, approved by two people in the same act, and that act not written yet.
_SQLITE_NAMED = """EXISTS (
  SELECT 1 FROM destruction_item i JOIN destruction d ON d.id = i.destruction_id
  WHERE i.row_table = '{table}' AND i.row_id = {key}
  AND date(d.destroyed_at) >= date(d.due_on, '-1 day')
  AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = d.entry_id)
  AND (SELECT count(DISTINCT a.account_id) FROM destruction_approval a
       WHERE a.destruction_id = d.id AND a.entry_id = d.entry_id) >= 2)"""
_POSTGRESQL = (
    """
CREATE FUNCTION is_being_destroyed(of_table text, key text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  before text := current_setting('probity.system', true);
  is_named boolean;
BEGIN
  -- The wall must not hide from this question that the entry is written.
  PERFORM set_config('probity.system', 'wall', true);
  is_named := EXISTS (
    SELECT 1 FROM public.destruction_item i JOIN public.destruction d ON d.id = i.destruction_id
    WHERE i.row_table = of_table AND i.row_id = key
    AND (d.destroyed_at AT TIME ZONE 'UTC')::date >= d.due_on - 1
    AND NOT EXISTS (SELECT 1 FROM public.ledger_entry e WHERE e.id = d.entry_id)
    AND (SELECT count(DISTINCT a.account_id) FROM public.destruction_approval a
         WHERE a.destruction_id = d.id AND a.entry_id = d.entry_id) >= 2);
  PERFORM set_config('probity.system', coalesce(before, ''), true);
  RETURN is_named;
END $$
""",
    """
CREATE OR REPLACE FUNCTION row_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  old_row jsonb; new_row jsonb; key text; emptied text[];
BEGIN
  IF TG_LEVEL = 'ROW' THEN
    old_row := to_jsonb(OLD);
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = ANY ('DESTROYABLE'::text[])
       AND public.is_being_destroyed(TG_TABLE_NAME, replace(old_row ->> 'id', '-', '')) THEN
      RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME IN ('ledger_entry', 'ledger_change') THEN
      new_row := to_jsonb(NEW);
      IF TG_TABLE_NAME = 'ledger_entry' THEN
        emptied := ARRAY['header', 'salt', 'actor'];
        key := replace(old_row ->> 'id', '-', '');
      ELSE
        emptied := ARRAY['payload', 'salt'];
        key := replace(old_row ->> 'entry_id', '-', '') || ':' || (old_row ->> 'position');
      END IF;
      IF old_row - emptied = new_row - emptied
         AND NOT EXISTS (SELECT 1 FROM unnest(emptied) name WHERE new_row ->> name <> '')
         AND public.is_being_destroyed(TG_TABLE_NAME, key) THEN
        RETURN NEW;
      END IF;
    END IF;
  END IF;
  RAISE EXCEPTION '%: rows are never changed or removed', TG_TABLE_NAME;
END $$
""",
)


def upgrade() -> None:
    """Make the tables, protect them, and let an approved destruction through on either database."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table in NEW:
        for verb in ("INSERT", "UPDATE"):
            op.execute(_SQLITE_CHANGE.format(table=table, verb=verb))
        op.create_index(f"ix_{table}_entry_id", table, ["entry_id"])
    for table in FOR_EVER:
        op.execute(_SQLITE_KEEP.format(table=table, verb="UPDATE", done="changed", unless=""))
    for table in ("destruction_approval", "destruction_item"):
        op.execute(_SQLITE_KEEP.format(table=table, verb="DELETE", done="deleted", unless=""))
    for table in DESTROYABLE:
        named = _SQLITE_NAMED.format(table=table, key="OLD.id")
        op.execute(f'DROP TRIGGER IF EXISTS "{table}_DELETE_refused"')
        op.execute(_SQLITE_KEEP.format(table=table, verb="DELETE", done="deleted", unless=f"\nWHEN NOT {named}"))
    for table, emptied in EMPTIED.items():
        key = "OLD.id" if table == "ledger_entry" else "OLD.entry_id || ':' || OLD.position"
        columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
        same = [f'NEW."{name}" IS OLD."{name}"' for name in columns if name not in emptied]
        terms = [*(f"NEW.{name} = ''" for name in emptied), *same, _SQLITE_NAMED.format(table=table, key=key)]
        op.execute(f'DROP TRIGGER "{table}_UPDATE_refused"')
        unless = f"\nWHEN NOT ({' AND '.join(terms)})"
        op.execute(_SQLITE_KEEP.format(table=table, verb="UPDATE", done="changed", unless=unless))


def _postgresql() -> None:
    for function in _POSTGRESQL:
        op.execute(function.replace("DESTROYABLE", f"{{{','.join(DESTROYABLE)}}}"))
    for table in NEW:
        op.execute(
            f"CREATE TRIGGER needs_new_entry BEFORE INSERT OR UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION needs_new_entry()"
        )
        op.execute(f"CREATE TRIGGER row_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION row_stays()")
        op.execute(
            f"CREATE TRIGGER table_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION row_stays()"
        )
    for table in FOR_EVER:
        op.execute(f"CREATE TRIGGER row_unchanged BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION row_stays()")
    # A request names its matter by the same two columns as a hold, so the same wall stands before it.
    of_hold = (
        "SELECT pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy "
        "WHERE polname = 'matter_is_open' AND polrelid = 'public.legal_hold'::regclass"
    )
    sees, writes = op.get_bind().exec_driver_sql(of_hold).one()
    op.execute(f"CREATE POLICY matter_is_open ON destruction_request USING ({sees}) WITH CHECK ({writes})")
    op.execute("ALTER TABLE destruction_request ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE destruction_request FORCE ROW LEVEL SECURITY")


def _entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["entry_id"], ["ledger_entry.id"], name=op.f(f"fk_{table}_entry_id"), initially="DEFERRED", deferrable=True
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _tables() -> None:
    op.create_table(
        "destruction_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("rule_class", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruled_by_id", sa.Uuid(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruling_reason", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(incident_id is null) <> (case_id is null)", name=op.f("ck_destruction_request_one_matter")
        ),
        sa.CheckConstraint("ruled_by_id <> asked_by_id", name=op.f("ck_destruction_request_second_person")),
        _to("destruction_request", "incident_id", "incident"),
        _to("destruction_request", "case_id", "case"),
        _to("destruction_request", "asked_by_id", "account"),
        _to("destruction_request", "ruled_by_id", "account"),
        _entry("destruction_request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_request")),
    )
    for name, column in (("case", "case_id"), ("report", "incident_id")):
        still_open = sa.text("ruled_at IS NULL")
        op.create_index(
            f"uq_destruction_request_{name}", "destruction_request", [column], unique=True, sqlite_where=still_open,
            postgresql_where=still_open,
        )  # fmt: skip
    op.create_table(
        "destruction_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        _to("destruction_approval", "destruction_id", "destruction"),
        _to("destruction_approval", "account_id", "account"),
        _entry("destruction_approval"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_approval")),
        sa.UniqueConstraint(
            "destruction_id", "account_id", name=op.f("uq_destruction_approval_destruction_id_account_id")
        ),
    )
    op.create_table(
        "destruction_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("row_table", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.String(length=500), nullable=False),
        sa.Column("commitment", sa.String(length=500), nullable=False),
        sa.Column("remains", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        _to("destruction_item", "destruction_id", "destruction"),
        _entry("destruction_item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_item")),
        sa.UniqueConstraint("row_table", "row_id", name=op.f("uq_destruction_item_row_table_row_id")),
    )
    op.create_index(op.f("ix_destruction_item_destruction_id"), "destruction_item", ["destruction_id"])
    op.create_table(
        "file_removal",
        sa.Column("sha256", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_removal")),
    )
