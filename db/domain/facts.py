"""What the rules need to know about one case or one incident: plain values, filled by `db/case_facts.py`.

Nothing here is computed from the database: a loader fills it with a handful of queries, a test by hand. People are
opaque keys (`PersonKey`); times are aware UTC; dates are the office's. A default is always the value of "not done".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from uuid import UUID

from db.domain.instance import Procedure
from db.domain.stage import IncidentStatus, SanctionStatus, Stage, Track

PersonKey = UUID | str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllegationFacts:
    """One allegation that stands. `label` is how a page names it ("Allegation 1")."""

    label: str
    reported: bool = False  # the investigator's report covers it
    evidence_for: bool = False  # what supports it is set out
    evidence_against: bool = False  # what helps the respondent is set out, or stated to be none
    proposed_finding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """One version of one charge. Every version counts; `superseded` marks those replaced by a later one."""

    key: str  # the same key stands in DecisionFacts.findings
    label: str  # "Charge 1, version 2"
    rule_cited: bool = False
    facts_stated: bool = False
    cause_found: bool = False
    served_at: datetime | None = None  # deemed served on the respondent
    answered_at: datetime | None = None
    answer_due_at: datetime | None = None  # with tolling and extensions
    withdrawn: bool = False
    superseded: bool = False

    @property
    def stands(self) -> bool:
        """Whether the version is neither withdrawn nor replaced."""
        return not (self.withdrawn or self.superseded)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeciderFacts:
    """One named decider, for one instance and round."""

    person: PersonKey
    label: str  # the name shown to those who compose the panel
    instance: str  # Instance.code
    seat: str = "lawyer"  # lawyer | public | official
    qualified: bool = True
    declared: bool = False  # declared whether a conflict exists, before any act
    conflict: bool = False  # declared or found, and not cleared by a ruling
    challenge_open: bool = False
    recused: bool = False
    replaced: bool = False  # a recused decider with a successor, or whom the panel can spare

    @property
    def sits(self) -> bool:
        """Whether the person still decides."""
        return not (self.recused or self.replaced)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorFacts:
    """One aggravating or mitigating factor that the decision rests on."""

    code: str
    reasons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """What one instance has, in the round now running, towards its decision. Findings use the glossary's codes."""

    instance: str
    round: int = 1
    issued_at: datetime | None = None
    served_at: datetime | None = None
    quorum: bool = False  # not asked of an official deciding alone
    concurrence: bool = False
    attested: bool = False  # every member who voted heard or reviewed the whole record
    proof_named: bool = False  # names the track's standard of proof
    findings: tuple[tuple[str, str], ...] = ()  # (ChargeFacts.key, finding code)
    reasons: bool = False
    factors: tuple[FactorFacts, ...] = ()
    baseline_picked: bool = False
    departs: bool = False  # the sanction differs from the baseline
    departure_explained: bool = False
    sanctions: int = 0  # proposed with this decision
    no_sanction: bool = False  # said in so many words that none is imposed


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionFacts:
    """One sanction of a decision that was issued."""

    label: str
    status: SanctionStatus = SanctionStatus.PENDING
    start_proven: bool = False
    completion_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFacts:
    """One condition of a sanction."""

    label: str
    done: bool = False
    breach_decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything that the moves, the checklist and the acts of one case ask about."""

    track: Track
    stage: Stage | None  # None while the case is being opened
    procedure: Procedure  # of its track, from the office's procedures.toml
    now: datetime  # aware UTC, from the injected clock
    today: date  # the office's date
    zone: tzinfo = UTC  # the office's, for the dates in sentences

    # Opening
    conflicts_checked: bool = False
    evidence_items: int = 0
    evidence_absence_explained: bool = False
    respondent_identified: bool = False
    attribution_confirmed: bool = False
    respondent_is_head: bool = False
    head_stub_sealed: bool = False  # the matter went outside as a sealed referral stub

    # Notice of allegations and report
    notice_drafted: bool = False
    notice_has_substance: bool = False
    notice_served_at: datetime | None = None
    notice_answered_at: datetime | None = None
    notice_answer_due_at: datetime | None = None
    allegations: tuple[AllegationFacts, ...] = ()
    steps_open: int = 0
    speech_review_due: bool = False  # content or viewpoint is any part of the ground
    speech_reviewed_at: datetime | None = None

    # Who did what (separation of functions)
    intake_people: frozenset[PersonKey] = frozenset()
    screeners: frozenset[PersonKey] = frozenset()
    investigators: frozenset[PersonKey] = frozenset()
    cause_reviewers: frozenset[PersonKey] = frozenset()
    presenting_counsel: frozenset[PersonKey] = frozenset()
    advisers: frozenset[PersonKey] = frozenset()
    witnesses: frozenset[PersonKey] = frozenset()
    chain_of_command: frozenset[PersonKey] = frozenset()

    # Charges, answer, default, disclosure
    charges: tuple[ChargeFacts, ...] = ()
    default_moved: bool = False
    default_ordered: bool = False  # and not set aside
    default_service_proven: bool = False
    sanction_hearing_offered: bool = False
    evidence_disclosed: bool = False
    evidence_explained: bool = False
    witness_names_given: bool = False

    # Deciders, hearing, record
    deciders: tuple[DeciderFacts, ...] = ()
    hearing_scheduled_at: datetime | None = None
    hearing_notice_served_at: datetime | None = None
    hearing_not_before_on: date | None = None  # None until the notice that starts the time was served
    notice_time_waived: bool = False  # in writing, by the respondent
    hearing_held_at: datetime | None = None
    hearing_waived: bool = False  # by the respondent, in writing
    exhibits_filed: bool = False
    record_filed: bool = False
    evidence_closed_at: datetime | None = None

    # Deciding
    decisions: tuple[DecisionFacts, ...] = ()  # of the running round, in the order of the instances
    exceptions_due_at: datetime | None = None
    exceptions_closed: bool = False  # each side filed or waived
    protected_employee: bool = False  # civil service, contract or another property interest
    decision_notice_given: bool = False
    evidence_explained_to_employee: bool = False
    chance_to_answer_given: bool = False
    emergency_unpaid_suspension: bool = False
    prompt_hearing_held: bool = False
    discharge_published: bool = False  # an at-will employee whose discharge is published with a stigmatizing ground
    name_clearing_offered: bool = False

    # Consent
    consent_recorded: bool = False
    consent_affidavit: bool = False
    consent_negotiators: frozenset[PersonKey] = frozenset()
    consent_approver: PersonKey | None = None
    consent_sanctions: int = 0

    # Ending without a decision
    stayed: bool = False  # an order (or a rule that stays of itself) stays the main line
    dismissal_reasons: bool = False
    dismissal_order: bool = False  # for charges, the order of who decides
    diversion_ordered: bool = False
    diversion_completed: bool = False
    abatement_reason: str | None = None  # death | jurisdiction_ended | surrender_accepted
    return_reasons: bool = False
    reopening_order: bool = False
    reopening_stage: Stage | None = None
    remanded: bool = False

    # After the decision
    sanctions: tuple[SanctionFacts, ...] = ()
    conditions: tuple[ConditionFacts, ...] = ()
    corrections_open: tuple[str, ...] = ()
    proceedings_open: tuple[str, ...] = ()  # in words: "Appeal lodged Mar 4"
    appeal_due_at: datetime | None = None  # the time to appeal ends
    matters_unreviewed: tuple[str, ...] = ()  # court numbers
    referrals_due: tuple[str, ...] = ()  # in words, those due and not recorded
    outcome_served_at: datetime | None = None
    has_reporter: bool = False
    reporter_told_at: datetime | None = None
    reporter_not_told_reason: bool = False

    def decision_of(self, instance: str) -> DecisionFacts | None:
        """What the instance has in this round, or None."""
        return next((one for one in self.decisions if one.instance == instance), None)

    @property
    def standing_charges(self) -> tuple[ChargeFacts, ...]:
        """The versions that need an answer and a finding."""
        return tuple(charge for charge in self.charges if charge.stands)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFacts:
    """The screening outcome of one respondent, or of the report while nobody is identified."""

    label: str  # "respondent 1", never a name that the reader may not see
    outcome: str | None = None  # ScreeningOutcome
    reason_code: str | None = None
    reasons: bool = False
    identified: bool = False
    case_opened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """What the moves of an incident ask about. `status` None is a draft."""

    status: IncidentStatus | None
    described: bool = False  # says in words what happened
    declared: bool = False  # the filer confirmed that it is true as far as they know
    source: str | None = None
    attachments_failed: int = 0
    conflicts_checked: bool = False
    evidence_items: int = 0
    evidence_absence_explained: bool = False
    outcomes: tuple[OutcomeFacts, ...] = ()
    cases_open: int = 0
    reviews_open: int = 0
    informal_open: int = 0
    has_reporter: bool = False
    reporter_told_at: datetime | None = None
    reporter_not_told_reason: bool = False
