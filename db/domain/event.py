"""The vocabulary of events: alphabetical, `noun:past`, the twin of the act that caused it.

`EVENTS` gives each its plain verb for the timeline ("Planned a step") and its audience, that is, which of the people
who read the case see it: everyone (`all`), the instance's own members (`deliberation`), or who reads privileged text
(`privileged`). An event never carries privileged text itself; its audience says who may open what it points at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from db.domain.permission_name import Permission


class Audience(StrEnum):
    """Who of a case's readers sees an event on its timeline."""

    ALL = "all"
    DELIBERATION = "deliberation"
    PRIVILEGED = "privileged"


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event. `name` is its code, `words` the verb-first sentence of the timeline."""

    name: str
    words: str
    audience: Audience = Audience.ALL


_WORDS = """
access:granted | Gave access
access:ended | Ended access
account:added | Added an account
account:changed | Changed an account
account:approved | Approved a role
action:accepted | Accepted an action
action:adopted | Adopted an action
action:changed | Changed an action
action:declined | Declined an action
action:ended | Ended an action
action:opened | Opened an action
allegation:added | Added an allegation
allegation:reported | Reported on an allegation
appeal:decided | Decided the appeal
appeal:lodged | Lodged an appeal
attribution:decided | Decided who is behind an account
baseline:picked | Picked the baseline | deliberation
case:abated | Ended the case without a decision
case:assigned | Assigned the case
case:charged | Charged the case
case:closed | Closed the case
case:decided | Decided the case
case:dismissed | Dismissed the case
case:diverted | Diverted the case
case:imported | Imported a case
case:opened | Opened the case
case:remanded | Sent the case back for a new decision
case:reopened | Reopened the case
case:returned_for_changes | Returned the case for changes
case:submitted_for_review | Submitted the case for cause review
cause:found | Found cause
challenge:ruled | Ruled on a challenge
charge:drafted | Drafted a charge
charge:withdrawn | Withdrew a charge
condition:reported | Reported on a condition
conflict:checked | Checked conflicts
conflict:declared | Declared whether a conflict exists
conflict:ruled | Ruled on a conflict
consent:approved | Approved a decision by consent
consent:recorded | Recorded an offer of consent
consent:rejected | Rejected a decision by consent
content:read | Read the matter
correction:recorded | Recorded a correction
deadline:extended | Extended a deadline
deadline:met | Met a deadline
deadline:paused | Paused a deadline
deadline:resumed | Resumed a deadline
deadline:started | Started a deadline
decider:challenged | Challenged a decider
decider:recused | Recused a decider
decider:replaced | Replaced a decider
decision:issued | Issued a decision
default:moved | Moved for a default
default:ordered | Ordered a default
default:set_aside | Set the default aside
deliberation:opened | Moved the case to deliberation
designee:ordered | Ordered that somebody from outside decides
disclosure:recorded | Recorded what was disclosed
dismissal:review_asked | Asked for a review of the dismissal
dismissal:reviewed | Reviewed the dismissal
diversion:completed | Recorded that the diversion was completed
draft:expired | Removed an idle draft
employment:changed | Changed an employment
employment:ended | Ended an employment
evidence:absence_explained | Explained why evidence is missing
evidence:added | Added evidence
evidence:capture_read | Read what a web archive says of its capture
evidence:custody_recorded | Recorded a custody event
exception:filed | Filed exceptions
exhibit:filed | Filed an exhibit
extension:granted | Granted more time
factor:recorded | Recorded a factor | deliberation
factor:added | Added a second factor
factor:removed | Took off a second factor
factor:reset | Took every second factor off an account
factor:reset_asked | Asked to take every second factor off an account
figure:exported | Exported a figure
finding:recorded | Recorded a finding | deliberation
hearing:held | Held a hearing or meeting
hearing:opened | Moved the case to hearing
hearing:scheduled | Scheduled a hearing or meeting
hearing:waived | Recorded that the hearing was waived
hold:lifted | Lifted a legal hold
hold:placed | Placed a legal hold
import:run | Imported records
letter:attempted | Tried to serve a letter
letter:served | Served a letter
list:exported | Exported a list
matter:added | Added an affected matter
matter:reviewed | Reviewed an affected matter
motion:filed | Filed a motion
motion:ruled | Ruled on a motion
note:added | Added a note
notice:drafted | Drafted the notice of allegations
notice_time:waived | Recorded that notice time was waived
office:founded | Founded the office
official:designated | Designated the deciding official
openid:asked | Asked to link an account to an office account
openid:ended | Ended the link of an account to an office account
openid:linked | Linked an account to an office account
outcome:served | Served the final outcome
panel:composed | Named the deciders
person:added | Added a person
policy:added | Added a policy
policy:acknowledged | Acknowledged a policy
policy:extended | Added a section to a policy
policy:revised | Revised a policy
post:added | Added a post
proposed_action:drafted | Drafted the proposed action
protective_measure:ended | Ended a protective measure
protective_measure:imposed | Imposed a protective measure
question:closed | Announced the result of a question
question:put | Put a question | deliberation
referral:recorded | Recorded a referral
relation:ended | Ended a relation to the matter
relation:recorded | Recorded a relation to the matter
relation:recused | Stepped back from the matter
release:approved | Approved a release
report:filed | Filed a report
report:identified | Identified the respondent
report:imported | Imported a report
report:screened | Screened the report
report:supplemented | Added to the report
reporter:told | Told the reporter the outcome
representation:recorded | Recorded who represents the respondent
response:recorded | Recorded the response
retention:declined | Declined to destroy a record
retention:run | Asked to destroy a record under a retention rule
roster:changed | Changed the roster
sanction:carried_out | Carried out a sanction
sanction:completion_proven | Recorded proof that the sanction was completed
sanction:failed | Recorded that the sanction was not carried out
sanction:proposed | Proposed a sanction | deliberation
sanction:start_proven | Recorded proof that the sanction started
sanction:stayed | Stayed a sanction
sanction:superseded | Replaced a sanction
sanction:vacated | Vacated a sanction
recovery:renewed | Made new recovery codes
recovery:used | Used a recovery code
record:expunged | Destroyed a record under a retention rule
record:filed | Filed the record
session:ended | Signed out
session:refused | Was refused at sign-in
session:started | Signed in
speech_review:recorded | Recorded the speech review
statement:read | Read a compelled statement
statement:taken | Took a statement
stay:lifted | Lifted a stay
stay:ordered | Ordered a stay
step:completed | Completed a step
step:planned | Planned a step
training:added | Added a training module
token:made | Made a token for a program
token:revoked | Revoked a token of a program
training:completed | Completed a training
training:held | Held a training
unit:added | Added a unit
vote:cast | Cast a vote | deliberation
vote:voided | Voided a vote
"""


def _parse(table: str) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for line in table.strip().splitlines():
        name, words, *audience = (part.strip() for part in line.split("|"))
        found[name] = Event(name, words, Audience(audience[0]) if audience else Audience.ALL)
    return dict(sorted(found.items()))


EVENTS: dict[str, Event] = _parse(_WORDS)

_IRREGULAR: dict[Permission, str] = {
    Permission.ACTION_MANAGE: "action:opened",
    Permission.EVIDENCE_CUSTODY: "evidence:custody_recorded",
    Permission.EVIDENCE_EXPLAIN_ABSENCE: "evidence:absence_explained",
    Permission.ACCOUNT_MANAGE: "account:changed",
    Permission.POLICY_MANAGE: "policy:revised",
    Permission.PORTAL_ANSWER: "response:recorded",
    Permission.PORTAL_APPEAL: "appeal:lodged",
    Permission.PORTAL_CHALLENGE: "decider:challenged",
    Permission.PORTAL_EXCEPT: "exception:filed",
    Permission.PORTAL_MOVE: "motion:filed",
    Permission.PORTAL_WAIVE: "notice_time:waived",
    Permission.REPORT_ASK_REVIEW: "dismissal:review_asked",
    Permission.REPORT_REVIEW_DISMISSAL: "dismissal:reviewed",
    Permission.ROSTER_MANAGE: "roster:changed",
    Permission.SANCTION_PROVE_COMPLETION: "sanction:completion_proven",
    Permission.SANCTION_PROVE_START: "sanction:start_proven",
    Permission.CASE_RETURN_FOR_CHANGES: "case:returned_for_changes",
    Permission.CASE_SUBMIT_FOR_REVIEW: "case:submitted_for_review",
    Permission.SANCTION_CARRY_OUT: "sanction:carried_out",
    Permission.TRAINING_MANAGE: "training:held",
    Permission.FIGURE_EXPORT: "figure:exported",
    Permission.CASE_EXPORT: "list:exported",
}

_PAST = {
    "cast": "cast", "draft": "drafted", "find": "found", "hold": "held", "lift": "lifted", "pick": "picked",
    "put": "put", "run": "run", "take": "taken", "tell": "told", "withdraw": "withdrawn", "rule": "ruled",
    "close": "closed", "grant": "granted", "plan": "planned",
}  # fmt: skip


def _past(verb: str) -> str:
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("y"):
        return f"{verb[:-1]}ied"
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb}ed"


def _twins() -> dict[Permission, str]:
    found: dict[Permission, str] = {}
    for permission in Permission:
        noun, verb = permission.value.split(":")
        name = _IRREGULAR.get(permission, f"{noun}:{_past(verb)}")
        if name in EVENTS:
            found[permission] = name
    return found


TWINS: dict[Permission, str] = _twins()
"""Permission of an act -> name of the event it writes. Permissions that only read have none."""


def event_for(permission: Permission | str) -> Event:
    """The event that an act writes. Raises KeyError for a permission that only reads."""
    return EVENTS[TWINS[Permission(permission)]]


def words_for(name: str) -> str:
    """The plain words of an event for the timeline; an event unknown here is shown by its name, never hidden."""
    event = EVENTS.get(name)
    return event.words if event else name.replace("_", " ").replace(":", " ").capitalize()


def audience_of(name: str) -> Audience:
    """Who sees the event; an unknown name is kept to the narrowest audience."""
    event = EVENTS.get(name)
    return event.audience if event else Audience.PRIVILEGED


GOES_ON = frozenset({"by", "for", "from", "of", "on", "to", "until", "with"})


def lead_in(words: str, text: str) -> str:
    """The words of an event as they stand before its text: with a colon, unless the text goes on with the sentence."""
    return f"{words}:" if text and text.split(maxsplit=1)[0] not in GOES_ON else words
