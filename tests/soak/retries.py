"""A retry never files twice: the connection is cut before or after the commit, and the same key is sent again."""

import random
import tempfile
from pathlib import Path

from tests.harness.databases import Kind, fresh
from tests.harness.office import small_office
from tests.soak.filing import Filer, found_in, served
from tests.soak.promises import Seen

FILINGS = 1000


def a_retry_never_files_twice(kind: Kind, share: float) -> Seen:
    """File each report one to five times under one key; there must be exactly one of each."""
    filings = max(20, int(FILINGS * share))
    chance = random.Random(7)
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(database, folder) as server:
            filer = Filer(server)
            for number in range(filings):
                for _ in range(chance.randint(1, 5)):
                    filer.file(f"Report {number}", key=f"key-{number}")
                    if chance.random() < 0.3:
                        filer.reconnect()
            filer.file("Report 0", key="another-key")  # negative control: a new key does file again
        reports, wrong = found_in(database, folder)
    texts = list(reports.values())
    twice = sum(texts.count(f"Report {number}") != (2 if number == 0 else 1) for number in range(filings))
    words = f"{filings} reports under one key each, {twice} not exactly once, {wrong} things wrong"
    return Seen(
        "a_retry_never_files_twice", kind, filings, twice + wrong, words, "the same report under a new key files twice"
    )
