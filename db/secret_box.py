"""Short secrets at rest: sealed with AES-256-GCM by a key that lies in a file outside database and backup."""

import base64
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.keys import SECOND_FACTOR, KeyFolder, KeysMissing

NONCE_BYTES = 12


@dataclass(frozen=True)
class SecretBox:
    """Seals with the newest key of second factors; every older one still opens what it sealed."""

    keys: KeyFolder

    def seal(self, text: str, *, bound_to: str) -> tuple[str, str]:
        """(id of the key, sealed text). It opens only with the same `bound_to`: another row's secret does not fit."""
        name, secret = list(self.keys.secrets(SECOND_FACTOR).items())[-1]
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(secret).encrypt(nonce, text.encode(), bound_to.encode())
        return name, base64.b64encode(nonce + sealed).decode()

    def open(self, key_id: str, sealed: str, *, bound_to: str) -> str:
        """The text. Raises KeysMissing where its key is gone or the sealed text was changed."""
        secret = self.keys.secrets(SECOND_FACTOR).get(key_id)
        if secret is None:
            raise KeysMissing(f"The key {key_id} is not in {self.keys.folder}: what it sealed is lost without it.")
        raw = base64.b64decode(sealed)
        try:
            return AESGCM(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        except InvalidTag:
            raise KeysMissing(f"What {key_id} sealed was changed, or belongs to another row.") from None
