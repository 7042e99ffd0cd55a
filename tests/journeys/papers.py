"""Papers: served by the clerk, answered by the respondent on their own page."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from tests.journeys.cast import Cast, follow, link_of, problems, send


def serve(cast: Cast, paper: str) -> Page:
    """The clerk serves a paper in person, now."""
    answers = {
        "On whom": "Respondent",
        "How": "In person",
        "Address or place": "Front office",
        "When it was tried": cast.now(),
        "Outcome": "Served",
        "Proof": "Signed receipt",
    }
    return cast.do("clerk", "Letters", f"Serve: {paper}", answers)


def my_case(cast: Cast, user: str) -> Page:
    """The respondent's own page of the case."""
    page = cast.menu(user, "My case")
    follow(page, page.get_by_role("link", name=cast.case, exact=True))
    return page


def send_as_respondent(cast: Cast, user: str, act: str, answers: Mapping[str, Any]) -> Page:
    """Something that the respondent sends through their own page."""
    page = my_case(cast, user)
    follow(page, link_of(page, act))
    send(page, answers)
    assert "/acts/" not in page.url, f"{act} by {user} was refused:\n{problems(page)}"
    return page
