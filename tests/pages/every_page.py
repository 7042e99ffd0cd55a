"""Where to see each page: for every HTML address of the application, one that is filled in, and who may open it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, select

from api.acts import REGISTRY
from api.openid import RETURN
from db.domain.permission import Permission, is_allowed, is_portal
from db.domain.stage import Stage, Track
from db.identity import new_id
from db.models import (
    Account,
    Action,
    Case,
    Evidence,
    Incident,
    Letter,
    MatterRelation,
    OpenIdLink,
    Policy,
    PolicySection,
    PolicyVersion,
    Service,
    TrainingModule,
    TrainingSession,
)
from db.session import Sessions, make_sessions
from db.visibility import are_charges_served, relations_to
from tests.faults.crawl import Route, roles_of
from tests.faults.secret_matters import with_secret
from tests.faults.worlds import USERS
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Database
from tests.harness.matters import Matters, Placed
from tests.harness.office import PASSWORD

PARTS_IN_CASE = {
    "investigator": "investigator", "cause_reviewer": "cause_reviewer", "counsel": "presenting_counsel",
    "member_lawyer": "panel_member", "member_public": "board_member", "member_lawyer_two": "appeal_member",
    "deciding_official": "deciding_official", "supervisor": "reporter", "hr": "monitor",
}  # fmt: skip
CHAPTERS = ("what-happened", "who", "posts", "rules", "review")
OF_THE_OFFICE = {"/actions/": Action.id, "/policies/": Policy.code, "/trainings/": TrainingModule.code}
LATER = START + timedelta(days=400)
# An identity provider that is never asked: to show its button takes no more than these settings.
ISSUER = "https://login.example"
PROVIDER = {"oidc_issuer": ISSUER, "oidc_client_id": "probity", "oidc_client_secret": "an invented secret"}
REFUSALS = {RETURN: (401, 404)}
"""Pages that are only ever a refusal: its status in an office with an identity provider, and in one without."""


def office_full_of_pages(database: Database) -> None:
    """The office in which cases were driven to their orders, and a bare case at each stage of each track."""
    with_secret(database)
    sessions = make_sessions(database.url).as_system("tests")
    matters = Matters(sessions, MovableClock(LATER))
    for stage in Stage:
        for track in Track:
            one = matters.case("respondent_two", stage=stage, track=track, related=PARTS_IN_CASE, days_ago=40)
            _serve(matters, one)
    matters.case("respondent_two", related={"counsel": "speech_reviewer"})
    _of_the_office(sessions)
    _links(sessions)
    sessions.close()


def _of_the_office(sessions: Sessions) -> None:
    """A policy with a section, a training module with a session, an action: what leadership looks after."""
    day = START.date()
    with sessions.writing() as session:
        session.begin_act("policy:added", actor="system:test", at=START)
        owner = session.scalars(select(Account.person_id).where(Account.username == "leader")).one()
        policy, module = (
            Policy(code="policy", title="Social media"),
            TrainingModule(code="module", title="Online", subtypes=[]),
        )
        session.add_all([policy, module])
        session.flush()
        version = PolicyVersion(policy_id=policy.id, version=1, from_on=day, until_on=None, summary="What is expected.")
        session.add_all([version, TrainingSession(module_id=module.id, label="Round one", on=day)])
        session.flush()
        session.add(
            PolicySection(
                version_id=version.id, code="1", title="Pending matters", text="Nobody posts about them.",
                subtypes=["nonpublic_facts"], owner_id=owner, review_on=day,
            )
        )  # fmt: skip
        session.add(
            Action(
                kind="policy", title="Review the section", signal={"figure": "rate", "filters": {}}, owner_id=owner,
                due_on=day, hypothesis="It is old.", expected="Fewer questions.", status="open", reason="",
                adopted_on=None, ended_on=None, evaluation={}, at=START,
            )
        )  # fmt: skip


def _links(sessions: Sessions) -> None:
    """The clerk signs in by the identity provider; a link to a long identifier waits for a second person."""
    with sessions.writing() as session:
        ids = {row.username: row.id for row in session.scalars(select(Account))}
        session.begin_act("openid:linked", actor="system:test", at=START)
        for username, subject, approved_by in (("clerk", "u-4711", "leader"), ("hr", "auth0|" + "5f7c8ec7" * 12, "")):
            session.add(
                OpenIdLink(
                    account_id=ids[username], issuer=ISSUER, subject=subject, asked_by_id=ids["admin"],
                    asked_at=START, reason="Asked in person", approved_by_id=ids.get(approved_by),
                    approved_at=START if approved_by else None, ended_at=None,
                )
            )  # fmt: skip


def _serve(matters: Matters, one: Placed) -> None:
    """Something was served, so that the portal exists."""
    with matters.work("clerk", "letter:served") as work:
        at, by_id = work.now - timedelta(days=1), work.viewer.account_id
        letter = Letter(
            id=new_id(), case_id=one.id, kind="charges", round=1, template="charges", template_sha256="0" * 64,
            subject="Charges", body="The charges.", facts={}, drafted_by_id=by_id, at=at, recalled_at=None,
        )  # fmt: skip
        work.session.add(letter)
        work.session.flush()
        work.session.add(
            Service(
                id=new_id(), letter_id=letter.id, case_id=one.id, on="respondent", method="in_person", proof="Signed",
                address="Front office", attempted_at=at, succeeded=True, deemed_served_at=at, by_id=by_id,
            )
        )  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One page to look at: the address of the application, the address filled in, who opens it."""

    route: str
    path: str
    user: str
    status: int = 200

    @property
    def is_form(self) -> bool:
        """Whether it is the form of an act, which one template draws for all of them."""
        return "/acts/" in self.route

    @property
    def has_matter(self) -> bool:
        """Whether it is a page of one matter, so that there is a full one and a bare one."""
        return "{" in self.route


@dataclass
class Drafts:
    """Reports that the supervisor is still writing, over HTTP."""

    url: str

    def bare(self) -> str:
        """One just begun; its id."""
        return self._made({})

    def filled(self) -> str:
        """One with an answer in every chapter; its id."""
        post = {
            "key": "a", "kind": "comment", "platform": "news_comments", "url": "https://news.example/courts/4471#c-20931",
            "handle": "Courthouse Regular", "posted": {"date": "2026-02-26", "time": "08:40", "precision": "about"},
            "text": "Tomorrow will be fun.",
        }  # fmt: skip
        people = [{"key": "p", "part": "alleged", "name": "Somebody of the front office"}]
        matters = [{"key": "m", "number": "IND-4471/26"}]
        report = {"narrative": "I was shown a comment.", "people": people, "posts": [post], "matters": matters}
        return self._made({**report, "categories": ["nonpublic_facts"], "harm": "A juror may have read it."})

    def _made(self, report: dict[str, Any]) -> str:
        with httpx.Client(base_url=self.url) as client:
            who = client.post("/api/session", json={"username": "supervisor", "password": PASSWORD}).json()
            answer = client.post("/api/drafts", json=report, headers={"X-CSRFToken": who["csrf_token"]})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@dataclass
class Finder:
    """Finds a matter and a viewer for every address: the fullest that there is, or the barest."""

    sessions: Sessions
    clock: MovableClock
    draft_id: str
    bare: bool = False
    _cases: list[dict[str, Any]] = field(default_factory=list)
    _reports: list[dict[str, Any]] = field(default_factory=list)
    _served: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.sessions.reading() as session:
            people = {row.username: row.person_id for row in session.scalars(select(Account))}
            users = ("respondent", "respondent_two", *(user for user in USERS if user != "respondent_two"))
            posts = select(func.count()).where(MatterRelation.case_id == Case.id).scalar_subquery()
            for case in session.scalars(select(Case).order_by(posts.desc())):  # the fullest first
                served = are_charges_served(session, case.id)
                now = self.clock.now()
                held = {user: relations_to(session, people[user], now, case_id=case.id) for user in users}
                letter = session.scalar(select(Letter.id).where(Letter.case_id == case.id))
                evidence = session.scalar(select(Evidence.id).where(Evidence.case_id == case.id))
                facts = {"number": case.number, "stage": case.stage, "served": served, "held": held}
                self._cases.append({**facts, "letter_id": letter, "evidence_id": evidence})
            for row in session.scalars(select(Incident).order_by(Incident.received_at.desc())):
                held = {
                    user: relations_to(session, people[user], self.clock.now(), incident_id=row.id) for user in users
                }
                self._reports.append({"number": row.number, "stage": None, "served": False, "held": held})
        if self.bare:
            self._cases.reverse()
            self._reports.reverse()

    def visits(self, routes: list[Route]) -> Iterator[Visit]:
        """A visit to each of these addresses; raises LookupError for one that nobody can open."""
        for route in routes:
            yield from self._visits(route)

    def _visits(self, route: Route) -> Iterator[Visit]:
        names = set(route.parameters)
        if not names:
            user = next(user for user in ("clerk", *USERS, "respondent") if route.is_open_to(user))
            status, _ = REFUSALS.get(route.path, (200, 200))
            yield Visit(route.path, route.path, "" if route.handler.opt.get("public") else user, status)
        elif names <= {"draft_id", "chapter"}:
            for chapter in CHAPTERS if "chapter" in names else ("",):
                yield Visit(route.path, route.filled({"draft_id": self.draft_id, "chapter": chapter}), "supervisor")
        elif route.path.startswith(tuple(OF_THE_OFFICE)):
            yield Visit(route.path, route.filled({"number": self._office_number(route)}), "leader")
        elif names == {"username"}:
            yield Visit(route.path, route.filled({"username": "intake" if self.bare else "clerk"}), "admin")
        else:
            yield self._of_matter(route, names)

    def _office_number(self, route: Route) -> str:
        """What stands in the address of a policy, a training module or an action."""
        column = next(column for folder, column in OF_THE_OFFICE.items() if route.path.startswith(folder))
        with self.sessions.reading() as session:
            return str(session.scalars(select(column)).first())

    def _of_matter(self, route: Route, names: set[str]) -> Visit:
        permission = _asked(route)
        matters = self._reports if route.is_of_report else self._cases
        for matter in matters:
            values = {name: str(matter[name]) for name in names if matter.get(name)}
            if names - set(values) or (is_portal(permission) and not matter["served"]):
                continue
            for user, held in matter["held"].items():
                if is_allowed(
                    permission, roles=roles_of(user), relations=held, stage=matter["stage"],
                    charges_served=matter["served"],
                ):  # fmt: skip
                    return Visit(route.path, route.filled(values), user)
        raise LookupError(f"nobody can open {route.path}: {permission}")


def _asked(route: Route) -> Permission:
    """What it takes to open a page: of a form, the act's own permission."""
    for acts in REGISTRY.values():
        for act in acts:
            if route.path == act.form_href("{number:str}"):
                return Permission(act.name)
    return Permission(route.permission)
