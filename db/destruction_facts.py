"""What the rules of destruction ask of matters, read from the record; and which matters are due."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db.canonical import canonical
from db.destruction_scope import Owned, Together, together_with
from db.domain.destruction import DISCIPLINE, Due, MatterFacts, class_of_case, due_of
from db.domain.reference import Reference
from db.domain.retention import RetentionRule
from db.domain.stage import SANCTION_LABELS, SanctionStatus, Stage
from db.models import (
    AffectedMatter,
    Case,
    CaseIncident,
    Incident,
    IncidentCategory,
    LegalHold,
    MatterRelation,
    Post,
    PostSubtype,
    Proceeding,
    Sanction,
    Screening,
)
from db.models.base import Base

GONE = frozenset({SanctionStatus.SUPERSEDED, SanctionStatus.VACATED})
ENDED = GONE | {SanctionStatus.CARRIED_OUT, SanctionStatus.NOT_CARRIED_OUT}
NO_PART = frozenset({"legal_hold", "destruction_request", "event", "notice", "read_mark", "person"})
"""Tables in which records officers stand for doing their own work, or everybody for having been told."""
MOST_LOOKED_AT = 400


@dataclass(frozen=True)
class DueMatter:
    """A matter, with what goes with it, and what the rules say: `facts` of each, the number that names it first."""

    number: str
    together: Together
    facts: tuple[MatterFacts, ...]
    due: Due | None

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers of all that goes together."""
        return frozenset(one.number for one in self.facts)


@dataclass
class _Reader:
    session: Session
    reference: Reference
    zone: ZoneInfo

    def day(self, moment: datetime | None) -> date | None:
        """The office's date of a moment."""
        return moment.astimezone(self.zone).date() if moment else None

    def case(self, case: Case) -> MatterFacts:
        """A case: its class from how it ended, its clock from its closing."""
        sanctions = self.session.scalars(select(Sanction).where(Sanction.case_id == case.id)).all()
        every = (kind for track in self.reference.sanctions for kind in track.kinds)
        kinds = {kind.code: kind for kind in every if kind.track == case.track}
        standing = [kinds[row.kind].publicity for row in sanctions if row.status not in GONE and row.kind in kinds]
        is_closed = case.stage == Stage.CLOSED and case.closed_at is not None
        open_ones = [
            f"a sanction is {SANCTION_LABELS[row.status].lower()}" for row in sanctions if row.status not in ENDED
        ]
        return MatterFacts(
            number=case.number, kind="case", track=case.track.value,
            record_class=class_of_case(case.closure or "", standing) if is_closed else None,
            started_on=self.day(case.closed_at) if is_closed else None,
            holds=self.holds(LegalHold.case_id == case.id),
            pending=(*open_ones, *self.pending(Proceeding.case_id == case.id, AffectedMatter.case_id == case.id)),
        )  # fmt: skip

    def report(self, incident: Incident, cases: Sequence[MatterFacts]) -> MatterFacts:
        """A report: of a dismissal at screening where there was one, else as the last of its cases."""
        rows = self.session.scalars(select(Screening).where(Screening.incident_id == incident.id)).all()
        last = max((row.round for row in rows), default=0)
        outcomes = {row.outcome.value for row in rows if row.round == last}
        is_closed = incident.status == "closed" and incident.closed_at is not None
        record_class, started_on, track = None, None, None
        if is_closed and outcomes and outcomes <= {"dismissed"}:
            record_class, started_on = "report_dismissed_at_screening", self.day(incident.closed_at)
        elif is_closed and cases:
            latest = max(cases, key=lambda one: one.started_on or date.max)
            record_class, started_on, track = latest.record_class, latest.started_on, latest.track
        elif is_closed:
            record_class, started_on = "report_settled_otherwise", self.day(incident.closed_at)
        own = and_(AffectedMatter.incident_id == incident.id, AffectedMatter.case_id.is_(None))
        return MatterFacts(
            number=incident.number, kind="report", track=track, record_class=record_class, started_on=started_on,
            holds=self.holds(LegalHold.incident_id == incident.id),
            pending=self.pending(Proceeding.incident_id == incident.id, own),
        )  # fmt: skip

    def holds(self, where: Any) -> tuple[str, ...]:
        """Legal holds that stand, in words."""
        found = select(LegalHold.kind).where(where, LegalHold.lifted_at.is_(None)).order_by(LegalHold.at)
        return tuple(kind.replace("_", " ") for kind in self.session.scalars(found))

    def pending(self, proceeding: Any, matter: Any) -> tuple[str, ...]:
        """What has not ended: proceedings, court matters without a review."""
        kinds = self.session.scalars(select(Proceeding.kind).where(proceeding, Proceeding.ended_at.is_(None)))
        courts = self.session.scalars(select(AffectedMatter.id).where(matter, AffectedMatter.review == "not_reviewed"))
        found = [f"the {kind.replace('_', ' ')} has not ended" for kind in sorted(kinds)]
        return (*found, *(["a court matter was not reviewed"] if courts.first() else []))


def matter_of(session: Session, reference: Reference, zone: ZoneInfo, together: Together) -> DueMatter:
    """These matters with their facts; the first is a case where there is one."""
    read = _Reader(session, reference, zone)
    cases = session.scalars(select(Case).where(Case.id.in_(together.cases)).order_by(Case.number)).all()
    facts = {case.id: read.case(case) for case in cases}
    own: dict[UUID, list[MatterFacts]] = defaultdict(list)
    for case_id, incident_id in session.execute(
        select(CaseIncident.case_id, CaseIncident.incident_id).where(CaseIncident.case_id.in_(together.cases))
    ):
        own[incident_id].append(facts[case_id])
    reports = session.scalars(select(Incident).where(Incident.id.in_(together.incidents)).order_by(Incident.number))
    every = (*facts.values(), *(read.report(one, own[one.id]) for one in reports))
    return DueMatter(every[0].number, together, every, due_of(every, reference.retention))


def numbered(session: Session, reference: Reference, zone: ZoneInfo, number: str) -> DueMatter | None:
    """The matter with this number, a case's or a report's, and all that goes with it."""
    case_id = session.scalar(select(Case.id).where(Case.number == number))
    incident_id = session.scalar(select(Incident.id).where(Incident.number == number))
    if case_id is None and incident_id is None:
        return None
    return matter_of(session, reference, zone, together_with(session, case_id=case_id, incident_id=incident_id))


def due_matters(session: Session, reference: Reference, zone: ZoneInfo, now: datetime) -> Iterator[DueMatter]:
    """Matters whose time has run, longest closed first, held or not; none whose rule keeps the record."""
    today, seen = now.astimezone(zone).date(), set[UUID]()
    for case_id, incident_id in _ended(session, reference, now):
        if (case_id or incident_id) in seen:
            continue
        together = together_with(session, case_id=case_id, incident_id=incident_id)
        seen |= together.cases | together.incidents
        found = matter_of(session, reference, zone, together)
        if found.due is not None and found.due.due_on <= today and found.due.keeps != "record":
            yield found


def _before(rules: Sequence[RetentionRule], now: datetime, classes: frozenset[str]) -> datetime:
    """The last closing that any of these classes could be due from."""
    years = min((rule.years or 0 for rule in rules if rule.record_class in classes), default=0)
    return now.replace(year=now.year - years, day=min(now.day, 28))


def _ended(session: Session, reference: Reference, now: datetime) -> list[tuple[UUID | None, UUID | None]]:
    rules = reference.retention
    short = _before(rules, now, frozenset({"case_dismissed_or_diverted"}))
    long = _before(rules, now, frozenset({"private_discipline"}))
    cases = select(Case.id, Case.closed_at).where(
        Case.stage == Stage.CLOSED,
        or_(
            and_(Case.closure.not_in(DISCIPLINE), Case.closed_at <= short),
            and_(Case.closure.in_(DISCIPLINE), Case.closed_at <= long),
        ),
    )
    reports = select(Incident.id, Incident.closed_at).where(
        Incident.closed_at <= _before(rules, now, frozenset({"report_dismissed_at_screening"})),
        ~select(CaseIncident.id).where(CaseIncident.incident_id == Incident.id).exists(),
    )
    first_cases = session.execute(cases.order_by(Case.closed_at).limit(MOST_LOOKED_AT))
    first_reports = session.execute(reports.order_by(Incident.closed_at).limit(MOST_LOOKED_AT))
    found: list[tuple[Any, UUID | None, UUID | None]] = [(at, key, None) for key, at in first_cases]
    found += [(at, None, key) for key, at in first_reports]
    return [(case_id, incident_id) for _at, case_id, incident_id in sorted(found, key=lambda row: row[0])]


def had_part(session: Session, owned: Owned, account_id: UUID, person_id: UUID) -> bool:
    """Whether somebody acted in these matters or is named in them. Reading by a grant is no part."""
    me = {"account": account_id, "person": person_id}
    for name, keys in owned.items():
        table = Base.metadata.tables[name]
        columns = [
            (column, me[key.column.table.name])
            for column in table.columns
            for key in column.foreign_keys
            if key.column.table.name in me
        ]
        if name in NO_PART or not keys or not columns:
            continue
        rows = select(table.c.id).where(or_(*(column == value for column, value in columns)))
        if name == "matter_relation":
            rows = rows.where(MatterRelation.kind != "grantee")
        if keys & set(session.scalars(rows)):
            return True
    return False


def respondents_of(session: Session, together: Together) -> dict[UUID, tuple[UUID | None, UUID | None]]:
    """The respondents of these matters, each with the case or report that they are to be told of."""
    rows = select(MatterRelation.person_id, MatterRelation.case_id, MatterRelation.incident_id).where(
        MatterRelation.kind == "respondent",
        or_(MatterRelation.case_id.in_(together.cases), MatterRelation.incident_id.in_(together.incidents)),
    )
    return {person: (case, incident) for person, case, incident in session.execute(rows)}


def aggregate_of(session: Session, matter: DueMatter, reference: Reference, zone: ZoneInfo) -> dict[str, Any]:
    """What is frozen for the counts: each report's month and categories, each case's months and how it ended; and a
    docket line each where the rule keeps one. It holds no name, no text and no day.
    """
    cases = session.scalars(
        select(Case).where(Case.id.in_(matter.together.cases)).order_by(Case.opened_at, Case.number)
    ).all()
    lines = [
        {
            "track": case.track.value, "opened": _month(case.opened_at, zone), "closed": _month(case.closed_at, zone),
            "outcome": case.closure or "",
        }
        for case in cases
    ]  # fmt: skip
    found: dict[str, Any] = {"reports": _reports(session, matter.together, reference, zone), "cases": lines}
    if matter.due is not None and matter.due.keeps == "docket_line":
        found["docket"] = [{"number": case.number, **line} for case, line in zip(cases, lines, strict=True)]
    return found


def _reports(session: Session, together: Together, reference: Reference, zone: ZoneInfo) -> list[dict[str, Any]]:
    category = {one.code: one.category for one in reference.taxonomy.subtypes}
    chosen = select(IncidentCategory.incident_id, IncidentCategory.subtype)
    tagged = select(Post.incident_id, PostSubtype.subtype).join(PostSubtype, PostSubtype.post_id == Post.id)
    held: dict[UUID, set[str]] = defaultdict(set)
    for statement, of in ((chosen, IncidentCategory.incident_id), (tagged, Post.incident_id)):
        for incident_id, subtype in session.execute(statement.where(of.in_(together.incidents))):
            held[incident_id].update({category[subtype]} if subtype in category else ())
    rows = session.scalars(select(Incident).where(Incident.id.in_(together.incidents)))
    found = [
        {
            "received": _month(one.received_at, zone), "categories": sorted(held[one.id]),
            "screened_after": ((one.screened_at or one.received_at) - one.received_at).days,
        }
        for one in rows
    ]  # fmt: skip
    return sorted(found, key=canonical)


def _month(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m") if moment else ""
