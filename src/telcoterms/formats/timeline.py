"""Lay days out in order, each with what it is: the last days that somebody has to keep, as a chart of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from telcoterms.formats.svg_bars import Bar, BarChart, BarScale, Panel
from telcoterms.values.messages import Phrase, phrase


class TimelineDay(NamedTuple):
    """A day and what it is in words."""

    day: date
    what: Phrase


def timeline(title: Phrase, days: Iterable[TimelineDay]) -> BarChart | None:
    """Return days as a chart, the earliest first; None where there is one day or none."""
    ordered = sorted(days, key=lambda each: each.day)
    if len(ordered) < 2:
        return None
    bars = tuple(
        Bar(each.what, phrase("{day}", day=each.day), each.day.toordinal(), each.day.toordinal(), each.day.toordinal())
        for each in ordered
    )
    story = tuple(phrase("{day}: {what}.", day=each.day, what=each.what) for each in ordered)
    return BarChart(title, story, (title,), (Panel(BarScale("days"), bars),))
