"""`probity keys` and `probity ledger`: what the host does with the keys and the ledger's tree."""

import argparse
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.commands import CommandRefused, ensure_current
from api.settings import Settings
from db.clock import SystemClock
from db.keys import LEDGER, PURPOSES, KeyFolder, public_key_id
from db.ledger_export import NothingToExport, export_case, export_destroyed
from db.ledger_fold import Finding
from db.ledger_receipt import destruction_of, faults_of_receipt
from db.ledger_tree import read_checkpoints
from db.ledger_verify import Report, verify
from db.models import Case, Destruction
from db.passkeys import Site
from db.session import make_sessions
from db.signature_check import signature_faults

SHOWN = 50


def _say(text: str) -> None:
    print(text, flush=True)


def keys_make(given: argparse.Namespace) -> int:
    """Make the keys that are missing; with --rotate, one more of a purpose, in use from now on."""
    keys = KeyFolder(Path(given.settings.keys_dir))
    wanted = [given.rotate] if given.rotate else [purpose for purpose in PURPOSES if not keys.has(purpose)]
    for purpose in wanted:
        _say(f"Made {keys.make(purpose).name}: it {PURPOSES[purpose]}.")
    if not wanted:
        raise CommandRefused("Every key is there. Make another in use from now on by --rotate PURPOSE.")
    _say("Keep copies apart from database and backups: nobody can make these again.")
    return 0


def keys_list(given: argparse.Namespace) -> int:
    """Print every key's purpose and id, and the public half of those that sign."""
    keys = KeyFolder(Path(given.settings.keys_dir))
    for purpose in PURPOSES:
        public = keys.public_keys() if purpose == LEDGER else {}
        for name in keys.secrets(purpose):
            _say(f"{purpose:<14}{name}" + (f"  public key {public[name].hex()}" if name in public else ""))
    return 0


def _public_keys(given: argparse.Namespace) -> dict[str, bytes]:
    if given.key:
        named = [bytes.fromhex(one) for one in given.key]
        return {public_key_id(one): one for one in named}
    return KeyFolder(Path(given.settings.keys_dir)).public_keys()


def ledger_verify(given: argparse.Namespace) -> int:
    """Verify the ledger against itself, the tables, the checkpoints and any receipts; 1 when something differs."""
    settings: Settings = given.settings
    ensure_current(settings)
    folder = Path(given.checkpoints or settings.checkpoints_dir)
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        with sessions.reading() as session:
            keys, kept = _public_keys(given), read_checkpoints(folder)
            report = verify(session, public_keys=keys, checkpoints=kept, now=SystemClock().now())
            site = Site.of(settings.origin)
            report.findings += [Finding("vote unsigned", "signature", text) for text in signature_faults(session, site)]
            for name in given.receipt:
                receipt = json.loads(Path(name).read_text())
                report.findings += faults_of_receipt(session, receipt, keys)
                gone = destruction_of(session, receipt)
                if gone is not None:
                    _say(f"receipt {receipt['report']}: its filing was {_lawfully(gone)}.")
    except ValueError as error:
        raise CommandRefused(str(error)) from None
    finally:
        sessions.close()
    _tell(report)
    return 0 if report.holds else 1


def _lawfully(gone: Destruction) -> str:
    return (
        f"destroyed lawfully on {gone.destroyed_at:%Y-%m-%d} under rule {gone.rule_class}, "
        f"approved by {len(gone.approvers)} people"
    )


def _tell(report: Report) -> None:
    _say(
        f"{report.entries} entries with {report.changes} changes, {report.leaves} leaves under {report.heads} signed "
        f"heads ({report.waiting} wait), {report.checkpoints} checkpoints, {report.rows} rows of the record."
    )
    if report.holes:
        _say(f"{report.holes} holes, where content was destroyed.")
    for finding in report.findings[:SHOWN]:
        _say(f"WRONG  {finding.kind}: {finding.where} ({finding.text})")
    if len(report.findings) > SHOWN:
        _say(f"... and {len(report.findings) - SHOWN} more.")
    _say("It holds." if report.holds else f"{len(report.findings)} things do not hold.")


def _exported(session: Session, given: argparse.Namespace, keys: dict[str, bytes]) -> dict[str, Any]:
    if given.destroyed:
        proof = session.get(Destruction, _key(given.destroyed))
        if proof is None:
            raise CommandRefused(f"There is no destruction {given.destroyed}.")
        return export_destroyed(session, proof, keys)
    case = session.scalars(select(Case).where(Case.number == given.case.upper())).first()
    if case is None:
        raise CommandRefused(f"There is no case {given.case}.")
    return export_case(session, case.number, case.id, keys)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CommandRefused(f"{text} is no id of a destruction.") from None


def ledger_export(given: argparse.Namespace) -> int:
    """Write a case's acts with their proofs to a file that `offline_verifier.py` checks anywhere."""
    settings: Settings = given.settings
    ensure_current(settings)
    sessions = make_sessions(settings.database_url).as_system("host")
    try:
        with sessions.reading() as session:
            said = _exported(session, given, KeyFolder(Path(settings.keys_dir)).public_keys())
    except NothingToExport as error:
        raise CommandRefused(str(error)) from None
    finally:
        sessions.close()
    Path(given.file).write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    _say(f"Wrote {len(said['entries'])} acts to {given.file}. It holds content of the case: hand it on with care.")
    return 0


def add_parsers(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands' own lines and options."""
    keys = rows.add_parser("keys", help="keys of the office").add_subparsers(required=True, metavar="ACTION")
    make = keys.add_parser("make", help="make the keys that are missing")
    make.add_argument("--rotate", choices=list(PURPOSES), help="make another of a purpose, in use from now on")
    make.set_defaults(run=keys_make)
    keys.add_parser("list", help="print every key's id, and the public keys of the ledger").set_defaults(run=keys_list)

    ledger = rows.add_parser("ledger", help="the ledger's tree").add_subparsers(required=True, metavar="ACTION")
    check = ledger.add_parser("verify", help="verify the record against its ledger, tree, heads and checkpoints")
    check.add_argument("--checkpoints", default="", help="folder of checkpoints kept elsewhere")
    check.add_argument("--receipt", action="append", default=[], help="a filer's receipt (repeat for several)")
    check.add_argument("--key", action="append", default=[], help="a public key, hex, instead of those in the folder")
    check.set_defaults(run=ledger_verify)
    export = ledger.add_parser("export", help="write a case's acts with their proofs, or a destroyed one's holes")
    export.add_argument("file", help="file to write (JSON)")
    which = export.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", default="", help="the case's number")
    which.add_argument("--destroyed", default="", help="the id of a destruction: its holes, and what explains them")
    export.set_defaults(run=ledger_export)
