"""Which acts after the decision have something to act on now: the others are no buttons, though never forbidden."""

from collections.abc import Iterable
from typing import Any

from api.sanctions.service.appeals import appeals_of, missing_to_lodge
from api.sanctions.service.carrying_out import (
    completion_choices,
    condition_choices,
    correction_choices,
    failure_choices,
    start_choices,
)
from db.domain.stage import Stage
from db.models import Case
from db.panels import issued_decision, own_seat
from db.work import Work


def useful_acts(work: Work, case: Case) -> set[str]:
    """Slugs of the acts of these sections that have something to act on."""
    offers = {
        "prove-start": start_choices(work, case)["sanctions"],
        "prove-completion": completion_choices(work, case)["sanctions"],
        "record-failure": failure_choices(work, case)["sanctions"],
        "report-condition": condition_choices(work, case)["conditions"],
        "record-correction": correction_choices(work, case)["corrections"],
    }
    found = {slug for slug, rows in offers.items() if list(rows)}
    if any(not missing_to_lodge(work, case, side, "appeal") for side in ("respondent", "office")):
        found.add("lodge-appeal")
    instance = work.reference.procedure(case.track).appeal
    is_open = case.stage == Stage.DECIDED and bool(appeals_of(work, case, open_only=True))
    undecided = is_open and issued_decision(work, case, instance.code) is None
    if undecided and own_seat(work, case, instance.code) is not None:
        found |= {"put-appeal", "decide-appeal"}  # tried too early, the second says what is still missing
    return found


def offered(acts: Iterable[dict[str, Any]], useful: set[str]) -> list[dict[str, Any]]:
    """Those acts of a section that are useful now."""
    return [act for act in acts if act["href"].rsplit("/", 1)[1] in useful]
