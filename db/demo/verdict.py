"""What an instance is to decide, as a story gives it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.domain.finding import Finding, is_violation
from db.sanctioning import Terms


@dataclass
class Verdict:
    """What an instance decides. `findings` and `grounds` per charge; `against`: how many vote the other way."""

    findings: Sequence[str] = ("sustained",)
    sanction: str = ""  # kind; empty: none is imposed
    terms: Terms = field(default_factory=Terms)
    level: str = ""  # baseline picked (licence track); the sanction's own kind where it is one of the four texts
    standard: str = ""
    mental_state: str = "negligence"
    injury: str = "some"
    departure: str = ""
    against: int = 0
    tie: bool = False  # the first question ends even, with one abstention: it fails
    grounds: Sequence[str] = ()
    reasons: str = ""
    minority: str = ""
    factors: Sequence[tuple[str, str]] = ()

    def finding(self, place: int) -> str:
        """The finding on one charge."""
        return self.findings[min(place, len(self.findings) - 1)]

    def ground(self, place: int) -> str:
        """What the finding rests on."""
        if self.grounds:
            return self.grounds[min(place, len(self.grounds) - 1)]
        return {"sustained": "evidence", "no_violation": "evidence"}.get(self.finding(place), "insufficient_evidence")

    @property
    def is_sustained(self) -> bool:
        """Whether anything is sustained."""
        return is_violation(Finding(one) for one in self.findings)
