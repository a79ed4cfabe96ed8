"""A statement as a letter to the customer: what is asked for, its tables, its page, and its PDF."""

import pickle
import re
import sys
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    Answer,
    BilledTo,
    Cancellation,
    Credit,
    Dispute,
    InputError,
    Invoice,
    Letter,
    MissingPackageError,
    Payment,
    Payout,
    ReturnedPayment,
    Statement,
)
from telcoterms.cli import main
from telcoterms.files.account import account_of, read_account
from telcoterms.formats.html import typeset
from telcoterms.formats.letter import LetterContent
from telcoterms.formats.output import render
from telcoterms.formats.text import phrase_text
from telcoterms.statement.letter import Instalment, instalments
from tests.account_with_every_event import EVENTS
from tests.random_accounts import Made, made_history
from tests.strategies import HOSTING, silent
from tests.terms_builders import cad, made, net

TO = BilledTo("A customer", ["12 Example Street", "Exampletown"], "C-1001", "C-1001-04")
ACCOUNT = Account(
    [
        Invoice("2026-01", "2026-01-01", cad(5644)),
        Invoice("2026-02", "2026-02-01", cad(5644)),
        Invoice("2026-03", "2026-03-01", cad(5644)),
        Invoice("2026-04", "2026-04-10", cad(5644)),
        Payment("2026-01-10", cad(5644), reference="cheque 118"),
        Payment("2026-03-05", cad(8000), reference="bank transfer"),
        Dispute("2026-03", "2026-03-20", cad(1500)),
        Credit("2026-03-28", cad(500), "2026-03"),
    ],
    TO,
)


def statement_of(account: Account, as_of: str = "2026-04-20") -> Answer[Statement]:
    return HOSTING.statement(account, as_of)


def letter_of(account: Account, as_of: str = "2026-04-20", lang: Any = "en") -> Letter:
    found = statement_of(account, as_of).letter(lang)
    assert found is not None
    return found


def content_of(account: Account, as_of: str = "2026-04-20") -> LetterContent:
    found = statement_of(account, as_of).about.letter
    assert found is not None
    return found


def asked_for(account: Account, as_of: str = "2026-04-20") -> list[str]:
    """What the letter asks for, line by line, in plain English."""
    request = content_of(account, as_of).request
    lines = [request.asks, *([] if request.sum is None else [request.sum]), *request.lines]
    return [phrase_text(line) for line in lines]


def table(account: Account, title: str, as_of: str = "2026-04-20") -> list[list[str]]:
    """The rows of a table of the letter and its totals, in plain English."""
    (found,) = (one for one in content_of(account, as_of).tables if phrase_text(one.title) == title)
    return [[phrase_text(cell) for cell in row] for row in (found.head, *found.rows, *found.totals)]


class TestWhatIsAskedFor:
    """Payable is what settles the account less what is in dispute: what is past due at once, the rest when due."""

    def test_past_due_not_yet_due_and_in_dispute(self) -> None:
        # settlement 86.34: 29.90 of March's bill, 15.00 of it in dispute, and 56.44 due on 25 April
        # 86.34 - 15.00 = 71.34 = (29.90 - 15.00) + 56.44
        assert asked_for(ACCOUNT) == [
            "Please pay",
            "71.34 CAD",
            "14.90 CAD now: it is past due",
            "56.44 CAD by 2026-04-25",
            "In dispute, and not asked for until that is decided: 15.00 CAD",
            "Late charges on what is in dispute, held until that is decided and not asked for: 0.31 CAD",
        ]

    def test_one_bill_that_is_not_yet_due(self) -> None:
        account = Account([Invoice("a", "2026-04-10", cad(5644))])
        assert asked_for(account) == ["Please pay", "56.44 CAD", "by 2026-04-25"]

    def test_one_bill_that_is_past_due(self) -> None:
        account = Account([Invoice("a", "2026-03-01", cad(5644))])
        # 2 % of 56.44 for March is 1.13, and of 57.57 for 14 of 30 days of April 0.54: the 14 days before the 15th
        assert asked_for(account, "2026-04-01") == ["Please pay", "57.57 CAD", "now: it is past due"]

    def test_a_bill_can_be_paid_on_its_due_date(self) -> None:
        account = Account([Invoice("a", "2026-04-05", cad(5644))])
        assert asked_for(account) == ["Please pay", "56.44 CAD", "by 2026-04-20"]

    def test_nothing_to_pay(self) -> None:
        assert asked_for(Account([])) == ["Nothing to pay"]

    def test_a_credit(self) -> None:
        account = Account([Payment("2026-04-01", cad(3000))])
        assert asked_for(account) == ["Nothing to pay: your account has a credit of", "30.00 CAD"]

    def test_all_that_is_owed_is_in_dispute(self) -> None:
        account = Account([Invoice("a", "2026-04-10", cad(5644)), Dispute("a", "2026-04-12", cad(5644))])
        assert asked_for(account) == [
            "Nothing to pay",
            "In dispute, and not asked for until that is decided: 56.44 CAD",
        ]

    def test_a_credit_lowers_what_is_past_due_first(self) -> None:
        def debt(due: date, principal: int, charges: int) -> SimpleNamespace:
            return SimpleNamespace(due=due, undisputed=cad(principal + charges))

        debts = [debt(date(2026, 4, 15), 2000, 0), debt(date(2026, 3, 10), 5644, 113)]
        owed: Any = SimpleNamespace(as_of=date(2026, 4, 10), credit=cad(500), debts=debts)
        # 57.57 past due, 20.00 due on 15 April and a credit of 5.00: 52.57 at once
        assert instalments(owed) == (Instalment(None, cad(5257)), Instalment(date(2026, 4, 15), cad(2000)))

    @given(st.randoms(use_true_random=False).map(made_history))
    def test_the_parts_are_what_is_payable(self, one: Made) -> None:
        found = made(due_date=net(one.net_days)).statement(one.account, one.as_of).value
        parts = instalments(found)
        assert sum(part.sum.minor for part in parts) == max(0, found.undisputed.minor)
        assert all(part.sum.minor > 0 for part in parts)
        days = [part.by or date.min for part in parts]
        assert days == sorted(set(days))


class TestTables:
    """What the sum is made of, row by row."""

    def test_how_long_it_is_past_due(self) -> None:
        assert table(ACCOUNT, "How long it is past due") == [
            ["", "not past due", "1 to 30 days", "31 to 60 days", "61 to 90 days", "over 90 days", "Balance"],
            ["Owed", "56.44", "0.00", "29.71", "0.00", "0.00", "86.15"],
            ["In dispute", "0.00", "0.00", "15.00", "0.00", "0.00", "15.00"],
        ]

    def test_a_credit_has_a_column_of_its_own(self) -> None:
        account = Account([Payment("2026-04-01", cad(3000)), Invoice("a", "2026-04-10", cad(0))])
        head, row = table(account, "How long it is past due")
        assert (head[-2:], row[-2:]) == (["Credit", "Balance"], ["-30.00", "-30.00"])
        paid = Account([Invoice("a", "2026-04-10", cad(5000)), Payment("2026-04-12", cad(8000))])
        assert table(paid, "Bills")[2:] == [
            ["Total", "", "", "50.00", "", "-50.00", "0.00"],
            ["Credit", "", "", "", "", "", "-30.00"],
            ["Settles the account", "", "", "", "", "", "-30.00"],
        ]

    def test_the_bills_add_up(self) -> None:
        # 56.44 + 1.28 - 57.72 = 0.00; 56.44 + 0.74 - 22.28 - 5.00 = 29.90
        assert table(ACCOUNT, "Bills") == [
            ["Bill", "Date", "Due", "Billed", "Late charges", "Paid and credited", "In dispute", "Left to pay"],
            ["invoice 2026-01", "2026-01-01", "2026-01-16", "56.44", "", "-56.44", "", "0.00"],
            ["invoice 2026-02", "2026-02-01", "2026-02-16", "56.44", "1.28", "-57.72", "", "0.00"],
            ["invoice 2026-03", "2026-03-01", "2026-03-16", "56.44", "0.74", "-27.28", "15.00", "29.90"],
            ["invoice 2026-04", "2026-04-10", "2026-04-25", "56.44", "", "", "", "56.44"],
            ["Total", "", "", "225.76", "2.02", "-141.44", "15.00", "86.34"],
        ]

    @given(st.randoms(use_true_random=False).map(made_history))
    def test_the_bills_of_any_account_add_up(self, one: Made) -> None:
        found = made(due_date=net(one.net_days)).statement(one.account, one.as_of).value
        for debt in found.debts:
            paid = sum(placed.to_charges + placed.to_principal for placed in debt.placements)
            assert debt.amount.minor + debt.late_charges.minor - paid == debt.owed.minor
        assert sum(debt.owed.minor for debt in found.debts) - found.credit.minor == found.settlement.minor

    def test_payments_and_credits(self) -> None:
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(5000)),
                Payment("2026-01-05", cad(1000)),
                Payment("2026-01-06", cad(1000), "a"),
                Payment("2026-01-07", cad(1000), "a", "cheque 1"),
                Payment("2026-01-08", cad(1000), reference="cheque 2"),
                ReturnedPayment("2026-01-12", "cheque 2"),
                ReturnedPayment("2026-06-12", "cheque 1"),
                Payment("2026-02-01", cad(9000)),
                Payout("2026-02-03", cad(2000)),
                Credit("2026-02-02", cad(100), "a"),
                Cancellation("C-1", "2026-02-10", fee=cad(2800), cycle_start="2026-02-01"),
            ]
        )
        assert table(account, "Payments and credits", "2026-02-20") == [
            ["Date", "What", "Sum"],
            ["2026-01-05", "payment", "10.00"],
            ["2026-01-06", "payment for a", "10.00"],
            ["2026-01-07", "payment for a (cheque 1)", "10.00"],
            ["2026-01-08", "payment (cheque 2)", "10.00"],
            ["2026-01-12", "returned by the bank: payment (cheque 2)", "-10.00"],
            ["2026-02-01", "payment", "90.00"],
            ["2026-02-02", "credit for a", "1.00"],
            ["2026-02-03", "paid out to you", "-20.00"],
            ["2026-02-10", "refund for C-1", "20.34"],  # 18 of 28 days of 28.00, and 13 % of it
        ]

    def test_what_comes_next(self) -> None:
        assert table(ACCOUNT, "What comes next") == [
            ["Date", "What", "Terms"],
            ["2026-04-25", "56.44 of invoice 2026-04 is due", "Service Terms s.7"],
            ["2026-05-01", "the next late charge is posted on invoice 2026-03", "Service Terms s.9"],
            ["2026-05-02", "last day to dispute invoice 2026-02", "Service Terms s.10"],
        ]

    def test_many_of_one_day_are_told_together(self) -> None:
        bills = [Invoice(f"2026-0{month}", f"2026-0{month}-01", cad(5644)) for month in range(1, 6)]
        account = Account([*bills, Invoice("extra", "2026-01-01", cad(100))])
        assert table(account, "What comes next", "2026-05-20") == [
            ["Date", "What", "Terms"],
            ["2026-05-30", "last day to dispute invoice 2026-03", "Service Terms s.10"],
            ["2026-06-01", "the next late charge is posted on 6 bills", "Service Terms s.9"],
        ]
        answer = HOSTING.statement(account, "2026-05-20")
        assert "2026-06-01 the next late charge is posted on 6 bills" in str(answer)
        assert str(answer.working).count("the next late charge is posted on invoice") == 6

    def test_a_day_that_no_clause_sets(self) -> None:
        ended = Cancellation(
            "C-1",
            "2026-02-10",
            term_start="2025-01-01",
            term_months=24,
            monthly_fee=cad(5000),
            province="ON",
        )
        terms = silent("regime")
        found = terms.statement(Account([ended]), "2026-02-10").about.letter
        assert found is not None
        assert [phrase_text(cell) for cell in found.tables[-1].rows[-1]] == [
            "2027-01-01",
            "end of the term that C-1 ended",
            "",
        ]


class Page(HTMLParser):
    """What a page shows as text, without its style, and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self.inside:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts).replace("\xa0", " ")


class TestPage:
    """One page of HTML that stands alone."""

    def test_who_writes_to_whom(self) -> None:
        text = Page(letter_of(ACCOUNT).html).text
        assert "KOS (Kingston Online Services)" in text
        assert "A customer\n12 Example Street\nExampletown" in text
        assert re.search(r"Account\s+C-1001\s+Reference for your payment\s+C-1001-04", text)
        assert "Apr 20, 2026" in text
        assert "$71.34" in text
        assert "All sums are in CAD." in text

    def test_without_a_customer(self) -> None:
        found = letter_of(Account([Invoice("a", "2026-04-10", cad(5644))]))
        assert "<address></address>" in found.html
        assert "Reference for your payment" not in found.html

    def test_no_word_of_a_shell_or_of_python(self) -> None:
        for lang in ("en", "fr"):
            text = Page(letter_of(Account(EVENTS, TO), "2026-06-01", lang).html).text
            assert not re.search(r"--|_|\bNone\b|\(\)|telcoterms|Python|shell|biller|service none", text)

    def test_french(self) -> None:
        found = letter_of(ACCOUNT, lang="fr")
        assert found.title == "Relevé de compte, KOS (Kingston Online Services)"
        text = Page(found.html).text
        assert "71,34 $" in text
        assert re.search(r"56,44 \$ au plus tard le\s+25 avr\. 2026", text)
        assert '<html lang="fr">' in found.html
        assert '@bottom-right{content:"page " counter(page) " de " counter(pages) ""' in found.html

    def test_it_is_safe_in_any_encoding_and_takes_nothing_from_elsewhere(self) -> None:
        html = letter_of(ACCOUNT, lang="fr").html
        assert html.isascii()
        assert [word for word in ("<script", "href", "src=", "url(", "@import", "<link") if word in html] == []

    def test_what_a_person_wrote_is_escaped(self) -> None:
        evil = '</style><script>alert("1")</script>'
        account = Account(
            [Invoice(evil, "2026-04-01", cad(5644)), Payment("2026-04-02", cad(100), reference=evil)],
            BilledTo(evil, [evil], evil, evil),
        )
        found = letter_of(account)
        assert "script" not in Page(found.html).tags
        assert found.html.count(typeset(evil)) >= 6

    def test_a_name_in_the_margin_is_a_string_of_css(self) -> None:
        page = letter_of(ACCOUNT).html
        expected = r'"KOS \000028 Kingston Online Services\000029 \00002c  Statement of account"'
        assert f"@bottom-left{{content:{expected};" in page

    def test_the_paper_is_that_of_the_place(self) -> None:
        assert "@page{size:letter;" in letter_of(ACCOUNT).html

    def test_light_and_dark_and_the_picture(self) -> None:
        html = letter_of(ACCOUNT).html
        assert "prefers-color-scheme:dark" in html
        assert Page(html).tags.count("svg") == 1
        assert "svg" not in Page(letter_of(Account([])).html).tags

    def test_other_answers_have_none(self) -> None:
        assert HOSTING.due_date("2026-01-01").letter() is None

    def test_one_line_and_the_text(self) -> None:
        found = letter_of(ACCOUNT)
        assert repr(found) == "<letter: Statement of account, KOS (Kingston Online Services)>"
        assert str(found) == found.html == render(statement_of(ACCOUNT), "letter")
        assert render(statement_of(ACCOUNT), "letter", lang="fr") == letter_of(ACCOUNT, lang="fr").html


@pytest.fixture
def weasyprint(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A package in the place of WeasyPrint, which writes down what it is given."""
    given_to: list[dict[str, Any]] = []

    class HTML:
        def __init__(self, **given: Any) -> None:
            given_to.append(given)

        def write_pdf(self, **options: Any) -> bytes:
            given_to.append(options)
            return b"%PDF-1.7"

    monkeypatch.setitem(sys.modules, "weasyprint", SimpleNamespace(HTML=HTML))
    return given_to


class TestPdf:
    """The same page as PDF, set by WeasyPrint where it is installed."""

    def test_the_page_is_what_is_set(self, weasyprint: list[dict[str, Any]]) -> None:
        found = letter_of(ACCOUNT)
        assert found.pdf() == render(statement_of(ACCOUNT), "pdf") == b"%PDF-1.7"
        assert weasyprint[0] == {"string": found.html}
        assert weasyprint[1] == {"pdf_variant": "pdf/ua-1"}

    def test_weasyprint_sets_it(self) -> None:
        pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))  # type: ignore[arg-type]
        assert letter_of(ACCOUNT).pdf().startswith(b"%PDF-")

    def test_without_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        with pytest.raises(MissingPackageError, match=r"install telcoterms\[pdf\], or take the letter as HTML"):
            letter_of(ACCOUNT).pdf()

    def test_it_is_saved_by_the_ending(self, tmp_path: Path, weasyprint: list[dict[str, Any]]) -> None:
        found = letter_of(ACCOUNT)
        found.save(tmp_path / "letter.html")
        found.save(str(tmp_path / "letter.PDF"))
        assert (tmp_path / "letter.html").read_text("ascii") == found.html
        assert (tmp_path / "letter.PDF").read_bytes() == b"%PDF-1.7"

    def test_another_ending_or_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"letter\.docx ends neither in \.html nor in \.pdf: name it so"):
            letter_of(ACCOUNT).save("letter.docx")
        with pytest.raises(InputError, match=r"letter\.html cannot be written"):
            letter_of(ACCOUNT).save(tmp_path / "none" / "letter.html")


class TestCommand:
    """`--format letter` and `--format pdf` of a statement."""

    LATE = str(Path(__file__).parents[1] / "examples" / "late_account.toml")
    WORDS = ("statement", LATE, "--as-of", "2026-04-10")

    def test_a_letter(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*self.WORDS, "--format", "letter", "--lang", "fr"]) == 0
        assert "À payer" in Page(capsys.readouterr().out).text

    def test_a_pdf_in_a_file(self, tmp_path: Path, weasyprint: list[dict[str, Any]]) -> None:
        assert main([*self.WORDS, "--format", "pdf", "-o", str(tmp_path / "a.pdf")]) == 0
        assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.7"

    def test_a_pdf_is_not_printed_on_a_screen(
        self, weasyprint: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        assert main([*self.WORDS, "--format", "pdf"]) == 2
        assert "name a file for it, as -o statement.pdf" in capsys.readouterr().err

    def test_corrections_are_no_letter(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*self.WORDS, "--since", "2026-03-01", "--format", "letter"]) == 2
        assert "this cannot be written as letter" in capsys.readouterr().err


class TestBilledTo:
    """An account can say to whom it is billed; no figure depends on it."""

    def test_no_figure_depends_on_it(self) -> None:
        assert statement_of(ACCOUNT).value == statement_of(Account(ACCOUNT)).value
        assert Account(ACCOUNT) != ACCOUNT
        assert hash(ACCOUNT) != hash(Account(ACCOUNT))

    def test_it_is_kept(self, tmp_path: Path) -> None:
        assert pickle.loads(pickle.dumps(ACCOUNT)) == ACCOUNT
        assert eval(repr(Account([], TO)), vars(sys.modules[__name__])) == Account([], TO)
        data = ACCOUNT.as_dict()
        assert account_of(data, "account.json", "CAD") == ACCOUNT
        assert data["billed_to"] == {
            "name": "A customer",
            "address": ["12 Example Street", "Exampletown"],
            "account_number": "C-1001",
            "payment_reference": "C-1001-04",
        }
        assert "billed_to" not in Account([]).as_dict()

    def test_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "account.toml"
        file.write_text('[billed_to]\nname = "A customer"\n', "utf-8")
        assert read_account(file, "CAD") == Account([], BilledTo("A customer"))

    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (lambda: BilledTo("a\nb"), "name is 'a.nb': give text of 1 to 80 printable characters"),
            (lambda: BilledTo(address="a street"), "address is 'a street': give a list of up to 6 lines"),
            (lambda: BilledTo(address=["a"] * 7), "give a list of up to 6 lines"),
            (lambda: BilledTo(address=[""]), "address is '': give text"),
            (lambda: BilledTo(account_number="a" * 81), "account_number is"),
        ],
    )
    def test_what_cannot_be_printed(self, make: Callable[[], BilledTo], said: str) -> None:
        with pytest.raises(InputError, match=said):
            make()
