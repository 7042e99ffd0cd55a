"""The front door at full size: guesses, malformed requests, hostile files."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from unittest.mock import patch

from litestar.testing import TestClient

from api.app import create_app
from api.evidence import pages as evidence_pages
from api.limits import Rate
from db.session import make_sessions
from tests.faults.guessing import THREADS, counting, in_parallel, sprayed, unlocked
from tests.faults.hostile import faults_of, hostile
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill, Kind, fresh
from tests.harness.filing import Filing
from tests.harness.fills import licence_panel
from tests.harness.office import small_office
from tests.harness.people import SignedIn
from tests.harness.proofs import make_keys
from tests.harness.serving import settings_for
from tests.soak.promises import Seen

GUESSES, SPRAYED, REQUESTS, FILES = 200, 1000, 100_000, 200
BARE = 1.25  # a fifth of the operations ask for so little that fewer requests differ; the whole is still to be reached
USERS = ("chair", "member_lawyer", "clerk", "intake", "investigator", "counsel", "cause_reviewer", "deciding_official",
         "leader", "supervisor", "records", "hr", "admin", "conflict_officer", "respondent")  # fmt: skip


def guessing_fails(kind: Kind, share: float) -> Seen:
    """Parallel guesses at a known and an unknown name, and one password over many names."""
    names = [f"made-up-{number}" for number in range(max(20, int(SPRAYED * share)))]
    with fresh(kind, small_office) as database, counting() as looked_at:
        sessions, clock = make_sessions(database.url).as_system("tests"), MovableClock()
        right = sum(in_parallel(sessions, clock, name, GUESSES).count(200) for name in ("intake", "nobody"))
        parallel = looked_at.checks
        rounds = sprayed(sessions, clock, names, 6)
        sprays = looked_at.checks - parallel
        clock.advance(minutes=16)
        control = unlocked(database.url, clock)
        sessions.close()
    beyond = max(parallel - 10, 0) + max(sprays - 5 * len(names), 0) + right + (rounds[-1] != {429})
    beyond += control.count(401) != THREADS
    tried = 2 * GUESSES + 6 * len(names)
    words = f"{parallel} of {2 * GUESSES} parallel and {sprays} of {6 * len(names)} sprayed passwords looked at"
    return Seen("guessing_fails", kind, tried, beyond, words, f"without the lock {control.count(401)} of 6 looked at")


@contextmanager
def _office(kind: Kind, fill: Fill) -> Iterator[Filing]:
    with fresh(kind, fill) as database, tempfile.TemporaryDirectory() as folder:
        settings, clock = settings_for(database, Path(folder)), MovableClock()
        make_keys(settings)
        sessions = make_sessions(database.url).as_system("tests")
        application = create_app(settings, clock=clock)
        rates = application.state.services.limits.rates
        rates.update(dict.fromkeys(rates, Rate(burst=10**9, per_minute=10**9)))
        with TestClient(application, base_url=settings.public_url, raise_server_exceptions=False) as client:
            yield Filing(client, clock, sessions)
        sessions.close()


def malformed_input_never_breaks(kind: Kind, share: float) -> Seen:
    """Requests made from the description of the interface, as it wants them and not; none may be answered with 500."""
    from tests.faults.malformed import description, look_at, operations, requests, versions_in

    with _office(kind, licence_panel) as office:
        office.clock.advance(days=300)
        application = office.client.app
        people = [SignedIn(office.client, office.clock, user) for user in USERS]
        versions = versions_in(office.sessions)
        described = description(application)
        each = max(2, ceil(BARE * REQUESTS * share / len(operations(described))))
        seen = look_at(application, people, requests(described, each), versions)
        with patch("api.search.routes.search", lambda *_given: 1 // 0):
            control = look_at(application, people, requests(described, 10, "GET /api/search"), versions)
    words = f"by status {dict(sorted(seen.statuses.items()))}; {'; '.join(seen.broken[:3])}"
    failed = len(seen.broken) + (not control.broken) + (seen.tried < REQUESTS * share)
    caught = f"a handler that divides by nothing: {len(control.broken)} answers of 500"
    return Seen("malformed_input_never_breaks", kind, seen.tried, failed, words, caught)


def uploads_cannot_hurt(kind: Kind, share: float) -> Seen:
    """Hostile files are refused, or handed out as downloads that no browser opens."""
    from sqlalchemy import select

    from db.models import Evidence

    with _office(kind, small_office) as office:
        answers = []
        for one in hostile(max(40, int(FILES * share))):
            files = {"file": (one.name or "x", one.body, one.claimed or "application/octet-stream")}
            form = {"report": json.dumps(office.report())}
            answers.append(office.as_("supervisor").post("/api/reports", data=form, files=files).status_code)
        with office.sessions.reading() as session:
            ids = session.scalars(select(Evidence.id)).all()
        intake = office.as_("intake")
        open_ = [fault for key in ids for fault in faults_of(intake.get(f"/evidence/{key}"))]
        with patch.object(evidence_pages, "SANDBOX", "script-src 'unsafe-inline'"):
            control = faults_of(intake.get(f"/evidence/{ids[0]}"))
    odd = [status for status in answers if status not in {201, 400, 413, 415, 422}]
    words = f"{answers.count(201)} taken, {len(answers) - answers.count(201)} refused, {len(open_)} could be opened"
    failed = len(odd) + len(open_) + (control != ["no sandbox"])
    return Seen("uploads_cannot_hurt", kind, len(answers), failed, words, f"without the sandbox: {', '.join(control)}")
