"""Bodies that a handler reads for itself, as OpenAPI describes them: forms with files, and one route of two kinds."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

JSON, FORM = "application/json", "multipart/form-data"
REF = "#/components/schemas/{name}"
FILE = {"type": "string", "format": "binary", "description": "At most 250 MB."}


@dataclass(frozen=True)
class Bodies:
    """What a route takes, for its `opt["bodies"]`: a JSON body of `json`, a form of the fields of `fields`, or a form
    with a `json` body in the part `part`; `files` names the parts that hold files, and `several` those of them that
    may come more than once."""

    json: type[msgspec.Struct] | None = None
    part: str = ""
    fields: type[msgspec.Struct] | None = None
    files: tuple[str, ...] = ()
    several: bool = False

    def content(self, schemas: dict[str, Any]) -> dict[str, Any]:
        """The `content` of the request body; what it refers to is added to `schemas`."""
        found: dict[str, Any] = {}
        if self.json is not None:
            found[JSON] = {"schema": _ref(self.json, schemas)}
        if self.files:
            found[FORM] = self._form(schemas)
        return found

    def _form(self, schemas: dict[str, Any]) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        required: list[str] = []
        form: dict[str, Any] = {}
        if self.fields is not None:
            whole = deepcopy(_component(self.fields, schemas))
            properties, required = whole.get("properties", {}), list(whole.get("required", []))
        if self.part and self.json is not None:
            properties[self.part], required = _ref(self.json, schemas), [self.part]
            form["encoding"] = {self.part: {"contentType": JSON}}
        for name in self.files:
            properties[name] = {"type": "array", "items": FILE} if self.several else FILE
        if not self.several:
            required = list(dict.fromkeys([*required, *self.files]))
        return {**form, "schema": {"type": "object", "properties": properties, "required": required}}


def _component(kind: type[msgspec.Struct], schemas: dict[str, Any]) -> dict[str, Any]:
    _, components = msgspec.json.schema_components([kind], ref_template=REF)
    for name, schema in components.items():
        schemas.setdefault(name, schema)
    found: dict[str, Any] = components[kind.__name__]
    return found


def _ref(kind: type[msgspec.Struct], schemas: dict[str, Any]) -> dict[str, Any]:
    _component(kind, schemas)
    return {"$ref": REF.format(name=kind.__name__)}


def described(application: Litestar) -> dict[str, Any]:
    """The OpenAPI description of the application, with the bodies that its handlers read for themselves."""
    found: dict[str, Any] = application.openapi_schema.to_schema()
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    by_operation = {
        operation["operationId"]: operation
        for path in found["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    for route in application.routes:
        for handler in getattr(route, "route_handlers", []):
            bodies = handler.opt.get("bodies") if isinstance(handler, HTTPRouteHandler) else None
            if bodies is not None:
                operation = by_operation[str(handler.operation_id)]
                operation["requestBody"] = {"required": True, "content": bodies.content(schemas)}
    return found
