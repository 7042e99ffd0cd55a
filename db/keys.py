"""Keys of the office: files outside the database and outside backups, one a purpose and generation (decision 30).

`<purpose>-<id>.key` holds a secret of 32 random bytes, mode 0600; the id is the beginning of its public key's SHA-256
(of the secret's own, where there is no public key). The newest file of a purpose is in use, older ones still open what
they closed. A lost key is lost evidence, and heads that nobody can sign on from.
"""

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

BYTES = 32
LEDGER = "ledger"


class KeyMissing(Exception):
    """A key that is needed is not there, or is open to others on this machine; the text says what to do."""


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
        """A new key of a purpose, in use from now on; those before stay."""
        secret = secrets.token_bytes(BYTES)
        named = _public_of(secret) if purpose == LEDGER else secret
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = len(self._files(purpose)) + 1
        path = self.folder / f"{purpose}-{number:03d}-{public_key_id(named)}.key"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        if purpose == LEDGER:
            path.with_suffix(".pub").write_text(named.hex() + "\n")
        return path

    def _files(self, purpose: str) -> list[Path]:
        return sorted(self.folder.glob(f"{purpose}-*.key")) if self.folder.is_dir() else []

    def secrets(self, purpose: str) -> dict[str, bytes]:
        """Every key of a purpose by its id, the one in use last. Raises KeyMissing where others may read one."""
        found = {}
        for path in self._files(purpose):
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise KeyMissing(f"The key {path.name} can be read by others on this machine: set its mode to 0600.")
            found[path.stem.rpartition("-")[2]] = path.read_bytes()
        return found

    def has(self, purpose: str) -> bool:
        """Whether there is a key of this purpose."""
        return bool(self._files(purpose))

    def ensure(self, purpose: str, *, make: bool) -> None:
        """See that there is a key: make one where that is allowed (a demonstration), else raise KeyMissing."""
        if self.has(purpose):
            return
        if not make:
            raise KeyMissing(f"There is no {purpose} key in PROBITY_KEYS_DIR. Make it once with `probity keys make`.")
        self.make(purpose)

    def signer(self) -> Signer:
        """The ledger key in use. Raises KeyMissing where there is none."""
        held = self.secrets(LEDGER)
        if not held:
            raise KeyMissing("There is no ledger key in PROBITY_KEYS_DIR. Make it once with `probity keys make`.")
        secret = list(held.values())[-1]
        public = _public_of(secret)
        return Signer(public_key_id(public), public, Ed25519PrivateKey.from_private_bytes(secret))

    def public_keys(self) -> dict[str, bytes]:
        """The public half of every ledger key, by id."""
        publics = [_public_of(secret) for secret in self.secrets(LEDGER).values()]
        return {public_key_id(public): public for public in publics}


def _public_of(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
