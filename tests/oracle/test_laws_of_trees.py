"""The laws that every tree keeps, as properties of the second implementation: they test the text of the algebra."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.long_runs import examples
from tests.oracle.charge import late_charge
from tests.oracle.events import Invoice, OtherEvent, Payment, Reminder
from tests.oracle.numbers import Facts, tables
from tests.oracle.questions import part_charge, refund
from tests.oracle.statement import ACROSS_DEBTS, WITHIN_DEBT, Statement, each_day, statement
from tests.oracle.trees import (
    AMOUNTS,
    FIRST,
    Table,
    clauses,
    customers,
    days,
    file_of,
    files,
    invoice_lists,
    leaves,
    payment_lists,
    reminder_lists,
    sums,
    toml_of,
)

NET_30: Table = {"kind": "net-days", "days": 30}
ORDERS = st.fixed_dictionaries(
    {"across_debts": st.sampled_from(ACROSS_DEBTS), "within_debt": st.sampled_from(WITHIN_DEBT)}
)
DAYS_AFTER = st.integers(0, 250)
PART = 40  # a short run does less of these searches: they are of the text, and of no line of the library


def asked(file: Table, amount: int, issued: date, paid: date, customer: Facts, reminded: Any = ()) -> int:
    return late_charge(file, amount, issued=issued, paid=paid, facts=customer, reminders=reminded)


@settings(max_examples=examples(1000, part=PART))
@given(files())
def test_a_file_is_read_as_it_was_written(file: Table) -> None:
    assert tables(toml_of(file)) == file


# ------------------------------------------------------------------ one invoice


@settings(max_examples=examples(1500, part=PART))
@given(files(), AMOUNTS, days(), DAYS_AFTER, customers(), st.lists(st.integers(0, 100), max_size=2))
def test_posted_and_accrued_on_one_unpaid_invoice_are_the_charge(
    file: Table, amount: int, issued: date, later: int, customer: Facts, reminded: list[int]
) -> None:
    as_of = issued + timedelta(days=later)
    reminders = [issued + timedelta(days=after) for after in reminded]
    events: list[OtherEvent] = [Reminder(day, "a") for day in reminders]
    shown = statement(file, [Invoice("a", issued, amount)], [], as_of, events=events, facts=customer)
    charge = asked(file, amount, issued, as_of, customer, [day for day in reminders if day <= as_of])
    assert shown.debts[0].charges + shown.accrued == charge


@settings(max_examples=examples(1000, part=PART))
@given(files(), AMOUNTS, days(), DAYS_AFTER, st.integers(0, 40), st.integers(0, 500), customers())
def test_paid_later_or_more_owed_never_costs_less(
    file: Table, amount: int, issued: date, after: int, later: int, more: int, customer: Facts
) -> None:
    paid = issued + timedelta(days=after)
    charge = asked(file, amount, issued, paid, customer)
    assert charge <= asked(file, amount, issued, paid + timedelta(days=later), customer)
    assert charge <= asked(file, amount + more, issued, paid, customer)


def cost(shown: Statement) -> int:
    """What has been charged."""
    return sum(amount for debt in shown.debts for _, amount in debt.posted) + shown.accrued


@settings(max_examples=examples(1500, part=PART))
@given(files(), AMOUNTS, days(), payment_lists(), st.data(), customers(), reminder_lists(), ORDERS)
def test_a_payment_moved_to_an_earlier_day_never_costs_more(
    file: Table,
    amount: int,
    issued: date,
    payments: list[Payment],
    data: st.DataObject,
    customer: Facts,
    reminders: list[OtherEvent],
    orders: Any,
) -> None:
    assume(payments)
    payments = [replace(payment, invoice=None) for payment in payments]
    moved = data.draw(st.sampled_from(payments))
    earlier = replace(moved, received=moved.received - timedelta(days=data.draw(st.integers(1, 60))))
    others = [payment for payment in payments if payment is not moved]
    invoices = [Invoice("a", issued, amount)]
    as_of = issued + timedelta(days=data.draw(DAYS_AFTER))

    def charged(*paid: Payment) -> int:
        return cost(statement(file, invoices, paid, as_of, events=reminders, facts=customer, **orders))

    assert charged(earlier, *others) <= charged(moved, *others)


# -------------------------------------------------------------------- statements


@settings(max_examples=examples(300, part=PART))
@given(files(), invoice_lists(), payment_lists(), reminder_lists(), customers(), ORDERS, st.integers(60, 250))
def test_conservation_each_day_and_no_posting_below_zero(
    file: Table,
    invoices: list[Invoice],
    payments: list[Payment],
    reminders: list[OtherEvent],
    customer: Facts,
    orders: Any,
    later: int,
) -> None:
    as_of = FIRST + timedelta(days=later)
    for day, shown in each_day(file, invoices, payments, as_of, events=reminders, facts=customer, **orders):
        paid = sum(payment.amount for payment in payments if payment.received <= day)
        charged = sum(amount for debt in shown.debts for _, amount in debt.posted)
        assert sum(debt.amount for debt in shown.debts) + charged - paid == shown.balance
        for debt in shown.debts:
            assert min([debt.principal, debt.charges, debt.accrued, *(amount for _, amount in debt.posted)]) >= 0
            assert all(first <= second for (first, _), (second, _) in zip(debt.posted, debt.posted[1:], strict=False))


@settings(max_examples=examples(400, part=PART))
@given(files(), invoice_lists(), payment_lists(), reminder_lists(), customers(), ORDERS, st.integers(60, 250))
def test_paying_the_settlement_leaves_zero_for_good(
    file: Table,
    invoices: list[Invoice],
    payments: list[Payment],
    reminders: list[OtherEvent],
    customer: Facts,
    orders: Any,
    later: int,
) -> None:
    as_of = FIRST + timedelta(days=later)
    invoices = [invoice for invoice in invoices if invoice.issued <= as_of]
    payments = [payment for payment in payments if payment.received <= as_of]
    known: Any = {"events": reminders, "facts": customer, **orders}
    settlement = statement(file, invoices, payments, as_of, **known).settlement
    assume(settlement >= 0)
    paid = [*payments, Payment(as_of, settlement)]
    for days_later in (0, 1, 40, 200):
        shown = statement(file, invoices, paid, as_of + timedelta(days=days_later), **known)
        assert (shown.balance, shown.accrued, shown.credit) == (0, 0, 0)


@settings(max_examples=examples(300, part=PART))
@given(files(), invoice_lists(), payment_lists(), reminder_lists(), customers(), ORDERS, DAYS_AFTER, st.randoms())
def test_the_order_of_events_and_of_parts_never_matters(
    file: Table,
    invoices: list[Invoice],
    payments: list[Payment],
    reminders: list[OtherEvent],
    customer: Facts,
    orders: Any,
    later: int,
    random: Random,
) -> None:
    as_of = FIRST + timedelta(days=later)
    known: Any = {"facts": customer, **orders}
    shown = statement(file, invoices, payments, as_of, events=reminders, **known)
    for events in (invoices, payments, reminders):
        random.shuffle(events)
    other = {**file, "late_charge": shuffled(file["late_charge"], random)}
    assert statement(other, invoices, payments, as_of, events=reminders, **known) == shown


def shuffled(clause: Table, random: Random) -> Table:
    """A clause with the parts of its joins in another order."""
    if not isinstance(clause.get("of"), list):
        return clause
    parts = [shuffled(part, random) for part in clause["of"]]
    random.shuffle(parts)
    return {**clause, "of": parts}


# ------------------------------------------------------------------------ joins


def join(kind: str, *parts: Table) -> Table:
    return file_of(NET_30, {"kind": kind, "of": list(parts)})


@settings(max_examples=examples(500, part=PART))
@given(st.lists(leaves(), min_size=2, max_size=3), AMOUNTS, days(), customers())
def test_the_lesser_is_at_most_each_part_and_so_on_to_the_sum_on_every_day(
    parts: list[Table], amount: int, issued: date, customer: Facts
) -> None:
    for later in (31, 38, 62, 95, 180):
        paid = issued + timedelta(days=later)
        alone = [asked(file_of(NET_30, part), amount, issued, paid, customer) for part in parts]
        lesser, greater, total = (
            asked(join(kind, *parts), amount, issued, paid, customer) for kind in ("lesser-of", "greater-of", "sum-of")
        )
        assert 0 <= lesser == min(alone) <= max(alone) == greater <= total == sum(alone)


def bounded(clause: Table, word: str, bound: Any) -> Table:
    return {**{name: value for name, value in clause.items() if name not in ("least", "most")}, word: bound}


SHARED = ("grace", "threshold", "round_to")


@settings(max_examples=examples(300, part=PART))
@given(
    leaves(),
    st.sampled_from([("least", "greater-of"), ("most", "lesser-of")]),
    sums(2_000),
    invoice_lists(2),
    payment_lists(3),
    customers(),
    ORDERS,
    DAYS_AFTER,
)
def test_a_bound_is_a_join_with_a_flat_sum_and_a_join_of_a_clause_with_itself_is_the_clause(
    clause: Table,
    words: tuple[str, str],
    bound: str,
    invoices: list[Invoice],
    payments: list[Payment],
    customer: Facts,
    orders: Any,
    later: int,
) -> None:
    as_of = FIRST + timedelta(days=later)
    word, kind = words

    def shown(late: Table) -> Statement:
        file = file_of(NET_30, late)
        return statement(file, invoices, payments, as_of, facts=customer, **orders)

    plain = {name: value for name, value in clause.items() if name not in ("least", "most")}
    above = {name: plain.pop(name) for name in SHARED if name in plain}
    flat = {"kind": "flat", "sum": bound}
    assert shown(bounded(clause, word, bound)) == shown({**above, "kind": kind, "of": [plain, flat]})
    itself = {"kind": kind, "of": [dict(clause), dict(clause)]}
    assert shown(itself) == shown(clause)


# --------------------------------------------------------------------- numbers


@settings(max_examples=examples(300, part=PART))
@given(clauses(), AMOUNTS, days(), DAYS_AFTER, customers())
def test_a_dated_number_of_one_entry_is_that_number_and_a_reading_gives_what_the_fact_gives(
    clause: Table, amount: int, issued: date, later: int, customer: Facts
) -> None:
    paid = issued + timedelta(days=later)
    charge = asked(file_of(NET_30, clause), amount, issued, paid, customer)
    assert asked(file_of(NET_30, dated(clause)), amount, issued, paid, customer) == charge
    readings = clause.get("reading", {})
    fixed = {name: value for name, value in clause.items() if name != "reading"}
    fixed |= {name: reading["take"] for name, reading in readings.items()}
    assert asked(file_of(NET_30, fixed), amount, issued, paid, customer) == charge


def dated(clause: Table) -> Table:
    """A clause each of whose numbers is dated, in one entry."""
    if isinstance(clause.get("of"), list):
        return {**clause, "of": [dated(part) for part in clause["of"]]}
    since = date(1990, 1, 1)
    return {
        name: [{"since": since, "value": value}] if name in ("rate", "sum", "share") else value
        for name, value in clause.items()
    }


# ------------------------------------------------------------- parts of a cycle


@settings(max_examples=examples(500, part=PART))
@given(st.integers(0, 20_000), days(), st.integers(0, 30), st.sampled_from(["actual", "strict-thirty"]))
def test_the_part_charge_to_the_cancellation_and_the_refund_are_the_fee_within_a_cent(
    fee: int, start: date, after: int, month_length: str
) -> None:
    table = {"kind": "by-days", "month_length": month_length}
    file = {"currency": "CAD", "refund": table, "part_charge": table}
    start = start.replace(day=min(start.day, 28))
    end = (start + timedelta(days=31)).replace(day=start.day)
    cancelled = min(start + timedelta(days=after), end - timedelta(days=1))
    used = part_charge(file, fee, cycle_start=start, until=cancelled)
    back = refund(file, fee, cycle_start=start, cancelled=cancelled)
    assert abs(used + back - fee) <= 1
