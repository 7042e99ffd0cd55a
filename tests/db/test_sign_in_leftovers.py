"""What signing in leaves behind is gone after a day, and what still counts is not."""

from datetime import timedelta

from sqlalchemy import func, select

from db.jobs import SCHEDULES
from db.models import OpenIdTry, PasskeyChallenge, SignInName, SignInTry
from db.openid import begin_try
from db.passkeys import ask
from db.session import Sessions
from db.sign_in_leftovers import clear_leftovers
from db.tries import count_try, name_key
from tests.harness.clock import MovableClock


def left(sessions: Sessions) -> list[int]:
    with sessions.reading() as session:
        models = (SignInTry, SignInName, PasskeyChallenge, OpenIdTry)
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_leftovers_are_cleared_after_a_day_and_tries_that_count_are_kept(
    sessions: Sessions, clock: MovableClock
) -> None:
    for name in ("made-up-1", "made-up-2"):
        with sessions.writing() as session:
            assert count_try(session, name_key(name), clock.now())
            ask(session, "sign_in", None, clock.now())
            begin_try(session, f"token of {name}", "/", clock.now())
    clock.advance(hours=25)
    with sessions.writing() as session:
        assert count_try(session, name_key("made-up-2"), clock.now())
        begin_try(session, "token of today", "/", clock.now())
    clear_leftovers(sessions, clock)
    assert left(sessions) == [1, 1, 0, 1]
    assert SCHEDULES["clear_sign_in_leftovers"].every == timedelta(days=1)
