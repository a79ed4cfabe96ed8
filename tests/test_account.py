"""Accounts: dated events, frozen, in an order of their own."""

import copy
import pickle
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Account, AmountError, DayError, InputError, Invoice, Money, Payment, Reminder, load
from telcoterms.account.account import inconsistencies
from telcoterms.account.events import Event
from tests.error_assertions import brief, refused
from tests.random_accounts import Made, made_account
from tests.terms_builders import cad

KOS = load("kos")
ACCOUNTS = st.randoms(use_true_random=False).map(made_account)
JANUARY = Invoice("2026-01", "2026-01-01", cad(5645))


class TestEvents:
    """An invoice and a payment are checked when they are made, and never change."""

    def test_days_as_text_and_as_dates_are_the_same(self) -> None:
        assert Invoice("2026-01", date(2026, 1, 1), Money("56.45", "CAD"), 1) == JANUARY
        assert Payment("2026-01-02", cad(5)) == Payment(date(2026, 1, 2), cad(5), None, None)

    @pytest.mark.parametrize("number", ["", " ", "a\nb", "a\x00", "\t", "x" * 81, 5, None, b"a", "a\u2028b"], ids=brief)
    def test_a_number_is_text_as_on_the_bill(self, number: Any) -> None:
        with refused(InputError, "number is ", "give text of 1 to 80 printable characters, as on the bill"):
            Invoice(number, "2026-01-01", cad(5))
        if number is not None:
            with refused(InputError, "invoice is ", "as on the bill"):
                Payment("2026-01-01", cad(5), number)
            with refused(InputError, "reference is ", "as on the bill"):
                Payment("2026-01-01", cad(5), reference=number)

    def test_a_number_of_eighty_characters_and_of_any_script(self) -> None:
        for number in ("x" * 80, "\u00e9t\u00e9 7", "{number}", "<b>", "a b"):
            assert Invoice(number, "2026-01-01", cad(5)).number == number

    @pytest.mark.parametrize("amount", ["5.00", 5, 5.0, None, True])
    def test_an_amount_names_its_currency(self, amount: Any) -> None:
        with refused(AmountError, f"amount is {amount!r}", "give Money('56.45', 'CAD')"):
            Invoice("a", "2026-01-01", amount)
        with refused(AmountError, f"amount is {amount!r}", "give Money('56.45', 'CAD')"):
            Payment("2026-01-01", amount)

    def test_an_amount_below_zero(self) -> None:
        with refused(AmountError, "amount is -0.01 CAD", "give zero or more"):
            Invoice("a", "2026-01-01", cad(-1))
        with refused(AmountError, "amount is -0.01 CAD", "give zero or more"):
            Payment("2026-01-01", cad(-1))

    def test_an_amount_at_the_limit_and_above(self) -> None:
        assert Invoice("a", "2026-01-01", cad(10**12)).amount == cad(10**12)
        with refused(AmountError, "10000000000.01 CAD", "the most is 10000000000.00 CAD"):
            Invoice("a", "2026-01-01", cad(10**12 + 1))

    def test_a_day_that_is_none(self) -> None:
        moment: Any = datetime(2026, 1, 1)
        with refused(DayError, "issued is '2026-02-30'", "give a day that exists"):
            Invoice("a", "2026-02-30", cad(5))
        with refused(DayError, "received is datetime", "decide the local date"):
            Payment(moment, cad(5))

    @pytest.mark.parametrize("months", [0, -1, 1201, 1.0, "1", None, True])
    def test_billing_months(self, months: Any) -> None:
        with refused(DayError, f"billing_months is {months!r}", "give a whole number from 1 to 1200"):
            Invoice("a", "2026-01-01", cad(5), months)

    def test_they_are_frozen(self) -> None:
        for event in (JANUARY, Payment("2026-01-02", cad(5))):
            with pytest.raises(AttributeError):
                event.amount = cad(6)  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]

    def test_they_are_values(self) -> None:
        for event in (JANUARY, Payment("2026-01-02", cad(5), "2026-01", "R7")):
            again: Event = eval(
                repr(event),
                {"Invoice": Invoice, "Payment": Payment, "Money": Money, "datetime": __import__("datetime")},
            )
            assert again == event == copy.copy(event) == copy.deepcopy(event) == pickle.loads(pickle.dumps(event))
            assert len({event, again}) == 1

    def test_as_data(self) -> None:
        assert JANUARY.as_dict() == {"number": "2026-01", "issued": "2026-01-01", "amount": "56.45"}
        assert Invoice("a", "2026-01-01", cad(5), 3).as_dict()["billing_months"] == 3
        assert Payment("2026-01-02", cad(5)).as_dict() == {"received": "2026-01-02", "amount": "0.05"}
        assert Payment("2026-01-02", cad(5), "a", "R7").as_dict() == {
            "received": "2026-01-02",
            "amount": "0.05",
            "invoice": "a",
            "reference": "R7",
        }


class TestWhatFitsTogether:
    """An account is in one currency, each invoice has its own number, a payment names an invoice that is there."""

    def test_two_invoices_with_one_number(self) -> None:
        with refused(InputError, "two invoices have the number '2026-01'", "give each its own, or leave the copy out"):
            Account([JANUARY, Invoice("2026-01", "2026-02-01", cad(5))])
        with refused(InputError, "two invoices have the number '2026-01'"):
            Account([JANUARY, JANUARY])

    def test_a_payment_for_an_unknown_invoice(self) -> None:
        with refused(
            InputError,
            "the payment of 2026-01-05 names the invoice '2026-02', which the account does not have",
            "add the invoice, or leave the name out",
        ):
            Account([JANUARY, Payment("2026-01-05", cad(5), "2026-02")])

    def test_a_reminder_of_an_unknown_invoice(self) -> None:
        with refused(
            InputError,
            "the reminder of 2026-01-20 names the invoice '2026-02', which the account does not have",
            "add the invoice, or correct the name",
        ):
            Account([JANUARY, Reminder("2026-01-20", "2026-02")])

    def test_two_currencies(self) -> None:
        with refused(InputError, "amounts in CAD and in USD", "make two accounts"):
            Account([JANUARY, Payment("2026-01-05", Money(5, "USD"))])

    def test_another_currency_than_that_of_the_terms(self) -> None:
        account = Account([Invoice("a", "2026-01-01", Money(5, "USD"))])
        with refused(InputError, "the account is in USD, these terms are in CAD", "in the currency of its terms"):
            KOS.statement(account, "2026-02-01")

    @pytest.mark.parametrize("event", [None, 5, "invoice", {"number": "a"}, cad(5)], ids=brief)
    def test_what_is_no_event(self, event: Any) -> None:
        with refused(InputError, "is no event", "an account holds Invoice, AdministrativeCharge, "):
            Account([JANUARY, event])

    @pytest.mark.parametrize("events", [None, 5, JANUARY], ids=brief)
    def test_what_is_no_list_of_events(self, events: Any) -> None:
        with refused(InputError, "is no list of events", "give Account([Invoice(...), Payment(...)])"):
            Account(events)

    @pytest.mark.parametrize("account", [None, [JANUARY], JANUARY, "late_account.toml"], ids=brief)
    def test_what_is_no_account(self, account: Any) -> None:
        with refused(InputError, "is no account", "give Account([Invoice(...), Payment(...)])"):
            KOS.statement(account, "2026-02-01")

    def test_all_misfits_at_their_places(self) -> None:
        events: list[Event] = [
            Payment("2026-01-05", cad(5), "x"),
            JANUARY,
            JANUARY,
            Payment("2026-01-05", Money(5, "USD"), "y"),
            Payment("2026-01-06", cad(5), "2026-01"),
        ]
        assert [place for place, _ in inconsistencies(events)] == [2, 0, 3, 3]


class TestTheAccount:
    """A frozen sequence; the order in which the events are given never matters."""

    @given(ACCOUNTS, st.randoms(use_true_random=False))
    def test_the_order_given_never_matters(self, one: Made, random: Random) -> None:
        events = list(one.account)
        random.shuffle(events)
        again = Account(events)
        assert again == one.account
        assert hash(again) == hash(one.account)
        assert list(again) == list(one.account)
        assert again.as_dict() == one.account.as_dict()

    def test_its_order(self) -> None:
        day = "2026-01-05"
        first, second = Invoice("a", day, cad(5)), Invoice("b", day, cad(4))
        named = [Payment(day, cad(1), "a"), Payment(day, cad(9), "b"), Payment(day, cad(3), "b")]
        unnamed = [Payment(day, cad(9)), Payment(day, cad(9), reference="R"), Payment(day, cad(2))]
        wanted: list[Event] = [JANUARY, first, second, *named, *unnamed]
        assert list(Account(reversed(wanted))) == wanted
        assert Account(wanted).invoices == (JANUARY, first, second)
        assert Account(wanted).payments == (*named, *unnamed)

    @given(ACCOUNTS)
    def test_it_is_a_value(self, one: Made) -> None:
        account = one.account
        assert pickle.loads(pickle.dumps(account)) == account == copy.copy(account) == copy.deepcopy(account)
        assert len({account, Account(account)}) == 1
        assert account != list(account)
        assert account != Account([])

    def test_it_is_a_sequence(self) -> None:
        payment = Payment("2026-01-05", cad(5))
        account = Account([payment, JANUARY])
        assert (len(account), account[0], account[-1], account[:1]) == (2, JANUARY, payment, (JANUARY,))
        assert payment in account
        assert repr(account) == f"Account([{JANUARY!r}, {payment!r}])"

    def test_an_account_without_events(self) -> None:
        account = Account([])
        assert (len(account), account.currency, account.invoices, account.payments) == (0, None, (), ())
        assert account == Account(iter(()))
        assert account.as_dict() == {"currency": None, "invoice": [], "payment": []}

    def test_it_is_frozen(self) -> None:
        account = Account([JANUARY])
        with pytest.raises(AttributeError, match="invoices cannot be set"):
            account.invoices = ()
        with pytest.raises(AttributeError, match="payments cannot be deleted"):
            del account.payments
        assert account.currency == "CAD"
