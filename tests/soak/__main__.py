"""Promises at full size: `./run soak [--only NAME] [--share 0.02] [--json PATH]`. Each runs alone and says what it saw.

A small slice of each runs in `./run test` (tests/faults).
"""

import argparse
import json
import logging
import sys
import time
from pathlib import Path

from tests.harness import run_folder
from tests.harness.databases import KINDS
from tests.soak.promises import ALONE, MODULES, OF_THE_DISK, Seen, promise


def main() -> int:
    """Run the promises, print a line each, write the JSON; 1 when one is broken."""
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("--only", action="append", help="only promises whose name begins so (repeat for several)")
    parser.add_argument("--share", type=float, default=1.0, help="share of the full size (default 1)")
    parser.add_argument("--json", type=Path, help="write what was seen there as JSON")
    given = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each of some hundred thousand requests
    found: list[Seen] = []
    for name in MODULES:
        if given.only and not any(name.startswith(one) for one in given.only):
            continue
        for kind in ALONE.get(name, KINDS):
            run_folder.create(on_disk=name in OF_THE_DISK)
            began = time.monotonic()
            try:
                seen = promise(name)(kind, given.share)
            finally:
                run_folder.remove(run_folder.current())
            found.append(seen)
            minutes = (time.monotonic() - began) / 60
            print(
                f"{name:<34}{kind:<12}{seen.tried:>6} tried {seen.failed:>4} failed  {minutes:5.1f} min  {seen.words}"
            )
    if given.json:
        given.json.write_text(json.dumps([seen.as_json() for seen in found], indent=1))
    return 1 if any(seen.failed for seen in found) else 0


if __name__ == "__main__":
    sys.exit(main())
