"""Each check of `./run check` sees a violation planted in a copy of the tree, and lets the good line beside it pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.checks import CHECKS, types
from tests.architecture.contracts import is_match


@dataclass(frozen=True)
class Planted:
    """A file to plant, with a line that a check must refuse and one that it must let pass."""

    check: str
    path: str
    bad: str
    good: str
    sign: str = "planted"


DOC = '"""Planted."""\n\n'
LONG_FUNCTION = "def planted() -> None:\n" + "    print()\n" * 39
PLANTS = [
    Planted("format", "db/planted.py", f"{DOC}x=1\n", f"{DOC}x = 1\n"),
    Planted("style", "db/planted.py", f"{DOC}import os\n", f"{DOC}import os\n\nHERE = os.curdir\n"),
    Planted("contracts", "db/planted.py", "import analytics\n", "import db.domain\n"),
    Planted("contracts", "analytics/planted.py", "import api\n", "import db\n"),
    Planted("contracts", "db/domain/planted.py", "import msgspec\n", "import decimal\n"),
    Planted("contracts", "db/domain/planted.py", "from db import clock\n", "from db.domain import rule\n"),
    Planted("contracts", "api/planted/service.py", "from litestar import get\n", "import msgspec\n"),
    Planted("contracts", "api/planted/routes.py", "import sqlalchemy\n", "import litestar\n"),
    Planted("contracts", "api/planted/pages.py", "from db.models import case\n", "from db.domain import rule\n"),
    Planted("contracts", "analytics/measures/planted.py", "import sqlalchemy\n", "import polars\n"),
    Planted(
        "contracts", "analytics/figures/planted.py", "from db.models import case\n", "from db.domain import rule\n"
    ),
    Planted("contracts", "api/planted/pages.py", "import api.other.service\n", "import api.planted.service\n"),
    Planted("contracts", "db/migrations/versions/planted.py", "import db.models\n", "import sqlalchemy\n"),
    Planted("migrations", "db/migrations/versions/planted.py", "from db.models import Base\n", "import sqlalchemy\n"),
    Planted("lengths", "db/planted.py", "x = 1\n" * 300, "x = 1\n" * 299),
    Planted("lengths", "db/planted.py", LONG_FUNCTION, LONG_FUNCTION.replace("    print()\n", "", 1)),
    Planted("lengths", "frontend/templates/planted.html", "<p>\n" * 300, "<p>\n" * 299),
    Planted("names", "api/planted/utils.py", "", "", "utils"),
    Planted("names", "db/common/planted.py", "", "", "common"),
    Planted("clock", "db/planted.py", "datetime.now(UTC)\n", "clock.now()\n"),
    Planted("clock", "db/planted.py", "field(default=datetime.datetime.utcnow)\n", "field(default=None)\n"),
    Planted("clock", "api/planted/service.py", "date.today()\n", "work.today\n"),
    Planted("clock", "db/planted.py", "time.time()\n", "time.monotonic()\n"),
    Planted("clock", "db/planted.py", "select(func.now())\n", "select(func.count())\n"),
    Planted("clock", "db/planted.py", 'text("select now()")\n', 'text("select 1")\n'),
    Planted("clock", "db/migrations/versions/planted.py", 'd = "CURRENT_TIMESTAMP"\n', 'd = "0"\n'),
    Planted("clock", "db/planted.py", "import random\n\nrandom.choice(x)\n", "import random\n\nrandom.Random(7)\n"),
    Planted("clock", "db/planted.py", "from random import choice\n", "from random import Random\n"),
    Planted("clock", "api/planted.py", "from tests.harness import clock\n", "from db import clock\n"),
    Planted("clock", "tests/planted.py", "datetime.now()\n", "clock.now()\n"),
    Planted("settings", "db/planted.py", 'os.environ["PROBITY_X"]\n', "os.curdir\n"),
    Planted("settings", "api/planted.py", 'os.getenv("HOME")\n', "os.getpid()\n"),
    Planted("documents", "api/planted/routes.py", "x = 1\n", "", "api/planted/"),
]


@contextmanager
def planted(copy: Path, plant: Planted, text: str) -> Iterator[None]:
    """The file is there inside the block, with the folders that make it a package, and nothing is left afterwards."""
    made: list[Path] = []
    for path in [copy / plant.path, *(copy / name for name in _beside(plant))]:
        for folder in reversed([parent for parent in path.parents if not parent.exists()]):
            folder.mkdir()
            made.append(folder)
        path.write_text(text if path == copy / plant.path else "")
        made.append(path)
    yield
    for path in reversed(made):
        path.rmdir() if path.is_dir() else path.unlink()


def _beside(plant: Planted) -> list[str]:
    """Neighbors that make a planted feature a package, so that import-linter sees it."""
    if plant.check != "contracts" or not plant.path.startswith("api/planted/"):
        return []
    names = ["api/planted/__init__.py", "api/planted/service.py", "api/other/__init__.py", "api/other/service.py"]
    return [name for name in names if name != plant.path]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.check} {plant.path} {plant.bad.strip()[:30]}")
def test_a_planted_violation_is_seen_and_the_good_line_is_not(copy: Path, plant: Planted) -> None:
    if plant.bad != plant.good:
        with planted(copy, plant, plant.good):
            if plant.check != "documents":
                assert not [line for line in CHECKS[plant.check](copy) if plant.sign in line]
    with planted(copy, plant, plant.bad):
        assert [line for line in CHECKS[plant.check](copy) if plant.sign in line]
    assert not (copy / plant.path).exists()


def test_a_wrong_type_is_seen(copy: Path) -> None:
    path = copy / "db" / "domain" / "planted.py"
    path.write_text("def planted() -> int:\n    return 1\n")
    assert types(copy, str(path)) == []
    path.write_text("def planted() -> int:\n    return 'one'\n")
    assert "return-value" in "".join(types(copy, str(path)))
    path.write_text("def planted():\n    return 1\n")
    assert "no-untyped-def" in "".join(types(copy, str(path)))
    path.unlink()


@pytest.mark.parametrize(
    ("name", "before", "after", "sign"),
    [
        ("pyproject.toml", "scipy>=1.17,", "scipy>=1.16,", "older than pyproject.toml"),
        ("locks/app.txt", "litestar==", "--extra-index-url\nlitestar==", "names a host"),
        ("locks/dev.txt", "    --hash=", "    --nothing=", "has no hash"),
        ("frontend/package.json", '"htmx.org": "', '"htmx.org": "^', "differ from package.json"),
        ("frontend/package-lock.json", '"integrity":', '"resolved":', "names a host"),
    ],
)
def test_a_stale_or_telling_lock_is_seen(copy: Path, name: str, before: str, after: str, sign: str) -> None:
    path = copy / name
    text = path.read_text()
    assert before in text
    assert not CHECKS["locks"](copy)
    path.write_text(text.replace(before, after))
    assert [line for line in CHECKS["locks"](copy) if sign in line]
    path.write_text(text)


@pytest.mark.parametrize(
    ("check", "before", "after", "sign"),
    [
        ("documents", "./run bench", "./run banch", "there is no ./run banch"),
        ("documents", "./run db upgrade  ", "./run dbupgrade", "./run db upgrade is not told of"),
        ("documents", "\ndb/domain/  ", "\ndb/domian/  ", "the map tells of db/domian/"),
        ("documents", "(ARCHITECTURE.md)", "(ARCHITECTURES.md)", "ARCHITECTURES.md is not there"),
        ("settings", "`PROBITY_HOST`", "`PROBITY_HAST`", "no setting is called PROBITY_HAST"),
        ("settings", "| `PROBITY_PORT` |", "", "PROBITY_PORT=8000 is not told of"),
        ("settings", "| `8000` |", "| `8001` |", "PROBITY_PORT=8000 is not told of"),
    ],
)
def test_a_readme_that_no_longer_tells_the_truth_is_seen(
    copy: Path, check: str, before: str, after: str, sign: str
) -> None:
    path = copy / "README.md"
    text = path.read_text()
    assert before in text
    assert not [line for line in CHECKS[check](copy) if sign in line]
    path.write_text(text.replace(before, after))
    assert [line for line in CHECKS[check](copy) if sign in line]
    path.write_text(text)


def test_every_check_is_among_those_that_are_proved_here() -> None:
    assert {plant.check for plant in PLANTS} | {"types", "locks"} == set(CHECKS)


def test_a_pattern_matches_whole_parts_of_a_name() -> None:
    assert is_match("api.cases.service", ["api.*.service"])
    assert is_match("db.domain.a.b", ["db.domain.**"])
    assert not is_match("db.domain", ["db.domain.**"])
    assert not is_match("api.cases.more.service", ["api.*.service"])
    assert not is_match("api.cases.services", ["api.*.service"])
