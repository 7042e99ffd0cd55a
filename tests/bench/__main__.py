"""Speed over HTTP at 20,000 cases on both databases: `./run bench [--cases N] [--json PATH] [--only NAME]`.

Every figure stands beside a floor measured in the same run with the same server and clients (floor.py). Nothing is
cached between requests but what the product itself keeps.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Figure, measure_database
from tests.harness import run_folder
from tests.harness.databases import KINDS, fresh


def main() -> int:
    """Make the databases, measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="cases in the generated office (default 20000)")
    parser.add_argument("--seconds", type=float, default=8.0, help="seconds a measurement (default 8)")
    parser.add_argument("--json", type=Path, help="write the figures there as JSON")
    parser.add_argument("--only", action="append", help="only scenes whose name begins so (repeat for several)")
    parser.add_argument("--database", action="append", choices=KINDS, help="only this database")
    given = parser.parse_args()
    run_folder.create()
    found: list[Figure] = []
    try:
        for kind in given.database or KINDS:
            with fresh(kind) as database, tempfile.TemporaryDirectory() as folder:
                found += measure_database(database, Path(folder), given)
    finally:
        run_folder.remove(run_folder.current())
    print(
        f"\n{'figure':<24}{'database':<12}{'per second':>11}{'p50 ms':>8}{'p95 ms':>8}{'floor':>9}{'ratio':>7}  reach"
    )
    for row in found:
        print(row.line())
    if given.json:
        given.json.write_text(json.dumps([row.as_json() for row in found], indent=1))
    return 1 if any(row.failed for row in found) else 0


if __name__ == "__main__":
    sys.exit(main())
