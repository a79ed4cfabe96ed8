"""Whose terms an output comes from: the command takes none for granted, and every output names them."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import telcoterms
from telcoterms import Account, Answer, Bill, BillLine, Invoice, Money, Payment, Statement, editions, load
from telcoterms.agreement.terms_used import terms_used
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from telcoterms.terms import QUESTIONS
from tests.long_runs import examples
from tests.records.make import history
from tests.strategies import statements

ROOT = Path(__file__).parents[1]
PUBLISHED = Path(telcoterms.__file__).parent / "published"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DUE = ("due-date", "--issued", "2026-01-01")
INVOICE = '[[invoice]]\nnumber = "1"\nissued = 2026-01-01\namount = "113.00"\n'
STATEMENT = ("statement", "account.toml", "--as-of", "2026-02-15")
LINE = '[[line]]\nquestion = "due_date"\nissued = 2026-01-01\nbilled = 2026-01-16\n'
NAMING = re.compile(
    r"--provider |\bterms \w+|\bdiff |\bcompare |\btemplate |\bimport |\.toml|--help|--version|COMMAND|\bdesk\b"
)

PROVIDERS = ", ".join(sorted({edition.provider for edition in editions()}))

Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder, with no provider in the environment."""
    monkeypatch.delenv("TELCOTERMS_PROVIDER")
    monkeypatch.chdir(tmp_path)

    def go(*words: str) -> Said:
        status = main(words)
        out, err = capsys.readouterr()
        return status, out, err

    return go


class TestNoProviderIsTakenForGranted:
    """The command asks the terms of the option, else of the file, else of the environment, and of nobody else."""

    def test_none_is_named(self, run: Run) -> None:
        assert run(*DUE) == (
            2,
            "",
            f"telcoterms: no provider is named, and no terms are taken for granted: choose from {PROVIDERS}, or the "
            "path of a .toml file, and give it as --provider att, as TELCOTERMS_PROVIDER=att in the environment, "
            "or with the key provider in the file of the account or the bill\n",
        )

    def test_an_empty_variable_names_none(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "")
        assert run(*DUE)[0] == 2

    def test_the_option_names_one(self, run: Run) -> None:
        status, out, _ = run(*DUE, "--provider", "kos")
        assert status == 0
        assert "2026-01-16" in out

    def test_the_environment_names_one(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "kos")
        assert run(*DUE)[0] == 0

    def test_the_option_goes_before_the_environment(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "kijoma")
        assert run(*DUE, "--provider", "kos")[0] == 0

    def test_an_account_names_one(self, run: Run) -> None:
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        status, out, _ = run(*STATEMENT)
        assert status == 0
        assert "116.41" in out  # 113.00 and the late charge of 3.41 by 15 February

    def test_an_account_goes_before_the_environment(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "kijoma")  # whose terms hold no rule on late payment
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert run(*STATEMENT)[0] == 0

    def test_a_bill_names_one(self, run: Run) -> None:
        Path("bill.toml").write_text(f'provider = "kos"\n{LINE}', "utf-8")
        assert run("audit", "bill.toml")[0] == 0

    def test_an_account_names_a_file_beside_it(self, run: Run) -> None:
        Path("mine").mkdir()
        own = (PUBLISHED / "providers/kos-2021-07-12.toml").read_text("utf-8")
        Path("mine/own.toml").write_text(own, "utf-8")
        Path("mine/account.toml").write_text(f'provider = "own.toml"\n{INVOICE}', "utf-8")
        assert run("statement", "mine/account.toml", "--as-of", "2026-02-15")[0] == 0

    def test_an_account_without_one_is_refused(self, run: Run) -> None:
        Path("account.toml").write_text(INVOICE, "utf-8")
        assert "no provider is named" in run(*STATEMENT)[2]

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [("account.toml", INVOICE, STATEMENT), ("bill.toml", LINE, ("audit", "bill.toml"))],
        ids=["account", "bill"],
    )
    def test_a_file_and_the_option_name_two(self, run: Run, name: str, text: str, words: tuple[str, ...]) -> None:
        Path(name).write_text(f'provider = "kijoma"\n{text}', "utf-8")
        assert run(*words, "--provider", "kos") == (
            2,
            "",
            f"telcoterms: {name} names the provider kijoma, --provider names kos: leave the option out, or correct the "
            "file\n",
        )

    def test_a_file_and_the_option_name_the_same(self, run: Run) -> None:
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert run(*STATEMENT, "--provider", "kos")[0] == 0

    def test_a_file_and_the_option_name_the_same_by_its_path(self, run: Run) -> None:
        own = (PUBLISHED / "providers/kos-2021-07-12.toml").read_text("utf-8")
        Path("own.toml").write_text(own, "utf-8")
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        assert run(*STATEMENT, "--provider", "own.toml")[0] == 0

    @pytest.mark.parametrize("written", ["7", "''"])
    def test_a_key_without_a_name_is_a_fault(self, run: Run, written: str) -> None:
        Path("account.toml").write_text(f"provider = {written}\n{INVOICE}", "utf-8")
        status, _, err = run(*STATEMENT)
        assert status == 2
        assert "provider: found " in err
        assert "wanted the name of a provider" in err

    def test_a_list_holds_no_provider(self, run: Run) -> None:
        Path("account.json").write_text('["provider : kos"]', "utf-8")
        assert "no provider is named" in run("statement", "account.json", "--as-of", "2026-02-15")[2]

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [("account.json", "{,}", "it is not JSON"), ("account.xml", "<a/>", "its ending is neither")],
    )
    def test_a_file_that_cannot_be_read_comes_first(self, run: Run, name: str, text: str, said: str) -> None:
        Path(name).write_text(text, "utf-8")
        assert said in run("statement", name, "--as-of", "2026-02-15")[2]

    def test_a_batch_needs_one(self, run: Run) -> None:
        Path("bills.csv").write_text("amount,issued,paid\n113.00,2026-01-01,2026-02-15\n", "utf-8")
        assert "no provider is named" in run("batch", "late-charge", "bills.csv", "charges.csv")[2]
        assert run("batch", "late-charge", "bills.csv", "charges.csv", "--provider", "kos")[0] == 0

    def test_the_terms_of_none_are_shown(self, run: Run) -> None:
        assert "no provider is named" in run("terms")[2]
        assert run("terms", "kijoma")[0] == 0

    def test_a_providers_file_is_checked_without_one(self, run: Run) -> None:
        assert run("check", str(ROOT / "examples" / "own_provider.toml"))[0] == 0

    def test_an_account_that_names_one_is_checked_as_an_account(self, run: Run) -> None:
        Path("account.toml").write_text(f'provider = "kos"\n{INVOICE}', "utf-8")
        found = "account.toml: an account of 1 invoice"
        assert run("check", "account.toml")[1] == f"{found}, without faults under the terms of KOS of 2021-07-12\n"

    def test_in_french(self, run: Run) -> None:
        status, _, err = run(*DUE, "--lang", "fr")
        assert status == 2
        assert "aucun fournisseur n'est nommé" in err


def commands_of(page: Path) -> list[str]:
    """The commands on the lines of a page, a line that ends in a backslash with the next."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^ *(?:python -m )?(telcoterms [a-z].*)$", text, re.MULTILINE)


class TestPages:
    """Each command of a page says whose terms it asks, itself or in its file."""

    def test_there_are_some(self) -> None:
        assert sum(len(commands_of(page)) for page in PAGES) > 80

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
    def test_each_names_a_provider(self, page: Path) -> None:
        assert [command for command in commands_of(page) if not NAMING.search(command)] == []


KOS = load("kos")
HOSTING = load("kos", service="none")
CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
LINE_OF_CHARGE = "late charge on 113.00 CAD of 2026-01-01, paid 2026-02-15, by KOS's Service Terms of 2021-07-12: 3.41"
ACCOUNT = Account([Invoice("1", "2026-01-01", Money("113.00", "CAD")), Payment("2026-02-20", Money("50.00", "CAD"))])


def line_of(text: str) -> str:
    """The heading of a page as one line."""
    return " ".join(text.partition("\n\n")[0].split())


class TestEveryQuestionSaysItsFacts:
    """A question without words for a fact, or without the day that decides the edition, fails here."""

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_each_needed_fact_has_a_place_in_its_words(self, name: str) -> None:
        question = QUESTIONS[name]
        needed = {fact for fact, its in question.facts.items() if its.is_needed}
        assert set(re.findall(r"{(\w+)}", question.asks.template)) == needed

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_each_other_fact_has_words_of_its_own(self, name: str) -> None:
        left = {fact: its.in_heading for fact, its in QUESTIONS[name].facts.items() if not its.is_needed}
        assert [fact for fact, told in left.items() if told is None] == []

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_its_edition_is_chosen_by_one_of_its_facts_or_by_none(self, name: str) -> None:
        question = QUESTIONS[name]
        assert question.dated_by is None or question.dated_by in question.facts

    def test_nothing_that_was_given_is_dropped(self) -> None:
        answer = KOS.refund(
            "599.40", cycle_start="2026-02-28", cancelled="2026-03-10", fee_months=12, billing_day=31,
            paid_until="2026-07-31", province="NS",
        )  # fmt: skip
        assert line_of(str(answer.working)).startswith(
            "refund of 599.40 CAD, cycle from 2026-02-28, cancelled 2026-03-10, paid for 12 months, billed on day 31, "
            "paid until 2026-07-31, taxed in NS, by KOS's Service Terms of 2021-07-12: "
        )

    def test_fees_that_are_alike_are_counted(self) -> None:
        fees = ["19.95"] * 3 + ["59.95"] * 9
        answer = load("kos", service="none").cancellation_charge(
            fees, term_start="2026-01-01", term_months=12, cancelled="2026-06-15"
        )
        assert "at 3 x 19.95 CAD + 9 x 59.95 CAD a month, " in line_of(str(answer.working))

    def test_a_sum_to_take_off_has_its_sign_before_it(self) -> None:
        answer = KOS.tax(["85.00", "-75.00", "-75.00", "75.00"], on="2026-01-01")
        assert "tax on 85.00 CAD - 2 x 75.00 CAD + 75.00 CAD, billed 2026-01-01, " in line_of(str(answer.working))

    def test_the_first_sum_keeps_its_sign(self) -> None:
        assert "tax on -75.00 CAD + 85.00 CAD, " in line_of(str(KOS.tax(["-75.00", "85.00"], on="2026-01-01").working))


class TestEveryOutputNamesTheTerms:
    """The provider, the edition, the service and the facts, in each form of an answer."""

    def test_the_text(self) -> None:
        assert line_of(str(CHARGE.working)) == LINE_OF_CHARGE
        assert "terms of KOS (Kingston Online Services): Service Terms of 2021-07-12 (the date of" in str(
            CHARGE.working
        )

    def test_a_wide_page_has_it_on_one_line(self) -> None:
        assert CHARGE.working.text(120).splitlines()[0] == LINE_OF_CHARGE

    def test_the_title_and_the_heading_of_a_page(self, run: Run) -> None:
        words = ("late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15", "--provider", "kos")
        _, page, _ = run(*words, "--format", "html")
        escaped = LINE_OF_CHARGE.replace("'", "&#x27;")
        assert f"<title>{escaped}</title>" in page
        assert escaped in re.sub("</?(time|span)>", "", page.partition("<caption")[2])

    def test_a_notebook(self) -> None:
        assert LINE_OF_CHARGE in unescape(re.sub("<[^>]+>", "", CHARGE.working._repr_html_()))

    def test_the_data(self) -> None:
        data = load("kos", service="dsl").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").as_dict()
        assert (data["provider"], data["edition"], data["service"]) == ("kos", "2021-07-12", "dsl")
        assert data["name"] == "KOS (Kingston Online Services)"
        assert data["documents"] == [
            {
                "title": "Service Terms",
                "edition": "2021-07-12",
                "edition_is": "the date of the site's file, the document bears none",
            }
        ]
        assert data["facts"] == {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15", "billing_months": 1}

    def test_the_figures_under_all_readings(self) -> None:
        across = CHARGE.across_readings()
        assert line_of(str(across)).startswith(LINE_OF_CHARGE)
        assert (across.as_dict()["provider"], across.as_dict()["question"]) == ("kos", "late_charge")

    def test_the_agreement_of_a_service(self) -> None:
        answer = load("kos", service="dsl").cancellation_charge(
            incentive="200.00", term_start="2025-01-31", term_months=24, last_invoice="2026-04-15",
            cancelled="2026-05-10",
        )  # fmt: skip
        used = "KOS's DSL Agreement of 2019-02-11 and Service Terms of 2021-07-12 (service dsl)"
        assert f"by {used}: 75.00 CAD" in line_of(str(answer.working))
        of_rows = QUESTIONS["cancellation_charge"].terms_of(answer.terms.agreement)
        assert phrase_text(of_rows.in_short) == used

    def test_the_ledger_as_csv(self) -> None:
        first = next(csv.DictReader(io.StringIO(HOSTING.statement(ACCOUNT, "2026-03-20").csv())))
        whose = {"provider": "kos", "edition": "2021-07-12", "service": "none", "as_of": "2026-03-20"}
        assert {name: first[name] for name in whose} == whose
        assert first["edition_is"] == "the date of the site's file, the document bears none"

    def test_an_edition_that_a_document_bears_has_no_mark(self) -> None:
        assert terms_used(load("verizon").agreement).cells["edition_is"] is None

    def test_the_days_of_a_complaint(self) -> None:
        text = (load("kijoma").complaint(received="2026-03-02").calendar() or b"").decode().replace("\r\n ", "")
        said = r"complaint received 2026-03-02\, by Kijoma's Complaints Code of 2023-02-01"
        assert f"DESCRIPTION:{said}" in text
        stands_in = r"Complaints Code of 2023-02-01 (the document is undated\, and this day stands in for one)"
        assert rf"terms of Kijoma Broadband: {stands_in}" in text

    def test_the_description_of_a_picture(self) -> None:
        picture = str(HOSTING.statement(ACCOUNT, "2026-03-20").picture())
        said = "statement on 2026-03-20 of an account of 1 invoice and 1 payment, by KOS&#x27;s Service Terms of 2021"
        assert f"<desc>{said}-07-12 (service none): balance " in picture
        assert (
            "Service Terms of 2021-07-12 (the date of the site&#x27;s file, the document bears none).</desc>" in picture
        )

    def test_corrections(self) -> None:
        new, old = HOSTING.statement(ACCOUNT, "2026-03-20"), HOSTING.statement(ACCOUNT, "2026-02-10")
        found = new.corrections(old)
        assert line_of(str(found)).startswith(
            "corrections from 2026-02-10 to 2026-03-20 of an account of 1 invoice and 1 payment, by KOS's "
        )
        assert found.as_dict()["provider"] == "kos"

    def test_an_audit(self) -> None:
        audit = KOS.audit_late_charge("3.29", "113.00", issued="2026-01-01", paid="2026-02-15", before_tax="100.00")
        assert line_of(str(audit.working)).startswith(
            "audit of a late charge of 3.29 CAD on 113.00 CAD of 2026-01-01, paid 2026-02-15, before tax 100.00 CAD, "
            "by KOS's Service Terms of 2021-07-12: "
        )

    def test_in_french(self) -> None:
        hard = "\N{NO-BREAK SPACE}"
        assert CHARGE.working.show("fr", 200).splitlines()[0].replace(hard, " ") == (
            "frais de retard sur 113,00 $ du 1er janv. 2026, payé le 15 févr. 2026, selon Service Terms du 12 juill. "
            "2021 de KOS : 3,41 $"
        )

    def test_terms_say_what_their_editions_are_the_dates_of(self) -> None:
        assert "Service Terms of 2021-07-12 (the date of the site's file, the document bears none)" in str(KOS)
        assert "(the document is undated, and this day stands in for one)" in str(load("kijoma"))


class TestTimeAndTerms:
    """A bill from before the edition is answered with a note that says so."""

    NOTE = (
        "2020-01-01 is before 2021-07-12, the edition of the Service Terms (the date of the site's file, the document "
        "bears none): whether it was in force then is not sure"
    )

    def test_an_invoice_from_before_the_edition(self) -> None:
        answer = KOS.late_charge("113.00", issued="2020-01-01", paid="2020-02-15")
        assert self.NOTE in " ".join(str(answer.working).split())
        assert answer.as_dict()["before_edition"] is True

    def test_an_invoice_of_the_day_of_the_edition(self) -> None:
        answer = KOS.late_charge("113.00", issued="2021-07-12", paid="2021-08-15")
        assert "is before" not in str(answer.working)
        assert answer.as_dict()["before_edition"] is False

    def test_a_term_that_began_before_the_agreement_of_its_service(self) -> None:
        answer = load("kos", service="dsl").cancellation_charge(
            incentive="200.00", term_start="2019-01-31", term_months=24, last_invoice="2019-05-15",
            cancelled="2019-06-10", tax_rate="0.13",
        )  # fmt: skip
        assert "2019-01-31 is before 2019-02-11, the edition of the DSL Agreement" in " ".join(
            str(answer.working).split()
        )

    def test_an_account_with_one_invoice_from_before(self) -> None:
        account = Account([Invoice("0", "2020-01-01", Money("5.00", "CAD")), *ACCOUNT])
        assert self.NOTE in " ".join(str(HOSTING.statement(account, "2026-03-20").working).split())
        assert "is before" not in str(HOSTING.statement(ACCOUNT, "2026-03-20").working)

    def test_a_bill_with_one_line_from_before(self) -> None:
        lines = [BillLine("due_date", {"issued": day}, day) for day in ("2026-01-01", "2020-01-01")]
        assert self.NOTE in " ".join(str(KOS.audit(Bill(lines)).working).split())

    def test_in_french(self) -> None:
        text = " ".join(KOS.due_date("2020-01-01").working.show("fr").replace("\N{NO-BREAK SPACE}", " ").split())
        assert "le 1er janv. 2020 précède le 12 juill. 2021, date de l'édition de Service Terms" in text

    def test_the_rows_of_a_batch(self, run: Run) -> None:
        rows = "113.00,2020-01-01,2020-02-15\n113.00,2026-01-01,2026-02-15\n"
        Path("bills.csv").write_text(f"amount,issued,paid\n{rows}", "utf-8")
        _, out, _ = run("batch", "late-charge", "bills.csv", "charges.csv", "--provider", "kos")
        assert "from before the edition of the terms, which answers although another may have been in force: 1 row" in (
            " ".join(out.split())
        )


class TestTheAmountsOfALedgerAddUp:
    """The column `balance_change` comes to the balance of a statement, and to the change of it."""

    @settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(statements(most=4))
    def test_of_any_statement(self, answer: Answer[Statement]) -> None:
        sheet = answer.sheet()
        assert sheet is not None
        column = sheet.head.index("balance_change")
        changes = [row[column] for row in sheet.rows]
        assert sum(one.minor for one in changes if isinstance(one, Money)) == answer.value.balance.minor

    def test_of_an_account_with_every_event(self) -> None:
        answer = HOSTING.statement(history(), "2026-04-25")
        data: Any = answer.as_dict()["ledger"]
        assert (
            sum(Decimal(row["balance_change"] or 0) for row in data) == answer.value.balance.amount == Decimal("-71.69")
        )

    def test_of_corrections(self) -> None:
        # 113.00 less 50.00 and with what was posted since: the balances of both days say it
        new, old = HOSTING.statement(ACCOUNT, "2026-03-20"), HOSTING.statement(ACCOUNT, "2026-02-10")
        found = new.corrections(old)
        assert found.balance_change == new.value.balance - old.value.balance
        assert f" = {found.balance_change.text}" in str(found)
