"""The administrator's page of accounts."""

from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.access import MatterNotFound
from api.accounts.office_links import acts_of_link, link_words
from api.accounts.service import list_accounts
from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.rendering import render
from db.openid import link_of
from db.work import Work

HEAD = ("add", "approve-role", "hand-over-link", "reset-factors")
ROW = ("grant-role", "end-role", "ask-link", "ask-factor-reset", "disable")


def _acts(work: Work, slugs: tuple[str, ...], query: str = "") -> list[dict[str, str]]:
    found = [
        act
        for name in ("account:manage", "account:approve")
        for act in REGISTRY.get(name, [])
        if act.slug in slugs and work.viewer.can(name)
    ]
    return [{"label": act.title, "href": act.form_href("") + query} for act in found]


@get("/accounts", opt=requires("account:approve"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_accounts(work: Work, request: AnyRequest) -> Response[str]:
    """Every account with its roles, and what may be done."""
    acts = _acts(work, (*HEAD, "approve-office-link") if work.openid_issuer else HEAD)
    page = render(request, work, "accounts/list.html", page_title="Accounts", rows=list_accounts(work), acts=acts)
    return Response(page, media_type=MediaType.HTML)


@get("/accounts/{username:str}", opt=requires("account:approve"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_one(work: Work, request: AnyRequest, username: FromPath[str]) -> Response[str]:
    """One account: its roles, and what may be changed."""
    row = next((one for one in list_accounts(work) if one.username == username), None)
    if row is None:
        raise MatterNotFound
    own = row.id == work.viewer.account_id
    link = link_of(work.session, row.id)
    acts = [] if own else _acts(work, (*ROW, *acts_of_link(work, link)), f"?account_id={row.id}")
    page = render(
        request, work, "accounts/one.html", page_title=f"Account {username}", row=row, acts=acts, own=own,
        office_link=link_words(work, link),
    )  # fmt: skip
    return Response(page, media_type=MediaType.HTML)


handlers = [show_accounts, show_one]
