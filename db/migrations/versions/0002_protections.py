"""Triggers that keep the record explained: no protected change without a new ledger entry, none undone in silence."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PROTECTED = (
    "account",
    "account_audit",
    "account_role",
    "acknowledgement",
    "action",
    "affected_matter",
    "allegation",
    "allegation_post",
    "allegation_subtype",
    "attribution",
    "baseline_pick",
    "board_term",
    "case",
    "case_incident",
    "case_link",
    "case_stage",
    "cause_review",
    "challenge",
    "charge",
    "charge_allegation",
    "charge_version",
    "condition",
    "conflict_check",
    "correction",
    "coverage",
    "coverage_break",
    "custody_event",
    "deadline",
    "deadline_change",
    "decision",
    "derivation",
    "destruction",
    "disclosure",
    "disclosure_item",
    "employment",
    "evidence",
    "evidence_absence",
    "evidence_restriction",
    "exhibit",
    "factor",
    "finding",
    "hearing",
    "incident",
    "incident_category",
    "incident_person",
    "legal_hold",
    "letter",
    "licence",
    "link_request",
    "matter_relation",
    "motion",
    "note",
    "office",
    "order",
    "panel",
    "panel_member",
    "person",
    "policy",
    "policy_section",
    "policy_version",
    "post",
    "post_subtype",
    "proceeding",
    "proceeding_case",
    "proposed_finding",
    "proposed_sanction",
    "protective_measure",
    "publication",
    "question",
    "records_request",
    "recusal",
    "referral",
    "reporter_identity",
    "reporter_notice",
    "representation",
    "response",
    "retention_mark",
    "sanction",
    "sanction_proof",
    "screening",
    "service",
    "source_category",
    "source_record",
    "speech_review",
    "statement",
    "statement_exposure",
    "step",
    "supplement",
    "training_completion",
    "training_module",
    "training_session",
    "unit",
    "vote",
)
APPEND_ONLY = ("ledger_entry", "ledger_change", "event", "read_mark", "custody_event")

_SQLITE_CHANGE = """
CREATE TRIGGER "{table}_{verb}_needs_entry" BEFORE {verb} ON "{table}"
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, '{table}: a change needs a new ledger entry'); END
"""
_SQLITE_KEEP = """
CREATE TRIGGER "{table}_{verb}_refused" BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table}: rows are never {done}'); END
"""
_POSTGRESQL_FUNCTIONS = (
    """
CREATE FUNCTION needs_new_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.ledger_entry WHERE id = NEW.entry_id) THEN
    RAISE EXCEPTION '%: a change needs a new ledger entry', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE FUNCTION row_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION '%: rows are never changed or removed', TG_TABLE_NAME;
END $$
""",
)


def upgrade() -> None:
    """Put the triggers on every protected table, on either database."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table in PROTECTED:
        for verb in ("INSERT", "UPDATE"):
            op.execute(_SQLITE_CHANGE.format(table=table, verb=verb))
        op.execute(_SQLITE_KEEP.format(table=table, verb="DELETE", done="deleted"))
    for table in APPEND_ONLY:
        op.execute(_SQLITE_KEEP.format(table=table, verb="UPDATE", done="changed"))
        if table not in PROTECTED:
            op.execute(_SQLITE_KEEP.format(table=table, verb="DELETE", done="deleted"))


def _postgresql() -> None:
    for function in _POSTGRESQL_FUNCTIONS:
        op.execute(function)
    for table in PROTECTED:
        op.execute(
            f'CREATE TRIGGER needs_new_entry BEFORE INSERT OR UPDATE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION needs_new_entry()"
        )
        op.execute(f'CREATE TRIGGER row_stays BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION row_stays()')
        op.execute(
            f'CREATE TRIGGER table_stays BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION row_stays()'
        )
    for table in APPEND_ONLY:
        verbs = "UPDATE" if table in PROTECTED else "UPDATE OR DELETE"
        op.execute(
            f'CREATE TRIGGER row_unchanged BEFORE {verbs} ON "{table}" FOR EACH ROW EXECUTE FUNCTION row_stays()'
        )
        if table not in PROTECTED:
            op.execute(
                f'CREATE TRIGGER table_stays BEFORE TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION row_stays()"
            )
