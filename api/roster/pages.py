"""The roster as a page."""

from typing import Annotated

from litestar import MediaType, Response, get
from litestar.params import QueryParameter

from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.forms import Choice, Field
from api.rendering import render
from api.roster.service import roster_page, unit_rows
from db.work import Work


@get("/people", opt=requires("roster:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_roster(
    work: Work,
    request: AnyRequest,
    text: Annotated[str, QueryParameter(max_length=100)] = "",
    unit: Annotated[str, QueryParameter(max_length=20)] = "",
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
) -> Response[str]:
    """Who works here today. It says nothing of any report or case."""
    units = unit_rows(work)
    found = roster_page(work, text=text, unit=unit, page=page)
    answers = [Choice("", "All units", checked=not unit)]
    answers += [Choice(code, name, checked=code == unit) for code, name in units]
    fields = [
        Field("text", "Name, number or title", "text", value=text, required=False),
        Field("unit", "Unit", "select", value=unit, required=False, choices=answers),
    ]
    acts = [{"label": act.title, "href": act.form_href("")} for act in REGISTRY["roster:manage"]]
    html = render(
        request,
        work,
        "roster/list.html",
        page_title="People",
        found=found,
        fields=fields,
        acts=acts,
        filters={"text": text, "unit": unit},
        page=page,
    )
    return Response(html, media_type=MediaType.HTML)


handlers = [show_roster]
