"""The hands of a panel that deliberates: questions put, votes, results, and what a report rests on."""

from sqlalchemy import select

from db.models import ProposedSanction, Question
from tests.faults.case_model import PANEL, Model
from tests.faults.case_rows import NOBODYS, Body, Rows, Sent


class PanelHands(Rows):
    """Acts whose body depends on what was asked before."""

    def _finding(self, place: int) -> Body:
        versions = self.office.versions(self.placed) if self.placed else []
        version = versions[place] if place < len(versions) else NOBODYS
        return {"charge_version_id": version, "value": "sustained", "reasons": "The captures.", "ground": "evidence"}

    def _put_finding(self, model: Model) -> Sent:
        return "chair", "finding-questions", self._finding(model.asked_about("finding"))

    def _put_sanction(self, model: Model) -> Sent:
        place, query = model.asked_about("sanction"), select(ProposedSanction.id).order_by(ProposedSanction.at)
        return "chair", "sanction-questions", {"proposal": self._rows(query.offset(place), ProposedSanction)}

    def _vote(self, _model: Model) -> Sent:
        return PANEL[1], "votes", self._ballot()

    def _chair_votes(self, _model: Model) -> Sent:
        return PANEL[0], "votes", self._ballot()

    def _third_votes(self, model: Model) -> Sent:
        return model.seats[2] if len(model.seats) > 2 else PANEL[2], "votes", self._ballot()

    def _ballot(self) -> Body:
        return {"votes": {self._question(): "yes"}, "attested": True}

    def _announce(self, _model: Model) -> Sent:
        return "chair", "question-results", {"question_id": self._question()}

    def _question(self) -> str:
        """The oldest question that is open."""
        return self._rows(select(Question.id).where(Question.closed_at.is_(None)).order_by(Question.ordinal), Question)


PANELS: dict[str, Sent] = {
    "chair weighs": ("chair", "factors", {"code": "pattern", "reason": "A second post after a reminder."}),
    "pick baseline": ("chair", "baselines", {"standard": "5.2", "level": "suspension", "mental_state": "knowledge",
                                             "injury": "some", "reason": "No row exists for Rule 3.6."}),
    "propose suspension": ("chair", "proposed-sanctions", {"kind": "suspension", "amount": {"years": 1, "days": 1}}),
    "recommend": ("chair", "decisions", {"proof": "clear_and_convincing", "reasons": "As found.", "attested": True}),
}  # fmt: skip
"""Acts that are sent alike each time."""
