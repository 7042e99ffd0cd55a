"""Two hundred files that mean harm: what they are called, what they claim to be, and their bytes."""

import io
import itertools
import random
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from httpx import Response

from db.domain.media_type import TAKEN

SCRIPT = "<script>parent.ran=1;opener&&(opener.ran=1);window.ran=1;alert(1)</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">{SCRIPT}<foreignObject/></svg>'
PNG, GIF, JPG, PDF = b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"%PDF-1.7\n"
NAMES = (
    "../../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "C:\\windows\\system32\\x.png", "a\x00.png", "con.png",
    "....//....//x.png", "%2e%2e%2fx.png", "shot.png\r\nSet-Cookie: a=b", 'x".png; filename="evil.html', "~root.png",
    "<img src=x onerror=alert(1)>.png", "\u202egnp.exe", "a" * 400 + ".png", ".htaccess", "", " ", "shot.svg", "x.html",
    "file:///etc/passwd", "\\\\host\\share\\x.png", "`id`.png", "$(id).png", "{{7*7}}.png", "../" * 60 + "x",
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """One upload. `claimed` is the media type that the sender states."""

    what: str
    name: str
    claimed: str
    body: bytes


def _bomb(layers: int) -> bytes:
    """A zip in a zip, each far smaller than what it holds."""
    body = b"\0" * 2_000_000
    for layer in range(layers):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"archive/layer{layer}.warc", body)
        body = held.getvalue()
    return body


def _markup() -> Iterator[tuple[str, bytes]]:
    yield "svg with a script", SVG.encode()
    yield "svg after a byte order mark", b"\xef\xbb\xbf" + SVG.encode()
    yield "svg after blanks", b" \n\t " * 300 + SVG.encode()
    yield "svg far in", b"x" * 5000 + SVG.encode()
    yield "svg in UTF-16", SVG.encode("utf-16")
    yield "page", f"<!doctype html><html><body>{SCRIPT}</body></html>".encode()
    yield "page in UTF-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    yield "xml with an entity", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    yield "stylesheet of XSL", b'<?xml-stylesheet href="javascript:alert(1)"?><a/>'
    yield "mail with a page", f"From: a\r\nContent-Type: text/html\r\n\r\n{SCRIPT}".encode()
    yield "script as text", b"window.ran=1;alert(1)"
    yield "web archive page", f"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n{SCRIPT}".encode()


def _mixed() -> Iterator[tuple[str, bytes]]:
    for kind, head in (("png", PNG), ("gif", GIF), ("jpg", JPG), ("pdf", PDF)):
        yield f"{kind} that is a page", head + SCRIPT.encode()
        yield f"{kind} that is a picture with a script", head + SVG.encode()
        yield f"{kind} that is a program", head + b"/*" + b"\0" * 64 + b"*/=1;alert(1)"
        yield f"{kind} that is a zip", head + _bomb(1)
    yield "gif that is a script", b"GIF89a=1;/*" + b"\0" * 20 + b"*/window.ran=1;alert(1)"
    yield "pdf with an action", PDF + b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj"
    yield "warc with a page", b"WARC/1.1\r\nWARC-Type: response\r\n\r\n" + SCRIPT.encode()
    yield "program for Windows", b"MZ" + b"\0" * 200
    yield "program for Linux", b"\x7fELF" + b"\0" * 200
    yield "shell script", b"#!/bin/sh\nrm -rf /\n"
    yield "class of Java", b"\xca\xfe\xba\xbe" + b"\0" * 90
    yield "zip bomb", _bomb(1)
    yield "zip bomb in a zip bomb", _bomb(3)
    yield "gzip bomb", zlib.compress(b"\0" * 5_000_000, 9)
    yield "nothing", b""


def hostile(count: int = 200) -> list[Hostile]:
    """`count` uploads, the same in every run: each body under names and claims that do not fit it."""
    chance = random.Random(11)
    bodies = [*_markup(), *_mixed()]
    claims = ("image/png", "image/svg+xml", "text/html", "application/javascript", "application/pdf", "")
    found = [Hostile(what, "shot.png", "image/png", body) for what, body in bodies]
    found += [Hostile(f"name {name!r:.40}", name, "image/png", PNG + b"pixels") for name in NAMES]
    for what, body in itertools.cycle(bodies):
        if len(found) >= count:
            return found[:count]
        found.append(Hostile(what, chance.choice(NAMES) or "x", chance.choice(claims), body + chance.randbytes(8)))
    raise AssertionError("unreachable")


def faults_of(answer: Response) -> list[str]:
    """Why a browser might open or run a download."""
    headers, found = answer.headers, []
    if not headers["content-disposition"].startswith("attachment;"):
        found.append("it is not a download")
    if headers["x-content-type-options"] != "nosniff":
        found.append("its kind may be guessed")
    if (
        "sandbox" not in headers["content-security-policy"]
        or "default-src 'none'" not in headers["content-security-policy"]
    ):
        found.append("no sandbox")
    if headers["content-type"].split(";")[0] not in TAKEN:
        found.append(f"served as {headers['content-type']}")
    if "\r" in headers["content-disposition"] or "/" in headers["content-disposition"].split("filename=")[1]:
        found.append("its name leads elsewhere")
    return found
