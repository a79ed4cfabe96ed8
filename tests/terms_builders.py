"""Terms with rules of our own: KOS's agreement with the clauses replaced that a test is about."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, get_args

from telcoterms import Clause, Money, Terms, load
from telcoterms.clauses.cancellation_charge.kinds import CancellationChargeRule
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge.kinds import CompoundMonthly, FlatFee, GreaterOf, PartMonth, RunsFrom
from telcoterms.clauses.late_charge.kinds import SimpleDaily as Simple
from telcoterms.files.provider import Context, rule_shape
from telcoterms.files.shapes import Place
from telcoterms.statement.rule import AcrossDebts, Disputed, OnRejection, PostedPer, StatementRule, WithinDebt
from telcoterms.values.money import Rounding

CLAUSE: Final = Clause("Terms", "1")
KOS: Final = load("kos")
HOSTING: Final = load("kos", service="none")
"""A service without an agreement of its own."""

RUNS_FROM: Final[tuple[RunsFrom, ...]] = get_args(RunsFrom)
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


def net(days: int) -> NetDays:
    """Due so many days after the invoice date."""
    return NetDays(days=days, clause=CLAUSE, says="")


def compound(rate: Any, **readings: Any) -> CompoundMonthly:
    """A rate a month, compounded."""
    return CompoundMonthly(monthly_rate=rate, clause=CLAUSE, says="", **readings)


def flat(fee: int) -> FlatFee:
    """A fee in cents, once."""
    return FlatFee(fee=cad(fee), clause=CLAUSE, says="")


def simple(rate: Any, **readings: Any) -> Simple:
    """A yearly rate by the day."""
    return Simple(yearly_rate=rate, clause=CLAUSE, says="", **readings)


def at_least(minimum: int, of: CompoundMonthly | FlatFee | Simple) -> GreaterOf:
    """Another kind's charge, but at least a minimum in cents."""
    return GreaterOf(of=of, minimum=cad(minimum), clause=CLAUSE, says="")


def ordered(**readings: Any) -> StatementRule:
    """The order in which payments meet debts."""
    return StatementRule(clause=CLAUSE, says="", **readings)


def made(**rules: Any) -> Terms:
    """KOS's terms with these clauses in the place of their own."""
    return Terms(replace(HOSTING.agreement, rules=HOSTING.agreement.rules.changed(**rules)))


def cancellation_rule(table: Mapping[str, Any]) -> CancellationChargeRule:
    """The clause on a cancellation charge of a table as a file has it, which has no fault."""
    place, head = (
        Place("cancellation_charge", []),
        {"clause": {"document": "terms", "section": "1"}, "says": "A charge."},
    )
    rule: Any = rule_shape("cancellation_charge", Context(currency="CAD")).read({**head, **table}, place)
    assert not place.faults, place.faults
    checked: CancellationChargeRule = rule
    return checked


def leaving(table: Mapping[str, Any]) -> Terms:
    """KOS's terms with the cancellation charge of a table in the place of their own."""
    return made(cancellation_charge=cancellation_rule(table))
