"""The other questions that a tree of clauses answers: the due date, the end of a contract, and parts of a cycle.

All sums are minor units; what a question rounds is exact until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dateutil.relativedelta import relativedelta

from tests.oracle.events import Refused
from tests.oracle.exact import exact, rounded
from tests.oracle.numbers import Book, Facts


def months_after(day: date, months: int) -> date:
    return day + relativedelta(months=months)


def month_end(day: date) -> date:
    return day + relativedelta(day=31)


def choice(table: Mapping[str, Any], under: Mapping[str, str], name: str, first: str) -> str:
    """The value of a reading: a fact of the table, what is asked for, what the file takes, or the first."""
    if name in table:
        return str(table[name])
    taken = table.get("reading", {}).get(name, {}).get("take", first)
    return under.get(name, taken)


def nearest(value: Fraction, rounding: str) -> int:
    return rounded(exact(value), rounding)


# -------------------------------------------------------------------- due date


def due_date(
    book: Book,
    issued: date,
    *,
    sent: date | None = None,
    received: date | None = None,
    due: date | None = None,
    way: str | None = None,
) -> date:
    """The last day on which a bill is paid in time."""
    table = book.file["due_date"]
    if way is not None:
        if way not in table.get("way", {}):
            raise Refused(f"no clause for the way {way}")
        table = table["way"][way]
    if (due is not None) != (table["kind"] == "on-bill"):
        raise Refused("the due date stands on the bill or in the clause")
    day = _due(book, table, issued, {"invoice-date": issued, "sending": sent, "receipt": received}, due)
    day = book.rolled(day, table.get("roll", "none"))
    if day < issued:
        raise Refused(f"due on {day}, before the invoice date")
    return day


def _due(book: Book, table: Mapping[str, Any], issued: date, days: Mapping[str, date | None], due: date | None) -> date:
    def number(name: str, default: int = 0) -> int:
        return int(book.raw(table.get(name, default), issued))

    match table["kind"]:
        case "on-bill":
            assert due is not None
            return due
        case "net-days":
            start = days[table.get("from", "invoice-date")]
            if start is None:
                raise Refused("the day from which the days count is not given")
            return book.after(start, number("days"), table.get("count", "calendar-days"))
        case "day-of-month":
            day = number("day")
            if "months_after" in table:
                return issued + relativedelta(months=number("months_after"), day=day)
            this_month = issued + relativedelta(day=day)
            return this_month if this_month > issued else issued + relativedelta(months=1, day=day)
        case "month-end":
            months, more = number("months"), number("days")
            if table.get("order", "end-then-days") == "end-then-days":
                return month_end(months_after(issued, months)) + timedelta(days=more)
            return month_end(months_after(issued, months) + timedelta(days=more))
        case other:
            raise ValueError(other)


# --------------------------------------------------------------- parts of a cycle


def part_of_month(month_length: str, i: int, j: int, month_days: int) -> Fraction:
    """The part of a fee for the days from offset i up to, not including, j."""
    match month_length:
        case "actual":
            return Fraction(j - i, month_days)
        case "thirty-day-month":
            return Fraction(min(j - i, 30), 30)
        case "strict-thirty":

            def c(x: int) -> int:
                return 30 if x == month_days else min(x, 30)

            return Fraction(c(j) - c(i), 30)
        case "days-of-year":
            return min(Fraction(1), Fraction(12 * (j - i), 365))
        case other:
            raise ValueError(other)


def cycle_end(table: Mapping[str, Any], cycle_start: date, billing_day: int | None = None) -> date:
    """The first day of the next cycle."""
    if "cycle" in table:
        return cycle_start + timedelta(days=table["cycle"])
    return cycle_start + relativedelta(months=1, day=billing_day or cycle_start.day)


def _cycles_after(table: Mapping[str, Any], day: date, cycles: int, billing_day: int) -> date:
    if "cycle" in table:
        return day + timedelta(days=table["cycle"] * cycles)
    return day + relativedelta(months=cycles, day=billing_day)


def part_charge(
    file: Mapping[str, Any],
    fee: int,
    *,
    cycle_start: date,
    since: date | None = None,
    until: date | None = None,
    under: Mapping[str, str] | None = None,
) -> int:
    """The charge for a part of a cycle."""
    table, under = file["part_charge"], under or {}
    end = cycle_end(table, cycle_start)
    days = (end - cycle_start).days
    i, j = 0, days
    if since is not None:
        i = (since - cycle_start).days + (choice(table, under, "first_day", "charged") == "not-charged")
    if until is not None:
        j = (until - cycle_start).days + 1
    part = part_of_month(choice(table, under, "month_length", "actual"), i, max(i, j), days)
    return nearest(fee * part, choice(table, under, "rounding", "half-up"))


def refund(
    file: Mapping[str, Any],
    fee: int,
    *,
    cycle_start: date,
    cancelled: date,
    fee_months: int = 1,
    billing_day: int | None = None,
    paid_until: date | None = None,
    started: date | None = None,
    facts: Facts | None = None,
    under: Mapping[str, str] | None = None,
) -> int:
    """What comes back of a fee that was paid ahead, without its tax."""
    book, table, under = Book(file, facts or Facts()), file["refund"], under or {}
    rounding = choice(table, under, "rounding", "half-up")
    within = table.get("all_back_within")
    nothing_paid = paid_until is not None and paid_until <= cycle_start
    if within is not None and not nothing_paid and (cancelled - (started or cycle_start)).days <= within:
        back = Fraction(fee)
    else:
        back = _refund(book, table, under, fee, cycle_start, cancelled, fee_months, billing_day, paid_until)
    kept = book.cents(table.get("kept", 0), cycle_start)
    return nearest(max(Fraction(0), back - kept), rounding)


def _refund(
    book: Book,
    table: Mapping[str, Any],
    under: Mapping[str, str],
    fee: int,
    cycle_start: date,
    cancelled: date,
    fee_months: int,
    billing_day: int | None,
    paid_until: date | None,
) -> Fraction:
    match table["kind"]:
        case "no-refund":
            return Fraction(0)
        case "re-rated":
            begun = 0
            while months_after(cycle_start, begun) <= cancelled:
                begun += 1
            return Fraction(fee - begun * book.cents(table["monthly_price"], cycle_start))
        case "by-days":
            end = cycle_end(table, cycle_start, billing_day)
            until = paid_until or end
            if until <= cycle_start:
                return Fraction(0)
            days = (end - cycle_start).days
            used = choice(table, under, "cancel_day", "used") == "used"
            part = part_of_month(
                choice(table, under, "month_length", "actual"), (cancelled - cycle_start).days + used, days, days
            )
            ahead = 0
            while _cycles_after(table, end, ahead, billing_day or cycle_start.day) < until:
                ahead += 1
            return Fraction(fee, fee_months) * (part + ahead)
        case other:
            raise ValueError(other)


# --------------------------------------------------------- cancellation charges


@dataclass(frozen=True)
class Ending:
    """The facts of a contract that ends."""

    term_start: date
    term_months: int
    cancelled: date  # the day on which it takes effect
    monthly_fee: int | Sequence[int] = 0
    incentive: int | None = None
    last_invoice: date | None = None

    @property
    def term_end(self) -> date:
        return months_after(self.term_start, self.term_months)

    def month(self, i: int) -> date:
        return months_after(self.term_start, i)

    def fee(self, i: int) -> int:
        return self.monthly_fee if isinstance(self.monthly_fee, int) else self.monthly_fee[i]


def cancellation_charge(
    file: Mapping[str, Any],
    *,
    term_start: date,
    term_months: int,
    cancelled: date,
    monthly_fee: int | Sequence[int] = 0,
    incentive: int | None = None,
    last_invoice: date | None = None,
    by: str = "customer",
    paid: date | None = None,
    tax_rate: Fraction | None = None,
    facts: Facts | None = None,
    under: Mapping[str, str] | None = None,
) -> tuple[int, int]:
    """The charge for leaving a term early, and its tax."""
    book, table = Book(file, facts or Facts()), file["cancellation_charge"]
    notice = table.get("notice", {})
    effect = book.after(
        months_after(cancelled, notice.get("months", 0)), notice.get("days", 0), notice.get("count", "calendar-days")
    )
    if table.get("ends") == "month-end":
        effect = month_end(effect)
    if by == "customer" and "waived_within" in table:
        within = table["waived_within"]
        if cancelled <= months_after(term_start, within.get("months", 0)) + timedelta(within.get("days", 0)):
            return 0, 0
    ending = Ending(term_start, term_months, effect, monthly_fee, incentive, last_invoice)
    if by == "provider-with-notice" or effect >= ending.term_end:
        return 0, 0
    if tax_rate is not None:
        taxes: Sequence[Fraction] = [tax_rate]
    else:
        taxes = book.taxes(effect) if "tax" in file else []
    charge = _ending(book, table, ending, {}, under or {}, taxes)
    if paid is not None and paid <= effect:
        charge *= 1 - book.rate(table.get("early_discount", 0), effect)
    cents = nearest(charge, choice(table, under or {}, "rounding", "half-up"))
    taxed = book.raw(table.get("taxed", True), effect)
    return cents, sum(nearest(cents * rate, "half-up") for rate in taxes) if taxed else 0


def _ending(
    book: Book,
    table: Mapping[str, Any],
    ending: Ending,
    above: Mapping[str, Any],
    under: Mapping[str, str],
    taxes: Sequence[Fraction],
) -> Fraction:
    """The exact charge of a clause, with its bounds."""
    if "within_months" in table:
        months = book.raw(table["within_months"], ending.cancelled)
        if ending.cancelled >= months_after(ending.term_start, months):
            return Fraction(0)
    here = {**above, **{name: table[name] for name in ("remaining", "month_length", "reading") if name in table}}
    if isinstance(table.get("of"), list):
        parts = [_ending(book, part, ending, here, under, taxes) for part in table["of"]]
        match table["kind"]:
            case "sum-of":
                charge = sum(parts, Fraction(0))
            case "greater-of":
                charge = max(parts)
            case "lesser-of":
                charge = min(parts)
            case other:
                raise ValueError(other)
    else:
        charge = _ending_leaf(book, {**here, **table}, ending, under, taxes)
    for word, better in (("least", max), ("most", min)):
        if word in table:
            number = table[word]
            if isinstance(number, Mapping) and "share" in number:
                weights = _weights(book, {**here, **table}, ending, under)
                fees = sum((w * ending.fee(i) for i, w in weights.items()), Fraction(0))
                bound = fees * book.rate(number["share"], ending.cancelled)
            else:
                bound = Fraction(book.cents(number, ending.cancelled))
            charge = better(charge, bound)
    return charge


def _ending_leaf(
    book: Book, table: Mapping[str, Any], ending: Ending, under: Mapping[str, str], taxes: Sequence[Fraction]
) -> Fraction:
    day = ending.cancelled
    match table["kind"]:
        case "none":
            return Fraction(0)
        case "flat":
            return Fraction(book.cents(table["sum"], day))
        case "share-of-remaining-fees":
            less = book.cents(table.get("less_per_month", 0), day)
            total = Fraction(0)
            for i, weight in _weights(book, table, ending, under).items():
                fee = Fraction(ending.fee(i))
                if table.get("fees_hold_tax"):
                    fee /= 1 + sum(taxes, Fraction(0))
                total += weight * max(Fraction(0), fee - less)
            return total * book.rate(table["share"], day)
        case "sum-per-remaining-month":
            weights = _weights(book, table, ending, under)
            return book.cents(table["sum"], day) * sum(weights.values(), Fraction(0))
        case "declining":
            completed = whole_months(ending.term_start, day)
            less = book.cents(table["less"], day) * completed
            return Fraction(max(0, book.cents(table["sum"], day) - less))
        case "incentive":
            sum_ = book.cents(table["sum"], day) if "sum" in table else ending.incentive
            if sum_ is None:
                raise Refused("the incentive is not given")
            return sum_ * _incentive_left(table, ending)
        case other:
            raise ValueError(other)


def whole_months(start: date, day: date) -> int:
    """The most months after a day that are over on another."""
    months = 0
    while months_after(start, months + 1) <= day:
        months += 1
    return months


def _incentive_left(table: Mapping[str, Any], ending: Ending) -> Fraction:
    day = ending.cancelled
    match table.get("prorate", "months"):
        case "none":
            return Fraction(1)
        case "days":
            left = min((ending.term_end - day).days - 1, (ending.term_end - ending.term_start).days)
            return Fraction(left, (ending.term_end - ending.term_start).days)
        case "years":
            years = -(-ending.term_months // 12)
            return Fraction(years - whole_months(ending.term_start, day) // 12, years)
        case "months":
            as_of = day if table.get("as_of", "last-invoice") == "cancellation" else ending.last_invoice
            if as_of is None:
                return Fraction(1)
            return Fraction(min(ending.term_months, whole_months(as_of, ending.term_end)), ending.term_months)
        case other:
            raise ValueError(other)


def _weights(book: Book, table: Mapping[str, Any], ending: Ending, under: Mapping[str, str]) -> Mapping[int, Fraction]:
    """The weight of each month of the term that remains, by its place."""
    day = ending.cancelled
    weights: dict[int, Fraction] = {}
    for i in range(ending.term_months):
        start, end = ending.month(i), ending.month(i + 1)
        if start > day:
            weights[i] = Fraction(1)
        elif end > day:
            match choice(table, under, "remaining", "whole-months-after"):
                case "whole-months-after":
                    weight = Fraction(0)
                case "including-current":
                    weight = Fraction(1)
                case "by-days":
                    length = choice(table, under, "month_length", "actual")
                    weight = part_of_month(length, (day - start).days + 1, (end - start).days, (end - start).days)
                case other:
                    raise ValueError(other)
            if weight:
                weights[i] = weight
    if "first_months" in table:
        weights = {i: weight for i, weight in weights.items() if i < table["first_months"]}
    if "most_months" in table:
        most = table["most_months"]
        by_length = isinstance(most, Mapping) and "by" not in most
        most = most[str(ending.term_months)] if by_length else book.raw(most, day)
        weights = dict(list(weights.items())[:most])
    return weights
