"""What is known of an account on a day, event by event, and what of it reaches back."""

from datetime import date
from typing import Any, Final

import pytest

from telcoterms import Account, DayError, Invoice, MissingFactsError, Payment, TelcoTermsError, Terms
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.due_date import OnBill
from telcoterms.formats.text import phrase_text
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.snapshot import (
    AccountSnapshot,
    CancellationTotals,
    OpenDispute,
    RefundCredit,
    credits_on,
    debt_name,
    due_of,
    order_of_credits,
    payments_on,
    snapshot_on,
)
from tests.terms_builders import CLAUSE, HOSTING, cad, made, net, ordered

A: Final = Invoice("A", "2026-01-01", cad(100_00), 2)
B: Final = Invoice("B", "2026-02-01", cad(80_00))
CHARGE: Final = AdministrativeCharge("N", "2026-02-05", cad(25_00), "returned-payment")
ENDED: Final = Cancellation("C", "2026-02-10", fee=cad(44_00), cycle_start="2026-02-01", service="dsl")
GONE: Final = Cancellation(
    "D", "2026-02-10", service="phone", term_start="2026-01-01", term_months=24, monthly_fee=cad(10_00)
)
TOTALS: Final = {"C": CancellationTotals(cad(0), cad(20_00)), "D": CancellationTotals(cad(50_00), cad(0))}
ON_BILL: Final = made(due_date=OnBill(clause=CLAUSE, says=""))
FROM_DECISION: Final = made(statement=ordered(on_rejection="from-decision"))


def known(*events: Event, on: str, terms: Terms = HOSTING) -> AccountSnapshot:
    """What is known of an account at the end of a day."""
    return snapshot_on(Account(events), date.fromisoformat(on), AccountTerms(terms.agreement), TOTALS)


def debts(snapshot: AccountSnapshot) -> list[tuple[Any, ...]]:
    """Each debt but for its clauses: number, issued, due, amount, months, what made it, and what was billed."""
    return [tuple(debt)[:-1] for debt in snapshot.debts]


def day(number: int) -> date:
    """A day of the first months of 2026, by its number in the year."""
    return date.fromordinal(date(2026, 1, 1).toordinal() + number - 1)


class TestDebts:
    """An invoice, an administrative charge and a cancellation are debts from their own day on."""

    def test_of_each_kind_on_its_day_and_not_before(self) -> None:
        events = (A, B, CHARGE, ENDED, GONE)
        a = ("A", A.issued, date(2026, 1, 16), 100_00, 2, A, 100_00)
        b = ("B", B.issued, date(2026, 2, 16), 80_00, 1, B, 80_00)
        n = ("N", CHARGE.day, date(2026, 2, 20), 25_00, 1, CHARGE, 25_00)
        c = ("C", ENDED.day, date(2026, 2, 25), 0, 1, ENDED, 0)
        d = ("D", GONE.day, date(2026, 2, 25), 50_00, 1, GONE, 50_00)
        assert debts(known(*events, on="2025-12-31")) == []
        assert debts(known(*events, on="2026-01-01")) == [a]
        assert debts(known(*events, on="2026-02-04")) == [a, b]
        assert debts(known(*events, on="2026-02-05")) == [a, b, n]
        assert debts(known(*events, on="2026-02-09")) == [a, b, n]
        assert debts(known(*events, on="2026-02-10")) == [a, b, n, c, d]

    def test_a_cancellation_is_a_debt_and_its_refund_a_credit(self) -> None:
        found = known(ENDED, GONE, on="2026-02-10")
        assert found.cancellations == [(ENDED, TOTALS["C"]), (GONE, TOTALS["D"])]
        assert found.credits == [RefundCredit(date(2026, 2, 10), cad(20_00), "C")]
        assert known(ENDED, GONE, on="2026-02-09").cancellations == []

    def test_a_refund_alone_needs_no_due_date_of_a_bill(self) -> None:
        assert debts(known(ENDED, on="2026-02-10", terms=ON_BILL))[0][2] == ENDED.day
        with pytest.raises(MissingFactsError) as found:
            known(GONE, on="2026-02-10", terms=ON_BILL)
        assert str(found.value) == (
            "cancellation D: these terms (Terms s.1) leave the due date to the bill itself, which an invoice alone can "
            "have: bill it as a line of an invoice"
        )

    def test_an_administrative_charge_has_no_due_date_of_its_own(self) -> None:
        with pytest.raises(MissingFactsError) as found:
            known(CHARGE, on="2026-02-05", terms=ON_BILL)
        assert str(found.value) == (
            "administrative charge N: these terms (Terms s.1) leave the due date to the bill itself, which an invoice "
            "alone can have: bill it as a line of an invoice"
        )

    def test_an_invoice_has_the_due_date_that_it_shows(self) -> None:
        shown = Invoice("A", "2026-01-01", cad(1_00), due="2026-01-25")
        assert debts(known(shown, on="2026-01-01", terms=ON_BILL))[0][2] == date(2026, 1, 25)
        with pytest.raises(MissingFactsError) as found:
            known(A, on="2026-01-01", terms=ON_BILL)
        assert str(found.value) == (
            "invoice A: these terms (Terms s.1) leave the due date to the bill itself: give due"
        )

    def test_a_due_date_after_the_calendar_names_the_debt(self) -> None:
        terms = AccountTerms(made(due_date=net(15)).agreement).on(A.issued)
        with pytest.raises(DayError, match=r"^payout of 9999-12-20: "):
            due_of(Payout("9999-12-20", cad(1)), terms)

    @pytest.mark.parametrize(
        ("source", "name"),
        [
            (A, "invoice A"),
            (CHARGE, "administrative charge N"),
            (ENDED, "cancellation C"),
            (Payout("2026-02-11", cad(1)), "payout of 2026-02-11"),
        ],
    )
    def test_how_an_error_names_it(self, source: Any, name: str) -> None:
        assert phrase_text(debt_name(source)) == name


class TestPayments:
    """A payment counts from its own day on; one that was returned was never received."""

    FIRST = Payment("2026-01-10", cad(10_00), None, "cheque 1")
    SECOND = Payment("2026-01-12", cad(20_00), None, "cheque 2")
    BACK = ReturnedPayment("2026-01-15", "cheque 1")

    def test_until_it_is_returned_and_from_then_on(self) -> None:
        events = (A, self.FIRST, self.SECOND, self.BACK)
        assert known(*events, on="2026-01-09").payments == []
        assert known(*events, on="2026-01-10").payments == [self.FIRST]
        before, after = known(*events, on="2026-01-14"), known(*events, on="2026-01-15")
        assert before.payments == [self.FIRST, self.SECOND]
        assert (before.returned_payments, before.revised_on) == ([], date.min)
        assert after.payments == [self.SECOND]
        assert (after.returned_payments, after.revised_on) == ([(self.BACK, self.FIRST)], self.BACK.on)

    def test_without_the_rest_of_a_snapshot(self) -> None:
        account = Account([A, self.FIRST, self.SECOND, self.BACK, WriteOff("2026-01-20", "A", cad(1))])
        assert payments_on(account, date(2026, 1, 14)) == [self.FIRST, self.SECOND]
        assert payments_on(account, date(2026, 1, 15)) == [self.SECOND]


class TestCredits:
    """A credit counts from its own date, or makes its debt smaller from the invoice date on."""

    OWN = Credit("2026-01-20", cad(5_00), "A")
    BACK = Credit("2026-01-21", cad(7_00), "A", "from-invoice-date")
    AGAIN = Credit("2026-01-22", cad(2_00), "A", "from-invoice-date")
    EVENTS = (A, OWN, BACK, AGAIN)

    def test_each_on_its_day(self) -> None:
        assert known(*self.EVENTS, on="2026-01-19").credits == []
        first = known(*self.EVENTS, on="2026-01-20")
        assert (first.credits, first.backdated_credits, first.revised_on) == ([self.OWN], [], date.min)
        assert debts(first)[0][3] == 100_00
        second = known(*self.EVENTS, on="2026-01-21")
        assert (second.credits, second.backdated_credits, second.revised_on) == ([self.OWN], [self.BACK], day(21))
        assert (debts(second)[0][3], debts(second)[0][6]) == (93_00, 100_00)
        third = known(*self.EVENTS, on="2026-01-22")
        assert (third.backdated_credits, third.revised_on) == ([self.BACK, self.AGAIN], day(22))
        assert debts(third)[0][3] == 91_00

    def test_without_the_rest_of_a_snapshot(self) -> None:
        account = Account([*self.EVENTS, WriteOff("2026-01-20", "A", cad(1))])
        assert credits_on(account, date(2026, 1, 19)) == []
        assert credits_on(account, date(2026, 1, 20)) == [self.OWN]
        assert credits_on(account, date(2026, 1, 22)) == [self.OWN]

    def test_those_of_one_day_that_name_a_debt_come_first_then_the_larger_refunds(self) -> None:
        small, large = RefundCredit(day(20), cad(1), "C"), RefundCredit(day(20), cad(2), "D")
        other, later = Credit(day(20), cad(9_00), "B"), Credit(day(21), cad(1), "A")
        given: list[Credit | RefundCredit] = [later, small, large, other, self.OWN]
        assert sorted(given, key=order_of_credits) == [other, self.OWN, large, small, later]

    def test_a_refund_of_the_day_comes_after_a_credit_of_it(self) -> None:
        credit = Credit("2026-02-10", cad(5_00), "A")
        found = known(A, ENDED, credit, on="2026-02-10")
        assert found.credits == [credit, RefundCredit(ENDED.on, cad(20_00), "C")]

    def test_a_refund_as_data(self) -> None:
        refund = RefundCredit(date(2026, 2, 10), cad(20_00), "C")
        assert refund.day == date(2026, 2, 10)
        assert refund.as_dict() == {"on": "2026-02-10", "amount": "20.00", "cancellation": "C"}


class TestOtherEvents:
    """Write-offs, payouts and reminders count from their own day on, and reach back to nothing."""

    EVENTS = (A, WriteOff("2026-01-22", "A", cad(1_00)), Payout("2026-01-23", cad(2_00)), Reminder("2026-01-24"))

    def test_each_on_its_day(self) -> None:
        _, written_off, payout, reminder = self.EVENTS
        for number, expected in (
            (21, ([], [], [])),
            (22, ([written_off], [], [])),
            (23, ([written_off], [payout], [])),
            (24, ([written_off], [payout], [reminder])),
        ):
            found = known(*self.EVENTS, on=day(number).isoformat())
            assert (found.write_offs, found.payouts, found.reminders) == expected
            assert found.revised_on == date.min

    def test_the_last_day_that_reached_back_is_kept(self) -> None:
        credit = Credit("2026-01-25", cad(1_00), "A", "from-invoice-date")
        back = ReturnedPayment("2026-01-24", "R")
        found = known(A, Payment("2026-01-02", cad(1_00), None, "R"), credit, back, on="2026-02-01")
        assert found.revised_on == day(25)


class TestDisputes:
    """A dispute is open until its decision; what was upheld was never owed, what was rejected never disputed."""

    OPEN = Dispute("A", "2026-01-10", cad(10_00))
    UPHELD = Dispute("A", "2026-01-11", cad(9_00), "2026-01-20", "upheld")
    PARTLY = Dispute("A", "2026-01-12", cad(8_00), "2026-01-21", cad(3_00))
    REJECTED = Dispute("B", "2026-02-11", cad(7_00), "2026-02-15", "rejected")
    AT_ONCE = Dispute("B", "2026-02-12", cad(6_00), "2026-02-12", "withdrawn")
    EVENTS = (A, B, OPEN, UPHELD, PARTLY, REJECTED, AT_ONCE)

    def test_on_the_day_of_the_report_and_before(self) -> None:
        assert known(*self.EVENTS, on="2026-01-09").open_disputes == []
        assert known(*self.EVENTS, on="2026-01-10").open_disputes == [OpenDispute(self.OPEN, 10_00, None)]

    def test_before_any_decision(self) -> None:
        found = known(*self.EVENTS, on="2026-01-19")
        assert found.open_disputes == [
            OpenDispute(self.OPEN, 10_00, None),
            OpenDispute(self.UPHELD, 9_00, None),
            OpenDispute(self.PARTLY, 8_00, None),
        ]
        assert (found.upheld_disputes, found.rejected_disputes, found.revised_on) == ([], [], date.min)
        assert debts(found)[0][3] == 100_00

    def test_on_the_day_of_a_decision_in_whole_and_of_one_in_part(self) -> None:
        upheld = known(*self.EVENTS, on="2026-01-20")
        assert [one.dispute for one in upheld.open_disputes] == [self.OPEN, self.PARTLY]
        assert (upheld.upheld_disputes, upheld.rejected_disputes) == ([self.UPHELD], [])
        assert (debts(upheld)[0][3], upheld.revised_on) == (91_00, day(20))
        partly = known(*self.EVENTS, on="2026-01-21")
        assert partly.open_disputes == [OpenDispute(self.OPEN, 10_00, None)]
        assert (partly.upheld_disputes, partly.rejected_disputes) == ([self.UPHELD, self.PARTLY], [self.PARTLY])
        assert (debts(partly)[0][3], partly.revised_on) == (88_00, day(21))

    def test_rejected_from_the_start(self) -> None:
        found = known(*self.EVENTS, on="2026-03-01")
        assert found.open_disputes == [OpenDispute(self.OPEN, 10_00, None)]
        assert found.rejected_disputes == [self.PARTLY, self.REJECTED, self.AT_ONCE]
        assert (debts(found)[1][3], found.revised_on) == (80_00, date(2026, 2, 15))

    def test_rejected_from_the_decision_on(self) -> None:
        found = known(*self.EVENTS, on="2026-03-01", terms=FROM_DECISION)
        assert found.open_disputes == [
            OpenDispute(self.OPEN, 10_00, None),
            OpenDispute(self.PARTLY, 5_00, date(2026, 1, 21)),
            OpenDispute(self.REJECTED, 7_00, date(2026, 2, 15)),  # the one that was withdrawn at once was never open
        ]
        assert found.rejected_disputes == [self.PARTLY, self.REJECTED, self.AT_ONCE]

    def test_too_late_it_changes_nothing(self) -> None:
        # 90 days after 1 January: 1 April
        last, late = Dispute("A", "2026-04-01", cad(1_00)), Dispute("A", "2026-04-02", cad(2_00))
        after = Dispute("B", "2026-04-03", cad(3_00))
        found = known(A, B, last, late, after, on="2026-04-10")
        assert found.late_disputes == [(late, date(2026, 4, 1))]
        assert found.open_disputes == [OpenDispute(last, 1_00, None), OpenDispute(after, 3_00, None)]
        without = known(A, B, last, late, after, on="2026-04-10", terms=made(dispute=None))
        assert without.late_disputes == []
        assert [one.dispute for one in without.open_disputes] == [last, late, after]

    def test_of_one_day_the_larger_first_then_the_one_decided_first(self) -> None:
        small = Dispute("A", "2026-01-10", cad(1_00), "2026-01-11", "rejected")
        later = Dispute("A", "2026-01-10", cad(2_00), "2026-01-13", "rejected")
        sooner = Dispute("A", "2026-01-10", cad(2_00), "2026-01-12", "rejected")
        never = Dispute("A", "2026-01-10", cad(2_00))
        found = known(A, small, never, later, sooner, on="2026-02-01", terms=FROM_DECISION)
        assert [one.dispute for one in found.open_disputes] == [sooner, later, never, small]


class TestExcessClaims:
    """What is claimed of a debt is at most what was billed, as is known on the day."""

    def test_from_the_day_of_the_claim_on(self) -> None:
        claims = (A, Credit("2026-01-10", cad(60_00), "A"), Dispute("A", "2026-01-12", cad(50_00)))
        assert known(*claims, on="2026-01-11").open_disputes == []
        with pytest.raises(TelcoTermsError) as found:
            known(*claims, on="2026-01-12")
        assert str(found.value) == (
            "the dispute of 2026-01-12 is 50.00 CAD, but only 40.00 CAD of 'A' is left: check the amount"
        )

    def test_of_a_cancellation_it_is_the_charge(self) -> None:
        assert known(GONE, Credit("2026-02-10", cad(50_00), "D"), on="2026-02-10").credits
        with pytest.raises(TelcoTermsError, match=r"but only 50\.00 CAD of 'D' is left"):
            known(GONE, Credit("2026-02-10", cad(50_01), "D"), on="2026-02-10")
