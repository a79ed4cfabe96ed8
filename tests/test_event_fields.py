"""Each kind of event in itself: what it holds, what it is in a file, and what it refuses."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import (
    AmountError,
    Cancellation,
    Credit,
    DayError,
    Dispute,
    InputError,
    Invoice,
    Money,
    Payment,
    Payout,
    TelcoTermsError,
    UnknownNameError,
    WriteOff,
)
from telcoterms.account.events import (
    AdministrativeCharge,
    InvoiceLine,
    Reminder,
    ReturnedPayment,
    as_file_value,
    as_positive_amount,
    checked_invoice,
    checked_payment,
    day_field,
)
from telcoterms.formats.text import phrase_text
from tests.terms_builders import cad

WRONG: Any = "56.45"
DAY = date(2026, 1, 1)
FEE = InvoiceLine("dsl", "recurring", cad(49_95), cad(6_49), "2026-06-01", "2026-07-01")
FEE_IS, OWN_CURRENCY = "AmountError: monthly_fee is", "an event names its currency itself, give Money('56.45', 'CAD')"
BOTH = "give both, or neither"
LEAVE_OUT = "leave both out, or call it recurring"
GIVE_DAYS = "give its first day as start, and as until the first day after it"
ONCE = InvoiceLine("setup", "one-time", cad(10_00))


def refusal(make: Callable[[], object]) -> str:
    """What a refusal says, after its class."""
    with pytest.raises(TelcoTermsError) as found:
        make()
    return f"{type(found.value).__name__}: {found.value}"


class TestFields:
    """What each kind holds, with its day."""

    def test_a_line(self) -> None:
        fee = InvoiceLine("dsl", "recurring", cad(49_95), cad(6_49), "2026-06-01", "2026-07-01")
        assert (fee.service, fee.charge, fee.amount, fee.tax) == ("dsl", "recurring", cad(49_95), cad(6_49))
        assert (fee.start, fee.until, fee.total) == (date(2026, 6, 1), date(2026, 7, 1), cad(56_44))
        assert (ONCE.tax, ONCE.start, ONCE.until, ONCE.total) == (None, None, None, cad(10_00))

    def test_an_invoice(self) -> None:
        bill = Invoice(
            "A",
            "2026-01-01",
            cad(66_44),
            3,
            [FEE, ONCE],
            due="2026-01-16",
            sent="2026-01-02",
            received="2026-01-03",
            way="post",
        )
        assert (bill.number, bill.issued, bill.day, bill.amount) == ("A", DAY, DAY, cad(66_44))
        assert (bill.billing_months, bill.lines) == (3, (FEE, ONCE))
        assert bill.due_facts == (DAY, date(2026, 1, 16), date(2026, 1, 2), date(2026, 1, 3), "post")
        whole = checked_invoice(
            "A", DAY, cad(66_44), 3, (FEE, ONCE), date(2026, 1, 16), date(2026, 1, 2), date(2026, 1, 3), "post"
        )
        assert whole == bill
        assert checked_invoice("A", DAY, cad(1)) == Invoice("A", DAY, cad(1))

    @pytest.mark.parametrize(
        ("more", "has_due_facts", "is_short"),
        [
            ({}, False, True),
            ({"billing_months": 2}, False, False),
            ({"billing_months": 3}, False, False),
            ({"lines": [InvoiceLine("a", "one-time", cad(1_00))]}, False, False),
            ({"due": DAY}, True, False),
            ({"sent": DAY}, True, False),
            ({"received": DAY}, True, False),
            ({"way": "post"}, True, False),
        ],
    )
    def test_whether_an_invoice_has_no_more_than_it_must(
        self, more: dict[str, Any], has_due_facts: bool, is_short: bool
    ) -> None:
        bill = Invoice("A", DAY, cad(1_00), **more)
        assert (bill.has_due_facts, bill.is_short) == (has_due_facts, is_short)

    def test_a_payment(self) -> None:
        paid = Payment("2026-02-10", cad(60_00), "A", "cheque 1")
        assert (paid.received, paid.day, paid.amount) == (date(2026, 2, 10), date(2026, 2, 10), cad(60_00))
        assert (paid.invoice, paid.reference) == ("A", "cheque 1")
        assert checked_payment(date(2026, 2, 10), cad(60_00), "A", "cheque 1") == paid
        bare = Payment(DAY, cad(1))
        assert (checked_payment(DAY, cad(1)), bare.invoice, bare.reference) == (bare, None, None)
        assert phrase_text(paid.in_words()) == "a payment of 60.00 CAD on A received 2026-02-10"
        assert phrase_text(bare.in_words()) == "a payment of 0.01 CAD received 2026-01-01"

    def test_the_others(self) -> None:
        charge = AdministrativeCharge("N", "2026-01-01", cad(25_00), "returned-payment")
        assert (charge.number, charge.on, charge.day, charge.amount) == ("N", DAY, DAY, cad(25_00))
        assert charge.reason == "returned-payment"
        back = ReturnedPayment("2026-01-01", "cheque 1")
        assert (back.on, back.day, back.payment) == (DAY, DAY, "cheque 1")
        credit = Credit("2026-01-01", cad(5_00), "A", "from-invoice-date")
        assert (credit.issued, credit.day, credit.amount, credit.invoice) == (DAY, DAY, cad(5_00), "A")
        assert (credit.effect, Credit(DAY, cad(1), "A").effect) == ("from-invoice-date", "from-credit-date")
        given_up = WriteOff("2026-01-01", "A", cad(5_00))
        assert (given_up.on, given_up.day, given_up.invoice, given_up.amount) == (DAY, DAY, "A", cad(5_00))
        out = Payout("2026-01-01", cad(5_00))
        assert (out.on, out.day, out.amount) == (DAY, DAY, cad(5_00))
        reminder = Reminder("2026-01-01", "A")
        assert (reminder.on, reminder.day, reminder.invoice, Reminder(DAY).invoice) == (DAY, DAY, "A", None)

    @pytest.mark.parametrize(
        ("kind", "field"),
        [(Invoice, "issued"), (Payment, "received"), (Cancellation, "on"), (Dispute, "reported"), (Credit, "issued")],
    )
    def test_which_field_holds_its_day(self, kind: type[Any], field: str) -> None:
        assert day_field(kind) == field


class TestCancellation:
    """The end of a service, with the facts of what comes back and of what it costs."""

    def test_all_facts(self) -> None:
        days = {
            "cycle_start": "2026-06-01",
            "paid_until": "2026-07-01",
            "taxed_on": "2026-06-02",
            "term_start": "2025-06-01",
            "paid": "2026-07-03",
            "last_invoice": "2026-06-05",
        }
        names: dict[str, Any] = {
            "service": "dsl",
            "province": "ON",
            "plan": "gold",
            "region": "east",
            "segment": "home",
        }
        ended = Cancellation(
            "C",
            "2026-06-10",
            "provider-for-cause",
            fee=cad(49_95),
            fee_months=2,
            billing_day=31,
            term_months=24,
            monthly_fee=[cad(49_95), cad(59_95)],
            incentive=cad(50_00),
            tax_rate="0.05",
            tax_mode="included",
            taxed_as="voip",
            **days,
            **names,
        )
        assert {name: getattr(ended, name) for name in (*days, *names)} == names | {
            name: date.fromisoformat(day) for name, day in days.items()
        }
        assert (ended.number, ended.on, ended.day, ended.by) == (
            "C",
            date(2026, 6, 10),
            date(2026, 6, 10),
            "provider-for-cause",
        )
        assert (ended.fee, ended.fee_months, ended.billing_day, ended.term_months) == (cad(49_95), 2, 31, 24)
        assert (ended.monthly_fee, ended.incentive) == ((cad(49_95), cad(59_95)), cad(50_00))
        assert (ended.tax_rate, ended.tax_mode, ended.taxed_as) == (Fraction(1, 20), "included", "voip")
        assert ended.amounts == (cad(49_95), cad(50_00), cad(49_95), cad(59_95))

    def test_what_is_taken_where_nothing_is_said(self) -> None:
        ended = Cancellation("C", DAY, fee=cad(1), cycle_start=DAY)
        assert (ended.by, ended.fee_months, ended.tax_mode, ended.last_invoice) == ("customer", 1, "added", "not given")
        none = ("service", "billing_day", "paid_until", "taxed_on", "term_start", "term_months", "monthly_fee")
        more = ("incentive", "paid", "plan", "region", "segment", "province", "tax_rate", "taxed_as")
        assert {getattr(ended, name) for name in (*none, *more)} == {None}
        assert ended.amounts == (cad(1),)
        assert Cancellation("C", DAY, fee=cad(1), cycle_start=DAY, last_invoice=None).last_invoice is None
        single = Cancellation("C", DAY, term_start=DAY, term_months=1, monthly_fee=cad(7))
        assert (single.monthly_fee, single.amounts) == (cad(7), (cad(7),))

    @pytest.mark.parametrize(
        ("on", "is_in_fixed_term", "regime"),
        [("2026-12-31", True, "fixed-term"), ("2027-01-01", False, "month-to-month")],
    )
    def test_a_term_of_twelve_months_ends_with_its_last_day(self, on: str, is_in_fixed_term: bool, regime: str) -> None:
        ended = Cancellation("C", on, term_start=DAY, term_months=12, monthly_fee=cad(50_00))
        assert (ended.is_in_fixed_term, ended.regime) == (is_in_fixed_term, regime)
        assert Cancellation("C", on, fee=cad(1), cycle_start=DAY).is_in_fixed_term is False

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            (
                {},
                "InputError: the cancellation has neither a fee nor a term: give fee and cycle_start for what comes "
                "back, term_start and term_months for what it costs",
            ),
            ({"fee": cad(1)}, f"InputError: the cancellation has fee but no cycle_start: {BOTH}"),
            ({"cycle_start": DAY}, f"InputError: the cancellation has cycle_start but no fee: {BOTH}"),
            (
                {"term_start": DAY},
                f"InputError: the cancellation has term_start but no term_months: {BOTH}",
            ),
            (
                {"term_months": 2},
                f"InputError: the cancellation has term_months but no term_start: {BOTH}",
            ),
            ({"monthly_fee": []}, "InputError: monthly_fee is []: give one fee, or one for each month of the term"),
            (
                {"monthly_fee": "50"},
                f"{FEE_IS} '50': {OWN_CURRENCY}",
            ),
            (
                {"monthly_fee": 50},
                f"{FEE_IS} 50: {OWN_CURRENCY}",
            ),
            (
                {"monthly_fee": [cad(1), "50"]},
                f"{FEE_IS} '50': {OWN_CURRENCY}",
            ),
            ({"billing_day": 32}, "DayError: billing_day is 32: give a whole number from 1 to 31"),
            ({"billing_day": 0}, "DayError: billing_day is 0: give a whole number from 1 to 31"),
        ],
    )
    def test_facts_that_do_not_fit(self, facts: dict[str, Any], said: str) -> None:
        assert refusal(lambda: Cancellation("C", "2026-06-10", **facts)) == said


class TestDispute:
    """A dispute is open until it is decided, with its outcome."""

    PART = Dispute("A", "2026-01-20", cad(10_00), "2026-02-20", cad(4_00))

    def test_its_fields(self) -> None:
        assert (self.PART.invoice, self.PART.reported, self.PART.day) == ("A", date(2026, 1, 20), date(2026, 1, 20))
        assert (self.PART.amount, self.PART.decided, self.PART.outcome) == (cad(10_00), date(2026, 2, 20), cad(4_00))
        open_ = Dispute("A", DAY, cad(1))
        assert (open_.decided, open_.outcome) == (None, None)

    @pytest.mark.parametrize(
        ("outcome", "minor"), [("upheld", 10_00), ("rejected", 0), ("withdrawn", 0), (cad(4_00), 4_00)]
    )
    def test_in_how_much_it_is_upheld_from_the_day_of_the_decision_on(self, outcome: Any, minor: int) -> None:
        dispute = Dispute("A", "2026-01-20", cad(10_00), "2026-02-20", outcome)
        assert (dispute.upheld(date(2026, 2, 19)), dispute.upheld(date(2026, 2, 20))) == (0, minor)
        assert Dispute("A", DAY, cad(1)).upheld(date.max) == 0
        assert Dispute("A", DAY, cad(10_00), DAY, outcome).upheld(DAY) == minor

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ((cad(0),), "AmountError: amount is 0.00 CAD: give more than zero"),
            (
                (cad(1), DAY),
                "InputError: the dispute of 'A' has a decision day and no outcome: give the day on which it was "
                "decided together with its outcome, or neither while it is open",
            ),
            (
                (cad(1), None, "upheld"),
                "InputError: the dispute of 'A' has an outcome and no decision day: give the day on which it was "
                "decided together with its outcome, or neither while it is open",
            ),
            (
                (cad(1), "2025-12-31", "upheld"),
                "InputError: the dispute of 'A' was decided on 2025-12-31, before it was reported on 2026-01-01: check "
                "the two days",
            ),
            (
                (cad(5_00), DAY, cad(5_00)),
                "InputError: the dispute of 'A' about 5.00 CAD was upheld in 5.00 CAD: give less than was disputed, or "
                "write upheld",
            ),
            (
                (cad(5_00), DAY, Money("1.00", "GBP")),
                "InputError: the dispute of 'A' about 5.00 CAD was upheld in 1.00 GBP: give less than was disputed, or "
                "write upheld",
            ),
            ((cad(5_00), DAY, cad(0)), "AmountError: outcome is 0.00 CAD: give more than zero"),
        ],
    )
    def test_what_does_not_fit(self, facts: tuple[Any, ...], said: str) -> None:
        assert refusal(lambda: Dispute("A", DAY, *facts)) == said


class TestRefusals:
    """A line that has no period or too much of one, lines that are not the bill, and words that are none."""

    @pytest.mark.parametrize(
        ("charge", "start", "until", "said"),
        [
            (
                "one-time",
                DAY,
                None,
                f"a one-time line has the period from 2026-01-01 to no day: {LEAVE_OUT}",
            ),
            (
                "one-time",
                None,
                DAY,
                f"a one-time line has the period from no day to 2026-01-01: {LEAVE_OUT}",
            ),
            (
                "recurring",
                None,
                None,
                f"a recurring line runs from no day to no day: {GIVE_DAYS}",
            ),
            (
                "recurring",
                DAY,
                None,
                f"a recurring line runs from 2026-01-01 to no day: {GIVE_DAYS}",
            ),
            (
                "recurring",
                None,
                DAY,
                f"a recurring line runs from no day to 2026-01-01: {GIVE_DAYS}",
            ),
            (
                "recurring",
                DAY,
                DAY,
                f"a recurring line runs from 2026-01-01 to 2026-01-01: {GIVE_DAYS}",
            ),
        ],
    )
    def test_a_line(self, charge: Any, start: Any, until: Any, said: str) -> None:
        assert refusal(lambda: InvoiceLine("a", charge, cad(1), None, start, until)) == f"InputError: {said}"
        assert InvoiceLine("a", "recurring", cad(1), None, DAY, "2026-01-02").until == date(2026, 1, 2)

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (7, "lines is 7: give a list of InvoiceLine(service, charge, amount)"),
            ([7], "7 is no line of an invoice: give InvoiceLine(service, charge, amount)"),
            (
                [InvoiceLine("a", "one-time", Money("10.00", "GBP"))],
                "a line is in GBP, its invoice in CAD: an invoice is in one currency",
            ),
            (
                [InvoiceLine("a", "one-time", cad(9_00), Money("1.00", "GBP"))],
                "a line is in GBP, its invoice in CAD: an invoice is in one currency",
            ),
            (
                [FEE],
                "the lines come to 56.44 CAD with their taxes, the invoice to 10.00 CAD: correct one of them, or leave "
                "the lines out",
            ),
        ],
    )
    def test_the_lines_of_an_invoice(self, lines: Any, said: str) -> None:
        assert refusal(lambda: Invoice("A", DAY, cad(10_00), 1, lines)) == f"InputError: {said}"
        assert Invoice("A", DAY, cad(10_00), 1, [ONCE]).lines == (ONCE,)

    @pytest.mark.parametrize(
        ("make", "error"),
        [
            (lambda: Invoice("", DAY, cad(1)), InputError),
            (lambda: Invoice("A", "soon", cad(1)), DayError),
            (lambda: Invoice("A", DAY, WRONG), AmountError),
            (lambda: Invoice("A", DAY, cad(1), 0), DayError),
            (lambda: Payment(DAY, WRONG), AmountError),
            (lambda: Payment(DAY, cad(1), ""), InputError),
            (lambda: Payment(DAY, cad(1), None, ""), InputError),
            (lambda: AdministrativeCharge("N", DAY, cad(1), "Late Fee"), InputError),
            (lambda: ReturnedPayment(DAY, ""), InputError),
            (lambda: Credit(DAY, cad(1), "A", WRONG), UnknownNameError),
            (lambda: WriteOff(DAY, "A", WRONG), AmountError),
            (lambda: Payout(DAY, WRONG), AmountError),
            (lambda: Reminder(DAY, ""), InputError),
            (lambda: Dispute("A", DAY, cad(1), DAY, WRONG), UnknownNameError),
        ],
    )
    def test_a_fact_of_another_kind(self, make: Callable[[], object], error: type[TelcoTermsError]) -> None:
        with pytest.raises(error):
            make()

    def test_an_amount_that_says_nothing(self) -> None:
        assert as_positive_amount(cad(1), "amount") == cad(1)
        assert refusal(lambda: as_positive_amount(cad(0), "amount")) == (
            "AmountError: amount is 0.00 CAD: give more than zero"
        )


class TestFile:
    """An event as a file has it: without what it has by default, the currency said once above all."""

    def test_each_form(self) -> None:
        assert Invoice("A", DAY, cad(66_44), 3, [FEE, ONCE], due="2026-01-16").as_dict() == {
            "number": "A",
            "issued": "2026-01-01",
            "amount": "66.44",
            "billing_months": 3,
            "line": [
                {
                    "service": "dsl",
                    "charge": "recurring",
                    "amount": "49.95",
                    "tax": "6.49",
                    "start": "2026-06-01",
                    "until": "2026-07-01",
                },
                {"service": "setup", "charge": "one-time", "amount": "10.00"},
            ],
            "due": "2026-01-16",
        }
        assert Invoice("A", DAY, cad(1), 1, ()).as_dict() == {"number": "A", "issued": "2026-01-01", "amount": "0.01"}

    def test_none_where_it_is_not_the_default(self) -> None:
        ended = Cancellation(
            "C", DAY, fee=cad(1), cycle_start=DAY, last_invoice=None, tax_rate="0.05", monthly_fee=[cad(1), cad(2)]
        )
        assert ended.as_dict() == {
            "number": "C",
            "on": "2026-01-01",
            "fee": "0.01",
            "cycle_start": "2026-01-01",
            "last_invoice": "none",
            "tax_rate": "0.05",
            "monthly_fee": ["0.01", "0.02"],
        }

    def test_what_is_equal_to_the_default_is_left_out_wherever_it_came_from(self) -> None:
        effect: Any = "-".join(["from", "credit", "date"])
        assert Credit(DAY, cad(1), "A", effect).as_dict() == {"issued": "2026-01-01", "amount": "0.01", "invoice": "A"}

    def test_a_value_without_a_form(self) -> None:
        assert (as_file_value(7), as_file_value("a"), as_file_value(None)) == (7, "a", "none")
        with pytest.raises(TypeError, match="a file has no form for float: give it one here and in"):
            as_file_value(1.5)
