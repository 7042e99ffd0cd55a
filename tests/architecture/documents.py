"""README.md says what is there: its map, its commands and its settings are compared with the tree."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import FOLDERS, NOT_OURS

SETTING = re.compile(r"\bPROBITY_[A-Z0-9_]+\b")


def documents(root: Path) -> Iterator[str]:
    """Every difference between README.md and the tree."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    yield from _map(root, section(readme, "Map"))
    yield from _commands(root, section(readme, "Commands"))
    yield from _settings(root, section(readme, "Settings"))
    yield from _links(root)


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
    there = set(re.findall(r"^  \./run ([a-z]+)", script, re.MULTILINE)) | set(_probity_commands(root))
    yield from (f"README.md:1: there is no ./run {name}" for name in sorted(told - there))
    yield from (f"README.md:1: ./run {name} is not told of" for name in sorted(there - told))


# Runs in a process of its own, so that a copy of the tree is asked about itself.
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


def _probity_commands(root: Path) -> list[str]:
    env = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", LIST_COMMANDS]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"(probity does not start: {done.stderr.strip()[-200:]})"]
    return done.stdout.splitlines()


def _settings(root: Path, text: str) -> Iterator[str]:
    """The settings told are those that the code reads."""
    told = set(SETTING.findall(text))
    there = set(SETTING.findall((root / "api" / "settings.py").read_text(encoding="utf-8")))
    yield from (f"README.md:1: no setting is called {name}" for name in sorted(told - there))
    yield from (f"README.md:1: the setting {name} is not told of" for name in sorted(there - told))


def _links(root: Path) -> Iterator[str]:
    """Each link and image that points into the tree finds its file."""
    for page in ("README.md", "ARCHITECTURE.md", "SECURITY.md"):
        for target in re.findall(r"\]\(([^)#:\s]+)\)", (root / page).read_text(encoding="utf-8")):
            if not (root / target).exists():
                yield f"{page}:1: {target} is not there"
