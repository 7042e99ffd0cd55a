"""A small model of a case, written by hand after `domain/lifecycle.md`. It imports nothing of the product."""

from dataclasses import dataclass, field

BEFORE_DECIDED = ("investigation", "cause_review", "charged", "hearing", "deliberation")
BEFORE_CLOSED = (*BEFORE_DECIDED, "decided")
ALWAYS = (*BEFORE_CLOSED, "closed")
REPORT = ("submitted", "screened")
FROM_CHARGED = ("charged", "hearing", "deliberation", "decided")
TO_HEARING = ("charged", "hearing")
PANEL = ("chair", "member_lawyer", "member_public")
REPLACEMENT = "member_public_two"
OFFICIAL = "deciding_official"
RUNS_OUT = {
    "notice served": "notice answered",
    "charges served": "charges answered",
    "hearing served": "time waived",
    "order served": "time run",
}
"""What was served: what needs not be done once its time has run."""


@dataclass
class Asked:
    """A question put to those who decide, and whose votes on it count."""

    about: str
    voters: set[str] = field(default_factory=set)
    is_closed: bool = False


@dataclass
class Model:
    """What is known of one case, and nothing more."""

    track: str
    stage: str = "investigation"
    done: set[str] = field(default_factory=set)
    allegations: int = 0
    reported: int = 0  # allegations are reported on, and ruled on, in their order
    caused: int = 0
    charges: list[int] = field(default_factory=list)  # those that stand: how many allegations each rests on
    drafted: int = 0
    seats: list[str] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)  # everybody votes with yes, on the oldest open question
    proposals: int = 0
    found: int = 0  # charges on which one official has made a finding
    recused: str = ""

    @property
    def is_employer(self) -> bool:
        """Whether one official decides."""
        return self.track == "employer"

    def has(self, *facts: str) -> bool:
        """Whether all of this was done."""
        return self.done.issuperset(facts)

    @property
    def undeclared(self) -> list[str]:
        """Those who sit and have not declared conflicts."""
        return [one for one in self.seats if one not in self.declared]

    @property
    def is_at_panel(self) -> bool:
        """Whether the panel deliberates: its report is not issued yet. The chair has declared long since."""
        return not self.is_employer and "chair" in self.seats and not self.has("recommended")

    @property
    def open_question(self) -> Asked | None:
        """The oldest question without a result."""
        return next((one for one in self.asked if not one.is_closed), None)

    def asked_about(self, what: str) -> int:
        """How many questions were put about findings or sanctions."""
        return sum(one.about == what for one in self.asked)

    def may_vote(self, place: int) -> bool:
        """Whether who sits there may vote on the oldest open question: declared, and each once."""
        sits = self.is_at_panel and len(self.seats) > place and self.seats[place] in self.declared
        question = self.open_question
        return sits and question is not None and self.seats[place] not in question.voters

    def time_passes(self) -> None:
        """More than any term: "answered or its time run", "required notice time passed", the time to appeal."""
        for served, over in RUNS_OUT.items():
            if self.has(served):
                self.done.add(over)

    @property
    def is_seated(self) -> bool:
        """ "deciders qualified and free of conflict"."""
        return len(self.seats) == (1 if self.is_employer else len(PANEL)) and not self.undeclared
