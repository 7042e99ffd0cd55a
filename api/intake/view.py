"""A report as intake reads it: people, posts, evidence, what is missing for the next move, what may be a duplicate."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from api.intake.offers import alleged
from api.intake.screening import current_screenings
from api.intake.telling import reporter_of
from db.deadlines import words_of
from db.domain.choice import (
    ACCOUNT_KINDS,
    ATTRIBUTION_STATUSES,
    EVIDENCE_KINDS,
    MATTER_REVIEWS,
    MATTER_STAGES,
    PLATFORMS,
    POST_KINDS,
    REPORT_SOURCES,
    STILL_VISIBLE,
    VISIBILITIES,
    label,
)
from db.domain.media_type import TAKEN
from db.domain.permission_name import Permission
from db.domain.precision import precision_words
from db.domain.screening import DISMISSAL_REASONS, OUTCOMES
from db.domain.screening import REFERRAL_BODIES as BODIES
from db.domain.stage import INCIDENT_LABELS, IncidentStatus, ScreeningOutcome
from db.domain.taxonomy import SEVERITY_LABELS
from db.models import (
    AffectedMatter,
    Attribution,
    Case,
    Deadline,
    Evidence,
    EvidenceAbsence,
    Incident,
    IncidentCategory,
    IncidentPerson,
    Person,
    PolicySection,
    Post,
    PostSubtype,
    Referral,
    Screening,
    Supplement,
)
from db.visibility import excluded_case_ids, visible_case
from db.work import Work

PART_WORDS = {"alleged": "Respondent", "involved": "Involved", "witness": "Witness"}


def head_of(work: Work, incident: Incident) -> dict[str, Any]:
    """The strip of a report: where it stands and what it is."""
    reporter = reporter_of(work, incident)
    zone = work.office.zone
    return {
        "number": incident.number,
        "status": INCIDENT_LABELS[IncidentStatus(incident.status)],
        "source": label(REPORT_SOURCES, incident.source),
        "has_reporter": reporter is not None and (reporter.person_id or reporter.name or reporter.contact) is not None,
        "received_at": incident.received_at,
        "severity": SEVERITY_LABELS.get(incident.severity or 0, "Not yet known"),
        "urgent": incident.urgent,
        "urgent_reason": incident.urgent_reason,
        "marks": incident.date_marks,
        "occurred": precision_words(incident.occurred_precision, incident.occurred_from_at, zone),
        "found": precision_words(incident.found_precision, incident.found_from_at, zone),
        "reported": precision_words(incident.reported_precision, incident.reported_from_at, zone),
    }


def clock_rows(work: Work, incident: Incident) -> list[dict[str, Any]]:
    """The running clocks of a report, soonest first."""
    rows = work.session.scalars(
        select(Deadline)
        .where(Deadline.incident_id == incident.id, Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
        .order_by(Deadline.due_at)
    )
    found = []
    for row in rows:
        words = words_of(work, row)
        day = row.due_at.astimezone(work.office.zone)
        state = {"running": "due", "overdue": "overdue", "paused": "paused"}.get(words.state.value, "not_before")
        text = f"{row.label}, {day:%b} {day.day}, {day.year}"
        found.append({"state": state, "words": words.text, "text": text})
    return found


def people_rows(work: Work, incident: Incident) -> list[dict[str, str]]:
    """Everyone the report names: part, name, what is known, where they stand in screening."""
    standing = current_screenings(work, incident)
    rows = work.session.execute(
        select(IncidentPerson, Person.name.label("known"))
        .outerjoin(Person, Person.id == IncidentPerson.person_id)
        .where(IncidentPerson.incident_id == incident.id)
        .order_by(IncidentPerson.part, IncidentPerson.name, IncidentPerson.id)
    )
    found = []
    for person, known in rows:
        row = standing.get(person.id)
        outcome = OUTCOMES[ScreeningOutcome(row.outcome)].label if row else "Not screened yet"
        found.append(
            {
                "part": PART_WORDS[person.part],
                "name": known or person.name,
                "details": person.details,
                "identified": "Identified" if person.person_id else "Not identified",
                "outcome": outcome if person.part == "alleged" else "",
                "is_open": "" if person.person_id else "yes",
            }
        )
    return found


def post_rows(work: Work, incident: Incident) -> list[dict[str, Any]]:
    """The posts as cards, each with its kinds of conduct, the policy of its day and its files."""
    zone = work.office.zone
    kinds = {one.code: one.label for one in work.reference.taxonomy.subtypes}
    subtypes: dict[UUID, list[str]] = {}
    posts = list(work.session.scalars(select(Post).where(Post.incident_id == incident.id).order_by(Post.ordinal)))
    ids = [row.id for row in posts]
    for one in work.session.scalars(
        select(PostSubtype).where(PostSubtype.post_id.in_(ids)).order_by(PostSubtype.is_primary.desc())
    ):
        subtypes.setdefault(one.post_id, []).append(kinds.get(one.subtype, "Not sure"))
    policies = _policies(work, posts)
    files = evidence_rows(work, incident)
    decided = _decided_accounts(work, incident)
    return [
        {
            "id": f"post-{row.ordinal}",
            "title": f"Post {row.ordinal}",
            "kind": label(POST_KINDS, row.kind),
            "quote": row.text,
            "no_words": "" if row.text else "No words were copied.",
            "facts": _known(
                ("Posted", precision_words(row.posted_precision, row.posted_from_at, zone)),
                ("Account", ", ".join(part for part in (row.handle, label(PLATFORMS, row.platform)) if part)),
                ("Whose account", label(ACCOUNT_KINDS, row.account_kind)),
                ("Behind it", decided.get((row.platform, row.handle), "Not decided")),
                ("Who could see it", label(VISIBILITIES, row.visibility)),
                ("Still online?", label(STILL_VISIBLE, row.still_visible)),
                ("Link", row.url),
                ("Kind of conduct", ", ".join(subtypes.get(row.id, [])) or "Not classified"),
                ("Policy in force then", policies.get(row.policy_section_id, "") if row.policy_section_id else ""),
            ),
            "files": [one for one in files if one["post_id"] == row.id],
        }
        for row in posts
    ]


def _policies(work: Work, posts: list[Post]) -> dict[UUID, str]:
    """The policy clauses that bound on the posts' own days."""
    wanted = [row.policy_section_id for row in posts if row.policy_section_id]
    rows = work.session.execute(
        select(PolicySection.id, PolicySection.code, PolicySection.title).where(PolicySection.id.in_(wanted))
    )
    return {row.id: f"{row.code} {row.title}" for row in rows}


def _decided_accounts(work: Work, incident: Incident) -> dict[tuple[str, str], str]:
    rows = work.session.execute(
        select(Attribution.platform, Attribution.handle, Attribution.status, Person.name)
        .outerjoin(Person, Person.id == Attribution.person_id)
        .where(
            Attribution.incident_id == incident.id,
            Attribution.case_id.is_(None) | Attribution.case_id.not_in(excluded_case_ids(work.viewer, work.now)),
        )
        .order_by(Attribution.at)
    )
    return {
        (row.platform, row.handle): ", ".join(
            part for part in (row.name or "", label(ATTRIBUTION_STATUSES, row.status).lower()) if part
        )
        for row in rows
    }


def _known(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": name, "value": value} for name, value in pairs if value]


def _of_report(work: Work, case_id: Any) -> ColumnElement[bool]:
    """Rows of the report itself, and of those of its cases that the viewer reads: what a case found is its own."""
    readable = select(Case.id).where(visible_case(work.viewer, Permission.CASE_READ, work.now))
    return or_(case_id.is_(None), case_id.in_(readable))


def evidence_rows(work: Work, incident: Incident) -> list[dict[str, Any]]:
    """The evidence of a report as rows with their download; what one of its cases found, only to who reads that."""
    rows = work.session.scalars(
        select(Evidence)
        .where(Evidence.incident_id == incident.id, _of_report(work, Evidence.case_id))
        .order_by(Evidence.added_at, Evidence.file_name)
    )
    return [
        {
            "post_id": row.post_id,
            "kind": label(EVIDENCE_KINDS, row.kind),
            "name": row.file_name,
            "size": row.size,
            "sha256": row.sha256,
            "icon": TAKEN[row.media_type].icon if row.media_type in TAKEN else "file",
            "href": f"/evidence/{row.id}",
            "at": row.added_at,
        }
        for row in rows
    ]


def beside(work: Work, incident: Incident) -> dict[str, Any]:
    """Court matters, absences, referrals, additions and categories of the report as a whole."""
    kinds = {one.code: one.label for one in work.reference.taxonomy.subtypes}

    def of(model: Any, order: Any, *where: ColumnElement[bool]) -> list[Any]:
        return list(work.session.scalars(select(model).where(model.incident_id == incident.id, *where).order_by(order)))

    return {
        "matters": [
            {
                "number": row.number,
                "court": row.court,
                "stage": label(MATTER_STAGES, row.court_stage),
                "review": label(MATTER_REVIEWS, row.review),
            }
            for row in of(AffectedMatter, AffectedMatter.number, _of_report(work, AffectedMatter.case_id))
        ],
        "absences": [row.reason for row in of(EvidenceAbsence, EvidenceAbsence.at)],
        "referrals": of(Referral, Referral.to),
        "additions": of(Supplement, Supplement.at),
        "categories": [kinds.get(row.subtype, "Not sure") for row in of(IncidentCategory, IncidentCategory.subtype)],
    }


def screening_rows(work: Work, incident: Incident) -> list[dict[str, Any]]:
    """Every outcome so far, oldest round first; the case only where the viewer sees it."""
    names = {one.id: one.name for one in alleged(work, incident)}
    grounds = {**dict(DISMISSAL_REASONS), **dict(BODIES), "both": "Both tracks"}
    seen = visible_case(work.viewer, Permission.CASE_HEADER, work.now)
    rows = work.session.execute(
        select(Screening, Case.number)
        .outerjoin(Case, (Case.id == Screening.case_id) & seen)
        .where(Screening.incident_id == incident.id)
        .order_by(Screening.round, Screening.at)
    )
    return [
        {
            "round": row.round,
            "who": names.get(row.incident_person_id or row.id, "The report"),
            "outcome": OUTCOMES[ScreeningOutcome(row.outcome)].label,
            "ground": grounds.get(row.ground, label({}, row.ground)),
            "reasons": row.reasons,
            "at": row.at,
            "case": number or "",
        }
        for row, number in rows
    ]
