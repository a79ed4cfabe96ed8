"""The plain replay gives what the replay gives, wherever `fits` says so."""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.accounts import realistic
from telcoterms import Account, Invoice, Payment, Terms
from telcoterms.clauses.due_date import DUE_DATE, NetDays
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule, PartMonth, RateCharge
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.plain_account import (
    PlainResult,
    ReplayNeededError,
    clause_of,
    events_of,
    fits,
    plain_postings,
    rates_by_length,
    settle,
)
from telcoterms.statement.questions import StatementQuestion, replayed
from telcoterms.statement.rule import STATEMENT, AcrossDebts, StatementRule
from telcoterms.statement.statement import statement_of
from telcoterms.statement.working import debts_ahead
from telcoterms.values.days import add_months
from telcoterms.values.hashes import Written
from tests.long_runs import examples
from tests.random_accounts import Made, made_account
from tests.terms_builders import (
    ACROSS_DEBTS,
    KOS,
    PART_MONTH,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    at_least,
    cad,
    compound,
    flat,
    made,
    net,
    ordered,
    simple,
)

ACCOUNTS_A_COMBINATION = 30
TWO_PER_CENT = Fraction(2, 100)
RATES = (Fraction(0), TWO_PER_CENT, Fraction(3, 100), Fraction(21, 100), Fraction(44, 100))
SHARES = tuple(one for one in PART_MONTH if one != "daily-compound")
ORDERS = tuple(one for one in ACROSS_DEBTS if one != "largest-first")
COMBINATIONS = list(product(RUNS_FROM, SHARES, ROUNDING, ORDERS, WITHIN_DEBT))

Readings = tuple[str, str, str, str, str]


def agree(account: Account, as_of: date, terms: Terms) -> PlainResult:
    """Return what `settle` gives, after comparing the statement and the figure of it with those of a replay."""
    agreement = terms.agreement
    late, order, due = LATE_CHARGE.of(agreement), STATEMENT.of(agreement), DUE_DATE.of(agreement)
    assert fits(late, order, account, as_of)
    assert isinstance(due, NetDays)
    assert isinstance(due.days, int)
    told = (account, as_of, late, order)
    replay = replayed(AccountTerms(agreement), account, as_of)
    from_a_replay = statement_of(replay, agreement.currency)
    assert terms.statement(account, as_of).value == from_a_replay, told
    posts_on = plain_postings(account, as_of, due.days, late, order)
    ahead = debts_ahead(replay)
    assert posts_on == [ahead[debt.number].posts_on for debt in from_a_replay.debts], told
    result = settle(clause_of(late, order), *events_of(account, as_of, due.days, late), as_of.toordinal())
    assert figure_alone(account, as_of, terms) == from_a_replay.written(), told
    return result


def figure_alone(account: Account, as_of: date, terms: Terms) -> Written | None:
    """Return the figure as a receipt is verified by, without a statement; None where it takes a replay."""
    alone = StatementQuestion.figure_alone(terms.agreement, (account, as_of.isoformat(), None, None, None, ()))
    return None if alone is None else alone.figure


class TestEveryCombination:
    """Under each of the 180 combinations of readings that fit, every field of awkward accounts is the same."""

    @pytest.mark.parametrize(("runs_from", "part_month"), list(product(RUNS_FROM, SHARES)))
    def test_every_field_is_the_same(self, runs_from: str, part_month: str) -> None:
        seen = 0
        for place, (*late, across, within) in enumerate(COMBINATIONS):
            if late[:2] != [runs_from, part_month]:
                continue
            random = Random(place)
            order = ordered(across_debts=across, within_debt=within)
            for _ in range(ACCOUNTS_A_COMBINATION):
                one = made_account(random, random.choice([4, 8]), random.choice([6, 12]))
                rate = random.choice([TWO_PER_CENT, *RATES])
                rule = compound(rate, runs_from=runs_from, part_month=part_month, rounding=late[2])
                terms = made(due_date=net(one.net_days), late_charge=rule, statement=order)
                agree(one.account, one.as_of, terms)
                seen += 1
        assert seen == ACCOUNTS_A_COMBINATION * len(COMBINATIONS) // (len(RUNS_FROM) * len(SHARES))

    @settings(max_examples=examples(300))
    @given(
        st.randoms(use_true_random=False).map(made_account),
        st.sampled_from(COMBINATIONS),
        st.sampled_from(RATES),
        st.integers(0, 400),
    )
    def test_any_days_to_pay(self, one: Made, readings: Readings, rate: Fraction, days: int) -> None:
        runs_from, part_month, rounding, across, within = readings
        rule = compound(rate, runs_from=runs_from, part_month=part_month, rounding=rounding)
        order = ordered(across_debts=across, within_debt=within)
        agree(one.account, one.as_of, made(due_date=net(days), late_charge=rule, statement=order))


class TestPlainAccounts:
    """The accounts that are measured, and what they have that is awkward."""

    def test_they_are_the_same(self) -> None:
        found: Counter[str] = Counter()
        for case in realistic(300, seed=2):
            core = agree(case.account, case.as_of, KOS)
            found["a credit is left"] += core.credit > 0
            found["a charge is left"] += core.balance != core.principal
            found["something was posted"] += bool(core.posted)
        assert min(found.values()) > 20

    @pytest.mark.parametrize(
        ("across", "left"), [("oldest-first", [1448, 300, 300]), ("newest-first", [1548, 300, 200])]
    )
    def test_a_credit_is_used_when_the_month_ends_after_the_bills_of_that_day(
        self, across: AcrossDebts, left: list[int]
    ) -> None:
        """24 of 31 days of January on 1000.00 are 15.48: 1.00 too much for the balance closes nothing, and waits."""
        events: list[Invoice | Payment] = [
            Invoice("a", "2026-01-01", cad(100_000)),
            Payment("2026-01-25", cad(100_100)),
            Invoice("b", "2026-02-01", cad(300)),
            Invoice("c", "2026-02-01", cad(300)),
        ]
        terms = KOS.under(statement={"across_debts": across})
        waits = agree(Account(events), date(2026, 1, 31), terms)
        assert (waits.balance, waits.accrued, waits.credit) == ([0], [1548], 100)
        used = agree(Account(events), date(2026, 2, 1), terms)
        assert (used.balance, used.posted, used.credit) == (left, [(0, date(2026, 2, 1).toordinal(), 1548)], 0)

    @pytest.mark.parametrize("across", ORDERS)
    @pytest.mark.parametrize(
        "event", [Payment("2026-02-20", cad(1)), Invoice("b", "2026-02-20", cad(300))], ids=["payment", "invoice"]
    )
    def test_a_credit_is_used_on_the_day_between_events_on_which_the_month_ends(
        self, across: AcrossDebts, event: Invoice | Payment
    ) -> None:
        """Of the 15.48 that are posted on 1 February 14.48 are left, which bear a charge until the 20th."""
        first: list[Invoice | Payment] = [Invoice("a", "2026-01-01", cad(100_000)), Payment("2026-01-25", cad(100_100))]
        terms = KOS.under(statement={"across_debts": across})
        used = agree(Account(first), date(2026, 2, 1), terms)
        assert (used.balance, used.accrued, used.credit) == ([1448], [0], 0)
        later = agree(Account([*first, event]), date(2026, 2, 20), terms)
        left = [1447] if isinstance(event, Payment) else [1448, 300]
        assert (later.balance, later.accrued[0], later.credit) == (left, 20, 0)  # 14.48 x 2 % x 19/28

    def test_a_credit_is_used_when_the_first_of_several_months_ends(self) -> None:
        """On the 25th 24 of 31 days of one month have run, and 20 of 31 of the other: 15.48 and 12.90 have accrued."""
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(100_000)),
                Invoice("b", "2026-01-05", cad(100_000)),
                Payment("2026-01-25", cad(100_000), "a"),
                Payment("2026-01-25", cad(100_000), "b"),
                Payment("2026-01-25", cad(100)),
            ]
        )
        waits = agree(account, date(2026, 1, 31), KOS)
        assert (waits.balance, waits.accrued, waits.credit) == ([0, 0], [1548, 1290], 100)
        used = agree(account, date(2026, 2, 10), KOS)
        # 14.48 x 2 % x 9/28 = 0.093, 12.90 x 2 % x 5/28 = 0.046
        assert (used.balance, used.accrued, used.credit) == ([1448, 1290], [9, 5], 0)
        first, second = date(2026, 2, 1).toordinal(), date(2026, 2, 5).toordinal()
        assert used.posted == [(0, first, 1548), (1, second, 1290)]
        assert used.allocated[-1] == (0, first, 100, 0)

    def test_a_credit_is_used_on_the_last_day_before_a_bill(self) -> None:
        events: list[Invoice | Payment] = [
            Invoice("a", "2026-01-01", cad(100_000)),
            Payment("2026-01-25", cad(100_100)),
        ]
        used = agree(Account([*events, Invoice("b", "2026-02-02", cad(300))]), date(2026, 2, 2), KOS)
        assert used.allocated[-1] == (0, date(2026, 2, 1).toordinal(), 100, 0)

    def test_a_charge_as_large_as_what_is_left_is_paid_with_it(self) -> None:
        # 24 of 31 days of 2 % of 1000.00 are 15.48, and 984.52 leaves as much of the bill
        paid = [Payment("2026-01-25", cad(98_452)), Payment("2026-01-25", cad(3_096))]
        found = agree(Account([Invoice("a", "2026-01-01", cad(100_000)), *paid]), date(2026, 2, 10), KOS)
        day = date(2026, 1, 25).toordinal()
        assert found.posted == [(0, day, 1_548)]
        assert found.allocated == [(0, day, 0, 98_452), (0, day, 1_548, 1_548)]
        assert (found.balance, found.credit) == ([0], 0)

    def test_an_empty_one_owes_nothing(self) -> None:
        assert agree(Account([]), date(2026, 1, 1), KOS) == ([], [], [], [], [], 0, [])

    def test_terms_without_a_time_to_dispute(self) -> None:
        account = Account([Invoice("1", "2026-01-01", cad(56_45))])
        assert agree(account, date(2026, 3, 1), made(dispute=None)).posted

    def test_what_was_paid_before_any_bill_is_a_credit(self) -> None:
        assert agree(Account([Payment("2026-01-01", cad(500))]), date(2026, 1, 1), KOS).credit == 500

    def test_later_events_are_not_known(self) -> None:
        events = [Invoice("a", "2026-01-01", cad(100)), Invoice("b", "2026-03-01", cad(100))]
        paid = Payment("2026-03-02", cad(100), "b")
        assert agree(Account([*events, paid]), date(2026, 2, 28), KOS).principal == [100]


class TestNextPosting:
    """A debt that is late has its next charge when its month ends; no other debt has one."""

    BILL = Invoice("a", "2026-01-01", cad(56_45))

    @pytest.mark.parametrize(
        ("events", "as_of", "expected"),
        [
            ([BILL], "2026-01-16", None),  # the due date
            ([BILL], "2026-01-17", "2026-02-01"),
            ([BILL], "2026-02-01", "2026-03-01"),
            ([BILL, Payment("2026-01-10", cad(56_45))], "2026-02-10", None),
            ([BILL, Payment("2026-01-25", cad(57_32))], "2026-02-10", None),  # 56.45 x 2 % x 24/31 = 0.874
            ([Invoice("a", "2026-01-01", cad(0))], "2026-02-10", None),
        ],
    )
    def test_of_a_bill_of_1_january(self, events: list[Invoice | Payment], as_of: str, expected: str | None) -> None:
        account, day = Account(events), date.fromisoformat(as_of)
        agree(account, day, KOS)
        late = LATE_CHARGE.of(KOS.agreement)
        assert isinstance(late, RateCharge)
        (found,) = plain_postings(account, day, 15, late, STATEMENT.of(KOS.agreement))
        assert found == (None if expected is None else date.fromisoformat(expected).toordinal())

    def test_a_bill_of_nothing_is_none_of_the_days_to_come(self) -> None:
        account = Account([Invoice("zero", "2026-01-01", cad(0)), self.BILL])
        page = str(KOS.statement(account, "2026-03-01"))
        assert "2026-04-01 the next late charge is posted on invoice a " in page
        assert "zero" not in page


FIRST = date(1950, 3, 31)


def long(invoices: int, months: int) -> tuple[Account, date]:
    return Account([Invoice(f"{place:03}", FIRST, cad(100)) for place in range(invoices)]), add_months(FIRST, months)


class TestFits:
    """What does not fit stays with the replay, and what the replay refuses never fits."""

    @pytest.mark.parametrize(
        ("late", "order"),
        [
            (compound(TWO_PER_CENT, part_month="daily-compound"), ordered()),
            (compound(TWO_PER_CENT, round_at="once"), ordered()),
            (flat(500), ordered()),
            (simple(Fraction(24, 100)), ordered()),
            (at_least(500, compound(TWO_PER_CENT)), ordered()),
            (compound(TWO_PER_CENT), ordered(posted_per="account")),
            (compound(TWO_PER_CENT), ordered(across_debts="largest-first")),
        ],
    )
    def test_no_other_clause_and_order_fit(self, late: LateChargeRule, order: StatementRule) -> None:
        assert not fits(late, order, Account([]), date(2026, 1, 1))

    @pytest.mark.parametrize(
        ("issued", "as_of", "expected"),
        [
            ("1899-12-31", "1950-01-01", False),
            ("1900-01-01", "1950-01-01", True),
            ("1900-01-01", "1999-12-31", True),
            ("1900-01-01", "2000-01-01", False),
            ("2150-01-01", "2199-12-31", True),
            ("2150-01-01", "2200-01-01", False),
            ("2150-01-01", "1950-01-01", True),
        ],
    )
    def test_the_years_and_the_time_are_those_of_the_tables(self, issued: str, as_of: str, expected: bool) -> None:
        account, day = Account([Invoice("a", issued, cad(5645))]), date.fromisoformat(as_of)
        assert fits(LATE_CHARGE.of(KOS.agreement), STATEMENT.of(KOS.agreement), account, day) == expected
        if expected:
            agree(account, day, KOS)

    def test_a_bill_that_says_when_it_is_due_is_left_to_the_replay(self) -> None:
        bills = [Invoice("a", "2026-01-01", cad(100)), Invoice("b", "2026-01-02", cad(100), due="2026-01-20")]
        late, order = LATE_CHARGE.of(KOS.agreement), STATEMENT.of(KOS.agreement)
        assert [fits(late, order, Account([bill]), date(2026, 1, 2)) for bill in bills] == [True, False]
        assert not fits(late, order, Account(bills), date(2026, 1, 2))

    def test_an_account_that_posts_more_than_the_replay_takes_is_left_to_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account, last = Account([Invoice("a", "2026-01-01", cad(10_000))]), date(2026, 12, 31)
        monkeypatch.setattr("telcoterms.statement.plain_account.MAX_POSTINGS", 11)
        assert len(agree(account, last, KOS).posted) == 11
        with pytest.raises(ReplayNeededError):
            agree(account, date(2027, 1, 1), KOS)
        assert figure_alone(account, date(2027, 1, 1), KOS) is None
        statement = KOS.statement(account, "2027-01-01").value  # the replay takes more
        assert len(statement.debts[0].posted) == 12

    def test_an_account_of_many_bills_that_are_paid_fits(self) -> None:
        account, day = long(300, 1000)
        assert fits(LATE_CHARGE.of(KOS.agreement), STATEMENT.of(KOS.agreement), account, day)


class TestRates:
    """The table of a month is the share of its charge, by the rate."""

    @pytest.mark.parametrize(("part_month", "length"), list(product(SHARES, range(28, 32))))
    def test_it_begins_with_nothing_and_ends_with_the_whole(self, part_month: PartMonth, length: int) -> None:
        *rates, denominator = rates_by_length(TWO_PER_CENT, part_month)[length]
        assert len(rates) == length + 1
        assert rates[0] == 0
        assert Fraction(rates[-1], denominator) == TWO_PER_CENT
        assert rates == sorted(rates)

    def test_by_days_is_in_proportion(self) -> None:
        rates = rates_by_length(TWO_PER_CENT, "by-days")[31]
        assert Fraction(rates[10], rates[-1]) == TWO_PER_CENT * Fraction(10, 31)
