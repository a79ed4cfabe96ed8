"""What columns cannot tell exactly is said to be beyond them, and what they tell at the limit is exact."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest

from telcoterms import Account, Invoice, Payment
from telcoterms.batch.kernels.ledger import lockstep
from telcoterms.batch.kernels.ledger.accounts import FLOATS, INTEGERS, within
from telcoterms.statement.ledger import MAX_POSTINGS
from telcoterms.statement.plain_account import clause_of, fits
from telcoterms.values.days import add_months
from telcoterms.values.money import LIMIT
from tests.batch.kernels.ledger.flat import by_the_core, columns_of, days_of, grouped
from tests.terms_builders import PART_MONTH, ROUNDING, cad, compound, ordered

FIRST = date(1950, 3, 31)
SHARES = tuple(one for one in PART_MONTH if one != "daily-compound")


def told(
    accounts: Sequence[Account], days: Sequence[date], rate: Any, dtype: np.dtype[Any], **readings: Any
) -> list[bool]:
    late = compound(rate, **readings)
    columns = grouped(accounts, late, 15, Random(1)).accounts
    found: list[bool] = within(clause_of(late, ordered()), columns, days_of(days), dtype).tolist()
    return found


class TestFits:
    """Beyond are the accounts that do not fit the core."""

    @pytest.mark.parametrize("dtype", [FLOATS, INTEGERS], ids=str)
    @pytest.mark.parametrize(
        ("issued", "as_of"),
        [
            ("1899-12-31", "1950-01-01"),
            ("1900-01-01", "1950-01-01"),
            ("1900-01-01", "1899-12-31"),
            ("1900-01-01", "1999-12-31"),
            ("1900-01-01", "2000-01-01"),
            ("2150-01-01", "2199-12-31"),
            ("2150-01-01", "2200-01-01"),
            ("2150-01-01", "1950-01-01"),
        ],
    )
    def test_the_years_are_those_of_the_core(self, issued: str, as_of: str, dtype: np.dtype[Any]) -> None:
        bill, day = Account([Invoice("a", issued, cad(1))]), date.fromisoformat(as_of)
        accounts = [bill, Account([]), Account([Payment(issued, cad(1))])]
        expected = fits(compound(Fraction(1, 10**6)), ordered(), bill, day)
        assert told(accounts, [day] * 3, Fraction(1, 10**6), dtype) == [expected, True, True]

    def test_no_account_is_told_that_could_post_more_than_the_replay_allows(self) -> None:
        months = 1000
        most = MAX_POSTINGS // months
        accounts = [
            Account([Invoice(f"{place:03}", FIRST, cad(100)) for place in range(bills)]) for bills in (most, most + 1)
        ]
        assert told(accounts, [add_months(FIRST, months)] * 2, Fraction(1, 1000), INTEGERS) == [True, False]

    def test_the_others_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lockstep, "MIN_ACCOUNTS_FOR_ARRAYS", 1)
        bill, paid = Invoice("a", FIRST, cad(100)), Payment(FIRST, cad(700))
        accounts = [Account([bill, paid])] * 4
        days = [add_months(FIRST, months) for months in (1200, 1, 3000, 0)]
        columns = grouped(accounts, compound(Fraction(2, 100)), 15, Random(1)).accounts
        found = lockstep.settle(clause_of(compound(Fraction(2, 100)), ordered()), columns, days_of(days), True)
        assert found.beyond.tolist() == [True, False, True, False]
        assert found.credit.tolist() == [0, 600, 0, 600]

    @pytest.mark.parametrize("dtype", [FLOATS, INTEGERS], ids=str)
    def test_no_account_is_told_whose_amounts_come_to_more_than_an_account_takes(self, dtype: np.dtype[Any]) -> None:
        def paid(amount: int) -> Account:
            return Account([Invoice("a", "2026-01-01", cad(600)), Payment("2026-01-02", cad(amount))])

        late = compound(Fraction(2, 100))
        accounts = grouped([paid(0), paid(400), paid(400)], late, 15, Random(1)).accounts
        accounts.sums[1:] += [LIMIT - 1000, LIMIT - 999]
        found = within(clause_of(late, ordered()), accounts, days_of([date(2026, 2, 1)] * 3), dtype)
        assert found.tolist() == [True, True, False]

    def test_a_rate_that_no_column_holds_tells_nothing(self) -> None:
        late = compound(Fraction(1, 10**30))
        columns = grouped([Account([Invoice("a", FIRST, cad(0))])], late, 15, Random(1)).accounts
        found = lockstep.settle(clause_of(late, ordered()), columns, days_of([FIRST]), True)
        assert (found.beyond.tolist(), found.balance.tolist()) == ([True], [0])
        assert columns_of(found._replace(beyond=~found.beyond)).posted == []


class TestExact:
    """The largest bill that a type is said to hold is told exactly."""

    @pytest.mark.parametrize("rounding", ROUNDING)
    @pytest.mark.parametrize("part_month", SHARES)
    @pytest.mark.parametrize(
        ("dtype", "rate"),
        [(FLOATS, Fraction(44, 100)), (FLOATS, Fraction(1_999, 10**5)), (INTEGERS, Fraction(1_234_567, 10**7))],
    )
    def test_what_it_owes_is_exact(
        self, part_month: str, rounding: str, dtype: np.dtype[Any], rate: Fraction, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lockstep, "MIN_ACCOUNTS_FOR_ARRAYS", 1)
        readings = {"part_month": part_month, "rounding": rounding}
        late = compound(rate, **readings)
        clause = clause_of(late, ordered())
        accounts, days = [], []
        for months in (0, 1, 7, 30):
            day = add_months(FIRST, months + 1).replace(day=29)
            low, high = 0, LIMIT // 2
            while low < high:  # the largest
                middle = (low + high + 1) // 2
                fitting = told([Account([Invoice("a", FIRST, cad(middle))])], [day], rate, dtype, **readings)[0]
                low, high = (middle, high) if fitting else (low, middle - 1)
            part = Payment(add_months(FIRST, 1).replace(day=20), cad(low // 3))
            for amount in (low, low - 1, low - 2):
                bill = Invoice("a", FIRST, cad(amount))
                accounts += [Account([bill]), Account([bill, part])]
                days += [day] * 2
        assert all(told(accounts, days, rate, dtype, **readings))
        columns = grouped(accounts, late, 15, Random(1)).accounts
        found = columns_of(lockstep.settle(clause, columns, days_of(days), True))
        assert found == by_the_core(clause, late, 15, accounts, days)
