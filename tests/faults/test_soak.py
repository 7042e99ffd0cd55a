"""The soak's own runs of promises whose slices are made of parts: they must work, and their controls must fire."""

import pytest

from tests.harness.databases import Kind
from tests.soak.promises import promise


@pytest.mark.slice
@pytest.mark.parametrize("name", ["the_verifier_is_not_fooled", "authorization_is_complete", "guessing_fails"])
def test_a_promise_is_kept_at_a_fiftieth_of_its_size(kind: Kind, name: str) -> None:
    seen = promise(name)(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20
    assert seen.negative_control
