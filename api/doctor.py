"""`probity doctor`: settings, reference files, schema, pragmas and protections of this installation."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from api.openid import Provider, ProviderRefused
from api.services import evidence_store
from api.settings import Settings
from db.clock import SystemClock
from db.dialect.protections import guarded_tables, matter_tables, powers_of_role, unwalled_tables
from db.domain.reference import InvalidReferenceError, load_reference
from db.evidence_store import EvidenceUnreachable
from db.keys import PURPOSES, KeyFolder, KeysMissing
from db.migrate import current_revision, newest_revision
from db.models import Base, protected_tables
from db.session import SQLITE_PRAGMAS, UnsafeDatabase, make_sessions


@dataclass(frozen=True)
class Row:
    """One thing looked at."""

    name: str
    value: str
    is_good: bool = True


def examine(settings: Settings) -> list[Row]:
    """Everything looked at, in the order printed."""
    rows = [Row(name, f"{value}  ({meaning})") for name, value, meaning in settings.listed()]
    try:
        load_reference(settings.reference_path)
        rows.append(Row("reference files", str(settings.reference_path)))
    except InvalidReferenceError as error:
        rows.append(Row("reference files", str(error), is_good=False))
    rows += [_key(KeyFolder(Path(settings.keys_dir)), purpose) for purpose in PURPOSES]
    if settings.bucket:
        rows.append(_bucket(settings))
    provider = Provider.of(settings)
    if provider is not None:
        rows.append(_provider(provider))
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        with sessions.engine.connect() as connection:
            rows += _database(connection)
    except (SQLAlchemyError, UnsafeDatabase) as error:
        rows.append(Row("database", str(error).splitlines()[0], is_good=False))
    finally:
        sessions.close()
    return rows


def _key(keys: KeyFolder, purpose: str) -> Row:
    try:
        held = list(keys.secrets(purpose))
    except KeysMissing as error:
        return Row(f"key: {purpose}", str(error), is_good=False)
    return Row(f"key: {purpose}", f"{held[-1]}, {len(held)} in all ({PURPOSES[purpose]})")


def _bucket(settings: Settings) -> Row:
    try:
        next(evidence_store(settings).names(), None)
    except (EvidenceUnreachable, KeysMissing) as error:
        return Row("evidence bucket", str(error), is_good=False)
    return Row("evidence bucket", f"{settings.evidence_bucket} answers")


def _provider(provider: Provider) -> Row:
    try:
        provider.describe(SystemClock().now())
    except ProviderRefused as error:
        return Row("identity provider", str(error), is_good=False)
    return Row("identity provider", f"{provider.issuer} answers; it must lead back to {provider.return_to}")


def _database(connection: Connection) -> list[Row]:
    at, wanted = current_revision(connection), newest_revision()
    rows = [Row("schema", f"{at or 'none'} (expected {wanted})", at == wanted)]
    if at != wanted:
        return rows
    tables = set(inspect(connection).get_table_names())
    lacking = sorted(set(Base.metadata.tables) - tables)
    rows.append(Row("tables", ", ".join(lacking) or f"all {len(Base.metadata.tables)}", not lacking))
    bare = sorted(set(protected_tables()) - guarded_tables(connection))
    rows.append(Row("triggers", ", ".join(bare) or f"on all {len(protected_tables())} protected tables", not bare))
    if connection.dialect.name == "postgresql":
        rows += _walls(connection)
    if connection.dialect.name == "sqlite":
        for name, (_wanted, expected) in SQLITE_PRAGMAS.items():
            got = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            rows.append(Row(f"pragma {name}", str(got), got == expected))
    return rows


def _walls(connection: Connection) -> list[Row]:
    gaps, powers = unwalled_tables(connection), powers_of_role(connection)
    open_ones = ", ".join(f"{table} ({lacks})" for table, lacks in gaps.items())
    advice = "Run as a role that owns nothing, and name the owner in PROBITY_OWNER_DATABASE_URL alone."
    return [
        Row("row-level security", open_ones or f"forced on all {len(matter_tables())} tables of matters", not gaps),
        Row("role", f"{' and '.join(powers)}. {advice}" if powers else "owns nothing", not powers),
    ]
