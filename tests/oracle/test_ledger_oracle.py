from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.long_runs import examples
from tests.oracle.ledger import (
    ACROSS_DEBTS,
    DISPUTED,
    ON_REJECTION,
    PART_MONTH,
    POSTED_PER,
    ROUND_AT,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    AdministrativeCharge,
    Cancellation,
    CompoundMonthly,
    Credit,
    Debt,
    Dispute,
    FlatFee,
    GreaterOf,
    Invoice,
    Kind,
    OtherEvent,
    Payment,
    Payout,
    PlainKind,
    Refused,
    ReturnedPayment,
    SimpleDaily,
    Statement,
    WriteOff,
    Written,
    each_day,
    late_charge,
    pooled,
    rounded,
    statement,
)
from tests.oracle.ledger import exact as exact_number
from tests.oracle.trees import CALENDAR, INDICES, clauses

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


def _events(case: Mapping[str, Any]) -> Iterator[OtherEvent]:
    """The events of a worked case; the sums of a cancellation are those that are worked by hand there."""
    for one in case.get("administrative_charges", ()):
        yield AdministrativeCharge(one["number"], one["on"], _cents(one["amount"]))
    for one in case.get("cancellations", ()):
        yield Cancellation(one["number"], one["on"], 237_11 if "term_start" in one else 0, 37_63 if "fee" in one else 0)
    for one in case.get("disputes", ()):
        outcome = one.get("outcome")
        upheld = _cents(outcome) if outcome is not None and outcome[0].isdigit() else outcome
        yield Dispute(one["invoice"], one["reported"], _cents(one["amount"]), one.get("decided"), upheld)
    for one in case.get("credits", ()):
        effect = one.get("effect", "from-credit-date")
        yield Credit(one["issued"], _cents(one["amount"]), one["invoice"], effect)
    for one in case.get("write_offs", ()):
        yield WriteOff(one["on"], one["invoice"], _cents(one["amount"]))
    for one in case.get("returned_payments", ()):
        yield ReturnedPayment(one["on"], one["payment"])
    for one in case.get("payouts", ()):
        yield Payout(one["on"], _cents(one["amount"]))


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
        [Payment(p["received"], _cents(p["amount"]), p.get("invoice"), p.get("reference")) for p in case["payments"]],
        case["as_of"],
        net_days=15,
        late_charge=_kind(reading),
        across_debts=reading.get("across_debts", "oldest-first"),
        within_debt=reading.get("within_debt", "charges-first"),
        posted_per=reading.get("posted_per", "invoice"),
        disputed=reading.get("disputed", "exempt-while-open"),
        on_rejection=reading.get("on_rejection", "from-start"),
        dispute_days=90,
        events=list(_events(case)),
    )
    assert (shown.disputed, shown.held) == (_cents(case.get("disputed", "0")), _cents(case.get("held", "0")))
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


# ---------------------------------------------------- the other events, by hand
# One invoice "a" of 100.00, issued on 1 January 2026, due on the 16th; 2 % a month; January has 31 days.

COMPOUND = CompoundMonthly(RATE)
TENTH = SimpleDaily(Fraction(365, 1000), "due-date", "half-up")  # a thousandth a day
FROM_DECISION: Mapping[str, Any] = {"on_rejection": "from-decision"}
NEVER: Mapping[str, Any] = {"disputed": "never-exempt"}


def _on(
    as_of: tuple[int, int],
    *events: OtherEvent | Payment | Invoice,
    kind: Kind = COMPOUND,
    net_days: int = 15,
    **readings: Any,
) -> Statement:
    return statement(
        [INVOICE, *(event for event in events if isinstance(event, Invoice))],
        [event for event in events if isinstance(event, Payment)],
        date(2026, *as_of),
        net_days=net_days,
        late_charge=kind,
        events=[event for event in events if not isinstance(event, Invoice | Payment)],
        **readings,
    )


def _half_up(value: Fraction | int) -> int:
    return int(value + Fraction(1, 2))


def _postings(debt: Debt) -> list[tuple[int, int, int]]:
    return [(day.month, day.day, amount) for day, amount in debt.posted]


def test_a_part_that_stands_apart_in_time_bears_its_own_charge_and_it_is_held() -> None:
    report = Dispute("a", date(2026, 1, 11), 6_000)
    shown = _on((2, 1), report)
    # 40.00 for a month; 60.00 from the end of the 11th: 21 days.
    assert _postings(shown.debts[0]) == [(2, 1, 4_000 * 2 // 100)] == [(2, 1, 80)]
    assert shown.held == _half_up(6_000 * RATE * 21 / 31) == 81
    assert (shown.balance, shown.accrued, shown.settlement) == (10_080, 0, 10_080)
    assert (shown.disputed, shown.debts[0].disputed, shown.debts[0].principal) == (6_000, 6_000, 10_000)
    shown = _on((3, 1), report)
    assert _postings(shown.debts[0]) == [(2, 1, 80), (3, 1, _half_up(4_080 * RATE))] == [(2, 1, 80), (3, 1, 82)]
    assert shown.held == 81 + _half_up(6_081 * RATE) == 203


def test_nothing_is_held_before_the_due_date_has_ended() -> None:
    report = Dispute("a", date(2026, 1, 11), 6_000)
    assert _on((1, 16), report).held == 0
    assert _on((1, 17), report).held == _half_up(6_000 * RATE * 6 / 31) == 23
    paid = Payment(date(2026, 1, 16), 10_000)
    assert _on((3, 1), report, paid) == _on((3, 1), paid)


def test_a_part_of_a_late_debt() -> None:
    shown = _on((2, 1), Dispute("a", date(2026, 1, 21), 6_000))
    # 100.00 on 20 days, then 40.00 on 11.
    assert _postings(shown.debts[0]) == [(2, 1, _half_up((10_000 * 20 + 4_000 * 11) * RATE / 31))] == [(2, 1, 157)]
    assert shown.held == _half_up(6_000 * RATE * 11 / 31) == 43


def test_a_part_is_at_most_what_is_unpaid() -> None:
    shown = _on((2, 1), Payment(date(2026, 1, 5), 7_000), Dispute("a", date(2026, 1, 11), 6_000))
    assert (shown.disputed, shown.balance, shown.accrued) == (3_000, 3_000, 0)
    assert shown.held == _half_up(3_000 * RATE * 21 / 31) == 41


def test_a_part_whose_months_ended_before_the_due_date() -> None:
    # Due on 17 March: January posts 21 days of 100.00 and February a month, on the day after.
    report = Dispute("a", date(2026, 1, 11), 10_000)
    assert _on((3, 17), report, net_days=75).held == 0
    shown = _on((3, 18), report, net_days=75)
    january = _half_up(10_000 * RATE * 21 / 31)
    february = _half_up((10_000 + january) * RATE)
    march = _half_up((10_000 + january + february) * RATE * 17 / 31)
    assert (january, february, march) == (135, 203, 113)
    assert (shown.held, shown.settlement) == (135 + 203 + 113, 10_000)


def test_what_is_held_goes_on_when_the_part_is_paid() -> None:
    report, paid = Dispute("a", date(2026, 1, 11), 6_000), Payment(date(2026, 2, 1), 10_080)
    shown = _on((2, 1), report, paid)
    assert (shown.balance, shown.disputed, shown.held) == (0, 0, 81)
    shown = _on((3, 1), report, paid)
    assert (shown.balance, shown.held) == (0, 81 + _half_up(81 * RATE)) == (0, 83)


def test_a_payment_meets_what_is_undisputed_first_and_posts_nothing_on_a_part() -> None:
    other = Invoice("b", date(2026, 1, 2), 1_000)
    report = Dispute("a", date(2026, 1, 3), 10_000)
    shown = _on((1, 5), other, report, Payment(date(2026, 1, 5), 1_500, "a"))
    assert [(debt.principal, debt.disputed) for debt in shown.debts] == [(9_500, 9_500), (0, 0)]
    shown = _on((2, 10), other, report, Payment(date(2026, 2, 10), 11_000 + 23))
    # On the 2nd b posted 0.20; it is 10.20, and 8 of 28 days have brought 0.06. The rest meets the part.
    assert [_postings(debt) for debt in shown.debts] == [[], [(2, 2, 20), (2, 10, 6)]]
    assert shown.balance == 11_000 + 26 - 11_023 == 3
    assert shown.disputed == 3


def test_parts_are_met_in_the_order_of_debts() -> None:
    other = Invoice("b", date(2026, 1, 2), 1_000)
    reports = [
        Dispute("b", date(2026, 1, 3), 1_000),
        Dispute("a", date(2026, 1, 4), 3_000),
        Dispute("a", date(2026, 1, 3), 7_000),
    ]
    paid = Payment(date(2026, 1, 9), 500)

    def left(**readings: Any) -> list[int]:
        return [debt.disputed for debt in _on((1, 9), other, *reports, paid, **readings).debts]

    assert left() == [9_500, 1_000]
    assert left(across_debts="newest-first") == [10_000, 500]
    assert left(across_debts="largest-first") == [9_500, 1_000]


def test_rejected_from_the_start_is_no_dispute() -> None:
    dispute = Dispute("a", date(2026, 1, 11), 10_000, date(2026, 2, 10), "rejected")
    shown = _on((2, 9), dispute)
    # Held: 21 days of January, then 8 of February on that too.
    january = _half_up(10_000 * RATE * 21 / 31)
    assert shown.held == january + _half_up((10_000 + january) * RATE * 8 / 28) == 135 + 58
    assert (shown.balance, shown.accrued) == (10_000, 0)
    shown = _on((2, 10), dispute)
    assert shown == _on((2, 10))
    assert (shown.balance, shown.accrued, shown.held) == (10_200, _half_up(10_200 * RATE * 9 / 28), 0)


def test_rejected_from_the_decision_bears_nothing_for_the_days_before() -> None:
    dispute = Dispute("a", date(2026, 1, 11), 10_000, date(2026, 2, 10), "withdrawn")
    shown = _on((2, 10), dispute, **FROM_DECISION)
    assert (shown.balance, shown.accrued, shown.held, shown.disputed) == (10_000, 0, 0, 0)
    assert _on((2, 11), dispute, **FROM_DECISION).accrued == _half_up(10_000 * RATE / 28) == 7
    # From the end of 10 February to 1 March: 19 of February's 28 days.
    shown = _on((3, 1), dispute, **FROM_DECISION)
    assert _postings(shown.debts[0]) == [(3, 1, _half_up(10_000 * RATE * 19 / 28))] == [(3, 1, 136)]
    paid = Payment(date(2026, 2, 10), 10_000)
    assert _on((3, 1), dispute, paid, **FROM_DECISION).settlement == 0


def test_a_part_comes_back_to_a_late_debt() -> None:
    dispute = Dispute("a", date(2026, 1, 11), 6_000, date(2026, 2, 10), "rejected")
    shown = _on((3, 1), dispute, **FROM_DECISION)
    # 40.80 on all 28 days and 60.00 on 19.
    march = _half_up((4_080 * 28 + 6_000 * 19) * RATE / 28)
    assert _postings(shown.debts[0]) == [(2, 1, 80), (3, 1, march)] == [(2, 1, 80), (3, 1, 163)]


def test_a_part_comes_back_to_a_debt_whose_other_part_was_settled() -> None:
    dispute = Dispute("a", date(2026, 1, 11), 6_000, date(2026, 2, 10), "rejected")
    paid = Payment(date(2026, 1, 20), 4_000 + 49)
    shown = _on((3, 1), dispute, paid, **FROM_DECISION)
    # 19 of 31 days on 40.00 are 0.49, paid on the 20th; then 60.00 from the decision.
    late = [(1, 20, _half_up(4_000 * RATE * 19 / 31)), (3, 1, _half_up(6_000 * RATE * 19 / 28))]
    assert _postings(shown.debts[0]) == late == [(1, 20, 49), (3, 1, 81)]


def test_a_part_that_came_back_by_the_due_date_is_exempt_for_its_open_days() -> None:
    dispute = Dispute("a", date(2026, 1, 3), 6_000, date(2026, 1, 8), "rejected")
    shown = _on((2, 1), dispute, **FROM_DECISION)
    # The ends of the 3rd to the 7th count on 40.00, the other 26 on 100.00.
    january = _half_up((4_000 * 5 + 10_000 * 26) * RATE / 31)
    assert _postings(shown.debts[0]) == [(2, 1, january)] == [(2, 1, 181)]
    shown = _on((2, 1), dispute, Payment(date(2026, 1, 12), 5_000), **FROM_DECISION)
    # 50.00 are unpaid when the due date ends: less the 60.00 nothing is left of those five days.
    assert _postings(shown.debts[0]) == [(2, 1, _half_up(5_000 * 26 * RATE / 31))] == [(2, 1, 84)]


def test_upheld_in_part() -> None:
    dispute = Dispute("a", date(2026, 1, 11), 6_000, date(2026, 2, 10), 2_000)
    assert _postings(_on((2, 9), dispute).debts[0]) == [(2, 1, 80)]
    assert _postings(_on((2, 10), dispute).debts[0]) == [(2, 1, 160)]  # an invoice of 80.00
    shown = _on((3, 1), dispute, **FROM_DECISION)
    march = _half_up((4_080 * 28 + 4_000 * 19) * RATE / 28)
    assert _postings(shown.debts[0]) == [(2, 1, 80), (3, 1, march)] == [(2, 1, 80), (3, 1, 136)]


def test_never_exempt_settles_what_is_undisputed_and_goes_on() -> None:
    report = Dispute("a", date(2026, 1, 11), 6_000)
    # 2.00 of January, and 102.00 for 14 of 28 days: 40.00 + 2.00 + 1.02.
    assert _on((2, 15), report, **NEVER).accrued == 10_200 * 2 * 14 // (100 * 28) == 102
    paid = Payment(date(2026, 2, 15), 4_000 + 200 + 102)
    shown = _on((2, 22), report, paid, **NEVER)
    assert (shown.balance, shown.accrued, shown.disputed, shown.held) == (6_000, 6_000 * 2 * 7 // 2800, 6_000, 0)
    shown = _on((3, 1), report, paid, **NEVER)
    assert _postings(shown.debts[0]) == [(2, 1, 200), (2, 15, 102), (3, 1, 60)]
    # A cent less posts nothing: it meets 42.00, and 1.01 of the part.
    shown = _on((3, 1), report, replace(paid, amount=4_301), **NEVER)
    march = _half_up(102 + 5_899 * RATE * 14 / 28)
    assert _postings(shown.debts[0]) == [(2, 1, 200), (3, 1, march)] == [(2, 1, 200), (3, 1, 161)]


def test_a_flat_fee_is_held_once_or_posted_once() -> None:
    fee = FlatFee(500)
    report = Dispute("a", date(2026, 1, 11), 10_000)
    assert _on((1, 16), report, kind=fee).held == 0
    shown = _on((1, 17), report, kind=fee)
    assert (shown.held, shown.balance) == (500, 10_000)
    halves = [Dispute("a", date(2026, 1, 11), 5_000), Dispute("a", date(2026, 1, 12), 5_000)]
    assert _on((1, 17), *halves, kind=fee).held == 500
    for some in (replace(report, amount=9_999), replace(report, reported=date(2026, 1, 17))):
        shown = _on((1, 17), some, kind=fee)
        assert (shown.held, shown.balance) == (0, 10_500)
    rejected = replace(report, decided=date(2026, 2, 10), outcome="rejected")
    assert _on((2, 10), rejected, kind=fee, **FROM_DECISION).balance == 10_000
    assert _postings(_on((3, 1), rejected, kind=fee, **FROM_DECISION).debts[0]) == [(2, 11, 500)]
    assert _postings(_on((3, 1), rejected, kind=fee, **NEVER).debts[0]) == [(1, 17, 500)]


def test_a_minimum_is_held_where_none_was_posted() -> None:
    kind = GreaterOf(COMPOUND, 300)
    report = Dispute("a", date(2026, 1, 11), 10_000)
    assert [_on(day, report, kind=kind).held for day in ((1, 16), (1, 17), (2, 28))] == [0, 300, 330]
    # Alone: 1.35 of January, then of February 27 of 28 days on 101.35, then all of it.
    assert 135 + _half_up(10_135 * RATE * 27 / 28) == 330
    assert _on((3, 1), report, kind=kind).held == 135 + _half_up(10_135 * RATE) == 338
    some = _on((1, 17), replace(report, amount=6_000), kind=kind)
    assert (some.held, some.balance) == (_half_up(6_000 * RATE * 6 / 31), 10_300) == (23, 10_300)
    rejected = replace(report, decided=date(2026, 2, 10), outcome="rejected")
    assert _postings(_on((3, 1), rejected, kind=kind, **FROM_DECISION).debts[0]) == [(2, 11, 300)]


def test_the_lesser_of_a_sum_and_one_whose_threshold_is_not_reached_holds_nothing() -> None:
    second = {"kind": "flat", "sum": "10.00", "threshold": {"over": "300.00"}}
    kind = Written({"kind": "lesser-of", "of": [{"kind": "flat", "sum": "5.00"}, second]}, {})
    assert _on((3, 1), kind=kind).balance == 10_000
    assert _on((3, 1), Dispute("a", date(2026, 1, 11), 10_000), kind=kind).held == 0


def test_simple_interest_on_a_part() -> None:
    shown = _on((1, 26), Dispute("a", date(2026, 1, 20), 6_000), kind=TENTH)
    assert shown.accrued == (10_000 * 4 + 4_000 * 6) // 1_000 == 64
    assert shown.held == 6_000 * 6 // 1_000 == 36


def test_a_dispute_after_its_window_changes_nothing() -> None:
    dispute = Dispute("a", date(2026, 4, 2), 10_000, date(2026, 4, 9), "upheld")
    assert _on((5, 1), dispute, dispute_days=90) == _on((5, 1))  # 1 January + 90 days is 1 April
    assert _on((5, 1), dispute, dispute_days=91).balance == 0


def test_disputes_stay_within_their_debt() -> None:
    first = Dispute("a", date(2026, 1, 5), 6_000)
    second = Dispute("a", date(2026, 1, 10), 4_001)
    assert _on((1, 9), first, second).disputed == 6_000
    for one in (first, replace(first, decided=date(2026, 1, 8), outcome="upheld")):
        with pytest.raises(Refused):
            _on((1, 10), one, second)
    with pytest.raises(Refused):
        _on((3, 1), first, second)
    shown = _on((1, 10), replace(first, decided=date(2026, 1, 10), outcome="rejected"), second)
    assert shown.disputed == 4_001
    with pytest.raises(Refused):
        _on((1, 10), Credit(date(2026, 1, 8), 6_000, "a", "from-invoice-date"), second)
    with pytest.raises(Refused):
        _on((1, 10), Dispute("b", date(2026, 1, 8), 1))


def test_credits() -> None:
    shown = _on((2, 1), Credit(date(2026, 1, 10), 4_000, "a"))
    assert _postings(shown.debts[0]) == [(2, 1, 120)]
    assert _on((1, 9), Credit(date(2026, 1, 10), 4_000, "a")).balance == 10_000
    assert _on((1, 10), Credit(date(2026, 1, 10), 10_400, "a")).credit == 400
    corrected = Credit(date(2026, 2, 15), 4_000, "a", "from-invoice-date")
    assert _postings(_on((2, 14), corrected).debts[0]) == [(2, 1, 200)]
    assert _postings(_on((2, 15), corrected).debts[0]) == [(2, 1, 120)]
    # Paid in full on the 10th, 40.00 come back as a credit.
    assert _on((2, 15), corrected, Payment(date(2026, 1, 10), 10_000)).credit == 4_000


def test_a_cancellation_and_an_administrative_charge_are_debts() -> None:
    shown = _on((1, 20), Cancellation("c", date(2026, 1, 20), 3_000, 500))
    assert [(debt.number, debt.principal, debt.due) for debt in shown.debts] == [
        ("a", 9_500, date(2026, 1, 16)),
        ("c", 3_000, date(2026, 2, 4)),
    ]
    shown = _on((1, 20), Cancellation("c", date(2026, 1, 20), 0, 12_000))
    # 19 of 31 days on 100.00 are 1.23, posted as the refund closes the debt.
    assert (shown.credit, shown.balance, len(shown.debts)) == (12_000 - 10_123, -1_877, 2)
    shown = _on((2, 5), AdministrativeCharge("fee", date(2026, 1, 5), 5_000))
    assert _postings(shown.debts[1]) == [(2, 5, 100)]


def test_a_returned_payment_was_none() -> None:
    paid = Payment(date(2026, 1, 10), 10_000, reference="cheque")
    returned = ReturnedPayment(date(2026, 1, 25), "cheque")
    assert _on((1, 24), paid, returned).balance == 0
    assert _on((1, 25), paid, returned) == _on((1, 25))
    with pytest.raises(Refused):
        _on((1, 25), paid, paid, returned)
    with pytest.raises(Refused):
        _on((1, 25), returned)


def test_a_payout_takes_from_the_credit_and_is_owed_where_there_was_none() -> None:
    paid = Payment(date(2026, 1, 5), 12_000, reference="cheque")
    out = [Payout(date(2026, 1, 10), 1_000), Payout(date(2026, 1, 10), 500)]
    assert (_on((1, 10), paid, *out).credit, _on((1, 10), paid, *out).balance) == (500, -500)
    with pytest.raises(Refused):
        _on((1, 10), paid, *out, Payout(date(2026, 1, 10), 501))
    shown = _on((2, 10), paid, *out, ReturnedPayment(date(2026, 2, 1), "cheque"))
    assert [(debt.number, debt.due) for debt in shown.debts] == [
        ("a", date(2026, 1, 16)),
        ("payout of 2026-01-10", date(2026, 1, 25)),
    ]
    # Its months run from 10 January.
    assert [_postings(debt) for debt in shown.debts] == [[(2, 1, 200)], [(2, 10, 1_500 * 2 // 100)]]
    assert shown.balance == 10_000 + 200 + 1_500 + 30


def test_a_write_off_meets_what_is_undisputed_then_the_parts() -> None:
    report = Dispute("a", date(2026, 1, 11), 6_000)
    shown = _on((1, 20), report, WriteOff(date(2026, 1, 20), "a", 5_000))
    # 19 of 31 days on 40.00 have brought 0.49: 40.49 are met and the part by the rest.
    assert _postings(shown.debts[0]) == [(1, 20, 49)]
    assert (shown.balance, shown.disputed) == (10_049 - 5_000, 5_049)
    with pytest.raises(Refused):
        _on((1, 20), report, WriteOff(date(2026, 1, 20), "a", 10_050))
    # 0.48 over 40.00 does not close; it goes to the part.
    shown = _on((1, 20), report, WriteOff(date(2026, 1, 20), "a", 4_048))
    assert (shown.balance, shown.accrued, shown.disputed) == (5_952, 49, 5_952)


def test_the_surplus_of_a_write_off_lapses_where_it_was_none() -> None:
    events: list[OtherEvent] = [
        WriteOff(date(2026, 1, 10), "a", 10_000),
        Credit(date(2026, 1, 20), 3_000, "a", "from-invoice-date"),
    ]
    assert _on((1, 19), *events).debts[0].written_off == 10_000
    shown = _on((1, 20), *events)
    assert (shown.debts[0].written_off, shown.balance, shown.credit) == (7_000, 0, 0)


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
WRITTEN = clauses().map(lambda table: Written(table, {"calendar": CALENDAR, "index": INDICES}))
KINDS: st.SearchStrategy[Kind] = PLAIN_KINDS | st.builds(GreaterOf, PLAIN_KINDS, st.integers(0, 600)) | WRITTEN


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
Orders = Mapping[str, Any]


@settings(max_examples=examples(120))
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


@settings(max_examples=examples(60))
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


@settings(max_examples=examples(60))
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
        choice: Orders = {**orders, "within_debt": within_debt}
        shown = statement(invoices, payments, as_of, net_days=net_days, late_charge=kind, **choice)
        totals.add((shown.balance, shown.accrued, shown.credit))
    assert len(totals) == 1


@settings(max_examples=examples(200))
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


@settings(max_examples=examples(150))
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


@settings(max_examples=examples(250))
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


@settings(max_examples=examples(100))
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


# ------------------------------------------------------ laws of the other events

READINGS = st.fixed_dictionaries(
    {
        "across_debts": st.sampled_from(ACROSS_DEBTS),
        "within_debt": st.sampled_from(WITHIN_DEBT),
        "posted_per": st.sampled_from(POSTED_PER),
        "disputed": st.sampled_from(DISPUTED),
        "on_rejection": st.sampled_from(ON_REJECTION),
        "net_days": NET_DAYS,
        "late_charge": KINDS,
    }
)
AS_OF = st.integers(60, 200).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def _disputes(draw: st.DrawFn, invoices: Sequence[Invoice], decided: bool | None = None) -> list[OtherEvent]:
    """At most three on a debt, each of a third of it, or one of the whole."""
    found: list[OtherEvent] = []
    for invoice in invoices:
        for _ in range(thirds := draw(st.integers(0, 3))):
            amount = invoice.amount // 3 if thirds > 1 else invoice.amount
            reported = invoice.issued + timedelta(days=draw(st.integers(0, 70)))
            dispute = Dispute(invoice.number, reported, amount)
            if decided or (decided is None and draw(st.booleans())):
                days = timedelta(days=draw(st.integers(0, 50)))
                outcomes: list[str | int] = ["upheld", "rejected", "withdrawn", *([amount // 2] if amount > 1 else [])]
                dispute = replace(dispute, decided=reported + days, outcome=draw(st.sampled_from(outcomes)))
            found.append(dispute)
    return found


@st.composite
def _accounts(draw: st.DrawFn) -> tuple[list[Invoice], list[Payment], list[OtherEvent]]:
    invoices, payments = draw(_invoices()), draw(PAYMENTS)
    payments = [replace(payment, reference=str(n)) for n, payment in enumerate(payments)]
    numbers = st.sampled_from([invoice.number for invoice in invoices])
    others: st.SearchStrategy[OtherEvent] = (
        st.builds(AdministrativeCharge, st.sampled_from(["m", "n"]), _dates(100), AMOUNTS)
        | st.builds(Cancellation, st.sampled_from(["o", "p"]), _dates(100), AMOUNTS, AMOUNTS)
        | st.builds(Credit, _dates(150), AMOUNTS, numbers, st.sampled_from(["from-credit-date", "from-invoice-date"]))
        | st.builds(
            ReturnedPayment, _dates(200), st.sampled_from([payment.reference or "" for payment in payments] or ["-"])
        )
        | st.builds(Payout, _dates(150), AMOUNTS)
        | st.builds(WriteOff, _dates(150), numbers, AMOUNTS)
    )
    return invoices, payments, [*draw(_disputes(invoices)), *draw(st.lists(others, max_size=4))]


ACCOUNTS = _accounts()
A = tuple[list[Invoice], list[Payment], list[OtherEvent]]


def _accepted(account: A, as_of: date, readings: Orders) -> A:
    """The account with those events that are not refused."""
    invoices, payments, events = account
    found: list[OtherEvent] = []
    numbers = set[str]()
    for event in events:
        if isinstance(event, AdministrativeCharge | Cancellation):
            if event.number in numbers:
                continue
            numbers.add(event.number)
        try:
            statement(invoices, payments, as_of, events=[*found, event], **readings)
        except Refused:
            continue
        found.append(event)
    return invoices, payments, found


@settings(max_examples=examples(30))
@given(ACCOUNTS, AS_OF, READINGS)
def test_conservation_with_all_events(account: A, as_of: date, readings: Orders) -> None:
    invoices, payments, events = _accepted(account, as_of, readings)
    last = None
    for day, shown in each_day(invoices, payments, as_of, events=events, **readings):
        returned = {e.payment for e in events if isinstance(e, ReturnedPayment) and e.on <= day}
        met = [p.amount for p in payments if p.received <= day and p.reference not in returned]
        met += [
            e.amount for e in events if isinstance(e, Credit) and e.issued <= day and e.effect == "from-credit-date"
        ]
        met += [e.refund for e in events if isinstance(e, Cancellation) and e.on <= day]
        met += [debt.written_off for debt in shown.debts]
        paid_out = sum(e.amount for e in events if isinstance(e, Payout) and e.on <= day)
        excess = sum(debt.amount for debt in shown.debts if debt.number.startswith("payout of "))
        owed = sum(debt.amount + sum(amount for _, amount in debt.posted) for debt in shown.debts)
        assert owed - sum(met) + (paid_out - excess) == shown.balance
        assert shown.balance == sum(debt.principal + debt.charges for debt in shown.debts) - shown.credit
        assert shown.settlement == shown.balance + shown.accrued
        assert shown.disputed == sum(debt.disputed for debt in shown.debts)
        assert shown.held == sum(debt.held for debt in shown.debts)
        for debt in shown.debts:
            assert min(debt.principal - debt.disputed, debt.disputed, debt.charges, debt.accrued, debt.held) >= 0
            assert shown.credit == 0 or debt.principal + debt.charges == 0
            assert debt.held == 0 or readings["disputed"] == "exempt-while-open"
        last = shown
    assert last == statement(invoices, payments, as_of, events=events, **readings)


def _known(account: A, as_of: date) -> A:
    """What has come by `as_of`; a dispute that is decided later is open."""
    invoices, payments, events = account
    found: list[OtherEvent] = []
    for event in events:
        if isinstance(event, Dispute):
            if event.decided is not None and event.decided > as_of:
                event = replace(event, decided=None, outcome=None)
            on = event.reported
        else:
            on = event.issued if isinstance(event, Credit) else event.on
        if on <= as_of:
            found.append(event)
    return (
        [invoice for invoice in invoices if invoice.issued <= as_of],
        [payment for payment in payments if payment.received <= as_of],
        found,
    )


@settings(max_examples=examples(30))
@given(ACCOUNTS, AS_OF, READINGS, st.integers(0, 60), st.randoms())
def test_neither_the_order_nor_later_events_of_any_kind_matter(
    account: A, as_of: date, readings: Orders, days: int, random: Random
) -> None:
    account = _accepted(account, as_of, readings)
    earlier = as_of - timedelta(days=days)
    invoices, payments, events = account
    shown = statement(invoices, payments, earlier, events=events, **readings)
    for part in (known := _known(account, earlier)):
        random.shuffle(part)
    invoices, payments, events = known
    assert statement(invoices, payments, earlier, events=events, **readings) == shown


@settings(max_examples=examples(20))
@given(ACCOUNTS, AS_OF, READINGS, st.none() | st.sampled_from("ab"))
def test_paying_the_settlement_leaves_zero_whatever_came_before(
    account: A, as_of: date, readings: Orders, name: str | None
) -> None:
    invoices, payments, events = _known(_accepted(account, as_of, readings), as_of)
    if any(isinstance(event, Payout) and event.on == as_of for event in events):
        return  # a payout comes after the payments of its day
    settlement = statement(invoices, payments, as_of, events=events, **readings).settlement
    if settlement < 0:
        return
    payments.append(Payment(as_of, settlement, name))
    for days in (0, 30, 100):
        later = statement(invoices, payments, as_of + timedelta(days=days), events=events, **readings)
        assert (later.balance, later.accrued, later.credit, later.disputed) == (0, 0, 0, 0)


@settings(max_examples=examples(30))
@given(_invoices().flatmap(lambda i: st.tuples(st.just(i), _disputes(i, True))), PAYMENTS, AS_OF, READINGS)
def test_rejected_is_no_dispute_and_upheld_is_a_smaller_invoice(
    both: tuple[list[Invoice], list[OtherEvent]], payments: Sequence[Payment], as_of: date, readings: Orders
) -> None:
    invoices, events = both
    readings = {**readings, "on_rejection": "from-start"}
    decided = [event for event in events if isinstance(event, Dispute) and event.decided and event.decided <= as_of]
    smaller = [
        replace(invoice, amount=invoice.amount - sum(one.upheld for one in decided if one.invoice == invoice.number))
        for invoice in invoices
    ]
    shown = statement(invoices, payments, as_of, events=decided, **readings)
    assert shown == statement(smaller, payments, as_of, **readings)


@settings(max_examples=examples(30))
@given(_invoices().flatmap(lambda i: st.tuples(st.just(i), _disputes(i))), PAYMENTS, AS_OF, READINGS, st.randoms())
def test_a_returned_payment_is_none_among_disputes(
    both: tuple[list[Invoice], list[OtherEvent]],
    payments: Sequence[Payment],
    as_of: date,
    readings: Orders,
    random: Random,
) -> None:
    invoices, events = both
    named = [replace(payment, reference=str(n)) for n, payment in enumerate(payments) if payment.received <= as_of]
    bad = [payment for payment in named if random.random() < 0.5]
    returns = [ReturnedPayment(as_of, payment.reference or "") for payment in bad]
    good = [payment for payment in named if payment not in bad]
    shown = statement(invoices, named, as_of, events=[*events, *returns], **readings)
    assert shown == statement(invoices, good, as_of, events=events, **readings)


@settings(max_examples=examples(30))
@given(_invoices().flatmap(lambda i: st.tuples(st.just(i), _disputes(i))), AS_OF, READINGS)
def test_never_exempt_without_payments_is_no_dispute(
    both: tuple[list[Invoice], list[OtherEvent]], as_of: date, readings: Orders
) -> None:
    invoices, events = both
    readings = {**readings, "disputed": "never-exempt"}
    rejected = [
        replace(event, outcome="rejected") if isinstance(event, Dispute) and event.decided else event
        for event in events
    ]
    shown = statement(invoices, [], as_of, events=rejected, **readings)
    debts = tuple(replace(debt, disputed=0) for debt in shown.debts)
    assert replace(shown, disputed=0, debts=debts) == statement(invoices, [], as_of, **readings)


@settings(max_examples=examples(30))
@given(
    _invoices().flatmap(lambda i: st.tuples(st.just(i), _disputes(i))), PAYMENTS, AS_OF, READINGS, st.integers(0, 60)
)
def test_a_dispute_too_late_is_no_dispute(
    both: tuple[list[Invoice], list[OtherEvent]],
    payments: Sequence[Payment],
    as_of: date,
    readings: Orders,
    window: int,
) -> None:
    invoices, events = both
    issued = {invoice.number: invoice.issued for invoice in invoices}
    in_time = [
        event
        for event in events
        if isinstance(event, Dispute) and (event.reported - issued[event.invoice]).days <= window
    ]
    shown = statement(invoices, payments, as_of, events=events, dispute_days=window, **readings)
    assert shown == statement(invoices, payments, as_of, events=in_time, **readings)


@settings(max_examples=examples(30))
@given(AMOUNTS, st.integers(0, 60), AS_OF, READINGS)
def test_what_is_held_on_a_whole_debt_disputed_at_once_is_its_late_charge(
    amount: int, days: int, as_of: date, readings: Orders
) -> None:
    # Disputed on its first day, a debt holds what it would bear; nothing is owed of it. Where the invoice date itself
    # bears, it bears on the end of the day before, when nothing stood apart yet.
    if "counted" in str(readings["late_charge"]):
        return
    issued = FIRST + timedelta(days=days)
    readings = {**readings, "disputed": "exempt-while-open"}
    shown = statement(
        [Invoice("a", issued, amount)],
        [],
        as_of,
        events=[Dispute("a", issued, amount)] if issued <= as_of else [],
        **readings,
    )
    if issued <= as_of:
        charge = late_charge(amount, issued, as_of, net_days=readings["net_days"], late_charge=readings["late_charge"])
        assert (shown.held, shown.balance, shown.accrued) == (charge, amount, 0)
