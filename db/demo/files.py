"""A few small files that stand for captures: pictures with grey lines for text, and plain exports."""

import hashlib
import random
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property

from db.demo.sheet import new_random
from db.evidence_store import EvidenceStore

WIDTH, HEIGHT = 480, 320
PICTURES, EXPORTS = 10, 8
_INK, _GREY, _PAPER, _BAR = 1, 2, 3, 0


@dataclass(frozen=True)
class SampleFile:
    """A file as evidence keeps it; `ending` ends its name."""

    content: bytes
    media_type: str
    ending: str

    @cached_property
    def sha256(self) -> str:
        """Hash of the content, hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)


def sample_files(seed: int) -> list[SampleFile]:
    """The files: pictures first, then exports. A function of the seed."""
    source = new_random(seed, "files")
    pictures = [SampleFile(_picture(source), "image/png", "png") for _ in range(PICTURES)]
    return pictures + [SampleFile(_export(source), "text/plain", "txt") for _ in range(EXPORTS)]


def store_files(store: EvidenceStore, files: list[SampleFile]) -> None:
    """Put the files where evidence is kept."""
    for file in files:
        store.put([file.content], limit=1_000_000)


def _picture(source: random.Random) -> bytes:
    """A page as a capture shows it, without a word: a bar, a face, lines of text."""
    rows = [bytearray([_PAPER]) * WIDTH for _ in range(HEIGHT)]

    def box(left: int, top: int, width: int, height: int, color: int) -> None:
        for row in rows[top : min(top + height, HEIGHT)]:
            row[left : min(left + width, WIDTH)] = bytes([color]) * (min(left + width, WIDTH) - left)

    box(0, 0, WIDTH, 34, _BAR)
    box(16, 8, source.randint(80, 140), 18, _PAPER)
    box(24, 58, 44, 44, _BAR)
    box(82, 62, source.randint(120, 200), 12, _INK)
    box(82, 84, source.randint(70, 110), 10, _GREY)
    top = 126
    for _ in range(source.randint(3, 7)):
        box(24, top, source.randint(180, WIDTH - 48), 12, _INK)
        top += 22
    for place in range(3):
        box(24 + place * 120, HEIGHT - 30, 84, 12, _GREY)
    return _png(rows, [_tint(source), (58, 62, 66), (168, 172, 176), (252, 252, 250)])


def _tint(source: random.Random) -> tuple[int, int, int]:
    return source.randint(20, 110), source.randint(70, 120), source.randint(90, 160)


def _png(rows: list[bytearray], palette: list[tuple[int, int, int]]) -> bytes:
    """An 8-bit picture with a palette."""
    colors = b"".join(bytes(color) for color in palette)
    pixels = b"".join(b"\x00" + bytes(row) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colors), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _export(source: random.Random) -> bytes:
    """An export of an account as a platform would send it, with invented numbers."""
    lines = ["Export of public activity", f"account: {source.getrandbits(40):012d}", ""]
    for _ in range(source.randint(5, 12)):
        stamp = f"20{source.randint(21, 26)}-{source.randint(1, 12):02d}-{source.randint(1, 28):02d}"
        lines.append(
            f"{stamp} item {source.getrandbits(36):011d} kind=post audience=public sha={source.getrandbits(64):016x}"
        )
    return ("\n".join(lines) + "\n").encode()
