"""A measured figure: how it is printed, what it was to reach, and the form in which `--json` writes it."""

from dataclasses import dataclass, field
from typing import Any

HEAD = f"{'figure':<28}{'database':<12}{'value':>10} {'unit':<12}{'p95 ms':>8}{'floor':>9}{'ratio':>7}"


@dataclass(frozen=True)
class Figure:
    """One figure of one database. `floor` has the figure's own unit; `reach` is what was to be reached (scenes.py)."""

    name: str
    database: str
    cases: int
    value: float
    unit: str = "requests/s"
    p95_ms: float | None = None
    floor: float | None = None
    failed: int = 0
    reach: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """The value as a share of the floor's."""
        return self.value / self.floor if self.floor else None

    @property
    def missed(self) -> list[str]:
        """What was to be reached and was not, in words."""
        found = [] if self.value else ["no answer came"]
        for name, wanted in self.reach.items():
            got = getattr(self, name)
            if got is None or (got > wanted if name == "p95_ms" else got < wanted):
                found.append(f"{name} {'at most' if name == 'p95_ms' else 'at least'} {wanted:g}")
        return found

    def line(self) -> str:
        """The row of the printed table."""
        floor = f"{self.floor:9.0f}{self.ratio:7.2f}" if self.floor else f"{'-':>9}{'-':>7}"
        p95 = f"{'-':>8}" if self.p95_ms is None else f"{self.p95_ms:8.1f}"
        words = f"  MISSED: {', '.join(self.missed)}" if self.missed else "  reached" if self.reach else ""
        failed = f"  FAILED {self.failed}" if self.failed else ""
        return f"{self.name:<28}{self.database:<12}{self.value:10.1f} {self.unit:<12}{p95}{floor}{words}{failed}"

    def as_json(self) -> dict[str, Any]:
        """The figure as `--json` writes it."""
        return {
            "name": self.name,
            "database": self.database,
            "cases": self.cases,
            "value": round(self.value, 1),
            "unit": self.unit,
            "p95_ms": None if self.p95_ms is None else round(self.p95_ms, 2),
            "floor": None if self.floor is None else round(self.floor, 1),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
        }
