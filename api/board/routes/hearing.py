"""Acts of disclosure, hearing and default."""

from api.acts import Act
from api.board.schemas.cause import MakeMove
from api.board.schemas.hearing import (
    FileExhibit,
    FileRecord,
    HoldHearing,
    MoveForDefault,
    OrderDefault,
    RecordDisclosure,
    ScheduleHearing,
    SetDefaultAside,
    WaiveHearing,
    WaiveNoticeTime,
)
from api.board.service import defaults, exhibits, hearings

ACTS = (
    Act(
        name="disclosure:record", path="disclosures", slug="record-disclosure", section="respondent",
        title="Record a disclosure", schema=RecordDisclosure, verb=exhibits.record_disclosure,
        choices=exhibits.disclosure_choices, appends=True,
    ),
    Act(
        name="hearing:schedule", path="hearings", slug="schedule-hearing", section="hearing", title="Schedule",
        schema=ScheduleHearing, verb=hearings.schedule_hearing, choices=hearings.schedule_choices,
        values=hearings.schedule_values, intro="The notice is made from this and then served.",
    ),
    Act(
        name="notice_time:waive", path="notice-time-waivers", slug="waive-notice-time", section="hearing",
        title="Record a waiver of the notice time", schema=WaiveNoticeTime, verb=hearings.waive_notice_time,
        intro="Only in writing, signed by the respondent or counsel.",
    ),
    Act(
        name="hearing:open", path="hearing-moves", slug="open-hearing", section="hearing", title="Go to the hearing",
        schema=MakeMove, verb=hearings.open_hearing,
    ),
    Act(
        name="hearing:hold", path="hearings-held", slug="hold-hearing", section="hearing",
        title="Record that it was held", schema=HoldHearing, verb=hearings.hold_hearing,
        choices=hearings.hold_choices,
    ),
    Act(
        name="hearing:hold", path="hearing-waivers", slug="waive-hearing", section="hearing",
        title="Record that the hearing was waived", schema=WaiveHearing, verb=hearings.waive_hearing,
        intro="Only in writing, signed by the respondent or counsel.",
    ),
    Act(
        name="hearing:hold", path="hearing-records", slug="file-record", section="hearing", title="File the record",
        schema=FileRecord, verb=hearings.file_record, choices=hearings.record_choices,
    ),
    Act(
        name="exhibit:file", path="exhibits", slug="file-exhibit", section="hearing", title="File an exhibit",
        schema=FileExhibit, verb=exhibits.file_exhibit, choices=exhibits.exhibit_choices, appends=True,
    ),
    Act(
        name="default:move", path="default-motions", slug="move-for-default", section="hearing",
        title="Move for a default", schema=MoveForDefault, verb=defaults.move_for_default,
    ),
    Act(
        name="default:order", path="default-orders", slug="order-default", section="hearing",
        title="Rule on a default", schema=OrderDefault, verb=defaults.order_default,
        intro="On proof of valid service. It reaches only the facts charged, never the sanction, and can be set aside.",
    ),
    Act(
        name="default:order", path="defaults-set-aside", slug="set-default-aside", section="hearing",
        title="Set a default aside", schema=SetDefaultAside, verb=defaults.set_default_aside,
    ),
    Act(
        name="deliberation:open", path="deliberation-moves", slug="open-deliberation", section="hearing",
        title="Go to deliberation", schema=MakeMove, verb=hearings.open_deliberation,
    ),
)  # fmt: skip
