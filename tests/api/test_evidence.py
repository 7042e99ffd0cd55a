"""Files: told by content, kept with a draft, handed out by permission, and never when they changed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from api.settings import Settings
from db.models import CustodyEvent, Evidence, EvidenceRestriction, LedgerEntry
from db.session import Sessions
from tests.harness.databases import Fill
from tests.harness.filing import PNG, Filing
from tests.harness.office import small_office

READERS = ("intake", "investigator", "clerk")
OTHERS = ("investigator_two", "supervisor", "respondent", "leader", "admin")


@pytest.fixture
def fill() -> Fill:
    return small_office


def only_evidence(sessions: Sessions) -> Evidence:
    with sessions.reading() as session:
        return session.scalars(select(Evidence)).one()


def test_a_file_is_handed_out_as_it_came_and_never_opened(office: Filing, sessions: Sessions) -> None:
    office.filed(office.named("respondent"))
    answer = office.as_("intake").get(f"/evidence/{only_evidence(sessions).id}")
    assert answer.content == PNG
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    with sessions.reading() as session:
        chain = session.scalars(select(CustodyEvent.kind).order_by(CustodyEvent.at)).all()
        events = session.scalars(select(LedgerEntry.event)).all()
    assert sorted(chain) == ["copied", "hashed", "received"]
    assert "evidence:custody_recorded" in events


def test_only_readers_of_the_matter_take_a_file_out(office: Filing, sessions: Sessions) -> None:
    number = office.filed(office.named("respondent"), office.named("witness", "witness"))
    path = f"/evidence/{only_evidence(sessions).id}"
    assert office.as_("investigator").get(path).status_code == 404
    office.checked(number)
    office.opened(number, office.respondents(number)[0])
    found = {
        user: office.as_(user).get(path).status_code
        for user in (
            "intake",
            "investigator",
            "clerk",
            "investigator_two",
            "supervisor",
            "respondent",
            "leader",
            "admin",
        )
    }
    assert found == {**dict.fromkeys(READERS, 200), **dict.fromkeys(OTHERS, 404)}


def test_a_walled_clerk_finds_no_file(office: Filing, sessions: Sessions) -> None:
    office.filed(office.named("clerk"))
    path = f"/evidence/{only_evidence(sessions).id}"
    assert office.as_("intake").get(path).status_code == 200
    assert office.as_("clerk").get(path).status_code == 404


def test_a_sealed_file_goes_to_those_the_order_names(office: Filing, sessions: Sessions) -> None:
    office.filed(office.named("respondent"))
    evidence = only_evidence(sessions)
    with sessions.writing() as session:
        session.begin_act("hold:placed", actor="system:test", at=office.clock.now())
        readers = [office.person("clerk")]
        session.add(EvidenceRestriction(evidence_id=evidence.id, kind="sealed", order="Order 1", readers=readers))
    path = f"/evidence/{evidence.id}"
    assert office.as_("clerk").get(path).status_code == 200
    assert office.as_("intake").get(path).status_code == 404


def test_a_file_that_changed_on_the_disk_is_not_handed_out(
    office: Filing, sessions: Sessions, settings: Settings
) -> None:
    office.filed(office.named("respondent"))
    evidence = only_evidence(sessions)
    stored = next(path for path in Path(settings.evidence_dir).rglob(evidence.sha256) if path.is_file())
    held = bytearray(stored.read_bytes())
    held[len(held) // 2] ^= 1
    stored.chmod(0o600)
    stored.write_bytes(bytes(held))
    answer = office.as_("intake").get(f"/evidence/{evidence.id}")
    assert answer.status_code == 409
    assert PNG not in answer.content


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("shot.png", PNG, 201),
        ("notes.txt", b"What I saw.", 201),
        ("page.warc.gz", None, 201),
        ("mail.eml", b"From: a@b.example\r\nSubject: x\r\n\r\nText", 201),
        ("shot.png", b"<svg onload=alert(1)>", 415),
        ("page.pdf", b"<!doctype html><script>1</script>", 415),
        ("run.png", b"MZ\x90\x00\x03\x00\x00\x00", 415),
        ("archive.wacz", b"PK\x03\x04" + bytes(22) + b"\x08\x00\x00\x00evil.exe", 415),
        ("nothing.png", b"", 422),
    ],
)
def test_files_are_taken_by_what_they_are(office: Filing, name: str, body: bytes | None, status: int) -> None:
    import gzip

    supervisor = office.as_("supervisor")
    draft = supervisor.post("/api/drafts", json={}).json()["id"]
    content = gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n") if body is None else body
    answer = supervisor.post(f"/api/drafts/{draft}/files", files={"file": (name, content, "image/png")})
    assert answer.status_code == status, answer.text


def test_a_name_never_leaves_its_folder(office: Filing) -> None:
    supervisor = office.as_("supervisor")
    draft = supervisor.post("/api/drafts", json={}).json()["id"]
    files = {"file": ("..\\..\\etc/passwd.png", PNG, "image/png")}
    assert supervisor.post(f"/api/drafts/{draft}/files", files=files).json()["name"] == "passwd.png"


def test_nobody_adds_to_the_draft_of_another(office: Filing) -> None:
    draft = office.as_("supervisor").post("/api/drafts", json={}).json()["id"]
    other = office.as_("supervisor_two")
    files = {"file": ("shot.png", PNG, "image/png")}
    assert other.post(f"/api/drafts/{draft}/files", files=files).status_code == 404
    assert other.get(f"/api/drafts/{draft}").status_code == 404
    assert other.get(f"/reports/drafts/{draft}/who").status_code == 404
