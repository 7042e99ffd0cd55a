# ruff: noqa: S608  the names are this file's own
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
# Roles that see matters, or count them, without a relation to each. It is coarser than the program's own filter.
_BROAD = "'board_chair', 'board_member', 'clerk', 'conflict_officer', 'deciding_official', 'hr', 'intake', 'leadership', 'records'"  # fmt: skip # noqa: E501
_ALWAYS = "'involved', 'recused', 'walled'"


def _setting(name: str) -> str:
    return f"nullif(pg_catalog.current_setting('probity.{name}', true), '')"


# Asked as (SELECT ...) it is worked out once a statement, not once a row. What follows is asked of those to whom not
# all is open, without a SELECT where that can be: each is planned with every statement of everybody.
_OPEN = f"(SELECT {_setting('system')} IS NOT NULL OR {_setting('open')} IS NOT NULL)"
_SYSTEM = f"{_setting('system')} IS NOT NULL"
_KNOWN = f"{_setting('person')} IS NOT NULL"
_BROADLY = f"{_setting('broad')} IS NOT NULL"
_OWN = f"person_id = {_setting('person')}::uuid"


def _not_among(column: str, keys: str) -> str:
    """For the few that somebody is shut out of. No key is among none, and no row without one is."""
    return f"coalesce({column} <> ALL ({_setting(keys)}::uuid[]), true)"


def _among(column: str, keys: str) -> str:
    """For what somebody is related to, which may be much: gathered when first asked for, and kept in a hash."""
    return f"{column} IN (SELECT pg_catalog.unnest(coalesce({_setting(keys)}, wall_relate('{keys}'))::uuid[]))"


# What a person is shut out of is gathered once a transaction, what they are related to when a policy first asks for
# it, and both are kept in settings: policies that looked it up themselves made a list of cases half as slow again.
# These functions have a system actor's eyes while they read what the wall is made of; should one fail, its transaction
# ends and its settings with it.
_INSIDE = "LANGUAGE plpgsql SET search_path = pg_catalog, public"
_EYES = "before text := current_setting('probity.system', true);"
_LOOK = "PERFORM set_config('probity.system', 'wall', true);"
_LOOK_AWAY = "PERFORM set_config('probity.system', coalesce(before, ''), true);"
_NOW_RELATED = "r.person_id = person AND r.from_at <= moment AND (r.until_at IS NULL OR r.until_at > moment)"
# A person who shuts themselves out writes the rest of that very act: a wall stands from the moment after it.
_GATHER = f"""
CREATE FUNCTION wall_gather() RETURNS void {_INSIDE} AS $$
DECLARE
  {_EYES}
  person uuid := {_setting("person")}::uuid;
  moment timestamptz := {_setting("now")}::timestamptz;
  in_portal boolean := {_setting("portal")} IS NOT NULL;
  is_broad boolean := string_to_array(coalesce({_setting("roles")}, ''), ',') && ARRAY[{_BROAD}];
  shut_cases uuid[]; shut_reports uuid[]; own_cases uuid[]; own_reports uuid[]; served uuid[];
BEGIN
  IF person IS NULL OR moment IS NULL THEN
    RETURN;
  END IF;
  {_LOOK}
  SELECT
    coalesce(array_agg(r.case_id) FILTER (WHERE r.case_id IS NOT NULL AND r.kind <> 'respondent'), '{{}}'),
    coalesce(array_agg(r.incident_id) FILTER (WHERE r.incident_id IS NOT NULL AND r.kind <> 'respondent'), '{{}}'),
    coalesce(array_agg(r.case_id) FILTER (WHERE r.case_id IS NOT NULL AND r.kind = 'respondent'), '{{}}'),
    coalesce(array_agg(r.incident_id) FILTER (WHERE r.incident_id IS NOT NULL AND r.kind = 'respondent'), '{{}}')
  INTO shut_cases, shut_reports, own_cases, own_reports
  FROM matter_relation r
  WHERE r.kind IN ({_ALWAYS}, 'respondent') AND r.from_at < moment AND {_NOW_RELATED};
  IF own_cases <> '{{}}' THEN
    SELECT coalesce(array_agg(own), '{{}}') INTO served FROM unnest(own_cases) own
    WHERE EXISTS (SELECT 1 FROM service s WHERE s.case_id = own AND s.succeeded);
    SELECT coalesce(array_agg(own), '{{}}') INTO own_cases FROM unnest(own_cases) own WHERE own <> ALL (served);
  END IF;
  PERFORM
    set_config('probity.broad', CASE WHEN is_broad THEN 'on' ELSE '' END, true),
    set_config('probity.open', CASE WHEN is_broad AND shut_cases = '{{}}' AND shut_reports = '{{}}' AND own_cases = '{{}}'
               AND own_reports = '{{}}' AND coalesce(served, '{{}}') = '{{}}' THEN 'on' ELSE '' END, true),
    set_config('probity.shut_cases', (shut_cases || own_cases || CASE WHEN in_portal THEN '{{}}' ELSE served END)::text, true),
    set_config('probity.shut_reports', (shut_reports || CASE WHEN in_portal THEN '{{}}' ELSE own_reports END)::text, true),
    set_config('probity.party_shut_cases', (shut_cases || own_cases)::text, true),
    set_config('probity.party_shut_reports', shut_reports::text, true),
    set_config('probity.related_cases', '', true),
    set_config('probity.related_reports', '', true);
  {_LOOK_AWAY}
END $$
"""  # noqa: E501
_RELATE = f"""
CREATE FUNCTION wall_relate(wanted text) RETURNS text {_INSIDE} AS $$
DECLARE
  {_EYES}
  person uuid := {_setting("person")}::uuid;
  moment timestamptz := {_setting("now")}::timestamptz;
  cases uuid[]; reports uuid[];
BEGIN
  IF person IS NULL OR moment IS NULL THEN
    RETURN '{{}}';
  END IF;
  {_LOOK}
  SELECT coalesce(array_agg(r.case_id) FILTER (WHERE r.case_id IS NOT NULL), '{{}}'),
    coalesce(array_agg(r.incident_id) FILTER (WHERE r.incident_id IS NOT NULL), '{{}}')
  INTO cases, reports FROM matter_relation r WHERE {_NOW_RELATED};
  PERFORM
    set_config('probity.related_cases', ARRAY(SELECT unnest(cases) UNION
               SELECT i.case_id FROM case_incident i WHERE i.incident_id = ANY (reports))::text, true),
    set_config('probity.related_reports', ARRAY(SELECT unnest(reports) UNION
               SELECT i.incident_id FROM case_incident i WHERE i.case_id = ANY (cases))::text, true);
  {_LOOK_AWAY}
  RETURN current_setting('probity.' || wanted, true);
END $$
"""
_ENTER = """
CREATE FUNCTION wall_enter(person uuid, roles text, moment timestamptz, portal boolean) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public AS $$
  SELECT set_config('probity.system', '', true), set_config('probity.person', person::text, true),
    set_config('probity.roles', roles, true), set_config('probity.now', moment::text, true),
    set_config('probity.portal', CASE WHEN portal THEN 'on' ELSE '' END, true);
  SELECT wall_gather();
$$
"""
# An act that relates its own author to a matter goes on with it.
_CHANGED = f"""
CREATE FUNCTION wall_changed() RETURNS trigger {_INSIDE} AS $$
BEGIN
  PERFORM wall_gather();
  RETURN NULL;
END $$
"""
GATHERED_FROM = ("case_incident", "matter_relation", "service")

# The trigger of every protected row asks whether its entry is written; the wall must not hide the answer from it.
_NEEDS_NEW_ENTRY = f"""
CREATE OR REPLACE FUNCTION needs_new_entry() RETURNS trigger {_INSIDE} AS $$
DECLARE
  {_EYES}
  is_written boolean;
BEGIN
  {_LOOK}
  is_written := EXISTS (SELECT 1 FROM public.ledger_entry WHERE id = NEW.entry_id);
  {_LOOK_AWAY}
  IF is_written THEN
    RAISE EXCEPTION '%: a change needs a new ledger entry', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Put the wall on every table that holds rows of a matter."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for function in (_GATHER, _RELATE, _ENTER, _CHANGED, _NEEDS_NEW_ENTRY):
        op.execute(function)
    for table in GATHERED_FROM:
        op.execute(
            f'CREATE TRIGGER wall_changed AFTER INSERT OR UPDATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION wall_changed()"
        )
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
    side = "party_shut" if table in OF_A_PARTY else "shut"
    shut, related, unset = [], [], []
    for column, matters in ((case, "cases"), (report, "reports")):
        if column:
            shut.append(_not_among(column, f"{side}_{matters}"))
            related.append(_among(column, f"related_{matters}"))
            unset.append(f"{column} IS NULL")
    stays, nobodys = " AND ".join(shut), " AND ".join(unset)
    sees = f"{stays} AND ({_BROADLY} OR ({_KNOWN} AND {nobodys}) OR {' OR '.join(related)})"
    if table == "matter_relation":  # the program's own wall is made of these: everybody reads their own
        sees = f"{_OWN} OR ({sees})"
    writes = f"{_KNOWN} AND {stays}"
    if table == "ledger_entry":  # signing in is recorded before anybody is known
        writes = f"({nobodys}) OR ({writes})"
    return f"{_OPEN} OR ({sees})", f"{_SYSTEM} OR ({writes})"


def _of_a_mark() -> tuple[str, str]:
    shut = f"{_not_among('matter_id', 'shut_cases')} AND {_not_among('matter_id', 'shut_reports')}"
    related = f"{_among('matter_id', 'related_cases')} OR {_among('matter_id', 'related_reports')}"
    return f"{_OPEN} OR ({shut} AND ({_BROADLY} OR {_OWN} OR {related}))", f"{_SYSTEM} OR ({_KNOWN} AND {shut})"


def _of_a_link() -> tuple[str, str]:
    sees, writes = _by_matter("case_link", "case_id", "")
    other = _not_among("other_id", "shut_cases")
    return f"{_OPEN} OR (({sees}) AND {other})", f"{_SYSTEM} OR (({writes}) AND {other})"


def _through(table: str, column: str, parent: str) -> tuple[str, str]:
    on = f'EXISTS (SELECT 1 FROM "{parent}" above WHERE above.id = "{table}".{column})'
    writes = "true" if table == "ledger_change" else f"{_SYSTEM} OR {_KNOWN}"
    return f"{_OPEN} OR {on}", writes
