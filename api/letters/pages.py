"""The papers of a case as pages; each prints as the paper that is served."""

from uuid import UUID

from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.access import MatterNotFound, access_case
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.letters.service import paper_of, papers_of
from api.rendering import render
from api.screens import case_screen
from db.work import Work


@get("/cases/{number:str}/letters", opt=requires("case:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_letters(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """Every paper with its service."""
    case = access_case(work, number, "case:read")
    record_reading(request, work, case=case)
    page = render(
        request,
        work,
        "letters/section.html",
        page_title=f"{number} - Letters",
        papers=papers_of(work, case),
        **case_screen(work, case, "letters"),
    )
    return Response(page, media_type=MediaType.HTML)


@get(
    "/cases/{number:str}/letters/{letter_id:uuid}",
    opt=requires("case:read"),
    include_in_schema=False,
    media_type=MediaType.HTML,
)
@within_unit
def show_letter(work: Work, request: AnyRequest, number: FromPath[str], letter_id: FromPath[UUID]) -> Response[str]:
    """One paper, as it is served."""
    case = access_case(work, number, "case:read")
    paper = paper_of(work, case, letter_id)
    if paper is None:
        raise MatterNotFound
    record_reading(request, work, case=case)
    page = render(
        request,
        work,
        "letters/letter.html",
        page_title=f"{number} - {paper.label}",
        paper=paper,
        **case_screen(work, case, "letters"),
    )
    return Response(page, media_type=MediaType.HTML)


handlers = [show_letters, show_letter]
