"""The row that an answer chose: a form offers only those that exist, but anybody can send another key."""

from typing import TypeVar
from uuid import UUID

from api.errors import BadInput
from db.models import Base
from db.work import Work

Chosen = TypeVar("Chosen", bound=Base)


def chosen(work: Work, model: type[Chosen], key: UUID, field: str, *, lock: bool = False) -> Chosen:
    """The row with this key; raises BadInput for `field` where there is none. `lock` keeps others off it."""
    row = work.session.get(model, key, with_for_update=lock)
    if row is None:
        raise BadInput({field: "Choose one of the answers."})
    return row
