"""The application as it is served, for the bench: `python -m tests.bench.serve URL PORT FOLDER [COUNTS]`."""

import sys
from pathlib import Path

import uvicorn

from api.app import create_app
from api.collecting import collect_seldom
from api.settings import Settings
from tests.bench.layers import Sampler
from tests.harness.keys import keys_in


def main(url: str, port: str, folder: str, counts: str = "") -> None:
    """Serve on loopback until ended; with `counts`, leave there what each layer took."""
    settings = Settings(
        database_url=url,
        port=port,
        public_url=f"http://localhost:{port}",
        evidence_dir=f"{folder}/evidence",
        keys_dir=keys_in(Path(folder)),
        log_level="warning",
    )
    sampler = Sampler() if counts else None
    app = create_app(settings)
    collect_seldom()
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", access_log=False)
    if sampler is not None:
        sampler.write(Path(counts))


if __name__ == "__main__":
    main(*sys.argv[1:5])
