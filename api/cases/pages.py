"""The list of cases as a page, as CSV, and with saved views."""

from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl

from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from api.cases.filters import SORTS, CaseFilter, checked, echo, read_cursor
from api.cases.listing import all_cases, filter_choices, list_cases
from api.cases.rows import HEADER, csv_rows, table_rows
from api.cases.views import own_views, remove_view, save_view, tabs_of
from api.dependencies import AnyRequest, requires, within_unit
from api.exports import csv_answer
from api.forms import Choice, Field
from api.rendering import render
from db.domain.stage import TRACK_LABELS, Stage
from db.work import Work

PAGE_ROWS = 25
COLUMNS = (
    ("number", "Case", "number"),
    ("respondent", "Respondent", "respondent"),
    ("stage", "Stage", "stage"),
    ("assignee", "Assigned to", ""),
    ("due", "Next deadline", "due"),
    ("opened", "Opened", "opened"),
)


def filter_in(query: Any) -> CaseFilter:
    """The filter that a query string holds; what it does not know is left alone."""
    return CaseFilter(**{one.name: str(query[one.name])[:200] for one in fields(CaseFilter) if query.get(one.name)})


def _select(name: str, label: str, value: str, choices: list[tuple[str, str]]) -> Field:
    rows = [Choice("", "All"), *(Choice(code, words, checked=code == value) for code, words in choices)]
    return Field(name, label, "select", value=value, required=False, choices=rows)


def _fields(work: Work, found: CaseFilter, choices: dict[str, list[tuple[str, str]]]) -> list[Field]:
    stages = [
        ("open", "Open: all but closed"),
        *((one.value, one.value.replace("_", " ").capitalize()) for one in Stage),
    ]
    categories = [(one.code, one.label) for one in work.reference.taxonomy.categories]
    assignees = [("me", "Me"), ("nobody", "Nobody"), *choices["assignees"]]
    return [
        Field("q", "Number or name", "search", value=found.q, required=False),
        _select("stage", "Stage", found.stage, stages),
        _select("track", "Track", found.track, [(one.value, label) for one, label in TRACK_LABELS.items()]),
        _select("unit", "Unit", found.unit, choices["units"]),
        _select("category", "Conduct", found.category, categories),
        _select("assignee", "Assigned to", found.assignee, assignees),
        _select("overdue", "Deadlines", found.overdue, [("yes", "One is overdue")]),
        Field("sort", "Order", "hidden", value=found.sort),
    ]


def _columns(found: CaseFilter) -> list[dict[str, Any]]:
    rows = []
    for key, label, sort in COLUMNS:
        row: dict[str, Any] = {"key": key, "label": label}
        if sort in SORTS:
            held = found.key == sort
            wanted = f"-{sort}" if held and not found.descends else sort
            row["sort_href"] = f"/cases?{found.query(sort=wanted)}"
            row["sorted"] = ("desc" if found.descends else "asc") if held else ""
        rows.append(row)
    return rows


@get("/cases", opt=requires("case:list"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_cases(work: Work, request: AnyRequest) -> Response[str]:
    """The cases the viewer may see, narrowed and sorted by the address."""
    found = checked(filter_in(request.query_params), work.reference)
    page = list_cases(work, found, limit=PAGE_ROWS, cursor=read_cursor(str(request.query_params.get("cursor", ""))))
    choices = filter_choices(work)
    names = {code: name for rows in choices.values() for code, name in rows}
    views = own_views(work)
    body = render(
        request,
        work,
        "cases/list.html",
        page_title="Cases",
        columns=_columns(found),
        rows=table_rows(work, page),
        page=page,
        next_href=f"/cases?{found.query(cursor=page.next)}" if page.next else "",
        previous_href=f"/cases?{found.query(cursor=page.previous)}" if page.previous else "",
        filters=_fields(work, found, choices),
        narrows=found.narrows,
        echo=echo(found, work.reference, names),
        query=found.query(),
        tabs=tabs_of(found, views),
        views=views,
        exports=work.viewer.can("case:export"),
    )
    return Response(body, media_type=MediaType.HTML)


@get("/cases.csv", opt=requires("case:export", limited="export"), include_in_schema=False)
@within_unit
def export_cases(work: Work, request: AnyRequest) -> Stream:
    """The same filter as CSV: the cases whose content the viewer may read. The export is an act of its own."""
    found = checked(filter_in(request.query_params), work.reference)
    return csv_answer(request, work, "cases", HEADER, csv_rows(work, all_cases(work, found)))


@post("/cases/views", opt=requires("case:list"), include_in_schema=False, status_code=303, media_type=MediaType.HTML)
@within_unit
def keep_view(work: Work, form: Any) -> Response[str]:
    """Keep the filter under a name."""
    found = checked(filter_in(dict(parse_qsl(str(form.get("query", ""))))), work.reference)
    save_view(work, str(form.get("name", "")), found.query())
    return Response("", status_code=303, headers={"Location": f"/cases?{found.query()}"})


@post(
    "/cases/views/{view:uuid}/remove",
    opt=requires("case:list"),
    include_in_schema=False,
    status_code=303,
    media_type=MediaType.HTML,
)
@within_unit
def drop_view(work: Work, view: FromPath[Any]) -> Response[str]:
    """Forget one of the viewer's own views."""
    remove_view(work, view)
    return Response("", status_code=303, headers={"Location": "/cases"})


handlers = [show_cases, export_cases, keep_view, drop_view]
