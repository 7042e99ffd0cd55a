"""Signing in by an identity provider, as a browser without scripts does it, and linking accounts to it."""

from urllib.parse import urlsplit

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from tests.harness.clock import MovableClock
from tests.harness.identity_provider import IdentityProvider
from tests.harness.people import SignedIn

Client = TestClient[Litestar]
SUBJECT = "u-4711"


def account_id(client: Client, clock: MovableClock, username: str = "clerk") -> str:
    """The key of an account."""
    rows = SignedIn(client, clock, "admin").get("/api/accounts").json()
    return str(next(row["id"] for row in rows if row["username"] == username))


def ask_link(client: Client, clock: MovableClock, username: str = "clerk", subject: str = SUBJECT) -> Response:
    """Ask for a link as the administrator."""
    body = {"account_id": account_id(client, clock, username), "subject": subject, "reason": "Asked in person"}
    return SignedIn(client, clock, "admin").post("/api/account-office-links", json=body)


def approve_link(client: Client, clock: MovableClock, by: str = "records") -> Response:
    """Approve the one link that waits."""
    page = SignedIn(client, clock, "records").get("/accounts/acts/approve-office-link").text
    values = [part.split('"')[0] for part in page.split('name="link_id"')[1].split('value="')[1:]]
    body = {"link_id": next(value for value in values if len(value) == 36)}
    return SignedIn(client, clock, by).post("/api/account-office-link-approvals", json=body)


def leave(client: Client, wanted: str = "/cases") -> str:
    """Press the button on the sign-in page; the address at the provider."""
    token = client.get("/sign-in").text.split('name="_csrf_token" value="')[1].split('"')[0]
    page = client.post("/sign-in/office", data={"next": wanted, "_csrf_token": token})
    assert page.status_code == 200, page.text
    return page.headers["refresh"].removeprefix("0; url=")


def come_back(client: Client, href: str) -> Response:
    """Follow the provider's redirection to us."""
    parts = urlsplit(href)
    return client.get(f"{parts.path}?{parts.query}", follow_redirects=False)


def sign_in(client: Client, provider: IdentityProvider, subject: str = SUBJECT) -> Response:
    """The whole way, in a browser that holds no cookie yet."""
    client.cookies.clear()
    return come_back(client, provider.approve(leave(client), subject))


def is_in(client: Client) -> bool:
    """Whether the browser's session runs."""
    return bool(client.get("/api/session").status_code == 200)
