"""Small accounts in which events meet: the compiled replay of each against the readable one, field by field.

Each shows one step of the order in which money goes, or of what a debt in dispute bears: with that step done otherwise
it comes out otherwise, where no random account of `test_replay` does.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from telcoterms import Account, Invoice, Payment
from telcoterms.account.events import Dispute, Event, Reminder, WriteOff
from tests.batch.core.equal_accounts import compare
from tests.batch.core.test_edges import AFTER_A_REMINDER, own_terms
from tests.oracle.trees import Table
from tests.random_accounts import Made
from tests.terms_builders import cad

FIRST: Final = date(2026, 1, 1)  # what is billed on a day is due fifteen days later
GRACE: Final[Table] = {"days": 10, "from": "due-date"}
RATE: Final[Table] = {"kind": "rate", "rate": Decimal("0.02"), "per": "month", "compounding": "monthly"}
FEE: Final[Table] = {"kind": "flat", "sum": "5.00"}
FEE_A_MONTH: Final[Table] = {"kind": "flat", "sum": "2.00", "per": "month"}
GREATER: Final[Table] = {"kind": "greater-of", "of": [{"kind": "flat", "sum": "1.00", "per": "month"}, RATE]}
BY_DAYS: Final[Table] = {"kind": "rate", "rate": Decimal("0.24"), "per": "year", "compounding": "none"}
CLAUSES: Final[dict[str, Table]] = {
    "rate": RATE,
    "rate after grace": {**RATE, "grace": GRACE},
    "rate from the due date": {**RATE, "runs_from": "due-date"},
    "rate at most": {**RATE, "most": "1.00", "grace": GRACE},
    "by days": BY_DAYS,
    "fee": FEE,
    "fee a month": FEE_A_MONTH,
    "greater": GREATER,
    "greater by the month": {**GREATER, "per": "month"},
    "fee after the second reminder": {**FEE, "grace": {"from": "reminder", "days": 5, "number": 2}},
    "sum": {"kind": "sum-of", "of": [{**FEE, "grace": {"days": 20, "from": "due-date"}}, RATE]},
}
USUAL: Final = {
    "across_debts": "oldest-first",
    "within_debt": "charges-first",
    "posted_per": "invoice",
    "disputed": "exempt-while-open",
    "on_rejection": "from-decision",
}
NEVER_EXEMPT: Final = {"disputed": "never-exempt"}
TOGETHER: Final = {"posted_per": "account"}
PRINCIPAL_FIRST: Final = {"within_debt": "principal-first"}
NEWEST: Final = {"across_debts": "newest-first"}
LARGEST: Final = {"across_debts": "largest-first"}


def on(day: int) -> date:
    """So many days after the first."""
    return FIRST + timedelta(day)


def bill(number: str, day: int, cents: int) -> Event:
    return Invoice(number, on(day), cad(cents))


def paid(day: int, cents: int, named: str | None = None) -> Event:
    return Payment(on(day), cad(cents), named)


def disputed(number: str, day: int, cents: int, decided: int | None = None) -> Event:
    """It is rejected, where it is decided."""
    if decided is None:
        return Dispute(number, on(day), cad(cents))
    return Dispute(number, on(day), cad(cents), on(decided), "rejected")


def reminded(day: int, named: str | None = None) -> Event:
    return Reminder(on(day), named)


def written_off(number: str, day: int, cents: int) -> Event:
    return WriteOff(on(day), number, cad(cents))


def check(clause: str, events: list[Event], as_of: int, becomes: str = "the same", **readings: Any) -> None:
    order: Any = {**USUAL, **readings}
    terms = AFTER_A_REMINDER[clause] if clause in AFTER_A_REMINDER else own_terms(CLAUSES[clause])
    one = Made(Account(events), on(as_of), 15)
    assert compare(terms.under(statement=order), one, order) == becomes


class TestOneRoundingForTheAccount:
    def test_what_was_settled_on_a_day_has_nothing_more_accrued_on_it(self) -> None:
        events = [
            bill("a", 0, 100_00),
            bill("c", 0, 100_00),
            bill("b", 26, 56_45),
            disputed("c", 36, 50_00),
            disputed("c", 36, 25_00, 36),
            disputed("b", 40, 28_22, 120),
            paid(40, 100_00, "c"),
            paid(40, 105_00),
        ]
        check("rate after grace", events, 99, **TOGETHER, **NEVER_EXEMPT)

    def test_of_equal_remainders_the_older_debt_gets_the_cent(self) -> None:
        events = [bill("a", 0, 25), bill("b", 0, 25), bill("c", 60, 75), paid(60, 27, "a")]
        check("rate from the due date", events, 99, **TOGETHER, **NEVER_EXEMPT, **PRINCIPAL_FIRST, **LARGEST)

    def test_what_is_owed_again_since_today_has_no_share(self) -> None:
        events = [
            bill("a", 0, 60),
            bill("b", 28, 1_00),
            paid(28, 1_00, "b"),
            disputed("a", 40, 60, 150),
            paid(40, 56, "a"),
            paid(150, 1_02, "b"),
        ]
        check("rate from the due date", events, 911, **TOGETHER, **NEWEST)

    @pytest.mark.parametrize(
        "meanwhile",
        [
            [],
            [reminded(47)],
            [bill("c", 47, 50)],
            [written_off("b", 47, 1)],
            [bill("c", 47, 50), written_off("b", 47, 1)],
        ],
        ids=["nothing", "a reminder", "a bill", "a write-off", "both"],
    )
    def test_a_share_of_nothing_is_not_covered_by_what_brings_no_money(self, meanwhile: list[Event]) -> None:
        """0.44 of a cent is left of a paid debt: its share is a cent on that day, none on the 47th, then a cent."""
        events = [bill("a", 20, 31), bill("b", 15, 62), paid(42, 31, "a"), *meanwhile]
        check("rate", events, 50, **TOGETHER)

    def test_a_write_off_of_the_last_part_ends_what_was_left_of_a_cent(self) -> None:
        """100.22 bears 2.0044 a month: with less than 0.0006 of another debt it is 2.00 still."""
        events = [
            bill("a", 0, 20),
            bill("b", 0, 100_22),
            disputed("a", 1, 10),
            paid(16, 10, "a"),
            written_off("a", 30, 10),
        ]
        check("rate", events, 40, **TOGETHER, **NEVER_EXEMPT)

    def test_a_debt_that_was_in_dispute_counts_once(self) -> None:
        for decided in (16, 20):
            events = [bill("a", 0, 75), bill("b", 0, 25), disputed("a", 1, 75, decided)]
            check("rate", events, 99, **TOGETHER)

    @pytest.mark.parametrize("amounts", [(25, 25, 25), (75, 25, 1_25), (25, 1_25, 75), (60, 20, 40)])
    def test_months_that_are_posted_on_one_day_are_rounded_each(self, amounts: tuple[int, int, int]) -> None:
        """A reminder decides the last day in time of all bills, months after the first ones."""
        bills = [
            bill(f"{place}", day, cents) for place, (day, cents) in enumerate(zip((0, 31, 14), amounts, strict=True))
        ]
        for as_of in (74, 75, 99):
            check("from the invoice date", [*bills, reminded(68)], as_of, **TOGETHER)


class TestCreditsAndPostings:
    """A credit of 50 cents waits while 1.23 accrues, which is posted on the thirty-first day."""

    WAITING: Final = (bill("a", 0, 100_00), paid(19, 100_50))

    @pytest.mark.parametrize("as_of", [30, 31, 32, 99])
    @pytest.mark.parametrize("together", [{}, TOGETHER])
    def test_the_credit_meets_what_is_posted(self, as_of: int, together: Any) -> None:
        check("rate", [*self.WAITING], as_of, **together)

    @pytest.mark.parametrize("order", [{}, NEWEST, LARGEST])
    def test_a_bill_of_the_day_comes_first(self, order: Any) -> None:
        check("rate", [*self.WAITING, bill("b", 31, 20)], 31, **order)
        check("rate", [*self.WAITING, bill("b", 31, 20), paid(31, 10)], 99, **order)
        check("rate", [*self.WAITING, bill("b", 31, 20), disputed("b", 31, 10), paid(31, 5, "b")], 99, **order)

    def test_a_payment_of_the_day_comes_last(self) -> None:
        check("rate", [*self.WAITING, paid(31, 30), paid(31, 20, "a")], 99)
        check("rate", [*self.WAITING, disputed("a", 31, 5), paid(31, 30)], 99)


class TestWhoseMoneyItWas:
    """Of its own money a named debt gets first; any other debt what has waited longest."""

    def test_a_credit_that_waits_beside_charges_that_accrue(self) -> None:
        events = [
            bill("a", 0, 50_25),
            bill("b", 0, 25),
            paid(30, 50_75, "a"),
            paid(30, 32_50, "b"),
            paid(30, 1),
            disputed("a", 46, 50_25, 46),
            disputed("b", 60, 25, 60),
        ]
        check("fee a month", events, 211, **TOGETHER, **NEVER_EXEMPT, **NEWEST)

    def test_two_payments_of_a_day_on_one_debt(self) -> None:
        events = [bill("a", 0, 50_25), paid(27, 50_75, "a"), paid(27, 12_56, "a")]
        check("rate at most", events, 211, **PRINCIPAL_FIRST, **LARGEST)

    @pytest.mark.parametrize("named", [None, "a"])
    def test_a_payment_after_a_credit(self, named: str | None) -> None:
        """1.23 has accrued: 50 cents of the first payment wait until the second one."""
        check("rate", [bill("a", 0, 100_00), paid(19, 100_50), paid(19, 1_00, named)], 99)

    @pytest.mark.parametrize(("day", "cents"), [(25, 1_23), (31, 70)])
    def test_a_write_off_after_a_credit(self, day: int, cents: int) -> None:
        check("rate", [bill("a", 0, 100_00), paid(19, 100_50), written_off("a", day, cents)], 99)


class TestPartsInDispute:
    def test_the_first_part_alone_bears_a_sum(self) -> None:
        events = [bill("a", 0, 40), disputed("a", 15, 20, 150), disputed("a", 15, 20)]
        check("fee", events, 99)

    def test_the_next_part_bears_a_sum_where_the_first_one_is_paid(self) -> None:
        events = [bill("a", 0, 40), disputed("a", 1, 20), paid(2, 20), disputed("a", 3, 20)]
        check("fee", events, 99)
        check("fee", [bill("a", 0, 40), disputed("a", 1, 20), disputed("a", 1, 20), paid(2, 20)], 99)

    def test_nothing_accrues_anew_where_nothing_is_met(self) -> None:
        events = [
            bill("b", 30, 25),
            bill("c", 44, 50_25),
            disputed("b", 44, 13),
            disputed("b", 57, 12),
            bill("a", 66, 25),
            paid(57, 10_25, "a"),
            disputed("a", 66, 25),
            disputed("c", 66, 25_13, 66),
            paid(66, 25_12),
        ]
        check("rate after grace", events, 99, **NEVER_EXEMPT)

    def test_nothing_is_left_for_a_part(self) -> None:
        events = [bill("a", 30, 1_00), bill("b", 30, 1), disputed("b", 56, 1), paid(76, 1)]
        check("greater", events, 99)

    def test_a_write_off_of_two_parts(self) -> None:
        events = [
            bill("a", 0, 30),
            bill("b", 0, 20),
            disputed("b", 45, 10),
            disputed("b", 120, 10),
            written_off("b", 120, 20),
        ]
        check("rate", events, 211, **NEVER_EXEMPT)

    def test_a_part_is_paid_before_its_debt_is_late(self) -> None:
        check("rate", [bill("a", 0, 100_00), disputed("a", 1, 40_00), paid(2, 70_00)], 99, **NEVER_EXEMPT)

    @pytest.mark.parametrize("order", [{}, NEWEST, LARGEST])
    def test_parts_of_any_order(self, order: Any) -> None:
        events = [bill("a", 0, 25), disputed("a", 47, 13, 150), disputed("a", 47, 12, 150), paid(47, 18)]
        check("by days", events, 99, **order)
        sums = [10_00, 30_00, 20_00, 30_00, 5_00]
        bills = [bill(f"{place}", 0, cents) for place, cents in enumerate(sums)]
        all_disputed = [disputed(f"{place}", 1, cents) for place, cents in enumerate(sums)]
        for cents in (7_00, 30_00, 31_00, 47_00, 61_00, 90_00):
            check("rate", [*bills, *all_disputed, paid(2, cents)], 99, **order)

    @pytest.mark.parametrize("order", [{}, NEWEST, LARGEST])
    @pytest.mark.parametrize("reported", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)])
    def test_parts_that_are_reported_in_any_order(self, order: Any, reported: tuple[int, int, int]) -> None:
        sums = [10_00, 30_00, 20_00]
        bills = [bill(f"{place}", 0, cents) for place, cents in enumerate(sums)]
        of_each = [disputed(f"{place}", day, sums[place] // 2) for place, day in enumerate(reported)]
        again = [disputed(f"{place}", day + 3, sums[place] // 4) for place, day in enumerate(reported)]
        for cents in (40_00, 52_00):
            check("rate", [*bills, *of_each, *again, paid(9, cents)], 99, **order)

    def test_of_equal_parts_the_older_debt_is_met(self) -> None:
        events = [
            bill("a", 0, 20),
            bill("b", 0, 20),
            disputed("a", 15, 20),
            disputed("b", 27, 20),
            paid(40, 35, "a"),
        ]
        check("from the invoice date", events, 50, **LARGEST)


class TestDebtsThatComeBack:
    @pytest.mark.parametrize("decided", [0, 1, 5, 15, 16, 20, 40])
    @pytest.mark.parametrize("clause", ["fee", "rate", "rate after grace", "sum"])
    def test_one_that_was_in_dispute_as_a_whole(self, clause: str, decided: int) -> None:
        """What bore nothing for days before it was late, and by the month since before that, is left to the library."""
        events = [bill("a", 0, 75), bill("b", 0, 25), disputed("a", min(decided, 1), 75, decided)]
        is_left = clause != "fee" and 1 < decided <= (25 if clause == "rate after grace" else 15)
        check(clause, events, 99, "in doubt" if is_left else "the same")

    def test_one_that_is_owed_again_on_its_due_date_and_paid(self) -> None:
        events = [bill("b", 0, 1), disputed("b", 0, 1, 15), paid(15, 2), bill("a", 75, 1)]
        check("by days", events, 99, **PRINCIPAL_FIRST)

    def test_one_that_is_disputed_again_on_its_due_date(self) -> None:
        events = [
            bill("a", 30, 56_45),
            bill("b", 30, 100_00),
            disputed("a", 31, 14_11, 45),
            paid(31, 105_00),
            disputed("a", 45, 28_22),
            reminded(45),
            reminded(60, "a"),
        ]
        check("sum", events, 911, **TOGETHER)

    def test_one_that_was_paid_in_part_while_it_was_in_dispute(self) -> None:
        events = [
            bill("a", 0, 100_25),
            disputed("a", 28, 100_25, 46),
            paid(28, 50_12),
            reminded(58, "a"),
            reminded(59),
        ]
        check("from the end of the grace period", events, 211, "in doubt", **PRINCIPAL_FIRST)

    def test_one_that_is_moved_forward_before_an_older_one(self) -> None:
        events = [bill("a", 0, 50_25), bill("b", 0, 75), disputed("b", 31, 37, 60), disputed("a", 36, 25_12)]
        check("fee a month", events, 911, **NEVER_EXEMPT, **PRINCIPAL_FIRST, **LARGEST)

    def test_one_whose_rest_was_paid_before_a_leaf_began(self) -> None:
        check("sum", [bill("a", 0, 40), disputed("a", 27, 20, 90), paid(27, 20, "a")], 911)

    def test_a_part_that_has_begun_before_the_next_one_is_reported(self) -> None:
        events = [bill("a", 50, 20), disputed("a", 61, 10, 135), disputed("a", 76, 10), reminded(76)]
        check("greater", events, 99, **PRINCIPAL_FIRST, **LARGEST)
        check("fee", [bill("a", 0, 20), disputed("a", 1, 10), disputed("a", 16, 10)], 99)

    def test_one_that_was_closed_in_the_month_in_which_it_comes_back(self) -> None:
        """10.00 and the 1.00 of its month are paid, then 190.00 bears more than that in nine days."""
        for clause in ("greater", "greater by the month"):
            check(clause, [bill("a", 0, 200_00), disputed("a", 1, 190_00, 22), paid(20, 11_00)], 99)

    @pytest.mark.parametrize("exempt", [{}, NEVER_EXEMPT])
    @pytest.mark.parametrize("together", [{}, TOGETHER])
    @pytest.mark.parametrize("cents", [21, 40, 60])
    @pytest.mark.parametrize("day", [1, 17])
    def test_a_part_that_comes_back_after_a_payment(self, exempt: Any, together: Any, cents: int, day: int) -> None:
        for others in ([], [bill("b", 0, 1_00)]):
            events = [bill("a", 0, 40), *others, disputed("a", day, 20, 40), paid(18, cents, "a")]
            check("rate", events, 99, **exempt, **together)

    def test_a_part_that_comes_back_after_all_of_it_was_paid(self) -> None:
        events = [
            bill("a", 0, 50_00),
            bill("b", 0, 56_45),
            disputed("a", 16, 25_00, 120),
            paid(16, 66_45),
            disputed("b", 120, 28_23, 150),
            paid(120, 61_45),
            reminded(150, "b"),
        ]
        check("from the invoice date", events, 911, **NEVER_EXEMPT, **PRINCIPAL_FIRST)

    def test_the_second_part_comes_back_while_the_first_one_bears_a_sum(self) -> None:
        check("fee", [bill("a", 0, 40), disputed("a", 1, 20), disputed("a", 2, 20, 30)], 99)


class TestReminders:
    def test_of_what_is_paid_and_comes_back_before_the_time_of_the_reminder_ends(self) -> None:
        events = [bill("a", 0, 100_00), disputed("a", 20, 40_00, 33), reminded(30), paid(31, 60_00, "a")]
        check("a sum", events, 99)

    def test_a_debt_of_which_a_part_in_dispute_is_left(self) -> None:
        events = [bill("a", 0, 100_00), bill("b", 0, 200_00), disputed("b", 27, 50_00), paid(27, 200_00), reminded(105)]
        check("from the next bill", events, 211, **NEWEST, **PRINCIPAL_FIRST)

    @pytest.mark.parametrize("named", [None, "a"])
    @pytest.mark.parametrize("day", [14, 15, 16])
    def test_on_the_due_date(self, day: int, named: str | None) -> None:
        """A reminder of all debts is of those that are past due."""
        for events in ([], [disputed("a", 1, 200_00)], [disputed("a", 1, 90_00), disputed("a", 2, 110_00)]):
            check("by the month", [bill("a", 0, 200_00), *events, reminded(day, named)], 99)

    @pytest.mark.parametrize("days", [(30,), (30, 31), (15, 30), (30, 30)])
    def test_a_debt_with_two_parts_in_dispute_is_reminded_once(self, days: tuple[int, ...]) -> None:
        for whole in ([disputed("a", 1, 100_00), disputed("a", 2, 100_00)], [disputed("a", 1, 100_00)], []):
            events = [bill("a", 0, 200_00), *whole, bill("b", 0, 10), disputed("b", 1, 10)]
            check("fee after the second reminder", [*events, *map(reminded, days)], 99)

    def test_a_reminder_before_the_due_date_of_what_is_paid_in_part(self) -> None:
        events = [bill("a", 0, 100_00), disputed("a", 1, 25_00, 76), reminded(1, "a"), paid(16, 50_00)]
        check("sum", events, 50, **PRINCIPAL_FIRST)
