"""Files that people send: told apart by content, streamed into the store, hashed on the way (promises.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import Any

from litestar.datastructures import UploadFile

from api.dependencies import AnyRequest, services_of
from api.errors import Problem
from db.dialect.storage_fault import storage_fault
from db.domain.media_type import HEAD, TAKEN_WORDS, MediaType, media_type_of
from db.evidence_store import CHUNK, EvidenceTooLarge

LIMIT = 250_000_000  # bytes of one file (decision 25)
BODY_LIMIT = LIMIT + 1_000_000  # the rest of the form that carries it
MOST_FILES = 20


@dataclass(frozen=True)
class Received:
    """A file that is in the store: name as given (without folders), type, size in bytes and SHA-256 (hex)."""

    file_name: str
    media: MediaType
    size: int
    sha256: str


def files_in(form: Any, name: str = "file") -> list[UploadFile]:
    """The files a form sent under a name; a file box left empty sends none."""
    return [one for one in form.getall(name, []) if isinstance(one, UploadFile) and one.filename]


def receive(request: AnyRequest, upload: UploadFile) -> Received:
    """Put an upload in the store. The row that points at it is committed only afterwards.

    Raises Problem: 413 over the limit, 415 for a kind that is not taken, 422 for an empty one, 507 without room.
    """
    name = clean_name(upload.filename)
    source = upload.file
    head = source.read(HEAD)
    if not head:
        raise Problem(422, f"{name} is empty", "The file holds nothing, so it was not saved. Choose it again.")
    media = media_type_of(head)
    if media is None:
        text = f"It does not look like one of {TAKEN_WORDS}, so it was not saved. Everything else on this page is safe."
        raise Problem(415, f"{name} cannot be taken", text)
    try:
        stored = services_of(request).evidence.put(_chunks(head, source), limit=LIMIT)
    except EvidenceTooLarge:
        text = "This file is over the 250 MB limit, so it was not saved. Everything else on this page is safe."
        raise Problem(413, f"{name} is too large", text) from None
    except OSError as error:
        if storage_fault(error) != "full":
            raise
        text = (
            f"There is no room left for {name}, so it was not saved. Your administrator must make room; try again then."
        )
        raise Problem(507, "There is no room to save this", text) from None
    return Received(name, media, stored.size, stored.sha256)


def clean_name(given: str | None) -> str:
    """A file's name without folders and control characters, at most 200 characters."""
    name = PurePath((given or "").replace("\\", "/")).name
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '"<>|:*?')
    return plain.strip(". ")[-200:] or "file"


def _chunks(head: bytes, source: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    yield head
    while chunk := source.read(CHUNK):
        yield chunk
