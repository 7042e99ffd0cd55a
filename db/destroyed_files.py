"""Takes the files of destroyed matters out of the store, once their rows are gone, and makes the database forget."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from db.clock import Clock
from db.dialect.forgetting import forget_deleted
from db.evidence_scrub import IN_FLIGHT
from db.evidence_store import EvidenceStore
from db.models import Destruction, DraftFile, Evidence, FileRemoval
from db.session import Sessions

FRESH = timedelta(days=1)
"""For how long after a destruction the database's log is cut again and again: a reader may stand in its way."""


def remove_destroyed(sessions: Sessions, clock: Clock, store: EvidenceStore) -> int:
    """Remove every file in line that nothing points at; returns how many.

    A file of the same bytes that came in within the last day is an upload whose row may still be on its way: it stays,
    and stays in line until its row is there or the day is over.
    """
    now = clock.now()
    with sessions.reading() as session:
        waiting = set(session.scalars(select(FileRemoval.sha256)))
        is_fresh = session.scalar(select(Destruction.id).where(Destruction.destroyed_at > now - FRESH).limit(1))
    removed = sum(_remove(sessions, store, one.sha256, one.at, now) for one in store.names() if one.sha256 in waiting)
    _forget_line(sessions, waiting - {one.sha256 for one in store.names()})
    if waiting or is_fresh is not None:
        forget_deleted(sessions.engine)
    return removed


def _remove(sessions: Sessions, store: EvidenceStore, sha256: str, stored_at: datetime, now: datetime) -> bool:
    with sessions.reading() as session:
        used = select(Evidence.sha256).where(Evidence.sha256 == sha256)
        drafted = select(DraftFile.sha256).where(DraftFile.sha256 == sha256)
        is_used = session.execute(select(or_(used.exists(), drafted.exists()))).scalar_one()
    if not is_used and stored_at > now - IN_FLIGHT:
        return False
    if not is_used:
        store.remove(sha256)
    _forget_line(sessions, {sha256})
    return not is_used


def _forget_line(sessions: Sessions, hashes: set[str]) -> None:
    if hashes:
        with sessions.writing() as session:
            session.execute(delete(FileRemoval).where(FileRemoval.sha256.in_(hashes)))
