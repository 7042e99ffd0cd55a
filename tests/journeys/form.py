"""Fills a form as a person does: by the labels on it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator


def fill(form: Locator, answers: Mapping[str, Any]) -> None:
    """Answer each question by its label.

    A text types or chooses; True and False tick a box; a list ticks several; a mapping answers row by row (a matrix) or
    part by part (a length in years, months and days); a path hands in a file.
    """
    for label, answer in answers.items():
        group = form.get_by_role("group", name=_named(label))
        if group.count():
            _answer_group(group.first, answer)
        else:
            _answer_field(form.get_by_label(_named(label)), answer)


def _named(label: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(label)}\s*(\(.*\))?\s*$")


def _answer_group(group: Locator, answer: Any) -> None:
    if isinstance(answer, Mapping):
        for key, value in answer.items():
            row = group.get_by_role("group", name=re.compile(rf"^{re.escape(key)}(?!\w)"))
            if row.count():
                for one in row.all():
                    one.get_by_label(str(value), exact=True).check()
            else:
                _answer_field(group.get_by_label(_named(key)), value)
        return
    for value in [answer] if isinstance(answer, str) else list(answer):
        found = group.get_by_label(value, exact=True)
        if not found.count():
            found = group.get_by_label(re.compile(rf"^{re.escape(value)}"))
        assert found.count() == 1, f"{found.count()} answers {value!r} in:\n{group.inner_text()}"
        found.check()


def _answer_field(box: Locator, answer: Any) -> None:
    if isinstance(answer, bool):
        box.set_checked(answer)
    elif isinstance(answer, Path):
        box.set_input_files(answer)
    elif isinstance(answer, Sequence) and not isinstance(answer, str):
        raise TypeError(f"{answer!r} is for several boxes, and there is one")
    else:
        options = box.evaluate("one => one.options ? [...one.options].map(row => row.label) : null")
        if options is None:
            box.fill(str(answer))
        else:
            fitting = [row for row in options if row == answer] or [row for row in options if row.startswith(answer)]
            assert len(fitting) == 1, f"{answer!r} is not one of {options}"
            box.select_option(label=fitting[0])
