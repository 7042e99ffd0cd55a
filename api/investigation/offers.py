"""What the forms of this feature offer: answers that depend on the case, and values they open with."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from api.forms import Choice, Choices
from api.investigation.allegations import post_kinds, subtypes_of
from api.investigation.matters import matters_of, packet_labels, referrals_of
from api.investigation.proceedings import open_requests
from api.investigation.respondent import running_deadlines
from api.investigation.rows import (
    allegations_of,
    evidence_of,
    people_at_work,
    posts_of,
    statements_of,
    steps_of,
)
from api.investigation.service import OWNERS
from db.compelled import walled_ids
from db.deadlines import words_of
from db.domain.choice import (
    EVIDENCE_KINDS,
    MATTER_STAGES,
    PLATFORMS,
    POST_KINDS,
    REFERRAL_BODIES,
    SPEECH_QUESTIONS,
    STATEMENT_ROLES,
    label,
)
from db.domain.plain import day_words
from db.domain.sanction import PROTECTIVE_LABELS
from db.domain.statement import LABELS as MODES
from db.domain.statement import StatementMode
from db.domain.taxonomy import NOT_SURE
from db.models import Case, Statement
from db.work import Work

Offer = Callable[[Work, Case], Iterable[Choice]]


def _short(text: str, most: int = 90) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most].rsplit(' ', 1)[0]} ..."


def _day(work: Work, moment: datetime) -> str:
    return day_words(moment.astimezone(work.office.zone).date(), today=work.today)


def _posts(work: Work, case: Case) -> list[Choice]:
    rows = []
    for number, post in enumerate(posts_of(work, case), start=1):
        where = f"{label(POST_KINDS, post.kind)} on {label(PLATFORMS, post.platform)}"
        rows.append(Choice(str(post.id), f"Post {number}: {where}", _short(post.text)))
    return rows


def _statement_words(work: Work, row: Statement) -> str:
    who = row.name or label(STATEMENT_ROLES, row.role)
    return f"{MODES[StatementMode(row.mode)]} statement of {who}, {_day(work, row.taken_at)}"


def _statements(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(row.id), _statement_words(work, row)) for row in statements_of(work, case)]


def _evidence(work: Work, case: Case) -> list[Choice]:
    return [
        Choice(str(row.id), f"Evidence {number}: {label(EVIDENCE_KINDS, row.kind)}, {row.file_name}")
        for number, row in enumerate(evidence_of(work, case), start=1)
    ]


def _open_steps(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(row.id), row.title) for row in steps_of(work, case) if row.completed_at is None]


def _interviews(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(row.id), row.title) for row in steps_of(work, case) if row.kind == "interview"]


def _people(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(person_id), name) for person_id, name in people_at_work(work, case)]


def _others(work: Work, case: Case) -> list[Choice]:
    return [one for one in _people(work, case) if one.value != str(work.viewer.person_id)]


def _negotiators(work: Work, case: Case) -> list[Choice]:
    rows = _others(work, case)
    return [Choice(str(work.viewer.person_id), work.viewer.name, "You"), *rows]


def _owners(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(person_id), name) for person_id, name in people_at_work(work, case, OWNERS)]


def _subtypes(work: Work, case: Case) -> list[Choice]:
    """Every kind of conduct, those chosen for the posts first. "Not sure" is an answer of a report, not of a claim."""
    chosen = post_kinds(work, case)
    rows = [
        Choice(kind.code, kind.label, category.label)
        for category in work.reference.taxonomy.categories
        for kind in category.subtypes
        if kind.code != NOT_SURE
    ]
    return sorted(rows, key=lambda row: row.value not in chosen)


def _allegations(work: Work, case: Case) -> list[Choice]:
    kinds = subtypes_of(work, case)
    return [
        Choice(str(row.id), f"Allegation {row.ordinal}: {_short(row.text, 70)}", _short(_kind_words(kinds, row.id)))
        for row in allegations_of(work, case)
    ]


def _kind_words(kinds: Mapping[Any, Any], key: Any) -> str:
    return ", ".join(kind.label for kind in kinds.get(key, []))


def _matters(work: Work, case: Case) -> list[Choice]:
    return [
        Choice(str(row.id), f"{row.number} ({label(MATTER_STAGES, row.court_stage).lower()})")
        for row in matters_of(work, case)
    ]


def _packet(work: Work, case: Case) -> list[Choice]:
    walled = walled_ids(work, case)
    hint = "Comes from a compelled statement: cannot go"
    return [Choice(str(key), words, hint if key in walled else "") for key, words in packet_labels(work, case).items()]


def _referrals(work: Work, case: Case) -> list[Choice]:
    rows = []
    for row in referrals_of(work, case):
        state = "sent" if row.sent_at else f"due {day_words(row.due_on)}" if row.due_on else "not sent"
        rows.append(Choice(str(row.id), f"{label(REFERRAL_BODIES, row.kind)}: {row.to} ({state})"))
    return rows


def _deadlines(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(row.id), row.label, words_of(work, row).text) for row in running_deadlines(work, case)]


def _motions(work: Work, case: Case) -> list[Choice]:
    return [Choice(str(row.id), row.words) for row in open_requests(work, case)]


def _measures(work: Work, _case: Case) -> list[Choice]:
    return [Choice(code, PROTECTIVE_LABELS[code]) for code in work.reference.protective_measures]


def _sanctions(work: Work, case: Case) -> list[Choice]:
    return [Choice(kind.code, kind.label) for kind in work.reference.track_sanctions(case.track).kinds]


def _questions(_work: Work, case: Case) -> list[Choice]:
    return [Choice(key, words) for key, words in SPEECH_QUESTIONS[case.track.value].items()]


def _platforms(_work: Work, _case: Case) -> list[Choice]:
    return [Choice(key, words) for key, words in PLATFORMS.items()]


OFFERS: dict[str, Offer] = {
    "allegations": _allegations,
    "deadlines": _deadlines,
    "evidence": _evidence,
    "interviews": _interviews,
    "matters": _matters,
    "measures": _measures,
    "motions": _motions,
    "negotiators": _negotiators,
    "others": _others,
    "owners": _owners,
    "packet": _packet,
    "platforms": _platforms,
    "posts": _posts,
    "questions": _questions,
    "referrals": _referrals,
    "sanctions": _sanctions,
    "statements": _statements,
    "steps": _open_steps,
    "subtypes": _subtypes,
}


def offer(*names: str, **renamed: str) -> Callable[[Work, Any], Choices]:
    """The answers of these names for an act; `people="others"` offers one list under another name."""
    wanted = {**{name: name for name in names}, **renamed}

    def offered(work: Work, case: Case) -> Choices:
        return {shown: list(OFFERS[name](work, case)) for shown, name in wanted.items()}

    return offered


def now_values(*names: str) -> Callable[[Work, Any], Mapping[str, Any]]:
    """A form that opens with the present minute of the office in these fields."""

    def values(work: Work, _case: Case) -> Mapping[str, Any]:
        local = work.now.astimezone(work.office.zone)
        return dict.fromkeys(names, f"{local:%Y-%m-%dT%H:%M}")

    return values


def first_account(work: Work, case: Case) -> Mapping[str, Any]:
    """A form that opens with the account of the first post."""
    posts = [post for post in posts_of(work, case) if post.handle]
    return {"platform": posts[0].platform, "handle": posts[0].handle} if posts else {}


def capture_values(work: Work, _case: Case) -> Mapping[str, Any]:
    """A form that opens with the name of the person at work."""
    return {"captured_by": work.viewer.name}


def post_values(work: Work, case: Case) -> Mapping[str, Any]:
    """A form that opens with the kinds of conduct chosen for the posts, and with the post where there is one."""
    posts = posts_of(work, case)
    values: dict[str, Any] = {"subtypes": sorted(post_kinds(work, case))}
    return {**values, "post_ids": [str(posts[0].id)]} if len(posts) == 1 else values


def custody_values(work: Work, case: Case) -> Mapping[str, Any]:
    """A form that opens with the person at work and the present minute."""
    return {"by": work.viewer.name, **now_values("happened_at")(work, case)}
