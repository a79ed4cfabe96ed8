"""The calculator on its page of the documentation, in a browser that reaches nothing else."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.web.visits import PHONE, Visit, ask, expected, fill, served, shown, too_wide, until_answered, visit

pytestmark = pytest.mark.skipif(
    not os.environ.get("TELCOTERMS_SITE"), reason="TELCOTERMS_SITE names no folder of the calculator"
)
LATE: dict[str, Any] = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15"}
REQUEST: dict[str, Any] = {"page": "late-charge", "lang": "en", "provider": "kos", "facts": LATE}
SCROLLS = (
    "() => document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"
)
SCOPE = "() => navigator.serviceWorker.ready.then((kept) => kept.scope)"
OTHER_CACHE = "() => caches.open('of another site').then(() => true)"
CACHES = "() => caches.keys()"


@pytest.fixture
def guest(browser: Browser, site: Path) -> Iterator[Visit]:
    with served(site) as address, visit(browser, address, color_scheme="null") as guest:
        yield guest


def calculator(page: Page) -> Frame:
    """Return the frame of the calculator, which is loaded once it comes into view."""
    place = page.locator("iframe.calculator")
    place.scroll_into_view_if_needed()
    frame = place.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_url("**/calculator/*.html*")
    return frame


def answered(page: Page) -> Frame:
    """Return the frame of the calculator after it answered a late charge."""
    frame = calculator(page)
    fill(frame, REQUEST)
    ask(frame)
    until_answered(frame)
    return frame


class TestCalculator:
    def test_it_answers_a_late_charge(self, guest: Visit) -> None:
        page = guest.page("index.html")
        page.get_by_role("main").get_by_role("link", name="The calculator").click()
        frame = answered(page)
        assert shown(frame) == expected(REQUEST)
        assert frame.text_content("#figure") == "late charge: $3.41"

    def test_the_page_scrolls_and_nothing_inside_it(self, guest: Visit) -> None:
        page = guest.page("calculator.html")
        assert page.viewport_size == PHONE
        frame = answered(page)
        expect(frame.locator("#figure")).to_be_in_viewport()
        for fold in frame.locator("details").all():
            fold.evaluate("(one) => { one.open = true; }")
        page.wait_for_timeout(200)
        assert frame.evaluate(SCROLLS) is False
        assert too_wide(frame) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]

    @pytest.mark.parametrize(("chosen", "background"), [("dark", "rgb(21, 23, 26)"), ("light", "rgb(255, 255, 255)")])
    def test_it_is_as_dark_as_the_page(self, guest: Visit, chosen: str, background: str) -> None:
        page = guest.page("calculator.html")
        page.evaluate(f"() => {{ document.body.dataset.theme = '{chosen}'; }}")
        frame = calculator(page)
        assert frame.evaluate("() => getComputedStyle(document.body).backgroundColor") == background

    def test_a_link_opens_to_the_answer(self, guest: Visit) -> None:
        frame = answered(guest.page("calculator.html"))
        other = guest.context.new_page()
        other.goto(frame.url)
        assert f"{guest.address}calculator/late-charge.en.html#" in other.url
        until_answered(other)
        assert shown(other) == shown(frame)

    def test_it_answers_without_a_network_and_leaves_other_sites_what_they_keep(self, guest: Visit) -> None:
        page = guest.page("calculator.html")
        page.evaluate(OTHER_CACHE)
        frame = answered(page)
        scope = frame.evaluate(SCOPE)
        assert scope == f"{guest.address}calculator/"
        assert [name.startswith(f"telcoterms {scope} ") for name in page.evaluate(CACHES)] == [False, True]
        guest.context.set_offline(True)
        alone = guest.page("calculator/late-charge.en.html")
        fill(alone, REQUEST)
        ask(alone)
        until_answered(alone)
        assert shown(alone) == expected(REQUEST)
