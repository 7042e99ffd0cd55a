"""The mapping of a historic import: the example in the tree reads, and days are read by the source's own formats."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.domain.import_mapping import InvalidMappingError, load_mapping
from db.domain.import_reading import MARKS, parse_day, read_batch

EXAMPLE = Path(__file__).parents[2] / "db" / "reference" / "import_example.toml"


def test_the_example_mapping_reads_whole() -> None:
    mapping = load_mapping(EXAMPLE)
    assert mapping.source.code == "old_register"
    assert mapping.cases.reporters == {"Citizen": "public", "Employee": "colleague"}
    assert mapping.allegations is not None
    assert not mapping.source.is_published


def test_a_day_is_read_by_the_first_format_that_fits_and_never_guessed() -> None:
    source = load_mapping(EXAMPLE).source
    assert parse_day("2021-03-04", source) == date(2021, 3, 4)
    assert parse_day("03/04/2021", source) == date(2021, 3, 4)
    assert parse_day("N/A", source) is None
    with pytest.raises(ValueError, match="4 March"):
        parse_day("4 March", source)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('code = "office"', "code must be"),
        ("until_on = 2030-01-01", "must follow each other"),
        ("published = 1", "published must be true or false"),
        ('date_formats = "%Y"', "date_formats must be a list"),
    ],
)
def test_a_fault_of_the_source_names_its_entry(tmp_path: Path, line: str, fault: str) -> None:
    name = line.split(" =", maxsplit=1)[0]
    lines = [line if row.startswith(f"{name} =") else row for row in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    path = tmp_path / "m.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InvalidMappingError) as found:
        load_mapping(path)
    assert any(fault in one and "[source]" in one for one in found.value.faults)


def test_a_fault_of_syntax_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text("[source]\ncode =\n", encoding="utf-8")
    with pytest.raises(InvalidMappingError, match="line 2"):
        load_mapping(path)


def test_two_reports_of_one_day_about_one_known_person_may_be_one_event(tmp_path: Path) -> None:
    folder = tmp_path
    head = "complaint_no,received,occurred,closed,status,type,complainant,category,second_category,district"
    rows = [f"C{n},2020-05-0{day},,,Open,,Citizen,Bias,,1" for n, day in ((1, 1), (2, 1), (3, 2), (4, 1))]
    (folder / "complaints.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    top = "allegation_no,complaint_no,officer_no,category,finding,penalty"
    lines = ["1,C1,7,Bias,,", "2,C2,7,Bias,,", "3,C3,7,Bias,,", "4,C4,0,Bias,,", "5,C1,0,Bias,,"]
    (folder / "allegations.csv").write_text("\n".join([top, *lines]), encoding="utf-8")
    batch = read_batch(folder, load_mapping(EXAMPLE))
    marked = {external for external, case in batch.cases.items() if "maybe_duplicate" in case.marks}
    assert marked == {"C1", "C2"}  # not the next day, and not the person nobody knows
    assert all(code in MARKS for case in batch.cases.values() for code in case.marks)
