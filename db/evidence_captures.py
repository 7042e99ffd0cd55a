"""The job that reads what web archives say of their capture, once each, and writes it beside the evidence."""

from tempfile import TemporaryFile

from sqlalchemy import select

from db.clock import Clock
from db.evidence_store import EvidenceDamaged, EvidenceStore
from db.models import Evidence, EvidenceCapture
from db.session import Sessions
from db.web_archive import ArchiveUnreadable, Capture, cut, read_archive

ARCHIVES = ("application/warc", "application/wacz")
A_RUN = 50


def read_captures(sessions: Sessions, clock: Clock, store: EvidenceStore) -> int:
    """Read the archives that have not been read yet; returns how many. An unreadable one is noted as such."""
    unread = (
        select(Evidence)
        .outerjoin(EvidenceCapture, EvidenceCapture.evidence_id == Evidence.id)
        .where(Evidence.media_type.in_(ARCHIVES), EvidenceCapture.id.is_(None))
        .order_by(Evidence.added_at)
        .limit(A_RUN)
    )
    with sessions.reading() as session:
        waiting = session.scalars(unread).all()
    for evidence in waiting:
        found, problem = _read(store, evidence)
        with sessions.writing() as session:
            session.begin_act(
                "evidence:capture_read",
                actor="system:captures",
                at=clock.now(),
                incident_id=None if evidence.case_id else evidence.incident_id,
                case_id=evidence.case_id,
            )
            row = EvidenceCapture(
                evidence_id=evidence.id, read_at=clock.now(), software=found.software, address=found.address,
                title=found.title, started_at=found.started_at, ended_at=found.ended_at, pages=found.pages,
                problem=problem,
            )  # fmt: skip
            session.add(row)
    return len(waiting)


def _read(store: EvidenceStore, evidence: Evidence) -> tuple[Capture, str]:
    """What an archive says, and why nothing more. The plain bytes lie in a file without a name while they are read."""
    try:
        with TemporaryFile() as file:
            for piece in store.open(evidence.sha256):
                file.write(piece)
            file.seek(0)
            return read_archive(file, evidence.media_type), ""
    except (ArchiveUnreadable, EvidenceDamaged) as error:
        return Capture(), cut(str(error))
