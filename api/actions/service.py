"""Actions. What a figure showed is not kept with one: the figure is, and shows each reader what they may count."""

from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy import select

from analytics.figures import FRAMES
from api.actions.schemas import (
    AcceptAction,
    ActionItem,
    AdoptAction,
    ChangeAction,
    DeclineAction,
    EndAction,
    OpenAction,
)
from api.acts import OfficeMatter, Outcome
from api.errors import BadInput
from api.forms import Choices
from db.domain.action import (
    ActionStatus,
    filters_of,
    missing_for_words,
    missing_to_date,
    missing_to_move,
    missing_to_plan,
)
from db.domain.plain import day_words, moment_day
from db.domain.rule import ensure
from db.models import Action, Employment, Person
from db.roster import people_at_work
from db.work import Work

ORIGINS = {"case": "One case", "rule": "A rule that watches the figures"}
"""What an action came from that did not come from a figure of the page."""


def open_action(work: Work, _matter: Any, data: OpenAction) -> Outcome:
    """Open an action from a figure."""
    work.begin("action:opened")
    if data.figure not in FRAMES:
        raise BadInput({"figure": "There is no such figure."})
    ensure(
        missing_to_plan(due_on=data.due_on, today=work.today),
        missing_for_words((data.title, data.hypothesis, data.expected), _names(work)),
    )
    row = Action(
        kind=data.kind, title=data.title, signal={"figure": data.figure, "filters": _filters(data.filters)},
        owner_id=_owner(work, data.owner_id), due_on=data.due_on, hypothesis=data.hypothesis, expected=data.expected,
        status=ActionStatus.OPEN, reason="", adopted_on=None, ended_on=None, evaluation={}, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"Opened: {data.title}.")


def accept_action(work: Work, matter: OfficeMatter, data: AcceptAction) -> Outcome:
    """Accept what a rule proposed: it is an open action from then on, with an owner and a day."""
    work.begin("action:accepted")
    row: Action = matter.row
    ensure(
        missing_to_move(row.status, ActionStatus.OPEN, "accepted"),
        missing_to_plan(due_on=data.due_on, today=work.today),
        missing_for_words((data.reason,), _names(work)),
    )
    row.status, row.reason = ActionStatus.OPEN, data.reason
    row.owner_id, row.due_on = _owner(work, data.owner_id), data.due_on
    return Outcome(row.id)


def change_action(work: Work, matter: OfficeMatter, data: ChangeAction) -> Outcome:
    """Give an open action another owner or day."""
    work.begin("action:changed")
    row: Action = matter.row
    ensure(
        missing_to_move(row.status, ActionStatus.ADOPTED, "changed"),
        missing_to_plan(due_on=data.due_on, today=work.today),
    )
    row.owner_id, row.due_on = _owner(work, data.owner_id), data.due_on
    return Outcome(row.id)


def adopt_action(work: Work, matter: OfficeMatter, data: AdoptAction) -> Outcome:
    """Record that the change is in effect; figures draw the day."""
    work.begin("action:adopted")
    row: Action = matter.row
    opened = moment_day(row.at, work.office.zone)
    ensure(
        missing_to_move(row.status, ActionStatus.ADOPTED, "adopted"),
        missing_to_date(data.adopted_on, today=work.today, since=opened, what="adopted"),
    )
    row.status, row.adopted_on = ActionStatus.ADOPTED, data.adopted_on
    return Outcome(row.id, f"Adopted on {day_words(data.adopted_on)}. Figures draw it as a line.")


def decline_action(work: Work, matter: OfficeMatter, data: DeclineAction) -> Outcome:
    """Decline an open action with a reason."""
    work.begin("action:declined")
    row: Action = matter.row
    ensure(
        missing_to_move(row.status, ActionStatus.DECLINED, "declined"), missing_for_words((data.reason,), _names(work))
    )
    row.status, row.reason = ActionStatus.DECLINED, data.reason
    return Outcome(row.id)


def end_action(work: Work, matter: OfficeMatter, data: EndAction) -> Outcome:
    """End an adopted action with a reason."""
    work.begin("action:ended")
    row: Action = matter.row
    ensure(
        missing_to_move(row.status, ActionStatus.ENDED, "ended"),
        missing_to_date(data.ended_on, today=work.today, since=row.adopted_on, what="ended"),
        missing_for_words((data.reason,), _names(work)),
    )
    row.status, row.reason, row.ended_on = ActionStatus.ENDED, data.reason, data.ended_on
    return Outcome(row.id)


def _names(work: Work) -> list[str]:
    """Everybody who ever worked here: whose name an action would give away does not depend on any matter."""
    return list(work.session.scalars(select(Person.name).where(Person.id.in_(select(Employment.person_id)))))


def _owner(work: Work, person_id: UUID) -> UUID:
    if str(person_id) not in dict(people_at_work(work.session, work.today)):
        raise BadInput({"owner_id": "Choose somebody who works here."})
    return person_id


def _filters(query: str) -> dict[str, str]:
    try:
        return filters_of(dict(parse_qsl(query.removeprefix("?"))))
    except ValueError:
        raise BadInput({"filters": "Take the filters as the figure's page has them."}) from None


def people_choices(work: Work, _matter: Any) -> Choices:
    """Who can own an action."""
    return {"people": people_at_work(work.session, work.today)}


def opening_choices(work: Work, matter: Any) -> Choices:
    """Who can own an action, and the figures it can come from."""
    figures = [(name, frame.question) for name, frame in FRAMES.items()]
    return {**people_choices(work, matter), "figures": figures}


def action_values(_work: Work, matter: OfficeMatter) -> dict[str, Any]:
    """An action's owner and day as they stand."""
    row: Action = matter.row
    return {"owner_id": str(row.owner_id or ""), "due_on": row.due_on.isoformat() if row.due_on else ""}


def action_item(work: Work, row: Action, owner: str) -> ActionItem:
    """An action for a page or the JSON."""
    figure = str(row.signal.get("figure") or ("rule" if "rule" in row.signal else "case"))
    filters = dict(row.signal.get("filters", {}))
    query = f"?{urlencode(filters)}" if filters else ""
    return ActionItem(
        id=row.id, version=row.version, title=row.title, kind=row.kind, status=row.status, owner=owner,
        due_on=row.due_on,
        is_overdue=row.status == ActionStatus.OPEN and row.due_on is not None and row.due_on < work.today,
        hypothesis=row.hypothesis, expected=row.expected, figure=figure,
        question=FRAMES[figure].question if figure in FRAMES else ORIGINS.get(figure, ""), filters=filters,
        href=f"/trends{query}#{figure}" if figure in FRAMES else "", reason=row.reason, adopted_on=row.adopted_on,
        ended_on=row.ended_on,
    )  # fmt: skip


def one_action(work: Work, row: Action) -> ActionItem:
    """An action with its owner's name."""
    owner = work.session.get(Person, row.owner_id) if row.owner_id else None
    return action_item(work, row, owner.name if owner else "")


def list_actions(work: Work, status: str = "") -> list[ActionItem]:
    """The actions of one status, or all, the soonest due first."""
    found = select(Action, Person.name).outerjoin(Person, Person.id == Action.owner_id)
    if status:
        found = found.where(Action.status == status)
    rows = work.session.execute(found.order_by(Action.due_on, Action.at, Action.id))
    return [action_item(work, row, owner or "") for row, owner in rows]
