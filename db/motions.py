"""Requests in a case: filed the same way by either side, on a case page or in the respondent's portal."""

from db.domain.choice import MOTION_KINDS, SIDES, label
from db.models import Case, Motion
from db.work import Work


def file_motion(work: Work, case: Case, *, kind: str, side: str, text: str) -> Motion:
    """File a request of a side; it waits for a ruling. Names the unit's act."""
    words = f"{label(MOTION_KINDS, kind)}, by the {label(SIDES, side).lower()}."
    work.record("motion:filed", case=case, text=words)
    row = Motion(case_id=case.id, kind=kind, side=side, text=text, filed_by_id=work.viewer.account_id, at=work.now)
    work.session.add(row)
    work.session.flush()
    return row
