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


def _walls_hide_existence(kind: Kind, share: float) -> Seen:
    from tests.soak.walls import walls_hide_existence

    return walls_hide_existence(kind, share)
def _tampering_is_found(kind: Kind, share: float) -> Seen:
    from tests.soak.tampering import tampering_is_found

    return tampering_is_found(kind, share)


def _the_verifier_is_not_fooled(kind: Kind, share: float) -> Seen:
    from tests.soak.tampering import the_verifier_is_not_fooled

    return the_verifier_is_not_fooled(kind, share)


PROMISES: dict[str, Promise] = {
    "filings_survive_kills": _filings_survive_kills,
    "a_retry_never_files_twice": _a_retry_never_files_twice,
    "walls_hide_existence": _walls_hide_existence,
    "tampering_is_found": _tampering_is_found,
    "the_verifier_is_not_fooled": _the_verifier_is_not_fooled,
}
