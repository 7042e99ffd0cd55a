"""One unit of work: a transaction, its author, its moment, and the door through which acts are recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays as holiday_calendars
from sqlalchemy import Exists, bindparam, exists, select

from db.domain.event import EVENTS
from db.domain.reference import Reference
from db.identity import new_id
from db.ledger import LedgerSession
from db.ledger_act import OpenAct
from db.models import Case, Incident, MatterRelation, Notice, ReadMark
from db.visibility import Viewer, are_charges_served, relations_to


def reading_recorded(matter_id: Any) -> Exists:
    """Whether `reader` has a read mark on a matter in `hour` (both bound when the statement runs)."""
    return exists().where(
        ReadMark.person_id == bindparam("reader", type_=ReadMark.person_id.type),
        ReadMark.matter_id == matter_id,
        ReadMark.hour_at == bindparam("hour", type_=ReadMark.hour_at.type),
    )


_READING = select(reading_recorded(bindparam("matter", type_=ReadMark.matter_id.type)))


@dataclass(frozen=True)
class OfficeFacts:
    """The office as every unit needs it. `zone` is its IANA time zone; `holidays` a region such as "US-MA"."""

    name: str
    zone: ZoneInfo
    holidays: str
    is_demo: bool
    help_contact: str


@cache
def holidays_of(region: str, year: int) -> frozenset[date]:
    """The public holidays of a region ("US" or "US-MA") in a year, observed days included."""
    country, _, part = region.partition("-")
    return frozenset(holiday_calendars.country_holidays(country, subdiv=part or None, years=year))


@cache
def _holidays_from(region: str, year: int, years: int) -> frozenset[date]:
    return frozenset().union(*(holidays_of(region, year + n) for n in range(years)))


@dataclass
class Work:
    """What a verb works with. `now` is fixed for the whole unit, so that all it writes bears one moment (UTC)."""

    session: LedgerSession
    viewer: Viewer
    now: datetime
    office: OfficeFacts
    reference: Reference
    writing: bool = True
    session_ends_at: datetime | None = None  # of the browser session, if nothing more is done in it
    verified_at: datetime | None = None  # when its person last proved who they are in it
    provider_factor: bool = False  # whether a trusted identity provider saw a second factor as it was opened
    openid_issuer: str = ""  # the office's identity provider; empty where it has none
    actor: str = ""  # a named system actor; empty for a person's own work

    @property
    def today(self) -> date:
        """The office's date."""
        return self.now.astimezone(self.office.zone).date()

    @property
    def _author(self) -> str:
        """Who acts, as the ledger names them."""
        return self.actor or f"account:{self.viewer.account_id.hex}"

    def holidays(self, first: date, years: int = 3) -> frozenset[date]:
        """The office's holidays from the year of `first` on."""
        return _holidays_from(self.office.holidays, first.year, years)

    def begin(self, name: str, *, case: Case | None = None, incident: Incident | None = None) -> OpenAct:
        """Name this unit's act in the ledger; later calls keep the first."""
        return self.session.begin_act(
            name,
            actor=self._author,
            at=self.now,
            case_id=case.id if case else None,
            incident_id=incident.id if incident else None,
        )

    def record(
        self,
        name: str,
        *,
        case: Case | None = None,
        incident: Incident | None = None,
        text: str = "",
        facts: dict[str, Any] | None = None,
    ) -> OpenAct:
        """Record an act: it names the unit's ledger entry and adds a line to the matter's timeline.

        Call it BEFORE changing rows. `text` completes the event's own words and is read by everyone whom the
        event's audience allows, so it carries nothing privileged. Raises KeyError for an unknown event.
        """
        act = self.begin(name, case=case, incident=incident)
        if case is not None:
            case.changed_at = self.now
        if case is not None or incident is not None:
            act.timeline.append(self._line(act, name, case, incident, text, facts))
        return act

    def act_on_new(self, name: str, incident: Incident) -> OpenAct:
        """The act that will bring a new report into being, with its line in the timeline, for `take_up`.

        It needs no transaction yet. Raises KeyError for an unknown event.
        """
        act = OpenAct(name, self._author, self.now, incident.id, None)
        act.timeline.append(self._line(act, name, None, incident, "", None))
        return act

    def _line(
        self,
        act: OpenAct,
        name: str,
        case: Case | None,
        incident: Incident | None,
        text: str,
        facts: dict[str, Any] | None,
    ) -> dict[str, Any]:
        return {
            "id": new_id(),
            "entry_id": act.id,
            "name": name,
            "at": self.now,
            "actor_account_id": None if self.actor else self.viewer.account_id,
            "actor_label": self.viewer.name,
            "incident_id": incident.id if incident else None,
            "case_id": case.id if case else None,
            "audience": EVENTS[name].audience.value,
            "text": text,
            "facts": facts or {},
        }

    def relations(self, *, case: Case | None = None, incident: Incident | None = None) -> frozenset[str]:
        """The viewer's relations to a matter now."""
        return relations_to(
            self.session,
            self.viewer.person_id,
            self.now,
            case_id=case.id if case else None,
            incident_id=incident.id if incident else None,
        )

    def are_charges_served(self, case: Case) -> bool:
        """Whether the deciders of this case read it yet."""
        return are_charges_served(self.session, case.id)

    def relate(
        self,
        person_id: UUID,
        kind: str,
        *,
        case: Case | None = None,
        incident: Incident | None = None,
        reason: str,
        source: str,
        until_at: datetime | None = None,
    ) -> None:
        """Put a person in a relation to a matter; does nothing where it already runs. Call after `record`."""
        held = relations_to(
            self.session,
            person_id,
            self.now,
            case_id=case.id if case else None,
            incident_id=incident.id if incident else None,
        )
        if kind in held:
            return
        self.session.add(
            MatterRelation(
                person_id=person_id,
                kind=kind,
                case_id=case.id if case else None,
                incident_id=incident.id if incident else None,
                from_at=self.now,
                until_at=until_at,
                reason=reason,
                source=source,
                by_id=None if self.actor else self.viewer.account_id,
            )
        )
        self.session.flush()

    def end_relation(self, person_id: UUID, kinds: Iterable[str], *, case: Case) -> None:
        """End running relations of a person to a case; excluding ones are ended only by a ruling."""
        rows = self.session.scalars(
            select(MatterRelation).where(
                MatterRelation.person_id == person_id,
                MatterRelation.case_id == case.id,
                MatterRelation.kind.in_(list(kinds)),
                MatterRelation.until_at.is_(None),
            )
        )
        for row in rows:
            row.until_at = self.now

    def notify(
        self, person_id: UUID, kind: str, text: str, *, case: Case | None = None, incident: Incident | None = None
    ) -> None:
        """Put a line in a person's inbox. The text carries no case facts: the matter's own page does."""
        self.session.add(
            Notice(
                person_id=person_id,
                kind=kind,
                text=text,
                at=self.now,
                case_id=case.id if case else None,
                incident_id=incident.id if incident else None,
            )
        )

    def needs_read_mark(self, matter_id: UUID) -> bool:
        """Whether reading this matter's content now still has to be recorded (one mark a person, matter and hour)."""
        read = {"reader": self.viewer.person_id, "matter": matter_id, "hour": self.hour}
        return not self.session.connection().execute(_READING, read).scalar_one()

    @property
    def hour(self) -> datetime:
        """The hour that `now` lies in, UTC."""
        return self.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

    def mark_read(self, *, case: Case | None = None, incident: Incident | None = None) -> None:
        """Record that the viewer reads this matter's content; for a write unit of its own, before the answer."""
        matter = case or incident
        if matter is None or not self.needs_read_mark(matter.id):
            return
        act = self.begin("content:read", case=case, incident=incident)
        self.session.add(
            ReadMark(entry_id=act.id, person_id=self.viewer.person_id, matter_id=matter.id, hour_at=self.hour)
        )


def system_viewer(name: str, account_id: UUID, person_id: UUID) -> Viewer:
    """The viewer of a named system actor (an import, a job): no roles, so it sees nothing through the walls."""
    return Viewer(account_id, person_id, name, frozenset())
