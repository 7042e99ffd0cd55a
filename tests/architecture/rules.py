"""The rules that no ready-made tool knows: each takes the root of a tree and yields violations as `file:line: what`."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.lock import LOCKS, first_line
from tests.architecture.source import docstrings, dotted, files, tree

MOST_LINES_IN_A_FILE = 300
MOST_LINES_IN_A_FUNCTION = 40
FORBIDDEN_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base_service"}
)
CLOCK = Path("db/clock.py")
MIGRATIONS = Path("db/migrations/versions")
OURS = frozenset({"api", "analytics", "db", "tests"})

READS_THE_TIME = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime))$")
SQL_TIME = re.compile(
    r"\bnow\s*\(\s*\)|\bcurrent_(timestamp|date|time)\b|\bdate(time)?\(\s*'now'|\bgetdate\(", re.IGNORECASE
)
SQL_TIME_FUNCTIONS = frozenset(
    {"now", "current_timestamp", "current_date", "current_time", "localtimestamp", "sysdate", "utcnow"}
)
INJECTABLE_RANDOM = frozenset({"Random", "SystemRandom"})


def _at(root: Path, path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(root)}:{line}: {what}"


def lengths(root: Path) -> Iterator[str]:
    """Files stay under 300 lines and functions under 40 (docstring and decorators not counted).

    Not a migration: it is one list of operations, written once by a program and never edited again.
    """
    for path in files(root, ".py", ".html", ".js", ".css"):
        if MIGRATIONS in path.relative_to(root).parents:
            continue
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count >= MOST_LINES_IN_A_FILE:
            yield _at(root, path, count, f"{count} lines; a file stays under {MOST_LINES_IN_A_FILE}")
    for path in files(root, ".py"):
        if MIGRATIONS in path.relative_to(root).parents:
            continue
        module = tree(path)
        words = docstrings(module)
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = sum(line not in words for line in range(node.lineno, (node.end_lineno or node.lineno) + 1))
                if count >= MOST_LINES_IN_A_FUNCTION:
                    yield _at(root, path, node.lineno, f"{node.name} has {count} lines; a function stays under 40")


def names(root: Path) -> Iterator[str]:
    """A file is called by what it holds: no utils, helpers, common, misc, manager, base_service."""
    for path in files(root, ".py", ".html", ".js", ".css", ".toml"):
        for part in path.relative_to(root).with_suffix("").parts:
            if part.lower() in FORBIDDEN_NAMES:
                yield _at(root, path, 1, f"'{part}' says nothing about what is inside")


def clock(root: Path) -> Iterator[str]:
    """The present moment comes from db/clock.py alone, in Python and in SQL, and chance from an injected source."""
    for path in files(root, ".py"):
        if path.relative_to(root) == CLOCK or "tests/architecture" in path.as_posix():
            continue
        module = tree(path)
        words = docstrings(module)
        is_product = path.relative_to(root).parts[0] in ("api", "db", "analytics")
        for node in (n for n in ast.walk(module) if isinstance(n, ast.Attribute | ast.Constant)):
            yield from (_at(root, path, node.lineno, what) for what in _time(node, words, is_product))
        if is_product:
            yield from (_at(root, path, line, f"random.{name}: chance is injected") for line, name in _chance(module))
            yield from (
                _at(root, path, line, "the tests' clock is for tests")
                for line, name in _imports(module)
                if name == "tests"
            )


def _time(node: ast.Attribute | ast.Constant, words: frozenset[int], is_product: bool) -> Iterator[str]:
    """What is wrong with one node of a syntax tree. A reference counts too: `default=datetime.now` calls it later."""
    if isinstance(node, ast.Attribute):
        name = dotted(node)
        if READS_THE_TIME.search(name) and (is_product or not name.endswith(("time.time", "time_ns"))):
            yield f"{name} outside db/clock.py"
        if name.rpartition(".")[2] in SQL_TIME_FUNCTIONS and name.split(".")[-2:-1] == ["func"]:
            yield f"{name}: SQL must not read the time"
    elif isinstance(node.value, str) and is_product and node.lineno not in words and SQL_TIME.search(node.value):
        yield f"{node.value.strip()[:40]!r}: SQL must not read the time"


def _chance(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Uses of the one random source that everybody shares; a parameter called `random` is an injected one."""
    nodes = list(ast.walk(module))
    has_module = any(alias.name == "random" for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name not in INJECTABLE_RANDOM)
        elif isinstance(node, ast.Attribute) and has_module and dotted(node.value) == "random":
            yield from ((node.lineno, name) for name in {node.attr} - INJECTABLE_RANDOM)


def migrations(root: Path) -> Iterator[str]:
    """A migration is history: it imports nothing of ours, or it would change when the product does."""
    for path in files(root, ".py"):
        if MIGRATIONS not in path.relative_to(root).parents:
            continue
        for line, name in _imports(tree(path)):
            if name in OURS:
                yield _at(root, path, line, f"imports {name}")


def _imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The top-level package of each import; a relative one counts as ours."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "db" if node.level else (node.module or "").partition(".")[0]


def locks(root: Path) -> Iterator[str]:
    """Locks are as new as the tables they were made from, pinned by hash, and name no host."""
    wanted = first_line(root)
    for name in LOCKS:
        path = root / "locks" / f"{name}.txt"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text.partition("\n")[0] != wanted:
            yield f"locks/{name}.txt:1: older than pyproject.toml; run ./run lock"
        if re.search(r"://|--(extra-)?index-url|--find-links", text):
            yield f"locks/{name}.txt:1: names a host"
        for pin in re.findall(r"^([a-z0-9][^\s;]*==[^\s;]+)(?![^\n]*\\\n\s+--hash)", text, re.MULTILINE):
            yield f"locks/{name}.txt:1: {pin} has no hash"
    yield from _page_lock(root / "frontend")


def _page_lock(frontend: Path) -> Iterator[str]:
    wanted = json.loads((frontend / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((frontend / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for table in ("dependencies", "devDependencies"):
        if wanted.get(table, {}) != lock[""].get(table, {}):
            yield f"frontend/package-lock.json:1: {table} differ from package.json; run ./run lock"
    for name, entry in lock.items():
        if "resolved" in entry:
            yield f"frontend/package-lock.json:1: {name} names a host"
        if name and "integrity" not in entry:
            yield f"frontend/package-lock.json:1: {name} has no hash"
