"""Statements that ask for visibility, prepared once per set of roles: who looks and when is bound at each run."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam

from db.models import Case
from db.types import UTCDateTime
from db.visibility import Viewer
from db.work import Work

NOW: datetime = cast(datetime, bindparam("now", type_=UTCDateTime()))
"""The moment of the unit, as a parameter."""

PERSON: UUID = cast(UUID, bindparam("viewer", type_=Case.id.type))
"""The person who looks, as a parameter."""


def viewer_pattern(roles: frozenset[str]) -> Viewer:
    """A viewer of these roles whose person is bound when a statement runs."""
    return Viewer(cast(UUID, None), PERSON, "", roles)


def bound(work: Work) -> dict[str, Any]:
    """The values of these parameters for a unit."""
    return {"viewer": work.viewer.person_id, "now": work.now}
