"""Policies as JSON, and their acts."""

from functools import partial

from litestar import Response, get
from litestar.params import FromPath

from api.access import access_policy
from api.act_routes import act_routes
from api.acts import Act
from api.dependencies import requires, within_unit
from api.policies.schemas import AddPolicy, AddSection, AdoptVersion, PolicyItem
from api.policies.service import (
    add_policy,
    add_section,
    adopt_version,
    list_policies,
    policy_item,
    section_choices,
    version_choices,
)
from api.problems import READ_PROBLEMS
from db.work import Work

ON_POLICY = partial(Act, name="policy:manage", section="overview", on="policy")
ACTS = (
    Act(
        name="policy:manage", path="policies", slug="add", section="policies", title="Add a policy", schema=AddPolicy,
        verb=add_policy, on="office",
    ),
    ON_POLICY(
        path="versions", slug="adopt-version", title="Adopt a version", schema=AdoptVersion, verb=adopt_version,
        choices=version_choices,
        intro="Conduct is judged by the version in force on its day. What was adopted stays as it is.",
    ),
    ON_POLICY(
        path="sections", slug="add-section", title="Add a section", schema=AddSection, verb=add_section,
        choices=section_choices, appends=True,
        intro="It joins the newest version. Once somebody has acknowledged that, a section takes a new version.",
    ),
)  # fmt: skip


@get("/api/policies", opt=requires("policy:manage"), responses=READ_PROBLEMS, tags=["policies"])
@within_unit
def get_policies(work: Work) -> list[PolicyItem]:
    """Every policy with its versions and sections."""
    return list_policies(work)


@get("/api/policies/{number:str}", opt=requires("policy:manage"), responses=READ_PROBLEMS, tags=["policies"])
@within_unit
def get_policy(work: Work, number: FromPath[str]) -> Response[PolicyItem]:
    """One policy by its code. The ETag is the version to send back as If-Match."""
    found = access_policy(work, number)
    return Response(policy_item(work, found.row), headers={"ETag": f'"{found.version}"'})


handlers = [get_policies, get_policy, *act_routes(*ACTS)]
