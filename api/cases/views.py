"""Views of the list: three that everybody has, and those a person saved."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from api.access import MatterNotFound
from api.cases.filters import CaseFilter
from api.errors import BadInput
from db.models import SavedView
from db.work import Work

PAGE = "cases"
MOST_VIEWS = 20
STANDING = (
    ("All cases", CaseFilter()),
    ("Assigned to me", CaseFilter(assignee="me", stage="open", sort="due")),
    ("Overdue", CaseFilter(overdue="yes", sort="due")),
)


@dataclass(frozen=True)
class View:
    """A saved view: its name and the query string it stands for."""

    id: UUID
    name: str
    query: str


def own_views(work: Work) -> list[View]:
    """The viewer's saved views of the list, oldest first."""
    rows = work.session.execute(
        select(SavedView.id, SavedView.name, SavedView.query)
        .where(SavedView.account_id == work.viewer.account_id, SavedView.page == PAGE)
        .order_by(SavedView.at)
    )
    return [View(*row) for row in rows]


def save_view(work: Work, name: str, query: str) -> None:
    """Keep a filter under a name; the same name again replaces it. Raises BadInput without a name, or for too many."""
    plain = " ".join(name.split())[:60]
    if not plain:
        raise BadInput({"name": "Give the view a name."})
    held = work.session.scalars(
        select(SavedView).where(
            SavedView.account_id == work.viewer.account_id, SavedView.page == PAGE, SavedView.name == plain
        )
    ).first()
    if held is not None:
        held.query, held.at = query, work.now
        return
    count = work.session.scalar(
        select(func.count()).select_from(SavedView).where(SavedView.account_id == work.viewer.account_id)
    )
    if (count or 0) >= MOST_VIEWS:
        raise BadInput({"name": f"You have {MOST_VIEWS} views. Remove one first."})
    work.session.add(SavedView(account_id=work.viewer.account_id, page=PAGE, name=plain, query=query, at=work.now))


def remove_view(work: Work, view_id: UUID) -> None:
    """Forget a view of the viewer's own; anybody else's does not exist for them."""
    row = work.session.get(SavedView, view_id)
    if row is None or row.account_id != work.viewer.account_id:
        raise MatterNotFound
    work.session.delete(row)


def tabs_of(found: CaseFilter, views: list[View]) -> list[dict[str, Any]]:
    """The views as tabs, with the one the address stands for marked."""
    here = found.query()
    rows = [(label, one.query()) for label, one in STANDING] + [(view.name, view.query) for view in views]
    return [
        {"label": label, "href": f"/cases?{query}" if query else "/cases", "current": query == here}
        for label, query in rows
    ]
