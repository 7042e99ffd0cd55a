"""What must not happen to evidence: a row without its file, rot in silence, a file that fills the memory."""

import pytest

from tests.harness.databases import Kind
from tests.soak.bit_rot import bit_rot_is_found
from tests.soak.crash_points import no_row_points_at_missing_evidence
from tests.soak.large_files import large_files_need_little_memory


@pytest.mark.slice
def test_no_row_points_at_missing_evidence_wherever_the_process_is_killed(kind: Kind) -> None:
    seen = no_row_points_at_missing_evidence(kind, 0.04)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


@pytest.mark.slice
def test_each_flipped_bit_is_found_by_the_scrub(kind: Kind) -> None:
    seen = bit_rot_is_found(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


@pytest.mark.slice
def test_large_files_need_little_memory_and_too_large_ones_are_refused(kind: Kind) -> None:
    seen = large_files_need_little_memory(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
