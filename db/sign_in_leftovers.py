"""What signing in leaves behind for minutes, cleared after a day: counts, challenges, used steps, waiting sign-ins."""

from datetime import timedelta

from sqlalchemy import delete

from db.clock import Clock
from db.models import OpenIdTry, PasskeyChallenge, PendingSignIn, SignInName, SignInTry, TotpUse
from db.session import Sessions

KEPT = timedelta(days=1)  # far longer than any of them counts: the longest is the quarter hour of the tries


def clear_leftovers(sessions: Sessions, clock: Clock) -> None:
    """Remove them, so that made-up names and abandoned challenges do not fill the database."""
    before = clock.now() - KEPT
    with sessions.writing() as session:
        session.execute(delete(SignInTry).where(SignInTry.at < before))
        session.execute(delete(SignInName).where(SignInName.at < before))
        session.execute(delete(TotpUse).where(TotpUse.at < before))
        session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.made_at < before))
        session.execute(delete(OpenIdTry).where(OpenIdTry.made_at < before))
        session.execute(delete(PendingSignIn).where(PendingSignIn.made_at < before))
