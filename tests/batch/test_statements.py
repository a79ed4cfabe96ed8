"""The accounts of tables: each owes what its own statement says, whatever the order of the rows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.accounts import realistic
from telcoterms import Account, Credit, InputError, InvalidTableError, Invoice, Money, Payment, TelcoTermsError, Terms
from telcoterms.account.events import Cancellation, CreditEffect, Dispute, Event, ReturnedPayment
from telcoterms.batch import account, statement
from telcoterms.batch.questions import AnyTerms
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule
from telcoterms.files.account import COLUMNS, column_kind
from tests.account_with_every_event import AFTER, BEFORE, messy
from tests.batch.made_tables import relation
from tests.long_runs import examples, some_of
from tests.random_accounts import made_account, made_history
from tests.terms_builders import (
    ACROSS_DEBTS,
    KOS,
    PART_MONTH,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    at_least,
    compound,
    flat,
    made,
    net,
    ordered,
    simple,
)

pytestmark = pytest.mark.usefixtures("each_way")

Rows = dict[str, list[dict[str, Any]]]
INVOICE = {"account": pa.string(), "number": pa.string(), "issued": pa.date32(), "amount": pa.decimal128(14, 2)}
PAYMENT = {"account": pa.string(), "received": pa.date32(), "amount": pa.decimal128(14, 2), "invoice": pa.string()}
CREDIT = {"account": pa.string(), "issued": pa.date32(), "amount": pa.decimal128(14, 2), "invoice": pa.string()}
CELLS = {
    "amount": pa.decimal128(14, 2),
    "day": pa.date32(),
    "count": pa.int32(),
    "rate": pa.string(),
    "text": pa.string(),
}
TEXTS = ("outcome", "last_invoice")  # a word, or a sum or a day
EVENT = {name: CELLS["text" if name in TEXTS else column_kind(name)] for name in COLUMNS if name != "currency"}
SCHEMAS = {
    "invoices": pa.schema(INVOICE | {"billing_months": pa.int32()}),
    "payments": pa.schema(PAYMENT | {"reference": pa.string()}),
    "credits": pa.schema(CREDIT | {"effect": pa.string()}),
    "events": pa.schema({"account": pa.string(), **EVENT}),
}


def rows(accounts: dict[str, Account]) -> Rows:
    """The events of accounts as rows of four tables."""
    found: Rows = {"invoices": [], "payments": [], "credits": [], "events": []}
    for name, one in accounts.items():
        for event in one:
            own: dict[str, Any] = {"account": name}
            match event:
                case Invoice():
                    own |= {"number": event.number, "issued": event.issued, "billing_months": event.billing_months}
                    found["invoices"].append(own | {"amount": event.amount.amount})
                case Payment():
                    own |= {"received": event.received, "invoice": event.invoice, "reference": event.reference}
                    found["payments"].append(own | {"amount": event.amount.amount})
                case Credit():
                    own |= {"issued": event.issued, "invoice": event.invoice, "effect": event.effect}
                    found["credits"].append(own | {"amount": event.amount.amount})
                case _:
                    found["events"].append(own | sheet_row(event))
    return found


def sheet_row(event: Event) -> dict[str, Any]:
    """An event as a row of the sheet of an account."""
    row: dict[str, Any] = {"event": event.table, **event.as_dict()}
    row["date"] = row.pop("reported" if isinstance(event, Dispute) else "on")
    cells: dict[str, Any] = {"decimal128(14, 2)": Decimal, "date32[day]": date.fromisoformat}
    return {name: cells.get(str(EVENT[name]), lambda cell: cell)(value) for name, value in row.items()}


def tables(accounts: dict[str, Account], random: Random | None = None) -> dict[str, pa.Table]:
    found = rows(accounts)
    for own in found.values():
        (random or Random(0)).shuffle(own)
    return {name: pa.Table.from_pylist(own, SCHEMAS[name]) for name, own in found.items()}


def asked(terms: AnyTerms, own: dict[str, pa.Table], as_of: date | None, **more: Any) -> Any:
    optional = {name: own[name] for name in ("credits", "events") if name in own}
    return statement(terms, own["invoices"], own["payments"], as_of, **optional, **more)


SUMS = ("balance", "accrued", "settlement", "credit", "disputed", "held", "payable")


def right(terms: Terms, accounts: dict[str, Account], as_of: date) -> dict[str, list[dict[str, Any]]]:
    """What the statements of the accounts say, as the tables say it."""
    found: Rows = {"accounts": [], "debts": [], "postings": []}
    for name, one in sorted(accounts.items()):
        value = terms.statement(one, as_of).value
        sums = {key: getattr(value, key).amount for key in SUMS}
        posted = sum(amount.minor for debt in value.debts for _, amount in debt.posted)
        found["accounts"].append({"account": name, **sums, "posted": Money.of_minor(posted, "CAD").amount})
        for debt in value.debts:
            own = {"account": name, "number": debt.number}
            figures = {key: getattr(debt, key).amount for key in ("principal", "charges", "accrued")}
            found["debts"].append(own | {"issued": debt.issued, "due": debt.due} | figures)
            found["postings"] += [own | {"day": day, "amount": amount.amount} for day, amount in debt.posted]
    return found


def agree(terms: Terms, accounts: dict[str, Account], as_of: date, seed: int = 0) -> None:
    own, expected = tables(accounts, Random(seed)), right(terms, accounts, as_of)
    for give, of_all in expected.items():
        found = asked(terms, own, as_of, give=give).to_pylist()
        assert [dict(sorted(one.items())) for one in found] == [dict(sorted(one.items())) for one in of_all], give


def made_accounts(random: Random, count: int) -> tuple[dict[str, Account], date]:
    """Awkward accounts looked at on one day."""
    several = [made_account(random, 6, 8) for _ in range(count)]
    return {f"A{place}": one.account for place, one in enumerate(several)}, several[0].as_of


def credited(random: Random, own: Account) -> Account:
    """An account with credits on some of its invoices."""
    events: list[Any] = list(own)
    for invoice in own.invoices:
        if random.randrange(3) == 0 and invoice.amount.minor > 4:
            effect: CreditEffect = random.choice(("from-credit-date", "from-credit-date", "from-invoice-date"))
            day = date.fromordinal(invoice.issued.toordinal() + random.randrange(90))
            amount = Money.of_minor(random.randrange(1, invoice.amount.minor), "CAD")
            events.append(Credit(day, amount, invoice.number, effect))
    return Account(events)


def made_histories(random: Random, count: int) -> tuple[dict[str, Account], date]:
    """Accounts with events of every kind, looked at on one day."""
    several = [made_history(random, 4, 6) for _ in range(count)]
    return {f"A{place}": in_rows(one.account) for place, one in enumerate(several)}, several[0].as_of


def in_rows(own: Account) -> Account:
    """The account without what fits no row: the lines of invoices, and cancellations with a fee for each month."""
    events: list[Event] = []
    for event in own:
        match event:
            case Invoice():
                events.append(Invoice(event.number, event.issued, event.amount, event.billing_months))
            case Cancellation() if isinstance(event.monthly_fee, tuple):
                pass
            case _:
                events.append(event)
    numbers = {getattr(event, "number", None) for event in events}
    kept = [event for event in events if getattr(event, "invoice", None) in numbers]
    paid = {event.reference for event in kept if isinstance(event, Payment)}
    return Account(event for event in kept if not isinstance(event, ReturnedPayment) or event.payment in paid)


COMBINATIONS = list(product(RUNS_FROM, PART_MONTH, ROUNDING, ACROSS_DEBTS, WITHIN_DEBT))


class TestEqual:
    """To the cent and to the day what the statements say."""

    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    @pytest.mark.parametrize("part_month", PART_MONTH)
    def test_under_every_reading(self, runs_from: Any, part_month: Any) -> None:
        combinations = [one for one in enumerate(COMBINATIONS) if one[1][:2] == (runs_from, part_month)]
        for place, (_, _, rounding, across, within) in some_of(combinations):
            random = Random(place)
            readings: Any = {"runs_from": runs_from, "part_month": part_month, "rounding": rounding}
            order: Any = {"across_debts": across, "within_debt": within}
            terms = KOS.under(late_charge=readings, statement=order)
            agree(terms, *made_accounts(random, 3), seed=place)

    def test_rounded_for_the_account(self) -> None:
        agree(KOS.under(statement={"posted_per": "account"}), *made_accounts(Random(3), 6))

    def test_many_realistic_ones(self) -> None:
        accounts = {f"{place:04}": one.account for place, one in enumerate(realistic(400, seed=5))}
        for as_of in (date(2025, 6, 30), date(2026, 3, 1)):
            agree(KOS, accounts, as_of)

    @pytest.mark.parametrize("seed", range(6))
    def test_with_credits(self, seed: int) -> None:
        random = Random(seed)
        accounts, as_of = made_accounts(random, 20)
        agree(KOS, {name: credited(random, one) for name, one in accounts.items()}, as_of, seed)

    @settings(max_examples=examples(40), deadline=None)
    @given(st.randoms(use_true_random=False), st.integers(1, 5), st.sampled_from([0, 15, 30, 400]))
    def test_any(self, random: Random, count: int, days: int) -> None:
        accounts, as_of = made_accounts(random, count)
        agree(made(due_date=net(days), late_charge=LATE_CHARGE.of(KOS.agreement), statement=ordered()), accounts, as_of)

    def test_a_service_whose_invoice_is_never_paid_for_a_lifetime(self) -> None:
        agree(KOS, {"A": Account([Invoice("1", "1930-01-31", Money("50.00", "CAD"))])}, date(2029, 1, 31))

    @pytest.mark.parametrize("issued", ["1850-02-28", "2210-02-28"])
    def test_years_outside_the_tables_are_answered_too(self, issued: str) -> None:
        own = Account([Invoice("1", issued, Money("50.00", "CAD"))])
        agree(KOS, {"A": own, "B": own}, date(int(issued[:4]), 12, 31))

    def test_names_that_are_no_ascii_sort_as_an_account_sorts_them(self) -> None:
        events = [Invoice(name, "2026-01-01", Money("1.00", "CAD")) for name in ("é", "b", "𝄞", "\uffa0", "Z")]
        paid = Payment("2026-01-02", Money("2.50", "CAD"))
        agree(KOS, {"ü": Account([*events, paid]), "a": Account(events)}, date(2026, 5, 1))


class TestOtherEvents:
    """Disputes, returned payments, fees, cancellations, payouts and write-offs: a row each of one more table."""

    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("across", ACROSS_DEBTS)
    def test_they_count_as_in_the_account_alone(self, seed: int, across: Any) -> None:
        accounts, as_of = made_histories(Random(seed), 15)
        order = ordered(across_debts=across)
        agree(made(due_date=net(15), late_charge=LATE_CHARGE.of(KOS.agreement), statement=order), accounts, as_of, seed)

    @pytest.mark.parametrize("as_of", [BEFORE, AFTER])
    @pytest.mark.parametrize("late", [compound(Fraction(2, 100)), simple(Fraction(24, 100)), flat(500)], ids=str)
    def test_an_account_on_which_everything_happens(self, as_of: date, late: LateChargeRule) -> None:
        agree(made(due_date=net(15), late_charge=late, statement=ordered()), {"A": messy(), "B": messy()}, as_of)

    def test_the_account_itself_has_them(self) -> None:
        own = tables({"A": messy(), "B": Account(messy().invoices)})
        assert (
            account(KOS, own["invoices"], own["payments"], "A", credits=own["credits"], events=own["events"]) == messy()
        )

    def test_minor_units(self) -> None:
        own = tables({"A": messy()})
        for name, table in own.items():
            for place, column in enumerate(table.column_names):
                if pa.types.is_decimal(table.schema.field(column).type):
                    minor = [None if cell is None else int(cell * 100) for cell in table[column].to_pylist()]
                    table = table.set_column(place, f"{column}_minor", pa.array(minor, pa.int64()))
            own[name] = table
        terms = made(due_date=net(15), late_charge=compound(Fraction(2, 100)), statement=ordered())
        found = asked(terms, own, AFTER)
        assert found["disputed_minor"].to_pylist() == [terms.statement(messy(), AFTER).value.disputed.minor]

    CASES: tuple[tuple[dict[str, Any], str], ...] = (
        ({"event": "refund"}, "in events: event: found 'refund': choose from"),
        ({"event": "write_off", "invoice": "1"}, "in events: amount: it is missing: add amount"),
        ({"event": "write_off", "invoice": "2", "amount": Decimal("1.00")}, "which the account does not have"),
        (
            {"event": "write_off", "invoice": "1", "amount": Decimal("1.00"), "payment": "x"},
            "in events: payment: there is no key 'payment' here",
        ),
        ({"event": "returned_payment", "payment": "cheque"}, "but no payment has that reference"),
        ({"event": "payout", "amount": Decimal("1.00"), "date": date(2025, 12, 1)}, "but the credit is 0.00 CAD"),
    )

    @pytest.mark.parametrize(("event", "said"), CASES)
    def test_a_row_that_does_not_fit(self, event: dict[str, Any], said: str) -> None:
        own = {"invoices": [BILL, BILL | {"account": "B"}], "payments": [], "credits": []}
        made_ = {name: pa.Table.from_pylist(given, SCHEMAS[name]) for name, given in own.items()}
        made_["events"] = pa.Table.from_pylist([{"account": "A", "date": date(2026, 1, 9)} | event], SCHEMAS["events"])
        refused, other = asked(KOS, made_, date(2026, 5, 1), errors="column").to_pylist()
        assert said in refused["error"]
        assert (refused["settlement"], other["error"]) == (None, None)
        with pytest.raises(InvalidTableError, match="account 'A': "):
            asked(KOS, made_, date(2026, 5, 1))

    def test_each_reason_stands_once_with_its_cell(self) -> None:
        found = [
            {"account": "A", "event": "write_off", "invoice": "1"},
            {"account": "B", "event": "refund"},
            {"account": "C", "event": "payout"},
            {"account": "D", "event": "returned_payment"},
        ]
        own = tables({name: Account([Invoice("1", "2026-01-01", Money("50.00", "CAD"))]) for name in "ABCD"})
        own["events"] = pa.Table.from_pylist([{"date": date(2026, 1, 9)} | one for one in found], SCHEMAS["events"])
        with pytest.raises(InvalidTableError) as caught:
            asked(KOS, own, date(2026, 5, 1))
        assert [line.partition(": it")[0].partition(": found")[0] for line in str(caught.value).splitlines()] == [
            "account 'A' and 1 more: in events: amount",
            "account 'B': in events: event",
            "account 'D': in events: payment",
        ]


class TestTables:
    """What goes in and comes out."""

    ACCOUNTS, AS_OF = made_accounts(Random(8), 4)

    @pytest.mark.parametrize(
        "kind",
        [
            lambda own: own.to_pandas(types_mapper=pd.ArrowDtype),
            pl.DataFrame,
            relation,
            lambda own: own.combine_chunks().to_batches()[0],
        ],
    )
    def test_any_kind_comes_back_as_itself(self, kind: Callable[[pa.Table], Any]) -> None:
        own = {name: kind(table) for name, table in tables(self.ACCOUNTS).items() if name in ("invoices", "payments")}
        found = statement(KOS, own["invoices"], own["payments"], self.AS_OF)
        assert isinstance(found, type(own["invoices"]))
        expected = asked(KOS, tables(self.ACCOUNTS), self.AS_OF)
        assert pa.table(found).to_pylist() == expected.to_pylist()

    def test_a_stream_comes_back_as_one(self) -> None:
        own = tables(self.ACCOUNTS)
        found = statement(KOS, own["invoices"].to_reader(), own["payments"].to_reader(), self.AS_OF)
        assert isinstance(found, pa.RecordBatchReader)
        assert found.read_all().equals(asked(KOS, own, self.AS_OF))

    @pytest.mark.parametrize(
        "type_", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int16(), pa.string())], ids=str
    )
    def test_text_of_any_kind(self, type_: pa.DataType) -> None:
        own = tables(self.ACCOUNTS)
        texts = {"account", "number", "invoice", "reference", "event", "effect"}
        cast = {
            name: table.cast(
                pa.schema([field.with_type(type_) if field.name in texts else field for field in table.schema])
            )
            for name, table in own.items()
        }
        found = asked(KOS, cast, self.AS_OF, give="debts").to_pylist()
        assert found == asked(KOS, own, self.AS_OF, give="debts").to_pylist()

    def test_minor_units_and_accounts_that_are_numbers(self) -> None:
        bills = pa.table(
            {"account": [7, 3], "number": ["1", "1"], "issued": [date(2026, 1, 1)] * 2, "amount_minor": [5644, 100]}
        )
        paid = pa.table({"account": [7], "received": [date(2026, 2, 11)], "amount_minor": [3000]})
        found = statement(KOS, bills, paid, "2026-03-20").to_pylist()
        assert [one["account"] for one in found] == [3, 7]
        assert found[1]["settlement_minor"] == 2869

    @pytest.mark.parametrize("give", ["accounts", "debts", "postings"])
    def test_nothing_at_all(self, give: Any) -> None:
        own = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
        assert asked(KOS, own, date(2026, 1, 1), give=give).num_rows == 0

    def test_payments_alone_are_a_credit(self) -> None:
        own = tables({"A": Account([Payment("2026-01-01", Money("5.00", "CAD"))])})
        assert str(asked(KOS, own, date(2026, 1, 1))["credit"][0]) == "5.00"

    def test_without_a_column_of_names(self) -> None:
        own = tables({"A": Account([Payment("2026-01-01", Money("5.00", "CAD"))])})
        own["payments"] = own["payments"].drop_columns("invoice")
        assert str(asked(KOS, own, date(2026, 1, 1))["balance"][0]) == "-5.00"

    def test_credits_without_a_column_of_effects_count_from_their_day(self) -> None:
        random = Random(5)
        accounts, as_of = made_accounts(random, 6)
        own = tables({name: credited(random, one) for name, one in accounts.items()})
        plain = own | {"credits": own["credits"].drop_columns("effect")}
        effects = pa.array(["from-credit-date"] * own["credits"].num_rows, pa.string())
        written = own | {"credits": plain["credits"].append_column("effect", effects)}
        assert own["credits"].num_rows > 3
        assert asked(KOS, plain, as_of).equals(asked(KOS, written, as_of))

    def test_one_account_with_its_working(self) -> None:
        own = tables(self.ACCOUNTS)
        for name, one in self.ACCOUNTS.items():
            assert account(KOS, own["invoices"], own["payments"], name, credits=own["credits"]) == one
        with pytest.raises(InputError, match="no row is of the account 'B'"):
            account(KOS, own["invoices"], own["payments"], "B")


BILL = {"account": "A", "number": "1", "issued": date(2026, 1, 1), "amount": Money("50.00", "CAD").amount}
PAID = {"account": "A", "received": date(2026, 1, 9), "amount": Money("50.00", "CAD").amount, "invoice": "1"}
CREDITED = {"account": "A", "issued": date(2026, 1, 9), "amount": Money("5.00", "CAD").amount, "invoice": "1"}


def told(bills: list[Any], paid: list[Any], credits: list[Any], **more: Any) -> Any:
    own = {"invoices": bills, "payments": paid, "credits": credits}
    made_ = {name: pa.Table.from_pylist(given, SCHEMAS[name]) for name, given in own.items()}
    return asked(KOS, made_, date(2026, 5, 1), **more)


class TestMisfits:
    """An account that the terms refuse is told in their words."""

    CASES: tuple[tuple[list[Any], list[Any], list[Any], str], ...] = (
        ([BILL, BILL], [], [], "two invoices have the number '1'"),
        ([BILL], [PAID | {"invoice": "2"}], [], "names the invoice '2', which the account does not have"),
        ([BILL], [PAID | {"account": "C"}], [], "names the invoice '1', which the account does not have"),
        ([BILL], [], [CREDITED | {"issued": date(2025, 12, 31)}], "is dated before its debt"),
        ([BILL], [], [CREDITED | {"amount": Money("50.01", "CAD").amount}], "but only 50.00 CAD of"),
        ([BILL], [], [CREDITED | {"effect": "never"}], "effect is 'never': choose from"),
        ([BILL | {"amount": -BILL["amount"]}], [], [], "amount is -50.00 CAD: give zero or more"),  # type: ignore[operator]
        ([BILL | {"amount": BILL["amount"] * 10**9}], [], [], "the most is 10000000000.00"),  # type: ignore[operator]
        ([BILL | {"billing_months": 0}], [], [], "billing_months is 0"),
        ([BILL | {"number": " "}], [], [], "number is ' ': give text of 1 to 80 printable"),
        ([BILL | {"number": "x" * 81}], [], [], "give text of 1 to 80 printable"),
        ([BILL | {"issued": date(1, 1, 1)}], [], [], "over a hundred years"),
    )

    @pytest.mark.parametrize(("bills", "paid", "credits", "said"), CASES)
    def test_each(self, bills: list[Any], paid: list[Any], credits: list[Any], said: str) -> None:
        fine = BILL | {"account": "B"}
        with pytest.raises(InvalidTableError) as error:
            told([fine, *bills], paid, credits)
        assert said in str(error.value)
        assert len(error.value.misfits) == 1
        found = told([fine, *bills], paid, credits, errors="column").to_pylist()
        by_name = {one["account"]: one for one in found}
        assert by_name["B"]["error"] is None
        assert str(by_name["B"]["settlement"]) == "54.12"
        (other,) = (one for one in found if one["error"])
        assert said in other["error"]
        assert {other[name] for name in ("posted", *SUMS)} == {None}

    def test_each_reason_is_told_once(self) -> None:
        with pytest.raises(InvalidTableError) as error:
            told([BILL, BILL, *[BILL | {"account": "B"}] * 2], [PAID | {"account": "C"}], [])
        first, second = str(error.value).splitlines()
        assert first.startswith("account 'A' and 1 more: two invoices have the number '1'")
        assert second.startswith("account 'C': the payment of 2026-01-09 names the invoice '1'")

    @pytest.mark.parametrize("name", ["account", "number", "issued", "amount"])
    def test_a_cell_that_is_missing(self, name: str) -> None:
        with pytest.raises(InvalidTableError, match=f"row 1: in invoices: {name} is missing: give it"):
            told([BILL, BILL | {name: None}], [], [])

    @pytest.mark.parametrize("type_", [pa.string(), pa.int64(), pa.null()])
    def test_no_account_in_any_row(self, type_: pa.DataType) -> None:
        bills = pa.Table.from_pylist([BILL] * 2, SCHEMAS["invoices"]).set_column(0, "account", pa.nulls(2, type_))
        with pytest.raises(InvalidTableError, match="row 0 and 1 more: in invoices: account is missing: give it"):
            statement(
                KOS, bills, SCHEMAS["payments"].empty_table().set_column(0, "account", pa.nulls(0, type_)), "2026-03-01"
            )

    def test_columns_of_all_tables_are_told_at_once(self) -> None:
        with pytest.raises(InvalidTableError) as error:
            statement(KOS, pa.table({"account": ["A"]}), pa.table({"account": ["A"], "amount": [1.5]}), "2026-01-01")
        lines = str(error.value).splitlines()
        assert lines[0].startswith("in invoices: there is no column issued")
        assert any(line.startswith("in payments: the column amount holds floats (double)") for line in lines)

    @pytest.mark.parametrize(("year", "fits"), [(2030, True), (2045, True), (2056, False), (2085, False)])
    def test_sums_that_no_column_holds_are_told_and_never_wrap(self, year: int, fits: bool) -> None:
        half = BILL | {"amount": Money.of_minor(5 * 10**11, "CAD").amount, "issued": date(1988, 1, 1)}
        both, day = [half, half | {"number": "2"}], date(year, 1, 1)
        own = {"invoices": both, "payments": [], "credits": []}
        made_ = {name: pa.Table.from_pylist(given, SCHEMAS[name]) for name, given in own.items()}
        account_ = Account(Invoice(one["number"], one["issued"], Money(one["amount"], "CAD")) for one in both)  # type: ignore[arg-type]
        right = KOS.statement(account_, day).value.settlement
        assert (right.minor < 10**18) == fits
        (found,) = asked(KOS, made_, day, errors="column").to_pylist()
        assert found["settlement"] == (right.amount if fits else None)
        assert found["error"] == (None if fits else "a sum has over 18 digits: ask the terms themselves")

    @pytest.mark.parametrize("year", [2024, 2025, 2029])
    def test_a_rate_that_leaves_all_columns_behind_is_told(self, year: int) -> None:
        own = tables({"A": Account([Invoice("1", "2020-01-01", Money("100.00", "CAD"))])})
        doubling = made(due_date=net(15), late_charge=compound(Fraction(1)), statement=ordered())
        with pytest.raises(InvalidTableError, match="account 'A': a sum has over 18 digits"):
            asked(doubling, own, date(year, 5, 1), give="postings")

    def test_numbers_of_accounts_of_any_width(self) -> None:
        bills = {"account": pa.array([7], pa.int32()), "number": ["1"], "issued": [date(2026, 1, 1)]}
        paid = {"account": pa.array([7], pa.uint8()), "received": [date(2026, 1, 2)], "amount_minor": [100]}
        found = statement(KOS, pa.table(bills | {"amount_minor": [100]}), pa.table(paid), "2026-05-01")
        assert found["settlement_minor"].to_pylist() == [0]

    def test_two_ways_to_write_sums_are_refused(self) -> None:
        own = tables({"A": Account([Invoice("1", "2026-01-01", Money("1.00", "CAD"))])})
        paid = pa.table({"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]})
        with pytest.raises(InputError, match="some tables have decimals and others minor units"):
            statement(KOS, own["invoices"], paid, "2026-01-01")

    def test_accounts_of_two_types_are_refused(self) -> None:
        own = tables({"A": Account([Invoice("1", "2026-01-01", Money("1.00", "CAD"))])})
        paid = pa.Table.from_pylist([PAID | {"account": 7}])
        with pytest.raises(InputError, match="the column account is of int64, string"):
            statement(KOS, own["invoices"], paid, "2026-01-01")

    def test_rounding_once_is_refused_by_name(self) -> None:
        own = tables({})
        with pytest.raises(InputError, match="round_at = once"):
            asked(KOS.under(late_charge={"round_at": "once"}), own, date(2026, 1, 1))

    def test_only_accounts_have_a_column_of_errors(self) -> None:
        with pytest.raises(InputError, match="only accounts can have a column of errors"):
            told([BILL], [], [], give="debts", errors="column")


@pytest.mark.parametrize("seed", range(3))
def test_random_faults_are_the_ones_that_the_terms_find(seed: int) -> None:
    """No account that its own statement refuses gets a figure, and no other one is refused."""
    random = Random(seed)
    bills, paid, credits = [], [], []
    for place in range(150):
        name = f"{place:03}"
        for number in range(random.randrange(4)):
            bills.append(BILL | {"account": name, "number": str(random.randrange(6) if number else 9)})
        for _ in range(random.randrange(3)):
            paid.append(PAID | {"account": name, "invoice": random.choice((None, "9", "9", "8"))})
        if random.randrange(3) == 0:
            amount = Money.of_minor(random.randrange(6000), "CAD").amount
            credits.append(CREDITED | {"account": name, "invoice": "9", "amount": amount})
    found = told(bills, paid, credits, errors="column").to_pylist()
    refused = 0
    for one in found:
        all_: list[list[Any]] = [bills, paid, credits]
        own = [[dict(event) for event in events if event["account"] == one["account"]] for events in all_]
        for event in (event for kind in own for event in kind):
            del event["account"]
            event["amount"] = Money(event["amount"], "CAD")
        events: list[Any] = [Invoice(**event) for event in own[0]]
        events += [Payment(**event) for event in own[1]]
        events += [Credit(**event) for event in own[2]]
        settlement = said = code = None
        try:
            settlement = KOS.statement(Account(events), "2026-05-01").value.settlement.amount
        except TelcoTermsError as error:
            refused, said, code = refused + 1, str(error), error.code
        assert (one["settlement"], one["error"], one["error_code"]) == (settlement, said, code)
    assert 10 < refused < len(found)


def test_other_kinds_of_clauses() -> None:
    others: list[LateChargeRule] = [flat(500), simple(Fraction(24, 100)), at_least(300, simple(Fraction(24, 100)))]
    accounts, as_of = made_accounts(Random(4), 5)
    for rule in others:
        agree(made(due_date=net(15), late_charge=rule, statement=ordered()), accounts, as_of)
