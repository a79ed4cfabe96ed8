"""Many accounts at once, in lockstep, owe what the core says of each alone."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.accounts import realistic
from telcoterms import Account, Credit, Invoice, Payment
from telcoterms.batch.kernels.ledger import accounts as replay
from telcoterms.batch.kernels.ledger import lockstep
from telcoterms.statement.plain_account import clause_of
from tests.batch.kernels.ledger.flat import Columns, by_the_core, columns_of, days_of, grouped
from tests.long_runs import examples, some_of
from tests.random_accounts import NET_DAYS, Made, made_account
from tests.terms_builders import PART_MONTH, ROUNDING, RUNS_FROM, WITHIN_DEBT, cad, compound, made, net, ordered

TWO_PER_CENT = Fraction(2, 100)
RATES = (TWO_PER_CENT, Fraction(0), Fraction(3, 100), Fraction(21, 100), Fraction(44, 100))
SHARES = tuple(one for one in PART_MONTH if one != "daily-compound")
ORDERS = ("oldest-first", "newest-first")
ACCOUNTS = 50

WAITING = Account(  # a credit that closes nothing, and is used when the month ends
    [Invoice("a", "2026-01-01", cad(100_000)), Payment("2026-01-25", cad(100_100)), Invoice("b", "2026-02-20", cad(3))]
)
LARGE = Invoice("a", "2000-01-31", cad(5 * 10**11))  # no float holds what it owes 25 years later, times a share


@pytest.fixture(autouse=True, scope="module")
def _all_in_lockstep() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lockstep, "MIN_ACCOUNTS_FOR_ARRAYS", 1)
        yield


def agree(
    accounts: Sequence[Account],
    days: Sequence[date],
    net_days: int,
    rate: Fraction = TWO_PER_CENT,
    order: Any = None,
    **readings: Any,
) -> Columns:
    """In lockstep all accounts owe what the core says of each."""
    late = compound(rate, **readings)
    clause = clause_of(late, order or ordered())
    of_all = grouped(accounts, late, net_days, Random(1)).accounts
    told = by_the_core(clause, late, net_days, accounts, days)
    assert columns_of(lockstep.settle(clause, of_all, days_of(days), True)) == told, (rate, readings, order)
    return told


def awkward(count: int, seed: int) -> tuple[list[Account], list[date]]:
    random = Random(seed)
    made = [made_account(random, random.choice([4, 8]), random.choice([6, 12])) for _ in range(count)]
    return [one.account for one in made], [one.as_of for one in made]


class TestEveryCombination:
    """Under each of the 180 combinations of readings that fit, all figures of awkward accounts are the same."""

    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    def test_every_figure_is_the_same(self, runs_from: str) -> None:
        combinations = list(enumerate(product(SHARES, ROUNDING, ORDERS, WITHIN_DEBT)))
        for place, (part, rounding, across, within) in some_of(combinations):
            accounts, days = awkward(ACCOUNTS, place)
            found = agree(
                accounts,
                days,
                NET_DAYS[place % len(NET_DAYS)],
                RATES[place % len(RATES)],
                ordered(across_debts=across, within_debt=within),
                runs_from=runs_from,
                part_month=part,
                rounding=rounding,
            )
            assert any(found.balance)
            assert any(found.credit)
            assert bool(found.posted) == bool(RATES[place % len(RATES)])

    @settings(max_examples=examples(60))
    @given(
        st.lists(st.randoms(use_true_random=False).map(made_account), max_size=3),
        st.sampled_from(list(product(RUNS_FROM, SHARES, ROUNDING, ORDERS, WITHIN_DEBT))),
        st.fractions(0, 1, max_denominator=1000).filter(lambda rate: not 10**30 % rate.denominator),
        st.integers(0, 400),
    )
    def test_any_rate_and_days_to_pay(
        self, some: list[Made], readings: tuple[Any, ...], rate: Fraction, net_days: int
    ) -> None:
        runs_from, part, rounding, across, within = readings
        order = ordered(across_debts=across, within_debt=within)
        accounts, days = [one.account for one in some], [one.as_of for one in some]
        told = {"runs_from": runs_from, "part_month": part, "rounding": rounding}
        agree(accounts, days, net_days, rate, order, **told)

    @pytest.mark.parametrize(("across", "rounding"), list(product(ORDERS, ROUNDING)))
    @pytest.mark.parametrize("large", [False, True])
    def test_small_and_large_sums_in_one_group(self, across: str, rounding: str, large: bool) -> None:
        order = ordered(across_debts=across, within_debt=WITHIN_DEBT[across == "oldest-first"])
        accounts, days = awkward(30, 7)
        accounts += [WAITING, Account([LARGE] if large else [])]
        days += [date(2026, 2, 20), date(2026, 1, 1)]
        agree(accounts, days, 15, order=order, rounding=rounding)


class TestPlainAccounts:
    """The accounts that are measured."""

    @pytest.mark.parametrize("across", ORDERS)
    def test_they_are_the_same(self, across: str) -> None:
        cases = list(realistic(250, seed=3))
        days = [case.as_of for case in cases]
        found = agree([case.account for case in cases], days, 15, order=ordered(across_debts=across))
        assert min(len(found.posted), sum(map(bool, found.credit))) > 20

    def test_none_owe_nothing(self) -> None:
        assert agree([], [], 15) == ([], [], [], [], [])

    def test_one_without_events_owes_nothing(self) -> None:
        assert agree([Account([])], [date(2026, 1, 1)], 15).credit == [0]

    def test_what_was_paid_without_a_bill_is_a_credit(self) -> None:
        paid = Account([Payment("0001-01-01", cad(500)), Payment("9999-12-31", cad(7))])
        days = [date(1, 1, 1), date(9999, 12, 31), date(2026, 1, 1)]
        assert agree([paid] * 3, days, 15).credit == [500, 507, 500]

    def test_bills_that_nobody_pays_are_owed(self) -> None:
        bills = Account([Invoice("a", "2026-01-01", cad(5645)), Invoice("b", "2026-02-01", cad(5645))])
        found = agree([bills, Account([])], [date(2026, 2, 28)] * 2, 15)
        assert (found.balance, found.accrued) == ([5758, 5645], [111, 109])

    def test_what_lies_after_the_day_is_not_known(self) -> None:
        events = [Invoice("a", "2026-01-01", cad(100)), Invoice("b", "2199-03-01", cad(100))]
        account = Account([*events, Payment("2026-01-02", cad(100), "b"), Payment("9000-01-01", cad(30), "b")])
        found = agree([account] * 3, [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)], 3660)
        assert found.balance == [0, 0, 100, 0, 0, 0]

    def test_the_day_is_that_of_each_account(self) -> None:
        bill = Account([Invoice("a", "2026-01-01", cad(10_000))])
        days = [date(2026, 1, 1) + timedelta(31 * months) for months in range(12)]
        found = agree([bill] * 12, days, 15)
        assert found.balance == sorted(set(found.balance))

    def test_a_hundred_years_are_told(self) -> None:
        bill = Account([Invoice("a", "1900-01-31", cad(100))])
        assert len(agree([bill], [date(1999, 12, 31)], 15).posted) == 1199

    def test_postings_are_left_out_where_nobody_asks(self) -> None:
        accounts, days = awkward(20, 5)
        late = compound(TWO_PER_CENT)
        of_all = grouped(accounts, late, 15, Random(1)).accounts
        asked = lockstep.settle(clause_of(late, ordered()), of_all, days_of(days), True)
        plain = lockstep.settle(clause_of(late, ordered()), of_all, days_of(days), False)
        assert plain.postings is None
        assert columns_of(plain._replace(postings=asked.postings)) == columns_of(asked)


class TestOneByOne:
    """Few accounts that are longer than all others are settled one after the other, and owe the same."""

    @pytest.mark.parametrize("few", [1, 7, 100])
    def test_it_does_not_matter_how_many(self, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
        monkeypatch.setattr(lockstep, "MIN_ACCOUNTS_FOR_ARRAYS", few)
        accounts, days = awkward(60, 11)
        days[::5] = [day - timedelta(60) for day in days[::5]]
        agree(accounts, days, 15)


class TestGroups:
    """In whatever groups accounts are replayed, each owes the same."""

    @pytest.mark.parametrize("size", [1, 7, 50])
    def test_any_size_of_a_group(self, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
        monkeypatch.setattr(replay, "GROUP", size)
        agree(*awkward(50, 13), 15)

    def test_any_part_says_the_same(self) -> None:
        accounts, days = awkward(50, 17)
        late = compound(TWO_PER_CENT)
        clause, of_all = clause_of(late, ordered()), grouped(accounts, late, 15, Random(1)).accounts
        whole = lockstep.settle(clause, of_all, days_of(days), False)
        for first, last in ((0, 0), (0, 20), (20, 50), (33, 34)):
            part = lockstep.settle(clause, of_all.part(first, last), days_of(days[first:last]), False)
            rows = slice(of_all.bills[first], of_all.bills[last])
            assert part.balance.tolist() == whole.balance[rows].tolist()
            assert part.credit.tolist() == whole.credit[first:last].tolist()


class TestCredits:
    """A credit from its day on meets its debt as a payment that names it does, before the payments of that day."""

    @pytest.mark.parametrize(("across", "within"), list(product(ORDERS, WITHIN_DEBT)))
    def test_the_statement_says_the_same(self, across: str, within: str) -> None:
        random, accounts, days = Random(ORDERS.index(across)), [], []
        for account, as_of in zip(*awkward(60, 19), strict=True):
            accounts.append(with_credits(account, random))
            days.append(as_of)
        order = ordered(across_debts=across, within_debt=within)
        late = compound(TWO_PER_CENT)
        terms = made(due_date=net(15), late_charge=late, statement=order)
        of_all = grouped(accounts, late, 15, random).accounts
        found = columns_of(lockstep.settle(clause_of(late, order), of_all, days_of(days), True))
        told = Columns([], [], [], [], [])
        for account, as_of in zip(accounts, days, strict=True):
            statement = terms.statement(account, as_of).value
            row, later = len(told.principal), [0] * (len(account.invoices) - len(statement.debts))
            told.principal.extend([*(debt.principal.minor for debt in statement.debts), *later])
            told.balance.extend([*((debt.principal + debt.charges).minor for debt in statement.debts), *later])
            told.accrued.extend([*(debt.accrued.minor for debt in statement.debts), *later])
            told.credit.append(statement.credit.minor)
            for place, debt in enumerate(statement.debts, row):
                told.posted.extend((place, int(days_of([day])[0]), charge.minor) for day, charge in debt.posted)
        assert found == told
        assert sum(len(account.others) for account in accounts) > 60


def with_credits(account: Account, random: Random) -> Account:
    """The account with credits on some of its bills, some on the days of its payments, none over its debt."""
    near = [payment.received for payment in account.payments]
    credits = []
    for bill in account.invoices:
        left = bill.amount.minor
        for _ in range(random.randrange(3)):
            day = random.choice([bill.issued + timedelta(random.randrange(150)), *near])
            amount = random.choice([left, random.randint(0, left)])
            left -= amount
            credits.append(Credit(max(day, bill.issued), cad(amount), bill.number))
    return Account([*account, *credits])
