"""The office's reference files (`PROBITY_REFERENCE_DIR`, else `db/reference`): read, validated, cross-checked, frozen.

Every fault is named with its file and entry, a fault of syntax with its line; with any fault nothing loads, so that
the start stops with sentences (`decisions.md` 32).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.domain.deadline import DeadlineRule
from db.domain.guidance import Guidance
from db.domain.instance import Procedure
from db.domain.reference_parse import (
    parse_deadlines,
    parse_guidance,
    parse_procedures,
    parse_retention,
    parse_sanctions,
    parse_taxonomy,
)
from db.domain.reference_reader import Entry, Faults, InvalidReferenceError, read_toml
from db.domain.retention import RetentionRule
from db.domain.role import Role
from db.domain.sanction import LEVELS, SanctionKind, TrackSanctions
from db.domain.stage import Track
from db.domain.taxonomy import Taxonomy

__all__ = ["DEFAULT_FOLDER", "FILES", "InvalidReferenceError", "Reference", "load_reference"]

DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "reference"
FILES = ("taxonomy.toml", "sanctions.toml", "guidance.toml", "procedures.toml", "deadlines.toml", "retention.toml")

_ACTORS = frozenset(Role) | {"appeal_member", "both_sides", "monitor", "presenting_counsel", "reporter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All six files."""

    taxonomy: Taxonomy
    sanctions: tuple[TrackSanctions, ...]
    protective_measures: tuple[str, ...]
    guidance: Guidance
    procedures: dict[Track, Procedure]
    deadlines: tuple[DeadlineRule, ...]
    retention: tuple[RetentionRule, ...]

    def procedure(self, track: Track | str) -> Procedure:
        """How a track decides."""
        return self.procedures[Track(track)]

    def track_sanctions(self, track: Track | str) -> TrackSanctions:
        """What a track can impose."""
        return next(one for one in self.sanctions if one.track is Track(track))

    def sanction(self, track: Track | str, code: str) -> SanctionKind:
        """One kind of sanction. Raises RuleBroken when the track has none such."""
        return self.track_sanctions(track).kind(code)

    def deadline(self, code: str) -> DeadlineRule:
        """The latest version of a deadline rule. Raises KeyError."""
        found = [rule for rule in self.deadlines if rule.code == code]
        if not found:
            raise KeyError(code)
        return max(found, key=lambda rule: rule.valid_from)


def load_reference(folder: Path | str | None = None) -> Reference:
    """Read and check all six files of a folder (None: the neutral defaults).

    Raises InvalidReferenceError with every fault of every file.
    """
    base = Path(folder) if folder is not None else DEFAULT_FOLDER
    faults = Faults()
    files = {name: Entry(name, read_toml(base / name, faults), faults) for name in FILES}
    faults.stop_if_any()
    sanctions, measures = parse_sanctions(files["sanctions.toml"], faults)
    reference = Reference(
        taxonomy=parse_taxonomy(files["taxonomy.toml"], faults),
        sanctions=sanctions,
        protective_measures=measures,
        guidance=parse_guidance(files["guidance.toml"], faults),
        procedures=parse_procedures(files["procedures.toml"], faults),
        deadlines=parse_deadlines(files["deadlines.toml"], faults),
        retention=parse_retention(files["retention.toml"], faults),
    )
    faults.stop_if_any()
    _cross_check(reference, faults)
    faults.stop_if_any()
    return reference


def _cross_check(reference: Reference, faults: Faults) -> None:
    """What one file says about another."""
    _check_standards(reference, faults)
    offered = {one.track: {kind.code for kind in one.kinds} for one in reference.sanctions}
    for track, procedure in reference.procedures.items():
        if track in offered:
            _check_procedure(reference, procedure, offered[track], faults)
        else:
            faults.add("sanctions.toml", f"the track {track} is missing")
    for rule in reference.deadlines:
        if rule.who_must_act not in _ACTORS:
            faults.add(f"deadlines.toml, rule {rule.code}", f"who_must_act names {rule.who_must_act}, nobody's role")


def _check_standards(reference: Reference, faults: Faults) -> None:
    standards = {row.standard for row in reference.guidance.rows}
    for subtype in reference.taxonomy.subtypes:
        for standard in subtype.standards:
            if standard not in standards:
                place = f"taxonomy.toml, category {subtype.category}, subtype {subtype.code}"
                faults.add(place, f"standards names {standard}, which guidance.toml does not have")


def _check_procedure(reference: Reference, procedure: Procedure, offered: set[str], faults: Faults) -> None:
    place = f"procedures.toml, track {procedure.track}"
    if procedure.proof != reference.track_sanctions(procedure.track).proof:
        faults.add(place, f"proof is {procedure.proof}, but sanctions.toml says another")
    lacking = [level for level in LEVELS if level not in offered] if procedure.baseline else []
    if lacking:
        faults.add(place, f"baseline needs the sanctions {', '.join(lacking)} in sanctions.toml")
