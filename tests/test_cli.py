"""The command: what it prints, its exit status, and what it says when it cannot answer."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from telcoterms import editions, from_dict, load
from telcoterms.cli import main
from telcoterms.cli.commands import width
from telcoterms.cli.parser import COMMANDS as EVERY_COMMAND
from telcoterms.cli.parser import HELP_GROUPS
from telcoterms.files.library import TEMPLATES
from telcoterms.statement.rule import StatementReadings
from telcoterms.terms import QUESTIONS
from telcoterms.values.messages import spelt_for
from tests.printed_page import heading_of
from tests.receipt_data import calendars_in
from tests.worked_cases import KINDS, account_of, asked, cases

PROVIDERS = ", ".join(sorted({edition.provider for edition in editions()}))
COMMAND = [sys.executable, "-m", "telcoterms"]
LATE = ["late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15"]
AMOUNTS = {"late_charge": "amount", "refund": "fee", "cancellation_charge": "monthly_fee"}
STATEMENT_READINGS = tuple(StatementReadings.__annotations__)
DAYS = ("issued", "received", "reported", "on")  # the day of an event: the column `date` of a sheet
SITE_FILE = "the date of the site's file, the document bears none"
MESSY = str(Path(__file__).parents[1] / "examples" / "messy_account.toml")
LEAVING = ["--term-start", "2025-01-01", "--term-months", "24", "--first", "2026-05-10", "--last", "2027-01-31"]

Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process: its status, standard output, standard error."""

    def go(*words: str) -> Said:
        try:
            status = main(words)
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return go


def words_of(question: str, case: dict[str, Any]) -> list[str]:
    """A worked case as somebody would type it."""
    facts = {key: value for key, value in case.items() if key in QUESTIONS[question].facts}
    amount = facts.pop(AMOUNTS[question], None)
    words = [question.replace("_", "-"), *([] if amount is None else [str(amount)])]
    for name, value in facts.items():
        words += ["--" + name.replace("_", "-"), str(value)]
    for name, value in case.get("reading", {}).items():
        words += ["--reading", f"{question}.{name}={value}"]
    return [*words, "--service", case.get("service", "none")]


SCALAR = [(question, case) for question in AMOUNTS for case in cases("kos", question)]


class TestWorkedCases:
    """Every worked case comes out of the command as it does of the library."""

    @pytest.mark.parametrize(("question", "case"), SCALAR, ids=[f"{q}: {c['name']}" for q, c in SCALAR])
    def test_a_question(self, run: Run, question: str, case: dict[str, Any]) -> None:
        status, out, err = run(*words_of(question, case), "--format", "json")
        record = json.loads(out)
        wanted = {key: case[key] for key in ("charge", "refund", "tax") if key in case}
        figure = record["figure"]
        found = {"charge": figure} if question == "late_charge" else {key: figure[key] for key in wanted}
        assert (status, err, found) == (0, "", wanted)
        assert from_dict(record) == asked(question, case)

    @pytest.mark.parametrize("case", cases("kos", "statement"), ids=lambda case: case["name"])
    @pytest.mark.parametrize("form", ["toml", "json", "csv"])
    def test_a_statement(self, run: Run, case: dict[str, Any], form: str, tmp_path: Path) -> None:
        path = tmp_path / f"account.{form}"
        path.write_bytes(WRITERS[form](case))
        words = ["statement", str(path), "--as-of", str(case["as_of"]), "--format", "json", "--service", "none"]
        for name, value in case.get("reading", {}).items():
            question = "statement" if name in STATEMENT_READINGS else "late_charge"
            words += ["--reading", f"{question}.{name}={value}"]
        status, out, err = run(*words)
        figure = json.loads(out)["figure"]
        assert (status, err) == (0, "")
        sums = ("balance", "accrued", "settlement", "credit")
        assert {name: figure[name] for name in sums} == {name: case[name] for name in sums}
        assert from_dict(json.loads(out)) == asked("statement", case)


def as_toml(case: dict[str, Any]) -> bytes:
    lines = ['currency = "CAD"']
    for name, kind in KINDS.items():
        for one in case.get(name, ()):
            lines.append(f"[[{kind.table}]]")
            for key, value in one.items():
                lines.append(f"{key} = {json.dumps(value) if isinstance(value, str) else value}")
    return "\n".join(lines).encode()


def as_json(case: dict[str, Any]) -> bytes:
    return json.dumps(account_of(case).as_dict()).encode()


def as_csv(case: dict[str, Any]) -> bytes:
    """As a spreadsheet saves it: with a mark at the start, and with carriage returns."""
    events = [(kind.table, one) for name, kind in KINDS.items() for one in case.get(name, ())]
    rows = [{"event": event} | {("date" if key in DAYS else key): one[key] for key in one} for event, one in events]
    head = list(dict.fromkeys(["event", "date", "amount", *(key for row in rows for key in row)]))
    lines = [",".join(head), *(",".join(str(row.get(key, "")) for key in head) for row in rows)]
    return b"\xef\xbb\xbf" + ("\r\n".join([*lines, "," * (len(head) - 1)]) + "\r\n").encode()


WRITERS = {"toml": as_toml, "json": as_json, "csv": as_csv}


class TestAnswers:
    """The working as text, as data, as a page; the table of readings."""

    def test_text_is_what_print_shows(self, run: Run) -> None:
        answer = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        with spelt_for("shell"):
            assert run(*LATE) == (0, f"{answer}\n", "")

    def test_the_working_is_an_option(self, run: Run) -> None:
        answer = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        with spelt_for("shell"):
            assert run(*LATE, "--working") == (0, f"{answer.working}\n", "")

    def test_a_reading_is_taken(self, run: Run) -> None:
        status, out, _ = run(
            *LATE, "--reading", "late_charge.runs_from=due-date", "--reading", "late_charge.rounding=down"
        )
        answer = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        with spelt_for("shell"):
            assert (status, out) == (0, f"{answer.under(runs_from='due-date', rounding='down')}\n")

    def test_readings_print_the_table(self, run: Run) -> None:
        answer = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        with spelt_for("shell"):
            assert run(*LATE, "--readings") == (0, f"{answer.across_readings()}\n", "")

    def test_readings_as_data_stand_beside_the_answer(self, run: Run) -> None:
        _, out, _ = run(*LATE, "--readings", "--format", "json")
        data = json.loads(out)
        assert data["figure"] == "3.41"
        assert data["across_readings"]["lowest"] == "1.04"
        assert len(data["across_readings"]["combinations"]) == 54

    @pytest.mark.parametrize(("more", "tables"), [([], 2), (["--readings"], 1)])  # its periods are a table of their own
    def test_html_is_one_page_in_ascii(self, run: Run, more: list[str], tables: int) -> None:
        _, out, _ = run(*LATE, "--format", "html", *more)
        assert out.isascii()
        assert out.startswith("<!doctype html>")
        assert out.count("<table") == tables + out.count("<details")

    @pytest.mark.parametrize(
        ("words", "figure"),
        [
            (["due-date", "--issued", "2026-01-01"], "due date: 2026-01-16"),
            (["effective-annual-rate"], "effective annual rate: 26.824179... %"),
            (["dispute-until", "--issued", "2026-01-01"], "dispute until: 2026-04-01"),
            (
                ["dispute", "--issued", "2026-01-01", "--reported", "2026-04-01"],
                "dispute: in time, the last day is 2026-04-01",
            ),
            (
                ["regime", "--term-start", "2025-01-01", "--term-months", "12", "--on", "2025-12-31"],
                "regime: fixed-term",
            ),
            (["administrative-charge", "35.00", "--reason", "restoral"], "administrative charge: 35.00 CAD"),
            (
                ["equipment-return-by", "--cancelled", "2026-06-10", "--service", "none"],
                "equipment return by: 2026-07-10, returned by then",
            ),
            (
                ["equipment-return-by", "--cancelled", "2026-06-10", "--service", "fixed-wireless"],
                "equipment return by: 2026-07-10, retrieved by the provider by then",
            ),
            (["liability-limit", "29.95"], "liability limit: 29.95 CAD"),
            (
                ["change-of-terms", "--notice", "2026-01-01", "--effective", "2026-01-31"],
                "change of terms: earliest 2026-01-31, leave by 2026-03-02, binds from 2026-03-03",
            ),
            (["precedence", "--one", "resolution", "--other", "service-terms"], "precedence: service-terms"),
            (["policy-change", "--posted", "2026-03-01"], "policy change: 2026-03-01"),
            (["provider-cancellation", "--notice", "2026-01-01"], "provider cancellation: 2026-01-31"),
            (["customer-cancellation", "--received", "2026-06-10"], "customer cancellation: 2026-06-10"),
            (
                ["tax", "39.95", "14.95", "--on", "2026-06-01", "--tax-rounding", "by-component"],
                "tax: 7.13 CAD on 54.90, untaxed 0.00, total 62.03",
            ),
            (
                "outage-fees 74.95 --began 2026-04-10T06:00-04:00 --ended 2026-04-13T06:00-04:00".split(),
                "outage fees: 7.50 CAD, limit 20.00",
            ),
            (["data-usage", "hd-photo=3", "gaming=0.5"], "data usage: 37 to 62 MB"),
            (["law", "--on", "2026-06-01"], "law: on 2026-06-01, agreeing: 7, differing: 2, no figure to compare: "),
            (
                "complaint --received 2026-03-02 --senior 2026-03-09 --on 2026-03-12".split(),
                "complaint: overdue on 2026-03-12: senior member's answer; CCTS once the provider was tried",
            ),
            (
                "complaint --provider kijoma --received 2026-03-02 --deadlock 2026-03-20".split(),
                "complaint: first answer aimed at by 2026-03-09; CISAS from 2026-03-20, until 2027-",
            ),
            (
                "eligible-for-adr --customer small-business --monthly-bill 2500.00 --subject billing".split(),
                "eligible for adr: not eligible for CCTS, arbitration excluded",
            ),
            (["hours", "--day", "2026-12-25"], "hours: closed on 2026-12-25"),
            (["support-hours", "--day", "2026-12-25"], "hours: closed on 2026-12-25"),
            (["support-open", "--at", "2026-03-09T09:00-04:00"], "support open: open"),
            (["next-opening", "--at", "2026-12-24T21:00-05:00"], "next opening: 2026-12-27 12:00-05:00"),
            (
                "support-open --provider kijoma --at 2026-05-25T10:00+01:00 --reading hours.on_holidays=open".split(),
                "support open: open",
            ),
            (
                (
                    "cancellation-charge --incentive 199.95 --service voip --term-start 2025-01-01 --term-months 36 "
                    "--last-invoice none --cancelled 2025-01-20 --province NS"
                ).split(),
                "cancellation charge: 199.95 CAD, tax 29.99, total 229.94",
            ),
            (
                ["cheapest-cancellation", "59.95", *LEAVING, "--service", "none"],
                "cheapest cancellation: 2026-05-10, the first of 22 equal days, 304.85 CAD",
            ),
            (
                ["cheapest-cancellation", "19.95", *LEAVING, "--service", "dsl", "--incentive", "900"],
                "cheapest cancellation: 2027-01-01, 181.04 CAD",
            ),
            (["settlement", MESSY, "--on", "2026-04-20"], "settlement: 114.81 CAD"),
            (
                ["settlement", MESSY, "--on", "2026-04-20", "--reading", "statement.disputed=never-exempt"],
                "settlement: 114.86 CAD",
            ),
            (
                "what-if MESSY --pay 99.81 --received 2026-04-20 --on 2026-05-20".replace("MESSY", MESSY).split(" "),
                "what if: to settle on 2026-05-20 15.00 CAD with the payment, 116.78 without it, charges",
            ),
        ],
    )
    def test_the_other_questions(self, run: Run, words: list[str], figure: str) -> None:
        status, out, err = run(*words)
        assert (status, heading_of(out)[: len(figure)], err) == (0, figure, "")


class TestCalendarFile:
    """The days of a complaint as iCalendar, byte by byte."""

    WORDS = ("complaint", "--provider", "kijoma", "--received", "2026-03-02", "--format")

    def test_it_is_the_file_of_the_library(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert main([*self.WORDS, "ical"]) == 0
        assert capfdbinary.readouterr().out == load("kijoma").complaint(received="2026-03-02").calendar()

    def test_other_commands_have_no_such_format(self, run: Run) -> None:
        assert run(*LATE, "--format", "ical")[0] == 2

    def test_the_other_formats_are_there_too(self, run: Run) -> None:
        assert calendars_in(json.loads(run(*self.WORDS, "json")[1])) == {"england": "2026-11"}
        assert run(*self.WORDS, "html")[1].startswith("<!doctype html>")


class TestAccounts:
    """A statement, what has changed since an earlier one, and both as a sheet."""

    def test_what_has_changed(self, run: Run) -> None:
        status, out, err = run("statement", MESSY, "--as-of", "2026-04-20", "--since", "2026-03-02")
        assert (status, err) == (0, "")
        lines = out.splitlines()
        assert lines[:3] == [
            "corrections from 2026-03-02 to 2026-04-20 of an account of 4 invoices, 2 payments and 6",
            "    other events,",
            "  by KOS's Service Terms of 2021-07-12 and DSL Agreement of 2019-02-11 (service dsl): 16",
        ]
        assert lines[5] == "2026-02-01  2026-02  billed               -20.00  reaches back: another amount"
        assert max(map(len, lines)) <= 88

    def test_what_has_changed_as_data(self, run: Run) -> None:
        _, out, _ = run("statement", MESSY, "--as-of", "2026-04-20", "--since", "2026-03-02", "--format", "json")
        data = json.loads(out)
        assert (data["before"], data["after"], len(data["entries"])) == ("2026-03-02", "2026-04-20", 16)
        assert data["entries"][0] == {
            "day": "2026-02-01",
            "debt": "2026-02",
            "what": "billed",
            "amount": "-20.00",
            "code": "billed",
            "why": "reaches back: another amount",
        }

    def test_what_has_changed_as_a_page(self, run: Run) -> None:
        _, out, _ = run("statement", MESSY, "--as-of", "2026-04-20", "--since", "2026-03-02", "--format", "html")
        assert out.startswith("<!doctype html>")
        assert out.count("<table") == 1 + out.count("<details")

    def test_what_has_changed_as_a_sheet(self, run: Run) -> None:
        _, out, _ = run("statement", MESSY, "--as-of", "2026-04-20", "--since", "2026-03-02", "--format", "csv")
        rows = list(csv.reader(io.StringIO(out)))
        whose = ["provider", "edition", "edition_is", "service", "voice", "before", "after"]
        assert rows[0] == ["day", "debt", "what", "amount", "why", "balance_change", "code", *whose]
        assert rows[1] == [
            *["2026-02-01", "2026-02", "billed", "-20.00", "reaches back: another amount", "-20.00", "billed"],
            *["kos", "2021-07-12", SITE_FILE, "dsl", "biller", "2026-03-02", "2026-04-20"],
        ]
        # 117.55 was owed on 2 March and 113.21 on 20 April: 113.21 - 117.55 = -4.34
        assert sum(Decimal(row[5] or 0) for row in rows[1:]) == Decimal("-4.34")
        assert len(rows) == 17

    def test_nothing_has_changed(self, run: Run) -> None:
        _, out, _ = run("statement", MESSY, "--as-of", "2026-04-20", "--since", "2026-04-20")
        assert out == (
            "corrections from 2026-04-20 to 2026-04-20 of an account of 4 invoices, 2 payments and 6\n"
            "    other events,\n  by KOS's Service Terms of 2021-07-12 and DSL Agreement of 2019-02-11 (service dsl):\n"
            "      none\n"
            "\n"
            "terms of KOS (Kingston Online Services), service dsl, voice biller: Service Terms of\n"
            "    2021-07-12 (the date of the site's file, the document bears none), DSL Agreement of\n"
            "    2019-02-11\n"
        )

    def test_the_ledger_as_a_sheet(self, run: Run) -> None:
        status, out, err = run("statement", MESSY, "--as-of", "2026-04-20", "--format", "csv")
        assert (status, err) == (0, "")
        rows = list(csv.reader(io.StringIO(out)))
        whose = ["provider", "edition", "edition_is", "service", "voice", "as_of"]
        assert rows[0] == ["debt", "day", "what", "amount", "balance", "clause", "balance_change", "code", *whose]
        assert [
            *["A-1", "2026-01-20", "billed", "25.00", "25.00", "Service Terms s.7", "25.00", "billed"],
            *["kos", "2021-07-12", SITE_FILE, "dsl", "biller", "2026-04-20"],
        ] in rows
        assert sum(Decimal(row[6] or 0) for row in rows[1:]) == Decimal("113.21")  # the balance
        assert sum(float(row[3]) for row in rows[1:] if row[2] == "payment") == 100.0

    def test_what_a_spreadsheet_would_run_is_neutralised(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text("event,date,number,amount\ninvoice,2026-01-01,=1+1,5.00\n", "utf-8")
        _, out, _ = run("statement", str(path), "--as-of", "2026-01-02", "--format", "csv")
        assert out.splitlines()[1] == (
            "'=1+1,2026-01-01,billed,5.00,5.00,Service Terms s.7,5.00,billed,"
            f'kos,2021-07-12,"{SITE_FILE}",,biller,2026-01-02'
        )

    def test_a_payment_of_another_currency_cannot_be_given(self, run: Run) -> None:
        words = ["what-if", MESSY, "--pay", "5 USD", "--received", "2026-04-20", "--on", "2026-05-20"]
        status, out, err = run(*words)
        assert (status, out) == (2, "")
        assert "5 USD" in err

    def test_a_payment_names_an_invoice(self, run: Run) -> None:
        words = ["what-if", MESSY, "--pay", "5", "--received", "2026-04-20", "--on", "2026-04-20", "--invoice"]
        assert "2026-04-20 payment of 5.00 for 2026-04, 5.00 to 2026-04;" in run(*words, "2026-04", "--working")[1]
        assert "names the invoice '2026-09', which the account does not have" in run(*words, "2026-09")[2]


class TestLookingOver:
    """Terms told clause by clause; files checked; starts of files printed."""

    @pytest.mark.parametrize("words", [["terms"], ["terms", "kos"], ["terms", "--service", "cable"]])
    def test_terms_tell_every_section(self, run: Run, words: list[str]) -> None:
        status, out, _ = run(*words)
        assert status == 0
        assert "s.7, computed by due_date" in out
        assert "s.37, not computed:" in out
        assert "s.20, without figures: " in out

    def test_terms_as_data_and_as_a_page(self, run: Run) -> None:
        assert len(json.loads(run("terms", "--format", "json")[1])["sections"]) > 30
        assert run("terms", "--format", "html")[1].count("<table") == 1

    @pytest.mark.parametrize("name", TEMPLATES)
    def test_a_template_has_no_faults(self, run: Run, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        path.write_bytes(run("template", name)[1].encode())
        status, out, err = run("check", str(path))
        assert (status, err) == (0, "")
        assert "without faults" in out

    def test_a_provider_of_ones_own_answers(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(run("template", "provider.toml")[1], "utf-8")
        status, out, _ = run(*LATE, "--provider", str(path))
        assert status == 0
        assert out.startswith("late charge: 3.41 CAD\n")
        assert "paid 2026-02-15, by Example Telecom's Terms of 2026-01-01" in " ".join(out.split())
        assert run("terms", str(path))[1].startswith("Example Telecom, terms of 2026-01-01")

    def test_check_prints_all_faults_and_leaves_with_1(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text("event,date,amount\ninvoice,2026-01-01,5.005\npayment,2026-02-30,1.00\n")
        status, out, err = run("check", str(path))
        assert (status, err) == (1, "")
        assert "row 2" in out
        assert "row 3" in out

    def test_the_same_faults_stop_a_statement_with_2(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text("event,date,amount\ninvoice,2026-01-01,5.005\n")
        status, out, err = run("statement", str(path), "--as-of", "2026-02-01")
        assert (status, out) == (2, "")
        assert err.startswith("telcoterms: ")


class TestWrongUse:
    """Wrong use and bad input: status 2, a sentence on standard error, nothing on standard output."""

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["late-charge", "1.005", *LATE[2:]], "part of a cent"),
            (["late-charge", "-5", *LATE[2:]], "give zero or more"),
            (
                [*LATE, "--provider", "nobody"],
                f"there are no terms of 'nobody' here: choose from {PROVIDERS}",
            ),
            ([*LATE, "--service", "satellite"], "no service 'satellite'"),
            ([*LATE, "--edition", "2020-01-01"], "no edition of 2020-01-01"),
            ([*LATE, "--reading", "late_charge.runs_from"], "write QUESTION.NAME=VALUE"),
            ([*LATE, "--reading", "late_charge.runs_form=due-date"], "no reading 'runs_form'"),
            ([*LATE, "--reading", "late_charge.runs_from=payday"], "cannot read runs_from as 'payday'"),
            ([*LATE, "--reading", "weather.rain=yes"], "'weather' is no question with readings"),
            ([*LATE, "--billing-months", "1_0"], "no whole number"),
            ([*LATE, "--form", "json"], "has no option --form: did you mean --format?"),
            (["data-usage", "hd-photo"], "is no NAME=NUMBER"),
            ([*LATE, "--format", "csv"], "format is 'csv': did you mean svg? choose from text"),
            (["cheapest-cancellation", *LEAVING, "--service", "none"], "needs MONTHLY_FEE: give"),
            (["administrative-charge", "50.01", "--reason", "restoral"], "over the cap of 50.00 CAD"),
            (["administrative-charge", "35.00", "--reason", "Bad weather"], "write small letters, digits and hyphens"),
            (["late-charge"], "late charge needs AMOUNT, --issued, --paid: give all of them"),
            (["latecharge"], "there is no command 'latecharge': did you mean late-charge"),
            (["statement", "no-such-file.toml", "--as-of", "2026-01-01"], "there is no such file"),
            (["statement", ".", "--as-of", "2026-01-01"], "this is a folder"),
            (["check", "no-such-file.toml"], "there is no such file"),
            (["template", "bill.txt"], "name is 'bill.txt': did you mean bill.toml? choose from account.csv"),
        ],
    )
    def test_a_sentence(self, run: Run, words: list[str], sentence: str) -> None:
        status, out, err = run(*words)
        assert (status, out) == (2, "")
        assert sentence in err
        assert "Traceback" not in err

    @pytest.mark.parametrize(("content", "sentence"), [(b"", "it is empty"), (b"caf\xe9", "is not UTF-8")])
    def test_a_file_that_is_no_text(self, run: Run, content: bytes, sentence: str, tmp_path: Path) -> None:
        path = tmp_path / "account.toml"
        path.write_bytes(content)
        status, out, err = run("statement", str(path), "--as-of", "2026-01-01")
        assert (status, out) == (2, "")
        assert sentence in err


COMMANDS = [*(name.replace("_", "-") for name in QUESTIONS), "terms", "compare", "check", "template"]


class TestHelp:
    """Bare, the command prints its help; each command's help shows an example, which runs."""

    def test_bare_it_prints_help(self, run: Run) -> None:
        status, out, err = run()
        assert (status, err) == (0, "")
        assert out.startswith("usage: telcoterms")

    def test_its_version(self, run: Run) -> None:
        from telcoterms import __version__

        assert run("--version") == (0, f"telcoterms {__version__}\n", "")

    def test_it_begins_with_what_people_ask(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert run("template", "account.csv", "-o", "account.csv")[0] == 0
        _, out, _ = run("--help")
        asked = out.split("\n\n")[2].replace(" \\\n", " ").splitlines()
        assert asked[0] == "what people ask:"
        assert [line.strip()[-1] for line in asked[1::2]] == ["?"] * 4
        for command in asked[2::2]:
            assert run(*command.split()[1:])[0] == 0

    def test_each_command_stands_in_one_group(self, run: Run) -> None:
        listed = [name for names in HELP_GROUPS.values() for name in names]
        assert sorted(listed) == sorted(EVERY_COMMAND)
        _, out, _ = run("--help")
        assert [name for name in listed if f"\n  {name}" not in out] == []

    @pytest.mark.parametrize("name", COMMANDS)
    def test_the_example_of_each_command_runs(
        self, run: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("TELCOTERMS_PROVIDER")
        for start in ("account.csv", "account.toml", "bill.toml", "provider.toml"):
            Path(start).write_bytes(run("template", start)[1].encode())
        status, out, _ = run(name, "--help")
        assert status == 0
        example = out.split("example:\n  telcoterms ")[1].replace("\\\n", " ").splitlines()[0].split(" > ")[0]
        assert example.split()[0] == name
        assert run(*example.split())[0] == 0

    @pytest.mark.parametrize("name", COMMANDS)
    def test_the_help_of_each_command_fits_a_terminal(
        self, run: Run, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        for _, out, _ in (run("--help"), run(name, "--help")):
            assert max(map(len, out.splitlines())) <= 80


class TestAsAProcess:
    """Run as a program, with the output sent elsewhere."""

    def test_it_runs_as_a_module(self) -> None:
        done = subprocess.run([*COMMAND, *LATE], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("late charge: 3.41 CAD\n  late charge on 113.00 CAD of 2026-01-01, paid ")
        assert done.stderr == ""

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full, which only Linux has")
    def test_a_full_disk_is_told(self) -> None:
        with open("/dev/full", "w") as full:
            done = subprocess.run([*COMMAND, *LATE], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 2
        assert "the output cannot be written (No space left on device)" in done.stderr

    def test_a_value_that_the_terminal_cannot_show_is_escaped(self, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text("event,date,amount\nÉvénement,2026-01-01,5.00\n", "utf-8")
        done = subprocess.run(
            [*COMMAND, "check", str(path)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert (done.returncode, done.stderr) == (1, "")
        assert r"\xc9v\xe9nement" in done.stdout

    def test_a_stream_of_another_make_will_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["due-date", "--issued", "2026-01-01"]) == 0
        assert stream.getvalue().startswith("due date: 2026-01-16\n  due date of an invoice of 2026-01-01, by KOS's ")

    def test_an_interrupt_is_told(self, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
        def interrupted(*_: object) -> str:
            raise KeyboardInterrupt

        monkeypatch.setattr("telcoterms.cli.commands.template_text", interrupted)
        assert run("template", "account.csv") == (130, "", "telcoterms: interrupted\n")

    def test_the_page_is_as_wide_as_the_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr(sys, "stdout", Terminal())
        monkeypatch.setenv("COLUMNS", "72")
        assert width() == 72
        monkeypatch.setenv("COLUMNS", "500")
        assert width() == 88
