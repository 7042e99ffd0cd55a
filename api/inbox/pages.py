"""Home: what waits for me and what is overdue."""

from litestar import MediaType, Response, get

from api.dependencies import AnyRequest, requires, within_unit
from api.inbox.service import inbox_of
from api.rendering import render
from db.work import Work


@get("/", opt=requires("inbox:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_inbox(work: Work, request: AnyRequest) -> Response[str]:
    """The inbox, which is everybody's home page."""
    inbox = inbox_of(work)
    page = render(request, work, "inbox.html", page_title="Inbox", inbox=inbox)
    return Response(page, media_type=MediaType.HTML)


handlers = [show_inbox]
