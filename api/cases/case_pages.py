"""The case page's own sections: overview, timeline, access, record."""

from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.access import access_case
from api.cases.access_rows import access_rows, last_views
from api.cases.filters import read_cursor
from api.cases.moves import next_move
from api.cases.overview import clock_rows, due_process, fact_rows
from api.cases.reading import Opened, open_case
from api.cases.record_rows import custody_rows, deadline_rows, entry_rows
from api.cases.timeline import read_timeline, timeline_rows
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.rendering import render
from api.screens import case_screen
from db.case_facts import facts_of
from db.domain.before_closing import outcome_exists, reporter_is_told
from db.domain.permission import Permission
from db.domain.stage import Stage
from db.work import Work

EXCERPT = 5
PAGE_EVENTS = 50


@get(
    ["/cases/{number:str}", "/cases/{number:str}/overview"],
    opt=requires("case:read"),
    include_in_schema=False,
    media_type=MediaType.HTML,
)
@within_unit
def show_overview(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """What comes next in a case, what is owed, and what runs; for a header alone, the header."""
    opened = open_case(work, number)
    if not opened.whole:
        return _show_header(work, request, opened)
    case = opened.case
    record_reading(request, work, case=case)
    facts = facts_of(work, case)
    still, settled = due_process(work, case, facts)
    events = read_timeline(work, case, opened.held, limit=EXCERPT)
    screen = case_screen(work, case, "overview")
    # Once told it is still possible, but no longer something to do.
    if reporter_is_told(facts) is None or outcome_exists(Stage(case.stage)) is not None:
        screen["section_acts"] = [act for act in screen["section_acts"] if act["name"] != "reporter:tell"]
    page = render(
        request,
        work,
        "cases/overview.html",
        page_title=f"{number} - Overview",
        move=next_move(work, case, facts, opened.held),
        still_open=still,
        settled=settled,
        clocks=clock_rows(work, case),
        facts=fact_rows(work, case),
        entries=timeline_rows(work, events),
        total_events=events.total,
        closed={"at": case.closed_at, "how": case.closure, "why": case.closure_reasons} if case.closed_at else None,
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


def _show_header(work: Work, request: AnyRequest, opened: Opened) -> Response[str]:
    case = opened.case
    page = render(
        request,
        work,
        "cases/header.html",
        page_title=f"{case.number} - Overview",
        sanctions=Permission.SANCTION_READ in opened.held,
        **case_screen(work, case, "overview"),
    )
    return Response(page, media_type=MediaType.HTML)


@get("/cases/{number:str}/timeline", opt=requires("case:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_timeline(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Everything that happened in a case, newest first."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    screen = case_screen(work, case, "timeline")
    held = frozenset(Permission(code) for code in screen["held"])
    cursor = read_cursor(str(request.query_params.get("cursor", "")))
    events = read_timeline(work, case, held, limit=PAGE_EVENTS, cursor=cursor)
    page = render(
        request,
        work,
        "cases/timeline.html",
        page_title=f"{number} - Timeline",
        entries=timeline_rows(work, events),
        total=events.total,
        is_first=cursor is None,
        next_href=f"/cases/{number}/timeline?cursor={events.next}" if events.next else "",
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


@get("/cases/{number:str}/access", opt=requires("access:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_access(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Who can see a case and why, who is walled off and why, and who looked last."""
    case = access_case(work, number, Permission.ACCESS_READ)
    page = render(
        request,
        work,
        "cases/access.html",
        page_title=f"{number} - Access",
        people=access_rows(work, case),
        views=last_views(work, case),
        **case_screen(work, case, "access"),
    )
    return Response(page, media_type=MediaType.HTML)


@get("/cases/{number:str}/record", opt=requires("case:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_record(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """The ledger entries of a case, the custody of its evidence, and its deadlines with their past."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    screen = case_screen(work, case, "record")
    entries, total = entry_rows(work, case, frozenset(Permission(code) for code in screen["held"]))
    page = render(
        request,
        work,
        "cases/record.html",
        page_title=f"{number} - Record",
        entries=entries,
        total=total,
        custody=custody_rows(work, case),
        deadlines=deadline_rows(work, case),
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


handlers = [show_overview, show_timeline, show_access, show_record]
