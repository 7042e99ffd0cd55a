"""What the forms offer from screening on: respondents, grounds, cases to join, investigators, reviewers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from api.forms import Choice, Choices
from api.intake.offers import able, alleged
from api.intake.opening import opened_screening
from api.intake.schemas import REFERRAL_KINDS
from api.intake.screening import WHOLE, current_screenings
from db.domain.permission_name import Permission
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.domain.screening import DISMISSAL_REASONS, OUTCOMES, REFERRAL_BODIES
from db.domain.stage import TRACK_LABELS, ScreeningOutcome, Stage, Track, stage_label
from db.models import Case, Incident, Screening
from db.visibility import visible_case
from db.work import Work


def offer_screening(work: Work, incident: Incident) -> Choices:
    """Respondents without an outcome, the five outcomes, their grounds, and the cases that could be joined."""
    people = alleged(work, incident)
    standing = current_screenings(work, incident)
    open_ones = [one for one in people if one.id not in standing]
    respondents = [
        Choice(str(one.id), one.name, "" if one.person_id else "Not identified yet") for one in open_ones or people
    ] or [Choice(WHOLE, "The report as a whole", "Nobody is named as respondent")]
    informal = OUTCOMES[ScreeningOutcome.INFORMAL].reason_codes
    grounds = [
        *(Choice(code, f"Dismiss: {words.lower()}") for code, words in DISMISSAL_REASONS),
        *(Choice(code, f"Refer: {words[:1].lower()}{words[1:]}") for code, words in REFERRAL_BODIES),
        *(Choice(code, f"Informal: {words.lower()}") for code, words in informal),
    ]
    return {
        "respondents": respondents,
        "outcomes": [Choice(code.value, rule.label, rule.hint) for code, rule in OUTCOMES.items()],
        "grounds": grounds,
        "cases": _joinable(work, [one.person_id for one in people if one.person_id]),
    }


def screening_values(work: Work, incident: Incident) -> Mapping[str, Any]:
    """The only one left to screen is chosen already."""
    offered = list(offer_screening(work, incident)["respondents"])
    only = offered[0] if len(offered) == 1 else None
    return {"respondent": only.value} if isinstance(only, Choice) else {}


def _joinable(work: Work, people: list[Any]) -> list[Choice]:
    seen = visible_case(work.viewer, Permission.CASE_HEADER, work.now)
    rows = work.session.scalars(
        select(Case)
        .where(seen, Case.respondent_id.in_(people), Case.stage != Stage.CLOSED)
        .order_by(Case.opened_at.desc(), Case.number)
    )
    return [
        Choice(
            row.number, f"{row.number}, {TRACK_LABELS[Track(row.track)].lower()}, {stage_label(row.stage, row.track)}"
        )
        for row in rows
    ]


def offer_opening(work: Work, incident: Incident) -> Choices:
    """Respondents for whom a case is to be opened, and the investigators who may take it."""
    wanted = [one for one in alleged(work, incident) if opened_screening(work, incident, one.id)]
    return {
        "respondents": [Choice(str(one.id), one.name) for one in wanted],
        "investigators": able(work, incident, Role.INVESTIGATOR, RelationKind.INVESTIGATOR),
    }


def opening_values(work: Work, incident: Incident) -> Mapping[str, Any]:
    """The tracks that screening chose, and the report's own line."""
    for one in alleged(work, incident):
        row = opened_screening(work, incident, one.id)
        if row is not None and row.case_id is None:
            tracks = ["employer", "licence"] if row.ground == "both" else [row.ground]
            return {"respondent": str(one.id), "tracks": tracks}
    return {}


def offer_reviewers(work: Work, incident: Incident) -> Choices:
    """Who may review a dismissal."""
    return {"reviewers": able(work, incident, Role.CAUSE_REVIEWER, RelationKind.CAUSE_REVIEWER)}


def offer_referral(_work: Work, _incident: Incident) -> Choices:
    """Kinds of authorities."""
    return {"kinds": [Choice(code, words) for code, words in REFERRAL_KINDS.items()]}


def offer_informal(work: Work, incident: Incident) -> Choices:
    """Informal resolutions without notice and answer."""
    names = {one.id: one.name for one in alleged(work, incident)}
    rows = work.session.scalars(
        select(Screening).where(Screening.incident_id == incident.id, Screening.outcome == ScreeningOutcome.INFORMAL)
    )
    return {
        "screenings": [
            Choice(
                str(row.id), names.get(row.incident_person_id, "The report") if row.incident_person_id else "The report"
            )
            for row in rows
            if row.respondent_told_on is None or not row.respondent_answer
        ]
    }


def acknowledgement_values(work: Work, _incident: Incident) -> Mapping[str, Any]:
    """Words that reveal nothing, to be changed as needed."""
    return {
        "text": "The board office has your report and is looking at it. You are told the outcome as far as the law "
        f"allows. Questions: {work.office.help_contact}."
    }
