"""Home: what waits for me and what is overdue."""

from typing import Any

from litestar import MediaType, Response, get, post

from api.dependencies import AnyRequest, in_thread, open_unit, requires, within_unit
from api.inbox.service import inbox_of, mark_all_read
from api.redirects import see_other
from api.rendering import render
from db.work import Work


@get("/", opt=requires("inbox:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_inbox(work: Work, request: AnyRequest) -> Response[str]:
    """The inbox, which is everybody's home page."""
    page = render(request, work, "inbox/inbox.html", page_title="Inbox", inbox=inbox_of(work))
    return Response(page, media_type=MediaType.HTML)


@post("/inbox/read", opt=requires("inbox:read"), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def put_news_away(request: AnyRequest) -> Response[Any]:
    """Take note of the news, so that the next visit shows only what is newer."""
    with open_unit(request) as work:
        done = mark_all_read(work)
    return see_other(request, "/", done)


handlers = [show_inbox, put_news_away]
