"""What `probity evidence ...` does: keys, sealing anew, and the scrub."""

import argparse

from api.commands import ensure_current
from api.services import evidence_store
from api.settings import Settings
from db.clock import SystemClock
from db.evidence_scrub import report_scrub, scrub
from db.evidence_store import EvidenceDamaged
from db.session import make_sessions


def _say(text: str) -> None:
    print(text, flush=True)


def reseal(given: argparse.Namespace) -> int:
    """Seal every file under the newest key; may be broken off and run again, and while the office works."""
    settings: Settings = given.settings
    store = evidence_store(settings)
    names, done, damaged = list(store.names()), 0, 0
    for number, name in enumerate(names, 1):
        try:
            done += store.reseal(name.sha256)
        except EvidenceDamaged as error:
            damaged += 1
            _say(f"Left alone: {error}.")
        if number % 1000 == 0:
            _say(f"{number} of {len(names)} files looked at.")
    _say(f"Sealed {done} of {len(names)} files under the newest key; the others were already.")
    return 1 if damaged else 0


def scrub_now(given: argparse.Namespace) -> int:
    """Scrub now; what is wrong goes to the records officers' inbox too. Exit 1 when something is."""
    settings: Settings = given.settings
    ensure_current(settings)
    sessions, now = make_sessions(settings.database_url).as_system("host"), SystemClock().now()
    try:
        found = scrub(sessions, evidence_store(settings), now, say=_say)
        told = report_scrub(sessions, found, now)
    finally:
        sessions.close()
    _say(found.words())
    for what, hashes in (("changed", found.changed), ("missing", found.missing), ("no record", found.orphans)):
        for sha256 in hashes:
            _say(f"  {what:<10}{sha256}")
    if found.swept:
        _say(f"Removed what {found.swept} broken-off uploads had left.")
    if told:
        _say(f"Told {told} records {'officer' if told == 1 else 'officers'}.")
    return 0 if found.is_good else 1
