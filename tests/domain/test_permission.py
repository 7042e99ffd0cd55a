"""The policy table: default deny, exclusion before everything, and the sentences of the lifecycle page."""

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.permission import (
    GRANTS,
    Permission,
    excluding_for,
    grants_for,
    is_allowed,
    is_portal,
    is_possible,
    permissions_for,
)
from db.domain.relation import ALWAYS_EXCLUDING, CREATED_BY, RelationKind
from db.domain.role import Role
from db.domain.stage import Stage

CASE_ACTS = """
attribution:decide step:plan step:complete evidence:add evidence:custody evidence:explain_absence statement:take
speech_review:record allegation:add allegation:report notice:draft letter:serve response:record extension:grant
stay:order protective_measure:impose matter:add matter:review representation:record motion:file motion:rule
case:submit_for_review cause:find case:return_for_changes charge:draft charge:withdraw proposed_action:draft
disclosure:record panel:compose conflict:declare decider:recuse decider:replace decider:challenge official:designate
hearing:schedule notice_time:waive hearing:hold exhibit:file default:move default:order question:put vote:cast
question:close factor:record baseline:pick finding:record sanction:propose decision:issue exception:file appeal:lodge
appeal:decide consent:approve sanction:prove_start sanction:prove_completion condition:report correction:record
outcome:serve reporter:tell referral:record case:dismiss case:divert case:close case:reopen note:add hold:place
hold:lift
""".split()  # noqa: SIM905 - a list of seventy names is read as a paragraph

# (permission, role, relation, stage, allowed): by hand, from `lifecycle.md`, "People: roles and relations".
BY_HAND = [
    ("step:plan", "investigator", "investigator", "investigation", True),
    ("step:plan", "investigator", None, "investigation", False),
    ("step:plan", None, "investigator", "investigation", False),
    ("step:plan", "investigator", "investigator", "charged", False),
    ("case:read", "investigator", "investigator", "deliberation", True),
    ("case:read", "investigator", "investigator", "decided", False),
    ("case:read", None, "grantee", "decided", True),
    ("case:read", "cause_reviewer", "cause_reviewer", "cause_review", True),
    ("case:read", "cause_reviewer", "cause_reviewer", "charged", False),
    ("case:read", "clerk", None, "investigation", True),
    ("case:read", "clerk", None, "closed", True),
    ("deliberation:read", "clerk", None, "deliberation", False),
    ("privileged:read", "clerk", None, "deliberation", False),
    ("case:read", "counsel", "presenting_counsel", "investigation", True),
    ("case:read", "counsel", None, "investigation", False),
    ("case:read", "board_member", None, "hearing", False),
    ("case:read", "board_member", "panel_member", "investigation", False),
    ("case:read", "board_member", "panel_member", "hearing", True),
    ("case:header", "board_chair", None, "investigation", False),
    ("case:header", "board_chair", None, "cause_review", True),
    ("case:read", "board_chair", None, "cause_review", False),
    ("case:header", "intake", None, "hearing", True),
    ("case:read", "intake", None, "hearing", False),
    ("report:read", "intake", None, None, True),
    ("report:read", "conflict_officer", None, None, False),
    ("report:follow", None, "reporter", None, True),
    ("report:follow", "supervisor", None, None, False),
    ("report:file", "supervisor", None, None, True),
    ("report:file", "admin", None, None, False),
    ("case:read", "admin", None, "hearing", False),
    ("case:list", "admin", None, "hearing", False),
    ("figure:read", "leadership", None, None, True),
    ("figure:read_small_cells", "leadership", None, None, False),
    ("case:read", "leadership", None, "hearing", False),
    ("cause:find", "cause_reviewer", "cause_reviewer", "cause_review", True),
    ("cause:find", "investigator", "investigator", "cause_review", False),
    ("vote:cast", "board_member", "panel_member", "deliberation", True),
    ("vote:cast", "board_member", "panel_member", "hearing", False),
    ("vote:cast", "clerk", None, "deliberation", False),
    ("panel:compose", "board_chair", None, "charged", True),
    ("panel:compose", "board_member", "panel_member", "charged", False),
    ("finding:record", "deciding_official", "deciding_official", "deliberation", True),
    ("finding:record", "deciding_official", None, "deliberation", False),
    ("letter:serve", "clerk", None, "charged", True),
    ("sanction:prove_start", "hr", None, "decided", True),
    ("sanction:prove_start", "hr", None, "hearing", False),
    ("ledger:read", "records", None, None, True),
    ("hold:place", "records", None, "hearing", True),
    ("case:read", "records", None, "hearing", False),
    ("account:manage", "admin", None, None, True),
    ("roster:search", "hr", None, None, True),
    ("portal:read", None, "respondent", "charged", True),
    ("portal:answer", None, "respondent_side", "charged", True),
    ("case:read", "clerk", "respondent", "charged", False),
    ("conflict:rule", "conflict_officer", None, None, True),
    ("sanction:read", None, "monitor", "decided", True),
    ("case:read", None, "monitor", "decided", False),
    ("case:read", None, "chain_of_command", "decided", False),
    ("case:read", None, "witness", "investigation", False),
]


@pytest.mark.parametrize(("permission", "role", "relation", "stage", "allowed"), BY_HAND)
def test_the_table_says_what_the_lifecycle_page_says(
    permission: str, role: str | None, relation: str | None, stage: str | None, allowed: bool
) -> None:
    roles, relations = [role] if role else [], [relation] if relation else []
    assert is_allowed(permission, roles=roles, relations=relations, stage=stage) is allowed


def test_deciders_read_from_the_service_of_charges() -> None:
    for role, relation in (("board_member", "panel_member"), ("deciding_official", "deciding_official")):
        asked = ("case:read", [role], [relation])
        assert not is_allowed(asked[0], roles=asked[1], relations=asked[2], stage="charged")
        assert is_allowed(asked[0], roles=asked[1], relations=asked[2], stage="charged", charges_served=True)


def test_every_act_is_a_permission_that_somebody_has() -> None:
    known = {permission.value for permission in Permission}
    assert set(CASE_ACTS) <= known
    assert [permission for permission in Permission if not grants_for(permission)] == []


def test_permissions_are_alphabetical_nouns_and_verbs() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    assert all(value.count(":") == 1 and value == value.lower() for value in values)


def test_every_line_of_the_table_has_its_source() -> None:
    assert all(len(grant.source) > 10 for grant in GRANTS)
    assert len(GRANTS) == len(set(GRANTS))


def test_an_unknown_permission_is_an_error_and_not_a_no() -> None:
    with pytest.raises(ValueError, match="case:everything"):
        is_allowed("case:everything", roles=[Role.CLERK])


roles = st.sets(st.sampled_from(list(Role)))
relations = st.sets(st.sampled_from(list(RelationKind)))
stages = st.none() | st.sampled_from(list(Stage))
permissions = st.sampled_from(list(Permission))


@example(permissions, roles, relations, stages, st.sampled_from(sorted(ALWAYS_EXCLUDING)), st.booleans())
def test_an_excluding_relation_beats_every_role_and_relation(
    permission: Permission,
    held: set[Role],
    related: set[RelationKind],
    stage: Stage | None,
    excluding: RelationKind,
    served: bool,
) -> None:
    asked = {*related, excluding}
    assert not is_allowed(permission, roles=held, relations=asked, stage=stage, charges_served=served)


@example(permissions, roles, relations, stages)
def test_a_respondent_keeps_the_portal_and_nothing_else(
    permission: Permission, held: set[Role], related: set[RelationKind], stage: Stage | None
) -> None:
    asked = (related - ALWAYS_EXCLUDING) | {RelationKind.RESPONDENT}
    allowed = is_allowed(permission, roles=held, relations=asked, stage=stage, charges_served=True)
    assert allowed is is_portal(permission)


@example(permissions, stages)
def test_without_role_and_relation_nothing_is_allowed(permission: Permission, stage: Stage | None) -> None:
    assert not is_allowed(permission, roles=(), relations=(), stage=stage, charges_served=True)


@example(permissions, roles, relations, stages)
def test_what_is_allowed_is_possible(
    permission: Permission, held: set[Role], related: set[RelationKind], stage: Stage | None
) -> None:
    if is_allowed(permission, roles=held, relations=related, stage=stage, charges_served=True):
        assert is_possible(permission, held)
        assert permission in permissions_for(roles=held, relations=related, stage=stage, charges_served=True)


def test_an_administrator_has_no_permission_on_any_case() -> None:
    for stage in Stage:
        found = permissions_for(roles=[Role.ADMIN], stage=stage)
        assert not {one for one in found if one.value.startswith(("case:", "report:", "deliberation:", "privileged:"))}


def test_relations_are_created_by_acts_that_exist() -> None:
    assert set(CREATED_BY) <= {permission.value for permission in Permission}


def test_a_portal_permission_is_beaten_by_walls_only() -> None:
    assert excluding_for("portal:read") == ALWAYS_EXCLUDING
    assert RelationKind.RESPONDENT in excluding_for("case:read")


def test_a_witness_reads_what_their_role_reads_but_does_not_act() -> None:
    assert is_allowed("case:read", roles=["clerk"], relations=["witness"], stage="investigation")
    assert not is_allowed("letter:serve", roles=["clerk"], relations=["witness"], stage="investigation")
    assert is_allowed("letter:serve", roles=["clerk"], stage="investigation")
    assert is_allowed("report:supplement", roles=[], relations=["witness", "reporter"])
    assert is_allowed("relation:recuse", roles=["clerk"], relations=["witness"], stage="investigation")
