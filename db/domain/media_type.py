"""What a file is, told by its first bytes and never by its name (`promises.md`: "types by content, allow-listed").

Nothing is parsed: a signature is looked for in the head of the file, and of a gzip member at most 64 bytes are read.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

HEAD = 4096
"""How many bytes of a file are looked at."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kind of file that is taken. `kind` is the usual kind of evidence (`choice.EVIDENCE_KINDS`)."""

    code: str
    label: str
    kind: str
    icon: str


_IMAGE = ("screenshot", "image")
_FILM = ("device_photo", "video")

TAKEN: dict[str, MediaType] = {
    row.code: row
    for row in (
        MediaType("image/png", "PNG", *_IMAGE),
        MediaType("image/jpeg", "JPG", *_IMAGE),
        MediaType("image/gif", "GIF", *_IMAGE),
        MediaType("image/webp", "WebP", *_IMAGE),
        MediaType("image/heic", "HEIC", "device_photo", "image"),
        MediaType("application/pdf", "PDF", "document", "file"),
        MediaType("video/mp4", "MP4", *_FILM),
        MediaType("video/quicktime", "MOV", *_FILM),
        MediaType("message/rfc822", "EML", "document", "file"),
        MediaType("text/plain", "TXT", "document", "file"),
        MediaType("application/warc", "WARC", "web_archive", "web"),
        MediaType("application/wacz", "WACZ", "web_archive", "web"),
    )
}
TAKEN_WORDS = "PNG, JPG, HEIC, PDF, MP4, MOV, EML, TXT, WARC or WACZ"
ACCEPT = ".png,.jpg,.jpeg,.gif,.webp,.heic,.pdf,.mp4,.mov,.eml,.txt,.warc,.warc.gz,.wacz"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"WARC/", "application/warc"),
)
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim"), "image/heic"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"),
                    "video/mp4"),
    b"qt  ": "video/quicktime",
}  # fmt: skip
_MAIL = re.compile(
    r"\A(?:return-path|received|from|to|date|subject|message-id|mime-version|delivered-to|x-[\w-]+|dkim-signature):",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|script|svg|xml|\?xml|iframe|object)", re.IGNORECASE)


def media_type_of(head: bytes) -> MediaType | None:
    """The kind of file that begins with `head`, or None for one that is not taken (programs, pages with scripts)."""
    code = _binary(head) or _archive(head) or _text(head)
    return TAKEN.get(code or "")


def _binary(head: bytes) -> str | None:
    for signature, code in _SIGNATURES:
        if head.startswith(signature):
            return code
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    return None


def _archive(head: bytes) -> str | None:
    if head[:2] == b"\x1f\x8b":
        try:
            start = zlib.decompressobj(wbits=31).decompress(head, 64)
        except zlib.error:
            return None
        return "application/warc" if start.startswith(b"WARC/") else None
    if head[:4] == b"PK\x03\x04":
        length = int.from_bytes(head[26:28], "little")
        first = head[30 : 30 + length]
        is_wacz = first.startswith((b"archive/", b"indexes/", b"pages/", b"datapackage", b"logs/"))
        return "application/wacz" if is_wacz else None
    return None


def _text(head: bytes) -> str | None:
    if not head or b"\x00" in head:
        return None
    text = _decoded(head)
    if text is None or _MARKUP.search(text):
        return None
    return "message/rfc822" if _MAIL.match(text) else "text/plain"


def _decoded(head: bytes) -> str | None:
    for cut in range(4):  # the head may end inside a letter
        try:
            return head[: len(head) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    if any(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in head):
        return None
    return head.decode("cp1252", errors="replace")
