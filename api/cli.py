"""The command `probity`: everything that is done on the host rather than on a page."""

import argparse
import sys
from collections.abc import Callable, Sequence

from api import backup_commands, commands, evidence_commands, ledger_commands
from api.settings import SettingError, load_settings
from db.domain.reference import InvalidReferenceError
from db.domain.rule import RuleBroken
from db.keys import KeysMissing
from db.session import UnsafeDatabase

Command = Callable[[argparse.Namespace], int]


def parser() -> argparse.ArgumentParser:
    """The command line; each command has --help of its own."""
    top = argparse.ArgumentParser(prog="probity", description="Reports, cases, decisions and trends of one office.")
    rows = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serve = rows.add_parser("serve", help="serve the pages and the JSON interface on this machine's own address")
    serve.set_defaults(run=commands.serve)

    database = rows.add_parser("db", help="the database's schema").add_subparsers(required=True, metavar="ACTION")
    upgrade = database.add_parser("upgrade", help="run every missing migration")
    upgrade.add_argument(
        "--application-role", default=None, help="PostgreSQL: role of the application, granted its rights"
    )
    upgrade.set_defaults(run=commands.db_upgrade)

    demo = rows.add_parser("demo", help="make the demonstration office, once, and serve it")
    demo.add_argument("--seed", type=int, default=1, help="the office is a function of this number (default 1)")
    demo.add_argument("--no-serve", action="store_true", help="only make it")
    demo.set_defaults(run=commands.demo)

    load = rows.add_parser("import", help="take over historic records from CSV files")
    load.add_argument("directory", help="folder of the CSV files")
    load.add_argument("--mapping", required=True, help="mapping file (TOML): columns, value maps, date formats")
    load.add_argument("--dry-run", action="store_true", help="only say what would be imported, refused and marked")
    load.set_defaults(run=commands.import_records)

    _account(rows)
    _evidence(rows)
    _backup(rows)
    work = rows.add_parser("work", help="run background jobs until stopped")
    work.add_argument("--once", action="store_true", help="do what is due now, then stop")
    work.set_defaults(run=commands.work)

    ledger_commands.add_parsers(rows)
    doctor = rows.add_parser("doctor", help="examine this installation: settings, schema, protections")
    doctor.set_defaults(run=commands.doctor)
    return top


def _account(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    account = rows.add_parser("account", help="accounts").add_subparsers(required=True, metavar="ACTION")
    add = account.add_parser("add", help="make an account and print its one-time link")
    add.add_argument("username", help="name to sign in with")
    add.add_argument("--name", required=True, help="the person's name")
    add.add_argument("--role", action="append", required=True, help="a role (repeat for several)")
    add.add_argument("--office", default="", help="name of the office, for its first account")
    add.add_argument("--zone", default="America/New_York", help="time zone of a new office (IANA)")
    add.add_argument("--holidays", default="US", help="holidays of a new office, such as US or US-MA")
    add.set_defaults(run=commands.account_add)


def _evidence(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evidence = rows.add_parser("evidence", help="the evidence store").add_subparsers(required=True, metavar="ACTION")
    reseal = evidence.add_parser("reseal", help="seal every stored file under the newest key, plain ones too")
    reseal.set_defaults(run=evidence_commands.reseal)
    scrub = evidence.add_parser("scrub", help="read every stored file, compare its hash, and account for it")
    scrub.set_defaults(run=evidence_commands.scrub_now)


def _backup(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = rows.add_parser("backup", help="back up database and evidence, and prove it by restoring it")
    backup.add_argument("directory", help="folder of backups; each gets a folder of its own in it")
    backup.set_defaults(run=backup_commands.backup)
    restore = rows.add_parser("restore", help="restore a backup into an empty database")
    restore.add_argument("directory", help="folder of one backup")
    restore.set_defaults(run=backup_commands.restore_backup)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a fault is told in a sentence, not in a traceback."""
    given = parser().parse_args(arguments)
    try:
        given.settings = load_settings()
        run: Command = given.run
        return run(given)
    except (SettingError, UnsafeDatabase, InvalidReferenceError, KeysMissing, commands.CommandRefused) as error:
        print(f"probity: {error}", file=sys.stderr)
    except RuleBroken as error:
        for item in error.missing:
            print(f"probity: {item.text}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
