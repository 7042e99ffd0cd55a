#!/usr/bin/env python3
"""Checks a case exported by `probity ledger export`, or a filer's receipt, offline: copy this file anywhere and run it.

    python3 offline_verifier.py EXPORT.json --key PUBLIC_KEY_HEX

Standard library only and nothing of Probity's: what it says does not depend on the program that made the file. The
public key must come from somewhere else than the file: the office publishes it, and heads are kept outside the office.
It checks that every act shown is what was committed to when it was done, and that each stands in the tree under a head
signed by that key (RFC 9162 and RFC 8032). An act without content is a hole: it holds only where an act of the same
file, in the same tree and with the approval of two people, says that this very leaf was destroyed, when and under which
rule. It cannot tell whether an act was left out of the file.
"""

import argparse
import hashlib
import json
import sys
from datetime import date, timedelta
from typing import Any

# --- Ed25519, verification only (RFC 8032, 5.1.7), written from the RFC so that no package is needed ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(raw: bytes) -> Point | None:
    if len(raw) != 32:
        return None
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x_of(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def _add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point, scalar = _add(point, point), scalar >> 1
    return found


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether `signature` is that of `message` under an Ed25519 public key."""
    key, nonce = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or len(signature) != 64 or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _times(scalar, BASE), _add(nonce, _times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- commitments and proofs ---


def commitment(salt: str, *parts: str) -> str:
    """SHA-256 over the salt and each part's length and bytes, hex."""
    digest = hashlib.sha256(bytes.fromhex(salt))
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf: bytes, position: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a proof of inclusion leads to (RFC 9162, 2.1.3.2); None where it cannot belong to the place."""
    if not 0 <= position < size:
        return None
    place, last = position, size - 1
    for step in proof:
        if last == 0 or len(step) != 32:
            return None
        if place & 1 or place == last:
            leaf = _node(step, leaf)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            leaf = _node(leaf, step)
        place, last = place >> 1, last >> 1
    return leaf if last == 0 else None


def faults_of_signature(kind: str, said: dict[str, Any], names: tuple[str, ...], keys: dict[str, bytes]) -> list[str]:
    """What is wrong with a signed text made of these parts."""
    text = json.dumps({"kind": kind} | {name: said[name] for name in names}, sort_keys=True, separators=(",", ":"))
    key = keys.get(str(said["key"]))
    if key is None:
        return [f"the {kind} is signed by a key that you did not name: {said['key']}"]
    if not is_signed(text.encode(), bytes.fromhex(said["signature"]), key):
        return [f"the {kind}'s signature does not hold"]
    return []


def _where(entry: dict[str, Any]) -> str:
    event = "destroyed" if "hole" in entry else json.loads(entry["header"])["event"]
    return f"act {entry['position']} ({event})"


def faults_of_entry(entry: dict[str, Any], case_id: str | None) -> list[str]:
    """What is wrong with one act that shows its header: its changes, its commitment, its matter."""
    header, found, where = json.loads(entry["header"]), [], _where(entry)
    if header["case"] != case_id:
        found.append(f"{where} is not of this case")
    if header["changes"] != len(entry["changes"]):
        found.append(f"{where}: changes are left out or added")
    for change in entry["changes"]:
        if "payload" in change:
            parts = (change["operation"], change["table"], change["row"], change["payload"])
            if commitment(change["salt"], *parts) != change["commitment"]:
                found.append(f"{where}: a change is not what was committed to")
    parts = (entry["header"], *(change["commitment"] for change in entry["changes"]))
    if commitment(entry["salt"], *parts) != entry["commitment"]:
        found.append(f"{where} is not what was committed to")
    return found


def faults_of_place(entry: dict[str, Any], head: dict[str, Any]) -> list[str]:
    """Whether an act's leaf, of a hole too, stands in the tree of the signed head."""
    leaf = hashlib.sha256(b"\x00" + bytes.fromhex(entry["commitment"])).digest()
    proof = [bytes.fromhex(step) for step in entry["proof"]]
    root = root_of(leaf, int(entry["position"]), int(head["size"]), proof)
    stands = root is not None and root.hex() == head["root"]
    return [] if stands else [f"{_where(entry)} does not stand in the tree of the signed head"]


# --- lawful destruction ---


def destructions(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The destructions that two people approved, from acts that were checked: when, the rule, what was taken."""
    found = []
    for entry in entries:
        if "hole" in entry or json.loads(entry["header"])["event"] != "record:expunged":
            continue
        rows: dict[str, list[dict[str, Any]]] = {}
        for change in entry["changes"]:
            if "payload" in change:
                said = json.loads(change["payload"])
                rows.setdefault(change["table"], []).extend(said if isinstance(said, list) else [said])
        for one in rows.get("destruction", []):
            approvals, items = (
                [row for row in rows.get(f"destruction_{name}", []) if row["destruction_id"] == one["id"]]
                for name in ("approval", "item")
            )
            people = {row["account_id"] for row in approvals}
            # A day of grace: the office's own date can lie behind that of UTC.
            is_due = date.fromisoformat(one["destroyed_at"][:10]) >= date.fromisoformat(one["due_on"]) - timedelta(1)
            if len(people) >= 2 and is_due:
                found.append({**one, "people": len(people), "items": items})
    return found


def explains(one: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Whether a destruction took this very act: its leaf, and each of its changes, by their commitments."""
    items = {(item["row_table"], item["row_id"]): item for item in one["items"]}
    own = items.get(("ledger_entry", entry["hole"]))
    if own is None or own["commitment"] != entry["commitment"]:
        return False
    places = [f"{entry['hole']}:{number}" for number in range(json.loads(own["remains"])["changes"])]
    had = [items.get(("ledger_change", place)) or items.get(("ledger_kept", place)) for place in places]
    return [item and item["commitment"] for item in had] == [change["commitment"] for change in entry["changes"]]


def told(said: Any) -> list[str]:
    """What a file that holds says of destruction, a sentence each."""
    holes = [entry for entry in said.get("entries", []) if "hole" in entry]
    return [
        f"destroyed lawfully on {one['destroyed_at'][:10]} under rule {one['rule_class']}, approved by "
        f"{'two' if one['people'] == 2 else one['people']} people: "
        f"{sum(explains(one, entry) for entry in holes)} acts, each still in the tree"
        for one in destructions(said.get("entries", []))
    ]


def of_receipt(receipt: dict[str, Any], said: dict[str, Any]) -> list[str]:
    """What is wrong with a receipt beside an export: the filing that it acknowledges is not in it."""
    known = {entry["commitment"] for entry in said["entries"]}
    return [] if receipt["commitment"] in known else ["the receipt's filing is not in this file"]


def faults(said: Any, keys: dict[str, bytes]) -> list[str]:
    """Everything wrong with a file; empty where it holds. `keys` are public keys by their id."""
    try:
        if said.get("kind") == "receipt":
            return faults_of_signature("receipt", said, ("at", "commitment", "key", "report"), keys)
        if said["format"] != "probity-case-1" or not said["entries"]:
            return ["the file is no export of a case"]
        found = faults_of_signature("head", said["head"], ("at", "key", "root", "size"), keys)
        places = [entry["position"] for entry in said["entries"]]
        if places != sorted(set(places)):
            found.append("the acts are not in their order, or one stands twice")
        shown = [entry for entry in said["entries"] if "hole" not in entry]
        for entry in shown:
            found += faults_of_entry(entry, said["case_id"])
        for entry in said["entries"]:
            found += faults_of_place(entry, said["head"])
        lawful = [] if found else destructions(shown)
        for entry in said["entries"]:
            if "hole" in entry and not any(explains(one, entry) for one in lawful):
                found.append(f"{_where(entry)} is a hole that nothing explains")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return [f"the file could not be read: {error}"]
    return found


def main() -> int:
    """Check one file; 0 when it holds."""
    parser = argparse.ArgumentParser(description="Checks an exported case or a receipt offline.")
    parser.add_argument("file", help="the exported case or the receipt (JSON)")
    parser.add_argument("--key", action="append", required=True, help="a public key of the office, hex (repeat)")
    parser.add_argument("--receipt", help="a receipt (JSON) whose filing is looked for in the exported case")
    given = parser.parse_args()
    keys = {hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]: bytes.fromhex(key) for key in given.key}
    with open(given.file, encoding="utf-8") as file:  # noqa: PTH123  # nothing but the plainest Python here
        said = json.load(file)
    found = faults(said, keys)
    if given.receipt and not found:
        with open(given.receipt, encoding="utf-8") as file:  # noqa: PTH123
            receipt = json.load(file)
        found = faults(receipt, keys) or of_receipt(receipt, said)
    for text in found:
        print(f"WRONG  {text}")
    if not found:
        count = len([entry for entry in said.get("entries", [{}]) if "hole" not in entry])
        print(f"holds: {count} act{'s' if count != 1 else ''}, as they were committed to")
        for text in told(said):
            print(text)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
