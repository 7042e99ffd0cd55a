"""Roles, relations, stages and small vocabularies: complete, worded, in US spelling."""

import pytest

from db.domain import choice, relation, role
from db.domain.relation import EXCLUDING, RelationKind
from db.domain.role import Role, missing_for_grant, missing_for_roles
from db.domain.rule import Missing, RuleBroken, collect, ensure
from db.domain.stage import Stage, Track, TrackWords, stage_label, stages_from
from tests.domain.given import codes

ONE, TWO = Missing("one", "First."), Missing("two", "Second.", "step:plan")


def test_every_missing_item_is_raised_at_once() -> None:
    with pytest.raises(RuleBroken) as refused:
        ensure(None, ONE, (), [TWO])
    assert refused.value.missing == (ONE, TWO)
    assert str(refused.value) == "First. Second."


def test_nothing_missing_raises_nothing() -> None:
    assert collect(None, (), []) == ()
    ensure(None, ())
    with pytest.raises(ValueError, match="at least one"):
        RuleBroken()


def test_an_administrator_has_no_case_role() -> None:
    assert codes(missing_for_roles([Role.ADMIN, Role.CLERK])) == ["admin_excludes_case_roles"]
    assert missing_for_roles([Role.ADMIN, Role.SUPERVISOR]) == ()
    assert missing_for_roles([Role.CLERK, Role.INTAKE]) == ()


def test_nobody_grants_themselves_a_role_and_case_readers_need_two_approvals() -> None:
    assert codes(missing_for_grant(Role.CLERK, to_self=True, approvals=1)) == ["no_role_for_oneself", "second_approver"]
    assert missing_for_grant(Role.CLERK, to_self=False, approvals=2) == ()
    assert missing_for_grant(Role.SUPERVISOR, to_self=False, approvals=1) == ()
    assert codes(missing_for_grant(Role.HR, to_self=False, approvals=1, held=[Role.ADMIN])) == [
        "admin_excludes_case_roles"
    ]


def test_every_role_and_relation_has_words() -> None:
    assert set(role.LABELS) == set(Role)
    assert set(relation.LABELS) == set(RelationKind)
    assert {kind.value for kind in EXCLUDING} == {"respondent", "involved", "recused", "walled"}


def test_stages_are_in_the_words_of_the_track_and_of_the_office() -> None:
    assert stage_label("hearing", "employer") == "Pre-decision meeting"
    assert stage_label("hearing", "licence") == "Hearing"
    assert stage_label("charged", Track.LICENCE) == "Formal charges"
    assert stage_label(Stage.HEARING, Track.LICENCE, TrackWords("a", "trial", "c", "d")) == "Trial"
    assert stages_from(Stage.DECIDED) == {Stage.DECIDED, Stage.CLOSED}


def test_labels_of_small_vocabularies_have_us_spelling() -> None:
    words = [
        label
        for name, vocabulary in vars(choice).items()
        if name.isupper() and isinstance(vocabulary, dict) and name != "SPEECH_QUESTIONS"
        for label in vocabulary.values()
    ]
    assert len(words) > 150
    assert not [
        label for label in words if any(bad in label.lower() for bad in ("licence", "defence", "labour", "offence"))
    ]
    assert choice.label(choice.MATTER_REVIEWS, "disclosed_to_defence") == "Disclosed to the defense"
    assert choice.label(choice.PLATFORMS, "some_old_site") == "Some old site"
