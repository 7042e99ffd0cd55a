"""Two acts at the same moment. Full size in ./run soak."""

import pytest

from tests.harness.databases import Kind
from tests.soak.lost_updates import lost_updates_cannot_happen
from tests.soak.races import double_votes_never_count, two_decisions_are_never_both_made


@pytest.mark.slice
def test_a_member_never_votes_twice_on_a_question(kind: Kind) -> None:
    seen = double_votes_never_count(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 200


@pytest.mark.slice
def test_two_decisions_are_never_both_made(kind: Kind) -> None:
    seen = two_decisions_are_never_both_made(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 200


@pytest.mark.slice
def test_lost_updates_cannot_happen(kind: Kind) -> None:
    seen = lost_updates_cannot_happen(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 200
