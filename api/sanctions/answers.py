"""What a program reads of sanctions and corrections."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct


class ConditionAnswer(Struct):
    """A condition of a sanction."""

    id: UUID
    text: str
    status: str
    due_on: date | None


class SanctionAnswer(Struct):
    """A sanction with its status and the days that are proven."""

    id: UUID
    line: str
    words: str
    status: str
    effective_on: date | None
    ends_on: date | None
    proven: dict[str, date]
    conditions: list[ConditionAnswer]


class CorrectionAnswer(Struct):
    """Something to put right after a later decision."""

    id: UUID
    kind: str
    opened_at: datetime
    done_on: date | None


class SanctionList(Struct):
    """The sanctions and corrections of a case."""

    number: str
    version: int
    sanctions: list[SanctionAnswer]
    corrections: list[CorrectionAnswer]


class ToCarryOut(Struct):
    """One line of what is to be carried out on the employer track."""

    number: str
    employee: str
    what: str
    status: str


class CarryOutList(Struct):
    """Employer sanctions to carry out, and corrections to make."""

    sanctions: list[ToCarryOut]
    corrections: list[ToCarryOut]
