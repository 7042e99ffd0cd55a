"""The viewer's own account, and the manual of the JSON interface."""

from litestar import MediaType, Response, get

from api.dependencies import AnyRequest, requires, signed_in, within_unit
from api.rendering import render
from db.work import Work


@get("/account", opt=signed_in(), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_account(work: Work, request: AnyRequest) -> Response[str]:
    """The viewer's own account: name, roles, how to change the password."""
    return Response(render(request, work, "guide/account.html", page_title="Your account"), media_type=MediaType.HTML)


@get("/api-manual", opt=requires("search:use"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_manual(work: Work, request: AnyRequest) -> Response[str]:
    """The manual of the JSON interface, from local files only."""
    page = render(request, work, "guide/manual.html", page_title="JSON interface")
    return Response(page, media_type=MediaType.HTML)


handlers = [show_account, show_manual]
