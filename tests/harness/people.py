"""People who are signed in, each with a session of their own, over one client of the application."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Page

from api.security import SESSION_COOKIE
from tests.harness.clock import MovableClock
from tests.harness.office import PASSWORD

STAYS = timedelta(minutes=20)  # well under the 30 idle minutes after which the product ends a session


@dataclass
class SignedIn:
    """One person's session: `intake.get("/api/queue")`, `intake.post(path, json=...)`, token and key included.

    A session that ran out because the test moved the clock is opened anew, as a person would. What is refused does not
    keep one open: the product writes the last-seen time with what it grants.
    """

    client: TestClient[Litestar]
    clock: MovableClock
    user: str
    token: str = ""
    csrf: str = ""
    seen_at: datetime | None = None

    def sign_in(self) -> None:
        """Open a session with the password that everybody in the small office has."""
        self.client.cookies.clear()
        answer = self.client.post("/api/session", json={"username": self.user, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        self.token, self.csrf = self.client.cookies[SESSION_COOKIE], answer.json()["csrf_token"]
        self.seen_at = self.clock.now()

    def request(self, method: str, path: str, **options: Any) -> Response:
        """Send a request as this person; never follows a redirection."""
        if self.seen_at is None or not timedelta() <= self.clock.now() - self.seen_at < STAYS:
            self.sign_in()
        self.client.cookies.clear()
        self.client.cookies.set(SESSION_COOKIE, self.token)
        headers = {"X-CSRFToken": self.csrf, "Idempotency-Key": uuid4().hex}
        headers |= options.pop("headers", {})
        answer: Response = self.client.request(method, path, headers=headers, follow_redirects=False, **options)
        if answer.status_code < 400:
            self.seen_at = self.clock.now()
        return answer

    def is_signed_out(self) -> bool:
        """Whether the session was ended; the next request then opens another."""
        if self.request("GET", "/api/session").status_code == 401:
            self.seen_at = None
        return self.seen_at is None

    def get(self, path: str, **options: Any) -> Response:
        """Read."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Response:
        """Act."""
        return self.request("POST", path, **options)


def sign_in_on_page(page: Page, user: str) -> None:
    """Sign in as a person does, by typing; ends on the page that follows."""
    page.goto("/sign-in")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
