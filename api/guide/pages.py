"""The manual of the JSON interface, as a page."""

from litestar import MediaType, Response, get

from api.dependencies import AnyRequest, requires, within_unit
from api.rendering import render
from db.work import Work


@get("/api-manual", opt=requires("search:use"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_manual(work: Work, request: AnyRequest) -> Response[str]:
    """The manual of the JSON interface, from local files only."""
    page = render(request, work, "guide/manual.html", page_title="JSON interface")
    return Response(page, media_type=MediaType.HTML)


handlers = [show_manual]
