"""Authorization is complete: the policy table against a hand-written file, and mutants of the table, all caught."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from db.domain import permission as table
from db.domain.grant import Grant
from db.domain.permission import GRANTS, Permission, is_allowed
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.domain.stage import Stage
from tests.faults.expectations import RELATIONS, ROLES, STAGES, Cell, cells, read_expectations

EXPECTED = read_expectations()


def answer(cell: Cell) -> bool:
    """What the product's table says of a cell."""
    return is_allowed(
        cell.permission,
        roles=[cell.role] if cell.role else [],
        relations=[cell.relation] if cell.relation else [],
        stage=cell.stage,
        charges_served=cell.served,
    )


def differences(asked: Iterator[Cell]) -> list[tuple[Cell, bool]]:
    """The cells where table and file disagree, with what the table says."""
    return [(cell, said) for cell in asked if (said := answer(cell)) is not EXPECTED.cell(cell)]


def around(grant: Grant) -> Iterator[Cell]:
    """The cells that one line of the table, or a mutant of it, can touch."""
    return cells(
        frozenset([grant.permission.value]),
        (grant.role.value,) if grant.role else (),
        (grant.relation.value,) if grant.relation else (),
    )


@contextmanager
def mutated(before: Grant, after: Grant | None) -> Iterator[None]:
    """The table with one line changed, or gone."""
    name = before.permission
    kept = table._BY_PERMISSION[name]
    table._BY_PERMISSION[name] = tuple(
        one for grant in kept if (one := after if grant is before else grant) is not None
    )
    try:
        yield
    finally:
        table._BY_PERMISSION[name] = kept


def test_file_and_product_know_the_same_words() -> None:
    assert EXPECTED.permissions == {one.value for one in Permission}
    assert set(ROLES) == {one.value for one in Role}
    assert set(RELATIONS) == {one.value for one in RelationKind}
    assert tuple(one.value for one in Stage) == STAGES


def test_the_expectations_share_no_import_with_the_table() -> None:
    source = Path(__file__).with_name("expectations.py").read_text(encoding="utf-8")
    imports = [line.split()[1] for line in source.splitlines() if line.startswith(("from ", "import "))]
    assert imports
    assert not [name for name in imports if name.split(".")[0] in {"api", "db", "analytics", "tests"}]


@pytest.mark.parametrize("permission", sorted(EXPECTED.permissions))
def test_every_cell_is_as_the_hand_written_file_says(permission: str) -> None:
    asked = list(cells(frozenset([permission])))
    assert len(asked) == 16 * 22 * 8 * 2
    assert differences(iter(asked)) == []
    assert any(EXPECTED.cell(cell) for cell in asked), "a permission that nobody ever has"


def test_each_line_of_the_table_that_is_taken_away_is_missed() -> None:
    assert caught([(grant, None) for grant in GRANTS]) >= 400


def test_each_widened_line_of_the_table_is_noticed() -> None:
    assert caught([(grant, mutant) for number, grant in enumerate(GRANTS) for mutant in widened(grant, number)]) >= 1500


def test_each_dropped_stage_is_missed() -> None:
    narrowed = [
        (grant, replace(grant, stages=grant.stages - {stage}))
        for grant in GRANTS
        if grant.stages is not None
        for stage in sorted(grant.stages)
    ]
    assert caught(narrowed) >= 800


def caught(mutants: Sequence[tuple[Grant, Grant | None]]) -> int:
    """How many mutants of the table the file catches. One that changes no answer is no mutant; all others must be."""
    count = 0
    for grant, mutant in mutants:
        asked = [*around(grant), *around(mutant or grant)]
        before = [answer(cell) for cell in asked]
        with mutated(grant, mutant):
            if [answer(cell) for cell in asked] != before:
                assert differences(iter(asked)), f"nobody notices {mutant} for {grant}"
                count += 1
    return count


def widened(grant: Grant, number: int) -> Iterator[Grant]:
    """The line for another role, without its relation, at one more stage, before the charges are served."""
    roles = [role for role in Role if role is not grant.role]
    yield replace(grant, role=roles[number % len(roles)])
    if grant.role is not None and grant.relation is not None:
        yield replace(grant, relation=None)
        yield replace(grant, role=None)
    if grant.stages is not None:
        for stage in sorted(set(Stage) - grant.stages):
            yield replace(grant, stages=grant.stages | {stage})
    if grant.after_service:
        yield replace(grant, after_service=False)


@pytest.mark.parametrize("kind", ["involved", "recused", "respondent", "walled", "witness"])
def test_an_exclusion_that_is_dropped_is_missed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = table.excluding_for
    monkeypatch.setattr(table, "excluding_for", lambda name: whole(name) - {RelationKind(kind)})
    missed = {cell.permission for cell, said in differences(cells(EXPECTED.permissions, ("clerk",), (kind,))) if said}
    kept = EXPECTED.never[kind]
    due = {
        one for one in EXPECTED.permissions - kept if EXPECTED.allow(one, frozenset(["clerk"]), frozenset(), "decided")
    }
    assert due
    assert due <= missed
