"""The acts of this part: each declared once, and from that its JSON route and its form."""

from api.act_routes import act_routes
from api.acts import Act
from api.cases.act_schemas import (
    AddNote,
    AssignCase,
    EndAccess,
    GrantAccess,
    LiftHold,
    LiftStay,
    OrderStay,
    PlaceHold,
    Recuse,
)
from api.cases.service import (
    access_choices,
    add_note,
    assign_case,
    assign_choices,
    end_access,
    grant_access,
    grantee_choices,
    hold_choices,
    lift_hold,
    note_choices,
    place_hold,
    recuse_oneself,
)
from api.cases.stays import lift_stay, order_stay, stay_choices

# One act a line or two, so that the table can be read as one.
# fmt: off
handlers = act_routes(
    Act(
        name="case:assign", path="assignments", slug="assign", section="overview", title="Assign",
        schema=AssignCase, verb=assign_case, choices=assign_choices, done="Assigned.",
        intro="Whoever has the part now gives it up.",
    ),
    Act(
        name="note:add", path="notes", slug="add-note", section="timeline", title="Add a note",
        schema=AddNote, verb=add_note, choices=note_choices, appends=True, done="Note added.",
    ),
    Act(
        name="hold:place", path="holds", slug="place-hold", section="overview", title="Place a legal hold",
        schema=PlaceHold, verb=place_hold, appends=True, done="The legal hold is in place.",
        intro="Nothing of this case is destroyed while the hold lasts.",
    ),
    Act(
        name="hold:lift", path="hold-lifts", slug="lift-hold", section="overview", title="Lift a legal hold",
        schema=LiftHold, verb=lift_hold, choices=hold_choices, done="The legal hold is lifted.",
        intro="Retention runs on from here.",
    ),
    Act(
        name="access:grant", path="grants", slug="grant-access", section="access", title="Give access",
        schema=GrantAccess, verb=grant_access, choices=access_choices, done="Access given.",
        intro="For somebody with no part in this case. They read its content until the day you set.",
    ),
    Act(
        name="access:grant", path="grant-ends", slug="end-access", section="access", title="End access",
        schema=EndAccess, verb=end_access, choices=grantee_choices, done="Access ended.",
    ),
    Act(
        name="relation:recuse", path="self-recusals", slug="step-back", section="access",
        title="Step back from this case", schema=Recuse, verb=recuse_oneself, appends=True,
        done="You stepped back.", lands="/",
        warning="Every part you have in this case ends, and from then on you see no trace of it. "
        "Only the conflict officer can rule otherwise.",
    ),
    Act(
        name="stay:order", path="stays", slug="order-stay", section="overview", title="Order a stay",
        schema=OrderStay, verb=order_stay, choices=stay_choices, done="The stay is ordered.",
        intro="Before the decision a stay stops the case and its clocks; after it, the sanctions you name.",
    ),
    Act(
        name="stay:lift", path="stay-lifts", slug="lift-stay", section="overview", title="Lift the stay",
        schema=LiftStay, verb=lift_stay, done="The stay is lifted.",
    ),
)
# fmt: on
