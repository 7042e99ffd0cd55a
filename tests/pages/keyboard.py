"""A person who uses the keyboard alone: Tab to move, and at each stop the focus is looked at."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ElementHandle, Locator, Page

STAYS = 8  # a date or a time is one element with a stop for each of its parts, and for its calendar
FAR = 200  # more stops than any page of this journey has

# Where the focus is, and whether it can be seen: an outline on the element, or on the label that is drawn in its place.
HERE = """target => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const label = one.nextElementSibling;
  const drawn = [one, label && label.htmlFor === one.id ? label : null].filter(Boolean);
  const ringed = drawn.find(node => {
    const style = getComputedStyle(node);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (ringed || one).getBoundingClientRect();
  const words = one.labels?.[0]?.innerText || one.getAttribute('aria-label') || one.innerText || one.name || '';
  window.keyboardStops ??= new Map();
  if (!window.keyboardStops.has(one)) window.keyboardStops.set(one, window.keyboardStops.size);
  return {
    key: window.keyboardStops.get(one), inside: !one.matches(':focus'), ringed: Boolean(ringed),
    reached: target ? target.contains(one) : false,
    name: `${one.localName} ${words.trim().slice(0, 60)}`,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth,
  };
}"""


@dataclass
class Keyboard:
    """Presses keys on one page; every stop of Tab must show the focus, and none may hold or lose it."""

    page: Page
    stops: list[str] = field(default_factory=list)
    _calendar: tuple[ElementHandle, bytes] | None = None

    def tab(self, *, back: bool = False, target: ElementHandle | None = None) -> dict[str, Any]:
        """Go to the next stop, or the one before: what has the focus there, and whether it is (in) the target."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        here: dict[str, Any] | None = self.page.evaluate(HERE, target)
        assert here, f"the focus was lost after {self.stops[-1:]} on {self.page.url}"
        self._look_back(here["name"])
        if here["inside"]:  # the calendar of a date: the browser draws its ring where no style can be read
            one = self.page.evaluate_handle("document.activeElement").as_element()
            assert one
            self._calendar = one, one.screenshot()
        else:
            assert here["ringed"], f"the focus cannot be seen on {here['name']!r} of {self.page.url}"
        assert here["seen"], f"{here['name']!r} of {self.page.url} has the focus out of sight"
        self.stops.append(here["name"])
        return here

    def _look_back(self, name: str) -> None:
        """A calendar must have looked different while it had the focus."""
        if self._calendar:
            one, shot = self._calendar
            self._calendar = None
            assert one.screenshot() != shot, f"the focus cannot be seen on the calendar before {name!r}"

    def go_to(self, target: Locator, *, back: bool = False) -> None:
        """Tab until the target has the focus, or something in it."""
        wanted, same, last = target.element_handle(), 0, None
        for _ in range(FAR):
            here = self.tab(back=back, target=wanted)
            if here["reached"]:
                return
            same = same + 1 if here["key"] == last else 0
            last = here["key"]
            assert same < STAYS, f"the focus is trapped on {here['name']!r} of {self.page.url}"
        raise AssertionError(f"Tab does not lead to {target} on {self.page.url}: {self.stops[-FAR:]}")

    def type(self, target: Locator, words: str) -> None:
        """Go to a box and type."""
        self.go_to(target)
        self.page.keyboard.type(words)

    def choose(self, group: Locator, label: str) -> None:
        """Go into a group of choices and to one of them with the arrows."""
        wanted = group.get_by_label(label, exact=True)
        self.go_to(group)
        for _ in range(group.get_by_role("radio").count()):
            if wanted.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert wanted.is_checked(), f"the arrows do not lead to {label!r}"

    def follow(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link or a button and press it; the next page is there afterwards."""
        self.go_to(target)
        self.leave(key)

    def leave(self, key: str = "Enter") -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation(timeout=60_000):
            self.page.keyboard.press(key)

    def skip(self) -> None:
        """From the top of a page past the navigation, by the link that is there for it."""
        self.go_to(self.page.get_by_role("link", name="Skip to main content"))
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "main"
