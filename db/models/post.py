"""Posts and who is behind them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Post(Protected, Base):
    """One item: a post, comment, share, like, message or profile. Times are intervals in UTC with a precision."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("incident_id", "ordinal"),)
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id", index=False)
    ordinal: Mapped[int]
    kind: Mapped[Code]  # own comment share like message profile
    platform: Mapped[Code]
    url: Mapped[Prose]
    url_key: Mapped[Line | None] = mapped_column(index=True)  # normalised, for duplicates
    platform_post_id: Mapped[Line | None]
    platform_user_id: Mapped[Line | None]
    handle: Mapped[Line]
    account_kind: Mapped[Code]  # official personal pseudonymous group not_sure
    visibility: Mapped[Code]  # anyone followers group direct not_sure
    text: Mapped[Prose]
    posted_from_at: Mapped[datetime | None]
    posted_until_at: Mapped[datetime | None]
    posted_precision: Mapped[Code]
    posted_zone: Mapped[Code]
    still_visible: Mapped[Code]  # yes | no | not_sure
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[Line | None]
    court_stage: Mapped[Code | None]
    employment_id: Mapped[UUID | None] = ref("employment.id", index=False)
    policy_section_id: Mapped[UUID | None] = ref("policy_section.id", index=False)


class PostSubtype(Protected, Base):
    """A sub-type of the taxonomy on a post; one of them is the primary one."""

    __tablename__ = "post_subtype"
    __table_args__ = (UniqueConstraint("post_id", "subtype"),)
    id: Mapped[Key]
    post_id: Mapped[UUID] = ref("post.id", index=False)
    subtype: Mapped[Code] = mapped_column(index=True)
    is_primary: Mapped[bool]
    chosen_by: Mapped[Code]


class Attribution(Protected, Base):
    """Who is behind an account, on what basis, as decided by whom."""

    __tablename__ = "attribution"
    __table_args__ = (CheckConstraint("status in ('alleged', 'confirmed', 'misidentified')", name="status"),)
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id")
    platform: Mapped[Code]
    handle: Mapped[Line]
    person_id: Mapped[UUID | None] = ref("person.id")
    status: Mapped[Code]
    basis: Mapped[Code]  # admission | account_data | distinctive_facts
    reasons: Mapped[Prose]
    decided_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
