"""Allegations, the report on each, and the notice that tells the respondent of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.rows import allegations_of, chosen, ensure_all, posts_of
from api.investigation.schemas import AddAllegation, DraftNotice, ReportAllegation
from db.domain.plain import day_words, list_words
from db.domain.rule import Missing, collect, ensure
from db.domain.taxonomy import NOT_SURE, Subtype
from db.letters import make_letter
from db.models import Allegation, AllegationPost, AllegationSubtype, Case, PostSubtype
from db.work import Work


def add_allegation(work: Work, case: Case, data: AddAllegation) -> Outcome:
    """State an allegation with its kinds of conduct; without a post it needs its own dates."""
    ensure_all(posts_of(work, case), data.post_ids, "post_ids")
    known = {one.code for one in work.reference.taxonomy.subtypes} - {NOT_SURE}
    if not set(data.subtypes) <= known:
        raise BadInput({"subtypes": "Choose among the answers."})
    ensure(_missing(work, data))
    ordinal = len(allegations_of(work, case)) + 1
    work.record("allegation:added", case=case, text=f"Allegation {ordinal}.")
    row = Allegation(
        case_id=case.id,
        ordinal=ordinal,
        text=data.text,
        occurred_from_on=data.occurred_from_on,
        occurred_until_on=data.occurred_until_on,
        content_ground=data.content_ground,
        evidence_for="",
        evidence_against="",
        proposed_finding=None,
        reported_at=None,
    )
    work.session.add(row)
    work.session.flush()
    for code in dict.fromkeys(data.subtypes):
        work.session.add(AllegationSubtype(allegation_id=row.id, subtype=code))
    for post_id in dict.fromkeys(data.post_ids):
        work.session.add(AllegationPost(allegation_id=row.id, post_id=post_id))
    return Outcome(row.id)


def _missing(work: Work, data: AddAllegation) -> tuple[Missing, ...]:
    act = "allegation:add"
    first, last = data.occurred_from_on, data.occurred_until_on
    found: list[Missing] = []
    if not data.post_ids and first is None:
        found.append(Missing("allegation_dates", "Name a post, or say when the conduct was.", act))
    if first and last and last < first:
        found.append(Missing("allegation_order", "The conduct ends before it begins.", act))
    if any(day is not None and day > work.today for day in (first, last)):
        found.append(Missing("allegation_in_future", "The conduct lies in the future.", act))
    return collect(found)


def report_allegation(work: Work, case: Case, data: ReportAllegation) -> Outcome:
    """Report on an allegation. A later report replaces the words; the record keeps the earlier ones."""
    row = chosen(allegations_of(work, case), data.allegation_id, "allegation_id")
    work.record("allegation:reported", case=case, text=f"Allegation {row.ordinal}.")
    row.evidence_for = data.evidence_for
    row.evidence_against = data.evidence_against
    row.proposed_finding = data.proposed_finding
    row.reported_by_id = work.viewer.account_id
    row.reported_at = work.now
    return Outcome(row.id)


def draft_notice(work: Work, case: Case, data: DraftNotice) -> Outcome:
    """Make the notice of allegations. The clerk serves it; the clock starts from there."""
    if not allegations_of(work, case):
        ensure(Missing("allegation_stated", "State at least one allegation.", "allegation:add"))
    work.record("notice:drafted", case=case)
    values = {"alleged": data.alleged, "when": data.when, "rules": data.rules}
    return Outcome(make_letter(work, case, "notice_of_allegations", values).id)


def subtypes_of(work: Work, case: Case) -> dict[Any, list[Subtype]]:
    """The kinds of conduct of each allegation, by its id; codes that an office retired are left out."""
    known = {one.code: one for one in work.reference.taxonomy.subtypes}
    found: dict[Any, list[Subtype]] = {}
    rows = work.session.scalars(
        select(AllegationSubtype)
        .join(Allegation, Allegation.id == AllegationSubtype.allegation_id)
        .where(Allegation.case_id == case.id)
        .order_by(AllegationSubtype.subtype)
    )
    for row in rows:
        if row.subtype in known:
            found.setdefault(row.allegation_id, []).append(known[row.subtype])
    return found


def post_kinds(work: Work, case: Case) -> frozenset[str]:
    """The kinds of conduct chosen for the posts of a case, as codes that stand in the taxonomy."""
    known = {one.code for one in work.reference.taxonomy.subtypes} - {NOT_SURE}
    ids = [post.id for post in posts_of(work, case)]
    rows = work.session.scalars(select(PostSubtype.subtype).where(PostSubtype.post_id.in_(ids)).distinct())
    return frozenset(rows) & known


def post_numbers_of(work: Work, case: Case) -> dict[Any, list[int]]:
    """The numbers of the posts that each allegation rests on, by its id."""
    numbers = {post.id: number for number, post in enumerate(posts_of(work, case), start=1)}
    found: dict[Any, list[int]] = {}
    rows = work.session.execute(
        select(AllegationPost.allegation_id, AllegationPost.post_id)
        .join(Allegation, Allegation.id == AllegationPost.allegation_id)
        .where(Allegation.case_id == case.id)
    )
    for row in rows:
        found.setdefault(row.allegation_id, []).append(numbers[row.post_id])
    return {key: sorted(value) for key, value in found.items()}


def dates_words(row: Allegation) -> str:
    """When the conduct was, in words; empty where the posts tell it."""
    if row.occurred_from_on is None:
        return ""
    first = day_words(row.occurred_from_on)
    if row.occurred_until_on is None or row.occurred_until_on == row.occurred_from_on:
        return first
    return f"{first} to {day_words(row.occurred_until_on)}"


def notice_values(work: Work, case: Case) -> Mapping[str, Any]:
    """What the form of the notice opens with: the allegations as stated, their dates and the rules of their kinds."""
    rows, kinds = allegations_of(work, case), subtypes_of(work, case)
    rules = dict.fromkeys(rule for row in rows for kind in kinds.get(row.id, []) for rule in kind.rules)
    posts = {post.id: post for post in posts_of(work, case)}
    days = [dates_words(row) for row in rows if dates_words(row)]
    if not days:
        moments = [post.posted_from_at for post in posts.values() if post.posted_from_at]
        days = [day_words(moment.astimezone(work.office.zone).date()) for moment in sorted(moments)]
    return {
        "alleged": "\n\n".join(f"{row.ordinal}. {row.text}" for row in rows),
        "when": list_words(dict.fromkeys(days)),
        "rules": "\n".join(f"Rule {rule}" if rule[:1].isdigit() else rule.capitalize() for rule in rules),
    }
