"""The acts of the model: at which stages each can be done, what must be true first, what is true afterwards.

The words quoted are those of `domain/lifecycle.md`. Everything else must be refused and must change nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.case_model import (
    ALWAYS,
    BEFORE_CLOSED,
    BEFORE_DECIDED,
    FROM_CHARGED,
    OFFICIAL,
    PANEL,
    REPLACEMENT,
    REPORT,
    TO_HEARING,
    Asked,
    Model,
)

Is = Callable[[Model], bool]
Does = Callable[[Model], object]


@dataclass(frozen=True)
class Act:
    """One act: its stages, what else must be true, what it does, and to which stage it leads."""

    stages: tuple[str, ...]
    needs: Is = lambda _model: True
    does: Does = lambda _model: None
    leads: str = ""

    def is_legal(self, model: Model) -> bool:
        """Whether the page lets it happen now."""
        return model.stage in self.stages and self.needs(model)

    def apply(self, model: Model) -> None:
        """What is true afterwards."""
        self.does(model)
        model.stage = self.leads or model.stage


def _gives(*facts: str) -> Does:
    return lambda model: model.done.update(facts)


def _needs(*facts: str) -> Is:
    return lambda model: model.has(*facts)


def _count(name: str) -> Does:
    return lambda model: setattr(model, name, getattr(model, name) + 1)


def _draft_notice(model: Model) -> None:
    """A newer notice is to be served and answered as well: "a real chance to answer" what it says."""
    model.done = model.done - {"notice served", "notice answered"} | {"notice"}


def _draft(model: Model) -> None:
    model.charges.append(model.allegations)
    model.drafted += 1


def _recuse(model: Model) -> None:
    """A vote of who is recused is void, and a question that it counted for is open again; a report issued stands."""
    gone = model.recused = model.seats.pop()
    for one in model.asked if model.is_at_panel else ():
        if gone in one.voters:
            one.voters.remove(gone)
            one.is_closed = False


def _replace(model: Model) -> None:
    model.recused = ""
    model.seats.append(REPLACEMENT)


def _seat(*users: str) -> Does:
    def seat(model: Model) -> None:
        model.seats = list(users)
        model.done.add("named")

    return seat


def _find(model: Model) -> None:
    """On the next charge; on the last once more, when each has its finding."""
    model.found = min(model.found + 1, len(model.charges))


def _put(about: str) -> Does:
    return lambda model: model.asked.append(Asked(about))


def _vote(place: int) -> Act:
    def cast(model: Model) -> None:
        if model.open_question:
            model.open_question.voters.add(model.seats[place])

    return Act(("deliberation",), lambda model: model.may_vote(place), cast)


def _announce(model: Model) -> None:
    if model.open_question:
        model.open_question.is_closed = True


def _has_quorum(model: Model) -> bool:
    """All three: "quorum and concurrence"."""
    return model.is_at_panel and model.open_question is not None and len(model.open_question.voters) == len(PANEL)


def _may_recommend(model: Model) -> bool:
    """ "quorum and concurrence; a finding on every charge version; ... factors with reasons; baseline"."""
    answered = bool(model.asked) and model.open_question is None
    found = model.asked_about("finding") == len(model.charges) > 0 and model.asked_about("sanction") > 0
    return model.is_at_panel and model.is_seated and answered and found and model.has("factors", "baseline")


def _is_weighed(model: Model) -> bool:
    """ "a finding on every charge version; ... factors with reasons"; a sanction or none."""
    return model.found == len(model.charges) and model.has("factors", "proposed")


def _by_reviewer(needs: Is) -> Is:
    return lambda model: model.has("reviewer") and needs(model)


ACTS: dict[str, Act] = {
    # The page: "conflicts checked; evidence preserved or its absence explained; respondent confirmed by attribution"
    "check conflicts": Act(REPORT, does=_gives("checked")),
    "screen dismissed": Act(("submitted",), leads="dismissed"),
    "screen opened": Act(("submitted",), _needs("checked"), leads="screened"),
    "open case": Act(("screened",), _needs("checked"), leads="investigation"),
    "assign reviewer": Act(BEFORE_CLOSED, does=_gives("reviewer")),
    "assign counsel": Act(BEFORE_CLOSED, does=_gives("counsel")),
    # The page: "notice of allegations served with substance and a real chance to answer, and answered or its time run"
    "allege": Act(("investigation",), does=_count("allegations")),
    "report": Act(("investigation",), lambda m: m.reported < m.allegations, _count("reported")),
    "draft notice": Act(("investigation",), lambda m: m.allegations > 0, _draft_notice),
    "serve notice": Act(ALWAYS, _needs("notice"), _gives("notice served")),
    "answer notice": Act(BEFORE_CLOSED, _needs("notice served"), _gives("notice answered")),
    "submit": Act(
        ("investigation",),
        lambda m: m.has("notice served", "notice answered") and 0 < m.allegations == m.reported,
        leads="cause_review",
    ),
    # The page: "reviewer neither investigated nor screened; cause on each charge, with rule and facts"
    "find cause": Act(("cause_review",), _by_reviewer(lambda m: m.caused < m.allegations), _count("caused")),
    "draft charge": Act(("cause_review",), _by_reviewer(lambda m: m.allegations > 0), _draft),
    "return": Act(("cause_review",), _needs("reviewer"), leads="investigation"),
    "charge": Act(
        ("cause_review",),
        _by_reviewer(lambda m: bool(m.charges) and all(m.caused >= one for one in m.charges)),
        _gives("charges paper"),
        leads="charged",
    ),
    # The page: "dismissed with reasons"; "charges withdrawn or dismissed by order"
    "dismiss": Act(("investigation", "cause_review"), _needs("reviewer"), leads="closed"),
    "dismiss without reasons": Act(()),
    "withdraw charge": Act(
        ("cause_review", *TO_HEARING), lambda m: m.has("counsel") and bool(m.charges), lambda m: m.charges.pop()
    ),
    "dismiss withdrawn": Act(TO_HEARING, lambda m: not m.charges, leads="closed"),
    "dismiss by order": Act(TO_HEARING, leads="closed"),
    # The page: "charges (or proposed action) served; answered ...; evidence and its explanation disclosed"
    "serve charges": Act(ALWAYS, _needs("charges paper"), _gives("charges served")),
    "answer charges": Act(BEFORE_CLOSED, _needs("charges served"), _gives("charges answered")),
    "disclose": Act(TO_HEARING, _needs("counsel"), _gives("disclosed")),
    "name panel": Act(FROM_CHARGED, lambda m: not m.is_employer and not m.has("named"), _seat(*PANEL)),
    "designate official": Act(BEFORE_DECIDED, lambda m: m.is_employer and not m.seats, _seat(OFFICIAL)),
    "declare": Act(FROM_CHARGED, lambda m: bool(m.seats), lambda m: m.declared.update(m.undeclared[:1])),
    "recuse member": Act(FROM_CHARGED, lambda m: len(m.seats) == len(PANEL) and m.seats[-1] == PANEL[-1], _recuse),
    "replace member": Act(FROM_CHARGED, lambda m: m.recused != "" and not m.has("recommended"), _replace),
    "schedule": Act(TO_HEARING, lambda m: not m.has("held"), _gives("scheduled")),
    "serve hearing notice": Act(ALWAYS, _needs("scheduled"), _gives("hearing served")),
    "waive notice time": Act(TO_HEARING, _needs("scheduled"), _gives("time waived")),
    "open hearing": Act(
        ("charged",),
        lambda m: bool(m.charges) and m.is_seated and m.has(
            "charges served", "charges answered", "disclosed", "scheduled", "hearing served", "time waived"
        ),
        leads="hearing",
    ),
    # The page: "held, waived, or default ordered ...; exhibits and record filed"
    "file exhibit": Act(TO_HEARING, does=_gives("exhibit")),
    "hold hearing": Act(("hearing",), lambda m: m.has("scheduled") and not m.has("held"), _gives("held")),
    "deliberate": Act(("hearing",), _needs("held", "exhibit"), leads="deliberation"),
    # The page: "the last instance's order: quorum and concurrence; a finding on every charge version; ..."
    "find": Act(("deliberation",), lambda m: m.is_employer and bool(m.charges) and m.is_seated, _find),
    "weigh": Act(("deliberation",), lambda m: m.is_employer and m.is_seated, _gives("factors")),
    "propose": Act(("deliberation",), lambda m: m.is_employer and m.is_seated, _gives("proposed")),
    "decide": Act(
        ("deliberation",), lambda m: m.is_employer and m.is_seated and _is_weighed(m), _gives("order"), leads="decided"
    ),
    "put finding": Act(
        ("deliberation",), lambda m: m.is_at_panel and m.asked_about("finding") < len(m.charges), _put("finding")
    ),
    "vote": _vote(1),
    "chair votes": _vote(0),
    "third votes": _vote(2),
    "announce": Act(("deliberation",), _has_quorum, _announce),
    "chair weighs": Act(("deliberation",), lambda m: m.is_at_panel, _gives("factors")),
    "pick baseline": Act(("deliberation",), lambda m: m.is_at_panel, _gives("baseline")),
    "propose suspension": Act(("deliberation",), lambda m: m.is_at_panel, _count("proposals")),
    "put sanction": Act(
        ("deliberation",), lambda m: m.is_at_panel and m.asked_about("sanction") < m.proposals, _put("sanction")
    ),
    "recommend": Act(("deliberation",), _may_recommend, _gives("recommended")),
    "serve report": Act(ALWAYS, _needs("recommended"), _gives("report served")),
    # The page: "every sanction carried out with proof ...; final outcome served; reporter told or noted why not"
    "serve order": Act(ALWAYS, _needs("order"), _gives("order served")),
    "appeal": Act(("decided",), lambda m: not m.has("appeal") and not m.has("time run"), _gives("appeal")),
    "prove start": Act(("decided",), lambda m: m.has("order") and not m.has("started"), _gives("started")),
    "prove completion": Act(
        ("decided",), lambda m: m.has("started") and not m.has("completed"), _gives("completed")
    ),
    "serve outcome": Act(("decided", "closed"), lambda m: not m.has("outcome"), _gives("outcome")),
    # The page: "The reporter is owed ... progress in words that reveal nothing, the outcome": there must be one.
    "tell reporter": Act(("decided", "closed"), does=_gives("told")),
    "close": Act(
        ("decided",),
        lambda m: m.has("started", "completed", "outcome", "told", "order served", "time run") and not m.has("appeal"),
        leads="closed",
    ),
    # The page: "(also: abated by death, jurisdiction ended by separation, surrender accepted)"
    "abate": Act(FROM_CHARGED, leads="closed"),
    "reopen": Act(("closed",), _needs("reviewer"), lambda m: m.done.discard("order"), leads="investigation"),
}  # fmt: skip
