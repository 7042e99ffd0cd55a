"""What waits for a person, said in words and put in order: overdue, due this week, later; drafts, hearings, news."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from api.access import permitted
from api.acts import REGISTRY, Act
from api.inbox.words import SLUG_OF_KIND, SLUG_OF_RULE, TEXTS, TITLES
from db.domain.deadline import Clock, clock_words, end_of_day
from db.domain.relation import ALWAYS_EXCLUDING
from db.domain.stage import stage_label
from db.models import Case, Draft, Hearing, MatterRelation, Notice
from db.prepared import NOW, PERSON, bound
from db.waiting import MOST, Waiting, count_waiting, waiting_for
from db.work import Work

WEEK = timedelta(days=7)
PARTS = ("investigator", "cause_reviewer", "presenting_counsel", "adviser", "panel_member", "board_member",
         "appeal_member", "deciding_official", "speech_reviewer")  # fmt: skip


@dataclass
class Inbox:
    """The inbox page: rows of ui.inbox_item in four groups, and what stands beside them."""

    lead: str
    more: str
    overdue: list[dict[str, Any]] = field(default_factory=list)
    week: list[dict[str, Any]] = field(default_factory=list)
    later: list[dict[str, Any]] = field(default_factory=list)
    undated: list[dict[str, Any]] = field(default_factory=list)
    hidden: int = 0
    drafts: list[dict[str, Any]] = field(default_factory=list)
    hearings: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)


def inbox_of(work: Work) -> Inbox:
    """Everything for the viewer's inbox. The count in its lead is the one beside Inbox in the navigation."""
    total = count_waiting(work)
    found = Inbox(lead=_lead(total), more="", hidden=max(total - MOST, 0))
    held = _relations(work)
    for one in sorted(waiting_for(work), key=lambda item: _order(work, item)):
        due = _due(work, one)
        row = _row(work, one, due, held.get(one.case_id, frozenset()) if one.case_id else frozenset())
        group = found.undated if due is None else found.overdue if due < work.now else None
        if group is None:
            group = found.week if due is not None and due <= work.now + WEEK else found.later
        group.append(row)
    found.more = _more(len(found.overdue), len(found.week))
    found.drafts, found.hearings = _drafts(work), _hearings(work)
    found.cases, found.notices = _cases(work), _notices(work)
    return found


def _order(work: Work, one: Waiting) -> tuple[Any, ...]:
    """What is due first; what is due together always in the same order, whatever else lies in the tables."""
    due = _due(work, one)
    return due is None, due or work.now, one.number, one.kind, one.title


NUMBERS = ("Nothing", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def _counted(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _lead(total: int) -> str:
    return f"{_counted(total)} thing{'s' if total > 1 else ''} wait{'' if total > 1 else 's'} for you.".replace(
        "Nothing thing", "Nothing"
    )


def _more(overdue: int, week: int) -> str:
    parts = []
    if overdue:
        parts.append(f"{_counted(overdue)} {'is' if overdue == 1 else 'are'} overdue")
    if week:
        words = f"{_counted(week)} {'is' if week == 1 else 'are'} due this week"
        parts.append(words[:1].lower() + words[1:] if parts else words)
    return f"{'; '.join(parts)}." if parts else ""


def _due(work: Work, one: Waiting) -> datetime | None:
    if one.due_on is not None:
        return end_of_day(one.due_on, work.office.zone)
    return one.due_at


def _relations(work: Work) -> dict[UUID, frozenset[str]]:
    """The viewer's running relations by case."""
    rows = work.session.connection().execute(
        select(MatterRelation.case_id, MatterRelation.kind).where(
            MatterRelation.person_id == PERSON,
            MatterRelation.case_id.is_not(None),
            MatterRelation.from_at <= NOW,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > NOW),
        ),
        bound(work),
    )
    found: dict[UUID, set[str]] = {}
    for case_id, kind in rows:
        if case_id is not None:
            found.setdefault(case_id, set()).add(kind.value)
    return {case_id: frozenset(kinds) for case_id, kinds in found.items()}


def _row(work: Work, one: Waiting, due: datetime | None, relations: frozenset[str]) -> dict[str, Any]:
    act = _act(work, one, relations)
    href = {"case": "/cases", "portal": "/portal", "report": "/reports"}[one.on] + f"/{one.number}"
    if act and (one.kind == "declare" or (one.on == "report" and not work.viewer.can("report:read"))):
        href = act.form_href(one.number)  # the matter itself is not open to them (yet)
    words = clock_words(Clock(due), work.now, work.office.zone) if due else None
    late = words is not None and words.state == "overdue"
    soon = words is not None and not late and words.days is not None and words.days <= 2
    return {
        "state": "overdue" if late else "progress" if soon else "not_started",
        "words": words.text if words else "Not started",
        "due": f"{'Was due ' if late else ''}{_day(work, due)}" if due else "",
        "title": TITLES.get(one.kind, "{}").format(_bare(one.title, one.number)),
        "href": href,
        "number": one.number,
        "text": TEXTS.get(one.kind, ""),
        "act_label": act.title if act else "Open",
        "act_href": act.form_href(one.number) if act else href,
    }


def _bare(title: str, number: str) -> str:
    """A title without the number that stands beside it."""
    return title.removesuffix(f", {number}").removesuffix(f" in {number}")


def _act(work: Work, one: Waiting, relations: frozenset[str]) -> Act | None:
    slug = SLUG_OF_KIND.get(one.kind) or SLUG_OF_RULE.get(one.rule)
    found = next((act for acts in REGISTRY.values() for act in acts if (act.on, act.slug) == (one.on, slug)), None)
    if found is None or one.on == "portal":
        return None
    if one.on == "case":
        return found if found.name in permitted(work.viewer.roles, relations, one.stage, True) else None
    return found if work.viewer.can(found.name) else None


def _day(work: Work, moment: datetime) -> str:
    local = moment.astimezone(work.office.zone)
    return f"{local:%a}, {local:%b}\u00a0{local.day}"


def _drafts(work: Work) -> list[dict[str, Any]]:
    rows = work.session.execute(
        select(Draft.id, Draft.edited_at, Draft.chapter)
        .where(Draft.owner_account_id == work.viewer.account_id)
        .order_by(Draft.edited_at.desc())
    )
    return [
        {"href": f"/reports/drafts/{row.id}/{row.chapter}", "words": f"Report last saved {_day(work, row.edited_at)}"}
        for row in rows
    ]


def _excluded(column: str, beside: Any) -> Any:
    """Matters that leave no trace for the viewer. Of a respondent's own: what was written before they were one."""
    relation = aliased(MatterRelation)
    return exists().where(
        getattr(relation, column) == beside,
        relation.person_id == PERSON,
        or_(relation.until_at.is_(None), relation.until_at > NOW),
        or_(
            relation.kind.in_(sorted(ALWAYS_EXCLUDING)),
            and_(relation.kind == "respondent", relation.from_at > Notice.at),
        ),
    )


def _of_mine(*kinds: str) -> Any:
    return select(MatterRelation.case_id).where(
        MatterRelation.person_id == PERSON,
        MatterRelation.case_id.is_not(None),
        MatterRelation.kind.in_(kinds),
        MatterRelation.from_at <= NOW,
        or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > NOW),
    )


def _hearings(work: Work) -> list[dict[str, Any]]:
    """The next three hearings of the viewer's cases."""
    rows = work.session.connection().execute(
        select(Case.number, Hearing.scheduled_at, Hearing.place)
        .join(Case, Case.id == Hearing.case_id)
        .where(
            Hearing.scheduled_at >= NOW,
            Hearing.held_at.is_(None),
            Hearing.waived_at.is_(None),
            Case.id.in_(_of_mine(*PARTS)),
            Case.id.not_in(_of_mine(*sorted(ALWAYS_EXCLUDING), "respondent")),
        )
        .order_by(Hearing.scheduled_at, Case.number)
        .limit(3),
        bound(work),
    )
    return [{"number": row.number, "at": row.scheduled_at, "place": row.place} for row in rows]


def _cases(work: Work) -> list[dict[str, Any]]:
    """Up to eight open cases in which the viewer has a part, the one longest in its stage first."""
    rows = work.session.connection().execute(
        select(Case.number, Case.track, Case.stage, Case.stage_since_at)
        .where(
            Case.stage != "closed",
            Case.id.in_(_of_mine(*PARTS)),
            Case.id.not_in(_of_mine(*sorted(ALWAYS_EXCLUDING), "respondent")),
        )
        .order_by(Case.stage_since_at, Case.number)
        .limit(8),
        bound(work),
    )
    return [
        {
            "number": row.number,
            "text": f"{stage_label(row.stage, row.track, work.reference.procedure(row.track).words)} since "
            f"{_day(work, row.stage_since_at)}",
        }
        for row in rows
    ]


def _unread() -> Any:
    return (
        Notice.person_id == PERSON,
        Notice.read_at.is_(None),
        ~_excluded("case_id", Notice.case_id),
        ~_excluded("incident_id", Notice.incident_id),
    )


def _notices(work: Work) -> list[dict[str, Any]]:
    """News since the last visit: at most twenty lines, newest first. None about a matter the viewer is kept from."""
    rows = work.session.connection().execute(
        select(Notice.text, Notice.at, Case.number)
        .outerjoin(Case, Case.id == Notice.case_id)
        .where(*_unread())
        .order_by(Notice.at.desc(), Notice.id)
        .limit(20),
        bound(work),
    )
    zone = work.office.zone
    return [
        {"text": row.text, "number": row.number or "", "when": _when(row.at.astimezone(zone), work.today)}
        for row in rows
    ]


def _when(local: datetime, today: date) -> str:
    if local.date() == today:
        return f"{local:%I:%M}".lstrip("0") + f"\u00a0{local:%p}\u00a0{local:%Z}"
    if local.date() == today - timedelta(days=1):
        return "Yesterday"
    return f"{local:%b}\u00a0{local.day}, {local.year}"


def mark_all_read(work: Work) -> str:
    """Take note of every line of news. A notice is housekeeping, no part of the record.

    The answer has no count: lines about matters that the viewer is kept from are put away too.
    """
    rows = work.session.scalars(
        select(Notice).where(Notice.person_id == work.viewer.person_id, Notice.read_at.is_(None))
    ).all()
    for row in rows:
        row.read_at = work.now
    return "News put away."
