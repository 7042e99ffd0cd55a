"""The frame around a matter's pages: strip, stage track, sections, acts, and what is missing for a move."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from api.access import permissions_on
from api.acts import REGISTRY, Act
from api.cures import missing_rows
from db.domain.deadline import Clock, clock_words
from db.domain.move import MOVES, moves_from
from db.domain.permission_name import Permission
from db.domain.stage import Stage, Track, stage_label, stage_track
from db.models import (
    Allegation,
    Case,
    CaseIncident,
    CaseStage,
    Deadline,
    Employment,
    Event,
    Incident,
    LegalHold,
    Letter,
    MatterRelation,
    Person,
    Post,
    Step,
    Unit,
)
from db.work import Work

__all__ = ["act_screen", "case_screen", "incident_numbers", "landing", "missing_rows"]

# (slug, label, permission that opens it); always in this order (ux.md)
SECTIONS: tuple[tuple[str, str, Permission], ...] = (
    ("overview", "Overview", Permission.CASE_HEADER),
    ("timeline", "Timeline", Permission.CASE_READ),
    ("allegations", "Allegations and findings", Permission.CASE_READ),
    ("posts", "Posts and evidence", Permission.CASE_READ),
    ("steps", "Steps", Permission.CASE_READ),
    ("respondent", "Respondent", Permission.CASE_READ),
    ("hearing", "Hearing and panel", Permission.CASE_READ),
    ("decision", "Decision", Permission.CASE_READ),
    ("sanctions", "Sanctions", Permission.SANCTION_READ),
    ("appeals", "Appeals", Permission.CASE_READ),
    ("letters", "Letters", Permission.CASE_READ),
    ("matters", "Affected matters", Permission.CASE_READ),
    ("access", "Access", Permission.ACCESS_READ),
    ("record", "Record", Permission.CASE_READ),
)


# Whoever seats those who decide, or is to declare a conflict, opens their section before its content is open to them.
SEATING = frozenset({Permission.PANEL_COMPOSE, Permission.OFFICIAL_DESIGNATE, Permission.CONFLICT_DECLARE})


def opens_section(slug: str, held: frozenset[Permission]) -> bool:
    """Whether these permissions open a section of the case page."""
    wanted = next((permission for known, _, permission in SECTIONS if known == slug), Permission.CASE_HEADER)
    return opens(wanted, held) or (slug == "hearing" and bool(SEATING & held))


def opens(permission: Permission, held: Iterable[Permission]) -> bool:
    """Whether these permissions open a section: who reads the content also reads header and sanctions."""
    found = set(held)
    if permission in {Permission.CASE_HEADER, Permission.SANCTION_READ} and Permission.CASE_READ in found:
        return True
    if permission is Permission.CASE_HEADER and Permission.SANCTION_READ in found:
        return True  # who carries a sanction out sees whose it is
    return permission in found


def _counts(work: Work, case: Case) -> dict[str, int]:
    def count(model: Any, *where: Any) -> Any:
        return select(func.count()).select_from(model).where(*where).scalar_subquery()

    incidents = select(CaseIncident.incident_id).where(CaseIncident.case_id == case.id)
    row = work.session.execute(
        select(
            count(Event, Event.case_id == case.id, Event.audience == "all"),
            count(Allegation, Allegation.case_id == case.id),
            count(Post, Post.incident_id.in_(incidents)),
            count(Step, Step.case_id == case.id),
            count(Letter, Letter.case_id == case.id),
        )
    ).one()
    return dict(zip(("timeline", "allegations", "posts", "steps", "letters"), row, strict=True))


def section_rows(work: Work, case: Case, current: str, held: frozenset[Permission]) -> list[dict[str, Any]]:
    """The sections this viewer can open, in their fixed order."""
    counts = _counts(work, case) if Permission.CASE_READ in held else {}
    return [
        {
            "slug": slug,
            "label": label,
            "count": counts.get(slug),
            "current": slug == current,
            "href": f"/cases/{case.number}" + ("" if slug == "overview" else f"/{slug}"),
        }
        for slug, label, _ in SECTIONS
        if opens_section(slug, held)
    ]


def _strip(work: Work, case: Case, held: frozenset[Permission]) -> dict[str, Any]:
    assignee = aliased(Person)
    since = (
        select(func.max(MatterRelation.from_at))
        .where(
            MatterRelation.case_id == case.id,
            MatterRelation.person_id == case.assignee_id,
            MatterRelation.until_at.is_(None),
        )
        .scalar_subquery()
    )
    respondent, title, unit, assigned, assigned_at = work.session.execute(
        select(Person.name, Employment.title, Unit.name, assignee.name, since)
        .select_from(Person)
        .outerjoin(Employment, Employment.id == case.employment_id)
        .outerjoin(Unit, Unit.id == Employment.unit_id)
        .outerjoin(assignee, assignee.id == case.assignee_id)
        .where(Person.id == case.respondent_id)
    ).one()
    clocks = [row for row in open_deadlines(work, case) if row.kind != "not_before" and not row.paused_since_at]
    overdue = [row for row in clocks if row.due_at < work.now]
    ahead = [row for row in clocks if row.due_at >= work.now]
    return {
        "number": case.number,
        "respondent_name": respondent,
        "respondent_title": ", ".join(part for part in (title, unit) if part),
        "stage_label": stage_label(case.stage, case.track, work.reference.procedure(case.track).words),
        "stage_since": f"Since {_day(work, case.stage_since_at)}",
        "next_deadline": _next_deadline(work, ahead[0] if ahead else None),
        "overdue_count": len(overdue),
        "assignee": {"name": assigned, "note": _since(work, assigned_at)} if assigned else None,
        "tags": _tags(work, case, held),
    }


def _since(work: Work, moment: datetime | None) -> str:
    return f"Since {_day(work, moment)}" if moment else ""


def _day(work: Work, moment: datetime) -> str:
    local = moment.astimezone(work.office.zone)
    return f"{local:%b}\u00a0{local.day}, {local.year}"


def _next_deadline(work: Work, row: Deadline | None) -> dict[str, str] | None:
    if row is None:
        return None
    local = row.due_at.astimezone(work.office.zone)
    return {
        "words": clock_words(Clock(row.due_at), work.now, work.office.zone).text,
        "reason": f"{row.label}, by {local:%a}, {_day(work, row.due_at)}",
    }


def open_deadlines(work: Work, case: Case) -> list[Deadline]:
    """The running clocks of a case, soonest first."""
    return list(
        work.session.scalars(
            select(Deadline)
            .where(Deadline.case_id == case.id, Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
            .order_by(Deadline.due_at)
        )
    )


def _tags(work: Work, case: Case, held: frozenset[Permission]) -> list[dict[str, str]]:
    tags = [{"text": "Confidential personnel record", "kind": "ink", "icon": "locked"}]
    hold = work.session.scalars(
        select(LegalHold).where(LegalHold.case_id == case.id, LegalHold.lifted_at.is_(None)).order_by(LegalHold.at)
    ).first()
    if hold is not None:
        tags.append({"text": f"Legal hold since {_day(work, hold.at)}", "kind": "line", "icon": "hold"})
    if case.stayed_since_at is not None:
        tags.append({"text": f"Stayed since {_day(work, case.stayed_since_at)}", "kind": "line", "icon": "paused"})
    if Permission.CASE_READ not in held:
        tags.append({"text": "You see the header only", "kind": "line", "icon": "seen"})
    return tags


def stage_rows(work: Work, case: Case) -> list[dict[str, str]]:
    """The track of stages with what the case went through and where it stands, in the office's words."""
    words = work.reference.procedure(case.track).words
    passed = frozenset(work.session.scalars(select(CaseStage.stage).where(CaseStage.case_id == case.id)))
    return [
        {"label": stage_label(stage, case.track, words), "state": state}
        for stage, state in stage_track(Stage(case.stage), passed)
    ]


MOVING = frozenset(move.act for move in MOVES.values())


def _applies(act: Act, case: Case) -> bool:
    """Whether an act makes sense where the case stands: no move that does not start here, no lifting of no stay."""
    if act.name in MOVING and act.name not in {move.act for move in moves_from(case.stage)}:
        return False
    if act.name == "stay:lift":
        return case.stayed_since_at is not None or case.stage is Stage.DECIDED
    return act.name != "stay:order" or case.stayed_since_at is None


def acts_of(case: Case, held: frozenset[Permission], section: str | None = None) -> list[Act]:
    """The declared acts this viewer may do on the case now, of one section or of all, by title."""
    allowed = {permission.value for permission in held}
    found = [
        act
        for acts in REGISTRY.values()
        for act in acts
        if act.on == "case" and act.name in allowed and (section is None or act.section == section)
        if _applies(act, case)
    ]
    return sorted(found, key=lambda act: act.title)


def case_screen(work: Work, case: Case, section: str) -> dict[str, Any]:
    """What `case/layout.html` needs around a section. `held` is what the viewer may do, for the section's template."""
    held = permissions_on(work, case)
    whole = Permission.CASE_READ in held
    acts = acts_of(case, held, section)
    if section == "overview" and not whole:  # what belongs to sections that are closed to this viewer stands here
        acts = [act for act in acts_of(case, held) if act.section == section or not opens_section(act.section, held)]
    return {
        "case": _strip(work, case, held),
        "track": Track(case.track).value,
        "sections": section_rows(work, case, section, held),
        "stages": stage_rows(work, case),
        "case_acts": [
            {"label": act.title, "href": act.form_href(case.number)} for act in acts_of(case, held, "timeline")
        ],
        "held": {permission.value for permission in held},
        "section_acts": [{"label": act.title, "href": act.form_href(case.number), "name": act.name} for act in acts],
    }


def landing(work: Work, act: Act, number: str) -> str:
    """Where a person goes after an act on a case: its section, if they still read that; else the header; else home."""
    if act.on != "case" or act.lands:
        return act.after_href(number)
    case = work.session.scalars(select(Case).where(Case.number == number)).one()
    held = permissions_on(work, case)
    if opens_section(act.section, held):
        return act.section_href(number)
    return f"/cases/{number}" if opens(Permission.CASE_HEADER, held) else "/"


def act_screen(work: Work, act: Act, matter: Any) -> dict[str, Any]:
    """What the form page of an act needs around it."""
    if isinstance(matter, Case) and act.on == "case":
        return {**case_screen(work, matter, act.section), "layout": "case/layout.html"}
    return {"layout": "base.html", "matter": matter}


def incident_numbers(work: Work, case: Case) -> list[str]:
    """Numbers of the reports a case was opened from or joined by."""
    return list(
        work.session.scalars(
            select(Incident.number)
            .join(CaseIncident, CaseIncident.incident_id == Incident.id)
            .where(CaseIncident.case_id == case.id)
            .order_by(CaseIncident.at)
        )
    )
