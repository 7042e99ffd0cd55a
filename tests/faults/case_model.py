"""A small model of a case, written by hand after `domain/lifecycle.md`. It imports nothing of the product.

Each act says at which stages it can be done, what must be true first, and what is true afterwards; the words quoted
are the page's own. Everything else must be refused and must change nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

BEFORE_DECIDED = ("investigation", "cause_review", "charged", "hearing", "deliberation")
BEFORE_CLOSED = (*BEFORE_DECIDED, "decided")
ALWAYS = (*BEFORE_CLOSED, "closed")
REPORT = ("submitted", "screened")
FROM_CHARGED = ("charged", "hearing", "deliberation", "decided")
TO_HEARING = ("charged", "hearing")
PANEL = ("chair", "member_lawyer", "member_public")
REPLACEMENT = "member_public_two"
OFFICIAL = "deciding_official"
RUNS_OUT = {
    "notice served": "notice answered",
    "charges served": "charges answered",
    "hearing served": "time waived",
    "order served": "time run",
}
"""What was served: what needs not be done once its time has run."""


@dataclass
class Model:
    """What is known of one case, and nothing more."""

    track: str
    stage: str = "investigation"
    done: set[str] = field(default_factory=set)
    allegations: int = 0
    reported: int = 0  # allegations are reported on, and ruled on, in their order
    caused: int = 0
    charges: list[int] = field(default_factory=list)  # those that stand: how many allegations each rests on
    drafted: int = 0
    seats: list[str] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    voted: set[str] = field(default_factory=set)
    recused: str = ""

    @property
    def is_employer(self) -> bool:
        """Whether one official decides."""
        return self.track == "employer"

    def has(self, *facts: str) -> bool:
        """Whether all of this was done."""
        return self.done.issuperset(facts)

    @property
    def undeclared(self) -> list[str]:
        """Those who sit and have not declared conflicts."""
        return [one for one in self.seats if one not in self.declared]

    def time_passes(self) -> None:
        """More than any term: "answered or its time run", "required notice time passed", the time to appeal."""
        for served, over in RUNS_OUT.items():
            if self.has(served):
                self.done.add(over)

    @property
    def is_seated(self) -> bool:
        """ "deciders qualified and free of conflict"."""
        return len(self.seats) == (1 if self.is_employer else len(PANEL)) and not self.undeclared


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


def _draft(model: Model) -> None:
    model.charges.append(model.allegations)
    model.drafted += 1


def _recuse(model: Model) -> None:
    model.recused = model.seats.pop()


def _replace(model: Model) -> None:
    model.recused = ""
    model.seats.append(REPLACEMENT)


def _seat(*users: str) -> Does:
    def seat(model: Model) -> None:
        model.seats = list(users)
        model.done.add("named")

    return seat


def _is_weighed(model: Model) -> bool:
    """ "a finding on every charge version; ... factors with reasons"; a sanction or none."""
    return model.has("found", "factors", "proposed")


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
    "draft notice": Act(("investigation",), lambda m: m.allegations > 0, _gives("notice")),
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
    "withdraw charge": Act(TO_HEARING, lambda m: m.has("counsel") and bool(m.charges), lambda m: m.charges.pop()),
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
    "replace member": Act(FROM_CHARGED, lambda m: m.recused != "", _replace),
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
    "find": Act(("deliberation",), lambda m: m.is_employer and bool(m.charges) and m.is_seated, _gives("found")),
    "weigh": Act(("deliberation",), lambda m: m.is_employer and m.is_seated, _gives("factors")),
    "propose": Act(("deliberation",), lambda m: m.is_employer and m.is_seated, _gives("proposed")),
    "decide": Act(
        ("deliberation",), lambda m: m.is_employer and m.is_seated and _is_weighed(m), _gives("order"), leads="decided"
    ),
    "put finding": Act(
        ("deliberation",), lambda m: not m.is_employer and "chair" in m.seats and not m.has("put"), _gives("put")
    ),
    "vote": Act(
        ("deliberation",),
        lambda m: m.has("put") and not m.has("announced") and "member_lawyer" not in m.voted,
        lambda m: m.voted.add("member_lawyer"),
    ),
    "announce without quorum": Act(()),
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

FRONT = ("check conflicts", "screen opened", "open case", "assign reviewer", "assign counsel")
"""From a report to a case that everybody has."""
PATHS: dict[str, tuple[str, ...]] = {
    "employer": (
        "allege", "draft notice", "serve notice", "answer notice", "report", "submit", "find cause", "draft charge",
        "charge", "serve charges", "answer charges", "designate official", "declare", "disclose", "schedule",
        "serve hearing notice", "waive notice time", "open hearing", "file exhibit", "hold hearing", "deliberate",
        "find", "weigh", "propose", "decide", "serve order", "prove start", "prove completion", "serve outcome",
        "tell reporter", "close",
    ),
    "licence": (
        "allege", "draft notice", "serve notice", "answer notice", "report", "submit", "find cause", "draft charge",
        "charge", "serve charges", "answer charges", "name panel", "declare", "declare", "declare", "disclose",
        "schedule", "serve hearing notice", "waive notice time", "open hearing", "file exhibit", "hold hearing",
        "deliberate", "put finding", "vote",
    ),
}  # fmt: skip
"""The plain way of a case, along which walks go on between their detours."""
