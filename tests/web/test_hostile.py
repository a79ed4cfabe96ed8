"""Files and links that mean harm: nothing of them runs or becomes an element, and each gets a sentence."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.test_conditions import OWN
from tests.web.test_pages import LATE, SAMPLES
from tests.web.visits import Visit, ask, expected, fill, open_file, shown, until_answered, until_refused, visit

MARKUP = "<img src=x onerror='ran=1'><script>ran=1</script><iframe srcdoc='<script>parent.ran=1</script>'></iframe>"
SHORT = "<img src=x onerror='ran=1'><script>ran=1</script>"
"""Where a text may not be long."""


def nothing_ran(page: Page) -> None:
    """No element stands that the page did not make, and no script ran."""
    page.wait_for_timeout(200)
    assert page.evaluate("'ran' in window") is False
    assert (
        page.locator("main :is(img, script:not([type='application/json']), iframe, object, a, link, style)").count()
        == 0
    )


@pytest.fixture(scope="module")
def kept(browser: Browser, address: str) -> Iterator[Page]:
    """One page of an account for many files."""
    with visit(browser, address) as guest:
        page = guest.page("account.en.html")
        fill(page, {"provider": "kos", "facts": {"as_of": "2026-04-10"}})
        yield page


class TestFiles:
    @pytest.mark.parametrize(
        ("page_name", "field", "name", "text", "said"),
        [
            (
                "account",
                "#account-file",
                "a.csv",
                b"x" * 10_000_001,
                "The file is larger than 10 MB: open a smaller one.",
            ),
            (
                "record",
                "#record-file",
                "a.json",
                b"x" * 10_000_001,
                "The file is larger than 10 MB: open a smaller one.",
            ),
            (
                "account",
                "#account-file",
                "a.exe",
                b"MZ",
                "This file cannot be read here: open one whose name ends in .toml, .json, .csv.",
            ),
            (
                "record",
                "#record-file",
                "a.toml",
                b"",
                "This file cannot be read here: open one whose name ends in .json.",
            ),
        ],
    )
    def test_one_that_cannot_be_read(
        self, visiting: Callable[..., Visit], page_name: str, field: str, name: str, text: bytes, said: str
    ) -> None:
        page = visiting().page(f"{page_name}.en.html")
        open_file(page, field, name, text)
        assert until_refused(page) == said

    @pytest.mark.parametrize("text", [b"", b"\xff\xfe\x00", b"[" * 100_000, b"\x00" * 1000, b'{"events": 7}'])
    @pytest.mark.parametrize("ending", ["toml", "json", "csv"])
    def test_one_that_holds_no_account(self, kept: Page, ending: str, text: bytes) -> None:
        open_file(kept, "#account-file", f"account.{ending}", text)
        expect(kept.locator("#state")).to_have_text("", timeout=60_000)
        kept.locator("#answer:visible, #error:visible").first.wait_for()
        assert kept.input_value("#as_of") == "2026-04-10"
        nothing_ran(kept)

    def test_terms_with_markup_in_every_text(self, visiting: Callable[..., Visit]) -> None:
        text, changed = re.subn(r'^(.*\b(?:says|title|name|currency_of)\s*=\s*)"', rf'\1"{MARKUP}', OWN, flags=re.M)
        assert changed > 5
        page = visiting().page("terms.en.html")
        page.select_option("#provider", "file")
        open_file(page, "#terms-file", "<img src=x onerror='ran=1'>.toml", text)
        until_answered(page)
        assert MARKUP in (page.text_content("#page") or "")
        nothing_ran(page)
        other = visiting().page("late-charge.en.html")
        other.select_option("#provider", "file")
        open_file(other, "#terms-file", "<img src=x onerror='ran=1'>.toml", text)
        fill(other, {"facts": {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-03-15"}})
        ask(other)
        until_answered(other)
        nothing_ran(other)

    def test_an_account_with_markup_in_its_names(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("account.en.html")
        fill(page, {"provider": "kos", "facts": {"as_of": "2026-04-10"}})
        table = f"event,date,number,amount\ninvoice,2026-01-01,{SHORT},113.00\n"
        open_file(page, "#account-file", f"{SHORT}.csv", table)
        until_answered(page)
        assert SHORT in (page.text_content("#page") or "")
        nothing_ran(page)

    def test_bills_with_markup_in_their_names(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("bill.en.html")
        rows = [{"row": "fee", "service": SHORT, "before": "1.00", "now": "2.00"}]
        facts = {"issued_before": "2026-02-01", "issued": "2026-03-01"}
        fill(page, {"provider": "kos", "rows": rows, "facts": facts})
        ask(page)
        until_answered(page)
        assert SHORT in (page.text_content("#sentence") or "")
        nothing_ran(page)
        open_file(page, "#before-file", f"{SHORT}.csv", f"question,billed\n{SHORT},1\n")
        ask(page)
        assert SHORT in until_refused(page)
        nothing_ran(page)

    def test_a_name_with_markup_in_an_error(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("record.en.html")
        open_file(page, "#record-file", f"{SHORT}.json", "[]")
        assert SHORT in until_refused(page)
        nothing_ran(page)


class TestLinks:
    def test_markup_in_the_fragment(self, visiting: Callable[..., Visit]) -> None:
        facts = {"provider": "kos", "amount": SHORT, "issued": "2026-01-01", "paid": "2026-02-15", SHORT: SHORT}
        page = visiting().page(f"late-charge.en.html#{urlencode(facts)}")
        assert SHORT in until_refused(page)
        nothing_ran(page)

    def test_a_provider_that_is_none(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page(f"late-charge.en.html#{urlencode({'provider': SHORT, **LATE})}")
        expect(page.locator("#amount")).to_have_value(LATE["amount"])
        nothing_ran(page)

    def test_a_number_in_the_place_of_a_name(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page(f"late-charge.en.html#{urlencode({'provider': 'kos', **LATE, '0': 'x', '1': 'x'})}")
        until_answered(page)
        assert page.input_value("#provider") == "kos"

    def test_a_thousand_facts(self, visiting: Callable[..., Visit]) -> None:
        facts = urlencode({"provider": "kos", **LATE}) + "".join(f"&colour{n}=red" for n in range(1000))
        page = visiting().page(f"late-charge.en.html#{facts}")
        until_answered_beside(page)
        assert shown(page) == expected({"page": "late-charge", "lang": "en", **SAMPLES["late-charge"]})

    def test_facts_of_ten_thousand_letters(self, visiting: Callable[..., Visit]) -> None:
        facts = urlencode({"provider": "kos", **LATE, "plan": "x" * 10_000})
        page = visiting().page(f"late-charge.en.html#{facts}")
        until_answered_beside(page)
        assert shown(page) == expected({"page": "late-charge", "lang": "en", **SAMPLES["late-charge"]})

    @pytest.mark.parametrize(
        "row",
        [
            "null",
            "7",
            "[]",
            "{",
            '{"row": null}',
            '{"row": "\\"]"}',
            '{"row": "invoice", "date": {"a": []}, "amount": []}',
            '{"row": "fee", "now": "1"}',
        ],
    )
    def test_rows_that_are_none(self, visiting: Callable[..., Visit], row: str) -> None:
        page = visiting().page(f"account.en.html#provider=kos&as_of=2026-04-10&row={quote(row)}")
        page.locator("#answer:visible, #error:visible").first.wait_for()
        nothing_ran(page)

    def test_a_fragment_that_is_no_query(self, visiting: Callable[..., Visit]) -> None:
        page = visiting().page("late-charge.en.html#%%%&=&&__proto__=1&constructor=1&length=3&submit=1")
        expect(page.locator("#progress")).to_be_hidden(timeout=60_000)
        assert page.text_content("#error") == ""
        nothing_ran(page)


def until_answered_beside(page: Page) -> None:
    """Wait for the answer, beside which it is said that a part of the link was left out."""
    page.locator("#answer:visible").wait_for()
    assert page.text_content("#error") == "This link holds more than the form: the rest was left out."
