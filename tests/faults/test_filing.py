"""Slices of the promises about filing; full size in ./run soak."""

import pytest

from tests.harness.databases import Kind
from tests.soak.kills import filings_survive_kills
from tests.soak.one_of_several import one_of_several_processes_may_die
from tests.soak.retries import a_retry_never_files_twice


@pytest.mark.slice
def test_no_acknowledged_filing_is_lost_when_the_server_is_killed(kind: Kind) -> None:
    seen = filings_survive_kills(kind, 0.02)
    assert seen.failed == 0, seen.words
    assert seen.tried >= 20


@pytest.mark.slice
def test_no_acknowledged_filing_is_lost_when_one_of_two_processes_is_killed(kind: Kind) -> None:
    seen = one_of_several_processes_may_die(kind, 0.02)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


@pytest.mark.slice
def test_a_retry_under_the_same_key_never_files_twice(kind: Kind) -> None:
    seen = a_retry_never_files_twice(kind, 0.02)
    assert seen.failed == 0, seen.words
    assert seen.tried >= 20
