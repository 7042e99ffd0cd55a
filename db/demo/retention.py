"""Retention in the demonstration office: one dismissed report that is due, asked for by one officer, for another."""

from datetime import timedelta

from db import models
from db.demo.world import World

ASKED = timedelta(days=3)
"""How long ago, before the as-of date."""


def ask_for_destruction(world: World) -> None:
    """Ask that the report dismissed longest ago be destroyed; nothing where none is due yet."""
    asked_on = world.days.as_of - ASKED
    due = [
        mark
        for mark in world.sheet.rows(models.RetentionMark)
        if mark.get("incident_id") is not None and mark["due_on"] <= asked_on
    ]
    if due:
        mark = min(due, key=lambda one: (one["due_on"], one["incident_id"]))
        world.sheet.add(
            models.DestructionRequest, incident_id=mark["incident_id"], rule_class=mark["rule_class"],
            due_on=mark["due_on"], reason="Its time has run, and nobody asked to keep it.",
            asked_by_id=world.posts["records"].account_id, asked_at=world.days.at(asked_on, 10),
        )  # fmt: skip
