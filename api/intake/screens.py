"""What the pages of a report offer this viewer: acts that fit its state, its timeline, conflicts as names only."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.acts import Act
from api.intake.afterwards import open_review
from api.intake.next_move import NextMove
from api.intake.offers import alleged, filing_chain, involved_people
from api.intake.opening import opened_screening
from api.intake.routes import ACTS, CHECK, RULE
from api.intake.telling import reporter_of
from db.case_facts import incident_facts_of
from db.domain.event import EVENTS
from db.domain.permission import is_allowed
from db.domain.permission_name import Permission
from db.domain.relation import EXCLUDING, RelationKind
from db.domain.relation import LABELS as RELATION_WORDS
from db.domain.stage import IncidentStatus
from db.models import Account, Case, ConflictCheck, Deadline, Event, Incident, MatterRelation, Person, Post, ReadMark
from db.people import names_of_accounts
from db.visibility import visible_case
from db.work import Work

SCOPES = {"filing_chain": "Filing chain", "board": "Board", "person": "One person"}
OUTCOMES = {"clear": "Clear", "walled": "Walled off", "outside": "Most of the board is named: goes outside"}


def can(work: Work, incident: Incident, permission: str) -> bool:
    """Whether the viewer may do this on the report now."""
    return is_allowed(permission, roles=work.viewer.roles, relations=work.relations(incident=incident))


def acts_of(work: Work, incident: Incident) -> list[dict[str, str]]:
    """The acts that this viewer may do now and that the report's state asks for, in their usual order."""
    fits = _fitting(work, incident)
    held = {act.name: can(work, incident, act.name) for act in ACTS}
    return [
        {"label": act.title, "href": act.form_href(incident.number), "slug": act.slug}
        for act in ACTS
        if held[act.name] and act.slug in fits
    ]


def _fitting(work: Work, incident: Incident) -> set[str]:
    facts = incident_facts_of(work, incident)
    has_posts = work.session.scalar(select(Post.id).where(Post.incident_id == incident.id).limit(1)) is not None
    waiting = [opened_screening(work, incident, one.id) for one in alleged(work, incident)]
    review = open_review(work, incident)
    is_open = incident.status != IncidentStatus.CLOSED
    wanted = {
        "check-conflicts": is_open,
        "rule-on-conflict": bool(involved_people(work, incident)),
        "screen": incident.status == IncidentStatus.SUBMITTED,
        "identify": is_open,
        "attribute": is_open and has_posts,
        "classify": is_open and has_posts,
        "explain-absence": is_open and not facts.evidence_items,
        "open-case": any(row is not None and row.case_id is None for row in waiting),
        "acknowledge": _runs(work, incident, "acknowledge"),
        "refer": is_open,
        "finish-informal": bool(facts.informal_open),
        "assign-reviewer": review is not None and not review.decider,
        "review-dismissal": review is not None,
        "close": incident.status == IncidentStatus.SCREENED and not facts.cases_open,
    }
    return {slug for slug, fits in wanted.items() if fits}


def _runs(work: Work, incident: Incident, rule: str) -> bool:
    running = select(Deadline.id).where(
        Deadline.incident_id == incident.id,
        Deadline.rule == rule,
        Deadline.met_at.is_(None),
        Deadline.ended_at.is_(None),
    )
    return work.session.scalar(running.limit(1)) is not None


def move_href(incident: Incident, move: NextMove) -> str:
    """The form page of the next move."""
    act: Act = next(one for one in ACTS if one.slug == move.slug)
    return act.form_href(incident.number)


def timeline(work: Work, incident: Incident) -> list[dict[str, Any]]:
    """What happened to a report, newest first; a case is named only to those who see it, the reporter to nobody."""
    seen = visible_case(work.viewer, Permission.CASE_HEADER, work.now)
    rows = work.session.execute(
        select(Event, Case.number)
        .outerjoin(Case, (Case.id == Event.case_id) & seen)
        .where(Event.incident_id == incident.id, Event.audience == "all")
        .order_by(Event.at.desc(), Event.id)
    )
    reporter = reporter_of(work, incident)
    known = reporter.person_id if reporter else None
    accounts = set(work.session.scalars(select(Account.id).where(Account.person_id == known))) if known else set()
    found = []
    for event, number in rows:
        if event.case_id is not None and not number:
            continue
        local = event.at.astimezone(work.office.zone)
        found.append(
            {
                "day": f"{local:%b} {local.day}, {local.year}",
                "time": f"{local:%I:%M %p %Z}".lstrip("0"),
                "iso": event.at.isoformat(),
                "verb": EVENTS[event.name].words,
                "text": " ".join(part for part in (event.text, number or "") if part),
                "who": "The reporter" if event.actor_account_id in accounts else event.actor_label,
                "href": f"/cases/{number}" if number else "",
                "link": "Open the case",
            }
        )
    return found


def conflict_page(work: Work, incident: Incident) -> dict[str, Any]:
    """Names and relations of a report, and nothing of what it says."""
    relations = work.session.execute(
        select(Person.id, Person.name, MatterRelation)
        .join(MatterRelation, MatterRelation.person_id == Person.id)
        .where(MatterRelation.incident_id == incident.id)
        .order_by(MatterRelation.from_at, Person.name)
    ).all()
    out = {row.id for row in relations if row[2].kind in EXCLUDING and not _ended(work, row[2])}
    return {
        "relations": [
            {
                "name": name,
                "relation": RELATION_WORDS[RelationKind(row.kind)],
                "since": row.from_at,
                "until": row.until_at if _ended(work, row) else None,
            }
            for _, name, row in relations
            if row.kind is not RelationKind.REPORTER  # who reported stands apart
        ],
        "checks": _checks(work, incident),
        "chain": [{"name": one.name, "why": one.why} for one in filing_chain(work, incident)],
        "waiting": involved_people(work, incident),
        "reads": _reads(work, incident, out),
        "can_check": can(work, incident, CHECK.name),
        "can_rule": can(work, incident, RULE.name) and bool(involved_people(work, incident)),
        "check_href": CHECK.form_href(incident.number),
        "rule_href": RULE.form_href(incident.number),
    }


def _checks(work: Work, incident: Incident) -> list[dict[str, Any]]:
    rows = work.session.execute(
        select(ConflictCheck, Person.name.label("checked"))
        .outerjoin(Person, Person.id == ConflictCheck.person_id)
        .where(ConflictCheck.incident_id == incident.id)
        .order_by(ConflictCheck.at)
    ).all()
    names = names_of_accounts(work, {row.checked_by_id for row, _checked in rows})
    return [
        {
            "scope": SCOPES.get(row.scope, row.scope),
            "who": name or "",
            "outcome": OUTCOMES.get(row.outcome, row.outcome),
            "reason": row.reason,
            "at": row.at,
            "by": names.get(row.checked_by_id, ""),
        }
        for row, name in rows
    ]


def _ended(work: Work, row: MatterRelation) -> bool:
    return row.until_at is not None and row.until_at <= work.now


def _reads(work: Work, incident: Incident, people: set[UUID]) -> list[dict[str, Any]]:
    """When those now shut out read the report before (decision 5)."""
    rows = work.session.execute(
        select(Person.name, ReadMark.hour_at)
        .join(ReadMark, ReadMark.person_id == Person.id)
        .where(ReadMark.matter_id == incident.id, Person.id.in_(people))
        .order_by(ReadMark.hour_at)
    )
    return [{"name": row.name, "at": row.hour_at} for row in rows]


def waiting_conflicts(work: Work, incidents: list[Incident]) -> list[dict[str, Any]]:
    """Reports as the conflict officer lists them: number, names and relations that wait."""
    found = []
    for incident in incidents:
        people = [one for one in involved_people(work, incident) if "Involved" in one.why]
        facts = incident_facts_of(work, incident)
        checked = facts.conflicts_checked or bool(people)
        found.append(
            {
                "number": incident.number,
                "received_at": incident.received_at,
                "waiting": [one.name for one in people],
                "state": "Waits for a ruling" if people else "Checked" if checked else "Not checked yet",
                "is_open": bool(people) or not facts.conflicts_checked,
            }
        )
    return found
