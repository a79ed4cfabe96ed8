"""Whatever the surroundings and whatever the input: the same answer, or an error of the library's own, soon."""

import decimal
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Account, Answer, Invoice, Money, Payment, TelcoTermsError, Terms, from_dict, load
from telcoterms.values.money import LIMIT
from tests.long_runs import examples, is_long, some_of
from tests.processes import without_coverage
from tests.records import make
from tests.strategies import HOSTING, KOS, every_reading

SOON = 5.0  # seconds of the processor, however busy it is; what is measured takes a small part of one
WHOLE = is_long()  # whether each answer that is kept as a record is asked for under each of the surroundings
ACCOUNT = Account([Invoice("a", "2026-01-01", Money("56.45", "CAD")), Payment("2026-02-11", Money("30.00", "CAD"))])
GOOD: dict[str, dict[str, Any]] = {
    "due_date": {"issued": "2026-01-01"},
    "late_charge": {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15", "billing_months": 1},
    "effective_annual_rate": {},
    "dispute_until": {"issued": "2026-01-01"},
    "dispute": {"issued": "2026-01-01", "reported": "2026-02-01"},
    "refund": {
        "fee": "49.95",
        "cycle_start": "2026-06-01",
        "cancelled": "2026-06-10",
        "fee_months": 1,
        "billing_day": 1,
        "paid_until": "2026-08-01",
        "regime": "month-to-month",
        "province": "NS",
        "tax_rate": None,
        "taxed_on": "2026-05-01",
        "taxed_as": "internet",
    },
    "cancellation_charge": {
        "monthly_fee": "59.95",
        "incentive": None,
        "term_start": "2025-01-01",
        "term_months": 24,
        "last_invoice": "not given",
        "cancelled": "2026-05-10",
        "by": "customer",
        "province": None,
        "tax_rate": "0.13",
        "tax_mode": "added",
        "taxed_as": None,
    },
    "regime": {"term_start": "2025-01-01", "term_months": 12, "on": "2025-06-01"},
    "administrative_charge": {"amount": "35.00", "reason": "restoral"},
    "equipment_return_by": {"cancelled": "2026-06-10"},
    "liability_limit": {"fees_during_outage": "13.50"},
    "change_of_terms": {"notice": "2026-01-01", "effective": "2026-02-15"},
    "precedence": {"one": "service-terms", "other": "dsl"},
    "policy_change": {"posted": "2026-03-01"},
    "provider_cancellation": {"notice": "2026-01-01"},
    "complaint": {
        "received": "2026-03-02",
        "answered": "2026-03-05",
        "senior": "2026-03-09",
        "senior_answered": "2026-03-10",
        "manager": "2026-03-12",
        "manager_answered": None,
        "deadlock": None,
        "on": "2026-03-30",
    },
    "eligible_for_adr": {"customer": "small-business", "monthly_bill": "180.00", "subject": "other"},
    "hours": {"day": "2026-03-09"},
    "support_open": {"at": "2026-03-09T09:00-04:00"},
    "next_opening": {"at": "2026-03-09T21:00-04:00"},
    "customer_cancellation": {"received": "2026-06-10"},
    "outage_fees": {
        "monthly_fee": "74.95",
        "began": "2026-04-10T06:00-04:00",
        "ended": "2026-04-13T06:00-04:00",
    },
    "data_usage": {"activities": {"e-mail": 100, "hd-video": "1.5"}, "allowance_gb": 3, "price_per_gb": "2.00"},
    "law": {"on": "2026-06-10"},
    "tax": {
        "amounts": ["39.95", "14.95"],
        "on": "2026-06-01",
        "late_charge": "1.00",
        "province": None,
        "tax_rate": "0.13",
        "tax_mode": "added",
        "tax_rounding": "by-component",
    },
    "statement": {"account": ACCOUNT, "as_of": "2026-04-10"},
    "settlement": {"account": ACCOUNT, "on": "2026-04-10"},
    "what_if": {"account": ACCOUNT, "payment": Payment("2026-03-01", Money(5, "CAD")), "on": "2026-04-10"},
    "cheapest_cancellation": {
        "monthly_fee": "59.95",
        "incentive": None,
        "term_start": "2025-01-01",
        "term_months": 24,
        "first": "2026-12-01",
        "last": "2027-01-10",
        "province": None,
        "tax_rate": "0.13",
    },
    "leave": {
        "monthly_fee": "59.95",
        "cancelled": "2026-12-01",
        "cycle_start": "2026-12-01",
        "term_start": "2025-01-01",
        "term_months": 24,
        "incentive": None,
        "last_invoice": "not given",
        "started": None,
        "billing_day": 1,
        "last": "2027-01-10",
        "province": None,
        "tax_rate": "0.13",
    },
}
ODD: list[Any] = [
    113.0, 0.1, True, False, float("nan"), float("inf"), float("-inf"), 10**400, -1, 0, "", " ", "1e5", "1e400",
    "1,000.00", "1_000", "\u0661\u0662", "\uff11", "113.005", "-5", "+5", "NaN", "$5", "5 CAD", "0x10",
    "9" * 31, "1." + "0" * 31, "x" * 10_000, "\x00", "{0}", "{amount}", "2026-02-30", "2026-1-1", "20260101",
    "2026-W01-1", "0000-01-01", "10000-01-01", "9999-12-31", "0001-01-01",
    Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+1000000"), Decimal("1E-1000000"),
    Decimal("-0"), Decimal("0.005"), Fraction(1, 3), 1j, b"113.00", bytearray(b"1"), [], (), {}, set(), ["59.95"] * 3,
    [None], object, object(), None, Money(1, "USD"), Money(-1, "CAD"), date.min, date.max,
    datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), time.gmtime(0), ..., NotImplemented, KOS, ACCOUNT,
]  # fmt: skip


def places() -> Iterator[Any]:
    for question, facts in GOOD.items():
        for name in facts:
            yield pytest.param(question, name, id=f"{question}({name}=)")


def asked(question: str, facts: dict[str, Any], terms: Terms = HOSTING) -> str:
    """The whole page of an answer, or the sentence with which it is refused."""
    try:
        answer = getattr(terms, question)(**facts)
    except TelcoTermsError as error:
        return f"{type(error).__name__}: {error}"
    return str(answer.working)


def made_or_said(act: Callable[[], object]) -> str:
    """What is made, or the sentence with which it is refused."""
    try:
        return repr(act())
    except TelcoTermsError as error:
        return f"{type(error).__name__}: {error}"


class TestBadInput:
    """Every fact that is no good is refused with a sentence of the library's own, never a traceback of another kind."""

    @pytest.mark.parametrize(("question", "name"), list(places()))
    def test_any_odd_value_of_any_fact(self, question: str, name: str) -> None:
        for odd in ODD:
            said = asked(question, GOOD[question] | {name: odd})
            assert said.strip()
            assert len(said) < 20_000

    @pytest.mark.parametrize(("question", "name"), list(places()))
    def test_a_refusal_says_what_and_how(self, question: str, name: str) -> None:
        if name != "province":
            said = asked(question, GOOD[question] | {name: 113.0})
            assert "Error: " in said
            assert "113.0" in said
            assert ": " in said.partition("Error: ")[2]

    def test_odd_readings(self) -> None:
        charge = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        for odd in ODD:
            with pytest.raises(TelcoTermsError, match="cannot read rounding as"):
                charge.under(rounding=odd)

    def test_odd_readings_of_terms(self) -> None:
        for odd in ODD:
            if odd is not None and odd != {}:
                terms: Any = KOS
                with pytest.raises(TelcoTermsError):
                    terms.under(late_charge=odd)

    def test_odd_providers_services_and_days(self) -> None:
        anything: Any
        for anything in ODD:
            with pytest.raises(TelcoTermsError):
                load(anything)
            if anything is not None:
                with pytest.raises(TelcoTermsError):
                    load("kos", service=anything)
        for anything in (True, 20260101, "2026-02-30", datetime(2026, 1, 1), date.min, "2021-07-11"):
            with pytest.raises(TelcoTermsError):
                load("kos", on=anything)
            with pytest.raises(TelcoTermsError):
                load("kos", edition=anything)

    def test_odd_events(self) -> None:
        money = Money("56.45", "CAD")
        for odd in ODD:
            for make_it in (
                lambda odd=odd: Invoice(odd, "2026-01-01", money),
                lambda odd=odd: Invoice("a", odd, money),
                lambda odd=odd: Invoice("a", "2026-01-01", odd),
                lambda odd=odd: Invoice("a", "2026-01-01", money, odd),
                lambda odd=odd: Payment(odd, money),
                lambda odd=odd: Payment("2026-01-01", odd),
                lambda odd=odd: Payment("2026-01-01", money, odd),
                lambda odd=odd: Payment("2026-01-01", money, None, odd),
                lambda odd=odd: Account([odd]),
                lambda odd=odd: Money(odd, "CAD"),
                lambda odd=odd: Money(1, odd),
            ):
                assert made_or_said(make_it)

    def test_odd_records(self) -> None:
        record: dict[str, Any] = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").as_dict()
        for key in (
            "schema",
            "provider",
            "edition",
            "revision",
            "service",
            "currency",
            "question",
            "facts",
            "readings",
        ):
            for odd in ODD:
                if not isinstance(odd, Decimal):  # JSON has none
                    said = made_or_said(partial(from_dict, {**record, key: odd}))
                    assert "Error: " in said or odd in (record[key], {})

    @settings(max_examples=examples(200))
    @given(st.data())
    def test_anything_at_all(self, data: st.DataObject) -> None:
        question = data.draw(st.sampled_from(sorted(GOOD)))
        anything = st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.decimals(), st.dates(), st.datetimes()
        )
        facts = {name: data.draw(st.one_of(st.just(good), anything)) for name, good in GOOD[question].items()}
        assert asked(question, facts)


class TestLimits:
    """A span of 8,000 years, or an amount at the limit, answers or is refused at once."""

    @staticmethod
    def soon(question: str, **facts: Any) -> str:
        began = time.process_time()
        said = asked(question, facts)
        assert time.process_time() - began < SOON
        return said

    def test_eight_thousand_years_of_a_late_charge(self) -> None:
        said = self.soon("late_charge", amount=100, issued="1999-01-01", paid="9999-12-31")
        assert said == (
            "DayError: the time from invoice to payment runs from 1999-01-01 to 9999-12-31, over a hundred years: "
            "check the years"
        )

    def test_eight_thousand_years_of_a_statement(self) -> None:
        account = Account([Invoice("a", "0001-01-01", Money(50, "CAD"))])
        assert "over a hundred years" in self.soon("statement", account=account, as_of="9999-12-31")
        paid = Account([*account, Payment("0001-01-02", Money(50, "CAD"))])
        assert "to settle on 9999-12-31 0.00" in self.soon("statement", account=paid, as_of="9999-12-31")

    def test_eight_thousand_years_elsewhere(self) -> None:
        assert "too late" in self.soon("dispute", issued="0001-01-01", reported="9999-12-31")
        assert "month to month" in self.soon("regime", term_start="0001-01-01", term_months=1200, on="9999-12-31")
        assert self.soon(
            "cancellation_charge", monthly_fee=50, term_start="0001-01-01", term_months=1200, cancelled="9999-12-31"
        )
        assert "outside the years" in self.soon("refund", fee=50, cycle_start="0001-01-01", cancelled="9999-12-31")

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_the_ends_of_the_calendar(self, day: str) -> None:
        assert self.soon("due_date", issued=day)
        assert self.soon("dispute_until", issued=day)
        assert self.soon("late_charge", amount=100, issued=day, paid=day)
        assert self.soon("late_charge", amount=100, issued="9999-11-30", paid="9999-12-31")
        assert self.soon("refund", fee=50, cycle_start=day, cancelled=day)
        assert self.soon("regime", term_start=day, term_months=1, on=day)
        assert self.soon("equipment_return_by", cancelled=day)
        assert self.soon("change_of_terms", notice="0001-01-01", effective=day)
        assert self.soon("policy_change", posted=day)
        assert self.soon("provider_cancellation", notice=day)
        assert self.soon("customer_cancellation", received=day)
        assert self.soon("law", on=day)
        account = Account([Invoice("a", "9999-11-01", Money(50, "CAD")), Invoice("b", day, Money(50, "CAD"))])
        assert self.soon("statement", account=account, as_of="9999-12-31")
        assert self.soon("statement", account=Account([]), as_of=day)

    @pytest.mark.parametrize("readings", some_of(every_reading()), ids=lambda readings: " ".join(readings.values()))
    def test_an_amount_at_the_limit_for_a_hundred_years(self, readings: dict[str, str]) -> None:
        began = time.process_time()
        most = Money.of_minor(LIMIT, "CAD")
        charge = KOS.late_charge(most, issued="1926-01-31", paid="2026-01-30").under(**readings)
        assert charge.value > most
        assert charge.steps
        assert time.process_time() - began < SOON

    def test_more_than_the_limit(self) -> None:
        said = self.soon("late_charge", amount="10000000000.01", issued="2026-01-01", paid="2026-02-01")
        assert "the most is 10000000000.00; check the decimal point" in said

    def test_a_page_of_a_hundred_years(self) -> None:
        said = self.soon("late_charge", amount=100, issued="1926-01-31", paid="2026-01-30")
        assert len(said.split("\n")) > 2400

    def test_a_hundred_years_of_fees(self) -> None:
        said = self.soon(
            "cancellation_charge",
            monthly_fee=["0.01"] * 1200,
            term_start="2026-01-31",
            term_months=1200,
            cancelled="2026-01-30",
        )
        # half of 1200 months at 0.01 is 6.00, and 13 % of tax on it 0.78
        assert "service none): 6.00 CAD, tax 0.78, total 6.78" in " ".join(said.split())

    def test_a_large_account(self) -> None:
        began = time.process_time()
        events = [Invoice(f"{k:04}", date.fromordinal(730_000 + k), Money(k, "CAD")) for k in range(400)]
        payments = [Payment(date.fromordinal(730_020 + k), Money(k, "CAD")) for k in range(400)]
        value = KOS.statement(Account([*events, *payments]), as_of="2003-01-01").value
        assert len(value.debts) == 400
        assert time.process_time() - began < SOON


def asked_anew(whole: bool) -> list[Answer[Any]]:
    """The answers that are kept as records: all of them, or the first of each question."""
    answers = [answer for _, answer in make.answers()]
    return answers if whole else list({answer.question: answer for answer in reversed(answers)}.values())


def everything() -> list[Any]:
    """The records of many answers: the figure and every line."""
    return [answer.as_dict() for answer in asked_anew(WHOLE)]


def everything_printed(whole: bool) -> str:
    """The same as text, with the page of each."""
    return json.dumps([[answer.as_dict(), str(answer.working)] for answer in asked_anew(whole)])


@cache
def printed_here() -> str:
    """What is printed where nothing is unusual."""
    return everything_printed(WHOLE)


class TestSurroundings:
    """Nothing depends on the caller's decimal context, locale or time zone, or on another thread."""

    def test_the_decimal_context(self) -> None:
        wanted, pages = everything(), [str(answer.working) for answer in asked_anew(WHOLE)]
        with decimal.localcontext() as context:
            context.prec, context.Emax, context.Emin = 1, 1, -1
            context.rounding = decimal.ROUND_UP
            context.clear_flags()
            for signal in context.traps:
                context.traps[signal] = True
            assert everything() == wanted
            assert [str(answer.working) for answer in asked_anew(WHOLE)] == pages
            assert Money(Decimal("113.00"), "CAD").amount == Decimal("113.00")
            assert not any(context.flags.values())

    @pytest.mark.parametrize(
        "surroundings",
        [
            {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0"},
            {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
            {"TZ": "nonsense", "LC_ALL": "nonsense", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "7"},
            {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "99"},
        ],
        ids=["C", "de_DE", "nonsense", "optimized"],
    )
    def test_locale_and_time_zone(self, surroundings: dict[str, str], locales: dict[str, str]) -> None:
        code = (
            "import locale, sys\n"
            f"sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
            "try: locale.setlocale(locale.LC_ALL, '')\n"
            "except locale.Error: pass\n"
            "from tests.test_hostile import everything_printed\n"
            f"print(everything_printed({WHOLE}))"
        )
        environment = without_coverage(**locales, **surroundings)
        run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        assert run.stdout.decode("ascii").rstrip() == printed_here()

    def test_threads(self) -> None:
        wanted = everything()
        with ThreadPoolExecutor(8) as pool:
            assert all(found == wanted for found in pool.map(lambda _: everything(), range(examples(8, least=2))))

    def test_input_is_never_changed(self) -> None:
        fees = ["59.95", "60.00"]
        HOSTING.cancellation_charge(fees, term_start="2026-01-01", term_months=2, cancelled="2026-01-10")
        assert fees == ["59.95", "60.00"]
