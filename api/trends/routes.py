"""Trends as JSON. The filters are query parameters; what an export or a figure may show follows the reader."""

from litestar import get
from litestar.params import FromPath, FromQuery

from analytics.figures import build_all
from analytics.periods import day_label
from analytics.summary import summarize
from analytics.theme import page_theme
from analytics.view import words
from api.dependencies import requires, within_unit
from api.problems import READ_PROBLEMS
from api.trends.schemas import FigureItem, TileItem, TrendsItem
from api.trends.service import asked_of, figure_item, figure_of, look
from db.work import Work


@get("/api/trends/figures", opt=requires("figure:read"), responses=READ_PROBLEMS, tags=["trends"])
@within_unit
def figures(
    work: Work,
    period: FromQuery[str] = "36",
    count_by: FromQuery[str] = "reported",
    unit: FromQuery[str] = "",
    category: FromQuery[str] = "",
    track: FromQuery[str] = "",
    source: FromQuery[str] = "office",
) -> TrendsItem:
    """The whole dashboard: first sentence, tiles, every figure."""
    asked = asked_of(period=period, count_by=count_by, unit=unit, category=category, track=track, source=source)
    reading = look(work, asked).reading
    summary = summarize(reading)
    return TrendsItem(
        sentence=summary.sentence,
        showing=words(reading),
        as_of=day_label(reading.as_of),
        tiles=[TileItem(tile.label, tile.value, tile.unit, list(tile.lines)) for tile in summary.tiles],
        figures=[figure_item(figure) for figure in build_all(reading)],
        theme=page_theme(),
    )


@get("/api/trends/figures/{name:str}", opt=requires("figure:read"), responses=READ_PROBLEMS, tags=["trends"])
@within_unit
def figure(
    work: Work,
    name: FromPath[str],
    period: FromQuery[str] = "36",
    count_by: FromQuery[str] = "reported",
    unit: FromQuery[str] = "",
    category: FromQuery[str] = "",
    track: FromQuery[str] = "",
    source: FromQuery[str] = "office",
) -> FigureItem:
    """One figure by name."""
    asked = asked_of(period=period, count_by=count_by, unit=unit, category=category, track=track, source=source)
    return figure_item(figure_of(look(work, asked), name))


handlers = [figures, figure]
