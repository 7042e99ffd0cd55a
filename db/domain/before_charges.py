"""Preconditions from opening a case to charges. Each returns what is missing, or None; the docstring's first line is
the sentence that a page shows once the item is met. Source: the table of moves in `lifecycle.md`."""

from __future__ import annotations

from db.domain.facts import CaseFacts
from db.domain.plain import day_words, list_words, moment_day
from db.domain.rule import Missing
from db.domain.stage import Track


def conflicts_are_checked(facts: CaseFacts) -> Missing | None:
    """Conflicts checked."""
    if facts.conflicts_checked:
        return None
    return Missing("conflicts_checked", "Check conflicts of everyone in the matter.", "conflict:check")


def evidence_is_preserved(facts: CaseFacts) -> Missing | None:
    """Evidence preserved, or its absence explained."""
    if facts.evidence_items or facts.evidence_absence_explained:
        return None
    return Missing("evidence_preserved", "Preserve the evidence, or explain why there is none.", "evidence:add")


def respondent_is_confirmed(facts: CaseFacts) -> Missing | None:
    """Respondent confirmed by attribution."""
    if not facts.respondent_identified:
        return Missing("respondent_identified", "Identify the respondent.", "report:identify")
    if not facts.attribution_confirmed:
        return Missing(
            "attribution_confirmed",
            "Confirm by attribution that the respondent is the right person.",
            "attribution:decide",
        )
    return None


def head_goes_outside(facts: CaseFacts) -> Missing | None:
    """Not a head's matter, which goes outside."""
    if not facts.respondent_is_head or facts.head_stub_sealed:
        return None
    return Missing(
        "head_goes_outside",
        "The respondent heads the office: send the matter outside as a sealed referral.",
        "referral:record",
    )


def not_stayed(facts: CaseFacts) -> Missing | None:
    """Not stayed."""
    if not facts.stayed:
        return None
    return Missing("stayed", "The case is stayed: the stay must be lifted or end first.", "stay:lift")


def notice_is_served(facts: CaseFacts) -> Missing | None:
    """Notice of allegations served, with substance."""
    if not facts.notice_drafted:
        return Missing("notice_served", "Draft and serve the notice of allegations.", "notice:draft")
    if not facts.notice_has_substance:
        return Missing(
            "notice_substance", "State in the notice what is alleged, when, and under which rules.", "notice:draft"
        )
    if facts.notice_served_at is None:
        return Missing("notice_served", "Serve the notice of allegations.", "letter:serve")
    return None


def notice_is_answered(facts: CaseFacts) -> Missing | None:
    """Notice of allegations answered, or its time run."""
    if facts.notice_answered_at is not None:
        return None
    due = facts.notice_answer_due_at
    if facts.notice_served_at is not None and due is not None:
        if facts.now > due:
            return None
        until = day_words(moment_day(due, facts.zone))
        text = f"Record the response to the notice of allegations, or wait until its time has run ({until})."
    else:
        text = "Record the response to the notice of allegations, or wait until its time has run after service."
    return Missing("notice_answered", text, "response:record")


def allegations_are_stated(facts: CaseFacts) -> Missing | None:
    """At least one allegation stated."""
    if facts.allegations:
        return None
    return Missing("allegation_stated", "State at least one allegation.", "allegation:add")


def report_is_complete(facts: CaseFacts) -> tuple[Missing, ...]:
    """Report on each allegation, with what supports it and what helps the respondent."""
    found: list[Missing] = []
    for one in facts.allegations:
        lacking = []
        if not one.reported:
            lacking = ["the evidence", "what helps the respondent", "a proposed finding"]
        else:
            if not one.evidence_for:
                lacking.append("the evidence")
            if not one.evidence_against:
                lacking.append("what helps the respondent")
            if not one.proposed_finding:
                lacking.append("a proposed finding")
        if lacking:
            text = f"Report on {one.label}: {list_words(lacking)}."
            found.append(Missing("allegation_reported", text, "allegation:report"))
    return tuple(found)


def speech_is_reviewed(facts: CaseFacts) -> Missing | None:
    """Speech review recorded where due."""
    if not facts.speech_review_due or facts.speech_reviewed_at is not None:
        return None
    return Missing(
        "speech_review",
        "Have counsel record the speech review: content or viewpoint is part of the ground.",
        "speech_review:record",
    )


def reviewer_is_named(facts: CaseFacts) -> Missing | None:
    """Cause reviewer assigned."""
    if facts.cause_reviewers:
        return None
    return Missing("cause_reviewer", "Assign a cause reviewer.", "case:assign")


def reviewer_is_independent(facts: CaseFacts) -> Missing | None:
    """Reviewer neither investigated nor screened."""
    if not facts.cause_reviewers & (facts.investigators | facts.screeners):
        return None
    return Missing(
        "reviewer_independent",
        "The cause reviewer investigated or screened this matter: assign another.",
        "case:assign",
    )


def drafting_act(track: Track) -> str:
    """The act by which the track's charges are drafted."""
    return "charge:draft" if track is Track.LICENCE else "proposed_action:draft"


def charges_are_drafted(facts: CaseFacts) -> Missing | None:
    """At least one charge drafted."""
    if facts.standing_charges:
        return None
    return Missing("charge_drafted", f"Draft the {facts.procedure.words.charges}.", drafting_act(facts.track))


def cause_is_found(facts: CaseFacts) -> tuple[Missing, ...]:
    """Cause on each charge, with rule and facts."""
    found: list[Missing] = []
    for charge in facts.standing_charges:
        lacking = []
        if not charge.rule_cited:
            lacking.append("the rule with its source")
        if not charge.facts_stated:
            lacking.append("the facts")
        if lacking:
            text = f"State in {charge.label} {list_words(lacking)}."
            found.append(Missing("charge_stated", text, drafting_act(facts.track)))
        if not charge.cause_found:
            found.append(Missing("cause_found", f"Find cause on {charge.label}.", "cause:find"))
    return tuple(found)


def counsel_is_not_adviser(facts: CaseFacts) -> Missing | None:
    """Presenting counsel is not the board's adviser."""
    if not facts.presenting_counsel & facts.advisers:
        return None
    return Missing(
        "counsel_not_adviser",
        "The presenting counsel also advises the board: assign another for one of the two.",
        "case:assign",
    )


def return_has_reasons(facts: CaseFacts) -> Missing | None:
    """Reasons given for the return."""
    if facts.return_reasons:
        return None
    return Missing("return_reasons", "Say what must change.", "case:return_for_changes")
