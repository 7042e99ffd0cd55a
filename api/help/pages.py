"""Help, accessibility, privacy and "how you know": open to everybody, within the viewer's own frame when signed in."""

from typing import Any

from litestar import MediaType, Response, get

from api.access import NotSignedIn
from api.dependencies import AnyRequest, in_thread, open_unit, public
from api.rendering import render, render_open


def _page(request: AnyRequest, template: str, title: str) -> Response[str]:
    given: dict[str, Any] = {"page_title": title}
    try:
        with open_unit(request) as work:
            text = render(request, work, template, **given, contact=work.office.help_contact)
    except NotSignedIn:
        text = render_open(request, template, **given, contact=None)
    return Response(text, media_type=MediaType.HTML)


@get("/help", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_help(request: AnyRequest) -> Response[str]:
    """How to file, work a case and ask."""
    return _page(request, "help.html", "Help")


@get("/about", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_about(request: AnyRequest) -> Response[str]:
    """How you know that this is the office's own site."""
    return _page(request, "about.html", "How you know")


@get("/accessibility", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_accessibility(request: AnyRequest) -> Response[str]:
    """The accessibility statement."""
    return _page(request, "accessibility.html", "Accessibility")


@get("/privacy", opt=public(), include_in_schema=False, media_type=MediaType.HTML)
@in_thread
def show_privacy(request: AnyRequest) -> Response[str]:
    """What is kept about the people who use the site."""
    return _page(request, "privacy.html", "Privacy")


handlers = [show_help, show_about, show_accessibility, show_privacy]
