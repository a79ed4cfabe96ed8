"""The numbers of a provider's file: plain, dated, by a fact, or an index with a margin; and its open days.

A file is read with `tomllib` and stays what TOML makes of it. A rate is a `Decimal` until it is asked for, then a
`Fraction`; a sum is text until it is asked for, then whole minor units.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.events import Refused

ONE_DAY = timedelta(days=1)
DECIMALS = {"JPY": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def tables(text: str) -> dict[str, Any]:
    """The tables of a provider's file."""
    return tomllib.loads(text, parse_float=Decimal)


@dataclass(frozen=True)
class Facts:
    """What a question says of the customer, and of the indices that the file leaves to it."""

    plan: str | None = None
    region: str | None = None
    segment: str | None = None
    index: Mapping[str, Any] = field(default_factory=dict[str, Any])


NO_FACTS = Facts()


@dataclass(frozen=True)
class Book:
    """A provider's file with the facts of a question: the values of its numbers on a day."""

    file: Mapping[str, Any]
    facts: Facts = NO_FACTS

    def raw(self, number: Any, day: date) -> Any:
        """The value of a number on a day, as the file has it."""
        if isinstance(number, list):
            entries: list[Any] = [entry for entry in number if entry["since"] <= day]
            if not entries:
                raise Refused(f"no value on {day}")
            return self.raw(entries[-1]["value"], day)
        if isinstance(number, Mapping) and "by" in number:
            fact = getattr(self.facts, number["by"])
            if fact is not None and fact in number:
                return self.raw(number[fact], day)
            if "other" not in number:
                raise Refused(f"no value for {number['by']} {fact!r}")
            return self.raw(number["other"], day)
        if isinstance(number, Mapping) and "index" in number:
            times, plus = Fraction(number.get("times", 1)), Fraction(number.get("plus", 0))
            return self.index(number["index"], day) * times + plus
        return number

    def index(self, name: str, day: date) -> Fraction:
        """An index on a day: from its table, or the fact of the question."""
        table = self.file["index"][name]
        if not table.get("given"):
            return self.rate(table["rate"], day)
        if name not in self.facts.index:
            raise Refused(f"the index {name} is not given")
        return Fraction(self.facts.index[name])

    def lacks_an_index(self, number: Any) -> bool:
        """Whether a number rests on an index that the question would have to give, and does not."""
        if isinstance(number, list):
            return any(self.lacks_an_index(entry["value"]) for entry in number)
        if isinstance(number, Mapping) and "by" in number:
            fact = getattr(self.facts, number["by"])
            return self.lacks_an_index(number[fact] if fact is not None and fact in number else number.get("other", 0))
        if isinstance(number, Mapping) and "index" in number:
            name = number["index"]
            return bool(self.file["index"][name].get("given")) and name not in self.facts.index
        return False

    def rate(self, number: Any, day: date) -> Fraction:
        """A rate or share on a day."""
        return Fraction(self.raw(number, day))

    def cents(self, number: Any, day: date) -> int:
        """A sum on a day, in minor units."""
        decimals: int = DECIMALS.get(self.file["currency"], 2)
        value = Fraction(self.raw(number, day)) * 10**decimals
        if value.denominator != 1:
            raise Refused(f"{number} is a part of a minor unit")
        return int(value)

    # ---- open days

    def is_open(self, day: date) -> bool:
        """Whether a day is open by the calendar of the file."""
        calendar = self.file.get("calendar")
        if not isinstance(calendar, Mapping) or "from" not in calendar:
            raise Refused("open days need a calendar")
        if not calendar["from"] <= day <= calendar["until"]:
            raise Refused(f"the calendar does not hold {day}")
        weekend = calendar.get("weekend", ("saturday", "sunday"))
        return WEEK[day.weekday()] not in weekend and day not in calendar.get("closed", ())

    def after(self, day: date, days: int, count: str = "calendar-days") -> date:
        """So many days after a day, which is not counted itself; no business day after a closed day is the next one."""
        if count == "calendar-days":
            return day + timedelta(days=days)
        if days == 0:
            return self.rolled(day, "next")
        while days:
            day += ONE_DAY
            days -= self.is_open(day)
        return day

    def rolled(self, day: date, roll: str) -> date:
        """A day, or the open one next to it."""
        if roll == "none":
            return day
        while not self.is_open(day):
            day += ONE_DAY if roll == "next" else -ONE_DAY
        return day

    # ---- taxes

    def taxes(self, day: date, region: str | None = None) -> Sequence[Fraction]:
        """The rates of the taxes in force on a day."""
        table = self.file["tax"]
        region = region or table.get("region")
        in_force: dict[str, Fraction] = {}
        for entry in sorted(table.get("rate", ()), key=lambda one: one["since"]):
            if entry["since"] <= day and entry.get("region", region) == region:
                in_force[entry["name"]] = Fraction(entry["rate"])
        return list(in_force.values())
