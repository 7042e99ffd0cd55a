"""Web archives are read within bounds: what they say is taken as text, and nothing in them can hurt."""

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from db.web_archive import ArchiveUnreadable, Capture, cut, read_archive

WARC, WACZ = "application/warc", "application/wacz"


def record(kind: str, body: bytes, date: str = "2026-03-02T09:30:00Z", **fields: str) -> bytes:
    head = {"WARC-Type": kind, "WARC-Date": date, **fields, "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + body + b"\r\n\r\n"


def archive() -> list[bytes]:
    return [
        record("warcinfo", b"software: Browsertrix 1.11 (with warcio)\r\nformat: WARC File Format 1.1\r\n"),
        record("response", b"HTTP/1.1 200 OK\r\n\r\n<p>Words</p>", **{"WARC-Target-URI": "https://social.example/p/1"}),
        record("request", b"GET / HTTP/1.1\r\n\r\n", **{"WARC-Target-URI": "https://social.example/p/2"}),
        record(
            "response", b"x" * 200_000, "2026-03-02T09:34:10.5Z", **{"WARC-Target-URI": "https://social.example/p/3"}
        ),
    ]


EXPECTED = Capture(
    "Browsertrix 1.11 (with warcio)", "https://social.example/p/1", "", datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 34, 10, 500_000, tzinfo=UTC), 2,
)  # fmt: skip


def wacz(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_json", ".json"), content)
    return held.getvalue()


def test_a_plain_archive_tells_software_address_span_and_answers() -> None:
    assert read_archive(io.BytesIO(b"".join(archive())), WARC) == EXPECTED


def test_an_archive_packed_record_by_record_tells_the_same() -> None:
    packed = b"".join(gzip.compress(one) for one in archive())
    assert read_archive(io.BytesIO(packed), WARC) == EXPECTED


def test_a_wacz_tells_what_its_description_says() -> None:
    said = {"title": "A post", "software": "ArchiveWeb.page 0.11", "mainPageUrl": "https://social.example/p/1",
            "mainPageDate": "2026-03-02T09:30:00Z", "created": "2026-03-02T09:40:00Z"}  # fmt: skip
    held = wacz(archive__data=b"x", datapackage_json=json.dumps(said).encode())
    found = read_archive(io.BytesIO(held), WACZ)
    assert (found.title, found.software, found.address) == ("A post", "ArchiveWeb.page 0.11", said["mainPageUrl"])
    assert found.started_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert found.ended_at == datetime(2026, 3, 2, 9, 40, tzinfo=UTC)


def _long_list() -> bytes:
    held = bytearray(wacz(datapackage_json=b"{}"))
    at = held.rfind(b"PK\x05\x06")
    held[at + 10 : at + 12] = (60_000).to_bytes(2, "little")
    return bytes(held)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"PK\x03\x04 and nothing else", WACZ),
        (wacz(other_json=b"{}"), WACZ),
        (wacz(datapackage_json=b"[1, 2]"), WACZ),
        (wacz(datapackage_json=b"{" * 100_000), WACZ),
        (wacz(datapackage_json=b" " * 2_000_000 + b"{}"), WACZ),
        (_long_list(), WACZ),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", WARC),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", WARC),
        (b"WARC/1.0\r\nContent-Length: many\r\n\r\n", WARC),
        (b"WARC/1.0\r\n" + b"X: y\r\n" * 20_000, WARC),
        (record("response", b"ok") + b"<script>alert(1)</script>\r\n\r\n", WARC),
        (gzip.compress(record("response", b"ok"))[:-12] + b"garbage" * 9, WARC),
    ],
)
def test_what_is_no_archive_is_refused_in_words(content: bytes, media: str) -> None:
    with pytest.raises(ArchiveUnreadable) as refused:
        read_archive(io.BytesIO(content), media)
    assert 0 < len(str(refused.value)) <= 500


def test_a_bomb_is_read_only_to_its_bound() -> None:
    bomb = gzip.compress(record("response", b"\0" * 300_000_000, **{"WARC-Target-URI": "https://a.example"}), 9)
    assert len(bomb) < 400_000
    assert read_archive(io.BytesIO(bomb), WARC).pages == 1


def test_what_an_archive_says_is_one_printable_line() -> None:
    assert cut("a\x00b\u202ec\n d" + "x" * 900).startswith("a b c d")
    assert len(cut("x" * 900)) == 500
    assert cut(["not", "text"]) == ""
