"""Direct SQL tampering is found, and the offline verifier is not fooled: both at full size."""

import copy
import json
import tempfile
from pathlib import Path
from unittest import mock

from db import ledger_fold, offline_verifier
from db.keys import LEDGER, KeyFolder
from db.ledger_export import export_case
from db.ledger_tree import sequence
from db.session import make_sessions
from tests.db.test_ledger_export import accepted_forgeries
from tests.faults.tampering import ATTACKS, Record
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Kind, fresh
from tests.harness.demo import demo_office
from tests.harness.matters import Matters
from tests.soak.promises import Seen

FORGERIES = 100_000


def tampering_is_found(kind: Kind, share: float) -> Seen:
    """Every column of every protected table by every attack; each place must be named. A share takes fewer attacks."""
    names = list(ATTACKS)[: max(1, round(len(ATTACKS) * share))]
    tried, missed = 0, list[str]()
    for name in names:
        with fresh(kind, demo_office) as database, tempfile.TemporaryDirectory() as folder:
            record = _sealed(Record(database, Path(folder)))
            places, unnamed = record.missed(name)
            tried, missed = tried + places, missed + unnamed
    with fresh(kind, demo_office) as database, tempfile.TemporaryDirectory() as folder:
        record = _sealed(Record(database, Path(folder)))
        with mock.patch.object(ledger_fold, "_hash", return_value=b""):
            places, unnamed = record.missed("edit")
    control = f"rows not compared: {len(unnamed)} of {places} edits missed"
    words = f"{', '.join(names)}: {len(missed)} of {tried} places not named {missed[:3] or ''}"
    return Seen("tampering_is_found", kind, tried, len(missed) + (len(unnamed) != places), words, control)


def _sealed(record: Record) -> Record:
    record.fill_bare()
    record.seal()
    return record


def the_verifier_is_not_fooled(kind: Kind, share: float) -> Seen:
    """Forged exports of a case, by every kind of forgery in turn: none may be taken for good."""
    tries = max(200, int(FORGERIES * share))
    with fresh(kind, office_with_board) as database, tempfile.TemporaryDirectory() as folder:
        sessions, clock, keys = make_sessions(database.url).as_system("tests"), MovableClock(), KeyFolder(Path(folder))
        keys.make(LEDGER)
        one = Matters(sessions, clock).case("respondent")
        sequence(sessions, clock, keys.signer())
        with sessions.reading() as session:
            said = json.loads(json.dumps(export_case(session, one.number, one.id, keys.public_keys())))
        sessions.close()
        public = keys.public_keys()
    assert offline_verifier.faults(copy.deepcopy(said), public) == []
    taken = accepted_forgeries(said, public, tries, seed=20261122)
    # A new list each time: the verifier adds to it.
    with mock.patch.object(offline_verifier, "faults_of_signature", side_effect=lambda *_given: []):
        unsigned = accepted_forgeries(said, public, 200, seed=1)
    words = f"{tries} forged, {len(taken)} accepted"
    control = f"signature unchecked: {len(unsigned)} of 200 accepted"
    return Seen("the_verifier_is_not_fooled", kind, tries, len(taken) + (not unsigned), words, control)
