"""What one request does to the database: its statements with their parameters, in order, and the bytes it answered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, event


@dataclass
class Recording:
    """The statements of one request. COMMIT stands where a unit ended."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    body: bytes = b""
    content_type: str = "application/json"
    fresh: dict[str, str] = field(default_factory=dict)  # recorded value -> its kind: hex, uuid, number, token


@contextmanager
def recording(engine: Engine) -> Iterator[Recording]:
    """Record every statement that goes through `engine` inside the block."""
    made = Recording()

    def statement(_c: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
        if many and isinstance(parameters, list):  # rows that the program put into one statement come as one tuple
            made.statements.extend((text, one) for one in parameters)
        else:
            made.statements.append((text, parameters))

    def committed(_connection: Connection) -> None:
        made.statements.append(("COMMIT", None))

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", committed)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", committed)


_HEX = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"RP-\d\d-[0-9A-Z]{6}")


def _kind_of(value: Any) -> str | None:
    if isinstance(value, UUID):
        return "uuid"
    if isinstance(value, str) and _HEX.fullmatch(value):
        return "hex"
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return "number"
    return None


def _values(parameters: Any) -> list[Any]:
    if parameters is None:
        return []
    return list(parameters.values()) if isinstance(parameters, dict) else list(parameters)


def mark_fresh(first: Recording, second: Recording) -> None:
    """Find the values that a request makes anew: those at which two recordings of the same request differ."""
    for (_text, left), (_other, right) in zip(first.statements, second.statements, strict=True):
        for one, two in zip(_values(left), _values(right), strict=True):
            kind = _kind_of(one)
            if one != two and kind is not None:
                first.fresh[str(one)] = kind
            elif one != two and isinstance(one, str) and len(one) < 40:
                first.fresh[one] = "token"


class Fresh:
    """New values of the same kind for one replay, the same wherever the recorded value stood."""

    def __init__(self, recording: Recording) -> None:
        self._kinds, self._made = recording.fresh, dict[str, Any]()

    def replace(self, value: Any) -> Any:
        """The value to send instead of a recorded one."""
        kind = self._kinds.get(str(value)) if isinstance(value, str | UUID) else None
        if kind is None:
            return value
        if str(value) not in self._made:
            made = uuid4()
            text = {"uuid": made, "hex": made.hex, "number": "RP-26-" + made.hex[:10].upper(), "token": made.hex[:24]}
            self._made[str(value)] = text[kind]
        return self._made[str(value)]

    def parameters(self, parameters: Any) -> Any:
        """A statement's parameters with every fresh value replaced."""
        if isinstance(parameters, dict):
            return {key: self.replace(value) for key, value in parameters.items()}
        return tuple(self.replace(value) for value in parameters) if parameters is not None else None
