"""What the stores of evidence share: sealing, and checking the hash on every read.

A store adds how a file is opened (`_opened`), and how pieces come to rest under a hash (`_keep`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from db.evidence_cipher import HEAD, PIECE, SealBroken, is_sealed, key_of, seal, unseal
from db.evidence_keys import EvidenceKeys
from db.evidence_store import EvidenceDamaged, StoredFile, Tally


class SealedStore(ABC):
    """The methods of `EvidenceStore` that do not depend on where the files are."""

    def __init__(self, keys: EvidenceKeys) -> None:
        self._keys = keys

    @abstractmethod
    def _opened(self, sha256: str) -> BinaryIO:
        """The stored bytes of a file. Raises EvidenceMissing."""

    @abstractmethod
    def _keep(self, pieces: Iterable[bytes], tally: Tally | None, wanted: str = "") -> StoredFile:
        """Put sealed pieces under their hash; with `wanted`, under that one or not at all (EvidenceDamaged).

        `tally` knows hash and size of the plain bytes once the pieces have passed. Without it, what was written is
        read again to learn them.
        """

    def put(self, chunks: Iterable[bytes], *, limit: int) -> StoredFile:
        """See EvidenceStore."""
        tally = Tally(limit)
        return self._keep(seal(tally.counting(chunks), self._keys), tally)

    def open(self, sha256: str) -> Iterator[bytes]:
        """See EvidenceStore. The file stays open between check and hand-out, so that both read the same one."""
        file = self._opened(sha256)
        try:
            self._checked(sha256, file)
        except BaseException:
            file.close()
            raise
        return self._handed_out(sha256, file)

    def check(self, sha256: str) -> StoredFile:
        """See EvidenceStore."""
        with self._opened(sha256) as file:
            return self._checked(sha256, file)

    def sealed(self, sha256: str) -> Iterator[bytes]:
        """See EvidenceStore."""
        with self._opened(sha256) as file:
            while piece := file.read(PIECE):
                yield piece

    def take(self, sha256: str, pieces: Iterable[bytes]) -> StoredFile:
        """See EvidenceStore."""
        return self._keep(pieces, None, wanted=sha256)

    def reseal(self, sha256: str) -> bool:
        """See EvidenceStore."""
        with self._opened(sha256) as file:
            head = file.read(HEAD)
            if is_sealed(head) and key_of(head) == self._keys.newest:
                return False
            file.seek(0)
            tally = Tally(None)
            self._keep(seal(tally.counting(self._plain(sha256, file)), self._keys), tally, wanted=sha256)
        return True

    # --- reading ---

    def _plain(self, sha256: str, file: BinaryIO) -> Iterator[bytes]:
        """The plain bytes of a file, sealed or from a store of before."""
        sealed = is_sealed(file.read(HEAD))
        file.seek(0)
        if not sealed:
            while piece := file.read(PIECE):
                yield piece
            return
        try:
            yield from unseal(file, self._keys)
        except SealBroken as error:
            raise EvidenceDamaged(f"{sha256}: {error}") from None

    def _checked(self, sha256: str, file: BinaryIO) -> StoredFile:
        tally = Tally(None)
        for _piece in tally.counting(self._plain(sha256, file)):
            pass
        if tally.total().sha256 != sha256:
            raise EvidenceDamaged(f"{sha256} has changed")
        return tally.total()

    def _handed_out(self, sha256: str, file: BinaryIO) -> Iterator[bytes]:
        """The plain bytes once more, hashed again on the way: the last piece goes out only where the hash held."""
        with file:
            file.seek(0)
            tally, held = Tally(None), b""
            for piece in tally.counting(self._plain(sha256, file)):
                if held:
                    yield held
                held = piece
            if tally.total().sha256 != sha256:
                raise EvidenceDamaged(f"{sha256} has changed")
            yield held
