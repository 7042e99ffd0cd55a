"""Hostile files in a real browser: opened from the record or framed by a page, none of them runs."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Error, FilePayload
from sqlalchemy import select

from db.models import Evidence
from db.session import make_sessions
from tests.faults.hostile import hostile
from tests.harness.browser import Visits
from tests.harness.databases import Fill
from tests.harness.office import PASSWORD, small_office
from tests.harness.serving import Live

TAGS = ("iframe", "img", "script", "embed")
FRAME = "([tag, href]) => { const one = document.createElement(tag); one.src = href; document.body.append(one) }"
REPORT = {
    "narrative": "I was shown a comment.", "declared": True, "categories": ["nonpublic_facts"], "people": [],
    "posts": [{"key": "a", "kind": "comment", "url": "https://news.example/1", "handle": "x", "text": "Fun."}],
}  # fmt: skip


@pytest.fixture
def fill() -> Fill:
    return small_office


def upload(visits: Visits) -> int:
    """File a report with each of the first eighty hostile files; how many were taken."""
    sender, taken = visits().context.request, 0
    answer = sender.post("/api/session", data={"username": "supervisor", "password": PASSWORD})
    for one in hostile(80):
        headers = {"X-CSRFToken": answer.json()["csrf_token"], "Idempotency-Key": uuid4().hex}
        file: FilePayload = {
            "name": one.name.strip() or "x",
            "mimeType": one.claimed or "text/html",
            "buffer": one.body,
        }
        sent = sender.post("/api/reports", headers=headers, multipart={"report": json.dumps(REPORT), "file": file})
        taken += sent.status == 201
        assert sent.status < 500, one.what
    return taken


def test_no_hostile_file_runs_when_it_is_opened(visits: Visits, live: Live) -> None:
    ran: list[str] = []
    refused: list[str] = []

    def heard(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    taken = upload(visits)
    sessions = make_sessions(live.database.url).as_system("tests")
    with sessions.reading() as session:
        ids = [str(key) for key in session.scalars(select(Evidence.id))]
    sessions.close()
    # A context of its own: that the browser refuses these files, and says so, is what is wanted here.
    context = visits.browser.new_context(base_url=live.url)
    page = context.new_page()
    page.on("dialog", heard)
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.context.request.post("/api/session", data={"username": "intake", "password": PASSWORD})
    assert len(ids) == taken > 20
    for key in ids:
        with pytest.raises(Error, match=r"Download is starting|ERR_ABORTED"):
            page.goto(f"/evidence/{key}")
    page.goto("/help")
    for key in ids:
        for tag in TAGS:
            page.evaluate(FRAME, [tag, f"/evidence/{key}"])
    page.wait_for_timeout(1500)
    assert ran == []
    assert page.evaluate("window.ran") is None
    context.close()
    assert any("Content Security Policy" in one or "Refused to execute" in one for one in refused), refused
