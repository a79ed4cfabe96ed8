"""Which regime a day falls in: a fixed term, or month to month.

Kind `term-then-monthly`: a fixed term runs from its start for so many months, its end not included; without one, or
once it has ended, the service goes on month to month.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_months
from telcoterms.values.errors import FactError, Word
from telcoterms.values.steps import Step, step

RegimeName = Literal["fixed-term", "month-to-month"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TermThenMonthly(Rule):
    """A fixed term that ends in a month-to-month service."""

    kind: ClassVar[str] = "term-then-monthly"


RegimeRule = TermThenMonthly
REGIME: Final = Kinds[RegimeRule]("regime", RegimeRule)


def regime_on(rule: RegimeRule, term_start: date, term_months: int, on: date) -> RegimeName:
    """The regime of a day on or after the start of the term."""
    if on < term_start:
        raise FactError(
            "{on} lies before the term, which starts on {term_start} ({clause}): give a day on or after its start",
            on=on,
            clause=Word(rule.clause),
            term_start=term_start,
        )
    return "fixed-term" if on < add_months(term_start, term_months) else "month-to-month"


def regime_steps(rule: RegimeRule, term_start: date, term_months: int, on: date) -> tuple[Step, ...]:
    """The working of a regime."""
    found = (
        "{on} lies before the end: the fixed term"
        if regime_on(rule, term_start, term_months, on) == "fixed-term"
        else "{on} lies on or after the end: month to month"
    )
    return (
        step(
            "end of the term: {start} + {months} months = {end}",
            rule.clause,
            start=term_start,
            months=term_months,
            end=add_months(term_start, term_months),
        ),
        step(found, rule.clause, on=on),
    )
