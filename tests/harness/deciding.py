"""Drives a case of the small office from cause review to its decision and beyond, by the real verbs over HTTP.

    office = Deciding(client, clock, Matters(sessions, clock))
    case = office.in_cause_review(Track.LICENCE)
    office.charged(case); office.served_charges(case); office.answered_charges(case); office.seated(case)
    office.heard(case); office.recommended(case); office.ordered(case)

Each step ends where the next begins; the fill is `office_with_board`, or one of `tests/harness/fills.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.domain.stage import Stage, Track
from db.models import (
    Case,
    Question,
)
from tests.harness.board import BOARD, PANEL
from tests.harness.hearing import ToDeliberation
from tests.harness.matters import Placed

REASONS = "The posts were read by at least one prospective juror."


@dataclass
class Deciding(ToDeliberation):
    """The way from deliberation to a decision that is served."""

    # --- deliberation ---

    def voted(self, case: Placed, ballots: dict[str, str], questions: Iterable[str] | None = None) -> None:
        """Each user votes on the open questions (or on these)."""
        chosen = list(questions or self.open_questions(case))
        for user, value in ballots.items():
            self.act(user, case, "votes", votes=dict.fromkeys(chosen, value), attested=True)

    def closed_questions(self, case: Placed, user: str) -> list[str]:
        """Announce every open question; the results in words."""
        ids = self.open_questions(case)
        for question in ids:
            self.act(user, case, "question-results", question_id=question)
        with self.matters.sessions.reading() as session:
            return [str(session.get_one(Question, UUID(one)).result) for one in ids]

    def found(self, case: Placed, users: Iterable[str], value: str = "sustained", ground: str = "evidence") -> None:
        """A finding on every charge, put, voted with yes by all, announced."""
        members = list(users)
        for version in self.versions(case):
            self.act(
                members[0], case, "finding-questions", charge_version_id=version, value=value, ground=ground,
                reasons="The captures and the account data.",
            )  # fmt: skip
        self.voted(case, dict.fromkeys(members, "yes"))
        self.closed_questions(case, members[0])

    def weighed(self, case: Placed, user: str, level: str = "suspension") -> None:
        """Factors and, on the licence track, the baseline."""
        self.act(user, case, "factors", code="pattern", reason="A second post after a reminder.")
        self.act(user, case, "factors", code="no_prior_discipline", reason="None on any track.")
        if self.track(case) is Track.LICENCE:
            self.act(
                user, case, "baselines", standard="5.2", level=level, mental_state="knowledge", injury="some",
                reason="By analogy: no row exists for Rule 3.6.",
            )  # fmt: skip

    def proposed(self, case: Placed, users: Iterable[str], **sanction: Any) -> None:
        """A sanction proposed; where several decide, put to the vote, voted with yes and announced."""
        members = list(users)
        body = sanction or {
            "kind": "suspension",
            "amount": {"years": 1, "days": 1},
            "stayed": {"months": 6},
            "stayed_for_months": 12,
        }
        made = self.act(members[0], case, "proposed-sanctions", **body)
        if self.track(case) is Track.LICENCE:
            self.act(members[0], case, "sanction-questions", proposal=made["id"])
            self.voted(case, dict.fromkeys(members, "yes"))
            self.closed_questions(case, members[0])

    def issued(self, case: Placed, user: str, **more: Any) -> dict[str, Any]:
        """Issue the decision of the instance at work."""
        proof = "preponderance" if self.track(case) is Track.EMPLOYER else "clear_and_convincing"
        return self.act(user, case, "decisions", **{"proof": proof, "reasons": REASONS, "attested": True, **more})

    def recommended(self, case: Placed, **sanction: Any) -> None:
        """The panel finds, weighs, proposes and reports; its report is served."""
        self.found(case, PANEL)
        self.weighed(case, PANEL[0])
        self.proposed(case, PANEL, **sanction)
        self.issued(case, PANEL[0])
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "panel_report"))

    def board_seated(self, case: Placed) -> None:
        """The board named and declared."""
        self.composed(case, BOARD)
        self.declared(case, BOARD)

    def exceptions_waived(self, case: Placed) -> None:
        """Neither side objects to the report."""
        for side in ("respondent", "office"):
            self.act("clerk", case, "exceptions", side=side, waived=True)

    def ordered(self, case: Placed, **sanction: Any) -> None:
        """The board's order, and its service."""
        self.board_seated(case)
        self.exceptions_waived(case)
        self.found(case, BOARD)
        self.weighed(case, BOARD[0])
        self.proposed(case, BOARD, **sanction)
        self.issued(case, BOARD[0])
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "final_order"))

    def decided(self, track: Track = Track.LICENCE, **sanction: Any) -> Placed:
        """A case decided with a sanction, its order served."""
        case = self.in_deliberation(track)
        if track is Track.LICENCE:
            self.recommended(case, **sanction)
            self.ordered(case, **sanction)
        else:
            self.decided_by_official(case, **sanction)
        assert self.stage(case) is Stage.DECIDED
        return case

    def decided_by_official(self, case: Placed, **sanction: Any) -> None:
        """The official finds, weighs, proposes and decides; the decision is served."""
        user = "deciding_official"
        for version in self.versions(case):
            self.act(
                user, case, "findings", charge_version_id=version, value="sustained", ground="evidence",
                reasons="The captures and the account data.",
            )  # fmt: skip
        self.weighed(case, user)
        effective = self.clock.now().date().isoformat()
        self.proposed(case, [user], **(sanction or {"kind": "termination", "effective_on": effective}))
        self.issued(case, user)
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "final_order"))

    def in_deliberation(self, track: Track = Track.LICENCE, *titles: str) -> Placed:
        """A case whose first instance deliberates."""
        respondent = "respondent" if track is Track.LICENCE else "respondent_two"
        case = self.in_cause_review(track, respondent)
        self.charged(case, *titles)
        self.served_charges(case)
        self.answered_charges(case)
        self.seated(case)
        self.heard(case)
        return case

    def row_of(self, case: Placed) -> Case:
        """The case as the database has it now."""
        return self.row(case.number)
