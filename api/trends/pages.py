"""The page of trends, and the CSV of each of its figures."""

from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from analytics.figures import SECTIONS, build_all
from analytics.figures.figure import Column, Figure, Table, is_hidden, text_of
from analytics.periods import day_label
from analytics.quality import gaps
from analytics.summary import summarize
from analytics.theme import page_theme
from analytics.view import words
from api.dependencies import AnyRequest, in_thread, open_unit, requires, within_unit
from api.exports import csv_file
from api.rendering import render
from api.trends.drilling import Drilling, RowHref
from api.trends.schemas import Asked
from api.trends.service import Look, asked_of, export_figure, filter_fields, look
from db.standing import standing_of
from db.work import Work


def _asked(request: AnyRequest) -> Asked:
    return asked_of(**{name: request.query_params.get(name, "") for name in Asked.__struct_fields__})


@get("/trends", opt=requires("figure:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_trends(work: Work, request: AnyRequest) -> Response[str]:
    """The dashboard: a sentence, tiles, filters, figures."""
    found = look(work, _asked(request))
    reading = found.reading
    figures, drilling = build_all(reading), Drilling(work, found)
    page = render(
        request,
        work,
        "trends/dashboard.html",
        page_title="Trends",
        summary=summarize(reading),
        as_of=_as_of(work, found),
        fields=filter_fields(found),
        showing=words(reading),
        is_filtered=bool(found.asked.chosen()),
        sections=[
            {
                "slug": slug,
                "label": label,
                "note": note,
                "rows": _rows(
                    [_drawn(work, figure, found.query, drilling) for figure in figures if figure.frame.section == slug]
                ),
            }
            for slug, (label, note) in SECTIONS.items()
        ],
        gaps=gaps(reading),
        theme=page_theme(),
        is_guarded=not reading.is_open,
    )
    return Response(page, media_type=MediaType.HTML)


@get(
    "/trends/figures/{name:str}",
    opt=requires("figure:export", limited="export"),
    include_in_schema=False,
    media_type="text/csv",
)
@in_thread
def download_figure(request: AnyRequest, name: FromPath[str]) -> Stream:
    """A figure's table as CSV. The export is recorded before it is sent."""
    slug = name.removesuffix(".csv")
    with open_unit(request, writing=True) as work:
        text, standing = export_figure(work, _asked(request), slug), standing_of(work)
    return csv_file(request, f"{slug}.csv", text, standing)


def _as_of(work: Work, found: Look) -> str:
    if found.reading.is_import:
        return f"As of {day_label(found.reading.as_of)}, when the source was taken"
    local = work.now.astimezone(work.office.zone)
    hour = f"{local:%I:%M %p}".lstrip("0")
    return f"As of {day_label(found.reading.as_of)}, {hour} {local:%Z}"


def _rows(figures: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Half-width figures side by side where two follow each other; everything else in a row of its own."""
    rows: list[list[dict[str, Any]]] = []
    for figure in figures:
        last = rows[-1] if rows else []
        if figure["half"] and len(last) == 1 and last[0]["half"]:
            last.append(figure)
        else:
            rows.append([figure])
    return rows


def _drawn(work: Work, figure: Figure, query: str, drilling: Drilling) -> dict[str, Any]:
    """A figure, or a refusal, as the macros of the page draw it."""
    refusal = figure.refusal
    shared = {"slug": figure.name, "half": figure.frame.half and not figure.is_refused, "is_refused": figure.is_refused}
    if figure.is_refused and refusal is not None:
        has = f"There is: {refusal.have}. It takes: {refusal.need}."
        return {
            **shared,
            "question": figure.frame.question,
            "answer": figure.title,
            "reason": refusal.reason,
            "suggestion": f"{has} {refusal.suggestion}".strip(),
        }
    return {
        **shared,
        "finding": figure.title,
        "reading": figure.reading,
        "unit": figure.axis,
        "panels": [
            {"chart": panel.chart, "title": panel.title, "alt": _alt(figure, panel.title), "height": panel.height}
            for panel in figure.panels
        ],
        "table": _table(figure.table, f"{figure.title}. {figure.period}", drilling.row_of(figure)),
        "list": drilling.list_of(figure),
        "csv_href": f"/trends/figures/{figure.name}.csv{query}" if work.viewer.can("figure:export") else "",
        "meaning": {
            "means": figure.frame.means,
            "does_not": " ".join(filter(None, (figure.frame.does_not_mean, figure.caveat))),
        },
        "n": figure.n,
        "action_href": _action_href(work, figure, query),
    }


def _action_href(work: Work, figure: Figure, query: str) -> str:
    """Where an action is started from a figure, which takes the figure and its filters along."""
    if not work.viewer.can("action:manage"):
        return ""
    return f"/actions/acts/open?{urlencode({'figure': figure.name, 'filters': query.removeprefix('?')})}"


def _alt(figure: Figure, title: str) -> str:
    start = f"{title}: " if title else ""
    return f"{start}{figure.title}. The same numbers are under View as table."


def _table(table: Table, caption: str, href_of: RowHref) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [
            {"key": c.key, "label": c.label, "kind": "text" if c.kind == "text" else "number"} for c in table.columns
        ],
        "rows": [
            [_first(row[0], table.columns[0], href_of)]
            + [_cell(value, column) for value, column in zip(row[1:], table.columns[1:], strict=True)]
            for row in table.rows
        ],
    }


def _first(value: Any, column: Column, href_of: RowHref) -> Any:
    """A row's own cell: a link into the list behind it, where this reader opens one."""
    href = href_of(value) if isinstance(value, str) else ""
    return {"text": value, "href": href} if href else _cell(value, column)


def _cell(value: Any, column: Column) -> Any:
    text = text_of(value, column.kind)
    return {"text": text, "few": True} if is_hidden(value) else text


handlers = [show_trends, download_figure]
