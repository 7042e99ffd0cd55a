"""An example of any schema: the smallest body that it takes, so that a refusal is never the schema's."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

KEY = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")


def example(schema: type[msgspec.Struct]) -> dict[str, Any]:
    """A body with every required field of the schema."""
    kind = inspect.type_info(schema)
    assert isinstance(kind, inspect.StructType)
    return _struct(kind)


def _struct(kind: inspect.StructType) -> dict[str, Any]:
    return {field.encode_name: _value(field.type) for field in kind.fields if field.required}


def _value(kind: inspect.Type) -> Any:
    for known, make in _MAKERS.items():
        if isinstance(kind, known):
            return make(kind)
    raise AssertionError(f"no example of {kind}")


def _union(kind: inspect.UnionType) -> Any:
    return _value(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))


def _dict(kind: inspect.DictType) -> Any:
    return {str(_value(kind.key_type)): _value(kind.value_type) for _ in range(kind.min_length or 0)}


_MAKERS: dict[type[Any], Any] = {
    inspect.Metadata: lambda kind: _value(kind.type),
    inspect.UnionType: _union,
    inspect.StructType: _struct,
    inspect.LiteralType: lambda kind: kind.values[0],
    inspect.EnumType: lambda kind: next(iter(kind.cls)).value,
    inspect.StrType: lambda kind: "x" * max(kind.min_length or 0, 1),
    inspect.IntType: lambda kind: kind.ge or 0,
    inspect.FloatType: lambda kind: float(kind.ge or 0),
    inspect.BoolType: lambda kind: True,
    inspect.UUIDType: lambda kind: str(KEY),
    inspect.DateTimeType: lambda kind: datetime(2026, 3, 2, 12, tzinfo=UTC).isoformat(),
    inspect.DateType: lambda kind: date(2026, 3, 2).isoformat(),
    inspect.ListType: lambda kind: [_value(kind.item_type) for _ in range(kind.min_length or 0)],
    inspect.DictType: _dict,
    inspect.AnyType: lambda kind: "x",
}
