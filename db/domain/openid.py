"""What an identity provider's token must say before it opens an account (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

TRY = timedelta(minutes=10)
"""How long a sign-in that was begun waits for the person to come back from the provider."""
SKEW = 60
"""Seconds by which the provider's clock may differ from ours."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key whose public half the provider publishes; none, and nothing that shares a secret."""
FACTOR_METHODS = frozenset({"mfa", "hwk", "otp"})
"""Methods of RFC 8176 that tell of a second factor."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token is held against: who issues it, for whom, for which sign-in, and the moment (UTC)."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime


Claims = Mapping[str, object]


def _audiences(claims: Claims) -> list[object]:
    found = claims.get("aud")
    return list(found) if isinstance(found, list) else [found]


def _seconds(claims: Claims, name: str) -> float | None:
    found = claims.get(name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _is_of_issuer(claims: Claims, wanted: Expected) -> bool:
    return claims.get("iss") == wanted.issuer


def _is_for_us(claims: Claims, wanted: Expected) -> bool:
    return wanted.client_id in _audiences(claims)


def _is_given_to_us(claims: Claims, wanted: Expected) -> bool:
    """The party it was given to is us; a token for several must name it."""
    if "azp" not in claims:
        return len(_audiences(claims)) == 1
    return claims["azp"] == wanted.client_id


def _is_not_over(claims: Claims, wanted: Expected) -> bool:
    until = _seconds(claims, "exp")
    return until is not None and wanted.now.timestamp() < until + SKEW


def _is_issued(claims: Claims, wanted: Expected) -> bool:
    """It was issued, not in the future, and not before this sign-in can have begun."""
    since = _seconds(claims, "iat")
    if since is None:
        return False
    age = wanted.now.timestamp() - since
    return -SKEW <= age <= TRY.total_seconds() + SKEW


def _is_of_this_sign_in(claims: Claims, wanted: Expected) -> bool:
    return claims.get("nonce") == wanted.nonce


def _names_somebody(claims: Claims, _wanted: Expected) -> bool:
    subject = claims.get("sub")
    return isinstance(subject, str) and 0 < len(subject) <= 255


CHECKS: dict[str, Callable[[Claims, Expected], bool]] = {
    "iss": _is_of_issuer,
    "aud": _is_for_us,
    "azp": _is_given_to_us,
    "exp": _is_not_over,
    "iat": _is_issued,
    "nonce": _is_of_this_sign_in,
    "sub": _names_somebody,
}
"""Claim -> whether it holds."""


def faults_of(claims: Claims, wanted: Expected) -> list[str]:
    """The claims of a token that do not hold, by name; nothing where it may be believed."""
    return [name for name, holds in CHECKS.items() if not holds(claims, wanted)]


def shows_factor(claims: Claims) -> bool:
    """Whether the provider says that it saw a second factor."""
    methods = claims.get("amr")
    return isinstance(methods, list) and any(isinstance(one, str) and one in FACTOR_METHODS for one in methods)
