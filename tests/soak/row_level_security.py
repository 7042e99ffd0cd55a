"""Row-level security alone holds: the program's filter off, every table and every page asked by everybody excluded."""

import random
import tempfile
from pathlib import Path

from tests.faults.pair import ROLES, Pair, pair_of
from tests.faults.policies import policies_off
from tests.faults.third_wall import Rows, addresses, betrayed, eyes, foreign, loosened, secret_rows, seen, unfiltered
from tests.faults.worlds import EXCLUDING, SHUT_OUT, exclude, kinds_in
from tests.harness.databases import Kind
from tests.soak.promises import Seen

ALWAYS = ("walled", "involved", "recused")  # a respondent's pages show their own case


def row_level_security_alone_holds(kind: Kind, share: float) -> Seen:
    """Read every table as everybody under every excluding relation, then a share of all pages with the filter off."""
    with tempfile.TemporaryDirectory() as folder, pair_of(kind, Path(folder)) as pair:
        rows, tried, wrong = secret_rows(pair), 0, list[str]()
        for turn in range(len(EXCLUDING)):
            kinds = kinds_in(turn)
            _exclude(pair, kinds)
            for user in SHUT_OUT:
                tried += len(rows)
                wrong += [f"{user}, {kinds[user]}: {table}" for table in foreign(pair.has, user, kinds[user], rows)]
        asked, shown, bare = _pages(pair, share)
        loose = _loosened(pair, rows)
    for line in [*wrong, *shown]:
        print(line)
    words = f"{len(rows)} tables, {len(SHUT_OUT)} people, 4 relations, {asked} pages with the filter off"
    control = f"each of {loose} policies taken away shows its table; without any, {bare} pages betray the matters"
    is_caught = loose == len(rows) and bare > 0
    return Seen(
        "row_level_security_alone_holds", kind, tried + asked, len(wrong) + len(shown) + (not is_caught), words, control
    )


def _exclude(pair: Pair, kinds: dict[str, str]) -> None:
    exclude(pair.has, pair.secret, kinds)
    pair.has.clock.advance(seconds=1)


def _pages(pair: Pair, share: float) -> tuple[int, list[str], int]:
    """How many pages were asked for, which betray something, and how many of them do so without policies."""
    chance, asked, shown, bare = random.Random(29), 0, list[str](), 0
    for relation in ALWAYS:
        _exclude(pair, dict.fromkeys(SHUT_OUT, relation))
        for user in ROLES:
            some = [one for one in addresses(pair, user) if chance.random() < share or one.path == "/api/cases"]
            with unfiltered():
                shown += [f"{path} as {user}, {relation}" for path in betrayed(pair, user, some)]
            asked += len(some)
    with unfiltered(), policies_off(pair.has):
        for user in ROLES:
            bare += len(betrayed(pair, user, [one for one in addresses(pair, user) if one.path == "/api/cases"]))
    return asked, shown, bare


def _loosened(pair: Pair, rows: Rows) -> int:
    """How many tables show their rows to somebody excluded once their own policy is taken away."""
    found = 0
    for table, count in rows.items():
        with loosened(pair.has, table), eyes(pair.has, "clerk") as session:
            found += bool(seen(session, {table: count}))
    return found
