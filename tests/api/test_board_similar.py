"""Similar decided cases: a median from eight on, "unusual" from twenty on, and never one the viewer is kept from."""

import pytest

from api.board.service.similar import Similar, similar_cases
from db.domain.stage import SanctionStatus, Stage, Track
from db.models import Allegation, AllegationSubtype, Case, Decision, Sanction
from db.session import Sessions
from db.work import Work
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


def alleged(work: Work, case: Placed, subtype: str = "nonpublic_facts") -> None:
    row = Allegation(
        case_id=case.id, ordinal=1, text="Posted.", content_ground=False, evidence_for="", evidence_against="",
        proposed_finding=None, reported_by_id=None, reported_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.session.add(AllegationSubtype(allegation_id=row.id, subtype=subtype))


def decided(matters: Matters, kind: str, subtype: str = "nonpublic_facts") -> Placed:
    """A closed licence case with one sanction of a kind."""
    case = matters.case("respondent_two", track=Track.LICENCE, stage=Stage.CLOSED)
    with matters.work("chair", "case:decided") as work:
        alleged(work, case, subtype)
        decision = Decision(
            case_id=case.id, instance="board_order", round=1, is_current_final=True, outcome="sanction",
            proof="clear_and_convincing", reasons="x", departure_reason="", minority_view="", details={},
            decided_by="9 members", issued_by_id=work.viewer.account_id, issued_at=work.now,
        )  # fmt: skip
        work.session.add(decision)
        work.session.flush()
        work.session.add(
            Sanction(
                case_id=case.id, decision_id=decision.id, track=Track.LICENCE, kind=kind, years=0, months=0, days=0,
                working_days=False, indefinite=False, stayed_years=0, stayed_months=0, stayed_days=0,
                interim_credit_days=0, status=SanctionStatus.CARRIED_OUT, status_at=work.now, status_reason="",
            )
        )  # fmt: skip
    return case


def asked(matters: Matters, case: Placed, proposed: str) -> Similar:
    with matters.work("chair", "list:exported") as work:
        row = work.session.get_one(Case, case.id)
        return similar_cases(work, row, [work.reference.sanction(Track.LICENCE, proposed)], None)


def test_range_and_median_need_eight_and_unusual_needs_twenty(matters: Matters) -> None:
    case = matters.case(track=Track.LICENCE)
    with matters.work("chair", "allegation:added") as work:
        alleged(work, case)
    for kind in ("admonition", "censure", "censure", "censure", "censure", "suspension", "suspension"):
        decided(matters, kind)
    decided(matters, "disbarment", subtype="sealed_material")  # another conduct is not similar
    few = asked(matters, case, "suspension")
    assert (few.n, few.median, few.range_words) == (7, "", "")
    decided(matters, "suspension")
    enough = asked(matters, case, "suspension")
    assert (enough.n, enough.median) == (8, "Public censure (reprimand)")
    assert enough.place == "above 5 of 8 similar cases"
    assert enough.unusual == "With fewer than 20 cases nothing is called usual or unusual."
    for _ in range(12):
        decided(matters, "censure")
    many = asked(matters, case, "disbarment")
    assert many.n == 20
    assert many.unusual.startswith("Unusual: ")
    assert asked(matters, case, "censure").unusual == "Within the usual range of similar cases."


def test_a_case_the_viewer_is_kept_from_is_not_counted(matters: Matters) -> None:
    case = matters.case(track=Track.LICENCE)
    with matters.work("chair", "allegation:added") as work:
        alleged(work, case)
    rows = [decided(matters, "censure") for _ in range(3)]
    assert asked(matters, case, "censure").n == 3
    matters.wall(rows[0], "chair")
    assert asked(matters, case, "censure").n == 2
