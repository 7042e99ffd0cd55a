#!/usr/bin/env python3
"""Checks a case exported by `probity ledger export`, or a filer's receipt, offline: copy this file anywhere and run it.

    python3 offline_verifier.py EXPORT.json --key PUBLIC_KEY_HEX

Standard library only and nothing of Probity's: what it says does not depend on the program that made the file. The
public key must come from somewhere else than the file: the office publishes it, and heads are kept outside the office.
It checks that every act shown is what was committed to when it was done, and that each stands in the tree under a head
signed by that key (RFC 9162 and RFC 8032). It cannot tell whether an act was left out of the file.
"""

import argparse
import hashlib
import json
import sys
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


def faults_of_entry(entry: dict[str, Any], head: dict[str, Any], case_id: str) -> list[str]:
    """What is wrong with one act: its changes, its commitment, its matter, its place in the tree."""
    header, found = json.loads(entry["header"]), []
    where = f"act {entry['position']} ({header['event']})"
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
    leaf = hashlib.sha256(b"\x00" + bytes.fromhex(entry["commitment"])).digest()
    proof = [bytes.fromhex(step) for step in entry["proof"]]
    root = root_of(leaf, int(entry["position"]), int(head["size"]), proof)
    if root is None or root.hex() != head["root"]:
        found.append(f"{where} does not stand in the tree of the signed head")
    return found


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
        for entry in said["entries"]:
            found += faults_of_entry(entry, said["head"], said["case_id"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return [f"the file could not be read: {error}"]
    return found


def main() -> int:
    """Check one file; 0 when it holds."""
    parser = argparse.ArgumentParser(description="Checks an exported case or a receipt offline.")
    parser.add_argument("file", help="the exported case or the receipt (JSON)")
    parser.add_argument("--key", action="append", required=True, help="a public key of the office, hex (repeat)")
    given = parser.parse_args()
    keys = {hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]: bytes.fromhex(key) for key in given.key}
    with open(given.file, encoding="utf-8") as file:  # noqa: PTH123  # nothing but the plainest Python here
        said = json.load(file)
    found = faults(said, keys)
    for text in found:
        print(f"WRONG  {text}")
    if not found:
        count = len(said.get("entries", [1]))
        print(f"holds: {count} act{'s' if count != 1 else ''}, as they were committed to")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
