"""The portal's pages: what was served, what was disclosed, what waits, and what can be done."""

from uuid import UUID

from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from api.access import MatterNotFound
from api.dependencies import AnyRequest, record_reading, requires, services_of, within_unit
from api.errors import Problem
from api.exports import while_allowed
from api.portal.reading import disclosed_file, open_portal, portal_cases, portal_view, served_papers
from api.rendering import render
from db.evidence_store import EvidenceDamaged
from db.work import Work


@get("/portal", opt=requires("portal:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_own(work: Work, request: AnyRequest) -> Response[str]:
    """The viewer's own cases: those in which something was served."""
    views = [portal_view(work, case) for case in portal_cases(work)]
    page = render(request, work, "portal/list.html", page_title="My case", views=views)
    return Response(page, media_type=MediaType.HTML)


@get("/portal/{number:str}", opt=requires("portal:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_case(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """One case for its respondent."""
    case = open_portal(work, number)
    record_reading(request, work, case=case)
    page = render(request, work, "portal/case.html", page_title=f"{number} - My case", view=portal_view(work, case))
    return Response(page, media_type=MediaType.HTML)


@get(
    "/portal/{number:str}/papers/{letter_id:uuid}",
    opt=requires("portal:read"),
    include_in_schema=False,
    media_type=MediaType.HTML,
)
@within_unit
def show_paper(work: Work, request: AnyRequest, number: FromPath[str], letter_id: FromPath[UUID]) -> Response[str]:
    """A paper that was served; prints alone."""
    case = open_portal(work, number)
    paper = next((one for one in served_papers(work, case) if one.id == letter_id), None)
    if paper is None:
        raise MatterNotFound
    record_reading(request, work, case=case)
    title = f"{number} - {paper.label}"
    return Response(
        render(request, work, "portal/paper.html", page_title=title, paper=paper, number=number),
        media_type=MediaType.HTML,
    )


@get(
    "/portal/{number:str}/evidence/{evidence_id:uuid}",
    opt=requires("portal:read"),
    include_in_schema=False,
    media_type="application/octet-stream",
)
@within_unit
def take_disclosed(work: Work, request: AnyRequest, number: FromPath[str], evidence_id: FromPath[UUID]) -> Stream:
    """A piece of evidence that was disclosed to this side."""
    case = open_portal(work, number)
    sha256, name = disclosed_file(work, case, evidence_id)
    record_reading(request, work, case=case)
    try:
        chunks = services_of(request).evidence.open(sha256)
    except EvidenceDamaged:
        text = "Its bytes no longer have their hash. Tell the board office."
        raise Problem(500, "The file is damaged", text) from None
    sent = while_allowed(request, chunks, lambda now: disclosed_file(now, open_portal(now, number), evidence_id))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(sent, media_type="application/octet-stream", headers=headers)


handlers = [show_own, show_case, show_paper, take_disclosed]
