"""The hands of the walks: each act of the model as the request that the right person sends, with a body as people fill
it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from httpx import Response
from sqlalchemy import select

from db.domain.stage import Track
from db.models import (
    Charge,
    Evidence,
    Hearing,
    Incident,
    PanelMember,
    ReporterIdentity,
    Sanction,
)
from tests.faults.case_deliberation import PANELS, PanelHands
from tests.faults.case_model import OFFICIAL, PANEL, REPLACEMENT, Model
from tests.faults.case_rows import NOBODYS, Sent
from tests.harness.casework import ASSIGNED
from tests.harness.filing import Filing


@dataclass
class Hands(PanelHands):
    """One case, and everybody who acts in it."""

    respondent: str = ""
    allegations: list[str] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)

    # --- beginnings ---

    def place(self) -> None:
        """A case in its investigation, by rows, everybody assigned and a reporter to tell."""
        office = self.office
        who = "respondent" if self.track == "licence" else "respondent_two"
        self.placed = office.opened(Track(self.track), who, related={**ASSIGNED, "supervisor": "reporter"})
        self.report, self.respondent = self.placed.report, NOBODYS
        with office.matters.work("intake", "report:filed") as work:
            reporter = office.matters.person(work.session, "supervisor")
            incident = self.placed.incident_id
            work.session.add(ReporterIdentity(incident_id=incident, person_id=reporter, wishes=""))

    def file(self) -> None:
        """A report filed by a supervisor, with a screenshot."""
        office = self.office
        filing = Filing(office.client, office.clock, office.matters.sessions, office._people)
        who = "respondent" if self.track == "licence" else "respondent_two"
        self.report = filing.filed(filing.named(who))
        self.respondent = filing.respondent(self.report, who)

    def opened(self) -> None:
        """Find the case that a report has become."""
        self.placed = self.office._opened_from(
            self.report, "respondent" if self.track == "licence" else "respondent_two"
        )

    # --- acts ---

    def send(self, name: str, model: Model, user: str = "", version: str = "") -> Response:
        """Send an act as the one whose it is, or as `user`; with the present version, or with `version`."""
        self.office.clock.advance(minutes=1)
        owner, path, body = self._sent(name, model)
        root, number = ("reports", self.report) if path.startswith("/") else ("cases", self._number)
        present = self._report_version() if path.startswith("/") else self.version
        given = {"If-Match": version or str(present)}
        sender = self.office.as_(user or owner)
        answer = sender.post(f"/api/{root}/{number}/{path.lstrip('/')}", json=body, headers=given)
        if answer.status_code == 201:
            self._keep(name, str(answer.json().get("id") or ""))
        return answer

    def _keep(self, name: str, made: str) -> None:
        if name == "allege":
            self.allegations.append(made)
        elif name in ("draft notice", "charge"):
            self.letters[name] = made
        elif name == "open case":
            self.opened()

    @property
    def _number(self) -> str:
        return self.placed.number if self.placed else "SM-26-K7QF3M"

    def _sent(self, name: str, model: Model) -> Sent:
        plain = PLAIN.get(name)
        if plain is not None:
            user, path, body = plain
            return user, path, dict(body)
        made: Callable[[Model], Sent] = getattr(self, f"_{name.replace(' ', '_')}")
        return made(model)

    def _check_conflicts(self, _model: Model) -> Sent:
        return "conflict_officer", "/conflict-checks", {"conflicted": [], "reason": "", "all_checked": True}

    def _screen_dismissed(self, _model: Model) -> Sent:
        body = {"respondent": self.respondent, "outcome": "dismissed", "ground": "not_misconduct", "reasons": "Not so."}
        return "intake", "/screenings", body

    def _screen_opened(self, _model: Model) -> Sent:
        body = {"respondent": self.respondent, "outcome": "opened", "tracks": [self.track], "reasons": "Serious."}
        return "intake", "/screenings", body

    def _open_case(self, _model: Model) -> Sent:
        whom = {"respondent": self.respondent, "tracks": [self.track], "summary": "A comment"}
        return "intake", "/cases", {**whom, "assignee": self.office.person_id("investigator")}

    def _assign_reviewer(self, _model: Model) -> Sent:
        body = {"kind": "cause_reviewer", "person_id": self.office.person_id("cause_reviewer")}
        return "intake", "assignments", body

    def _assign_counsel(self, _model: Model) -> Sent:
        return "intake", "assignments", {"kind": "presenting_counsel", "person_id": self.office.person_id("counsel")}

    def _allegation(self, place: int) -> str:
        return self.allegations[place] if place < len(self.allegations) else NOBODYS

    def _report(self, model: Model) -> Sent:
        one = self._allegation(model.reported)
        said = {"evidence_for": "A capture.", "evidence_against": "Nothing earlier.", "proposed_finding": "sustained"}
        return "investigator", "allegation-reports", {"allegation_id": one, **said}

    def _find_cause(self, model: Model) -> Sent:
        one = self._allegation(model.caused)
        said = {"cause": "found", "rule": "Rule 3.6(a)", "facts": "Two posts during jury selection."}
        return "cause_reviewer", "cause-rulings", {"allegation_id": one, **said}

    def _draft_charge(self, model: Model) -> Sent:
        body = {
            "title": f"Ground {model.drafted + 1}", "rule_source": "Rule 3.6", "rule_paragraph": "(a)",
            "facts": "Two posts.", "allegation_ids": self.allegations,
        }  # fmt: skip
        if model.is_employer:
            return "cause_reviewer", "proposed-actions", {**body, "action": "Termination."}
        return "cause_reviewer", "charges", body

    def _served(self, letter: str | None) -> Sent:
        body = {
            "letter_id": letter or NOBODYS, "on": "respondent", "method": "in_person", "address": "Front office",
            "attempted_at": self.office.now(), "outcome": "served", "proof": "Signed receipt",
        }  # fmt: skip
        return "clerk", "services", body

    def _latest(self, kind: str) -> Sent:
        found = self.office.latest_letter(self.placed, kind) if self.placed else "None"
        return self._served(None if found == "None" else found)

    def _serve_notice(self, _model: Model) -> Sent:
        return self._served(self.letters.get("draft notice"))

    def _serve_charges(self, _model: Model) -> Sent:
        return self._served(self.letters.get("charge"))

    def _serve_hearing_notice(self, _model: Model) -> Sent:
        return self._latest("hearing_notice")

    def _serve_order(self, _model: Model) -> Sent:
        return self._latest("final_order")

    def _serve_report(self, _model: Model) -> Sent:
        return self._latest("panel_report")

    def _response(self, kind: str) -> Sent:
        return "clerk", "responses", {"kind": kind, "text": "No.", "received_at": self.office.now(), "via": "clerk"}

    def _answer_notice(self, _model: Model) -> Sent:
        return self._response("allegations")

    def _answer_charges(self, model: Model) -> Sent:
        return self._response("proposed_action" if model.is_employer else "charges")

    def _withdraw_charge(self, _model: Model) -> Sent:
        found = self._rows(
            select(Charge.id).where(Charge.withdrawn_at.is_(None)).order_by(Charge.ordinal.desc()), Charge
        )
        return "counsel", "charge-withdrawals", {"charge_id": found, "reason": "It cannot be proven."}

    def _name_panel(self, _model: Model) -> Sent:
        return "chair", "panels", {"members": [self.office.person_id(user) for user in PANEL]}

    def _designate_official(self, _model: Model) -> Sent:
        return "intake", "officials", {"person_id": self.office.person_id(OFFICIAL)}

    def _declare(self, model: Model) -> Sent:
        user = next(iter(model.undeclared or model.seats), OFFICIAL if model.is_employer else "chair")
        return user, "conflict-declarations", {"conflict": "no"}

    def _recuse_member(self, _model: Model) -> Sent:
        person = self.office.person_id(PANEL[-1])
        return "chair", "recusals", {"person_id": person, "scope": "whole", "reason": "A cousin of a witness."}

    def _replace_member(self, _model: Model) -> Sent:
        recused = UUID(self.office.person_id(PANEL[-1]))
        seat = self._rows(select(PanelMember.id).where(PanelMember.person_id == recused), PanelMember)
        return "chair", "replacements", {"member_id": seat, "person_id": self.office.person_id(REPLACEMENT)}

    def _schedule(self, model: Model) -> Sent:
        kind = "pre_decision_meeting" if model.is_employer else "hearing"
        when = (self.office.clock.now() + timedelta(days=60)).isoformat()
        return "clerk", "hearings", {"kind": kind, "scheduled_at": when, "place": "Room 4"}

    def _disclose(self, _model: Model) -> Sent:
        with self.office.matters.sessions.reading() as session:
            of_report = Incident.number == self.report
            query = select(Evidence.id).join(Incident, Incident.id == Evidence.incident_id).where(of_report)
            files = [str(one) for one in session.scalars(query)]
        said = {"explanation": "What the captures show.", "witnesses": "None"}
        return "counsel", "disclosures", {"evidence_ids": files, **said}

    def _waive_notice_time(self, _model: Model) -> Sent:
        signed = {"signed_by": "respondent", "signed_on": self._today, "waiver": "I need no more time."}
        return "clerk", "notice-time-waivers", signed

    def _hold_hearing(self, _model: Model) -> Sent:
        hearing = self._rows(select(Hearing.id).order_by(Hearing.scheduled_at.desc()), Hearing)
        return "clerk", "hearings-held", {"hearing_id": hearing, "held_at": self.office.now(), "record": "Transcript."}

    def _find(self, model: Model) -> Sent:
        return OFFICIAL, "findings", self._finding(min(model.found, max(len(model.charges) - 1, 0)))

    def _propose(self, _model: Model) -> Sent:
        return OFFICIAL, "proposed-sanctions", {"kind": "termination", "effective_on": self._today}

    def _prove_start(self, _model: Model) -> Sent:
        return "hr", "sanction-starts", {"sanction_id": self._sanction(), "on": self._today, "proof": "Payroll."}

    def _prove_completion(self, _model: Model) -> Sent:
        body = {"sanction_id": self._sanction(), "on": self._today, "proof": "Badge returned."}
        return "hr", "sanction-completions", body

    def _sanction(self) -> str:
        return self._rows(select(Sanction.id), Sanction)

    def _serve_outcome(self, _model: Model) -> Sent:
        how = {"on": "respondent", "method": "in_person", "address": "Front office", "proof": "Receipt."}
        return "clerk", "outcomes", {"outcome": "Terminated.", "served_at": self.office.now(), **how}

    def _abate(self, model: Model) -> Sent:
        body = {"reason": "death", "reasons": "The certificate is on file."}
        return OFFICIAL if model.is_employer and OFFICIAL in model.seats else "chair", "abatements", body

    @property
    def _today(self) -> str:
        """The office's day."""
        return self.office.clock.now().astimezone(ZoneInfo("America/New_York")).date().isoformat()


PLAIN: dict[str, Sent] = {
    **PANELS,
    "allege": ("investigator", "allegations", {"text": "Posted about a witness.", "subtypes": ["nonpublic_facts"],
                                              "occurred_from_on": "2026-01-05", "occurred_until_on": "2026-01-06"}),
    "draft notice": ("investigator", "notices", {"alleged": "Posted.", "when": "Feb 10, 2026", "rules": "Rule 3.6"}),
    "submit": ("investigator", "moves/submit-for-review", {}),
    "return": ("cause_reviewer", "returns", {"reasons": "Ask the witness too."}),
    "charge": ("cause_reviewer", "charged", {}),
    "dismiss": ("cause_reviewer", "dismissals", {"ground": "not_misconduct", "reasons": "Not misconduct."}),
    "dismiss without reasons": ("cause_reviewer", "dismissals", {"ground": "not_misconduct", "reasons": ""}),
    "dismiss withdrawn": ("chair", "dismissals", {"ground": "charges_withdrawn", "reasons": "None is left."}),
    "dismiss by order": ("chair", "dismissals", {"ground": "by_order", "reasons": "So ordered.", "by_order": True}),
    "open hearing": ("clerk", "hearing-moves", {}),
    "file exhibit": ("clerk", "exhibits", {"description": "Capture of the posts", "side": "office"}),
    "deliberate": ("clerk", "deliberation-moves", {}),
    "weigh": (OFFICIAL, "factors", {"code": "pattern", "reason": "A second post after a reminder."}),
    "decide": (OFFICIAL, "decisions", {"proof": "preponderance", "reasons": "As found.", "attested": True}),
    "appeal": ("clerk", "appeals", {"side": "respondent", "grounds": "It was lawful."}),
    "tell reporter": ("clerk", "reporter-notices", {"told": "yes", "text": "The matter has ended."}),
    "close": ("clerk", "closings", {}),
    "reopen": ("cause_reviewer", "reopenings", {"stage": "investigation", "reasons": "New facts came up."}),
}  # fmt: skip
