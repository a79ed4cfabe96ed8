"""Facts to ask about, for tests with hypothesis: terms of every kind under every reading, and random facts."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any, get_args

from hypothesis import strategies as st

from telcoterms import Account, Answer, Clause, Invoice, Money, Payment, Statement, Terms, load
from telcoterms.answers.facts import Regime
from telcoterms.clauses.cancellation_charge.kinds import Remaining
from telcoterms.clauses.cancellation_charge.term import CancelledBy
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    FlatCharge,
    LateChargeRule,
    PartMonth,
    RateCharge,
    RoundAt,
)
from telcoterms.clauses.refund import CancelDay, NoRefund
from telcoterms.statement.rule import AcrossDebts, PostedPer, WithinDebt
from telcoterms.terms import TABLES
from telcoterms.values.money import LIMIT, Rounding, minor_digits, minor_text
from telcoterms.values.proration import MonthLength
from tests.terms_builders import RUNS_FROM

KOS = load("kos")
HOSTING = load("kos", service="none")  # a service without an agreement of its own
CLAUSE = Clause("Other Terms", "3")
CURRENCIES = ("CAD", "CAD", "CAD", "JPY", "KWD")


def changed(terms: Terms, *, currency: str | None = None, **rules: Any) -> Terms:
    """Terms with other rules, or in another currency."""
    agreement = terms.agreement
    own = agreement.rules.changed(**rules)
    return Terms(replace(agreement, currency=currency or agreement.currency, rules=own, origin="changed"))


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    """A value of a `Literal`."""
    return st.sampled_from(get_args(literal))


def sums(currency: str = "CAD", least: int = 0, most: int = 3_000_00) -> st.SearchStrategy[Money]:
    """Amounts of money, small ones often: they sit at the edges of rounding."""
    minor = st.one_of(st.integers(least, 200), st.integers(least, most), st.just(10**12))
    return minor.map(lambda number: Money.of_minor(number, currency))


def days(first: date = date(2023, 1, 1), length: int = 900) -> st.SearchStrategy[date]:
    """Days, the ends of months often."""
    inside = st.dates(first, first + timedelta(length))
    ends = inside.map(lambda day: day.replace(day=1) - timedelta(1))
    return st.one_of(inside, ends)


def rates(decimals: int = 4) -> st.SearchStrategy[Fraction]:
    """Rates up to ten percent."""
    return st.integers(1, 10 ** (decimals - 1)).map(lambda number: Fraction(number, 10**decimals))


REGIMES: list[Regime] = [*get_args(Regime), "month-to-month", "month-to-month", "month-to-month"]


@st.composite
def compound(draw: st.DrawFn) -> RateCharge:
    return RateCharge(
        clause=CLAUSE,
        says="compounds",
        compounding="monthly",
        rate=draw(st.one_of(st.just(Fraction(1, 50)), rates())),
        runs_from=draw(st.sampled_from(RUNS_FROM)),
        part_month=draw(one_of(PartMonth)),
        round_at=draw(one_of(RoundAt)),
        rounding=draw(one_of(Rounding)),
    )


def flat(currency: str) -> st.SearchStrategy[FlatCharge]:
    return sums(currency, 0, 2000).map(lambda fee: FlatCharge(clause=CLAUSE, says="a fee", sum=fee))


@st.composite
def simple(draw: st.DrawFn) -> RateCharge:
    return RateCharge(
        clause=CLAUSE,
        says="by the day",
        per="year",
        compounding="none",
        rate=draw(rates()),
        runs_from=draw(st.sampled_from(RUNS_FROM)),
        rounding=draw(one_of(Rounding)),
    )


@st.composite
def late_rules(draw: st.DrawFn, currency: str = "CAD") -> LateChargeRule:
    """A rule of each kind."""
    plain = st.one_of(compound(), compound(), flat(currency), simple())
    if draw(st.integers(0, 4)):
        return draw(plain)
    minimum = draw(sums(currency, 0, 1000))
    return replace(draw(plain), least=minimum)


def posts_each_month(rule: LateChargeRule) -> LateChargeRule:
    """The rule as a statement accepts it."""
    return rule.under({"round_at": "each-month"}) if isinstance(rule, RateCharge) and rule.goes_by_months else rule


@st.composite
def late_terms(draw: st.DrawFn) -> Terms:
    """Terms with a random late charge, days to pay, and currency."""
    currency = draw(st.sampled_from(CURRENCIES))
    due = NetDays(clause=CLAUSE, says="net", days=draw(st.sampled_from([0, 15, 15, 30, 45])))
    return changed(HOSTING, currency=currency, due_date=due, late_charge=draw(late_rules(currency)))


@st.composite
def late_charges(draw: st.DrawFn) -> Answer[Money]:
    """A late charge on random facts."""
    terms, issued = draw(late_terms()), draw(days())
    return terms.late_charge(
        draw(sums(terms.currency)),
        issued=issued,
        paid=issued + timedelta(draw(st.integers(0, 250))),
        billing_months=draw(st.sampled_from([1, 1, 3])),
    )


@st.composite
def refunds(draw: st.DrawFn) -> Answer[Any]:
    """A refund on random facts."""
    currency = draw(st.sampled_from(CURRENCIES))
    terms = changed(HOSTING, currency=currency)
    if not draw(st.integers(0, 9)):
        terms = changed(terms, refund=NoRefund(clause=CLAUSE, says="nothing"))
    else:
        terms = terms.under(
            refund={
                "cancel_day": draw(one_of(CancelDay)),
                "month_length": draw(one_of(MonthLength)),
                "rounding": draw(one_of(Rounding)),
            }
        )
    billing_day = draw(st.integers(1, 31))
    year, month = draw(st.integers(2023, 2026)), draw(st.integers(1, 12))
    start, *later = billing_days(year, month, billing_day)
    cancelled = start + timedelta(draw(st.integers(0, (later[0] - start).days - 1)))
    return terms.refund(
        draw(sums(currency)),
        cycle_start=start,
        cancelled=cancelled,
        fee_months=draw(st.sampled_from([1, 1, 3, 12])),
        billing_day=billing_day,
        paid_until=draw(st.sampled_from([None, start, *later])),
        taxed_on=draw(st.sampled_from([None, None, date(2025, 3, 31), date(2016, 7, 1)])),
        regime=draw(st.sampled_from(REGIMES)),
        **draw(taxes()),
    )


def billing_days(year: int, month: int, billing_day: int) -> list[date]:
    """The billing day of four months that follow each other, clamped to each month's last."""
    found = []
    for number in range(year * 12 + month - 1, year * 12 + month + 3):
        last = (date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(1)).day
        found.append(date(number // 12, number % 12 + 1, min(billing_day, last)))
    return found


def taxes() -> st.SearchStrategy[dict[str, Any]]:
    """The provider's own tax, that of a province, or a rate."""
    return st.one_of(
        st.just({}),
        st.sampled_from([{"province": "NS"}, {"province": "AB"}, {"province": "QC"}]),
        st.just({"province": "BC", "taxed_as": "internet"}),
        st.integers(0, 10**6).map(lambda number: {"tax_rate": minor_text(number, 6)}),
        st.sampled_from([{"tax_rate": "0.333333333333333333333333333333"}, {"tax_rate": "0"}, {"tax_rate": "10"}]),
    )


@st.composite
def cancellation_charges(draw: st.DrawFn) -> Answer[Any]:
    """A cancellation charge on random facts: of the general terms, or of a service."""
    service = draw(st.sampled_from([None, None, "dsl", "fixed-wireless"]))
    currency = draw(st.sampled_from(CURRENCIES))
    terms = changed(load("kos", service=service or "none"), currency=currency)
    start, months = draw(days()), draw(st.integers(1, 30))
    cancelled = start + timedelta(draw(st.integers(-20, 31 * months + 5)))
    facts: dict[str, Any] = {
        "term_start": start,
        "term_months": months,
        "cancelled": cancelled,
        "by": draw(st.sampled_from([*get_args(CancelledBy), "customer", "customer"])),
        "tax_mode": draw(st.sampled_from(["added", "included"])),
        **draw(taxes()),
    }
    if service is None:
        terms = terms.under(
            cancellation_charge={"remaining": draw(one_of(Remaining)), "rounding": draw(one_of(Rounding))}
        )
        one_fee = sums(currency, 0, 200_00)
        return terms.cancellation_charge(
            draw(st.one_of(one_fee, st.lists(one_fee, min_size=months, max_size=months))), **facts
        )
    last = draw(st.one_of(st.none(), st.integers(0, 400).map(lambda days: cancelled - timedelta(days))))
    terms = terms.under(cancellation_charge={"rounding": draw(one_of(Rounding))})
    return terms.cancellation_charge(incentive=draw(sums(currency)), last_invoice=last, **facts)


@st.composite
def accounts(draw: st.DrawFn, currency: str = "CAD", most: int = 4) -> Account:
    """Some invoices and some payments."""
    invoices = [
        Invoice(f"{place:02}", draw(days(length=200)), draw(sums(currency)), draw(st.sampled_from([1, 1, 1, 3])))
        for place in range(draw(st.integers(0, most)))
    ]
    numbers = [None, None, *(one.number for one in invoices)]
    payments = [
        Payment(
            draw(days(length=350)),
            draw(sums(currency)),
            draw(st.sampled_from(numbers)),
            draw(st.sampled_from([None, "R7"])),
        )
        for _ in range(draw(st.integers(0, most)))
    ]
    events: list[Invoice | Payment] = [*invoices, *payments]
    while sum(event.amount.minor for event in events) > LIMIT:  # more than an account may come to
        events.pop()
    return Account(events)


@st.composite
def statements(draw: st.DrawFn, most: int = 4) -> Answer[Statement]:
    """A statement of a random account under random readings."""
    terms = draw(late_terms())
    terms = changed(terms, late_charge=posts_each_month(LATE_CHARGE.of(terms.agreement)))
    terms = terms.under(
        statement={
            "across_debts": draw(one_of(AcrossDebts)),
            "within_debt": draw(one_of(WithinDebt)),
            "posted_per": draw(one_of(PostedPer)),
        }
    )
    return terms.statement(draw(accounts(terms.currency, most)), draw(days(date(2023, 3, 1), 400)))


def every_reading() -> list[dict[str, str]]:
    """All combinations of the readings of a late charge."""
    names = ("runs_from", "part_month", "round_at", "rounding")
    chosen = product(RUNS_FROM, *map(get_args, (PartMonth, RoundAt, Rounding)))
    return [dict(zip(names, one, strict=True)) for one in chosen]


def silent(*questions: str) -> Terms:
    """Terms that say nothing on these questions."""
    assert set(questions) <= {*TABLES, "statement"}
    return changed(HOSTING, **dict.fromkeys(questions))


def text_of(minor: int, currency: str) -> str:
    """Minor units as they are printed."""
    return minor_text(minor, minor_digits(currency))
