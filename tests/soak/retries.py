"""A retry never files twice: the connection is cut before or after the commit, and the same key is sent again."""

import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.harness.databases import Kind, fresh
from tests.harness.office import small_office
from tests.soak.filing import Filer, found_in, served
from tests.soak.promises import Seen

FILINGS, RETRIES = 1000, 5


@dataclass(frozen=True)
class Outcome:
    """Reports that are not there exactly once; connections cut; things wrong; retries that were refused."""

    odd: int
    cuts: int
    wrong: int
    refused: int


def a_retry_never_files_twice(kind: Kind, share: float) -> Seen:
    """Each report under one key until it is acknowledged, and often once more; then with a key that is not kept."""
    filings = max(20, int(FILINGS * share))
    seen = run(kind, filings)
    control = run(kind, max(20, filings // 20), variant="claim_every_key_anew")
    words = (
        f"{filings} reports under one key each, {seen.cuts} connections cut, {seen.odd} not exactly once, "
        f"{seen.refused} retries refused, {seen.wrong} things wrong"
    )
    text = f"another key claimed: {control.odd} of {max(20, filings // 20)} not exactly once"
    failed = seen.odd + seen.wrong + seen.refused + (not seen.cuts) + (not control.odd)
    return Seen("a_retry_never_files_twice", kind, filings, failed, words, text)


def run(kind: Kind, filings: int, variant: str = "") -> Outcome:
    """File so many reports; what is there of each afterwards.

    The client stops waiting at a moment of up to one and a half times what a filing takes: before the commit, between
    commit and answer, or not at all.
    """
    chance, cuts, refused = random.Random(7), 0, 0
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(database, folder, variant) as server:
            filer = Filer(server)
            usual = _usual_seconds(filer)
            for number in range(filings):
                for attempt in range(RETRIES + 1):
                    patience = chance.uniform(0.0, 1.5 * usual) if attempt < RETRIES else 20
                    status = filer.file(f"Report {number}", key=f"key-{number}", patience=max(patience, 0.001))
                    cuts += status == 0
                    refused += status not in (0, 201)
                    if status == 201 and chance.random() < 0.5:  # or the answer itself is lost on its way
                        break
        reports, wrong = found_in(database, folder)
    texts = list(reports.values())
    odd = sum(texts.count(f"Report {number}") != 1 for number in range(filings))
    return Outcome(odd, cuts, wrong, refused)


def _usual_seconds(filer: Filer) -> float:
    """How long a filing takes here, by the middle of five."""
    took = []
    for number in range(5):
        began = time.monotonic()
        assert filer.file(f"Measured {number}") == 201
        took.append(time.monotonic() - began)
    return sorted(took)[2]
