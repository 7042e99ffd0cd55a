"""Deciders: named in number and mix, replaced when recused, and each fit to decide."""

from dataclasses import replace

from db.domain.move import MoveName, missing_for
from tests.domain.given import lines, panel, ready


def test_a_recused_member_must_be_replaced() -> None:
    lowe, lane, park = ready(MoveName.TO_HEARING).deciders
    facts = replace(ready(MoveName.TO_HEARING), deciders=(replace(lowe, recused=True, conflict=True), lane, park))
    assert lines(missing_for(facts, MoveName.TO_HEARING)) == [
        ("deciders_named", "Replace the recused member (panel recommendation): 1 lawyer needed.", "decider:replace")
    ]
    (fresh,) = panel("Byrd")
    replaced = (replace(lowe, recused=True, replaced=True), lane, park, replace(fresh, seat="lawyer"))
    assert missing_for(replace(facts, deciders=replaced), MoveName.TO_HEARING) == ()


def test_each_thing_against_a_decider_is_named() -> None:
    lowe, lane, park = ready(MoveName.TO_HEARING).deciders
    facts = replace(
        ready(MoveName.TO_HEARING),
        investigators=frozenset({"Lane"}),
        screeners=frozenset({"Lane"}),
        deciders=(
            replace(lowe, declared=False, qualified=False),
            lane,
            replace(park, conflict=True, challenge_open=True),
        ),
    )
    assert lines(missing_for(facts, MoveName.TO_HEARING)) == [
        ("decider_qualified", "Lowe does not qualify to decide this case.", "decider:replace"),
        ("decider_declared", "Lowe must declare whether a conflict exists.", "conflict:declare"),
        (
            "separation_of_functions",
            "Lane screened the report and investigated in this matter and cannot decide it.",
            "decider:replace",
        ),
        ("decider_conflict", "Park declared a conflict: recuse or clear.", "decider:recuse"),
        ("decider_challenge", "Rule on the challenge to Park.", "motion:rule"),
    ]
