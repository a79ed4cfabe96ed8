"""Draw how a late charge grows by day: what it would be if the bill were paid on each day, with the day paid marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from telcoterms.formats.svg import Chart, Mark, MarkShape, Series
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.steps import MoneyWithCurrency, amount

MAX_DAYS: Final = 400  # more could not be told apart in the picture
LONG: Final = 30_000  # days: of a longer time, nothing beyond its end is shown
LEAST_BEYOND: Final = 14  # days shown after the day paid


def growth(charge_on: Callable[[date], int], currency: str, issued: date, due: date, paid: date) -> Chart | None:
    """Return the picture of a charge, in minor units by the day of payment; None where nothing was charged."""
    charged = charge_on(paid)
    if not charged:
        return None
    points = list(_points(charge_on, min(issued, due), paid))
    span = (paid - due).days
    end = paid
    # what depends on a number that is not known yet is not shown
    with suppress(TelcoTermsError):
        beyond = date.fromordinal(paid.toordinal() + (max(LEAST_BEYOND, span // 3) if span < LONG else 0))
        points += list(_points(charge_on, paid, beyond))[1:]
        end = beyond
    sum_ = MoneyWithCurrency(amount(charged, currency))
    paid_words = phrase("{day}, the day paid: {sum}", day=paid, sum=sum_)
    dates: tuple[tuple[Term, MarkShape, date, Phrase], ...] = (
        (Term("invoice date"), "square", issued, phrase("{day} the invoice date", day=issued)),
        (Term("due date"), "diamond", due, phrase("{day} the due date", day=due)),
    )
    return Chart(
        phrase("Late charge by the day of payment, from {first} to {last}", first=issued, last=end),
        (
            phrase("The bill is of {issued} and due on {due}.", issued=issued, due=due),
            phrase("Paid on {day}, the charge is {sum}.", day=paid, sum=sum_),
            phrase("Paid on {day}, it is {sum}.", day=end, sum=MoneyWithCurrency(amount(points[-1][1], currency))),
        ),
        (phrase("late charge {sum}, paid on {day}", sum=sum_, day=paid),),
        currency,
        end,
        tuple(points),
        tuple(Series(name, name, shape, (Mark(day, what),)) for name, shape, day, what in dates),
        marked=Mark(paid, paid_words),
    )


def _points(charge_on: Callable[[date], int], first: date, last: date) -> Iterator[tuple[date, int]]:
    """Yield days from the first to the last, both included, with the charge on each: all, or as many as show."""
    begin, span = first.toordinal(), (last - first).days
    step = -(-span // MAX_DAYS) or 1
    for day in sorted({*range(begin, begin + span, step), begin + span}):
        yield date.fromordinal(day), charge_on(date.fromordinal(day))
