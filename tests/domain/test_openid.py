"""What a token of an identity provider must say, claim by claim; each check is noticed when it is gone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db.domain.openid import ALGORITHMS, CHECKS, SKEW, TRY, Expected, faults_of, shows_factor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AT = int(NOON.timestamp())
WANTED = Expected("https://login.example", "probity", "a-nonce", NOON)
GOOD: dict[str, Any] = {
    "iss": "https://login.example", "aud": "probity", "exp": AT + 300, "iat": AT - 5, "nonce": "a-nonce", "sub": "u-17",
}  # fmt: skip
LIES: list[tuple[str, dict[str, Any]]] = [
    ("iss", {"iss": "https://login.example/"}),
    ("iss", {"iss": None}),
    ("aud", {"aud": "another"}),
    ("aud", {"aud": ["another"]}),
    ("azp", {"azp": "another"}),
    ("azp", {"aud": ["probity", "another"]}),
    ("exp", {"exp": AT - SKEW}),
    ("exp", {"exp": None}),
    ("exp", {"exp": True}),
    ("iat", {"iat": AT + SKEW + 1}),
    ("iat", {"iat": AT - int(TRY.total_seconds()) - SKEW - 1}),
    ("iat", {"iat": "now"}),
    ("nonce", {"nonce": "another"}),
    ("nonce", {"nonce": None}),
    ("sub", {"sub": ""}),
    ("sub", {"sub": 17}),
    ("sub", {"sub": "u" * 256}),
]


def test_a_token_that_says_all_that_it_must_is_believed() -> None:
    assert faults_of(GOOD, WANTED) == []
    assert faults_of({**GOOD, "aud": ["probity", "another"], "azp": "probity"}, WANTED) == []
    assert faults_of({**GOOD, "exp": AT - SKEW + 1, "iat": AT + SKEW}, WANTED) == []


@pytest.mark.parametrize(("claim", "lie"), LIES)
def test_each_lie_is_named_and_without_its_check_it_passes(
    claim: str, lie: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults_of({**GOOD, **lie}, WANTED) == [claim]
    monkeypatch.delitem(CHECKS, claim)
    assert faults_of({**GOOD, **lie}, WANTED) == []


@pytest.mark.parametrize(
    ("methods", "expected"),
    [(["pwd", "mfa"], True), (["hwk"], True), (["otp"], True), (["pwd"], False), ("mfa", False), (None, False)],
)
def test_a_second_factor_shows_in_the_list_of_methods(methods: object, expected: bool) -> None:
    assert shows_factor({"amr": methods}) is expected


def test_no_algorithm_is_taken_that_shares_a_secret_or_signs_nothing() -> None:
    assert not [name for name in ALGORITHMS if name.startswith("HS") or name.lower() == "none"]
