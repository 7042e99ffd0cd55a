"""From tables to frames: the only place in analytics that reads the database.

One set of frames serves every reader of a data version; what a reader is walled from is read live, in the request's
own transaction, after the frames, and taken out (decisions 1 and 3). Rows come through the request's own connection,
so they carry its row-level identity and see the state that its walls see. The database joins each column to one text,
which Polars takes apart and gives its types: no Python object is made for a value. SQLite and PostgreSQL differ only in
how a column becomes text.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import Boolean, Engine, Integer, Select, String, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from analytics import shaping
from analytics.frames import Exclusions, Frames
from db import models as m
from db.dialect.identity import system_eyes
from db.domain.reference import Reference
from db.visibility import Viewer, excluded_case_ids, excluded_incident_ids

OVERLAP = timedelta(seconds=60)  # commit order is not the order of moments: an older one may still arrive
CHANGES_NOTHING = ("content:read", "figure:exported", "list:exported")
VERSIONS_KEPT = 2
VIEWS_KEPT = 8

# Marks between values and for none: no code, key or moment holds them, and a text that does is read the plain way.
BETWEEN, NULL = "\x1f", "\x1e"

Key = tuple[str, int, str, int]


@dataclass
class Store:
    """The frames of the last data versions of one database, and of the readers who have walls."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    loading: threading.Lock = field(default_factory=threading.Lock)  # one loads; whoever needs the same waits for it
    shared: OrderedDict[Key, Frames] = field(default_factory=OrderedDict)
    walled: OrderedDict[tuple[Key, Exclusions], Frames] = field(default_factory=OrderedDict)


_STORES: WeakKeyDictionary[Engine, Store] = WeakKeyDictionary()
_STORES_LOCK = threading.Lock()


def countable_frames(
    session: Session, viewer: Viewer, *, now: datetime, zone: ZoneInfo, reference: Reference
) -> Frames:
    """The frames of everything this reader may count, at this moment of this transaction."""
    with system_eyes(session, "figures"):
        key, frames = _shared(session, now=now, zone=zone, reference=reference)
    store = _store_of(session)
    excluded = exclusions(session, viewer, now)
    if not excluded.reports and not excluded.cases:
        return frames
    with store.lock:
        found = store.walled.get((key, excluded))
    if found is None:
        found = frames.without(excluded)
        with store.lock:
            _keep(store.walled, (key, excluded), found, VIEWS_KEPT)
    return found


def _shared(session: Session, *, now: datetime, zone: ZoneInfo, reference: Reference) -> tuple[Key, Frames]:
    """The frames of everything there is, whoever asks, with the data version that they are of."""
    store = _store_of(session)
    today = now.astimezone(zone).date()
    key = (*data_version(session), zone.key, today.year * 12 + today.month)
    frames = _known(store, key)
    if frames is None:
        with store.loading:
            frames = _known(store, key)
            if frames is None:
                frames = load(session, zone=zone, today=today, reference=reference)
                with store.lock:
                    _keep(store.shared, key, frames, VERSIONS_KEPT)
    return key, frames


def _known(store: Store, key: Key) -> Frames | None:
    with store.lock:
        return store.shared.get(key)


def _keep(kept: OrderedDict[Any, Frames], key: Any, frames: Frames, most: int) -> None:
    kept[key] = frames
    while len(kept) > most:
        kept.popitem(last=False)


def _store_of(session: Session) -> Store:
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        engine = engine.engine
    with _STORES_LOCK:
        return _STORES.setdefault(engine, Store())


def data_version(session: Session) -> tuple[str, int]:
    """Changes with every act that changes what is counted: the last ledger entry, and how many came close to it."""
    entry = m.LedgerEntry
    counted = entry.event.not_in(CHANGES_NOTHING)
    last = session.execute(
        select(entry.id, entry.at).where(counted).order_by(entry.at.desc(), entry.id).limit(1)
    ).first()
    if last is None:
        return ("", 0)
    near = select(func.count()).select_from(entry).where(counted, entry.at > last.at - OVERLAP)
    return (last.id.hex, session.scalar(near) or 0)


def exclusions(session: Session, viewer: Viewer, now: datetime) -> Exclusions:
    """What leaves no trace for this reader, read live."""
    as_key = _as_key(session)
    return Exclusions(
        frozenset(as_key(found) for found in session.scalars(excluded_incident_ids(viewer, now)) if found),
        frozenset(as_key(found) for found in session.scalars(excluded_case_ids(viewer, now)) if found),
    )


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _as_key(session: Session) -> Any:
    return _hex if _is_sqlite(session) else str


def _hex(key: UUID) -> str:
    return key.hex


@dataclass(frozen=True)
class Reader:
    """Reads selected columns as text."""

    session: Session

    def joined(self, names: list[str], statement: Select[Any]) -> pl.DataFrame | None:
        """The statement's rows as a frame of text columns; None where a value holds the mark between values."""
        inner = statement.subquery()
        columns = (func.aggregate_strings(func.coalesce(column, NULL), BETWEEN) for column in inner.columns)
        texts = self.session.connection().execute(select(*columns)).one()
        parts = [_apart(name, text) for name, text in zip(names, texts, strict=True)]
        return pl.DataFrame(parts) if len({len(part) for part in parts}) == 1 else None

    def rows(self, names: list[str], statement: Select[Any]) -> pl.DataFrame:
        """The statement's rows as a frame of text columns with these names, in order: the plain way."""
        result = self.session.connection().execute(statement)
        fetched = result.cursor.fetchall()
        result.close()
        lists: list[Any] = list(zip(*fetched, strict=True)) if fetched else [[] for _ in names]
        pairs = zip(names, lists, strict=True)
        return pl.DataFrame([pl.Series(name, values, dtype=pl.String) for name, values in pairs])

    def text(self, column: Any) -> Any:
        """A column as text. SQLite keeps everything but numbers and truth values so; PostgreSQL is asked for it."""
        if _is_sqlite(self.session) and not isinstance(column.type, Integer | Boolean):
            return type_coerce(column, String)
        return cast(column, String)

    def select(self, names: str, *columns: Any, join: tuple[Any, Any] | None = None, where: Any = None) -> pl.DataFrame:
        """Columns as text, from the first one's table and the one it joins."""
        wanted = names.split()
        labelled = (self.text(column).label(name) for name, column in zip(wanted, columns, strict=True))
        statement = select(*labelled)
        if join is not None:
            statement = statement.join(*join)
        if where is not None:
            statement = statement.where(where)
        found = self.joined(wanted, statement)
        return self.rows(wanted, statement) if found is None else found


def _apart(name: str, text: str | None) -> pl.Series:
    if text is None:
        return pl.Series(name, [], dtype=pl.String)
    values = pl.Series(name, [text], dtype=pl.String).str.split(BETWEEN).explode()
    return values.replace(NULL, None) if NULL in text else values


def load(session: Session, *, zone: ZoneInfo, today: date, reference: Reference) -> Frames:
    """Every frame, from the tables as this transaction sees them."""
    read = Reader(session)
    raw = {**_reports(read), **_cases(read), **_outcomes(read), **_office(read), **_destroyed(session)}
    return shaping.tidy(raw, zone=zone, today=today, reference=reference)


def _reports(read: Reader) -> dict[str, pl.DataFrame]:
    i, p = m.Incident, m.Post
    return {
        "incidents": read.select(
            "report origin coverage received_at occurred_at incident_on unit channel status source_status kind "
            "screened_at source_closed_on",
            i.id, i.origin, i.coverage_id, i.received_at, i.occurred_from_at, i.incident_on, i.unit_id, i.source,
            i.status, i.source_status, i.source_kind, i.screened_at, i.source_closed_on,
        ),
        "incident_subtypes": read.select("report subtype", m.IncidentCategory.incident_id, m.IncidentCategory.subtype),
        "source_categories": read.select("report category", m.SourceCategory.incident_id, m.SourceCategory.label),
        "posts": read.select("post report platform posted_at", p.id, p.incident_id, p.platform, p.posted_from_at),
        "post_subtypes": read.select("post subtype", m.PostSubtype.post_id, m.PostSubtype.subtype),
        "screenings": read.select(
            "report person round outcome case decided_at",
            m.Screening.incident_id, m.Screening.incident_person_id, m.Screening.round, m.Screening.outcome,
            m.Screening.case_id, m.Screening.at,
        ),
    }  # fmt: skip


def _destroyed(session: Session) -> dict[str, pl.DataFrame]:
    """Reports that were destroyed, as their proofs froze them, so that counts stay as they were."""
    found = [
        (f"{proof.hex}:{number}", f"{one['received']}-01", one["screened_after"], one["categories"])
        for proof, aggregate in session.execute(select(m.Destruction.id, m.Destruction.aggregate))
        for number, one in enumerate(aggregate.get("reports", []))
    ]
    schema = pl.Schema(
        {
            "report": pl.String(), "received_on": pl.String(), "screened_after": pl.Int32(),
            "categories": pl.List(pl.String()),
        }
    )  # fmt: skip
    return {"destroyed": pl.DataFrame(found, schema=schema, orient="row")}


def _cases(read: Reader) -> dict[str, pl.DataFrame]:
    c, s, a = m.Case, m.CaseStage, m.Allegation
    return {
        "cases": read.select(
            "case track stage opened_at closed_at severity employment",
            c.id, c.track, c.stage, c.opened_at, c.closed_at, c.severity, c.employment_id,
        ),
        "case_reports": read.select("case report", m.CaseIncident.case_id, m.CaseIncident.incident_id),
        "stages": read.select("case stage started_at ended_at", s.case_id, s.stage, s.started_at, s.ended_at),
        "case_subtypes": read.select(
            "case subtype", a.case_id, m.AllegationSubtype.subtype,
            join=(m.AllegationSubtype, m.AllegationSubtype.allegation_id == a.id),
        ),
    }  # fmt: skip


def _outcomes(read: Reader) -> dict[str, pl.DataFrame]:
    f, d, s, t, proof = m.Finding, m.Decision, m.Sanction, m.Deadline, m.SanctionProof
    return {
        "findings": read.select(
            "charge outcome case found_at is_final",
            f.charge_version_id, f.value, d.case_id, d.issued_at, d.is_current_final,
            join=(d, d.id == f.decision_id),
        ),
        "sanctions": read.select(
            "sanction case track kind status imposed_at", s.id, s.case_id, s.track, s.kind, s.status, d.issued_at,
            join=(d, d.id == s.decision_id),
        ),
        "completions": read.select("sanction on", proof.sanction_id, proof.on, where=proof.kind == "completion"),
        "deadlines": read.select(
            "deadline report case rule kind due_at met_at ended_at paused_at",
            t.id, t.incident_id, t.case_id, t.rule, t.kind, t.due_at, t.met_at, t.ended_at, t.paused_since_at,
            where=t.kind.in_([*shaping.MANDATORY, *shaping.GOALS]),
        ),
    }  # fmt: skip


def _office(read: Reader) -> dict[str, pl.DataFrame]:
    e, v, t, k = m.Employment, m.PolicyVersion, m.TrainingSession, m.Coverage
    return {
        "employments": read.select(
            "employment unit fte respondent_type from_on until_on",
            e.id, e.unit_id, e.fte_percent, e.respondent_type, e.from_on, e.until_on,
        ),
        "units": read.select("unit code name", m.Unit.id, m.Unit.code, m.Unit.name),
        "policies": read.select(
            "title version on", m.Policy.title, v.version, v.from_on, join=(v, v.policy_id == m.Policy.id)
        ),
        "trainings": read.select("label on", t.label, t.on),
        "actions": read.select("label on", m.Action.title, m.Action.adopted_on, where=m.Action.adopted_on.is_not(None)),
        "coverages": read.select(
            "coverage source label from_on until_on as_of_on counts",
            k.id, k.source, k.label, k.from_on, k.until_on, k.as_of_on, k.counts,
        ),
        "breaks": read.select("on label", m.CoverageBreak.on, m.CoverageBreak.label),
    }  # fmt: skip
