"""Actions as JSON, and their acts."""

from functools import partial
from typing import Literal

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from api.access import access_action
from api.act_routes import act_routes
from api.actions.schemas import (
    AcceptAction,
    ActionItem,
    AdoptAction,
    ChangeAction,
    DeclineAction,
    EndAction,
    OpenAction,
)
from api.actions.service import (
    accept_action,
    action_values,
    adopt_action,
    change_action,
    decline_action,
    end_action,
    list_actions,
    one_action,
    open_action,
    opening_choices,
    people_choices,
)
from api.acts import Act
from api.dependencies import requires, within_unit
from api.problems import READ_PROBLEMS
from db.work import Work

ON_ACTION = partial(Act, name="action:manage", section="overview", on="action")
ACTS = (
    Act(
        name="action:manage", path="actions", slug="open", section="actions", title="Start an action",
        schema=OpenAction, verb=open_action, on="office", choices=opening_choices,
        intro="What will be done about what the figure shows, by whom, and how you will know whether it helped.",
    ),
    ON_ACTION(
        path="acceptance", slug="accept", title="Accept it", schema=AcceptAction, verb=accept_action,
        choices=people_choices, values=action_values,
    ),
    ON_ACTION(
        path="changes", slug="change", title="Change owner or day", schema=ChangeAction, verb=change_action,
        choices=people_choices, values=action_values,
    ),
    ON_ACTION(path="adoption", slug="adopt", title="Record its adoption", schema=AdoptAction, verb=adopt_action),
    ON_ACTION(path="decline", slug="decline", title="Decline it", schema=DeclineAction, verb=decline_action),
    ON_ACTION(path="end", slug="end", title="End it", schema=EndAction, verb=end_action),
)  # fmt: skip


@get("/api/actions", opt=requires("action:manage"), responses=READ_PROBLEMS, tags=["actions"])
@within_unit
def get_actions(
    work: Work, status: FromQuery[Literal["", "proposed", "open", "adopted", "declined", "ended"]] = ""
) -> list[ActionItem]:
    """The actions of one status, or all, the soonest due first."""
    return list_actions(work, status)


@get("/api/actions/{number:str}", opt=requires("action:manage"), responses=READ_PROBLEMS, tags=["actions"])
@within_unit
def get_action(work: Work, number: FromPath[str]) -> Response[ActionItem]:
    """One action by its id. The ETag is the version to send back as If-Match."""
    found = access_action(work, number)
    return Response(one_action(work, found.row), headers={"ETag": f'"{found.version}"'})


handlers = [get_actions, get_action, *act_routes(*ACTS)]
