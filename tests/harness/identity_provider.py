"""An identity provider of a test's own, on loopback, that can be told to lie in its tokens and to change its keys."""

import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

CLIENT_ID, CLIENT_SECRET = "probity-of-alder", "an invented secret"


@dataclass
class IdentityProvider:
    """oidc-provider-mock, whose answers pass through here. Told nothing, it is left as it is."""

    app: Any
    url: str = ""
    key: RSAKey | None = None  # signs instead of the mock's own, and is then the only one published
    lies: dict[str, Any] = field(default_factory=dict)
    forge: Callable[[dict[str, Any]], str] | None = None
    methods: list[str] = field(default_factory=list)  # how clients show their secret; empty: not said
    sent: list[dict[str, list[str]]] = field(default_factory=list)  # forms that came to the token endpoint

    def lie(self, **claims: Any) -> None:
        """Say this in every token from now on; None leaves a claim out."""
        self.lies = claims
        if self.key is None:
            self.change_key()

    def change_key(self) -> None:
        """Sign with a new key, and publish it alone."""
        self.key = RSAKey.generate_key(2048, auto_kid=True)

    def approve(self, href: str, subject: str) -> str:
        """Prove at the provider's page that one is `subject`; the address that it then leads to."""
        answer = httpx.post(href, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def describe(self, subject: str, **claims: Any) -> None:
        """What every token of a subject says beside the usual."""
        httpx.put(f"{self.url}/users/{subject}", json=claims).raise_for_status()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self.sent.append(parse_qs(body.decode()))
            environ["wsgi.input"] = io.BytesIO(body)
        pieces, status, headers = run_wsgi_app(self.app, environ)
        answer = b"".join(pieces)
        if path == "/jwks" and self.key is not None:
            answer = json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
        if path.endswith("/openid-configuration") and self.methods:
            answer = json.dumps({**json.loads(answer), "token_endpoint_auth_methods_supported": self.methods}).encode()
        if path == "/oauth2/token" and status.startswith("200"):
            answer = self._retold(answer)
        headers["Content-Length"] = str(len(answer))
        start_response(status, list(headers))
        return [answer]

    def _retold(self, answer: bytes) -> bytes:
        said = json.loads(answer)
        claims = json.loads(jws.extract_compact(said["id_token"].encode()).payload)
        claims = {name: value for name, value in {**claims, **self.lies}.items() if value is not None}
        if self.forge is not None:
            said["id_token"] = self.forge(claims)
        elif self.key is not None:
            said["id_token"] = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return json.dumps(said).encode()


def unsigned(claims: dict[str, Any]) -> str:
    """A token that nobody signed."""
    return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])


def sealed_by_the_shared_secret(claims: dict[str, Any]) -> str:
    """A token under the client's own secret, which the provider's keys have no part in."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET.ljust(32)), algorithms=["HS256"])


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """The provider, served from a thread."""
    import oidc_provider_mock

    provider = IdentityProvider(oidc_provider_mock.app(require_nonce=True).wsgi_app)
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
