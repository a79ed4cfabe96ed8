"""Decide which regime a day falls in: a fixed term, or month to month.

Kind `renewing`: a fixed term that ends is followed by another one of `months`, and that by the next, so that every day
from the start of the first lies in one.

Kind `term-then-monthly`: a fixed term runs from its start for so many months, its end not included; without one, or
once it has ended, the service goes on month to month.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import TERM_MONTHS, TERM_START, Regime
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_months, as_count, as_day
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, phrase, translated_choice
from telcoterms.values.periods import in_months
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TermThenMonthly(Rule):
    """A fixed term that ends in a month-to-month service."""

    kind: ClassVar[str] = "term-then-monthly"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Renewing(Rule):
    """A fixed term that ends is followed by another one."""

    kind: ClassVar[str] = "renewing"

    months: int

    def __post_init__(self) -> None:
        if not self.months:
            raise InputError("months is 0: give the months of the term that follows, such as 12")


RegimeRule = TermThenMonthly | Renewing
REGIME: Final = Kinds[RegimeRule]("regime", RegimeRule)


def regime_on(rule: RegimeRule, term_start: date, term_months: int, on: date) -> Regime:
    """Return the regime of a day; raise `InputError` for a day before the start of the term."""
    if on < term_start:
        raise InputError(
            "{on} lies before the term, which starts on {term_start} ({clause}): give a day on or after its start",
            on=on,
            clause=Unquoted(rule.clause),
            term_start=term_start,
        )
    match rule:
        case TermThenMonthly():
            return "fixed-term" if on < add_months(term_start, term_months) else "month-to-month"
        case Renewing():
            return "fixed-term"
    assert_never(rule)


def renewals_by(rule: Renewing, term_start: date, term_months: int, on: date) -> int:
    """Return how many terms have followed the first one by a day."""
    renewals = 0
    while add_months(term_start, term_months + renewals * rule.months) <= on:
        renewals += 1
    return renewals


def renewed_end(rule: Renewing, term_start: date, term_months: int, on: date) -> date:
    """Return the first day after the term that a day lies in."""
    return add_months(term_start, term_months + renewals_by(rule, term_start, term_months, on) * rule.months)


def regime_steps(rule: RegimeRule, term_start: date, term_months: int, on: date) -> tuple[Step, ...]:
    """Return the working: the first day after the term, and on which side of it the day lies."""
    regime = regime_on(rule, term_start, term_months, on)
    match rule:
        case TermThenMonthly():
            pass
        case Renewing():
            return _renewing_steps(rule, term_start, term_months, on)
        case _ as unreachable_rule:
            assert_never(unreachable_rule)
    match regime:
        case "fixed-term":
            template = "{on} lies before it: the fixed term"
        case "month-to-month":
            template = "{on} is that day or later: month to month"
        case _ as unreachable:
            assert_never(unreachable)
    return (
        _first_day_after(rule, term_start, term_months),
        step(template, rule.clause, on=on),
    )


def _first_day_after(rule: RegimeRule, term_start: date, term_months: int) -> Step:
    """Return the line of the first day after the term."""
    template = "first day after the term: {start} + {months} = {end}"
    end = add_months(term_start, term_months)
    return step(template, rule.clause, start=term_start, months=in_months(term_months), end=end)


def _renewing_steps(rule: Renewing, term_start: date, term_months: int, on: date) -> tuple[Step, ...]:
    """Return the first day after the term, and each renewal by a day."""
    renewals = renewals_by(rule, term_start, term_months, on)
    steps = [_first_day_after(rule, term_start, term_months)]
    if renewals:
        steps.append(
            step(
                "renewals of {each}: {renewals}; {start} + {months} = {end}",
                rule.clause,
                renewals=renewals,
                each=in_months(rule.months),
                start=term_start,
                months=in_months(term_months + renewals * rule.months),
                end=renewed_end(rule, term_start, term_months, on),
            )
        )
    return (*steps, step("{on} lies before it: the fixed term", rule.clause, on=on))


@final
class RegimeQuestion(Question):
    """The question `regime`."""

    name = "regime"
    says = "whether a day lies in a fixed term"
    asks = Phrase("regime on {on}, with a term of {term_months} from {term_start}")
    dated_by = "term_start"
    example = "regime --term-start 2025-01-01 --term-months 12 --on 2026-01-01"
    tables = (REGIME,)
    compared = ({"term_start": "2026-01-01", "term_months": 24, "on": "2026-09-10"},)
    law_day = "on"

    term_start: date = TERM_START
    term_months: int = TERM_MONTHS
    on: date = fact("the day that is asked about")

    def told(self, value: Regime) -> Phrase:
        """Return the answer as a sentence has it."""
        match value:
            case "fixed-term":
                template = "on {on} the fixed term of {months} from {start} still runs"
            case "month-to-month":
                template = "on {on} the fixed term of {months} from {start} is over: it is month to month"
            case _:
                assert_never(value)
        return phrase(template, on=self.on, months=in_months(self.term_months), start=self.term_start)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the first day after the term, and on which side of it the day lies."""
        return regime_steps(REGIME.of(self.agreement), self.term_start, self.term_months, self.on)

    def in_words(self, value: Regime) -> Phrase | None:
        """Return the regime with the first day after the term, where that is one that was renewed or can be."""
        rule = REGIME.of(self.agreement)
        match rule:
            case TermThenMonthly():
                return None
            case Renewing():
                end = renewed_end(rule, self.term_start, self.term_months, self.on)
                return phrase("{regime} until {end}", regime=translated_choice(value, Regime), end=end)
        assert_never(rule)


def regime(terms: Agreed, *, term_start: Day, term_months: int, on: Day) -> Answer[Regime]:
    """Return whether a day falls in a fixed term or in the month-to-month service after it.

    By terms that renew a term that ends, every day falls in one; the heading and the working show until when.

    >>> from telcoterms import load
    >>> load("kos").regime(term_start="2025-01-01", term_months=12, on="2026-01-01").value
    'month-to-month'
    """
    start, day = as_day(term_start, "term_start"), as_day(on, "on")
    as_count(term_months, "term_months")
    name = regime_on(REGIME.of(terms.agreement), start, term_months, day)
    return Answer(name, "regime", (start, term_months, day), terms)
