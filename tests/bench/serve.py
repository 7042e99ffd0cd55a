"""The application as it is served: `python -m tests.bench.serve URL PORT FOLDER [PROCESSES [COUNTS]]`."""

import os
import sys
from pathlib import Path

from api.serving import serve
from api.settings import Settings, load_settings
from tests.bench.layers import Sampler
from tests.harness.keys import keys_in

PROCESSES = os.cpu_count() or 1
"""One a core, as the README advises; the floor is served by as many."""


def settings_here(url: str, port: str, folder: str, processes: str) -> Settings:
    """Settings of a server on loopback, put where the processes read them if there are several."""
    given = {
        "PROBITY_DATABASE_URL": url,
        "PROBITY_HOST": "127.0.0.1",
        "PROBITY_PORT": port,
        "PROBITY_PUBLIC_URL": f"http://localhost:{port}",
        "PROBITY_EVIDENCE_DIR": f"{folder}/evidence",
        "PROBITY_KEYS_DIR": keys_in(Path(folder)),
        "PROBITY_LOG_LEVEL": "warning",
        "PROBITY_PROCESSES": processes,
    }
    os.environ.update(given)
    return load_settings(given)


def main(url: str, port: str, folder: str, processes: str = "1", counts: str = "") -> None:
    """Serve on loopback until ended; with `counts`, of one process, leave there what each layer took."""
    settings = settings_here(url, port, folder, processes)
    sampler = Sampler() if counts else None
    serve(settings, lambda _said: None)
    if sampler is not None:
        sampler.write(Path(counts))


if __name__ == "__main__":
    main(*sys.argv[1:6])
