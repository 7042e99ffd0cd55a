"""Screening: one outcome per respondent, then the report moves on and its reporter hears (decision 10)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select

from api.access import access_case
from api.acts import Outcome
from api.errors import BadInput
from api.intake.offers import all_relations, alleged
from api.intake.opening import join_case
from api.intake.schemas import Screen
from api.intake.service import is_outside, shut_out
from api.intake.telling import tell
from db.case_facts import incident_facts_of, opening_facts_of
from db.deadlines import meet_clocks, start_clocks
from db.domain.conflict import missing_for_board, missing_for_function
from db.domain.facts import IncidentFacts, OutcomeFacts
from db.domain.incident_move import IncidentMoveName, ensure_incident_move, missing_for_incident
from db.domain.lockout import NewRelation
from db.domain.number import normalise_number
from db.domain.permission_name import Permission
from db.domain.relation import RelationKind
from db.domain.rule import Missing, collect, ensure
from db.domain.screening import DISMISSAL_REASONS, REFERRAL_BODIES, missing_for_outcome
from db.domain.stage import IncidentStatus, ScreeningOutcome, Stage, Track
from db.identity import new_id
from db.matter_relations import relate_everywhere
from db.models import Case, Incident, IncidentPerson, Proceeding, Referral, Screening
from db.visibility import visible_incident
from db.work import Work

WHOLE = "report"
_REFERRED_TO = {"oversight_body": "oversight", "civil_side": "civil"}


def round_of(work: Work, incident: Incident) -> int:
    """The running round of screening: a review that reopens the report begins the next."""
    reopened = select(func.count()).where(
        Proceeding.incident_id == incident.id,
        Proceeding.kind == "review_of_dismissal",
        Proceeding.outcome == "reopened",
    )
    return 1 + (work.session.scalar(reopened.select_from(Proceeding)) or 0)


def current_screenings(work: Work, incident: Incident) -> dict[UUID | None, Screening]:
    """The outcome that stands for each respondent: of this round, or an older one that no review touched."""
    now = round_of(work, incident)
    found: dict[UUID | None, Screening] = {}
    rows = select(Screening).where(Screening.incident_id == incident.id).order_by(Screening.round)
    for row in work.session.scalars(rows):
        if row.round == now or row.outcome != ScreeningOutcome.DISMISSED:
            found[row.incident_person_id] = row
    return found


def facts_with(work: Work, incident: Incident) -> IncidentFacts:
    """The facts of a report with the outcomes that stand in this round."""
    standing = current_screenings(work, incident)
    people = alleged(work, incident)
    outcomes = tuple(
        _facts(one.name, standing.get(one.id) or standing.get(None), one.person_id is not None) for one in people
    ) or (_facts("the report", standing.get(None), False),)
    return replace(incident_facts_of(work, incident), outcomes=outcomes)


def _facts(label: str, row: Screening | None, identified: bool) -> OutcomeFacts:
    if row is None:
        return OutcomeFacts(label=label, identified=identified)
    return OutcomeFacts(
        label=label,
        outcome=row.outcome.value,
        reason_code=row.ground or None,
        reasons=bool(row.reasons.strip()),
        identified=identified,
        case_opened=row.case_id is not None,
    )


def screen(work: Work, incident: Incident, data: Screen) -> Outcome:
    """Give one respondent (or the report) its outcome; raises RuleBroken with every missing item."""
    person = _respondent(work, incident, data.respondent)
    case = access_case(work, data.case.strip(), Permission.CASE_HEADER) if data.case.strip() else None
    duplicate = _duplicate(work, data.duplicate_of)
    label = person.name if person else "the report"
    ensure(*_missing(work, incident, data, person, case, duplicate, label))
    work.record("report:screened", incident=incident)
    row = Screening(
        id=new_id(),
        incident_id=incident.id,
        incident_person_id=person.id if person else None,
        round=round_of(work, incident),
        outcome=ScreeningOutcome(data.outcome),
        ground=_ground(data),
        reasons=data.reasons.strip(),
        case_id=None,
        duplicate_of_id=duplicate.id if duplicate else None,
        respondent_told_on=data.told_on,
        respondent_answer=data.answer.strip(),
        screened_by_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    screener = NewRelation(work.viewer.person_id, RelationKind.SCREENER, "Screened the report")
    relate_everywhere(work, incident, [screener], "assign")
    if ScreeningOutcome(data.outcome) is ScreeningOutcome.REFERRED:
        _refer(work, incident, data)
    if case is not None and person is not None:
        join_case(work, incident, row, case)
    return _move_on(work, incident, row)


def _respondent(work: Work, incident: Incident, code: str) -> IncidentPerson | None:
    if code == WHOLE:
        return None
    rows = select(IncidentPerson).where(IncidentPerson.incident_id == incident.id, IncidentPerson.part == "alleged")
    found = next((row for row in work.session.scalars(rows) if str(row.id) == code), None)
    if found is None:
        raise BadInput({"respondent": "Choose one of those listed."})
    return found


def _duplicate(work: Work, number: str) -> Incident | None:
    if not number.strip():
        return None
    seen = visible_incident(work.viewer, Permission.REPORT_READ, work.now)
    found = work.session.scalars(select(Incident).where(Incident.number == normalise_number(number), seen)).first()
    if found is None:
        raise BadInput({"duplicate_of": "There is no such report."})
    return found


def _ground(data: Screen) -> str:
    if ScreeningOutcome(data.outcome) is ScreeningOutcome.OPENED:
        return "both" if len(set(data.tracks)) == 2 else next(iter(data.tracks), "")
    return data.ground


def _missing(
    work: Work,
    incident: Incident,
    data: Screen,
    person: IncidentPerson | None,
    case: Case | None,
    duplicate: Incident | None,
    label: str,
) -> tuple[Missing, ...]:
    is_identified = person is not None and person.person_id is not None
    # Said once: of a person by name, by the move that opens or joins; where there is nobody to name, by the outcome.
    is_named = person is not None and data.outcome in (ScreeningOutcome.OPENED, ScreeningOutcome.JOINED)
    filled = {
        "track": bool(data.tracks),
        "case": case is not None,
        "respondent": is_identified or is_named,
        "reporter_asked": data.reporter_asked,
        "duplicate_of": duplicate is not None,
    }
    given = [name for name, is_there in filled.items() if is_there]
    known = OutcomeFacts(
        label=label,
        outcome=data.outcome,
        reason_code=data.ground or None,
        reasons=True,
        identified=is_identified or person is None,
    )
    facts = replace(incident_facts_of(work, incident), outcomes=(known,))
    held = all_relations(work, incident).get(work.viewer.person_id, set()) - {"screener"}
    found = collect(
        missing_for_function(RelationKind.SCREENER, held, name="You"),
        missing_for_outcome(data.outcome, reason_code=data.ground, reasons=True, label=label, given=given),
        missing_for_incident(facts, IncidentMoveName.SCREEN),
        _waiting_for_ruling(work, incident, data),
        _outside(work, incident, data, person),
        _unfit(data, person, case),
    )
    return tuple({item.code: item for item in reversed(found)}.values())[::-1]


def _waiting_for_ruling(work: Work, incident: Incident, data: Screen) -> Missing | None:
    if ScreeningOutcome(data.outcome) is not ScreeningOutcome.OPENED or not shut_out(
        work, incident, [RelationKind.INVOLVED]
    ):
        return None
    return Missing("involved_ruled", "Rule on each person marked as involved.", "conflict:rule")


def _outside(work: Work, incident: Incident, data: Screen, person: IncidentPerson | None) -> Missing | None:
    """A head's matter, and one in which most of the board is named, goes outside."""
    if ScreeningOutcome(data.outcome) is not ScreeningOutcome.OPENED or person is None:
        return None
    facts = opening_facts_of(work, incident, person.person_id, Track(data.tracks[0]) if data.tracks else Track.EMPLOYER)
    if facts.head_stub_sealed:
        return None
    if facts.respondent_is_head:
        text = "The respondent heads the office: send the matter outside as a sealed referral."
        return Missing("head_goes_outside", text, "referral:record")
    return missing_for_board(["board"], ["board"] if is_outside(work, incident) else [])


def _unfit(data: Screen, person: IncidentPerson | None, case: Case | None) -> Missing | None:
    if ScreeningOutcome(data.outcome) is not ScreeningOutcome.JOINED or case is None or person is None:
        return None
    if case.respondent_id != person.person_id:
        return Missing("same_respondent", "The case to join must be of the same respondent.", "report:screen")
    if case.stage == Stage.CLOSED:
        return Missing("case_open", "The case to join is closed.", "report:screen")
    return None


def _refer(work: Work, incident: Incident, data: Screen) -> None:
    work.session.add(
        Referral(
            incident_id=incident.id,
            case_id=None,
            kind=_REFERRED_TO.get(data.ground, data.ground),
            to=data.refer_to.strip() or dict(REFERRAL_BODIES).get(data.ground, ""),
            sealed=data.sealed,
            reason=data.reasons.strip(),
            packet=[],
            due_on=None,
            sent_at=work.now,
            outcome="",
            outcome_on=None,
            by_id=work.viewer.account_id,
        )
    )


def _move_on(work: Work, incident: Incident, row: Screening) -> Outcome:
    """Once every respondent has an outcome the report is screened; what ends here ends, and the reporter hears."""
    facts = facts_with(work, incident)
    if any(one.outcome is None for one in facts.outcomes):
        return Outcome(row.id, "Outcome recorded. Other respondents of this report still need one.")
    incident.status = ensure_incident_move(facts, IncidentMoveName.SCREEN)
    incident.screened_at = work.now
    meet_clocks(work, "screen", incident=incident)
    outcomes = {one.outcome for one in facts.outcomes}
    if facts.has_reporter:
        _tell(work, incident, outcomes, row)
    if outcomes <= {"dismissed", "referred"}:
        close_if_over(work, incident)
    if "opened" in outcomes:
        return Outcome(row.id, "Screened. Open the case next.")
    return Outcome(row.id, "Screened.")


def _tell(work: Work, incident: Incident, outcomes: set[str | None], row: Screening) -> None:
    if outcomes == {"dismissed"}:
        ground = dict(DISMISSAL_REASONS).get(row.ground, "").lower()
        text = f"The board office looked at your report and opens no matter. Ground: {ground}."
        tell(work, incident, "dismissal", f"{text} You may ask for a review by somebody else.")
        start_clocks(work, "dismissal_served", at=work.now, incident=incident)
    elif outcomes <= {"dismissed", "referred"}:
        tell(work, incident, "outcome", "The board office passed what you reported on to another authority.")
    else:
        tell(work, incident, "progress", "The board office finished its first look. You are told when it ends.")


def close_if_over(work: Work, incident: Incident) -> None:
    """Close a report about which nothing is open any more; otherwise leave it as it is."""
    facts = facts_with(work, incident)
    if incident.status == IncidentStatus.SCREENED and not missing_for_incident(facts, IncidentMoveName.CLOSE):
        incident.status = ensure_incident_move(facts, IncidentMoveName.CLOSE)
        incident.closed_at = work.now
