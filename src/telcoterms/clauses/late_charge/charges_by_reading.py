"""Compute the late charge on one amount under many readings at once, each equal to the one that is computed alone.

`charge.py` says what a plain rate, one rate r a month that is compounded by the month, charges under one reading. Here
its formula is taken apart, so that readings share what is the same under them:

* `runs_from` alone decides how many whole months n the amount A was late, and which d of the D days of the next one
  have passed. Where two values come to the same n, d and D, all else is the same.
* With `round_at` "each-month", the balance B after the whole months depends on n and on `rounding`. The started month
  adds the growth g of 1 in it, which depends on `part_month`: the charge is B + B x g, rounded, less A.
* With "once", nothing is rounded on the way: the charge is A x (1 + r)^n x (1 + g) - A, one fraction for each
  `part_month`, which each `rounding` rounds.
* g is r x f(d). Under `part_month` "daily-compound" it is (1 + r)^(d/D) - 1, seldom a ratio of whole numbers, and is
  enclosed between two neighbours of 128 binary places. No rounding falls where the sum rises, so that the charge is
  decided where both ends are rounded to the same. Where they are not, it is computed alone, exactly.

By hand, 113.00 at 2 % over one month and 14 of 28 days, g being 1 %, rounded half up:

    each month   B = 115.26, B x g = 1.1526 -> 1.15      116.41 - 113.00 = 3.41
    once         113.00 x 1.02 x 1.01 - 113.00           = 3.4126 -> 3.41

A clause that is no plain rate is computed reading by reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any, Final, assert_never

from telcoterms.clauses.late_charge.accrual import is_rounded_once
from telcoterms.clauses.late_charge.charge import charge_minor, check_paid, compound_charge, is_plain, time_late
from telcoterms.clauses.late_charge.kinds import LateChargeRule, PartMonth, RateCharge, RoundAt
from telcoterms.clauses.late_charge.periods import DebtDays, month_and_day, month_fraction
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import replace
from telcoterms.values.money import ROUNDERS, Rounding, compounded, down, half_even, half_up, rounded_each_way
from telcoterms.values.power_sums import BITS, power_floor

SHARED: Final = ("runs_from", "part_month", "round_at", "rounding")
"""The readings of a plain rate, in the order in which its charge is taken apart."""

EACH_ROUNDING: Final = tuple(ROUNDERS)


def charges_by_reading(
    rule: LateChargeRule,
    amount: int,
    days: DebtDays,
    paid: date,
    values: Mapping[str, Sequence[Any]],
    calendar: Calendar | None = None,
    reminded: tuple[date, ...] = (),
) -> list[int]:
    """Return the charge in minor units under each combination of these values of readings, as `charge_minor`.

    The last reading changes first.
    """
    names = tuple(values)
    if is_plain(rule) and names == tuple(name for name in SHARED if name in values):
        return plain_charges(rule, amount, days, paid, values)
    clauses = (rule.under(dict(zip(names, chosen, strict=True))) for chosen in product(*values.values()))
    return [charge_minor(clause, amount, days, paid, calendar, reminded) for clause in clauses]


def plain_charges(
    leaf: RateCharge, amount: int, days: DebtDays, paid: date, values: Mapping[str, Sequence[Any]]
) -> list[int]:
    """Return the charge of a plain rate under each combination of values of the `SHARED` readings, in their order.

    A reading of which there are no values is that of the clause.
    """
    issued, due, billing_months, _ = days
    check_paid(issued, paid)
    starts, part_months, round_ats, roundings = (values.get(name, (getattr(leaf, name),)) for name in SHARED)
    if paid <= due or amount == 0:
        return [0] * (len(starts) * len(part_months) * len(round_ats) * len(roundings))
    of_time, charges = dict[tuple[int, int, int], list[int]](), list[int]()
    for runs_from in starts:
        late = time_late(*month_and_day(runs_from, issued, due, billing_months, due), paid)
        if late not in of_time:
            of_time[late] = _charges_of_time(leaf, amount, late, part_months, round_ats, roundings)
        charges += of_time[late]
    return charges


def _growth(rate: Fraction, part_month: PartMonth, d: int, length: int) -> tuple[int, int, int]:
    """Return what 1 grows by after `d` of the `length` days of a month: from how many to how many parts of the last."""
    match part_month:
        case "daily-compound" if d:
            power, one = power_floor(1 + rate, Fraction(d, length), BITS), 1 << BITS
            return power - one, power - one + 1, one
        case "daily-compound":
            return 0, 0, 1
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            started, whole = month_fraction(part_month, d, length)
            share = started * rate.numerator
            return share, share, whole * rate.denominator
    assert_never(part_month)


def _charges_of_time(
    leaf: RateCharge,
    amount: int,
    late: tuple[int, int, int],
    part_months: Sequence[PartMonth],
    round_ats: Sequence[RoundAt],
    roundings: Sequence[Rounding],
) -> list[int]:
    """Return the charge for whole months, and some days of a started one, under each combination of these readings."""
    months, d, length = late
    assert isinstance(leaf.rate, Fraction)
    top, bottom = leaf.rate.as_integer_ratio()
    up, even, less = (compounded(amount, top, bottom, months, rounding) for rounding in ROUNDERS)
    by_up, by_even, by_less = up - amount, even - amount, less - amount
    grown, scale = amount * (bottom + top) ** months, bottom**months  # A x (1 + r)^n
    by_grown = grown - amount * scale

    def each_month(growth: int, whole: int) -> tuple[int, int, int]:
        """Return the charge by each rounding where 1 grows by so many parts of the whole in the started month."""
        return (
            by_up + half_up(up * growth, whole),
            by_even + half_even(even * growth, whole),
            by_less + down(less * growth, whole),
        )

    def once(growth: int, whole: int) -> tuple[int, int, int]:
        return rounded_each_way(by_grown * whole + grown * growth, scale * whole)

    charges, ways = list[int](), [once if is_rounded_once(round_at) else each_month for round_at in round_ats]
    for part_month in part_months:
        least, most, whole = _growth(leaf.rate, part_month, d, length)
        for round_at, charged in zip(round_ats, ways, strict=True):
            charge = charged(least, whole)
            if least != most and charge != charged(most, whole):
                leaves = [replace(leaf, part_month=part_month, round_at=round_at, rounding=one) for one in roundings]
                charges += [compound_charge(alone, leaf.rate, amount, *late) for alone in leaves]
            elif roundings == EACH_ROUNDING:
                charges += charge
            else:
                charges += [charge[EACH_ROUNDING.index(rounding)] for rounding in roundings]
    return charges
