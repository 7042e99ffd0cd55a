"""The roster's acts."""

from functools import partial

from api.act_routes import act_routes
from api.acts import Act
from api.roster.schemas import AddPerson, AddUnit, ChangeEmployment, EndEmployment
from api.roster.service import add_person, add_unit, change_employment, end_employment, roster_choices

ROSTER = partial(Act, name="roster:manage", section="people", on="office", choices=roster_choices)
ACTS = (
    ROSTER(path="people", slug="add", title="Add a person", schema=AddPerson, verb=add_person),
    ROSTER(path="units", slug="add-unit", title="Add a unit", schema=AddUnit, verb=add_unit),
    ROSTER(
        path="employments", slug="change", title="Change an employment", schema=ChangeEmployment, verb=change_employment
    ),
    ROSTER(
        path="employment-ends",
        slug="end",
        title="End an employment",
        schema=EndEmployment,
        verb=end_employment,
        intro="A resignation ends no case: an open case goes on to its findings.",
    ),
)

handlers = act_routes(*ACTS)
