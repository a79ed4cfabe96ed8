"""The library against the second implementation on random clauses, which both read from the same file."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import InputError
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.clauses.due_date import InvoiceFacts
from telcoterms.clauses.late_charge.charge import charge_minor, charged, charged_node
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.late_charge.question import debt_days
from tests.long_runs import examples
from tests.oracle.charge import late_charge
from tests.oracle.events import ON_REJECTION, Invoice, OtherEvent, Payment, Refused
from tests.oracle.numbers import Book, Facts
from tests.oracle.questions import cancellation_charge, due_date, part_charge, refund
from tests.oracle.statement import ACROSS_DEBTS, DISPUTED, WITHIN_DEBT, statement
from tests.oracle.trees import (
    AMOUNTS,
    CALENDAR,
    FIRST,
    HEAD,
    Table,
    customers,
    days,
    days_asked_for,
    dispute_lists,
    due_clauses,
    file_of,
    files,
    fitting,
    invoice_lists,
    payment_lists,
    reminder_lists,
)
from tests.oracle_adapter import by_day
from tests.random_clauses import account_of, charge_of, money, statement_of, terms_of
from tests.random_endings import TAXES, ending_clause, ending_facts, part_clause, part_facts

CITED: Table = {"clause": {"document": "terms", "section": "1"}, "says": "A bill is due."}


class TestDueDates:
    """A due date is what the clause of the bill, or of the way in which it is paid, makes of the days of the bill."""

    @settings(max_examples=examples(1500))
    @given(due_clauses(), due_clauses(), st.sampled_from([None, "direct-debit"]), days(0, 500), st.integers(0, 9))
    def test_both_find_the_same_day(
        self, clause: Table, of_way: Table, way: str | None, issued: date, later: int
    ) -> None:
        file = {**HEAD, "due_date": {**clause, **CITED, "way": {"direct-debit": of_way}}, "calendar": CALENDAR}
        chosen = clause if way is None else of_way
        facts: dict[str, Any] = {name: issued + timedelta(days=later) for name in days_asked_for(chosen)}
        if way is not None:
            facts["way"] = way
        try:
            expected = due_date(Book(file), issued, **facts)
        except Refused:  # it lies before the invoice date
            with pytest.raises(InputError):
                terms_of(file).due_date(issued=issued, **facts)
            return
        assert terms_of(file).due_date(issued=issued, **facts).value == expected


RANDOM = st.randoms(use_true_random=False)
DUE: Table = {"kind": "net-days", "days": 5, **CITED}


def with_plan(facts: Table, plan: str | None) -> dict[str, Any]:
    """The facts as the library takes them."""
    found = {name: money(value) if name in ("monthly_fee", "incentive") else value for name, value in facts.items()}
    return found if plan is None else {**found, "plan": plan}


class TestCancellationCharges:
    """What leaving a term early costs is one exact figure of all parts, rounded once, and its taxes."""

    @settings(max_examples=examples(2000))
    @given(RANDOM)
    def test_both_find_the_same_charge_and_tax(self, random: Random) -> None:
        clause = ending_clause(random)
        file = {**HEAD, "due_date": DUE, "cancellation_charge": {**clause, **CITED}, "tax": TAXES}
        facts, plan = ending_facts(random, clause)
        value = terms_of(file).cancellation_charge(**with_plan(facts, plan)).value
        assert (value.charge.minor, value.tax.minor) == cancellation_charge(file, facts=Facts(plan=plan), **facts)


class TestPartsOfACycle:
    """What a part of a cycle costs, and what comes back of a fee that was paid ahead."""

    @settings(max_examples=examples(1000))
    @given(RANDOM, st.integers(0, 20_000))
    def test_both_find_the_same_part_charge(self, random: Random, fee: int) -> None:
        clause = part_clause(random, "part_charge")
        file = {**HEAD, "due_date": DUE, "part_charge": {**clause, **CITED}, "tax": TAXES}
        facts, _ = part_facts(random, "part_charge", clause)
        value = terms_of(file).part_charge(money(fee), **facts).value
        assert value.charge.minor == part_charge(file, fee, **facts)

    @settings(max_examples=examples(1000))
    @given(RANDOM, st.integers(0, 20_000))
    def test_both_find_the_same_refund(self, random: Random, fee: int) -> None:
        clause = part_clause(random, "refund")
        file = {**HEAD, "due_date": DUE, "refund": {**clause, **CITED}, "tax": TAXES}
        facts, plan = part_facts(random, "refund", clause)
        value = terms_of(file).refund(money(fee), **with_plan(facts, plan)).value
        assert value.refund.minor == refund(file, fee, facts=Facts(plan=plan), **facts)


class TestTheWorkingOfARateThatChangesLater:
    """Days after the payment are not multiplied, though the rate changes after it."""

    def test_36_days_at_11_75_per_cent_are_shown_as_36(self) -> None:
        # Base 3.75 % and 8 %: 256.00 x 11.75 % x 36 / 365 = 2.9668; the base changes on 10 February.
        clause: Table = {"kind": "rate", "rate": {"index": "base", "plus": Decimal("0.08")}, "per": "year", **CITED}
        file = file_of({"kind": "net-days", "days": 15}, {**clause, "compounding": "none", "runs_from": "invoice-date"})
        answer = terms_of(file).late_charge(money(256_00), issued="2023-12-15", paid="2024-01-20")
        assert answer.value.minor == 297
        assert "256.00 x 11.75 % x 36 / 365" in str(answer)


class TestLateCharges:
    """What an amount bears that is paid late is the same figure, whatever tree of clauses the file holds."""

    @settings(max_examples=examples(3000))
    @given(files(), AMOUNTS, days(), st.integers(0, 250), customers(), st.lists(st.integers(0, 100), max_size=2))
    def test_both_find_the_same_charge(
        self, file: Table, amount: int, issued: date, later: int, customer: Facts, reminded: list[int]
    ) -> None:
        paid = issued + timedelta(days=later)
        reminders = [issued + timedelta(days=after) for after in reminded]
        expected = late_charge(file, amount, issued=issued, paid=paid, facts=customer, reminders=reminders)
        assert charge_of(file, amount, issued, paid, customer, reminders) == expected


class TestWithoutADebt:
    """A charge that is computed at once is that of a debt that is followed day by day."""

    @settings(max_examples=examples(1000, part=20))
    @given(files(), AMOUNTS, days(), st.integers(0, 250), customers(), st.lists(st.integers(0, 100), max_size=2))
    def test_both_ways_come_to_the_same(
        self, file: Table, amount: int, issued: date, later: int, customer: Facts, reminded: list[int]
    ) -> None:
        agreement, paid = terms_of(file).agreement, issued + timedelta(days=later)
        index = tuple(customer.index.items())
        facts = NumberFacts(customer.plan, customer.region, customer.segment, index, agreement.indices)
        debt = debt_days(agreement, InvoiceFacts(issued), 1, facts)
        asked = LATE_CHARGE.of(agreement), amount, debt, paid, agreement.calendar
        reminders = tuple(sorted(issued + timedelta(days=after) for after in reminded))
        assert charge_minor(*asked, reminders) == charged(charged_node(*asked, reminders), paid.toordinal())


class TestStatements:
    """An account bears the same charges, day by day, whatever tree of clauses the file holds."""

    @settings(max_examples=examples(700))
    @given(
        files(),
        invoice_lists(),
        payment_lists(),
        reminder_lists(),
        st.sampled_from(ACROSS_DEBTS),
        st.sampled_from(WITHIN_DEBT),
        st.integers(30, 250),
    )
    def test_both_find_the_same_statement(
        self,
        file: Table,
        invoices: list[Invoice],
        payments: list[Payment],
        reminders: list[OtherEvent],
        across_debts: Any,
        within_debt: Any,
        later: int,
    ) -> None:
        as_of = FIRST + timedelta(days=later)
        payments, reminders = fitting(invoices, payments, reminders)
        order: Any = {"across_debts": across_debts, "within_debt": within_debt}
        expected = by_day(statement(file, invoices, payments, as_of, events=reminders, **order))
        terms = terms_of(file).under(statement=order)
        shown = terms.statement(account_of(invoices, payments, reminders), as_of).value
        assert statement_of(shown) == expected

    @settings(max_examples=examples(800))
    @given(
        files(),
        invoice_lists(),
        payment_lists(),
        reminder_lists(),
        st.data(),
        st.sampled_from(DISPUTED),
        st.sampled_from(ON_REJECTION),
        st.integers(30, 250),
    )
    def test_both_find_the_same_statement_with_disputes(
        self,
        file: Table,
        invoices: list[Invoice],
        payments: list[Payment],
        reminders: list[OtherEvent],
        data: st.DataObject,
        disputed: Any,
        on_rejection: Any,
        later: int,
    ) -> None:
        as_of = FIRST + timedelta(days=later)
        payments, reminders = fitting(invoices, payments, reminders)
        events = [*reminders, *data.draw(dispute_lists(invoices))]
        order: Any = {"disputed": disputed, "on_rejection": on_rejection}
        expected = by_day(statement(file, invoices, payments, as_of, events=events, **order))
        terms = terms_of(file).under(statement=order)
        shown = terms.statement(account_of(invoices, payments, events), as_of).value
        assert statement_of(shown) == expected
