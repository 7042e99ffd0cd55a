"""Drives a case of the small office from cause review to its decision and beyond, by the real verbs over HTTP.

    office = Deciding(client, clock, Matters(sessions, clock))
    case = office.in_cause_review(Track.LICENCE)
    office.charged(case); office.served_charges(case); office.answered_charges(case); office.seated(case)
    office.heard(case); office.recommended(case); office.ordered(case)

Each step ends where the next begins; the fill is `office_with_board`, which has a board of nine and three to spare.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.domain.instance import Instance
from db.domain.reference import load_reference
from db.domain.stage import Stage, Track
from db.identity import new_id
from db.models import Account, BoardTerm, Case, Charge, ChargeVersion, Hearing, Person, Question
from db.office import add_account, new_person
from db.session import make_sessions
from tests.harness.casework import Casework
from tests.harness.clock import START
from tests.harness.databases import Database
from tests.harness.matters import Placed
from tests.harness.office import EMPLOYED_FROM, HASHER, PASSWORD, small_office

MORE = {
    "spare_lawyer": ("Theodora Blackwood", "lawyer"),
    "spare_lawyer_two": ("Casimir Holloway", "lawyer"),
    "spare_lawyer_three": ("Ottilie Drummond", "lawyer"),
    "spare_lawyer_four": ("Barnaby Okafor", "lawyer"),
    "spare_lawyer_five": ("Marguerite Sloan", "lawyer"),
    "spare_public": ("Anselm Vickery", "public"),
    "spare_public_two": ("Josephine Tamarack", "public"),
}
"""Further members of the board, so that an appeal finds people who took no part."""

PANEL = ("chair", "member_lawyer", "member_public")
BOARD = (
    *("chair", "member_lawyer", "member_lawyer_two", "alternate_lawyer", "spare_lawyer", "spare_lawyer_two"),
    *("member_public", "member_public_two", "alternate_public"),
)
APPEAL = ("spare_lawyer_three", "spare_lawyer_four", "spare_public")
REASONS = "The posts were read by at least one prospective juror."


def office_with_board(database: Database) -> None:
    """The small office with more members of the board."""
    small_office(database)
    sessions = make_sessions(database.url)
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=START)
        for user, (name, qualification) in MORE.items():
            person = new_person(name)
            session.add(person)
            session.flush()
            add_account(session, person, user, ["board_member"], at=START, password_hash=HASHER.hash(PASSWORD))
            session.add(
                BoardTerm(
                    id=new_id(), person_id=person.id, qualification=qualification, is_chair=False, is_alternate=True,
                    from_on=EMPLOYED_FROM, until_on=None,
                )
            )  # fmt: skip
    sessions.close()


@dataclass
class Deciding(Casework):
    """Casework that goes on to the decision."""

    _ids: dict[str, str] = field(default_factory=dict)

    # --- looking up ---

    def person_id(self, user: str) -> str:
        """The id of a person by user name."""
        if user not in self._ids:
            with self.matters.sessions.reading() as session:
                query = select(Person.id).join(Account, Account.person_id == Person.id).where(Account.username == user)
                self._ids[user] = str(session.scalars(query).one())
        return self._ids[user]

    def instance(self, case: Placed, code: str) -> Instance:
        """An instance of the case's track."""
        return load_reference().procedure(self.row(case.number).track).instance(code)

    def versions(self, case: Placed) -> list[str]:
        """The ids of the latest version of each charge that stands."""
        with self.matters.sessions.reading() as session:
            rows = session.execute(
                select(ChargeVersion.id, Charge.id)
                .join(Charge, Charge.id == ChargeVersion.charge_id)
                .where(Charge.case_id == case.id, Charge.withdrawn_at.is_(None))
                .order_by(Charge.ordinal, ChargeVersion.version)
            ).all()
        return [str(version) for version in {charge: version for version, charge in rows}.values()]

    def allegations(self, case: Placed) -> list[str]:
        """The ids of the allegations."""
        rows = self.as_("clerk").get(f"/api/cases/{case.number}/allegations").json()
        return [row["id"] for row in rows]

    def open_questions(self, case: Placed) -> list[str]:
        """The ids of the questions without a result, in their order."""
        with self.matters.sessions.reading() as session:
            query = select(Question.id).where(Question.case_id == case.id, Question.closed_at.is_(None))
            return [str(one) for one in session.scalars(query.order_by(Question.ordinal))]

    def track(self, case: Placed) -> Track:
        """The case's track."""
        return Track(self.row(case.number).track)

    # --- from cause review to charged ---

    def cause_found(self, case: Placed) -> None:
        """Cause on every allegation."""
        for allegation in self.allegations(case):
            self.act(
                "cause_reviewer", case, "cause-rulings", allegation_id=allegation, cause="found",
                rule="Rule 3.6(a)", facts="Two posts during jury selection.",
            )  # fmt: skip

    def drafted(self, case: Placed, title: str = "Commented on a trial while it was under way", **more: Any) -> str:
        """A charge (or ground of a proposed action) on every allegation; the id of its version."""
        employer = self.track(case) is Track.EMPLOYER
        body = {
            "title": title,
            "rule_source": "Rule 3.6",
            "rule_paragraph": "(a)",
            "facts": "Two posts during jury selection.",
            "allegation_ids": self.allegations(case),
            **({"action": "Termination."} if employer else {}),
            **more,
        }
        path = "proposed-actions" if employer else "charges"
        return str(self.act("cause_reviewer", case, path, **body)["id"])

    def charged(self, case: Placed, *titles: str) -> None:
        """Cause found, charges drafted, the case charged."""
        self.cause_found(case)
        for title in titles or ("Commented on a trial while it was under way",):
            self.drafted(case, title)
        self.act("cause_reviewer", case, "charged")

    def paper(self, case: Placed) -> str:
        """The kind of the paper that carries the charges."""
        return "proposed_action" if self.track(case) is Track.EMPLOYER else "charges"

    def served_charges(self, case: Placed) -> None:
        """The charges served a minute later."""
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, self.paper(case)))

    def answered_charges(self, case: Placed) -> None:
        """The answer, a day later."""
        self.answered(case, self.paper(case), "I deny it.")

    # --- deciders ---

    def declared(self, case: Placed, users: Iterable[str]) -> None:
        """Each declares that there is no conflict."""
        for user in users:
            self.act(user, case, "conflict-declarations", conflict="no")

    def composed(self, case: Placed, users: Iterable[str], instance: str | None = None) -> None:
        """Name the members of the next instance."""
        body: dict[str, Any] = {"members": [self.person_id(user) for user in users]}
        if instance:
            body["instance"] = instance
        self.act("chair", case, "panels", **body)

    def seated(self, case: Placed) -> None:
        """Those who decide first are named and have declared."""
        if self.track(case) is Track.EMPLOYER:
            self.act("intake", case, "officials", person_id=self.person_id("deciding_official"))
            self.declared(case, ["deciding_official"])
        else:
            self.composed(case, PANEL)
            self.declared(case, PANEL)

    # --- hearing ---

    def disclosed(self, case: Placed) -> None:
        """Evidence disclosed and explained, witnesses named."""
        self.act("counsel", case, "disclosures", explanation="What the captures show.", witnesses="None")

    def scheduled(self, case: Placed, days: int = 60) -> None:
        """The hearing set and its notice served."""
        kind = "pre_decision_meeting" if self.track(case) is Track.EMPLOYER else "hearing"
        when = (self.clock.now() + timedelta(days=days)).isoformat()
        self.act("clerk", case, "hearings", kind=kind, scheduled_at=when, place="Room 4")
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "hearing_notice"))

    def in_hearing(self, case: Placed) -> None:
        """Everything before the hearing done, its notice time run, the case moved."""
        self.disclosed(case)
        self.scheduled(case)
        self.clock.advance(days=60)
        self.act("clerk", case, "hearing-moves")

    def held(self, case: Placed) -> None:
        """The hearing held, its record and one exhibit filed."""
        with self.matters.sessions.reading() as session:
            hearing = session.scalars(select(Hearing.id).where(Hearing.case_id == case.id)).first()
        self.act("clerk", case, "exhibits", description="Capture of the posts", side="office")
        self.act("clerk", case, "hearings-held", hearing_id=str(hearing), held_at=self.now(), record="Transcript.")

    def heard(self, case: Placed) -> None:
        """From seated to deliberation."""
        self.in_hearing(case)
        self.held(case)
        self.act("clerk", case, "deliberation-moves")

    # --- deliberation ---

    def voted(self, case: Placed, ballots: dict[str, str], questions: Iterable[str] | None = None) -> None:
        """Each user votes on the open questions (or on these)."""
        chosen = list(questions or self.open_questions(case))
        for user, value in ballots.items():
            self.act(user, case, "votes", votes=dict.fromkeys(chosen, value), attested=True)

    def closed_questions(self, case: Placed, user: str) -> list[str]:
        """Announce every open question; the results in words."""
        ids = self.open_questions(case)
        for question in ids:
            self.act(user, case, "question-results", question_id=question)
        with self.matters.sessions.reading() as session:
            return [str(session.get_one(Question, _uuid(one)).result) for one in ids]

    def found(self, case: Placed, users: Iterable[str], value: str = "sustained", ground: str = "evidence") -> None:
        """A finding on every charge, put, voted with yes by all, announced."""
        members = list(users)
        for version in self.versions(case):
            self.act(
                members[0], case, "finding-questions", charge_version_id=version, value=value, ground=ground,
                reasons="The captures and the account data.",
            )  # fmt: skip
        self.voted(case, dict.fromkeys(members, "yes"))
        self.closed_questions(case, members[0])

    def weighed(self, case: Placed, user: str, level: str = "suspension") -> None:
        """Factors and, on the licence track, the baseline."""
        self.act(user, case, "factors", code="pattern", reason="A second post after a reminder.")
        self.act(user, case, "factors", code="no_prior_discipline", reason="None on any track.")
        if self.track(case) is Track.LICENCE:
            self.act(
                user, case, "baselines", standard="5.2", level=level, mental_state="knowledge", injury="some",
                reason="By analogy: no row exists for Rule 3.6.",
            )  # fmt: skip

    def proposed(self, case: Placed, users: Iterable[str], **sanction: Any) -> None:
        """A sanction proposed; where several decide, put to the vote, voted with yes and announced."""
        members = list(users)
        body = sanction or {
            "kind": "suspension",
            "amount": {"years": 1, "days": 1},
            "stayed": {"months": 6},
            "stayed_for_months": 12,
        }
        made = self.act(members[0], case, "proposed-sanctions", **body)
        if self.track(case) is Track.LICENCE:
            self.act(members[0], case, "sanction-questions", proposal=made["id"])
            self.voted(case, dict.fromkeys(members, "yes"))
            self.closed_questions(case, members[0])

    def issued(self, case: Placed, user: str, **more: Any) -> dict[str, Any]:
        """Issue the decision of the instance at work."""
        proof = "preponderance" if self.track(case) is Track.EMPLOYER else "clear_and_convincing"
        return self.act(user, case, "decisions", **{"proof": proof, "reasons": REASONS, "attested": True, **more})

    def recommended(self, case: Placed, **sanction: Any) -> None:
        """The panel finds, weighs, proposes and reports; its report is served."""
        self.found(case, PANEL)
        self.weighed(case, PANEL[0])
        self.proposed(case, PANEL, **sanction)
        self.issued(case, PANEL[0])
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "panel_report"))

    def board_seated(self, case: Placed) -> None:
        """The board named and declared."""
        self.composed(case, BOARD)
        self.declared(case, BOARD)

    def exceptions_waived(self, case: Placed) -> None:
        """Neither side objects to the report."""
        for side in ("respondent", "office"):
            self.act("clerk", case, "exceptions", side=side, waived=True)

    def ordered(self, case: Placed, **sanction: Any) -> None:
        """The board's order, and its service."""
        self.board_seated(case)
        self.exceptions_waived(case)
        self.found(case, BOARD)
        self.weighed(case, BOARD[0])
        self.proposed(case, BOARD, **sanction)
        self.issued(case, BOARD[0])
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "final_order"))

    def decided(self, track: Track = Track.LICENCE, **sanction: Any) -> Placed:
        """A case decided with a sanction, its order served."""
        case = self.in_deliberation(track)
        if track is Track.LICENCE:
            self.recommended(case, **sanction)
            self.ordered(case, **sanction)
        else:
            self.decided_by_official(case, **sanction)
        assert self.stage(case) is Stage.DECIDED
        return case

    def decided_by_official(self, case: Placed, **sanction: Any) -> None:
        """The official finds, weighs, proposes and decides; the decision is served."""
        user = "deciding_official"
        for version in self.versions(case):
            self.act(
                user, case, "findings", charge_version_id=version, value="sustained", ground="evidence",
                reasons="The captures and the account data.",
            )  # fmt: skip
        self.weighed(case, user)
        effective = self.clock.now().date().isoformat()
        self.proposed(case, [user], **(sanction or {"kind": "termination", "effective_on": effective}))
        self.issued(case, user)
        self.clock.advance(minutes=1)
        self.serve(case, self.latest_letter(case, "final_order"))

    def in_deliberation(self, track: Track = Track.LICENCE, *titles: str) -> Placed:
        """A case whose first instance deliberates."""
        respondent = "respondent" if track is Track.LICENCE else "respondent_two"
        case = self.in_cause_review(track, respondent)
        self.charged(case, *titles)
        self.served_charges(case)
        self.answered_charges(case)
        self.seated(case)
        self.heard(case)
        return case

    def row_of(self, case: Placed) -> Case:
        """The case as the database has it now."""
        return self.row(case.number)


def _uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(text)
