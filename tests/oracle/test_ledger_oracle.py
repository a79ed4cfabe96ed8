from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oracle.ledger import (
    ACROSS_DEBTS,
    PART_MONTH,
    POSTED_PER,
    ROUND_AT,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    Invoice,
    Kind,
    Payment,
    PlainKind,
    SimpleDaily,
    Statement,
    each_day,
    late_charge,
    pooled,
    rounded,
    statement,
)
from tests.oracle.ledger import exact as exact_number

CASES = Path(__file__).resolve().parents[1] / "cases" / "kos"
RATE = Fraction(2, 100)


def _cases(name: str) -> list[Any]:
    with (CASES / name).open("rb") as file:
        cases: dict[str, list[dict[str, Any]]] = tomllib.load(file)
    return [pytest.param(case, id=case["name"]) for case in cases["case"]]


def _cents(text: str) -> int:
    cents = Decimal(text) * 100
    assert cents == int(cents)
    return int(cents)


def _kind(reading: Mapping[str, str]) -> CompoundMonthly:
    return CompoundMonthly(
        RATE,
        reading.get("runs_from", "invoice-date"),
        reading.get("part_month", "by-days"),
        reading.get("rounding", "half-up"),
    )


# ---------------------------------------------------------------- worked cases


@pytest.mark.parametrize("case", _cases("late_charge.toml"))
def test_worked_late_charge(case: Mapping[str, Any]) -> None:
    reading: Mapping[str, str] = case.get("reading", {})
    charge = late_charge(
        _cents(case["amount"]),
        case["issued"],
        case["paid"],
        net_days=15,
        late_charge=_kind(reading),
        round_at=reading.get("round_at", "each-month"),
    )
    assert charge == _cents(case["charge"])


@pytest.mark.parametrize("case", _cases("statement.toml"))
def test_worked_statement(case: Mapping[str, Any]) -> None:
    reading: Mapping[str, str] = case.get("reading", {})
    shown = statement(
        [Invoice(i["number"], i["issued"], _cents(i["amount"])) for i in case["invoices"]],
        [Payment(p["received"], _cents(p["amount"]), p.get("invoice")) for p in case["payments"]],
        case["as_of"],
        net_days=15,
        late_charge=_kind(reading),
        across_debts=reading.get("across_debts", "oldest-first"),
        within_debt=reading.get("within_debt", "charges-first"),
        posted_per=reading.get("posted_per", "invoice"),
    )
    assert {
        "balance": shown.balance,
        "accrued": shown.accrued,
        "settlement": shown.settlement,
        "credit": shown.credit,
    } == {name: _cents(case[name]) for name in ("balance", "accrued", "settlement", "credit")}
    assert [(d.number, d.principal, d.charges, d.accrued) for d in shown.debts] == [
        (d["number"], _cents(d["principal"]), _cents(d["charges"]), _cents(d["accrued"])) for d in case["debts"]
    ]
    posted = [(d.number, day, amount) for d in shown.debts for day, amount in d.posted]
    assert posted == [(p["number"], p["on"], _cents(p["amount"])) for p in case["posted"]]


# ------------------------------------------------------- cases of other kinds

INVOICE = Invoice("a", date(2026, 1, 1), 10_000)


def _alone(kind: Kind, as_of: date, *payments: Payment, net_days: int = 15) -> Statement:
    return statement([INVOICE], payments, as_of, net_days=net_days, late_charge=kind)


def test_a_flat_fee_is_posted_once() -> None:
    assert _alone(FlatFee(500), date(2026, 1, 16)).balance == 10_000
    shown = _alone(FlatFee(500), date(2026, 6, 1))
    assert shown.debts[0].posted == ((date(2026, 1, 17), 500),)


def test_simple_interest_is_posted_when_the_debt_closes() -> None:
    kind = SimpleDaily(Fraction(365, 1000), "due-date", "half-up")
    half = Payment(date(2026, 1, 26), 5_000)
    shown = _alone(kind, date(2026, 2, 5), half)
    assert (shown.balance, shown.accrued) == (5_000, 100 + 50)
    closing = Payment(date(2026, 2, 5), 5_150)
    shown = _alone(kind, date(2026, 3, 1), half, closing)
    assert (shown.settlement, shown.debts[0].posted) == (0, ((date(2026, 2, 5), 150),))


def test_a_minimum_and_then_what_exceeds_it() -> None:
    kind = GreaterOf(CompoundMonthly(RATE), 300)
    shown = _alone(kind, date(2026, 3, 1))
    assert shown.debts[0].posted == ((date(2026, 1, 17), 300), (date(2026, 3, 1), 104))
    assert _alone(kind, date(2026, 2, 28)).accrued == 97
    assert _alone(kind, date(2026, 2, 10)).accrued == 0


def test_months_that_end_before_the_due_date_are_posted_after_it() -> None:
    kind = CompoundMonthly(RATE)
    assert _alone(kind, date(2026, 3, 17), net_days=75).settlement == 10_000
    shown = _alone(kind, date(2026, 3, 18), net_days=75)
    day = date(2026, 3, 18)
    assert shown.debts[0].posted == ((day, 200), (day, 204))
    assert shown.accrued == round(Fraction(10_404 * 2 * 17, 100 * 31))


def test_a_credit_and_a_payment_are_one_sum() -> None:
    # 1.00 of charges is pending; 0.60 and 0.40 close the debt together.
    kind = SimpleDaily(Fraction(365, 1000), "due-date", "half-up")
    first = Payment(date(2026, 1, 26), 10_060)
    shown = _alone(kind, date(2026, 1, 26), first)
    assert (shown.balance, shown.accrued, shown.credit) == (-60, 100, 60)
    second = Payment(date(2026, 1, 30), 40)
    shown = _alone(kind, date(2026, 1, 30), first, second)
    assert (shown.balance, shown.accrued, shown.credit) == (0, 0, 0)


def test_a_payment_closes_what_is_pending_without_a_share_even_when_all_of_it_is_used() -> None:
    invoices = [Invoice("a", date(2026, 1, 1), 150), Invoice("b", date(2026, 1, 2), 1_000)]
    payments = [Payment(date(2026, 1, 18), 1_000, "b")]
    kind = CompoundMonthly(RATE, "due-date")

    def on(day: int, *more: Payment) -> Statement:
        return statement(
            invoices,
            [*payments, *more],
            date(2026, 1, day),
            net_days=15,
            late_charge=kind,
            posted_per="account",
        )

    assert [debt.accrued for debt in on(18).debts] == [0, 1]
    assert [debt.accrued for debt in on(24).debts] == [1, 0]
    assert on(24).settlement == 151
    assert on(25, Payment(date(2026, 1, 24), 151)).settlement == 0


def test_cents_go_by_largest_remainder_then_by_place() -> None:
    values = [exact_number(Fraction(n, 10)) for n in (13, 26, 6, 6)]
    assert pooled(values, "half-up") == [1, 3, 1, 0]
    assert pooled(values, "down") == [1, 3, 1, 0]
    assert pooled([exact_number(Fraction(1, 2))] * 3, "half-even") == [1, 1, 0]


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "down"),
    [("0.5", 1, 0, 0), ("1.5", 2, 2, 1), ("2.5", 3, 2, 2), ("2.51", 3, 3, 2), ("2.49", 2, 2, 2)],
)
def test_rounding(value: str, half_up: int, half_even: int, down: int) -> None:
    number = exact_number(Fraction(value))
    assert [rounded(number, how) for how in ROUNDING] == [half_up, half_even, down]


def test_daily_compounding_knows_a_tie_when_the_root_is_rational() -> None:
    # 2.25 ** (1/2) = 1.5: half of February brings exactly half a cent on one cent.
    issued, looked_at = date(2026, 2, 1), date(2026, 2, 15)
    for rounding, cents in (("half-up", 1), ("half-even", 0), ("down", 0)):
        kind = CompoundMonthly(Fraction(125, 100), part_month="daily-compound", rounding=rounding)
        charge = late_charge(1, issued, looked_at, net_days=0, late_charge=kind)
        shown = statement([Invoice("a", issued, 1)], [], looked_at, net_days=0, late_charge=kind)
        assert (charge, shown.accrued) == (cents, cents)


@pytest.mark.parametrize("amount", [4_001, 10_000, 10**12])
def test_daily_compounding_agrees_with_sixty_digits(amount: int) -> None:
    kind = CompoundMonthly(RATE, part_month="daily-compound", rounding="down")
    invoice, payment = Invoice("a", date(2026, 1, 1), amount), Payment(date(2026, 1, 20), 4_000)
    for day in range(17, 32):
        looked_at = date(2026, 1, day)
        with localcontext(prec=60):
            growth = Decimal("1.02") ** (Decimal(1) / 31)
            accrued = Decimal(0)
            for passed in range(1, day):
                balance = amount - 4_000 if passed >= 20 else amount
                accrued = (balance + accrued) * growth - balance
        shown = statement([invoice], [payment], looked_at, net_days=15, late_charge=kind)
        assert shown.accrued == int(accrued)


# ------------------------------------------------------------------ properties

FIRST = date(2024, 1, 1)
RATES = st.sampled_from([RATE, Fraction(3, 100), Fraction(21, 100), Fraction(44, 100), Fraction(0)])


def _dates(days: int) -> st.SearchStrategy[date]:
    near = st.integers(0, days).map(lambda n: FIRST + timedelta(days=n))
    ends = st.sampled_from([date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)])
    return near | ends


AMOUNTS = st.integers(0, 120) | st.integers(0, 30_000)
NET_DAYS = st.sampled_from([0, 1, 15, 30, 31, 45, 75])
PLAIN_KINDS: st.SearchStrategy[PlainKind] = (
    st.builds(
        CompoundMonthly,
        RATES,
        st.sampled_from(RUNS_FROM),
        st.sampled_from(PART_MONTH),
        st.sampled_from(ROUNDING),
    )
    | st.builds(FlatFee, st.integers(0, 1_000))
    | st.builds(
        SimpleDaily,
        st.sampled_from([Fraction(24, 100), Fraction(365, 1000)]),
        st.sampled_from(RUNS_FROM),
        st.sampled_from(ROUNDING),
    )
)
KINDS: st.SearchStrategy[Kind] = PLAIN_KINDS | st.builds(GreaterOf, PLAIN_KINDS, st.integers(0, 600))


@st.composite
def _invoices(draw: st.DrawFn) -> list[Invoice]:
    count = draw(st.integers(1, 4))
    return [
        Invoice(number, draw(_dates(100)), draw(AMOUNTS), draw(st.sampled_from([1, 3])))
        for number in draw(st.permutations("abcd"))[:count]
    ]


PAYMENTS = st.lists(st.builds(Payment, _dates(220), AMOUNTS, st.none() | st.sampled_from("abcdz")), max_size=6)
ORDERS = st.fixed_dictionaries(
    {
        "across_debts": st.sampled_from(ACROSS_DEBTS),
        "within_debt": st.sampled_from(WITHIN_DEBT),
        "posted_per": st.sampled_from(POSTED_PER),
    }
)
Orders = Mapping[str, str]


@settings(max_examples=120)
@given(_invoices(), PAYMENTS, st.integers(0, 320), NET_DAYS, KINDS, ORDERS)
def test_conservation_on_every_day(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    days: int,
    net_days: int,
    kind: Kind,
    orders: Orders,
) -> None:
    as_of = FIRST + timedelta(days=days)
    for day, shown in each_day(invoices, payments, as_of, net_days=net_days, late_charge=kind, **orders):
        owed = sum(invoice.amount for invoice in invoices if invoice.issued <= day)
        paid = sum(payment.amount for payment in payments if payment.received <= day)
        posted = [entry for debt in shown.debts for entry in debt.posted]
        assert owed + sum(amount for _, amount in posted) - paid == shown.balance
        assert all(posted_on <= day and amount > 0 for posted_on, amount in posted)
        assert shown.settlement == shown.balance + shown.accrued
        assert shown.accrued == sum(debt.accrued for debt in shown.debts)
        for debt in shown.debts:
            assert min(debt.principal, debt.charges, debt.accrued, shown.credit) >= 0
            assert shown.credit == 0 or debt.principal + debt.charges == 0


@settings(max_examples=60)
@given(_invoices(), PAYMENTS, st.integers(0, 250), NET_DAYS, KINDS, ORDERS, st.randoms())
def test_neither_input_order_nor_later_events_matter(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    days: int,
    net_days: int,
    kind: Kind,
    orders: Orders,
    random: Random,
) -> None:
    as_of = FIRST + timedelta(days=days)
    shown = statement(invoices, payments, as_of, net_days=net_days, late_charge=kind, **orders)
    known = [invoice for invoice in invoices if invoice.issued <= as_of]
    received = [payment for payment in payments if payment.received <= as_of]
    random.shuffle(known)
    random.shuffle(received)
    again = statement(known, received, as_of, net_days=net_days, late_charge=kind, **orders)
    assert shown == again
    *_, (_, last) = each_day(invoices, payments, as_of, net_days=net_days, late_charge=kind, **orders)
    assert shown == last


@settings(max_examples=60)
@given(_invoices(), PAYMENTS, st.integers(0, 250), NET_DAYS, KINDS, ORDERS)
def test_within_debt_changes_no_total_under_monthly_compounding(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    days: int,
    net_days: int,
    kind: Kind,
    orders: Orders,
) -> None:
    if not isinstance(kind, CompoundMonthly):
        return
    as_of = FIRST + timedelta(days=days)
    totals = set[tuple[int, int, int]]()
    for within_debt in WITHIN_DEBT:
        choice = {**orders, "within_debt": within_debt}
        shown = statement(invoices, payments, as_of, net_days=net_days, late_charge=kind, **choice)
        totals.add((shown.balance, shown.accrued, shown.credit))
    assert len(totals) == 1


@settings(max_examples=200)
@given(_invoices(), PAYMENTS, st.integers(0, 250), NET_DAYS, KINDS, ORDERS, st.sampled_from("-ab"))
def test_paying_the_settlement_leaves_zero(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    days: int,
    net_days: int,
    kind: Kind,
    orders: Orders,
    name: str,
) -> None:
    as_of = FIRST + timedelta(days=days)
    known = [invoice for invoice in invoices if invoice.issued <= as_of]
    received = [payment for payment in payments if payment.received <= as_of]
    shown = statement(known, received, as_of, net_days=net_days, late_charge=kind, **orders)
    if shown.settlement < 0:
        return
    final = Payment(as_of, shown.settlement, None if name == "-" else name)
    for day, later in each_day(
        known,
        [*received, final],
        as_of + timedelta(days=100),
        net_days=net_days,
        late_charge=kind,
        **orders,
    ):
        if day >= as_of:
            assert (later.balance, later.accrued, later.credit) == (0, 0, 0)


@settings(max_examples=150)
@given(AMOUNTS, PAYMENTS, st.integers(1, 60), NET_DAYS, KINDS, ORDERS)
def test_paying_earlier_never_costs_more_with_one_invoice(
    amount: int, payments: Sequence[Payment], days: int, net_days: int, kind: Kind, orders: Orders
) -> None:
    if not payments:
        return
    moved, *rest = payments
    earlier = Payment(moved.received - timedelta(days=days), moved.amount, moved.invoice)
    late, early = (
        statement(
            [Invoice("a", FIRST, amount)],
            [*rest, one],
            FIRST + timedelta(days=250),
            net_days=net_days,
            late_charge=kind,
            **orders,
        )
        for one in (moved, earlier)
    )
    assert early.settlement <= late.settlement


@settings(max_examples=250)
@example(25, date(2024, 1, 31), 60, 15, FlatFee(500), "account", 1)
@given(
    AMOUNTS,
    _dates(100),
    st.integers(0, 400),
    NET_DAYS,
    KINDS,
    st.sampled_from(POSTED_PER),
    st.sampled_from([1, 3]),
)
def test_a_single_unpaid_invoice_bears_its_late_charge(
    amount: int,
    issued: date,
    days: int,
    net_days: int,
    kind: Kind,
    posted_per: str,
    billing_months: int,
) -> None:
    as_of = issued + timedelta(days=days)
    _agree(amount, issued, as_of, net_days, kind, posted_per, billing_months)


def _agree(
    amount: int,
    issued: date,
    as_of: date,
    net_days: int,
    kind: Kind,
    posted_per: str,
    billing_months: int,
) -> None:
    shown = statement(
        [Invoice("a", issued, amount, billing_months)],
        [],
        as_of,
        net_days=net_days,
        late_charge=kind,
        posted_per=posted_per,
    )
    charge = late_charge(
        amount,
        issued,
        as_of,
        net_days=net_days,
        late_charge=kind,
        billing_months=billing_months,
    )
    assert shown.debts[0].charges + shown.accrued == charge


@pytest.mark.parametrize("runs_from", RUNS_FROM)
@pytest.mark.parametrize("part_month", PART_MONTH)
@pytest.mark.parametrize("rounding", ROUNDING)
def test_every_combination_of_readings(runs_from: str, part_month: str, rounding: str) -> None:
    kind = CompoundMonthly(RATE, runs_from, part_month, rounding)
    for net_days, days, posted_per in itertools.product((15, 45), (16, 47, 80, 105), POSTED_PER):
        issued = date(2024, 1, 31)
        as_of = issued + timedelta(days=days)
        _agree(11_325, issued, as_of, net_days, kind, posted_per, 1)


@settings(max_examples=100)
@given(AMOUNTS, _dates(100), st.integers(0, 400), NET_DAYS, KINDS)
def test_rounding_once_stays_near_rounding_each_month(
    amount: int, issued: date, days: int, net_days: int, kind: Kind
) -> None:
    paid = issued + timedelta(days=days)
    each, once = (
        late_charge(amount, issued, paid, net_days=net_days, late_charge=kind, round_at=round_at)
        for round_at in ROUND_AT
    )
    if isinstance(kind, FlatFee | SimpleDaily):
        assert each == once
    if isinstance(kind, CompoundMonthly) and kind.rate <= Fraction(3, 100):
        assert abs(each - once) <= 20
