"""No acknowledged filing is lost: the server is killed at random moments while a client keeps every 201."""

import random
import tempfile
import threading
import time
from pathlib import Path

from tests.harness.databases import Kind, fresh
from tests.harness.office import small_office
from tests.soak.filing import Filer, found_in, served
from tests.soak.promises import Seen

FILINGS, KILLS = 1000, 200


def filings_survive_kills(kind: Kind, share: float) -> Seen:
    """File, kill, start again; then compare what was acknowledged with what is there, file by file."""
    filings, kills = max(20, int(FILINGS * share)), max(4, int(KILLS * share))
    chance = random.Random(20261122)
    with fresh(kind, small_office) as database, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(database, folder) as server:
            filer = Filer(server)
            tried, killed = 0, 0
            while len(filer.acknowledged) < filings or killed < kills:
                if killed < kills:
                    fuse = threading.Timer(chance.uniform(0.0, 0.25), server.kill)
                    fuse.start()
                    killed += 1
                    while fuse.is_alive() or (server.process and server.process.poll() is None):
                        tried += 1
                        filer.file(f"Report {tried}")
                    fuse.join()
                    server.start()
                    filer.reconnect()
                else:
                    tried += 1
                    filer.file(f"Report {tried}")
                time.sleep(0)
        reports, wrong = found_in(database, folder)
    lost = [n for n, text in filer.acknowledged.items() if reports.get(n) != text]
    control = dict(filer.acknowledged, **{"RP-00-ABSENT": "never filed"})
    caught = [n for n, text in control.items() if reports.get(n) != text]
    words = f"{len(filer.acknowledged)} acknowledged, {killed} kills, {len(lost)} lost, {wrong} things wrong"
    broken = len(lost) + wrong + (0 if "RP-00-ABSENT" in caught else 1)
    return Seen("filings_survive_kills", kind, tried, broken, words, "a number never filed is reported as lost")
