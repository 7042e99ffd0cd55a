"""Public numbers: neutral, checked, forgiving of how they are typed."""

from random import Random

from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.number import (
    ALPHABET,
    check_character,
    is_number,
    new_case_number,
    new_report_number,
    normalise_number,
)

bodies = st.text(ALPHABET, min_size=5, max_size=5)


@example(bodies, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(body: str, position: int, wrong: str) -> None:
    number = f"SM-26-{body}{check_character(body)}"
    assert is_number(number)
    changed = number[: 6 + position] + wrong + number[7 + position :]
    assert is_number(changed) is (changed == number)


@example(st.integers(), st.integers(2000, 2099))
def test_a_new_number_is_well_formed_and_follows_its_seed(seed: int, year: int) -> None:
    number = new_case_number(year, Random(seed))
    assert is_number(number, "SM")
    assert not is_number(number, "RP")
    assert number == new_case_number(year, Random(seed))
    assert number[3:5] == f"{year % 100:02d}"


def test_numbers_of_reports_and_cases_are_apart() -> None:
    assert is_number(new_report_number(2026, Random(1)), "RP")
    assert new_report_number(2026, Random(1))[:3] != new_case_number(2026, Random(1))[:3]


def test_a_number_is_found_however_it_was_typed() -> None:
    number = new_case_number(2026, Random(7))
    for typed in (
        number.lower(),
        f" {number} ",
        number.replace("-", ""),
        number.replace("-", " "),
        number.replace("-", "–"),
    ):
        assert normalise_number(typed) == number


def test_the_alphabet_has_no_vowel_and_nothing_that_is_misread() -> None:
    assert len(set(ALPHABET)) == 28
    assert not set(ALPHABET) & set("AEIOUS01")


def test_what_is_no_number_is_none() -> None:
    assert not is_number("SM-26-AAAAAA")
    assert not is_number("")
    assert not is_number("SM-26-" + "2" * 7)
