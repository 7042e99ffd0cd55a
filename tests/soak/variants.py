"""The product with one named line changed, served: each is a negative control that a promise's test must catch.

`python -m tests.soak.variants NAME URL PORT FOLDER [PROCESSES]`.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from api import serving
from api.processes import serve_together
from db import session as session_module
from db.evidence_folder import FolderStore
from db.evidence_store import StoredFile
from db.idempotency import Claim, StoredAnswer
from db.identity import new_id
from db.ledger import LedgerSession
from db.session import Sessions
from db.work import Work
from tests.bench import serve


def swallow_failed_commits() -> None:
    """`Sessions.writing` takes a failed commit for done."""
    honest = Sessions.writing

    @contextmanager
    def writing(self: Sessions) -> Iterator[LedgerSession]:
        with suppress(DBAPIError), honest(self) as session:
            yield session

    Sessions.writing = writing  # type: ignore[method-assign]


def answer_before_the_commit() -> None:
    """`Sessions.writing` gives a filing's block back at once and commits a second later."""
    honest = Sessions.writing

    @contextmanager
    def writing(self: Sessions) -> Iterator[LedgerSession]:
        waiting = honest(self)
        session = waiting.__enter__()
        try:
            yield session
        except BaseException as error:
            waiting.__exit__(type(error), error, error.__traceback__)
            raise
        if session.act is not None and session.act.event == "report:filed":
            session.flush()
            threading.Timer(1.0, waiting.__exit__, (None, None, None)).start()
        else:
            waiting.__exit__(None, None, None)

    Sessions.writing = writing  # type: ignore[method-assign]


def do_not_wait_for_the_disk() -> None:
    """`synchronous` is NORMAL on SQLite, and `synchronous_commit` off on PostgreSQL."""
    session_module.SQLITE_PRAGMAS["synchronous"] = ("NORMAL", 1)

    @event.listens_for(Engine, "connect")
    def hurry(connection: Any, _record: Any) -> None:
        if hasattr(connection, "pgconn"):
            connection.autocommit = True
            connection.execute("SET synchronous_commit = off")
            connection.autocommit = False


def hold_the_whole_file() -> None:
    """`FolderStore.put` takes the file as one chunk."""
    honest = FolderStore.put

    def put(self: FolderStore, chunks: Iterable[bytes], *, limit: int) -> StoredFile:
        return honest(self, [b"".join(chunks)], limit=limit)

    FolderStore.put = put  # type: ignore[assignment, method-assign]


def claim_every_key_anew() -> None:
    """`claim_key` claims another key than the one it was given."""
    from api.reports import submitting
    from db import idempotency

    honest = idempotency.claim_key

    def claim_key(work: Work, key: str, request: str, body: bytes) -> Claim | StoredAnswer:
        return honest(work, f"{key[:40]}-{new_id().hex}", request, body)

    setattr(submitting, "claim_key", claim_key)  # noqa: B010  # a line of the product is changed


def compare_no_versions() -> None:
    """`ensure_draft_version` takes any version for the present one."""
    from api.reports import drafts, routes

    def any_version(*_given: object) -> None:
        return None

    for module in (drafts, routes):
        setattr(module, "ensure_draft_version", any_version)  # noqa: B010  # a line of the product is changed


VARIANTS: dict[str, Callable[[], None]] = {
    "answer_before_the_commit": answer_before_the_commit,
    "swallow_failed_commits": swallow_failed_commits,
    "do_not_wait_for_the_disk": do_not_wait_for_the_disk,
    "hold_the_whole_file": hold_the_whole_file,
    "claim_every_key_anew": claim_every_key_anew,
    "compare_no_versions": compare_no_versions,
}


NAMED = "VARIANT_SERVED"


def served() -> dict[str, Any]:
    """What one of several processes serves: the product with the line changed that the environment names."""
    VARIANTS[os.environ[NAMED]]()
    return serving.served()


def main(name: str, url: str, port: str, folder: str, processes: str = "1") -> None:
    """Change the line, then serve."""
    if processes == "1":
        VARIANTS[name]()
        serve.main(url, port, folder)
        return
    os.environ[NAMED] = name
    settings = serve.settings_here(url, port, folder, processes)
    serve_together(settings.host, int(port), settings.process_count, "tests.soak.variants:served", print)


if __name__ == "__main__":
    main(*sys.argv[1:6])
