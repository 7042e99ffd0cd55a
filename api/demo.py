"""The demonstration office: made once in an empty database, and its sign-ins."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from api.services import evidence_store
from api.settings import Settings
from db.clock import Clock, SystemClock
from db.demo.generate import write_demo
from db.demo.office import PASSWORD
from db.demo.world import structure
from db.domain.reference import load_reference
from db.session import Sessions

SIGN_INS: tuple[tuple[str, str, str], ...] = (
    ("supervisor", "Supervisor", "reports, has a draft, and monitors a condition"),
    ("intake", "Intake", "the queue of new reports"),
    ("intake-two", "Intake", "walled off from one urgent report"),
    ("conflict-officer", "Conflict officer", "somebody involved waits for a ruling"),
    ("investigator", "Investigator", "cases with open and overdue steps"),
    ("investigator-two", "Investigator", "walled off from one of them"),
    ("counsel", "Counsel", "speech reviews, presenting"),
    ("cause-reviewer", "Cause reviewer", "cases to review, a dismissal to look at again"),
    ("board-chair", "Board chair", "panels to name, a challenge to rule on"),
    ("board-member", "Board member", "a hearing ahead, a question to vote on"),
    ("board-member-public", "Board member", "from the public"),
    ("deciding-official", "Deciding official", "a meeting to hold, a decision to make"),
    ("clerk", "Clerk", "papers to serve, proof to record"),
    ("clerk-two", "Clerk", "walled off from one case"),
    ("respondent", "Respondent", "a notice to answer"),
    ("respondent-two", "Respondent", "charges to answer"),
    ("leadership", "Leadership", "figures and actions"),
    ("records", "Records officer", "the ledger, a records request"),
    ("hr", "Human resources", "sanctions to carry out, back pay"),
    ("admin", "Administrator", "accounts and roster"),
)


def prepare_demo(
    sessions: Sessions, settings: Settings, *, seed: int, say: Callable[[str], None], clock: Clock | None = None
) -> None:
    """Make the office as it stands on the clock's day. Raises RuleBroken where the database holds one already."""
    now = (clock or SystemClock()).now()
    write_demo(
        sessions,
        seed=seed,
        as_of=now.astimezone(ZoneInfo(structure()["zone"])).date(),
        reference=load_reference(settings.reference_path),
        evidence=evidence_store(settings),
        say=say,
    )


def sign_in_lines() -> list[str]:
    """A table of the demonstration's sign-ins, one a role and a few colleagues who are walled off."""
    first, second = (max(len(row[place]) for row in SIGN_INS) for place in (0, 1))
    rows = [f"  {name:<{first}}  {role:<{second}}  {what}" for name, role, what in SIGN_INS]
    head = f"  {'User name':<{first}}  {'Role':<{second}}  What waits there"
    return ["", f"Sign in with the password: {PASSWORD}", "", head, *rows, ""]
