"""Statements, and the wall around a compelled one."""

from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.statement import descendants, missing_for_criminal_referral, missing_for_statement
from tests.domain.given import codes


def test_a_compelled_statement_needs_its_advisement_and_a_representative() -> None:
    given = {"advisement": "", "privilege_to_what": ""}
    refused = missing_for_statement("compelled", **given, representative_offered=False, privilege_claimed=True)
    assert codes(refused) == ["advisement", "representative", "privilege"]
    voluntary = missing_for_statement(
        "voluntary", advisement="v3", representative_offered=False, privilege_claimed=False, privilege_to_what=""
    )
    assert voluntary == ()


LINKS = {"step": ["statement"], "records": ["step"], "photo": ["records", "tip"], "tip": []}


def test_what_derives_from_a_compelled_statement_never_reaches_a_prosecutor() -> None:
    assert descendants(["statement"], LINKS) == {"statement", "step", "records", "photo"}
    refused = missing_for_criminal_referral({"tip": "the tip", "photo": "photo 4"}, ["statement"], LINKS)
    assert refused
    assert refused.text == "Take out of the criminal referral what comes from a compelled statement: photo 4."
    assert missing_for_criminal_referral({"tip": "the tip"}, ["statement"], LINKS) is None
    assert missing_for_criminal_referral({"photo": "photo 4"}, [], LINKS) is None


@example(st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 12), max_size=3)), st.sets(st.integers(0, 12)))
def test_a_descendant_of_a_descendant_is_one_even_in_a_circle(links: dict[int, list[int]], roots: set[int]) -> None:
    reached = descendants(roots, links)
    assert roots <= reached
    assert descendants(reached, links) == reached
    assert all(item in roots or set(links[item]) & reached for item in reached if item in links)
