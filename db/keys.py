"""Keys of the office: files outside the database and outside backups (decision 30).

`<purpose>-<number>-<id>.key` holds 32 random bytes in hex, mode 0600. The id is drawn from the key itself, so that a
file with another key's bytes is found. The newest of a purpose is in use; older ones still open what they closed. A
lost key is lost evidence, and a ledger that nobody can sign on from.
"""

import hashlib
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

BYTES = 32
LEDGER, EVIDENCE, SECOND_FACTOR = "ledger", "evidence", "second-factor"
PURPOSES = {
    EVIDENCE: "seals evidence files",
    LEDGER: "signs the ledger's heads and receipts",
    SECOND_FACTOR: "seals the second factors of accounts",
}
_NAME = re.compile(r"\A([a-z-]+)-(\d{3,})-([0-9a-f]{16})\.key\Z")


class KeysMissing(Exception):
    """A key that is needed is not there, is not the one its name tells of, or is open to others; says what to do."""


@dataclass(frozen=True)
class Signer:
    """Signs with one Ed25519 key (RFC 8032)."""

    key_id: str
    public: bytes
    _private: Ed25519PrivateKey

    def sign(self, text: str) -> str:
        """The signature of a text's UTF-8 bytes, hex."""
        return self._private.sign(text.encode()).hex()


def public_key_id(public: bytes) -> str:
    """How a public key is named: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def key_id(purpose: str, secret: bytes) -> str:
    """How a key is named: by its public half, or by a hash that tells nothing of it. 16 hex digits."""
    if purpose == LEDGER:
        return public_key_id(_public_of(secret))
    return hashlib.sha256(f"probity {purpose} key\n".encode() + secret).hexdigest()[:16]


def is_signed(text: str, signature: str, public: bytes) -> bool:
    """Whether `signature` (hex) is that of `text` under an Ed25519 public key; False for anything malformed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class KeyFolder:
    """The folder of an office's keys."""

    folder: Path

    def make(self, purpose: str) -> Path:
        """A new key of a purpose, in use from now on and safe on the disk; those before stay."""
        secret = secrets.token_bytes(BYTES)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = max(self._files(purpose), default=0) + 1
        path = self.folder / f"{purpose}-{number:03d}-{key_id(purpose, secret)}.key"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)
        return path

    def _files(self, purpose: str) -> dict[int, Path]:
        """The key files of a purpose by their number, oldest first."""
        found = {}
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            named = _NAME.match(path.name)
            if named and named[1] == purpose:
                found[int(named[2])] = path
        return dict(sorted(found.items()))

    def has(self, purpose: str) -> bool:
        """Whether there is a key of this purpose."""
        return bool(self._files(purpose))

    def ensure(self, *, make: bool) -> None:
        """See that every purpose has its key: made where that is allowed (a demonstration). Raises KeysMissing."""
        for purpose in PURPOSES:
            if make and not self.has(purpose):
                self.make(purpose)
            self.secrets(purpose)

    def secrets(self, purpose: str) -> dict[str, bytes]:
        """Every key of a purpose by its id, the one in use last. Raises KeysMissing where there is none."""
        found = {key_id(purpose, secret): secret for secret in map(_read, self._files(purpose).values())}
        if not found:
            raise KeysMissing(
                f"There is no {purpose} key in {self.folder}. Make it once with `probity keys make` and keep a copy "
                "apart from database and backups; or name the folder that has it in PROBITY_KEYS_DIR."
            )
        return found

    def signer(self) -> Signer:
        """The ledger key in use. Raises KeysMissing where there is none."""
        secret = list(self.secrets(LEDGER).values())[-1]
        public = _public_of(secret)
        return Signer(public_key_id(public), public, Ed25519PrivateKey.from_private_bytes(secret))

    def public_keys(self) -> dict[str, bytes]:
        """The public half of every ledger key, by id, the one in use last. Raises KeysMissing where there is none."""
        return {name: _public_of(secret) for name, secret in self.secrets(LEDGER).items()}


def _public_of(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _read(path: Path) -> bytes:
    named = _NAME.match(path.name)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeysMissing(f"Others can read the key {path}. Let its owner alone read it: chmod 600 {path}")
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeysMissing(f"The key {path} cannot be read: {error}") from None
    if named is None or len(secret) != BYTES or key_id(named[1], secret) != named[3]:
        raise KeysMissing(f"The file {path} does not hold the key that its name tells of. Put the right one back.")
    return secret


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe against a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
