"""How evidence is sealed: AES-256-GCM in pieces, so that a file of any size needs the memory of one piece.

The STREAM construction: every file has a key of its own (HKDF of the store's key and a random salt), and the nonce of a
piece holds its number and whether it is the last. A piece changed, moved, left out, repeated or taken from another file
fails, and so does a file that ends early or goes on. The head (mark, key id, salt, prefix) goes into the file's key.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.evidence_keys import ID_BYTES, EvidenceKeys

MARK = b"PROBEV1\n"
PIECE = 1 << 18
"""Plain bytes of each piece but the last."""
_TAG, _SALT, _PREFIX = 16, 32, 7
HEAD = len(MARK) + ID_BYTES + _SALT + _PREFIX


class SealBroken(Exception):
    """The bytes are not what was sealed, or their key is not here; the text says which."""


def seal(chunks: Iterable[bytes], keys: EvidenceKeys) -> Iterator[bytes]:
    """The sealed form of these bytes, piece by piece, under the newest key."""
    head = MARK + keys.newest + secrets.token_bytes(_SALT + _PREFIX)
    cipher = _cipher(keys.by_id[keys.newest], head)
    yield head
    held, number = bytearray(), 0
    for chunk in chunks:
        held += chunk
        while len(held) > PIECE:  # the last piece is kept back, for only the end of the file tells which it is
            yield cipher.encrypt(_nonce(head, number, is_last=False), bytes(held[:PIECE]), None)
            del held[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(head, number, is_last=True), bytes(held), None)


def unseal(file: BinaryIO, keys: EvidenceKeys) -> Iterator[bytes]:
    """The plain bytes of a sealed file, each piece authenticated before it is handed on.

    Raises SealBroken as soon as a piece does not hold; what was handed on until then did hold.
    """
    head = file.read(HEAD)
    key = keys.by_id.get(key_of(head))
    if len(head) != HEAD or key is None:
        raise SealBroken("its head is damaged, or its key is not in the folder of keys")
    cipher, number = _cipher(key, head), 0
    sealed = file.read(PIECE + _TAG)
    while True:
        after = file.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(head, number, is_last=not after), sealed, None)
        except InvalidTag:
            raise SealBroken(f"piece {number} does not hold") from None
        if not after:
            return
        sealed, number = after, number + 1


def is_sealed(head: bytes) -> bool:
    """Whether a file that begins so is sealed; an older store kept plain bytes."""
    return head.startswith(MARK)


def key_of(head: bytes) -> bytes:
    """The id of the key that a file with this head was sealed under."""
    return head[len(MARK) : len(MARK) + ID_BYTES]


def _cipher(key: bytes, head: bytes) -> AESGCM:
    salt = head[len(MARK) + ID_BYTES : -_PREFIX]
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"probity evidence file\n" + head).derive(key))


def _nonce(head: bytes, number: int, *, is_last: bool) -> bytes:
    return head[-_PREFIX:] + number.to_bytes(4, "big") + bytes([is_last])
