"""From what is missing to where it is done: the act that cures it, if the viewer may do it, else whose part it is."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from api.access import permissions_on
from api.acts import REGISTRY, Act, act_named
from db.domain.permission import Permission, grants_for
from db.domain.plain import list_words
from db.domain.relation import LABELS as RELATION_LABELS
from db.domain.relation import RelationKind
from db.domain.role import LABELS as ROLE_LABELS
from db.domain.role import Role
from db.domain.rule import Missing
from db.domain.stage import Stage
from db.models import Case
from db.work import Work

# Where one permission serves several acts, or a panel and an official cure the same item differently: the slugs of the
# acts that cure the item, the likeliest first.
SLUGS: dict[str, tuple[str, ...]] = {
    "cause_found": ("find-cause",),
    "concurrence": ("close-question", "put-finding", "put-sanction"),
    "finding_on_each": ("record-finding", "put-finding", "close-question"),
    "hearing_held": ("hold-hearing", "waive-hearing"),
    "name_clearing": ("schedule-hearing",),
    "prompt_hearing": ("hold-hearing",),
    "quorum": ("vote", "put-finding"),
    "record_filed": ("file-record",),
    "sanction": ("propose-sanction", "put-sanction"),
    "sanction_hearing": ("schedule-hearing",),
}


def cure_of(item: Missing, held: Iterable[Permission], on: str = "case") -> Act | None:
    """The act that cures an item and that this viewer may do; None where there is none for them."""
    allowed = {permission.value for permission in held}
    by_slug = {act.slug: act for acts in REGISTRY.values() for act in acts if act.on == on and act.name in allowed}
    for slug in SLUGS.get(item.code, ()):
        if slug in by_slug:
            return by_slug[slug]
    found = act_named(item.act, on)
    return found if found is not None and found.name in allowed else None


def whose_part(work: Work, case: Case, act: str) -> str:
    """Who does an act where a case stands, in words: "clerk or presenting counsel"; empty for an act nobody does."""
    procedure = work.reference.procedure(case.track)
    bodies = [procedure.appeal] if case.stage in {Stage.DECIDED, Stage.CLOSED} else list(procedure.instances)
    if case.stage not in {Stage.DELIBERATION, Stage.DECIDED, Stage.CLOSED}:
        bodies = bodies[:1]  # a later instance has nobody before the first has heard the case
    return _names(act, Stage(case.stage), frozenset(one.member_relation for one in bodies))


@lru_cache(maxsize=512)
def _names(act: str, stage: Stage, deciders: frozenset[RelationKind]) -> str:
    names = []
    for grant in grants_for(Permission(act)):
        if grant.stages is not None and stage not in grant.stages:
            continue
        if grant.relation in _DECIDERS - deciders:
            continue
        label = RELATION_LABELS[RelationKind(grant.relation)] if grant.relation else ROLE_LABELS[Role(grant.role or "")]
        names.append(label[:1].lower() + label[1:])
    return list_words(dict.fromkeys(names), "or")


_DECIDERS = frozenset(
    {RelationKind.PANEL_MEMBER, RelationKind.BOARD_MEMBER, RelationKind.DECIDING_OFFICIAL, RelationKind.APPEAL_MEMBER}
)


def missing_rows(
    work: Work, matter: Any, missing: Iterable[Missing], on: str = "case", here: str = ""
) -> list[dict[str, Any]]:
    """What is missing, each with the link to where it is done if the viewer may do it, else whose part it is.

    `here` is the slug of the act whose form the viewer sees: what is answered on that very form gets no link to it.
    """
    held = permissions_on(work, matter) if isinstance(matter, Case) else frozenset(Permission)
    rows = []
    for item in missing:
        act = cure_of(item, held, on)
        text = item.text
        if act is None and item.act and isinstance(matter, Case) and (who := whose_part(work, matter, item.act)):
            text = f"{text} For the {who}."
        rows.append(
            {
                "code": item.code,
                "text": text,
                "href": act.form_href(matter.number) if act and act.slug != here else "",
                "act_label": act.title if act else "",
            }
        )
    return rows
