"""Small vocabularies: code -> words on screen, in the order in which a page offers them.

Codes are kept in tables; labels have US spelling. A vocabulary that an office edits stands in `db/reference` instead.
"""

from __future__ import annotations

from typing import Final

Vocabulary = dict[str, str]

NOT_SURE: Final = {"not_sure": "Not sure"}

REPORT_SOURCES: Final[Vocabulary] = {
    "supervisor": "Supervisor", "self": "The person themselves", "colleague": "Colleague",
    "public": "Member of the public", "anonymous": "Anonymous", "court": "Court", "media": "Media", "audit": "Audit",
    "own_motion": "The office's own motion",
}  # fmt: skip

PLATFORMS: Final[Vocabulary] = {
    "facebook": "Facebook", "instagram": "Instagram", "x": "X (Twitter)", "tiktok": "TikTok", "youtube": "YouTube",
    "linkedin": "LinkedIn", "reddit": "Reddit", "snapchat": "Snapchat", "threads": "Threads", "bluesky": "Bluesky",
    "mastodon": "Mastodon", "nextdoor": "Nextdoor", "whatsapp": "WhatsApp", "telegram": "Telegram", "signal": "Signal",
    "discord": "Discord", "podcast": "Podcast or stream", "news_comments": "Comments on a news site",
    "blog": "Blog or website", "dating_app": "Dating app", "other": "Other", **NOT_SURE,
}  # fmt: skip

POST_KINDS: Final[Vocabulary] = {
    "own": "Own post", "comment": "Comment", "share": "Share or repost", "like": "Like or reaction",
    "message": "Message", "profile": "Profile, name or picture",
}  # fmt: skip

ACCOUNT_KINDS: Final[Vocabulary] = {
    "official": "Official account of the office", "personal": "Personal account",
    "pseudonymous": "Account under another name", "group": "Group or shared account", **NOT_SURE,
}  # fmt: skip

VISIBILITIES: Final[Vocabulary] = {
    "anyone": "Anyone", "followers": "Friends or followers", "group": "Members of a group",
    "direct": "Direct message", **NOT_SURE,
}  # fmt: skip

STILL_VISIBLE: Final[Vocabulary] = {"yes": "Yes", "no": "No", **NOT_SURE}

EVIDENCE_KINDS: Final[Vocabulary] = {
    "api_export": "Export from the platform", "web_archive": "Web archive (WARC, WACZ)",
    "screenshot": "Full-page screenshot", "device_photo": "Photo of a device",
    "third_party_screenshot": "Screenshot by someone else", "subpoena_return": "Return to a subpoena",
    "self_download": "Download by the account's owner", "document": "Document", "other": "Other",
}  # fmt: skip

CUSTODY_KINDS: Final[Vocabulary] = {
    "received": "Received", "hashed": "Hashed", "copied": "Copied", "moved": "Moved", "examined": "Examined",
    "disclosed": "Disclosed", "returned": "Returned",
}  # fmt: skip

RESTRICTION_KINDS: Final[Vocabulary] = {
    "sealed": "Sealed", "protective_order": "Protective order", "privileged": "Privileged", "health": "Health",
}  # fmt: skip

ATTRIBUTION_BASES: Final[Vocabulary] = {
    "admission": "Admission", "account_data": "Account data", "distinctive_facts": "Distinctive facts",
}  # fmt: skip

ATTRIBUTION_STATUSES: Final[Vocabulary] = {
    "alleged": "Alleged", "confirmed": "Confirmed", "misidentified": "Not this person",
}  # fmt: skip

STEP_KINDS: Final[Vocabulary] = {
    "preserve": "Preserve", "interview": "Interview", "records_request": "Request records",
    "site_capture": "Capture a site", "speech_review": "Speech review", "report": "Report", "other": "Other",
}  # fmt: skip

STEP_OUTCOMES: Final[Vocabulary] = {"done": "Done", "not_done": "Not done"}

SPEECH_CONCLUSIONS: Final[Vocabulary] = {
    "protected": "Protected", "partly": "Protected in part", "not_protected": "Not protected",
}  # fmt: skip

SPEECH_QUESTIONS: Final[dict[str, Vocabulary]] = {
    "employer": {
        "official_duty": "Did the person speak as part of the job, or as a citizen?",
        "public_concern": "Is it about a matter of public concern?",
        "disruption": "Did it disrupt the office, or was that reasonably to be expected?",
        "same_action": "Would the office do the same without the speech?",
        "labor_activity": "Is it labor or whistleblower activity?",
        "off_duty_law": "Does a law protect off-duty conduct?",
    },
    "licence": {"prejudice": "How likely is it that the statement materially prejudices a proceeding?"},
}

STATEMENT_ROLES: Final[Vocabulary] = {
    "respondent": "Respondent", "witness": "Witness", "reporter": "Reporter", "other": "Other",
}  # fmt: skip

LETTER_KINDS: Final[Vocabulary] = {
    "notice_of_allegations": "Notice of allegations", "charges": "Formal charges",
    "proposed_action": "Notice of proposed action", "hearing_notice": "Notice of hearing or meeting",
    "panel_report": "Panel report", "final_order": "Final order or decision", "dismissal": "Notice of dismissal",
    "appeal_decision": "Decision on appeal or grievance", "final_outcome": "Final outcome",
    "preservation": "Preservation notice", "other": "Other letter",
}  # fmt: skip

SERVED_ON: Final[Vocabulary] = {"respondent": "Respondent", "counsel": "Counsel", "union": "Union representative"}

SERVICE_METHODS: Final[Vocabulary] = {
    "in_person": "In person", "certified_mail": "Certified mail", "email": "E-mail", "portal": "Portal",
}  # fmt: skip

RESPONSE_KINDS: Final[Vocabulary] = {
    "allegations": "Response to the notice of allegations", "charges": "Answer to the charges",
    "proposed_action": "Answer to the proposed action", "exceptions": "Exceptions",
    "pre_decision": "Statement at the pre-decision meeting",
}  # fmt: skip

REPRESENTATION_KINDS: Final[Vocabulary] = {
    "counsel": "Counsel", "union": "Union representative", "interpreter": "Interpreter",
    "accommodation": "Accommodation",
}  # fmt: skip

MOTION_KINDS: Final[Vocabulary] = {
    "continuance": "Continuance", "discovery": "Discovery", "sealing": "Sealing", "severance": "Severance",
    "disqualification": "Disqualification", "stay": "Stay", "default": "Default", "set_aside": "Setting aside",
    "consolidation": "Consolidation", "dismissal": "Dismissal", "other": "Other",
}  # fmt: skip

RULINGS: Final[Vocabulary] = {"granted": "Granted", "granted_in_part": "Granted in part", "denied": "Denied"}

PROCEEDING_KINDS: Final[Vocabulary] = {
    "interim_measure": "Interim measure", "default": "Default", "consent": "Consent", "diversion": "Diversion",
    "stay": "Stay", "review_of_dismissal": "Review of a dismissal", "appeal": "Appeal",
    "grievance": "Grievance or arbitration",
    "revocation": "Revocation", "reinstatement": "Reinstatement",
}  # fmt: skip

SIDES: Final[Vocabulary] = {"respondent": "Respondent", "office": "Office", "reporter": "Reporter"}

HEARING_KINDS: Final[Vocabulary] = {
    "hearing": "Hearing", "pre_decision_meeting": "Pre-decision meeting", "sanction_hearing": "Hearing on the sanction",
    "name_clearing": "Name-clearing hearing",
}  # fmt: skip

SEATS: Final[Vocabulary] = {"lawyer": "Lawyer", "public": "Member of the public", "official": "Official"}

MATTER_STAGES: Final[Vocabulary] = {
    "investigation": "Investigation", "charged": "Charged", "pretrial": "Before trial", "trial": "During trial",
    "sentencing": "Before sentencing", "appeal": "Appeal", "closed": "Closed", **NOT_SURE,
}  # fmt: skip

MATTER_REVIEWS: Final[Vocabulary] = {
    "not_reviewed": "Not reviewed", "no_action": "Reviewed, no action", "reassigned": "Reassigned",
    "disclosed_to_defence": "Disclosed to the defense", "mistrial": "Mistrial",
    "conviction_review": "Conviction under review", "dismissed": "Dismissed",
}  # fmt: skip

REFERRAL_BODIES: Final[Vocabulary] = {
    "bar": "Bar or disciplinary agency", "court": "Court", "oversight": "Oversight body",
    "prosecutor": "Prosecutor (criminal)", "civil": "Civil side",
}  # fmt: skip

RESPONDENT_TYPES: Final[Vocabulary] = {
    "head": "Head of the office", "assistant": "Assistant prosecutor", "special_prosecutor": "Special prosecutor",
    "non_lawyer": "Non-lawyer staff", "former": "Former",
}  # fmt: skip

PROTECTIONS: Final[Vocabulary] = {
    "at_will": "At-will", "probationary": "Probationary", "civil_service": "Civil service", "contract": "Contract",
}  # fmt: skip

PROTECTED: Final = frozenset({"civil_service", "contract"})
"""Positions with a property interest: notice, evidence and an answer before deciding."""

LICENCE_STATUSES: Final[Vocabulary] = {
    "active": "Active", "inactive": "Inactive", "suspended": "Suspended", "surrendered": "Surrendered",
    "disbarred": "Disbarred",
}  # fmt: skip

CLOSURES: Final[Vocabulary] = {
    "sanctioned": "Sanctioned", "no_sanction": "Violation found, no sanction", "no_violation": "No violation found",
    "dismissed": "Dismissed", "diverted": "Diverted", "withdrawn": "Charges withdrawn",
    "death": "Abated by death", "jurisdiction_ended": "Jurisdiction ended by separation",
    "surrender_accepted": "Surrender accepted", "consent": "Decided by consent",
}  # fmt: skip


def label(vocabulary: Vocabulary, code: str | None) -> str:
    """The words of a code; a code that is not listed (imported, retired) is shown in plain letters."""
    if not code:
        return ""
    return vocabulary.get(code) or code.replace("_", " ").capitalize()
