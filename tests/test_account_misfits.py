"""What does not fit in an account, each with its place, its code and its message, and the order of its events."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from telcoterms import (
    Account,
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    InputError,
    Invoice,
    Money,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.account.account import UnreadableNames, amounts_of, billed_amounts, excess_claims, inconsistencies
from telcoterms.account.billed_to import BilledTo
from telcoterms.account.events import Event, InvoiceLine
from tests.terms_builders import cad

A, B = Invoice("A", "2026-01-01", cad(100_00)), Invoice("B", "2026-02-01", cad(80_00))
CHARGE = AdministrativeCharge("N", "2026-03-05", cad(25_00), "returned-payment")
PAID = Payment("2026-01-10", cad(60_00), "A", "cheque 1")


def ended(number: str, on: str, service: str | None = None) -> Cancellation:
    """The end of a service inside a term."""
    return Cancellation(number, on, service=service, term_start="2025-01-01", term_months=24)


ENDED = ended("C", "2026-04-01")
LIMIT = 10**12

Misfit = tuple[int, str | None, str]


def misfits(events: Sequence[Event], unreadable: UnreadableNames | None = None) -> list[Misfit]:
    """The place, the code and the message of each event that does not fit."""
    found = inconsistencies(events) if unreadable is None else inconsistencies(events, None, unreadable)
    return [(place, error.code, str(error)) for place, error in found]


def refused(*events: Event) -> str:
    """The message with which an account of these events is refused."""
    with pytest.raises(InputError) as found:
        Account(events)
    return str(found.value)


class TestNumbers:
    """Each debt has a number of its own, and a service is cancelled once."""

    def test_two_debts_with_one_number(self) -> None:
        events: list[Event] = [
            PAID,
            A,
            Invoice("A", "2026-02-01", cad(5_00)),
            AdministrativeCharge("A", "2026-03-05", cad(25_00), "returned-payment"),
            CHARGE,
            Invoice("N", "2026-04-01", cad(5_00)),
            B,
        ]
        invoices = "two invoices have the number 'A': give each its own, or leave the copy out"
        debts = "two debts have the number '{}': give each its own, or leave the copy out"
        assert misfits(events) == [
            (2, "duplicate_number", invoices),
            (3, "duplicate_number", debts.format("A")),
            (5, "duplicate_number", debts.format("N")),
        ]
        assert refused(A, A) == invoices

    def test_two_ends_of_one_service(self) -> None:
        events: list[Event] = [
            ended("C-1", "2026-04-01", "dsl"),
            ended("C-2", "2026-05-01", "dsl"),
            ended("C-3", "2026-05-01", "phone"),
            ended("C-4", "2026-06-01"),
            ended("C-5", "2026-07-01"),
        ]
        assert misfits(events) == [
            (1, "duplicate_cancellation", "dsl is cancelled twice: leave one out, or name the service of each"),
            (
                4,
                "duplicate_cancellation",
                "the whole service is cancelled twice: leave one out, or name the service of each",
            ),
        ]


class TestNames:
    """What names a debt names one of the account that is there on its day; a payment may come before it."""

    BEFORE = "2026-01-31"
    NAMING: tuple[tuple[Callable[[str, str], Event], str], ...] = (
        (lambda day, name: Payment(day, cad(5), name), "payment"),
        (lambda day, name: Credit(day, cad(5), name), "credit"),
        (lambda day, name: Dispute(name, day, cad(5)), "dispute"),
        (lambda day, name: WriteOff(day, name, cad(5)), "write-off"),
        (lambda day, name: Reminder(day, name), "reminder"),
    )

    @pytest.mark.parametrize(("made", "kind"), NAMING)
    def test_a_debt_that_is_not_there(self, made: Callable[[str, str], Event], kind: str) -> None:
        cure = "leave the name out" if kind == "payment" else "correct the name"
        message = (
            f"the {kind} of 2026-02-05 names the invoice 'X', which the account does not have: add the invoice, or "
            f"{cure}"
        )
        event = made("2026-02-05", "X")
        assert misfits([Payout("2026-02-05", cad(1)), A, event]) == [(2, "unknown_invoice", message)]
        assert refused(A, event) == message
        assert misfits([A, event], UnreadableNames(frozenset({"X"}))) == []
        assert misfits([A, event], UnreadableNames(frozenset({None}))) == []
        assert misfits([A, event], UnreadableNames(frozenset({"Y"}))) == [(1, "unknown_invoice", message)]
        assert misfits([A, event], UnreadableNames(payments=frozenset({"X"}))) == [(1, "unknown_invoice", message)]

    @pytest.mark.parametrize(("made", "kind"), NAMING[1:])
    def test_a_debt_that_is_not_there_yet(self, made: Callable[[str, str], Event], kind: str) -> None:
        message = f"the {kind} of 2026-01-31 is dated before its debt 'B', which is of 2026-02-01: check the days"
        assert misfits([Reminder("2026-01-01"), B, made("2026-01-31", "B")]) == [(2, "event_before_debt", message)]
        assert misfits([B, made("2026-02-01", "B")]) == []

    def test_a_payment_before_its_invoice(self) -> None:
        assert misfits([Payment("2026-01-31", cad(5), "B"), B]) == []


class TestCurrencies:
    """An account has one currency, that of its first amount."""

    def test_each_event_in_another(self) -> None:
        usd = Money(5, "USD")
        events: list[Event] = [
            Reminder("2026-03-01"),
            A,
            Payment("2026-01-05", usd),
            B,
            Payment("2026-01-06", Money(5, "EUR")),
        ]
        message = "the account has amounts in CAD and in {}: an account has one currency, so make two accounts"
        assert misfits(events) == [
            (2, "several_currencies_in_account", message.format("USD")),
            (4, "several_currencies_in_account", message.format("EUR")),
        ]
        assert refused(A, Payment("2026-01-05", usd)) == message.format("USD")
        assert Account([Reminder("2026-03-01"), Payout("2026-03-01", usd)]).currency == "USD"
        assert Account([Reminder("2026-03-01")]).currency is None

    def test_a_claim_in_another_is_said_to_be_so_and_nothing_else(self) -> None:
        events: list[Event] = [
            A,
            Credit("2026-02-01", Money("500.00", "USD"), "A"),
            Credit("2026-02-02", cad(100_00), "A"),
        ]
        assert [code for _, code, _ in misfits(events)] == ["several_currencies_in_account"]


class TestReturns:
    """A payment that is returned has a reference of its own, was received before that, and is returned once."""

    def test_what_fits(self) -> None:
        assert misfits([PAID, CHARGE, A, ReturnedPayment("2026-01-10", "cheque 1")]) == []

    def test_what_does_not(self) -> None:
        twice = Payment("2026-01-11", cad(1_00), None, "cheque 2")
        events: list[Event] = [
            A,
            Payment("2026-01-11", cad(1_00)),
            PAID,
            twice,
            twice,
            ReturnedPayment("2026-01-20", "cheque 3"),
            ReturnedPayment("2026-01-20", "cheque 2"),
            ReturnedPayment("2026-01-09", "cheque 1"),
            ReturnedPayment("2026-01-20", "cheque 1"),
        ]
        assert misfits(events) == [
            (
                5,
                "unknown_payment",
                "the payment 'cheque 3' is returned on 2026-01-20, but no payment has that reference: give the payment "
                "its reference",
            ),
            (
                6,
                "ambiguous_payment",
                "the payment 'cheque 2' is returned on 2026-01-20, but several payments have that reference: give each "
                "its own",
            ),
            (
                7,
                "return_before_payment",
                "the payment 'cheque 1' is returned on 2026-01-09, but it was received on 2026-01-10, later than that: "
                "check the two days",
            ),
            (
                8,
                "duplicate_return_of_payment",
                "the payment 'cheque 1' is returned on 2026-01-20, but that payment was returned already: leave one of "
                "the two out",
            ),
        ]

    def test_a_reference_that_could_not_be_read(self) -> None:
        events: list[Event] = [A, ReturnedPayment("2026-01-20", "cheque 3")]
        unread: list[tuple[str | None, list[int]]] = [("cheque 3", []), (None, []), ("cheque 4", [1])]
        for name, places in unread:
            found = misfits(events, UnreadableNames(payments=frozenset({name})))
            assert [place for place, _, _ in found] == places
        assert [place for place, _, _ in misfits(events, UnreadableNames(frozenset({"cheque 3"})))] == [1]


class TestLinesAfterTheEnd:
    """An invoice that is issued after a service has ended has no line for a time after the end."""

    @staticmethod
    def billed(day: str, start: str | None, service: str = "dsl") -> Invoice:
        until = None if start is None else "2026-04-01"
        line = InvoiceLine(service, "one-time" if start is None else "recurring", cad(5_00), start=start, until=until)
        return Invoice("L", day, cad(5_00), 1, [line])

    def test_what_runs_on(self) -> None:
        whole = ended("C-1", "2026-03-01")
        dsl = ended("C-2", "2026-02-01", "dsl")
        message = (
            "the line of 'dsl' runs from {}, but the service was cancelled on {}: take the line out, or correct the day"
        )
        for ends, day, start, said in [
            ([dsl], "2026-02-20", "2026-02-15", message.format("2026-02-15", "2026-02-01")),
            ([whole, dsl], "2026-02-20", "2026-02-15", message.format("2026-02-15", "2026-02-01")),
            ([whole], "2026-03-02", "2026-03-02", message.format("2026-03-02", "2026-03-01")),
        ]:
            events: list[Event] = [*ends, PAID, A, self.billed(day, start)]
            assert misfits(events) == [(len(events) - 1, "line_after_cancellation", said)]

    def test_what_does_not(self) -> None:
        dsl = ended("C-2", "2026-02-01", "dsl")
        for day, start, service in [
            ("2026-02-20", "2026-02-01", "dsl"),  # from the day of the end on
            ("2026-02-01", "2026-02-02", "dsl"),  # billed ahead, on the day of the end
            ("2026-02-20", None, "dsl"),
            ("2026-02-20", "2026-02-15", "phone"),
        ]:
            assert misfits([dsl, self.billed(day, start, service)]) == []
        assert misfits([self.billed("2026-02-20", "2026-02-15")]) == []


class TestTheLimit:
    """All amounts together are at most what one may be: the event that passes it is named, once."""

    def test_the_event_that_passes_it(self) -> None:
        most = Invoice("M", "2026-01-01", cad(LIMIT))
        assert misfits([most]) == []
        assert len(Account([most])) == 1
        message = (
            "with this the account's amounts come to {}, more than 10000000000.00 CAD: check the decimal points, or "
            "divide the account"
        )
        cent = Payment("2026-01-02", cad(1))
        assert misfits([most, cent, cent]) == [(1, "account_total_too_large", message.format("10000000000.01 CAD"))]
        assert misfits([Reminder("2026-01-03"), cent, most, cent]) == [
            (2, "account_total_too_large", message.format("10000000000.01 CAD"))
        ]
        assert refused(most, cent) == message.format("10000000000.01 CAD")


class TestClaims:
    """Credits and disputes of a debt are together at most the debt, as is known on the day of each."""

    @staticmethod
    def excess(*events: Event, days: int | None = None) -> list[tuple[int, str]]:
        """The places of claims that are too much, and the messages; `days` is how long a debt can be disputed."""

        def last_day(issued: date) -> date:
            return issued + timedelta(days or 0)

        found = excess_claims(events, billed_amounts(events), None if days is None else last_day)
        return [(place, str(error)) for place, error in found]

    @staticmethod
    def too_much(kind: str, day: str, amount: str, left: str) -> str:
        return f"the {kind} of {day} is {amount} CAD, but only {left} CAD of 'A' is left: check the amount"

    def test_credits_count_together(self) -> None:
        first, rest = Credit("2026-01-10", cad(60_00), "A"), Credit("2026-01-11", cad(40_00), "A")
        more = Credit("2026-01-12", cad(1), "A")
        assert self.excess(A, first, rest) == []
        assert self.excess(more, A, rest, first) == [(0, self.too_much("credit", "2026-01-12", "0.01", "0.00"))]
        # one that is too much counts no more
        large = Credit("2026-01-10", cad(100_01), "A")
        assert self.excess(A, large, rest) == [(1, self.too_much("credit", "2026-01-10", "100.01", "100.00"))]
        assert misfits([A, first, rest, more]) == [
            (3, "amount_over_remainder", self.too_much("credit", "2026-01-12", "0.01", "0.00"))
        ]

    def test_a_dispute_counts_alone_where_it_is_not_known_to_be_in_time(self) -> None:
        credit, dispute = Credit("2026-01-10", cad(60_00), "A"), Dispute("A", "2026-01-31", cad(100_00))
        over = Dispute("A", "2026-01-31", cad(100_01))
        assert self.excess(A, credit, dispute, dispute) == []
        assert self.excess(A, over) == [(1, self.too_much("dispute", "2026-01-31", "100.01", "100.00"))]
        assert self.excess(A, credit, dispute, days=29) == []
        assert self.excess(A, credit, dispute, days=30) == [
            (2, self.too_much("dispute", "2026-01-31", "100.00", "40.00"))
        ]
        # and takes nothing away from what comes after it
        later = Credit("2026-02-10", cad(40_00), "A")
        assert self.excess(A, dispute, later, days=29) == []
        assert self.excess(A, dispute, later, days=30) == [(2, self.too_much("credit", "2026-02-10", "40.00", "0.00"))]

    def test_a_dispute_that_is_decided_takes_away_what_was_upheld(self) -> None:
        def disputed(outcome: Any) -> Dispute:
            return Dispute("A", "2026-01-20", cad(90_00), "2026-02-10", outcome)

        for outcome, left in [("rejected", 100_00), ("withdrawn", 100_00), ("upheld", 10_00), (cad(30_00), 70_00)]:
            fits, over = (Credit("2026-02-10", cad(amount), "A") for amount in (left, left + 1))
            assert self.excess(A, disputed(outcome), fits, days=90) == []
            said = self.too_much("credit", "2026-02-10", cad(left + 1).text, cad(left).text)
            assert self.excess(A, disputed(outcome), over, days=90) == [(2, said)]
            before = Credit("2026-02-09", cad(10_01), "A")
            said = self.too_much("credit", "2026-02-09", "10.01", "10.00")
            assert self.excess(A, disputed(outcome), before, days=90) == [(2, said)]

    def test_claims_of_one_day_fit_in_any_order_if_they_fit_in_one(self) -> None:
        # the credit of 5.00 comes first, then the 95.00 that are rejected at once, after which 10.00 and 85.00 fit
        day = "2026-01-20"
        claims: tuple[Event, ...] = (
            Dispute("A", day, cad(10_00)),
            Dispute("A", day, cad(95_00), day, "rejected"),
            Dispute("A", day, cad(85_00)),
            Credit(day, cad(5_00), "A"),
        )
        for order in permutations(claims):
            assert self.excess(A, *order, days=90) == []
        over = Dispute("A", day, cad(96_00), day, "rejected")
        assert self.excess(over, A, claims[3], days=90) == [(0, self.too_much("dispute", day, "96.00", "95.00"))]

    def test_each_debt_has_its_own(self) -> None:
        events: tuple[Event, ...] = (A, B, CHARGE, ENDED, PAID)
        claims = (
            Credit("2026-04-10", cad(100_00), "A"),
            Credit("2026-04-10", cad(80_00), "B"),
            Credit("2026-04-10", cad(25_00), "N"),
            Credit("2026-04-10", cad(900_00), "C"),  # what it costs, the terms know alone
            Credit("2026-04-10", cad(900_00), "X"),
        )
        assert self.excess(*events, *claims) == []
        assert billed_amounts([*events, Invoice("A", "2026-05-01", cad(7))]) == {
            "A": cad(100_00),
            "B": cad(80_00),
            "N": cad(25_00),
        }


class TestOrder:
    """The events of one day stand by their kinds, then by the debt that they name, the larger amount first."""

    DAY = "2026-03-05"

    def same_order(self, wanted: list[Event]) -> None:
        for order in (wanted, wanted[::-1], wanted[1::2] + wanted[::2]):
            assert list(Account(order)) == wanted

    def test_the_kinds(self) -> None:
        day = self.DAY
        self.same_order(
            [
                Invoice("I", day, cad(50_00)),
                AdministrativeCharge("N", day, cad(25_00), "returned-payment"),
                ended("C", day),
                Dispute("I", day, cad(5_00)),
                Reminder(day),
                Credit(day, cad(5_00), "I"),
                WriteOff(day, "I", cad(5_00)),
                Payment(day, cad(5_00), "I", "p"),
                ReturnedPayment(day, "p"),
                Payout(day, cad(5_00)),
            ]
        )

    def test_the_days_go_first(self) -> None:
        self.same_order([A, PAID, B, Payment("2026-02-02", cad(1)), CHARGE, ENDED])

    def test_three_days_in_any_order(self) -> None:
        days = ("2026-01-01", "2026-02-01", "2026-03-01")
        invoices = [Invoice(day, day, cad(5)) for day in days]
        payments = [Payment(day, cad(5)) for day in days]
        for order in permutations(range(3)):
            account = Account([one[place] for place in order for one in (invoices, payments)])
            assert (account.invoices, account.payments) == (tuple(invoices), tuple(payments))

    def test_invoices_by_their_numbers(self) -> None:
        self.same_order([Invoice(number, self.DAY, cad(5)) for number in ("10", "9", "a")])

    def test_payments_by_the_debt_the_amount_and_the_reference(self) -> None:
        day = self.DAY
        self.same_order(
            [
                A,
                B,
                Payment(day, cad(1), "A"),
                Payment(day, cad(9), "B"),
                Payment(day, cad(3), "B"),
                Payment(day, cad(9)),
                Payment(day, cad(9), reference="R"),
                Payment(day, cad(9), reference="S"),
                Payment(day, cad(2)),
            ]
        )

    def test_others_by_the_debt_and_the_amount(self) -> None:
        day = self.DAY
        self.same_order(
            [
                A,
                B,
                AdministrativeCharge("N-1", day, cad(1), "returned-payment"),
                AdministrativeCharge("N-2", day, cad(9), "returned-payment"),
                Cancellation("C-1", day, service="phone", fee=cad(1), cycle_start=day),
                Cancellation("C-2", day, service="dsl", fee=cad(9), cycle_start=day),
                Dispute("A", day, cad(1)),
                Dispute("B", day, cad(9)),
                Dispute("B", day, cad(3)),
                Reminder(day),
                Reminder(day, "A"),
                Reminder(day, "B"),
                Credit(day, cad(1), "A"),
                Credit(day, cad(9), "B"),
                Credit(day, cad(3), "B"),
                WriteOff(day, "A", cad(1)),
                WriteOff(day, "B", cad(9)),
                WriteOff(day, "B", cad(3)),
                Payment(day, cad(2), None, "p"),
                Payment(day, cad(1), None, "q"),
                ReturnedPayment(day, "p"),
                ReturnedPayment(day, "q"),
                Payout(day, cad(9)),
                Payout(day, cad(3)),
            ]
        )

    def test_those_that_are_alike_in_all_of_it(self) -> None:
        first = Dispute("A", self.DAY, cad(1), "2026-04-01", "rejected")
        second = Dispute("A", self.DAY, cad(1), "2026-04-01", "withdrawn")
        self.same_order([A, first, second])


class TestTheSequence:
    """An account is a frozen sequence of events, equal by them and by the customer to whom it is billed."""

    CUSTOMER = BilledTo("A customer")

    def test_it_takes_any_events_and_nothing_else(self) -> None:
        given: list[Event] = [CHARGE, PAID, A]
        assert list(Account(iter(given))) == [A, PAID, CHARGE]
        account = Account([A, PAID, CHARGE, ENDED])
        assert (account.invoices, account.payments, account.others) == ((A,), (PAID,), (CHARGE, ENDED))
        assert (len(account), account[0], account[-1], account[1:3]) == (4, A, ENDED, (PAID, CHARGE))
        nothing: Any = 5
        with pytest.raises(InputError) as found:
            Account(nothing)
        assert str(found.value) == "5 is no list of events: give Account([Invoice(...), Payment(...)])"
        with pytest.raises(InputError) as found:
            Account([A, CHARGE, nothing])
        assert str(found.value) == (
            "5 is no event: an account holds Invoice, AdministrativeCharge, Cancellation, Dispute, Reminder, Credit, "
            "WriteOff, Payment, ReturnedPayment, Payout"
        )

    def test_it_is_a_value(self) -> None:
        account: Any = Account([A, PAID])
        assert account == Account([PAID, A])
        assert hash(account) == hash(Account([PAID, A]))
        assert account != Account([A])
        assert account != Account([A, PAID], self.CUSTOMER)
        assert hash(account) != hash(Account([A, PAID], self.CUSTOMER))
        assert account != [A, PAID]
        assert account != 5
        with pytest.raises(AttributeError, match=r"^an account is frozen: invoices cannot be set$"):
            account.invoices = ()
        with pytest.raises(AttributeError, match=r"^an account is frozen: invoices cannot be deleted$"):
            del account.invoices
        assert account.invoices == (A,)

    def test_the_sums_of_an_event(self) -> None:
        ended = Cancellation("C", "2026-04-01", fee=cad(1), cycle_start="2026-04-01", paid_until="2026-05-01")
        assert [amounts_of(event) for event in (A, ended, Reminder("2026-01-01"))] == [(cad(100_00),), (cad(1),), ()]

    def test_in_a_notebook(self) -> None:
        lines = [InvoiceLine("dsl", "one-time", cad(3_00)), InvoiceLine("phone", "one-time", cad(2_00))]
        html = Account([Invoice("L", "2026-01-01", cad(5_00), 1, lines), PAID_ALONE, CHARGE])._repr_html_()
        for text in (
            "an account of 1 invoice, 1 payment and 1 other event",
            "2026-01-01 invoice: number L, amount 5.00, line 2",
            "2026-01-10 payment: amount 60.00, reference cheque 1",
            "2026-03-05 administrative charge: number N, amount 25.00, reason returned-payment",
        ):
            assert text in re.sub("<[^>]+>", "", html)


PAID_ALONE = Payment("2026-01-10", cad(60_00), reference="cheque 1")
