"""Walls hide existence: every role under every excluding relation asks the whole application, in both worlds."""

import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

from db import visibility
from tests.faults.crawl import Question, beside, own, plain
from tests.faults.pair import ROLES, Pair, pair_of, unwalled
from tests.faults.policies import policies_off
from tests.faults.worlds import EXCLUDING, SHUT_OUT, exclude, kinds_in, open_matters
from tests.harness.databases import Kind
from tests.soak.promises import Seen


def walls_hide_existence(kind: Kind, share: float) -> Seen:
    """Compare a share of every question that can be asked; then once more with the wall taken out of the queries."""
    chance = random.Random(28)

    def some(questions: Iterable[Question]) -> list[Question]:
        return [one for one in questions if chance.random() < share]

    with tempfile.TemporaryDirectory() as folder, pair_of(kind, Path(folder)) as pair:
        for turn in range(len(EXCLUDING)):
            kinds = kinds_in(turn)
            exclude(pair.has, pair.secret, kinds)
            for user in ROLES:
                pair.ask(user, some(one for one in plain(pair.has_not) if one.route.is_open_to(user)), kinds[user])
            pair.ask_own(some(own(pair.has, pair.secret)), kinds, most=len(ROLES))
        exclude(pair.has, pair.secret, dict.fromkeys(SHUT_OUT, "walled"))
        pair.ask_beside(some(beside(pair.has_not, *open_matters(pair.has_not))), ROLES, most=len(ROLES))
        tried, failed, words = pair.compared, list(pair.wrong), _words(pair)
        betrayed = _without_the_wall(pair)
    for line in failed:
        print(line)
    control = f"without the exclusion in the queries, the clerk's pages betray the matters {betrayed} times"
    return Seen("walls_hide_existence", kind, tried, len(failed) + (betrayed == 0), words, control)


def _words(pair: Pair) -> str:
    """What was compared: answers of somebody signed in, by what they were; `compare` takes no other."""
    shown, hidden = pair.statuses[200], pair.statuses[404]
    answers = f"{shown} shown, {hidden} not found, {pair.compared - shown - hidden} refused otherwise"
    return f"{len(pair.reached)} routes asked in both worlds ({answers}), {len(pair.wrong)} answered differently"


def _without_the_wall(pair: Pair) -> int:
    """How many of the clerk's plain pages differ once the queries exclude nobody, and no policy stands behind them."""
    with unwalled(visibility, frozenset({"nothing"})), policies_off(pair.has):
        return len(pair.ask("clerk", [one for one in plain(pair.has_not) if one.route.permission == "case:list"]))
