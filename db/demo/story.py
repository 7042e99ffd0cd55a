"""A case from its opening to its end, and how far its story is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from db import models
from db.demo.beside import Beside
from db.demo.chronicle import Stopped
from db.domain.stage import Stage


class Story(Beside):
    """A case."""

    def serve_order(self, *, least: int = 0, most: int = 3) -> None:
        """Serve the order or the report of a panel."""
        self.serve(self.order_letter, least=least, most=most)
        self.reach("order_served" if self.order_letter["kind"] == "final_order" else "report_served")

    def finish_case(self, closure: str = "", reasons: str = "") -> None:
        """Wait out the time to appeal, serve the final outcome, tell the reporter, close."""
        if any(row["review"] == "not_reviewed" for row in self.report.matters):
            self.wait(1, 9)
            self.review_matters()
        for row in self.running("appeal", "grievance"):
            if row["due_at"] >= self.at:
                self.after(row["due_at"])
        self.lapse("appeal", "grievance")
        self._outcome()
        self._tell("The matter that you reported has ended. Steps were taken where they were due.")
        self.wait(0, 4)
        chair = self.world.posts["board-chair"] if self.is_licence else self.clerk
        self.event("case:closed", chair)
        self.move(Stage.CLOSED, "close")
        kind = closure or self._closure()
        self.close(
            kind,
            reasons or self.words(f"closed_{'sanctioned' if kind == 'sanctioned' else 'other'}"),
            self._class(kind),
        )
        self.report.close_with_cases()

    def _outcome(self) -> None:
        self.wait(0, 3)
        kinds = [self._short(row) for row in self.standing()]
        words = f"{'; '.join(kinds)}: carried out, with proof." if kinds else "No sanction stands."
        self.event("outcome:served", self.clerk, "on the respondent.")
        letter = self.letter("final_outcome", {"outcome": words}, self.clerk)
        self.serve(letter, least=0, most=0)
        self.reach("outcome_served")

    def _closure(self) -> str:
        final = self.final
        if final is None:
            return "no_violation"
        if final["details"].get("consent_id"):
            return "consent"
        if final["outcome"] in {"sanction", "reduced", "increased"}:
            return "sanctioned"
        values = {row["value"] for row in self.sheet.rows(models.Finding) if row["decision_id"] == final["id"]}
        return "no_sanction" if "sustained" in values else "no_violation"

    def _class(self, closure: str) -> str:
        if closure in {"no_violation", "no_sanction"}:
            return "case_dismissed_or_diverted"
        public = {row["kind"] for row in self.standing()} & {"censure", "suspension", "disbarment"}
        return "public_discipline" if public and self.is_licence else "private_discipline"

    def abate(self, reason: str, words: str) -> None:
        """End the case without a decision, for a reason that the law knows."""
        self.wait(1, 8)
        self.event("case:abated", self.world.posts["board-chair"] if self.is_licence else self.clerk, words)
        self.move(Stage.CLOSED, "abate")
        self.close(reason, words, "case_dismissed_or_diverted")
        self._tell("The matter that you reported has ended.")


@contextmanager
def told(*matters: Story) -> Iterator[None]:
    """Tell a story as far as it goes: what reaches the as-of date or its own stop simply stays there."""
    try:
        yield
    except Stopped:
        pass
    finally:
        for one in matters:
            if one.row:
                one.finish()
