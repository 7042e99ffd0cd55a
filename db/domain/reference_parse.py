"""From the tables of each reference file to its frozen dataclasses."""

from __future__ import annotations

from db.domain.deadline import DeadlineRule, Kind, OnMiss, Unit
from db.domain.guidance import Guidance, GuidanceRow
from db.domain.instance import APPEAL, MAJORITY_OF_THOSE_VOTING, TIES, Instance, Procedure
from db.domain.reference_reader import Entry, Faults, refuse_duplicates
from db.domain.retention import KEEPS, RetentionRule
from db.domain.sanction import LEVELS, NEEDS, PROTECTIVE_LABELS, PUBLICITY, SanctionKind, TrackSanctions
from db.domain.stage import Track, TrackWords
from db.domain.taxonomy import Category, Subtype, Taxonomy

TRACK_OR_ANY = ("any", *Track)
PROOFS = ("preponderance", "clear_and_convincing")
EFFECTS = ("date_in_decision", "date_in_order_after_appeal_time")


def parse_taxonomy(file: Entry, faults: Faults) -> Taxonomy:
    """taxonomy.toml."""
    categories = []
    for row in file.entries("category", "code"):
        code = row.code("code")
        subtypes = tuple(_subtype(sub, code) for sub in row.entries("subtype", "code"))
        categories.append(Category(code=code, label=row.text("label"), ask=row.text("ask"), subtypes=subtypes))
        row.done()
    file.done()
    taxonomy = Taxonomy(categories=tuple(categories))
    refuse_duplicates(file.place, (one.code for one in categories), "category", faults)
    refuse_duplicates(file.place, (one.code for one in taxonomy.subtypes), "sub-type", faults)
    return taxonomy


def _subtype(row: Entry, category: str) -> Subtype:
    found = Subtype(
        code=row.code("code"),
        label=row.text("label"),
        category=category,
        rules=row.texts("rules"),
        severity=row.whole("severity", least=1, most=4),
        standards=row.texts("standards"),
    )
    row.done()
    return found


def parse_sanctions(file: Entry, faults: Faults) -> tuple[tuple[TrackSanctions, ...], tuple[str, ...]]:
    """sanctions.toml: what each track can impose, and the codes of protective measures."""
    tracks = []
    for row in file.entries("track", "code"):
        track = Track(row.choice("code", Track))
        kinds = tuple(_kind(one, track) for one in row.entries("sanction", "code"))
        refuse_duplicates(row.place, (one.code for one in kinds), "sanction", faults)
        tracks.append(
            TrackSanctions(
                track=track,
                label=row.text("label"),
                authority=row.text("authority"),
                proof=row.choice("proof", PROOFS),
                kinds=kinds,
            )
        )
        row.done()
    refuse_duplicates(file.place, (one.track for one in tracks), "track", faults)
    measures = file.table("protective_measures")
    codes = measures.texts("codes")
    for code in codes:
        if code not in PROTECTIVE_LABELS:
            faults.add(measures.place, f"{code} is not a protective measure")
    measures.done()
    file.done()
    return tuple(tracks), codes


def _kind(row: Entry, track: Track) -> SanctionKind:
    needs = row.texts("needs", optional=True)
    for need in needs:
        if need not in NEEDS:
            row.faults.add(row.place, f"needs must name some of {', '.join(sorted(NEEDS))}, not {need}")
    found = SanctionKind(
        track=track,
        code=row.code("code"),
        label=row.text("label"),
        disciplinary=row.yes("disciplinary", optional=False),
        ladder=row.whole("ladder"),
        publicity=row.choice("publicity", sorted(PUBLICITY), default="local"),
        needs=needs,
        may_be_stayed=row.yes("may_be_stayed"),
        usual_max_months=row.maybe_whole("usual_max_months"),
    )
    row.done()
    return found


def parse_guidance(file: Entry, faults: Faults) -> Guidance:
    """guidance.toml: no factor may stand in two lists."""
    rows = []
    for row in file.entries("row", "standard"):
        texts = {level: row.text(level) for level in LEVELS}
        rows.append(GuidanceRow(standard=row.text("standard"), duty=row.text("duty"), **texts))
        row.done()
    refuse_duplicates(file.place, (one.standard for one in rows), "standard", faults)
    factors = file.table("factors")
    guidance = Guidance(
        rows=tuple(rows),
        mental_states=file.texts("mental_states"),
        injuries=file.texts("injuries"),
        aggravating=factors.texts("aggravating"),
        mitigating=factors.texts("mitigating"),
        neither=factors.texts("neither"),
    )
    every = (*guidance.aggravating, *guidance.mitigating, *guidance.neither)
    refuse_duplicates(factors.place, every, "factor", faults)
    factors.done()
    file.done()
    return guidance


def parse_procedures(file: Entry, faults: Faults) -> dict[Track, Procedure]:
    """procedures.toml: each track names instances that the same file defines; the appeal is one of them."""
    instances: dict[str, Instance] = {}
    for row in file.entries("instance", "code"):
        instance = _instance(row)
        if instance.code in instances:
            faults.add(file.place, f"instance {instance.code} stands twice")
        instances[instance.code] = instance
    if APPEAL not in instances:
        faults.add(file.place, "the instance appeal is missing")
    appeal = instances.get(APPEAL, Instance(APPEAL))
    found: dict[Track, Procedure] = {}
    for row in file.entries("track", "code"):
        procedure = _procedure(row, instances, appeal)
        if procedure.track in found:
            faults.add(file.place, f"track {procedure.track} stands twice")
        found[procedure.track] = procedure
    for track in Track:
        if track not in found:
            faults.add(file.place, f"the track {track} is missing")
    file.done()
    return found


def _instance(row: Entry) -> Instance:
    members = row.whole("members")
    wanted = row.raw("concurrence")
    majority = wanted == MAJORITY_OF_THOSE_VOTING
    instance = Instance(
        code=row.code("code"),
        members=members,
        lawyers=row.whole("lawyers", least=0, most=members),
        public=row.whole("public", least=0, most=members),
        quorum=row.whole("quorum", least=1, most=members),
        concurrence=MAJORITY_OF_THOSE_VOTING if majority else row.whole("concurrence", least=1, most=members),
        tie=row.choice("tie", sorted(TIES)),
    )
    if instance.lawyers + instance.public > members:
        row.faults.add(row.place, "lawyers and public members are more than members")
    row.done()
    return instance


def _procedure(row: Entry, instances: dict[str, Instance], appeal: Instance) -> Procedure:
    words = row.table("words")
    names = row.texts("instances")
    if not names:
        row.faults.add(row.place, "instances must name at least one")
    known = []
    for name in names:
        # One official deciding alone has no quorum to set, so no table is asked for.
        if name not in instances and name != "deciding_official":
            row.faults.add(row.place, f"instances names {name}, which is not defined")
        known.append(instances.get(name, Instance(name)))
    found = Procedure(
        track=Track(row.choice("code", Track)),
        words=TrackWords(words.text("charges"), words.text("hearing"), words.text("decider"), words.text("appeal")),
        instances=tuple(known) or (Instance("deciding_official"),),
        proof=row.choice("proof", PROOFS),
        baseline=row.yes("baseline", optional=False),
        effect=row.choice("effect", EFFECTS),
        appeal=appeal,
    )
    words.done()
    row.done()
    return found


def parse_deadlines(file: Entry, faults: Faults) -> tuple[DeadlineRule, ...]:
    """deadlines.toml: a code may stand several times, with different tracks, jurisdictions or days of validity."""
    rules = tuple(_deadline(row) for row in file.entries("rule", "code"))
    file.done()
    keys = ((rule.code, rule.track, rule.jurisdiction, rule.valid_from) for rule in rules)
    refuse_duplicates(file.place, keys, "rule", faults, say=lambda key: str(key[0]))
    return rules


def _deadline(row: Entry) -> DeadlineRule:
    times, more = _extension(row)
    rule = DeadlineRule(
        code=row.code("code"),
        label=row.text("label"),
        track=row.choice("track", TRACK_OR_ANY),
        jurisdiction=row.text("jurisdiction", empty=True),
        valid_from=row.day("valid_from"),
        trigger=row.code("trigger"),
        days=row.maybe_whole("days"),
        unit=Unit(row.choice("unit", Unit)),
        kind=Kind(row.choice("kind", Kind)),
        on_miss=OnMiss(row.choice("on_miss", OnMiss)),
        who_must_act=row.code("who_must_act"),
        source=row.text("source", empty=True),
        note=row.text("note", optional=True),
        goal_days=row.maybe_whole("goal_days"),
        complex_days=row.maybe_whole("complex_days"),
        repeats=row.yes("repeats"),
        extend_times=times,
        extend_days=more,
    )
    row.done()
    return rule


def _extension(row: Entry) -> tuple[int, int]:
    if not row.has("extend"):
        return 0, 0
    extend = row.table("extend")
    found = extend.whole("times"), extend.whole("days")
    extend.done()
    return found


def parse_retention(file: Entry, faults: Faults) -> tuple[RetentionRule, ...]:
    """retention.toml: years or days, never both."""
    rules = []
    for row in file.entries("rule", "class"):
        years, days = row.maybe_whole("years"), row.maybe_whole("days")
        if (years is None) == (days is None):
            faults.add(row.place, "give either years or days")
        rules.append(
            RetentionRule(
                record_class=row.code("class"),
                track=row.choice("track", TRACK_OR_ANY),
                valid_from=row.day("valid_from"),
                starts_at=row.code("starts_at"),
                years=years,
                days=days,
                keeps=row.choice("keeps", sorted(KEEPS)),
                approvals=row.whole("approvals", least=0),
                notify=row.texts("notify"),
            )
        )
        row.done()
    file.done()
    keys = ((rule.record_class, rule.track, rule.valid_from) for rule in rules)
    refuse_duplicates(file.place, keys, "class", faults, say=lambda key: str(key[0]))
    return tuple(rules)
