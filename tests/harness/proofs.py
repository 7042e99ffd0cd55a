"""Second factors of people in tests: an app and its codes, passkeys made and asked over HTTP."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pyotp
from httpx import Response

from api.security import SESSION_COOKIE
from api.settings import Settings
from db.domain.second_factor import PERIOD
from db.keys import KeyFolder
from tests.harness.authenticator import SoftKey
from tests.harness.clock import MovableClock
from tests.harness.people import SignedIn


@dataclass
class App:
    """An authenticator app: its codes at the test's own moment."""

    secret: str
    clock: MovableClock

    def code(self, *, steps: int = 0) -> str:
        """The code of now, or of `steps` half minutes from now."""
        return pyotp.TOTP(self.secret).at(int(self.clock.now().timestamp()) + steps * PERIOD)


def make_keys(settings: Settings) -> None:
    """The key file that an office has, in the test's folder."""
    from pathlib import Path

    KeyFolder(Path(settings.keys_dir)).ensure(make=True)


def send(person: SignedIn, path: str, **body: Any) -> Response:
    """Post JSON as a person; a session that was rotated goes on under its new cookie."""
    answer = person.post(path, json=body)
    follow(person, answer)
    return answer


def follow(person: SignedIn, answer: Response) -> None:
    """Take up the new session that an answer may have set, and the token of its forms."""
    token = answer.cookies.get(SESSION_COOKIE)
    if token and token != person.token:
        person.token = token
        person.csrf = person.get("/api/session").json()["csrf_token"]


def add_app(person: SignedIn) -> App:
    """Set an authenticator app up for somebody who has just signed in; the first code is used up by it."""
    begun = send(person, "/api/account/authenticator")
    assert begun.status_code == 201, begun.text
    app = App(begun.json()["secret"], person.clock)
    done = send(person, "/api/account/authenticator/confirmation", code=app.code())
    assert done.status_code == 201, done.text
    return app


def soft_key(settings: Settings) -> SoftKey:
    """A passkey for the site of these settings."""
    return SoftKey(settings.origin, urlsplit(settings.origin).hostname or "")


def add_passkey(person: SignedIn, key: SoftKey, label: str = "Blue key") -> Response:
    """Register a passkey for somebody who has just signed in."""
    asked = send(person, "/api/account/passkey-options").json()
    return send(person, "/api/account/passkeys", id=asked["id"], label=label, credential=key.made(asked["options"]))


def signing_headers(key: SoftKey, asked: Response) -> dict[str, str]:
    """What goes with an act that a passkey signed."""
    assert asked.status_code == 200, asked.text
    body = asked.json()
    return {"Passkey-Signing": body["id"], "Passkey-Assertion": key.answered(body["options"])}


def as_json(text: str) -> Any:
    """What a passkey sent, to be tampered with."""
    return json.loads(text)
