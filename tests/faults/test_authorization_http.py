"""Authorization through the front door: a sample of the hand-written cells, asked over HTTP as the right person."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.acts import REGISTRY
from db.domain.stage import Stage
from db.identity import new_id
from db.models import Case, Letter, Service
from db.session import Sessions
from tests.faults.expectations import read_expectations
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import PARTS, small_office
from tests.harness.people import SignedIn

EXPECTED = read_expectations()
SEEING = ("case:read", "case:header", "sanction:read")
# Pages of the case: what opens each, any of these.
PAGES = {
    "": SEEING,
    "/timeline": ("case:read",),
    "/posts": ("case:read",),
    "/decision": ("case:read",),
    "/sanctions": ("sanction:read", "case:read"),
}
PARTS_IN_CASE = {
    "investigator": "investigator", "investigator_two": "witness", "cause_reviewer": "cause_reviewer",
    "counsel": "presenting_counsel", "member_lawyer": "panel_member", "member_public": "board_member",
    "member_lawyer_two": "appeal_member", "deciding_official": "deciding_official", "leader": "grantee",
    "supervisor": "reporter", "supervisor_two": "monitor", "intake": "screener", "admin": "chain_of_command",
}  # fmt: skip
UNKNOWN = "SM-26-K7QF3M"  # a number as any other; nothing has it
EXCLUDING = ("walled", "involved", "recused", "respondent")
USERS = sorted(user for user, part in PARTS.items() if part.roles and user != "respondent")


@pytest.fixture
def fill() -> Fill:
    return small_office


@dataclass(frozen=True)
class Asked:
    """One request: who asks for which page of which case, and what the file expects."""

    user: str
    case: str
    number: str
    path: str
    status: int


def excluding_for(user: str) -> str:
    """Each excluding relation in turn."""
    return EXCLUDING[USERS.index(user) % len(EXCLUDING)]


def relations_in(kind: str, user: str) -> frozenset[str]:
    """The relations that a user has in each of the three cases of a stage."""
    natural = {PARTS_IN_CASE[user]} if user in PARTS_IN_CASE else set()
    return frozenset({"none": set(), "natural": natural, "excluded": natural | {excluding_for(user)}}[kind])


def placed(matters: Matters) -> dict[tuple[str, str], Placed]:
    """Three cases at each stage: nobody has a part in it; everybody has theirs; all of them are excluded besides."""
    found: dict[tuple[str, str], Placed] = {}
    for stage in Stage:
        for kind in ("none", "natural", "excluded"):
            related = {} if kind == "none" else PARTS_IN_CASE
            found[stage.value, kind] = one = matters.case(stage=stage, related=related)
            if kind == "excluded":
                exclude(matters, one)
            if kind == "natural" and stage is Stage.CHARGED:
                serve_charges(matters, one)
    return found


def exclude(matters: Matters, one: Placed) -> None:
    with matters.work("conflict_officer", "conflict:ruled") as work:
        case = work.session.get_one(Case, one.id)
        for user in USERS:
            matters.relation(work.session, matters.person(work.session, user), excluding_for(user), case)


def serve_charges(matters: Matters, one: Placed) -> None:
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


def expected_status(permissions: tuple[str, ...], user: str, case: tuple[str, str]) -> int:
    """200 where any of these is held; 403 where the person sees the case; else 404, as if there were nothing."""
    roles, relations = frozenset(PARTS[user].roles), relations_in(case[1], user)
    served = case == ("charged", "natural")
    if any(EXPECTED.allow(one, roles, relations, case[0], served) for one in permissions):
        return 200
    return 403 if any(EXPECTED.allow(one, roles, relations, case[0], served) for one in SEEING) else 404


def sample(cases: dict[tuple[str, str], Placed]) -> list[Asked]:
    """For each page and form: one request for each answer that the file expects of somebody somewhere."""
    asked: dict[str, tuple[str, ...]] = {**PAGES}
    asked |= {f"/acts/{act.slug}": (act.name,) for acts in REGISTRY.values() for act in acts if act.on == "case"}
    source, found = random.Random(7), []
    for path, permissions in sorted(asked.items()):
        ways = [(user, case) for user in USERS for case in cases]
        source.shuffle(ways)
        taken: Counter[int] = Counter()
        for user, case in ways:
            status = expected_status(permissions, user, case)
            if not taken[status]:
                taken[status] += 1
                found.append(Asked(user, ", ".join(case), cases[case].number, path, status))
    return found


def differences(people: dict[str, SignedIn], asked: Iterable[Asked]) -> list[str]:
    """The requests that are answered otherwise than the file says."""
    wrong: list[str] = []
    for one in asked:
        said = people[one.user].get(f"/cases/{one.number}{one.path}").status_code
        wanted = one.status
        if wanted == 404:  # as if there were nothing: where a role opens no such page at all, that is a 403
            wanted = people[one.user].get(f"/cases/{UNKNOWN}{one.path}").status_code
            assert wanted in (403, 404)
        if said != wanted:
            wrong.append(f"{one.path} as {one.user} in {one.case}: {said}, not {wanted}")
    return wrong


def test_pages_and_forms_answer_as_the_hand_written_file_says(
    client: TestClient[Litestar], sessions: Sessions, clock: MovableClock
) -> None:
    asked = sample(placed(Matters(sessions, clock)))
    assert len(asked) >= 200
    people = {user: SignedIn(client, clock, user) for user in USERS}
    assert differences(people, asked) == []
