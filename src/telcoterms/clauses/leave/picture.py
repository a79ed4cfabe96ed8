"""Draw what leaving comes to against the day on which it is cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from telcoterms.clauses.leave.departure import DayOfLeaving
from telcoterms.clauses.leave.results import CheapestDay, Leave, cheapest_of, total_in_words
from telcoterms.formats.svg import Chart, Mark, Series
from telcoterms.values.messages import Phrase, Term, phrase


def picture_of(value: Leave) -> Chart:
    """Return the picture: a line over the days, with the day that was asked about and the cheapest marked."""
    departure, days = value.departure, value.days
    cheapest = cheapest_of(days)
    term = departure.first_term
    asked, best = _mark(value.on), _mark(cheapest.on)
    series = [
        Series(Term("day asked about"), Term("days asked about"), "square", (asked,)),
        Series(Term("cheapest day"), Term("cheapest days"), "diamond", (best,)),
    ]
    if term is not None and departure.cancelled <= term.end <= departure.last_day:
        end = Mark(term.end, phrase("{day} first day after the term", day=term.end))
        series.append(
            Series(Term("first day after the term"), Term("first days after a term"), "triangle", (end,)),
        )
    changes = [days[0], *(day for before, day in pairwise(days) if day.total != before.total)]
    template = "What leaving comes to, cancelled from {first} to {last}"
    return Chart(
        phrase(template, first=departure.cancelled, last=departure.last_day),
        tuple(_story(value, cheapest)),
        tuple(_captions(value, cheapest)),
        departure.agreement.currency,
        departure.last_day,
        tuple((day.cancelled, day.total.minor) for day in changes),
        tuple(series),
        before=value.total.minor,
    )


def _mark(day: DayOfLeaving) -> Mark:
    return Mark(day.cancelled, phrase("{day}: {words}", day=day.cancelled, words=total_in_words(day.total)))


def _captions(value: Leave, cheapest: CheapestDay) -> Iterator[Phrase]:
    yield phrase("cancelled {day}: {words}", day=value.on.cancelled, words=total_in_words(value.total))
    yield phrase("cheapest, {day}: {words}", day=cheapest.on.cancelled, words=total_in_words(cheapest.on.total))


def _story(value: Leave, cheapest: CheapestDay) -> Iterator[Phrase]:
    yield phrase(
        "The line shows for each day what is paid in all where it is cancelled then; below zero, it comes back."
    )
    template = "Cancelled on {day}, {words}. The cheapest day is {best}: {least}."
    yield phrase(
        template,
        day=value.on.cancelled,
        words=total_in_words(value.total),
        best=cheapest.on.cancelled,
        least=total_in_words(cheapest.on.total),
    )
