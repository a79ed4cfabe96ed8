"""Define what leaving comes to as a value: the parts of the day, the days after it in rows, and the cheapest one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple, final

from telcoterms.clauses.equipment_return_by import EquipmentReturn
from telcoterms.clauses.leave.departure import BillToCome, DayOfLeaving, Departure, LeavePart
from telcoterms.clauses.refund import all_comes_back
from telcoterms.values.dataclasses import dataclass, field
from telcoterms.values.messages import Phrase, Phrases, phrase, translated_choice
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency

MAX_EQUAL_DAYS: Final = 3  # where a sum moves day by day: closed days, or a fee of which a day is less than a cent


class DaysOfLeaving(NamedTuple):
    """Days in a row on which leaving comes to the same, or to a little more or less each day.

    `first` and `last` are what it comes to on the first and the last of them.
    """

    first: DayOfLeaving
    last: DayOfLeaving

    @property
    def is_even(self) -> bool:
        """Whether it comes to the same on each of the days."""
        return _sums(self.first) == _sums(self.last)

    def as_dict(self) -> dict[str, object]:
        """Return the row as JSON-ready data."""
        sums = {"total": self.first.total.text, "total_at_end": self.last.total.text}
        return {"first": self.first.cancelled.isoformat(), "last": self.last.cancelled.isoformat(), **sums}


class CheapestDay(NamedTuple):
    """The day on which leaving comes to least, the first of `equal_days` equal ones, of which `until` is the last."""

    on: DayOfLeaving
    equal_days: int
    until: date


def _sums(day: DayOfLeaving) -> tuple[Money, Money, Money]:
    return day.billed, day.charged, day.comes_back


def days_of(departure: Departure) -> tuple[DayOfLeaving, ...]:
    """Return what leaving comes to on each day that is compared."""
    count = (departure.last_day - departure.cancelled).days + 1
    return tuple(departure.on(departure.cancelled + timedelta(days)) for days in range(count))


def rows_of(departure: Departure, days: Sequence[DayOfLeaving]) -> tuple[DaysOfLeaving, ...]:
    """Return days in rows: those in a row on which each sum stays the same, or the total moves one way each few days.

    A row ends where a bill is added, a charge is no longer waived, or the whole fee no longer comes back.
    """
    rows: list[DaysOfLeaving] = []
    for _, group in groupby(days, key=lambda day: _stretch(departure, day)):
        moving: list[DaysOfLeaving] = []
        for _, equal in groupby(group, key=_sums):
            same = list(equal)
            row = DaysOfLeaving(same[0], same[-1])
            if moving and not (len(same) <= MAX_EQUAL_DAYS and _goes_on(moving, row)):
                rows.append(DaysOfLeaving(moving[0].first, moving[-1].last))
                moving = []
            moving.append(row)
            if len(same) > MAX_EQUAL_DAYS:
                rows.append(row)
                moving = []
        if moving:
            rows.append(DaysOfLeaving(moving[0].first, moving[-1].last))
    return tuple(rows)


def _stretch(departure: Departure, day: DayOfLeaving) -> tuple[object, ...]:
    """Return what all days of a row have in common."""
    refund, charge = departure.refund_question(day.ends), departure.charge_question(day.cancelled, day.ends)
    is_all_back = refund is not None and all_comes_back(departure.refund_rule, refund.prepaid)
    return len(day.bills), departure.term_on(day.ends), charge is not None and charge.term.is_waived, is_all_back


def _goes_on(moving: Sequence[DaysOfLeaving], row: DaysOfLeaving) -> bool:
    """Return whether the total of a row moves the way in which those before it do, from the first to the last."""
    totals = [each.first.total.minor for each in (moving[0], moving[-1], row)]
    return totals == sorted(totals) or totals == sorted(totals, reverse=True)


def cheapest_of(days: Sequence[DayOfLeaving]) -> CheapestDay:
    """Return the cheapest of some days, the first of equal ones."""
    least = min(day.total.minor for day in days)
    equal = [day for day in days if day.total.minor == least]
    return CheapestDay(equal[0], len(equal), equal[-1].cancelled)


def total_in_words(total: Money) -> Phrase:
    """Return whether a sum is paid or comes back, as a customer is told."""
    if total.minor > 0:
        return phrase("you pay {sum}", sum=MoneyWithCurrency(total))
    if total.minor:
        return phrase("you get back {sum}", sum=MoneyWithCurrency(-total))
    return phrase("you pay nothing and get nothing back, {sum}", sum=MoneyWithCurrency(total))


@final
@dataclass(frozen=True, slots=True)
class Leave:
    """What leaving comes to: each part of the day that was asked about, and what the days after it come to.

    `bills` are those still to come until the service `ends`. `charge` and `refund` are None where the terms are silent
    on them, which `not_counted` names; `charge` also where no fixed term is known. `equipment` is None where the terms
    say nothing of it, or leave it to a service that was not named. `days`, `rows` and `cheapest` are computed when they
    are asked for.
    """

    on: DayOfLeaving
    equipment: EquipmentReturn | None
    not_counted: tuple[LeavePart, ...]
    departure: Departure = field(compare=False)

    def __repr__(self) -> str:
        return f"<leave on {self.on.cancelled}: {self.total}>"

    @property
    def total(self) -> Money:
        """What is paid in all; below zero where it comes back."""
        return self.on.total

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.total

    def figure_said(self, figure: Money) -> Phrase:
        """Return what another reading comes to: that it is paid, or comes back."""
        return total_in_words(figure)

    def range_said(self, lowest: Money, highest: Money) -> Phrase:
        """Return from where to where several readings go."""
        if lowest.minor >= 0:
            return phrase("you pay {lowest} to {highest}", lowest=lowest, highest=highest)
        if highest.minor <= 0:
            return phrase("you get back {least} to {most}", least=-highest, most=-lowest)
        return phrase("you get back up to {back}, or pay up to {paid}", back=-lowest, paid=highest)

    @property
    def ends(self) -> date:
        """The day on which the service ends."""
        return self.on.ends

    @property
    def bills(self) -> tuple[BillToCome, ...]:
        """The bills still to come."""
        return self.on.bills

    @property
    def days(self) -> tuple[DayOfLeaving, ...]:
        """What leaving comes to on each day that is compared, the day that was asked about first."""
        return days_of(self.departure)

    @property
    def rows(self) -> tuple[DaysOfLeaving, ...]:
        """The same days in rows, one for all days on which it stays the same or moves a little each day."""
        return rows_of(self.departure, self.days)

    @property
    def cheapest(self) -> CheapestDay:
        """The cheapest of the days, the first of equal ones."""
        return cheapest_of(self.days)

    def headline(self) -> Phrase:
        """Return what is paid or comes back in one line, and what is not counted in it."""
        words = total_in_words(self.total)
        if not self.not_counted:
            return words
        names = (translated_choice(part, LeavePart) for part in self.not_counted)
        silent = Phrases(" and ", tuple(phrase("{part}", part=name) for name in names))
        return phrase("{words}; not counted, as the terms are silent: {silent}", words=words, silent=silent)

    def as_dict(self) -> dict[str, object]:
        """Return the parts, the cheapest day and the rows as JSON-ready data."""
        on, days = self.on, self.days
        cheapest = cheapest_of(days)
        return {
            "total": on.total.text,
            "ends": on.ends.isoformat(),
            "bills": [
                {"from": bill.start.isoformat(), "fee": bill.fee.text, "tax": bill.tax.text, "total": bill.total.text}
                for bill in on.bills
            ],
            "charge": None if on.charge is None else on.charge.as_dict(),
            "refund": None if on.refund is None else on.refund.as_dict(),
            "equipment": None if self.equipment is None else self.equipment.as_dict(),
            "not_counted": list(self.not_counted),
            "cheapest": {
                "day": cheapest.on.cancelled.isoformat(),
                "total": cheapest.on.total.text,
                "equal_days": cheapest.equal_days,
                "until": cheapest.until.isoformat(),
            },
            "days": [row.as_dict() for row in rows_of(self.departure, days)],
        }
