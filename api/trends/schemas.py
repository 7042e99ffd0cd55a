"""What a reader of the trends asks for, and what the JSON answers."""

from typing import Annotated, Any, Literal

import msgspec

Code = Annotated[str, msgspec.Meta(max_length=60)]


class Asked(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The filters. period: months of complete data, or all. count_by: the date that places a report in time."""

    period: Literal["12", "24", "36", "60", "all"] = "36"
    count_by: Literal["reported", "posted"] = "reported"
    unit: Code = ""
    category: Code = ""
    track: Literal["", "employer", "licence"] = ""
    source: Code = "office"

    @property
    def months(self) -> int | None:
        """The period as a number of months; None is the whole record."""
        return None if self.period == "all" else int(self.period)

    def chosen(self) -> dict[str, str]:
        """The filters that differ from their defaults, for addresses."""
        pairs = ((info.name, str(getattr(self, info.name)), info.default) for info in msgspec.structs.fields(Asked))
        return {name: value for name, value, default in pairs if value != default}


class ColumnItem(msgspec.Struct):
    """A column of a figure's table. kind: text, count, rate, percent (a share from 0 to 1), days, exact."""

    key: str
    label: str
    kind: str


class RefusalItem(msgspec.Struct):
    """Why a figure, or part of it, could not be answered, and what would make it answerable."""

    status: str
    reason: str
    have: str
    need: str
    suggestion: str


class PanelItem(msgspec.Struct):
    """A Plotly chart as {data, layout}; colors are roles such as "@data", whose values stand in `theme`."""

    title: str
    chart: dict[str, Any]


class FigureItem(msgspec.Struct):
    """A figure with everything the page shows of it. A hidden count is words ("fewer than 5"), never a number."""

    name: str
    section: str
    question: str
    title: str
    reading: str
    unit_of_count: str
    n: str
    period: str
    as_of: str
    means: str
    does_not_mean: str
    columns: list[ColumnItem]
    rows: list[list[str | int | float]]
    panels: list[PanelItem]
    refusal: RefusalItem | None


class TileItem(msgspec.Struct):
    """A tile: one number with its label."""

    label: str
    value: str
    unit: str
    lines: list[str]


class TrendsItem(msgspec.Struct):
    """The whole dashboard: its first sentence, tiles and figures, the filters in words, and the chart theme."""

    sentence: str
    showing: str
    as_of: str
    tiles: list[TileItem]
    figures: list[FigureItem]
    theme: dict[str, Any]
