"""Counting votes on a yes-or-no question (`decisions.md` 16): quorum, concurrence, and what a tie does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from db.domain.facts import PersonKey
from db.domain.instance import MAJORITY_OF_THOSE_VOTING, Instance
from db.domain.plain import count_words
from db.domain.rule import Missing


class Choice(StrEnum):
    """What a member may vote."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


LABELS: dict[Choice, str] = {Choice.YES: "Yes", Choice.NO: "No", Choice.ABSTAIN: "Abstain"}


@dataclass(frozen=True, slots=True)
class Ballot:
    """One member's vote. `attested`: says that the member heard or reviewed the whole record. `void`: a conflict was
    found after the act."""

    member: PersonKey
    choice: Choice
    attested: bool = True
    void: bool = False


class Outcome(StrEnum):
    """How a question ended."""

    CARRIED = "carried"
    LOST = "lost"
    ORDER_STANDS = "order_stands"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class Result:
    """The count. `carried` is the one thing that a finding or a sanction may rest on."""

    yes: int
    no: int
    abstained: int
    quorum_met: bool
    tie: bool
    outcome: Outcome
    words: str

    @property
    def carried(self) -> bool:
        """Whether the question was answered with yes."""
        return self.outcome is Outcome.CARRIED


def tally(votes: Iterable[Ballot], instance: Instance) -> Result:
    """The result of a question. An abstention counts for the quorum and for nothing else; a void vote for nothing.

    A tie fails a question against the respondent; on appeal it leaves the order standing, as the instance says.
    """
    counted = [ballot for ballot in votes if not ballot.void]
    yes = sum(ballot.choice is Choice.YES for ballot in counted)
    no = sum(ballot.choice is Choice.NO for ballot in counted)
    abstained = len(counted) - yes - no
    quorum = len(counted) >= instance.quorum
    tie = yes == no and yes > 0
    outcome = _outcome(yes, no, quorum=quorum, instance=instance)
    return Result(yes, no, abstained, quorum, tie, outcome, _words(outcome, yes, no, abstained, tie, instance))


def _outcome(yes: int, no: int, *, quorum: bool, instance: Instance) -> Outcome:
    if not quorum:
        return Outcome.NO_QUORUM
    wanted = instance.concurrence
    concurs = yes > no if wanted == MAJORITY_OF_THOSE_VOTING else yes >= int(wanted) and yes > no
    if concurs:
        return Outcome.CARRIED
    return Outcome.ORDER_STANDS if instance.tie == "order_stands" else Outcome.LOST


def _words(outcome: Outcome, yes: int, no: int, abstained: int, tie: bool, instance: Instance) -> str:
    count = f"{yes} to {no}"
    if abstained:
        count += f", {count_words(abstained, 'abstention')}"
    if outcome is Outcome.NO_QUORUM:
        return f"No quorum: {yes + no + abstained} of {instance.quorum} needed."
    if outcome is Outcome.CARRIED:
        return f"Carried, {count}."
    if outcome is Outcome.ORDER_STANDS:
        return f"The order stands{': a tie' if tie else ''}, {count}."
    return f"{'A tie: the question fails' if tie else 'Not carried'}, {count}."


def missing_for_vote(
    *,
    sits: bool,
    declared: bool,
    attested: bool,
    voted_already: bool,
    question_closed: bool,
) -> tuple[Missing, ...]:
    """Why a member cannot vote on a question now."""
    found: list[Missing] = []
    if not sits:
        found.append(Missing("not_a_member", "Only members of this instance vote.", "panel:compose"))
    if not declared:
        found.append(Missing("declared", "Declare first whether a conflict exists.", "conflict:declare"))
    if not attested:
        text = "Confirm that you heard or reviewed the whole record."
        found.append(Missing("attested", text, "vote:cast"))
    if voted_already:
        found.append(Missing("voted_already", "You have voted on this question.", None))
    if question_closed:
        found.append(Missing("question_closed", "The question is closed.", None))
    return tuple(found)


def missing_to_close(votes: Iterable[Ballot], instance: Instance) -> tuple[Missing, ...]:
    """What must be true before the result of a question is announced: quorum, and every vote attested."""
    counted = [ballot for ballot in votes if not ballot.void]
    found: list[Missing] = []
    if len(counted) < instance.quorum:
        text = f"Reach the quorum: {len(counted)} of {instance.quorum} have voted."
        found.append(Missing("quorum", text, "vote:cast"))
    if any(not ballot.attested for ballot in counted):
        text = "Every member who voted must have heard or reviewed the whole record."
        found.append(Missing("attested", text, "vote:cast"))
    return tuple(found)
