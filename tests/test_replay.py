"""What happens on which day of an account, and where money goes: each step of the replay, by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import Account, Credit, Dispute, InputError, Invoice, Payment, Payout, Reminder, WriteOff
from telcoterms.account.events import Event, ReturnedPayment
from telcoterms.agreement.conditions import Grace
from telcoterms.clauses.late_charge.kinds import LateChargeRule, SumOf
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.questions import replayed
from telcoterms.statement.replay import Replay
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, cad, compound, flat, made, net, ordered

TWO_PER_CENT = compound(Fraction(2, 100))
REMINDED = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
"""5.00 for what is unpaid on the eighth day after a reminder."""
BILL = Invoice("a", "2026-01-01", cad(100_00))


def replay(
    events: Sequence[Event], day: str, late: LateChargeRule = TWO_PER_CENT, net_days: int = 15, **readings: Any
) -> Replay:
    """Replay an account up to a day, never as a plain account."""
    order = ordered(**readings)
    terms = made(due_date=net(net_days), late_charge=late, statement=order, administrative_charge=None)
    return replayed(AccountTerms(terms.agreement), Account(events), date.fromisoformat(day))


def owed(found: Replay) -> dict[str, tuple[int, int]]:
    """The principal and the charges of each debt, in cents."""
    return {number: (debt.principal, debt.charges) for number, debt in found.debts.items()}


def in_dispute(found: Replay) -> dict[str, int]:
    return {part.debt.number: part.principal for part in found.disputed_parts}


def held(found: Replay) -> list[int]:
    return [part.held_on(found.as_of.toordinal()) for part in found.disputed_parts]


class TestTheCreditThatWaits:
    """It is used once the debts of a day are there, on each day on which something was posted or billed."""

    # 100.00 x 2 % x 19/31 = 1.23 have accrued when 100.50 are paid on 20 January: 0.50 wait for the posting
    PAID = (BILL, Payment("2026-01-20", cad(100_50)))

    def test_it_waits_for_the_posting(self) -> None:
        found = replay(self.PAID, "2026-01-31")
        assert (found.credit, owed(found)) == (50, {"a": (0, 0)})

    def test_a_new_bill_is_there_before_it_is_used(self) -> None:
        found = replay([*self.PAID, Invoice("b", "2026-02-01", cad(20_00))], "2026-02-01", across_debts="newest-first")
        assert (found.credit, owed(found)) == (0, {"a": (0, 1_23), "b": (19_50, 0)})

    @pytest.mark.parametrize(
        ("day", "charges"),
        [
            ("2026-02-01", 73),  # 1.23 - 0.50
            ("2026-03-01", 74),  # 0.73 x 2 % = 0.0146; of 1.23 it would have been 0.0246
        ],
    )
    def test_it_meets_a_posting_on_its_day(self, day: str, charges: int) -> None:
        found = replay(self.PAID, day)
        assert (found.credit, owed(found)) == (0, {"a": (0, charges)})

    def test_a_bill_of_nothing_is_no_use_of_it(self) -> None:
        found = replay([BILL, Payment("2026-01-05", cad(101_00)), Invoice("b", "2026-01-06", cad(0))], "2026-01-07")
        assert [(one.day, one.credit_after) for one in found.receipts] == [(date(2026, 1, 5).toordinal(), 1_00)]


class TestTheTerms:
    """The clauses that the debts take; of an account without debts, those of its day."""

    def test_of_an_account_without_debts(self) -> None:
        assert [one.late_charge for one in replay([], "2026-01-01").used] == [TWO_PER_CENT]


class TestRoundedTogether:
    """A debt whose balance is paid is closed by a sum that covers its share, and by nothing else.

    0.58 and 0.24 are due on 1 January, and the first is paid on the 11th. By then 0.3742 and 0.1548 of a cent have
    accrued, together 0.53: one cent, the share of the first. On 26 January it is that of the second: 0.3742 and 0.3871.
    """

    BILLS = (
        Invoice("a", "2026-01-01", cad(58)),
        Invoice("b", "2026-01-01", cad(24)),
        Payment("2026-01-11", cad(58), "a"),
    )

    def found(self, *events: Event) -> Replay:
        return replay([*self.BILLS, *events], "2026-02-01", net_days=0, posted_per="account")

    @pytest.mark.parametrize(
        "other",
        [
            Invoice("c", "2026-01-26", cad(1_00)),  # a bill of the day
            Invoice("c", "2025-12-26", cad(1)),  # a month that ends on the day
        ],
    )
    def test_it_goes_on_where_its_share_has_become_nothing(self, other: Invoice) -> None:
        # 0.3742 + 0.24 x 2 % = 0.48 of a cent: together one cent, to the second
        found = self.found(other)
        assert (found.debts["a"].open, found.debts["b"].charges) == (True, 1)

    def test_a_payment_of_another_debt_closes_it_then(self) -> None:
        # what it had accrued is gone with it: (0.24 x 25/31 + 0.23 x 6/31) x 2 % = 0.476 of a cent alone
        found = self.found(Payment("2026-01-26", cad(1), "b"))
        assert (found.debts["a"].open, found.debts["b"].charges) == (False, 0)

    def test_what_has_accrued_is_kept_for_the_working_as_it_closes_a_debt(self) -> None:
        # 100.00 x 2 % x 19/31 = 1.2258
        found = replay([BILL, Payment("2026-01-20", cad(101_23))], "2026-01-25", posted_per="account")
        on, exact = date(2026, 1, 20).toordinal(), Fraction(200 * 19, 31)
        assert [tuple(one) for one in found.shared_roundings] == [(on, ["a"], [exact], [1_23], False)]

    def test_and_not_where_each_debt_is_rounded_alone(self) -> None:
        assert replay([BILL, Payment("2026-01-20", cad(101_23))], "2026-01-25").shared_roundings == []

    def test_what_was_paid_on_a_day_has_not_accrued_on_it_any_more(self) -> None:
        # 60.00 and 1.23 are paid; the 40.00 in dispute bear charges all the same, from the end of the day
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), Payment("2026-01-20", cad(61_23))]
        found = replay(events, "2026-01-20", posted_per="account", disputed="never-exempt")
        assert found.accrued_on(found.debts["a"], found.as_of.toordinal()) == 0


class TestReminders:
    """A reminder is of the debt that it names, or of each that is past due on its day."""

    def charges(self, *events: Event) -> dict[str, int]:
        bills = Invoice("a", "2026-01-01", cad(10_00)), Invoice("b", "2026-01-01", cad(20_00))
        found = replay([*bills, *events], "2026-03-01", REMINDED)
        return {number: debt.charges for number, debt in found.debts.items()}

    def test_of_one_debt(self) -> None:
        assert self.charges(Reminder("2026-01-20", "a")) == {"a": 5_00, "b": 0}

    def test_on_the_due_date_nothing_is_past_due(self) -> None:
        assert self.charges(Reminder("2026-01-16")) == {"a": 0, "b": 0}
        assert self.charges(Reminder("2026-01-17")) == {"a": 5_00, "b": 5_00}

    def test_what_comes_back_before_the_time_of_the_reminder_ends_bears_the_sum(self) -> None:
        # the 40.00 in dispute are owed again from 22 January on, and unpaid on the 28th; the 60.00 were paid in time
        disputed = Dispute("a", "2026-01-18", cad(40_00), "2026-01-22", "rejected")
        events: list[Event] = [BILL, disputed, Reminder("2026-01-20"), Payment("2026-01-21", cad(60_00))]
        assert owed(replay(events, "2026-01-27", REMINDED, on_rejection="from-decision")) == {"a": (40_00, 0)}
        assert owed(replay(events, "2026-01-28", REMINDED, on_rejection="from-decision")) == {"a": (40_00, 5_00)}

    def test_a_debt_that_is_all_in_dispute_is_reminded_too(self) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(100_00)), Reminder("2026-01-20")]
        assert held(replay(events, "2026-01-27", REMINDED)) == [0]
        assert held(replay(events, "2026-01-28", REMINDED)) == [5_00]


class TestTheOrderOfDebts:
    """The reading `across_debts` orders what is owed, with the charges of the day, and then what is in dispute."""

    def test_the_largest_debt_is_the_largest_with_its_charges(self) -> None:
        # 100.00 + 2.00 on 1 February are more than 101.00: 2.00 of the payment go to the charges, 3.00 to the 100.00
        events: list[Event] = [BILL, Invoice("b", "2026-02-01", cad(101_00)), Payment("2026-02-02", cad(5_00))]
        found = replay(events, "2026-02-02", across_debts="largest-first")
        assert owed(found) == {"a": (97_00, 0), "b": (101_00, 0)}

    @pytest.mark.parametrize(
        ("across", "left"),
        [
            ("oldest-first", {"a": 0, "b": 14_00}),
            ("newest-first", {"a": 6_00, "b": 0}),
            ("largest-first", {"a": 10_00, "b": 4_00}),
        ],
    )
    def test_what_is_in_dispute(self, across: str, left: dict[str, int]) -> None:
        paid = {"oldest-first": 16_00, "newest-first": 24_00, "largest-first": 16_00}[across]
        events: list[Event] = [
            Invoice("a", "2026-01-01", cad(10_00)),
            Invoice("b", "2026-01-02", cad(20_00)),
            Dispute("a", "2026-01-03", cad(10_00)),
            Dispute("b", "2026-01-03", cad(20_00)),
            Payment("2026-01-04", cad(paid)),
        ]
        assert in_dispute(replay(events, "2026-01-05", across_debts=across)) == left


class TestDisputedParts:
    """What is paid of the one part of a debt changes the other part from that day on, and not before."""

    def test_a_flat_fee_is_not_held_where_the_rest_was_unpaid_when_its_time_ended(self) -> None:
        # 60.00 were unpaid as 16 January ended: they bear the 5.00, although they are paid later
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), Payment("2026-01-20", cad(65_00))]
        found = replay(events, "2026-02-01", flat(5_00))
        assert (owed(found), held(found), found.credit) == ({"a": (0, 0)}, [0], 0)
        assert (found.debts["a"].open, found.open_debts) == (False, [])

    def test_a_debt_that_is_paid_has_no_charge_to_come(self) -> None:
        found = replay([BILL, Payment("2026-01-20", cad(101_23))], "2026-01-25")
        assert (owed(found), found.debts["a"].next_posting) == ({"a": (0, 0)}, None)

    def test_what_is_left_of_the_rest_bears_alone(self) -> None:
        # (100.00 x 19 days + 60.00 x 5 + 50.00 x 7) x 2 % / 31 = 1.645; with the 40.00 it would have been 1.83
        events: list[Event] = [BILL, Dispute("a", "2026-01-20", cad(40_00)), Payment("2026-01-25", cad(10_00))]
        assert owed(replay(events, "2026-02-01")) == {"a": (50_00, 1_65)}

    def test_what_bears_charges_all_the_same_bears_a_flat_fee_whose_time_ends_later(self) -> None:
        # 1.23 is paid with the rest; 40.00 x 2 % x 12/31 = 0.31 on 1 February; 5.00 on the day after 15 February
        fee = replace(flat(5_00), grace=Grace(days=30))
        both = SumOf(of=(TWO_PER_CENT, fee), clause=CLAUSE, says="")
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), Payment("2026-01-20", cad(61_23))]
        assert owed(replay(events, "2026-02-15", both, disputed="never-exempt")) == {"a": (0, 31)}
        assert owed(replay(events, "2026-02-16", both, disputed="never-exempt")) == {"a": (0, 5_31)}

    def test_what_bears_charges_all_the_same_loses_no_part_of_a_cent_to_the_payment_of_another_debt(self) -> None:
        # 0.30 x 2 % = 0.6 of a cent in January; on the 16th it is 0.29, and the payment is of the other bill
        events: list[Event] = [
            Invoice("a", "2026-01-01", cad(50)),
            Dispute("a", "2026-01-01", cad(30)),
            Payment("2026-01-01", cad(20), "a"),
            Invoice("b", "2026-01-16", cad(1_00)),
            Payment("2026-01-16", cad(1_00)),
        ]
        found = replay(events, "2026-02-01", net_days=0, disputed="never-exempt")
        assert owed(found) == {"a": (0, 1), "b": (0, 0)}
        assert [len(debt.allocations) for debt in found.debts.values()] == [1, 1]
        assert [one.allocations for one in found.receipts] == [[("a", 20, False)], [("b", 1_00, False)]]

    def test_a_flat_fee_is_held_on_what_was_unpaid_as_its_time_ended_and_paid_later(self) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(100_00)), Payment("2026-01-20", cad(100_00))]
        found = replay(events, "2026-02-01", flat(5_00))
        assert (in_dispute(found), held(found), found.credit) == ({"a": 0}, [5_00], 0)

    @pytest.mark.parametrize(
        ("paid", "left", "charges"),
        [
            (10_00, 30_49, 24),  # 10.00 - 0.49 = 9.51; 30.49 x 2 % x 12/31 = 0.236
            (40_49, 0, 0),
        ],
    )
    def test_what_is_paid_of_a_part_that_bears_charges_all_the_same(self, paid: int, left: int, charges: int) -> None:
        # 40.00 x 2 % x 19/31 = 0.49 is paid first, then the part itself
        events: list[Event] = [
            BILL,
            Dispute("a", "2026-01-05", cad(40_00)),
            Payment("2026-01-10", cad(60_00)),
            Payment("2026-01-20", cad(paid)),
        ]
        found = replay(events, "2026-02-01", disputed="never-exempt")
        assert (in_dispute(found), owed(found)) == ({"a": left}, {"a": (0, charges)})
        assert [debt.number for debt in found.open_debts] == ["a"] * (left > 0)
        assert found.debts["a"].open == (left > 0)


class TestWhatIsGivenUp:
    """A write-off meets what is undisputed of its debt, then what is in dispute, and is never more than both."""

    def test_it_meets_what_is_undisputed_first(self) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), WriteOff("2026-01-10", "a", cad(75_00))]
        found = replay(events, "2026-01-10")
        assert (owed(found), in_dispute(found)) == ({"a": (0, 0)}, {"a": 25_00})
        assert [one.excess for one in found.write_offs] == [0]
        on = date(2026, 1, 10).toordinal()
        kind = "written off"
        assert found.debts["a"].allocations == [(on, 0, 60_00, kind, False), (on, 0, 15_00, kind, True)]

    def test_a_payment_says_which_part_it_met(self) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), Payment("2026-01-10", cad(75_00))]
        found = replay(events, "2026-01-10")
        assert [one.allocations for one in found.receipts] == [[("a", 60_00, False), ("a", 15_00, True)]]

    def test_of_a_debt_that_is_all_in_dispute(self) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(100_00)), WriteOff("2026-01-10", "a", cad(40_00))]
        assert in_dispute(replay(events, "2026-01-10")) == {"a": 60_00}

    def test_more_than_is_owed_is_refused(self) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), WriteOff("2026-01-10", "a", cad(100_01))]
        with refused(InputError, "the write-off of 100.01 CAD on 2026-01-10 is more than 'a' owes: write off 100.00"):
            replay(events, "2026-01-10")

    def test_what_was_learnt_later_leaves_an_excess(self) -> None:
        # 30.00 were wrong from the start, as is known on the 11th: of 100.00 written off, 70.00 were owed
        credit = Credit("2026-01-11", cad(30_00), "a", "from-invoice-date")
        found = replay([BILL, WriteOff("2026-01-10", "a", cad(100_00)), credit], "2026-01-11")
        assert [one.excess for one in found.write_offs] == [30_00]
        with refused(InputError, "is more than 'a' owes: write off 70.00 CAD"):
            replay([BILL, WriteOff("2026-01-11", "a", cad(100_00)), credit], "2026-01-11")


class TestPayouts:
    """What is paid out is credit; what is more is refused, or a debt where the credit was taken away later."""

    PAID = (BILL, Payment("2026-01-05", cad(130_00), reference="R1"))

    def test_two_of_a_day_are_one_sum(self) -> None:
        found = replay([*self.PAID, Payout("2026-01-06", cad(10_00)), Payout("2026-01-06", cad(15_00))], "2026-01-06")
        assert (found.credit, [tuple(one)[1:] for one in found.payouts]) == (5_00, [(25_00, 0, 5_00)])

    def test_more_than_the_credit_is_refused(self) -> None:
        events: list[Event] = [*self.PAID, Payout("2026-01-06", cad(10_00)), Payout("2026-01-06", cad(20_01))]
        with refused(InputError, "30.01 CAD is paid out on 2026-01-06, but the credit is 30.00 CAD: pay out no more"):
            replay(events, "2026-01-06")

    def test_where_the_payment_was_returned_later_it_is_a_debt_of_its_day(self) -> None:
        # due on 21 January; 20.00 x 2 % x 26/31 = 0.3355 have accrued by 1 February
        events: list[Event] = [*self.PAID, Payout("2026-01-06", cad(20_00)), ReturnedPayment("2026-01-10", "R1")]
        found = replay(events, "2026-02-01")
        debt = found.debts["payout of 2026-01-06"]
        assert (debt.principal, debt.due_on) == (20_00, date(2026, 1, 21).toordinal())
        assert found.accrued_on(debt, found.as_of.toordinal()) == 34
        assert [tuple(one)[1:] for one in found.payouts] == [(20_00, 20_00, 0)]
        with refused(InputError, "20.00 CAD is paid out on 2026-01-10, but the credit is 0.00 CAD"):
            replay([*self.PAID, Payout("2026-01-10", cad(20_00)), events[-1]], "2026-02-01")
