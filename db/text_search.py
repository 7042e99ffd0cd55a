"""Looking for words in text columns, alike on both databases."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_

ESCAPE = "\\"
MOST_WORDS = 8


def words_of(query: str) -> list[str]:
    """The words somebody looks for, in lower case; at most eight, so that a query stays small."""
    return query.lower().split()[:MOST_WORDS]


def pattern_of(word: str) -> str:
    """The pattern that finds a word anywhere in a text; no character of the word is a wildcard."""
    plain = word.lower().replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
    return f"%{plain}%"


def holds(columns: Iterable[Any], pattern: Any) -> ColumnElement[bool]:
    """Whether one of the columns fits a pattern of `pattern_of`, or a parameter bound to one; whatever the case."""
    return or_(*(func.lower(column).like(pattern, escape=ESCAPE) for column in columns))
