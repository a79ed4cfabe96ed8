"""Terms and tables at the edges of what the core replays: what it leaves is answered all the same, to the cent."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random
from types import SimpleNamespace
from typing import Any, Final, get_args

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Account, InvalidTableError, Invoice, TelcoTermsError, Terms, batch, load
from telcoterms.account.events import Cancellation, Dispute, Reminder
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.batch import clauses_of_debts, known_events, plain_accounts, replayed
from telcoterms.batch.account_tables import Events
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.batch.owed import Debts
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.clauses.late_charge.kinds import PartMonth
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.values.money import Money, Rounding
from tests.batch.core.test_all_events import BILL, PAID, asked, differences, shuffled, table, tables_of
from tests.long_runs import examples
from tests.oracle.trees import CALENDAR, HEAD, Table, due_clauses, files
from tests.random_accounts import made_account, made_history
from tests.random_clauses import terms_of
from tests.terms_builders import cad

CITED: Final[Table] = {"clause": {"document": "terms", "section": "2"}, "says": "What is late costs something."}
DUE: Final[Table] = {"kind": "net-days", "days": 15, **CITED}
AS_OF: Final = date(2026, 6, 30)


def own_terms(late_charge: Table, due_date: Table = DUE, **more: Any) -> Terms:
    file = {**HEAD, "currency": "CAD", "due_date": due_date, "late_charge": {**late_charge, **CITED}, **more}
    return terms_of(file)


def accounts_of(random: Random, count: int, most_reminders: int = 1) -> dict[str, Account]:
    found = dict[str, Account]()
    while len(found) < count:
        history = made_history(random, most_reminders=most_reminders)
        events = [event for event in history.account if not isinstance(event, Cancellation)]
        try:
            found[f"A{len(found):03}"] = Account(events)
        except TelcoTermsError:
            continue
    return found


def check(terms: Terms, accounts: dict[str, Account], as_of: date = AS_OF) -> None:
    answers = asked(terms, shuffled(tables_of(accounts), 2), as_of, errors="column")
    assert differences(terms, accounts, answers, as_of) == []


def check_by_row(terms: Terms, days: list[tuple[date, date]]) -> None:
    """Hold accounts of one bill, each issued on a day and looked at on another, against the terms."""
    amount = Money("5000000.00", "CAD")
    rows = {
        "account": [issued.isoformat() for issued, _ in days],
        "number": ["1"] * len(days),
        "issued": [issued for issued, _ in days],
        "amount_minor": [amount.minor] * len(days),
        "as_of": [as_of for _, as_of in days],
    }
    nothing = pa.schema([("account", pa.string()), ("received", pa.date32()), ("amount_minor", pa.int64())])
    owed = batch.statement(terms, pa.table(rows), nothing.empty_table())
    expected = {
        issued.isoformat(): terms.statement(Account([Invoice("1", issued, amount)]), as_of).value.settlement.minor
        for issued, as_of in days
    }
    assert dict(zip(owed["account"].to_pylist(), owed["settlement_minor"].to_pylist(), strict=True)) == expected


class TestOtherTerms:
    @settings(max_examples=examples(500))
    @given(files(), due_clauses(), st.randoms(use_true_random=False))
    def test_random_terms(self, file: Table, due: Table, random: Random) -> None:
        due_date = {**due, **CITED}
        if due_date.get("from", "invoice-date") != "invoice-date":
            del due_date["from"]  # a day in a column of its own
        terms = terms_of({**file, "currency": "CAD", "due_date": due_date, "calendar": CALENDAR})
        accounts = accounts_of(random, 3)
        try:
            answers = asked(terms, shuffled(tables_of(accounts), 2), date(2026, 3, 1), errors="column")
        except TelcoTermsError as error:  # a clause that no statement takes, or that needs a column of names
            says = str(error)
        else:
            assert differences(terms, accounts, answers, date(2026, 3, 1)) == []
            return
        assert "round_at" in says or "there is no column" in says or "hold no rule" in says

    @pytest.mark.parametrize(
        "late_charge",
        [
            {"kind": "none"},
            {"kind": "rate", "rate": "0.020000000000000000000000000001", "per": "month", "compounding": "monthly"},
            {"kind": "flat", "sum": "5.00", "grace": {"from": "reminder", "days": 5}},
            {"kind": "flat", "sum": "5.00", "grace": {"from": "invoice-date", "days": 20, "count": "business-days"}},
            {"kind": "flat", "sum": "5.00", "of": "account"},
            {"kind": "rate", "rate": "0.24", "per": "year", "compounding": "daily", "day_count": "actual/actual"},
            {"kind": "rate", "rate": "0.24", "per": "year", "compounding": "daily", "day_count": "30/360"},
            {"kind": "rate", "rate": "0.24", "per": "year", "compounding": "monthly"},
            *(
                {"kind": "rate", "rate": "0.24", "per": "year", "compounding": "none", "block_days": 7, **part}
                for part in ({"part_block": "begun"}, {"part_block": "completed"}, {"part_block": "by-days"})
            ),
            *(
                {"kind": "rate", "rate": "0.02", "per": "30 days", "compounding": "none", **part}
                for part in ({"part_block": "begun"}, {"part_block": "completed"}, {"part_block": "by-days"})
            ),
            {"kind": "rate", "rate": "0.02", "per": "month", "compounding": "monthly", "part_month": "daily-compound"},
            {"kind": "rate", "rate": "0.02", "per": "month", "compounding": "monthly", "part_month": "days-of-year"},
            {"kind": "rate", "rate": "0.02", "per": "month", "compounding": "monthly", "part_month": "whole-month"},
        ],
    )
    def test_a_clause(self, late_charge: Table) -> None:
        if "rate" in late_charge:
            late_charge = {**late_charge, "rate": Decimal(late_charge["rate"])}
        check(own_terms(late_charge, calendar=CALENDAR), accounts_of(Random(3), 12))

    @pytest.mark.parametrize("rounding", get_args(Rounding))
    def test_a_rounding(self, rounding: Rounding) -> None:
        """2 % of a sum that ends in 25 or 75 is half a cent more than a whole one, of others it is more or less."""
        bills = {
            f"{cents}": Account([Invoice("1", date(2026, 1, 1), Money.of_minor(cents, "CAD"))])
            for cents in range(5000, 5100)
        }
        check(load("kos").under(late_charge={"rounding": rounding}), bills, date(2026, 3, 10))

    @pytest.mark.parametrize("part_month", get_args(PartMonth))
    def test_one_rounding_for_the_account(self, part_month: PartMonth) -> None:
        late_charge: Any = {"part_month": part_month}
        terms = load("kos").under(late_charge=late_charge, statement={"posted_per": "account"})
        check(terms, accounts_of(Random(4), 8))

    @pytest.mark.parametrize("as_of", [date(1899, 12, 31), date(1900, 1, 1), date(2199, 12, 31), date(2200, 1, 1)])
    def test_a_day_at_the_end_of_the_tables(self, as_of: date) -> None:
        check(load("kos"), accounts_of(Random(5), 6), as_of)

    @pytest.mark.parametrize("days", [45, 1300])
    @pytest.mark.parametrize("rounding", get_args(Rounding))
    def test_a_sum_of_powers_beside_a_boundary_of_the_rounding(self, rounding: Rounding, days: int) -> None:
        """Sums of which a charge lies so near to half a cent, or to a whole one, that one double could not tell.

        After 1300 days a charge is nearly as large as its sum: many just below a cent have that cent for a double.
        """
        daily = {"kind": "rate", "rate": Decimal("0.0005"), "per": "day", "compounding": "daily"}
        terms = own_terms({**daily, "reading": {"rounding": {"take": rounding, "why": "It is tried."}}})
        growth, bits = (1 + Fraction(1, 2000)) ** days - 1, 100
        scaled = (growth.numerator << bits) // growth.denominator
        boundary = 0 if rounding == "down" else 1 << (bits - 1)
        near, cent = 1 << (bits - 14), (1 << bits) - 1
        amounts = [a for a in range(10**12 - 300_000, 10**12) if (a * scaled - boundary + near) & cent < 2 * near]
        assert len(amounts) > 20
        day = date(2026, 1, 1)
        bills = {str(a): Account([Invoice("1", day, Money.of_minor(a, "CAD"))]) for a in amounts}
        as_of = day + timedelta(days)
        owed = [Money(each, "CAD").minor for each in asked(terms, tables_of(bills), as_of)["accrued"].to_pylist()]
        exact = [a * growth for a in amounts]
        assert owed == [floor(each) if rounding == "down" else floor(each + Fraction(1, 2)) for each in exact]

    @pytest.mark.parametrize(
        ("rate", "days", "cents", "charges"),
        [
            ("0.5", 1, 1, {"half-up": 1, "half-even": 0, "down": 0}),  # half a cent
            ("0.5", 1, 3, {"half-up": 2, "half-even": 2, "down": 1}),
            ("0.1", 2, 100, {"half-up": 21, "half-even": 21, "down": 21}),  # 1.1 has no end in twos
            ("0.1", 2, 10**12, {"half-up": 21 * 10**10, "half-even": 21 * 10**10, "down": 21 * 10**10}),
            ("0.3", 2, 50, {"half-up": 35, "half-even": 34, "down": 34}),  # 34.5
            ("0.999999999999", 1, 10**12 - 1, dict.fromkeys(get_args(Rounding), 10**12 - 2)),  # and 10^-12
        ],
    )
    @pytest.mark.parametrize("rounding", get_args(Rounding))
    def test_a_sum_of_powers_on_a_boundary(
        self, rounding: Rounding, rate: str, days: int, cents: int, charges: dict[Rounding, int]
    ) -> None:
        daily = {"kind": "rate", "rate": Decimal(rate), "per": "day", "compounding": "daily", "unusual": True}
        terms = own_terms(
            {**daily, "runs_from": "due-date", "reading": {"rounding": {"take": rounding, "why": "It is tried."}}}
        )
        issued = date(2026, 1, 1)
        bills = {"A": Account([Invoice("1", issued, Money.of_minor(cents, "CAD"))])}
        [owed] = asked(terms, tables_of(bills), issued + timedelta(15 + days))["accrued"].to_pylist()
        assert Money(owed, "CAD").minor == charges[rounding]

    def test_a_sum_of_powers_of_a_rate_of_many_digits(self) -> None:
        """A quotient of large numbers, of which one division of doubles alone shows too little."""
        rate = {"kind": "rate", "rate": Decimal("0.000123456789"), "per": "day", "compounding": "daily"}
        terms = own_terms({**rate, "runs_from": "due-date"})
        issued, growth = date(2026, 1, 1), (1 + Fraction(123_456_789, 10**12)) ** 30 - 1
        amounts = (999_999_999_937, 10**12 - 7, 10**12)
        bills = {f"{place}": Account([Invoice("1", issued, cad(amount))]) for place, amount in enumerate(amounts)}
        owed = asked(terms, tables_of(bills), issued + timedelta(15 + 30))["accrued"].to_pylist()
        assert [Money(each, "CAD").minor for each in owed] == [
            floor(each * growth + Fraction(1, 2)) for each in amounts
        ]

    def test_a_sum_of_powers_that_is_too_long(self) -> None:
        daily = {"kind": "rate", "rate": Decimal("1"), "per": "day", "compounding": "daily", "unusual": True}
        issued = date(2026, 1, 1)
        bills = {"A": Account([Invoice("1", issued, Money.of_minor(10**12 - 1, "CAD"))])}
        check(
            own_terms({**daily, "runs_from": "due-date"}), bills, issued + timedelta(15 + 13)
        )  # 2^13 times: more than a double has of bits

    def test_a_sum_that_grows_too_large_years_before_the_day(self) -> None:
        """The core leaves the account half-way, and asks it for nothing more: no table has how it grew since."""
        terms = load("kos").under(late_charge={"part_month": "daily-compound"})
        bills = {"A": Account([Invoice("1", date(2027, 2, 28), cad(10**9 + 1))])}
        check(terms, bills, date(2100, 3, 20))
        check(terms, {"A": Account([Invoice("1", date(1900, 2, 1), cad(10**9 + 1))])}, date(2199, 12, 31))

    def test_each_month_of_three_centuries(self) -> None:
        """Bills of the first and the last day of each month, up to the end of their year."""
        issued = [
            day
            for year in range(1900, 2200)
            for month in range(1, 13)
            for day in (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        ]
        issued.append(date(2199, 12, 17))  # due on the first day on which no event can lie
        check_by_row(load("kos"), [(day, date(day.year, 12, 31)) for day in issued])

    def test_the_last_day_of_each_year(self) -> None:
        """It is a part of its own year, of 365 or 366 days; a charge that runs from the day before begins with it."""
        rate = {"kind": "rate", "rate": Decimal("0.24"), "per": "year", "compounding": "none"}
        terms = own_terms({**rate, "day_count": "actual/actual", "runs_from": "due-date"})
        check_by_row(terms, [(date(year, 12, 15), date(year + 1, 1, 20)) for year in range(1900, 2199)])

    def test_a_month_end_and_an_administrative_charge(self) -> None:
        month_end = {"kind": "month-end", **CITED}
        check(own_terms({"kind": "flat", "sum": "5.00"}, month_end), accounts_of(Random(6), 15))

    def test_a_due_date_that_is_printed(self) -> None:
        """An administrative charge has none, so its account is refused."""
        bill = {**BILL, "due": date(2026, 1, 20)}
        schema = pa.schema([("account", pa.string()), ("number", pa.string()), ("issued", pa.date32())])
        schema = schema.append(pa.field("amount", pa.decimal128(18, 2))).append(pa.field("due", pa.date32()))
        bills = pa.Table.from_pylist([bill], schema=schema)
        found = batch.statement(load("cogeco"), bills, table("payments", [PAID]), "2026-03-20")
        assert found["settlement"].to_pylist() == [0]
        charge = {"account": "A", "event": "administrative_charge", "date": date(2026, 2, 1), "number": "2"}
        charges = table("events", [{**charge, "amount": 5, "reason": "other"}])
        with pytest.raises(InvalidTableError, match="an invoice alone"):
            batch.statement(load("cogeco"), bills, table("payments", [PAID]), "2026-03-20", events=charges)


FLAT: Final = own_terms({"kind": "flat", "sum": "5.00"})
REMINDED: Final[Table] = {"from": "reminder", "days": 5}
MONTHLY: Final[Table] = {"kind": "rate", "rate": Decimal("0.02"), "per": "month", "compounding": "monthly"}
WAITING: Final[dict[str, Table]] = {
    "a sum": {"kind": "flat", "sum": "5.00", "grace": REMINDED},
    "open days": {"kind": "percentage", "share": Decimal("0.05"), "grace": {**REMINDED, "count": "business-days"}},
    "from the invoice date": {**MONTHLY, "grace": REMINDED, "runs_from": "invoice-date"},
    "from the due date": {**MONTHLY, "grace": REMINDED, "runs_from": "due-date"},
    "from the end of the grace period": {**MONTHLY, "grace": REMINDED, "runs_from": "grace-end"},
    "from the next bill": {**MONTHLY, "grace": {"from": "reminder", "months": 1}, "runs_from": "next-invoice-date"},
    "after the first and the second": {
        "kind": "sum-of",
        "of": [
            {**MONTHLY, "grace": {"days": 3}},
            *({"kind": "flat", "sum": "2.00", "grace": {**REMINDED, "number": number}} for number in (1, 2)),
        ],
    },
    "by the month": {
        "kind": "greater-of",
        "per": "month",
        "runs_from": "invoice-date",
        "grace": REMINDED,
        "of": [MONTHLY, {"kind": "flat", "sum": "3.00", "per": "month"}],
    },
}
AFTER_A_REMINDER: Final = {name: own_terms(clause, calendar=CALENDAR) for name, clause in WAITING.items()}


class TestReminders:
    """A last day in time that waits for a reminder: by named ones and by those of all debts, several of a day."""

    @pytest.fixture
    def left(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """How many accounts were left to the terms, of each question."""
        counts, together = list[int](), replayed.owed_together

        def counted(*arguments: Any) -> Any:
            alone = together(*arguments)
            counts.append(int(alone.sum()))
            return alone

        monkeypatch.setattr(replayed, "owed_together", counted)
        return counts

    @pytest.mark.parametrize("on_rejection", ["from-start", "from-decision"])
    @pytest.mark.parametrize("terms", AFTER_A_REMINDER.values(), ids=AFTER_A_REMINDER)
    def test_as_the_statement_of_each_account(self, terms: Terms, on_rejection: Any, left: list[int]) -> None:
        accounts = accounts_of(Random(len(on_rejection)), 40, 5)
        readings: Any = {"on_rejection": on_rejection}
        for asked_terms in (FLAT, terms):
            check(asked_terms.under(statement=readings), accounts, date(2026, 12, 31))
        assert left[1] <= left[0] + 4  # as without a reminder, and those of years that the calendar does not know

    @pytest.mark.parametrize("terms", AFTER_A_REMINDER.values(), ids=AFTER_A_REMINDER)
    def test_accounts_without_events(self, terms: Terms, left: list[int]) -> None:
        made = (made_account(Random(seed)).account for seed in range(30))
        check(terms, {f"A{place:03}": account for place, account in enumerate(made)}, date(2026, 12, 31))
        assert left == [0]

    def test_a_day_that_the_calendar_does_not_know(self, left: list[int]) -> None:
        reminder = Reminder(date(2101, 3, 1), None)
        account = Account([Invoice("1", date(2101, 1, 1), cad(100_00)), reminder])
        check(AFTER_A_REMINDER["open days"], {"A": account}, date(2101, 6, 30))
        assert left == [1]


class TestTheFirstDayOfTheCount:
    """The core counts days from 1970-01-01, which is a day like any other."""

    @pytest.mark.parametrize("on_rejection", ["from-start", "from-decision"])
    @pytest.mark.parametrize("days", [-1, 0, 1])
    def test_disputes_around_it(self, on_rejection: str, days: int) -> None:
        late_charge: Table = {"kind": "rate", "rate": Decimal("0.02"), "per": "month", "compounding": "monthly"}
        readings: Any = {"on_rejection": on_rejection, "disputed": "exempt-while-open"}
        day = date(1970, 1, 1) + timedelta(days)
        disputed = [
            (date(1969, 11, 1), date(1969, 12, 22), day),
            (date(1969, 12, 10), date(1969, 12, 20), day),
            (date(1969, 11, 1), day, date(1970, 2, 20)),
            (date(1969, 12, 28), day, date(1970, 2, 20)),
        ]
        accounts = {
            f"{place} {cents:05}": Account(
                [Invoice("1", billed, cad(100_00)), Dispute("1", reported, cad(cents), decided, "rejected")]
            )
            for place, (billed, reported, decided) in enumerate(disputed)
            for cents in (40_00, 100_00)
        }
        for as_of in (date(1970, 2, 10), date(1970, 4, 15)):
            check(own_terms(late_charge).under(statement=readings), accounts, as_of)


class TestOtherTables:
    def test_a_return_of_what_has_no_reference(self) -> None:
        returned = {"account": "A", "event": "returned_payment", "date": date(2026, 2, 1), "payment": "wire"}
        with pytest.raises(InvalidTableError, match="no payment has that reference"):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [{**PAID, "reference": None}]),
                "2026-03-20",
                events=table("events", [returned]),
            )

    @pytest.mark.parametrize("column", ["number", "amount", "reason"])
    def test_a_charge_without_a_column(self, column: str) -> None:
        charge = {"account": "A", "event": "administrative_charge", "date": date(2026, 2, 1), "number": "2"}
        charges = table("events", [{**charge, "amount": 5, "reason": "other"}]).drop([column])
        for give in ("accounts", "debts"):
            with pytest.raises(InvalidTableError, match=column):
                batch.statement(
                    load("kos"),
                    table("invoices", [BILL]),
                    table("payments", [PAID]),
                    "2026-03-20",
                    events=charges,
                    give=give,
                )

    def test_a_reason_of_the_providers_own(self) -> None:
        charge = {"account": "A", "event": "administrative_charge", "date": date(2026, 2, 1), "number": "2"}
        charges = table("events", [{**charge, "amount": 5, "reason": "site-visit"}])
        found = batch.statement(
            load("kos"), table("invoices", [BILL]), table("payments", [PAID]), "2026-02-10", events=charges
        )
        assert found["settlement"].to_pylist() == [5]

    def test_accounts_in_several_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(replayed, "PART", 3)
        check(load("kos"), accounts_of(Random(8), 20))

    def test_more_plans_than_have_programs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rate = {"by": "plan", "a": Decimal("0.01"), "other": Decimal("0.02")}
        terms = own_terms({"kind": "rate", "rate": rate, "per": "month", "compounding": "monthly"})
        names = ["account", "number", "issued", "amount_minor", "plan"]
        rows = [["A", "1", date(2026, 1, 1), 10_000, "a"], ["B", "1", date(2026, 1, 1), 10_000, "b"]]
        bills = pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
        paid = pa.table({"account": ["A"], "received": [date(2026, 1, 2)], "amount_minor": [100]})
        found = batch.statement(terms, bills, paid, "2026-03-01")
        assert found["posted_minor"].to_pylist() == [199, 404]
        monkeypatch.setattr(clauses_of_debts, "MOST_NAMED", 1)
        assert batch.statement(terms, bills, paid, "2026-03-01").equals(found)

    def test_a_table_of_events_without_a_column_of_invoices(self) -> None:
        paid_out = {"account": "A", "event": "payout", "date": date(2026, 2, 1), "amount": 7}
        payouts = table("events", [paid_out]).select(["account", "event", "date", "amount"])
        paid = table("payments", [{**PAID, "amount": 120}])
        found = batch.statement(load("kos"), table("invoices", [BILL]), paid, "2026-03-20", events=payouts)
        assert found["credit"].to_pylist() == [0]

    def test_terms_that_are_not_found_for_a_debt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clauses_of_debts, "terms_of", lambda edition, names: None)
        monkeypatch.setattr(plain_accounts, "terms_of", lambda edition, names: None)
        check(load("kos"), accounts_of(Random(9), 4))


class TestEditions:
    """What is left to the terms where accounts may take several editions."""

    NO_EVENTS: Final[Any] = SimpleNamespace(others=Events(np.zeros(0, np.int64), {"event": np.zeros(0, np.int64)}))
    DEBTS: Final = Debts(
        np.array([0, 0, 1, 2]), pa.array(["1", "2", "1", "1"]), np.full(4, 20_454), np.zeros(4), np.zeros(0)
    )
    EDITIONS: Final = np.array([0, 1, 0, 1])

    def left(self, calendars: list[str], programs: Any) -> list[int]:
        editions = [SimpleNamespace(calendar=calendar) for calendar in calendars]
        terms: Any = SimpleNamespace(agreement=SimpleNamespace(editions=editions, calendar=calendars[-1]))
        left, events = np.zeros(3, np.uint8), self.NO_EVENTS
        clauses_of_debts._leave_several_editions(terms, events, self.DEBTS, self.EDITIONS, programs, left)
        found: list[int] = left.tolist()
        return found

    def test_another_calendar(self) -> None:
        assert self.left(["one", "other"], Programs()) == [1, 1, 0]
        assert self.left(["one", "one"], Programs()) == [0, 0, 0]

    def test_a_sum_for_the_account_in_two_editions(self) -> None:
        assert self.left(["one", "one"], SimpleNamespace(account_sums={"one": 1})) == [1, 0, 0]

    def test_a_due_date_of_an_earlier_edition_that_is_no_number_of_days(self) -> None:
        rule = DUE_DATE.of(own_terms({"kind": "none"}, {"kind": "month-end", **CITED}).agreement)
        terms: Any = SimpleNamespace(agreement=SimpleNamespace(editions=[None, None]))
        left, of_editions = np.zeros(3, np.uint8), {0: SimpleNamespace(due_date=rule)}
        events: Any = self.NO_EVENTS
        clauses_of_debts._due_dates(terms, events, self.DEBTS, self.EDITIONS, of_editions, left)  # type: ignore[arg-type]
        assert left.tolist() == [1, 1, 0]


class TestParts:
    def test_an_administrative_charge_that_the_terms_do_not_allow(self) -> None:
        found = {
            (provider, reason): known_events._is_allowed(load(provider), 20_454, 99_999, reason)
            for provider in ("kos", "bell")
            for reason in (*known_events.REASONS, "site-visit")
        }
        assert not found["kos", "site-visit"]
        assert set(found.values()) == {True, False}

    def test_terms_that_hold_no_late_charge(self) -> None:
        assert not replayed._is_known_on(load("kijoma"), AS_OF)
        assert replayed._is_known_on(load("kos"), AS_OF)

    def test_an_edition_without_a_late_charge(self) -> None:
        assert clauses_of_debts.terms_of(load("kijoma").agreement, NumberFacts()) is None

    def test_what_is_counted_from_a_reminder_has_no_day_of_the_debt(self) -> None:
        nothing = np.zeros(0, np.int32)
        with pytest.raises(AssertionError, match="from a reminder"):
            clauses_of_debts._counted_from(Grace(counted_from="reminder"), nothing, nothing)

    def test_a_number_of_a_plan_that_is_not_known(self) -> None:
        """Its days are those of all plans, and on none of them has it a value."""
        dated = [{"since": AS_OF - timedelta(days=900), "value": "5.00"}, {"since": AS_OF, "value": "6.00"}]
        terms = own_terms({"kind": "flat", "sum": {"by": "plan", "a": dated}})
        assert Programs().add(AccountTerms(terms.agreement).on(AS_OF)) is None
