"""Background jobs: claimed under a lease, fenced by their attempts, run by named system actors (decision 28)."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import or_, select, update

from db.clock import Clock
from db.models import Draft, DraftFile, IdempotentAnswer, Job
from db.session import Sessions
from db.sign_in_leftovers import clear_leftovers

LEASE = timedelta(minutes=5)
DRAFT_LIFE = timedelta(days=90)
KEY_LIFE = timedelta(days=7)


def expire_drafts(sessions: Sessions, clock: Clock) -> None:
    """Remove drafts idle for 90 days, and answers kept for retries longer than a week (decision 11)."""
    now = clock.now()
    with sessions.writing() as session:
        for draft in session.scalars(select(Draft).where(Draft.edited_at < now - DRAFT_LIFE)):
            for file in session.scalars(select(DraftFile).where(DraftFile.draft_id == draft.id)):
                session.delete(file)
            session.flush()
            session.delete(draft)
        for answer in session.scalars(select(IdempotentAnswer).where(IdempotentAnswer.at < now - KEY_LIFE)):
            session.delete(answer)


SCHEDULES: dict[str, tuple[timedelta, Callable[[Sessions, Clock], None]]] = {
    "clear_sign_in_leftovers": (timedelta(days=1), clear_leftovers),
    "expire_drafts": (timedelta(days=1), expire_drafts),
}


def schedule(sessions: Sessions, clock: Clock) -> None:
    """Put the next run of every schedule in the table, once each."""
    now = clock.now()
    with sessions.writing() as session:
        for kind in SCHEDULES:
            if session.scalars(select(Job.id).where(Job.kind == kind, Job.done_at.is_(None))).first() is None:
                key = f"{kind}:{now:%Y-%m-%d}"
                if session.scalars(select(Job.id).where(Job.key == key)).first() is None:
                    session.add(Job(kind=kind, key=key, payload={}, run_at=now, attempts=0))


def run_due_jobs(sessions: Sessions, clock: Clock) -> int:
    """Schedule, then run each due job once; returns how many were done."""
    schedule(sessions, clock)
    done = 0
    while (claimed := _claim(sessions, clock)) is not None:
        job_id, kind, attempt = claimed
        SCHEDULES[kind][1](sessions, clock)
        with sessions.writing() as session:
            # Fenced: a worker whose lease ran out has lost the job to another attempt.
            session.execute(update(Job).where(Job.id == job_id, Job.attempts == attempt).values(done_at=clock.now()))
        done += 1
    return done


def _claim(sessions: Sessions, clock: Clock) -> tuple[object, str, int] | None:
    now = clock.now()
    with sessions.writing() as session:
        job = session.scalars(
            select(Job)
            .where(
                Job.done_at.is_(None),
                Job.run_at <= now,
                or_(Job.leased_until_at.is_(None), Job.leased_until_at < now),
            )
            .order_by(Job.run_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return None
        job.attempts += 1
        job.leased_until_at = now + LEASE
        return job.id, job.kind, job.attempts
