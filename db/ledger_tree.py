"""The sequencer: gives committed entries their places in the tree and signs its heads (decision 21).

It runs after the commits that it orders, so no writer waits for the tree. Entries are taken in the order in which
their transactions wrote them; several sequencers at once take turns, for each locks what it is about to place.
"""

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db.clock import Clock
from db.domain.ledger_head import MOST_ENTRIES, head_text, moment
from db.domain.merkle import Frontier, leaf_hash
from db.keys import Signer
from db.models import LedgerEntry, LedgerHead, LedgerLeaf, LedgerPending
from db.session import Sessions


def sequence(sessions: Sessions, clock: Clock, signer: Signer, checkpoints: Path | None = None) -> int:
    """Place every entry that waits, a signed head after at most 1,000 of them; returns how many were placed.

    Each head is written to `checkpoints` too, a folder outside the database, once it is committed.
    """
    placed = 0
    while True:
        with sessions.writing() as session:
            count = _place(session, clock, signer)
        if checkpoints is not None:
            export_checkpoints(sessions, checkpoints)
        placed += count
        if count < MOST_ENTRIES:
            return placed


def newest_head(session: Session) -> LedgerHead | None:
    """The head of the whole tree, or None before the first."""
    return session.scalars(select(LedgerHead).order_by(LedgerHead.tree_size.desc()).limit(1)).first()


def _place(session: Session, clock: Clock, signer: Signer) -> int:
    waiting = session.execute(
        select(LedgerPending.seq, LedgerPending.entry_id)
        .order_by(LedgerPending.seq)
        .limit(MOST_ENTRIES)
        .with_for_update()
    ).all()
    if not waiting:
        return 0
    # Read after the lock: another sequencer may just have moved the head on.
    head = newest_head(session)
    frontier = Frontier(head.tree_size, [bytes.fromhex(peak) for peak in head.peaks]) if head else Frontier()
    ids = [row.entry_id for row in waiting]
    commitments: dict[Any, str] = {
        row.id: row.commitment
        for row in session.execute(select(LedgerEntry.id, LedgerEntry.commitment).where(LedgerEntry.id.in_(ids)))
    }
    leaves = []
    for entry_id in ids:
        leaf = leaf_hash(bytes.fromhex(commitments[entry_id]))
        leaves.append({"position": frontier.size, "entry_id": entry_id, "hash": leaf.hex()})
        frontier.append(leaf)
    connection = session.connection()
    connection.execute(insert(LedgerLeaf.__table__), leaves)  # type: ignore[arg-type]
    connection.execute(delete(LedgerPending).where(LedgerPending.seq.in_([row.seq for row in waiting])))
    at, root = clock.now(), frontier.root().hex()
    session.add(
        LedgerHead(
            tree_size=frontier.size,
            at=at,
            root=root,
            peaks=[peak.hex() for peak in frontier.peaks],
            key_id=signer.key_id,
            signature=signer.sign(head_text(frontier.size, root, at, signer.key_id)),
        )
    )
    return len(leaves)


def waiting_count(session: Session) -> int:
    """How many entries wait for their place."""
    return session.scalar(select(func.count()).select_from(LedgerPending)) or 0


# --- checkpoints: heads kept where whoever holds the database cannot reach them ---


def checkpoint_of(head: LedgerHead) -> dict[str, Any]:
    """A head as a checkpoint file holds it."""
    return {
        "size": head.tree_size, "root": head.root, "at": moment(head.at), "key": head.key_id,
        "signature": head.signature,
    }  # fmt: skip


def _checkpoint_path(folder: Path, tree_size: int) -> Path:
    return folder / f"head-{tree_size:012d}.json"


def export_checkpoints(sessions: Sessions, folder: Path) -> int:
    """Write every head that the folder does not hold yet, each durably and under its final name at once."""
    folder.mkdir(parents=True, exist_ok=True)
    last = max((path.name for path in folder.glob("head-*.json")), default="head-0")
    newest = int(last.removeprefix("head-").removesuffix(".json"))
    with sessions.reading() as session:
        heads = session.scalars(
            select(LedgerHead).where(LedgerHead.tree_size > newest).order_by(LedgerHead.tree_size)
        ).all()
    for head in heads:
        path = _checkpoint_path(folder, head.tree_size)
        part = path.with_suffix(".part")
        with part.open("w") as file:
            json.dump(checkpoint_of(head), file, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    return len(heads)


def read_checkpoints(folder: Path) -> list[dict[str, Any]]:
    """The checkpoints in a folder, smallest tree first. Raises ValueError for a file that is none."""
    found = []
    for path in sorted(folder.glob("head-*.json")) if folder.is_dir() else []:
        try:
            read = json.loads(path.read_text())
            found.append({name: read[name] for name in ("size", "root", "at", "key", "signature")})
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"{path.name} is no checkpoint") from None
    return found
