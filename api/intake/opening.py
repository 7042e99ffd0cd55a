"""Opening cases from a report: one per respondent and track, companions linked, other respondents walled."""

from uuid import UUID

from sqlalchemy import or_, select

from api.acts import Outcome
from api.errors import BadInput
from api.intake.offers import able, alleged
from api.intake.schemas import OpenCase
from db.case_facts import opening_facts_of
from db.deadlines import start_clocks
from db.domain.lockout import propagated_kind, relations_on_open
from db.domain.move import MoveName, ensure_move
from db.domain.number import new_case_number
from db.domain.plain import list_words, moment_day
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.domain.rule import Missing, RuleBroken, ensure
from db.domain.stage import Stage, Track
from db.identity import new_id, randomness
from db.matter_relations import chains_of_command, employment_on, employments_of
from db.models import (
    Attribution,
    Case,
    CaseIncident,
    CaseLink,
    EvidenceAbsence,
    Incident,
    IncidentPerson,
    MatterRelation,
    Screening,
)
from db.moving import set_stage
from db.work import Work

_NOT_PASSED_ON = frozenset({RelationKind.CAUSE_REVIEWER, RelationKind.INVESTIGATOR, RelationKind.CHAIN_OF_COMMAND})
"""Who reviewed a dismissal reviews no cause; superiors are those of the case's own respondent."""

_NOT_SCREENED = Missing(
    "screened", "Screen the report first: choose to open a case for this respondent.", "report:screen"
)


def open_case(work: Work, incident: Incident, data: OpenCase) -> Outcome:
    """Open a case on each track chosen; raises RuleBroken with everything that must be true first."""
    named = next((one for one in alleged(work, incident) if one.id == data.respondent), None)
    if named is None:
        raise BadInput({"respondent": "Choose one of those listed."})
    tracks = [Track(one) for one in dict.fromkeys(data.tracks)]
    screening = opened_screening(work, incident, named.id)
    ensure(
        *_missing(work, incident, named.person_id, tracks),
        None
        if screening
        else Missing(
            "screened", "Screen the report first: choose to open a case for this respondent.", "report:screen"
        ),
        *_assignable(work, incident, data.assignee),
        *(_open_twice(work, incident, named.person_id, tracks) if named.person_id else ()),
    )
    if named.person_id is None or screening is None:  # ensured above
        raise BadInput({"respondent": "Identify the respondent first."})
    cases = [_new_case(work, incident, named.person_id, track, data) for track in tracks]
    for case in cases:  # the report's timeline names a case only to those who see it
        work.record("case:opened", case=case, incident=incident)
    for case in cases:
        _set_up(work, incident, case, data.assignee)
    if len(cases) == 2:
        work.session.add(CaseLink(case_id=cases[0].id, other_id=cases[1].id, kind="companion"))
    screening.case_id = cases[0].id
    return Outcome(cases[0].id, f"Opened {list_words(case.number for case in cases)}.")


def opened_screening(work: Work, incident: Incident, incident_person_id: UUID) -> Screening | None:
    """The latest screening of a respondent, if its outcome was to open a case."""
    rows = select(Screening).where(
        Screening.incident_id == incident.id, Screening.incident_person_id == incident_person_id
    )
    row = work.session.scalars(rows.order_by(Screening.round.desc()).limit(1)).first()
    return row if row is not None and row.outcome == "opened" else None


def _missing(work: Work, incident: Incident, person_id: UUID | None, tracks: list[Track]) -> tuple[Missing, ...]:
    found: dict[str, Missing] = {}
    for track in tracks:
        try:
            ensure_move(opening_facts_of(work, incident, person_id, track), MoveName.OPEN)
        except RuleBroken as broken:
            found.update({item.code: item for item in broken.missing})
    return tuple(found.values())


def _assignable(work: Work, incident: Incident, person_id: UUID) -> list[Missing]:
    offered = able(work, incident, Role.INVESTIGATOR, RelationKind.INVESTIGATOR)
    if str(person_id) in {one.value for one in offered}:
        return []
    return [Missing("assignee", "Choose an investigator who may work on this matter.", "case:open")]


def _open_twice(work: Work, incident: Incident, person_id: UUID, tracks: list[Track]) -> list[Missing]:
    rows = work.session.execute(
        select(Case.track)
        .join(CaseIncident, CaseIncident.case_id == Case.id)
        .where(CaseIncident.incident_id == incident.id, Case.respondent_id == person_id, Case.track.in_(tracks))
    )
    if rows.first() is None:
        return []
    return [Missing("open_already", "This respondent already has a case on this track from this report.")]


def _new_case(work: Work, incident: Incident, person_id: UUID, track: Track, data: OpenCase) -> Case:
    conduct_on = moment_day(incident.occurred_from_at or incident.received_at, work.office.zone)
    job = employment_on(employments_of(work, [person_id]).get(person_id, []), conduct_on)
    return Case(
        id=new_id(),
        track=track,
        stage=Stage.INVESTIGATION,
        stage_since_at=work.now,
        round=1,
        respondent_id=person_id,
        employment_id=job.id if job else None,
        severity=incident.severity or 2,
        summary=data.summary.strip(),
        opened_at=work.now,
        opened_by_id=work.viewer.account_id,
        assignee_id=data.assignee,
        stayed_since_at=None,
        closed_at=None,
        closure=None,
        closure_reasons="",
        changed_at=work.now,
    )


def _set_up(work: Work, incident: Incident, case: Case, assignee: UUID) -> None:
    work.session.insert_numbered(case, lambda: new_case_number(work.today.year, randomness()))
    set_stage(work, case, Stage.INVESTIGATION, MoveName.OPEN.value)
    _connect(work, incident, case)
    work.relate(assignee, RelationKind.INVESTIGATOR, case=case, reason="Assigned at opening", source="assign")
    work.notify(assignee, "assigned", "A case was assigned to you.", case=case)
    start_clocks(work, "case_opened", at=work.now, case=case)
    work.session.flush()


def join_case(work: Work, incident: Incident, screening: Screening, case: Case) -> None:
    """Add a report to an open case of the same respondent; everybody's relations to it go along."""
    known = select(CaseIncident.id).where(CaseIncident.case_id == case.id, CaseIncident.incident_id == incident.id)
    if work.session.scalar(known) is None:
        work.record("case:opened", case=case, incident=incident, text="Another report joined the case.")
        _connect(work, incident, case)
    screening.case_id = case.id
    if case.assignee_id:
        work.notify(case.assignee_id, "joined", "Another report joined a case of yours.", case=case)


def _connect(work: Work, incident: Incident, case: Case) -> None:
    work.session.add(CaseIncident(case_id=case.id, incident_id=incident.id, at=work.now))
    _pass_on_relations(work, incident, case)
    here = work.session.scalars(
        select(EvidenceAbsence).where(EvidenceAbsence.incident_id == incident.id, EvidenceAbsence.case_id.is_(None))
    )
    for row in list(here):
        work.session.add(
            EvidenceAbsence(
                case_id=case.id, incident_id=None, post_id=row.post_id, reason=row.reason, by_id=row.by_id, at=row.at
            )
        )
    decided = select(Attribution).where(
        Attribution.incident_id == incident.id,
        Attribution.case_id.is_(None),
        Attribution.person_id == case.respondent_id,
    )
    for one in work.session.scalars(decided):
        one.case_id = case.id


def _pass_on_relations(work: Work, incident: Incident, case: Case) -> None:
    """Everybody's running relations to the report, as they stand on this case (decision 4)."""
    rows = work.session.scalars(
        select(MatterRelation).where(
            MatterRelation.incident_id == incident.id,
            MatterRelation.kind.not_in(sorted(_NOT_PASSED_ON)),
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
        )
    ).all()
    for row in rows:
        kind = propagated_kind(row.kind, row.person_id, case.respondent_id)
        work.relate(row.person_id, kind, case=case, reason=row.reason, source=row.source, until_at=row.until_at)
    others = work.session.scalars(
        select(IncidentPerson.person_id).where(
            IncidentPerson.incident_id == incident.id,
            IncidentPerson.part == "alleged",
            IncidentPerson.person_id.is_not(None),
        )
    )
    for new in relations_on_open(case.respondent_id, [one for one in others if one]):
        person = new.person if isinstance(new.person, UUID) else UUID(new.person)
        work.relate(person, new.kind, case=case, reason=new.reason, source="submit")
    for superior in chains_of_command(work, [case.respondent_id], work.today).get(case.respondent_id, ()):
        if isinstance(superior, UUID):
            words = "Superior of the respondent"
            work.relate(superior, RelationKind.CHAIN_OF_COMMAND, case=case, reason=words, source="submit")
