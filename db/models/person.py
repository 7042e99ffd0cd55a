"""Any human, their employment and licences (decision 6)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, ref


class Person(Protected, Base):
    """Any human the record names. `pseudonym` stands for them in analytics; never shown beside a name."""

    __tablename__ = "person"
    id: Mapped[Key]
    name: Mapped[Line] = mapped_column(index=True)
    staff_number: Mapped[Code | None] = mapped_column(unique=True)
    email: Mapped[Line | None]
    address: Mapped[Line | None]
    pseudonym: Mapped[Code] = mapped_column(unique=True)
    merged_into_id: Mapped[UUID | None] = ref("person.id")


class Employment(Protected, Base):
    """A period of employment with one unit, title and supervisor; a person's periods never overlap.

    `fte_percent` is the full-time equivalent in percent; `until_on` is the last day, inclusive.
    """

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint("fte_percent > 0 and fte_percent <= 100", name="fte"),
        CheckConstraint("until_on is null or until_on >= from_on", name="order"),
        Index("ix_employment_person_from", "person_id", "from_on", unique=True),
    )
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id", index=False)
    unit_id: Mapped[UUID] = ref("unit.id")
    title: Mapped[Line]
    fte_percent: Mapped[int]
    respondent_type: Mapped[Code]  # head | assistant | special_prosecutor | non_lawyer | former
    protection: Mapped[Code]  # at_will | probationary | civil_service | contract
    supervisor_id: Mapped[UUID | None] = ref("person.id")
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Licence(Protected, Base):
    """A licence to practise law."""

    __tablename__ = "licence"
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id")
    state: Mapped[Code]
    number: Mapped[Code]
    status: Mapped[Code]  # active | inactive | suspended | surrendered | disbarred
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class BoardTerm(Protected, Base):
    """A board member's term and the seat it fills: a lawyer's or a member of the public's."""

    __tablename__ = "board_term"
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id")
    qualification: Mapped[Code]  # lawyer | public
    is_chair: Mapped[bool]
    is_alternate: Mapped[bool]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
