"""Sanctions imposed, by what was done and what was imposed. Unit of count: sanction."""

from __future__ import annotations

import polars as pl

from analytics.frames import Frames
from analytics.measures.funnel import NOT_COUNTED

# Kinds of both tracks in four groups that mean the same to a reader; the order is from least to most severe.
GROUPS = (
    "Counseling, training or other",
    "Censure or reprimand",
    "Suspension or probation",
    "Termination or loss of license",
)
_GROUP_OF = {
    "censure": 1, "reprimand_oral": 1, "admonition": 1, "reprimand": 1, "public_reprimand": 1, "private_reprimand": 1,
    "suspension": 2, "probation": 2, "pay_reduction": 2, "demotion": 2, "last_chance_agreement": 2,
    "interim_suspension": 2,
    "termination": 3, "disbarment": 3, "resignation_in_lieu": 3, "surrender": 3, "license_surrender": 3,
    "licence_surrender": 3,
}  # fmt: skip


def group_of(kind: str) -> str:
    """The group a kind of sanction is shown in."""
    return GROUPS[_GROUP_OF.get(kind, 0)]


def imposed(frames: Frames) -> pl.DataFrame:
    """sanction, case, status, imposed_on, group, category (the gravest of its case), without superseded or vacated."""
    kept = frames.sanctions.filter(~pl.col("status").is_in(NOT_COUNTED) & pl.col("imposed_on").is_not_null())
    kinds = {kind: group_of(kind) for kind in kept.get_column("kind").unique().to_list()}
    return kept.join(frames.cases.select("case", "category"), on="case", how="left").select(
        "sanction", "case", "status", "imposed_on", "category",
        pl.col("kind").replace_strict(kinds, return_dtype=pl.String).alias("group"),
    )  # fmt: skip
