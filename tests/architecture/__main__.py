"""`./run check [NAME ...]`: style, types, import contracts and the project's own rules."""

import sys
import time

from tests.architecture.checks import CHECKS
from tests.architecture.source import ROOT


def main(*wanted: str) -> int:
    """Run the checks, say every violation, and return 1 when there is one."""
    unknown = set(wanted) - set(CHECKS)
    if unknown:
        print(f"check: no such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}")
        return 2
    failed = []
    for name in wanted or CHECKS:
        start = time.monotonic()
        found = CHECKS[name](ROOT)
        print(
            f"check {name:<12}{'ok' if not found else f'{len(found)} found':<10}{time.monotonic() - start:6.1f} s",
            flush=True,
        )
        for line in found:
            print(f"    {line}", flush=True)
        if found:
            failed.append(name)
    if failed:
        print(f"check: failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
