"""What a request may look like before anything reads it: no JSON that is too deep or says a thing twice, no NUL.

The parser itself answers a hundred thousand brackets with a fault of its own, takes the last of two equal keys, and
hands NUL on to a database that refuses it. Here each is refused in words, before a handler runs.
"""

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import unquote_to_bytes

from litestar import Request

from api.errors import Problem

MOST_DEEP = 40  # the deepest schema of ours nests six
# A text without an end counts to the end: were it skipped, every quotation mark would be a start to try again from.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_TITLE = "The request could not be read"


class _Twice(Exception):
    """A key stands twice in one object."""


def json_fault(raw: bytes) -> str:
    """What is wrong with the shape of a JSON body; empty where nothing is."""
    depth = 0
    for token in _TOKEN.finditer(raw):
        letter = raw[token.start()]
        depth += letter in b"[{"
        depth -= letter in b"]}"
        if depth > MOST_DEEP:
            return f"The body nests deeper than {MOST_DEEP} levels."
    try:
        found = json.loads(raw, object_pairs_hook=_once)
    except _Twice as twice:
        return f"The key {str(twice)[:60]!r} stands twice in one object."
    except (ValueError, RecursionError):
        return "The body is not JSON."
    return "" if _is_plain(found) else "The text holds a character that cannot be stored."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Twice(Counter(key for key, _value in pairs).most_common(1)[0][0])
    return made


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(part) for key, part in value.items())
    return all(map(_is_plain, value)) if isinstance(value, list) else True


def _is_address(raw: bytes) -> bool:
    """Whether path and query, with their escapes read, are text without NUL."""
    plain = unquote_to_bytes(raw)
    if b"\x00" in plain:
        return False
    try:
        plain.decode()
    except UnicodeDecodeError:
        return False
    return True


async def ensure_readable(request: Request[Any, Any, Any]) -> None:
    """Refuse with 400 what no handler should see; runs before the body is read into a schema."""
    scope = request.scope
    if not _is_address(scope.get("raw_path", b"") + b"?" + scope.get("query_string", b"")):
        raise Problem(400, _TITLE, "The address holds a character that cannot be read.")
    if request.method in ("GET", "HEAD", "OPTIONS") or "json" not in request.headers.get("content-type", ""):
        return
    raw = await request.body()
    if raw and (fault := json_fault(raw)):
        raise Problem(400, _TITLE, fault)
