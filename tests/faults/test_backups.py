"""Backups restore, and damaged ones are caught. Full size in ./run soak."""

import pytest

from tests.harness.databases import Kind
from tests.soak.backups import backups_restore
from tests.soak.spoiling import SPOILED


@pytest.mark.slice
def test_backups_taken_under_load_restore_and_damaged_ones_are_caught(kind: Kind) -> None:
    assert len(SPOILED) >= 20
    seen = backups_restore(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20
