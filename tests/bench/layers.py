"""Where a process spends its time: its threads are looked at every few milliseconds; each look counts for a layer."""

import json
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

EVERY = 0.004  # seconds between two looks

# The first that fits, from the innermost call outwards. Waiting counts for nothing.
WAITING = ("selectors.py", "asyncio/runners.py", "queue.py", "threading.py", "concurrent/futures/thread.py")
DRIVER = {"do_execute", "do_executemany", "do_commit", "do_begin", "do_rollback"}
LAYERS = (
    ("the driver and the database", ("psycopg", "sqlite3/")),
    ("SQLAlchemy", ("/sqlalchemy/",)),
    ("templates", ("/jinja2/", "/templates/", "<template>", "/markupsafe/", "api/rendering.py")),
    ("Polars", ("/polars/",)),
    ("figures", ("/analytics/", "api/trends/")),
    ("sign-in and guard", ("api/security.py",)),
    ("evidence", ("db/evidence_", "api/uploads.py")),
    ("ledger", ("db/ledger.py", "db/canonical.py", "db/dialect/bulk.py")),
    ("rules", ("/db/domain/",)),
    ("acts and answers", ("/api/", "/db/")),
    ("HTTP and framework", ("/litestar/", "/uvicorn/", "/asyncio/", "/httptools/", "/multipart")),
)
SIGNING_IN = ("api/signing_in.py", "api/access.py")


def layer_of(frame: FrameType | None) -> str | None:
    """The layer that a thread works in; None while it waits."""
    if frame is None or frame.f_code.co_filename.endswith(WAITING):
        return None
    found = ""
    at: FrameType | None = frame
    while at is not None:
        name = at.f_code.co_filename
        if name.endswith(SIGNING_IN):
            return "sign-in and guard"
        if not found:
            found = "the driver and the database" if at.f_code.co_name in DRIVER else _by_name(name)
        at = at.f_back
    return found or "the rest"


def _by_name(name: str) -> str:
    return next((layer for layer, parts in LAYERS if any(part in name for part in parts)), "")


class Sampler:
    """Looks at every thread but its own until told to stop."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        own = threading.get_ident()
        while not self._stopped.is_set():
            time.sleep(EVERY)
            for number, frame in sys._current_frames().items():
                layer = None if number == own else layer_of(frame)
                if layer is not None:
                    self.counts[layer] += 1

    def write(self, path: Path) -> None:
        """Stop, and leave what was counted as JSON."""
        self._stopped.set()
        self._thread.join()
        path.write_text(json.dumps(self.counts))


def shares(path: Path) -> str:
    """What was counted, as words: the layers with their share, the largest first."""
    counts = Counter(json.loads(path.read_text()))
    total = sum(counts.values()) or 1
    return ", ".join(f"{layer} {count / total:.0%}" for layer, count in counts.most_common() if count / total >= 0.01)
