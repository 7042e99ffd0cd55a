"""What a member's passkey signs of a vote or decision, and whether every signature still fits the record.

The statement names act, case, signer and moment, and holds the content of every row that the act wrote: the ballot,
the decision with its findings and sanctions. Its SHA-256 is what the passkey signs, so nobody who owns the database
can write a vote or decision in the name of a member who has a passkey.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.canonical import canonical
from db.domain.permission_name import Permission

CONTENT: dict[str, tuple[str, ...]] = {
    "vote": ("question_id", "case_id", "person_id", "value", "attested", "reasons"),
    "decision": (
        "case_id", "instance", "round", "outcome", "proof", "reasons", "departure_reason", "minority_view", "details",
        "decided_by", "issued_by_id",
    ),
    "finding": ("charge_version_id", "value", "ground", "reasons"),
    "sanction": (
        "case_id", "track", "kind", "years", "months", "days", "working_days", "indefinite", "paid", "stayed_years",
        "stayed_months", "stayed_days", "stayed_for_months",
    ),
}  # fmt: skip
"""What never changes of the rows that count, by table. Their ids and moments are made when they are written."""


@dataclass(frozen=True)
class Frame:
    """What a statement says beside its rows. `asked_at` is the moment when the passkey was asked, UTC."""

    act: str
    case: str
    account_id: UUID
    nonce: str
    asked_at: datetime


def content_of(changes: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The content of the rows that these ledger changes made, each as [table, {column: value}], in a fixed order."""
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for one in changes:
        key = (one["row_table"], one["row_id"])
        if one["row_table"] in CONTENT and (one["operation"] == "insert" or key in made):
            made[key] = json.loads(one["payload"])
    return sorted(([table, part(table, row)] for (table, _id), row in made.items()), key=canonical)


def part(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that are signed."""
    return {name: row[name] for name in CONTENT[table]}


def statement(frame: Frame, rows: list[Any]) -> str:
    """The text whose SHA-256 is signed: canonical JSON."""
    return canonical(
        {
            "act": Permission(frame.act).value,
            "case": frame.case,
            "by": frame.account_id,
            "nonce": frame.nonce,
            "asked_at": frame.asked_at,
            "rows": rows,
        }
    )


def frame_of(text: str) -> Frame:
    """The frame of a statement, to build another one under the same nonce and moment."""
    held = json.loads(text)
    return Frame(held["act"], held["case"], UUID(held["by"]), held["nonce"], datetime.fromisoformat(held["asked_at"]))
