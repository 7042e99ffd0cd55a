"""The nightly scrub: every stored file is read and its hash compared, every row has its file, every file its row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from db.clock import Clock
from db.domain.role import Role
from db.evidence_store import EvidenceDamaged, EvidenceStore
from db.identity import new_id
from db.models import Account, AccountRole, DraftFile, Evidence, Notice
from db.session import Sessions

IN_FLIGHT = timedelta(days=1)
"""How old a file without a row must be: an upload is stored before its row is committed."""
NAMED = 5


@dataclass
class Scrubbed:
    """What a scrub found, by hash: `changed` files, `missing` ones that a row points at, `orphans` without a row."""

    files: int = 0
    size: int = 0
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    swept: int = 0

    @property
    def is_good(self) -> bool:
        """Whether every file holds and is accounted for."""
        return not (self.changed or self.missing or self.orphans)

    def words(self) -> str:
        """The result as people read it; hashes tell nothing of a matter."""
        if self.is_good:
            return f"The check of evidence read {self.files} files: all hold."
        parts = [
            f"{len(hashes)} {'file' if len(hashes) == 1 else 'files'} {what}: "
            + ", ".join(one[:12] for one in hashes[:NAMED])
            + (", ..." if len(hashes) > NAMED else "")
            for hashes, what in (
                (self.changed, "no longer with the bytes that were stored"),
                (self.missing, "missing"),
                (self.orphans, "that no record points at"),
            )
            if hashes
        ]
        return f"The check of evidence read {self.files} files and found {'; '.join(parts)}."


def scrub(
    sessions: Sessions, store: EvidenceStore, now: datetime, say: Callable[[str], None] = lambda text: None
) -> Scrubbed:
    """Read the whole store against the record. Also removes what broken-off uploads left behind a day ago."""
    found, stored = Scrubbed(swept=store.sweep(now - IN_FLIGHT)), set()
    listed = list(store.names())
    with sessions.reading() as session:  # after the listing: a file's row may come later than the file, never sooner
        pointed = {*session.scalars(select(Evidence.sha256)), *session.scalars(select(DraftFile.sha256))}
    for name in listed:
        stored.add(name.sha256)
        try:
            found.size += store.check(name.sha256).size
        except EvidenceDamaged:
            found.changed.append(name.sha256)
        found.files += 1
        if name.sha256 not in pointed and name.at < now - IN_FLIGHT:
            found.orphans.append(name.sha256)
        if found.files % 1000 == 0:
            say(f"{found.files} of {len(listed)} files read.")
    for sha256 in sorted(pointed - stored):
        found.missing += [sha256] if _is_missing(store, sha256) else []
    return found


def _is_missing(store: EvidenceStore, sha256: str) -> bool:
    """Whether a file that was not listed is still not there: it may have come while the others were read."""
    try:
        store.check(sha256)
    except EvidenceDamaged:
        return True
    return False


def report_scrub(sessions: Sessions, found: Scrubbed, now: datetime) -> int:
    """Put what is wrong in the inbox of every records officer; returns how many were told."""
    if found.is_good:
        return 0
    with sessions.writing() as session:
        officers = session.scalars(
            select(Account.person_id)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(
                AccountRole.role == Role.RECORDS,
                AccountRole.approved_at.is_not(None),
                AccountRole.ended_at.is_(None),
                Account.disabled_at.is_(None),
            )
            .distinct()
        ).all()
        for person_id in officers:
            session.add(
                Notice(id=new_id(), person_id=person_id, kind="evidence_scrub", text=found.words(), at=now)
            )  # fmt: skip
    return len(officers)


def scrub_and_report(sessions: Sessions, clock: Clock, store: EvidenceStore) -> Scrubbed:
    """The nightly job."""
    found = scrub(sessions, store, clock.now())
    report_scrub(sessions, found, clock.now())
    return found
