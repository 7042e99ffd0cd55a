"""Every check by name: a function from the root of a tree to the list of what is wrong in it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture import documents, rules

Check = Callable[[Path], list[str]]
BIN = Path(sys.executable).parent


def _tool(root: Path, *command: str) -> list[str]:
    """What a tool printed when it failed; nothing when all is well."""
    env = {**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "160"}
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return lines or [f"{command[0]} ended with {done.returncode}"] if done.returncode else []


def types(root: Path, *paths: str) -> list[str]:
    """mypy --strict over everything, or over some paths."""
    return _tool(root, "mypy", "--no-error-summary", "--no-pretty", *paths)


def contracts(root: Path) -> list[str]:
    """import-linter, its banner left out."""
    found = _tool(root, "lint-imports", "--no-cache")
    return found[found.index("Broken contracts") + 2 :] if "Broken contracts" in found else found


def _rule(rule: Callable[[Path], Iterator[str]]) -> Check:
    return lambda root: list(rule(root))


CHECKS: dict[str, Check] = {
    "format": lambda root: _tool(root, "ruff", "format", "--check", "--quiet", "."),
    "style": lambda root: _tool(root, "ruff", "check", "--quiet", "--output-format", "concise", "."),
    "types": types,
    "contracts": contracts,
    "locks": _rule(rules.locks),
    "lengths": _rule(rules.lengths),
    "names": _rule(rules.names),
    "clock": _rule(rules.clock),
    "migrations": _rule(rules.migrations),
    "settings": _rule(documents.settings),
    "documents": _rule(documents.documents),
}
