"""Speed over HTTP at 20,000 cases on both databases: `./run bench [--cases N] [--json PATH] [--only NAME] [--profile]`.

Figures of requests stand beside a floor measured in the same run with the same server and clients (floor.py). Nothing
is cached between requests but what the product itself keeps.
"""

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from db.clock import SystemClock
from db.demo.generate import write_many
from db.session import make_sessions
from tests.bench.figure import HEAD, Figure
from tests.bench.ledger import LEAVES_A_SECOND, measure_ledger
from tests.bench.measure import measure_disk, prepare, wants
from tests.bench.scenes import scenes
from tests.harness import databases, run_folder
from tests.harness.databases import KINDS, Database, Kind


def main() -> int:
    """Make the databases, measure, print the table, write the JSON."""
    given = _arguments()
    run_folder.create(on_disk=True)
    found: list[Figure] = []
    try:
        with ExitStack() as held:
            if "postgresql" in given.database:
                databases.server(durable=True)
            print(HEAD, flush=True)
            if any(wants(scene.name, given) for scene in scenes("")):
                made = [held.enter_context(databases.fresh(kind)) for kind in given.database]
                _fill(made, given.cases)
                for database in made:
                    folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir=run_folder.current())))
                    found += _measure(database, folder, given)
            found.append(measure_disk(run_folder.current(), given.cases))
            if wants("ledger", given):
                for kind in given.database:
                    folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir=run_folder.current())))
                    found += _measure_ledger(kind, folder, given.entries)
    finally:
        run_folder.remove(run_folder.current())
    print("\n".join(["", HEAD, *(row.line() for row in found)]))
    if given.json:
        given.json.write_text(json.dumps([row.as_json() for row in found], indent=1) + "\n")
    return 1 if any(row.failed for row in found) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="cases in the generated office (default 20000)")
    parser.add_argument("--entries", type=int, default=100_000, help="entries of the long ledger (default 100000)")
    parser.add_argument("--seconds", type=float, default=8.0, help="seconds a measurement (default 8)")
    parser.add_argument("--json", type=Path, help="write the figures there as JSON")
    parser.add_argument("--only", action="append", help="only scenes whose name begins so (repeat for several)")
    parser.add_argument("--database", action="append", choices=KINDS, help="only this database")
    parser.add_argument("--profile", action="store_true", help="say of every scene where its time goes")
    given = parser.parse_args()
    given.database = given.database or list(KINDS)
    return given


def _measure_ledger(kind: Kind, folder: Path, entries: int) -> list[Figure]:
    """A ledger of so many entries: placed and signed, leaves and heads verified, entries verified, state folded."""
    with databases.fresh(kind) as database:
        paces = measure_ledger(database, folder, entries)
    found = []
    for pace in paces:
        reach = {"value": LEAVES_A_SECOND} if pace.name == "ledger_leaves_verified" else {}
        found.append(Figure(pace.name, kind, pace.count, pace.per_second, "a second", reach=reach))
        print(f"{found[-1].line()}   {pace.count:,} in {pace.seconds:.1f} s", flush=True)
    return found


def _measure(database: Database, folder: Path, given: argparse.Namespace) -> list[Figure]:
    bench = prepare(database, folder, given)
    found = bench.measure()
    bench.profile([one for one in found if given.profile or one.missed])
    return found


def _fill(made: list[Database], cases: int) -> None:
    """The same office in each database."""
    began = time.monotonic()
    offices = [make_sessions(database.url).as_system("tests") for database in made]
    today = SystemClock().now().date()
    write_many(*offices, cases=cases, as_of=today, say=lambda text: print(text, flush=True))
    for database, sessions in zip(made, offices, strict=True):
        sessions.close()
        if database.kind == "postgresql":
            name = database.url.partition("@/")[2].partition("?")[0]
            databases.server().execute("VACUUM ANALYZE", database=name)
    print(f"{cases} cases in {len(made)} database(s), made in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
