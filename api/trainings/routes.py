"""Training as JSON, and its acts."""

from functools import partial

from litestar import get
from litestar.params import FromPath

from api.access import access_training
from api.act_routes import act_routes
from api.acts import Act
from api.dependencies import requires, within_unit
from api.problems import READ_PROBLEMS
from api.trainings.schemas import AddModule, HoldSession, ModuleItem, RecordCompletions
from api.trainings.service import (
    add_module,
    hold_session,
    list_modules,
    module_choices,
    module_item,
    record_completions,
    session_choices,
)
from db.work import Work

ON_MODULE = partial(Act, name="training:manage", section="overview", on="training", appends=True)
ACTS = (
    Act(
        name="training:manage", path="trainings", slug="add", section="trainings", title="Add a training module",
        schema=AddModule, verb=add_module, on="office", choices=module_choices,
    ),
    ON_MODULE(
        path="sessions", slug="hold", title="Record a session", schema=HoldSession, verb=hold_session,
        intro="A round that ran over weeks is one session on its first day.",
    ),
    ON_MODULE(
        path="completions", slug="complete", title="Record completions", schema=RecordCompletions,
        verb=record_completions, choices=session_choices,
        intro="All of them are recorded, or nobody: an unknown number is named.",
    ),
)  # fmt: skip


@get("/api/trainings", opt=requires("training:manage"), responses=READ_PROBLEMS, tags=["trainings"])
@within_unit
def get_modules(work: Work) -> list[ModuleItem]:
    """Every training module with its sessions and how many completed them."""
    return list_modules(work)


@get("/api/trainings/{number:str}", opt=requires("training:manage"), responses=READ_PROBLEMS, tags=["trainings"])
@within_unit
def get_module(work: Work, number: FromPath[str]) -> ModuleItem:
    """One module by its code."""
    return module_item(work, access_training(work, number).row)


handlers = [get_modules, get_module, *act_routes(*ACTS)]
