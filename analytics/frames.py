"""The tidy frames that every measure reads, and nothing else does.

One row is one thing; keys are opaque strings; dates are days in the office's zone; `source` is `office` for our own
records or the code of an import. A source's words (status, category, kind) stay its own (decision 13), so a figure
always works on one source. `facts` builds these frames; tests build them by hand.

reports            report, source, received_on, occurred_on (first post or the source's incident date), unit (of the
                   respondent on that day), channel, status, kind (a source's own case type), screened_on, closed_on
                   (a source's own closing date)
report_categories  report, category: every category a report has, once each
posts              post, report, platform, posted_on
post_categories    post, report, category, subtype
screenings         report, case (null until one is opened), outcome, decided_on
cases              case, track, stage, opened_on, charged_on, disposed_on (first final order or closing), closed_on,
                   severity (1 coaching .. 4 grave, null if not classified), category (its gravest), unit, stayed_days
case_reports       case, report
stages             case, stage, started_on, ended_on (null while it lasts)
findings           case, charge, outcome, found_on, is_final (the order in force)
sanctions          sanction, case, track, kind, status, imposed_on, carried_out_on
deadlines          deadline, report, case (one of both), rule, obligation (goal or mandatory), due_on, met_on, is_void
exposure           unit, month, staff_days (full-time-equivalent days, decision 14); our own office only
coverage           source, label, from_on, until_on, as_of_on, is_break, is_published, note
events             kind (policy, training or action), on, label
vocabulary         noun (category, platform, unit, sanction, rule, outcome, severity), code, label, position
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import polars as pl

OFFICE = "office"

_S, _D, _I, _B = pl.String(), pl.Date(), pl.Int32(), pl.Boolean()

SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "reports": {
        "report": _S, "source": _S, "received_on": _D, "occurred_on": _D, "unit": _S, "channel": _S,
        "status": _S, "kind": _S, "screened_on": _D, "closed_on": _D,
    },
    "report_categories": {"report": _S, "category": _S},
    "posts": {"post": _S, "report": _S, "platform": _S, "posted_on": _D},
    "post_categories": {"post": _S, "report": _S, "category": _S, "subtype": _S},
    "screenings": {"report": _S, "case": _S, "outcome": _S, "decided_on": _D},
    "cases": {
        "case": _S, "track": _S, "stage": _S, "opened_on": _D, "charged_on": _D, "disposed_on": _D,
        "closed_on": _D, "severity": _I, "category": _S, "unit": _S, "stayed_days": _I,
    },
    "case_reports": {"case": _S, "report": _S},
    "stages": {"case": _S, "stage": _S, "started_on": _D, "ended_on": _D},
    "findings": {"case": _S, "charge": _S, "outcome": _S, "found_on": _D, "is_final": _B},
    "sanctions": {
        "sanction": _S, "case": _S, "track": _S, "kind": _S, "status": _S, "imposed_on": _D, "carried_out_on": _D,
    },
    "deadlines": {
        "deadline": _S, "report": _S, "case": _S, "rule": _S, "obligation": _S, "due_on": _D, "met_on": _D,
        "is_void": _B,
    },
    "exposure": {"unit": _S, "month": _I, "staff_days": pl.Float64()},
    "coverage": {
        "source": _S, "label": _S, "from_on": _D, "until_on": _D, "as_of_on": _D, "is_break": _B,
        "is_published": _B, "note": _S,
    },
    "events": {"kind": _S, "on": _D, "label": _S},
    "vocabulary": {"noun": _S, "code": _S, "label": _S, "position": _I},
}  # fmt: skip


def conform(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly the documented columns and types, in order. Raises on a missing column."""
    return frame.select(pl.col(column).cast(kind) for column, kind in SCHEMAS[name].items())


def empty(name: str) -> pl.DataFrame:
    """A frame of this name without rows."""
    return pl.DataFrame(schema=dict(SCHEMAS[name]))


@dataclass(frozen=True)
class Exclusions:
    """What one reader is walled from: keys of reports and of cases. Absent from every figure, without a trace."""

    reports: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Frames:
    """All frames of one data version."""

    reports: pl.DataFrame = field(default_factory=partial(empty, "reports"))
    report_categories: pl.DataFrame = field(default_factory=partial(empty, "report_categories"))
    posts: pl.DataFrame = field(default_factory=partial(empty, "posts"))
    post_categories: pl.DataFrame = field(default_factory=partial(empty, "post_categories"))
    screenings: pl.DataFrame = field(default_factory=partial(empty, "screenings"))
    cases: pl.DataFrame = field(default_factory=partial(empty, "cases"))
    case_reports: pl.DataFrame = field(default_factory=partial(empty, "case_reports"))
    stages: pl.DataFrame = field(default_factory=partial(empty, "stages"))
    findings: pl.DataFrame = field(default_factory=partial(empty, "findings"))
    sanctions: pl.DataFrame = field(default_factory=partial(empty, "sanctions"))
    deadlines: pl.DataFrame = field(default_factory=partial(empty, "deadlines"))
    exposure: pl.DataFrame = field(default_factory=partial(empty, "exposure"))
    coverage: pl.DataFrame = field(default_factory=partial(empty, "coverage"))
    events: pl.DataFrame = field(default_factory=partial(empty, "events"))
    vocabulary: pl.DataFrame = field(default_factory=partial(empty, "vocabulary"))

    derived: dict[str, pl.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)
    sources: dict[str, Frames] = field(default_factory=dict, init=False, repr=False, compare=False)

    def swap(self, **changed: pl.DataFrame) -> Frames:
        """The same frames with some of them changed."""
        return Frames(**{name: changed.get(name, getattr(self, name)) for name in SCHEMAS})

    def derive(self, name: str, build: Callable[[Frames], pl.DataFrame]) -> pl.DataFrame:
        """A frame worked out from these once, for all readers of this data version."""
        found = self.derived.get(name)
        if found is None:
            found = self.derived[name] = build(self)
        return found

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """(noun, code) -> the word on screen."""
        rows = self.vocabulary.select("noun", "code", "label").iter_rows()
        return {(noun, code): label for noun, code, label in rows}

    @cached_property
    def positions(self) -> dict[tuple[str, str], int]:
        """(noun, code) -> its place in the reference file."""
        rows = self.vocabulary.select("noun", "code", "position").iter_rows()
        return {(noun, code): position for noun, code, position in rows}

    def label(self, noun: str, code: str | None) -> str:
        """The word for a code; a source's own vocabulary is its own word already."""
        if code is None:
            return "Not recorded"
        return self.labels.get((noun, code), code)

    def keep(self, reports: pl.DataFrame, cases: pl.DataFrame | None = None) -> Frames:
        """Only these reports (a `report` column) and, when given, only these cases (a `case` column).

        Without `cases`, the cases of those reports. Every frame that hangs on a report or a case follows.
        """
        kept_reports = reports.select("report").unique()
        if cases is None:
            cases = self.case_reports.join(kept_reports, on="report", how="semi")
        kept_cases = cases.select("case").unique()
        return self._only(kept_reports, kept_cases)

    def _only(self, reports: pl.DataFrame, cases: pl.DataFrame) -> Frames:
        changed: dict[str, pl.DataFrame] = {}
        for name in SCHEMAS:
            frame: pl.DataFrame = getattr(self, name)
            has_report, has_case = "report" in frame.columns, "case" in frame.columns
            if has_report and has_case:
                frame = _semi_or_null(_semi_or_null(frame, reports, "report"), cases, "case")
            elif has_report:
                frame = frame.join(reports, on="report", how="semi", maintain_order="left")
            elif has_case:
                frame = frame.join(cases, on="case", how="semi", maintain_order="left")
            changed[name] = frame
        return Frames(**changed)

    def without(self, excluded: Exclusions) -> Frames:
        """What a reader with these exclusions may count: as if the rest did not exist."""
        if not excluded.reports and not excluded.cases:
            return self
        reports = self.reports.filter(~pl.col("report").is_in(sorted(excluded.reports)))
        cases = self.cases.filter(~pl.col("case").is_in(sorted(excluded.cases)))
        return self._only(reports.select("report"), cases.select("case"))

    def of_source(self, source: str) -> Frames:
        """Only one source's records: sources are never mixed in one figure. Worked out once, with what derives."""
        found = self.sources.get(source)
        if found is None:
            found = self.sources[source] = self._of_source(source)
        return found

    def _of_source(self, source: str) -> Frames:
        if self.reports.is_empty() or self.reports.get_column("source").n_unique() == 1 == (
            self.reports.item(0, "source") == source
        ):
            kept = self
        else:
            mine = self.reports.filter(pl.col("source") == source)
            kept = self.keep(mine, None if source == OFFICE else mine.join(self.case_reports, on="report"))
        kept = kept.swap(coverage=self.coverage.filter(pl.col("source") == source))
        if source == OFFICE:
            return kept
        # Our roster, our policy dates and our words say nothing about another office.
        return kept.swap(exposure=empty("exposure"), events=empty("events"), vocabulary=empty("vocabulary"))


def _semi_or_null(frame: pl.DataFrame, keys: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows whose key is among those kept; a row without this key hangs on the other one."""
    return frame.filter(pl.col(column).is_null() | pl.col(column).is_in(keys.get_column(column).implode()))
