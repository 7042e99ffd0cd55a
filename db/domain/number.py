"""Public numbers: neutral, random, not sequential, with a check character (`glossary.md`, `decisions.md` 12).

"SM-26-K7QF3M": kind, two digits of the year, five random characters and one check character (Luhn mod 28), which
catches every single wrong character. The alphabet has no vowels and nothing that reads like something else.
"""

from __future__ import annotations

import re
from typing import Protocol

ALPHABET = "23456789BCDFGHJKLMNPQRTVWXYZ"
CASE_PREFIX = "SM"
REPORT_PREFIX = "RP"
BODY_LENGTH = 5

_SHAPE = re.compile(rf"(?P<prefix>[A-Z]{{2}})-(?P<year>\d{{2}})-(?P<body>[{ALPHABET}]{{{BODY_LENGTH + 1}}})")


class RandomSource(Protocol):
    """What picks characters: `random.SystemRandom` in an office, `random.Random(seed)` in a demo or a test."""

    def choice(self, seq: str, /) -> str:
        """One character of `seq`."""


def check_character(body: str) -> str:
    """The check character of a body (Luhn mod 28). Raises ValueError for a character outside the alphabet."""
    size = len(ALPHABET)
    total = 0
    for position, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if position % 2 == 0 else 1)
        total += value // size + value % size
    return ALPHABET[-total % size]


def new_number(prefix: str, year: int, random: RandomSource) -> str:
    """A new public number for the office's year. The caller makes sure that it is not taken and draws again."""
    body = "".join(random.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return f"{prefix}-{year % 100:02d}-{body}{check_character(body)}"


def new_case_number(year: int, random: RandomSource) -> str:
    """A new number for a case."""
    return new_number(CASE_PREFIX, year, random)


def new_report_number(year: int, random: RandomSource) -> str:
    """A new number for a report. Nothing in it tells of the number of a case."""
    return new_number(REPORT_PREFIX, year, random)


def normalise_number(typed: str) -> str:
    """What a person typed, as a number would be written: upper case, no spaces, hyphens put right."""
    plain = re.sub(r"[\s‐‑‒–—-]+", "", typed).upper()
    if re.fullmatch(r"[A-Z]{2}\d{2}.{6}", plain):
        return f"{plain[:2]}-{plain[2:4]}-{plain[4:]}"
    return typed.strip().upper()


def is_number(text: str, prefix: str | None = None) -> bool:
    """Whether `text` is a well-formed public number (of this prefix) whose check character fits."""
    match = _SHAPE.fullmatch(text)
    if match is None or (prefix is not None and match["prefix"] != prefix):
        return False
    body = match["body"]
    return check_character(body[:-1]) == body[-1]
