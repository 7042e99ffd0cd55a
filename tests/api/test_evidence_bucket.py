"""An office whose evidence is in a bucket: filed, handed out, backed up, and told when the service is away."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.doctor import examine
from api.services import evidence_store
from api.settings import SettingError, Settings
from tests.api.test_backup import command
from tests.harness.bucket import Service, served_bucket
from tests.harness.databases import Database, Fill
from tests.harness.filing import PNG, Filing
from tests.harness.office import small_office
from tests.harness.serving import settings_for


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def service() -> Iterator[Service]:
    with served_bucket() as found:
        yield found


@pytest.fixture
def settings(database: Database, tmp_path: Path, service: Service) -> Settings:
    bucket = service.bucket
    return replace(
        settings_for(database, tmp_path),
        evidence_bucket=f"s3://{bucket.name}/{bucket.prefix}",
        s3_endpoint=bucket.endpoint,
        s3_access_key=bucket.access_key,
        s3_secret_key=bucket.secret_key,
    )


def test_evidence_is_filed_into_the_bucket_and_a_backup_takes_it_out(
    office: Filing, settings: Settings, tmp_path: Path
) -> None:
    office.filed(office.named("respondent"))
    (stored,) = {one.sha256 for one in evidence_store(settings).names()}
    assert b"".join(evidence_store(settings).open(stored)) == PNG
    assert command(settings, "backup", str(tmp_path / "backups")) == 0
    assert [path.name for path in (tmp_path / "backups" / "evidence").glob("??/*")] == [stored]


def test_a_filing_while_the_service_is_away_is_answered_with_503_and_not_kept(office: Filing, service: Service) -> None:
    form = {"report": json.dumps(office.report(office.named("respondent")))}
    supervisor = office.as_("supervisor")
    service.stop()
    answer = supervisor.post("/api/reports", data=form, files={"file": ("shot.png", PNG, "image/png")})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was saved" in answer.text


def test_doctor_says_whether_the_bucket_answers_and_shows_no_key(settings: Settings, service: Service) -> None:
    found = {row.name: row for row in examine(settings)}
    assert found["evidence bucket"].is_good
    assert not any("invented" in row.value for row in found.values())
    service.stop()
    assert not {row.name: row for row in examine(settings)}["evidence bucket"].is_good


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"evidence_bucket": "bucket"}, "s3://BUCKET"),
        ({"s3_endpoint": "objects.example"}, "such as https://"),
        ({"s3_endpoint": "http://objects.example"}, "must begin with https://"),
        ({"s3_access_key": "alone"}, "go together"),
    ],
)
def test_a_wrong_setting_of_the_bucket_stops_the_start(wrong: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        Settings(**wrong)
