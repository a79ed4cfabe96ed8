"""Where each payment, credit and write-off went: day, debt, part, amount and reference, nothing merged."""

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    Allocations,
    Answer,
    Credit,
    Dispute,
    InputError,
    Invoice,
    Payment,
    Payout,
    Statement,
    WriteOff,
    allocations_of,
    load,
)
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from telcoterms.statement.allocations import AllocationCode, _source_in_words
from telcoterms.statement.ledger import PayoutRecord
from telcoterms.statement.questions import AccountQuestion
from telcoterms.values.messages import Term
from tests.error_assertions import refused
from tests.random_accounts import made_history
from tests.strategies import HOSTING, statements
from tests.terms_builders import a_rate, cad, made, net

KOS = load("kos")
MESSY = str(Path(__file__).parents[1] / "examples" / "messy_account.toml")


def placed(account: Account, as_of: str, **readings: Any) -> Allocations:
    answer = HOSTING.statement(account, as_of)
    return allocations_of(answer.under(**readings) if readings else answer)


def short(found: Allocations) -> list[tuple[str, str, str, int, str | None]]:
    return [(one.day.isoformat(), one.debt, one.part, one.amount.minor, one.reference) for one in found]


class TestWords:
    """A table says of each sum what it is of; where there is none, there is no table."""

    def test_no_table_of_nothing(self) -> None:
        assert placed(Account([Invoice("1", "2026-01-01", cad(1000))]), "2026-01-31").grid() is None

    @pytest.mark.parametrize(
        ("code", "word"),
        [("payment", "payment"), ("credit", "credit"), ("refund", "refund"), ("write_off", "write-off")],
    )
    def test_each_source(self, code: AllocationCode, word: str) -> None:
        assert _source_in_words(code) == Term(word)


class TestSources:
    """Each sum is of one payment: a named bill by its own payment first, else the money that waited longest."""

    def test_a_credit_that_waits_goes_before_the_payment_of_the_day(self) -> None:
        account = Account(
            [
                Payment("2026-01-05", cad(2000), reference="first"),
                Invoice("1", "2026-01-10", cad(6000)),
                Payment("2026-01-20", cad(5000), reference="second"),
            ]
        )
        found = placed(account, "2026-01-31")
        assert short(found) == [
            ("2026-01-10", "1", "principal", 2000, "first"),
            ("2026-01-20", "1", "principal", 4000, "second"),
        ]
        assert [one.received for one in found] == [date(2026, 1, 5), date(2026, 1, 20)]
        assert found.credit == cad(1000)

    def test_a_named_bill_is_met_by_its_own_payment(self) -> None:
        account = Account(
            [
                Invoice("1", "2026-01-01", cad(1000)),
                Payment("2026-01-02", cad(1500), reference="early"),  # 5.00 wait
                Invoice("2", "2026-01-02", cad(300)),
                Invoice("3", "2026-01-03", cad(5000)),
                Payment("2026-01-03", cad(2000), "3", "named"),
            ]
        )
        assert short(placed(account, "2026-01-31"))[-2:] == [
            ("2026-01-03", "3", "principal", 200, "early"),
            ("2026-01-03", "3", "principal", 2000, "named"),
        ]

    TWO_BILLS: Final = (Invoice("1", "2026-01-01", cad(100_00)), Invoice("2", "2026-03-01", cad(10_00)))

    @pytest.mark.parametrize(
        ("paid", "named", "sums"),
        [
            # 3.10 have accrued by 1 February, and no more on nothing: 2.00 of the first payment wait. A payment that
            # names the bill meets it alone, and what is left of it waits behind them.
            (5_00, "1", [("1", 3_10, "second"), ("2", 2_00, "first"), ("2", 1_90, "second")]),
            (3_10, "1", [("1", 3_10, "second"), ("2", 2_00, "first")]),
            # one that names none comes after what waits
            (5_00, None, [("1", 2_00, "first"), ("1", 1_10, "second"), ("2", 3_90, "second")]),
        ],
        ids=["named", "named-exactly", "unnamed"],
    )
    def test_what_waits_and_a_payment_that_closes_a_bill(
        self, paid: int, named: str | None, sums: list[tuple[str, int, str]]
    ) -> None:
        terms = made(due_date=net(15), late_charge=a_rate(Fraction(1, 1000), per="day"))
        payments = [
            Payment("2026-02-01", cad(102_00), reference="first"),
            Payment("2026-02-10", cad(paid), named, "second"),
            Payment("2026-03-10", cad(1_00), reference="third"),
        ]
        found = allocations_of(terms.statement(Account([*self.TWO_BILLS, *payments]), "2026-03-15"))
        placed_ = [(one.debt, one.amount.minor, one.reference) for one in found]
        assert placed_ == [("1", 100_00, "first"), *sums, ("2", 1_00, "third")]

    def test_two_payments_of_a_day_stay_apart(self) -> None:
        account = Account(
            [
                Invoice("1", "2026-01-01", cad(10000)),
                Payment("2026-01-10", cad(3000), reference="card"),
                Payment("2026-01-10", cad(3000), reference="bank"),
                Payment("2026-01-10", cad(1000)),
            ]
        )
        found = placed(account, "2026-01-31")
        assert sorted((one.amount.minor, one.reference) for one in found if one.reference) == [
            (3000, "bank"),
            (3000, "card"),
        ]
        assert [one.amount.minor for one in found if one.reference is None] == [1000]

    def test_both_sides_of_a_debt_in_dispute_stay_apart(self) -> None:
        account = Account(
            [
                Invoice("1", "2026-01-01", cad(10000)),
                Dispute("1", "2026-01-05", cad(4000)),
                Payment("2026-01-10", cad(9000), reference="R"),
            ]
        )
        found = placed(account, "2026-01-31")
        assert [(one.amount.minor, one.in_dispute) for one in found] == [(6000, False), (3000, True)]

    def test_parts_in_the_order_of_the_reading(self) -> None:
        # 100.00 of 1 January, 2.00 posted on 1 February; 101.00 paid on 2 February
        account = Account([Invoice("1", "2026-01-01", cad(10000)), Payment("2026-02-02", cad(10100), reference="R")])
        assert [(one.part, one.amount.minor) for one in placed(account, "2026-02-02")] == [
            ("late_charge", 200),
            ("principal", 9900),
        ]
        other = placed(account, "2026-02-02", within_debt="principal-first")
        assert [(one.part, one.amount.minor) for one in other] == [("principal", 10000), ("late_charge", 100)]

    def test_fees_credits_and_write_offs_have_their_words(self) -> None:
        account = Account(
            [
                Invoice("1", "2026-01-01", cad(10000)),
                AdministrativeCharge("A-1", "2026-01-02", cad(2500), "returned-payment"),
                Credit("2026-01-10", cad(1000), "1"),
                WriteOff("2026-02-10", "1", cad(500)),
                Payment("2026-02-10", cad(100), "A-1"),
            ]
        )
        found = placed(account, "2026-02-10")
        assert [(one.code, one.debt, one.part, one.amount.minor) for one in found] == [
            ("credit", "1", "principal", 1000),
            ("write_off", "1", "late_charge", 180),
            ("write_off", "1", "principal", 320),
            ("payment", "A-1", "late_charge", 50),
            ("payment", "A-1", "fee", 50),
        ]

    def test_a_payout_takes_what_waited_longest(self) -> None:
        account = Account(
            [
                Payment("2026-01-05", cad(2000), reference="first"),
                Payment("2026-01-06", cad(3000), reference="second"),
                Payout("2026-01-07", cad(2500)),
                Invoice("1", "2026-01-10", cad(6000)),
            ]
        )
        assert short(placed(account, "2026-01-31")) == [("2026-01-10", "1", "principal", 2500, "second")]


class TestInvariants:
    """Allocations come to what was paid and credited less the surplus, and to what each debt got."""

    @given(statements())
    def test_of_plain_accounts(self, answer: Answer[Statement]) -> None:
        self._hold(answer)

    @given(st.randoms(use_true_random=False), st.sampled_from(["charges-first", "principal-first"]), st.booleans())
    def test_whatever_happened(self, random: Random, within: Any, together: bool) -> None:
        made = made_history(random)
        answer = HOSTING.statement(made.account, made.as_of)
        self._hold(answer.under(within_debt=within, posted_per="account" if together else "invoice"))

    @staticmethod
    def _hold(answer: Answer[Statement]) -> None:
        value, found = answer.value, allocations_of(answer)
        settled: dict[str, int] = {}
        paid_out = 0
        for event in value.settled:
            match event:
                case PayoutRecord():
                    paid_out += event.amount - event.excess
                case _:
                    settled[type(event).__name__] = settled.get(type(event).__name__, 0) + event.amount.minor
        given_ = sum(one.amount.minor for one in found if one.code != "write_off")
        assert given_ == sum(settled.values()) - paid_out - value.credit.minor
        for debt in value.debts:
            own = [one for one in found if one.debt == debt.number]
            assert sum(one.amount.minor for one in own) == debt.paid.minor
            charges = sum(one.amount.minor for one in own if one.part == "late_charge")
            assert charges == sum(placed.to_charges for placed in debt.placements)
        assert [one for one in found if not (one.amount > 0 and one.received <= one.day)] == []
        assert [one.day for one in found] == sorted(one.day for one in found)
        by_reference: dict[str, int] = {}
        for one in found:
            if one.code == "payment" and one.reference is not None:
                by_reference[one.reference] = by_reference.get(one.reference, 0) + one.amount.minor
        question = answer.about
        assert isinstance(question, AccountQuestion)
        amounts: dict[str | None, int] = {}  # several payments may bear one reference
        for paid in question.account.payments:
            amounts[paid.reference] = amounts.get(paid.reference, 0) + paid.amount.minor
        assert all(minor <= amounts[reference] for reference, minor in by_reference.items())


class TestShown:
    """As a table, as data, as rows."""

    ACCOUNT = Account(
        [
            Invoice("1", "2026-01-01", cad(10000)),
            Dispute("1", "2026-01-05", cad(4000)),
            Payment("2026-02-10", cad(9000), reference='=cmd|" ;x'),
        ]
    )

    def test_text(self) -> None:
        lines = str(placed(self.ACCOUNT, "2026-02-10")).splitlines()
        assert lines[:2] == [
            "allocations up to 2026-02-10 in an account of 1 invoice, 1 payment and 1 other event,",
            "  by KOS's Service Terms of 2021-07-12 (service none): 90.00 CAD allocated, credit 0.00",
        ]
        (disputed,) = (line.split() for line in lines if "in dispute" in line)
        assert disputed == ["1", "2026-02-10", "principal,", "in", "dispute", "payment", *'=cmd|" ;x'.split(), "28.41"]
        assert "credit     0.00" in str(placed(Account([]), "2026-01-31"))

    def test_every_source_and_part_in_words(self) -> None:
        account = Account(
            [
                AdministrativeCharge("A-1", "2026-01-02", cad(2500), "returned-payment"),
                Credit("2026-01-10", cad(1000), "A-1"),
                WriteOff("2026-02-10", "A-1", cad(500)),
            ]
        )
        found = placed(account, "2026-02-10")
        text = " ".join(str(found).split())
        for words in ("A-1 2026-01-10 fee credit 10.00", "late charge write-off 0.30", "fee write-off 4.70"):
            assert words in text
        headline = phrase_text(found.headline())
        assert headline == "allocations up to 2026-02-10: 15.00 CAD allocated, credit 0.00"

    def test_data_and_length(self) -> None:
        found = placed(self.ACCOUNT, "2026-02-10")
        assert (len(found), found[0], found[:1]) == (3, found.sums[0], found.sums[:1])
        assert found.as_dict()["allocations"][2] == {  # type: ignore[index]
            "day": "2026-02-10",
            "debt": "1",
            "part": "principal",
            "amount": "28.41",
            "code": "payment",
            "reference": '=cmd|" ;x',
            "received": "2026-02-10",
            "in_dispute": True,
        }

    def test_rows_are_never_run(self) -> None:
        text = placed(self.ACCOUNT, "2026-02-10").sheet().text()
        assert [row["reference"] for row in csv.DictReader(io.StringIO(text))] == ["'" + '=cmd|" ;x'] * 3

    def test_of_the_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["statement", MESSY, "--provider", "kos", "--as-of", "2026-04-10", "--allocations"]) == 0
        assert "C-1" in capsys.readouterr().out

    def test_of_a_statement_alone(self) -> None:
        with refused(InputError, "the answer to settlement is no statement"):
            allocations_of(KOS.settlement(self.ACCOUNT, on="2026-03-01"))  # type: ignore[arg-type]

    @pytest.mark.parametrize("sign", ["\n", "\x00", "\x1b[31m", "\u202e", "\r", "\u2028"])
    def test_a_reference_of_control_characters_is_refused_in_one_sentence(self, sign: str) -> None:
        with refused(InputError, "reference is ", "give text of 1 to", "printable characters, as on the bill"):
            Payment("2026-01-01", cad(100), reference=f"R{sign}1")
