"""What the respondent answers: recorded once, whoever receives it, and the clocks that an answer meets."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from db.deadlines import meet_clocks, start_clocks
from db.domain.choice import RESPONSE_KINDS, label
from db.domain.instance import Procedure
from db.domain.letter import ANSWER_RULES, ANSWERED_BY, letter_label
from db.domain.rule import Missing, collect, ensure
from db.letters import latest_letter, served_at
from db.models import Case, Letter, Response
from db.work import Work

ANSWERED: Final[dict[str, tuple[str, ...]]] = {
    response: tuple(kind for kind, answer in ANSWERED_BY.items() if answer == response) for response in ANSWER_RULES
}
"""Kind of response -> the kinds of letter that it answers."""


def answered_letter(work: Work, case: Case, kind: str) -> Letter | None:
    """The paper that a response of this kind answers; a statement at the meeting answers the proposed action."""
    kinds = ANSWERED[kind] or ("proposed_action", "charges")
    return latest_letter(work, case, *kinds)


def answerable_kinds(work: Work, case: Case) -> list[str]:
    """The kinds of response whose paper was served in the running round."""
    found = []
    for kind in ANSWER_RULES:
        letter = answered_letter(work, case, kind)
        if letter is not None and served_at(work, letter) is not None and _fits(work, case, kind):
            found.append(kind)
    return found


def _fits(work: Work, case: Case, kind: str) -> bool:
    if kind != "pre_decision":
        return True
    procedure: Procedure = work.reference.procedure(case.track)
    return procedure.first.is_single


def record_response(work: Work, case: Case, *, kind: str, text: str, received_at: datetime, via: str) -> Response:
    """Record an answer to the latest paper of its kind; raises RuleBroken where that was not served.

    A late answer is taken, too: whether it counts is for a person to say. Names the unit's act.
    """
    letter = answered_letter(work, case, kind)
    served = served_at(work, letter) if letter is not None else None
    ensure(_missing(work, letter, served, received_at, kind))
    work.record("response:recorded", case=case, text=f"{label(RESPONSE_KINDS, kind)}.")
    row = Response(
        case_id=case.id,
        letter_id=letter.id if letter else None,
        kind=kind,
        round=case.round,
        text=text,
        received_at=received_at,
        via=via,
        by_id=work.viewer.account_id,
    )
    work.session.add(row)
    work.session.flush()
    if not _answered_before(work, row):
        meet_clocks(work, *ANSWER_RULES[kind], case=case, at=received_at)
        if kind == "charges":
            start_clocks(work, "answer_filed", at=received_at, case=case)
    return row


def _answered_before(work: Work, row: Response) -> bool:
    earlier = select(Response.id).where(
        Response.letter_id == row.letter_id, Response.kind == row.kind, Response.id != row.id
    )
    return work.session.scalars(earlier).first() is not None


def _missing(
    work: Work, letter: Letter | None, served: datetime | None, received_at: datetime, kind: str
) -> tuple[Missing, ...]:
    found: list[Missing] = []
    if letter is None or served is None:
        paper = letter_label((ANSWERED[kind] or ("proposed_action",))[0]).lower()
        text = f"Nothing to answer yet: the {paper} was not served."
        found.append(Missing("not_served", text, "letter:serve"))
    elif received_at < served:
        found.append(Missing("answer_before_service", "The answer lies before the service of what it answers.", None))
    if received_at > work.now:
        found.append(Missing("answer_in_future", "An answer is recorded after it was received.", "response:record"))
    return collect(found)
