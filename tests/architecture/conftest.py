"""A copy of the tree to plant faults in."""

import shutil
from pathlib import Path

import pytest

from tests.architecture.source import FOLDERS, NOT_OURS, ROOT

PAGES = ("run", "pyproject.toml", "README.md", "ARCHITECTURE.md", "SECURITY.md", "ASVS.md")


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything of ours that the checks look at, without what is installed or built."""
    target = tmp_path_factory.mktemp("tree")
    for folder in (*FOLDERS, "locks"):
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns(*NOT_OURS))
    for page in PAGES:
        shutil.copy2(ROOT / page, target / page)
    return target
