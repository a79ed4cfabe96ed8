"""The site where things are not as they should be: no network, no engine, no storage; and what is taken from it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect

from telcoterms import load
from tests.chromium import BROWSER, FLAGS
from tests.web.browser import SITE
from tests.web.test_pages import LATE, SAMPLES
from tests.web.visits import (
    ENGINE,
    Visit,
    ask,
    expected,
    fill,
    open_file,
    served,
    shown,
    until_answered,
    until_refused,
    visit,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
OWN = (EXAMPLES / "own_provider.toml").read_text("utf-8")
OWN_CHARGE = load(EXAMPLES / "own_provider.toml").late_charge("113.00", issued="2026-01-01", paid="2026-03-15")
BILL = (EXAMPLES / "account_bill.toml").read_text("utf-8")
BILL_BEFORE = json.dumps(
    {"issued": "2026-03-01", "item": [{"kind": "fee", "service": "dsl", "billed": "49.95"}]}, indent=1
)
ACCOUNT = (EXAMPLES / "late_account.toml").read_text("utf-8")

UNTIL_KEPT = """
() => new Promise((done) => {
  const kept = navigator.serviceWorker;
  if (kept.controller) done();
  else kept.addEventListener("controllerchange", () => done());
})
"""
"""Wait for what answers without a network."""


NOTE_WHAT_IS_PRINTED = """
() => addEventListener("beforeprint", () => {
  const folds = [...document.querySelectorAll("#answer details")];
  window.printed = folds.map((fold) => fold.lastElementChild.checkVisibility());
})
"""
"""Note, once the page is ready for the printer, of each fold whether what it holds is seen."""


def answered(guest: Visit, name: str = "late-charge", lang: str = "en") -> Page:
    """A page that has answered its sample."""
    page = guest.page(f"{name}.{lang}.html")
    fill(page, SAMPLES[name])
    ask(page)
    until_answered(page)
    return page


class TestWithoutANetwork:
    """After the first visit nothing is fetched."""

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_every_page_answers_again_when_the_server_is_gone(self, browser: Browser, lang: str) -> None:
        with served(SITE) as address, visit(browser, address) as guest:
            page = answered(guest, lang=lang)
            page.evaluate(UNTIL_KEPT)
            page.close()
            guest.context.set_offline(True)
            assert guest.page("").text_content("h1") == "telcoterms"
            for name in SAMPLES:
                again = answered(guest, name, lang)
                assert shown(again) == expected({"page": name, "lang": lang, **SAMPLES[name]})
                again.close()


class TestWithoutAnEngine:
    """What computes cannot be loaded: a sentence says so, and what was typed stays."""

    def test_a_missing_file(self, visiting: Callable[..., Visit]) -> None:
        guest = visiting()
        guest.context.route(ENGINE, lambda route: route.fulfill(status=404))
        page = guest.page("late-charge.en.html")
        fill(page, SAMPLES["late-charge"])
        ask(page)
        assert until_refused(page).startswith("What computes the answer could not be loaded.")
        ask(page)
        assert until_refused(page).startswith("What computes the answer could not be loaded.")
        expect(page.locator("#progress")).to_be_hidden()
        assert {name: page.input_value(f"#{name}") for name in LATE} == LATE
        assert page.input_value("#provider") == "kos"
        assert guest.faults
        assert [one for one in guest.faults if "404" not in one and "wasm" not in one and "Error" not in one] == []
        guest.faults.clear()

    def test_what_was_typed_is_in_the_address_and_survives_a_reload(self, visiting: Callable[..., Visit]) -> None:
        guest = visiting()
        page = guest.context.new_page()
        page.route(ENGINE, lambda route: route.fulfill(status=404))
        page.goto(f"{guest.address}late-charge.en.html")
        fill(page, SAMPLES["late-charge"])
        ask(page)
        until_refused(page)
        guest.faults.clear()
        page.unroute(ENGINE)
        page.reload()
        until_answered(page)
        assert shown(page) == expected({"page": "late-charge", "lang": "en", **SAMPLES["late-charge"]})


class TestWithoutStorage:
    """Where the browser may keep nothing, there are no service workers either: the page answers all the same."""

    def test_site_data_blocked(self, playwright: Playwright, address: str, tmp_path: Path) -> None:
        (tmp_path / "Default").mkdir()
        blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
        (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked))
        context = playwright.chromium.launch_persistent_context(tmp_path, executable_path=BROWSER, args=FLAGS)
        guest = Visit(context, address)
        page = answered(guest)
        with pytest.raises(Error, match="denied"):
            page.evaluate("localStorage.length")
        assert shown(page) == expected({"page": "late-charge", "lang": "en", **SAMPLES["late-charge"]})
        context.close()
        assert guest.faults == []


class TestWhatIsTaken:
    """A link, a record, a calendar, paper."""

    def test_the_link_opens_to_the_same_answer(self, visiting: Callable[..., Visit]) -> None:
        for name in ("late-charge", "bill", "leaving", "account"):
            guest = visiting(permissions=["clipboard-read", "clipboard-write"])
            page = answered(guest, name)
            page.click("#link")
            expect(page.locator("#state")).to_contain_text("The link is copied.")
            link = page.evaluate("navigator.clipboard.readText()")
            assert link.startswith(f"{guest.address}{name}.en.html#")
            other = visiting().page(link.removeprefix(guest.address))
            until_answered(other)
            assert shown(other) == shown(page)

    def test_the_other_language_keeps_what_was_typed(self, visiting: Callable[..., Visit]) -> None:
        page = answered(visiting(), "account")
        page.click(".language")
        until_answered(page)
        assert shown(page) == expected({"page": "account", "lang": "fr", **SAMPLES["account"]})

    def test_a_record_is_saved_and_opened(self, visiting: Callable[..., Visit], tmp_path: Path) -> None:
        guest = visiting()
        page = answered(guest)
        with page.expect_download() as got:
            page.click("#record")
        assert got.value.suggested_filename == "late-charge.json"
        got.value.save_as(tmp_path / "saved.json")
        other = guest.page("record.en.html")
        other.set_input_files("#record-file", tmp_path / "saved.json")
        until_answered(other)
        assert shown(other) == shown(page)

    def test_a_record_of_other_figures_is_refused(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("record.en.html")
        text = SAMPLES["record"]["file"]["text"]
        assert "3.41" in text
        open_file(page, "#record-file", "charge.json", text.replace("3.41", "3.42"))
        assert "3.42" in until_refused(page)

    def test_a_record_of_terms_of_your_own_is_opened_with_them(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("record.en.html")
        open_file(page, "#terms-file", "own.toml", OWN)
        open_file(page, "#record-file", "charge.json", json.dumps(OWN_CHARGE.as_dict()))
        until_answered(page)
        assert page.text_content("#sentence") == OWN_CHARGE.sentence

    def test_the_days_are_a_calendar(self, visiting: Callable[..., Visit], tmp_path: Path) -> None:
        page = answered(visiting(), "complaint")
        with page.expect_download() as got:
            page.click("#calendar")
        assert got.value.suggested_filename == "complaint.ics"
        got.value.save_as(tmp_path / "days.ics")
        assert (tmp_path / "days.ics").read_bytes() == load("kijoma").complaint(received="2026-03-02").calendar()

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_paper_has_the_answer_unfolded_and_no_form(self, visiting: Callable[..., Visit], lang: str) -> None:
        page = answered(visiting(), lang=lang)
        page.evaluate(NOTE_WHAT_IS_PRINTED)
        assert page.pdf().startswith(b"%PDF")
        printed = page.evaluate("printed")
        assert len(printed) == len(page.locator("#answer details").all()) >= 2
        assert all(printed)
        assert page.locator("#answer details[open]").all() == []
        page.emulate_media(media="print")
        for gone in ("#form", "header", "footer", "#link"):
            expect(page.locator(gone)).to_be_hidden()
        expect(page.locator("#sentence")).to_be_visible()


class TestFilesOfYourOwn:
    """Opened or dropped, and read in the page."""

    def test_terms_that_are_opened(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("late-charge.en.html")
        page.select_option("#provider", "file")
        open_file(page, "#terms-file", "own.toml", OWN)
        facts = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-03-15"}
        fill(page, {"facts": facts})
        ask(page)
        until_answered(page)
        provider = {"name": "own.toml", "text": OWN}
        assert shown(page) == expected({"page": "late-charge", "lang": "en", "provider": provider, "facts": facts})

    def test_terms_that_are_dropped(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("terms.en.html")
        drop(page, "main", "own.toml", OWN)
        until_answered(page)
        assert page.input_value("#provider") == "file"
        assert shown(page) == expected({"page": "terms", "lang": "en", "provider": {"name": "own.toml", "text": OWN}})

    def test_terms_of_a_record_that_are_dropped_on_their_field(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("record.en.html")
        drop(page, "#own-file", "own.toml", OWN)
        drop(page, "#drop", "charge.json", json.dumps(OWN_CHARGE.as_dict()))
        until_answered(page)
        assert page.text_content("#sentence") == OWN_CHARGE.sentence

    def test_two_bills_that_are_dropped_at_once_and_their_account(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("bill.en.html")
        fill(page, {"provider": "kos"})
        drop(page, "#account-file", "late_account.toml", ACCOUNT)
        drop(page, "main", "march.toml", BILL, "february.json", BILL_BEFORE)
        until_answered(page)
        for place, name in {"before": "february.json", "bill": "march.toml", "account": "late_account.toml"}.items():
            assert page.evaluate(f"document.getElementById('{place}-file').files[0].name") == name
        files = {
            "file": {"name": "march.toml", "text": BILL},
            "before": {"name": "february.json", "text": BILL_BEFORE},
            "account": {"name": "late_account.toml", "text": ACCOUNT},
        }
        assert shown(page) == expected({"page": "bill", "lang": "en", "provider": "kos", "facts": {}, **files})

    def test_an_account_that_is_dropped(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("account.en.html")
        fill(page, {"provider": "kos", "facts": {"as_of": "2026-04-10"}})
        drop(page, "#drop", "late_account.toml", ACCOUNT)
        until_answered(page)
        file = {"name": "late_account.toml", "text": ACCOUNT}
        request = {"page": "account", "lang": "en", "provider": "kos", "facts": {"as_of": "2026-04-10"}, "file": file}
        assert shown(page) == expected(request)


def drop(page: Page, place: str, *names_and_texts: str) -> None:
    """Drop files on a place of the page."""
    held: Any = page.evaluate_handle(
        """(files) => {
          const data = new DataTransfer();
          while (files.length) {
            const [name, text] = files.splice(0, 2);
            data.items.add(new File([text], name));
          }
          return data;
        }""",
        list(names_and_texts),
    )
    page.dispatch_event(place, "dragover", {"dataTransfer": held})
    page.dispatch_event(place, "drop", {"dataTransfer": held})
