"""Every setting, typed, from the environment. A wrong one stops the start with a sentence."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.domain.role import Role
from db.evidence_bucket import Bucket

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingError(Exception):
    """A setting that cannot be used; the text says which, why, and what would do."""


def _setting(name: str, default: str, meaning: str, *, secret: bool = False, hidden: bool = False) -> Any:
    """`secret`: may hold credentials beside what may be shown. `hidden`: is a credential itself."""
    return field(default=default, metadata={"name": name, "meaning": meaning, "secret": secret, "hidden": hidden})


@dataclass(frozen=True)
class Settings:
    """The settings as given. Properties turn them into what the product uses."""

    database_url: str = _setting(
        "PROBITY_DATABASE_URL",
        "sqlite:///.state/probity.db",
        "Database: sqlite:///FILE or postgresql://...",
        secret=True,
    )
    owner_database_url: str = _setting(
        "PROBITY_OWNER_DATABASE_URL", "", "PostgreSQL: the owner's URL, used by migrations only", secret=True
    )
    host: str = _setting("PROBITY_HOST", "localhost", "Address to listen on")
    port: str = _setting("PROBITY_PORT", "8000", "Port to listen on")
    public_url: str = _setting("PROBITY_PUBLIC_URL", "http://localhost:8000", "Address people type")
    evidence_dir: str = _setting("PROBITY_EVIDENCE_DIR", ".state/evidence", "Folder of the evidence files")
    evidence_bucket: str = _setting(
        "PROBITY_EVIDENCE_BUCKET", "", "Evidence in an S3-compatible service instead: s3://BUCKET or s3://BUCKET/PREFIX"
    )
    s3_endpoint: str = _setting("PROBITY_S3_ENDPOINT", "", "Address of that service; empty: Amazon's")
    s3_region: str = _setting("PROBITY_S3_REGION", "", "Region of the bucket; empty: us-east-1")
    s3_access_key: str = _setting(
        "PROBITY_S3_ACCESS_KEY", "", "Access key of the bucket; empty: the machine's own role", hidden=True
    )
    s3_secret_key: str = _setting("PROBITY_S3_SECRET_KEY", "", "Secret key of the bucket", hidden=True)
    keys_dir: str = _setting("PROBITY_KEYS_DIR", ".state/keys", "Folder of evidence and signing keys")
    checkpoints_dir: str = _setting(
        "PROBITY_CHECKPOINTS_DIR", ".state/checkpoints", "Folder for signed heads, best on another machine's disk"
    )
    reference_dir: str = _setting("PROBITY_REFERENCE_DIR", "", "Folder of the office's reference files; empty: our own")
    trusted_proxies: str = _setting("PROBITY_TRUSTED_PROXIES", "", "Addresses of proxies to believe, comma-separated")
    processes: str = _setting("PROBITY_PROCESSES", "1", "Processes that serve; one a core serves most")
    workers: str = _setting("PROBITY_THREADS", "0", "Database threads a process; 0: as many as do best")
    second_factor_roles: str = _setting(
        "PROBITY_SECOND_FACTOR_ROLES", "", "Roles that must have a second factor, comma-separated"
    )
    oidc_issuer: str = _setting(
        "PROBITY_OIDC_ISSUER", "", "Identity provider of the office (OpenID Connect); empty: none"
    )
    oidc_client_id: str = _setting("PROBITY_OIDC_CLIENT_ID", "", "What the provider calls this installation")
    oidc_client_secret: str = _setting("PROBITY_OIDC_CLIENT_SECRET", "", "Secret shared with the provider", hidden=True)
    oidc_trusts_factors: str = _setting(
        "PROBITY_OIDC_TRUSTS_FACTORS", "no", "Whether a second factor that the provider saw counts here: yes or no"
    )
    log_level: str = _setting("PROBITY_LOG_LEVEL", "info", "debug, info, warning or error")

    def __post_init__(self) -> None:
        scheme = urlsplit(self.database_url).scheme
        if scheme not in {"sqlite", "postgresql", "postgresql+psycopg"}:
            raise SettingError("PROBITY_DATABASE_URL must begin with sqlite:/// or postgresql://.")
        if not self.port.isdigit() or not 0 < int(self.port) < 65536:
            raise SettingError(f"PROBITY_PORT must be a number from 1 to 65535, not {self.port!r}.")
        if not self.processes.isdigit() or not 0 < int(self.processes) <= 64:
            raise SettingError(f"PROBITY_PROCESSES must be a number from 1 to 64, not {self.processes!r}.")
        if not self.workers.isdigit() or int(self.workers) > 64:
            raise SettingError(f"PROBITY_THREADS must be a number from 0 to 64, not {self.workers!r}.")
        public = urlsplit(self.public_url)
        if public.scheme not in {"http", "https"} or not public.hostname or public.path not in {"", "/"}:
            raise SettingError("PROBITY_PUBLIC_URL must be an address such as https://probity.example, without a path.")
        if public.scheme == "http" and public.hostname not in LOOPBACK:
            raise SettingError("PROBITY_PUBLIC_URL must begin with https:// unless it is this machine's own.")
        if self.log_level not in {"debug", "info", "warning", "error"}:
            raise SettingError(f"PROBITY_LOG_LEVEL must be debug, info, warning or error, not {self.log_level!r}.")
        self._ensure_bucket()
        self._ensure_provider()
        unknown = sorted(set(self._factor_roles()) - {role.value for role in Role})
        if unknown:
            raise SettingError(f"PROBITY_SECOND_FACTOR_ROLES names no such role: {', '.join(unknown)}.")
        if self.reference_dir and not Path(self.reference_dir).is_dir():
            raise SettingError(f"PROBITY_REFERENCE_DIR is no folder: {self.reference_dir}.")

    def _ensure_bucket(self) -> None:
        if self.evidence_bucket:
            place = urlsplit(self.evidence_bucket)
            if place.scheme != "s3" or not place.netloc:
                raise SettingError("PROBITY_EVIDENCE_BUCKET must be s3://BUCKET or s3://BUCKET/PREFIX.")
        service = urlsplit(self.s3_endpoint)
        if self.s3_endpoint and (service.scheme not in {"http", "https"} or not service.hostname):
            raise SettingError("PROBITY_S3_ENDPOINT must be an address such as https://objects.example.")
        if service.scheme == "http" and service.hostname not in LOOPBACK:
            raise SettingError("PROBITY_S3_ENDPOINT must begin with https:// unless it is this machine's own.")
        if bool(self.s3_access_key) != bool(self.s3_secret_key):
            raise SettingError("PROBITY_S3_ACCESS_KEY and PROBITY_S3_SECRET_KEY go together.")

    def _ensure_provider(self) -> None:
        if self.oidc_trusts_factors not in {"yes", "no"}:
            raise SettingError(f"PROBITY_OIDC_TRUSTS_FACTORS must be yes or no, not {self.oidc_trusts_factors!r}.")
        given = {bool(one) for one in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)}
        if given == {True, False}:
            raise SettingError(
                "PROBITY_OIDC_ISSUER, PROBITY_OIDC_CLIENT_ID and PROBITY_OIDC_CLIENT_SECRET go together."
            )
        if not self.oidc_issuer:
            return
        issuer = urlsplit(self.oidc_issuer)
        if issuer.scheme not in {"http", "https"} or not issuer.hostname or issuer.query or issuer.fragment:
            raise SettingError(
                "PROBITY_OIDC_ISSUER must be an address such as https://login.example, as it calls itself."
            )
        if issuer.scheme == "http" and issuer.hostname not in LOOPBACK:
            raise SettingError("PROBITY_OIDC_ISSUER must begin with https:// unless it is this machine's own.")

    @property
    def bucket(self) -> Bucket | None:
        """The bucket of the evidence, or None where it is in a folder."""
        if not self.evidence_bucket:
            return None
        place = urlsplit(self.evidence_bucket)
        return Bucket(
            place.netloc,
            place.path.strip("/"),
            self.s3_endpoint,
            self.s3_region,
            self.s3_access_key,
            self.s3_secret_key,
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def is_secure(self) -> bool:
        """Whether people reach the product over TLS, so that cookies are marked Secure."""
        return self.public_url.startswith("https:")

    @property
    def origin(self) -> str:
        """The origin that same-site requests carry."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def process_count(self) -> int:
        """Processes that serve."""
        return int(self.processes)

    @property
    def threads(self) -> int:
        """Threads of each process that work on the database: few for SQLite, where more are slower; else three a core,
        for one that waits for the database leaves its core to others, shared out among the processes.
        """
        if self.is_sqlite:
            return int(self.workers) or (2 if self.process_count == 1 else 1)
        return int(self.workers) or max(2, 3 * min(os.cpu_count() or 1, 8) // self.process_count)

    def _factor_roles(self) -> list[str]:
        return [name.strip() for name in self.second_factor_roles.split(",") if name.strip()]

    @property
    def factor_roles(self) -> frozenset[str]:
        """The roles of which a second factor is asked; empty: of none."""
        return frozenset(self._factor_roles())

    @property
    def reference_path(self) -> Path:
        """The folder of reference files in force."""
        return Path(self.reference_dir) if self.reference_dir else ROOT / "db" / "reference"

    @property
    def migration_url(self) -> str:
        """The URL that may change the schema."""
        return self.owner_database_url or self.database_url

    @property
    def application_role(self) -> str | None:
        """PostgreSQL with an owner of its own: the role that runs the product and is granted what it needs."""
        return urlsplit(self.database_url).username if self.owner_database_url and not self.is_sqlite else None

    def listed(self) -> list[tuple[str, str, str]]:
        """Every setting as (name, value, meaning); secrets shown only as set or not."""
        rows = []
        for one in fields(self):
            value = str(getattr(self, one.name))
            if one.metadata["secret"] and "@" in value:
                value = "(set, with credentials)"
            if one.metadata["hidden"] and value:
                value = "(set)"
            rows.append((one.metadata["name"], value, one.metadata["meaning"]))
        return rows


def setting_names() -> list[str]:
    """The environment variables the product knows."""
    return [one.metadata["name"] for one in fields(Settings)]


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; raises SettingError for a wrong or unknown one."""
    given = os.environ if environment is None else environment
    known = {one.metadata["name"]: one.name for one in fields(Settings)}
    unknown = sorted(name for name in given if name.startswith("PROBITY_") and name not in known)
    if unknown:
        raise SettingError(f"Unknown setting {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    return Settings(**{attribute: given[name] for name, attribute in known.items() if name in given})
