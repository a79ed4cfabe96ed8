"""What an account owes on a day: the laws, over random accounts under random readings."""

import copy
import decimal
import locale
import os
import pickle
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from telcoterms import Account, DayError, Debt, InputError, Invoice, Payment, Reminder, Statement, Terms
from telcoterms.account.events import Cancellation, Credit, Event
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import Dated
from telcoterms.clauses.late_charge.kinds import FlatCharge, LateChargeRule, PartMonth, RateCharge
from telcoterms.statement.ledger import round_by_largest_remainder
from telcoterms.statement.rule import StatementRule
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.printed_page import check_heading, check_statement, read
from tests.random_accounts import Made, made_account, made_history
from tests.terms_builders import (
    ACROSS_DEBTS,
    DISPUTED,
    KOS,
    ON_REJECTION,
    PART_MONTH,
    POSTED_PER,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    a_rate,
    at_least,
    cad,
    compound,
    flat,
    made,
    net,
    ordered,
    simple,
)

TWO_PER_CENT = Fraction(2, 100)
RATES = st.sampled_from([TWO_PER_CENT, TWO_PER_CENT, Fraction(3, 100), Fraction(44, 100)])
ONE_DAY = timedelta(days=1)


@st.composite
def compounds(draw: st.DrawFn) -> RateCharge:
    return compound(
        draw(RATES),
        runs_from=draw(st.sampled_from(RUNS_FROM)),
        part_month=draw(st.sampled_from(PART_MONTH)),
        rounding=draw(st.sampled_from(ROUNDING)),
    )


@st.composite
def simples(draw: st.DrawFn) -> RateCharge:
    rate = draw(st.sampled_from([Fraction(24, 100), Fraction(365, 1000)]))
    return simple(rate, runs_from=draw(st.sampled_from(RUNS_FROM)), rounding=draw(st.sampled_from(ROUNDING)))


@st.composite
def orders(draw: st.DrawFn) -> StatementRule:
    return ordered(
        across_debts=draw(st.sampled_from(ACROSS_DEBTS)),
        within_debt=draw(st.sampled_from(WITHIN_DEBT)),
        posted_per=draw(st.sampled_from(POSTED_PER)),
        disputed=draw(st.sampled_from(DISPUTED)),
        on_rejection=draw(st.sampled_from(ON_REJECTION)),
    )


FLAT = st.integers(0, 1_000).map(flat)
PLAIN: st.SearchStrategy[RateCharge | FlatCharge] = compounds() | FLAT | simples()
KINDS: st.SearchStrategy[LateChargeRule] = compounds() | PLAIN | st.builds(at_least, st.integers(0, 600), PLAIN)
WITHOUT_A_MINIMUM_THAT_COUNTS = PLAIN | st.builds(at_least, st.integers(0, 600), FLAT) | PLAIN.map(partial(at_least, 0))
RANDOMS = st.randoms(use_true_random=False)
ACCOUNTS = RANDOMS.map(made_account)
HISTORIES = RANDOMS.map(made_history)
SINGLES = RANDOMS.map(lambda random: made_account(random, most_invoices=1))


def terms_of(one: Made, rule: LateChargeRule, order: StatementRule | None = None) -> Terms:
    return made(due_date=net(one.net_days), late_charge=rule, statement=order or ordered())


def shown(terms: Terms, events: Sequence[Event], day: date | str) -> Statement:
    account = events if isinstance(events, Account) else Account(events)
    return terms.statement(account, day).value


def day_of(event: Event) -> date:
    return event.day


def known_on(account: Account, day: date) -> list[Event]:
    """The events dated on or before a day; a payment that names a later invoice loses the name."""
    known = {invoice.number for invoice in account.invoices if invoice.issued <= day}
    return [
        Payment(event.received, event.amount) if isinstance(event, Payment) and event.invoice not in known else event
        for event in account
        if day_of(event) <= day
    ]


def posted(value: Statement) -> int:
    return sum(amount.minor for debt in value.debts for _, amount in debt.posted)


def cost(value: Statement) -> int:
    """All that late payment has cost up to the day."""
    return posted(value) + value.accrued.minor


class TestConservation:
    """To the cent, every day: what was billed, plus what was posted, less what was paid, is the balance."""

    @settings(max_examples=examples(60))
    @given(ACCOUNTS, KINDS, orders())
    def test_every_day(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        terms = terms_of(one, rule, order)
        day = min(map(day_of, one.account))
        while day <= one.as_of:
            value = shown(terms, one.account, day)
            billed = sum(of.amount.minor for of in one.account.invoices if of.issued <= day)
            paid = sum(of.amount.minor for of in one.account.payments if of.received <= day)
            assert billed + posted(value) - paid == value.balance.minor
            self.adds_up(value, day)
            day += ONE_DAY

    def adds_up(self, value: Statement, day: date) -> None:
        owed = [debt.principal.minor + debt.charges.minor for debt in value.debts]
        assert value.balance.minor == sum(owed) - value.credit.minor
        assert value.accrued.minor == sum(debt.accrued.minor for debt in value.debts)
        assert value.settlement == value.balance + value.accrued
        assert value.credit.minor >= 0
        assert value.credit.minor == 0 or not any(owed)
        for debt in value.debts:
            assert min(debt.principal.minor, debt.charges.minor, debt.accrued.minor) >= 0
            assert all(debt.due < on <= day and amount.minor > 0 for on, amount in debt.posted)
        order = [(debt.due, debt.number) for debt in value.debts]
        assert order == sorted(order)


COMBINATIONS = list(product(RUNS_FROM, PART_MONTH, ROUNDING))


class TestASingleUnpaidInvoice:
    """What is posted and accrued on it equals the late charge, under every combination that a statement accepts."""

    @pytest.mark.parametrize("reading", COMBINATIONS, ids=" ".join)
    def test_under_every_combination(self, reading: tuple[str, str, str]) -> None:
        runs_from, part_month, rounding = reading
        rule = compound(TWO_PER_CENT, runs_from=runs_from, part_month=part_month, rounding=rounding)
        for per, months, net_days in product(POSTED_PER, (1, 3), (0, 15, 45)):
            terms = made(due_date=net(net_days), late_charge=rule, statement=ordered(posted_per=per))
            for minor, issued in ((25, date(2024, 1, 31)), (113_25, date(2023, 12, 30))):
                account = Account([Invoice("a", issued, cad(minor), months)])
                for days in (0, 15, 16, 29, 31, 46, 60, 91, 125, 150, 400):
                    self.agrees(terms, account, issued + timedelta(days=days))

    @settings(max_examples=examples(300))
    @given(RANDOMS, KINDS, orders())
    def test_under_every_kind(self, random: Random, rule: LateChargeRule, order: StatementRule) -> None:
        one = made_account(random, most_invoices=1, most_payments=0)
        (invoice,) = one.account.invoices
        self.agrees(terms_of(one, rule, order), one.account, invoice.issued + timedelta(days=random.randrange(500)))

    def agrees(self, terms: Terms, account: Account, day: date) -> None:
        (invoice,) = account.invoices
        charge = terms.late_charge(
            invoice.amount, issued=invoice.issued, paid=day, billing_months=invoice.billing_months
        )
        assert cost(shown(terms, account, day)) == charge.value.minor


class TestTheSettlement:
    """Paid on its day, it leaves zero on every later day without new events."""

    @settings(max_examples=examples(150))
    @given(ACCOUNTS, KINDS, orders(), st.booleans(), RANDOMS)
    def test_it_settles(
        self, one: Made, rule: LateChargeRule, order: StatementRule, named: bool, random: Random
    ) -> None:
        terms, events = terms_of(one, rule, order), known_on(one.account, one.as_of)
        settlement = shown(terms, events, one.as_of).settlement
        assume(settlement.minor >= 0)
        numbers = [event.number for event in events if isinstance(event, Invoice)]
        name = random.choice(numbers) if named and numbers else None
        after = Account([*events, Payment(one.as_of, settlement, name)])
        for days in (0, 1, 2, 3, 14, 15, 16, 28, 29, 30, 31, 32, 45, 46, 61, 62, 90, 120, 365, 800):
            value = shown(terms, after, one.as_of + timedelta(days=days))
            assert [value.balance.minor, value.accrued.minor, value.settlement.minor, value.credit.minor] == [0] * 4


class TestWhatNeverMatters:
    """The order in which events are given, and what happens after the day."""

    @given(ACCOUNTS, KINDS, orders(), RANDOMS)
    def test_the_order_of_the_input(
        self, one: Made, rule: LateChargeRule, order: StatementRule, random: Random
    ) -> None:
        events = list(one.account)
        random.shuffle(events)
        terms = terms_of(one, rule, order)
        assert terms.statement(Account(events), one.as_of) == terms.statement(one.account, one.as_of)

    @given(ACCOUNTS, KINDS, orders())
    def test_events_after_the_day(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        known = [event for event in one.account if day_of(event) <= one.as_of]
        named = {event.invoice for event in known if isinstance(event, Payment)}
        # an invoice that is named before it is issued must be there, but what it is does not matter
        others = [
            Invoice(invoice.number, invoice.issued + ONE_DAY, invoice.amount + cad(1), 3)
            for invoice in one.account.invoices
            if invoice.issued > one.as_of and invoice.number in named
        ]
        terms = terms_of(one, rule, order)
        assert shown(terms, [*known, *others], one.as_of) == shown(terms, one.account, one.as_of)


class TestPayingEarlier:
    """With one invoice, paying earlier never costs more."""

    @settings(max_examples=examples(500))
    @given(SINGLES, KINDS, orders(), RANDOMS)
    def test_one_payment_moved_back(
        self, one: Made, rule: LateChargeRule, order: StatementRule, random: Random
    ) -> None:
        payments = list(one.account.payments)
        assume(payments)
        moved = random.choice(payments)
        payments.remove(moved)
        earlier = Payment(moved.received - timedelta(days=random.randrange(1, 60)), moved.amount, moved.invoice)
        rest: list[Event] = [*one.account.invoices, *payments]
        terms = terms_of(one, rule, order)
        day = max([one.as_of, *map(day_of, one.account)])
        early, late = shown(terms, [*rest, earlier], day), shown(terms, [*rest, moved], day)
        assert cost(early) <= cost(late)
        assert early.settlement <= late.settlement

    @settings(max_examples=examples(200))
    @given(SINGLES, KINDS, orders(), st.integers(1, 20_000))
    def test_paying_more_never_costs_more(
        self, one: Made, rule: LateChargeRule, order: StatementRule, more: int
    ) -> None:
        assume(one.account.payments)
        first, *rest = one.account.payments
        larger = Payment(first.received, first.amount + cad(more), first.invoice)
        terms = terms_of(one, rule, order)
        assert cost(shown(terms, [*one.account.invoices, *rest, larger], one.as_of)) <= cost(
            shown(terms, one.account, one.as_of)
        )


class TestWithinDebt:
    """Charges first or principal first changes no total: a charge bears what the principal bears, or neither counts.

    A minimum is a charge that bears nothing: where it is paid first, more of the principal is left to bear.
    """

    @settings(max_examples=examples(200))
    @given(ACCOUNTS, WITHOUT_A_MINIMUM_THAT_COUNTS, orders())
    def test_no_total_changes(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        first, second = (
            shown(terms_of(one, rule, replace(order, within_debt=within)), one.account, one.as_of)
            for within in WITHIN_DEBT
        )
        totals = [(value.balance, value.accrued, value.settlement, value.credit) for value in (first, second)]
        assert totals[0] == totals[1]
        assert [(debt.principal + debt.charges, debt.accrued, debt.posted) for debt in first.debts] == [
            (debt.principal + debt.charges, debt.accrued, debt.posted) for debt in second.debts
        ]

    def test_a_minimum_that_is_paid_first_leaves_more_to_bear(self) -> None:
        # 0.01 is posted on 2 December. Of the 0.25 of the 31st it is met first, so that 56.21 is left and not 56.20:
        # (56.45 x 30 + 56.21 x 121) x 24 % / 365 = 5.5857, less 0.01; with 56.20 it is 5.5849.
        rule = at_least(1, simple(Fraction(24, 100)))
        events: list[Event] = [Invoice("a", "2023-12-01", cad(56_45)), Payment("2023-12-31", cad(25))]
        accrued = {
            within: shown(
                made(due_date=net(0), late_charge=rule, statement=ordered(within_debt=within)), events, "2024-04-30"
            ).accrued
            for within in WITHIN_DEBT
        }
        assert accrued == {"charges-first": cad(5_58), "principal-first": cad(5_57)}

    def test_it_changes_what_is_left_of_a_debt(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(10_000)), Payment("2026-02-01", cad(150))])
        charges = KOS.statement(account, "2026-02-01").under(within_debt="charges-first").value.debts[0]
        principal = KOS.statement(account, "2026-02-01").under(within_debt="principal-first").value.debts[0]
        assert (charges.principal.text, charges.charges.text) == ("100.00", "0.50")
        assert (principal.principal.text, principal.charges.text) == ("98.50", "2.00")


class TestPayments:
    """One that names an invoice meets it first; others go by the order across debts; what is left is credit."""

    ACCOUNT = (
        Invoice("a", "2026-01-01", cad(100)),
        Invoice("b", "2026-01-02", cad(300)),
        Invoice("c", "2026-01-03", cad(300)),
    )

    def left(self, *payments: Payment, **readings: str) -> list[int]:
        value = KOS.statement(Account([*self.ACCOUNT, *payments]), "2026-01-10").under(**readings).value
        return [debt.principal.minor for debt in value.debts] + [value.credit.minor]

    @pytest.mark.parametrize(
        ("across", "left"),
        [
            ("oldest-first", [0, 250, 300, 0]),
            ("newest-first", [100, 300, 150, 0]),
            ("largest-first", [100, 150, 300, 0]),  # b and c are equal: the older
        ],
    )
    def test_unnamed(self, across: str, left: list[int]) -> None:
        assert self.left(Payment("2026-01-05", cad(150)), across_debts=across) == left

    def test_named(self) -> None:
        assert self.left(Payment("2026-01-05", cad(150), "b")) == [100, 150, 300, 0]

    def test_the_surplus_of_a_named_payment_acts_as_unnamed(self) -> None:
        assert self.left(Payment("2026-01-05", cad(350), "b")) == [50, 0, 300, 0]
        assert self.left(Payment("2026-01-05", cad(50), "b"), Payment("2026-01-06", cad(300), "b")) == [50, 0, 300, 0]

    def test_a_payment_for_an_invoice_not_yet_issued_acts_as_unnamed(self) -> None:
        assert self.left(Payment("2026-01-02", cad(150), "c")) == [0, 250, 300, 0]

    def test_named_ones_of_a_day_come_first_then_the_larger(self) -> None:
        # b 300 first; then 200 unnamed: 100 to a, 100 to c
        assert self.left(Payment("2026-01-05", cad(200)), Payment("2026-01-05", cad(300), "b")) == [0, 0, 200, 0]

    def test_of_a_day_a_credit_that_names_an_invoice_comes_before_a_refund(self) -> None:
        # refund: 44.29 x 21/31 = 30.00; a 100.00 - 50.00 named = 50.00, so b with 80.00 is the largest: 80.00 - 30.00
        left_service = Cancellation("C", "2026-01-10", fee=cad(44_29), cycle_start="2026-01-01", tax_rate="0")
        bills = Invoice("a", "2026-01-01", cad(100_00)), Invoice("b", "2026-01-02", cad(80_00))
        account = Account([*bills, left_service, Credit("2026-01-10", cad(50_00), "a")])
        debts = KOS.statement(account, "2026-01-10").under(across_debts="largest-first").value.debts
        assert [debt.principal.text for debt in debts if debt.number in "ab"] == ["50.00", "50.00"]

    def test_what_is_left_is_a_credit_and_meets_the_next_debt(self) -> None:
        assert self.left(Payment("2026-01-05", cad(750))) == [0, 0, 0, 50]
        assert self.left(Payment("2025-12-20", cad(250))) == [0, 150, 300, 0]

    def test_a_credit_meets_a_posting_of_its_day(self) -> None:
        # 100.00 paid on 01-20 leaves 19/31 of 2.00 accruing; 5.00 more is credit; on 02-01 it meets the posting
        account = Account([Invoice("a", "2026-01-01", cad(10_000)), Payment("2026-01-20", cad(10_050))])
        value = KOS.statement(account, "2026-01-31").value
        assert (value.credit.text, value.balance.text, value.accrued.text) == ("0.50", "-0.50", "1.23")
        value = KOS.statement(account, "2026-02-01").value
        assert (value.credit.text, value.balance.text) == ("0.00", "0.73")  # 1.23 posted

    def test_a_covering_payment_closes_and_a_smaller_one_does_not(self) -> None:
        invoice = Invoice("a", "2026-01-01", cad(10_000))
        closing = KOS.statement(Account([invoice, Payment("2026-01-20", cad(10_123))]), "2026-01-20").value
        assert closing.debts[0].posted == ((date(2026, 1, 20), cad(123)),)
        assert (closing.settlement.minor, closing.credit.minor) == (0, 0)
        smaller = KOS.statement(Account([invoice, Payment("2026-01-20", cad(10_122))]), "2026-01-20").value
        assert smaller.debts[0].posted == ()
        assert (smaller.balance.minor, smaller.accrued.minor, smaller.credit.minor) == (-122, 123, 122)

    def test_paid_in_time_bears_nothing(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(10_000)), Payment("2026-01-16", cad(5_000))])
        assert KOS.statement(account, "2026-02-01").value.debts[0].posted == ((date(2026, 2, 1), cad(100)),)


class TestPostings:
    """A month's accrual is rounded once when the month ends, and joins the balance; a posting of zero is not listed."""

    def test_by_hand(self) -> None:
        # 01-01 to 02-01: 100.00 for 20 days, 60.00 for 11: (2000 + 660) x 2 % / 31 = 1.7161 -> 1.72
        account = Account([Invoice("a", "2026-01-01", cad(10_000)), Payment("2026-01-21", cad(4_000))])
        (debt,) = KOS.statement(account, "2026-02-10").value.debts
        assert debt.posted == ((date(2026, 2, 1), cad(172)),)
        assert (debt.principal.text, debt.charges.text, debt.accrued.text) == ("60.00", "1.72", "0.40")

    def test_the_days_of_a_debt(self) -> None:
        (debt,) = KOS.statement(Account([Invoice("a", "2026-01-01", cad(100))]), "2026-01-01").value.debts
        assert (debt.issued, debt.due, debt.dispute_until) == (date(2026, 1, 1), date(2026, 1, 16), date(2026, 4, 1))
        silent = made(dispute=None).statement(Account([Invoice("a", "2026-01-01", cad(100))]), "2026-01-01").value
        assert silent.debts[0].dispute_until is None
        assert "dispute_until" not in silent.as_dict()["debts"][0]  # type: ignore[index]

    def test_a_posting_of_zero_is_not_listed(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(10))])
        (debt,) = KOS.statement(account, "2026-06-01").value.debts
        assert (debt.posted, debt.principal.minor, debt.accrued.minor) == ((), 10, 0)

    def test_months_that_end_before_the_due_date_are_posted_the_day_after_it(self) -> None:
        terms = made(due_date=net(75))
        account = Account([Invoice("a", "2026-01-01", cad(10_000))])
        assert shown(terms, account, "2026-03-17").settlement == cad(10_000)
        day = date(2026, 3, 18)
        assert shown(terms, account, day).debts[0].posted == ((day, cad(200)), (day, cad(204)))

    def test_an_invoice_of_zero_and_an_account_without_events(self) -> None:
        value = KOS.statement(Account([Invoice("a", "2026-01-01", cad(0))]), "2026-06-01").value
        assert (value.settlement.minor, len(value.debts), value.debts[0].posted) == (0, 1, ())
        value = KOS.statement(Account([]), "2026-06-01").value
        assert (value.settlement, value.debts) == (cad(0), ())

    def test_nothing_more_grows_on_a_debt_of_which_all_is_paid(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(10_000)), Payment("2026-01-17", cad(10_000))])
        value = KOS.statement(account, "2026-02-01").value
        assert value.debts[0].posted == ((date(2026, 2, 1), cad(103)),)  # 16/31 of 2.00
        paid = Account([*account, Payment("2026-02-01", cad(103))])
        assert KOS.statement(paid, "2027-02-01").value.settlement.minor == 0
        assert KOS.statement(paid, "2027-02-01").value.debts[0].charges.minor == 0

    def test_a_debt_that_owes_nothing_any_more_posts_nothing(self) -> None:
        # one cent paid late: its month ends with a charge of 0.00, and with it the debt
        account = Account([Invoice("a", "2026-01-01", cad(1)), Payment("2026-01-20", cad(1), "a")])
        for per in POSTED_PER:
            value = KOS.statement(account, "2028-01-01").under(posted_per=per).value
            assert (value.settlement.minor, value.debts[0].posted) == (0, ())


class TestPostedPerAccount:
    """The accruals of debts whose months end on one day are rounded together; the cents go by largest remainder."""

    def test_by_hand(self) -> None:
        # 0.25 x 2 % = 0.005 on each of three: alone 0.01 each, together 0.015 -> 0.02, to the first two
        account = Account([Invoice(number, "2026-01-01", cad(25)) for number in "abc"])
        answer = KOS.statement(account, "2026-02-01")
        together = answer.under(posted_per="account").value
        assert [posted_on(debt) for debt in answer.value.debts] == [1, 1, 1]
        assert [posted_on(debt) for debt in together.debts] == [1, 1, 0]
        down = answer.under(posted_per="account", rounding="down").value
        assert [posted_on(debt) for debt in down.debts] == [1, 0, 0]

    def test_a_reminder_before_the_due_date_decides_from_when_a_fee_is_charged(self) -> None:
        # due on the 16th, reminded of on the 10th: in time up to the 17th
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
        terms = made(due_date=net(15), late_charge=rule)
        events: list[Event] = [Invoice("a", "2026-01-01", cad(100_00)), Reminder("2026-01-10", "a")]
        assert [shown(terms, events, f"2026-01-{day}").settlement for day in (17, 18)] == [cad(100_00), cad(105_00)]

    @pytest.mark.parametrize("part_month", ["by-days", "daily-compound"])
    def test_a_rate_that_changes_is_rounded_together(self, part_month: PartMonth) -> None:
        # 0.25 x 2 % = 0.005 on each of three, in January: together 0.015 -> 0.02, to the first two
        rate = Dated(((date(2020, 1, 1), TWO_PER_CENT), (date(2026, 2, 1), Fraction(3, 100))))
        rule = a_rate(rate, compounding="monthly", part_month=part_month)
        terms = made(due_date=net(15), late_charge=rule, statement=ordered(posted_per="account"))
        debts = shown(terms, [Invoice(number, "2026-01-01", cad(25)) for number in "abc"], "2026-02-01").debts
        assert [posted_on(debt) for debt in debts] == [1, 1, 0]

    def test_a_month_that_ends_beside_one_that_grows_by_powers(self) -> None:
        # a: 56.45, 57.58, 58.73 on 1 March; b: 30.60 on 20 February, x (1.02^(9/28) - 1) = 0.195394...
        account = Account([Invoice("a", "2026-01-01", cad(5645)), Invoice("b", "2026-01-20", cad(3000))])
        answer = KOS.statement(account, "2026-03-01")
        powers = answer.under(posted_per="account", part_month="daily-compound", runs_from="invoice-date")
        check_statement(read(str(powers.working)))
        assert "accrued up to 2026-03-01: 0.195394... -> 0.20" in str(powers.working)
        assert powers.value.settlement == cad(8953)

    def test_what_has_accrued_is_fixed_for_a_day_before_its_payments(self) -> None:
        # 0.75 x 2 % x 19/31 = 0.00919... and 0.25: 0.00306...: together 0.0122 -> 0.01, to the larger remainder
        invoices = [Invoice("a", "2026-01-01", cad(25)), Invoice("b", "2026-01-01", cad(75))]
        terms = KOS.under(statement={"posted_per": "account"})
        before = shown(terms, [*invoices], "2026-01-20")
        assert [debt.accrued.minor for debt in before.debts] == [0, 1]
        after = shown(terms, [*invoices, Payment("2026-01-20", cad(76), "b")], "2026-01-20")
        assert [debt.accrued.minor for debt in after.debts] == [0, 0]
        assert after.settlement == cad(25)

    def test_simple_interest_by_the_day_has_no_months_to_be_rounded_together(self) -> None:
        rule, order = simple(Fraction(365, 1000), runs_from="due-date"), ordered(posted_per="account")
        invoices = [Invoice(number, "2026-01-01", cad(500)) for number in "abc"]
        # 0.1 % a day of 5.00 is half a cent, which goes up for each
        value = shown(made(late_charge=rule, statement=order), [*invoices], "2026-01-17")
        assert [debt.accrued.minor for debt in value.debts] == [1, 1, 1]

    @given(
        st.lists(st.fractions(0, 100, max_denominator=60), min_size=1, max_size=6),
        st.sampled_from(ROUNDING),
    )
    def test_the_parts_are_the_whole(self, sums: list[Fraction], rounding: Any) -> None:
        parts = round_by_largest_remainder(sums, rounding)
        total = sum(sums, Fraction(0))
        assert sum(parts) == round_by_largest_remainder([total], rounding)[0]
        assert all(0 <= part - sum_ // 1 <= 1 for part, sum_ in zip(parts, sums, strict=True))
        up = [sum_ % 1 for part, sum_ in zip(parts, sums, strict=True) if part > sum_]
        down = [sum_ % 1 for part, sum_ in zip(parts, sums, strict=True) if part <= sum_]
        assert not up or not down or min(up) >= max(down)


def posted_on(debt: Debt) -> int:
    return sum(amount.minor for _, amount in debt.posted)


class TestOtherKinds:
    """`flat-fee` posts once; `simple-daily` when the debt closes; `greater-of` the minimum, then what exceeds it."""

    INVOICE = Invoice("a", "2026-01-01", cad(10_000))

    def test_a_flat_fee(self) -> None:
        terms = made(late_charge=flat(500))
        assert shown(terms, [self.INVOICE], "2026-01-16").balance == cad(10_000)
        assert shown(terms, [self.INVOICE], "2026-06-01").debts[0].posted == ((date(2026, 1, 17), cad(500)),)
        paid: list[Event] = [self.INVOICE, Payment("2026-01-17", cad(10_000)), Payment("2026-01-30", cad(500))]
        assert shown(terms, paid, "2026-06-01").settlement == cad(0)

    def test_simple_interest(self) -> None:
        terms = made(late_charge=simple(Fraction(365, 1000), runs_from="due-date"))
        half = Payment("2026-01-26", cad(5_000))
        value = shown(terms, [self.INVOICE, half], "2026-02-05")
        assert (value.balance.minor, value.accrued.minor, value.debts[0].posted) == (5_000, 150, ())
        closed = shown(terms, [self.INVOICE, half, Payment("2026-02-05", cad(5_150))], "2026-03-01")
        assert (closed.settlement.minor, closed.debts[0].posted) == (0, ((date(2026, 2, 5), cad(150)),))

    def test_simple_interest_from_a_later_day(self) -> None:
        terms = made(late_charge=simple(Fraction(365, 1000), runs_from="next-invoice-date"))
        paid: list[Event] = [self.INVOICE, Payment("2026-01-20", cad(2_000)), Payment("2026-01-25", cad(10_000))]
        value = shown(terms, paid, "2026-02-05")
        assert (value.credit.minor, value.debts[0].posted) == (2_000, ())
        part = shown(terms, paid[:2], "2026-02-11")
        assert part.accrued == cad(80)  # 80.00 for ten days

    def test_a_minimum(self) -> None:
        terms = made(late_charge=at_least(300, compound(TWO_PER_CENT)))
        value = shown(terms, [self.INVOICE], "2026-03-01")
        assert value.debts[0].posted == ((date(2026, 1, 17), cad(300)), (date(2026, 3, 1), cad(104)))
        assert shown(terms, [self.INVOICE], "2026-02-28").accrued == cad(97)
        assert shown(terms, [self.INVOICE], "2026-02-10").accrued == cad(0)

    def test_what_a_minimum_was_overpaid_is_used_at_the_next_posting(self) -> None:
        # 103.00 on 01-20 covers the minimum; alone, 19/31 of 2.00 = 1.23 is owed on 02-01, and 3.00 was paid ahead
        terms = made(late_charge=at_least(300, compound(TWO_PER_CENT)))
        value = shown(terms, [self.INVOICE, Payment("2026-01-20", cad(10_299))], "2027-01-01")
        assert posted_on(value.debts[0]) == 300
        assert value.balance == cad(1)

    def test_a_minimum_and_a_flat_fee(self) -> None:
        terms = made(late_charge=at_least(300, flat(500)))
        day = date(2026, 1, 17)
        assert shown(terms, [self.INVOICE], day).debts[0].posted == ((day, cad(500)),)  # the greater of 3.00 and 5.00


class TestTheWorking:
    """The ledger can be followed line by line and re-added, under every reading and kind."""

    @settings(max_examples=examples(150))
    @given(ACCOUNTS, KINDS, orders())
    def test_every_line_comes_out(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        answer = terms_of(one, rule, order).statement(one.account, one.as_of)
        page = read(str(answer.working))
        check_statement(page)
        for amount in (answer.value.balance, answer.value.accrued, answer.value.settlement):
            assert amount.text in page.heading

    @settings(max_examples=examples(300))
    @given(HISTORIES, KINDS, orders())
    def test_every_line_of_a_history_comes_out(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        answer = terms_of(one, rule, order).statement(one.account, one.as_of)
        value, page = answer.value, read(str(answer.working))
        assert check_statement(page) == [
            Fraction(sum_.text) for sum_ in (value.balance, value.accrued, value.settlement)
        ]
        assert check_heading(page) == Fraction(value.settlement.text)

    def test_of_terms_without_a_dispute_window(self) -> None:
        answer = made(dispute=None).statement(Account([Invoice("a", "2026-01-01", cad(100))]), "2026-01-10")
        assert "dispute" not in str(answer.working)

    def test_daily_compounding_over_days_on_which_nothing_was_owed(self) -> None:
        # 100.00 is paid on 02-10, so 02-10 to 02-15 bear nothing; the second charge then bears again
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(10_000)),
                Payment("2026-02-10", cad(10_200)),
                Payment("2026-01-01", cad(0)),
            ]
        )
        answer = KOS.statement(account, "2026-02-15").under(part_month="daily-compound")
        check_statement(read(str(answer.working)))
        assert answer.value.balance == cad(0)
        assert answer.value.accrued == answer.value.settlement == cad(65)  # 102.00 x (1.02^(9/28) - 1) = 0.6512...

    def test_readings_are_compared_by_the_settlement(self) -> None:
        answer = KOS.statement(Account([Invoice("a", "2026-01-01", cad(10_000))]), "2026-02-15")
        assert answer.value.figure == answer.value.settlement
        assert answer.across_readings().highest >= answer.value.settlement

    @pytest.mark.parametrize("of", [compound(TWO_PER_CENT), simple(Fraction(1, 1000))])
    def test_a_minimum_beside_a_charge_of_nothing(self, of: RateCharge) -> None:
        answer = made(late_charge=at_least(300, of)).statement(
            Account([Invoice("a", "2026-01-01", cad(10))]), "2026-01-20"
        )
        check_statement(read(str(answer.working)))
        assert "the greater of 0.00, 3.00, less 0.00 that was posted: 3.00" in " ".join(str(answer.working).split())
        assert answer.value.settlement == cad(310)

    def test_a_reference_is_told(self) -> None:
        payment = Payment("2026-01-05", cad(50), "a", "R7")
        answer = KOS.statement(Account([Invoice("a", "2026-01-01", cad(100)), payment]), "2026-01-10")
        assert "payment of 0.50 for a (R7)" in str(answer.working)


class TestWhatIsRefused:
    """A statement posts whole cents each month; the days of an open debt span at most a hundred years."""

    @pytest.mark.parametrize("rule", [compound(TWO_PER_CENT), at_least(5, compound(TWO_PER_CENT))])
    def test_rounding_once(self, rule: LateChargeRule) -> None:
        once: Any = rule.under({"round_at": "once"})
        terms = made(late_charge=once)
        with refused(InputError, "it cannot take the reading round_at = once", "take round_at = each-month"):
            terms.statement(Account([]), "2026-01-01")
        answer = made(late_charge=rule).statement(Account([]), "2026-01-01")
        with refused(InputError, "round_at = once"):
            answer.under(round_at="once")

    def test_a_debt_of_over_a_hundred_years(self) -> None:
        account = Account([Invoice("a", "1926-01-01", cad(25))])
        assert shown(KOS, account, "2026-01-01").settlement.minor > 25
        for order in (ordered(), ordered(posted_per="account")):
            with refused(DayError, "from 1926-01-01 to 2026-01-02", "over a hundred years: check the years"):
                shown(made(statement=order), account, "2026-01-02")

    def test_more_postings_than_the_memory_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in ("ledger", "plain_account"):
            monkeypatch.setattr(f"telcoterms.statement.{module}.MAX_POSTINGS", 11)
        account = Account([Invoice("a", "2026-01-01", cad(10_000))])
        for order in (ordered(), ordered(posted_per="account")):
            terms = made(statement=order)
            assert len(shown(terms, account, "2026-12-31").debts[0].posted) == 11
            with refused(InputError, "over 11 charges up to 2027-01-01", "give an earlier day, or divide the account"):
                shown(terms, account, "2027-01-01")

    def test_a_day_that_is_none(self) -> None:
        with refused(DayError, "as_of is '2026-02-30'", "give a day that exists"):
            KOS.statement(Account([]), "2026-02-30")


def of_every_kind() -> list[tuple[Statement, str]]:
    """Statements and their pages, under readings that use every sort of arithmetic."""
    random, found = Random(7), list[tuple[Statement, str]]()
    rules: list[LateChargeRule] = [
        *(compound(TWO_PER_CENT, part_month=one) for one in PART_MONTH),
        simple(Fraction(24, 100)),
        flat(500),
        at_least(300, compound(TWO_PER_CENT)),
    ]
    for rule in rules:
        for order in (ordered(), ordered(posted_per="account")):
            one = made_account(random)
            answer = terms_of(one, rule, order).statement(one.account, one.as_of)
            found.append((answer.value, answer.working.text()))
    return found


@contextmanager
def time_zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


@contextmanager
def any_locale() -> Iterator[None]:
    """A locale with a decimal comma, where the machine has one."""
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "fr_CA.UTF-8", "tr_TR.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        break
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


class TestSurroundings:
    """Nothing depends on the caller's decimal context, locale or time zone."""

    def test_a_hostile_decimal_context(self) -> None:
        wanted = of_every_kind()
        every = list(decimal.getcontext().traps)
        hostile = decimal.Context(prec=1, rounding=decimal.ROUND_UP, Emin=-1, Emax=1, traps=every)
        with decimal.localcontext(hostile):
            assert of_every_kind() == wanted

    @pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "nonsense"])
    def test_a_hostile_time_zone(self, name: str) -> None:
        wanted = of_every_kind()
        with time_zone(name):
            assert of_every_kind() == wanted

    def test_a_hostile_locale(self) -> None:
        wanted = of_every_kind()
        with any_locale():
            assert of_every_kind() == wanted


class TestAsAValue:
    """A statement and its answer are frozen, equal by value, and come whole out of a pickle or a copy."""

    @given(ACCOUNTS, KINDS, orders())
    def test_pickle_copy_hash(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        answer = terms_of(one, rule, order).statement(one.account, one.as_of)
        for again in (pickle.loads(pickle.dumps(answer)), copy.copy(answer), copy.deepcopy(answer), answer.under()):
            assert again == answer
            assert hash(again) == hash(answer)
            assert again.value == answer.value
        assert answer != answer.value

    def test_it_is_frozen(self) -> None:
        answer = KOS.statement(Account([]), "2026-01-01")
        with pytest.raises(AttributeError, match="frozen"):
            answer.value = None  # type: ignore[misc, assignment]  # pyright: ignore[reportAttributeAccessIssue]
        with pytest.raises(AttributeError, match="frozen"):
            del answer.value  # pyright: ignore[reportAttributeAccessIssue]
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(answer)

    def test_answers_differ_by_question_facts_and_terms(self) -> None:
        account = Account([])
        answer = KOS.statement(account, "2026-01-01")
        assert answer != KOS.statement(account, "2026-01-02")
        assert answer != KOS.under(statement={"posted_per": "account"}).statement(account, "2026-01-01")
        assert len({answer, KOS.statement(account, "2026-01-01")}) == 1
