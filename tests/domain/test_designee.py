"""An outside designee: by order, only when nobody qualified remains, and never one of ours."""

from db.domain.conflict import missing_for_designee
from tests.domain.given import codes


def test_an_outside_designee_sits_only_when_nobody_qualified_remains() -> None:
    assert missing_for_designee(wanted=1, free=[], seat="lawyer", of_the_office=False) == ()
    refused = missing_for_designee(wanted=1, free=["Ada Lowe", "Ben Lane"], seat="lawyer", of_the_office=False)
    assert [item.text for item in refused] == [
        "Somebody qualified remains: Ada Lowe and Ben Lane. An outside designee sits only when nobody does."
    ]


def test_everything_against_an_order_is_named_at_once() -> None:
    refused = missing_for_designee(wanted=0, free=[], seat="lawyer", of_the_office=True, name="Ben Lane")
    assert codes(refused) == ["open_seat", "of_the_office"]
    assert refused[0].text == "No seat for a lawyer lacks somebody."
    assert refused[1].text == "Ben Lane is one of this office or of its board, not from outside."
