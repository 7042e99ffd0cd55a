"""A case exported with its proofs, and the verifier that needs nothing of ours: what holds, and what forgers try."""

import ast
import copy
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db import offline_verifier
from db.domain.stage import Track
from db.keys import LEDGER, KeyFolder
from db.ledger_export import NothingToExport, export_case
from db.ledger_tree import sequence
from db.session import Sessions
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters

Forge = Callable[[dict[str, Any], random.Random], None]


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder(tmp_path / "keys")
    folder.make(LEDGER)
    return folder


def exported(sessions: Sessions, clock: MovableClock, keys: KeyFolder) -> dict[str, Any]:
    matters = Matters(sessions, clock)
    one = matters.case("respondent", track=Track.LICENCE)
    matters.case("respondent_two", track=Track.EMPLOYER)
    sequence(sessions, clock, keys.signer())
    with sessions.reading() as session:
        made: dict[str, Any] = json.loads(json.dumps(export_case(session, one.number, one.id, keys.public_keys())))
    return made


def test_an_exported_case_holds(sessions: Sessions, clock: MovableClock, keys: KeyFolder) -> None:
    said = exported(sessions, clock, keys)
    assert said["entries"]
    assert offline_verifier.faults(said, keys.public_keys()) == []


def test_the_verifier_runs_alone_as_a_copied_file(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, tmp_path: Path
) -> None:
    said = exported(sessions, clock, keys)
    (tmp_path / "case.json").write_text(json.dumps(said))
    copied = tmp_path / "alone" / "check.py"
    copied.parent.mkdir()
    copied.write_text(Path(offline_verifier.__file__).read_text())
    (key,) = keys.public_keys().values()
    command = [sys.executable, "-I", str(copied), str(tmp_path / "case.json"), "--key"]
    good = subprocess.run([*command, key.hex()], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout[:6]) == (0, "holds:")
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    bad = subprocess.run([*command, other.hex()], capture_output=True, text=True, check=False)
    assert (bad.returncode, "did not name" in bad.stdout) == (1, True)


def test_the_verifier_imports_the_standard_library_only() -> None:
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.walk(ast.parse(Path(offline_verifier.__file__).read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {str(name).partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_another_case_in_the_tree_leaves_no_word_in_the_export(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder
) -> None:
    matters = Matters(sessions, clock)
    one, other = matters.case("respondent"), matters.case("respondent_two")
    sequence(sessions, clock, keys.signer())
    with sessions.reading() as session:
        text = json.dumps(export_case(session, one.number, one.id, keys.public_keys()))
    assert one.id.hex in text
    assert other.id.hex not in text
    assert other.number not in text


def test_a_case_without_a_place_in_the_tree_is_not_exported(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder
) -> None:
    one = Matters(sessions, clock).case("respondent")
    with sessions.reading() as session, pytest.raises(NothingToExport, match=one.number):
        export_case(session, one.number, one.id, keys.public_keys())


def _payload(said: dict[str, Any], chance: random.Random) -> None:
    shown = [change for entry in said["entries"] for change in entry["changes"] if "payload" in change]
    change = chance.choice(shown)
    row = json.loads(change["payload"])
    row[chance.choice(sorted(row))] = chance.randrange(10**6)
    change["payload"] = json.dumps(row, sort_keys=True, separators=(",", ":"))


def _rehashed(said: dict[str, Any], chance: random.Random) -> None:
    """A forger who recomputes every commitment, as far as one can without the key."""
    _payload(said, chance)
    for entry in said["entries"]:
        for change in entry["changes"]:
            if "payload" in change:
                parts = (change["operation"], change["table"], change["row"], change["payload"])
                change["commitment"] = offline_verifier.commitment(change["salt"], *parts)
        parts = (entry["header"], *(change["commitment"] for change in entry["changes"]))
        entry["commitment"] = offline_verifier.commitment(entry["salt"], *parts)


def _header(said: dict[str, Any], chance: random.Random) -> None:
    entry = chance.choice(said["entries"])
    header = json.loads(entry["header"])
    header[chance.choice(["actor", "event", "at", "id"])] = f"forged {chance.random()}"
    entry["header"] = json.dumps(header, sort_keys=True, separators=(",", ":"))


def _dropped_change(said: dict[str, Any], chance: random.Random) -> None:
    entry = chance.choice([one for one in said["entries"] if one["changes"]])
    del entry["changes"][chance.randrange(len(entry["changes"]))]


def _moved(said: dict[str, Any], chance: random.Random) -> None:
    entry = chance.choice(said["entries"])
    entry["position"] += chance.choice([-1, 1, 2, 1000])


def _proof(said: dict[str, Any], chance: random.Random) -> None:
    entry = chance.choice(said["entries"])
    at = chance.randrange(len(entry["proof"]))
    entry["proof"][at] = chance.getrandbits(256).to_bytes(32, "big").hex()


def _head(said: dict[str, Any], chance: random.Random) -> None:
    name = chance.choice(["root", "size", "at", "signature"])
    raw = {"root": 32, "signature": 64}
    bits = chance.getrandbits(8 * raw.get(name, 1))
    said["head"][name] = bits.to_bytes(raw[name], "big").hex() if name in raw else str(bits)


def _signed_by_another(said: dict[str, Any], chance: random.Random) -> None:
    """A forger who signs a head of their own, under the office's name for its key."""
    _rehashed(said, chance)
    secret = chance.getrandbits(256).to_bytes(32, "big")
    text = json.dumps(
        {"kind": "head"} | {name: said["head"][name] for name in ("at", "key", "root", "size")},
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    said["head"]["signature"] = Ed25519PrivateKey.from_private_bytes(secret).sign(text.encode()).hex()


def _twice(said: dict[str, Any], chance: random.Random) -> None:
    said["entries"].append(copy.deepcopy(chance.choice(said["entries"])))


def _other_case(said: dict[str, Any], chance: random.Random) -> None:
    said["case_id"] = chance.getrandbits(128).to_bytes(16, "big").hex()


FORGERIES: tuple[Forge, ...] = (
    _payload, _rehashed, _header, _dropped_change, _moved, _proof, _head, _signed_by_another, _twice, _other_case,
)  # fmt: skip


def accepted_forgeries(said: dict[str, Any], keys: dict[str, bytes], tries: int, seed: int) -> list[str]:
    """How many of so many forged exports the verifier takes for good."""
    chance, taken = random.Random(seed), []
    for number in range(tries):
        forge, forged = FORGERIES[number % len(FORGERIES)], copy.deepcopy(said)
        forge(forged, chance)
        if forged != said and not offline_verifier.faults(forged, keys):
            taken.append(f"{number}: {forge.__name__}")
    return taken


def test_no_forged_export_is_accepted(sessions: Sessions, clock: MovableClock, keys: KeyFolder) -> None:
    said = exported(sessions, clock, keys)
    assert accepted_forgeries(said, keys.public_keys(), 200, seed=1) == []


def test_with_the_signature_unchecked_forgeries_pass(
    sessions: Sessions, clock: MovableClock, keys: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = exported(sessions, clock, keys)
    monkeypatch.setattr(offline_verifier, "faults_of_signature", lambda *_given: [])
    assert accepted_forgeries(said, keys.public_keys(), 200, seed=1)


def test_the_verifiers_own_signature_check_agrees_with_the_library() -> None:
    chance = random.Random(3)
    for number in range(30):
        private = Ed25519PrivateKey.from_private_bytes(chance.getrandbits(256).to_bytes(32, "big"))
        public, message = private.public_key().public_bytes_raw(), chance.randbytes(number * 7)
        signature = private.sign(message)
        assert offline_verifier.is_signed(message, signature, public)
        bent = bytearray(signature)
        bent[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not offline_verifier.is_signed(message, bytes(bent), public)
        assert not offline_verifier.is_signed(message + b".", signature, public)
