"""Search as a page."""

from litestar import MediaType, Response, get

from api.dependencies import AnyRequest, requires, within_unit
from api.rendering import render
from api.search.service import SHORTEST, search
from db.work import Work

GROUPS = (("case", "Cases"), ("report", "Reports"), ("own_report", "Your reports"), ("person", "People"))


@get("/search", opt=requires("search:use", limited="search"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_search(work: Work, request: AnyRequest) -> Response[str]:
    """What was looked for and what was found."""
    query = str(request.query_params.get("q", ""))[:200].strip()
    found = search(work, query)
    groups = [
        {"label": label, "hits": [hit for hit in found.hits if hit.kind == kind]}
        for kind, label in GROUPS
        if any(hit.kind == kind for hit in found.hits)
    ]
    page = render(
        request,
        work,
        "search/search.html",
        page_title="Search",
        query=query,
        groups=groups,
        count=len(found.hits),
        more=found.more,
        too_short=bool(query) and len(query.replace(" ", "")) < SHORTEST,
    )
    return Response(page, media_type=MediaType.HTML)


handlers = [show_search]
