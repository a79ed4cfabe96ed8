"""The plan, region, segment and indices of a whole account or bill, and the reminders of a billed late charge."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest

from telcoterms import (
    Account,
    Audit,
    Bill,
    BillLine,
    InputError,
    InvalidFileError,
    Invoice,
    MissingFactsError,
    Money,
    Payment,
    from_dict,
    load,
)
from telcoterms.cli import main
from telcoterms.files.bill import bill_of, read_bill
from tests.terms_builders import KOS

COGECO = load("cogeco")  # 3 % a month in Ontario, 2.75 % for homes in Quebec, from the due date, not compounded
VERIZON = load("verizon")  # 1.5 % a month, or the lawful rate if that is less, which the terms leave to the law
BILL = Account([Invoice("A", "2026-12-01", Money("100.00", "CAD"), due="2026-12-20")])
US_BILL = Account([Invoice("A", "2026-12-01", Money("100.00", "USD"), due="2026-12-20")])
QUEBEC: dict[str, Any] = {"segment": "residential", "region": "QC"}
PAYMENT = Payment("2027-01-20", Money("50.00", "CAD"))


class TestAccount:
    """`statement`, `settlement` and `what_if` take the facts that `late_charge` takes."""

    def test_a_month_of_100_00_in_quebec_costs_2_75(self) -> None:
        assert COGECO.statement(BILL, "2027-01-20", **QUEBEC).value.balance == Money("102.75", "CAD")

    def test_a_month_of_100_00_in_ontario_costs_3_00(self) -> None:
        assert COGECO.settlement(BILL, on="2027-01-20", segment="residential", region="ON").value.text == "103.00"

    def test_50_00_on_the_day_of_the_first_posting_saves_half_of_the_second(self) -> None:
        # 20 January: 2.75 posted; 50.00 pays it and 47.25 of the bill. 20 February: 2.75 % of 100.00 or of 52.75
        found = COGECO.what_if(BILL, PAYMENT, on="2027-02-20", **QUEBEC).value
        assert found.without.balance.text == "105.50"
        assert found.paid.balance.text == "54.20"  # 52.75 + 1.45
        assert found.saved.text == "1.30"

    def test_the_lawful_rate_is_the_lesser(self) -> None:
        assert VERIZON.settlement(US_BILL, on="2027-01-20", index={"lawful": "0.01"}).value.text == "101.00"

    def test_without_the_lawful_rate_a_note_says_that_it_is_left_out(self) -> None:
        assert "is not given, so that this part of the clause is left out" in str(
            VERIZON.statement(US_BILL, "2027-01-20").working
        ).replace("\n      ", " ")
        assert "left out" not in str(VERIZON.statement(US_BILL, "2027-01-20", index={"lawful": "0.01"}).working)

    def test_each_missing_fact_is_asked_for_at_once(self) -> None:
        with pytest.raises(MissingFactsError, match="give segment, one of business, residential, and region, on which"):
            COGECO.statement(BILL, "2027-01-20")

    def test_the_last_missing_fact_alone(self) -> None:
        with pytest.raises(MissingFactsError, match=r"for each region: give region, one of ON, QC$"):
            COGECO.settlement(BILL, on="2027-01-20", segment="residential")

    def test_a_fact_on_which_nothing_depends_is_refused(self) -> None:
        with pytest.raises(InputError, match="plan is 'basic', and no number or tax of these terms depends on it"):
            KOS.settlement(BILL, on="2027-01-20", plan="basic")

    @pytest.mark.parametrize(
        "answer",
        [
            COGECO.statement(BILL, "2027-01-20", **QUEBEC),
            COGECO.settlement(BILL, on="2027-01-20", **QUEBEC),
            COGECO.what_if(BILL, PAYMENT, on="2027-02-20", **QUEBEC),
            VERIZON.statement(US_BILL, "2027-01-20", index={"lawful": "0.01"}),
        ],
        ids=["statement", "settlement", "what_if", "index"],
    )
    def test_a_record_answers_again(self, answer: Any) -> None:
        record = json.loads(json.dumps(answer.as_dict()))
        assert from_dict(record) == answer

    def test_the_heading_repeats_them(self) -> None:
        heading = str(COGECO.settlement(BILL, on="2027-01-20", **QUEBEC).working).replace("\n    ", " ")
        assert "region QC, segment residential" in heading


FILE = """
provider = "cogeco"
segment = "residential"
region = "QC"

[[invoice]]
number = "A"
issued = 2026-12-01
due = 2026-12-20
amount = "100.00"
"""


@pytest.fixture
def account_file(tmp_path: Path) -> Path:
    path = tmp_path / "account.toml"
    path.write_text(FILE, "utf-8")
    return path


class TestAccountInAShell:
    """The head of the file has the facts, or options do."""

    @pytest.mark.parametrize(
        "words",
        [
            ["statement", "--as-of", "2027-01-20"],
            ["settlement", "--on", "2027-01-20"],
            ["what-if", "--on", "2027-01-20", "--pay", "1.00", "--received", "2027-01-20"],
        ],
    )
    def test_from_the_head_of_the_file(
        self, words: list[str], account_file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([words[0], str(account_file), *words[1:]]) == 0
        assert "102.75" in capsys.readouterr().out

    def test_from_options(self, account_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        account_file.write_text(FILE.replace('region = "QC"\n', ""), "utf-8")
        assert main(["settlement", str(account_file), "--on", "2027-01-20", "--region", "ON"]) == 0
        assert "103.00" in capsys.readouterr().out

    def test_of_a_sheet(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        sheet = tmp_path / "account.csv"
        sheet.write_text("event,date,number,amount,due\ninvoice,2026-12-01,A,100.00,2026-12-20\n", "utf-8")
        facts = ["--region", "QC", "--segment", "residential", "--provider", "cogeco"]
        assert main(["settlement", str(sheet), "--on", "2027-01-20", *facts]) == 0
        assert "102.75" in capsys.readouterr().out

    def test_twice_is_refused(self, account_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["settlement", str(account_file), "--on", "2027-01-20", "--region", "ON"]) == 2
        assert "has region, and so has the command: leave the option --region out" in capsys.readouterr().err

    def test_what_changed_since_an_earlier_day(self, account_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["statement", str(account_file), "--as-of", "2027-01-20", "--since", "2027-01-01"]) == 0
        assert "2.75" in capsys.readouterr().out

    def test_an_index_that_is_no_table(self, account_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        account_file.write_text("index = 0.12\n" + FILE, "utf-8")
        assert main(["settlement", str(account_file), "--on", "2027-01-20"]) == 2
        assert "wanted a table of indices with their values: write it as index = { lawful = 0.12 }" in (
            capsys.readouterr().err
        )


LATE: dict[str, Any] = {"issued": "2026-12-01", "due": "2026-12-15", "paid": "2027-01-11"}  # a bill of BT


def charge(billed: str, **facts: Any) -> BillLine:
    named = {"amount": Money(100, "CAD"), "issued": "2026-12-01", "due": "2026-12-20", "paid": "2027-01-20"}
    return BillLine("late_charge", named | facts, Money(billed, "CAD"))


class TestAudit:
    """A billed late charge has the facts of the question."""

    def test_2_75_is_by_the_terms_in_quebec(self) -> None:
        facts = {"issued": "2026-12-01", "due": "2026-12-20", "paid": "2027-01-20", **QUEBEC}
        answer = COGECO.audit_late_charge("2.75", "100.00", **facts)
        assert answer.value.agrees
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer
        assert "2.75 %" in str(answer.working)

    def test_a_bill_of_two_regions(self) -> None:
        bill = Bill([charge("2.75", **QUEBEC), charge("3.00", segment="residential", region="ON")])
        answer = COGECO.audit(bill)
        assert answer.value.agrees
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_bt_charges_7_50_six_days_after_a_reminder(self) -> None:
        answer = load("bt").audit_late_charge("7.50", "60.00", **LATE, reminded="2027-01-05")
        assert answer.value.agrees
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_a_line_with_reminders(self) -> None:
        late, billed = LATE | {"amount": Money("60.00", "GBP")}, Money("7.50", "GBP")
        one = BillLine("late_charge", late | {"reminded": "2027-01-05"}, billed)
        several = BillLine("late_charge", late | {"reminded": ["2027-02-01", "2027-01-05"]}, billed)
        bill = Bill([one, several])
        answer = load("bt").audit(bill)
        assert answer.value.agrees
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_a_reminder_that_no_charge_follows_is_refused(self) -> None:
        with pytest.raises(InputError, match="no charge of these terms follows a reminder"):
            KOS.audit_late_charge("1.00", "60.00", issued="2026-12-01", paid="2027-01-11", reminded="2027-01-05")


BILL_FILE = """
provider = "cogeco"
segment = "residential"
region = "QC"

[[line]]
question = "late_charge"
amount = "100.00"
issued = 2026-12-01
due = 2026-12-20
paid = 2027-01-20
billed = "2.75"

[[line]]
question = "late_charge"
region = "ON"
amount = "100.00"
issued = 2026-12-01
due = 2026-12-20
paid = 2027-01-20
billed = "3.00"

[[line]]
question = "due_date"
issued = 2026-12-01
due = 2026-12-20
billed = 2026-12-20
"""


class TestBill:
    """A fact that `audit` is given is one of every line that depends on it and has none of its own."""

    FACTS: ClassVar[dict[str, Any]] = {
        "amount": Money("100.00", "CAD"),
        "issued": "2026-12-01",
        "due": "2026-12-20",
        "paid": "2027-01-20",
    }
    BILL = Bill(
        [
            BillLine("late_charge", FACTS, Money("2.75", "CAD")),
            BillLine("late_charge", FACTS | {"region": "ON"}, Money("3.00", "CAD")),
            BillLine("due_date", {"issued": "2026-12-01", "due": "2026-12-20"}, "2026-12-20"),
        ]
    )

    def test_each_line_agrees(self) -> None:
        answer = COGECO.audit(self.BILL, **QUEBEC)
        assert answer.value.agrees
        assert [line.facts.get("region") for line in answer.facts[0]] == ["QC", "ON", None]  # type: ignore[attr-defined]
        assert "audit of a bill of 3 lines, region QC, segment residential" in str(answer)

    def test_its_record_is_asked_again(self) -> None:
        answer = COGECO.audit(self.BILL, **QUEBEC)
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_an_index(self) -> None:
        facts = {"amount": Money("100.00", "USD"), "issued": "2026-12-01", "due": "2026-12-20", "paid": "2027-01-20"}
        bill = Bill([BillLine("late_charge", facts, Money("1.00", "USD"))])
        assert VERIZON.audit(bill, index={"lawful": "0.01"}).value.agrees

    def test_a_fact_on_which_no_line_depends(self) -> None:
        with pytest.raises(InputError, match="no line of the bill depends on plan: leave it out"):
            COGECO.audit(self.BILL, plan="gold", **QUEBEC)

    def test_a_fact_that_is_missing(self) -> None:
        with pytest.raises(MissingFactsError, match=r"line 1 of the bill, late_charge: .* give region"):
            COGECO.audit(self.BILL, segment="residential")

    def test_a_mistake_is_made_with_the_rate_of_the_region(self) -> None:
        """The rate of Quebec is not compounded, and a month's charge on each of 31 days is 31 x 2.75 = 85.25."""
        bill = Bill([BillLine("late_charge", self.FACTS, Money("85.25", "CAD"))])
        (line,) = COGECO.audit(bill, **QUEBEC).value.lines
        assert isinstance(line.audit, Audit)
        assert [match.name for match in line.audit.matches] == ["month-charge-each-day"]


class TestBillFile:
    """A fact at the head is one of every line that depends on it and has none of its own."""

    def test_each_line_agrees(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "bill.toml"
        path.write_text(BILL_FILE, "utf-8")
        assert main(["audit", str(path)]) == 0
        assert COGECO.audit(read_bill(path, COGECO.agreement)).value.agrees
        assert capsys.readouterr().out.count("by the terms") >= 1

    def test_from_options(self, tmp_path: Path) -> None:
        path = tmp_path / "bill.toml"
        path.write_text(BILL_FILE.replace('region = "QC"\n', ""), "utf-8")
        assert main(["audit", str(path), "--region", "QC"]) == 0

    def test_an_index(self) -> None:
        line = {"question": "late_charge", "amount": "100.00", "issued": "2026-12-01", "due": "2026-12-20"}
        data = {"index": {"lawful": "0.01"}, "line": [{**line, "paid": "2027-01-20", "billed": "1.00"}]}
        bill = bill_of(data, "bill", VERIZON.agreement)
        answer = VERIZON.audit(bill)
        assert answer.value.agrees
        assert bill.as_dict()["line"] == [{**line, "paid": "2027-01-20", "index": {"lawful": "0.01"}, "billed": "1.00"}]
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_the_tax_of_the_region(self) -> None:
        line = {"question": "tax", "amount": "100.00", "on": "2026-12-01", "billed": "5.00"}
        terms = load("rogers")
        region = {"line": [{**line, "region": "AB"}]}
        assert bill_of({"region": "AB", "line": [line]}, "bill", terms.agreement) == bill_of(
            region, "bill", terms.agreement
        )

    def test_a_fact_on_which_no_line_depends(self) -> None:
        line = {"question": "due_date", "issued": "2026-01-01", "billed": "2026-01-16"}
        with pytest.raises(InvalidFileError, match="no line of the bill depends on region: leave it out"):
            bill_of({"region": "QC", "line": [line]}, "bill", KOS.agreement)

    def test_a_fact_that_is_no_text(self) -> None:
        line = {"question": "due_date", "issued": "2026-01-01", "billed": "2026-01-16"}
        with pytest.raises(InvalidFileError, match="region: found 7, wanted one line of text"):
            bill_of({"region": 7, "line": [line]}, "bill", KOS.agreement)
