"""Canonical JSON is RFC 8785's form for everything the ledger takes."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from db.canonical import canonical, commitment

KEYS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_text_equals_the_reference_form(value: object) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_parts_of_a_commitment_cannot_run_together() -> None:
    assert commitment("00" * 16, "ab", "c") != commitment("00" * 16, "a", "bc")
    assert commitment("00" * 16, "ab") != commitment("01" * 16, "ab")
