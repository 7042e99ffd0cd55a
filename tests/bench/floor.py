"""The floor: a bare handler that replays a request's statements through the raw driver and answers the same bytes.

Same server (uvicorn), same framework, same thread pool, same client; no response cache, no SQLAlchemy.
"""

import asyncio
import os
import pickle
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from litestar import Litestar, Response, get, route
from litestar.concurrency import sync_to_thread
from sqlalchemy.engine import make_url

from api.processes import serve_together
from db.session import BEGIN_WRITING, begin_writing, prepare_sqlite
from tests.bench.record import Fresh, Recording
from tests.bench.serve import PROCESSES

RECORDINGS = "BENCH_RECORDINGS"
_HELD = threading.local()


def _sqlite(path: str) -> sqlite3.Connection:
    if not hasattr(_HELD, "connection"):
        _HELD.connection = sqlite3.connect(path, check_same_thread=False)
        prepare_sqlite(_HELD.connection)
    held: sqlite3.Connection = _HELD.connection
    return held


def _postgresql(url: str) -> "psycopg.Connection[Any]":
    if not hasattr(_HELD, "connection"):
        _HELD.connection = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False))
    held: psycopg.Connection[Any] = _HELD.connection
    return held


def replay(url: str, recording: Recording) -> bytes:
    """Run every statement again, fetch every row, and give the recorded bytes."""
    fresh = Fresh()
    is_sqlite = url.startswith("sqlite")
    connection: Any = _sqlite(make_url(url).database or "") if is_sqlite else _postgresql(url)
    cursor = connection.cursor()
    for text, parameters in recording.statements:
        if text == "COMMIT":
            cursor.execute("COMMIT") if is_sqlite else connection.commit()
            continue
        if text == BEGIN_WRITING:
            begin_writing(connection)
            continue
        given = fresh.parameters(parameters)
        cursor.execute(text, given) if given else cursor.execute(text)
        if cursor.description is not None:
            cursor.fetchall()
    if (is_sqlite and connection.in_transaction) or not is_sqlite:
        connection.rollback()
    return recording.body


def make_app(url: str, recordings: dict[str, Recording], threads: int) -> Litestar:
    """One bare handler a recorded request, at /NAME."""

    def handler(name: str, recording: Recording) -> Any:
        @route(f"/{name}", http_method=["GET", "POST"])
        async def bare() -> Response[bytes]:
            body = await sync_to_thread(replay, url, recording)
            return Response(body, media_type=recording.content_type, status_code=recording.status)

        return bare

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))
        yield

    @get("/health")
    async def health() -> None:
        return

    bare = [handler(*row) for row in recordings.items()]
    return Litestar([health, *bare], lifespan=[lifespan], openapi_config=None)


def served() -> dict[str, Any]:
    """The keywords of `uvicorn.Config` for the floor of the recordings that the environment names."""
    held = pickle.loads(Path(os.environ[RECORDINGS]).read_bytes())
    app = make_app(held["url"], held["recordings"], held["threads"])
    return {"app": app, "log_level": "warning", "access_log": False, "ws": "none", "server_header": False}


if __name__ == "__main__":
    os.environ[RECORDINGS] = sys.argv[1]
    serve_together("127.0.0.1", int(sys.argv[2]), PROCESSES, "tests.bench.floor:served", print)
