"""The frontend kit by itself: every macro, wide and narrow, light and dark, under the real content security policy."""

import json
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from api.rendering import static_version
from api.security import content_security_policy
from api.settings import ROOT
from tests.harness.browser import Visits, axe_violations
from tests.pages.gallery import PAGES, gallery_page, static_root

HOST = "http://office.test"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Opener = Callable[..., Page]
Answers = dict[str, Callable[[Route], None]]


def _serve(route: Route, answers: Answers) -> None:
    path = route.request.url.removeprefix(HOST).split("?")[0]
    if path in answers:
        answers[path](route)
    elif path in PAGES:
        headers = {"Content-Security-Policy": content_security_policy("gallery")}
        route.fulfill(body=gallery_page(path), content_type="text/html; charset=utf-8", headers=headers)
    elif path.startswith(static_root()):
        file = ROOT / "frontend" / "static" / static_version() / path.removeprefix(static_root())
        route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix[1:], "application/octet-stream"))
    else:
        route.fulfill(status=404, body="gone")


@pytest.fixture
def gallery(browser: Browser) -> Iterator[Opener]:
    visits = Visits(browser, HOST)

    def opened(path: str, *, scripts: bool = True, answers: Answers | None = None) -> Page:
        page = visits(java_script_enabled=scripts)
        page.route("**/*", lambda route: _serve(route, answers or {}))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    visits.close()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_macro_passes_axe_wide_and_narrow_light_and_dark_and_never_scrolls_sideways(
    gallery: Opener, path: str
) -> None:
    page = gallery(path)
    assert page.locator("h1").count() == 1
    for width in (1280, 320):
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert axe_violations(page) == [], f"{width} {scheme}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_chart_is_drawn_with_bold_words_in_the_colors_of_the_theme(gallery: Opener) -> None:
    page = gallery("/figures")
    expect(page.locator("html[data-charts=drawn]")).to_have_count(1)
    bold = page.locator(".annotation-text tspan").first
    assert bold.evaluate("node => getComputedStyle(node).fontWeight") == "700"
    bar = "document.querySelector('.bars .point path').style.fill"
    assert page.evaluate(bar) == "rgb(0, 114, 178)"
    page.locator(".account summary").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function(f"() => {bar} === 'rgb(86, 180, 233)'")


def test_without_scripts_the_table_stands_in_for_the_chart(gallery: Opener) -> None:
    page = gallery("/figures", scripts=False)
    expect(page.get_by_role("cell", name="fewer than 5")).to_be_visible()
    expect(page.locator(".chart").first).to_be_hidden()


def test_with_scripts_the_table_opens_on_demand(gallery: Opener) -> None:
    page = gallery("/figures")
    expect(page.get_by_role("cell", name="fewer than 5")).to_be_hidden()
    page.get_by_text("View as table").click()
    expect(page.get_by_role("cell", name="fewer than 5")).to_be_visible()


def test_a_draft_says_when_it_was_saved_and_when_it_could_not(gallery: Opener) -> None:
    sent: list[dict[str, object]] = []

    def save(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}"))
        assert route.request.headers["x-csrftoken"] == "token"
        if len(sent) == 1:
            route.fulfill(json={"saved_words": "2:14 PM EDT", "version": 4})
        else:
            route.fulfill(status=409, json={"detail": "The draft is gone."}, content_type="application/problem+json")

    page = gallery("/form", answers={"/draft": save})
    page.get_by_label("The words").fill("new words")
    page.get_by_label("The story").focus()
    expect(page.get_by_text("Draft saved 2:14 PM EDT")).to_be_visible()
    assert sent[0]["words"] == "new words"
    assert sent[0]["oath"] == "true"
    assert sent[0]["several"] == ["yes"]
    assert "_csrf_token" not in sent[0]
    expect(page.locator("input[name=version]")).to_have_value("4")
    page.get_by_label("The words").fill("newer words")
    page.get_by_label("The story").focus()
    expect(page.get_by_text("Not saved. The draft is gone. Trying again every 20 seconds.")).to_be_visible()


def test_a_person_is_chosen_from_suggestions_by_keyboard_alone(gallery: Opener) -> None:
    people = [{"value": "17", "label": "Cora Haddow", "detail": "Unit 2", "warning": "This is your supervisor."}]
    page = gallery("/form", answers={"/lookup": lambda route: route.fulfill(json=people), "/draft": _ok})
    box = page.get_by_label("The person")
    box.press_sequentially("cor")
    expect(page.get_by_role("option", name="Cora Haddow")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Cora Haddow")
    expect(page.locator("input[name=person_id]")).to_have_value("17")
    expect(page.get_by_text("This is your supervisor.")).to_be_visible()
    box.press_sequentially("x")
    expect(page.locator("input[name=person_id]")).to_have_value("")


def _ok(route: Route) -> None:
    route.fulfill(json={})


def test_a_file_over_the_limit_keeps_its_row_and_is_not_sent(gallery: Opener) -> None:
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(json={"sha256": "9f2c" * 16, "saved_words": "2:15 PM EDT"})

    page = gallery("/form", answers={"/upload": take, "/draft": _ok})
    chooser = page.locator("input[type=file]")
    small: FilePayload = {"name": "small.png", "mimeType": "image/png", "buffer": b"1" * 10}
    large: FilePayload = {"name": "large.mov", "mimeType": "video/mp4", "buffer": b"1" * 2000}
    chooser.set_input_files([small, large])
    rows = page.locator("#files li")
    expect(rows.filter(has_text="small.png")).to_contain_text("Saved")
    expect(rows.filter(has_text="large.mov")).to_contain_text("so it was not sent")
    expect(rows.filter(has_text="large.mov")).to_contain_text("Not saved")
    assert len(sent) == 1


def test_an_error_stands_in_the_summary_and_at_its_field(gallery: Opener) -> None:
    page = gallery("/form", answers={"/draft": _ok})
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="The words: Write something else.").click()
    field = page.get_by_label("The words")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("About words. Error: Write something else.")


def test_what_was_typed_is_shown_as_text_and_never_as_markup(gallery: Opener) -> None:
    page = gallery("/form", answers={"/draft": _ok})
    expect(page.get_by_label("The story")).to_have_value("It <began>")
    assert page.locator("began").count() == 0
