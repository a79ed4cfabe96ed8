"""A statement as rows of a sheet: the ledger of each debt, and nothing that a spreadsheet would run."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Account, InputError, Invoice, Payment, load
from telcoterms.cli import main
from telcoterms.formats.csv import cell
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.random_accounts import made_history
from tests.terms_builders import cad

HOSTING = load("kos", service="none")
LATE = Path(__file__).parents[1] / "examples" / "late_account.toml"
HEAD = ["debt", "day", "what", "amount", "balance", "clause", "balance_change", "code"]
WHOSE = ["provider", "edition", "edition_is", "service", "voice", "as_of"]
STANDING = {"accrued", "disputed", "held"}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestRows:
    """Debts in their order, each with the balance after each row; then the account; the clause behind each."""

    @settings(max_examples=examples(60))
    @given(st.randoms(use_true_random=False))
    def test_the_last_balance_of_a_debt_is_what_it_owes(self, random: Random) -> None:
        one = made_history(random)
        answer = HOSTING.under(statement={"on_rejection": "from-decision"}).statement(one.account, one.as_of)
        told: dict[str, Decimal] = {}
        for row in rows(answer.csv()):
            if row["balance"]:
                told[row["debt"].removeprefix("'")] = Decimal(row["balance"])
        owed = {debt.number: (debt.principal + debt.charges).amount for debt in answer.value.debts if debt.placements}
        assert {number: told[number] for number in owed} == owed

    def test_each_row_adds_to_the_one_before(self) -> None:
        found = rows(HOSTING.statement(made_history(Random(7)).account, "2026-12-31").csv())
        balance, debt = Decimal(0), ""
        for row in found:
            balance = balance if row["debt"] == debt else Decimal(0)
            debt = row["debt"]
            if row["balance"]:
                balance += Decimal(row["amount"])
                assert Decimal(row["balance"]) == balance
            else:
                assert row["what"] in STANDING or not debt

    def test_the_clause_of_each(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(5645)), Payment("2026-02-15", cad(1000))])
        told = {row["what"]: row["clause"] for row in rows(HOSTING.statement(account, "2026-02-20").csv())}
        assert told == {
            "billed": "Service Terms s.7",
            "late charge": "Service Terms s.9",
            "paid, charges": "",
            "paid, principal": "",
            "accrued": "Service Terms s.9",
            "payment": "",
        }

    def test_an_account_without_events_has_the_head_alone(self) -> None:
        assert HOSTING.statement(Account([]), "2026-01-01").csv() == ",".join([*HEAD, *WHOSE]) + "\r\n"

    def test_the_record_holds_the_same(self) -> None:
        answer = HOSTING.statement(made_history(Random(3)).account, "2026-12-31")
        data = json.loads(json.dumps(answer.as_dict()))["ledger"]
        assert [list(row) for row in data] == [HEAD[:-1]] * len(data)  # a code is for files
        assert [row["amount"] for row in data] == [row["amount"] for row in rows(answer.csv())]

    def test_no_other_answer_has_one(self) -> None:
        with refused(InputError, "the answer to due date has no rows that CSV could hold", "take text, json or html"):
            HOSTING.due_date("2026-01-01").csv()
        assert "ledger" not in HOSTING.due_date("2026-01-01").as_dict()


class TestNothingRuns:
    """A cell that a spreadsheet would run begins with an apostrophe; a sum below zero stays a number."""

    @pytest.mark.parametrize("number", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
    def test_a_number_of_a_debt(self, number: str) -> None:
        account = Account([Invoice(number, "2026-01-01", cad(5645)), Payment("2026-01-05", cad(5645))])
        found = rows(HOSTING.statement(account, "2026-02-20").csv())
        assert {row["debt"] for row in found} == {f"'{number}", ""}
        assert [row["amount"] for row in found] == ["56.45", "-56.45", "56.45"]

    @pytest.mark.parametrize(("text", "shown"), [("\tx", "'\tx"), ("\rx", "'\rx"), ("a=1", "a=1"), ("", "")])
    def test_any_cell(self, text: str, shown: str) -> None:
        assert cell(text) == shown
        assert cell(None) == ""
        assert cell(cad(-300)) == "-3.00"


class TestTheCommand:
    """`telcoterms statement --format csv`, and `--since` for what has changed."""

    def test_a_statement(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["statement", str(LATE), "--as-of", "2026-04-10", "--format", "csv"]) == 0
        assert list(rows(capsys.readouterr().out)[0]) == [*HEAD, *WHOSE]

    def test_the_picture_of_a_statement(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["statement", str(LATE), "--as-of", "2026-04-10", "--format", "svg"]) == 0
        assert capsys.readouterr().out.startswith('<svg xmlns="http://www.w3.org/2000/svg" role="img"')

    @pytest.mark.parametrize("format_", ["text", "json", "html", "csv"])
    def test_since_an_earlier_day(self, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["statement", str(LATE), "--as-of", "2026-04-10", "--since", "2026-03-01", "--format", format_]
        assert main(asked) == 0
        shown = capsys.readouterr().out
        assert "0.78" in shown
        assert format_ == "html" or "1.15" not in shown  # what was posted up to then; a style has it too
        if format_ == "csv":
            whose = ["provider", "edition", "edition_is", "service", "voice", "before", "after"]
            assert list(rows(shown)[0]) == ["day", "debt", "what", "amount", "why", "balance_change", "code", *whose]

    def test_only_a_statement_is_shown_as_csv(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["settlement", str(LATE), "--on", "2026-04-10", "--format", "csv"]) == 2
        assert "csv" in capsys.readouterr().err
