"""The description of the JSON interface: every body and every refusal of an act is in it, and what it says is so."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.acts import REGISTRY
from tests.harness.casework import PNG
from tests.harness.databases import Fill
from tests.harness.filing import Filing
from tests.harness.office import small_office

JSON, FORM = "application/json", "multipart/form-data"
REFUSALS = {"400", "401", "403", "404", "409", "412", "413", "422", "428", "503"}


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def manual(office: Filing) -> dict[str, Any]:
    found: dict[str, Any] = office.as_("supervisor").get("/api/openapi.json").json()
    return found


def refs(part: Any) -> Iterator[str]:
    """Everything that a part of the description refers to."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            else:
                yield from refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from refs(value)


def test_every_act_describes_its_body_and_each_of_its_refusals(manual: dict[str, Any]) -> None:
    acts = [act for declared in REGISTRY.values() for act in declared]
    assert len(acts) > 80
    for act in acts:
        operation = manual["paths"]["/api" + act.json_href("{number}")]["post"]
        assert set(operation["responses"]) >= REFUSALS, act.path
        assert set(operation["requestBody"]["content"]) == {FORM if act.file_field else JSON}, act.path


def test_nothing_that_the_description_refers_to_is_missing(manual: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in manual["components"]["schemas"]}
    assert set(refs(manual)) - known == set()


def test_a_report_is_filed_as_either_of_the_two_kinds_of_body(office: Filing, manual: dict[str, Any]) -> None:
    content = manual["paths"]["/api/reports"]["post"]["requestBody"]["content"]
    assert set(content) == {JSON, FORM}
    form = content[FORM]
    assert form["schema"]["required"] == ["report"]
    assert form["schema"]["properties"]["report"] == content[JSON]["schema"]
    assert form["encoding"]["report"] == {"contentType": JSON}
    body = office.report(office.named("respondent"))
    person = office.as_("supervisor")
    assert person.post("/api/reports", json=body).status_code == 201
    parts = {"report": (None, json.dumps(body), JSON), "file": ("shot.png", PNG, "image/png")}
    assert person.post("/api/reports", files=parts).status_code == 201


def test_a_report_that_is_no_report_is_refused_in_either_kind(office: Filing) -> None:
    person = office.as_("supervisor")
    assert person.post("/api/reports", json={"narrative": 3}).status_code == 400
    assert person.post("/api/reports", files={"report": (None, "[]", JSON)}).status_code == 400


def test_a_part_that_holds_a_file_is_described_as_one(manual: dict[str, Any]) -> None:
    draft = manual["paths"]["/api/drafts/{draft_id}/files"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert draft["required"] == ["file"]
    assert draft["properties"]["file"]["format"] == "binary"
    evidence = manual["paths"]["/api/cases/{number}/evidence"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert evidence["properties"]["file"]["format"] == "binary"
    assert {"file", "kind"} <= set(evidence["required"])
