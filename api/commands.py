"""What the commands of `probity` do."""

import argparse
import ipaddress
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url

from api.background import PAUSE, Background, duties, try_turn
from api.processes import CannotServe
from api.serving import serve as serve_office
from api.settings import LOOPBACK, Settings
from db.account_sessions import new_token
from db.clock import SystemClock
from db.domain.role import Role
from db.keys import KeyFolder
from db.migrate import current_revision, newest_revision, upgrade
from db.models import Office
from db.office import OfficePlan, add_account, add_link, found_office, new_person
from db.session import Sessions, make_sessions


class CommandRefused(Exception):
    """A command cannot be done; the text says why and what would do."""


def _say(text: str) -> None:
    print(text, flush=True)


def _prepare_folder(settings: Settings) -> None:
    if settings.is_sqlite:
        name = make_url(settings.database_url).database
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _office_kind(sessions: Sessions) -> str | None:
    with sessions.reading() as session:
        return session.scalar(select(Office.kind))


def ensure_current(settings: Settings) -> None:
    """Raise CommandRefused unless the schema is the one this program expects."""
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        with sessions.engine.connect() as connection:
            at = current_revision(connection)
    finally:
        sessions.close()
    if at != newest_revision():
        raise CommandRefused(
            f"The database is at schema {at or 'none'}, not {newest_revision()}. Run `probity db upgrade`."
        )


def db_upgrade(given: argparse.Namespace) -> int:
    """Bring the schema up to date."""
    settings: Settings = given.settings
    _prepare_folder(settings)
    role = given.application_role or settings.application_role
    revision = upgrade(settings.migration_url, application_role=role)
    _say(f"The database is at schema {revision}.")
    return 0


def serve(given: argparse.Namespace) -> int:
    """Serve until stopped. A demonstration office is served on loopback only (decision 26)."""
    settings: Settings = given.settings
    ensure_current(settings)
    sessions = make_sessions(settings.database_url).as_system("host")
    kind = _office_kind(sessions)
    if kind is None:
        raise CommandRefused("This database holds no office. Run `probity demo`, or `probity account add`.")
    if kind == "demo" and not _is_loopback(settings.host):
        raise CommandRefused("A demonstration office is served on this machine only: set PROBITY_HOST to localhost.")
    turn = duties(settings, sessions)
    with Background(turn) if settings.is_sqlite else nullcontext():
        _serve(settings)
    sessions.close()
    return 0


def _serve(settings: Settings) -> None:
    try:
        serve_office(settings, _say)
    except CannotServe as refused:
        raise CommandRefused(str(refused)) from None


def demo(given: argparse.Namespace) -> int:
    """Make the demonstration office where there is none yet, print its sign-ins, and serve it."""
    from api.demo import prepare_demo, sign_in_lines

    settings: Settings = given.settings
    if not _is_loopback(settings.host):
        raise CommandRefused("The demonstration is served on this machine only: set PROBITY_HOST to localhost.")
    _prepare_folder(settings)
    started = time.monotonic()
    upgrade(settings.migration_url, application_role=settings.application_role)
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        kind = _office_kind(sessions)
        if kind == "office":
            raise CommandRefused("This database holds a real office. The demonstration needs a database of its own.")
        KeyFolder(Path(settings.keys_dir)).ensure(make=True)
        if kind is None:
            prepare_demo(sessions, settings, seed=given.seed, say=_say)
            _say(f"The demonstration office was made in {time.monotonic() - started:.0f} s.")
    finally:
        sessions.close()
    for line in sign_in_lines():
        _say(line)
    return 0 if given.no_serve else serve(given)


def import_records(given: argparse.Namespace) -> int:
    """Import historic records, all or nothing; with --dry-run only say what would happen."""
    from api.imports.service import run_import

    settings: Settings = given.settings
    ensure_current(settings)
    return run_import(
        settings, Path(given.directory), Path(given.mapping), dry_run=given.dry_run, clock=SystemClock(), say=_say
    )


def account_add(given: argparse.Namespace) -> int:
    """Make an account on the host; the first one founds the office."""
    settings: Settings = given.settings
    unknown = sorted(set(given.role) - {role.value for role in Role})
    if unknown:
        raise CommandRefused(f"No such role: {', '.join(unknown)}. Roles: {', '.join(Role)}.")
    _prepare_folder(settings)
    upgrade(settings.migration_url, application_role=settings.application_role)
    now, token = SystemClock().now(), new_token()
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        with sessions.writing() as session:
            if session.scalars(select(Office.id)).first() is None:
                if not given.office:
                    raise CommandRefused("This is the first account: name the office with --office.")
                plan = OfficePlan(given.office, given.zone, given.holidays, "the board office")
                found_office(session, plan, at=now, actor="system:host")
            session.begin_act("account:added", actor="system:host", at=now)
            person = new_person(given.name)
            session.add(person)
            account = add_account(session, person, given.username.lower(), given.role, at=now, password_hash=None)
            add_link(session, account.id, token, at=now)
    finally:
        sessions.close()
    _say(f"Made the account {given.username}. Within 24 hours, open once:")
    _say(f"{settings.public_url.rstrip('/')}/set-password?token={token}")
    return 0


def work(given: argparse.Namespace) -> int:
    """Run the sequencer and background jobs as a named system actor."""
    settings: Settings = given.settings
    ensure_current(settings)
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        turn = duties(settings, sessions)
        while True:
            if given.once:
                done = turn()
                _say(f"Did {done} job{'' if done == 1 else 's'}.")
                return 0
            if not try_turn(turn):
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        return 0
    finally:
        sessions.close()


def doctor(given: argparse.Namespace) -> int:
    """Print settings, schema and protections; exit 1 when something is wrong."""
    from api.doctor import examine

    settings: Settings = given.settings
    rows = examine(settings)
    width = max(len(row.name) for row in rows)
    for row in rows:
        print(f"{'ok   ' if row.is_good else 'WRONG'} {row.name:<{width}}  {row.value}", file=sys.stdout)
    return 0 if all(row.is_good for row in rows) else 1
