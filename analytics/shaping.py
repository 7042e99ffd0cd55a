"""From rows of text to the tidy frames of `frames`: days in the office's zone, categories, exposure. Pure Polars."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from analytics.frames import OFFICE, Frames, conform
from analytics.periods import month_expr
from db.domain.choice import PLATFORMS
from db.domain.reference import Reference
from db.domain.taxonomy import SEVERITY_LABELS

Raw = dict[str, pl.DataFrame]

MANDATORY = ("jurisdictional", "mandatory")
GOALS = ("directory", "goal")
FORMER = "former"
EVENT_LETTERS = 32  # a longer label of a line would not fit beside it on a narrow screen


def tidy(raw: Raw, *, zone: ZoneInfo, today: date, reference: Reference) -> Frames:
    """All frames. `today` is the office's day: exposure is known to the end of its month."""
    taxonomy = _taxonomy(reference)
    reports = _reports(raw, zone)
    posts = conform("posts", raw["posts"].with_columns(_day("posted_at", zone).alias("posted_on")))
    post_categories = conform(
        "post_categories",
        raw["post_subtypes"].join(taxonomy, on="subtype").join(posts.select("post", "report"), on="post"),
    )
    categories = pl.concat(
        [
            post_categories.select("report", "category"),
            raw["incident_subtypes"].join(taxonomy, on="subtype").select("report", "category"),
            raw["source_categories"].select("report", "category"),
            raw["destroyed"].select("report", pl.col("categories").alias("category")).explode("category").drop_nulls(),
        ]
    ).unique()
    stages = conform(
        "stages",
        raw["stages"].with_columns(
            _day("started_at", zone).alias("started_on"), _day("ended_at", zone).alias("ended_on")
        ),
    )
    return Frames(
        reports=reports.sort("received_on", "report"),
        report_categories=conform("report_categories", categories.sort("report", "category")),
        posts=posts.sort("report", "post"),
        post_categories=post_categories.sort("report", "post", "subtype"),
        screenings=_screenings(raw, zone),
        cases=_cases(raw, zone, stages, categories, taxonomy).sort("opened_on", "case"),
        case_reports=conform("case_reports", raw["case_reports"]).sort("case", "report"),
        stages=stages.sort("started_on", "case"),
        findings=_findings(raw, zone),
        sanctions=_sanctions(raw, zone),
        deadlines=_deadlines(raw, zone),
        exposure=_exposure(raw, reports, today),
        coverage=_coverage(raw),
        events=_events(raw, today),
        vocabulary=_vocabulary(raw, reference),
    )


def _moment(column: str) -> pl.Expr:
    """SQLite writes '2026-03-02 15:00:00.000000', PostgreSQL '2026-03-02 15:00:00+00'; both are UTC."""
    return pl.col(column).str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="ms", time_zone="UTC")


def _day(column: str, zone: ZoneInfo) -> pl.Expr:
    """The office's day of a moment."""
    return _moment(column).dt.convert_time_zone(zone.key).dt.date()


def _date(column: str) -> pl.Expr:
    return pl.col(column).str.to_date("%Y-%m-%d")


def _is_true(column: str) -> pl.Expr:
    return pl.col(column).is_in(["1", "true"])


def _taxonomy(reference: Reference) -> pl.DataFrame:
    rows = [(one.code, one.category, one.severity) for one in reference.taxonomy.subtypes]
    schema = {"subtype": pl.String, "category": pl.String, "rank": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _reports(raw: Raw, zone: ZoneInfo) -> pl.DataFrame:
    posted = raw["posts"].group_by("report").agg(_day("posted_at", zone).min().alias("first_post_on"))
    coverage = raw["coverages"].select("coverage", "source")
    is_ours = pl.col("origin") != "imported"
    frame = (
        raw["incidents"]
        .join(posted, on="report", how="left")
        .join(coverage, on="coverage", how="left")
        .join(raw["units"].select("unit", "code"), on="unit", how="left")
    )
    month, after = _date("received_on"), pl.duration(days="screened_after")
    destroyed = raw["destroyed"].select(
        "report", pl.lit(OFFICE).alias("source"), month, (month + after).alias("screened_on"),
        pl.lit("closed").alias("status"),
    )  # fmt: skip
    ours = frame.select(
        "report",
        pl.when(is_ours).then(pl.lit(OFFICE)).otherwise(pl.col("source")).alias("source"),
        _day("received_at", zone).alias("received_on"),
        pl.coalesce(_date("incident_on"), "first_post_on", _day("occurred_at", zone)).alias("occurred_on"),
        pl.col("code").alias("unit"),
        "channel",
        pl.when(is_ours).then(pl.col("status")).otherwise(pl.col("source_status")).alias("status"),
        "kind",
        _day("screened_at", zone).alias("screened_on"),
        _date("source_closed_on").alias("closed_on"),
    )
    return conform("reports", pl.concat([ours, destroyed], how="diagonal"))


def _screenings(raw: Raw, zone: ZoneInfo) -> pl.DataFrame:
    """The latest round of each: a granted review of a dismissal replaces it."""
    latest = raw["screenings"].sort(pl.col("round").cast(pl.Int32)).unique(["report", "person"], keep="last")
    return conform("screenings", latest.with_columns(_day("decided_at", zone).alias("decided_on"))).sort(
        "report", "case"
    )


def _cases(
    raw: Raw, zone: ZoneInfo, stages: pl.DataFrame, categories: pl.DataFrame, taxonomy: pl.DataFrame
) -> pl.DataFrame:
    entered = stages.group_by("case").agg(
        pl.col("started_on").filter(pl.col("stage") == "charged").min().alias("charged_on"),
        pl.col("started_on").filter(pl.col("stage").is_in(["decided", "closed"])).min().alias("disposed_on"),
    )
    alleged = raw["case_subtypes"].join(taxonomy, on="subtype").select("case", "category", "rank")
    worst = taxonomy.group_by("category").agg(pl.col("rank").max())
    reported = raw["case_reports"].join(categories, on="report").join(worst, on="category")
    chosen = pl.concat(
        [
            alleged.with_columns(pl.lit(0).alias("order")),
            reported.select("case", "category", "rank", pl.lit(1).alias("order")),
        ]
    )
    # What is alleged speaks first; before that, what was reported. Of several, the gravest.
    gravest = chosen.sort("order", -pl.col("rank"), "category").unique("case", keep="first", maintain_order=True)
    units = raw["employments"].join(raw["units"], on="unit").select("employment", pl.col("code").alias("unit"))
    frame = (
        raw["cases"]
        .join(entered, on="case", how="left")
        .join(gravest.select("case", "category"), on="case", how="left")
        .join(units, on="employment", how="left")
    )
    return conform(
        "cases",
        frame.with_columns(
            _day("opened_at", zone).alias("opened_on"),
            _day("closed_at", zone).alias("closed_on"),
            pl.lit(0).alias("stayed_days"),
        ),
    )


def _findings(raw: Raw, zone: ZoneInfo) -> pl.DataFrame:
    frame = raw["findings"].with_columns(_day("found_at", zone).alias("found_on"), _is_true("is_final"))
    return conform("findings", frame).sort("case", "charge", "found_on")


def _sanctions(raw: Raw, zone: ZoneInfo) -> pl.DataFrame:
    proven = raw["completions"].group_by("sanction").agg(_date("on").max().alias("carried_out_on"))
    frame = raw["sanctions"].join(proven, on="sanction", how="left")
    return conform("sanctions", frame.with_columns(_day("imposed_at", zone).alias("imposed_on"))).sort(
        "case", "sanction"
    )


def _deadlines(raw: Raw, zone: ZoneInfo) -> pl.DataFrame:
    """A clock that ended unmet, or stands still, cannot be judged; a wait ("not before") is no deadline."""
    frame = raw["deadlines"].filter(pl.col("kind").is_in([*MANDATORY, *GOALS]))
    is_unmet = pl.col("met_at").is_null()
    return conform(
        "deadlines",
        frame.with_columns(
            pl.when(pl.col("kind").is_in(MANDATORY))
            .then(pl.lit("mandatory"))
            .otherwise(pl.lit("goal"))
            .alias("obligation"),
            _day("due_at", zone).alias("due_on"),
            _day("met_at", zone).alias("met_on"),
            (is_unmet & (pl.col("ended_at").is_not_null() | pl.col("paused_at").is_not_null())).alias("is_void"),
        ),
    ).sort("due_on", "deadline")


def _exposure(raw: Raw, reports: pl.DataFrame, today: date) -> pl.DataFrame:
    """Full-time-equivalent days by unit and month, from two years before the first report of our own.

    Every employment but a former one counts, leave included (decision 14). Days are summed from the steps at which
    the staff of a unit changes, so that it costs days times units, not people times months.
    """
    first = reports.filter(pl.col("source") == OFFICE).get_column("received_on").min()
    start = (first if isinstance(first, date) else today) - timedelta(days=731)
    month_after = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    staff = (
        raw["employments"]
        .filter(pl.col("respondent_type") != FORMER)
        .join(raw["units"].select("unit", "code"), on="unit")
        .select(
            "code",
            (pl.col("fte").cast(pl.Float64) / 100).alias("fte"),
            pl.max_horizontal(_date("from_on"), pl.lit(start)).alias("enters"),
            pl.min_horizontal(_date("until_on") + timedelta(days=1), pl.lit(month_after)).alias("leaves"),
        )
        .filter(pl.col("enters") < pl.col("leaves"))
    )
    steps = pl.concat(
        [
            staff.select("code", pl.col("enters").alias("day"), "fte"),
            staff.select("code", pl.col("leaves").alias("day"), -pl.col("fte")),
        ]
    )
    days = pl.DataFrame({"day": pl.date_range(start, month_after, eager=True, closed="left")})
    grid = days.join(staff.select("code").unique(), how="cross")
    daily = (
        grid.join(steps.group_by("code", "day").agg(pl.col("fte").sum()), on=["code", "day"], how="left")
        .sort("code", "day")
        .with_columns(pl.col("fte").fill_null(0.0).cum_sum().over("code"))
    )
    months = daily.group_by("code", month_expr("day").alias("month")).agg(
        pl.col("fte").sum().round(6).alias("staff_days")
    )
    return conform("exposure", months.rename({"code": "unit"})).sort("unit", "month")


def _coverage(raw: Raw) -> pl.DataFrame:
    imports = raw["coverages"].select(
        "source",
        "label",
        _date("from_on"),
        _date("until_on"),
        _date("as_of_on"),
        pl.lit(value=False).alias("is_break"),
        pl.col("counts").str.contains(r'"published":\s*true').fill_null(value=False).alias("is_published"),
        pl.lit("").alias("note"),
    )
    day = _date("on")
    breaks = raw["breaks"].select(
        pl.lit(OFFICE).alias("source"),
        "label",
        day.alias("from_on"),
        pl.lit(None, dtype=pl.Date).alias("until_on"),
        pl.lit(None, dtype=pl.Date).alias("as_of_on"),
        pl.lit(value=True).alias("is_break"),
        pl.lit(value=False).alias("is_published"),
        pl.col("label").alias("note"),
    )
    return conform("coverage", pl.concat([imports, breaks])).sort("source", "from_on")


def _events(raw: Raw, today: date) -> pl.DataFrame:
    several = raw["policies"].get_column("title").n_unique() > 1
    name = pl.col("title") if several else pl.lit("Policy")
    policies = raw["policies"].select(
        pl.lit("policy").alias("kind"),
        _date("on").alias("on"),
        (name + pl.lit(" v") + pl.col("version") + pl.lit("" if several else " in force")).alias("label"),
    )
    trainings = raw["trainings"].select(pl.lit("training").alias("kind"), _date("on").alias("on"), "label")
    title = pl.col("label")
    is_long = title.str.len_chars() > EVENT_LETTERS
    short = pl.when(is_long).then(title.str.slice(0, EVENT_LETTERS - 1).str.strip_chars() + "\u2026").otherwise(title)
    actions = raw["actions"].select(pl.lit("action").alias("kind"), _date("on").alias("on"), short.alias("label"))
    known = pl.concat([policies, trainings, actions]).filter(pl.col("on") <= today)
    return conform("events", known.unique()).sort("on", "label")


def _vocabulary(raw: Raw, reference: Reference) -> pl.DataFrame:
    rows: list[tuple[str, str, str]] = [("category", one.code, one.label) for one in reference.taxonomy.categories]
    rows += [("platform", code, label) for code, label in PLATFORMS.items()]
    rows += _rules(reference)
    rows += [("severity", str(rank), label) for rank, label in SEVERITY_LABELS.items()]
    rows += [("unit", code, name) for code, name in raw["units"].sort("name").select("code", "name").iter_rows()]
    latest = {(noun, code): label for noun, code, label in rows}
    table = [(noun, code, label, place) for place, ((noun, code), label) in enumerate(latest.items())]
    schema = {"noun": pl.String, "code": pl.String, "label": pl.String, "position": pl.Int32}
    return conform("vocabulary", pl.DataFrame(table, schema=schema, orient="row"))


def _rules(reference: Reference) -> list[tuple[str, str, str]]:
    """Deadline rules by their latest version; rules of one label are told apart by their days."""
    latest = {rule.code: rule for rule in sorted(reference.deadlines, key=lambda rule: rule.valid_from)}
    labels = [rule.label for rule in latest.values()]
    return [
        ("rule", rule.code, f"{rule.label} ({rule.days} days)" if labels.count(rule.label) > 1 else rule.label)
        for rule in latest.values()
    ]
