"""The sections "Hearing and panel" and "Decision" of a case."""

from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.access import access_case, permissions_on
from api.board.service.decision_view import decision_page
from api.board.service.deliberation_view import deliberations
from api.board.service.hearing_view import full_page, issue_recusals, own_page, seats_page
from api.board.service.offers import access_hearing, offered, useful_acts
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.rendering import render
from api.screens import case_screen
from db.domain.permission_name import Permission
from db.work import Work

SEATING = {Permission.PANEL_COMPOSE, Permission.OFFICIAL_DESIGNATE}


@get("/cases/{number:str}/hearing", opt=requires("case:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_hearing(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Deciders, hearing, exhibits, questions and votes: seats alone for who seats, one's own seat before service."""
    case, whole = access_hearing(work, number)
    held = permissions_on(work, case)
    if whole:
        record_reading(request, work, case=case)
    found = full_page(work, case) if whole else seats_page(work, case) if SEATING & held else own_page(work, case)
    screen = case_screen(work, case, "hearing")
    useful = useful_acts(work, case)
    screen["section_acts"] = offered(screen["section_acts"], useful, hidden=["vote"])
    page = render(
        request,
        work,
        "board/hearing.html",
        page_title=f"{number} - Hearing and panel",
        hearing=found,
        whole=whole,
        deliberations=deliberations(work, case, held) if whole else [],
        recusals=issue_recusals(work, case) if whole else [],
        words=work.reference.procedure(case.track).words,
        useful=useful,
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


@get("/cases/{number:str}/decision", opt=requires("case:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_decision(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """The decision charge by charge; its draft only for those who deliberate."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    screen = case_screen(work, case, "decision")
    useful = useful_acts(work, case)
    screen["section_acts"] = offered(screen["section_acts"], useful & {"approve-consent", "file-exceptions"})
    page = render(
        request,
        work,
        "board/decision.html",
        page_title=f"{number} - Decision",
        decision=decision_page(work, case, permissions_on(work, case)),
        words=work.reference.procedure(case.track).words,
        useful=useful,
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


handlers = [show_hearing, show_decision]
