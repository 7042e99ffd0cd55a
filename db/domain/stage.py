"""Tracks, stages and statuses, and the words a person reads for them (`lifecycle.md`, "Stages")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Track(StrEnum):
    """Whose procedure governs: the office as employer, or its licensing board. Both are this office's own authority."""

    EMPLOYER = "employer"
    LICENCE = "licence"


class Stage(StrEnum):
    """Stages of a case, in their order."""

    INVESTIGATION = "investigation"
    CAUSE_REVIEW = "cause_review"
    CHARGED = "charged"
    HEARING = "hearing"
    DELIBERATION = "deliberation"
    DECIDED = "decided"
    CLOSED = "closed"


class IncidentStatus(StrEnum):
    """Statuses of a submitted incident. A draft lives in its own table; an imported one keeps its source's text."""

    SUBMITTED = "submitted"
    SCREENED = "screened"
    CLOSED = "closed"


class SanctionStatus(StrEnum):
    """Statuses of a sanction. Imposed is not carried out: that takes proof."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    CARRIED_OUT = "carried_out"
    STAYED = "stayed"
    NOT_CARRIED_OUT = "not_carried_out"
    SUPERSEDED = "superseded"
    VACATED = "vacated"


class ScreeningOutcome(StrEnum):
    """One per report and respondent, or one per report while nobody is identified (`decisions.md` 10)."""

    DISMISSED = "dismissed"
    REFERRED = "referred"
    OPENED = "opened"
    JOINED = "joined"
    INFORMAL = "informal"


@dataclass(frozen=True, slots=True)
class TrackWords:
    """The track's own words for four things, in lower case, from `procedures.toml`."""

    charges: str
    hearing: str
    decider: str
    appeal: str


DEFAULT_WORDS: dict[Track, TrackWords] = {
    Track.EMPLOYER: TrackWords(
        "notice of proposed action", "pre-decision meeting", "deciding official", "grievance or appeal"
    ),
    Track.LICENCE: TrackWords("formal charges", "hearing", "panel", "appeal"),
}
"""Used where no office's procedures are at hand; a page passes the office's own."""

TRACK_LABELS: dict[Track, str] = {Track.EMPLOYER: "Employer", Track.LICENCE: "License"}

INCIDENT_LABELS: dict[IncidentStatus, str] = {
    IncidentStatus.SUBMITTED: "Submitted",
    IncidentStatus.SCREENED: "Screened",
    IncidentStatus.CLOSED: "Closed",
}

SANCTION_LABELS: dict[SanctionStatus, str] = {
    SanctionStatus.PENDING: "Pending",
    SanctionStatus.IN_FORCE: "In force",
    SanctionStatus.CARRIED_OUT: "Carried out",
    SanctionStatus.STAYED: "Stayed",
    SanctionStatus.NOT_CARRIED_OUT: "Not carried out",
    SanctionStatus.SUPERSEDED: "Superseded",
    SanctionStatus.VACATED: "Vacated",
}

ALL_STAGES: frozenset[Stage] = frozenset(Stage)
BEFORE_DECIDED: frozenset[Stage] = ALL_STAGES - {Stage.DECIDED, Stage.CLOSED}
BEFORE_CLOSED: frozenset[Stage] = ALL_STAGES - {Stage.CLOSED}


def stage_label(stage: Stage | str, track: Track | str, words: TrackWords | None = None) -> str:
    """The stage in the track's own words ("Pre-decision meeting", "Hearing"). `words` are the office's, if loaded."""
    stage = Stage(stage)
    said = words or DEFAULT_WORDS[Track(track)]
    labels = {
        Stage.INVESTIGATION: "Investigation",
        Stage.CAUSE_REVIEW: "Cause review",
        Stage.CHARGED: _capital(said.charges),
        Stage.HEARING: _capital(said.hearing),
        Stage.DELIBERATION: "Deliberation" if Track(track) is Track.LICENCE else "Decision pending",
        Stage.DECIDED: "Decided",
        Stage.CLOSED: "Closed",
    }
    return labels[stage]


def stage_track(here: Stage, passed: frozenset[Stage]) -> tuple[tuple[Stage, str], ...]:
    """Every stage with "done", "current" or "todo"; "skipped" where a case is past a stage that it never went through.

    Of a case that is closed only what it went through: nothing else is to come.
    """
    order = list(Stage)
    at = order.index(here)
    found = []
    for place, stage in enumerate(order):
        state = "todo" if place > at else "current" if place == at else "done" if stage in passed else "skipped"
        if here is not Stage.CLOSED or state != "skipped":
            found.append((stage, state))
    return tuple(found)


def stages_from(first: Stage, last: Stage = Stage.CLOSED) -> frozenset[Stage]:
    """Every stage from `first` to `last`, both included."""
    order = list(Stage)
    return frozenset(order[order.index(first) : order.index(last) + 1])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
