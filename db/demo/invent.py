"""Inventing a report: its kind of conduct, its posts, its reporter and its words."""

import random
from datetime import date

from db.demo.cast import Someone
from db.demo.filing import Filing, Named
from db.demo.posts import PostPlan
from db.demo.world import World, read_words
from db.domain.choice import PLATFORMS
from db.domain.plain import day_words

SECURITY = "account_security"
_CAPTURED = ("screenshot", "third_party_screenshot", "device_photo", "")
COURTS = ("Sorrel County Superior Court", "Sorrel County District Court", "Sorrel County Juvenile Court")
_SOURCES = {
    "supervisor": 47, "colleague": 15, "public": 13, "anonymous": 9, "self": 6, "court": 3, "media": 2, "audit": 2,
    "own_motion": 3,
}  # fmt: skip
_MATTER_KINDS = frozenset(
    {"case_information", "prejudicial_statement", "confidentiality", "participant_contact", "unprofessional_conduct"}
)


def choose_code(world: World, source: random.Random, *, security: bool) -> str:
    """A sub-type by how often it comes up."""
    kinds = [
        (code, words["weight"])
        for code, words in read_words("posts").items()
        if (world.subtypes[code].category == SECURITY) is security
    ]
    return source.choices([code for code, _ in kinds], [weight for _, weight in kinds])[0]


def plan_posts(world: World, source: random.Random, code: str, count: int, *, most_ago: int = 9) -> list[PostPlan]:
    """So many posts of one kind, by one account."""
    words = read_words("posts")[code]
    platform = source.choice(words["platforms"])
    account = _account(source, code)
    stage = None
    if world.subtypes[code].category in _MATTER_KINDS:
        stage = source.choice(("investigation", "charged", "pretrial", "pretrial", "trial", "sentencing", "closed"))
    texts = source.sample(words["post"], min(count, len(words["post"])))
    first = source.randint(0, most_ago)
    handle = ""
    posts = []
    for place, text in enumerate(texts):
        removed = source.random() < 0.25
        posts.append(
            PostPlan(
                (code,),
                text,
                platform,
                ago=first + place,
                kind=_kind(source, text),
                account=account,
                handle=handle,
                visibility="direct"
                if platform in {"whatsapp", "signal"}
                else source.choice(("anyone", "anyone", "followers")),
                precision=source.choices(("exact", "about", "day"), (70, 18, 12))[0],
                court_stage=stage,
                removed_hours=source.choice((0.5, 2.0, 7.5, 26.0)) if removed else None,
                removed_by="The account's owner" if removed else "",
                evidence=source.choices(_CAPTURED, (62, 20, 10, 8))[0],
            )
        )
    return posts


def _account(source: random.Random, code: str) -> str:
    if code in {"official_account_personal_use", "public_blocked_or_deleted"}:
        return "official"
    if code in {"undeclared_account", "wrong_audience"}:
        return source.choice(("group", "personal"))
    return source.choices(("personal", "pseudonymous", "not_sure"), (82, 12, 6))[0]


def _kind(source: random.Random, text: str) -> str:
    if text.startswith("(like"):
        return "like"
    if text.startswith("(shared"):
        return "share"
    return source.choices(("own", "comment", "share"), (70, 22, 8))[0]


def plan_filing(
    world: World, source: random.Random, day: date, code: str, respondent: Someone, *, count: int = 1,
    reporter: Someone | None = None, kind: str = "", matter: bool = False,
) -> Filing:  # fmt: skip
    """A report of one kind of conduct by one person."""
    words = read_words("posts")[code]
    posts = plan_posts(world, source, code, count, most_ago=4 if world.subtypes[code].category == SECURITY else 9)
    given = kind or source.choices(list(_SOURCES), list(_SOURCES.values()))[0]
    job = respondent.job(day)
    who = reporter or _reporter(world, source, given, day, respondent)
    summary = source.choice(words["summary"])
    told_by = source.choice(read_words("report")[given])
    platform = dict(PLATFORMS).get(posts[0].platform, "a platform")
    outside = source.choice(read_words("report")["outsiders"]) if given in {"public", "court", "media"} else ""
    named = [Named(respondent, details=f"{job.title}" if job else "")]
    if given == "supervisor" and source.random() < 0.22:
        named.append(Named(_witness(world, source, day, respondent), "witness", details="Saw the post"))
    has_matter = matter or (posts[0].court_stage is not None and source.random() < 0.3)
    return Filing(
        summary=summary,
        narrative=told_by.format(summary=summary, platform=platform, day=day_words(day), who=respondent.name),
        posts=posts,
        named=named,
        source=given,
        reporter=who,
        name=outside,
        contact="by mail" if outside else "",
        harm=source.choice(words["harm"]),
        matters=[new_matter(source, day, posts[0].court_stage or "pretrial")] if has_matter else (),
    )


def new_matter(source: random.Random, day: date, stage: str) -> tuple[str, str, str]:
    """A court matter with an invented number."""
    return (
        f"CR-{(day.year - source.randint(0, 1)) % 100:02d}-{source.randint(100, 4999):05d}",
        source.choice(COURTS),
        stage,
    )


def _reporter(world: World, source: random.Random, given: str, day: date, respondent: Someone) -> Someone | None:
    if given == "supervisor":
        job = respondent.job(day)
        chief = world.chiefs.get(job.unit) if job else None
        other = source.choice(list(world.chiefs.values()))
        return chief if chief and chief is not respondent and source.random() < 0.8 else other
    if given == "self":
        return respondent
    return _witness(world, source, day, respondent) if given == "colleague" else None


def _witness(world: World, source: random.Random, day: date, respondent: Someone) -> Someone:
    while (found := world.pick(source, day)) is respondent:
        pass
    return found
