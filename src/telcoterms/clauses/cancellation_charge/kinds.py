"""Hold the kinds of cancellation charge, with their numbers and readings, and what each needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.numbers import Bound, ByTermLength, Count, Share, ShareBound, Sum, YesOrNo, check_bounds
from telcoterms.agreement.rule import PARAMETER, Join, Rule
from telcoterms.values.calendars import Calendar
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import Unquoted
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Rounding
from telcoterms.values.notices import Ends, MonthsAndDays, effective_day, ends_later
from telcoterms.values.proration import MonthLength
from telcoterms.values.steps import Clause

Remaining = Literal["whole-months-after", "including-current", "by-days"]
MonthsRemaining = Literal["whole", "by-days", "begun"]
Prorate = Literal["months", "days", "years", "none"]
"""By what an incentive comes back: months, days or years of the term that are left, or the whole of it."""
AsOf = Literal["last-invoice", "cancellation"]
"""The day from which the months that are left are counted."""
reading_words(
    "remaining",
    {
        "whole-months-after": Term("the whole months after the current one remain"),
        "including-current": Term("the current month remains too"),
        "by-days": Term("the months that remain count by their days"),
    },
)
reading_words(
    "months_remaining",
    {
        "whole": Term("only whole months that remain count"),
        "by-days": Term("a part of a month that remains counts by its days"),
        "begun": Term("a month that was begun counts as a whole one"),
    },
)

REASONS: Final[Mapping[str, str]] = {
    "remaining": "the month that has begun is payable as a fee already, so it is not a remaining one",
    "month_length": "the fee of a month is for the days that it has",
    "months_remaining": "what is counted is months, and a part of one is none",
    "rounding": "half a cent rounds up, as on bills",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationClause(Rule):
    """What every clause on a cancellation charge may have: bounds, and at the root the tax, the notice and a discount.

    `within_months` are the months from the start of the term in which the clause charges anything: once they are over,
    it comes to nothing. `waived_within` is how long after the start a customer may leave without any charge; its last
    day counts.

    `tax_clause` is the section by which the charge carries tax, where another one says so. `taxed` says whether it
    does; where nothing is said, it does. `early_discount` is the share that is taken off where it is paid by the
    day on which the cancellation takes effect.
    """

    usual_reasons: ClassVar[Mapping[str, str]] = REASONS
    root_only: ClassVar[frozenset[str]] = frozenset(
        {"waived_within", "tax_clause", "taxed", "notice", "ends", "early_discount", "rounding"}
    )

    least: Bound | None = None
    most: Bound | None = None
    within_months: Count | None = None
    waived_within: MonthsAndDays | None = None
    tax_clause: Clause | None = None
    taxed: YesOrNo | None = None
    notice: MonthsAndDays | None = None
    ends: Annotated[Ends, PARAMETER] = "after-notice"
    early_discount: Share | None = None
    remaining: Remaining = "whole-months-after"
    month_length: MonthLength = "actual"
    rounding: Rounding = "half-up"

    @property
    def takes_effect_later(self) -> bool:
        """Whether a cancellation can take effect on another day than that on which it is given."""
        return self.notice is not None or ends_later(self.ends)

    def effective_day(self, notified: date, calendar: Calendar | None) -> date:
        """Return the day on which a cancellation takes effect, by the notice that the clause asks for."""
        return effective_day(self.notice, self.ends, notified, calendar)

    def waived_until(self, start: date, calendar: Calendar | None) -> date | None:
        """Return the last day on which a customer may leave without a charge; None where the clause names none."""
        return None if self.waived_within is None else self.waived_within.after(start, calendar)

    @property
    def counts_open_days(self) -> bool:
        """Whether a calendar is needed to count the notice, or the days in which leaving is free."""
        return bool(self.open_day_keys)

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The keys of the periods that count business days."""
        periods = {"waived_within": self.waived_within, "notice": self.notice}
        return tuple(
            (key, "count") for key, period in periods.items() if period is not None and period.counts_open_days
        )

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that bear on this clause, in the order in which they are listed."""
        known = Rule.own_choices(self)
        bearing = [*month_choices(self), *_incentive_choices(self), "rounding"]
        return {name: known[name] for name in bearing}

    def check(self) -> None:
        """Raise `InputError` where a bound contradicts the other one, here or in a part."""
        check_bounds(self.least, self.most)
        for part in self.parts:
            part.check()


def month_choices(rule: CancellationClause) -> tuple[str, ...]:
    """Return the choices by which the months that remain of a term are counted, where a clause counts any."""
    bounded = isinstance(rule.least, ShareBound) or isinstance(rule.most, ShareBound)
    if not bounded and not isinstance(rule, ShareOfRemainingFees | SumPerRemainingMonth):
        return ()
    by_days = "remaining" not in rule.fixed or _counts_days(rule.remaining)
    return ("remaining", "month_length") if by_days else ("remaining",)


def _counts_days(remaining: Remaining) -> bool:
    match remaining:
        case "by-days":
            return True
        case "whole-months-after" | "including-current":
            return False
    assert_never(remaining)


def _incentive_choices(rule: CancellationClause) -> tuple[str, ...]:
    return ("months_remaining",) if isinstance(rule, Incentive) and rule.counts_months else ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoCancellationCharge(CancellationClause):
    """Nothing: the terms charge nothing for leaving early."""

    kind: ClassVar[str] = "none"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfRemainingFees(CancellationClause):
    """A share of the monthly fees to the end of the term.

    `less_per_month` is what the provider saves by the month, `fees_hold_tax` says that the fees are with tax, which is
    taken out first. `most_months` keeps the first of the months that remain, `first_months` those of the term's first.
    """

    kind: ClassVar[str] = "share-of-remaining-fees"

    share: Share
    less_per_month: Sum | None = None
    fees_hold_tax: bool | None = None
    most_months: Count | ByTermLength | None = None
    first_months: Count | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SumPerRemainingMonth(CancellationClause):
    """A sum for each month that remains of the term, whatever the fee."""

    kind: ClassVar[str] = "sum-per-remaining-month"

    sum: Sum
    most_months: Count | ByTermLength | None = None
    first_months: Count | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DecliningSum(CancellationClause):
    """A sum, less another one for each month of the term that is completed, and never below zero."""

    kind: ClassVar[str] = "declining"

    sum: Sum
    less: Sum


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Incentive(CancellationClause):
    """What was received for taking the term, by what is left of it: `sum` where the terms fix it, else a fact."""

    kind: ClassVar[str] = "incentive"

    sum: Sum | None = None
    prorate: Annotated[Prorate, PARAMETER] = "months"
    as_of: Annotated[AsOf, PARAMETER] = "last-invoice"
    months_remaining: MonthsRemaining = "whole"

    @property
    def counts_from_invoice(self) -> bool:
        """Whether the last invoice decides how much of the term is left."""
        match self.as_of:
            case "last-invoice":
                return self.counts_months
            case "cancellation":
                return False
        assert_never(self.as_of)

    @property
    def counts_months(self) -> bool:
        """Whether the months that are left decide how much of the incentive comes back."""
        match self.prorate:
            case "months":
                return True
            case "days" | "years" | "none":
                return False
        assert_never(self.prorate)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FlatCancellationCharge(CancellationClause):
    """One sum, whenever the customer leaves within the term."""

    kind: ClassVar[str] = "flat"

    sum: Sum


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SumOfCharges(CancellationClause, Join):
    """The sum of two charges or more."""

    kind: ClassVar[str] = "sum-of"

    of: tuple[CancellationChargeRule, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GreaterOfCharges(CancellationClause, Join):
    """The greatest of two charges or more."""

    kind: ClassVar[str] = "greater-of"

    of: tuple[CancellationChargeRule, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LesserOfCharges(CancellationClause, Join):
    """The least of two charges or more."""

    kind: ClassVar[str] = "lesser-of"

    of: tuple[CancellationChargeRule, ...]


CancellationChargeRule = (
    NoCancellationCharge
    | ShareOfRemainingFees
    | SumPerRemainingMonth
    | DecliningSum
    | Incentive
    | FlatCancellationCharge
    | SumOfCharges
    | GreaterOfCharges
    | LesserOfCharges
)
CountsMonths = ShareOfRemainingFees | SumPerRemainingMonth
"""The kinds that count the months which remain of the term."""
CANCELLATION_CHARGE: Final = Kinds[CancellationChargeRule]("cancellation_charge", CancellationChargeRule, taxed=True)


class CancellationChargeReadings(TypedDict, total=False):
    """Readings of `cancellation_charge`."""

    remaining: Remaining
    month_length: MonthLength
    months_remaining: MonthsRemaining
    rounding: Rounding


def facts_needed(rule: CancellationChargeRule) -> tuple[str, ...]:
    """Return the facts that a clause needs beside the term and the day of its cancellation."""
    return tuple(dict.fromkeys(_facts_needed(rule)))


def _facts_needed(rule: CancellationChargeRule) -> Iterator[str]:
    match rule:
        case ShareOfRemainingFees():
            yield "monthly_fee"
        case Incentive():
            if rule.sum is None:
                yield "incentive"
            if rule.counts_from_invoice:
                yield "last_invoice"
        case SumOfCharges() | GreaterOfCharges() | LesserOfCharges():
            for part in rule.of:
                yield from _facts_needed(part)
        case NoCancellationCharge() | SumPerRemainingMonth() | DecliningSum() | FlatCancellationCharge():
            pass  # what they charge stands in the terms
        case _ as unreachable:
            assert_never(unreachable)
    if isinstance(rule.least, ShareBound) or isinstance(rule.most, ShareBound):
        yield "monthly_fee"


def facts_allowed(rule: CancellationChargeRule) -> frozenset[str]:
    """Return the facts that a clause needs or can do without.

    Everybody knows the fee of a contract: a clause of fixed sums takes it, and charges the same whatever it is. Where
    the incentive comes back, a fee means that another clause was thought of.
    """
    needed = facts_needed(rule)
    allowed = {*needed, *(["paid"] if rule.early_discount is not None else [])}
    return frozenset(allowed if "incentive" in needed else {*allowed, "monthly_fee"})


def leaves_of(rule: CancellationChargeRule) -> Iterator[CancellationChargeRule]:
    """Yield the clauses of a tree that join no others, in their order."""
    match rule:
        case SumOfCharges() | GreaterOfCharges() | LesserOfCharges():
            for part in rule.of:
                yield from leaves_of(part)
        case (
            NoCancellationCharge()
            | ShareOfRemainingFees()
            | SumPerRemainingMonth()
            | DecliningSum()
            | Incentive()
            | FlatCancellationCharge()
        ):
            yield rule
        case _ as unreachable:
            assert_never(unreachable)


def fees_hold_tax(rule: CancellationChargeRule) -> bool:
    """Return whether the monthly fees of a clause are given with their tax."""
    return any(isinstance(leaf, ShareOfRemainingFees) and bool(leaf.fees_hold_tax) for leaf in leaves_of(rule))


def charged_in_words(rule: CancellationChargeRule) -> Phrase:
    """Return what a clause charges, for the refusal of facts that do not fit it."""
    clause = Unquoted(rule.clause)
    match rule:
        case NoCancellationCharge():
            return phrase("these terms ({clause}) charge nothing", clause=clause)
        case ShareOfRemainingFees():
            return phrase("these terms ({clause}) charge a share of the monthly fees", clause=clause)
        case SumPerRemainingMonth():
            return phrase("these terms ({clause}) charge a sum for each month that remains", clause=clause)
        case DecliningSum():
            return phrase("these terms ({clause}) charge a sum that falls with each month", clause=clause)
        case Incentive():
            match rule.prorate:
                case "months":
                    return phrase("these terms ({clause}) charge the incentive by the months left", clause=clause)
                case "days":
                    return phrase("these terms ({clause}) charge the incentive by the days left", clause=clause)
                case "years":
                    return phrase("these terms ({clause}) charge the incentive by the years left", clause=clause)
                case "none":
                    return phrase("these terms ({clause}) charge the incentive", clause=clause)
            assert_never(rule.prorate)
        case FlatCancellationCharge():
            return phrase("these terms ({clause}) charge one sum", clause=clause)
        case SumOfCharges():
            return phrase("these terms ({clause}) charge a sum of several parts", clause=clause)
        case GreaterOfCharges():
            return phrase("these terms ({clause}) charge the greater of several sums", clause=clause)
        case LesserOfCharges():
            return phrase("these terms ({clause}) charge the lesser of several sums", clause=clause)
    assert_never(rule)
