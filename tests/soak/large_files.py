"""250 MB of evidence with flat memory, and more refused with 413: the peak of the server's own process is compared."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import psutil
from sqlalchemy import select

from db.models import Evidence
from db.session import make_sessions
from tests.harness.databases import Kind, fresh
from tests.harness.office import PASSWORD, small_office
from tests.soak.filing import Server, served
from tests.soak.promises import Seen

LARGEST = 250_000_000
FLAT = 48_000_000
"""Bytes by which the peak may grow; the file itself is five times that."""
BOUNDARY = "probity-boundary"
_HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.txt"\r\n\r\n'.encode()
_TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


@dataclass
class Sent:
    """The answer to an upload and by how many bytes the server's peak grew over it."""

    status: int
    sha256: str
    growth: int
    is_same: bool = False


def large_files_need_little_memory(kind: Kind, share: float) -> Seen:
    """One file at the limit in and out, one just above, one far above; then a product that holds the whole file."""
    size = LARGEST if share >= 1 else LARGEST // 5
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        with served(database, Path(name)) as server:
            at_limit = upload(server, size, out=True)
            above = [upload(server, LARGEST + more) for more in ((1, 5_000_000) if share >= 1 else (1,))]
        left = sum(path.stat().st_size for path in (Path(name) / "evidence").glob("incoming-*"))
    with (
        fresh(kind, small_office) as database,
        tempfile.TemporaryDirectory() as name,
        served(database, Path(name), "hold_the_whole_file") as server,
    ):
        control = upload(server, size)
    answers = [at_limit, *above]
    failed = sum(one.growth > FLAT for one in answers) + (at_limit.status != 201) + (not at_limit.is_same) + bool(left)
    failed += sum(one.status != 413 for one in above) + (control.growth <= FLAT)
    words = (
        ", ".join(f"{one.status} with {one.growth / 1e6:.0f} MB more" for one in answers) + f" ({size / 1e6:.0f} MB)"
    )
    text = f"with the file held whole, {control.growth / 1e6:.0f} MB more"
    return Seen("large_files_need_little_memory", kind, len(answers), failed, words, text)


def upload(server: Server, size: int, *, out: bool = False) -> Sent:
    """Send a file into a draft, and with `out` read it back through a filed report."""
    assert server.process is not None
    with httpx.Client(base_url=server.url, timeout=300) as client:
        signed_in = client.post("/api/session", json={"username": "supervisor", "password": PASSWORD})
        headers = {"X-CSRFToken": signed_in.json()["csrf_token"], "Idempotency-Key": str(size)}
        draft = client.post("/api/drafts", json={}, headers=headers).json()["id"]
        before = peak(server)
        more = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        more |= {"Content-Length": str(len(_HEAD) + size + len(_TAIL))}
        answer = client.post(f"/api/drafts/{draft}/files", content=_body(size), headers=headers | more)
        sent = Sent(answer.status_code, answer.json().get("sha256", ""), peak(server) - before)
        if out and answer.status_code == 201:
            report = {"narrative": "A large file.", "draft": draft, "declared": True}
            report["posts"] = [
                {"key": "a", "kind": "own", "url": "https://social.example/p", "handle": "x", "text": "y"}
            ]
            filed = client.post("/api/reports", json=report, headers=headers | {"Idempotency-Key": "file"})
            assert filed.status_code == 201, filed.text
            sent.is_same = _read_back(server) == sent.sha256 == _hash(size)
            sent.growth = peak(server) - before
    return sent


def peak(server: Server) -> int:
    """The most memory the process ever held, in bytes (VmHWM)."""
    assert server.process is not None
    status = Path(f"/proc/{psutil.Process(server.process.pid).pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _read_back(server: Server) -> str:
    sessions, digest = make_sessions(server.database.url).as_system("tests"), sha256()
    with sessions.reading() as session:
        evidence_id = session.scalars(select(Evidence.id)).one()
    sessions.close()
    with httpx.Client(base_url=server.url, timeout=300) as client:
        client.post("/api/session", json={"username": "intake", "password": PASSWORD})
        with client.stream("GET", f"/evidence/{evidence_id}") as answer:
            for chunk in answer.iter_bytes():
                digest.update(chunk)
    return digest.hexdigest()


def _chunks(size: int) -> Iterator[bytes]:
    block = b"What was said, again and again. " * 8192
    while size > 0:
        yield block[:size]
        size -= len(block)


def _body(size: int) -> Iterator[bytes]:
    yield _HEAD
    yield from _chunks(size)
    yield _TAIL


def _hash(size: int) -> str:
    digest = sha256()
    for chunk in _chunks(size):
        digest.update(chunk)
    return digest.hexdigest()
