"""Each page in each language: useful before the engine is ready, right when it is, and without a barrier."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from telcoterms import load
from tests.web.visits import (
    DESKTOP,
    ENGINE,
    PHONE,
    Visit,
    ask,
    barriers,
    expected,
    fill,
    shown,
    too_wide,
    until_answered,
    until_refused,
)

LATE = {"amount": "1,130.00", "issued": "2026-01-01", "paid": "2026-02-15", "billed": "$34.00"}
CHARGE = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
SAMPLES: dict[str, dict[str, Any]] = {
    "late-charge": {"provider": "kos", "facts": LATE},
    "bill": {
        "provider": "kos",
        "rows": [
            {"row": "fee", "service": "dsl", "before": "49.95", "now": "$54.95"},
            {"row": "tax", "before": "6.49", "now": "7.14"},
            {"row": "late_charge", "amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15", "now": "3.29"},
            {"row": "total", "before": "56.44", "now": "65.38"},
        ],
        "facts": {"issued_before": "2026-02-01", "issued": "2026-03-01"},
    },
    "leaving": {
        "provider": "kos",
        "service": "cable",
        "facts": {
            "monthly_fee": "59.95",
            "cancelled": "2025-11-02",
            "cycle_start": "2025-10-25",
            "term_start": "2025-03-15",
            "term_months": "12",
            "incentive": "50.00",
        },
    },
    "account": {
        "provider": "kos",
        "facts": {"as_of": "2026-04-10"},
        "rows": [
            {"row": "invoice", "date": "2026-01-01", "amount": "113.00", "number": "1"},
            {"row": "payment", "date": "2026-02-05", "amount": "40.00"},
            {"row": "dispute", "date": "2026-02-10", "amount": "10.00", "invoice": "1"},
            {"row": "credit", "date": "2026-02-12", "amount": "1.00", "invoice": "1"},
        ],
    },
    "complaint": {"provider": "kijoma", "facts": {"received": "2026-03-02"}},
    "terms": {"provider": "kos"},
    "record": {"file": {"name": "charge.json", "text": json.dumps(CHARGE.as_dict())}},
}


def barriers_in_every_light(page: Page) -> list[str]:
    """What axe-core finds on a telephone and on a desk, in light and in dark, and what scrolls sideways."""
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found += too_wide(page)
        for light in ("light", "dark"):
            page.emulate_media(color_scheme=light)
            found += [f"{size['width']} pixels, {light}: {one}" for one in barriers(page)]
    return found


class TestEveryPage:
    """A form that can be filled in at once, and the answer that the library gives in CPython."""

    @pytest.mark.parametrize("lang", ["en", "fr"])
    @pytest.mark.parametrize("name", SAMPLES)
    def test_it_is_useful_at_once_and_answers_as_the_library_does(
        self, visiting: Callable[..., Visit], name: str, lang: str
    ) -> None:
        guest, held, fetched = visiting(service_workers="block"), list[Route](), list[str]()
        page = guest.context.new_page()
        page.on("request", lambda request: fetched.append(request.url))
        page.route(ENGINE, lambda route: held.append(route))
        page.goto(f"{guest.address}{name}.{lang}.html")
        expect(page.locator("#progress")).to_be_visible()
        expect(page.locator("#form .field").first).to_be_in_viewport(ratio=1)
        assert barriers_in_every_light(page) == []

        fill(page, SAMPLES[name])
        ask(page)
        expect(page.locator("#answer")).to_be_hidden()
        while not held:
            page.wait_for_timeout(50)
        held[0].continue_()
        until_answered(page)
        assert shown(page) == expected({"page": name, "lang": lang, **SAMPLES[name]})
        expect(page.locator("#progress")).to_be_hidden()
        assert [url for url in fetched if "/more-" in url] == []
        for fold in page.locator("#answer details").all():
            fold.evaluate("(one) => { one.open = true; }")
        assert barriers_in_every_light(page) == []

    def test_the_first_page_leads_to_all_of_them(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("")
        assert barriers_in_every_light(page) == []
        names = {str(one.get_attribute("href")) for one in page.locator("main a").all()}
        assert names == {f"{name}.{lang}.html" for name in SAMPLES for lang in ("en", "fr")}


class TestByKeyboard:
    """Nothing needs a mouse, and what happens is told."""

    def test_a_charge_is_checked(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("late-charge.en.html")
        keys = page.keyboard
        self.walk_to(page, "provider")
        keys.type("KOS")
        for name, typed in (("amount", "113.00"), ("issued", "01012026"), ("paid", "02152026")):
            self.walk_to(page, name)
            keys.type(typed)
        keys.press("Enter")
        until_answered(page)
        assert page.evaluate("document.activeElement.id") == "answer"
        facts = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15"}
        assert shown(page) == expected({"page": "late-charge", "lang": "en", "provider": "kos", "facts": facts})

    def test_an_error_is_announced_and_its_field_is_marked(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("late-charge.en.html")
        fill(page, {"provider": "kos", "facts": {**LATE, "amount": "1,130"}})
        page.locator("#amount").press("Enter")
        assert "1,130" in until_refused(page)
        assert page.get_attribute("#error", "role") == "alert"
        marked = [str(one.get_attribute("id")) for one in page.locator("[aria-invalid=true]").all()]
        assert marked == ["amount"]
        expect(page.locator("#amount")).to_have_accessible_error_message(page.text_content("#error") or "")
        assert barriers_in_every_light(page) == []
        page.fill("#amount", "1,130.00")
        ask(page)
        until_answered(page)
        assert page.locator("[aria-invalid]").count() == 0

    def test_what_is_left_empty_is_named_and_found(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("late-charge.en.html")
        ask(page)
        assert until_refused(page) == "Fill in the fields that are marked."
        marked = [str(one.get_attribute("id")) for one in page.locator("[aria-invalid=true]").all()]
        assert marked == ["provider", "amount", "issued", "paid"]
        assert page.evaluate("document.activeElement.id") == "provider"

    @staticmethod
    def walk_to(page: Page, name: str) -> None:
        """Press the tabulator until a field is reached; a date has three places."""
        for _ in range(30):
            if page.evaluate("document.activeElement.id") == name:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not lead to {name}")
