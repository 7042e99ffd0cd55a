"""Background jobs: claimed under a lease, fenced by their attempts, run by named system actors (decision 28)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import or_, select, update

from db.clock import Clock
from db.destroyed_files import remove_destroyed
from db.evidence_captures import read_captures
from db.evidence_scrub import scrub_and_report
from db.evidence_store import EvidenceStore
from db.models import Draft, DraftFile, IdempotentAnswer, Job
from db.session import Sessions
from db.sign_in_leftovers import clear_leftovers

DRAFT_LIFE = timedelta(days=90)
KEY_LIFE = timedelta(days=7)


@dataclass(frozen=True)
class Means:
    """What a job works with."""

    sessions: Sessions
    clock: Clock
    evidence: EvidenceStore


@dataclass(frozen=True)
class Schedule:
    """A job that comes back: how often, how long a worker may hold it before another takes it, and what it does."""

    every: timedelta
    lease: timedelta
    run: Callable[[Means], None]


def expire_drafts(means: Means) -> None:
    """Remove drafts idle for 90 days, and after a week answers kept for retries and jobs done (decision 11)."""
    now = means.clock.now()
    with means.sessions.writing() as session:
        for draft in session.scalars(select(Draft).where(Draft.edited_at < now - DRAFT_LIFE)):
            for file in session.scalars(select(DraftFile).where(DraftFile.draft_id == draft.id)):
                session.delete(file)
            session.flush()
            session.delete(draft)
        for answer in session.scalars(select(IdempotentAnswer).where(IdempotentAnswer.at < now - KEY_LIFE)):
            session.delete(answer)
        for job in session.scalars(select(Job).where(Job.done_at < now - KEY_LIFE)):
            session.delete(job)


def scrub_evidence(means: Means) -> None:
    """Read every stored file and tell the records officers what does not hold."""
    scrub_and_report(means.sessions, means.clock, means.evidence)


def clear_sign_in_leftovers(means: Means) -> None:
    """Remove what sign-ins left behind that nobody needs any more."""
    clear_leftovers(means.sessions, means.clock)


def read_new_captures(means: Means) -> None:
    """Read what new web archives say of their capture."""
    read_captures(means.sessions, means.clock, means.evidence)


def remove_destroyed_files(means: Means) -> None:
    """Take the files of destroyed matters out of the store, and cut the database's log."""
    remove_destroyed(means.sessions, means.clock, means.evidence)


DAY = timedelta(days=1)
SCHEDULES: dict[str, Schedule] = {
    "clear_sign_in_leftovers": Schedule(DAY, timedelta(minutes=5), clear_sign_in_leftovers),
    "expire_drafts": Schedule(DAY, timedelta(minutes=5), expire_drafts),
    "read_captures": Schedule(timedelta(minutes=5), timedelta(hours=1), read_new_captures),
    "remove_destroyed_files": Schedule(timedelta(minutes=5), timedelta(hours=1), remove_destroyed_files),
    "scrub_evidence": Schedule(DAY, timedelta(hours=12), scrub_evidence),
}


def schedule(sessions: Sessions, clock: Clock) -> None:
    """Put the next run of every schedule in the table, once each."""
    now = clock.now()
    with sessions.writing() as session:
        for kind, planned in SCHEDULES.items():
            if session.scalars(select(Job.id).where(Job.kind == kind, Job.done_at.is_(None))).first() is None:
                key = f"{kind}:{int(now.timestamp() // planned.every.total_seconds())}"  # one run in each such span
                if session.scalars(select(Job.id).where(Job.key == key)).first() is None:
                    session.add(Job(kind=kind, key=key, payload={}, run_at=now, attempts=0))


def run_due_jobs(means: Means) -> int:
    """Schedule, then run each due job once; returns how many were done. One that fails is told in the log, and tried
    again later."""
    log = structlog.get_logger("jobs")
    sessions, clock = means.sessions, means.clock
    schedule(sessions, clock)
    done = 0
    while (claimed := _claim(sessions, clock)) is not None:
        job_id, kind, attempt = claimed
        try:
            SCHEDULES[kind].run(means)
        except Exception as error:  # noqa: BLE001 - whatever one job meets, the others and the sequencer go on
            log.error(
                "job failed", job=kind, attempt=attempt, reason=f"{type(error).__name__}: {error}".splitlines()[0]
            )
            outcome: dict[str, object] = {"run_at": clock.now() + _pause_after(attempt), "leased_until_at": None}
        else:
            outcome = {"done_at": clock.now()}
            done += 1
        with sessions.writing() as session:
            # Fenced: a worker whose lease ran out has lost the job to another attempt.
            session.execute(update(Job).where(Job.id == job_id, Job.attempts == attempt).values(outcome))
    return done


def _pause_after(attempt: int) -> timedelta:
    """How long a job that failed waits: two minutes, then twice as long each time, six hours at most."""
    return min(timedelta(minutes=2 ** min(attempt, 9)), timedelta(hours=6))


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
        job.leased_until_at = now + SCHEDULES[job.kind].lease
        return job.id, job.kind, job.attempts
