"""Forms from schemas: what is chosen before anybody chooses."""

from typing import Annotated
from uuid import UUID

import msgspec

from api.board.schemas.decision import IssueDecision
from api.fields import pick
from api.forms import Choice, fields_of

HEARING = "0198c1de-0000-7000-8000-000000000001"
OTHER = "0198c1de-0000-7000-8000-000000000002"


class Held(msgspec.Struct, kw_only=True):
    hearing_id: Annotated[UUID, pick("Which", choices="hearings")]
    exhibit_id: Annotated[UUID | None, pick("Exhibit", choices="hearings", widget="select")] = None


def chosen(*offered: str) -> list[list[str]]:
    rows = fields_of(Held, choices={"hearings": [Choice(one, one) for one in offered]})
    return [[choice.value for choice in row.choices if choice.checked] for row in rows]


def test_the_only_answer_to_a_question_that_needs_one_is_chosen_already() -> None:
    assert chosen(HEARING) == [[HEARING], []], "an answer that may be left out is left to the person"
    assert chosen(HEARING, OTHER) == [[], []]


def test_what_a_rule_asks_for_is_not_called_optional() -> None:
    required = {field.name: field.required for field in fields_of(IssueDecision)}
    assert required["reasons"], "no decision is issued without them"
    assert not required["minority_view"]
