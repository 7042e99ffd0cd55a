"""The watch over a page sees what went wrong behind its looks, and is silent about a page that is all right."""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.harness.browser import Visits, axe_violations

GOOD = """<!doctype html><html lang="en"><head><title>Good</title></head>
<body><main><h1>Good</h1><p>All is well.</p></main></body></html>"""
POLICY = {"Content-Security-Policy": "default-src 'none'; img-src *; script-src 'nonce-good'"}


def visit(browser: Browser, body: str, address: str = "/") -> tuple[Visits, Page]:
    """Open a page with this body from a host that does not exist; every other address answers 404."""
    visits = Visits(browser, "http://office.test")
    page = visits()

    def answer(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.url == "http://office.test/":
            route.fulfill(body=GOOD.replace("</main>", f"{body}</main>"), content_type="text/html", headers=POLICY)
        else:
            route.fulfill(status=404, body="gone")

    page.route("**/*", answer)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return visits, page


def test_a_page_that_is_all_right_passes(browser: Browser) -> None:
    visits, page = visit(browser, '<script nonce="good">document.title = "Still good"</script>')
    assert page.title() == "Still good"
    assert axe_violations(page) == []
    visits.close()


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ('<script nonce="good">throw new Error("planted")</script>', "script error: planted"),
        ('<script nonce="good">console.error("planted")</script>', "console: planted"),
        ("<script>document.title = 'bad'</script>", "Content Security Policy"),
        ('<p style="color: red">bad</p>', "Content Security Policy"),
        ('<img src="http://elsewhere.test/a.png" alt="">', "another host was asked: http://elsewhere.test/a.png"),
        ('<img src="/static/gone.png" alt="">', "404: http://office.test/static/gone.png"),
    ],
)
def test_a_fault_behind_the_looks_of_a_page_fails_its_test(browser: Browser, body: str, sign: str) -> None:
    visits, _ = visit(browser, body)
    with pytest.raises(AssertionError, match=r"on the pages of this test") as failure:
        visits.close()
    assert sign in str(failure.value)


def test_a_refused_address_is_no_fault_of_the_page(browser: Browser) -> None:
    visits, page = visit(browser, "", "/hidden")
    assert page.url == "http://office.test/hidden"
    visits.close()


def test_axe_sees_what_a_screen_reader_would_miss(browser: Browser) -> None:
    visits, page = visit(browser, '<img src="data:,"><input type="text">')
    found = axe_violations(page)
    assert any(line.startswith("image-alt: ") for line in found)
    assert any(line.startswith("label: ") for line in found)
    visits._closers.pop()()
