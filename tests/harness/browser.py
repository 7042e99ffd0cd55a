"""A real browser, and a watch over each page: scripts that fail, rules that are broken, other hosts that are asked."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

# The shell is the same browser without its window, and takes a third less time for a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run", "--disable-dev-shm-usage"]
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every rule runs; of those that pass, only the places are not written down, which is half of axe's work.
AXE_CALL = """async tags => globalThis.axe
  ? (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})).violations : null"""
ASSETS = frozenset({"stylesheet", "script", "image", "font"})
# A refused form is answered with such a status on purpose, and Chromium writes each of them to the console.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|412|422|428)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless. Its absence is an error that names the package, never a skip."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong on a page behind its looks."""

    host: str
    found: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Begin to watch a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A broken content security policy is written to the console as an error too.
        if message.type == "error" and not REFUSED.match(message.text):
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in ("data", "blob", "about") and target.netloc != self.host:
            self.found.append(f"another host was asked: {request.url}")

    def _response(self, response: Response) -> None:
        is_asset = response.request.resource_type in ASSETS
        if response.status >= 500 or (response.status >= 400 and is_asset):
            self.found.append(f"{response.status}: {response.url}")


@dataclass
class Visits:
    """Opens pages, each in a context of its own, so that several people can be signed in at once."""

    browser: Browser
    base_url: str
    options: dict[str, Any] = field(default_factory=dict)
    watch: Watch = field(init=False)
    _closers: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(urlsplit(self.base_url).netloc)

    def __call__(self, **options: Any) -> Page:
        """A page of a new person at a new browser; options as in Playwright's new_context (viewport, color_scheme)."""
        settings = {"base_url": self.base_url, "locale": "en-US", "viewport": {"width": 1280, "height": 900}}
        context = self.browser.new_context(**{**settings, **self.options, **options})
        context.set_default_timeout(30_000)  # milliseconds: reached where something is wrong, not by a busy machine
        self._closers.append(context.close)
        page = context.new_page()
        self.watch.over(page)
        context.on("page", self.watch.over)
        return page

    def close(self) -> None:
        """Close what was opened, and fail when something went wrong on any page."""
        for close in self._closers:
            close()
        assert not self.watch.found, "\n".join(["on the pages of this test:", *self.watch.found])


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, no rule disabled: `rule: help (element)`, one line an element."""
    rules = page.evaluate(AXE_CALL, WCAG)
    if rules is None:  # no init script of the context brought it
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not a script tag: the page's own policy stays in force
        rules = page.evaluate(AXE_CALL, WCAG)
    return [
        f"{rule['id']}: {rule['help']} ({' '.join(map(str, node['target']))})"
        for rule in rules
        for node in rule["nodes"]
    ]
