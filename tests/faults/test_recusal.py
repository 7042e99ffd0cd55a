"""Recusal works on the next request and inside what is running. Full size in ./run soak."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from db.models import Evidence
from db.session import make_sessions
from tests.harness.casework import PNG, Casework
from tests.harness.clock import MovableClock
from tests.harness.databases import Kind, fresh
from tests.harness.matters import Matters
from tests.harness.office import PASSWORD, small_office
from tests.harness.serving import serve
from tests.soak.recusal import recusal_works_at_once

SIZE = 20_000_000  # more than the two ends of a connection hold between them


@pytest.mark.slice
def test_recusal_works_at_once(kind: Kind) -> None:
    seen = recusal_works_at_once(kind, 0.027)
    assert seen.failed == 0, f"{seen.words}; {seen.negative_control}"
    assert seen.tried >= 20


def test_a_download_breaks_off_before_its_announced_end_when_its_reader_steps_back(kind: Kind, tmp_path: Path) -> None:
    """Over a socket: the reader knows that the file is not whole."""
    clock = MovableClock()
    with fresh(kind, small_office) as database, serve(database, tmp_path, clock) as live:
        sessions = make_sessions(database.url).as_system("test")
        case = Casework(client=None, clock=clock, matters=Matters(sessions, clock)).opened()  # type: ignore[arg-type] # rows only
        with httpx.Client(base_url=live.url, timeout=60) as client:
            signed_in = client.post("/api/session", json={"username": "investigator", "password": PASSWORD})
            headers = {"X-CSRFToken": signed_in.json()["csrf_token"], "Idempotency-Key": "one"}
            form = {"kind": "screenshot", "description": "The page", "captured_by": "Imani Brathwaite"}
            files = {"file": ("page.png", PNG + bytes(SIZE), "image/png")}
            sent = client.post(f"/api/cases/{case.number}/evidence", data=form, files=files, headers=headers)
            assert sent.status_code == 201, sent.text
            with sessions.reading() as session:
                path = f"/evidence/{session.scalars(select(Evidence.id)).one()}"
            got = 0
            with client.stream("GET", path) as running, pytest.raises(httpx.RemoteProtocolError):
                for piece in running.iter_raw():
                    if not got:
                        clock.advance(seconds=1)
                        left = client.post(
                            f"/api/cases/{case.number}/self-recusals",
                            json={"reason": "A friend."},
                            headers={**headers, "Idempotency-Key": "two", "If-Match": "2"},
                        )
                        assert left.status_code == 201, left.text
                    got += len(piece)
            assert 0 < got < SIZE
            assert client.get(path).status_code == 404
        sessions.close()
