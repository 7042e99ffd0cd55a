"""What one running process holds: settings, sessions, clock, reference data, the office, the evidence store."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.limits import Limits
from api.openid import Provider
from api.settings import Settings
from db.clock import Clock
from db.domain.reference import Reference, load_reference
from db.evidence_bucket import BucketStore
from db.evidence_folder import FolderStore
from db.evidence_keys import load_keys
from db.evidence_store import EvidenceStore
from db.keys import KeyFolder
from db.models import Office
from db.passkeys import Site
from db.secret_box import SecretBox
from db.session import Sessions, make_sessions
from db.work import OfficeFacts


class NoOffice(Exception):
    """The database holds no office yet."""


@dataclass
class Services:
    """Shared by every request of the process; nothing in it changes but the cached office."""

    settings: Settings
    sessions: Sessions
    clock: Clock
    reference: Reference
    evidence: EvidenceStore
    keys: KeyFolder
    secrets: SecretBox
    openid: Provider | None = None
    elsewhere: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, thread_name_prefix="elsewhere"))
    limits: Limits = field(default_factory=Limits)
    _office: list[OfficeFacts] = field(default_factory=list)

    @property
    def site(self) -> Site:
        """The site that passkeys are bound to."""
        return Site.of(self.settings.origin)

    def office(self, session: Session) -> OfficeFacts:
        """The office of this database, read once. Raises NoOffice before there is one."""
        if not self._office:
            row = session.scalars(select(Office)).first()
            if row is None:
                raise NoOffice("This database holds no office. Run `probity demo`, or `probity account add`.")
            self._office.append(
                OfficeFacts(row.name, ZoneInfo(row.zone), row.holidays, row.kind == "demo", row.help_contact)
            )
        return self._office[0]


def evidence_store(settings: Settings) -> EvidenceStore:
    """The store of these settings; raises KeysMissing with a sentence where its keys are not there."""
    folder, keys = Path(settings.evidence_dir), load_keys(Path(settings.keys_dir))
    return BucketStore(settings.bucket, folder, keys) if settings.bucket else FolderStore(folder, keys)


def make_services(settings: Settings, clock: Clock) -> Services:
    """Open the database, load the reference files and the keys of evidence.

    Raises ReferenceError, SettingError or KeysMissing with a sentence.
    """
    return Services(
        settings=settings,
        sessions=make_sessions(settings.database_url, pool_size=settings.threads + 2),
        clock=clock,
        reference=load_reference(settings.reference_path),
        keys=KeyFolder(Path(settings.keys_dir)),
        secrets=SecretBox(KeyFolder(Path(settings.keys_dir))),
        evidence=evidence_store(settings),
        openid=Provider.of(settings),
    )
