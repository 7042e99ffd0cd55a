"""The ledger of acts (decision 20), the timeline drawn from it, and the marks of reads (decision 22)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, index_where
from db.types import Code, Key, Line, Prose, ref

WHOLE = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts on only in a column declared INTEGER


class LedgerEntry(Base):
    """One act: one transaction, its author, its matter, and a commitment to all its row changes. Append-only.

    `header` is the canonical JSON of what happened; `salt` hides it; `commitment` is
    SHA-256(salt || header || commitments of the changes in order), hex. Neither changes when tree and heads come.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        index_where("incident_id", "ix_ledger_entry_incident_id", "incident_id"),
        index_where("case_id", "ix_ledger_entry_case_id", "case_id"),
    )
    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[Code]
    actor: Mapped[Line]  # "account:<uuid>" or "system:<name>"
    incident_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    changes: Mapped[int]
    header: Mapped[Prose]
    salt: Mapped[Code]
    commitment: Mapped[Line]


MANY_ROWS = ("bulk", "restate")
"""Operations whose one change holds many rows; the others hold the row that `row_id` names."""
HOLDS_MANY = text("operation IN ('bulk', 'restate')")
"""The same for a query: in these very words, for the index of such changes is found by them."""


class LedgerChange(Base):
    """One row's change inside an entry: canonical JSON of the columns, its own salt, and their commitment."""

    __tablename__ = "ledger_change"
    __table_args__ = (
        Index("ix_ledger_change_row", "row_id"),
        Index("ix_ledger_change_many", "row_table", sqlite_where=HOLDS_MANY, postgresql_where=HOLDS_MANY),
    )
    entry_id: Mapped[UUID] = ref("ledger_entry.id", primary_key=True, index=False)
    position: Mapped[int] = mapped_column(primary_key=True)
    operation: Mapped[Code]  # insert | update | delete
    row_table: Mapped[Code]
    row_id: Mapped[Line]
    payload: Mapped[Prose]
    salt: Mapped[Code]
    commitment: Mapped[Line]


class LedgerPending(Base):
    """An entry that waits for its place in the tree; put here by a trigger, so that no entry can be left out.

    `seq` rises with every entry. Two acts on one row are in the order in which they got hold of the row, for an entry
    is written last in its transaction.
    """

    __tablename__ = "ledger_pending"
    __table_args__ = ({"sqlite_autoincrement": True},)
    seq: Mapped[int] = mapped_column(WHOLE, primary_key=True, autoincrement=True)
    entry_id: Mapped[UUID] = ref("ledger_entry.id", index=False)


class LedgerLeaf(Base):
    """An entry's place in the tree: from 0 without a gap, its hash (hex) that of RFC 9162 over the commitment."""

    __tablename__ = "ledger_leaf"
    position: Mapped[int] = mapped_column(WHOLE, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    hash: Mapped[Line]


class LedgerHead(Base):
    """The signed root of the first `tree_size` leaves: Ed25519 over the canonical JSON of size, root, time and key.

    `peaks` are the roots of its complete subtrees (hex), largest first: what going on from here needs. Append-only.
    """

    __tablename__ = "ledger_head"
    tree_size: Mapped[int] = mapped_column(WHOLE, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    root: Mapped[Line]
    peaks: Mapped[list[str]]
    key_id: Mapped[Code]
    signature: Mapped[Line]


class Event(Base):
    """A line of a matter's timeline. Several may come from one act (screening a report opens two cases)."""

    __tablename__ = "event"
    __table_args__ = (
        index_where("case_id", "ix_event_case_at", "case_id", "at"),
        index_where("incident_id", "ix_event_incident_at", "incident_id", "at"),
    )
    id: Mapped[Key]
    entry_id: Mapped[UUID] = ref("ledger_entry.id", deferred=True)
    name: Mapped[Code]
    at: Mapped[datetime]
    actor_account_id: Mapped[UUID | None] = ref("account.id", index=False)
    actor_label: Mapped[Line]
    incident_id: Mapped[UUID | None] = ref("incident.id", index=False)
    case_id: Mapped[UUID | None] = ref("case.id", index=False)
    audience: Mapped[Code]  # all | deliberation | privileged | parties
    text: Mapped[Prose]
    facts: Mapped[dict[str, Any]]


class ReadMark(Base):
    """That a person read a matter's content within an hour; made in the same transaction as its ledger entry."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("person_id", "matter_id", "hour_at"),)
    id: Mapped[Key]
    entry_id: Mapped[UUID] = ref("ledger_entry.id", deferred=True)
    person_id: Mapped[UUID] = ref("person.id", index=False)
    matter_id: Mapped[UUID] = mapped_column(index=True)
    hour_at: Mapped[datetime]
