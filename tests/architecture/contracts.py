"""A contract type for import-linter: what may be imported directly, by pattern.

The types that ship with import-linter refuse a pattern that matches no module, follow indirect chains, and cannot say
"the standard library only". The arrows of this project are about what a file itself names, and a contract has to come
alive when its package does.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

OURS = frozenset({"api", "analytics", "db"})


def is_match(module: str, patterns: Iterable[str]) -> bool:
    """True when a pattern names the module: `*` stands for one part of its name, `**` for one or more."""
    return any(re.fullmatch(_expression(pattern), module) for pattern in patterns)


def _expression(pattern: str) -> str:
    parts = {"*": r"[^.]+", "**": r"[^.]+(\.[^.]+)*"}
    return r"\.".join(parts.get(part, re.escape(part)) for part in pattern.split("."))


def feature_of(module: str, features: frozenset[str]) -> str | None:
    """The feature folder of api that a module lives in, if any."""
    return next((name for name in features if module == name or module.startswith(f"{name}.")), None)


class DirectImports(Contract):
    """No module of `importers` directly imports one of `forbidden`, except where `exempt` or `permitted` says so.

    Besides patterns, `forbidden` understands @third-party (neither ours nor the standard library), @ours (api,
    analytics, db) and @other-features (another feature folder of api than the importer's own).
    """

    type_name = "direct"

    importers = fields.ListField(subfield=fields.StringField())
    forbidden = fields.ListField(subfield=fields.StringField())
    exempt = fields.ListField(subfield=fields.StringField(), required=False, default=[])
    permitted = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = sorted(self._violations(graph))
        return ContractCheck(kept=not found, metadata={"found": found})

    def _violations(self, graph: ImportGraph) -> Iterator[str]:
        features = frozenset(name for name in graph.find_children("api") if graph.find_children(name))
        exempt, permitted = cast("list[str]", self.exempt), cast("list[str]", self.permitted)
        for importer in graph.modules:
            if not is_match(importer, cast("list[str]", self.importers)) or is_match(importer, exempt):
                continue
            for imported in graph.find_modules_directly_imported_by(importer):
                if not is_match(imported, permitted) and self._is_forbidden(importer, imported, features):
                    lines = [
                        str(at["line_number"]) for at in graph.get_import_details(importer=importer, imported=imported)
                    ]
                    yield f"{importer} -> {imported} (line {', '.join(lines)})"

    def _is_forbidden(self, importer: str, imported: str, features: frozenset[str]) -> bool:
        root = imported.partition(".")[0]
        own, other = feature_of(importer, features), feature_of(imported, features)
        named = {
            "@third-party": root not in OURS and root not in sys.stdlib_module_names,
            "@ours": root in OURS,
            "@other-features": bool(own and other and own != other),
        }
        patterns = cast("list[str]", self.forbidden)
        return any(named[p] if p in named else is_match(imported, [p]) for p in patterns)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["found"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()
