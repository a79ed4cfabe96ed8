"""Terms with rules of our own: KOS's agreement with the clauses replaced that a test is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, get_args

from telcoterms import Clause, Money, Terms, load
from telcoterms.clauses.cancellation_charge.kinds import CancellationChargeRule
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge import charge
from telcoterms.clauses.late_charge.accrual import Context, Node, node_of
from telcoterms.clauses.late_charge.kinds import (
    FlatCharge,
    LateChargeRule,
    PartMonth,
    RateCharge,
    RunsFrom,
    effective_rate,
    effective_rate_steps,
    nominal_rate,
    nominal_rate_steps,
    only_rate,
)
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.files import provider
from telcoterms.files.shapes import Place
from telcoterms.statement.rule import AcrossDebts, Disputed, OnRejection, PostedPer, StatementRule, WithinDebt
from telcoterms.values.money import Rounding
from telcoterms.values.steps import Step

CLAUSE: Final = Clause("Terms", "1")
KOS: Final = load("kos")
HOSTING: Final = load("kos", service="none")
"""A service without an agreement of its own."""

RUNS_FROM: Final[tuple[RunsFrom, ...]] = get_args(RunsFrom)[:3]
"""The starts of a charge without a grace period."""
PART_MONTH: Final[tuple[PartMonth, ...]] = get_args(PartMonth)
ROUNDING: Final[tuple[Rounding, ...]] = get_args(Rounding)
ACROSS_DEBTS: Final[tuple[AcrossDebts, ...]] = get_args(AcrossDebts)
WITHIN_DEBT: Final[tuple[WithinDebt, ...]] = get_args(WithinDebt)
POSTED_PER: Final[tuple[PostedPer, ...]] = get_args(PostedPer)
DISPUTED: Final[tuple[Disputed, ...]] = get_args(Disputed)
ON_REJECTION: Final[tuple[OnRejection, ...]] = get_args(OnRejection)


def cad(minor: int) -> Money:
    """Dollars from cents."""
    return Money.of_minor(minor, "CAD")


REFUND_FACTS: Final[Mapping[str, Any]] = {"fee": cad(4995), "cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
"""49.95 for June, cancelled on the 10th."""
TERM_FACTS: Final[Mapping[str, Any]] = {
    "monthly_fee": cad(5995),
    "term_start": "2025-01-01",
    "term_months": 24,
    "cancelled": "2026-05-10",
}
"""24 months at 59.95, cancelled in the seventeenth."""


def net(days: int) -> NetDays:
    """Due so many days after the invoice date."""
    return NetDays(days=days, clause=CLAUSE, says="")


def compound(rate: Any, **readings: Any) -> RateCharge:
    """A rate a month, compounded."""
    return a_rate(rate, compounding="monthly", **readings)


def flat(fee: int) -> FlatCharge:
    """A fee in cents, once."""
    return FlatCharge(sum=cad(fee), clause=CLAUSE, says="")


def simple(rate: Any, **readings: Any) -> RateCharge:
    """A yearly rate by the day."""
    return a_rate(rate, per="year", compounding="none", **readings)


def a_rate(rate: Any, **fields: Any) -> RateCharge:
    """A rate of any kind."""
    return RateCharge(rate=rate, clause=CLAUSE, says="", **fields)


def at_least(minimum: int, of: RateCharge | FlatCharge) -> RateCharge | FlatCharge:
    """Another clause, but at least a minimum in cents."""
    return replace(of, least=cad(minimum))


def ordered(**readings: Any) -> StatementRule:
    """The order in which payments meet debts."""
    return StatementRule(clause=CLAUSE, says="", **readings)


def made(**rules: Any) -> Terms:
    """KOS's terms with these clauses in the place of their own."""
    return Terms(replace(HOSTING.agreement, rules=HOSTING.agreement.rules.changed(**rules)))


def followed(rule: LateChargeRule, issued: date, due: date, billing_months: int = 1) -> Node:
    """The accrual of a clause on a debt that was due on a day; it has not begun."""
    return node_of(rule, Context(DebtDays(issued, due, billing_months), None, [], {}))


def effective(rule: LateChargeRule) -> Fraction:
    """The effective yearly rate of a clause whose rate never changes."""
    return effective_rate(only_rate(rule), constant(rule))


def nominal(rule: LateChargeRule) -> Fraction:
    """The nominal yearly rate of a clause whose rate never changes."""
    return nominal_rate(only_rate(rule), constant(rule))


def effective_steps(rule: LateChargeRule) -> tuple[Step, ...]:
    """The working of the effective yearly rate of a clause whose rate never changes."""
    leaf = only_rate(rule)
    assert leaf.stated_yearly_rate is None or isinstance(leaf.stated_yearly_rate, Fraction)
    return effective_rate_steps(leaf, constant(rule), leaf.stated_yearly_rate)


def nominal_steps(rule: LateChargeRule) -> tuple[Step, ...]:
    """The working of the nominal yearly rate of a clause whose rate never changes."""
    return nominal_rate_steps(only_rate(rule), constant(rule))


def constant(rule: LateChargeRule) -> Fraction:
    """The rate of a clause that never changes."""
    rate = only_rate(rule).rate
    assert isinstance(rate, Fraction)
    return rate


def charge_minor(
    rule: LateChargeRule, amount: int, issued: date, due: date, paid: date, billing_months: int = 1
) -> int:
    """The charge of a clause, in cents, on an amount that was due on a day."""
    return charge.charge_minor(rule, amount, DebtDays(issued, due, billing_months), paid)


def cancellation_rule(table: Mapping[str, Any]) -> CancellationChargeRule:
    """The clause on a cancellation charge of a table as a file has it, which has no fault."""
    place, head = (
        Place("cancellation_charge", []),
        {"clause": {"document": "terms", "section": "1"}, "says": "A charge."},
    )
    context = provider.Context(currency="CAD")
    rule: Any = provider.rule_shape("cancellation_charge", context, provider.clause_shape(context)).read(
        {**head, **table}, place
    )
    assert not place.faults, place.faults
    checked: CancellationChargeRule = rule
    return checked


def leaving(table: Mapping[str, Any]) -> Terms:
    """KOS's terms with the cancellation charge of a table in the place of their own."""
    return made(cancellation_charge=cancellation_rule(table))
