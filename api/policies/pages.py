"""Policies as pages."""

from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.access import access_policy
from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.policies.service import list_policies, policy_item
from api.rendering import render
from db.work import Work


def _acts(on: str, number: str = "") -> list[dict[str, str]]:
    return [{"label": act.title, "href": act.form_href(number)} for act in REGISTRY["policy:manage"] if act.on == on]


@get("/policies", opt=requires("policy:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_policies(work: Work, request: AnyRequest) -> Response[str]:
    """Every policy with the version in force."""
    rows = list_policies(work)
    page = render(request, work, "policies/list.html", page_title="Policies", rows=rows, acts=_acts("office"))
    return Response(page, media_type=MediaType.HTML)


@get("/policies/{number:str}", opt=requires("policy:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_policy(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """One policy: its versions, the newest first, with their sections."""
    found = access_policy(work, number)
    acts = _acts("policy", number)
    item = policy_item(work, found.row)
    page = render(request, work, "policies/one.html", page_title=found.name, row=item, acts=acts)
    return Response(page, media_type=MediaType.HTML)


handlers = [show_policies, show_policy]
