"""A supervisor files a report on its five pages, with what they saw and a picture of it."""

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.cast import Cast, follow, missing
from tests.journeys.form import fill

DECLARED = "What I have written is true as far as I know, and I have kept nothing back that would change its meaning."


@dataclass(frozen=True)
class Seen:
    """A post as the supervisor saw it; every field of the page by its label."""

    words: str
    answers: dict[str, object]


def picture(folder: Path, name: str, shade: int) -> Path:
    """A picture of 64 by 48 points in one shade, as a screenshot would be: a real PNG."""
    rows = b"".join(b"\x00" + bytes([shade, 60, 120]) * 64 for _ in range(48))
    header = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    path = folder / name
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def begin(cast: Cast, user: str) -> Page:
    """From the supervisor's own reports to the first chapter."""
    page = cast.menu(user, "My reports")
    follow(page, page.get_by_role("link", name="Report a concern").first)
    follow(page, page.get_by_role("button", name="Start a report"))
    return page


def say_what_happened(page: Page, words: str, found_on: str) -> None:
    """Chapter 1."""
    fill(page.locator("form.form"), {"What happened?": words, "When did you find out?": {"Date": found_on}})
    press(page, "Next: Who")


def describe_person(page: Page, words: str) -> None:
    """Chapter 2: somebody whom the supervisor can only describe."""
    fill(page.locator("form.form"), {"Name": words, "How are they part of this?": "The report is about them"})
    press(page, "Add this person")
    assert "The board office finds out who this is." in page.locator("article.post").inner_text()


def find_person(page: Page, search: str, name: str) -> None:
    """Chapter 2: somebody found in the roster by typing, and chosen from the list."""
    page.get_by_role("combobox", name="Name").press_sequentially(search)
    page.get_by_role("option").filter(has_text=name).click()
    fill(page.locator("form.form"), {"How are they part of this?": "The report is about them"})
    press(page, "Add this person")
    assert "The board office finds out" not in page.locator("article.post").inner_text()


def add_post(page: Page, seen: Seen, file: Path | None = None) -> None:
    """Chapter 3: one post, with its picture where there is one."""
    fill(page.locator("form.form"), {**seen.answers, "What does it say?": seen.words})
    if file:
        page.get_by_label("Files").set_input_files(file)
        page.locator("#post-files li").filter(has_text=file.name).get_by_role("button", name="Remove").wait_for()
    press(page, "Done with post")
    assert seen.words in page.locator("main").inner_text()


def go_to(page: Page, chapter: str) -> None:
    """Another chapter, by the list of chapters."""
    follow(page, page.get_by_role("link", name=re.compile(rf"{chapter}")).first)


def press(page: Page, button: str) -> None:
    """Press a button that saves and goes on."""
    follow(page, page.get_by_role("button", name=button).first)


def refused_report(page: Page) -> list[str]:
    """Try to submit: what the page says is missing."""
    press(page, "Submit report")
    return missing(page)


def submit(page: Page) -> str:
    """Declare and submit; the reference number of the receipt."""
    page.get_by_label(DECLARED).check()
    press(page, "Submit report")
    page.get_by_text("Your report is with the board office.").wait_for()
    return page.get_by_role("heading", level=1).inner_text()
