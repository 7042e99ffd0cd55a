"""The rows that the section "Decision" is made of, and the questions of just cause."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from api.board.service.similar import Similar
from db.domain.guidance import ANALOGY_NOTE
from db.domain.instance import Instance

JUST_CAUSE = (
    "Did the employee know the rule, and what breaking it could lead to?",
    "Is the rule reasonably related to the work of the office?",
    "Was it looked into before anything was decided, and what helps the employee included?",
    "Was the inquiry fair and made by somebody who does not decide?",
    "Is there proof by the standard that applies?",
    "Were others who did the same treated the same?",
    "Does the penalty fit the conduct and the employee's record?",
)
"""The questions of just cause, shown on the employer track in place of a baseline. Asked, not scored."""


@dataclass
class ChargeView:
    """One charge with what each instance found on it."""

    label: str
    title: str
    rule: str
    facts: str
    rests_on: list[str]
    moved: list[dict[str, str]] = field(default_factory=list)
    value: str = ""
    words: str = "No finding yet"
    ground: str = ""
    reasons: str = ""
    result: str = ""
    version_id: str = ""


@dataclass
class DecisionPage:
    """Everything of the section. `deliberates`: the viewer sits on the instance at work and sees its draft."""

    deliberates: bool
    instance: Instance
    proof: str
    track_has_baseline: bool
    charges: list[ChargeView]
    factors: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    double_use: str = ""
    neither: list[str] = field(default_factory=list)
    baseline: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    other_rows: list[dict[str, Any]] = field(default_factory=list)
    analogy: str = ANALOGY_NOTE
    just_cause: Sequence[str] = JUST_CAUSE
    similar: Similar | None = None
    proposals: list[dict[str, Any]] = field(default_factory=list)
    departs: str = ""
    missing: list[Any] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    issued: list[dict[str, Any]] = field(default_factory=list)
    is_open: bool = False
