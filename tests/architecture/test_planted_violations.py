"""Each check of `./run check` sees a violation planted in a copy of the tree, and lets the good line beside it pass.

A check runs over the copy once with all its bad lines planted and once with all its good ones; each plant has a place
of its own, so that its sign tells it from the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.checks import CHECKS, types
from tests.architecture.contracts import is_match

Verdicts = Callable[[str, bool], list[str]]
DOC = '"""Planted."""\n\n'
LONG_FUNCTION = "def planted() -> None:\n" + "    print()\n" * 39


@dataclass(frozen=True)
class Planted:
    """A file to plant, with a line that a check must refuse and, where there is one, a line that it must let pass."""

    check: str
    path: str
    bad: str
    good: str | None = None

    @property
    def sign(self) -> str:
        """How the check's words name the file."""
        if self.check == "contracts":
            return f"{self.path.removesuffix('.py').replace('/', '.')} "
        return str(Path(self.path).parent) if self.check == "documents" else self.path


PLANTS = [
    Planted("format", "db/planted.py", f"{DOC}x=1\n", f"{DOC}x = 1\n"),
    Planted("style", "db/planted.py", f"{DOC}import os\n", f"{DOC}import os\n\nHERE = os.curdir\n"),
    Planted("contracts", "db/planted.py", "import analytics\n", "import db.domain\n"),
    Planted("contracts", "analytics/planted.py", "import api\n", "import db\n"),
    Planted("contracts", "db/domain/planted.py", "import msgspec\n", "import decimal\n"),
    Planted("contracts", "db/domain/planted_two.py", "from db import clock\n", "from db.domain import rule\n"),
    Planted("contracts", "api/planted/service.py", "from litestar import get\n", "import msgspec\n"),
    Planted("contracts", "api/planted/routes.py", "import sqlalchemy\n", "import litestar\n"),
    Planted("contracts", "api/planted/pages.py", "from db.models import case\n", "from db.domain import rule\n"),
    Planted(
        "contracts", "api/planted_two/pages.py", "import api.planted.service\n", "import api.planted_two.service\n"
    ),
    Planted("contracts", "analytics/measures/planted.py", "import sqlalchemy\n", "import polars\n"),
    Planted(
        "contracts", "analytics/figures/planted.py", "from db.models import case\n", "from db.domain import rule\n"
    ),
    Planted("contracts", "db/migrations/versions/planted.py", "import db.models\n", "import sqlalchemy\n"),
    Planted("migrations", "db/migrations/versions/planted.py", "from db.models import Base\n", "import sqlalchemy\n"),
    Planted("lengths", "db/planted.py", "x = 1\n" * 300, "x = 1\n" * 299),
    Planted("lengths", "db/planted_two.py", LONG_FUNCTION, LONG_FUNCTION.replace("    print()\n", "", 1)),
    Planted("lengths", "frontend/templates/planted.html", "<p>\n" * 300, "<p>\n" * 299),
    Planted("names", "api/planted/utils.py", ""),
    Planted("names", "db/common/planted.py", ""),
    Planted("clock", "db/planted_0.py", "datetime.now(UTC)\n", "clock.now()\n"),
    Planted("clock", "db/planted_1.py", "field(default=datetime.datetime.utcnow)\n", "field(default=None)\n"),
    Planted("clock", "api/planted/service.py", "date.today()\n", "work.today\n"),
    Planted("clock", "db/planted_2.py", "time.time()\n", "time.monotonic()\n"),
    Planted("clock", "db/planted_3.py", "select(func.now())\n", "select(func.count())\n"),
    Planted("clock", "db/planted_4.py", 'text("select now()")\n', 'text("select 1")\n'),
    Planted("clock", "db/migrations/versions/planted.py", 'd = "CURRENT_TIMESTAMP"\n', 'd = "0"\n'),
    Planted("clock", "db/planted_5.py", "import random\n\nrandom.choice(x)\n", "import random\n\nrandom.Random(7)\n"),
    Planted("clock", "db/planted_6.py", "from random import choice\n", "from random import Random\n"),
    Planted("clock", "api/planted.py", "from tests.harness import clock\n", "from db import clock\n"),
    Planted("clock", "tests/planted.py", "datetime.now()\n", "clock.now()\n"),
    Planted("settings", "db/planted.py", 'os.environ["PROBITY_X"]\n', "os.curdir\n"),
    Planted("settings", "analytics/planted.py", 'os.getenv("HOME")\n', "os.getpid()\n"),
    Planted("documents", "api/planted/routes.py", "x = 1\n"),
]
# Neighbors that make the planted features packages, so that import-linter sees them as features.
NEIGHBORS = ("api/planted/__init__.py", "api/planted_two/__init__.py", "api/planted_two/service.py")

README = {
    ("documents", "there is no ./run banch"): ("./run bench", "./run banch"),
    ("documents", "./run db upgrade is not told of"): ("./run db upgrade  ", "./run dbupgrade"),
    ("documents", "the map tells of db/domian/"): ("\ndb/domain/  ", "\ndb/domian/  "),
    ("documents", "ARCHITECTURES.md is not there"): ("(ARCHITECTURE.md)", "(ARCHITECTURES.md)"),
    ("settings", "no setting is called PROBITY_HAST"): ("`PROBITY_HOST`", "`PROBITY_HAST`"),
    ("settings", "PROBITY_PORT=8000 is not told of"): ("| `8000` |", "| `8001` |"),
    ("settings", "PROBITY_THREADS=0 is not told of"): ("| `PROBITY_THREADS` |", "|"),
}


@pytest.fixture(scope="module")
def verdicts(copy: Path) -> Verdicts:
    """What a check says of the copy with all its bad lines planted, or with all its good ones."""

    @cache
    def verdict(check: str, is_bad: bool) -> list[str]:
        plants = {plant.path: plant.bad if is_bad else plant.good for plant in PLANTS if plant.check == check}
        neighbors = {name: "" for name in NEIGHBORS if check == "contracts"}
        made: list[Path] = []
        for name, text in (plants | neighbors).items():
            if text is not None:
                made += _write(copy / name, text)
        found = CHECKS[check](copy)
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        return found

    return verdict


def _write(path: Path, text: str) -> list[Path]:
    """Write a file that was not there; returns what was made, folders first."""
    assert not path.exists()
    folders = [parent for parent in reversed(path.parents) if not parent.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [*folders, path]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.check} {plant.path} {plant.bad.strip()[:30]}")
def test_a_planted_violation_is_seen_and_the_good_line_is_not(verdicts: Verdicts, plant: Planted) -> None:
    assert any(plant.sign in line for line in verdicts(plant.check, True))
    assert not any(plant.sign in line for line in verdicts(plant.check, False))


def test_a_wrong_type_is_seen(copy: Path) -> None:
    path = copy / "db" / "domain" / "planted.py"
    path.write_text("def planted() -> int:\n    return 1\n")
    assert types(copy, str(path)) == []
    path.write_text("def planted() -> int:\n    return 'one'\n\n\ndef untyped():\n    return 1\n")
    found = "".join(types(copy, str(path)))
    assert "return-value" in found
    assert "no-untyped-def" in found
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


@pytest.mark.parametrize("check", ["documents", "settings"])
def test_a_readme_that_no_longer_tells_the_truth_is_seen(copy: Path, check: str) -> None:
    path = copy / "README.md"
    true = told = path.read_text()
    for before, after in README.values():
        assert before in told
        told = told.replace(before, after)
    before_planting = CHECKS[check](copy)
    path.write_text(told)
    found = CHECKS[check](copy)
    path.write_text(true)
    for sign in (sign for name, sign in README if name == check):
        assert any(sign in line for line in found)
        assert not any(sign in line for line in before_planting)


@pytest.mark.parametrize(
    ("page", "before", "after", "sign"),
    [
        ("SECURITY.md", "`bit_rot_is_found`", "`bit_rot_is_fun`", "the promise bit_rot_is_found is not told of"),
        ("SECURITY.md", "`bit_rot_is_found`", "`bit_rot_is_fun`", "./run soak tries no bit_rot_is_fun"),
        ("SECURITY.md", "`tests/faults/test_races.py`", "`tests/faults/test_racing.py`", "test_racing.py is not there"),
        ("SECURITY.md", "(ASVS.md)", "(ASVZ.md)", "ASVZ.md is not there"),
        ("ASVS.md", "`db/tries.py`", "`db/attempts.py`", "db/attempts.py is not there"),
    ],
)
def test_a_page_that_names_what_is_not_there_is_seen(copy: Path, page: str, before: str, after: str, sign: str) -> None:
    path = copy / page
    true = path.read_text()
    assert before in true
    assert not any(sign in line for line in CHECKS["documents"](copy))
    path.write_text(true.replace(before, after))
    found = CHECKS["documents"](copy)
    path.write_text(true)
    assert any(sign in line for line in found)


def test_every_check_is_among_those_that_are_proved_here() -> None:
    assert {plant.check for plant in PLANTS} | {"types", "locks"} == set(CHECKS)


def test_a_pattern_matches_whole_parts_of_a_name() -> None:
    assert is_match("api.cases.service", ["api.*.service"])
    assert is_match("db.domain.a.b", ["db.domain.**"])
    assert not is_match("db.domain", ["db.domain.**"])
    assert not is_match("api.cases.more.service", ["api.*.service"])
    assert not is_match("api.cases.services", ["api.*.service"])
