"""The events of an account beside invoices and payments: checked when they are made, values, and what fits together."""

import copy
import datetime
import pickle
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Account, AmountError, DayError, InputError, Invoice, Money, Payment, UnknownNameError, load
from telcoterms.account.account import UnreadableNames, inconsistencies
from telcoterms.account.events import (
    EVENT_TYPES,
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    InvoiceLine,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.dispute import last_days
from tests.error_assertions import refused
from tests.random_accounts import Made, in_window, made_history
from tests.terms_builders import cad
from tests.test_hostile import ODD, made_or_said

HISTORIES = st.randoms(use_true_random=False).map(made_history)
INVOICE = Invoice("a", "2026-01-01", cad(5000))
PAYMENT = Payment("2026-01-10", cad(5000), "a", "R7")
LINE = InvoiceLine("dsl", "recurring", cad(4400), cad(600), "2026-01-01", "2026-02-01")
CHARGE = AdministrativeCharge("f", "2026-01-12", cad(2500), "returned-payment")
CANCELLATION = Cancellation("c", "2026-01-20", fee=cad(4400), cycle_start="2026-01-01")
DISPUTE = Dispute("a", "2026-01-05", cad(1000), "2026-02-01", "upheld")
CREDIT = Credit("2026-01-06", cad(1000), "a")
WRITE_OFF = WriteOff("2026-01-07", "a", cad(500))
RETURNED = ReturnedPayment("2026-01-11", "R7")
PAYOUT = Payout("2026-01-30", cad(5))
EACH: list[Any] = [INVOICE, PAYMENT, CHARGE, CANCELLATION, DISPUTE, CREDIT, WRITE_OFF, RETURNED, PAYOUT]


def ended(**facts: Any) -> Cancellation:
    """A cancellation with a refund, and with a fixed term where one of its facts is asked about."""
    term: dict[str, Any] = (
        {"term_start": "2025-01-01", "term_months": 24} if {*facts} & {"term_start", "term_months"} else {}
    )
    usual: dict[str, Any] = {"number": "c", "on": "2026-01-20", "fee": cad(5), "cycle_start": "2026-01-01"}
    return Cancellation(**usual | term | facts)


def ended_by(name: str, odd: Any) -> Cancellation:
    """The same with one odd fact."""
    return ended(**{name: odd})


MAKERS: dict[str, Callable[[Any], object]] = {
    "service of a line": lambda odd: InvoiceLine(odd, "one-time", cad(5)),
    "charge of a line": lambda odd: InvoiceLine("dsl", odd, cad(5)),
    "amount of a line": lambda odd: InvoiceLine("dsl", "one-time", odd),
    "tax of a line": lambda odd: InvoiceLine("dsl", "one-time", cad(5), odd),
    "start of a line": lambda odd: InvoiceLine("dsl", "recurring", cad(5), None, odd, "2026-02-01"),
    "until of a line": lambda odd: InvoiceLine("dsl", "recurring", cad(5), None, "2026-01-01", odd),
    "lines": lambda odd: Invoice("a", "2026-01-01", cad(5), 1, odd),
    "a line": lambda odd: Invoice("a", "2026-01-01", cad(5), 1, [odd]),
    "number of a charge": lambda odd: AdministrativeCharge(odd, "2026-01-01", cad(5), "collection"),
    "day of a charge": lambda odd: AdministrativeCharge("f", odd, cad(5), "collection"),
    "amount of a charge": lambda odd: AdministrativeCharge("f", "2026-01-01", odd, "collection"),
    "reason": lambda odd: AdministrativeCharge("f", "2026-01-01", cad(5), odd),
    "day of a return": lambda odd: ReturnedPayment(odd, "R7"),
    "payment": lambda odd: ReturnedPayment("2026-01-01", odd),
    "day of a credit": lambda odd: Credit(odd, cad(5), "a"),
    "amount of a credit": lambda odd: Credit("2026-01-01", odd, "a"),
    "invoice of a credit": lambda odd: Credit("2026-01-01", cad(5), odd),
    "effect": lambda odd: Credit("2026-01-01", cad(5), "a", odd),
    "invoice of a dispute": lambda odd: Dispute(odd, "2026-01-01", cad(5)),
    "day of a dispute": lambda odd: Dispute("a", odd, cad(5)),
    "amount of a dispute": lambda odd: Dispute("a", "2026-01-01", odd),
    "decided": lambda odd: Dispute("a", "2026-01-01", cad(5), odd, "upheld"),
    "outcome": lambda odd: Dispute("a", "2026-01-01", cad(5), "2026-01-02", odd),
    "day of a write-off": lambda odd: WriteOff(odd, "a", cad(5)),
    "invoice of a write-off": lambda odd: WriteOff("2026-01-01", odd, cad(5)),
    "amount of a write-off": lambda odd: WriteOff("2026-01-01", "a", odd),
    "day of a payout": lambda odd: Payout(odd, cad(5)),
    "amount of a payout": lambda odd: Payout("2026-01-01", odd),
    **{f"{name} of a cancellation": partial(ended_by, name) for name in Cancellation.__match_args__},
}


class TestEach:
    """Each event is checked when it is made, never changes, and is a value."""

    @pytest.mark.parametrize("name", MAKERS)
    def test_any_odd_value_is_taken_or_refused_in_a_sentence(self, name: str) -> None:
        for odd in ODD:
            said = made_or_said(partial(MAKERS[name], odd))
            assert "Error: " not in said or ": " in said.partition("Error: ")[2]

    @pytest.mark.parametrize("event", EACH, ids=lambda event: event.table)
    def test_it_is_a_value(self, event: Any) -> None:
        names = {one.__name__: one for one in EVENT_TYPES} | {
            "Money": Money,
            "datetime": datetime,
            "Fraction": Fraction,
        }
        again = eval(repr(event), names)
        assert again == event == copy.copy(event) == copy.deepcopy(event) == pickle.loads(pickle.dumps(event))
        assert len({event, again}) == 1
        with pytest.raises(AttributeError):
            setattr(event, event.__match_args__[0], None)

    def test_days_are_taken_as_text_and_as_dates(self) -> None:
        assert [event.day for event in EACH] == [date(2026, 1, day) for day in (1, 10, 12, 20, 5, 6, 7, 11, 30)]
        assert ReturnedPayment(date(2026, 1, 11), "R7") == RETURNED
        assert InvoiceLine("dsl", "recurring", cad(4400), cad(600), date(2026, 1, 1), date(2026, 2, 1)) == LINE

    def test_as_data(self) -> None:
        assert INVOICE.as_dict().keys() == {"number", "issued", "amount"}
        assert Invoice("a", "2026-01-01", cad(5000), 1, [LINE]).as_dict()["line"] == [
            {
                "service": "dsl",
                "charge": "recurring",
                "amount": "44.00",
                "tax": "6.00",
                "start": "2026-01-01",
                "until": "2026-02-01",
            }
        ]
        assert DISPUTE.as_dict() == {
            "invoice": "a",
            "reported": "2026-01-05",
            "amount": "10.00",
            "decided": "2026-02-01",
            "outcome": "upheld",
        }
        assert Dispute("a", "2026-01-05", cad(5), "2026-02-01", cad(4)).as_dict()["outcome"] == "0.04"
        gone = Cancellation(
            "c", "2026-01-20", term_start="2025-02-01", term_months=2, monthly_fee=[cad(1), cad(2)], tax_rate="0.05"
        )
        assert gone.as_dict() == {
            "number": "c",
            "on": "2026-01-20",
            "term_start": "2025-02-01",
            "term_months": 2,
            "monthly_fee": ["0.01", "0.02"],
            "tax_rate": "0.05",
        }

    def test_what_a_file_cannot_hold_is_said_in_a_word(self) -> None:
        none = Cancellation(
            "c", "2026-01-20", term_start="2025-02-01", term_months=2, incentive=cad(9), last_invoice=None
        )
        assert none.as_dict()["last_invoice"] == "none"


class TestLines:
    """The lines of an invoice come to it, each with its period or at one time."""

    def test_the_total_of_a_line(self) -> None:
        assert LINE.total == cad(5000)
        assert InvoiceLine("dsl", "one-time", cad(7)).total == cad(7)

    def test_a_one_time_line_has_no_period(self) -> None:
        with refused(InputError, "from 2026-01-01 to no day", "leave both out, or call it recurring"):
            InvoiceLine("dsl", "one-time", cad(5), None, "2026-01-01")
        with refused(InputError, "from no day to 2026-01-01"):
            InvoiceLine("dsl", "one-time", cad(5), None, None, "2026-01-01")

    @pytest.mark.parametrize("period", [(), ("2026-01-01",), (None, "2026-01-01"), ("2026-01-01", "2026-01-01")])
    def test_a_recurring_line_has_one(self, period: tuple[Any, ...]) -> None:
        with refused(InputError, "a recurring line runs from ", "give its first day as start, and as until the first"):
            InvoiceLine("dsl", "recurring", cad(5), None, *period)
        assert InvoiceLine("dsl", "recurring", cad(5), None, "2026-01-01", "2026-01-02").tax is None

    def test_an_unknown_charge(self) -> None:
        charge: Any = "monthly"
        with refused(UnknownNameError, "charge is 'monthly'", "choose from recurring, one-time"):
            InvoiceLine("dsl", charge, cad(5))

    def test_they_come_to_their_invoice(self) -> None:
        assert Invoice("a", "2026-01-01", cad(5000), 1, iter([LINE])).lines == (LINE,)
        with refused(InputError, "come to 50.00 CAD with their taxes, the invoice to 50.01 CAD", "correct one of them"):
            Invoice("a", "2026-01-01", cad(5001), 1, [LINE])

    def test_they_are_in_its_currency(self) -> None:
        line = InvoiceLine("dsl", "one-time", Money(50, "USD"))
        with refused(InputError, "a line is in USD, its invoice in CAD", "an invoice is in one currency"):
            Invoice("a", "2026-01-01", cad(5000), 1, [line])
        with refused(InputError, "a line is in USD, its invoice in CAD"):
            Invoice("a", "2026-01-01", cad(5000), 1, [InvoiceLine("dsl", "one-time", cad(5), Money(1, "USD"))])

    def test_what_is_no_line(self) -> None:
        given: Any
        for given, said in ((5, "lines is 5"), ([5], "5 is no line of an invoice"), ("x", "'x' is no line")):
            with refused(InputError, said, "InvoiceLine(service, charge, amount)"):
                Invoice("a", "2026-01-01", cad(5000), 1, given)


class TestCancellations:
    """The end of a service has the facts of a refund, those of a fixed term, or both."""

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"fee": cad(5)}, "has fee but no cycle_start"),
            ({"cycle_start": "2026-01-01"}, "has cycle_start but no fee"),
            ({"term_start": "2026-01-01"}, "has term_start but no term_months"),
            ({"term_months": 24}, "has term_months but no term_start"),
        ],
    )
    def test_half_of_the_facts(self, facts: dict[str, Any], said: str) -> None:
        with refused(InputError, said, "give both, or neither"):
            Cancellation("c", "2026-01-20", **facts)

    def test_none_of_them(self) -> None:
        with refused(InputError, "has neither a fee nor a term", "give fee and cycle_start", "term_start and term_"):
            Cancellation("c", "2026-01-20", monthly_fee=cad(5))

    def test_its_amounts(self) -> None:
        gone = Cancellation(
            "c",
            "2026-01-20",
            fee=cad(1),
            cycle_start="2026-01-01",
            term_start="2025-02-01",
            term_months=2,
            monthly_fee=[cad(2), cad(3)],
            incentive=cad(4),
            last_invoice=date(2026, 1, 1),
        )
        assert gone.amounts == (cad(1), cad(4), cad(2), cad(3))
        assert gone.last_invoice == date(2026, 1, 1)
        assert CANCELLATION.amounts == (cad(4400),)

    def test_odd_facts(self) -> None:
        facts: dict[str, Any] = {"fee": cad(1), "cycle_start": "2026-01-01"}
        with refused(InputError, "monthly_fee is []", "give one fee, or one for each month of the term"):
            Cancellation("c", "2026-01-20", **facts, monthly_fee=[])
        fee: Any
        for fee, said in (
            ("5.00", "monthly_fee is '5.00'"),
            (5, "monthly_fee is 5"),
            ([cad(5), 5], "monthly_fee is 5"),
        ):
            with refused(AmountError, said, "give Money('56.45', 'CAD')"):
                Cancellation("c", "2026-01-20", **facts, monthly_fee=fee)
        with refused(DayError, "billing_day is 32", "give a whole number from 1 to 31"):
            Cancellation("c", "2026-01-20", **facts, billing_day=32)
        with refused(DayError, "last_invoice is 'never'", "give a date"):
            Cancellation("c", "2026-01-20", **facts, last_invoice="never")
        with refused(UnknownNameError, "by is 'nobody'", "choose from customer, provider-for-cause"):
            Cancellation("c", "2026-01-20", by="nobody", **facts)  # type: ignore[arg-type]  # pyright: ignore
        with refused(AmountError, "tax_rate is 13", "give a rate from 0 to 10"):
            Cancellation("c", "2026-01-20", **facts, tax_rate=13)


class TestDisputes:
    """A dispute is open, or decided on a day; in part means less than all."""

    def test_the_day_and_the_outcome_go_together(self) -> None:
        with refused(InputError, "'a' has an outcome and no decision day", "or neither while it is open"):
            Dispute("a", "2026-01-05", cad(5), None, "upheld")
        with refused(InputError, "'a' has a decision day and no outcome", "together with its outcome"):
            Dispute("a", "2026-01-05", cad(5), "2026-01-06")

    def test_decided_before_it_was_reported(self) -> None:
        assert Dispute("a", "2026-01-05", cad(5), "2026-01-05", "upheld").decided == date(2026, 1, 5)
        with refused(InputError, "decided on 2026-01-04, before it was reported on 2026-01-05", "check the two days"):
            Dispute("a", "2026-01-05", cad(5), "2026-01-04", "upheld")

    @pytest.mark.parametrize("outcome", [cad(5), cad(6), Money("0.04", "USD")])
    def test_upheld_in_part_means_less(self, outcome: Money) -> None:
        with refused(
            InputError, f"about 0.05 CAD was upheld in {outcome}", "give less than was disputed, or write uph"
        ):
            Dispute("a", "2026-01-05", cad(5), "2026-01-06", outcome)

    def test_a_dispute_of_nothing(self) -> None:
        with refused(AmountError, "amount is 0.00 CAD", "give more than zero"):
            Dispute("a", "2026-01-05", cad(0))
        with refused(AmountError, "outcome is 0.00 CAD", "give more than zero"):
            Dispute("a", "2026-01-05", cad(5), "2026-01-06", cad(0))

    def test_unknown_names(self) -> None:
        name: Any = "lost"
        with refused(UnknownNameError, "outcome is 'lost'", "choose from upheld, rejected, withdrawn"):
            Dispute("a", "2026-01-05", cad(5), "2026-01-06", name)
        with refused(UnknownNameError, "effect is 'lost'", "choose from from-credit-date, from-invoice-date"):
            Credit("2026-01-05", cad(5), "a", name)
        with refused(InputError, "reason is 'Lost property'", "write small letters, digits and hyphens, such as"):
            AdministrativeCharge("f", "2026-01-05", cad(5), "Lost property")

    def test_what_is_upheld_on_a_day(self) -> None:
        outcomes: list[tuple[Any, int]] = [("upheld", 1000), ("rejected", 0), ("withdrawn", 0), (cad(400), 400)]
        for outcome, minor in outcomes:
            one = Dispute("a", "2026-01-05", cad(1000), "2026-02-01", outcome)
            assert [one.upheld(date(2026, month, 1)) for month in (1, 2, 3)] == [0, minor, minor]
        assert Dispute("a", "2026-01-05", cad(1000)).upheld(date(2027, 1, 1)) == 0


def always(issued: date) -> date:
    return date.max


class TestWhatFitsTogether:
    """The events of an account fit together, in whatever order they are given."""

    @pytest.mark.parametrize(
        ("events", "said", "cure"),
        [
            (
                [INVOICE, AdministrativeCharge("a", "2026-01-02", cad(5), "restoral")],
                "two debts have the number 'a'",
                "give each its own, or leave the copy out",
            ),
            (
                [CANCELLATION, Cancellation("d", "2026-01-21", term_start="2026-01-01", term_months=9)],
                "the whole service is cancelled twice",
                "leave one out, or name the service of each",
            ),
            (
                [Credit("2026-01-06", cad(5), "b")],
                "the credit of 2026-01-06 names the invoice 'b', which the account does not have",
                "add the invoice, or correct the name",
            ),
            (
                [INVOICE, WriteOff("2025-12-31", "a", cad(5))],
                "the write-off of 2025-12-31 is dated before its debt 'a', which is of 2026-01-01",
                "check the days",
            ),
            (
                [Payment("2026-01-10", cad(5)), RETURNED],
                "the payment 'R7' is returned on 2026-01-11, but no payment has that reference",
                "give the payment its reference",
            ),
            (
                [Payment("2026-01-10", cad(5), None, "R7"), Payment("2026-01-11", cad(5), None, "R7"), RETURNED],
                "several payments have that reference",
                "give each its own",
            ),
            (
                [PAYMENT, INVOICE, RETURNED, ReturnedPayment("2026-01-12", "R7")],
                "that payment was returned already",
                "leave one of the two out",
            ),
            (
                [PAYMENT, INVOICE, ReturnedPayment("2026-01-09", "R7")],
                "it was received on 2026-01-10, later than that",
                "check the two days",
            ),
            ([CANCELLATION, Payout("2026-01-30", Money(1, "USD"))], "USD", "an account has one currency, so make two"),
            ([INVOICE, Credit("2026-01-06", cad(5001), "a")], "only 50.00 CAD of 'a' is left", "check the amount"),
            (
                [INVOICE, Dispute("a", "2026-01-06", cad(5001))],
                "is 50.01 CAD, but only 50.00 CAD of 'a'",
                "check the amount",
            ),
            (
                [INVOICE, CREDIT, Credit("2026-01-07", cad(4001), "a")],
                "only 40.00 CAD of 'a' is left",
                "check the amount",
            ),
        ],
    )
    def test_what_does_not(self, events: list[Event], said: str, cure: str) -> None:
        for order in (events, events[::-1]):
            with refused(InputError, said, f": {cure}"):
                Account(order)

    def test_a_period_after_the_end_of_its_service(self) -> None:
        late = InvoiceLine("dsl", "recurring", cad(5000), None, "2026-02-01", "2026-03-01")
        invoice = Invoice("b", "2026-01-21", cad(5000), 1, [late])
        said = "the line of 'dsl' runs from 2026-02-01, but the service was cancelled on 2026-01-20"
        for service in (None, "dsl"):
            gone = Cancellation("c", "2026-01-20", service=service, fee=cad(5), cycle_start="2026-01-01")
            with refused(InputError, said, "take the line out, or correct the day"):
                Account([gone, invoice])
            assert Account([gone, Invoice("b", "2026-01-20", cad(5000), 1, [late])])  # billed before it was known
            assert Account([gone, Invoice("b", "2026-01-21", cad(5000), 1, [LINE])])  # of a period that had begun
        other = Cancellation("c", "2026-01-20", service="phone", fee=cad(5), cycle_start="2026-01-01")
        assert Account([other, invoice])

    def test_two_services_end(self) -> None:
        gone = [Cancellation(name, "2026-01-20", service=name, fee=cad(5), cycle_start="2026-01-01") for name in "de"]
        assert len(Account([*gone, CANCELLATION])) == 3

    def test_amounts_over_the_limit_together(self) -> None:
        events: list[Event] = [Invoice(name, "2026-01-01", cad(10**12)) for name in "ab"]
        with refused(
            InputError, "come to 20000000000.00 CAD, more than 10000000000.00 CAD", "check the decimal points"
        ):
            Account([*events, PAYOUT])

    def test_disputes_of_one_debt_in_time(self) -> None:
        second = Dispute("a", "2026-02-01", cad(4001))
        assert list(inconsistencies([INVOICE, DISPUTE, second])) == []  # not known to be in time, each counts alone
        ((place, error),) = inconsistencies([INVOICE, DISPUTE, second], always)
        assert (place, str(error)) == (
            2,
            "the dispute of 2026-02-01 is 40.01 CAD, but only 40.00 CAD of 'a' is left: check the amount",
        )
        assert list(inconsistencies([INVOICE, DISPUTE, second], lambda issued: date(2026, 1, 31))) == []
        assert (
            list(
                inconsistencies(
                    [INVOICE, Dispute("a", "2026-01-05", cad(1000), "2026-02-01", cad(999)), second], always
                )
            )
            == []
        )

    def test_a_dispute_that_was_lost_leaves_its_room(self) -> None:
        lost = Dispute("a", "2026-01-05", cad(5000), "2026-01-05", "rejected")
        orders: list[list[Event]] = [[INVOICE, lost, Dispute("a", "2026-01-05", cad(5000))], [INVOICE, lost, lost]]
        for events in orders:
            assert list(inconsistencies(events, always)) == list(inconsistencies(events[::-1], always)) == []
        two = Dispute("a", "2026-01-05", cad(5000), "2026-01-06", "rejected")
        assert len(list(inconsistencies([INVOICE, two, two], always))) == 1

    def test_of_a_cancellation_charge_it_is_not_known_how_much_it_is(self) -> None:
        assert Account([CANCELLATION, Dispute("c", "2026-01-21", cad(10**9)), Credit("2026-01-21", cad(10**9), "c")])

    def test_what_could_not_be_read_is_not_missing(self) -> None:
        events: list[Event] = [Payment("2026-01-05", cad(5), "x"), RETURNED]
        assert len(list(inconsistencies(events))) == 2
        assert [place for place, _ in inconsistencies(events, None, UnreadableNames(frozenset("x")))] == [1]
        assert [place for place, _ in inconsistencies(events, None, UnreadableNames(frozenset([None])))] == [1]
        assert [
            place for place, _ in inconsistencies(events, None, UnreadableNames(frozenset("y"), frozenset(["R7"])))
        ] == [0]

    def test_the_end_of_the_calendar_ends_the_window(self) -> None:
        last_day = last_days(load("kos").agreement)
        assert last_day is not None
        assert last_day(date(2026, 1, 1)) == date(2026, 4, 1) == in_window(date(2026, 1, 1))
        assert last_day(date(9999, 12, 1)) == date.max


class TestHistories:
    """Accounts of all events: values in an order of their own."""

    @given(HISTORIES, st.randoms(use_true_random=False))
    def test_the_order_given_never_matters(self, one: Made, random: Random) -> None:
        events = list(one.account)
        random.shuffle(events)
        again = Account(events)
        assert again == one.account
        assert list(again) == list(one.account)
        assert hash(again) == hash(one.account)
        assert again.as_dict() == one.account.as_dict()
        assert list(inconsistencies(events, in_window)) == []

    @given(HISTORIES)
    def test_it_is_a_value(self, one: Made) -> None:
        assert pickle.loads(pickle.dumps(one.account)) == one.account == copy.deepcopy(one.account)
        assert {type(event) for event in one.account} <= set(EVENT_TYPES)
        assert len(one.account.invoices + one.account.payments + one.account.others) == len(one.account)

    def test_all_kinds_come_up(self) -> None:
        kinds = [type(event) for seed in range(200) for event in made_history(Random(seed)).account]
        assert {kind for kind in EVENT_TYPES if kinds.count(kind) > 20} == set(EVENT_TYPES)

    def test_the_order_of_a_day(self) -> None:
        day = "2026-01-05"
        events: list[Event] = [
            Invoice("a", day, cad(100)),
            AdministrativeCharge("f", day, cad(100), "restoral"),
            Cancellation("c", day, fee=cad(5), cycle_start="2026-01-01"),
            Dispute("a", day, cad(9)),
            Dispute("f", day, cad(8)),
            Credit(day, cad(9), "a"),
            Credit(day, cad(1), "a", "from-invoice-date"),
            WriteOff(day, "a", cad(7)),
            Payment(day, cad(9), None, "R"),
            ReturnedPayment(day, "R"),
            Payout(day, cad(3)),
            Payout(day, cad(2)),
        ]
        assert list(Account(events[::-1])) == events
