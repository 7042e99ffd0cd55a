"""When somebody proves again who they are, and what a code is."""

from datetime import UTC, datetime, timedelta

from db.domain.role import Role
from db.domain.second_factor import (
    STEP_UP,
    is_fresh,
    missing_for_removal,
    needs_factor,
    recovery_code,
    recovery_hash,
    steps_taken,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_proof_holds_for_five_minutes_and_never_from_the_future() -> None:
    assert is_fresh(NOON, NOON + STEP_UP)
    assert not is_fresh(NOON, NOON + STEP_UP + timedelta(seconds=1))
    assert not is_fresh(NOON + timedelta(seconds=1), NOON)
    assert not is_fresh(None, NOON)


def test_the_codes_of_now_and_of_half_a_minute_either_way_are_taken() -> None:
    step = int(NOON.timestamp()) // 30
    assert list(steps_taken(NOON)) == [step - 1, step, step + 1]


def test_a_recovery_code_is_the_same_however_it_is_typed() -> None:
    code = recovery_code(bytes(range(10)))
    assert code.count("-") == 3
    assert recovery_hash(code) == recovery_hash(f" {code.upper().replace('-', ' ')} ")
    assert recovery_hash(code) != recovery_hash(recovery_code(bytes(range(1, 11))))


def test_the_last_factor_stays_where_a_role_asks_for_one() -> None:
    asked = {Role.CLERK}
    assert [item.code for item in missing_for_removal([Role.CLERK], asked, left=0)] == ["factor_required"]
    assert missing_for_removal([Role.CLERK], asked, left=1) == ()
    assert missing_for_removal([Role.HR], asked, left=0) == ()
    assert needs_factor(["clerk", "hr"], ["hr"])
    assert not needs_factor(["clerk"], [])
