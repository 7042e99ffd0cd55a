"""Policies: what binds on a day is the version in force, and a version that people acknowledged is never rewritten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from api.acts import OfficeMatter, Outcome
from api.errors import BadInput
from api.forms import Choice, Choices
from api.policies.schemas import AddPolicy, AddSection, AdoptVersion, PolicyItem, SectionItem, VersionItem
from db.domain.plain import day_words
from db.domain.policy import ADOPT, missing_to_add_section, missing_to_adopt_version
from db.domain.rule import Missing, ensure
from db.models import Acknowledgement, Person, Policy, PolicySection, PolicyVersion
from db.roster import people_at_work
from db.work import Work


def add_policy(work: Work, _matter: Any, data: AddPolicy) -> Outcome:
    """Add a policy; it binds nobody before a version is adopted."""
    work.begin("policy:added")
    if work.session.scalar(select(Policy.id).where(Policy.code == data.code)) is not None:
        ensure(Missing("policy_code", f"There is already a policy with the code {data.code}.", ADOPT))
    row = Policy(code=data.code, title=data.title)
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"Added {data.title}. Adopt its first version next.")


def adopt_version(work: Work, matter: OfficeMatter, data: AdoptVersion) -> Outcome:
    """Adopt a version from a day on; the one before ends on the day before, if it has not ended already."""
    work.begin("policy:revised")
    last = _newest(work, matter.row.id)
    ensure(missing_to_adopt_version(last_from=last.from_on if last else None, from_on=data.from_on))
    kept = _kept(work, last, data.kept)
    if last is not None and (last.until_on is None or last.until_on >= data.from_on):
        last.until_on = data.from_on - timedelta(days=1)
    number = last.version + 1 if last else 1
    row = PolicyVersion(
        policy_id=matter.row.id, version=number, from_on=data.from_on, until_on=None, summary=data.summary
    )
    work.session.add(row)
    work.session.flush()
    work.session.add_all(
        PolicySection(
            version_id=row.id, code=one.code, title=one.title, text=one.text, subtypes=one.subtypes,
            owner_id=one.owner_id, review_on=one.review_on,
        )
        for one in kept
    )  # fmt: skip
    return Outcome(row.id, f"Adopted version {number}, in force from {day_words(data.from_on)}.")


def _kept(work: Work, last: PolicyVersion | None, wanted: list[UUID]) -> list[PolicySection]:
    """The sections to keep. Raises BadInput for one that is not of the version before."""
    known = {one.id: one for one in _sections(work, last.id)} if last else {}
    if set(wanted) - set(known):
        raise BadInput({"kept": "Choose among the sections of the version before."})
    return [known[one] for one in dict.fromkeys(wanted)]


def add_section(work: Work, matter: OfficeMatter, data: AddSection) -> Outcome:
    """Add a section to the newest version, while nobody has acknowledged it."""
    work.begin("policy:extended")
    last = _newest(work, matter.row.id)
    if last is None:
        ensure(Missing("version", "A section stands in a version: adopt the first one.", ADOPT))
        return Outcome()
    acknowledged = select(func.count()).where(Acknowledgement.version_id == last.id)
    ensure(
        missing_to_add_section(
            data.code,
            version=last.version,
            codes={one.code for one in _sections(work, last.id)},
            acknowledged=work.session.scalar(acknowledged) or 0,
        )
    )
    _ensure_known(work, data)
    row = PolicySection(version_id=last.id, **{name: getattr(data, name) for name in data.__struct_fields__})
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"Added section {data.code} to version {last.version}.")


def _ensure_known(work: Work, data: AddSection) -> None:
    wrong = {}
    if set(data.subtypes) - {one.code for one in work.reference.taxonomy.subtypes}:
        wrong["subtypes"] = "Choose among the kinds of conduct."
    if work.session.get(Person, data.owner_id) is None:
        wrong["owner_id"] = "Choose somebody of the office."
    if wrong:
        raise BadInput(wrong)


def _newest(work: Work, policy_id: UUID) -> PolicyVersion | None:
    return work.session.scalars(
        select(PolicyVersion)
        .where(PolicyVersion.policy_id == policy_id)
        .order_by(PolicyVersion.version.desc())
        .limit(1)
    ).first()


def _sections(work: Work, version_id: UUID) -> list[PolicySection]:
    found = select(PolicySection).where(PolicySection.version_id == version_id).order_by(PolicySection.code)
    return list(work.session.scalars(found))


def version_choices(work: Work, matter: OfficeMatter) -> Choices:
    """The sections that a new version may keep."""
    last = _newest(work, matter.row.id)
    rows = _sections(work, last.id) if last else []
    return {"sections": [Choice(str(one.id), f"{one.code} {one.title}") for one in rows]}


def section_choices(work: Work, _matter: OfficeMatter) -> Choices:
    """Who can own a section, and the conduct it can speak to."""
    conduct = [
        (kind.code, f"{category.label}: {kind.label}")
        for category in work.reference.taxonomy.categories
        for kind in category.subtypes
    ]
    return {"people": people_at_work(work.session, work.today), "subtypes": conduct}


def policy_item(work: Work, row: Policy) -> PolicyItem:
    """A policy with its versions, the newest first, and their sections."""
    versions = work.session.scalars(
        select(PolicyVersion).where(PolicyVersion.policy_id == row.id).order_by(PolicyVersion.version.desc())
    )
    return PolicyItem(row.code, row.title, [_version_item(work, one) for one in versions])


def _version_item(work: Work, row: PolicyVersion) -> VersionItem:
    acknowledged = work.session.scalar(select(func.count()).where(Acknowledgement.version_id == row.id)) or 0
    owners = select(PolicySection, Person.name).outerjoin(Person, Person.id == PolicySection.owner_id)
    sections = work.session.execute(owners.where(PolicySection.version_id == row.id).order_by(PolicySection.code))
    if row.from_on > work.today:
        state = "to come"
    else:
        state = "in force" if row.until_on is None or row.until_on >= work.today else "replaced"
    return VersionItem(
        row.version, row.from_on, row.until_on, state, row.summary, acknowledged,
        [_section_item(work, one, owner or "", state) for one, owner in sections],
    )  # fmt: skip


def _section_item(work: Work, row: PolicySection, owner: str, state: str) -> SectionItem:
    past = state == "in force" and row.review_on is not None and row.review_on < work.today
    conduct = [work.reference.taxonomy.subtype(code).label for code in row.subtypes]
    return SectionItem(row.code, row.title, row.text, owner, row.review_on, past, row.subtypes, conduct)


def list_policies(work: Work) -> list[PolicyItem]:
    """Every policy by title."""
    return [policy_item(work, row) for row in work.session.scalars(select(Policy).order_by(Policy.title, Policy.code))]
