"""Whether the record can be trusted: commitments, tree, heads, checkpoints, and the state that follows from them.

What cannot be found here is said in SECURITY.md: whoever holds database and signing key can rewrite what is newer than
the last checkpoint or receipt that somebody else keeps.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.canonical import commitment, plain
from db.domain.ledger_head import MOST_ENTRIES, MOST_TIME, head_text
from db.domain.merkle import Frontier, leaf_hash
from db.keys import is_signed
from db.ledger_fold import CHUNK, Finding, compare, fold
from db.ledger_holes import EMPTY_CHANGE, EMPTY_ENTRY, Holes, holes_of, is_emptied
from db.models.ledger import LedgerChange, LedgerEntry, LedgerHead, LedgerLeaf, LedgerPending

LATE = 3 * MOST_TIME
"""How long an entry may wait for its place before that is told: the sequencer's time, and two more turns."""


@dataclass
class Report:
    """What a verification looked at and found."""

    entries: int = 0
    changes: int = 0
    leaves: int = 0
    heads: int = 0
    checkpoints: int = 0
    rows: int = 0
    waiting: int = 0
    holes: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(
    session: Session,
    *,
    public_keys: Mapping[str, bytes],
    checkpoints: Sequence[Mapping[str, Any]] = (),
    now: datetime,
) -> Report:
    """Verify everything in one reading transaction. `public_keys` by id; `checkpoints` as kept outside the database."""
    report = Report(checkpoints=len(checkpoints))
    report.findings += verify_entries(session, report)
    report.findings += verify_tree(session, report, public_keys, checkpoints, now)
    told = fold(session)
    report.rows = len(told.rows)
    report.findings += compare(session, told)
    return report


# --- entries and their changes ---


def verify_entries(session: Session, report: Report) -> Iterator[Finding]:
    """Every entry against its header, its changes and its commitment; every hole against what explains it."""
    holes, changes = holes_of(session), _grouped_changes(session)
    entry_id, held = next(changes, (None, []))
    entries = select(LedgerEntry.__table__).order_by(LedgerEntry.id)
    for entry in session.execute(entries, execution_options={"yield_per": CHUNK}):
        report.entries += 1
        own: list[Any] = []
        if entry_id == entry.id:
            own = held
            entry_id, held = next(changes, (None, []))
        report.changes += len(own)
        report.holes += is_emptied(entry, EMPTY_ENTRY) + sum(is_emptied(one, EMPTY_CHANGE) for one in own)
        yield from _faults_of(entry, own, holes)


def _grouped_changes(session: Session) -> Iterator[tuple[UUID | None, list[Any]]]:
    group: list[Any] = []
    statement = select(LedgerChange.__table__).order_by(LedgerChange.entry_id, LedgerChange.position)
    for change in session.execute(statement, execution_options={"yield_per": CHUNK}):
        if group and group[0].entry_id != change.entry_id:
            yield group[0].entry_id, group
            group = []
        group.append(change)
    if group:
        yield group[0].entry_id, group


def _faults_of(entry: Any, changes: Sequence[Any], holes: Holes) -> Iterator[Finding]:
    where = f"entry {entry.id.hex}"
    for number, change in enumerate(changes):
        place = f"{where}, change {change.position}"
        if is_emptied(change, EMPTY_CHANGE):
            if not holes.explains_change(change):
                yield Finding("hole unexplained", place, "a change is gone, and no destruction by two people says why")
            continue
        parts = (change.operation, change.row_table, change.row_id, change.payload)
        if change.position != number or change.commitment != _commitment(change.salt, *parts):
            yield Finding("change altered", place, "a change is not what was written")
    if is_emptied(entry, EMPTY_ENTRY):
        if not holes.explains_entry(entry, changes):
            yield Finding("hole unexplained", where, "an entry is gone, and no destruction by two people says why")
        return
    if entry.header != _header_of(entry) or entry.changes != len(changes):
        yield Finding("entry altered", where, "the columns of an entry are not what its header says")
    if entry.commitment != _commitment(entry.salt, entry.header, *(change.commitment for change in changes)):
        yield Finding("entry altered", where, "an entry is not what its commitment says")


def _commitment(salt: str, *parts: str) -> str:
    try:
        return commitment(salt, *parts)
    except ValueError:  # a salt that is no hex commits to nothing
        return ""


def _header_of(entry: Any) -> str:
    """The header that an entry's columns make."""
    said = {
        "id": entry.id, "at": entry.at, "event": entry.event, "actor": entry.actor,
        "incident": entry.incident_id, "case": entry.case_id, "changes": entry.changes,
    }  # fmt: skip
    return json.dumps(plain(said), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# --- the tree ---


def verify_tree(
    session: Session,
    report: Report,
    public_keys: Mapping[str, bytes],
    checkpoints: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Iterator[Finding]:
    """Leaves without a gap, each of its entry; every head's root and signature; every checkpoint met by a root."""
    heads = list(session.execute(select(LedgerHead.__table__).order_by(LedgerHead.tree_size)))
    report.heads = len(heads)
    wanted = {head.tree_size for head in heads} | {int(kept["size"]) for kept in checkpoints}
    roots: dict[int, str] = {}
    frontier = Frontier()
    statement = (
        select(LedgerLeaf.position, LedgerLeaf.hash, LedgerEntry.commitment)
        .outerjoin(LedgerEntry, LedgerEntry.id == LedgerLeaf.entry_id)
        .order_by(LedgerLeaf.position)
    )
    for leaf in session.execute(statement, execution_options={"yield_per": CHUNK}):
        report.leaves += 1
        if leaf.position != frontier.size:
            yield Finding("leaf missing", f"place {frontier.size}", "the tree has a gap")
            frontier = Frontier(leaf.position, [b""] * leaf.position.bit_count())
        made = _leaf_of(leaf.commitment)
        if made.hex() != leaf.hash:
            yield Finding("leaf altered", f"place {leaf.position}", "a leaf is not that of its entry")
        frontier.append(made)
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root().hex()
    yield from _faults_of_heads(heads, roots, public_keys)
    yield from _faults_of_checkpoints(checkpoints, roots, public_keys)
    covered = heads[-1].tree_size if heads else 0
    if covered != frontier.size:
        yield Finding("head missing", f"size {frontier.size}", f"the newest head covers {covered} leaves")
    yield from _unplaced(session, report, now)


def _leaf_of(text: str | None) -> bytes:
    try:
        return leaf_hash(bytes.fromhex(text or ""))
    except ValueError:
        return b""


def _faults_of_heads(
    heads: Sequence[Any], roots: Mapping[int, str], public_keys: Mapping[str, bytes]
) -> Iterator[Finding]:
    before, at = 0, datetime.min.replace(tzinfo=UTC)
    for head in heads:
        where = f"head {head.tree_size}"
        if roots.get(head.tree_size) != head.root:
            yield Finding("head altered", where, "a head's root is not that of its leaves")
        text = head_text(head.tree_size, head.root, head.at, head.key_id)
        if not is_signed(text, head.signature, public_keys.get(head.key_id, b"")):
            yield Finding("head forged", where, "a head's signature is not that of a known key")
        if head.tree_size - before > MOST_ENTRIES or head.at < at:
            yield Finding("head missing", where, f"more than {MOST_ENTRIES} entries, or a time that goes back")
        before, at = head.tree_size, head.at


def _faults_of_checkpoints(
    checkpoints: Sequence[Mapping[str, Any]], roots: Mapping[int, str], public_keys: Mapping[str, bytes]
) -> Iterator[Finding]:
    for kept in checkpoints:
        size, where = int(kept["size"]), f"checkpoint {kept['size']}"
        text = head_text(size, str(kept["root"]), _moment(str(kept["at"])), str(kept["key"]))
        if not is_signed(text, str(kept["signature"]), public_keys.get(str(kept["key"]), b"")):
            yield Finding("checkpoint forged", where, "a checkpoint's signature is not that of a known key")
        elif roots.get(size) != kept["root"]:
            yield Finding("history rewritten", where, "the ledger is not the one that this checkpoint was taken of")


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _unplaced(session: Session, report: Report, now: datetime) -> Iterator[Finding]:
    report.waiting = session.scalar(select(func.count()).select_from(LedgerPending)) or 0
    nowhere = (
        select(LedgerEntry.id)
        .outerjoin(LedgerLeaf, LedgerLeaf.entry_id == LedgerEntry.id)
        .outerjoin(LedgerPending, LedgerPending.entry_id == LedgerEntry.id)
        .where(LedgerLeaf.position.is_(None), LedgerPending.seq.is_(None))
    )
    for key in session.scalars(nowhere):
        yield Finding("entry without place", f"entry {key.hex}", "an entry neither stands in the tree nor waits")
    oldest = session.scalar(
        select(func.min(LedgerEntry.at)).join(LedgerPending, LedgerPending.entry_id == LedgerEntry.id)
    )
    if oldest is not None and now - oldest > LATE:
        words = f"entries wait since {oldest:%Y-%m-%d %H:%M} UTC: is `probity work` running?"
        yield Finding("sequencer stopped", "the tree", words)
