"""A passkey without a device: signs what a browser would send, and can lie in the ways that must be refused."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import webauthn.helpers
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from db.second_factor import b64

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One passkey of one site. `sign_count` rises with each answer, unless a test says otherwise."""

    origin: str
    host: str
    flags: int = PRESENT | VERIFIED
    sign_count: int = 0
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: uuid4().bytes)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, more: bytes = b"", flags: int = 0) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | flags]) + self.sign_count.to_bytes(4, "big") + more

    def made(self, options: dict[str, Any]) -> str:
        """What the browser sends after making this passkey."""
        numbers = self._key.public_key().public_numbers()
        x, y = (value.to_bytes(32, "big") for value in (numbers.x, numbers.y))
        public = webauthn.helpers.encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        data = {"fmt": "none", "attStmt": {}, "authData": self._data(attested, ATTESTED)}
        response = {
            "clientDataJSON": b64(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": b64(webauthn.helpers.encode_cbor(data)),
        }
        return self._sent(response)

    def answered(self, options: dict[str, Any], *, rises: bool = True) -> str:
        """What the browser sends after this passkey signed the challenge."""
        self.sign_count += rises
        client, data = self._client_data("webauthn.get", options["challenge"]), self._data()
        signed = data + hashlib.sha256(client).digest()
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        return self._sent(response)

    def _sent(self, response: dict[str, str]) -> str:
        name = b64(self.credential_id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
