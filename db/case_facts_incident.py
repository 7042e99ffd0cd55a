"""What the tables say of a report, and what they say before a case is opened from it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, or_, select

from db.case_facts_counts import latest_attribution, reachable_reporter, told_at
from db.domain.facts import CaseFacts, IncidentFacts, OutcomeFacts
from db.domain.stage import IncidentStatus, Track
from db.models import (
    Attribution,
    Case,
    CaseIncident,
    ConflictCheck,
    Employment,
    Evidence,
    EvidenceAbsence,
    Incident,
    IncidentPerson,
    MatterRelation,
    Proceeding,
    Referral,
    ReporterIdentity,
    ReporterNotice,
    Screening,
)
from db.work import Work

_THIS = bindparam("incident", type_=Incident.id.type)
_PERSON = bindparam("person", type_=Incident.id.type)
_CASES = select(CaseIncident.case_id).where(CaseIncident.incident_id == _THIS).scalar_subquery()


def _count(model: Any, *where: Any) -> Any:
    return select(func.count()).select_from(model).where(*where).scalar_subquery()


def _checked(scope: str) -> Any:
    return exists().where(ConflictCheck.incident_id == _THIS, ConflictCheck.scope == scope)


def _of_report(model: type[Evidence | EvidenceAbsence]) -> tuple[Any, ...]:
    return model.incident_id == _THIS, model.case_id.is_(None)


_SCALARS = select(
    and_(_checked("filing_chain"), _checked("board")).label("checked"),
    exists()
    .where(MatterRelation.incident_id == _THIS, MatterRelation.kind == "involved", MatterRelation.until_at.is_(None))
    .label("involved"),
    # What a case found is its own (db/companions.py): the report knows of what was filed with it, or for it, alone.
    _count(Evidence, *_of_report(Evidence), Evidence.derived_from_id.is_(None)).label("evidence"),
    exists().where(*_of_report(EvidenceAbsence)).label("absence"),
    _count(Case, Case.id.in_(_CASES), Case.stage != "closed").label("cases_open"),
    _count(
        Proceeding,
        Proceeding.incident_id == _THIS,
        Proceeding.kind == "review_of_dismissal",
        Proceeding.ended_at.is_(None),
    ).label("reviews_open"),
    _count(
        Screening,
        Screening.incident_id == _THIS,
        Screening.outcome == "informal",
        or_(Screening.respondent_told_on.is_(None), Screening.respondent_answer == ""),
    ).label("informal_open"),
    reachable_reporter(ReporterIdentity.incident_id == _THIS).label("reporter"),
    told_at(ReporterNotice.incident_id == _THIS, "outcome", "dismissal").label("told_at"),
    told_at(ReporterNotice.incident_id == _THIS, "not_told").label("not_told_at"),
    exists().where(Referral.incident_id == _THIS, Referral.sealed.is_(True)).label("sealed_referral"),
)

_ALLEGED = (
    select(IncidentPerson.id, IncidentPerson.person_id)
    .where(IncidentPerson.incident_id == _THIS, IncidentPerson.part == "alleged")
    .order_by(IncidentPerson.id)
)

_SCREENINGS = (
    select(Screening.incident_person_id, Screening.outcome, Screening.ground, Screening.reasons, Screening.case_id)
    .where(Screening.incident_id == _THIS)
    .order_by(Screening.round)
)


def incident_facts_of(work: Work, incident: Incident, **overrides: Any) -> IncidentFacts:
    """Everything the rules ask about a submitted report. `overrides` are facts that the act itself brings."""
    if work.writing:
        work.session.flush()
    this = {"incident": incident.id}
    one = work.session.execute(_SCALARS, this).one()
    alleged = work.session.execute(_ALLEGED, this).all()
    latest = {row.incident_person_id: row for row in work.session.execute(_SCREENINGS, this)}
    outcomes = tuple(
        _outcome(f"respondent {place}" if len(alleged) > 1 else "the respondent", latest.get(row.id), row.person_id)
        for place, row in enumerate(alleged, 1)
    ) or (_outcome("the report", latest.get(None), None),)
    found = IncidentFacts(
        status=IncidentStatus(incident.status),
        described=bool(incident.narrative.strip() or incident.summary.strip()),
        declared=True,
        source=incident.source,
        conflicts_checked=bool(one.checked) and not one.involved,
        evidence_items=one.evidence,
        evidence_absence_explained=bool(one.absence),
        outcomes=outcomes,
        cases_open=one.cases_open,
        reviews_open=one.reviews_open,
        informal_open=one.informal_open,
        has_reporter=bool(one.reporter),
        reporter_told_at=one.told_at,
        reporter_not_told_reason=one.not_told_at is not None,
    )
    return replace(found, **overrides)


def _outcome(label: str, row: Any, person_id: UUID | None) -> OutcomeFacts:
    if row is None:
        return OutcomeFacts(label=label, identified=person_id is not None)
    return OutcomeFacts(
        label=label,
        outcome=str(row.outcome),
        reason_code=row.ground or None,
        reasons=bool(row.reasons.strip()),
        identified=person_id is not None,
        case_opened=row.case_id is not None,
    )


_NAMED = exists().where(
    IncidentPerson.incident_id == _THIS, IncidentPerson.part == "alleged", IncidentPerson.person_id == _PERSON
)
_OPENING = select(
    _NAMED.label("named"),
    latest_attribution(_PERSON, Attribution.incident_id == _THIS).label("attribution"),
)


def opening_facts_of(
    work: Work, incident: Incident, person_id: UUID | None, track: Track, **overrides: Any
) -> CaseFacts:
    """The facts that the move "open" asks about, before the case of this respondent exists.

    The employment is the one in force on the office's date; `overrides` bring what the screening form says itself.
    """
    report = incident_facts_of(work, incident)
    one = work.session.execute(_OPENING, {"incident": incident.id, "person": person_id}).one()
    kind = work.session.scalar(
        select(Employment.respondent_type)
        .where(Employment.person_id == person_id, Employment.from_on <= work.today)
        .order_by(Employment.from_on.desc())
        .limit(1)
    )
    sealed = work.session.execute(_SCALARS, {"incident": incident.id}).one().sealed_referral
    found = CaseFacts(
        track=track,
        stage=None,
        procedure=work.reference.procedure(track),
        now=work.now,
        today=work.today,
        zone=work.office.zone,
        conflicts_checked=report.conflicts_checked,
        evidence_items=report.evidence_items,
        evidence_absence_explained=report.evidence_absence_explained,
        respondent_identified=person_id is not None,
        attribution_confirmed=one.attribution == "confirmed"
        or (bool(one.named) and one.attribution != "misidentified"),
        respondent_is_head=kind == "head",
        head_stub_sealed=bool(sealed),
        has_reporter=report.has_reporter,
    )
    return replace(found, **overrides)
