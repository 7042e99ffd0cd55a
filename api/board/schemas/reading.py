"""What a program reads of deciders, questions and decisions."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class SeatAnswer(Struct):
    """A seat and how it stands."""

    seat: int
    name: str
    qualification: str
    is_chair: bool
    status: str


class PanelAnswer(Struct):
    """Those who decide one instance."""

    instance: str
    label: str
    wanted: str
    seats: list[SeatAnswer]


class PanelList(Struct):
    """The instances of a case with their seats."""

    number: str
    version: int
    panels: list[PanelAnswer]


class VoteAnswer(Struct):
    """A member's vote, for members of the instance who have voted themselves."""

    name: str
    vote: str
    is_void: bool


class QuestionAnswer(Struct):
    """A question; `result` is empty until it is announced."""

    id: UUID
    instance: str
    ordinal: int
    kind: str
    text: str
    is_open: bool
    result: str
    own_vote: str
    votes: list[VoteAnswer]


class QuestionList(Struct):
    """The questions of a case that this viewer may read."""

    number: str
    version: int
    questions: list[QuestionAnswer]


class DecisionAnswer(Struct):
    """A decision that was issued."""

    instance: str
    round: int
    outcome: str
    proof: str
    reasons: str
    departure_reason: str
    minority_view: str
    decided_by: str
    issued_at: datetime
    is_current_final: bool
    findings: dict[str, str]


class DecisionList(Struct):
    """The decisions of a case, oldest first."""

    number: str
    version: int
    decisions: list[DecisionAnswer]
