"""The pages say what is there: README's map, commands and settings, all links and paths, SECURITY's promises."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.source import FOLDERS, NOT_OURS, dotted, files, tree

SETTING_ROW = re.compile(r"^\| `(PROBITY_[A-Z0-9_]+)` \|([^|]*)\|", re.MULTILINE)
SETTINGS = Path("api/settings.py")
PROMISES = Path("tests/soak/promises.py")
PAGES = ("README.md", "ARCHITECTURE.md", "SECURITY.md", "ASVS.md")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:api|analytics|db|frontend|locks|tests)/[\w./-]+)`")


def documents(root: Path) -> Iterator[str]:
    """Every difference between the pages and the tree."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    yield from _map(root, section(readme, "Map"))
    yield from _commands(root, section(readme, "Commands"))
    yield from _links(root)
    yield from _promises(root)


def section(text: str, title: str) -> str:
    """The text below one heading, up to the next of the same level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def _map(root: Path, text: str) -> Iterator[str]:
    """Each place in the map exists, and each folder of the first two levels is in the map."""
    told = set(re.findall(r"^([\w./-]+)  ", text, re.MULTILINE))
    there = {f"{name}/" for name in FOLDERS if (root / name).is_dir()}
    there |= {f"{path.relative_to(root)}/" for name in FOLDERS for path in (root / name).glob("*") if _is_ours(path)}
    yield from (
        f"README.md:1: the map tells of {name}, which is not there"
        for name in sorted(told)
        if not (root / name).exists()
    )
    yield from (f"README.md:1: the map does not tell of {name}" for name in sorted(there - told))


def _is_ours(path: Path) -> bool:
    has_files = path.is_dir() and any(file.suffix != ".pyc" for file in path.rglob("*") if file.is_file())
    return has_files and not NOT_OURS.intersection(path.parts)


def _commands(root: Path, text: str) -> Iterator[str]:
    """The commands told are those that ./run and probity know."""
    told = set(re.findall(r"^\./run ([a-z]+(?: [a-z]+)?)\b", text, re.MULTILINE))
    script = (root / "run").read_text(encoding="utf-8")
    there = set(re.findall(r"^  \./run ([a-z]+)", script, re.MULTILINE)) | set(_ask(root, LIST_COMMANDS))
    yield from (f"README.md:1: there is no ./run {name}" for name in sorted(told - there))
    yield from (f"README.md:1: ./run {name} is not told of" for name in sorted(there - told))


LIST_COMMANDS = """
import argparse
from api.cli import parser

def walk(level, words):
    deeper = [action for action in level._actions if isinstance(action, argparse._SubParsersAction)]
    for name, command in (pair for action in deeper for pair in action.choices.items()):
        walk(command, [*words, name])
    if not deeper:
        print(*words)

walk(parser(), [])
"""


def settings(root: Path) -> Iterator[str]:
    """The settings told, with their defaults, are those that the program has; and it reads no other."""
    text = section((root / "README.md").read_text(encoding="utf-8"), "Settings")
    told = {(name, default.strip().strip("`")) for name, default in SETTING_ROW.findall(text)}
    code = "from api.settings import Settings; print(*('|'.join(row[:2]) for row in Settings().listed()), sep='\\n')"
    there = {tuple(line.split("|")) for line in _ask(root, code)}
    yield from (
        f"README.md:1: no setting is called {name} with default '{default}'" for name, default in sorted(told - there)
    )
    yield from (f"README.md:1: {'='.join(row)} is not told of" for row in sorted(there - told))
    for path in files(root, ".py"):
        name = path.relative_to(root)
        if name.parts[0] in ("api", "db", "analytics") and name != SETTINGS:
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Attribute) and dotted(node) in ("os.environ", "os.getenv"):
                    yield f"{name}:{node.lineno}: reads the environment outside {SETTINGS}"


def _ask(root: Path, code: str) -> list[str]:
    """What a few lines of Python print in the tree, in a process of their own, so that a copy is asked about itself."""
    changed = max(path.stat().st_mtime_ns for path in (root / "api").rglob("*.py"))
    return _answer(root, code, changed)


@cache
def _answer(root: Path, code: str, _changed: int) -> list[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PROBITY_")}
    command, env["PYTHONPATH"] = [sys.executable, "-c", code], str(root)
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else [f"(does not start: {done.stderr.strip()[-200:]})"]


def _links(root: Path) -> Iterator[str]:
    """Each link and image that points into the tree, and each path that is named, finds its file."""
    for page in PAGES:
        text = (root / page).read_text(encoding="utf-8")
        for target in [*LINK.findall(text), *PATH.findall(text)]:
            if not (root / target).exists():
                yield f"{page}:1: {target} is not there"


def _promises(root: Path) -> Iterator[str]:
    """SECURITY.md names each promise that ./run soak tries, and no other."""
    text = section((root / "SECURITY.md").read_text(encoding="utf-8"), "Promises")
    told = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text))
    there = {name for node in tree(root / PROMISES).body for name in _keys_of(node, "MODULES")}
    yield from (f"SECURITY.md:1: ./run soak tries no {name}" for name in sorted(told - there))
    yield from (f"SECURITY.md:1: the promise {name} is not told of" for name in sorted(there - told))


def _keys_of(node: ast.stmt, name: str) -> set[str]:
    """The keys of a dictionary that a module gives this name; none for any other statement."""
    if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) != name:
        return set()
    return set(ast.literal_eval(node.value))
