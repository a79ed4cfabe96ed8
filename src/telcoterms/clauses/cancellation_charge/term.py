"""Hold a fixed term that is ended, and find which months of it remain."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final, Literal, NamedTuple, assert_never, final

from telcoterms.agreement.numbers import NO_FACTS, ByTermLength, NumberFacts, value_on
from telcoterms.clauses.cancellation_charge.kinds import CancellationClause, CountsMonths, Incentive
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_months, whole_months
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.proration import Part, part_of_cycle

LAST_INVOICE_NOT_GIVEN: Final = "not given"
"""The value of a last invoice that was not given; None says that there was no invoice."""

CancelledBy = Literal["customer", "provider-for-cause", "provider-with-notice"]
"""Who ended the service, and how."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FixedTerm:
    """A fixed term and its cancellation, checked.

    `cancelled` is the day on which the cancellation takes effect, `notified` the day on which it was given, where the
    terms ask for notice. `fees` holds one monthly fee for each month of the term, one for all, or none where it does
    not matter; `incentive` what was received for taking the term; `last_invoice` the date of the last monthly invoice,
    None when there was none yet; `paid` the day on which the charge is paid, where that matters. `waived_until` is the
    last day on which the customer may leave without a charge, where the terms name one. `fee_tax` is the rate of the
    tax that the fees hold, and `numbers` has the facts by which the numbers of the terms are chosen.
    """

    term_start: date
    term_months: int
    cancelled: date
    by: CancelledBy
    fees: tuple[Money, ...] = ()
    incentive: Money | None = None
    last_invoice: date | None = None
    notified: date | None = None
    paid: date | None = None
    waived_until: date | None = None
    fee_tax: Fraction = Fraction(0)
    numbers: NumberFacts = NO_FACTS

    def __post_init__(self) -> None:
        if self.last_invoice is not None and self.last_invoice > self.cancelled:
            raise InputError(
                "last_invoice is {invoice}, after the cancellation of {cancelled}: give the last "
                "invoice on or before it",
                invoice=self.last_invoice,
                cancelled=self.cancelled,
            )

    @property
    def term_end(self) -> date:
        """The first day after the term."""
        return add_months(self.term_start, self.term_months)

    @property
    def free(self) -> Phrase | None:
        """The reason why no charge is due; None where one is."""
        match self.by:
            case "provider-with-notice":
                return phrase("the provider cancels on notice and without cause: no charge")
            case "customer" | "provider-for-cause":
                pass  # they owe the charge, unless the term is over
            case _ as unreachable:
                assert_never(unreachable)
        if self.has_ended:
            return phrase("the term has ended, the service is month to month: no charge")
        if self.is_waived:
            return phrase("the customer leaves while that is free: no charge")
        return None

    @property
    def given(self) -> date:
        """The day on which the cancellation is given."""
        return self.cancelled if self.notified is None else self.notified

    @property
    def last_free_day(self) -> date | None:
        """The last day on which the party that cancels could do so without a charge; None where there is none."""
        match self.by:
            case "customer":
                return self.waived_until
            case "provider-for-cause" | "provider-with-notice":
                return None
        assert_never(self.by)

    @property
    def is_waived(self) -> bool:
        """Whether the customer cancels so soon after the start of the term that nothing is charged."""
        return self.last_free_day is not None and self.given <= self.last_free_day

    @property
    def has_ended(self) -> bool:
        """Whether the term is over on the day of a cancellation that could have cost something inside it."""
        match self.by:
            case "provider-with-notice":
                return False
            case "customer" | "provider-for-cause":
                return self.cancelled >= self.term_end
        assert_never(self.by)

    @property
    def begun(self) -> int:
        """How many months of the term have begun on the day of the cancellation."""
        return max(0, whole_months(self.term_start, self.cancelled) + 1)

    @property
    def completed(self) -> int:
        """How many months of the term are over on the day of the cancellation."""
        return max(0, whole_months(self.term_start, self.cancelled))

    @property
    def current(self) -> tuple[date, date]:
        """The first day of the running month, and the first day of the next one."""
        return add_months(self.term_start, self.begun - 1), add_months(self.term_start, self.begun)

    def fee(self, month: int) -> Money:
        """Return the fee of a month of the term, counted from 0."""
        return self.fees[month % len(self.fees)]


def check_fee_count(fees: tuple[Money, ...], term_months: int) -> None:
    """Raise `InputError` where there is neither one fee for each month of a term nor one for all."""
    if len(fees) not in (1, term_months):
        raise InputError(
            "{given} monthly fees are given for a term of {months} months: give one fee a month "
            "of the term, or one for all",
            given=len(fees),
            months=term_months,
        )


class RemainingMonths(NamedTuple):
    """The months of a term that remain.

    `whole` are those that count whole, numbered from 0. `part` is the running month, where a part of it counts, with
    that part.
    """

    whole: range
    part: tuple[int, Part] | None = None

    @property
    def sum(self) -> Fraction:
        """How many months they are together."""
        return len(self.whole) + (Fraction(0) if self.part is None else Fraction(*self.part[1]))


def all_remaining(rule: CancellationClause, term: FixedTerm) -> RemainingMonths:
    """Return the months that remain, by the reading of the running one; before the term, all of it."""
    after = range(term.begun, term.term_months)
    if not term.begun:
        return RemainingMonths(after)
    match rule.remaining:
        case "whole-months-after":
            return RemainingMonths(after)
        case "including-current":
            return RemainingMonths(range(term.begun - 1, term.term_months))
        case "by-days":
            first, length = days_used(term)
            return RemainingMonths(after, (term.begun - 1, part_of_cycle(rule.month_length, first, length, length)))
    assert_never(rule.remaining)


def days_used(term: FixedTerm) -> tuple[int, int]:
    """Return the days of the running month up to and including the cancellation, and the length of that month."""
    start, end = term.current
    return (term.cancelled - start).days + 1, (end - start).days


def months_of(limit: object, term: FixedTerm) -> int | None:
    """Return a number of months that a clause gives; None where it gives none."""
    if isinstance(limit, ByTermLength):
        return limit.of(term.term_months)
    months: int | None = value_on(limit, term.cancelled, term.numbers)
    return months


def remaining_months(rule: CancellationClause, term: FixedTerm) -> RemainingMonths:
    """Return the months that remain and that a clause counts."""
    months = all_remaining(rule, term)
    if not isinstance(rule, CountsMonths):
        return months
    return at_most(among_first(months, months_of(rule.first_months, term)), months_of(rule.most_months, term))


def among_first(months: RemainingMonths, first: int | None) -> RemainingMonths:
    """Return the months that are among the first so many of the term."""
    if first is None:
        return months
    whole = range(min(months.whole.start, first), min(months.whole.stop, first))
    in_first = months.part is not None and months.part[0] < first
    return RemainingMonths(whole, months.part if in_first else None)


def at_most(months: RemainingMonths, most: int | None) -> RemainingMonths:
    """Return the first so many of some months; a part of one counts as one, unless nothing of it is left."""
    if most is None:
        return months
    part = months.part if most else None
    kept = most - (part is not None and part[1].numerator > 0)
    return RemainingMonths(months.whole[:kept], part)


def months_left(rule: Incentive, term: FixedTerm) -> int:
    """Return how many whole months remain as of the last invoice or the cancellation, at most those of the term."""
    day = counted_from(rule, term)
    return term.term_months if day is None else min(term.term_months, whole_months(day, term.term_end))


def counted_from(rule: Incentive, term: FixedTerm) -> date | None:
    """Return the day from which the months that are left are counted; None where there was no invoice yet."""
    match rule.as_of:
        case "last-invoice":
            return term.last_invoice
        case "cancellation":
            return term.cancelled
    assert_never(rule.as_of)


def part_month_left(rule: Incentive, term: FixedTerm) -> tuple[int, int] | None:
    """Return the days from the last of these months to the end of the term, and the length of the month they are in.

    None where no part of a month remains. A day on which a month of the term begins leaves whole months: no step is
    taken from a day that a short month has clamped.
    """
    day, left = counted_from(rule, term), months_left(rule, term)
    if day is None or left == term.term_months:
        return None
    if day == add_months(term.term_start, term.term_months - left):
        return None
    reached, following = add_months(day, left), add_months(day, left + 1)
    days = (term.term_end - reached).days
    return (days, (following - reached).days) if days else None


def incentive_months_left(rule: Incentive, term: FixedTerm) -> Fraction:
    """Return the months that remain, by the reading of a part of one."""
    left, part = Fraction(months_left(rule, term)), part_month_left(rule, term)
    if part is None:
        return left
    match rule.months_remaining:
        case "whole":
            return left
        case "by-days":
            return left + Fraction(*part)
        case "begun":
            return left + 1
    assert_never(rule.months_remaining)


def incentive_days_left(term: FixedTerm) -> tuple[int, int]:
    """Return the days of the term after the cancellation, at most all of them, and how many the term has."""
    days = (term.term_end - term.term_start).days
    return min(days, (term.term_end - term.cancelled).days - 1), days


def incentive_years_left(term: FixedTerm) -> tuple[int, int]:
    """Return the years of the term that are not completed, and how many the term has, a part of one as one."""
    years = -(-term.term_months // MONTHS_OF_YEAR)
    return years - term.completed // MONTHS_OF_YEAR, years


MONTHS_OF_YEAR: Final = 12
