"""Actions as pages."""

from typing import Annotated

from litestar import MediaType, Response, get
from litestar.params import FromPath, QueryParameter

from api.access import access_action
from api.actions.service import list_actions, one_action
from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.rendering import render
from db.domain.action import KINDS, LABELS, ActionStatus
from db.work import Work

OFFERED = {
    ActionStatus.PROPOSED: ("accept", "decline"),
    ActionStatus.OPEN: ("adopt", "change", "decline"),
    ActionStatus.ADOPTED: ("end",),
    ActionStatus.DECLINED: (),
    ActionStatus.ENDED: (),
}
"""The acts that make sense in each status, the likeliest first."""


@get("/actions", opt=requires("action:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_actions(
    work: Work, request: AnyRequest, status: Annotated[str, QueryParameter(max_length=20)] = ""
) -> Response[str]:
    """Every action, or those of one status."""
    chosen = status if status in LABELS else ""
    rows = list_actions(work)
    tabs = [{"label": "All", "href": "/actions", "current": not chosen, "count": len(rows)}]
    tabs += [
        {
            "label": label,
            "href": f"/actions?status={code}",
            "current": code == chosen,
            "count": sum(row.status == code for row in rows),
        }
        for code, label in LABELS.items()
    ]
    shown = [row for row in rows if not chosen or row.status == chosen]
    page = render(
        request,
        work,
        "actions/list.html",
        page_title="Actions",
        rows=shown,
        tabs=tabs,
        is_narrowed=bool(chosen and rows),
        kinds=KINDS,
        labels=LABELS,
    )
    return Response(page, media_type=MediaType.HTML)


@get("/actions/{number:str}", opt=requires("action:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_action(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """One action: what is to be done, why, what it should change, and the figure it came from."""
    found = access_action(work, number)
    slugs = OFFERED[ActionStatus(found.row.status)]
    declared = {act.slug: act for act in REGISTRY["action:manage"] if act.on == "action"}
    page = render(
        request,
        work,
        "actions/one.html",
        page_title=found.name,
        row=one_action(work, found.row),
        acts=[{"label": declared[slug].title, "href": declared[slug].form_href(number)} for slug in slugs],
        kinds=KINDS,
        labels=LABELS,
    )
    return Response(page, media_type=MediaType.HTML)


handlers = [show_actions, show_action]
