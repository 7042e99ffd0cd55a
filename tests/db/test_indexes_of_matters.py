"""Indexes that leave out what no look-up wants: they are found by whatever is looked up, and a filing writes none."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, Table, select

from db.destroying import changes_of_many_rows, changes_of_rows
from db.domain.relation import RelationKind
from db.models import LedgerChange
from db.models.base import Base
from db.session import Sessions
from tests.harness.plans import plan


def _where_filled() -> list[tuple[str, Table, list[Column[Any]]]]:
    """(name, table, columns) of every index that holds only rows in which one of its columns is filled."""
    found = [
        (str(index.name), table, list(index.columns))
        for table in Base.metadata.sorted_tables
        for index in table.indexes
        if str(index.dialect_options["sqlite"]["where"]).endswith(" IS NOT NULL") and not index.unique
    ]
    return sorted(found, key=lambda row: row[0])


@pytest.mark.parametrize(("name", "table", "columns"), [pytest.param(*row, id=row[0]) for row in _where_filled()])
def test_a_look_up_by_its_column_finds_an_index_of_the_rows_that_have_one(
    sessions: Sessions, name: str, table: Table, columns: list[Column[Any]]
) -> None:
    given = {"kind": RelationKind.RESPONDENT}
    wanted = [column for column in columns if column.name.endswith("_id") or column.name in given]
    statement = select(table.c.id).where(*(column == given.get(column.name, uuid4()) for column in wanted))
    found = plan(sessions, statement)
    alike = [other for other, of, others in _where_filled() if of is table and set(columns) <= set(others)]
    assert any(one in found for one in [name, *alike])


def test_a_look_up_of_rows_without_one_does_not(sessions: Sessions) -> None:
    relations = Base.metadata.tables["matter_relation"]
    without = select(relations.c.id).where(relations.c.case_id.is_(None))
    assert "ix_matter_relation_case_id" not in plan(sessions, without)


def test_the_changes_of_a_row_are_found_by_its_key_alone(sessions: Sessions) -> None:
    assert "ix_ledger_change_row" in plan(sessions, changes_of_rows("post", [uuid4().hex]))


def test_the_changes_that_hold_many_rows_are_found_by_an_index_of_their_own(sessions: Sessions) -> None:
    assert "ix_ledger_change_many" in plan(sessions, changes_of_many_rows("post"))


def test_changes_of_one_row_are_not_in_it(sessions: Sessions) -> None:
    inserted = select(LedgerChange.row_id).where(LedgerChange.row_table == "post", LedgerChange.operation == "insert")
    assert "ix_ledger_change_many" not in plan(sessions, inserted)
