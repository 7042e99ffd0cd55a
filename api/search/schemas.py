"""What a search answers."""

import msgspec


class Hit(msgspec.Struct):
    """One thing found. `kind` is case, report, own_report or person; `number` is empty for a person."""

    kind: str
    number: str
    title: str
    text: str
    href: str


class SearchAnswer(msgspec.Struct):
    """What was found among what you may see. `more` is true where a kind has further hits than are listed."""

    query: str
    hits: list[Hit]
    more: bool
