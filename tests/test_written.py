"""What writes and reads receipts quickly, beside what does so in full: the same data, text and refusals."""

import copy
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telcoterms import (
    Account,
    Answer,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    InvoiceLine,
    Money,
    Payment,
    Payout,
    Reminder,
    Statement,
    TelcoTermsError,
    load,
    verify,
)
from telcoterms.account import events as events_module
from telcoterms.account.account import inconsistencies
from telcoterms.account.billed_to import BilledTo
from telcoterms.account.events import AccountEvent, checked_invoice, checked_payment
from telcoterms.answers.question import fact_data
from telcoterms.answers.receipt import mark_of, marked
from telcoterms.files import account as account_file
from telcoterms.files.account import account_of, account_with_text
from telcoterms.files.receipts import VERIFIED
from telcoterms.values import days, money
from telcoterms.values.days import day_of_text, day_text, ordinal_text
from telcoterms.values.hashes import sha256_of_text, written
from telcoterms.values.money import minor_text
from tests.account_with_every_event import AFTER, bounced, messy
from tests.long_runs import examples
from tests.random_accounts import Made, made_history
from tests.strategies import accounts, statements
from tests.terms_builders import cad

KOS: Final = load("kos")
many = settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
AWKWARD: Final = 'No. "7"\\ é \N{NO-BREAK SPACE}\N{SNOWMAN}\N{GRINNING FACE}'
LINE: Final = InvoiceLine("dsl", "one-time", cad(56_45))
HISTORIES: Final = st.builds(lambda seed: made_history(Random(seed)), st.integers(0, 10**9))
EVERY_FORM: Final = Account(
    [
        Invoice("plain", "2026-01-01", cad(56_45)),
        Invoice(AWKWARD, "2026-01-01", cad(0)),
        Invoice("quarter", "2026-01-02", cad(56_45), 3),
        Invoice("lines", "2026-01-03", cad(56_45), 1, [LINE]),
        Invoice("due", "2026-01-04", cad(1), due="2026-01-05"),
        Invoice("sent", "2026-01-04", cad(1), sent="2026-01-05"),
        Invoice("received", "2026-01-04", cad(1), received="2026-01-05"),
        Invoice("way", "2026-01-04", cad(1), way="e-mail"),
        Payment("2026-02-01", cad(1)),
        Payment("2026-02-01", cad(100), AWKWARD),
        Payment("2026-02-01", cad(100), None, AWKWARD),
        Payment("2026-02-01", cad(100), "plain", "wire"),
    ],
    BilledTo("Ada", ("1 Street",)),
)


def in_full(data: Any) -> Account:
    """The account of data as it is read where none of it is as it was written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account_file, "_account_as_written", lambda *_: None)
        return account_of(data, "file", "CAD")


def read(data: Any) -> Account | str:
    """The account of data, or the error that it is refused with."""
    try:
        return account_of(data, "file", "CAD")
    except TelcoTermsError as error:
        return f"{type(error)} {error}"


def read_in_full(data: Any) -> Account | str:
    """The same of `in_full`."""
    try:
        return in_full(data)
    except TelcoTermsError as error:
        return f"{type(error)} {error}"


class TestWriting:
    """Data comes with its canonical JSON: keys in order, no white space, ASCII alone."""

    @pytest.mark.parametrize("account", [EVERY_FORM, messy(), bounced(), Account([])])
    def test_an_account(self, account: Account) -> None:
        assert account.written() == written(account.as_dict())

    @many
    @given(st.one_of(HISTORIES.map(lambda made: made.account), accounts()))
    def test_any_account(self, account: Account) -> None:
        assert account.written() == written(account.as_dict())

    @pytest.mark.parametrize("account", [EVERY_FORM, messy()])
    def test_each_event_is_written_as_it_writes_itself(self, account: Account) -> None:
        data: Any = account.as_dict()
        for table, rows in data.items():
            if table not in ("currency", "billed_to"):
                assert rows == [AccountEvent.as_dict(event) for event in account if event.table == table]

    @many
    @given(statements())
    def test_any_statement(self, answer: Answer[Statement]) -> None:
        assert answer.value.written() == written(answer.value.as_dict())
        assert [debt.as_dict() for debt in answer.value.debts] == answer.value.as_dict()["debts"]

    @pytest.mark.parametrize("account", [messy(), bounced(), EVERY_FORM])
    def test_a_statement_with_refunds_payouts_and_what_is_in_dispute(self, account: Account) -> None:
        plain = [event for event in account if not (isinstance(event, Invoice) and event.has_due_facts)]
        statement = load("kos", service="none").statement(Account(plain), AFTER).value
        assert statement.written() == written(statement.as_dict())

    @pytest.mark.parametrize("account", [messy(), bounced()])
    def test_the_mark_is_that_of_the_whole(self, account: Account) -> None:
        receipt: Any = load("kos", service="none").statement(account, AFTER).receipt()
        assert receipt["sha256"] == mark_of(receipt)
        text = json.dumps({**receipt, "sha256": None}, sort_keys=True, separators=(",", ":"))
        assert receipt["sha256"] == sha256_of_text(text.replace(',"sha256":null', ""))

    def test_what_a_receipt_holds_is_its_own(self) -> None:
        answer = KOS.for_customer(province="ON").statement(EVERY_PLAIN, "2026-03-01")
        first: Any = answer.receipt()
        before = copy.deepcopy(first)
        for key in ("customer", "readings"):
            first[key].clear()
        first["tables"][0].clear()
        assert answer.receipt() == before

    def test_no_more_days_and_sums_are_kept_than_a_program_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for kept in (days._DAY_TEXTS, days._ORDINAL_TEXTS, days._PLAIN_DAYS, money._TEXTS_OF_CENTS):
            monkeypatch.setattr(kept, "most", 2)
        some = [date(1950, 1, day) for day in range(1, 9)]
        assert [day_text(day) for day in some] == [day.isoformat() for day in some]
        assert [ordinal_text(day.toordinal()) for day in some] == [day.isoformat() for day in some]
        assert [day_of_text(day.isoformat()) for day in some] == some
        assert [minor_text(minor, 2) for minor in (7, 70, -7, 712345, 7)] == [
            "0.07",
            "0.70",
            "-0.07",
            "7123.45",
            "0.07",
        ]

    @given(st.integers(-(10**13), 10**13), st.sampled_from([0, 2, 3]))
    def test_any_sum(self, minor: int, digits: int) -> None:
        assert minor_text(minor, digits) == f"{Decimal(minor).scaleb(-digits):.{digits}f}"

    @pytest.mark.parametrize(
        "text",
        ["2026-W01-1", "20260101", "2026-02-30", "2026-1-01", "\uff12\uff10\uff12\uff16-01-01", " 2026-01-01", ""],
    )
    def test_what_is_no_plain_day(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"^$|day is out of range"):
            day_of_text(text)


EVERY_PLAIN: Final = Account(
    [Invoice("1", "2026-01-01", cad(56_45)), Invoice("2", "2026-02-01", cad(56_45)), Payment("2026-02-11", cad(40_00))]
)


class TestOrder:
    """The events of an account stand in one order, whatever order they were given in."""

    @many
    @given(HISTORIES, st.randoms())
    def test_it_does_not_matter_how_they_are_given(self, made: Made, random: Any) -> None:
        events = list(made.account)
        random.shuffle(events)
        again = Account(events)
        assert list(again) == list(made.account)
        assert list(again) == sorted(again, key=lambda event: (event.day, events_module.EVENT_TYPES.index(type(event))))
        assert (*again.invoices, *again.payments, *again.others) == tuple(
            sorted(again, key=lambda event: [isinstance(event, one) for one in (Invoice, Payment)], reverse=True)
        )

    @pytest.mark.parametrize(
        "events",
        [
            [Invoice("1", "2026-01-01", cad(1)), Invoice("1", "2026-01-02", cad(1))],
            [Payment("2026-01-01", cad(1), "1")],
            [Payment("2026-01-01", cad(1)), Payment("2026-01-01", Money("1.00", "USD"))],
            [Payment("2026-01-01", cad(10**12)), Payment("2026-01-01", cad(1))],
        ],
    )
    def test_invoices_and_payments_that_do_not_fit_together(self, events: list[Event]) -> None:
        _, error = next(inconsistencies(events))
        with pytest.raises(type(error), match=str(error).partition(":")[0]):
            Account(events)

    def test_the_currency_is_that_of_any_amount(self) -> None:
        reminder, credit = Reminder("2026-01-02"), Payout("2026-01-03", cad(1))
        assert Account([reminder]).currency is None
        assert Account([reminder, credit]).currency == "CAD"


class TestReading:
    """An account that is as it was written is read at once, all others in full, with one result."""

    @many
    @given(HISTORIES)
    def test_any_account(self, made: Made) -> None:
        data = json.loads(json.dumps(made.account.as_dict()))
        assert account_of(data, "file", "CAD") == made.account == in_full(data)

    def test_events_of_every_form(self) -> None:
        data = EVERY_FORM.as_dict()
        assert account_of(data, "file", "CAD") == EVERY_FORM == in_full(data)

    @many
    @given(HISTORIES)
    def test_its_canonical_json_comes_with_it_where_it_is_plain(self, made: Made) -> None:
        bills = made.account.invoices
        named = {None, *(bill.number for bill in bills)}
        plain = Account([*bills, *(payment for payment in made.account.payments if payment.invoice in named)])
        data = json.loads(json.dumps(plain.as_dict()))
        assert account_with_text(data, "file", "CAD") == (plain, written(data).text)

    @pytest.mark.parametrize("account", [EVERY_FORM, messy(), Account([])])
    def test_there_is_none_of_an_account_that_holds_more(self, account: Account) -> None:
        assert account_with_text(account.as_dict(), "file", "CAD") == (account, None)

    def test_names_in_it_are_quoted(self) -> None:
        data = Account([Invoice(AWKWARD, "2026-01-01", cad(1)), Payment("2026-01-02", cad(1), AWKWARD, "7")]).as_dict()
        assert account_with_text(data, "file", "CAD")[1] == written(data).text

    def test_what_is_made_without_a_check_is_the_same(self) -> None:
        day, sum_ = date(2026, 1, 1), cad(5)
        assert checked_invoice("1", day, sum_) == Invoice("1", day, sum_)
        assert checked_payment(day, sum_, None, "wire") == Payment(day, sum_, None, "wire")
        assert checked_payment(day, sum_, "1", None) == Payment(day, sum_, "1")

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data.update(currency="USD"),
            lambda data: data.update(currency=None),
            lambda data: data.pop("currency"),
            lambda data: data.update(provider="kos"),
            lambda data: data.update(invoices=[]),
            lambda data: data.update(billed_to={"nam": "Ada"}),
            lambda data: data.update(billed_to={"name": "Ada", "address": ["1 Street"]}),
            lambda data: data.update(payment=()),
            lambda data: data.update(payment=None),
            lambda data: data.update(payment=[]),
            lambda data: data.update(payment=[[]]),
            lambda data: data.update(invoice=[], payment=[]),
            lambda data: data.update(credit=[{"issued": "2026-01-09", "amount": "1.00", "invoice": "1"}]),
            lambda data: data.update(credit=[{"issued": "2026-01-09", "amount": "1.00", "invoice": "3"}]),
            lambda data: data.update(credit=[{"issued": "2026-01-09", "amount": "1.00"}]),
            lambda data: data["invoice"].append(None),
            lambda data: data["invoice"].append({}),
            lambda data: data["invoice"].append(data["invoice"][0]),
            lambda data: data["invoice"][0].pop("amount"),
            lambda data: data["payment"][0].pop("received"),
        ],
    )
    def test_an_account_that_is_another(self, change: Callable[[Any], object]) -> None:
        data: Any = copy.deepcopy(EVERY_PLAIN.as_dict())
        change(data)
        assert read(data) == read_in_full(data)

    @pytest.mark.parametrize("table", ["invoice", "payment"])
    @pytest.mark.parametrize("key", ["number", "issued", "received", "amount", "invoice", "reference", "due", "lien"])
    @pytest.mark.parametrize(
        "value",
        [
            None,
            True,
            1,
            Decimal("1.00"),
            "",
            " ",
            "1",
            " 1",
            "x" * 80,
            "x" * 81,
            "a\tb",
            "a\N{NO-BREAK SPACE}b",
            "-1.00",
            "-0.00",
            "1.000",
            "1.5",
            "\uff11.00",
            "9999999999.99",
            "99999999999999.99",
            "2026-01-02",
            "2026-02-30",
            "2026-W01-1",
            "20260102",
            date(2026, 1, 2),
            [],
            ["1"],
            {},
        ],
    )
    def test_a_value_that_is_another(self, table: str, key: str, value: object) -> None:
        data: Any = copy.deepcopy(EVERY_PLAIN.as_dict())
        data[table][0][key] = value
        assert read(data) == read_in_full(data)

    def test_disputes_that_are_in_time_are_judged_by_their_terms(self) -> None:
        claims: list[Event] = [Dispute("1", "2026-01-20", cad(40_00)), Credit("2026-01-21", cad(30_00), "1")]
        data = Account([*EVERY_PLAIN, *claims]).as_dict()
        assert account_of(data, "file", "CAD").others
        with pytest.raises(TelcoTermsError, match="is left"):
            account_of(data, "file", "CAD", lambda _: date.max)
        assert account_of(EVERY_PLAIN.as_dict(), "file", "CAD", lambda _: date.max) == EVERY_PLAIN


class TestVerifying:
    """A receipt that rests on what an earlier one rested on is read without a check of that: with one verdict."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda receipt: receipt.update(schema=2.0),
            lambda receipt: receipt.update(schema=True),
            lambda receipt: receipt.update(revision=False),
            lambda receipt: receipt.update(revision=0.0),
            lambda receipt: receipt.update(library=None),
            lambda receipt: receipt.update(service=[]),
            lambda receipt: receipt.update(facts=[]),
            lambda receipt: receipt["facts"].update(as_of=date(2026, 3, 1)),
            lambda receipt: receipt["facts"].update(as_of="2026-03-02"),
            lambda receipt: receipt["facts"].update(plan="gold"),
            lambda receipt: receipt["facts"]["account"]["payment"][0].update(reference="1"),
            lambda receipt: receipt["facts"]["account"]["invoice"][0].update(billing_months=True),
            lambda receipt: receipt["figure"].update(balance="1.00"),
            lambda receipt: receipt.update(figure=None),
            lambda receipt: receipt["readings"].clear(),
            lambda receipt: receipt["tables"].pop(),
            lambda receipt: receipt.update(sha256=""),
            lambda receipt: receipt.update(sha256=None),
            lambda receipt: receipt.update(steps=[]),
            lambda receipt: receipt.pop("figure"),
        ],
    )
    def test_a_forged_one(self, change: Callable[[Any], object]) -> None:
        genuine = json.loads(json.dumps(KOS.statement(EVERY_PLAIN, "2026-03-01").receipt()))
        for remark in (False, True):
            receipt = copy.deepcopy(genuine)
            change(receipt)
            if remark and receipt["facts"] != {**genuine["facts"], "as_of": date(2026, 3, 1)}:
                receipt = marked(receipt)
            VERIFIED.clear()
            first = verify(receipt)
            assert verify(genuine).outcome == "equal"
            again = verify(receipt)
            assert again.as_dict() == first.as_dict()
            assert first.outcome != "equal" or remark

    def test_terms_that_are_given(self) -> None:
        terms = KOS.under("consumer")
        answer = terms.statement(EVERY_PLAIN, "2026-03-01")
        for _ in range(2):
            assert verify(answer.receipt(), terms=terms).answer == answer

    def test_what_an_ended_service_brings_in_is_named(self) -> None:
        terms = load("kos", service="none")
        ended = Cancellation("C", "2026-02-10", fee=cad(49_95), cycle_start="2026-02-01")
        plain, more = (
            terms.statement(account, "2026-03-01") for account in (EVERY_PLAIN, Account([*EVERY_PLAIN, ended]))
        )
        for answer in (plain, more, plain, more):
            assert verify(answer.receipt()).answer == answer
        assert plain.receipt()["tables"] != more.receipt()["tables"]


@pytest.mark.parametrize("value", [5, True, None, "text", 1.5, {"days": 5}])
def test_what_json_has_itself_is_written_as_it_is(value: object) -> None:
    assert fact_data(value) is value
