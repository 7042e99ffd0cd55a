"""The historic import by its command, and the real complaint records read back over HTTP by the leader."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api import cli
from db.models import Coverage, Event, Incident, LedgerEntry, Person, SourceCategory, SourceRecord
from db.session import Sessions
from tests.harness.databases import Database, Fill
from tests.harness.office import small_office
from tests.harness.people import SignedIn

RECORDS = Path(__file__).parents[1] / "data" / "copa_2019_2022"
EXPECTED: dict[str, Any] = json.loads((RECORDS / "expected.json").read_text(encoding="utf-8"))
NAMES = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Run = Callable[..., int]


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command `probity import` on the test's database."""
    monkeypatch.setenv("PROBITY_DATABASE_URL", database.url)

    def command(folder: Path, *more: str) -> int:
        return cli.main(["import", str(folder), "--mapping", str(folder / "mapping.toml"), *more])

    return command


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A few rows of every kind of trouble, under the same mapping."""
    folder = tmp_path / "few"
    folder.mkdir()
    shutil.copy(RECORDS / "mapping.toml", folder)
    head = (RECORDS / "cases.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = [
        "A1,2020-01-05,2020-01-06,2020-03-01,Bias,Complaint Register,Civilian,,Case Final,05A",
        "A1,2020-01-05,2020-01-06,2020-03-01,Traffic,Complaint Register,Civilian,,Case Final,05B",
        "A2,2020-02-05,2020-02-01,,Bias,Complaint Register,Robot,,Pending Investigation,",
        "A3,1999-02-05,2020-02-01,2020-01-01,,Notification,Civilian,,Closed at COPA,",
        "A4,,2020-02-01,2020-02-09,,Notification,Civilian,,Pending Investigation,",
        ",2020-02-05,2020-02-01,,Bias,Notification,Civilian,,Case Final,",
        "A5,2020-02-05,soon,,Bias,Notification,Civilian,,Case Final,",
        "A6,2020-02-05,2023-02-05,,Bias,Notification,Civilian,,Case Final,",
        "A7,2020-02-05",
    ]
    (folder / "cases.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    top = (RECORDS / "allegations.csv").read_text(encoding="utf-8").splitlines()[0]
    lines = ["1,A1,7,,,,05A,Bias,,,,", "2,A1,7,,,,05A,Bias,,,,", "2,A1,7,,,,05A,Bias,,,,", "3,A9,7,,,,05A,Bias,,,,"]
    (folder / "allegations.csv").write_text("\n".join([top, *lines]) + "\n", encoding="utf-8")
    return folder


def counts(sessions: Sessions) -> dict[str, int]:
    models = (Coverage, Incident, SourceRecord, SourceCategory, LedgerEntry, Event, Person)
    with sessions.reading() as session:
        return {one.__tablename__: session.scalar(select(func.count()).select_from(one)) or 0 for one in models}


def read_csv(leader: SignedIn, name: str) -> list[dict[str, str]]:
    answer = leader.get(f"/trends/figures/{name}.csv?source=copa_2019_2022&period=all")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_real_records_imported_twice_answer_as_expected_over_http(
    run: Run, sessions: Sessions, signed_in: Callable[[str], SignedIn], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(RECORDS) == 0
    said = capsys.readouterr().out
    rows, quality = EXPECTED["rows"], EXPECTED["quality"]
    assert f"Read {rows['raw_rows']:,} rows of cases.csv." in said
    assert f"They make {rows['cases']:,} reports and {rows['allegations']:,} allegation rows." in said
    assert "Refused 0 rows." in said
    assert f"Kept and marked {quality['missing_incident']}: has no day of the incident." in said
    assert f"Kept and marked {quality['received_before_incident']}: was received before its incident." in said
    assert f"Kept and marked {quality['incident_before_2015']}: its incident lies before" in said
    assert f"Kept and marked {quality['allegation_rows_exact_duplicates_case_subject_code']:,}: repeats" in said
    first = counts(sessions)
    assert (first["incident"], first["source_record"]) == (rows["cases"], rows["cases"] + rows["allegations"])

    assert run(RECORDS) == 0
    assert "Nothing is new" in capsys.readouterr().out
    assert counts(sessions) == first

    leader = signed_in("leader")
    _months_categories_and_statuses(leader)
    _survival(leader)
    _backlog(leader)


def _months_categories_and_statuses(leader: SignedIn) -> None:
    months = read_csv(leader, "rate")
    found = {}
    for row in months:
        month, year = row["period"].split()
        found[f"{year}-{NAMES.index(month):02d}"] = int(row["reports"])
        assert row["rate"] == "not known: no roster"
        assert row["refused"].startswith("A rate needs to know how many people worked there")
    assert found == EXPECTED["monthly_cases"]
    categories = read_csv(leader, "categories")
    assert {row["category"]: int(row["total"]) for row in categories} == EXPECTED["cases_by_category"]
    assert {row["step"]: int(row["reports"]) for row in read_csv(leader, "funnel")} == EXPECTED["status"]


def _survival(leader: SignedIn) -> None:
    table = {row["group"]: row for row in read_csv(leader, "disposition")}
    kinds = {name: int(row["n"]) for name, row in table.items() if name != "All reports, received to closed"}
    assert kinds == EXPECTED["case_type"]
    groups = {"All reports, received to closed": EXPECTED["km_all"], **EXPECTED["km_by_case_type"]}
    for name, wanted in groups.items():
        row = table[name]
        assert [int(row[key]) for key in ("n", "ended", "still_waiting")] == [
            wanted[key] for key in ("n", "events", "censored")
        ]
        days = [float(row[key]) for key in ("median_days", "median_low", "median_high", "p25_days", "p75_days")]
        assert days == [wanted["median"], *wanted["median_ci95"], wanted["p25"], wanted["p75"]]
        assert row["p90_days"] == "not reached"
        for day, share in wanted["S_at"].items():
            assert float(row[f"waiting_at_{day}"]) == pytest.approx(share, abs=1e-6)
        assert float(row["restricted_mean_730"]) == pytest.approx(wanted["restricted_mean_730"], abs=1e-6)


def _backlog(leader: SignedIn) -> None:
    rows = read_csv(leader, "backlog")
    ages = {row["group"]: int(row["open"]) for row in rows if row["by"] == "Age"}
    wanted = {age.replace(">", "over ") + " days": count for age, count in EXPECTED["backlog_2022-09-30"].items()}
    assert ages == wanted


def test_a_dry_run_says_every_refused_and_doubtful_row_and_writes_nothing(
    run: Run, small: Path, sessions: Sessions, capsys: pytest.CaptureFixture[str]
) -> None:
    before = counts(sessions)
    assert run(small, "--dry-run") == 0
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("refused", "doubtful"))]
    assert said == [
        "refused: cases.csv, line 7, no id: has no id.",
        "refused: cases.csv, line 8, A5: its day of receipt 'soon' cannot be read.",
        "refused: cases.csv, line 9, A6: was received on 2023-02-05, after the source was taken on 2022-09-30.",
        "refused: cases.csv, line 10, no id: has too many or too few columns.",
        "doubtful: cases.csv, line 4, A2: was received before its incident.",
        "doubtful: cases.csv, line 5, A3: its incident lies before the first plausible day.",
        "doubtful: cases.csv, line 5, A3: was closed before it was received.",
        "doubtful: cases.csv, line 6, A4: has no day of the incident.",
        "doubtful: cases.csv, line 6, A4: is open by its status but has a closing day.",
        "doubtful: allegations.csv, line 3, 2: repeats another row of the same case (1).",
        "refused: allegations.csv, line 4, 2: its id came before.",
        "refused: allegations.csv, line 5, 3: its case 'A9' is not among the cases.",
    ]
    assert counts(sessions) == before


def test_contradictory_dates_are_kept_and_marked(run: Run, small: Path, sessions: Sessions) -> None:
    people = counts(sessions)["person"]
    assert run(small) == 0
    with sessions.reading() as session:
        found = session.execute(
            select(SourceRecord.external_id, Incident)
            .join(Incident, Incident.id == SourceRecord.incident_id)
            .where(SourceRecord.kind == "case")
        ).all()
        by_id = {row[0]: row[1] for row in found}
        assert set(by_id) == {"A1", "A2", "A3", "A4"}
        odd = by_id["A3"]
        assert (str(odd.incident_on), str(odd.source_closed_on)) == ("1999-02-05", "2020-01-01")
        assert odd.date_marks == ["incident_long_ago", "closed_before_received"]
        assert (odd.origin, odd.source_status, odd.source_kind) == ("imported", "Closed at COPA", "Notification")
        assert (by_id["A1"].source, by_id["A2"].source) == ("public", "Robot")
        words = session.scalars(select(SourceCategory.label).where(SourceCategory.incident_id == by_id["A1"].id))
        assert sorted(words) == ["Bias", "Traffic"]
    assert counts(sessions)["person"] == people  # respondents who are not identified make no Person


def test_a_whole_import_is_one_act_with_a_line_on_each_reports_timeline(
    run: Run, small: Path, sessions: Sessions
) -> None:
    before = counts(sessions)
    assert run(small) == 0
    after = counts(sessions)
    assert after["ledger_entry"] - before["ledger_entry"] == 1
    with sessions.reading() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.event == "import:run")).one()
        assert entry.actor == "system:import"
        names = session.scalars(select(Event.name).where(Event.entry_id == entry.id)).all()
    assert names == ["report:imported"] * 4


def test_what_the_source_has_changed_is_updated_and_what_is_new_is_added(
    run: Run, small: Path, sessions: Sessions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(small) == 0
    path = small / "cases.csv"
    text = path.read_text(encoding="utf-8").replace(
        "2020-02-01,,Bias,Complaint Register,Robot,,Pending",
        "2020-02-01,2020-08-08,Bias,Complaint Register,Robot,,Done",
    )
    path.write_text(text + "A8,2020-02-05,2020-02-06,,Bias,Notification,Civilian,,Case Final,\n", encoding="utf-8")
    capsys.readouterr()
    assert run(small) == 0
    assert "New reports: 1. Changed: 1. Already in: 3." in capsys.readouterr().out
    with sessions.reading() as session:
        changed = session.scalars(select(Incident).where(Incident.source_status == "Done Investigation")).one()
        assert (str(changed.source_closed_on), changed.status) == ("2020-08-08", "closed")
    assert counts(sessions)["incident"] == 5


def test_an_error_in_the_middle_leaves_nothing_behind(
    run: Run, small: Path, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts(sessions)
    monkeypatch.setattr(
        "api.imports.service.category_row", lambda incident, word: {"id": None, "incident_id": incident, "label": word}
    )
    with pytest.raises(Exception, match=r"(?i)null"):
        run(small)
    assert counts(sessions) == before


def test_every_fault_of_a_mapping_is_named_and_nothing_is_read(
    run: Run, small: Path, sessions: Sessions, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = (small / "mapping.toml").read_text(encoding="utf-8")
    wrong = mapping.replace("as_of_on = 2022-09-30", 'as_of_on = "soon"').replace(
        '"Civilian" = "public"', '"Civilian" = "crowd"'
    )
    (small / "mapping.toml").write_text(
        wrong.replace('keep = ["unit"', 'color = "red"\nkeep = ["unit"'), encoding="utf-8"
    )
    assert run(small) == 2
    said = capsys.readouterr().out
    assert "mapping.toml, [source]: as_of_on must be a date such as 2022-09-30" in said
    assert "mapping.toml, [cases]: reporters maps 'Civilian' to 'crowd'" in said
    assert "mapping.toml, [allegations]: nobody knows color" in said
    assert counts(sessions)["incident"] == 0


def test_a_missing_column_is_named(run: Run, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small / "cases.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("received_date", "came", 1), encoding="utf-8")
    assert run(small) == 2
    assert "cases.csv has no column 'received_date'" in capsys.readouterr().out


def test_imported_records_stay_out_of_the_offices_own_figures(
    run: Run, small: Path, signed_in: Callable[[str], SignedIn]
) -> None:
    clerk = signed_in("clerk")
    before = clerk.get("/api/trends/figures?period=all").content
    assert run(small) == 0
    assert clerk.get("/api/trends/figures?period=all").content == before
