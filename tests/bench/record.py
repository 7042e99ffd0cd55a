"""What one request does to the database: its statements with their parameters, in order, and the bytes it answered."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, event

from db.session import BEGIN_WRITING


@dataclass
class Recording:
    """The statements of one request. COMMIT stands where a unit ended."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    body: bytes = b""
    content_type: str = "application/json"
    status: int = 200


@contextmanager
def recording(engine: Engine) -> Iterator[Recording]:
    """Record every statement that goes through `engine` inside the block."""
    made = Recording()

    def statement(_c: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
        if many and isinstance(parameters, list):  # rows that the program put into one statement come as one tuple
            made.statements.extend((text, one) for one in parameters)
        else:
            made.statements.append((text, parameters))

    def began(connection: Connection) -> None:
        # The driver itself is asked for SQLite's write lock, so no event tells of that statement.
        if engine.dialect.name == "sqlite" and not connection.get_execution_options().get("read_only"):
            made.statements.append((BEGIN_WRITING, None))

    def committed(_connection: Connection) -> None:
        made.statements.append(("COMMIT", None))

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "begin", began)
    event.listen(engine, "commit", committed)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "begin", began)
        event.remove(engine, "commit", committed)


# What a filing makes anew each time: keys and salts (32 hexadecimal digits), a report's number, the key of the request.
_MADE = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|RP-\d\d-[0-9A-Z]{6}|bench-[0-9a-z_-]+")


@dataclass(frozen=True)
class Template:
    """A text with places for fresh values: every second part is the name of a value."""

    parts: tuple[str, ...]

    def filled(self, fresh: "Fresh") -> str:
        """The text with a value of this replay in each place."""
        found = list(self.parts)
        for place in range(1, len(found), 2):
            found[place] = fresh[found[place]]
        return "".join(found)


def mark_fresh(first: Recording, second: Recording) -> None:
    """Turn the values that a request makes anew into places to fill: those in which two recordings differ."""
    texts = [" ".join(map(_as_text, _values(given))) for _, given in second.statements]
    known = set(_MADE.findall(" ".join(texts)))
    first.statements = [(text, _opened(given, known)) for text, given in first.statements]


def _values(parameters: Any) -> list[Any]:
    if parameters is None:
        return []
    return list(parameters.values()) if isinstance(parameters, dict) else list(parameters)


def _as_text(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def _opened(parameters: Any, known: set[str]) -> Any:
    if isinstance(parameters, dict):
        return {name: _open(value, known) for name, value in parameters.items()}
    return tuple(_open(value, known) for value in parameters) if parameters is not None else None


def _open(value: Any, known: set[str]) -> Any:
    if isinstance(value, UUID):
        return value if value.hex in known else FreshKey(value.hex)
    if not isinstance(value, str):
        return value
    parts, end = [], 0
    for found in _MADE.finditer(value):
        if found.group() not in known:
            parts += [value[end : found.start()], found.group()]
            end = found.end()
    return Template((*parts, value[end:])) if parts else value


@dataclass(frozen=True)
class FreshKey:
    """A place for a fresh UUID."""

    name: str


class Fresh(dict[str, str]):
    """Values of one replay: the same wherever the recorded value stood, and of its form; keys that began alike do."""

    def __missing__(self, name: str) -> str:
        alike = name[:8]
        made = (self[alike] if len(name) == 32 else "") + os.urandom(16).hex()
        made = made[:8] if name == alike else made[:32]
        self[name] = f"RP-26-{made[:10].upper()}" if name.startswith("RP-") else made
        return self[name]

    def parameters(self, parameters: Any) -> Any:
        """A statement's parameters with every place filled."""
        if isinstance(parameters, dict):
            return {name: self._value(value) for name, value in parameters.items()}
        return tuple(map(self._value, parameters)) if parameters is not None else None

    def _value(self, value: Any) -> Any:
        if isinstance(value, Template):
            return value.filled(self)
        return UUID(self[value.name]) if isinstance(value, FreshKey) else value
