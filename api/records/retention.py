"""The records officer's page of retention: what is due, what waits for a second person, what was destroyed."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from api.records.destruction import against, is_asked, open_requests, visible_due
from api.records.schemas import DueItem, ProofItem, RequestItem, Retention
from db.destruction_facts import DueMatter
from db.domain.destruction import CLASS_LABELS
from db.domain.retention import KEEPS_LABELS
from db.ledger_holes import CHANGE, ENTRY, KEPT
from db.models import Destruction, DestructionApproval, DestructionItem, LedgerEntry
from db.people import names_of_accounts
from db.work import Work

SHOWN = 25
HOLES = (ENTRY, CHANGE)


def retention(work: Work) -> Retention:
    """Everything of the page. Holds numbers, dates and rules; nothing of what a matter says."""
    due = visible_due(work, SHOWN + 1)
    requests = open_requests(work)
    names = names_of_accounts(work, {row.asked_by_id for row, _matter in requests})
    return Retention(
        due=[_due(work, one) for one in due[:SHOWN]],
        has_more=len(due) > SHOWN,
        requests=[
            RequestItem(
                row.id, matter.number, _class(row.rule_class), row.reason, names.get(row.asked_by_id, ""), row.asked_at,
                row.asked_by_id == work.viewer.account_id, against(work, matter),
            )
            for row, matter in requests
        ],
        destroyed=_proofs(work),
    )  # fmt: skip


def _class(code: str) -> str:
    return CLASS_LABELS.get(code, code)


def _due(work: Work, one: DueMatter) -> DueItem:
    due = one.due
    if due is None:  # what is due has a rule
        raise ValueError(one.number)
    started = max(fact.started_on for fact in one.facts if fact.started_on)
    return DueItem(
        one.number, sorted(one.numbers - {one.number}), _class(due.record_class), started, due.due_on,
        KEEPS_LABELS[due.keeps], against(work, one), is_asked(work, one),
    )  # fmt: skip


def _proofs(work: Work) -> list[ProofItem]:
    rows = work.session.execute(
        select(Destruction, LedgerEntry.commitment)
        .join(LedgerEntry, LedgerEntry.id == Destruction.entry_id)
        .order_by(Destruction.destroyed_at.desc(), Destruction.id)
        .limit(SHOWN)
    ).all()
    keys = [proof.id for proof, _commitment in rows]
    approvals = work.session.execute(
        select(DestructionApproval.destruction_id, DestructionApproval.account_id)
        .where(DestructionApproval.destruction_id.in_(keys))
        .order_by(DestructionApproval.at)
    ).all()
    names = names_of_accounts(work, {account for _proof, account in approvals})
    rows_taken, holes = _counts(work, keys, is_hole=False), _counts(work, keys, is_hole=True)
    return [
        ProofItem(
            proof.id, proof.matter_kind, _class(proof.rule_class), proof.due_on, proof.destroyed_at,
            [names[account] for key, account in approvals if key == proof.id] or [str(one) for one in proof.approvers],
            KEEPS_LABELS.get(proof.keeps, proof.keeps), _months(proof.aggregate), _docket(proof.aggregate),
            rows_taken.get(proof.id, 0), holes.get(proof.id, 0), commitment,
        )
        for proof, commitment in rows
    ]  # fmt: skip


def _months(aggregate: dict[str, Any]) -> list[str]:
    return [report["received"] for report in aggregate.get("reports", [])]


def _docket(aggregate: dict[str, Any]) -> list[str]:
    return [
        f"{line['number']}: opened {line['opened']}, closed {line['closed']}, {line['outcome'].replace('_', ' ')}"
        for line in aggregate.get("docket", [])
    ]


def _counts(work: Work, keys: list[UUID], *, is_hole: bool) -> dict[UUID, int]:
    table = DestructionItem.row_table
    wanted = table.in_(HOLES) if is_hole else table.not_in((*HOLES, KEPT))
    rows = work.session.execute(
        select(DestructionItem.destruction_id, func.count().label("number"))
        .where(DestructionItem.destruction_id.in_(keys), wanted)
        .group_by(DestructionItem.destruction_id)
    )
    return {row.destruction_id: row.number for row in rows}
