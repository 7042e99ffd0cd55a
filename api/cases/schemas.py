"""What the case endpoints answer. Times are UTC; a case's id is its number."""

from datetime import datetime

import msgspec


class CaseRow(msgspec.Struct):
    """A case in a list: what its header shows. `next_due_at` is the earliest running deadline."""

    number: str
    track: str
    stage: str
    stage_label: str
    stage_since_at: datetime
    opened_at: datetime
    respondent: str
    unit: str | None
    assignee: str | None
    next_due_at: datetime | None
    overdue: bool


class CaseList(msgspec.Struct):
    """A page of cases. `first` to `last` of `total`; hand `next` or `previous` back as `cursor`."""

    items: list[CaseRow]
    first: int
    last: int
    total: int
    next: str | None
    previous: str | None


class PersonShown(msgspec.Struct):
    """Somebody as the header of a case names them."""

    name: str
    title: str | None = None
    unit: str | None = None


class DeadlineRow(msgspec.Struct):
    """A clock of a case: its rule, when it is due, and where it stands in words."""

    rule: str
    label: str
    due_at: datetime
    state: str
    words: str
    who_must_act: str


class CaseContent(msgspec.Struct):
    """What only readers of the case's content are given."""

    summary: str
    round: int
    reports: list[str]
    holds: list[str]
    closure: str | None
    deadlines: list[DeadlineRow]


class CaseAnswer(msgspec.Struct):
    """A case. `content` is missing for whoever sees the header only; `acts` is what this viewer may do now."""

    number: str
    version: int
    track: str
    stage: str
    stage_label: str
    stage_since_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    stayed_since_at: datetime | None
    respondent: PersonShown
    assignee: str | None
    next_due_at: datetime | None
    acts: list[str]
    content: CaseContent | None


class MissingRow(msgspec.Struct):
    """One thing that must be true first; `act` names the act that cures it, if the viewer may do that."""

    code: str
    text: str
    act: str | None


class MoveAnswer(msgspec.Struct):
    """A move that leads on from the stage: what it still lacks and what it has."""

    move: str
    title: str
    leads_to: str | None
    act: str
    missing: list[MissingRow]
    met: list[str]


class MovesAnswer(msgspec.Struct):
    """Every move from the stage the case stands in."""

    number: str
    stage: str
    moves: list[MoveAnswer]


class EventRow(msgspec.Struct):
    """One line of the timeline, newest first."""

    id: str
    name: str
    words: str
    text: str
    at: datetime
    by: str


class Timeline(msgspec.Struct):
    """A page of a case's timeline."""

    items: list[EventRow]
    total: int
    next: str | None
