"""Secrets at rest: sealed with AES-256-GCM by a key that lies in a file outside database and backup (decision 30)."""

import base64
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX, SUFFIX = "second-factor-", ".key"
NONCE_BYTES = 12


class KeysMissing(Exception):
    """A key that is needed is not there, or others could read it. The text says which file and what to do."""


class SecretBox:
    """Seals and opens short secrets. Several key files may stand side by side: the last by name seals, all open.

    To rotate, make a further key; a file is removed once nothing is sealed by it any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make_key(self, number: int = 1) -> Path:
        """Make a key file for its owner alone, and return it; one that is there already is kept."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{PREFIX}{number:03d}{SUFFIX}"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return path

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{PREFIX}*{SUFFIX}")) if self._folder.is_dir() else []

    def _read(self, path: Path) -> AESGCM:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise KeysMissing(f"{path} can be read by others (mode {mode:04o}): chmod 600 it.")
        try:
            return AESGCM(bytes.fromhex(path.read_text(encoding="ascii").strip()))
        except ValueError:
            raise KeysMissing(f"{path} holds no key of 64 hexadecimal digits.") from None

    def ensure_keys(self) -> str:
        """The name of the key that seals; raises KeysMissing where there is none or one is open to others."""
        files = self._files()
        if not files:
            raise KeysMissing(f"There is no key in {self._folder}. Run `probity keys make`, and keep a copy apart.")
        for path in files:
            self._read(path)
        return files[-1].stem

    def seal(self, text: str, *, bound_to: str) -> tuple[str, str]:
        """(name of the key, sealed text). It opens only with the same `bound_to`: another row's secret does not fit."""
        name = self.ensure_keys()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._read(self._folder / f"{name}{SUFFIX}").encrypt(nonce, text.encode(), bound_to.encode())
        return name, base64.b64encode(nonce + sealed).decode()

    def open(self, key_id: str, sealed: str, *, bound_to: str) -> str:
        """The text. Raises KeysMissing where its key is gone or the sealed text was changed."""
        path = next((one for one in self._files() if one.stem == key_id), None)
        if path is None:
            raise KeysMissing(f"The key {key_id} is not in {self._folder}: what it sealed is lost without it.")
        raw = base64.b64decode(sealed)
        try:
            return self._read(path).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        except InvalidTag:
            raise KeysMissing(f"What {key_id} sealed was changed, or belongs to another row.") from None
