"""Looking for words in text columns, alike on both databases."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_

ESCAPE = "\\"
MOST_WORDS = 8


def words_of(query: str) -> list[str]:
    """The words somebody looks for, in lower case; at most eight, so that a query stays small."""
    return query.lower().split()[:MOST_WORDS]


def holds(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a text column holds `word` (lower case) anywhere, whatever the case; no character is a wildcard."""
    plain = word.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
    found: ColumnElement[bool] = func.lower(column).like(f"%{plain}%", escape=ESCAPE)
    return found


def any_holds(columns: Iterable[Any], word: str) -> ColumnElement[bool]:
    """Whether at least one of the columns holds the word."""
    return or_(*(holds(column, word) for column in columns))
