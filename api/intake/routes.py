"""The acts of intake, of the conflict officer and of whoever reviews a dismissal, on a report."""

from typing import Literal

from api.act_routes import act_routes
from api.acts import REGISTRY, Act
from api.intake import afterwards, offers, offers_after, opening, schemas, screening, service
from api.intake.service import counted

ON: Literal["report"] = "report"

CHECK = Act(
    name="conflict:check", path="conflict-checks", slug="check-conflicts", section="conflicts", on=ON,
    title="Check conflicts", schema=schemas.CheckConflicts, verb=counted(service.check_conflicts),
    choices=offers.offer_chain, submit="Record the check",
    intro="Ask whether anybody through whose hands this report goes, or who sits on the board, has a stake in it.",
)  # fmt: skip
RULE = Act(
    name="conflict:rule", path="conflict-rulings", slug="rule-on-conflict", section="conflicts", on=ON,
    title="Rule on a conflict", schema=schemas.RuleOnConflict, verb=counted(service.rule_on_conflict),
    choices=offers.offer_involved,
    intro="You see names and relations only. Whoever is walled off sees no trace of the matter.",
)  # fmt: skip
IDENTIFY = Act(
    name="report:identify", path="identifications", slug="identify", section="", on=ON,
    title="Identify a person", schema=schemas.Identify, verb=counted(service.identify),
    choices=offers.offer_identification,
    submit="Identify and shut out",
)  # fmt: skip
ATTRIBUTE = Act(
    name="report:identify", path="attributions", slug="attribute", section="", on=ON,
    title="Decide who is behind an account", schema=schemas.Attribute, verb=counted(service.attribute),
    choices=offers.offer_attribution, done="Attribution decided.",
)  # fmt: skip
EXPLAIN = Act(
    name="report:screen", path="evidence-absences", slug="explain-absence", section="", on=ON,
    title="Explain why evidence is missing", schema=schemas.ExplainAbsence, verb=service.explain_absence,
    choices=offers.offer_posts, appends=True, done="Explained.",
)  # fmt: skip
CLASSIFY = Act(
    name="report:screen", path="classifications", slug="classify", section="", on=ON,
    title="Classify a post", schema=schemas.Classify, verb=counted(service.classify),
    choices=offers.offer_classification,
    done="Classified.",
)  # fmt: skip
SCREEN = Act(
    name="report:screen", path="screenings", slug="screen", section="", on=ON,
    title="Screen the report", schema=schemas.Screen, verb=counted(screening.screen),
    choices=offers_after.offer_screening, values=offers_after.screening_values,
    submit="Record the outcome", intro="One outcome for each respondent, with reasons.",
)  # fmt: skip
OPEN = Act(
    name="case:open", path="cases", slug="open-case", section="", on=ON,
    title="Open a case", schema=schemas.OpenCase, verb=counted(opening.open_case), choices=offers_after.offer_opening,
    values=offers_after.opening_values, submit="Open the case and assign it",
)  # fmt: skip
ACKNOWLEDGE = Act(
    name="report:screen", path="acknowledgements", slug="acknowledge", section="", on=ON,
    title="Acknowledge to the reporter", schema=schemas.Acknowledge, verb=afterwards.acknowledge, appends=True,
    values=offers_after.acknowledgement_values, submit="Send", done="The reporter was told.",
)  # fmt: skip
REFER = Act(
    name="report:screen", path="referrals", slug="refer", section="", on=ON,
    title="Record a referral", schema=schemas.Refer, verb=afterwards.refer, choices=offers_after.offer_referral,
    appends=True, done="Referral recorded.",
    intro="What another authority decides. A matter of the head of the office goes outside sealed: only a stub stays.",
)  # fmt: skip
INFORMAL = Act(
    name="report:screen", path="informal-answers", slug="finish-informal", section="", on=ON,
    title="Record notice and answer of an informal resolution", schema=schemas.FinishInformal,
    verb=counted(afterwards.finish_informal), choices=offers_after.offer_informal, done="Recorded.",
)  # fmt: skip
REVIEWER = Act(
    name="report:screen", path="reviewers", slug="assign-reviewer", section="", on=ON,
    title="Assign the review of the dismissal", schema=schemas.AssignReviewer, verb=counted(afterwards.assign_reviewer),
    choices=offers_after.offer_reviewers, done="Assigned.",
)  # fmt: skip
REVIEW = Act(
    name="report:review_dismissal", path="dismissal-reviews", slug="review-dismissal", section="", on=ON,
    title="Review the dismissal", schema=schemas.ReviewDismissal, verb=counted(afterwards.review_dismissal),
)  # fmt: skip
CLOSE = Act(
    name="report:screen", path="closings", slug="close", section="", on=ON,
    title="Close the report", schema=schemas.CloseReport, verb=counted(afterwards.close_report), done="Closed.",
)  # fmt: skip

ACTS = (
    CHECK, RULE, SCREEN, IDENTIFY, ATTRIBUTE, EXPLAIN, CLASSIFY, OPEN, ACKNOWLEDGE, REFER, INFORMAL, REVIEWER, REVIEW,
    CLOSE,
)  # fmt: skip

handlers = act_routes(*ACTS)

# Rules name the acts of a case; on a report the act of intake does the same thing, so "what is missing" links there.
for _name, _act in {
    "evidence:add": EXPLAIN,
    "evidence:explain_absence": EXPLAIN,
    "attribution:decide": ATTRIBUTE,
    "referral:record": REFER,
    "reporter:tell": CLOSE,
}.items():
    REGISTRY.setdefault(_name, []).append(_act)
