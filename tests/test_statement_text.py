"""What a statement shows: a line for each kind of event, the sheet, the corrections, and what the picture draws."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Account, Answer, InputError, Invoice, Money, Payment, Statement
from telcoterms.account.events import Cancellation, Credit, Dispute, Event, Payout, ReturnedPayment, WriteOff
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.statement.picture import MOMENT_KINDS, history_of
from tests.account_with_every_event import AFTER, BEFORE, bounced, messy
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.printed_page import check_heading, heading_of, read
from tests.random_accounts import Made, made_history
from tests.terms_builders import DISPUTED, HOSTING, POSTED_PER, at_least, cad, compound, flat, made, ordered, simple

INVOICE = Invoice("a", "2026-01-01", cad(10_000))
TWO_PER_CENT = Fraction(2, 100)
HISTORIES = st.randoms(use_true_random=False).map(made_history)


def lines_of_account(*events: Event, on: str, **readings: str) -> list[str]:
    """Return the lines of a statement, each joined and without its clause; the arithmetic of each is checked."""
    return lines_of(HOSTING.statement(Account(events), on).under(**readings))


def lines_under(late: LateChargeRule, *events: Event, on: str, **order: Any) -> list[str]:
    return lines_of(made(late_charge=late, statement=ordered(**order)).statement(Account(events), on))


def lines_of(answer: Answer[Statement]) -> list[str]:
    page = read(str(answer.working))
    check_heading(page)
    return [one.text for one in page.entries if not one.part]


def lines_after(lines: list[str], title: str) -> list[str]:
    """Return the lines after a title."""
    return lines[lines.index(title) + 1 :]


class TestDispute:
    """It is set aside from its report on, and owed again if it is decided against the customer."""

    LATER = Dispute("a", "2026-01-20", cad(3_000), "2026-02-20", "rejected")

    def test_open_dispute_is_set_aside(self) -> None:
        lines = lines_of_account(INVOICE, Dispute("a", "2026-01-20", cad(3_000)), on="2026-02-10")
        assert lines[3:6] == [
            "2026-01-20 30.00 disputed, which is set aside: 100.00 - 30.00 = 70.00",
            "2026-01-01 to 2026-02-01: (100.00 x 19 + 70.00 x 12) x 2 % / 31 = 1.767741... -> 1.77 (half up)",
            "balance: 70.00 + 1.77 = 71.77",
        ]
        assert "owed on 2026-02-10, principal, in dispute and charges: 70.00 + 30.00 + 1.77 = 101.77" in lines
        assert lines_after(lines, "in dispute since 2026-01-20, and unpaid: 30.00")[:4] == [
            "held on it while it is in dispute, and not owed",
            "2026-01-20 to 2026-02-01: 30.00 x 2 % x 12/31 = 0.232258... -> 0.23 (half up)",
            "2026-02-01 to 2026-02-10: 30.23 x 2 % x 9/28 = 0.194335... -> 0.19 (half up)",
            "held: 0.23 + 0.19 = 0.42",
        ]
        assert "of this in dispute: 30.00" in lines
        assert "not in dispute: 102.23 - 30.00 = 72.23" in lines
        assert "held until the disputes are decided, and not owed: 0.42" in lines

    def test_rejected_dispute_counts_as_never_reported(self) -> None:
        lines = lines_of_account(INVOICE, self.LATER, on="2026-03-01")
        assert lines[1] == "disputed on 2026-01-20, 30.00 rejected on 2026-02-20: as if never disputed"
        assert not any("is set aside" in one for one in lines)

    def test_rejected_dispute_is_owed_again_from_its_decision(self) -> None:
        lines = lines_of_account(INVOICE, self.LATER, on="2026-03-01", on_rejection="from-decision")
        assert lines[3:] == [
            "2026-01-20 30.00 disputed, which is set aside: 100.00 - 30.00 = 70.00",
            "2026-01-01 to 2026-02-01: (100.00 x 19 + 70.00 x 12) x 2 % / 31 = 1.767741... -> 1.77 (half up)",
            "balance: 70.00 + 1.77 = 71.77",
            "2026-02-20 rejected, what was disputed on 2026-01-20, and what was held on it lapses: "
            "71.77 + 30.00 = 101.77",
            "2026-02-01 to 2026-03-01: (71.77 x 19 + 101.77 x 9) x 2 % / 28 = 1.628257... -> 1.63 (half up)",
            "balance: 101.77 + 1.63 = 103.40",
            "owed on 2026-03-01, principal and charges: 100.00 + 3.40 = 103.40",
            *lines[10:],
        ]

    def test_dispute_withdrawn_at_once(self) -> None:
        at_once = Dispute("a", "2026-01-10", cad(3_000), "2026-01-10", "withdrawn")
        lines = lines_of_account(INVOICE, at_once, on="2026-01-12", on_rejection="from-decision")
        assert lines[1] == "disputed on 2026-01-10, 30.00 withdrawn on 2026-01-10: as if never disputed"

    def test_dispute_withdrawn_before_anything_was_held(self) -> None:
        withdrawn = Dispute("a", "2026-01-05", cad(3_000), "2026-01-10", "withdrawn")
        lines = lines_of_account(INVOICE, withdrawn, on="2026-01-12", on_rejection="from-decision")
        assert "2026-01-10 withdrawn, what was disputed on 2026-01-05: 70.00 + 30.00 = 100.00" in lines

    def test_all_of_a_debt_until_after_its_due_date(self) -> None:
        # nothing is late before the decision; from its day on 100.00 bears a charge
        whole = Dispute("a", "2026-01-05", cad(10_000), "2026-02-10", "rejected")
        lines = lines_of_account(INVOICE, whole, on="2026-03-01", on_rejection="from-decision")
        assert "2026-02-10 to 2026-03-01: 100.00 x 2 % x 19/28 = 1.357142... -> 1.36 (half up)" in lines

    def test_dispute_upheld_in_part(self) -> None:
        partly = Dispute("a", "2026-01-05", cad(3_000), "2026-02-10", cad(1_000))
        lines = lines_of_account(INVOICE, partly, on="2026-02-10")
        assert lines[1:3] == [
            "disputed on 2026-01-05, upheld on 2026-02-10, from the start: 100.00 - 10.00 = 90.00",
            "disputed on 2026-01-05, 20.00 rejected on 2026-02-10: as if never disputed",
        ]

    def test_late_dispute_changes_nothing(self) -> None:
        lines = lines_of_account(INVOICE, Dispute("a", "2026-04-02", cad(100)), on="2026-04-02")
        late = "disputed on 2026-04-02, 1.00: after the last day, 2026-04-01: too late, it changes nothing"
        assert lines[1] == late

    def test_dispute_of_more_than_is_unpaid(self) -> None:
        events: list[Event] = [INVOICE, Payment("2026-01-05", cad(9_000)), Dispute("a", "2026-01-10", cad(3_000))]
        lines = lines_of_account(*events, on="2026-01-10")
        assert "2026-01-10 30.00 disputed, 10.00 of it unpaid, which is set aside: 10.00 - 10.00 = 0.00" in lines
        events[1] = Payment("2026-01-05", cad(10_000))
        lines = lines_of_account(*events, on="2026-01-10", on_rejection="from-decision")
        assert "2026-01-10 30.00 disputed, of which nothing is unpaid: nothing is set aside" in lines
        assert not any("in dispute" in one for one in lines)

    def test_payment_while_a_dispute_is_open(self) -> None:
        open_ = Dispute("a", "2026-01-05", cad(3_000))
        for met, how in (
            (Payment("2026-01-10", cad(1_000)), "paid"),
            (Credit("2026-01-10", cad(1_000), "a"), "credited"),
            (WriteOff("2026-01-10", "a", cad(1_000)), "written off"),
        ):
            lines = lines_of_account(INVOICE, open_, Payment("2026-01-09", cad(7_000)), met, on="2026-01-12")
            assert lines[4:6] == [
                "2026-01-09 paid, all to principal: 70.00 - 70.00 = 0.00",
                f"2026-01-10 {how}, of what is in dispute: 30.00 - 10.00 = 20.00",
            ]
            assert "in dispute since 2026-01-05, and unpaid: 20.00" in lines
        lines = lines_of_account(INVOICE, open_, Payment("2026-01-10", cad(8_000), "a"), on="2026-01-12")
        assert (
            "2026-01-10 payment of 80.00 for a, 70.00 to a, 10.00 to what is in dispute of a; "
            "credit after it: 80.00 - 70.00 - 10.00 = 0.00"
        ) in lines

    def test_disputed_part_bears_charges_where_it_is_never_exempt(self) -> None:
        # 71.20 covers 70.00 and 19/31 of 2.00; the 30.00 in dispute go on
        events: list[Event] = [INVOICE, Dispute("a", "2026-01-20", cad(3_000)), Payment("2026-01-20", cad(7_123))]
        lines = lines_of_account(*events, on="2026-02-01", disputed="never-exempt")
        assert lines[3:] == [
            "2026-01-01 to 2026-01-20: 100.00 x 2 % x 19/31 = 1.225806... -> 1.23 (half up)",
            "balance: 100.00 + 1.23 = 101.23",
            "2026-01-20 30.00 disputed, which is set aside but bears charges: 101.23 - 30.00 = 71.23",
            "2026-01-20 paid, 1.23 of charges and 70.00 of principal: 71.23 - 71.23 = 0.00",
            "2026-01-20 to 2026-02-01: 30.00 x 2 % x 12/31 = 0.232258... -> 0.23 (half up)",
            "balance: 0.23",
            "owed on 2026-02-01, in dispute and charges: 30.00 + 0.23 = 30.23",
            "in dispute since 2026-01-20, and unpaid: 30.00",
            *lines[11:],
        ]
        assert not any("held" in one for one in lines)

    def test_never_exempt_dispute_of_more_than_is_unpaid(self) -> None:
        # 100.00 - 90.00 leaves 10.00, which is all that can be set aside of the 30.00
        events: list[Event] = [INVOICE, Payment("2026-01-05", cad(9_000)), Dispute("a", "2026-01-10", cad(3_000))]
        lines = lines_of_account(*events, on="2026-01-10", disputed="never-exempt")
        assert (
            "2026-01-10 30.00 disputed, 10.00 of it unpaid, which is set aside but bears charges: 10.00 - 10.00 = 0.00"
        ) in lines

    @pytest.mark.parametrize("per", POSTED_PER)
    def test_on_the_day_on_which_the_rest_is_settled_nothing_has_accrued(self, per: str) -> None:
        events: list[Event] = [INVOICE, Dispute("a", "2026-01-20", cad(3_000)), Payment("2026-01-20", cad(7_123))]
        lines = lines_of_account(*events, on="2026-01-20", disputed="never-exempt", posted_per=per)
        assert "accrued since and not yet posted" not in lines

    def test_a_fee_that_is_held(self) -> None:
        lines = lines_under(flat(500), INVOICE, Dispute("a", "2026-01-05", cad(10_000)), on="2026-02-01")
        assert lines_after(lines, "held on it while it is in dispute, and not owed")[:2] == [
            "2026-01-17 posted, the fee for late payment: 5.00",
            "held: 5.00",
        ]

    def test_a_minimum_that_is_held(self) -> None:
        disputed = Dispute("a", "2026-01-05", cad(10_000))
        lines = lines_under(at_least(100, compound(TWO_PER_CENT)), INVOICE, disputed, on="2026-02-10")
        assert lines_after(lines, "held on it while it is in dispute, and not owed")[:7] == [
            "2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00",
            "2026-02-01 posted, the greater of 1.74, 1.00, less 1.00 that was posted: 0.74",
            "2026-02-10 posted, the greater of 2.39, 1.00, less 1.74 that was posted: 0.65",
            "held: 1.00 + 0.74 + 0.65 = 2.39",
            "part 1 alone",
            "2026-01-05 to 2026-02-01: 100.00 x 2 % x 27/31 = 1.741935... -> 1.74 (half up)",
            "2026-02-01 to 2026-02-10: 101.74 x 2 % x 9/28 = 0.654042... -> 0.65 (half up)",
        ]

    def test_a_minimum_that_the_rest_bears(self) -> None:
        disputed = Dispute("a", "2026-01-05", cad(4_000))
        lines = lines_under(at_least(100, compound(TWO_PER_CENT)), INVOICE, disputed, on="2026-02-01")
        assert lines_after(lines, "held on it while it is in dispute, and not owed")[:2] == [
            "2026-01-05 to 2026-02-01: 40.00 x 2 % x 27/31 = 0.696774... -> 0.70 (half up)",
            "held: 0.70",
        ]

    def test_simple_interest_that_is_held(self) -> None:
        rule = simple(Fraction(365, 1000), runs_from="due-date")
        lines = lines_under(rule, INVOICE, Dispute("a", "2026-01-20", cad(4_000)), on="2026-01-30")
        assert "2026-01-20 to 2026-01-30: 40.00 x 10 x 36.5 % / 365 = 0.40" in lines

    def test_without_a_window(self) -> None:
        terms = made(dispute=None, statement=ordered(on_rejection="from-decision"))
        lines = lines_of(terms.statement(Account([INVOICE, self.LATER]), "2026-03-01"))
        assert "2026-01-20 30.00 disputed, which is set aside: 100.00 - 30.00 = 70.00" in lines
        assert not any("last day to dispute" in one for one in lines)


class TestRoundedAway:
    """A period that bears less than half a cent stands in the ledger, in a row once, and joins no balance."""

    SMALL = Invoice("a", "2026-01-01", cad(30))
    SMALLER = Invoice("b", "2026-01-01", cad(20))
    PART = Payment("2026-02-11", cad(10), "a")

    def test_of_a_debt_that_is_paid_in_part(self) -> None:
        # 0.30 x 2 % is a cent; of 0.31 the payment leaves 0.21: 0.0049 in February, then 0.0042 each month
        lines = lines_of_account(self.SMALL, self.PART, on="2026-06-15")
        assert lines[5:10] == [
            "2026-02-11 paid, 0.01 of charges and 0.09 of principal: 0.31 - 0.10 = 0.21",
            "2026-02-01 to 2026-03-01: (0.31 x 10 + 0.21 x 18) x 2 % / 28 = 0.004914... -> 0.00 (half up)",
            "2026-03-01 to 2026-06-01, 3 times: 0.21 x 2 % = 0.0042 -> 0.00 (half up)",
            "owed on 2026-06-15, principal: 0.21",
            "accrued since and not yet posted",
        ]

    def test_of_a_debt_that_is_paid_in_full(self) -> None:
        lines = lines_of_account(self.SMALLER, Payment("2026-02-20", cad(20)), on="2026-06-15")
        assert lines[3:7] == [
            "2026-01-01 to 2026-02-01: 0.20 x 2 % = 0.004 -> 0.00 (half up)",
            "2026-02-01 to 2026-02-20: 0.20 x 2 % x 19/28 = 0.002714... -> 0.00 (half up)",
            "2026-02-20 paid, all to principal: 0.20 - 0.20 = 0.00",
            "owed on 2026-06-15: 0.00",
        ]

    def test_of_debts_that_are_rounded_together(self) -> None:
        lines = lines_of_account(self.SMALL, self.SMALLER, self.PART, on="2026-06-15", posted_per="account")
        part = "2026-01-01 to 2026-06-01, 5 times, rounded with the other debts to 0.00: 0.20 x 2 % = 0.004"
        assert part in lines
        assert lines_after(lines, "rounded together")[:2] == [
            "months that ended on 2026-02-01: 0.006 + 0.004 = 0.01",
            "by largest remainder, to a: 0.01",
        ]
        assert "accrued up to 2026-06-15: 0.002333... + 0.001866... = 0.0042 -> 0.00 (half up)" in lines

    def test_of_what_is_in_dispute(self) -> None:
        disputed = Dispute("a", "2026-01-05", cad(20))
        lines = lines_of_account(self.SMALL, disputed, on="2026-02-10")
        assert lines_after(lines, "held on it while it is in dispute, and not owed")[:3] == [
            "2026-01-05 to 2026-02-01: 0.20 x 2 % x 27/31 = 0.003483... -> 0.00 (half up)",
            "2026-02-01 to 2026-02-10: 0.20 x 2 % x 9/28 = 0.001285... -> 0.00 (half up)",
            "held: 0.00",
        ]

    def test_of_a_part_of_a_join(self) -> None:
        lines = lines_under(at_least(100, compound(TWO_PER_CENT)), self.SMALLER, on="2026-02-10")
        assert lines_after(lines, "part 1 alone")[:2] == [
            "2026-01-01 to 2026-02-01: 0.20 x 2 % = 0.004 -> 0.00 (half up)",
            "2026-02-01 to 2026-02-10: 0.20 x 2 % x 9/28 = 0.001285... -> 0.00 (half up)",
        ]


class TestReceipts:
    """The receipts by day: where each went, what it left, and what was returned."""

    def movements(self, *events: Event, on: str, **readings: str) -> list[str]:
        lines = lines_after(lines_of_account(*events, on=on, **readings), "payments, and where each went")
        return lines[: lines.index("totals")]

    def test_by_day(self) -> None:
        events: list[Event] = [
            INVOICE,
            Payment("2026-01-03", cad(1_000), None, "R7"),
            WriteOff("2026-01-04", "a", cad(500)),
            Payment("2026-01-05", cad(600)),
            ReturnedPayment("2026-01-04", "R7"),
            Credit("2026-01-04", cad(700), "a"),
            Credit("2026-01-06", cad(300), "a", "from-invoice-date"),
            Payment("2026-01-08", cad(9_000)),
            Payout("2026-01-08", cad(400)),
        ]
        assert self.movements(*events, on="2026-01-09") == [
            "2026-01-04 returned, the payment of 10.00 (R7) received on 2026-01-03: it counts as never received",
            "2026-01-04 credit of 7.00 for a, 7.00 to a; credit after it: 7.00 - 7.00 = 0.00",
            "2026-01-04 written off of a: 5.00",
            "2026-01-05 payment of 6.00, 6.00 to a; credit after it: 6.00 - 6.00 = 0.00",
            "2026-01-08 payment of 90.00, 79.00 to a; credit after it: 90.00 - 79.00 = 11.00",
            "2026-01-08 paid out 4.00; credit after it: 11.00 - 4.00 = 7.00",
        ]
        assert "credited on 2026-01-06, from the start: 100.00 - 3.00 = 97.00" in lines_of_account(
            *events, on="2026-01-09"
        )

    def test_a_credit_of_nothing_has_no_line_on_its_bill(self) -> None:
        lines = lines_of_account(INVOICE, Credit("2026-01-06", cad(0), "a", "from-invoice-date"), on="2026-01-09")
        assert not any(line.startswith("credited") for line in lines)

    def test_a_payment_of_nothing(self) -> None:
        (line,) = self.movements(INVOICE, Payment("2026-01-03", cad(0)), on="2026-01-03")
        assert line == "2026-01-03 payment of 0.00, nothing is met by it; credit after it: 0.00"

    def test_what_was_paid_out_and_came_back(self) -> None:
        events: list[Event] = [
            Payment("2026-01-02", cad(300)),
            Payment("2026-01-03", cad(1_000), None, "R7"),
            Payout("2026-01-04", cad(900)),
            ReturnedPayment("2026-01-10", "R7"),
        ]
        lines = lines_of_account(*events, on="2026-01-10")
        assert lines[0] == "payout of 2026-01-04, not covered by credit any more: 6.00"
        paid_out = "2026-01-04 paid out 9.00, of which 6.00 was no credit any more and is owed; credit after it: "
        assert f"{paid_out}3.00 - 3.00 = 0.00" in lines
        assert "2026-01-19 6.00 of payout of 2026-01-04 is due" in lines
        assert "2026-04-04 last day to dispute payout of 2026-01-04" in lines

    def test_what_was_written_off_and_is_not_owed_after_all(self) -> None:
        events: list[Event] = [
            INVOICE,
            WriteOff("2026-01-04", "a", cad(5_000)),
            Credit("2026-01-10", cad(9_000), "a", "from-invoice-date"),
        ]
        written = "2026-01-04 written off of a, less what is not owed after all: 50.00 - 40.00 = 10.00"
        assert self.movements(*events, on="2026-01-10") == [written]


class TestCancellation:
    """Its working is part of the debt; without a charge there is no debt that is due."""

    def test_a_refund_alone(self) -> None:
        gone = Cancellation("C", "2026-06-10", "customer", fee=cad(4_995), cycle_start="2026-06-01", province="ON")
        lines = lines_of_account(gone, on="2026-06-10")
        assert lines[0] == "cancellation C of 2026-06-10, charge 0.00, refund 37.63"
        assert "total: 33.30 + 4.33 = 37.63" in lines
        assert not any(one.startswith(("due date", "last day to dispute", "owed on")) for one in lines)
        refund = "2026-06-10 refund of 37.63 for C, nothing is met by it; credit after it: 37.63"
        assert refund in lines

    def test_a_charge_alone(self) -> None:
        gone = Cancellation(
            "C",
            "2026-06-10",
            "customer",
            term_start="2026-01-01",
            term_months=12,
            monthly_fee=cad(1_000),
            province="AB",
        )
        lines = lines_of_account(gone, on="2026-06-10")
        assert lines[0] == "cancellation C of 2026-06-10, charge 31.50"
        assert "owed on 2026-06-10, principal: 31.50" in lines
        assert "2026-06-25 31.50 of cancellation C is due" in lines
        assert "2027-01-01 end of the term that C ended" in lines


class TestUpcoming:
    """Of each kind the next day."""

    def test_each_kind(self) -> None:
        lines = lines_after(
            lines_of_account(INVOICE, Invoice("b", "2026-01-10", cad(500)), on="2026-01-10"),
            "what comes next, if nothing else happens",
        )
        assert lines == ["2026-01-16 100.00 of invoice a is due", "2026-04-01 last day to dispute invoice a"]
        lines = lines_after(lines_of_account(INVOICE, on="2026-01-17"), "what comes next, if nothing else happens")
        assert lines[0] == "2026-02-01 the next late charge is posted on invoice a"

    def test_a_part_of_it_in_dispute(self) -> None:
        lines = lines_of_account(INVOICE, Dispute("a", "2026-01-05", cad(3_000)), on="2026-01-05")
        assert "2026-01-16 100.00 of invoice a is due, 30.00 of it in dispute" in lines

    def test_nothing(self) -> None:
        title = "what comes next, if nothing else happens"
        assert title not in lines_of_account(INVOICE, Payment("2026-01-05", cad(10_000)), on="2026-05-01")
        assert title not in lines_of_account(on="2026-05-01")


class TestEveryKindOfEvent:
    """An account with events of every kind, under both readings of what is disputed."""

    @pytest.mark.parametrize("per", POSTED_PER)
    @pytest.mark.parametrize("disputed", DISPUTED)
    @pytest.mark.parametrize("on_rejection", ["from-start", "from-decision"])
    def test_every_line_is_correct(self, disputed: str, on_rejection: str, per: str) -> None:
        for account, day in ((messy(), BEFORE), (messy(), AFTER), (bounced(), AFTER)):
            answer = HOSTING.statement(account, day)
            assert lines_of(answer.under(disputed=disputed, on_rejection=on_rejection, posted_per=per))

    @pytest.mark.parametrize("width", [80, 100])
    def test_no_line_is_torn_inside_a_figure(self, width: int) -> None:
        for account, day in ((messy(), BEFORE), (bounced(), AFTER)):
            lines = HOSTING.statement(account, day).working.text(width).split("\n")
            assert max(map(len, lines)) <= width
            assert not [one for one in lines if one.strip().startswith(("%", "up)", "even)"))]


class TestLedgerRows:
    """As rows: what each debt owes after each, then what was received, then how it stands."""

    def test_every_kind_of_row(self) -> None:
        sheet = HOSTING.statement(bounced(), AFTER).under(on_rejection="from-decision").about.sheet
        assert sheet is not None
        kinds = {row[2] for row in sheet.rows}
        assert kinds == {
            *("billed", "late charge", "paid, charges", "paid, principal", "credited, charges", "credited, principal"),
            *("written off, charges", "written off, principal", "payment", "credit", "refund"),
            *("accrued", "disputed", "held"),
        }

    @pytest.mark.parametrize("account", [messy, bounced])
    def test_the_last_balance_of_each_debt_is_what_it_owes(self, account: Any) -> None:
        answer = HOSTING.statement(account(), AFTER)
        sheet = answer.about.sheet
        assert sheet is not None
        last = {row[0]: row[4] for row in sheet.rows if row[0] is not None and row[4] is not None}
        owed = {one.number: one.principal + one.charges for one in answer.value.debts if one.amount.minor}
        assert last == owed
        payout = [row for row in sheet.rows if row[2] == "payout"]
        assert [row[3] for row in payout] == ([cad(-1_000)] if account is messy else [])


class TestCorrections:
    """What turns the statement of one day into that of another."""

    def both(self) -> tuple[Answer[Statement], Answer[Statement]]:
        return HOSTING.statement(messy(), "2026-05-15"), HOSTING.statement(bounced(), AFTER)

    def test_applied_they_give_the_later_one(self) -> None:
        old, new = self.both()
        found = new.corrections(old)
        entries = sorted(new.value.entries, key=lambda one: (one.day, one.debt is None, one.debt or "", one.what))
        assert found.applied(old.value.entries) == tuple(entries)
        assert len({one[:3] for one in ((one.day, one.debt, one.what) for one in found)}) == len(found)

    def test_why(self) -> None:
        old, new = self.both()
        assert {one.why for one in new.corrections(old)} == {
            "as it stands on 2026-07-10",
            "since 2026-05-15",
            "reaches back: was not known",
            "reaches back: another amount",
            "reaches back: counts no more",
        }

    def test_how_they_are_shown(self) -> None:
        old, new = self.both()
        found = new.corrections(old)
        assert heading_of(str(found)).endswith(f": {len(found)}")
        assert "\n\nday  " in str(found)
        assert "account, payment" in found._repr_html_()
        assert found.sheet().rows[0][0] == found[0].day
        assert found.as_dict()["entries"] == [one.as_dict() for one in found]
        assert list(found)[:2] == list(found[:2])
        none = old.corrections(old)
        assert str(none.headline().template) == "corrections from {before} to {after}: {count}"
        assert (heading_of(str(none)).endswith(": none"), len(none)) == (True, 0)

    def test_in_another_currency(self) -> None:
        statement = HOSTING.statement(Account([]), BEFORE).value
        other = replace(statement, balance=Money("0.00", "USD"))
        with refused(
            InputError, "the earlier statement is in USD, this one in CAD", "give two statements of one account"
        ):
            statement.corrections(other)


class TestHistoryOfThePicture:
    """What the picture shows: every kind of mark, and a balance that ends where the statement stands."""

    def test_every_kind_of_mark(self) -> None:
        shown = history_of(HOSTING.statement(messy(), AFTER).value)
        assert {one.kind for one in shown.moments} == {*MOMENT_KINDS}
        assert shown.balance == HOSTING.statement(messy(), AFTER).value.balance.minor

    def test_kinds_without_moments_are_left_out(self) -> None:
        picture = str(HOSTING.statement(Account([INVOICE]), "2026-01-20").picture())
        assert "payments" in picture
        assert "payout" not in picture

    @settings(max_examples=examples(200))
    @given(HISTORIES, st.sampled_from(DISPUTED))
    def test_it_ends_where_the_statement_stands(self, one: Made, disputed: Any) -> None:
        value = made(statement=ordered(disputed=disputed)).statement(one.account, one.as_of).value
        assert history_of(value).balance == value.balance.minor


class TestData:
    """A statement as JSON-ready data."""

    def test_its_debts(self) -> None:
        answer = HOSTING.statement(messy(), BEFORE)
        debts: Any = answer.value.as_dict()["debts"]
        assert {one["kind"] for one in debts} == {"invoice", "administrative charge", "cancellation"}
        assert [one["disputed"] for one in debts if "disputed" in one] == ["15.00", "50.00"]
        assert answer.value.debts[0].dispute_until == date(2026, 4, 1)
