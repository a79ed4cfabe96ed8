"""Compute the known mistakes in a late charge: a closed catalogue, each from the same facts as the charge.

A mistake changes one thing and leaves the rest as the terms have it, under the readings that were taken. Under
`greater-of` it is made in the other kind's charge, and the minimum stays. Of a bill that was paid in time nothing is
computed. Where a mistake cannot be made under a kind of clause, is a reading of it, or a fact is missing, its outcome
is the reason. That a mistake gives a sum does not say how the sum came about.

The order: the facts of the billed charge; each mistake, in the order of the catalogue; the catalogue; when a mistake
charges anything; `outcome_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal, assert_never, cast, final, get_args

from telcoterms.clauses.late_charge.accrual import (
    compound_charge,
    first_month_anchor,
    month_charge,
    month_fraction,
    time_late,
)
from telcoterms.clauses.late_charge.kinds import (
    ByDay,
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
)
from telcoterms.clauses.late_charge.question import charge_minor
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import add_days, anchored, month_number
from telcoterms.values.errors import DayError
from telcoterms.values.messages import Phrase, Term, Value, phrase
from telcoterms.values.money import ROUNDERS
from telcoterms.values.steps import rounded


@final
@dataclass(frozen=True, slots=True)
class BilledCharge:
    """The facts of a late charge that was billed; sums are minor units. Two are given only if they are known."""

    rule: LateChargeRule
    amount: int
    issued: date
    due: date
    paid: date
    billing_months: int = 1
    before_tax: int | None = None
    original: int | None = None

    @property
    def kind(self) -> ByMonth | ByDay | FlatFee:
        """The kind in which a mistake is made: of `greater-of`, the other one."""
        match self.rule:
            case GreaterOf():
                return self.rule.of
            case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | SimpleDaily() | CompoundDaily() | FlatFee():
                return self.rule
        assert_never(self.rule)

    @property
    def charge(self) -> int:
        """The charge by the terms."""
        return charge_minor(self.rule, self.amount, self.issued, self.due, self.paid, self.billing_months)

    def by(self, kind: ByMonth | ByDay) -> int:
        """The charge with another kind, or other numbers, in the place of the terms' own."""
        if isinstance(self.rule, GreaterOf):
            assert isinstance(kind, CompoundMonthly | SimpleDaily)  # a kind that may stand inside
            return replace(self, rule=replace(self.rule, of=kind)).charge
        return replace(self, rule=kind).charge

    def at_least(self, charge: int) -> int:
        """A charge that was computed otherwise, with the minimum of `greater-of`."""
        return max(charge, self.rule.minimum.minor) if isinstance(self.rule, GreaterOf) else charge

    def days(self, kind: CompoundMonthly | SimpleMonthly | SimpleDaily) -> int:
        """Days since the start that the reading names."""
        start = anchored(*first_month_anchor(kind, self.issued, self.due, self.billing_months))
        return max(self.paid.toordinal() - start, 0)

    def months(self, kind: CompoundMonthly) -> tuple[int, int, int]:
        """Whole months since the start, days of the started one, its length."""
        return time_late(kind, self.issued, self.due, self.paid, self.billing_months)


MistakeName = Literal[
    "effective-rate-by-month",
    "effective-rate-by-day",
    "nominal-rate-compounded-daily",
    "whole-month-for-started",
    "thirty-day-months",
    "before-tax",
    "original-amount",
    "grace-subtracted-twice",
    "one-day-too-many",
    "one-day-too-few",
    "each-day-rounded",
    "compounding-left-out",
    "clamped-month-steps",
    "month-charge-each-day",
]

THIRTY: Final = 30
YEAR: Final = 365
NO_YEARLY_RATE: Final = phrase("the terms print no yearly rate")
NO_RATE: Final = phrase("a flat fee has no rate, no months and no days")
NO_MONTHS: Final = phrase("these terms count days, not months")
OTHER_KIND: Final = phrase("of this kind of clause the mistake is not known")


MistakeOutcome = int | Phrase
"""A sum in minor units, or why none was computed."""


def effective_rate_by_month(billed: BilledCharge) -> MistakeOutcome:
    """The yearly rate that the terms print is compounded already; a twelfth of it is charged each month, compounded."""
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly):
        return _no_effective_rate(kind)
    monthly = effective_rate_as_monthly(kind)
    return NO_YEARLY_RATE if monthly is None else billed.by(monthly)


def effective_rate_as_monthly(kind: LateChargeRule) -> CompoundMonthly | None:
    """Return the clause that charges a twelfth of the printed yearly rate; None where no compounded one is printed."""
    if not isinstance(kind, CompoundMonthly) or kind.stated_yearly_rate is None:
        return None
    return replace(kind, monthly_rate=kind.stated_yearly_rate / 12)


def effective_rate_by_day(billed: BilledCharge) -> MistakeOutcome:
    """The same by the day: amount x yearly rate x days since the start / 365, rounded once, not compounded."""
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly):
        return _no_effective_rate(kind)
    daily = effective_rate_as_daily(kind)
    return NO_YEARLY_RATE if daily is None else billed.by(daily)


def effective_rate_as_daily(kind: LateChargeRule) -> SimpleDaily | None:
    """Return the clause that charges the printed yearly rate by the day; None where no compounded one is printed."""
    if not isinstance(kind, CompoundMonthly) or kind.stated_yearly_rate is None:
        return None
    return SimpleDaily(
        clause=kind.clause,
        says=kind.says,
        yearly_rate=kind.stated_yearly_rate,
        runs_from=kind.runs_from,
        rounding=kind.rounding,
    )


def _no_effective_rate(kind: ByMonth | ByDay | FlatFee) -> Phrase:
    return _none_of(kind, phrase("these terms do not compound: the yearly rate is the one they charge"))


def _none_of(kind: ByMonth | ByDay | FlatFee, by_the_day: Phrase = OTHER_KIND) -> Phrase:
    """Why a mistake has no sum under a kind of clause."""
    match kind:
        case FlatFee():
            return NO_RATE
        case SimpleDaily():
            return by_the_day
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            return OTHER_KIND
    assert_never(kind)


def nominal_rate_compounded_daily(billed: BilledCharge) -> MistakeOutcome:
    """Twelve times the monthly rate, over 365, is compounded every day: amount x ((1 + 12 r / 365) ^ days - 1)."""
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly | SimpleDaily):
        return _none_of(kind)
    days, daily = billed.days(kind), 1 + nominal_yearly_rate(kind) / YEAR
    top, bottom = daily.numerator**days, daily.denominator**days
    return billed.at_least(ROUNDERS[kind.rounding](billed.amount * (top - bottom), bottom))


def nominal_yearly_rate(kind: CompoundMonthly | SimpleDaily) -> Fraction:
    """Return the rate by the year that is not compounded: twelve monthly rates, or that of the clause itself."""
    match kind:
        case CompoundMonthly():
            return 12 * kind.monthly_rate
        case SimpleDaily():
            return kind.yearly_rate
    assert_never(kind)


def whole_month_for_started(billed: BilledCharge) -> MistakeOutcome:
    """A month that has begun is charged whole, although the terms count days: a twelfth of the yearly rate for each.

    Where the terms count months, the same is a value of their reading `part_month`, and so no mistake.
    """
    kind = billed.kind
    match kind:
        case CompoundMonthly() | SimpleMonthly():
            return phrase("part_month whole-month is a reading of these terms")
        case SimpleDaily():
            return billed.at_least(replace(billed, rule=months_of_yearly_rate(kind)).charge)
        case MonthlyOnDay() | CompoundDaily() | FlatFee():
            return _none_of(kind)
    assert_never(kind)


def months_of_yearly_rate(kind: SimpleDaily) -> SimpleMonthly:
    """Return the clause that charges a twelfth of the yearly rate for each month that has begun."""
    return SimpleMonthly(
        clause=kind.clause,
        says=kind.says,
        monthly_rate=kind.yearly_rate / 12,
        runs_from=kind.runs_from,
        part_month="whole-month",
        rounding=kind.rounding,
    )


def thirty_day_months(billed: BilledCharge) -> MistakeOutcome:
    """Every month has 30 days: the days since the start are counted off in thirties, whatever the calendar says."""
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly):
        return _no_months(kind)
    months, d = divmod(billed.days(kind), THIRTY)
    return billed.at_least(compound_charge(kind, billed.amount, months, d, THIRTY))


def _no_months(kind: ByMonth | ByDay | FlatFee) -> Phrase:
    return _none_of(kind, NO_MONTHS)


def before_tax(billed: BilledCharge) -> MistakeOutcome:
    """The charge is computed on the amount before tax."""
    return _on_amount(billed, billed.before_tax, "before_tax")


def original_amount(billed: BilledCharge) -> MistakeOutcome:
    """The charge is computed on the original amount of the invoice, not on what was left of it."""
    return _on_amount(billed, billed.original, "original")


def _on_amount(billed: BilledCharge, amount: int | None, fact: str) -> MistakeOutcome:
    if amount is None:
        return phrase("{fact} was not given", fact=fact)
    kind = billed.kind
    match kind:
        case FlatFee():
            return phrase("a flat fee does not hang on the amount")
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | SimpleDaily() | CompoundDaily():
            return replace(billed, amount=amount).charge
    assert_never(kind)


def grace_subtracted_twice(billed: BilledCharge) -> MistakeOutcome:
    """The days from invoice to due date are taken off twice: what is charged counts from so many days after it.

    The start is the due date and those days once more, under every reading of `runs_from`; up to it nothing is due.
    """
    later = add_days(billed.due, (billed.due - billed.issued).days)
    kind = billed.kind
    match kind:
        case FlatFee():
            return replace(billed, due=later).charge
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | SimpleDaily() | CompoundDaily():
            return replace(billed, due=later).by(replace(kind, runs_from="due-date"))
    assert_never(kind)


def one_day_too_many(billed: BilledCharge) -> MistakeOutcome:
    """The charge as if it had been paid a day later; so a payment on the due date counts as late."""
    return replace(billed, paid=add_days(billed.paid, 1)).charge


def one_day_too_few(billed: BilledCharge) -> MistakeOutcome:
    """The charge as if it had been paid a day earlier."""
    return replace(billed, paid=billed.paid - timedelta(1)).charge


def each_day_rounded(billed: BilledCharge) -> MistakeOutcome:
    """The charge of each day is rounded, then summed up; the sum of a whole month joins the balance.

    A day bears its share of the month's charge by the reading `part_month`. Under `daily-compound` its rounded charge
    joins the balance at once; where a month is charged whole, or not until it is over, days have no charge.
    """
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly | SimpleDaily):
        return _none_of(kind)
    if isinstance(kind, SimpleDaily):
        a_day = rounded(billed.amount * kind.yearly_rate / YEAR, kind.rounding)
        return billed.at_least(a_day * billed.days(kind))
    match kind.part_month:
        case "whole-month" | "completed-months":
            return phrase("part_month {value} charges by the month, not by the day", value=kind.part_month)
        case "by-days" | "thirty-day-month" | "days-of-year" | "daily-compound":
            return _each_day_of_months_rounded(billed, kind)
    assert_never(kind.part_month)


def _each_day_of_months_rounded(billed: BilledCharge, kind: CompoundMonthly) -> MistakeOutcome:
    number, day = first_month_anchor(kind, billed.issued, billed.due, billed.billing_months)
    months, d, length = billed.months(kind)
    balance = billed.amount
    for month in range(number, number + months):
        size = anchored(month + 1, day) - anchored(month, day)
        balance += _days_rounded(kind, balance, size, size)
    balance += _days_rounded(kind, balance, d, length)
    return billed.at_least(balance - billed.amount)


def _days_rounded(kind: CompoundMonthly, balance: int, d: int, length: int) -> int:
    """Return what `d` days of a month come to, each rounded."""
    total = 0
    match kind.part_month:
        case "daily-compound":
            for _ in range(d):
                total += month_charge(kind, ((0, balance + total),), 1, length)
            return total
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            pass  # by shares of the month's charge
        case _ as unreachable:
            assert_never(unreachable)
    top, bottom = balance * kind.monthly_rate.numerator, kind.monthly_rate.denominator
    last = 0
    for t in range(1, d + 1):
        until, of = month_fraction(kind.part_month, t, length)
        total += ROUNDERS[kind.rounding](top * (until - last), bottom * of)
        last = until
    return total


def compounding_left_out(billed: BilledCharge) -> MistakeOutcome:
    """Each month is charged on the amount alone, never on the charges before.

    Under `daily-compound` the started month is then charged by its days.
    """
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly):
        return _none_of(kind, phrase("these terms do not compound"))
    kind = by_shares(kind)
    months, d, length = billed.months(kind)
    match kind.round_at:
        case "once":
            part = Fraction(*month_fraction(kind.part_month, d, length)) if d else 0
            return billed.at_least(rounded(billed.amount * kind.monthly_rate * (months + part), kind.rounding))
        case "each-month":
            whole = compound_charge(kind, billed.amount, 1, 0, 1)
            return billed.at_least(months * whole + compound_charge(kind, billed.amount, 0, d, length))
    assert_never(kind.round_at)


def by_shares(kind: CompoundMonthly) -> CompoundMonthly:
    """Return the clause read so that a started month has a share of a month's charge."""
    match kind.part_month:
        case "daily-compound":
            return replace(kind, part_month="by-days")
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            return kind
    assert_never(kind.part_month)


def clamped_month_steps(billed: BilledCharge) -> MistakeOutcome:
    """Each month is stepped from the end of the one before: once a month was too short, all that follow are, too."""
    kind = billed.kind
    if not isinstance(kind, CompoundMonthly):
        return _no_months(kind)
    number, day = first_month_anchor(kind, billed.issued, billed.due, billed.billing_months)
    end, months = billed.paid.toordinal(), 0
    start = date.fromordinal(anchored(number, day))
    while (following := anchored(month_number(start) + 1, start.day)) <= end:
        start, months = date.fromordinal(following), months + 1
    if start.day == day:
        return phrase("no month begins on a day that was clamped")
    d = max(end - start.toordinal(), 0)
    return billed.at_least(compound_charge(kind, billed.amount, months, d, following - start.toordinal()))


def month_charge_each_day(billed: BilledCharge) -> MistakeOutcome:
    """The charge of a whole month, rounded, is charged for each day since the start."""
    kind = billed.kind
    match kind:
        case CompoundMonthly() | SimpleMonthly():
            month = rounded(billed.amount * kind.monthly_rate, kind.rounding)
            return billed.at_least(month * billed.days(kind))
        case SimpleDaily():
            return NO_MONTHS
        case MonthlyOnDay() | CompoundDaily() | FlatFee():
            return _none_of(kind)
    assert_never(kind)


@final
@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A mistake of the catalogue: what it says in one line, and its computation."""

    says: Term
    compute: Callable[[BilledCharge], MistakeOutcome]


def known_mistake(name: MistakeName) -> KnownMistake:
    """Return a mistake of the catalogue by its name."""
    match name:
        case "effective-rate-by-month":
            return KnownMistake(
                Term("a twelfth of the yearly rate each month, compounded again"), effective_rate_by_month
            )
        case "effective-rate-by-day":
            return KnownMistake(Term("the yearly rate over 365, by the day"), effective_rate_by_day)
        case "nominal-rate-compounded-daily":
            return KnownMistake(Term("twelve monthly rates over 365, compounded daily"), nominal_rate_compounded_daily)
        case "whole-month-for-started":
            return KnownMistake(Term("a whole month for a started one"), whole_month_for_started)
        case "thirty-day-months":
            return KnownMistake(Term("months of 30 days, whatever the calendar says"), thirty_day_months)
        case "before-tax":
            return KnownMistake(Term("charged on the amount before tax"), before_tax)
        case "original-amount":
            return KnownMistake(Term("charged on the original amount, not on what was outstanding"), original_amount)
        case "grace-subtracted-twice":
            return KnownMistake(Term("the days until the due date taken off twice"), grace_subtracted_twice)
        case "one-day-too-many":
            return KnownMistake(Term("one day too many"), one_day_too_many)
        case "one-day-too-few":
            return KnownMistake(Term("one day too few"), one_day_too_few)
        case "each-day-rounded":
            return KnownMistake(Term("each day's charge rounded"), each_day_rounded)
        case "compounding-left-out":
            return KnownMistake(Term("not compounded"), compounding_left_out)
        case "clamped-month-steps":
            return KnownMistake(Term("months stepped from a day that was clamped"), clamped_month_steps)
        case "month-charge-each-day":
            return KnownMistake(Term("a month's charge on each day"), month_charge_each_day)
    assert_never(name)


NAMES: Final[tuple[MistakeName, ...]] = get_args(MistakeName)
CATALOGUE: Final[Mapping[MistakeName, KnownMistake]] = {name: known_mistake(name) for name in NAMES}
"""The known mistakes by their names, in the order in which they are tried."""


def least_days_late(name: MistakeName) -> int:
    """Return how many days late a payment is at least for which a mistake charges anything."""
    match name:
        case "one-day-too-many":
            return 0
        case (
            "effective-rate-by-month"
            | "effective-rate-by-day"
            | "nominal-rate-compounded-daily"
            | "whole-month-for-started"
            | "thirty-day-months"
            | "before-tax"
            | "original-amount"
            | "grace-subtracted-twice"
            | "one-day-too-few"
            | "each-day-rounded"
            | "compounding-left-out"
            | "clamped-month-steps"
            | "month-charge-each-day"
        ):
            return 1
    assert_never(name)


def takes_other_amount(name: MistakeName) -> bool:
    """Return whether a mistake charges another amount than the outstanding one, so that it can be one on nothing."""
    match name:
        case "before-tax" | "original-amount":
            return True
        case (
            "effective-rate-by-month"
            | "effective-rate-by-day"
            | "nominal-rate-compounded-daily"
            | "whole-month-for-started"
            | "thirty-day-months"
            | "grace-subtracted-twice"
            | "one-day-too-many"
            | "one-day-too-few"
            | "each-day-rounded"
            | "compounding-left-out"
            | "clamped-month-steps"
            | "month-charge-each-day"
        ):
            return False
    assert_never(name)


def outcome_of(name: MistakeName, billed: BilledCharge) -> MistakeOutcome:
    """The sum to which a mistake comes, in minor units, or why it was not tried."""
    if (billed.paid - billed.due).days < least_days_late(name):
        return phrase("it was paid in time: nothing is charged")
    if billed.amount == 0 and not takes_other_amount(name):
        return phrase("nothing was outstanding: nothing is charged")
    try:
        return CATALOGUE[name].compute(billed)
    except DayError as error:  # a day or a month more than the calendar, or than the limit of a hundred years
        return Phrase(error.template, tuple((name, cast(Value, value)) for name, value in error.values.items()))
