"""Who decides, in what order and by how many votes: data per track (`procedures.toml`, `decisions.md` 7 and 16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.domain.relation import RelationKind
from db.domain.rule import Missing, ensure
from db.domain.stage import Track, TrackWords

MAJORITY_OF_THOSE_VOTING: Final = "majority_of_those_voting"
APPEAL: Final = "appeal"
TIES: Final = frozenset({"fails", "order_stands"})

MEMBER_RELATIONS: Final[dict[str, RelationKind]] = {
    "panel_recommendation": RelationKind.PANEL_MEMBER,
    "board_order": RelationKind.BOARD_MEMBER,
    "appeal": RelationKind.APPEAL_MEMBER,
    "deciding_official": RelationKind.DECIDING_OFFICIAL,
}
"""Instance -> the relation its members have; an instance that an office adds is decided by panel members."""

LABELS: Final[dict[str, str]] = {
    "panel_recommendation": "Panel recommendation",
    "board_order": "Board order",
    "appeal": "Appeal",
    "deciding_official": "Decision of the deciding official",
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One body that decides. `concurrence` is a number of votes, or "majority_of_those_voting".

    `tie`: "fails" (a question against the respondent is lost) or "order_stands" (on appeal). An official deciding
    alone is an instance of one.
    """

    code: str
    members: int = 1
    lawyers: int = 0
    public: int = 0
    quorum: int = 1
    concurrence: int | str = 1
    tie: str = "fails"

    @property
    def label(self) -> str:
        """The instance in words."""
        return instance_label(self.code)

    @property
    def is_single(self) -> bool:
        """Whether one person decides alone, without questions and votes."""
        return self.members == 1

    @property
    def member_relation(self) -> RelationKind:
        """The relation to the case that makes a person a member of this instance."""
        return MEMBER_RELATIONS.get(self.code, RelationKind.PANEL_MEMBER)


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one track decides. `effect`: "date_in_decision" or "date_in_order_after_appeal_time"."""

    track: Track
    words: TrackWords
    instances: tuple[Instance, ...]
    proof: str
    baseline: bool
    effect: str
    appeal: Instance

    @property
    def first(self) -> Instance:
        """The instance that hears the case."""
        return self.instances[0]

    @property
    def last(self) -> Instance:
        """The instance whose order decides the case."""
        return self.instances[-1]

    def instance(self, code: str) -> Instance:
        """The instance with this code, the appeal included. Raises RuleBroken when the track has none such."""
        for one in (*self.instances, self.appeal):
            if one.code == code:
                return one
        raise_unknown(code, self.track)
        raise AssertionError("unreachable")

    def before(self, code: str) -> Instance | None:
        """The instance that must decide before this one; None for the first. The appeal comes after the last."""
        order = (*self.instances, self.appeal)
        index = [one.code for one in order].index(code)
        return order[index - 1] if index else None


def raise_unknown(code: str, track: Track) -> None:
    """Raise RuleBroken: the track has no such instance."""
    ensure(Missing("unknown_instance", f"The {track.value} track has no instance called {code}."))


def instance_label(code: str) -> str:
    """The words of an instance's code."""
    return LABELS.get(code, code.replace("_", " ").capitalize())


PROOF_LABELS: Final[dict[str, str]] = {
    "preponderance": "preponderance of the evidence",
    "clear_and_convincing": "clear and convincing evidence",
}


def proof_label(code: str) -> str:
    """The standard of proof in words."""
    return PROOF_LABELS.get(code, code.replace("_", " "))
