"""Suggestions of duplicates and of names, each with its reason."""

from datetime import date

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.matching import (
    PostMark,
    ReportMark,
    RosterName,
    match_name,
    normalise_url,
    suggest_duplicates,
)

URL = "https://www.example.org/posts/1?utm_source=a&id=7#top"
ROSTER = (
    RosterName(1, "María O'Neil", "E-17"),
    RosterName(2, "James T. Park", "E-18"),
    RosterName(3, "Jane Park", "E-19"),
)


@pytest.mark.parametrize(
    "typed",
    ["http://example.org/posts/1/?id=7", "m.example.org/posts/1?id=7&fbclid=x", "HTTPS://Example.org/posts/1?id=7"],
)
def test_the_same_post_is_seen_through_how_its_address_is_written(typed: str) -> None:
    assert normalise_url(typed) == normalise_url(URL) == "example.org/posts/1?id=7"


def test_two_names_of_one_platform_are_one() -> None:
    assert normalise_url("https://twitter.com/a/status/1?s=20") == normalise_url("https://x.com/a/status/1")
    assert normalise_url("https://forum.example.org/view?t=1") != normalise_url("https://forum.example.org/view?t=2")


@example(st.text(max_size=60))
def test_any_text_has_a_normal_form_that_stays(text: str) -> None:
    once = normalise_url(text)
    assert normalise_url(once) == once or "%" in text or "+" in text or "#" in once or "?" in once


def test_a_duplicate_is_suggested_with_every_reason_strongest_first() -> None:
    day = date(2026, 5, 4)
    new = ReportMark("n", (PostMark(URL, "x", "@Foo", day),), frozenset({"Ross"}), (day,))
    same = ReportMark("s", (PostMark("example.org/posts/1?id=7", "X", "foo", day),), frozenset({"Ross"}), (day,))
    near = ReportMark("r", (), frozenset({"Ross"}), (date(2026, 5, 10),))
    far = ReportMark("f", (), frozenset({"Ross"}), (date(2026, 9, 10),))
    other = ReportMark("o", (PostMark("example.org/posts/2", "x", "foo", date(2026, 5, 5)),), frozenset({"Rhys"}))
    found = suggest_duplicates(new, [new, far, near, other, same])
    assert [(one.key, one.reasons) for one in found] == [
        (
            "s",
            (
                "The same post address",
                "The same account on the same platform and day",
                "The same respondent, on the same day",
            ),
        ),
        ("r", ("The same respondent, 6 days apart",)),
    ]


@pytest.mark.parametrize(
    ("typed", "keys", "reason"),
    [
        ("maria oneil", [1], "The same name"),
        ("O'Neil, María", [1], "The same name"),
        ("e-18", [2], "The same employee number"),
        ("James Park", [2, 3], "All the names given are part of this name"),
        ("Park", [2, 3], "One name is the same"),
        ("Maria ONeill", [1], "The same last name and first initial"),
        ("Nobody Here", [], ""),
        ("", [], ""),
    ],
)
def test_free_text_is_matched_against_the_roster(typed: str, keys: list[int], reason: str) -> None:
    found = match_name(typed, ROSTER)
    assert sorted(str(one.key) for one in found) == sorted(str(key) for key in keys)
    if typed == "Maria ONeill":
        assert found[0].reason == "A similar spelling"
    elif found:
        assert found[0].reason == reason
