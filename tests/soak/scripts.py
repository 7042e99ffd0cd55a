"""No script runs: 500 payloads, 28 at a time in every text of the record, every page opened in Chromium."""

import tempfile
from math import ceil
from pathlib import Path

from tests.harness.browser import chromium
from tests.harness.clock import MovableClock
from tests.harness.databases import Kind, fresh
from tests.harness.serving import serve
from tests.pages.every_page import LATER, PROVIDER, office_full_of_pages
from tests.pages.payloads import PAYLOADS, payloads
from tests.pages.test_no_script_runs import Office, look_at_every_page, look_without_escaping, poison
from tests.soak.promises import Seen

COUNT = 500


def no_script_runs(kind: Kind, share: float) -> Seen:
    """Rounds over every page; each text of the record holds another payload in each. Then one with escaping off."""
    every = payloads(max(len(PAYLOADS), ceil(COUNT * share)))
    ran, pages, held, noticed = list[str](), 0, 0, 0
    with chromium() as browser:
        for start in range(0, len(every), len(PAYLOADS)):
            with (
                tempfile.TemporaryDirectory() as folder,
                fresh(kind, office_full_of_pages) as database,
            ):
                poison(database, every[start : start + len(PAYLOADS)])
                with serve(database, Path(folder), MovableClock(LATER), **PROVIDER) as live:
                    office = Office(live, browser)
                    opened, seen = look_at_every_page(office)
                    pages, held, ran = pages + opened, held + seen, [*ran, *office.ran]
                    if start == 0:
                        office.ran.clear()
                        look_without_escaping(office)
                        noticed = len(office.ran)
                    office.close()
    for line in ran[:20]:
        print(line)
    words = f"{pages} pages opened, {held} of them with payloads, {len(ran)} ran or were reported"
    failed = len(ran) + (noticed == 0) + (held < pages // 3)
    return Seen("no_script_runs", kind, len(every), failed, words, f"without escaping: {noticed} heard of")
