"""The reference files: the neutral ones load, and every fault is named with its file and entry."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from db.domain.reference import DEFAULT_FOLDER, FILES, InvalidReferenceError, load_reference
from db.domain.retention import missing_for_destruction, rule_for
from db.domain.stage import Track
from tests.domain.given import REFERENCE, codes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office's own copy."""
    return Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "reference"))


def change(folder: Path, name: str, before: str, after: str) -> None:
    """Replace the first such text of a file, which must be there."""
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), "utf-8")


def faults(folder: Path) -> tuple[str, ...]:
    """What loading the folder complains of."""
    with pytest.raises(InvalidReferenceError) as refused:
        load_reference(folder)
    return refused.value.faults


def test_the_neutral_files_load_whole(folder: Path) -> None:
    assert load_reference(folder) == REFERENCE
    assert len(REFERENCE.taxonomy.categories) == 13
    assert len(REFERENCE.deadlines) == 34
    assert [one.code for one in REFERENCE.procedure(Track.LICENCE).instances] == ["panel_recommendation", "board_order"]
    assert REFERENCE.procedure("employer").first.is_single
    assert REFERENCE.taxonomy.subtype("not_sure").category == "unclassified"


FIRST = "deadlines.toml, rule preserve_evidence: "
SUBTYPE = "taxonomy.toml, category case_information, subtype nonpublic_facts: "
NEEDS = "needs must name some of amount, amount_or_indefinite, effective_on, paid_or_unpaid, not luck"
TWO_INSTANCES = 'instances = ["panel_recommendation", "board_order"]'

CHANGES = [
    ("taxonomy.toml", "severity = 3", "severity = 9", SUBTYPE + "severity must be from 1 to 4, not 9"),
    (
        "taxonomy.toml",
        'standards = ["4.2", "5.2"]',
        'standards = ["4.9"]',
        SUBTYPE + "standards names 4.9, which guidance.toml does not have",
    ),
    (
        "taxonomy.toml",
        'code = "evidence_shown"',
        'code = "nonpublic_facts"',
        "taxonomy.toml: sub-type nonpublic_facts stands twice",
    ),
    (
        "taxonomy.toml",
        'label = "Information about a case"\n',
        "",
        "taxonomy.toml, category case_information: label is missing",
    ),
    ("deadlines.toml", "days = 1\n", "days = 0\n", FIRST + "days must be 1 or more, not 0"),
    (
        "deadlines.toml",
        'track = "any"',
        'track = "federal"',
        FIRST + "track must be one of any, employer, licence, not federal",
    ),
    (
        "deadlines.toml",
        'who_must_act = "intake"',
        'who_must_act = "nobody"',
        FIRST + "who_must_act names nobody, nobody's role",
    ),
    (
        "deadlines.toml",
        "valid_from = 2020-01-01",
        'valid_from = "2020"',
        FIRST + "valid_from must be a date such as 2026-01-31",
    ),
    ("deadlines.toml", "goal_days", "gaol_days", "deadlines.toml, rule screen: gaol_days is not known here"),
    ("guidance.toml", '"remorse"', '"pattern"', "guidance.toml, factors: factor pattern stands twice"),
    (
        "procedures.toml",
        TWO_INSTANCES,
        'instances = ["panel_recommendation", "court"]',
        "procedures.toml, track licence: instances names court, which is not defined",
    ),
    (
        "procedures.toml",
        "quorum = 3",
        "quorum = 4",
        "procedures.toml, instance panel_recommendation: quorum must be from 1 to 3, not 4",
    ),
    (
        "procedures.toml",
        'proof = "preponderance"',
        'proof = "clear_and_convincing"',
        "procedures.toml, track employer: proof is clear_and_convincing, but sanctions.toml says another",
    ),
    (
        "sanctions.toml",
        'needs = ["effective_on"]',
        'needs = ["luck"]',
        f"sanctions.toml, track employer, sanction termination: {NEEDS}",
    ),
    (
        "retention.toml",
        "years = 3",
        "years = 3\ndays = 3",
        "retention.toml, rule report_dismissed_at_screening: give either years or days",
    ),
]


@pytest.mark.parametrize(("name", "before", "after", "fault"), CHANGES)
def test_a_fault_is_named_with_its_file_and_entry(folder: Path, name: str, before: str, after: str, fault: str) -> None:
    change(folder, name, before, after)
    assert faults(folder) == (fault,)


def test_wrong_syntax_is_named_with_its_line(folder: Path) -> None:
    change(folder, "retention.toml", "[[rule]]", "[[rule]")
    (fault,) = faults(folder)
    assert fault.startswith("retention.toml: wrong syntax: ")
    assert "(at line 2, column " in fault


def test_every_fault_is_named_at_once(folder: Path) -> None:
    change(folder, "taxonomy.toml", "severity = 3", "severity = 0")
    change(folder, "deadlines.toml", "days = 14", 'days = "two weeks"')
    assert len(faults(folder)) == 2


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert faults(folder) == (f"{name}: the file is missing",)


def test_labels_have_us_spelling() -> None:
    taxonomy = [one.label for one in REFERENCE.taxonomy.subtypes]
    kinds = [kind.label for track in REFERENCE.sanctions for kind in track.kinds]
    deadlines = [rule.label for rule in REFERENCE.deadlines]
    british = ("licence", "counselling", "offence", "defence", "behaviour", "judgement", "organis")
    for label in (*taxonomy, *kinds, *deadlines, *(track.label for track in REFERENCE.sanctions)):
        assert not any(word in label.lower() for word in british), label


def test_a_record_is_destroyed_after_its_time_without_hold_and_with_approvals() -> None:
    rule = rule_for(REFERENCE.retention, "case_dismissed_or_diverted", "employer", date(2026, 11, 22))
    assert rule
    assert rule.due_on(date(2024, 2, 29)) == date(2027, 2, 28)
    early = missing_for_destruction(rule, date(2024, 2, 29), date(2026, 11, 22), holds=["Litigation"], approvals=1)
    assert codes(early) == ["not_due", "on_hold", "approvals"]
    assert missing_for_destruction(rule, date(2020, 1, 1), date(2026, 11, 22), holds=[], approvals=2) == ()
    assert rule_for(REFERENCE.retention, "unheard_of", "employer", date(2026, 11, 22)) is None
