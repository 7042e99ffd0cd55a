"""Acts: each is declared once, and has from that a JSON route, a form page, a guard and its exactly-once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import msgspec

from api.access import OFFICE_ROWS, MatterNotFound, access_case, access_incident
from api.changes import change_words, last_change
from api.errors import KeyMissing, KeyReused, VersionMissing, VersionStale
from api.forms import Choices
from db.idempotency import Claim, KeyUsedElsewhere, StoredAnswer, claim_key, store_answer
from db.models import Case, Incident
from db.visibility import is_anything_served
from db.work import Work


@dataclass(frozen=True)
class OfficeMatter:
    """What acts on the office itself are done on: nothing of its own (accounts, roster), or a policy, a training
    module or an action, with what stands in its address and what `api.access.OfficeRow` holds of it."""

    number: str = ""
    version: int = 0
    name: str = ""
    row: Any = None
    entry_id: UUID | None = None


Matter = Case | Incident | OfficeMatter


@dataclass(frozen=True)
class Outcome:
    """What a verb made: its id where it made something, and a sentence for the person."""

    id: UUID | None = None
    text: str = ""


def no_choices(_work: Work, _matter: Any) -> Choices:
    """For acts whose answers do not depend on the matter."""
    return {}


def no_values(_work: Work, _matter: Any) -> Mapping[str, Any]:
    """For acts whose form opens empty."""
    return {}


@dataclass(frozen=True)
class Act:
    """Something a person does on a matter. `name` is also its permission.

    `path` is the JSON resource under the matter, `slug` the form page, `section` where the person lands after it.
    `appends` marks acts that only add (vote, step, custody event): they need the key, not the matter's version.
    `on` says what the matter is: a case, a case through the respondent's portal, a report, one of the office's
    policies, training modules or actions, or the office itself (accounts, roster), whose acts have no number in
    their address and no version.
    """

    name: str
    path: str
    slug: str
    section: str
    title: str
    schema: type[msgspec.Struct]
    verb: Callable[..., Outcome | None]
    done: str = "Saved."
    intro: str = ""
    submit: str = ""
    appends: bool = False
    on: Literal["case", "portal", "report", "office", "policy", "training", "action"] = "case"
    choices: Callable[[Work, Any], Choices] = no_choices
    values: Callable[[Work, Any], Mapping[str, Any]] = no_values
    lands: str = ""  # where the person goes instead where the act ends their reading of the matter: "/" is the inbox
    warning: str = ""  # what cannot be undone: the form asks for a confirmation that names it
    signs: bool = False  # a vote or final decision: asks again who it is, and is signed by who has a passkey
    file_field: str = ""  # the field that takes an upload (StoredUpload): both routes then take multipart bodies

    @property
    def root(self) -> str:
        """The URL folder of the matter."""
        return "" if self.on == "office" else ROOTS[self.on]

    def matter_href(self, number: str) -> str:
        """The address under which the act's form stands."""
        return f"/{self.section}" if self.on == "office" else f"{self.root}/{number}"

    def json_href(self, number: str) -> str:
        """The address of the act's JSON resource, below /api."""
        return f"/{self.path}" if self.on == "office" else f"{self.root}/{number}/{self.path}"

    def form_href(self, number: str) -> str:
        """The form page of this act on a matter."""
        return f"{self.matter_href(number)}/acts/{self.slug}"

    def section_href(self, number: str) -> str:
        """Where the person lands after the act."""
        section = "" if self.section == "overview" else self.section
        return f"/{section}" if self.on == "office" else f"{self.root}/{number}/{section}".rstrip("/")

    def after_href(self, number: str) -> str:
        """Where the person goes once the act is done."""
        return self.lands or self.section_href(number)

    @property
    def has_version(self) -> bool:
        """Whether the act needs the version of its matter."""
        return not self.appends and self.on != "office"


ROOTS = {
    "action": "/actions",
    "case": "/cases",
    "policy": "/policies",
    "portal": "/portal",
    "report": "/reports",
    "training": "/trainings",
}
"""The URL folder of each kind of matter."""

REGISTRY: dict[str, list[Act]] = {}
"""Every declared act by its name (a few names serve both the office's page and the portal's)."""


def declare(*acts: Act) -> tuple[Act, ...]:
    """Take up acts, so that pages can link to the one that cures what is missing."""
    for act in acts:
        known = REGISTRY.setdefault(act.name, [])
        if all((other.on, other.slug) != (act.on, act.slug) for other in known):
            known.append(act)
    return acts


def act_named(name: str | None, on: str = "case") -> Act | None:
    """The declared act of this name on this kind of matter, if any."""
    return next((act for act in REGISTRY.get(name or "", []) if act.on == on), None)


def access_matter(work: Work, act: Act, number: str) -> Matter:
    """Load and authorize the act's matter; the same 404 for what does not exist and what is hidden."""
    if act.on == "office":
        return OfficeMatter()
    if act.on == "report":
        return access_incident(work, number, act.name)
    if act.on in OFFICE_ROWS:
        found = OFFICE_ROWS[act.on](work, number)
        return OfficeMatter(number, found.version, found.name, found.row, found.entry_id)
    case = access_case(work, number, act.name)
    if act.on == "portal" and not is_anything_served(work.session, case.id):
        raise MatterNotFound
    return case


def ensure_version(work: Work, matter: Matter, given: str | None) -> None:
    """Raise VersionMissing without, and VersionStale with another version than the matter's own."""
    if not given:
        raise VersionMissing
    if given.strip().strip('W/"') != str(matter.version):
        raise VersionStale(change_words(work, last_change(work, matter)), matter.version)


@dataclass(frozen=True)
class Around:
    """What is asked before an act and done after it, in its transaction: see api/signing.py."""

    before: Callable[[Work, Act], None]
    after: Callable[[Work, Act, Any, UUID | None], None]


def perform(
    work: Work, act: Act, number: str, data: msgspec.Struct, *, key: str, version: str | None, around: Around
) -> tuple[StoredAnswer, str]:
    """Do an act once: claim its key, check access and version, run the verb, store the answer.

    Returns the stored answer and the sentence to show. A repeated key returns the first answer without acting.
    """
    if not key or len(key) > 200:
        raise KeyMissing
    request = f"{act.on} {number} {act.path}"
    try:
        plain = msgspec.to_builtins(data, str_keys=True)  # keys of a matrix are ids, which JSON writes as text
        claim = claim_key(work, key, request, msgspec.json.encode(plain, order="sorted"))
    except KeyUsedElsewhere:
        access_matter(work, act, number)  # what was once sent to a matter that is hidden by now leaves no trace either
        raise KeyReused from None
    if isinstance(claim, StoredAnswer):
        access_matter(work, act, number)  # a wall that came down since then hides the old answer too
        return claim, act.done
    matter = access_matter(work, act, number)
    if act.has_version:
        ensure_version(work, matter, version)
    around.before(work, act)
    outcome = act.verb(work, matter, data) or Outcome()
    around.after(work, act, matter, outcome.id)
    work.session.flush()
    if act.on in OFFICE_ROWS:
        matter = access_matter(work, act, number)
    answer = _answer(matter, outcome)
    if isinstance(claim, Claim):
        store_answer(work, claim, answer)
    return answer, outcome.text or act.done


def _stage(matter: Matter) -> str:
    if isinstance(matter, Case):
        return matter.stage.value
    return matter.status.value if isinstance(matter, Incident) else str(getattr(matter.row, "status", ""))


def _answer(matter: Matter, outcome: Outcome) -> StoredAnswer:
    body = {
        "id": str(outcome.id) if outcome.id else None,
        "number": matter.number,
        "version": matter.version,
        "stage": _stage(matter),
    }
    return StoredAnswer(201, {"ETag": f'"{matter.version}"'}, msgspec.json.encode(body).decode())
