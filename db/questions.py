"""Questions and votes of an instance as the rules count them."""

from collections.abc import Sequence

from sqlalchemy import select

from db.domain.instance import Instance
from db.domain.vote import Ballot, Choice, Result, tally
from db.models import Case, Question, Vote
from db.work import Work


def questions_of(work: Work, case: Case, instance: str) -> list[Question]:
    """The questions put to an instance in the running round, in their order."""
    return list(
        work.session.scalars(
            select(Question)
            .where(Question.case_id == case.id, Question.instance == instance, Question.round == case.round)
            .order_by(Question.ordinal)
        )
    )


def votes_on(work: Work, question: Question) -> list[Vote]:
    """The votes on a question, void ones included, in the order in which they were cast."""
    return list(work.session.scalars(select(Vote).where(Vote.question_id == question.id).order_by(Vote.at, Vote.id)))


def ballots(votes: Sequence[Vote]) -> list[Ballot]:
    """Votes as the rule counts them."""
    return [Ballot(one.person_id, Choice(one.value), one.attested, one.voided_at is not None) for one in votes]


def result_of(work: Work, question: Question, instance: Instance) -> Result:
    """The count of a question as it stands."""
    return tally(ballots(votes_on(work, question)), instance)
