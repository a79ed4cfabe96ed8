"""The whole working of a statement, line by line: each debt with its ledger, the receipts, the totals, what is next."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

import pytest

from telcoterms import Account, Invoice, Money, Payment, Terms, load
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, FlatCharge, SumOf
from telcoterms.formats.text import phrase_text
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.questions import next_days, statement_on, statement_working
from telcoterms.statement.working import Upcoming, _outcome, merge_alike
from telcoterms.values.messages import phrase
from tests.strategies import silent
from tests.terms_builders import CLAUSE, HOSTING, at_least, cad, compound, flat, made, ordered
from tests.test_editions import two

A: Final = Invoice("A", "2026-01-01", cad(100_00))
FROM_DECISION: Final = made(statement=ordered(on_rejection="from-decision"))
NEVER_EXEMPT: Final = ordered(disputed="never-exempt")
MINIMUM: Final = made(late_charge=at_least(100, compound(Fraction(1, 50))))
TOGETHER: Final = made(statement=ordered(posted_per="account"))
VERIZON: Final = load("verizon")
LAWFUL: Final = LATE_CHARGE.of(VERIZON.agreement)
JOINED_IN_DOLLARS: Final = Terms(
    replace(
        VERIZON.agreement,
        rules=VERIZON.agreement.rules.changed(
            late_charge=SumOf(
                of=(FlatCharge(sum=Money("5.00", "USD"), clause=CLAUSE, says=""), LAWFUL), clause=CLAUSE, says=""
            )
        ),
    )
)
REFUNDED: Final = Cancellation(
    "C", "2026-02-10", service="dsl", fee=cad(28_00), cycle_start="2026-02-01", province="ON"
)
BROKEN_OFF: Final = Cancellation(
    "D",
    "2026-03-05",
    service="phone",
    term_start="2025-06-01",
    term_months=24,
    monthly_fee=cad(30_00),
    province="AB",
)


def lines(terms: Terms, *events: Event, on: str) -> list[str]:
    """The working of a statement: `#` before a title, the part of the page where it is another, clauses in brackets."""
    found = []
    for one in statement_working(AccountTerms(terms.agreement), Account(events), date.fromisoformat(on)):
        before = "# " * one.title + "  " * one.indent + (f"{one.part}: " if one.part != "working" else "")
        found.append(before + phrase_text(one.phrase) + "".join(f" [{clause}]" for clause in one.clauses))
    return found


def short(terms: Terms, *events: Event, on: str) -> list[str]:
    """The days to come on the short page of a statement."""
    account, day, its = Account(events), date.fromisoformat(on), AccountTerms(terms.agreement)
    found = []
    for one in next_days(its, account, day, statement_on(its, account, day)):
        assert (one.part, one.indent) == ("next", 0)
        found.append(phrase_text(one.phrase) + "".join(f" [{clause}]" for clause in one.clauses))
    return found


def bills(names: str, amount: int = 100) -> list[Event]:
    """Bills of one day."""
    return [Invoice(name, "2026-01-01", cad(amount)) for name in names]


HINT: Final = "range: ask .across_readings()"


class TestOneBill:
    """A bill bears a charge at the end of each month, and what is paid meets its charges first."""

    def test_paid_in_part_and_then_with_more_than_is_owed(self) -> None:
        assert lines(
            HOSTING,
            A,
            Payment("2026-02-11", cad(30_00), "A", "R 1"),
            Payment("2026-03-05", cad(80_00)),
            on="2026-03-10",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01: 100.00 x 2 % = 2.00 [Service Terms s.9]",
            "    balance: 100.00 + 2.00 = 102.00",
            "  2026-02-11 paid, 2.00 of charges and 28.00 of principal: 102.00 - 30.00 = 72.00",
            "  2026-02-01 to 2026-03-01: (102.00 x 10 + 72.00 x 18) x 2 % / 28 = 1.654285... -> 1.65 (half up) "
            "[Service Terms s.9]",
            "    balance: 72.00 + 1.65 = 73.65",
            "  2026-03-01 to 2026-03-05: 73.65 x 2 % x 4/31 = 0.190064... -> 0.19 (half up) [Service Terms s.9]",
            "    balance: 73.65 + 0.19 = 73.84",
            "  2026-03-05 paid, 1.84 of charges and 72.00 of principal: 73.84 - 73.84 = 0.00",
            "  owed on 2026-03-10: 0.00",
            "# payments, and where each went",
            "  2026-02-11 payment of 30.00 for A (R 1), 30.00 to A; credit after it: 30.00 - 30.00 = 0.00",
            "  2026-03-05 payment of 80.00, 73.84 to A; credit after it: 80.00 - 73.84 = 6.16",
            "# totals",
            "  balance, debts less credit: -6.16",
            "  accrued: 0.00",
            "  to settle on 2026-03-10: -6.16",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_a_payment_of_less_than_the_charges(self) -> None:
        assert lines(HOSTING, A, Payment("2026-02-11", cad(1_00)), on="2026-02-11") == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01: 100.00 x 2 % = 2.00 [Service Terms s.9]",
            "    balance: 100.00 + 2.00 = 102.00",
            "  2026-02-11 paid, all to charges: 102.00 - 1.00 = 101.00",
            "  owed on 2026-02-11, principal and charges: 100.00 + 1.00 = 101.00",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-11: 102.00 x 2 % x 10/28 = 0.728571... -> 0.73 (half up) [Service Terms s.9]",
            "# payments, and where each went",
            "  2026-02-11 payment of 1.00, 1.00 to A; credit after it: 1.00 - 1.00 = 0.00",
            "# totals",
            "  balance, debts less credit: 101.00",
            "  accrued: 0.73",
            "  to settle on 2026-02-11: 101.00 + 0.73 = 101.73",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_a_minimum_beside_a_part_in_dispute(self) -> None:
        assert lines(MINIMUM, A, Dispute("A", "2026-01-05", cad(40_00)), on="2026-02-10") == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 40.00 disputed, which is set aside: 100.00 - 40.00 = 60.00 [Service Terms s.10]",
            "  2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00 [Terms s.1]",
            "    balance: 60.00 + 1.00 = 61.00",
            "  2026-02-01 posted, the greater of 1.20, 1.00, less 1.00 that was posted: 0.20 [Terms s.1]",
            "    balance: 61.00 + 0.20 = 61.20",
            "  owed on 2026-02-10, principal, in dispute and charges: 60.00 + 40.00 + 1.20 = 101.20",
            "  accrued since and not yet posted",
            "    2026-02-10 posted, the greater of 1.59, 1.00, less 1.20 that was posted: 0.39 [Terms s.1]",
            "  part 1 alone [Terms s.1]",
            "    2026-01-01 to 2026-02-01: 60.00 x 2 % = 1.20 [Terms s.1]",
            "    2026-02-01 to 2026-02-10: 61.20 x 2 % x 9/28 = 0.393428... -> 0.39 (half up) [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 1.00 [Terms s.1]",
            "  in dispute since 2026-01-05, and unpaid: 40.00 [Service Terms s.10]",
            "  held on it while it is in dispute, and not owed",
            "    2026-01-05 to 2026-02-01: 40.00 x 2 % x 27/31 = 0.696774... -> 0.70 (half up) [Terms s.1]",
            "    2026-02-01 to 2026-02-10: 40.70 x 2 % x 9/28 = 0.261642... -> 0.26 (half up) [Terms s.1]",
            "    held: 0.70 + 0.26 = 0.96",
            "# totals",
            "  balance, debts less credit: 101.20",
            "  accrued: 0.39",
            "  to settle on 2026-02-10: 101.20 + 0.39 = 101.59",
            "  of this in dispute: 40.00",
            "  not in dispute: 101.59 - 40.00 = 61.59",
            "  held until the disputes are decided, and not owed: 0.96",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Terms s.1]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_a_part_of_the_late_charge_whose_index_is_not_given(self) -> None:
        assert lines(
            VERIZON, Invoice("A", "2026-12-01", Money("100.00", "USD"), due="2026-12-20"), on="2027-01-20"
        ) == [
            "# invoice A of 2026-12-01, 100.00",
            "  the bill shows 2026-12-20 [Terms of Service s.9.8]",
            "  due date: 2026-12-20 [Terms of Service s.9.8]",
            "  2027-01-20 posted, the lesser of 1.50, less 0.00 that was posted: 1.50 [Terms of Service s.9.8]",
            "    balance: 100.00 + 1.50 = 101.50",
            "  owed on 2027-01-20, principal and charges: 100.00 + 1.50 = 101.50",
            "  part 1 alone [Terms of Service s.9.8]",
            "    2026-12-20 to 2027-01-20: 100.00 x 1.5 % = 1.50 [Terms of Service s.9.8]",
            "# totals",
            "  balance, debts less credit: 101.50",
            "  accrued: 0.00",
            "  to settle on 2027-01-20: 101.50",
            "notes: the highest rate a month that the law of the customer's state permits is not given, so that "
            "this part of the clause is left out [Terms of Service s.9.8]",
            "# what comes next, if nothing else happens",
            "  2027-02-20 the next late charge is posted on invoice A [Terms of Service s.9.8]",
            HINT,
        ]


class TestDisputes:
    """What is in dispute is set aside, and comes back where it is decided against the customer."""

    def test_an_open_one(self) -> None:
        assert lines(HOSTING, A, Dispute("A", "2026-01-20", cad(30_00)), on="2026-02-10") == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-20 30.00 disputed, which is set aside: 100.00 - 30.00 = 70.00 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01: (100.00 x 19 + 70.00 x 12) x 2 % / 31 = 1.767741... -> 1.77 (half up) "
            "[Service Terms s.9]",
            "    balance: 70.00 + 1.77 = 71.77",
            "  owed on 2026-02-10, principal, in dispute and charges: 70.00 + 30.00 + 1.77 = 101.77",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-10: 71.77 x 2 % x 9/28 = 0.461378... -> 0.46 (half up) [Service Terms s.9]",
            "  in dispute since 2026-01-20, and unpaid: 30.00 [Service Terms s.10]",
            "  held on it while it is in dispute, and not owed",
            "    2026-01-20 to 2026-02-01: 30.00 x 2 % x 12/31 = 0.232258... -> 0.23 (half up) [Service Terms s.9]",
            "    2026-02-01 to 2026-02-10: 30.23 x 2 % x 9/28 = 0.194335... -> 0.19 (half up) [Service Terms s.9]",
            "    held: 0.23 + 0.19 = 0.42",
            "# totals",
            "  balance, debts less credit: 101.77",
            "  accrued: 0.46",
            "  to settle on 2026-02-10: 101.77 + 0.46 = 102.23",
            "  of this in dispute: 30.00",
            "  not in dispute: 102.23 - 30.00 = 72.23",
            "  held until the disputes are decided, and not owed: 0.42",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_decided_in_part_at_once_in_full_and_too_late(self) -> None:
        assert lines(
            FROM_DECISION,
            A,
            Credit("2026-01-03", cad(5_00), "A", "from-invoice-date"),
            Dispute("A", "2026-01-05", cad(30_00), "2026-02-20", cad(10_00)),
            Dispute("A", "2026-01-06", cad(4_00), "2026-01-06", "withdrawn"),
            Dispute("A", "2026-01-07", cad(1_00), "2026-02-01", "upheld"),
            Dispute("A", "2026-04-02", cad(2_00)),
            on="2026-04-10",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  credited on 2026-01-03, from the start: 100.00 - 5.00 = 95.00",
            "  disputed on 2026-01-07, upheld on 2026-02-01, from the start: 95.00 - 1.00 = 94.00 [Service Terms s.10]",
            "  disputed on 2026-01-05, upheld on 2026-02-20, from the start: 94.00 - 10.00 = 84.00 [Service Terms "
            "s.10]",
            "  disputed on 2026-01-06, 4.00 withdrawn on 2026-01-06: as if never disputed [Service Terms s.10]",
            "  disputed on 2026-04-02, 2.00: after the last day, 2026-04-01: too late, it changes nothing [Service "
            "Terms s.10]",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 20.00 disputed, which is set aside: 84.00 - 20.00 = 64.00 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01: 64.00 x 2 % = 1.28 [Service Terms s.9]",
            "    balance: 64.00 + 1.28 = 65.28",
            "  2026-02-20 rejected, what was disputed on 2026-01-05, and what was held on it lapses: 65.28 + 20.00 "
            "= 85.28 [Service Terms s.10]",
            "  2026-02-01 to 2026-03-01: (65.28 x 19 + 85.28 x 9) x 2 % / 28 = 1.434171... -> 1.43 (half up) "
            "[Service Terms s.9]",
            "    balance: 85.28 + 1.43 = 86.71",
            "  2026-03-01 to 2026-04-01: 86.71 x 2 % = 1.7342 -> 1.73 (half up) [Service Terms s.9]",
            "    balance: 86.71 + 1.73 = 88.44",
            "  owed on 2026-04-10, principal and charges: 84.00 + 4.44 = 88.44",
            "  accrued since and not yet posted",
            "    2026-04-01 to 2026-04-10: 88.44 x 2 % x 9/30 = 0.53064 -> 0.53 (half up) [Service Terms s.9]",
            "# totals",
            "  balance, debts less credit: 88.44",
            "  accrued: 0.53",
            "  to settle on 2026-04-10: 88.44 + 0.53 = 88.97",
            "# what comes next, if nothing else happens",
            "  2026-05-01 the next late charge is posted on invoice A [Service Terms s.9]",
            HINT,
        ]

    def test_rejected_as_if_never_disputed(self) -> None:
        assert lines(
            HOSTING,
            A,
            Dispute("A", "2026-01-05", cad(30_00), "2026-02-20", cad(10_00)),
            Dispute("A", "2026-01-06", cad(4_00), "2026-01-06", "withdrawn"),
            on="2026-02-25",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  disputed on 2026-01-05, upheld on 2026-02-20, from the start: 100.00 - 10.00 = 90.00 [Service Terms "
            "s.10]",
            "  disputed on 2026-01-05, 20.00 rejected on 2026-02-20: as if never disputed [Service Terms s.10]",
            "  disputed on 2026-01-06, 4.00 withdrawn on 2026-01-06: as if never disputed [Service Terms s.10]",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01: 90.00 x 2 % = 1.80 [Service Terms s.9]",
            "    balance: 90.00 + 1.80 = 91.80",
            "  owed on 2026-02-25, principal and charges: 90.00 + 1.80 = 91.80",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-25: 91.80 x 2 % x 24/28 = 1.573714... -> 1.57 (half up) [Service Terms s.9]",
            "# totals",
            "  balance, debts less credit: 91.80",
            "  accrued: 1.57",
            "  to settle on 2026-02-25: 91.80 + 1.57 = 93.37",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_withdrawn_before_anything_was_held(self) -> None:
        assert lines(
            FROM_DECISION, A, Dispute("A", "2026-01-05", cad(30_00), "2026-01-10", "withdrawn"), on="2026-01-12"
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 30.00 disputed, which is set aside: 100.00 - 30.00 = 70.00 [Service Terms s.10]",
            "  2026-01-10 withdrawn, what was disputed on 2026-01-05: 70.00 + 30.00 = 100.00 [Service Terms s.10]",
            "  owed on 2026-01-12, principal: 100.00",
            "# totals",
            "  balance, debts less credit: 100.00",
            "  accrued: 0.00",
            "  to settle on 2026-01-12: 100.00",
            "# what comes next, if nothing else happens",
            "  2026-01-16 100.00 of invoice A is due [Service Terms s.7]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_that_bears_charges_all_the_same(self) -> None:
        assert lines(
            made(statement=NEVER_EXEMPT),
            A,
            Dispute("A", "2026-01-20", cad(30_00)),
            Payment("2026-01-20", cad(71_23)),
            on="2026-02-10",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-01-20: 100.00 x 2 % x 19/31 = 1.225806... -> 1.23 (half up) [Service Terms s.9]",
            "    balance: 100.00 + 1.23 = 101.23",
            "  2026-01-20 30.00 disputed, which is set aside but bears charges: 101.23 - 30.00 = 71.23 [Service "
            "Terms s.10]",
            "  2026-01-20 paid, 1.23 of charges and 70.00 of principal: 71.23 - 71.23 = 0.00",
            "  2026-01-20 to 2026-02-01: 30.00 x 2 % x 12/31 = 0.232258... -> 0.23 (half up) [Service Terms s.9]",
            "    balance: 0.23",
            "  owed on 2026-02-10, in dispute and charges: 30.00 + 0.23 = 30.23",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-10: 30.23 x 2 % x 9/28 = 0.194335... -> 0.19 (half up) [Service Terms s.9]",
            "  in dispute since 2026-01-20, and unpaid: 30.00 [Service Terms s.10]",
            "# payments, and where each went",
            "  2026-01-20 payment of 71.23, 71.23 to A; credit after it: 71.23 - 71.23 = 0.00",
            "# totals",
            "  balance, debts less credit: 30.23",
            "  accrued: 0.19",
            "  to settle on 2026-02-10: 30.23 + 0.19 = 30.42",
            "  of this in dispute: 30.00",
            "  not in dispute: 30.42 - 30.00 = 0.42",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_more_than_is_unpaid_and_what_is_met_of_it(self) -> None:
        assert lines(
            HOSTING,
            A,
            Payment("2026-01-05", cad(90_00)),
            Dispute("A", "2026-01-10", cad(30_00)),
            Dispute("A", "2026-01-11", cad(5_00)),
            Credit("2026-01-12", cad(4_00), "A"),
            WriteOff("2026-01-13", "A", cad(1_00)),
            Payment("2026-01-14", cad(2_00), "A"),
            on="2026-01-16",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 paid, all to principal: 100.00 - 90.00 = 10.00",
            "  2026-01-10 30.00 disputed, 10.00 of it unpaid, which is set aside: 10.00 - 10.00 = 0.00 [Service "
            "Terms s.10]",
            "  2026-01-11 5.00 disputed, of which nothing is unpaid: nothing is set aside [Service Terms s.10]",
            "  2026-01-12 credited, of what is in dispute: 10.00 - 4.00 = 6.00",
            "  2026-01-13 written off, of what is in dispute: 6.00 - 1.00 = 5.00",
            "  2026-01-14 paid, of what is in dispute: 5.00 - 2.00 = 3.00",
            "  owed on 2026-01-16, in dispute: 3.00",
            "  in dispute since 2026-01-10, and unpaid: 3.00 [Service Terms s.10]",
            "# payments, and where each went",
            "  2026-01-05 payment of 90.00, 90.00 to A; credit after it: 90.00 - 90.00 = 0.00",
            "  2026-01-12 credit of 4.00 for A, 4.00 to what is in dispute of A; credit after it: 4.00 - 4.00 = 0.00",
            "  2026-01-13 written off of A: 1.00",
            "  2026-01-14 payment of 2.00 for A, 2.00 to what is in dispute of A; credit after it: 2.00 - 2.00 = 0.00",
            "# totals",
            "  balance, debts less credit: 3.00",
            "  accrued: 0.00",
            "  to settle on 2026-01-16: 3.00",
            "  of this in dispute: 3.00",
            "  not in dispute: 3.00 - 3.00 = 0.00",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_more_than_is_unpaid_under_terms_without_a_window(self) -> None:
        assert lines(
            made(dispute=None, statement=NEVER_EXEMPT),
            A,
            Payment("2026-01-05", cad(90_00)),
            Dispute("A", "2026-01-10", cad(30_00)),
            on="2026-01-16",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  2026-01-05 paid, all to principal: 100.00 - 90.00 = 10.00",
            "  2026-01-10 30.00 disputed, 10.00 of it unpaid, which is set aside but bears charges: 10.00 - 10.00 "
            "= 0.00",
            "  owed on 2026-01-16, in dispute: 10.00",
            "  in dispute since 2026-01-10, and unpaid: 10.00",
            "# payments, and where each went",
            "  2026-01-05 payment of 90.00, 90.00 to A; credit after it: 90.00 - 90.00 = 0.00",
            "# totals",
            "  balance, debts less credit: 10.00",
            "  accrued: 0.00",
            "  to settle on 2026-01-16: 10.00",
            "  of this in dispute: 10.00",
            "  not in dispute: 10.00 - 10.00 = 0.00",
            HINT,
        ]


class TestReceipts:
    """What was returned, credited, written off, paid and paid out, in the order in which it counts."""

    def test_each_kind_and_a_credit_that_waits(self) -> None:
        assert lines(
            HOSTING,
            A,
            Payment("2026-01-03", cad(10_00), None, "R7"),
            WriteOff("2026-01-04", "A", cad(5_00)),
            Payment("2026-01-05", cad(6_00)),
            Payment("2026-01-04", cad(1_00), "A"),
            ReturnedPayment("2026-01-04", "R7"),
            Credit("2026-01-04", cad(7_00), "A"),
            Payment("2026-01-08", cad(90_00)),
            Payout("2026-01-08", cad(4_00)),
            Invoice("B", "2026-01-10", cad(3_00)),
            on="2026-01-11",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-04 credited, all to principal: 100.00 - 7.00 = 93.00",
            "  2026-01-04 written off, all to principal: 93.00 - 5.00 = 88.00",
            "  2026-01-04 paid, all to principal: 88.00 - 1.00 = 87.00",
            "  2026-01-05 paid, all to principal: 87.00 - 6.00 = 81.00",
            "  2026-01-08 paid, all to principal: 81.00 - 81.00 = 0.00",
            "  owed on 2026-01-11: 0.00",
            "# invoice B of 2026-01-10, 3.00",
            "  due date: 2026-01-10 + 15 days = 2026-01-25 [Service Terms s.7]",
            "  last day to dispute: 2026-01-10 + 90 days = 2026-04-10 [Service Terms s.10]",
            "  2026-01-10 paid, all to principal: 3.00 - 3.00 = 0.00",
            "  owed on 2026-01-11: 0.00",
            "# payments, and where each went",
            "  2026-01-04 returned, the payment of 10.00 (R7) received on 2026-01-03: it counts as never received",
            "  2026-01-04 credit of 7.00 for A, 7.00 to A; credit after it: 7.00 - 7.00 = 0.00",
            "  2026-01-04 written off of A: 5.00",
            "  2026-01-04 payment of 1.00 for A, 1.00 to A; credit after it: 1.00 - 1.00 = 0.00",
            "  2026-01-05 payment of 6.00, 6.00 to A; credit after it: 6.00 - 6.00 = 0.00",
            "  2026-01-08 payment of 90.00, 81.00 to A; credit after it: 90.00 - 81.00 = 9.00",
            "  2026-01-08 paid out 4.00; credit after it: 9.00 - 4.00 = 5.00",
            "  2026-01-10 credit of 5.00 used, 3.00 to B; credit after it: 5.00 - 3.00 = 2.00",
            "# totals",
            "  balance, debts less credit: -2.00",
            "  accrued: 0.00",
            "  to settle on 2026-01-11: -2.00",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_a_write_off_of_what_is_not_owed_after_all(self) -> None:
        assert lines(
            HOSTING,
            A,
            WriteOff("2026-01-04", "A", cad(50_00)),
            Credit("2026-01-10", cad(90_00), "A", "from-invoice-date"),
            Payment("2026-01-02", cad(3_00)),
            Payment("2026-01-03", cad(10_00), None, "R7"),
            Payout("2026-01-11", cad(3_00)),
            on="2026-01-12",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  credited on 2026-01-10, from the start: 100.00 - 90.00 = 10.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-02 paid, all to principal: 10.00 - 3.00 = 7.00",
            "  2026-01-03 paid, all to principal: 7.00 - 7.00 = 0.00",
            "  owed on 2026-01-12: 0.00",
            "# payments, and where each went",
            "  2026-01-02 payment of 3.00, 3.00 to A; credit after it: 3.00 - 3.00 = 0.00",
            "  2026-01-03 payment of 10.00 (R7), 7.00 to A; credit after it: 10.00 - 7.00 = 3.00",
            "  2026-01-04 written off of A, less what is not owed after all: 50.00 - 50.00 = 0.00",
            "  2026-01-11 paid out 3.00; credit after it: 3.00 - 3.00 = 0.00",
            "# totals",
            "  balance, debts less credit: 0.00",
            "  accrued: 0.00",
            "  to settle on 2026-01-12: 0.00",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_a_payout_of_what_was_no_credit_after_all(self) -> None:
        assert lines(
            HOSTING,
            Payment("2026-01-02", cad(3_00)),
            Payment("2026-01-03", cad(10_00), None, "R7"),
            Payout("2026-01-04", cad(9_00)),
            ReturnedPayment("2026-01-10", "R7"),
            on="2026-01-30",
        ) == [
            "# payout of 2026-01-04, not covered by credit any more: 6.00",
            "  due date: 2026-01-04 + 15 days = 2026-01-19 [Service Terms s.7]",
            "  last day to dispute: 2026-01-04 + 90 days = 2026-04-04 [Service Terms s.10]",
            "  owed on 2026-01-30, principal: 6.00",
            "  accrued since and not yet posted",
            "    2026-01-04 to 2026-01-30: 6.00 x 2 % x 26/31 = 0.100645... -> 0.10 (half up) [Service Terms s.9]",
            "# payments, and where each went",
            "  2026-01-02 payment of 3.00, nothing is met by it; credit after it: 3.00",
            "  2026-01-04 paid out 9.00, of which 6.00 was no credit any more and is owed; credit after it: 3.00 - "
            "3.00 = 0.00",
            "  2026-01-10 returned, the payment of 10.00 (R7) received on 2026-01-03: it counts as never received",
            "# totals",
            "  balance, debts less credit: 6.00",
            "  accrued: 0.10",
            "  to settle on 2026-01-30: 6.00 + 0.10 = 6.10",
            "# what comes next, if nothing else happens",
            "  2026-02-04 the next late charge is posted on payout of 2026-01-04 [Service Terms s.9]",
            "  2026-04-04 last day to dispute payout of 2026-01-04 [Service Terms s.10]",
            HINT,
        ]


class TestOtherDebts:
    """An administrative charge and a cancellation are debts; a refund alone is none that is due."""

    def test_a_refund_that_pays_an_administrative_charge(self) -> None:
        assert lines(
            HOSTING, REFUNDED, AdministrativeCharge("N", "2026-02-05", cad(25_00), "returned-payment"), on="2026-02-15"
        ) == [
            "# administrative charge N of 2026-02-05, 25.00, for returned-payment",
            "  due date: 2026-02-05 + 15 days = 2026-02-20 [Service Terms s.7]",
            "  last day to dispute: 2026-02-05 + 90 days = 2026-05-06 [Service Terms s.10]",
            "  2026-02-10 credited, all to principal: 25.00 - 20.34 = 4.66",
            "  owed on 2026-02-15, principal: 4.66",
            "# cancellation C of 2026-02-10, charge 0.00, refund 20.34",
            "  days left, the day of the cancellation counted as used: 2026-03-01 - 2026-02-10 - 1 = 18 [Service "
            "Terms s.36]",
            "  days in the cycle: 2026-03-01 - 2026-02-01 = 28 [Service Terms s.36]",
            "  refund: 28.00 x 18/28 = 18.00 [Service Terms s.36]",
            "  these terms give fees back and no tax; the law lets the tax that was paid on them come back too "
            "[Excise Tax Act s.232]",
            "  HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010) [Service Terms s.7]",
            "  HST: 18.00 x 13 % = 2.34 [Service Terms s.7]",
            "  total: 18.00 + 2.34 = 20.34 [Service Terms s.7]",
            "# payments, and where each went",
            "  2026-02-10 refund of 20.34 for C, 20.34 to N; credit after it: 20.34 - 20.34 = 0.00",
            "# totals",
            "  balance, debts less credit: 4.66",
            "  accrued: 0.00",
            "  to settle on 2026-02-15: 4.66",
            "# what comes next, if nothing else happens",
            "  2026-02-20 4.66 of administrative charge N is due [Service Terms s.7]",
            "  2026-03-12 last day to return leased equipment of C [Service Terms s.36]",
            "  2026-05-06 last day to dispute administrative charge N [Service Terms s.10]",
            HINT,
        ]

    def test_a_cancellation_inside_a_fixed_term(self) -> None:
        assert lines(
            HOSTING,
            Cancellation(
                "D",
                "2026-03-05",
                service="phone",
                term_start="2025-06-01",
                term_months=24,
                monthly_fee=cad(30_00),
                fee=cad(30_00),
                cycle_start="2026-03-01",
                province="AB",
            ),
            on="2026-03-05",
        ) == [
            "# cancellation D of 2026-03-05, charge 220.50",
            "  first day after the term: 2025-06-01 + 24 months = 2027-06-01 [Service Terms s.4]",
            "  2026-03-05 lies before it: the fixed term [Service Terms s.4]",
            "  end of the term: 2025-06-01 + 24 months = 2027-06-01 [Service Terms s.36]",
            "  cancelled on 2026-03-05, in month 10 of the term, which began on 2026-03-01 [Service Terms s.36]",
            "  months that remain, after the current one: 24 - 10 = 14 [Service Terms s.36]",
            "  cancellation charge: 50 % x (30.00 x 14) = 210.00 [Service Terms s.36]",
            "  GST is 5 %: CRA, GST/HST rates (since 1 January 2008) [Service Terms s.36]",
            "  GST: 210.00 x 5 % = 10.50 [Service Terms s.36]",
            "  total: 210.00 + 10.50 = 220.50 [Service Terms s.36]",
            "  cancelled inside a fixed term: these terms give nothing back [Service Terms s.36]",
            "  due date: 2026-03-05 + 15 days = 2026-03-20 [Service Terms s.7]",
            "  last day to dispute: 2026-03-05 + 90 days = 2026-06-03 [Service Terms s.10]",
            "  owed on 2026-03-05, principal: 220.50",
            "# totals",
            "  balance, debts less credit: 220.50",
            "  accrued: 0.00",
            "  to settle on 2026-03-05: 220.50",
            "# what comes next, if nothing else happens",
            "  2026-03-20 220.50 of cancellation D is due [Service Terms s.7]",
            "  2026-04-04 last day to return leased equipment of D [Service Terms s.36]",
            "  2026-06-03 last day to dispute cancellation D [Service Terms s.10]",
            "  2027-06-01 end of the term that D ended [Service Terms s.4]",
            HINT,
        ]


class TestParts:
    """Each part of a join, posting by posting, on a debt and on what of it is in dispute."""

    def test_of_a_debt_that_is_paid(self) -> None:
        assert lines(MINIMUM, A, Payment("2026-02-10", cad(200_00)), on="2026-02-20") == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00 [Terms s.1]",
            "    balance: 100.00 + 1.00 = 101.00",
            "  2026-02-01 posted, the greater of 2.00, 1.00, less 1.00 that was posted: 1.00 [Terms s.1]",
            "    balance: 101.00 + 1.00 = 102.00",
            "  2026-02-10 posted, the greater of 2.66, 1.00, less 2.00 that was posted: 0.66 [Terms s.1]",
            "    balance: 102.00 + 0.66 = 102.66",
            "  2026-02-10 paid, 2.66 of charges and 100.00 of principal: 102.66 - 102.66 = 0.00",
            "  owed on 2026-02-20: 0.00",
            "  part 1 alone [Terms s.1]",
            "    2026-01-01 to 2026-02-01: 100.00 x 2 % = 2.00 [Terms s.1]",
            "    2026-02-01 to 2026-02-10: 102.00 x 2 % x 9/28 = 0.655714... -> 0.66 (half up) [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 1.00 [Terms s.1]",
            "# payments, and where each went",
            "  2026-02-10 payment of 200.00, 102.66 to A; credit after it: 200.00 - 102.66 = 97.34",
            "# totals",
            "  balance, debts less credit: -97.34",
            "  accrued: 0.00",
            "  to settle on 2026-02-20: -97.34",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_a_debt_that_is_paid_before_its_month_ends(self) -> None:
        assert lines(MINIMUM, A, Payment("2026-01-17", cad(200_00)), on="2026-02-20") == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00 [Terms s.1]",
            "    balance: 100.00 + 1.00 = 101.00",
            "  2026-01-17 posted, the greater of 1.03, 1.00, less 1.00 that was posted: 0.03 [Terms s.1]",
            "    balance: 101.00 + 0.03 = 101.03",
            "  2026-01-17 paid, 1.03 of charges and 100.00 of principal: 101.03 - 101.03 = 0.00",
            "  owed on 2026-02-20: 0.00",
            "  part 1 alone [Terms s.1]",
            "    2026-01-01 to 2026-01-17: 100.00 x 2 % x 16/31 = 1.032258... -> 1.03 (half up) [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 1.00 [Terms s.1]",
            "# payments, and where each went",
            "  2026-01-17 payment of 200.00, 101.03 to A; credit after it: 200.00 - 101.03 = 98.97",
            "# totals",
            "  balance, debts less credit: -98.97",
            "  accrued: 0.00",
            "  to settle on 2026-02-20: -98.97",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_less_than_half_a_cent(self) -> None:
        assert lines(MINIMUM, Invoice("A", "2026-01-01", cad(20)), on="2026-02-10") == [
            "# invoice A of 2026-01-01, 0.20",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00 [Terms s.1]",
            "    balance: 0.20 + 1.00 = 1.20",
            "  owed on 2026-02-10, principal and charges: 0.20 + 1.00 = 1.20",
            "  part 1 alone [Terms s.1]",
            "    2026-01-01 to 2026-02-01: 0.20 x 2 % = 0.004 -> 0.00 (half up) [Terms s.1]",
            "    2026-02-01 to 2026-02-10: 0.20 x 2 % x 9/28 = 0.001285... -> 0.00 (half up) [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 1.00 [Terms s.1]",
            "# totals",
            "  balance, debts less credit: 1.20",
            "  accrued: 0.00",
            "  to settle on 2026-02-10: 1.20",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Terms s.1]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_what_is_in_dispute(self) -> None:
        assert lines(MINIMUM, A, Dispute("A", "2026-01-05", cad(100_00)), on="2026-02-10") == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 100.00 disputed, which is set aside: 100.00 - 100.00 = 0.00 [Service Terms s.10]",
            "  owed on 2026-02-10, in dispute: 100.00",
            "  in dispute since 2026-01-05, and unpaid: 100.00 [Service Terms s.10]",
            "  held on it while it is in dispute, and not owed",
            "    2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00 [Terms s.1]",
            "    2026-02-01 posted, the greater of 1.74, 1.00, less 1.00 that was posted: 0.74 [Terms s.1]",
            "    2026-02-10 posted, the greater of 2.39, 1.00, less 1.74 that was posted: 0.65 [Terms s.1]",
            "    held: 1.00 + 0.74 + 0.65 = 2.39",
            "  part 1 alone [Terms s.1]",
            "    2026-01-05 to 2026-02-01: 100.00 x 2 % x 27/31 = 1.741935... -> 1.74 (half up) [Terms s.1]",
            "    2026-02-01 to 2026-02-10: 101.74 x 2 % x 9/28 = 0.654042... -> 0.65 (half up) [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 1.00 [Terms s.1]",
            "# totals",
            "  balance, debts less credit: 100.00",
            "  accrued: 0.00",
            "  to settle on 2026-02-10: 100.00",
            "  of this in dispute: 100.00",
            "  not in dispute: 100.00 - 100.00 = 0.00",
            "  held until the disputes are decided, and not owed: 2.39",
            "# what comes next, if nothing else happens",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_what_is_in_dispute_and_bears_less_than_half_a_cent(self) -> None:
        assert lines(
            HOSTING, Invoice("A", "2026-01-01", cad(30)), Dispute("A", "2026-01-05", cad(20)), on="2026-02-10"
        ) == [
            "# invoice A of 2026-01-01, 0.30",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 0.20 disputed, which is set aside: 0.30 - 0.20 = 0.10 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01: 0.10 x 2 % = 0.002 -> 0.00 (half up) [Service Terms s.9]",
            "  owed on 2026-02-10, principal and in dispute: 0.10 + 0.20 = 0.30",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-10: 0.10 x 2 % x 9/28 = 0.000642... -> 0.00 (half up) [Service Terms s.9]",
            "  in dispute since 2026-01-05, and unpaid: 0.20 [Service Terms s.10]",
            "  held on it while it is in dispute, and not owed",
            "    2026-01-05 to 2026-02-01: 0.20 x 2 % x 27/31 = 0.003483... -> 0.00 (half up) [Service Terms s.9]",
            "    2026-02-01 to 2026-02-10: 0.20 x 2 % x 9/28 = 0.001285... -> 0.00 (half up) [Service Terms s.9]",
            "    held: 0.00",
            "# totals",
            "  balance, debts less credit: 0.30",
            "  accrued: 0.00",
            "  to settle on 2026-02-10: 0.30",
            "  of this in dispute: 0.20",
            "  not in dispute: 0.30 - 0.20 = 0.10",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_which_one_bears_nothing(self) -> None:
        assert lines(
            made(late_charge=SumOf(of=(flat(5_00), compound(Fraction(0))), clause=CLAUSE, says="")), A, on="2026-02-01"
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-17 posted, the sum of 5.00, 0.00, less 0.00 that was posted: 5.00 [Terms s.1]",
            "    balance: 100.00 + 5.00 = 105.00",
            "  owed on 2026-02-01, principal and charges: 100.00 + 5.00 = 105.00",
            "  part 1 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 5.00 [Terms s.1]",
            "# totals",
            "  balance, debts less credit: 105.00",
            "  accrued: 0.00",
            "  to settle on 2026-02-01: 105.00",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Terms s.1]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_of_a_join_in_a_join_whose_index_is_not_given(self) -> None:
        assert lines(
            JOINED_IN_DOLLARS, Invoice("A", "2026-12-01", Money("100.00", "USD"), due="2026-12-20"), on="2027-01-20"
        ) == [
            "# invoice A of 2026-12-01, 100.00",
            "  the bill shows 2026-12-20 [Terms of Service s.9.8]",
            "  due date: 2026-12-20 [Terms of Service s.9.8]",
            "  2026-12-21 posted, the sum of 5.00, 0.00, less 0.00 that was posted: 5.00 [Terms s.1]",
            "    balance: 100.00 + 5.00 = 105.00",
            "  2027-01-20 posted, the sum of 5.00, 1.50, less 5.00 that was posted: 1.50 [Terms s.1]",
            "    balance: 105.00 + 1.50 = 106.50",
            "  owed on 2027-01-20, principal and charges: 100.00 + 6.50 = 106.50",
            "  part 1 alone [Terms s.1]",
            "    2026-12-21 posted, the fee for late payment: 5.00 [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2027-01-20 posted, the lesser of 1.50, less 0.00 that was posted: 1.50 [Terms of Service s.9.8]",
            "    part 1 alone [Terms of Service s.9.8]",
            "      2026-12-20 to 2027-01-20: 100.00 x 1.5 % = 1.50 [Terms of Service s.9.8]",
            "# totals",
            "  balance, debts less credit: 106.50",
            "  accrued: 0.00",
            "  to settle on 2027-01-20: 106.50",
            "notes: the highest rate a month that the law of the customer's state permits is not given, so that "
            "this part of the clause is left out [Terms of Service s.9.8]",
            "# what comes next, if nothing else happens",
            "  2027-02-20 the next late charge is posted on invoice A [Terms s.1]",
            HINT,
        ]

    def test_of_a_join_in_a_join(self) -> None:
        assert lines(
            made(late_charge=SumOf(of=(flat(5_00), at_least(100, compound(Fraction(1, 50)))), clause=CLAUSE, says="")),
            A,
            on="2026-02-01",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-17 posted, the sum of 5.00, 1.00, less 0.00 that was posted: 6.00 [Terms s.1]",
            "    balance: 100.00 + 6.00 = 106.00",
            "  2026-02-01 posted, the sum of 5.00, 2.00, less 6.00 that was posted: 1.00 [Terms s.1]",
            "    balance: 106.00 + 1.00 = 107.00",
            "  owed on 2026-02-01, principal and charges: 100.00 + 7.00 = 107.00",
            "  part 1 alone [Terms s.1]",
            "    2026-01-17 posted, the fee for late payment: 5.00 [Terms s.1]",
            "  part 2 alone [Terms s.1]",
            "    2026-01-17 posted, the greater of 0.00, 1.00, less 0.00 that was posted: 1.00 [Terms s.1]",
            "    2026-02-01 posted, the greater of 2.00, 1.00, less 1.00 that was posted: 1.00 [Terms s.1]",
            "    part 1 alone [Terms s.1]",
            "      2026-01-01 to 2026-02-01: 100.00 x 2 % = 2.00 [Terms s.1]",
            "    part 2 alone [Terms s.1]",
            "      2026-01-17 posted, the fee for late payment: 1.00 [Terms s.1]",
            "# totals",
            "  balance, debts less credit: 107.00",
            "  accrued: 0.00",
            "  to settle on 2026-02-01: 107.00",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Terms s.1]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]


class TestClaims:
    """What makes a debt smaller from its start stands on that debt alone."""

    def test_of_two_bills(self) -> None:
        assert lines(
            HOSTING,
            A,
            Invoice("B", "2026-01-02", cad(50_00)),
            Credit("2026-01-03", cad(0), "A", "from-invoice-date"),
            Credit("2026-01-04", cad(2_00), "A", "from-invoice-date"),
            Credit("2026-01-05", cad(3_00), "B", "from-invoice-date"),
            Dispute("A", "2026-01-06", cad(1_00), "2026-01-08", "rejected"),
            Dispute("B", "2026-04-03", cad(4_00)),
            Payment("2026-01-10", cad(147_00)),
            on="2026-04-05",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  credited on 2026-01-04, from the start: 100.00 - 2.00 = 98.00",
            "  disputed on 2026-01-06, 1.00 rejected on 2026-01-08: as if never disputed [Service Terms s.10]",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-10 paid, all to principal: 98.00 - 98.00 = 0.00",
            "  owed on 2026-04-05: 0.00",
            "# invoice B of 2026-01-02, 50.00",
            "  credited on 2026-01-05, from the start: 50.00 - 3.00 = 47.00",
            "  disputed on 2026-04-03, 4.00: after the last day, 2026-04-02: too late, it changes nothing [Service "
            "Terms s.10]",
            "  due date: 2026-01-02 + 15 days = 2026-01-17 [Service Terms s.7]",
            "  last day to dispute: 2026-01-02 + 90 days = 2026-04-02 [Service Terms s.10]",
            "  2026-01-10 paid, all to principal: 47.00 - 47.00 = 0.00",
            "  owed on 2026-04-05: 0.00",
            "# payments, and where each went",
            "  2026-01-10 payment of 147.00, 98.00 to A, 47.00 to B; credit after it: 147.00 - 98.00 - 47.00 = 2.00",
            "# totals",
            "  balance, debts less credit: -2.00",
            "  accrued: 0.00",
            "  to settle on 2026-04-05: -2.00",
            HINT,
        ]

    def test_two_payments_of_one_day(self) -> None:
        assert lines(
            HOSTING,
            A,
            Payment("2026-01-05", cad(1_00)),
            Payment("2026-01-05", cad(2_00)),
            Payment("2026-01-05", cad(3_00), "A"),
            on="2026-01-05",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-05 paid, all to principal: 100.00 - 3.00 = 97.00",
            "  2026-01-05 paid, all to principal: 97.00 - 2.00 = 95.00",
            "  2026-01-05 paid, all to principal: 95.00 - 1.00 = 94.00",
            "  owed on 2026-01-05, principal: 94.00",
            "# payments, and where each went",
            "  2026-01-05 payment of 3.00 for A, 3.00 to A; credit after it: 3.00 - 3.00 = 0.00",
            "  2026-01-05 payment of 2.00, 2.00 to A; credit after it: 2.00 - 2.00 = 0.00",
            "  2026-01-05 payment of 1.00, 1.00 to A; credit after it: 1.00 - 1.00 = 0.00",
            "# totals",
            "  balance, debts less credit: 94.00",
            "  accrued: 0.00",
            "  to settle on 2026-01-05: 94.00",
            "# what comes next, if nothing else happens",
            "  2026-01-16 94.00 of invoice A is due [Service Terms s.7]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_two_cancellations(self) -> None:
        assert lines(HOSTING, REFUNDED, BROKEN_OFF, on="2026-03-12") == [
            "# cancellation C of 2026-02-10, charge 0.00, refund 20.34",
            "  days left, the day of the cancellation counted as used: 2026-03-01 - 2026-02-10 - 1 = 18 [Service "
            "Terms s.36]",
            "  days in the cycle: 2026-03-01 - 2026-02-01 = 28 [Service Terms s.36]",
            "  refund: 28.00 x 18/28 = 18.00 [Service Terms s.36]",
            "  these terms give fees back and no tax; the law lets the tax that was paid on them come back too "
            "[Excise Tax Act s.232]",
            "  HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010) [Service Terms s.7]",
            "  HST: 18.00 x 13 % = 2.34 [Service Terms s.7]",
            "  total: 18.00 + 2.34 = 20.34 [Service Terms s.7]",
            "# cancellation D of 2026-03-05, charge 220.50",
            "  first day after the term: 2025-06-01 + 24 months = 2027-06-01 [Service Terms s.4]",
            "  2026-03-05 lies before it: the fixed term [Service Terms s.4]",
            "  end of the term: 2025-06-01 + 24 months = 2027-06-01 [Service Terms s.36]",
            "  cancelled on 2026-03-05, in month 10 of the term, which began on 2026-03-01 [Service Terms s.36]",
            "  months that remain, after the current one: 24 - 10 = 14 [Service Terms s.36]",
            "  cancellation charge: 50 % x (30.00 x 14) = 210.00 [Service Terms s.36]",
            "  GST is 5 %: CRA, GST/HST rates (since 1 January 2008) [Service Terms s.36]",
            "  GST: 210.00 x 5 % = 10.50 [Service Terms s.36]",
            "  total: 210.00 + 10.50 = 220.50 [Service Terms s.36]",
            "  due date: 2026-03-05 + 15 days = 2026-03-20 [Service Terms s.7]",
            "  last day to dispute: 2026-03-05 + 90 days = 2026-06-03 [Service Terms s.10]",
            "  2026-03-05 paid, all to principal: 220.50 - 20.34 = 200.16",
            "  owed on 2026-03-12, principal: 200.16",
            "# payments, and where each went",
            "  2026-02-10 refund of 20.34 for C, nothing is met by it; credit after it: 20.34",
            "  2026-03-05 credit of 20.34 used, 20.34 to D; credit after it: 20.34 - 20.34 = 0.00",
            "# totals",
            "  balance, debts less credit: 200.16",
            "  accrued: 0.00",
            "  to settle on 2026-03-12: 200.16",
            "# what comes next, if nothing else happens",
            "  2026-03-20 200.16 of cancellation D is due [Service Terms s.7]",
            "  2026-04-04 last day to return leased equipment of D [Service Terms s.36]",
            "  2026-06-03 last day to dispute cancellation D [Service Terms s.10]",
            "  2027-06-01 end of the term that D ended [Service Terms s.4]",
            HINT,
        ]


class TestRoundedTogether:
    """What is rounded as one sum, where one debt alone bears something, and where it comes to nothing."""

    def test_to_nothing_each_month(self) -> None:
        assert lines(TOGETHER, *bills("A", 20), on="2026-03-10") == [
            "# invoice A of 2026-01-01, 0.20",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-03-01, 2 times, rounded with the other debts to 0.00: 0.20 x 2 % = 0.004 "
            "[Service Terms s.9]",
            "  owed on 2026-03-10, principal: 0.20",
            "  accrued since and not yet posted",
            "    2026-03-01 to 2026-03-10, rounded with the other debts to 0.00: 0.20 x 2 % x 9/31 = 0.001161... "
            "[Service Terms s.9]",
            "# rounded together",
            "  months that ended on 2026-02-01: 0.004 -> 0.00 (half up) [Service Terms s.9]",
            "  months that ended on 2026-03-01: 0.004 -> 0.00 (half up) [Service Terms s.9]",
            "  accrued up to 2026-03-10: 0.001161... -> 0.00 (half up) [Service Terms s.9]",
            "# totals",
            "  balance, debts less credit: 0.20",
            "  accrued: 0.00",
            "  to settle on 2026-03-10: 0.20",
            "# what comes next, if nothing else happens",
            "  2026-04-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_to_nothing_in_one_month_and_to_a_cent_in_the_next(self) -> None:
        assert lines(TOGETHER, *bills("A", 20), Invoice("B", "2026-01-05", cad(30)), on="2026-02-10") == [
            "# invoice A of 2026-01-01, 0.20",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01, rounded with the other debts to 0.00: 0.20 x 2 % = 0.004 [Service Terms s.9]",
            "  owed on 2026-02-10, principal: 0.20",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-10, rounded with the other debts to 0.00: 0.20 x 2 % x 9/28 = 0.001285... "
            "[Service Terms s.9]",
            "# invoice B of 2026-01-05, 0.30",
            "  due date: 2026-01-05 + 15 days = 2026-01-20 [Service Terms s.7]",
            "  last day to dispute: 2026-01-05 + 90 days = 2026-04-05 [Service Terms s.10]",
            "  2026-01-05 to 2026-02-05, rounded with the other debts to 0.01: 0.30 x 2 % = 0.006 [Service Terms s.9]",
            "    balance: 0.30 + 0.01 = 0.31",
            "  owed on 2026-02-10, principal and charges: 0.30 + 0.01 = 0.31",
            "  accrued since and not yet posted",
            "    2026-02-05 to 2026-02-10, rounded with the other debts to 0.00: 0.31 x 2 % x 5/28 = 0.001107... "
            "[Service Terms s.9]",
            "# rounded together",
            "  months that ended on 2026-02-01: 0.004 -> 0.00 (half up) [Service Terms s.9]",
            "  months that ended on 2026-02-05: 0.006 -> 0.01 (half up) [Service Terms s.9]",
            "    by largest remainder, to B: 0.01",
            "  accrued up to 2026-02-10: 0.001285... + 0.001107... = 0.002392... -> 0.00 (half up) [Service Terms s.9]",
            "# totals",
            "  balance, debts less credit: 0.20 + 0.31 = 0.51",
            "  accrued: 0.00",
            "  to settle on 2026-02-10: 0.51",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]

    def test_with_a_debt_that_bears_nothing_yet(self) -> None:
        assert lines(
            made(
                late_charge=compound(Fraction(1, 50), runs_from="next-invoice-date"),
                statement=ordered(posted_per="account"),
            ),
            A,
            Invoice("B", "2026-01-10", cad(50_00)),
            on="2026-02-05",
        ) == [
            "# invoice A of 2026-01-01, 100.00",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  owed on 2026-02-05, principal: 100.00",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-05, rounded with the other debts to 0.29: 100.00 x 2 % x 4/28 = 0.285714... "
            "[Terms s.1]",
            "# invoice B of 2026-01-10, 50.00",
            "  due date: 2026-01-10 + 15 days = 2026-01-25 [Service Terms s.7]",
            "  last day to dispute: 2026-01-10 + 90 days = 2026-04-10 [Service Terms s.10]",
            "  owed on 2026-02-05, principal: 50.00",
            "# rounded together",
            "  accrued up to 2026-02-05: 0.285714... -> 0.29 (half up) [Terms s.1]",
            "    by largest remainder, to A: 0.29",
            "# totals",
            "  balance, debts less credit: 100.00 + 50.00 = 150.00",
            "  accrued: 0.29",
            "  to settle on 2026-02-05: 150.00 + 0.29 = 150.29",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Terms s.1]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            HINT,
        ]


class TestSeveralDebts:
    """Debts that are rounded together, that are of two editions, and many of one day."""

    def test_rounded_together(self) -> None:
        assert lines(
            TOGETHER,
            Invoice("A", "2026-01-01", cad(30)),
            Invoice("B", "2026-01-01", cad(20)),
            Payment("2026-02-11", cad(10), "A"),
            on="2026-02-15",
        ) == [
            "# invoice A of 2026-01-01, 0.30",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01, rounded with the other debts to 0.01: 0.30 x 2 % = 0.006 [Service Terms s.9]",
            "    balance: 0.30 + 0.01 = 0.31",
            "  2026-02-11 paid, 0.01 of charges and 0.09 of principal: 0.31 - 0.10 = 0.21",
            "  owed on 2026-02-15, principal: 0.21",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-15, rounded with the other debts to 0.00: (0.31 x 10 + 0.21 x 4) x 2 % / 28 "
            "= 0.002814... [Service Terms s.9]",
            "# invoice B of 2026-01-01, 0.20",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  last day to dispute: 2026-01-01 + 90 days = 2026-04-01 [Service Terms s.10]",
            "  2026-01-01 to 2026-02-01, rounded with the other debts to 0.00: 0.20 x 2 % = 0.004 [Service Terms s.9]",
            "  owed on 2026-02-15, principal: 0.20",
            "  accrued since and not yet posted",
            "    2026-02-01 to 2026-02-15, rounded with the other debts to 0.00: 0.20 x 2 % x 14/28 = 0.002 "
            "[Service Terms s.9]",
            "# rounded together",
            "  months that ended on 2026-02-01: 0.006 + 0.004 = 0.01 [Service Terms s.9]",
            "    by largest remainder, to A: 0.01",
            "  accrued up to 2026-02-15: 0.002814... + 0.002 = 0.004814... -> 0.00 (half up) [Service Terms s.9]",
            "# payments, and where each went",
            "  2026-02-11 payment of 0.10 for A, 0.10 to A; credit after it: 0.10 - 0.10 = 0.00",
            "# totals",
            "  balance, debts less credit: 0.21 + 0.20 = 0.41",
            "  accrued: 0.00",
            "  to settle on 2026-02-15: 0.41",
            "# what comes next, if nothing else happens",
            "  2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "  2026-03-01 the next late charge is posted on invoice B [Service Terms s.9]",
            "  2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            "  2026-04-01 last day to dispute invoice B [Service Terms s.10]",
            HINT,
        ]

    def test_of_two_editions(self) -> None:
        assert lines(
            two({"late_charge": compound(Fraction(1, 100))}, {}),
            Invoice("A", "2021-07-01", cad(100_00)),
            Invoice("B", "2021-07-20", cad(50_00)),
            Payment("2021-07-21", cad(1_00)),
            on="2021-08-05",
        ) == [
            "# invoice A of 2021-07-01, 100.00",
            "  due date: 2021-07-01 + 15 days = 2021-07-16 [Service Terms (2019-01-01) s.7]",
            "  last day to dispute: 2021-07-01 + 90 days = 2021-09-29 [Service Terms (2019-01-01) s.10]",
            "  2021-07-21 paid, all to principal: 100.00 - 1.00 = 99.00",
            "  2021-07-01 to 2021-08-01: (100.00 x 20 + 99.00 x 11) x 1 % / 31 = 0.996451... -> 1.00 (half up) "
            "[Terms s.1]",
            "    balance: 99.00 + 1.00 = 100.00",
            "  owed on 2021-08-05, principal and charges: 99.00 + 1.00 = 100.00",
            "  accrued since and not yet posted",
            "    2021-08-01 to 2021-08-05: 100.00 x 1 % x 4/31 = 0.129032... -> 0.13 (half up) [Terms s.1]",
            "# invoice B of 2021-07-20, 50.00",
            "  due date: 2021-07-20 + 15 days = 2021-08-04 [Service Terms (2021-07-12) s.7]",
            "  last day to dispute: 2021-07-20 + 90 days = 2021-10-18 [Service Terms (2021-07-12) s.10]",
            "  owed on 2021-08-05, principal: 50.00",
            "  accrued since and not yet posted",
            "    2021-07-20 to 2021-08-05: 50.00 x 2 % x 16/31 = 0.516129... -> 0.52 (half up) [Service Terms "
            "(2021-07-12) s.9]",
            "# payments, and where each went",
            "  2021-07-21 payment of 1.00, 1.00 to A; credit after it: 1.00 - 1.00 = 0.00",
            "# totals",
            "  balance, debts less credit: 100.00 + 50.00 = 150.00",
            "  accrued: 0.13 + 0.52 = 0.65",
            "  to settle on 2021-08-05: 150.00 + 0.65 = 150.65",
            "# what comes next, if nothing else happens",
            "  2021-08-20 the next late charge is posted on invoice B [Service Terms (2021-07-12) s.9]",
            "  2021-09-29 last day to dispute invoice A [Service Terms (2019-01-01) s.10]",
            HINT,
        ]


class TestShortPage:
    """The days to come, those of one day and kind together where they are many."""

    def test_part_in_dispute(self) -> None:
        assert short(HOSTING, A, Dispute("A", "2026-01-05", cad(30_00)), on="2026-01-05") == [
            "2026-01-16 100.00 of invoice A is due, 30.00 of it in dispute [Service Terms s.7]",
            "2026-04-01 last day to dispute invoice A [Service Terms s.10]",
        ]

    def test_the_last_day_itself_is_not_to_come(self) -> None:
        assert short(HOSTING, A, on="2026-04-01") == [
            "2026-05-01 the next late charge is posted on invoice A [Service Terms s.9]",
        ]

    def test_three_bills_one_by_one(self) -> None:
        assert short(HOSTING, *bills("ABC"), on="2026-02-10") == [
            "2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "2026-03-01 the next late charge is posted on invoice B [Service Terms s.9]",
            "2026-03-01 the next late charge is posted on invoice C [Service Terms s.9]",
            "2026-04-01 last day to dispute invoice A [Service Terms s.10]",
            "2026-04-01 last day to dispute invoice B [Service Terms s.10]",
            "2026-04-01 last day to dispute invoice C [Service Terms s.10]",
        ]

    def test_four_bills_are_told_together(self) -> None:
        assert short(HOSTING, *bills("ABCD"), Invoice("E", "2026-01-02", cad(100)), on="2026-02-10") == [
            "2026-03-01 the next late charge is posted on 4 bills [Service Terms s.9]",
            "2026-04-01 last day to dispute 4 bills [Service Terms s.10]",
        ]

    def test_bills_of_an_edition_without_a_last_day(self) -> None:
        assert short(
            two({"dispute": None}, {}),
            Invoice("A", "2021-07-01", cad(100)),
            Invoice("B", "2021-07-20", cad(100)),
            on="2021-08-10",
        ) == [
            "2021-08-20 the next late charge is posted on invoice B [Service Terms (2021-07-12) s.9]",
            "2021-10-18 last day to dispute invoice B [Service Terms (2021-07-12) s.10]",
        ]

    def test_what_cancellations_set_for_the_day_itself_is_not_to_come(self) -> None:
        assert short(HOSTING, REFUNDED, on="2026-03-12") == []

    def test_what_cancellations_set_for_the_day_after(self) -> None:
        assert short(HOSTING, REFUNDED, on="2026-03-11") == [
            "2026-03-12 last day to return leased equipment of C [Service Terms s.36]",
        ]

    def test_the_end_of_a_term_that_no_clause_sets(self) -> None:
        assert short(silent("regime"), BROKEN_OFF, on="2026-03-05") == [
            "2026-03-20 220.50 of cancellation D is due [Service Terms s.7]",
            "2026-04-04 last day to return leased equipment of D [Service Terms s.36]",
            "2026-06-03 last day to dispute cancellation D [Service Terms s.10]",
            "2027-06-01 end of the term that D ended",
        ]

    def test_those_that_are_never_merged_keep_their_places(self) -> None:
        day, agreement = date(2026, 4, 4), HOSTING.agreement
        events = [
            Upcoming(day, phrase("the first"), CLAUSE, agreement),
            Upcoming(day, phrase("another"), None, agreement),
            *(Upcoming(day, phrase("the last"), CLAUSE, agreement) for _ in range(4)),
        ]
        assert merge_alike(events) == events


class TestOutcomes:
    """What was upheld was not decided against the customer."""

    def test_of_what_was_upheld(self) -> None:
        upheld = Dispute("A", "2026-01-05", cad(1_00), "2026-01-10", "upheld")
        with pytest.raises(AssertionError, match="upheld: nothing of it was decided against the customer"):
            _outcome(upheld)
