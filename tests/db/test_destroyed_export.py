"""A destroyed case and its receipt, offline: lawful holes hold, cut-out ones are refused."""

import copy
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db import offline_verifier
from db.keys import LEDGER, KeyFolder
from db.ledger_export import NothingToExport, export_case, export_destroyed
from db.ledger_receipt import destruction_of, faults_of_receipt, receipt_of
from db.ledger_tree import sequence
from db.models import Destruction, Incident
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.destruction import (
    decided_and_two_records_officers,
    destroyed,
    only_case,
    years_on,
)
from tests.harness.matters import Matters
from tests.harness.sql import behind_the_ledger

Forge = Callable[[dict[str, Any], dict[str, Any], random.Random], None]
FORGED = 60


@pytest.fixture
def fill() -> Fill:
    return decided_and_two_records_officers


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder(tmp_path / "keys")
    folder.make(LEDGER)
    return folder


@pytest.fixture
def case_id(sessions: Sessions, clock: MovableClock) -> UUID:
    years_on(clock, 4)
    return only_case(sessions)[0]


def exported(sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID) -> dict[str, Any]:
    """The export of a destruction, as it would be read from a file."""
    proof = destroyed(sessions, clock, case_id)
    sequence(sessions, clock, keys.signer())
    with sessions.reading() as session:
        said = export_destroyed(session, session.get_one(Destruction, proof), keys.public_keys())
    made: dict[str, Any] = json.loads(json.dumps(said))
    return made


def living(sessions: Sessions, clock: MovableClock, keys: KeyFolder) -> dict[str, Any]:
    """The export of a case that nobody destroyed."""
    one = Matters(sessions, clock).case("respondent_two")
    sequence(sessions, clock, keys.signer())
    with sessions.reading() as session:
        made: dict[str, Any] = json.loads(json.dumps(export_case(session, one.number, one.id, keys.public_keys())))
    return made


def test_a_destroyed_case_is_shown_as_lawful_holes_each_proven_in_the_tree(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID
) -> None:
    said = exported(sessions, clock, keys, case_id)
    holes = [entry for entry in said["entries"] if "hole" in entry]
    assert len(holes) > 50
    assert offline_verifier.faults(said, keys.public_keys()) == []
    assert offline_verifier.told(said) == [
        (
            f"destroyed lawfully on {clock.now():%Y-%m-%d} under rule case_dismissed_or_diverted, "
            f"approved by two people: {len(holes)} acts, each still in the tree"
        )
    ]
    text = json.dumps(said)
    for word in ("Lindqvist", "That witness lies", "narrative", "SM-"):
        assert word not in text


def test_the_verifier_says_so_as_a_copied_file_with_the_receipt_of_the_filing(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID, tmp_path: Path
) -> None:
    said = exported(sessions, clock, keys, case_id)
    (tmp_path / "case.json").write_text(json.dumps(said))
    copied = tmp_path / "check.py"
    copied.write_text(Path(offline_verifier.__file__).read_text())
    (key,) = keys.public_keys().values()
    command = [sys.executable, "-I", str(copied), str(tmp_path / "case.json"), "--key", key.hex()]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout
    assert good.stdout.splitlines()[0] == "holds: 1 act, as they were committed to"
    assert "destroyed lawfully on" in good.stdout.splitlines()[1]


def test_before_its_act_has_a_place_a_destruction_is_not_exported(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID
) -> None:
    sequence(sessions, clock, keys.signer())
    proof = destroyed(sessions, clock, case_id)
    with sessions.reading() as session, pytest.raises(NothingToExport, match="has no place in the tree yet"):
        export_destroyed(session, session.get_one(Destruction, proof), keys.public_keys())


# --- forgeries ---


def _cut(entry: dict[str, Any], key: str) -> None:
    """Make a hole of an act, as a destruction would."""
    del entry["header"], entry["salt"]
    entry["hole"] = key
    entry["changes"] = [{"commitment": change["commitment"]} for change in entry["changes"]]


def _cut_out(alive: dict[str, Any], _lawful: dict[str, Any], chance: random.Random) -> None:
    """An act cut out of an export."""
    entry = chance.choice(alive["entries"])
    _cut(entry, json.loads(entry["header"])["id"])


def _cut_out_with_anothers_proof(alive: dict[str, Any], lawful: dict[str, Any], chance: random.Random) -> None:
    """An act cut out, and the destruction of another case put beside it, under the key of one it names."""
    entry, other = chance.choice(alive["entries"]), chance.choice([e for e in lawful["entries"] if "hole" in e])
    _cut(entry, other["hole"])
    alive["entries"].append(lawful["entries"][-1])
    alive["head"], alive["case_id"] = lawful["head"], lawful["case_id"]


def _another_leaf(alive: dict[str, Any], lawful: dict[str, Any], chance: random.Random) -> None:
    """A lawful hole whose leaf is another act's."""
    hole = chance.choice([entry for entry in lawful["entries"] if "hole" in entry])
    hole["commitment"] = f"{chance.getrandbits(256):064x}"
    alive.clear()
    alive.update(lawful)


def _one_approval(alive: dict[str, Any], lawful: dict[str, Any], _chance: random.Random) -> None:
    """A destruction that shows one approval only."""
    changes = lawful["entries"][-1]["changes"]
    approval = next(change for change in changes if change.get("table") == "destruction_approval")
    for name in ("salt", "operation", "table", "row", "payload"):
        del approval[name]
    alive.clear()
    alive.update(lawful)


def _invented_approval(alive: dict[str, Any], lawful: dict[str, Any], chance: random.Random) -> None:
    """A second approver invented."""
    changes = lawful["entries"][-1]["changes"]
    approval = next(change for change in changes if change.get("table") == "destruction_approval")
    approval["payload"] = json.dumps(
        json.loads(approval["payload"]) | {"account_id": f"{chance.getrandbits(128):032x}"}
    )
    alive.clear()
    alive.update(lawful)


def _without_the_act(alive: dict[str, Any], lawful: dict[str, Any], _chance: random.Random) -> None:
    """Holes without the act that explains them."""
    lawful["entries"] = [entry for entry in lawful["entries"] if "hole" in entry]
    alive.clear()
    alive.update(lawful)


def _changes_left_out(alive: dict[str, Any], lawful: dict[str, Any], chance: random.Random) -> None:
    """A hole with fewer changes than it had."""
    hole = chance.choice([entry for entry in lawful["entries"] if entry.get("hole") and entry["changes"]])
    hole["changes"].pop()
    alive.clear()
    alive.update(lawful)


FORGERIES: tuple[Forge, ...] = (
    _cut_out, _cut_out_with_anothers_proof, _another_leaf, _one_approval, _invented_approval, _without_the_act,
    _changes_left_out,
)  # fmt: skip


def accepted(alive: dict[str, Any], lawful: dict[str, Any], keys: KeyFolder) -> list[str]:
    """The forgeries that the verifier takes for true, of FORGED tries."""
    chance, found = random.Random(21), []
    for number in range(FORGED):
        forge = FORGERIES[number % len(FORGERIES)]
        made = copy.deepcopy(alive)
        forge(made, copy.deepcopy(lawful), chance)
        if not offline_verifier.faults(made, keys.public_keys()):
            found.append(forge.__name__)
    return found


def test_no_forged_hole_is_accepted(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = living(sessions, clock, keys)
    lawful = exported(sessions, clock, keys, case_id)
    assert offline_verifier.faults(alive, keys.public_keys()) == []
    monkeypatch.setattr(offline_verifier, "is_signed", lambda *_given: True)  # checked elsewhere, and slow
    assert accepted(alive, lawful, keys) == []


def test_a_verifier_that_takes_any_hole_for_lawful_accepts_them(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = living(sessions, clock, keys)
    lawful = exported(sessions, clock, keys, case_id)
    monkeypatch.setattr(offline_verifier, "is_signed", lambda *_given: True)
    monkeypatch.setattr(offline_verifier, "explains", lambda *_given: True)
    monkeypatch.setattr(offline_verifier, "destructions", lambda _entries: [{}])
    assert "_cut_out" in accepted(alive, lawful, keys)
    assert "_without_the_act" in accepted(alive, lawful, keys)


# --- receipts ---


def test_a_receipt_of_a_destroyed_filing_is_answered_by_its_destruction_and_contradicts_nothing(
    database: Database, sessions: Sessions, clock: MovableClock, keys: KeyFolder, case_id: UUID
) -> None:
    with sessions.writing() as session:
        incident = session.scalars(select(Incident)).one()
        session.begin_act("report:filed", actor="system:test", at=clock.now(), incident_id=incident.id)
        incident.harm = "Told again."
    with sessions.reading() as session:
        incident = session.get_one(Incident, incident.id)
        receipt = receipt_of(session, incident, keys.signer())
        assert receipt is not None
        assert list(faults_of_receipt(session, receipt, keys.public_keys())) == []
        assert destruction_of(session, receipt) is None
    said = exported(sessions, clock, keys, case_id)
    assert offline_verifier.of_receipt(receipt, said) == []
    with sessions.reading() as session:
        assert list(faults_of_receipt(session, receipt, keys.public_keys())) == []
        gone = destruction_of(session, receipt)
        assert gone is not None
        assert gone.rule_class == "case_dismissed_or_diverted"
    behind_the_ledger(database, "DELETE FROM destruction_approval")
    with sessions.reading() as session:
        (finding,) = faults_of_receipt(session, receipt, keys.public_keys())
        assert finding.kind == "filing changed"
