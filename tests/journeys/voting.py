"""What those who decide do: declare conflicts, put questions, vote, announce, weigh, issue."""

from collections.abc import Iterable, Mapping

from tests.journeys.cast import Cast

RECORD_REVIEWED = "I heard or reviewed the whole record"
REASONS = "The captures and the account data."


def declare(cast: Cast, users: Iterable[str]) -> None:
    """Each says that there is no conflict."""
    for user in users:
        cast.do(
            user, "Hearing and panel", "Declare conflicts", {"Do you have a conflict in this matter?": "No conflict"}
        )


def put_finding(cast: Cast, user: str, charge: str, value: str = "Sustained", ground: str = "Evidence heard") -> None:
    """Ask whether a finding is made on a charge."""
    answers = {"Charge": charge, "Finding": value, "Rests on": ground, "Reasons": REASONS}
    cast.do(user, "Hearing and panel", "Put a finding to the vote", answers)


def vote(cast: Cast, ballots: Mapping[str, Mapping[str, str]]) -> None:
    """User -> question -> vote; every member says that they reviewed the whole record."""
    for user, votes in ballots.items():
        cast.do(user, "Hearing and panel", "Vote", {"Your votes": dict(votes), RECORD_REVIEWED: True})


def announce(cast: Cast, user: str, question: str) -> str:
    """Close a question; its result in the words of the page."""
    link = f"Announce the result, {question[:1].lower()}{question[1:]}"
    page = cast.do(user, "Hearing and panel", link)
    return page.locator(".flash").inner_text()


def weigh(cast: Cast, user: str, level: str = "Suspension") -> None:
    """Factors on both sides, and the baseline picked from its text."""
    for factor, reason in (
        ("Aggravating: Pattern", "A second post after the first."),
        ("Mitigating: No prior discipline", "None on any track."),
    ):
        cast.do(user, "Decision", "Record a factor", {"Factor": factor, "Reason": reason})
    cast.do(
        user,
        "Decision",
        f"This fits: {level.lower()}, standard 5.2",
        {
            "Mental state": "Knowledge",
            "Injury, actual or potential": "Some",
            "Why this text": "By analogy: no row exists for Rule 3.6.",
        },
    )
