"""One request of each scene, recorded: the statements that the floor replays and the bytes that it answers."""

import json
from pathlib import Path
from typing import Any

from litestar.testing import TestClient
from sqlalchemy import select

from api.app import create_app
from api.settings import Settings
from db.demo.office import PASSWORD
from db.models import Case
from db.session import make_sessions
from tests.bench.record import Recording, mark_fresh, recording
from tests.bench.scenes import PNG, Scene, SignedIn, report_parts
from tests.harness.databases import Database
from tests.harness.keys import keys_in


def settings_of(database: Database, folder: str) -> Settings:
    """The settings of the measured office; its files lie in `folder`."""
    return Settings(
        database_url=database.url,
        evidence_dir=f"{folder}/evidence",
        keys_dir=keys_in(Path(folder)),
        log_level="warning",
    )


def chosen_case(database: Database) -> str:
    """The number of the case whose page is measured: the longest under investigation."""
    sessions = make_sessions(database.url).as_system("tests")
    try:
        with sessions.reading() as session:
            oldest = select(Case.number).where(Case.stage == "investigation").order_by(Case.opened_at, Case.number)
            return session.scalars(oldest).first() or ""
    finally:
        sessions.close()


def record(settings: Settings, scenes: list[Scene]) -> tuple[dict[str, SignedIn], dict[str, Recording]]:
    """Browser sessions of everybody who asks, and a recording of every scene that has a floor."""
    app = create_app(settings)
    with TestClient(app, base_url="http://testserver.local") as client:
        who = {name: _sign_in(client, name) for name in {scene.sign_in for scene in scenes}}
        engine = app.state.services.sessions.engine
        made = {one.name: _record(client, engine, one, who[one.sign_in]) for one in scenes if one.floor}
    return who, made


def _sign_in(client: Any, name: str) -> SignedIn:
    answer = client.post("/api/session", json={"username": name, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    held = SignedIn(client.cookies["probity_session"], answer.json()["csrf_token"])
    client.cookies.clear()
    return held


def _ask(client: Any, scene: Scene, who: SignedIn, key: str) -> Any:
    headers = {"Cookie": f"probity_session={who.cookie}"}
    if not scene.writes:
        return client.get(scene.path, headers=headers)
    headers |= {"X-CSRFToken": who.csrf, "Idempotency-Key": f"bench-{key}"}
    files = [("file", ("capture.png", PNG, "image/png"))]
    return client.post(scene.path, data={"report": json.dumps(report_parts())}, files=files, headers=headers)


def _record(client: Any, engine: Any, scene: Scene, who: SignedIn) -> Recording:
    """The statements of one request, with places for the values that it makes anew."""
    made = []
    _ask(client, scene, who, f"{who.cookie[:12]}-warm-up")
    for turn in range(2):
        with recording(engine) as one:
            answer = _ask(client, scene, who, f"{who.cookie[:12]}-{turn}")
        assert answer.status_code < 300, answer.text
        one.body, one.content_type, one.status = answer.content, answer.headers["content-type"], answer.status_code
        made.append(one)
    first, second = made
    if scene.writes:
        mark_fresh(first, second)
        assert len(first.body) == len(second.body), f"{scene.name} answers at different lengths"
    else:
        assert first.body == second.body, f"{scene.name} answers differently each time"
    return first
