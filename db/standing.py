"""What a person's reading rests on beside the matters themselves, so that a long answer can tell that it was taken."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from db.domain.relation import EXCLUDING
from db.models import MatterRelation
from db.work import Work

Related = tuple[str, UUID | None]  # kind of relation, and the case or report


@dataclass(frozen=True)
class Standing:
    """A person's roles, and their running relations to matters by kind: those that allow and those that exclude."""

    roles: frozenset[str]
    allowing: frozenset[Related]
    excluding: frozenset[Related]

    def still_holds(self, now: "Standing") -> bool:
        """Whether nothing was taken from the person since: no role, no part in a matter, and no wall put up."""
        return self.roles <= now.roles and self.allowing <= now.allowing and now.excluding <= self.excluding


def standing_of(work: Work) -> Standing:
    """The viewer's standing as this unit sees it."""
    rows = work.session.execute(
        select(MatterRelation.kind, MatterRelation.case_id, MatterRelation.incident_id).where(
            MatterRelation.person_id == work.viewer.person_id,
            MatterRelation.from_at <= work.now,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
        )
    )
    found = {(kind, case_id or incident_id) for kind, case_id, incident_id in rows}
    excluding = frozenset(one for one in found if one[0] in EXCLUDING)
    return Standing(work.viewer.roles, frozenset(found) - excluding, excluding)
