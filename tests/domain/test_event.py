"""Events: one past-tense twin for every act, alphabetical, with words and an audience."""

import pytest

from db.domain.event import EVENTS, TWINS, Audience, audience_of, event_for, lead_in, words_for
from db.domain.permission_name import Permission

ONLY_READ = {
    "access:read", "case:header", "case:list", "case:read", "conflict:read", "deliberation:read", "figure:read",
    "figure:read_small_cells", "inbox:read", "ledger:read", "portal:read", "privileged:read", "report:follow",
    "report:read", "roster:search", "sanction:read", "search:use",
}  # fmt: skip


def test_every_act_has_its_twin_and_what_only_reads_has_none() -> None:
    assert {permission.value for permission in Permission if permission not in TWINS} == ONLY_READ


def test_events_are_alphabetical_and_worded_verb_first() -> None:
    assert list(EVENTS) == sorted(EVENTS)
    assert all(event.words[0].isupper() and not event.words.endswith(".") for event in EVENTS.values())


@pytest.mark.parametrize(
    ("permission", "name", "words"),
    [
        ("step:plan", "step:planned", "Planned a step"),
        ("vote:cast", "vote:cast", "Cast a vote"),
        ("cause:find", "cause:found", "Found cause"),
        ("statement:take", "statement:taken", "Took a statement"),
        ("report:identify", "report:identified", "Identified the respondent"),
        ("portal:answer", "response:recorded", "Recorded the response"),
    ],
)
def test_a_twin_is_in_the_past_tense(permission: str, name: str, words: str) -> None:
    assert event_for(permission).name == name
    assert words_for(name) == words


def test_votes_and_drafted_findings_are_for_the_members_alone() -> None:
    hidden = {name for name, event in EVENTS.items() if event.audience is Audience.DELIBERATION}
    assert hidden == {
        "baseline:picked", "factor:recorded", "finding:recorded", "question:put", "sanction:proposed", "vote:cast",
    }  # fmt: skip


def test_an_unknown_event_is_shown_by_name_to_the_fewest() -> None:
    assert words_for("moon:landed") == "Moon landed"
    assert audience_of("moon:landed") is Audience.PRIVILEGED


def test_an_event_leads_into_its_text_with_a_colon_unless_the_text_goes_on_with_the_sentence() -> None:
    assert lead_in("Served a letter", "formal charges on the respondent.") == "Served a letter:"
    assert lead_in("Found cause", "on allegation 1: cause found.") == "Found cause"
    assert lead_in("Ordered a stay", "until the criminal court has decided.") == "Ordered a stay"
    assert lead_in("Closed the case", "") == "Closed the case"
