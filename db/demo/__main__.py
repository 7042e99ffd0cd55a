"""`python -m db.demo --cases 20000 --url URL`: an office of that many cases in a migrated, empty database."""

import argparse
import sys
import time
from datetime import date

from db.clock import SystemClock
from db.demo.generate import write_demo, write_many
from db.session import make_sessions


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Write the office; without --cases, the demonstration's own size."""
    given = argparse.ArgumentParser(prog="python -m db.demo", description=__doc__)
    given.add_argument("--url", required=True, help="database: sqlite:///FILE or postgresql://...")
    given.add_argument("--cases", type=int, default=0, help="at least so many cases; 0: the demonstration office")
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--as-of", type=date.fromisoformat, default=None, help="day the office is shown on; today")
    chosen = given.parse_args()
    as_of = chosen.as_of or SystemClock().now().date()
    sessions = make_sessions(chosen.url).as_system("generator")
    started = time.monotonic()
    try:
        if chosen.cases:
            made = write_many(sessions, cases=chosen.cases, seed=chosen.seed, as_of=as_of, say=_say)
        else:
            made = write_demo(sessions, seed=chosen.seed, as_of=as_of, say=_say)
    finally:
        sessions.close()
    _say(f"{made.cases:,} cases and {made.rows:,} rows in {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
