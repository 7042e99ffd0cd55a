"""The office's identity provider (OpenID Connect): where it is, where a person goes, what its token says.

Authorization code with PKCE (S256). Nothing here is logged; a refusal says why without a token in it.
"""

import base64
import hashlib
import hmac
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from api.settings import LOOPBACK, Settings
from db.domain.openid import ALGORITHMS, Expected, faults_of

RETURN = "/sign-in/office/return"
WAIT = httpx.Timeout(5.0)  # seconds for each step of a request
KEPT = timedelta(hours=1)  # how long the provider's own description and keys are believed
LARGEST = 1_000_000  # bytes of an answer


class ProviderRefused(Exception):
    """The provider, or what came from it, cannot be believed or reached; the text says why, and holds no secret."""


@dataclass(frozen=True)
class Secrets:
    """What one sign-in is tied to, all of it from the token in the browser's cookie."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, token: str) -> "Secrets":
        """The secrets of a token; each tells nothing of the others."""
        return cls(*(_derived(token, name) for name in ("state", "nonce", "verifier")))


def _derived(token: str, purpose: str) -> str:
    return _b64(hmac.new(token.encode(), f"probity openid {purpose}".encode(), hashlib.sha256).digest())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Provider:
    """One identity provider, with its description and keys as last read. Safe for several threads."""

    issuer: str
    client_id: str
    client_secret: str
    return_to: str
    _described: tuple[datetime, dict[str, Any]] | None = None
    _keys: tuple[datetime, list[Key]] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        """The provider of these settings, or None."""
        if not settings.oidc_issuer:
            return None
        return cls(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.origin + RETURN)

    def describe(self, now: datetime) -> dict[str, Any]:
        """The provider's own description, read at most once an hour. Raises ProviderRefused."""
        with self._lock:
            if self._described is None or not timedelta() <= now - self._described[0] < KEPT:
                found = _ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
                if found.get("issuer") != self.issuer:
                    raise ProviderRefused("the provider calls itself by another name than PROBITY_OIDC_ISSUER")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    _ensure_safe(found.get(name), name)
                self._described = now, found
            return self._described[1]

    def leave_for(self, secrets: Secrets, now: datetime) -> str:
        """The address at which the person proves who they are. Raises ProviderRefused."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.return_to,
            "scope": "openid",
            "state": secrets.state,
            "nonce": secrets.nonce,
            "code_challenge": _b64(hashlib.sha256(secrets.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        address = str(self.describe(now)["authorization_endpoint"])
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"

    def claims_for(self, code: str, secrets: Secrets, now: datetime) -> dict[str, Any]:
        """What the provider says of the person behind a code, checked. Raises ProviderRefused."""
        described = self.describe(now)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.return_to,
            "code_verifier": secrets.verifier,
        }
        headers = {}
        if "client_secret_basic" in described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.client_id, "client_secret": self.client_secret}
        answer = _ask("POST", str(described["token_endpoint"]), data=form, headers=headers)
        claims = self._read(str(answer.get("id_token", "")), now)
        faults = faults_of(claims, Expected(self.issuer, self.client_id, secrets.nonce, now))
        if faults:
            raise ProviderRefused(f"the token's {', '.join(faults)} does not hold")
        return claims

    def _read(self, token: str, now: datetime) -> dict[str, Any]:
        """The claims of a token that one of the provider's keys signed; an unknown key is looked for anew, once."""
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError) as error:
            raise ProviderRefused(f"the token cannot be read ({type(error).__name__})") from None
        if header.get("alg") not in ALGORITHMS:
            raise ProviderRefused("the token is not signed by a kind of key that is taken")
        kid = header.get("kid")
        for anew in (False, True):
            for key in self._signing_keys(now, anew=anew):
                if kid is None or key.kid == kid:
                    with suppress(JoseError, ValueError):  # another kind of key, or not its signature
                        return jwt.decode(token, key, algorithms=ALGORITHMS).claims
        raise ProviderRefused("none of the provider's keys signed the token")

    def _signing_keys(self, now: datetime, *, anew: bool) -> list[Key]:
        address = str(self.describe(now)["jwks_uri"])
        with self._lock:
            if anew or self._keys is None or not timedelta() <= now - self._keys[0] < KEPT:
                self._keys = now, _public_keys(_ask("GET", address))
            return self._keys[1]


def _public_keys(document: dict[str, Any]) -> list[Key]:
    """The keys that may have signed a token. Of kinds unknown here, and of keys for other uses, none is taken."""
    found: list[Key] = []
    for row in document.get("keys") or []:
        if not isinstance(row, dict) or row.get("use", "sig") != "sig":
            continue
        try:
            key = import_key(row)
        except (JoseError, ValueError):
            continue
        if isinstance(key, RSAKey | ECKey | OKPKey):
            found.append(key)
    return found


def _ensure_safe(address: object, name: str) -> None:
    parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        return
    raise ProviderRefused(f"the provider's {name} is no https:// address")


def _ask(method: str, address: str, **sent: Any) -> dict[str, Any]:
    """An object of JSON from the provider; redirections are not followed. Raises ProviderRefused."""
    is_near = urlsplit(address).hostname in LOOPBACK  # no proxy of the machine stands before itself
    try:
        with (
            httpx.Client(timeout=WAIT, trust_env=not is_near) as client,
            client.stream(method, address, **sent) as answer,
        ):
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise ProviderRefused("the provider answers more than can be read")
        if answer.status_code != 200:
            raise ProviderRefused(f"the provider answers {answer.status_code} at {urlsplit(address).path}")
        found = httpx.Response(200, content=body).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderRefused(f"the provider cannot be asked ({type(error).__name__})") from None
    if not isinstance(found, dict):
        raise ProviderRefused("the provider answers something else than an object")
    return found
