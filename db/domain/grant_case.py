"""The policy table of cases: who may do which act at which stage (`lifecycle.md`, "People: roles and relations").

A line needs the role AND the relation it names. Excluding relations are not lines here: they beat every line, in
`permission.is_allowed`.
"""

from __future__ import annotations

from typing import Final

from db.domain.grant import Grant, Who, grants
from db.domain.grant_office import CLERK, CONFLICT, HR, INTAKE, RECORDS, REVIEWER
from db.domain.relation import RelationKind as Rel
from db.domain.role import Role
from db.domain.stage import ALL_STAGES, BEFORE_CLOSED, BEFORE_DECIDED, Stage, stages_from

INVESTIGATION: Final = frozenset({Stage.INVESTIGATION})
REVIEW: Final = frozenset({Stage.CAUSE_REVIEW})
CHARGED: Final = frozenset({Stage.CHARGED})
BEFORE_CHARGED: Final = INVESTIGATION | REVIEW
TO_HEARING: Final = frozenset({Stage.CHARGED, Stage.HEARING})
HEARING: Final = frozenset({Stage.HEARING})
UNTIL_DECIDED: Final = stages_from(Stage.CHARGED, Stage.DELIBERATION)
DELIBERATION: Final = frozenset({Stage.DELIBERATION})
DECIDED: Final = frozenset({Stage.DECIDED})
CLOSED: Final = frozenset({Stage.CLOSED})
FROM_REVIEW: Final = stages_from(Stage.CAUSE_REVIEW, Stage.DECIDED)
FROM_CHARGED: Final = stages_from(Stage.CHARGED, Stage.DECIDED)

INVESTIGATOR: Final = Who((Role.INVESTIGATOR,), (Rel.INVESTIGATOR,))
CAUSE_REVIEWER: Final = Who((Role.CAUSE_REVIEWER,), (Rel.CAUSE_REVIEWER,))
PRESENTING: Final = Who((Role.COUNSEL,), (Rel.PRESENTING_COUNSEL,))
ADVISER: Final = Who((Role.COUNSEL,), (Rel.ADVISER,))
SPEECH: Final = Who((Role.COUNSEL,), (Rel.SPEECH_REVIEWER,))
BOARD: Final = (Role.BOARD_MEMBER, Role.BOARD_CHAIR)
PANEL: Final = Who(BOARD, (Rel.PANEL_MEMBER,))
FULL_BOARD: Final = Who(BOARD, (Rel.BOARD_MEMBER,))
APPEAL: Final = Who((*BOARD, Role.DECIDING_OFFICIAL), (Rel.APPEAL_MEMBER,))
OFFICIAL: Final = Who((Role.DECIDING_OFFICIAL,), (Rel.DECIDING_OFFICIAL,))
CHAIR: Final = Who((Role.BOARD_CHAIR,))
CLERKS: Final = Who((Role.CLERK,))
OFFICERS: Final = Who((Role.CONFLICT_OFFICER,))
INTAKES: Final = Who((Role.INTAKE,))

READ = "Case content is read by: investigator (until decided, then by grant), cause reviewer (during cause_review), ..."
SERVED = "panel and appeal members and deciding official (from the service of charges; ...)"
INVESTIGATES = "investigator | steps, statements, evidence, report | nothing"
COUNSEL = "counsel | by assignment one of: presenting counsel, board's adviser, speech reviewer | nothing"
VOTES = "board_member, board_chair | hear, vote; the chair also composes panels, rules on motions"
DECIDES = "deciding_official | decides on the employer track | nothing"
HEADERS = "members: nothing; chair: headers from cause_review"
NOTES = "Deliberation notes: the instance's own members."
MONITORS = "monitor (sanction and conditions)"
SPEECH_TEXT = "Speech review | The text is privileged, its date is not."
RECUSAL = "Conflicts declared before any act; recusal whole or per issue, the replacement named"
DESIGNEES = "Panel, Recusal: when nobody qualified remains, an outside designee by order"
REOPENS = "`reopened` leads from closed back to any stage by order"
CONSENT = "any stage before decided -> decided, by consent: approver is not the negotiator"


def _reading() -> tuple[Grant, ...]:
    """Content of a case, and the list of cases that follows from it."""
    both = "case:read case:list case:export access:read"
    return (
        *grants(both, INVESTIGATOR, READ, stages=BEFORE_DECIDED),
        *grants(both, CAUSE_REVIEWER, READ, stages=REVIEW),
        *grants(both, (PRESENTING, ADVISER), READ, stages=ALL_STAGES),
        *grants(both, CLERKS, CLERK, stages=ALL_STAGES),
        *grants(both, (PANEL, APPEAL, OFFICIAL), SERVED, stages=CHARGED, after_service=True),
        *grants(both, (PANEL, APPEAL, OFFICIAL), SERVED, stages=stages_from(Stage.HEARING)),
        *grants(both, FULL_BOARD, SERVED, stages=stages_from(Stage.DELIBERATION)),
        *grants(both, Who(relations=(Rel.GRANTEE,)), "grantee (reason, expiry)", stages=ALL_STAGES),
    )


def _headers() -> tuple[Grant, ...]:
    return (
        *grants("case:header case:list case:assign official:designate", INTAKES, INTAKE, stages=ALL_STAGES),
        *grants("case:header case:list", CHAIR, HEADERS, stages=stages_from(Stage.CAUSE_REVIEW)),
        *grants("case:header", CLERKS, CLERK, stages=ALL_STAGES),
        *grants("case:header", Who((Role.RECORDS,)), RECORDS, stages=ALL_STAGES),
        *grants(
            "conflict:check conflict:read conflict:rule", Who((Role.CONFLICT_OFFICER,)), CONFLICT, stages=ALL_STAGES
        ),
    )


def _apart() -> tuple[Grant, ...]:
    """What not every reader of the case reads."""
    return (
        *grants("deliberation:read", (PANEL, FULL_BOARD, OFFICIAL), NOTES, stages=stages_from(Stage.DELIBERATION)),
        *grants("deliberation:read", APPEAL, NOTES, stages=stages_from(Stage.DECIDED)),
        *grants("privileged:read", (SPEECH, PRESENTING), SPEECH_TEXT, stages=ALL_STAGES),
        *grants("case:read case:list", SPEECH, COUNSEL, stages=stages_from(Stage.INVESTIGATION, Stage.DELIBERATION)),
        *grants("sanction:read condition:report", Who(relations=(Rel.MONITOR,)), MONITORS, stages=DECIDED | CLOSED),
        *grants("sanction:read", CLERKS, CLERK, stages=ALL_STAGES),
        *grants("sanction:read sanction:carry_out", Who((Role.HR,)), HR, stages=DECIDED | CLOSED),
        *grants("access:grant", CLERKS, CLERK, stages=ALL_STAGES),
    )


def _investigation() -> tuple[Grant, ...]:
    own = (
        "attribution:decide step:plan step:complete evidence:add evidence:custody evidence:explain_absence "
        "statement:take allegation:add allegation:report notice:draft response:record extension:grant matter:add "
        "matter:review representation:record referral:record case:submit_for_review note:add"
    )
    return (
        *grants(own, INVESTIGATOR, INVESTIGATES, stages=INVESTIGATION),
        *grants("evidence:custody note:add", INVESTIGATOR, INVESTIGATES, stages=BEFORE_DECIDED),
        *grants("speech_review:record", SPEECH, COUNSEL, stages=BEFORE_DECIDED),
    )


def _cause_review() -> tuple[Grant, ...]:
    return (
        *grants("case:dismiss case:divert stay:order stay:lift", CAUSE_REVIEWER, REVIEWER, stages=BEFORE_CHARGED),
        *grants("diversion:complete case:close case:abate", CAUSE_REVIEWER, REVIEWER, stages=BEFORE_CHARGED),
        *grants(
            "cause:find case:return_for_changes charge:draft proposed_action:draft note:add extension:grant",
            CAUSE_REVIEWER,
            REVIEWER,
            stages=REVIEW,
        ),
        *grants("case:reopen", CAUSE_REVIEWER, REVIEWER, stages=CLOSED),
    )


def _presenting() -> tuple[Grant, ...]:
    beside = "motion:file matter:add matter:review referral:record note:add"
    return (
        *grants("charge:draft charge:withdraw proposed_action:draft", PRESENTING, COUNSEL, stages=REVIEW | TO_HEARING),
        *grants("disclosure:record exhibit:file default:move", PRESENTING, COUNSEL, stages=TO_HEARING),
        *grants("evidence:add exception:file", PRESENTING, COUNSEL, stages=UNTIL_DECIDED),
        *grants("decider:challenge", PRESENTING, COUNSEL, stages=FROM_CHARGED),
        *grants(beside, PRESENTING, COUNSEL, stages=BEFORE_CLOSED),
        *grants("consent:record", PRESENTING, CONSENT, stages=BEFORE_DECIDED),
        *grants("appeal:lodge", PRESENTING, COUNSEL, stages=DECIDED),
    )


def _clerk() -> tuple[Grant, ...]:
    throughout = (
        "letter:serve evidence:custody representation:record extension:grant referral:record reporter:tell "
        "outcome:serve note:add matter:add"
    )
    return (
        *grants(throughout, CLERKS, CLERK, stages=ALL_STAGES),
        *grants("response:record motion:file evidence:add", CLERKS, CLERK, stages=BEFORE_CLOSED),
        *grants("consent:record", CLERKS, CLERK, stages=BEFORE_DECIDED),
        *grants("diversion:complete", CLERKS, CLERK, stages=BEFORE_CHARGED),
        *grants("decider:challenge", CLERKS, CLERK, stages=FROM_CHARGED),
        *grants(
            "hearing:schedule notice_time:waive hearing:open hearing:hold exhibit:file disclosure:record "
            "deliberation:open",
            CLERKS,
            CLERK,
            stages=TO_HEARING,
        ),
        *grants("exception:file", CLERKS, CLERK, stages=DELIBERATION),
        *grants(
            "appeal:lodge sanction:prove_start sanction:prove_completion condition:report case:close",
            CLERKS,
            CLERK,
            stages=DECIDED,
        ),
        *grants("correction:record", CLERKS, CLERK, stages=DECIDED | CLOSED),
        *grants("reporter:tell", INTAKES, INTAKE, stages=ALL_STAGES),
        *grants("sanction:prove_start sanction:prove_completion", Who((Role.HR,)), HR, stages=DECIDED),
        *grants("correction:record", Who((Role.HR,)), HR, stages=DECIDED | CLOSED),
        *grants("hold:place hold:lift", Who((Role.RECORDS,)), RECORDS, stages=ALL_STAGES),
    )


def _chair() -> tuple[Grant, ...]:
    rulings = "motion:rule stay:order stay:lift protective_measure:impose extension:grant"
    return (
        *grants(
            rulings,
            CHAIR,
            VOTES,
            stages=FROM_REVIEW,
        ),
        *grants("panel:compose decider:replace decider:recuse", CHAIR, VOTES, stages=FROM_CHARGED),
        *grants("designee:order", CHAIR, DESIGNEES, stages=FROM_CHARGED),
        *grants("default:order", CHAIR, VOTES, stages=TO_HEARING),
        *grants("hearing:open hearing:hold deliberation:open case:dismiss", CHAIR, VOTES, stages=TO_HEARING),
        *grants("consent:approve", CHAIR, CONSENT, stages=BEFORE_DECIDED),
        *grants("case:close case:abate", CHAIR, VOTES, stages=FROM_CHARGED),
        *grants("case:reopen", CHAIR, REOPENS, stages=CLOSED),
    )


def _deciding() -> tuple[Grant, ...]:
    """Members of instances and the deciding official."""
    members = (PANEL, FULL_BOARD)
    votes = "question:put vote:cast question:close factor:record baseline:pick sanction:propose decision:issue note:add"
    hearings = "default:order hearing:open hearing:hold deliberation:open case:dismiss"
    alone = "factor:record baseline:pick finding:record sanction:propose decision:issue"
    rulings = "motion:rule stay:order stay:lift protective_measure:impose extension:grant matter:review referral:record"
    return (
        *grants("conflict:declare decider:recuse", (PANEL, FULL_BOARD, APPEAL, OFFICIAL), RECUSAL, stages=FROM_CHARGED),
        *grants("hearing:hold", PANEL, VOTES, stages=HEARING),
        *grants(votes, members, VOTES, stages=DELIBERATION),
        *grants(f"{votes} appeal:decide", APPEAL, VOTES, stages=DECIDED),
        *grants(alone, OFFICIAL, DECIDES, stages=DELIBERATION),
        *grants(rulings, OFFICIAL, DECIDES, stages=BEFORE_CLOSED),
        *grants(
            hearings,
            OFFICIAL,
            DECIDES,
            stages=TO_HEARING,
        ),
        *grants("note:add", OFFICIAL, DECIDES, stages=FROM_CHARGED),
        *grants("consent:approve", OFFICIAL, CONSENT, stages=BEFORE_DECIDED),
        *grants("case:close case:abate", OFFICIAL, DECIDES, stages=FROM_CHARGED),
        *grants("case:reopen", OFFICIAL, REOPENS, stages=CLOSED),
    )


def _recusing() -> tuple[Grant, ...]:
    """Anyone with a part in a matter may step back from it at any time."""
    parts = tuple(
        relation
        for relation in Rel
        if relation
        in {
            Rel.ADVISER, Rel.APPEAL_MEMBER, Rel.BOARD_MEMBER, Rel.CAUSE_REVIEWER, Rel.CLERK, Rel.DECIDING_OFFICIAL,
            Rel.GRANTEE, Rel.INVESTIGATOR, Rel.MONITOR, Rel.PANEL_MEMBER, Rel.PRESENTING_COUNSEL, Rel.SCREENER,
            Rel.SPEECH_REVIEWER,
        }
    )  # fmt: skip
    offices = (Role.BOARD_CHAIR, Role.CLERK, Role.CONFLICT_OFFICER, Role.HR, Role.INTAKE, Role.RECORDS)
    return tuple(grants("relation:recuse", (Who(relations=parts), Who(offices)), RECUSAL))


CASE_GRANTS: tuple[Grant, ...] = (
    *_reading(),
    *_headers(),
    *_apart(),
    *_investigation(),
    *_cause_review(),
    *_presenting(),
    *_clerk(),
    *_chair(),
    *_deciding(),
    *_recusing(),
)
