"""A filer's receipt: the office's signature over the commitment to the filing (decision 21).

It names no place in the tree. Whoever keeps one can show for ever that the filing was acknowledged as it was: an office
that drops or changes it has to show an entry that the receipt contradicts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.domain.ledger_head import moment, receipt_text
from db.keys import Signer, is_signed
from db.ledger_fold import Finding
from db.ledger_holes import ENTRY, lawful
from db.models import Destruction, DestructionItem, Incident, LedgerEntry

FILED = "report:filed"


def filing_of(session: Session, incident: Incident) -> LedgerEntry | None:
    """The entry of a report's filing; None for one that was not filed here (an imported record)."""
    wanted = select(LedgerEntry).where(LedgerEntry.incident_id == incident.id, LedgerEntry.event == FILED)
    return session.scalars(wanted).first()


def receipt_of(session: Session, incident: Incident, signer: Signer) -> dict[str, str] | None:
    """The receipt of a report; None for one that was not filed here."""
    entry = filing_of(session, incident)
    if entry is None:
        return None
    at = moment(entry.at)
    return {
        "kind": "receipt",
        "report": incident.number,
        "at": at,
        "commitment": entry.commitment,
        "key": signer.key_id,
        "public_key": signer.public.hex(),
        "signature": signer.sign(receipt_text(incident.number, entry.commitment, at, signer.key_id)),
    }


def faults_of_receipt(
    session: Session, receipt: Mapping[str, Any], public_keys: Mapping[str, bytes]
) -> Iterator[Finding]:
    """What a receipt shows to be wrong: its signature, or a filing that is gone or is not what it was."""
    where = f"receipt {receipt.get('report', '')}"
    parts = (str(receipt.get(name, "")) for name in ("report", "commitment", "at", "key"))
    text = receipt_text(*parts)
    if not is_signed(text, str(receipt.get("signature", "")), public_keys.get(str(receipt.get("key", "")), b"")):
        yield Finding("receipt forged", where, "the signature is not that of a known key")
        return
    if destruction_of(session, receipt) is not None:
        return
    found = session.scalars(
        select(LedgerEntry.commitment)
        .join(Incident, Incident.id == LedgerEntry.incident_id)
        .where(Incident.number == str(receipt["report"]), LedgerEntry.event == FILED)
    ).all()
    if list(found) != [receipt["commitment"]]:
        yield Finding("filing changed", where, "the filing is gone, or is not the one that was acknowledged")


def destruction_of(session: Session, receipt: Mapping[str, Any]) -> Destruction | None:
    """The lawful destruction that took the filing of a receipt; None where there was none.

    The leaf still has the commitment that the receipt was signed over, and is found by it.
    """
    return session.scalars(
        select(Destruction)
        .join(DestructionItem, DestructionItem.destruction_id == Destruction.id)
        .join(LedgerEntry, LedgerEntry.commitment == DestructionItem.commitment)
        .where(
            DestructionItem.row_table == ENTRY,
            DestructionItem.commitment == str(receipt.get("commitment", "")),
            LedgerEntry.event == FILED,
            Destruction.id.in_(lawful()),
        )
    ).first()
