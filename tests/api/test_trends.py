"""The dashboard over HTTP: who reads it, what it shows, its filters, its exports, and walls that leave no trace."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from analytics.figures import BUILDERS
from api.app import create_app
from db.models import Account, Incident, LedgerEntry, MatterRelation, Person
from db.session import Sessions
from tests.analytics import records
from tests.harness import databases
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill, Kind
from tests.harness.office import PARTS
from tests.harness.people import SignedIn
from tests.harness.serving import settings_for

As = Callable[[str], SignedIn]
FILTERS = (
    "",
    "?period=all",
    "?period=all&count_by=posted",
    "?category=case_information",
    "?unit=Trials",
    "?track=employer",
)


@pytest.fixture
def fill() -> Fill:
    return records.fill


def page_of(person: SignedIn, query: str = "") -> str:
    answer = person.get(f"/trends{query}")
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def test_the_leader_reads_a_sentence_tiles_filters_and_every_figure(signed_in: As) -> None:
    page = page_of(signed_in("leader"))
    assert "<h1" in page
    assert "reports in the last 12 months" in page
    assert page.count('class="tile"') <= 6
    assert "Showing" in page
    for name in BUILDERS:
        assert f'id="{name}"' in page, name


@pytest.mark.parametrize("user", ["supervisor", "intake", "investigator", "respondent", "admin", "chair", "hr"])
def test_others_do_not_read_figures(signed_in: As, user: str) -> None:
    person = signed_in(user)
    for path in ("/trends", "/api/trends/figures", "/api/trends/figures/rate", "/trends/figures/rate.csv"):
        assert person.get(path).status_code == 403, path


def test_without_signing_in_there_is_nothing(client: Any) -> None:
    assert client.get("/api/trends/figures").status_code == 401
    assert client.get("/trends/figures/rate.csv", follow_redirects=False).status_code in (302, 303, 401)


def test_a_figure_as_json_has_the_numbers_of_its_csv(signed_in: As) -> None:
    clerk = signed_in("clerk")
    for name in BUILDERS:
        item = clerk.get(f"/api/trends/figures/{name}?period=all").json()
        rows = list(csv.reader(io.StringIO(clerk.get(f"/trends/figures/{name}.csv?period=all").text)))
        assert rows[0][: len(item["columns"])] == [column["key"] for column in item["columns"]]
        assert len(rows) == len(item["rows"]) + 1


def test_an_unknown_figure_is_not_found(signed_in: As) -> None:
    clerk = signed_in("clerk")
    assert clerk.get("/api/trends/figures/none").status_code == 404
    assert clerk.get("/trends/figures/none.csv").status_code == 404


@pytest.mark.parametrize(
    "query", ["?period=7", "?unit=Moon", "?category=x", "?track=x", "?source=x", "?count_by=x", "?unit=" + "a" * 99]
)
def test_a_filter_that_does_not_exist_is_said_to_and_never_ignored(signed_in: As, query: str) -> None:
    clerk = signed_in("clerk")
    for path in ("/trends", "/api/trends/figures", "/api/trends/figures/rate", "/trends/figures/rate.csv"):
        assert clerk.get(path + query).status_code == 422, path


def test_an_empty_filter_of_the_form_is_no_filter(signed_in: As) -> None:
    clerk = signed_in("clerk")
    plain = re.sub(r"csrf[^>]*>", "", page_of(clerk))
    asked = re.sub(r"csrf[^>]*>", "", page_of(clerk, "?period=36&count_by=reported&unit=&category=&track="))
    assert _steady(plain) == _steady(asked)


def test_filters_are_echoed_kept_in_addresses_and_cleared(signed_in: As) -> None:
    page = page_of(signed_in("clerk"), "?period=all&unit=Trials&count_by=posted")
    assert "reports by date posted" in page
    assert "unit Trials" in page
    assert "/trends/figures/rate.csv?period=all&amp;count_by=posted&amp;unit=Trials" in page
    assert 'href="/trends">Clear all</a>' in page
    assert "Clear all" not in page_of(signed_in("clerk"))


def test_a_filter_narrows_the_count(signed_in: As) -> None:
    clerk = signed_in("clerk")
    whole = clerk.get("/api/trends/figures/funnel?period=all").json()["rows"][0][1]
    on_track = clerk.get("/api/trends/figures/funnel?period=all&track=employer").json()["rows"][0][1]
    assert (whole, on_track) == (records.REPORTS, records.REPORTS // 2)
    nobody = clerk.get("/api/trends/figures/funnel?period=all&unit=Appeals").json()
    assert nobody["refusal"]["status"] == "too_few"


def test_an_export_is_an_act_in_the_record_and_looking_is_not(signed_in: As, sessions: Sessions) -> None:
    def exported() -> int:
        with sessions.reading() as session:
            return session.scalar(select(func.count()).where(LedgerEntry.event == "figure:exported")) or 0

    leader = signed_in("leader")
    page_of(leader)
    assert exported() == 0
    answer = leader.get("/trends/figures/rate.csv")
    assert exported() == 1
    assert answer.headers["content-disposition"] == 'attachment; filename="rate.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_refusal_is_in_words_with_what_there_is_and_what_it_takes(signed_in: As) -> None:
    page = page_of(signed_in("leader"), "?unit=Trials")
    assert 'class="refusal"' in page
    assert "It takes:" in page


def test_small_numbers_are_hidden_from_the_leader_and_shown_to_the_clerk(signed_in: As) -> None:
    leader, clerk = signed_in("leader"), signed_in("clerk")
    hidden = leader.get("/trends/figures/platforms.csv").text + leader.get("/trends/figures/rate.csv").text
    assert "fewer than 5" in hidden
    shown = clerk.get("/trends/figures/rate.csv").text
    assert "fewer than 5" not in shown


def _steady(page: str) -> str:
    """A page without what differs from one request to the next: nonces, tokens, keys, names of the reader."""
    page = re.sub(r'nonce="[^"]*"', "", page)
    page = re.sub(
        r'(name="csrf-token" content|_csrf_token" value|csrf_token" value|X-CSRFToken&?#?3?4?;?"?:)[^>]*>', "", page
    )
    page = re.sub(r'data-seconds-left="\d+"', "", page)
    return re.sub(r"[A-Za-z0-9_-]{32,}", "", page)


def everything(person: SignedIn) -> list[str]:
    found = []
    for query in FILTERS:
        found.append(_steady(page_of(person, query)))
        found.append(person.get(f"/api/trends/figures{query}").text)
        found += [person.get(f"/trends/figures/{name}.csv{query}").text for name in BUILDERS]
    return found


def test_a_walled_leader_sees_figures_as_if_the_matter_did_not_exist(
    signed_in: As, kind: Kind, clock: MovableClock, tmp_path: Path
) -> None:
    """World A holds a matter from which the leader is walled; in world B it was never written."""
    walled = everything(signed_in("leader"))
    with databases.fresh(kind, records.fill_without) as other:
        settings = settings_for(other, tmp_path)
        with TestClient(create_app(settings, clock=clock), base_url=settings.public_url) as client:
            never = everything(SignedIn(client, clock, "leader"))
    assert walled == never


def test_without_the_wall_the_leader_would_see_other_figures(
    signed_in: As, sessions: Sessions, clock: MovableClock
) -> None:
    """The negative control of the test above."""
    walled = everything(signed_in("leader"))
    with sessions.writing() as session:
        session.begin_act("conflict:ruled", actor="system:test", at=clock.now())
        person = session.scalars(select(Person.id).where(Person.name == PARTS["leader"].name)).one()
        for row in session.scalars(select(MatterRelation).where(MatterRelation.person_id == person)):
            row.until_at = clock.now()
    clock.advance(seconds=1)
    assert everything(signed_in("leader")) != walled


def test_a_wall_put_up_now_works_in_the_next_answer(signed_in: As, sessions: Sessions, clock: MovableClock) -> None:
    clerk = signed_in("clerk")
    before = clerk.get("/api/trends/figures/funnel?period=all").json()["rows"][0][1]
    with sessions.writing() as session:
        session.begin_act("content:read", actor="system:test", at=clock.now())
        account = session.scalars(select(Account).where(Account.username == "clerk")).one()
        incident = session.scalars(select(Incident.id).order_by(Incident.received_at)).first()
        session.add(
            MatterRelation(
                person_id=account.person_id, incident_id=incident, kind="recused", from_at=clock.now(), source="recusal"
            )
        )
    assert clerk.get("/api/trends/figures/funnel?period=all").json()["rows"][0][1] == before - 1
