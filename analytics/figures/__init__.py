"""One module per figure, each with `FRAME` and `build(reading)`. The order here is the order on the page."""

from __future__ import annotations

from collections.abc import Callable

from analytics.figures import backlog, categories, deadlines, disposition, funnel, platforms, rate, sanctions
from analytics.figures.figure import Figure, Frame
from analytics.view import Reading

_MODULES = (rate, categories, platforms, disposition, funnel, backlog, deadlines, sanctions)
BUILDERS: dict[str, Callable[[Reading], Figure]] = {module.FRAME.name: module.build for module in _MODULES}
FRAMES: dict[str, Frame] = {module.FRAME.name: module.FRAME for module in _MODULES}

SECTIONS: dict[str, tuple[str, str]] = {
    "happening": ("What is happening", "Reports, kinds of conduct, platforms"),
    "handling": ("How we handle it", "Time, waiting, deadlines, what reports lead to"),
}


def build(name: str, reading: Reading) -> Figure:
    """One figure by name. Raises KeyError when there is none of that name."""
    return BUILDERS[name](reading)


def build_all(reading: Reading) -> list[Figure]:
    """Every figure of the page, in order."""
    return [builder(reading) for builder in BUILDERS.values()]
