"""Trends: what a reader may count, prepared for the filters they chose."""

from dataclasses import dataclass
from urllib.parse import urlencode

from analytics.export import figure_csv
from analytics.facts import countable_frames
from analytics.figures import BUILDERS, build
from analytics.figures.figure import Figure, Value, text_of
from analytics.frames import OFFICE, Frames
from analytics.privacy import Cell
from analytics.results import NotReached, Refused
from analytics.view import TRACK_WORDS, Reading, View, offered, prepare
from api.access import MatterNotFound
from api.errors import BadInput
from api.forms import Choice, Field, convert
from api.trends.schemas import Asked, ColumnItem, FigureItem, PanelItem, RefusalItem
from db.domain.permission_name import Permission
from db.work import Work


@dataclass(frozen=True)
class Look:
    """A reading of the figures with the filters it came from and all that this reader may count."""

    asked: Asked
    reading: Reading
    frames: Frames

    @property
    def query(self) -> str:
        """The chosen filters for an address, with its question mark; empty when all are at their defaults."""
        chosen = self.asked.chosen()
        return f"?{urlencode(chosen)}" if chosen else ""


def asked_of(**given: str) -> Asked:
    """The filters as given; an empty one is at its default. Raises BadInput for what no filter takes."""
    asked: Asked = convert(Asked, {name: value for name, value in given.items() if value})
    return asked


def look(work: Work, asked: Asked) -> Look:
    """The reading of these filters for this viewer. Raises BadInput for a filter value that does not exist."""
    frames = countable_frames(work.session, work.viewer, now=work.now, zone=work.office.zone, reference=work.reference)
    _ensure_known(frames, asked)
    view = View(
        today=work.today,
        case_level=work.viewer.can(Permission.FIGURE_READ_SMALL_CELLS),
        source=asked.source,
        months=asked.months,
        count_by=asked.count_by,
        unit=asked.unit or None,
        category=asked.category or None,
        track=asked.track or None,
    )
    return Look(asked, prepare(frames, view), frames)


def figure_of(found: Look, name: str) -> Figure:
    """One figure. Raises MatterNotFound where there is none of that name."""
    if name not in BUILDERS:
        raise MatterNotFound
    return build(name, found.reading)


def export_figure(work: Work, asked: Asked, name: str) -> str:
    """A figure's CSV; the export is an act of its own in the record."""
    figure = figure_of(look(work, asked), name)
    work.begin("figure:exported")
    return figure_csv(figure)


def _ensure_known(frames: Frames, asked: Asked) -> None:
    wrong = {}
    if asked.source not in dict(source_choices(frames)):
        wrong["source"] = "There is no such source."
    if asked.unit and asked.unit not in dict(unit_choices(frames)):
        wrong["unit"] = "There is no such unit."
    if asked.category and asked.category not in dict(category_choices(frames, asked.source)):
        wrong["category"] = "There is no such category."
    if wrong:
        raise BadInput(wrong)


def source_choices(frames: Frames) -> list[tuple[str, str]]:
    """Our own records, and each import."""
    imports = frames.coverage.filter(~frames.coverage["is_break"]).select("source", "label").iter_rows()
    return [(OFFICE, "This office's records"), *((source, f"Import: {label}") for source, label in imports)]


def unit_choices(frames: Frames) -> list[tuple[str, str]]:
    """Every unit of the office, with or without reports."""
    return [(code, label) for (noun, code), label in frames.labels.items() if noun == "unit"]


def category_choices(frames: Frames, source: str) -> list[tuple[str, str]]:
    """Every category of the taxonomy, or the words that an import has."""
    if source == OFFICE:
        return [(code, label) for (noun, code), label in frames.labels.items() if noun == "category"]
    reports = frames.reports.filter(frames.reports["source"] == source).select("report")
    words = frames.report_categories.join(reports, on="report", how="semi").get_column("category")
    return [(word, word) for word in words.unique().sort().to_list()]


def filter_fields(found: Look) -> list[Field]:
    """The filters as the page draws them."""
    asked, frames = found.asked, found.frames
    periods = [(str(months), f"Last {months} months") for months in offered(found.reading.record)]
    ours = asked.source == OFFICE
    fields = [
        _select("period", "Period", [*periods, ("all", "The whole record")], asked.period, is_set=True),
        _select(
            "count_by",
            "Count by",
            [("reported", "Date reported"), ("posted", "Date posted")],
            asked.count_by,
            is_set=True,
        ),
    ]
    if ours:
        fields.append(_select("unit", "Unit", unit_choices(frames), asked.unit))
    fields.append(_select("category", "Category", category_choices(frames, asked.source), asked.category))
    if ours:
        fields.append(_select("track", "Track", list(TRACK_WORDS.items()), asked.track))
    sources = source_choices(frames)
    if len(sources) > 1:
        fields.append(_select("source", "Records", sources, asked.source, is_set=True))
    return fields


def _select(name: str, label: str, choices: list[tuple[str, str]], value: str, *, is_set: bool = False) -> Field:
    known = {code for code, _ in choices}
    if is_set and value not in known:
        value = "all" if "all" in known else choices[0][0]
    rows = [Choice(code, words, checked=code == value) for code, words in choices]
    return Field(name, label, "select", value=value, required=is_set, choices=rows)


def figure_item(figure: Figure) -> FigureItem:
    """A figure for the JSON."""
    table = figure.csv_table
    return FigureItem(
        name=figure.name,
        section=figure.frame.section,
        question=figure.frame.question,
        title=figure.title,
        reading=figure.reading,
        unit_of_count=figure.unit,
        n=figure.n,
        period=figure.period,
        as_of=figure.as_of,
        means=figure.frame.means,
        does_not_mean=" ".join(filter(None, (figure.frame.does_not_mean, figure.caveat))),
        columns=[ColumnItem(column.key, column.label, column.kind) for column in table.columns],
        rows=[[_plain(value) for value in row] for row in table.rows],
        panels=[PanelItem(panel.title, panel.chart) for panel in figure.panels],
        refusal=_refusal_item(figure.refusal),
    )


def _plain(value: Value) -> str | int | float:
    if isinstance(value, Cell):
        return value.text if value.value is None else value.value
    if value is None or isinstance(value, NotReached):
        return text_of(value, "text")
    return value


def _refusal_item(refusal: Refused | None) -> RefusalItem | None:
    if refusal is None:
        return None
    return RefusalItem(refusal.status, refusal.reason, refusal.have, refusal.need, refusal.suggestion)
