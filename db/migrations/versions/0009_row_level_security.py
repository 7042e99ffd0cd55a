# ruff: noqa: S608, ISC004  the names are this file's own
"""The third wall, on PostgreSQL: rows of a matter are seen only by an identity that its matter is open to.

SQLite has no such thing: its file has one user. There this migration does nothing.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# What a respondent reads of their own case once a paper was served, wherever in the product they are.
OF_A_PARTY = (
    "case",
    "case_stage",
    "charge_version",
    "deadline",
    "decision",
    "disclosure",
    "event",
    "hearing",
    "letter",
    "motion",
    "notice",
    "representation",
    "response",
    "sanction",
    "service",
)
BY_CASE_AND_REPORT = (
    "affected_matter",
    "attribution",
    "case_incident",
    "deadline",
    "event",
    "evidence",
    "evidence_absence",
    "ledger_entry",
    "legal_hold",
    "matter_relation",
    "notice",
    "proceeding",
    "referral",
    "retention_mark",
    "screening",
)
BY_CASE = (
    "allegation",
    "baseline_pick",
    "case_stage",
    "cause_review",
    "challenge",
    "charge",
    "charge_version",
    "condition",
    "correction",
    "decision",
    "derivation",
    "disclosure",
    "exhibit",
    "factor",
    "hearing",
    "letter",
    "motion",
    "note",
    "order",
    "panel",
    "panel_member",
    "proceeding_case",
    "proposed_finding",
    "proposed_sanction",
    "protective_measure",
    "question",
    "recusal",
    "representation",
    "response",
    "sanction",
    "sanction_proof",
    "service",
    "signature",
    "speech_review",
    "statement",
    "step",
    "vote",
)
BY_REPORT = (
    "account_audit",
    "conflict_check",
    "incident_category",
    "incident_person",
    "post",
    "reporter_identity",
    "reporter_notice",
    "source_category",
    "source_record",
    "supplement",
)
# Tables that reach their matter through another: its rows are seen where the row that they hang on is.
THROUGH = {
    "allegation_post": ("allegation_id", "allegation"),
    "allegation_subtype": ("allegation_id", "allegation"),
    "charge_allegation": ("allegation_id", "allegation"),
    "custody_event": ("evidence_id", "evidence"),
    "deadline_change": ("deadline_id", "deadline"),
    "disclosure_item": ("disclosure_id", "disclosure"),
    "evidence_capture": ("evidence_id", "evidence"),
    "evidence_restriction": ("evidence_id", "evidence"),
    "finding": ("decision_id", "decision"),
    "ledger_change": ("entry_id", "ledger_entry"),
    "post_subtype": ("post_id", "post"),
    "publication": ("letter_id", "letter"),
    "statement_exposure": ("statement_id", "statement"),
}
# What the functions of the wall read, as the owner whom the wall binds too: without this they would ask themselves.
READ_BY_THE_WALL = ("case_incident", "ledger_entry", "matter_relation", "service")

# Roles that see matters, or count them, without a relation to each. It is coarser than the program's own filter.
_BROAD = "'board_chair', 'board_member', 'clerk', 'conflict_officer', 'deciding_official', 'hr', 'intake', 'leadership', 'records'"  # fmt: skip # noqa: E501

_RUNNING = (
    "r.person_id = public.wall_person() AND r.from_at {since} public.wall_now() "
    "AND (r.until_at IS NULL OR r.until_at > public.wall_now())"
)
# A person who shuts themselves out writes the rest of that very act: a wall stands from the moment after it.
_STANDS = _RUNNING.format(since="<")
_HOLDS = _RUNNING.format(since="<=")
_ALWAYS = "'involved', 'recused', 'walled'"

_FUNCTIONS = (
    ("wall_system()", "boolean", "", "SELECT coalesce(current_setting('probity.system', true), '') <> ''"),
    ("wall_person()", "uuid", "", "SELECT nullif(current_setting('probity.person', true), '')::uuid"),
    ("wall_now()", "timestamptz", "", "SELECT nullif(current_setting('probity.now', true), '')::timestamptz"),
    (
        "wall_known()",
        "boolean",
        "",
        "SELECT public.wall_system() OR (public.wall_person() IS NOT NULL AND public.wall_now() IS NOT NULL)",
    ),
    (
        "wall_broad()",
        "boolean",
        "",
        "SELECT public.wall_known() AND coalesce(string_to_array(current_setting('probity.roles', true), ',') && "
        f"ARRAY[{_BROAD}], false)",
    ),
    (
        "wall_open()",
        "boolean",
        "SECURITY DEFINER",
        "SELECT public.wall_system() OR (public.wall_broad() AND NOT EXISTS (SELECT 1 FROM public.matter_relation r "
        f"WHERE {_STANDS} AND r.kind IN ({_ALWAYS}, 'respondent')))",
    ),
    (
        "wall_shut_cases(of_a_party boolean)",
        "SETOF uuid",
        "SECURITY DEFINER",
        f"SELECT r.case_id FROM public.matter_relation r WHERE {_STANDS} AND r.case_id IS NOT NULL AND (r.kind IN "
        f"({_ALWAYS}) OR (r.kind = 'respondent' AND NOT ((of_a_party OR public.wall_portal()) AND EXISTS "
        "(SELECT 1 FROM public.service s WHERE s.case_id = r.case_id AND s.succeeded))))",
    ),
    (
        "wall_shut_reports(of_a_party boolean)",
        "SETOF uuid",
        "SECURITY DEFINER",
        f"SELECT r.incident_id FROM public.matter_relation r WHERE {_STANDS} AND r.incident_id IS NOT NULL AND "
        f"(r.kind IN ({_ALWAYS}) OR (r.kind = 'respondent' AND NOT (of_a_party OR public.wall_portal())))",
    ),
    (
        "wall_related_cases()",
        "SETOF uuid",
        "SECURITY DEFINER",
        f"SELECT r.case_id FROM public.matter_relation r WHERE {_HOLDS} AND r.case_id IS NOT NULL UNION "
        "SELECT i.case_id FROM public.matter_relation r JOIN public.case_incident i ON i.incident_id = r.incident_id "
        f"WHERE {_HOLDS}",
    ),
    (
        "wall_related_reports()",
        "SETOF uuid",
        "SECURITY DEFINER",
        f"SELECT r.incident_id FROM public.matter_relation r WHERE {_HOLDS} AND r.incident_id IS NOT NULL UNION "
        "SELECT i.incident_id FROM public.matter_relation r JOIN public.case_incident i ON i.case_id = r.case_id "
        f"WHERE {_HOLDS}",
    ),
)
_PORTAL = ("wall_portal()", "boolean", "", "SELECT coalesce(current_setting('probity.portal', true), '') = 'on'")

# The trigger of every protected row asks whether its entry is written; the wall must not hide the answer from it.
_NEEDS_NEW_ENTRY = """
CREATE OR REPLACE FUNCTION needs_new_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.ledger_entry WHERE id = NEW.entry_id) THEN
    RAISE EXCEPTION '%: a change needs a new ledger entry', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Put the wall on every table that holds rows of a matter."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for name, returns, rights, body in (_PORTAL, *_FUNCTIONS):
        op.execute(
            f"CREATE FUNCTION {name} RETURNS {returns} LANGUAGE sql STABLE {rights} "
            f"SET search_path = pg_catalog, public AS $$ {body} $$"
        )
    op.execute(_NEEDS_NEW_ENTRY)
    for table in READ_BY_THE_WALL:
        op.execute(f'CREATE POLICY read_by_the_wall ON "{table}" FOR SELECT TO CURRENT_USER USING (true)')
    for table, sees, writes in _policies():
        op.execute(f'CREATE POLICY matter_is_open ON "{table}" USING ({sees}) WITH CHECK ({writes})')
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def _policies() -> list[tuple[str, str, str]]:
    """(table, who sees a row, who writes one)."""
    found = [(table, *_by_matter(table, "case_id", "incident_id")) for table in BY_CASE_AND_REPORT]
    found += [(table, *_by_matter(table, "case_id", "")) for table in BY_CASE]
    found += [(table, *_by_matter(table, "", "incident_id")) for table in BY_REPORT]
    found += [("case", *_by_matter("case", "id", "")), ("incident", *_by_matter("incident", "", "id"))]
    found += [("read_mark", *_of_a_mark()), ("case_link", *_of_a_link())]
    found += [(table, *_through(table, *way)) for table, way in sorted(THROUGH.items())]
    return found


def _by_matter(table: str, case: str, report: str) -> tuple[str, str]:
    party = "true" if table in OF_A_PARTY else "false"
    shut, related, unset = [], [], []
    for column, matters in ((case, "cases"), (report, "reports")):
        if column:
            shut.append(f"({column} IS NULL OR {column} NOT IN (SELECT wall_shut_{matters}({party})))")
            related.append(f"{column} IN (SELECT wall_related_{matters}())")
            unset.append(f"{column} IS NULL")
    nobodys = f"({' AND '.join(unset)})"
    known = "(SELECT wall_known())"
    sees = f"{known} AND {' AND '.join(shut)} AND ((SELECT wall_broad()) OR {nobodys} OR {' OR '.join(related)})"
    if table == "matter_relation":  # the program's own wall is made of these: everybody reads their own
        sees = f"{known} AND (person_id = (SELECT wall_person()) OR ({sees}))"
    writes = f"{known} AND {' AND '.join(shut)}"
    if table == "ledger_entry":  # signing in is recorded before anybody is known
        writes = f"{nobodys} OR ({writes})"
    return f"(SELECT wall_open()) OR ({sees})", f"(SELECT wall_system()) OR {writes}"


def _of_a_mark() -> tuple[str, str]:
    shut = "matter_id NOT IN (SELECT wall_shut_cases(false)) AND matter_id NOT IN (SELECT wall_shut_reports(false))"
    related = "matter_id IN (SELECT wall_related_cases()) OR matter_id IN (SELECT wall_related_reports())"
    own = "person_id = (SELECT wall_person())"
    sees = f"(SELECT wall_known()) AND {shut} AND ((SELECT wall_broad()) OR {own} OR {related})"
    return f"(SELECT wall_open()) OR ({sees})", f"(SELECT wall_known()) AND {shut}"


def _of_a_link() -> tuple[str, str]:
    sees, writes = _by_matter("case_link", "case_id", "")
    other = "other_id NOT IN (SELECT wall_shut_cases(false))"
    return f"(SELECT wall_open()) OR (({sees}) AND {other})", f"(SELECT wall_system()) OR (({writes}) AND {other})"


def _through(table: str, column: str, parent: str) -> tuple[str, str]:
    on = f'EXISTS (SELECT 1 FROM "{parent}" above WHERE above.id = "{table}".{column})'
    writes = "true" if table == "ledger_change" else "(SELECT wall_known())"
    return f"(SELECT wall_open()) OR {on}", writes
