"""The files that the checks look at, whatever the tree's root: the real one, or a copy with a fault planted."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("api", "db", "analytics", "frontend", "tests")
NOT_OURS = frozenset({"node_modules", "static", "__pycache__", ".venv", ".tools", ".state"})


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Every file of ours with one of these suffixes, and ./run among the Python ones, in a stable order."""
    if ".py" in suffixes and (root / "run").is_file():
        yield root / "run"
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not NOT_OURS.intersection(path.relative_to(root).parts):
                yield path


def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return _tree(path, path.stat().st_mtime_ns)


@cache
def _tree(path: Path, _changed: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def docstrings(module: ast.Module) -> frozenset[int]:
    """Line numbers covered by docstrings, where words are only words."""
    lines: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return frozenset(lines)


def dotted(node: ast.expr) -> str:
    """The dotted name of an expression such as `datetime.datetime.now`, or an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
