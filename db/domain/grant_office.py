"""The policy table outside cases: reports, people, figures, records, configuration (`lifecycle.md`, "People")."""

from __future__ import annotations

from typing import Final

from db.domain.grant import Grant, Who, grants
from db.domain.relation import RelationKind as Rel
from db.domain.role import Role

STAFF: Final = tuple(role for role in Role if role is not Role.RESPONDENT)
ANYONE: Final = tuple(Role)

SUPERVISOR = "supervisor | report, supplement, follow own reports | sees own reports"
INTAKE = "intake | receive, identify, screen, open, assign | sees every report; a case's header after assignment"
CONFLICT = "conflict_officer | wall or clear those named; rule on self-recusal | names and relations, no content"
REVIEWER = "cause_reviewer | find cause, dismiss, review a dismissal | nothing"
CLERK = "clerk | serve, schedule, record proof, keep exhibits | all but deliberation, privileged text and votes"
LEADERSHIP = "leadership | figures, actions, policy and training | figures"
RESPONDENT = "respondent | own served papers, answers, evidence disclosed, decision, appeal (portal)"
RECORDS = "records | retention, release, legal hold, log checks | ledger and queues; content by grant"
HR = "hr | employments, back pay, carrying out employer sanctions | roster; sanctions to be carried out"
ADMIN = "admin | accounts, configuration | no content, and no takeover alone"
REPORTER = "The reporter is owed acknowledgement, progress, the outcome, a review of a dismissal"
PERSON = "Person, Employment, Licence | anyone; their employment periods"
SIGNED_IN = "ux.md: Inbox: what waits for me, what is overdue; search within what the viewer may see"

OFFICE_GRANTS: tuple[Grant, ...] = (
    *grants("report:file", Who((Role.SUPERVISOR,)), SUPERVISOR),
    *grants("report:file", Who((Role.INTAKE,)), INTAKE),
    *grants("report:follow report:supplement", Who(relations=(Rel.REPORTER,)), SUPERVISOR),
    *grants("report:ask_review", Who(relations=(Rel.REPORTER,)), REPORTER),
    *grants("report:read report:screen report:identify report:supplement conflict:check", Who((Role.INTAKE,)), INTAKE),
    *grants("case:open", Who((Role.INTAKE,)), INTAKE),
    *grants("report:read", Who((Role.CLERK,)), CLERK),
    *grants("report:read report:review_dismissal", Who((Role.CAUSE_REVIEWER,), (Rel.CAUSE_REVIEWER,)), REVIEWER),
    *grants("conflict:check conflict:read conflict:rule", Who((Role.CONFLICT_OFFICER,)), CONFLICT),
    *grants("figure:read figure:export", Who((Role.LEADERSHIP,)), LEADERSHIP),
    *grants("action:manage policy:manage training:manage", Who((Role.LEADERSHIP,)), LEADERSHIP),
    *grants("figure:read figure:export figure:read_small_cells", Who((Role.CLERK,)), CLERK),
    *grants("ledger:read retention:run release:approve access:read", Who((Role.RECORDS,)), RECORDS),
    *grants("roster:manage", Who((Role.HR,)), HR),
    *grants("roster:manage account:manage account:approve import:run", Who((Role.ADMIN,)), ADMIN),
    *grants("account:approve", Who((Role.RECORDS, Role.LEADERSHIP)), "decisions.md 26: a second approver"),
    *grants("roster:search", Who(STAFF), PERSON),
    *grants("inbox:read search:use", Who(ANYONE), SIGNED_IN),
    *grants(
        "portal:read portal:answer portal:appeal portal:challenge portal:except portal:move portal:waive",
        Who(relations=(Rel.RESPONDENT, Rel.RESPONDENT_SIDE)),
        RESPONDENT,
    ),
)
