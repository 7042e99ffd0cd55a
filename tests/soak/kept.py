"""What `./run test` keeps at full size too: the table of permissions, the headers of every answer, the migrations."""

import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from httpx import Response
from litestar.testing import TestClient

from api import app as app_module
from api.acts import REGISTRY
from db.domain.grant import Grant
from db.domain.permission import GRANTS, is_allowed
from db.session import make_sessions
from tests.db.test_migrations_keep import RELEASED, upgraded, without_its_triggers
from tests.faults import test_authorization as table
from tests.faults import test_authorization_http as http
from tests.faults import test_headers as headers
from tests.faults.expectations import cells
from tests.faults.pair import forget_prepared
from tests.harness.clock import MovableClock
from tests.harness.databases import Kind, fresh
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS, small_office
from tests.harness.people import SignedIn
from tests.harness.serving import settings_for
from tests.soak.promises import Seen

OVER_HTTP = 50  # mutants of the table that are asked for over HTTP


def authorization_is_complete(kind: Kind, share: float) -> Seen:
    """Every cell against the hand-written file, pages and forms over HTTP, and mutants of the table both ways."""
    chance = random.Random(44)
    permissions = frozenset(one for one in sorted(table.EXPECTED.permissions) if chance.random() < max(share, 0.05))
    asked = list(cells(permissions))
    wrong = [f"{cell}: {said}" for cell, said in table.differences(iter(asked))]
    mutants = [one for one in _mutants() if chance.random() < share]
    caught = table.caught(mutants)  # each that changes an answer has to be noticed
    with _office(kind) as (client, matters):
        people = {user: SignedIn(client, matters.clock, user) for user in http.USERS}  # type: ignore[arg-type] # movable
        cases = http.placed(matters)
        pages = http.sample(cases)
        pages = pages[:: max(1, round(1 / max(share, 0.1)))]
        wrong += http.differences(people, pages)
        lines = _asked_over_http(cases, max(5, round(OVER_HTTP * share)))
        noticed = [_is_noticed(people, *one) for one in lines]
    for line in wrong[:20]:
        print(line)
    failed = len(wrong) + noticed.count(False) + (caught == 0) + (not noticed)
    words = f"{len(asked)} cells, {len(pages)} pages and forms over HTTP, {len(wrong)} wrong"
    control = f"{caught} mutants of the table caught, none missed; {noticed.count(True)} of {len(noticed)} over HTTP"
    return Seen("authorization_is_complete", kind, len(asked) + len(pages), failed, words, control)


def _mutants() -> Iterator[tuple[Grant, Grant | None]]:
    for number, grant in enumerate(GRANTS):
        yield grant, None
        yield from ((grant, mutant) for mutant in table.widened(grant, number))
        for stage in sorted(grant.stages or ()):
            yield grant, replace(grant, stages=(grant.stages or frozenset()) - {stage})


@contextmanager
def _office(kind: Kind) -> Iterator[tuple[TestClient, Matters]]:  # type: ignore[type-arg]
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as folder:
        given, clock = settings_for(database, Path(folder)), MovableClock()
        sessions = make_sessions(database.url).as_system("tests")
        application = app_module.create_app(given, clock=clock)
        with TestClient(application, base_url=given.public_url, raise_server_exceptions=False) as client:
            yield client, Matters(sessions, clock)
        sessions.close()


Cases = dict[tuple[str, str], Placed]


def _asked_over_http(cases: Cases, most: int) -> list[tuple[Grant, http.Asked]]:
    """Lines of the table, each with a form that somebody opens through that line alone."""
    found: list[tuple[Grant, http.Asked]] = []
    slugs = {act.name: act.slug for acts in REGISTRY.values() for act in acts if act.on == "case"}
    for grant in random.Random(45).sample(GRANTS, len(GRANTS)):
        form = _opened_through(grant, cases, slugs.get(grant.permission.value, ""))
        if form is not None and len(found) < most:
            found.append((grant, form))
    return found


def _opened_through(grant: Grant, cases: Cases, slug: str) -> http.Asked | None:
    for user in http.USERS if slug else ():
        for case, placed in cases.items():
            permission = (grant.permission.value,)
            if http.expected_status(permission, user, case) == 200 and not _without(grant, user, case):
                return http.Asked(user, ", ".join(case), placed.number, f"/acts/{slug}", 200)
    return None


def _without(grant: Grant, user: str, case: tuple[str, str]) -> bool:
    """Whether somebody could still do it, were the line not there."""
    served = case == ("charged", "natural")
    with table.mutated(grant, None):
        return is_allowed(
            grant.permission, roles=PARTS[user].roles, relations=http.relations_in(case[1], user), stage=case[0],
            charges_served=served,
        )  # fmt: skip


def _is_noticed(people: dict[str, SignedIn], grant: Grant, form: http.Asked) -> bool:
    """Whether the form answers otherwise than the file says, once the line is gone."""
    with table.mutated(grant, None):
        forget_prepared()
        found = http.differences(people, [form])
    forget_prepared()
    return bool(found)


def headers_are_everywhere(kind: Kind, share: float) -> Seen:
    """Every route, answered well, badly, to nobody and while broken; then the application without the wrapping."""
    seen: Counter[int] = Counter()
    bare: list[str] = []
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as folder:
        given, clock = settings_for(database, Path(folder)), MovableClock()
        application = app_module.create_app(given, clock=clock)
        with TestClient(application, base_url=given.public_url, raise_server_exceptions=False) as client:
            for name, answer in _some(headers.answers(application, client, clock), share):
                seen[answer.status_code // 100] += 1
                bare += [f"{name}: {answer.status_code} {fault}" for fault in headers.faults_of(answer)]
        with patch.object(app_module, "security_headers", lambda app, **_given: app):
            broken = app_module.create_app(given, clock=clock)
        with TestClient(broken, base_url=given.public_url, raise_server_exceptions=False) as client:
            control = headers.faults_of(client.get("/health"))
    for line in bare[:20]:
        print(line)
    failed = len(bare) + (not control) + (share >= 1 and not all(seen[one] > 20 for one in (2, 3, 4, 5)))
    words = f"answers by class {dict(sorted(seen.items()))}, {len(bare)} headers missing"
    return Seen("headers_are_everywhere", kind, seen.total(), failed, words, f"unwrapped: {len(control)} missing")


def _some(answers: Iterable[tuple[str, Response]], share: float) -> Iterator[tuple[str, Response]]:
    every = max(1, round(1 / share))
    for number, one in enumerate(answers):
        if number % every == 0:
            yield one


def migrations_keep_data_and_protections(kind: Kind, _share: float) -> Seen:
    """Every released schema with rows in it, upgraded; its size is that of the history, whatever the share."""
    rows = guards = 0
    lost: list[str] = []
    for revision in RELEASED:
        some, guarded, gone = upgraded(kind, revision)
        rows, guards, lost = rows + some, guards + guarded, [*lost, *(f"{revision}: {one}" for one in gone)]
    control = without_its_triggers(kind)
    for line in lost[:20]:
        print(line)
    words = f"{len(RELEASED)} released schemas: {rows} rows and {guards} protections, {len(lost)} lost or changed"
    caught = f"a table rebuilt without its triggers: {len(control)} protections missed"
    return Seen("migrations_keep_data_and_protections", kind, rows + guards, len(lost) + (not control), words, caught)
