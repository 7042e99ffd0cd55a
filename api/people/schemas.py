"""What a look-up of people answers."""

import msgspec


class PersonRow(msgspec.Struct):
    """Somebody on the roster: `value` is their id, `warning` what whoever names them should know first."""

    value: str
    label: str
    detail: str
    warning: str = ""


class PeopleAnswer(msgspec.Struct):
    """At most twelve people, by name."""

    results: list[PersonRow]
