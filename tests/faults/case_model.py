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
class Asked:
    """A question put to those who decide, and whose votes on it count."""

    about: str
    voters: set[str] = field(default_factory=set)
    is_closed: bool = False


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
    asked: list[Asked] = field(default_factory=list)  # everybody votes with yes, on the oldest open question
    proposals: int = 0
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

    @property
    def is_at_panel(self) -> bool:
        """Whether the panel deliberates: its report is not issued yet. The chair has declared long since."""
        return not self.is_employer and "chair" in self.seats and not self.has("recommended")

    @property
    def open_question(self) -> Asked | None:
        """The oldest question without a result."""
        return next((one for one in self.asked if not one.is_closed), None)

    def asked_about(self, what: str) -> int:
        """How many questions were put about findings or sanctions."""
        return sum(one.about == what for one in self.asked)

    def may_vote(self, place: int) -> bool:
        """Whether who sits there may vote on the oldest open question: declared, and each once."""
        sits = self.is_at_panel and len(self.seats) > place and self.seats[place] in self.declared
        question = self.open_question
        return sits and question is not None and self.seats[place] not in question.voters

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
    "find": Act(("deliberation",), lambda m: m.is_employer and bool(m.charges) and m.is_seated, _gives("found")),
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
