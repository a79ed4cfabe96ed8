"""What collections need of a statement: what is past due, of it undisputed, what falls due and what is charged next."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    Answer,
    Arrears,
    Dispute,
    InputError,
    Invoice,
    Money,
    Payment,
    Statement,
    Terms,
    allocations_of,
    arrears_of,
    load,
    load_account,
)
from telcoterms.agreement.conditions import Grace
from telcoterms.cli import main
from telcoterms.formats.journal import TransactionCode
from telcoterms.formats.text import phrase_text
from telcoterms.statement.allocations import AllocationCode, AllocationPart
from telcoterms.statement.arrears import FAR, ComingSum, arrears, known_events
from telcoterms.statement.questions import AccountQuestion
from telcoterms.statement.statement import STANDING_KINDS, DatedKind, DebtCode, EntryCode, entry_code
from tests.error_assertions import refused
from tests.random_accounts import made_account, made_history
from tests.strategies import HOSTING, statements
from tests.terms_builders import cad, compound, flat, made, net

KOS = load("kos")
MESSY = str(Path(__file__).parents[1] / "examples" / "messy_account.toml")
BILL = Invoice("2026-01", "2026-01-01", cad(5645))
NEW = Invoice("2026-03", "2026-03-01", cad(2000))


def owed(account: Account, as_of: str, terms: Terms = KOS) -> Arrears:
    return arrears_of(terms.statement(account, as_of))


def posted_after(statement: Statement, day: date) -> list[tuple[date, str, Money]]:
    """The late charges that a statement has posted after a day, those of one day and debt together."""
    sums: dict[tuple[date, str], Money] = {}
    for debt in statement.debts:
        for on, sum_ in debt.posted:
            if on > day:
                sums[on, debt.number] = sum_ + sums.get((on, debt.number), sum_ * 0)
    return [(*key, sum_) for key, sum_ in sums.items()]


class TestSums:
    """Past due, in dispute, undisputed and payable now are parts of what settles the account."""

    def test_by_hand(self) -> None:
        # 56.45 with 1.13 and 1.09 posted, due on 16 January: 44 days; 10.00 of it in dispute; 20.00 due on 16 March
        account = Account([BILL, NEW, Dispute("2026-01", "2026-02-20", cad(1000))])
        found = owed(account, "2026-03-01")
        assert (found.past_due, found.disputed) == (cad(5867), cad(1000))
        assert (found.undisputed, found.payable, found.days_late) == (cad(6867), cad(4867), 44)
        assert found.next_due is not None
        assert (found.next_due.day, found.next_due.amount) == (date(2026, 3, 16), cad(2000))
        assert [late.debt.number for late in found.debts] == ["2026-01", "2026-03"]
        assert [(late.days_late, late.payable) for late in found.debts] == [(44, cad(4867)), (0, cad(0))]

    @given(st.randoms(use_true_random=False))
    def test_they_add_up(self, random: Random) -> None:
        made = made_history(random)
        answer = HOSTING.statement(made.account, made.as_of)
        value, found = answer.value, arrears_of(answer)
        assert found.undisputed + found.disputed == value.settlement
        assert found.payable + value.due_later == found.undisputed
        assert found.past_due == sum(
            (debt.principal + debt.charges for debt in value.debts if debt.due < made.as_of), cad(0)
        )
        assert found.ageing.balance == value.balance
        assert sum((late.payable for late in found.debts), -value.credit) == found.payable
        assert found.days_late == max((late.days_late for late in found.debts), default=0)

    def test_nothing_is_late_on_the_due_date_nor_where_all_is_in_dispute(self) -> None:
        assert owed(Account([BILL]), "2026-01-16").days_late == 0
        assert owed(Account([BILL]), "2026-01-17").days_late == 1
        disputed = Account([BILL, Dispute("2026-01", "2026-01-10", cad(5645))])
        assert owed(disputed, "2026-02-17").days_late == 0
        assert owed(disputed, "2026-02-17").past_due == cad(5645)

    def test_on_its_due_date_a_bill_is_payable_and_does_not_fall_due_any_more(self) -> None:
        found = owed(Account([BILL]), "2026-01-16")
        assert ([late.payable for late in found.debts], found.next_due) == ([cad(5645)], None)
        before = owed(Account([BILL]), "2026-01-15")
        assert [late.payable for late in before.debts] == [cad(0)]
        assert before.next_due is not None

    def test_a_debt_is_listed_while_something_of_it_is_owed_or_held(self) -> None:
        paid = Account([BILL, Payment("2026-01-20", cad(5714))])  # 56.45 x 2 % x 19/31 = 0.69
        assert (owed(paid, "2026-02-01").debts, owed(paid, "2026-02-01").disputed_by) == ((), ())
        # 56.45 x 2 % x 10/31 = 0.36 are held on what was in dispute from the 10th until it was paid
        disputed = Account([BILL, Dispute("2026-01", "2026-01-10", cad(5645)), Payment("2026-01-20", cad(5645))])
        (late,) = owed(disputed, "2026-02-01").debts
        assert (late.debt.owed, late.debt.held) == (cad(0), cad(36))

    def test_what_is_in_dispute_does_not_fall_due(self) -> None:
        found = owed(Account([NEW, Dispute("2026-03", "2026-03-02", cad(1500))]), "2026-03-02")
        assert found.next_due is not None
        assert found.next_due.amount == cad(500)
        assert owed(Account([NEW, Dispute("2026-03", "2026-03-02", cad(2000))]), "2026-03-02").next_due is None


class TestNextCharge:
    """The next late charge is what a replay posts next if nothing is paid; there is none on a day before it."""

    @given(statements())
    def test_of_plain_accounts(self, answer: Answer[Statement]) -> None:
        self._is_that_of_the_replays(answer)

    @given(st.randoms(use_true_random=False))
    def test_of_accounts_with_every_event(self, random: Random) -> None:
        made = made_history(random)
        self._is_that_of_the_replays(HOSTING.statement(made.account, made.as_of))

    @staticmethod
    def _is_that_of_the_replays(answer: Answer[Statement]) -> None:
        as_of, terms, question = answer.value.as_of, answer.terms, answer.about
        assert isinstance(terms, Terms)
        assert isinstance(question, AccountQuestion)
        found = arrears_of(answer).next_charge
        known = known_events(question.account, as_of)
        if found is None:
            later = terms.statement(known, as_of + timedelta(days=FAR)).value
            assert posted_after(later, as_of) == []
            return
        before = terms.statement(known, found.day - timedelta(days=1)).value
        assert posted_after(before, as_of) == []
        on_day = terms.statement(known, found.day).value
        assert posted_after(on_day, as_of) == [(found.day, one.debt, one.amount) for one in found.debts]
        assert found.amount == sum(one.amount for one in found.debts)

    @pytest.mark.parametrize("days", range(1, 70, 3))
    def test_day_by_day(self, days: int) -> None:
        """Held against the statements of all days that follow, one after the other."""
        made = made_account(Random(days))
        answer = HOSTING.statement(made.account, made.as_of)
        known = known_events(made.account, made.as_of)
        found = arrears_of(answer).next_charge
        for ahead in range(1, 70):
            day = made.as_of + timedelta(days=ahead)
            posted = posted_after(HOSTING.statement(known, day).value, made.as_of)
            if posted:
                assert found is not None
                assert (found.day, found.amount) == (day, sum((sum_ for _, _, sum_ in posted), cad(0)))
                return
        assert found is None or found.day >= made.as_of + timedelta(days=70)

    def test_a_bill_that_is_not_due_yet_counts_if_it_is_not_paid(self) -> None:
        # 56.45 of 1 January, due on the 16th: 2 % on 1 February, 1.13
        found = owed(Account([BILL]), "2026-01-05").next_charge
        assert found is not None
        assert (found.day, found.amount) == (date(2026, 2, 1), cad(113))
        assert [str(clause) for clause in found.clauses] == ["Service Terms s.9"]

    def test_what_happens_later_is_not_known(self) -> None:
        account = Account(
            [
                BILL,
                Payment("2026-01-20", cad(5645)),
                NEW,
                Dispute("2026-01", "2026-01-08", cad(645), "2026-01-25", "rejected"),
            ]
        )
        # on 10 January 50.00 are undisputed, and 6.45 in a dispute that is open: 2 % of 50.00 on 1 February
        found = owed(account, "2026-01-10").next_charge
        assert found is not None
        assert (found.day, found.amount) == (date(2026, 2, 1), cad(100))

    def test_a_bill_that_is_due_in_more_than_two_months(self) -> None:
        late = load("kos").statement(Account([BILL]), "2026-01-05")
        assert arrears_of(late).next_charge is not None
        tiny = owed(Account([Invoice("1", "2026-01-01", cad(10))]), "2026-03-01")
        assert tiny.next_charge is None  # 2 % of 0.10 is rounded to nothing, month after month

    def test_several_months_that_are_posted_together_are_one_sum(self) -> None:
        # 100.00 of 1 January, due after 75 days, on 17 March: two months are posted on the 18th, 2.00 and 2.04
        terms = made(due_date=net(75), late_charge=compound(Fraction(2, 100)))
        found = owed(Account([Invoice("1", "2026-01-01", cad(10000))]), "2026-03-10", terms)
        assert found.next_charge is not None
        (one,) = found.next_charge.debts
        assert (found.next_charge.day, one.amount) == (date(2026, 3, 18), cad(404))
        assert found.sheet().data()[0]["next_charge"] == "4.04"

    def test_what_accrued_until_the_balance_was_paid_is_still_posted(self) -> None:
        # 100.00 of 1 January, paid on 17 January: 16/31 of 2 % = 1.03 has accrued, and is posted on 1 February
        account = Account([Invoice("1", "2026-01-01", cad(10000)), Payment("2026-01-17", cad(10000))])
        found = owed(account, "2026-01-17").next_charge
        assert found is not None
        assert (found.day, found.amount) == (date(2026, 2, 1), cad(103))

    def test_none_where_nothing_is_owed(self) -> None:
        paid = Account([BILL, Payment("2026-01-10", cad(6000))])
        found = owed(paid, "2026-01-10")
        assert (found.next_charge, found.next_due, found.payable) == (None, None, cad(-355))
        assert owed(Account([]), "2026-01-10").next_charge is None

    @pytest.mark.parametrize(("days", "is_found"), [(799, True), (800, False)])
    def test_it_is_looked_for_up_to_800_days_after_the_last_due_date(self, days: int, is_found: bool) -> None:
        # the one bill is paid, the other is due on 16 March
        terms = made(due_date=net(15), late_charge=replace(flat(500), grace=Grace(days=days)))
        account = Account([BILL, Payment("2026-01-05", cad(5645)), NEW])
        found = owed(account, "2026-03-05", terms).next_charge
        assert (found is not None) == is_found
        assert found is None or (found.day, found.amount) == (date(2026, 3, 16) + timedelta(days=800), cad(500))

    def test_a_payment_keeps_the_bill_that_it_names_if_that_is_known(self) -> None:
        bills = Invoice("1", "2026-01-01", cad(5000)), Invoice("2", "2026-01-02", cad(5000))
        found = owed(Account([*bills, Payment("2026-01-05", cad(5000), "2")]), "2026-01-10").next_charge
        assert found is not None
        assert [(one.debt, one.amount) for one in found.debts] == [("1", cad(100))]

    def test_a_payment_may_name_a_bill_that_is_not_known_yet(self) -> None:
        account = Account([BILL, Payment("2026-01-05", cad(645), "2026-03"), NEW])
        found = owed(account, "2026-01-10").next_charge
        assert found is not None
        assert found.amount == cad(100)  # 2 % of 50.00

    def test_a_decision_of_the_day_is_known(self) -> None:
        dispute = Dispute("2026-01", "2026-01-08", cad(645), "2026-01-10", "rejected")
        found = owed(Account([BILL, dispute]), "2026-01-10").next_charge
        assert found is not None
        assert found.amount == cad(113)

    def test_what_is_posted_on_the_day_is_not_the_next(self) -> None:
        # 1.13 is posted on 1 February; (56.45 + 1.13) x 2 % = 1.15 on 1 March
        found = owed(Account([BILL]), "2026-02-01").next_charge
        assert found is not None
        assert (found.day, found.amount) == (date(2026, 3, 1), cad(115))

    def test_the_oldest_bill_ends_the_look_ahead(self) -> None:
        old, new = Invoice("1", "1926-01-15", cad(10)), Invoice("2", "2025-12-01", cad(10))
        assert owed(Account([old, new]), "2025-12-31").next_charge is None

    def test_a_bill_of_a_hundred_years_ago_is_looked_at_up_to_its_end(self) -> None:
        old = Account([Invoice("1", "1926-01-15", cad(10))])
        assert owed(old, "2025-12-31").next_charge is None


class TestShown:
    """As text with the sections, as data, and as rows."""

    def test_text(self) -> None:
        account = Account([BILL, NEW, Dispute("2026-01", "2026-02-20", cad(1000))])
        text = str(owed(account, "2026-03-01"))
        for line in (
            "  past due                58.67                                   Service Terms s.7, s.9",
            "  past due 31 to 60 days  58.67",
            "  in dispute              10.00                                       Service Terms s.10",
            "  days late               44",
            "  next due                20.00 on 2026-03-16                          Service Terms s.7",
            "  2026-01  2026-01-16         44  58.67       10.00        48.67",
        ):
            assert line in text.splitlines()
        headline = phrase_text(owed(account, "2026-03-01").headline())
        assert headline == "arrears on 2026-03-01: 58.67 CAD past due, 48.67 payable now"
        empty = str(owed(Account([]), "2026-03-01"))
        assert "next due          nothing" in empty
        assert "next late charge  none" in map(str.strip, empty.splitlines())

    # 10.00 of 58.67 is in dispute; 25.00 of 20 February is due on 7 March, and bears 2 % on 20 March
    WHOLE = Account(
        [
            BILL,
            NEW,
            Dispute("2026-01", "2026-02-20", cad(1000)),
            AdministrativeCharge("A-1", "2026-02-20", cad(2500), "returned-payment"),
        ]
    )

    def test_the_whole_page(self) -> None:
        page = str(owed(self.WHOLE, "2026-03-01"))
        assert page.partition("\n\nnotes:")[0].splitlines() == [
            "arrears on 2026-03-01 of an account of 2 invoices and 2 other events,",
            "  by KOS's Service Terms of 2021-07-12: 58.67 CAD past due, 48.67 payable now",
            "",
            "  past due                58.67                                   Service Terms s.7, s.9",
            "  past due 31 to 60 days  58.67",
            "  in dispute              10.00                                       Service Terms s.10",
            "  undisputed              93.67",
            "  payable now             48.67",
            "  days late               44",
            "  next due                25.00 on 2026-03-07                          Service Terms s.7",
            "  next late charge        0.50 on 2026-03-20, if nothing is paid       Service Terms s.9",
            "",
            "bill                                due  days late   left  in dispute  payable now",
            "  2026-01                    2026-01-16         44  58.67       10.00        48.67",
            "  administrative charge A-1  2026-03-07             25.00                     0.00",
            "  2026-03                    2026-03-16             20.00                     0.00",
        ]
        assert "terms of KOS" in page

    def test_the_bands_of_the_page(self) -> None:
        # 2.00 of 15 February are due on 2 March: 8 days; 56.45 + 1.13 + 1.15 of 16 January: 53 days
        found = owed(Account([BILL, Invoice("2", "2026-02-15", cad(200))]), "2026-03-10")
        lines = str(found).splitlines()
        assert [line for line in lines if line.startswith("  past due ")][1:] == [
            "  past due 1 to 30 days   2.00",
            "  past due 31 to 60 days  58.73",
        ]

    def test_where_no_late_charge_is_owed_its_section_is_not_named(self) -> None:
        (line,) = [line for line in str(owed(Account([NEW]), "2026-03-05")).splitlines() if "  past due" in line]
        assert line.endswith(" Service Terms s.7")

    def test_every_fact_of_a_debt(self) -> None:
        found = owed(self.WHOLE, "2026-03-01")
        data: Any = found.as_dict()
        assert data["debts"][0] == {
            "debt": "2026-01",
            "kind": "invoice",
            "issued": "2026-01-01",
            "due": "2026-01-16",
            "days_late": 44,
            "principal": "56.45",
            "charges": "2.22",
            "accrued": "0.00",
            "disputed": "10.00",
            "payable": "48.67",
            "due_section": "Service Terms s.7",
            "late_charge_section": "Service Terms s.9",
        }
        assert (data["currency"], data["disputed_sections"]) == ("CAD", ["Service Terms s.10"])
        assert [(row["debt"], row["next_charge_on"], row["next_charge"]) for row in found.sheet().data()] == [
            ("2026-01", None, None),
            ("A-1", "2026-03-20", "0.50"),
            ("2026-03", None, None),
        ]
        assert found.sheet().data()[0]["as_of"] == "2026-03-01"

    def test_what_is_not_there_is_not_shown(self) -> None:
        assert owed(Account([]), "2026-03-01").grid() is None
        assert owed(Account([BILL]), "2026-02-01").disputed_by == ()
        tiny = owed(Account([Invoice("1", "2026-01-01", cad(10))]), "2026-03-01")  # too little for any late charge
        assert [(row["debt"], row["next_charge_on"], row["next_charge"]) for row in tiny.sheet().data()] == [
            ("1", None, None)
        ]

    def test_where_no_section_is_known_none_is_shown(self) -> None:
        answer = KOS.statement(self.WHOLE, "2026-03-01")
        known = arrears_of(answer)
        assert known.next_charge is not None
        charge = ComingSum(known.next_charge.day, tuple(one._replace(clause=None) for one in known.next_charge.debts))
        found = arrears(answer.value, charge, lambda entry: None, known.terms, known.account)
        assert "Service Terms s." not in str(found)
        data: Any = found.as_dict()
        assert data["disputed_sections"] == []
        assert [one[name] for one in data["debts"] for name in ("due_section", "late_charge_section")] == [None] * 6
        assert [one["section"] for name in ("next_due", "next_charge") for one in data[name]["debts"]] == [None] * 2

    def test_a_charge_is_named_by_its_day(self) -> None:
        charge = Account([AdministrativeCharge("A-1", "2026-01-02", cad(2500), "returned-payment")])
        assert "administrative charge A-1" in str(owed(charge, "2026-03-01"))
        assert owed(charge, "2026-03-01").as_dict()["debts"][0]["kind"] == "administrative_charge"  # type: ignore[index]

    def test_data(self) -> None:
        data = json.loads(json.dumps(owed(Account([BILL, NEW]), "2026-03-01").as_dict()))
        assert (data["past_due"], data["days_late"], data["provider"]) == ("58.73", 44, "kos")
        assert data["next_due"] == {
            "day": "2026-03-16",
            "amount": "20.00",
            "debts": [{"debt": "2026-03", "amount": "20.00", "section": "Service Terms s.7"}],
        }
        # 58.73 x 2 % = 1.17; 20.00 x 2 % = 0.40
        assert [(one["debt"], one["amount"]) for one in data["next_charge"]["debts"]] == [
            ("2026-01", "1.17"),
            ("2026-03", "0.40"),
        ]
        assert owed(Account([]), "2026-03-01").as_dict()["next_charge"] is None

    @given(statements())
    def test_the_data_of_the_answer_has_them_beside_its_figure(self, answer: Answer[Statement]) -> None:
        data, own = arrears_of(answer).as_dict(), answer.as_dict()
        sums = ("past_due", "disputed", "undisputed", "payable", "days_late", "next_due", "next_charge")
        assert own["arrears"] == {key: data[key] for key in sums}
        assert own["ageing"] == data["ageing"]
        assert "arrears" not in answer.receipt()

    def test_what_comes_next_is_left_out_at_the_end_of_the_calendar(self) -> None:
        answer = KOS.statement(Account([Invoice("1", "9999-09-01", cad(113_00))]), "9999-10-05")
        data: Any = answer.as_dict()["arrears"]
        assert data == answer.value.arrears_data()
        # 113.00 + 2.26 on 1 October; 115.26 x 2 % x 4/31 = 0.297
        assert data["payable"] == "115.56"

    def test_rows(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert (
            main(["statement", MESSY, "--provider", "kos", "--as-of", "2026-04-10", "--arrears", "--format", "csv"])
            == 0
        )
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        found = arrears_of(KOS.statement(load_account(MESSY, KOS), "2026-04-10"))
        assert [row["debt"] for row in rows] == ["2026-02", "2026-03", "2026-04"]
        assert sum(Money(row["payable"], "CAD") for row in rows) == found.payable
        assert found.next_charge is not None
        assert sum(Money(row["next_charge"], "CAD") for row in rows) == found.next_charge.amount
        assert {row["next_charge_on"] for row in rows} == {"2026-05-01"}

    def test_of_a_statement_alone(self) -> None:
        with refused(InputError, "the answer to settlement is no statement", "ask terms.statement(account, as_of)"):
            arrears_of(KOS.settlement(Account([BILL]), on="2026-03-01"))  # type: ignore[arg-type]

    @pytest.mark.parametrize("ask", [arrears_of, allocations_of])
    def test_of_a_statement_with_its_answer(self, ask: Callable[[Any], object]) -> None:
        answer = KOS.statement(Account([BILL]), "2026-03-01")
        for value in (answer.value, Statement.from_receipt(answer.receipt()), answer.receipt()):
            with refused(InputError, "is no answer: give the answer of terms.statement(account, as_of), not its value"):
                ask(value)

    @pytest.mark.parametrize("option", ["--arrears", "--allocations"])
    def test_it_is_a_part_without_a_working(self, option: str, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["statement", MESSY, "--provider", "kos", "--as-of", "2026-04-10", option]
        assert main([*asked, "--working"]) == 2
        assert "show a part of a statement: leave --working out" in capsys.readouterr().err
        for books in ("provider", "customer"):
            assert main([*asked, "--books", books]) == 2
            assert "show a part of a statement: leave --books out" in capsys.readouterr().err

    @pytest.mark.parametrize("option", ["--arrears", "--allocations"])
    @pytest.mark.parametrize("output", ["xlsx", "hledger"])
    def test_it_has_rows_and_no_other_file(
        self, option: str, output: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        asked = ["statement", MESSY, "--provider", "kos", "--as-of", "2026-04-10", option]
        assert main([*asked, "--format", output]) == 2
        cure = f"this cannot be written as {output}: take text, json, html or csv"
        assert cure in capsys.readouterr().err
        file = tmp_path / ("a.xlsx" if output == "xlsx" else "a.journal")
        assert main([*asked, "-o", str(file)]) == 2
        assert cure in capsys.readouterr().err
        assert not file.exists()

    def test_corrections_are_booked_for_either_side(self, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["statement", MESSY, "--provider", "kos", "--as-of", "2026-04-10", "--since", "2026-04-01"]
        assert main([*asked, "--format", "hledger", "--books", "provider"]) == 0
        assert "assets:receivable" in capsys.readouterr().out

    def test_nor_have_corrections_one(self, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["statement", MESSY, "--provider", "kos", "--as-of", "2026-04-10", "--since", "2026-04-01"]
        assert main([*asked, "--working"]) == 2
        assert "turns one statement into another: leave --working out" in capsys.readouterr().err


@pytest.mark.parametrize("codes", [EntryCode, DebtCode, TransactionCode, AllocationCode, AllocationPart])
def test_the_page_lists_every_code(codes: Any) -> None:
    page = (Path(__file__).parents[1] / "docs" / "collections.md").read_text("utf-8")
    assert [code for code in get_args(codes) if f"`{code}`" not in page] == []


def test_each_kind_of_entry_has_a_code_of_its_own() -> None:
    kinds = (*get_args(DatedKind), *STANDING_KINDS)
    assert sorted(entry_code(kind) for kind in kinds) == sorted(get_args(EntryCode))
