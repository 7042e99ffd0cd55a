"""What the queue of reports is narrowed to and sorted by: read from the address, said in words, written back."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from db.domain.choice import REPORT_SOURCES, label
from db.domain.plain import day_words
from db.domain.reference import Reference

STATUSES = {"submitted": "To screen", "screened": "Screened", "closed": "Closed", "all": "All"}
SORT_WORDS = {"oldest": "Oldest first", "received": "Newest first", "severity": "Most severe first"}


@dataclass(frozen=True)
class QueueFilter:
    """A view of the queue. `from_on` and `until_on` are days of receipt in the office's zone, both inclusive;
    `origin` "own" leaves out what was imported."""

    status: str = "submitted"
    source: str = ""
    urgent: bool = False
    text: str = ""
    category: str = ""
    unit: str = ""
    from_on: date | None = None
    until_on: date | None = None
    origin: str = ""
    sort: str = "oldest"
    page: int = 1

    def query(self, *, path: str = "/reports", **changes: Any) -> str:
        """The address of this view with changes; what stands at its default is left out."""
        held = {**self.__dict__, **changes}
        plain = QueueFilter()
        shown = {name: value for name, value in held.items() if value != getattr(plain, name)}
        if "urgent" in shown:
            shown["urgent"] = "1"
        return f"{path}?{urlencode(shown)}" if shown else path

    def words(self, reference: Reference, units: Mapping[str, str]) -> str:
        """The filter in words; empty for the queue as it opens."""
        parts = []
        if self.status != "submitted":
            parts.append("all reports" if self.status == "all" else f"{self.status} reports")
        if self.source:
            parts.append(f"from: {label(REPORT_SOURCES, self.source).lower()}")
        if self.urgent:
            parts.append("marked as not able to wait")
        if self.category:
            parts.append(reference.taxonomy.category(self.category).label.lower())
        if self.unit:
            parts.append(f"unit {units.get(self.unit, self.unit)}")
        if self.from_on:
            parts.append(f"received since {day_words(self.from_on)}")
        if self.until_on:
            parts.append(f"received until {day_words(self.until_on)}")
        if self.origin:
            parts.append("of this office's own records")
        if self.text:
            parts.append(f"with “{self.text}”")
        return ", ".join(parts)


def filter_in(query: Mapping[str, Any], reference: Reference, *, page: int = 1) -> QueueFilter:
    """The filter that a query string holds; what the queue does not know is left out."""

    def known(name: str, values: Any, otherwise: str = "") -> str:
        value = str(query.get(name, ""))
        return value if value in values else otherwise

    return QueueFilter(
        status=known("status", STATUSES, "submitted"),
        source=known("source", REPORT_SOURCES),
        urgent=query.get("urgent") == "1",
        text=str(query.get("text", ""))[:100].strip(),
        category=known("category", {one.code for one in reference.taxonomy.categories}),
        unit=str(query.get("unit", ""))[:20],
        from_on=_day(query.get("from_on")),
        until_on=_day(query.get("until_on")),
        origin=known("origin", ("own",)),
        sort=known("sort", SORT_WORDS, "oldest"),
        page=page,
    )


def _day(text: Any) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(str(text)) if text else None
    return None
