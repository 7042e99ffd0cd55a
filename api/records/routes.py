"""Retention as JSON, and its acts."""

from functools import partial

from litestar import get

from api.act_routes import act_routes
from api.acts import Act
from api.dependencies import requires, within_unit
from api.problems import READ_PROBLEMS
from api.records.destruction import (
    approve_destruction,
    ask_destruction,
    decline_destruction,
    due_choices,
    request_choices,
)
from api.records.retention import retention
from api.records.schemas import ApproveDestruction, AskDestruction, DeclineDestruction, Retention
from db.work import Work


@get("/api/retention", opt=requires("retention:run"), responses=READ_PROBLEMS, tags=["retention"])
@within_unit
def show_retention_json(work: Work) -> Retention:
    """What is due for destruction, what waits for a second person, and the proofs of what was destroyed."""
    return retention(work)


RETAIN = partial(Act, name="retention:run", section="retention", on="office")
ACTS = (
    RETAIN(
        path="destruction-requests",
        slug="ask",
        title="Ask for destruction",
        schema=AskDestruction,
        verb=ask_destruction,
        choices=due_choices,
        intro="Its time has run and nothing holds it. Whoever the rule names is told. A second person decides.",
    ),
    RETAIN(
        path="destruction-approvals",
        slug="approve",
        title="Approve a destruction",
        schema=ApproveDestruction,
        verb=approve_destruction,
        choices=request_choices,
        warning="Everything of the matter goes for good: its record, files, timeline and what the ledger says of it. "
        "What stays is a proof without a name.",
    ),
    RETAIN(
        path="destruction-refusals",
        slug="decline",
        title="Decline a destruction",
        schema=DeclineDestruction,
        verb=decline_destruction,
        choices=request_choices,
        intro="The record stays. It can be asked for again.",
    ),
)

handlers = [show_retention_json, *act_routes(*ACTS)]
