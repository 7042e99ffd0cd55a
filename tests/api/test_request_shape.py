"""What no handler sees: JSON that is too deep, says a thing twice or holds NUL; and askers who ask too often."""

import time
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.limits import Limits, Rate, TooOften
from api.request_shape import MOST_DEEP, json_fault
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PASSWORD, small_office
from tests.harness.people import SignedIn

DEEP = 100_000
WRONG = {
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "unclosed": b"[" * DEEP,
    "a key twice": b'{"username":"a","username":"b","password":"c"}',
    "a key twice inside": b'{"username":{"x":1,"x":2},"password":"c"}',
    "NUL": b'{"username":"a\\u0000","password":"c"}',
    "half a surrogate": b'{"username":"\\ud800","password":"c"}',
    "not UTF-8": b'{"username":"\xff\xfe","password":"c"}',
    "no JSON": b"{username: a}",
    "a number beyond reading": b'{"username":' + b"9" * 10_000 + b"}",
}


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_a_body_of_a_wrong_shape_is_refused_in_words(client: TestClient[Litestar], body: bytes) -> None:
    answer = client.post("/api/session", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"]


def test_without_that_look_a_deep_body_breaks_the_parser(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the look at the body left out."""
    monkeypatch.setattr("api.request_shape.json_fault", lambda _raw: "")
    answer = client.post("/api/session", content=WRONG["deep lists"], headers={"Content-Type": "application/json"})
    twice = client.post("/api/session", content=WRONG["a key twice"], headers={"Content-Type": "application/json"})
    assert answer.status_code == 500 or twice.status_code == 401


@pytest.mark.parametrize("path", ["/api/cases?q=%00", "/api/cases/%00", "/cases?q=a%ED%A0%80", "/api/people?q=%ff"])
def test_an_address_that_cannot_be_read_is_refused(
    client: TestClient[Litestar], clock: MovableClock, path: str
) -> None:
    assert SignedIn(client, clock, "clerk").get(path).status_code == 400


def test_a_quotation_mark_without_an_end_is_read_once() -> None:
    started = time.perf_counter()
    assert json_fault(b'"' + b'\\"' * 400_000) == "The body is not JSON."
    assert time.perf_counter() - started < 5


def test_what_people_send_is_left_alone() -> None:
    assert json_fault(b'{"a": [1, {"b": "[[[[{{{{\\" \\u00e9"}]}') == ""
    assert json_fault(b"[" * MOST_DEEP + b"]" * MOST_DEEP) == ""
    assert json_fault(b"[" * (MOST_DEEP + 1) + b"]" * (MOST_DEEP + 1)) != ""


def test_a_bucket_fills_again_with_time_and_is_each_askers_own() -> None:
    limits = Limits({"search": Rate(burst=3, per_minute=6)})
    for _ in range(3):
        limits.take("search", "anna", START)
    with pytest.raises(TooOften) as refused:
        limits.take("search", "anna", START)
    assert refused.value.wait == 10
    limits.take("search", "ben", START)
    limits.take("search", "anna", START + timedelta(seconds=10))


def test_who_searches_too_often_is_told_how_long_to_wait(
    application: Litestar, client: TestClient[Litestar], clock: MovableClock
) -> None:
    application.state.services.limits.rates["search"] = Rate(burst=5, per_minute=6)
    clerk, intake = SignedIn(client, clock, "clerk"), SignedIn(client, clock, "intake")
    answers = [clerk.get("/api/search?q=juror") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "10"
    assert "Wait 10 seconds" in answers[-1].json()["detail"]
    assert "Wait 10 seconds" in clerk.get("/search?q=juror").text
    assert intake.get("/api/search?q=juror").status_code == 200
    clock.advance(seconds=10)
    assert clerk.get("/api/search?q=juror").status_code == 200


def test_one_address_cannot_try_names_without_end(application: Litestar, client: TestClient[Litestar]) -> None:
    application.state.services.limits.rates["sign_in"] = Rate(burst=10, per_minute=6)
    tries = [client.post("/api/session", json={"username": f"n{n}", "password": PASSWORD}) for n in range(12)]
    assert [one.status_code for one in tries] == [401] * 10 + [429] * 2


def test_exports_are_rationed(application: Litestar, client: TestClient[Litestar], clock: MovableClock) -> None:
    application.state.services.limits.rates["export"] = Rate(burst=2, per_minute=6)
    clerk = SignedIn(client, clock, "clerk")
    assert [clerk.get("/cases.csv").status_code for _ in range(3)] == [200, 200, 429]
