"""Walks through every state of a case: model, application and database agree. Full size in ./run soak."""

import pytest

from tests.harness.databases import Kind
from tests.soak.states import impossible_states_cannot_exist


@pytest.mark.slice
def test_impossible_states_cannot_exist(kind: Kind) -> None:
    seen = impossible_states_cannot_exist(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 200
