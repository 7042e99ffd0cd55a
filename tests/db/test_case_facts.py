"""The facts of a case, read from rows on both databases."""

import pytest

from db.case_facts import facts_of
from db.domain.move import MoveName, missing_for
from db.domain.stage import Stage
from db.models import Case
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


def test_a_case_without_rows_lacks_everything_the_first_move_asks_for(matters: Matters) -> None:
    placed = matters.case()
    with matters.work() as work:
        facts = facts_of(work, work.session.get_one(Case, placed.id))
    assert [item.code for item in missing_for(facts, MoveName.SUBMIT_FOR_REVIEW)] == [
        "notice_served",
        "notice_answered",
        "allegation_stated",
    ]
    assert facts.stage is Stage.INVESTIGATION
    assert facts.deciders == ()
    assert facts.attribution_confirmed
