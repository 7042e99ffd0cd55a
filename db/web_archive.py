"""What a web archive (WARC, WACZ) says of its own capture, read within bounds.

An archive comes from outside: nothing in it is believed, followed or unpacked. Only heads of records and the one
description file are read, in a job and never while a page is answered, and everything read is cut to length.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

RECORDS = 500
UNPACKED = 64_000_000
"""Bytes read or unpacked of a WARC before reading stops; what was found until then is kept."""
DESCRIPTION = 1_000_000
"""Most bytes of a WACZ's datapackage.json."""
ENTRIES = 20_000
"""Most files that a WACZ may list: a list of millions would fill the memory."""
_BLOCK, _HEAD = 1 << 16, 1 << 16


class ArchiveUnreadable(Exception):
    """The archive is not what its beginning promises; the text says why."""


@dataclass
class Capture:
    """Software, main address, title, first and last moment (UTC), and pages answered, as the archive says."""

    software: str = ""
    address: str = ""
    title: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    pages: int = 0

    def saw(self, moment: datetime | None) -> None:
        """Widen the span of the capture."""
        if moment is not None:
            self.started_at = min(self.started_at or moment, moment)
            self.ended_at = max(self.ended_at or moment, moment)


def read_archive(file: BinaryIO, media_type: str) -> Capture:
    """What the archive in a seekable file says. Raises ArchiveUnreadable."""
    try:
        return _wacz(file) if media_type == "application/wacz" else _warc(file)
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, RecursionError, NotImplementedError) as error:
        raise ArchiveUnreadable(cut(str(error)) or type(error).__name__) from None


def cut(text: Any, length: int = 500) -> str:
    """A value of the archive as one printable line of at most that length; empty for anything but text."""
    if not isinstance(text, str):
        return ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * length]).split())[:length]


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(cut(text, 40))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC) if found.year > 1990 else None


# --- WACZ: a zip with a description ---


def _wacz(file: BinaryIO) -> Capture:
    _ensure_short_list(file)
    with zipfile.ZipFile(file) as archive, archive.open("datapackage.json") as description:
        raw = description.read(DESCRIPTION + 1)
    if len(raw) > DESCRIPTION:
        raise ArchiveUnreadable("its datapackage.json is longer than a description is")
    said = json.loads(raw)
    if not isinstance(said, dict):
        raise ArchiveUnreadable("its datapackage.json is no description")
    found = Capture(cut(said.get("software")), cut(said.get("mainPageUrl"), 2000), cut(said.get("title")))
    for name in ("mainPageDate", "created"):
        found.saw(_moment(said.get(name)))
    return found


def _ensure_short_list(file: BinaryIO) -> None:
    """Raise ArchiveUnreadable for a zip whose own last record tells of too many files (65,535 also means zip64)."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or int.from_bytes(tail[at + 10 : at + 12], "little") > ENTRIES:
        raise ArchiveUnreadable("it is cut short, or lists too many files")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if length > ENTRIES * 400:
        raise ArchiveUnreadable("its list of files is too long")
    file.seek(0)


# --- WARC: records one after another, plain or each in a gzip member ---


def _warc(file: BinaryIO) -> Capture:
    found, reader = Capture(), _Reader(_unpacked(file))
    for _ in range(RECORDS):
        head = reader.head()
        if head is None:
            break
        kind, length = head.get("warc-type", ""), int(head.get("content-length", "-1"))
        if length < 0:
            raise ArchiveUnreadable("a record has no length")
        if kind == "warcinfo":
            found.software = found.software or _software(reader.take(min(length, _HEAD)))
            reader.skip(length - min(length, _HEAD))
        else:
            reader.skip(length)
        if kind in ("response", "resource", "revisit"):
            found.pages += 1
            found.address = found.address or cut(head.get("warc-target-uri", "").strip("<>"), 2000)
        found.saw(_moment(head.get("warc-date")))
    return found


def _software(body: bytes) -> str:
    rows = (line.partition(":") for line in body.decode("utf-8", "replace").splitlines())
    return next((cut(value) for name, _, value in rows if name.strip().lower() == "software"), "")


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a WARC, unpacked where it is packed; ends after UNPACKED bytes."""
    first, total = file.read(2), 0
    file.seek(0)
    if first != b"\x1f\x8b":
        while total < UNPACKED and (block := file.read(_BLOCK)):
            total += len(block)
            yield block
        return
    member = zlib.decompressobj(wbits=31)
    waiting = file.read(_BLOCK)
    while waiting and total < UNPACKED:
        block = member.decompress(waiting, _BLOCK)
        total += len(block)
        yield block
        if member.eof:
            waiting, member = member.unused_data or file.read(_BLOCK), zlib.decompressobj(wbits=31)
        else:
            waiting = member.unconsumed_tail or file.read(_BLOCK)


class _Reader:
    """Records out of blocks, never holding more than a head."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._held = blocks, b""

    def _more(self) -> bool:
        block = next(self._blocks, None)
        self._held += block or b""
        return block is not None

    def head(self) -> dict[str, str] | None:
        """The fields of the next record, or None at the end. Raises ArchiveUnreadable for anything else."""
        while True:
            self._held = self._held.lstrip(b"\r\n")
            end = self._held.find(b"\r\n\r\n")
            if end >= 0:
                break
            if len(self._held) > _HEAD:
                raise ArchiveUnreadable("a record's head does not end")
            if not self._more():
                return None
        lines = self.take(end + 4).decode("utf-8", "replace").split("\r\n")
        if not lines[0].startswith("WARC/"):
            raise ArchiveUnreadable("something that is no record lies between records")
        rows = (line.partition(":") for line in lines[1:] if line)
        return {name.strip().lower(): value.strip() for name, _, value in rows}

    def take(self, length: int) -> bytes:
        """The next bytes; fewer at the end."""
        while len(self._held) < length and self._more():
            continue
        taken, self._held = self._held[:length], self._held[length:]
        return taken

    def skip(self, length: int) -> None:
        """Leave out the next bytes."""
        while length > len(self._held):
            length -= len(self._held)
            self._held = b""
            if not self._more():
                return
        self._held = self._held[length:]
