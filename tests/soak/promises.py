"""The promises by name, each a function of the database and of the share of its full size."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.harness.databases import Kind


@dataclass(frozen=True)
class Seen:
    """What a promise's run saw. `negative_control` says how the broken variant was caught."""

    promise: str
    database: str
    tried: int
    failed: int
    words: str
    negative_control: str

    def as_json(self) -> dict[str, Any]:
        """The row as `--json` writes it."""
        return {
            "promise": self.promise,
            "database": self.database,
            "tried": self.tried,
            "failed": self.failed,
            "negative_control": self.negative_control,
        }


Promise = Callable[[Kind, float], Seen]


def _filings_survive_kills(kind: Kind, share: float) -> Seen:
    from tests.soak.kills import filings_survive_kills

    return filings_survive_kills(kind, share)


def _a_retry_never_files_twice(kind: Kind, share: float) -> Seen:
    from tests.soak.retries import a_retry_never_files_twice

    return a_retry_never_files_twice(kind, share)


def _guessing_fails(kind: Kind, share: float) -> Seen:
    from tests.soak.front_door import guessing_fails

    return guessing_fails(kind, share)


def _malformed_input_never_breaks(kind: Kind, share: float) -> Seen:
    from tests.soak.front_door import malformed_input_never_breaks

    return malformed_input_never_breaks(kind, share)


def _uploads_cannot_hurt(kind: Kind, share: float) -> Seen:
    from tests.soak.front_door import uploads_cannot_hurt

    return uploads_cannot_hurt(kind, share)


PROMISES: dict[str, Promise] = {
    "filings_survive_kills": _filings_survive_kills,
    "a_retry_never_files_twice": _a_retry_never_files_twice,
    "guessing_fails": _guessing_fails,
    "malformed_input_never_breaks": _malformed_input_never_breaks,
    "uploads_cannot_hurt": _uploads_cannot_hurt,
}
