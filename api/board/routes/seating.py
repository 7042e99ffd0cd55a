"""Acts about who decides."""

from api.acts import Act
from api.board.schemas.panel import (
    ChallengeDecider,
    ComposePanel,
    DeclareConflict,
    DesignateOfficial,
    OrderDesignee,
    RecuseDecider,
    ReplaceDecider,
    RuleOnChallenge,
)
from api.board.service import designees, panels, recusals

ACTS = (
    Act(
        name="panel:compose", path="panels", slug="compose-panel", section="hearing", title="Name the members",
        schema=ComposePanel, verb=panels.compose_panel, choices=panels.compose_choices, values=panels.compose_values,
        intro="The instance that has nobody yet is named first. Whoever took part in the matter is not offered.",
    ),
    Act(
        name="official:designate", path="officials", slug="designate-official", section="hearing",
        title="Designate the deciding official", schema=DesignateOfficial, verb=panels.designate_official,
        choices=panels.official_choices,
    ),
    Act(
        name="conflict:declare", path="conflict-declarations", slug="declare-conflict", section="hearing",
        title="Declare conflicts", schema=DeclareConflict, verb=panels.declare_conflict, appends=True,
        intro="Before any other act in this case.",
    ),
    Act(
        name="decider:recuse", path="recusals", slug="recuse-decider", section="hearing", title="Record a recusal",
        schema=RecuseDecider, verb=recusals.recuse_decider, choices=recusals.recuse_choices, lands="/",
        warning="From the whole case: the wall stands at once, and votes in decisions not yet issued become void.",
    ),
    Act(
        name="decider:replace", path="replacements", slug="replace-decider", section="hearing",
        title="Replace a decider", schema=ReplaceDecider, verb=recusals.replace_decider,
        choices=recusals.replace_choices,
    ),
    Act(
        name="designee:order", path="designees", slug="order-designee", section="hearing",
        title="Order an outside designee", schema=OrderDesignee, verb=designees.order_designee,
        choices=designees.designee_choices,
        intro="Only where nobody qualified remains. To act, the designee also needs an account with the role.",
    ),
    Act(
        name="decider:challenge", path="challenges", slug="challenge-decider", section="hearing",
        title="Record a challenge", schema=ChallengeDecider, verb=recusals.challenge_decider,
        choices=recusals.challenge_choices, appends=True,
    ),
    Act(
        name="motion:rule", path="challenge-rulings", slug="rule-on-challenge", section="hearing",
        title="Rule on a challenge", schema=RuleOnChallenge, verb=recusals.rule_on_challenge,
        choices=recusals.ruling_choices,
    ),
)  # fmt: skip
