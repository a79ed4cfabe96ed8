"""Every file of examples/ runs, and shows the figures that it is there to show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from telcoterms import load
from telcoterms.files.account import read_account
from telcoterms.files.bill import read_bill
from tests.printed_page import heading_of

EXAMPLES = Path(__file__).parents[1] / "examples"
OWN = EXAMPLES / "own_provider.toml"
MORE = EXAMPLES / "more_clauses.toml"
BILL = EXAMPLES / "bill.toml"
ACCOUNT_BILL = EXAMPLES / "account_bill.toml"  # tests/test_account_audit.py looks at it
BILLS = EXAMPLES / "late_bills.csv"
MESSY = EXAMPLES / "messy_account.toml"
ACCOUNTS = ("late_account.csv", "late_account.json", "late_account.toml")

SHOWN = {
    "check_a_bill.py": (
        "113.00  2026-01-01  2026-02-15    3.41    3.41    1.04    3.41  what these terms give\n",
        "113.00  2026-01-01  2026-02-15    4.57    3.41    1.04    3.41  only where part_month is "
        "whole-month, practised against the words\n",
        "113.00  2026-01-01  2026-02-15    5.00    3.41    1.04    3.41  1.59 CAD above what the words allow\n",
        "250.00  2026-01-31  2026-04-30   15.30   15.30   10.10   15.30  what these terms give\n",
        "above what the words allow, where no reading gives it: 2.14 CAD\n",
    ),
    "corrections.py": (
        "2026-03-02: 117.58 CAD settles it, of which 20.00 CAD in dispute; 0.28 CAD held\n",
        "2026-04-20: 114.81 CAD settles it, of which 15.00 CAD in dispute; 0.05 CAD held\n",
        "2026-02-01  2026-02  billed               -20.00  reaches back: another amount\n",
        "they come out: True\n1 of 16 reach back\n",
        "never exempt: 114.86 CAD, 0.05 CAD more\n",
    ),
    "looking_ahead.py": (
        "paid on 2026-04-10, 95.36 CAD settles it\npaid on 2026-04-11, 95.42 CAD settles it\n",
        "48.00 paid on 2026-04-20: 48.30 CAD left on 2026-04-30, 0.32 CAD saved\n",
        "half of the fees that remain: leave on 2026-05-10, which costs 304.85 CAD\n",
        "an incentive of 900.00: leave on 2027-01-01, which costs 181.04 CAD\n",
    ),
    "notebook.py": (
        "2026-02: 36.44 of the bill, 0.78 of charges, 0.22 since\n",
        "to settle on 2026-04-10: 95.36 CAD\n",
        "if the charge counts from the next bill: 91.89 CAD\n",
        "a month later: 97.24 CAD, 1.88 CAD more\n",
        "  to settle on 2026-04-10: 94.79 + 0.57 = 95.36\n",
    ),
    "out_of_core.py": ("18000 payments, 10975 of them late, for which 22247.94 CAD are charged\n",),
    "questions.py": (
        "due date: 2026-01-16\n",
        "dispute until: 2026-04-01\n",
        "dispute: too late, the last day was 2026-04-01\n",
        "late charge: 3.41 CAD\n",
        "effective annual rate: 26.824179... %\n",
        "regime: fixed-term\n",
        "cancellation charge: 209.83 CAD, tax 27.28, total 237.11\n",
        "refund: 33.30 CAD, tax 4.33, total 37.63\n",
        "equipment return by: 2026-07-10, returned by then\n",
        "administrative charge: 35.00 CAD\n",
        "liability limit: 20.00 CAD\n",
        "change of terms: earliest 2026-01-31, leave by 2026-03-17, binds from 2026-03-18\n",
        "precedence: dsl\n",
        "policy change: 2026-03-01\n",
        "provider cancellation: 2026-01-31\n",
        "complaint: overdue on 2026-03-16: senior member's answer; CCTS once the provider was tried\n",
        "eligible for adr: eligible for CCTS, arbitration possible\n",
        "hours: 09:00 to 20:00 (America/Toronto)\n",
        "support open: closed\n",
        "next opening: 2026-12-27 12:00-05:00\n",
        "customer cancellation: 2026-06-10 by CRTC 2014-576, where that binds\n",
        "outage fees: 7.50 CAD, limit 20.00\n",
        "data usage: 120014.648437... to 120087.890625 MB, overage 17.20 to 17.27 CAD\n",
        "tax: 26.00 CAD on 200.00, untaxed 8.00, total 234.00\n",
        "law: on 2026-06-01, agreeing: 7, differing: 2, no figure to compare: 11, not applicable: 6\n",
        "cancellation charge: 40.00 CAD, tax 5.20, total 45.20\n",
        "statement: 28.70 CAD payable now\n",
        "settlement: 28.70 CAD\n",
        "what if: to settle on 2026-03-20 8.45 CAD with the payment, 28.70 without it, charges saved 0.25\n",
        "cheapest cancellation: 2026-05-10, the first of 22 equal days, 304.85 CAD\n",
        "late charge: 7.50 GBP\n",
        "refused: the terms of highland (2026-01-01), as recorded, hold no rule on dispute",
    ),
    "readings.py": (
        "3.41 CAD as the readings are taken:\n",
        "2.19 CAD if the charge counts from the due date\n",
        "1.13 CAD if it counts from the next bill, rounded down\n",
        "6 of 54 readings are allowed: from 1.04 CAD to 3.41 CAD\n",
        "6 more figures are practised against the words: 0.00, 1.05, 1.12, 2.26, 3.34, 4.57\n",
    ),
}


def printed(*command: str | Path, cwd: Path) -> str:
    """What Python prints that runs this; nothing on standard error, and no failure."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_every_example_is_looked_at() -> None:
    files = {file.name for file in EXAMPLES.iterdir() if file.is_file() and file.suffix != ".ipynb"}
    assert files == {*SHOWN, *ACCOUNTS, MESSY.name, OWN.name, MORE.name, BILL.name, ACCOUNT_BILL.name, BILLS.name}


class TestScripts:
    """Each script runs from any folder, as a person starts it."""

    @pytest.mark.parametrize("name", sorted(SHOWN))
    def test_it_shows_its_figures(self, name: str, tmp_path: Path) -> None:
        text = printed(EXAMPLES / name, cwd=tmp_path)
        text += text.replace("\n    ", " ")  # a long headline on one line
        assert [figure for figure in SHOWN[name] if figure not in text] == []


class TestAccounts:
    """One account, as three kinds of file."""

    def test_the_three_files_hold_the_same_account(self) -> None:
        one, *others = (read_account(EXAMPLES / name, "CAD") for name in ACCOUNTS)
        assert len(one) == 4
        assert others == [one, one]

    @pytest.mark.parametrize("name", ACCOUNTS)
    def test_the_command_gives_its_statement(self, name: str, tmp_path: Path) -> None:
        text = printed(
            "-m", "telcoterms", "statement", EXAMPLES / name, "--as-of", "2026-04-10", "--working", cwd=tmp_path
        )
        assert heading_of(text) == "statement: balance 94.79 CAD, accrued 0.57, to settle on 2026-04-10 95.36"
        for day in ("2026-04-01", "2026-05-02", "2026-05-30"):  # until which the three invoices can be disputed
            assert f"+ 90 days = {day} " in text


class TestMessyAccount:
    """An account on which much went wrong."""

    def test_the_file_has_no_faults(self, tmp_path: Path) -> None:
        found = "an account of 4 invoices, 2 payments and 6 other events"
        said = f"{MESSY}: {found}, without faults under the terms of KOS of 2021-07-12\n"
        assert printed("-m", "telcoterms", "check", MESSY, cwd=tmp_path) == said

    def test_the_command_gives_its_statement(self, tmp_path: Path) -> None:
        text = printed("-m", "telcoterms", "statement", MESSY, "--as-of", "2026-04-20", "--working", cwd=tmp_path)
        assert heading_of(text) == "statement: balance 113.21 CAD, accrued 1.60, to settle on 2026-04-20 114.81"
        for line in (
            "  disputed on 2026-02-10, upheld on 2026-03-05, from the start:\n      76.44 - 20.00 = 56.44 ",
            "  not in dispute: 114.81 - 15.00 = 99.81\n",
            "  held until the disputes are decided, and not owed: 0.05\n",
            "  2026-05-10 last day for the provider to receive leased equipment ",
        ):
            assert line in text

    def test_what_it_would_take_to_settle_what_is_not_in_dispute(self, tmp_path: Path) -> None:
        words = ("--pay", "99.81", "--received", "2026-04-20", "--on", "2026-12-31", "--working")
        text = printed("-m", "telcoterms", "what-if", MESSY, *words, cwd=tmp_path)
        assert heading_of(text).startswith("what if: to settle on 2026-12-31 15.00 CAD with the payment, ")

    def test_what_has_changed(self, tmp_path: Path) -> None:
        words = ("--as-of", "2026-04-20", "--since", "2026-03-02", "--format", "csv")
        text = printed("-m", "telcoterms", "statement", MESSY, *words, cwd=tmp_path)
        assert text.startswith(
            "day,debt,what,amount,why,balance_change,code,provider,edition,edition_is,service,voice,before,after\n"
            "2026-02-01,"
        )


class TestBill:
    """A bill of which some figures differ."""

    def test_the_file_has_no_faults(self, tmp_path: Path) -> None:
        said = f"{BILL}: a bill of 4 lines, without faults under the terms of KOS of 2021-07-12\n"
        assert printed("-m", "telcoterms", "check", BILL, cwd=tmp_path) == said

    def test_what_each_line_comes_of(self) -> None:
        terms = load("kos")
        found = terms.audit(read_bill(BILL, terms.agreement)).value
        assert [line.agrees for line in found.lines] == [True, False, False, False]


class TestOwnProvider:
    """A provider that does not exist, in one file and without code."""

    def test_the_file_has_no_faults(self, tmp_path: Path) -> None:
        assert printed("-m", "telcoterms", "check", OWN, cwd=tmp_path).endswith(", without faults\n")

    def test_its_flat_fee_and_its_currency(self) -> None:
        own = load(OWN)
        assert str(own.late_charge("42.00", issued="2026-03-01", paid="2026-04-15").value) == "7.50 GBP"
        assert str(own.late_charge("42.00", issued="2026-03-01", paid="2026-03-31").value) == "0.00 GBP"

    def test_every_section_is_told(self) -> None:
        assert [one.clause.section for one in load(OWN).sections()] == ["1", "2", "3", "4", "5", "6"]
