"""The sections "Sanctions" and "Appeals" of a case, and the page of who carries out employer sanctions."""

from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from api.access import access_case
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.exports import csv_answer
from api.rendering import render
from api.sanctions.service.carry_out_view import carry_out_page
from api.sanctions.service.offers import offered, useful_acts
from api.sanctions.service.views import access_sanctions, appeals_page, sanctions_page
from api.screens import case_screen
from db.domain.permission_name import Permission
from db.work import Work


@get("/cases/{number:str}/sanctions", opt=requires("sanction:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_case_sanctions(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Sanctions with their proofs and conditions, and what must be put right."""
    case = access_sanctions(work, number)
    record_reading(request, work, case=case)
    screen = case_screen(work, case, "sanctions")
    useful = useful_acts(work, case)
    screen["section_acts"] = offered(screen["section_acts"], useful)
    page = render(
        request,
        work,
        "sanctions/section.html",
        page_title=f"{number} - Sanctions",
        found=sanctions_page(work, case),
        useful=useful,
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


@get("/cases/{number:str}/appeals", opt=requires("case:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_appeals(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Appeals and grievances, charge by charge."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    screen = case_screen(work, case, "appeals")
    screen["section_acts"] = offered(screen["section_acts"], useful_acts(work, case))
    page = render(
        request,
        work,
        "sanctions/appeals.html",
        page_title=f"{number} - Appeals",
        found=appeals_page(work, case),
        words=work.reference.procedure(case.track).words,
        **screen,
    )
    return Response(page, media_type=MediaType.HTML)


@get("/sanctions", opt=requires("sanction:carry_out"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_sanctions(work: Work, request: AnyRequest) -> Response[str]:
    """Employer sanctions to carry out and corrections to make; nothing else of the cases."""
    page = render(request, work, "sanctions/carry_out.html", page_title="Sanctions", found=carry_out_page(work))
    return Response(page, media_type=MediaType.HTML)


@get("/sanctions.csv", opt=requires("sanction:carry_out"), include_in_schema=False)
@within_unit
def export_sanctions(work: Work, request: AnyRequest) -> Stream:
    """The same list as CSV."""
    found = carry_out_page(work)
    rows = [(row.number, row.who, row.what, row.words, row.when) for row in (*found.sanctions, *found.corrections)]
    return csv_answer(request, work, "sanctions", ("case", "employee", "what", "status", "when"), rows)


handlers = [show_case_sanctions, show_appeals, show_sanctions, export_sanctions]
