"""The administrator's page of accounts."""

from litestar import MediaType, Response, get

from api.accounts.service import list_accounts
from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.rendering import render
from db.work import Work


@get("/accounts", opt=requires("account:approve"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_accounts(work: Work, request: AnyRequest) -> Response[str]:
    """Every account with its roles, and what may be done."""
    acts = [
        {"label": act.title, "href": act.form_href("")}
        for name in ("account:manage", "account:approve")
        for act in REGISTRY.get(name, [])
        if work.viewer.can(name)
    ]
    page = render(request, work, "accounts/list.html", page_title="Accounts", rows=list_accounts(work), acts=acts)
    return Response(page, media_type=MediaType.HTML)


handlers = [show_accounts]
