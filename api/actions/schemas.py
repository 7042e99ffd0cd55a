"""What the acts on actions take, and what their JSON answers."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from db.domain.action import KINDS

Kind = Literal["audit", "guidance", "policy", "training"]
NO_NAMES = "Name no person."
Title = Annotated[
    str, Meta(title="What is to be done", description=f"A few words. {NO_NAMES}", min_length=3, max_length=80)
]
OwnerId = Annotated[UUID, Meta(title="Owner", extra={"choices": "people", "widget": "select"})]
Hypothesis = Annotated[
    str,
    Meta(title="Hypothesis", description=f"Why it should help. {NO_NAMES}", min_length=10, max_length=4000,
         extra={"widget": "textarea"}),
]  # fmt: skip
Expected = Annotated[
    str,
    Meta(title="Expected effect", description="What should be seen, by when, and what would speak against it.",
         min_length=10, max_length=4000, extra={"widget": "textarea"}),
]  # fmt: skip
Reason = Annotated[
    str, Meta(title="Reason", description=NO_NAMES, min_length=10, max_length=4000, extra={"widget": "textarea"})
]


class OpenAction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An action, with the figure and the filters that it came from. `filters` is that page's query string."""

    title: Title
    kind: Annotated[Kind, Meta(title="Kind", extra={"labels": KINDS})]
    owner_id: OwnerId
    due_on: Annotated[date, Meta(title="Due by")]
    hypothesis: Hypothesis
    expected: Expected
    figure: Annotated[
        str, Meta(title="From the figure", max_length=60, extra={"choices": "figures", "widget": "select"})
    ]
    filters: Annotated[str, Meta(title="With its filters", max_length=400, extra={"widget": "hidden"})] = ""


class AcceptAction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """That what was proposed will be done, by whom and when, and why."""

    owner_id: OwnerId
    due_on: Annotated[date, Meta(title="Due by")]
    reason: Reason


class ChangeAction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Another owner, another day."""

    owner_id: OwnerId
    due_on: Annotated[date, Meta(title="Due by")]


class AdoptAction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """That the change took effect on a day."""

    adopted_on: Annotated[date, Meta(title="In effect since", description="Figures draw this day as a line.")]


class DeclineAction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why nothing is done."""

    reason: Reason


class EndAction(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """That the change is no longer in effect, and why."""

    ended_on: Annotated[date, Meta(title="Ended on")]
    reason: Reason


class ActionItem(msgspec.Struct):
    """An action. `href` leads to its figure with the filters it came from, and shows each reader what they may count;
    `figure` is "case" or "rule", without one, where something else led to it."""

    id: UUID
    version: int
    title: str
    kind: str
    status: str
    owner: str
    due_on: date | None
    is_overdue: bool
    hypothesis: str
    expected: str
    figure: str
    question: str
    filters: dict[str, str]
    href: str
    reason: str
    adopted_on: date | None
    ended_on: date | None
