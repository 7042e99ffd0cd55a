"""The terms of a sanction as a form or a program gives them; decisions and appeals ask the same."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from api.fields import code, pick, prose
from api.forms import Choice
from db.domain.amount import Amount
from db.domain.rule import Missing
from db.domain.sanction import missing_for_sanction
from db.models import Case
from db.people import names_with_accounts
from db.sanctioning import Terms
from db.work import Work


class AmountGiven(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Years, months and days as given; never converted into one another."""

    years: Annotated[int, Meta(ge=0, le=99)] = 0
    months: Annotated[int, Meta(ge=0, le=99)] = 0
    days: Annotated[int, Meta(ge=0, le=9999)] = 0

    @property
    def amount(self) -> Amount:
        """The same as the rules read it."""
        return Amount(self.years, self.months, self.days)


class TermsGiven(Struct, forbid_unknown_fields=True, kw_only=True):
    """A sanction with its terms. Where one must be given, the schema built on this asks for the kind."""

    kind: Annotated[str, code("Sanction", choices="kinds")] = ""
    amount: Annotated[
        AmountGiven,
        Meta(
            title="Length",
            description="As given: one year and one day is not one year.",
            extra={"widget": "amount"},
        ),
    ] = AmountGiven()
    indefinite: Annotated[bool, pick("Without an end date (indefinite)")] = False
    working_days: Annotated[bool, pick("The days are working days")] = False
    paid: Annotated[
        Literal["unpaid", "paid", "not_applicable"],
        pick("Pay", labels={"unpaid": "Without pay", "paid": "With pay", "not_applicable": "Does not apply"}),
    ] = "not_applicable"
    stayed: Annotated[
        AmountGiven,
        Meta(title="Of it, stayed", description="Leave open if nothing is stayed.", extra={"widget": "amount"}),
    ] = AmountGiven()
    stayed_for_months: Annotated[
        Annotated[int, Meta(ge=1, le=240)] | None, Meta(title="Stayed for", extra={"attrs": {"suffix": "months"}})
    ] = None
    conditions: Annotated[str, prose("Conditions", "One a line.", rows=3, least=0, record=True)] = ""
    monitor_id: Annotated[
        UUID | None,
        pick("Who monitors them", "Reads this sanction and its conditions.", choices="monitors", widget="select"),
    ] = None
    conditions_due_on: Annotated[date | None, pick("Conditions to be met by")] = None
    interim_credit_days: Annotated[
        int, Meta(title="Credit for interim time", ge=0, le=9999, extra={"attrs": {"suffix": "days"}})
    ] = 0
    effective_on: Annotated[
        date | None, pick("Takes effect on", "Leave open for the usual day of the track, shown on the page.")
    ] = None
    published: Annotated[
        bool, pick("The ground of the discharge is published", "Then a name-clearing hearing is offered.")
    ] = False


def terms_given(data: TermsGiven) -> Terms:
    """The terms as the record keeps them."""
    lines = [text.strip().rstrip(".") for text in data.conditions.splitlines() if text.strip().rstrip(".")]
    monitor = str(data.monitor_id) if data.monitor_id else None
    due = data.conditions_due_on.isoformat() if data.conditions_due_on else None
    return Terms(
        amount=data.amount.amount,
        stayed=data.stayed.amount,
        indefinite=data.indefinite,
        working_days=data.working_days,
        paid={"paid": True, "unpaid": False}.get(data.paid),
        stayed_for_months=data.stayed_for_months,
        interim_credit_days=data.interim_credit_days,
        effective_on=data.effective_on,
        published=data.published,
        conditions=tuple({"text": text, "monitor_id": monitor, "due_on": due} for text in lines),
    )


def missing_for_terms(work: Work, case: Case, kind: str, data: TermsGiven, act: str) -> tuple[Missing, ...]:
    """Everything that a sanction with these terms lacks. Raises RuleBroken for a kind the track does not have."""
    known = work.reference.sanction(case.track, kind)
    terms = terms_given(data)
    by_order = work.reference.procedure(case.track).effect == "date_in_order_after_appeal_time"
    found = [
        Missing(one.code, one.text, act)
        for one in missing_for_sanction(known, terms.term, terms.effective_on, effective_by_order=by_order)
    ]
    if data.monitor_id is not None and data.monitor_id not in dict(names_with_accounts(work, case)):
        found.append(Missing("monitor", "Choose a monitor who is free to take part in this matter.", act))
    if data.monitor_id is not None and not terms.conditions:
        found.append(Missing("conditions", "Say what is to be monitored: write the conditions, one a line.", act))
    return tuple(found)


def term_choices(work: Work, case: Case) -> dict[str, list[Choice]]:
    """What the form of a sanction offers."""
    kinds = work.reference.track_sanctions(case.track).kinds
    return {
        "kinds": [Choice(one.code, one.label) for one in kinds],
        "monitors": [Choice(str(person_id), name) for person_id, name in names_with_accounts(work, case)],
    }


def term_values(terms: Terms) -> dict[str, Any]:
    """Terms as a form shows them again."""
    parts: dict[str, Any] = {
        f"{name}.{part}": getattr(amount, part)
        for name, amount in (("amount", terms.amount), ("stayed", terms.stayed))
        for part in ("years", "months", "days")
    }
    paid = "not_applicable" if terms.paid is None else "paid" if terms.paid else "unpaid"
    return {
        **parts,
        "indefinite": terms.indefinite,
        "working_days": terms.working_days,
        "paid": paid,
        "stayed_for_months": terms.stayed_for_months or "",
        "interim_credit_days": terms.interim_credit_days,
        "effective_on": terms.effective_on.isoformat() if terms.effective_on else "",
        "conditions": "\n".join(one["text"] for one in terms.conditions),
    }
