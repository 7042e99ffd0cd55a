"""Lost updates cannot happen: editors add one to the same number, each from what they last read."""

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.harness.databases import Kind, fresh
from tests.harness.office import PASSWORD, small_office
from tests.soak.filing import Server, served
from tests.soak.promises import Seen

EDITORS, EDITS, AT_ONCE = 50, 200, 5  # so many in one draft at the same moment


@dataclass(frozen=True)
class Shared:
    """A draft whose text is a number, and the session in which everybody edits it."""

    server: Server
    cookies: httpx.Cookies
    token: str
    path: str

    def edit(self, times: int) -> Counter[int]:
        """Read the number and write the next one, again where somebody was faster; the answers by status."""
        seen: Counter[int] = Counter()
        with httpx.Client(base_url=self.server.url, cookies=self.cookies, timeout=60) as client:
            seen[self._write(client, 0, None)] += 1
            while seen[200] < times:
                read = client.get(self.path)
                number = int(read.json()["report"]["narrative"] or 0)
                seen[self._write(client, number + 1, read.headers["ETag"])] += 1
        return seen

    def _write(self, client: httpx.Client, number: int, version: str | None) -> int:
        headers = {"X-CSRFToken": self.token} | ({"If-Match": version} if version else {})
        return client.put(self.path, json={"narrative": str(number)}, headers=headers).status_code


def lost_updates_cannot_happen(kind: Kind, share: float) -> Seen:
    """Every acknowledged edit counts in the end; then with versions that nobody compares."""
    drafts = max(1, int(EDITORS // AT_ONCE * share))
    edits = max(EDITS // AT_ONCE, int(EDITS * min(1.0, share * EDITORS // AT_ONCE)))
    wanted, refused = drafts * AT_ONCE * edits, drafts * AT_ONCE
    seen, number = run(kind, drafts, edits)
    _answers, control = run(kind, 1, 10, variant="compare_no_versions")
    others = seen.total() - seen[200] - seen[412] - seen[428]
    failed = abs(wanted - number) + others + (seen[428] != refused) + (control >= AT_ONCE * 10)
    words = (
        f"{refused} editors, {wanted} edits, {seen[412]} told to read again, {wanted - number} lost, "
        f"{seen[428]} refused without a version, other answers {others}"
    )
    text = f"with versions that nobody compares, {AT_ONCE * 10 - control} of {AT_ONCE * 10} lost"
    return Seen("lost_updates_cannot_happen", kind, wanted, failed, words, text)


def run(kind: Kind, drafts: int, edits: int, variant: str = "") -> tuple[Counter[int], int]:
    """What the editors were answered, and the sum of the numbers that stand in the end."""
    with (
        fresh(kind, small_office) as database,
        tempfile.TemporaryDirectory() as name,
        served(database, Path(name), variant) as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        signed_in = client.post("/api/session", json={"username": "supervisor", "password": PASSWORD})
        token = signed_in.json()["csrf_token"]
        shared = []
        for _ in range(drafts):
            made = client.post("/api/drafts", json={"narrative": "0"}, headers={"X-CSRFToken": token})
            shared.append(Shared(server, client.cookies, token, f"/api/drafts/{made.json()['id']}"))
        with ThreadPoolExecutor(drafts * AT_ONCE) as pool:
            answers = list(pool.map(lambda one: one.edit(edits), shared * AT_ONCE))
        numbers = [int(client.get(one.path).json()["report"]["narrative"]) for one in shared]
    return sum(answers, Counter[int]()), sum(numbers)
