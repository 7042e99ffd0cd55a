"""Opening a case for reading: by its content, or by its header where that is all the viewer is given."""

from dataclasses import dataclass

from api.access import ActNotAllowed, MatterNotFound, access_case, permissions_on
from db.domain.permission import Permission
from db.models import Case
from db.work import Work


@dataclass(frozen=True)
class Opened:
    """A case as this viewer sees it. `whole` is False for a header alone."""

    case: Case
    held: frozenset[Permission]
    whole: bool


def open_case(work: Work, number: str) -> Opened:
    """The case with this number. Raises MatterNotFound where nothing but the portal lets the viewer see it."""
    for permission in (Permission.CASE_READ, Permission.CASE_HEADER, Permission.SANCTION_READ):
        try:
            case = access_case(work, number, permission)
        except ActNotAllowed:
            continue
        return Opened(case, permissions_on(work, case), permission is Permission.CASE_READ)
    raise MatterNotFound


def allowed_audiences(held: frozenset[Permission]) -> list[str]:
    """Whose events this viewer reads on a timeline."""
    found = ["all"]
    if Permission.DELIBERATION_READ in held:
        found.append("deliberation")
    if Permission.PRIVILEGED_READ in held:
        found.append("privileged")
    return found
