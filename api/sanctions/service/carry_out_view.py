"""The page of human resources: employer sanctions to carry out and corrections to make, nothing else of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from api.sanctions.service.views import correction_rows, sanction_rows
from db.domain.permission import Permission
from db.domain.stage import Track
from db.models import Case, Person
from db.visibility import visible_case
from db.work import Work


@dataclass
class CarryOutRow:
    """One line of the page of human resources: a sanction or a correction, and nothing else of its case."""

    number: str
    who: str
    what: str
    state: str
    words: str
    when: str
    href: str
    act_label: str
    act_href: str


@dataclass
class CarryOutPage:
    """Employer sanctions to carry out, and corrections to make."""

    sanctions: list[CarryOutRow]
    corrections: list[CarryOutRow]


def _cases(work: Work) -> Sequence[Any]:
    return work.session.execute(
        select(Case, Person.name)
        .join(Person, Person.id == Case.respondent_id)
        .where(visible_case(work.viewer, Permission.SANCTION_CARRY_OUT, work.now), Case.track == Track.EMPLOYER)
        .order_by(Case.number)
    ).all()


def carry_out_page(work: Work) -> CarryOutPage:
    """What waits to be carried out on the employer track, within what the viewer may see."""
    page = CarryOutPage([], [])
    for case, name in _cases(work):
        acts = f"/cases/{case.number}/acts"
        for row in sanction_rows(work, case):
            if row.status in {"pending", "in_force"}:
                start = row.status == "pending"
                page.sanctions.append(
                    CarryOutRow(
                        case.number, name, row.line, row.state, row.status_words,
                        _day("takes effect", row.effective_on) if start else _day("runs until", row.ends_on),
                        f"/cases/{case.number}/sanctions", "Record the start" if start else "Record completion",
                        f"{acts}/{'prove-start' if start else 'prove-completion'}?sanction_id={row.id}",
                    )
                )  # fmt: skip
        page.corrections.extend(
            CarryOutRow(
                case.number, name, one.label, "waiting", "To be made", "", f"/cases/{case.number}/sanctions",
                "Record it", f"{acts}/record-correction?correction_id={one.id}",
            )
            for one in correction_rows(work, case)
            if one.done_on is None
        )  # fmt: skip
    return page


def _day(words: str, day: date | None) -> str:
    return f"{words} {day:%b} {day.day}, {day.year}" if day else ""
