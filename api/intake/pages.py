"""The queue, a report, its conflicts, and evidence added by the office, as pages."""

from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import MediaType, Response, get, post
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from api.access import access_incident
from api.dependencies import AnyRequest, in_thread, open_unit, record_reading, requires, within_unit
from api.errors import BadInput, Problem
from api.exports import csv_answer
from api.forms import Choice, Field
from api.intake import view
from api.intake.adding import EvidenceGiven, add_evidence, conflicts_list, post_choices
from api.intake.duplicates import duplicates
from api.intake.next_move import next_move
from api.intake.queue import CSV_HEADER, csv_rows, queue, unit_names
from api.intake.queue_filter import SORT_WORDS, STATUSES, QueueFilter, filter_in
from api.intake.screens import acts_of, conflict_page, move_href, timeline
from api.rendering import new_key, render
from api.screens import missing_rows
from api.uploads import BODY_LIMIT, files_in, receive
from db.domain.choice import EVIDENCE_KINDS, REPORT_SOURCES
from db.domain.media_type import ACCEPT, TAKEN_WORDS
from db.work import Work


@get("/reports", opt=requires("report:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_queue(
    work: Work, request: AnyRequest, page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1
) -> Response[str]:
    """The reports this viewer may read, those to screen first."""
    wanted = filter_in(request.query_params, work.reference, page=page)
    units = unit_names(work)
    found = queue(work, wanted)
    html = render(
        request,
        work,
        "intake/queue.html",
        page_title="Reports",
        found=found,
        wanted=wanted,
        fields=_filters(work, wanted, units),
        echo=wanted.words(work.reference, units),
        csv_href=wanted.query(path="/reports.csv", page=1),
        tabs=[
            {"label": label, "href": wanted.query(status=code, page=1), "current": code == wanted.status}
            for code, label in STATUSES.items()
        ],
        previous_href=wanted.query(page=page - 1) if page > 1 else None,
        next_href=wanted.query(page=page + 1) if found.last < found.total else None,
        can_file=work.viewer.can("report:file"),
    )
    return Response(html, media_type=MediaType.HTML)


def _filters(work: Work, wanted: QueueFilter, units: dict[str, str]) -> list[Field]:
    sources = [Choice("", "Anybody"), *(Choice(code, label) for code, label in REPORT_SOURCES.items())]
    conduct = [Choice("", "All"), *(Choice(one.code, one.label) for one in work.reference.taxonomy.categories)]
    places = [Choice("", "All"), *(Choice(code, name) for code, name in units.items())]
    urgent = [Choice("", "All"), Choice("1", "Cannot wait")]
    sorts = [Choice(code, label) for code, label in SORT_WORDS.items()]
    return [
        Field("status", "Status", "hidden", value=wanted.status),
        Field("origin", "Records", "hidden", value=wanted.origin),
        Field("text", "Number, words or name", "search", value=wanted.text, required=False),
        Field("source", "From", "select", value=wanted.source, choices=sources),
        Field("category", "Conduct", "select", value=wanted.category, choices=conduct),
        Field("unit", "Unit", "select", value=wanted.unit, choices=places),
        Field("from_on", "Received since", "date", value=wanted.from_on or "", required=False),
        Field("until_on", "Received until", "date", value=wanted.until_on or "", required=False),
        Field("urgent", "Urgency", "select", value="1" if wanted.urgent else "", choices=urgent),
        Field("sort", "Order", "select", value=wanted.sort, choices=sorts),
    ]


@get("/reports.csv", opt=requires("report:read"), include_in_schema=False)
@within_unit
def export_queue(work: Work, request: AnyRequest) -> Stream:
    """The same filter as CSV: the reports that the viewer may read."""
    wanted = filter_in(request.query_params, work.reference)
    return csv_answer(request, work, "reports", CSV_HEADER, csv_rows(work, wanted))


@get("/reports/{number:str}", opt=requires("report:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_report(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """A report with everything in it, what may be done, and what is missing for the next move."""
    incident = access_incident(work, number, "report:read")
    record_reading(request, work, incident=incident)
    acts = acts_of(work, incident)
    open_to = {act["slug"] for act in acts}
    move = next_move(work, incident) if open_to else None
    html = render(
        request,
        work,
        "intake/report.html",
        page_title=f"{incident.number} - Report",
        incident=incident,
        report=view.head_of(work, incident),
        move=move if move and (move.slug in open_to or move.missing) else None,
        move_href=move_href(incident, move) if move and move.slug in open_to else "",
        move_missing=missing_rows(work, incident, move.missing, "report") if move else [],
        acts=acts,
        can_add=work.viewer.can("report:screen"),
        clocks=view.clock_rows(work, incident),
        people=view.people_rows(work, incident),
        posts=view.post_rows(work, incident),
        loose=[one for one in view.evidence_rows(work, incident) if one["post_id"] is None],
        beside=view.beside(work, incident),
        screenings=view.screening_rows(work, incident),
        duplicates=duplicates(work, incident),
        entries=timeline(work, incident),
    )
    return Response(html, media_type=MediaType.HTML)


@get("/conflicts", opt=requires("conflict:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_conflicts(work: Work, request: AnyRequest) -> Response[str]:
    """Reports whose conflicts wait for a check or a ruling: numbers, names and relations, no content."""
    page = render(request, work, "intake/conflicts.html", page_title="Conflicts", rows=conflicts_list(work))
    return Response(page, media_type=MediaType.HTML)


@get(
    "/reports/{number:str}/conflicts",
    opt=requires("conflict:check"),
    include_in_schema=False,
    media_type=MediaType.HTML,
)
@within_unit
def show_report_conflicts(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Names and relations of one report."""
    incident = access_incident(work, number, "conflict:check")
    page = render(
        request,
        work,
        "intake/conflict.html",
        page_title=f"{incident.number} - Conflicts",
        incident=incident,
        reads_report="intake" in work.viewer.roles,
        **conflict_page(work, incident),
    )
    return Response(page, media_type=MediaType.HTML)


@get(
    "/reports/{number:str}/evidence/new",
    opt=requires("report:screen"),
    include_in_schema=False,
    media_type=MediaType.HTML,
)
@within_unit
def show_evidence_form(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """The form for evidence that the office itself captures."""
    return _evidence_page(request, work, number, {})


def _evidence_page(
    request: AnyRequest, work: Work, number: str, typed: dict[str, Any], problem: str = "", status: int = 200
) -> Response[str]:
    incident = access_incident(work, number, "report:screen")
    kinds = [Choice(code, label) for code, label in EVIDENCE_KINDS.items()]
    limits = {"accept": ACCEPT, "limits": f"250 MB: {TAKEN_WORDS}. It is kept as you send it."}
    fields = [
        Field("file", "File", "file", "", attrs=limits),
        Field("post", "Of which post?", "select", value=typed.get("post", ""), required=False,
              choices=post_choices(work, incident)),
        Field("kind", "What is it?", "select", value=typed.get("kind", ""), choices=kinds),
        Field("description", "What does it show?", "textarea", value=typed.get("description", ""), required=False,
              attrs={"rows": 3, "maxlength": 5000}),
        Field("tool", "Captured with", "text", "Program and version, if you know.", typed.get("tool", ""),
              required=False, attrs={"maxlength": 300}),
        Field("viewing_account", "Account used to look", "text", "Empty where none was signed in.",
              typed.get("viewing_account", ""), required=False, attrs={"maxlength": 300}),
    ]  # fmt: skip
    page = render(
        request,
        work,
        "intake/evidence.html",
        page_title=f"{number} - Add evidence",
        number=number,
        fields=fields,
        problem=problem,
        idempotency_key=new_key(),
    )
    return Response(page, status_code=status, media_type=MediaType.HTML)


@post(
    "/reports/{number:str}/evidence/new",
    opt={**requires("report:screen"), "form": True},
    include_in_schema=False,
    status_code=200,
    media_type=MediaType.HTML,
    request_max_body_size=BODY_LIMIT,
)
@in_thread
def submit_evidence(request: AnyRequest, form: Any, number: FromPath[str]) -> Response[Any]:
    """Keep a file as evidence of the report; refused, the form keeps what was typed."""
    with open_unit(request, writing=False) as work:
        access_incident(work, number, "report:screen")
    typed = {name: str(form.get(name, "")) for name in ("post", "kind", "description", "tool", "viewing_account")}
    try:
        uploads = files_in(form)
        if len(uploads) != 1:
            raise BadInput({"file": "Choose one file."})
        one = receive(request, uploads[0])
        with open_unit(request) as work:
            incident = access_incident(work, number, "report:screen")
            add_evidence(work, incident, EvidenceGiven(one, **typed), key=str(form.get("idempotency_key", "")))
        return _see(f"/reports/{number}", "Evidence added.")
    except (Problem, BadInput) as error:
        problem = f"{error.title}. {error.text}" if isinstance(error, Problem) else str(error)
    with open_unit(request, writing=False) as work:
        return _evidence_page(request, work, number, typed, problem, 422)


def _see(path: str, done: str) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": f"{path}?{urlencode({'done': done})}"})


handlers = [
    show_queue,
    export_queue,
    show_report,
    show_conflicts,
    show_report_conflicts,
    show_evidence_form,
    submit_evidence,
]
