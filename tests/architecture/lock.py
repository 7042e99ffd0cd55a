"""`./run lock`: hash-pinned requirement files that name no host, and a package-lock.json without addresses."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.source import ROOT

COMPILE = (
    *(
        "pip",
        "compile",
        "--quiet",
        "--upgrade",
        "--universal",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-header",
    ),
    *("--fork-strategy", "fewest", "--python-version", "3.11"),  # the same versions on 3.11, 3.12 and 3.13
)
LOCKS = {
    "dev": ("pyproject.toml", "--group", "dev"),
    "app": ("pyproject.toml", "-c", "locks/dev.txt"),
    "uv": ("--group", "uv"),
    "node": ("--group", "node"),
}


def first_line(root: Path) -> str:
    """What a lock begins with when it is as new as the tables of pyproject.toml that it was made from."""
    tables = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = tables["project"]
    locked = [project["requires-python"], project["dependencies"], tables["dependency-groups"]]
    return f"# pyproject {hashlib.sha256(json.dumps(locked, sort_keys=True).encode()).hexdigest()}"


def main() -> None:
    """Write every lock anew."""
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}
    for name, what in LOCKS.items():
        target = ROOT / "locks" / f"{name}.txt"
        target.unlink(missing_ok=True)  # uv would keep the versions that it finds there
        command = [str(ROOT / ".tools" / "bin" / "uv"), *COMPILE, *what, "-o", str(target)]
        subprocess.run(command, cwd=ROOT, env=env, check=True)
        target.write_text(f"{first_line(ROOT)}\n{target.read_text()}")
    npm = [
        shutil.which("npm") or sys.exit("lock: npm of Node 20 or newer is needed"),
        "install",
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
    ]
    subprocess.run([*npm, "--no-audit", "--no-fund"], cwd=ROOT / "frontend", check=True)


if __name__ == "__main__":
    main()
