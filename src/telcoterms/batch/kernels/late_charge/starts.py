"""From which day the charge of a late row counts, as the reading `runs_from` names it.

The due date of a late row lies before its payment, and so within the tables; a next bill after it may lie beyond their
days, but not beyond `SPANS`.
"""

from __future__ import annotations

import numpy as np

from telcoterms.batch.kernels.late_charge.late import Late
from telcoterms.batch.kernels.months import ENDS, FIRST, PLACES, SPANS, STEP, STEP_BITS, DayNumbers
from telcoterms.rules.late_charge import RunsFrom


def start_places(late: Late, runs_from: RunsFrom, net_days: int) -> DayNumbers:
    """The places of the starts."""
    if runs_from == "due-date":
        return PLACES.take(late.issued + (net_days - FIRST))
    places = PLACES.take(late.issued - FIRST)
    if runs_from == "next-invoice-date":
        every = np.asarray(late.billing_months, np.int32)
        whole = (ENDS.take(late.issued + (net_days - FIRST)) - places) >> STEP_BITS
        places += (whole // every + 1) * every * STEP  # the first bill after the due date
    return places


def start_days(late: Late, runs_from: RunsFrom, net_days: int) -> DayNumbers:
    """The days of the starts."""
    if runs_from == "invoice-date":
        return late.issued
    if runs_from == "due-date":
        return late.issued + np.int32(net_days)
    return SPANS.take(start_places(late, runs_from, net_days)) >> STEP_BITS


def before_on_day(places: DayNumbers, day_of_month: int) -> DayNumbers:
    """The places of the last such day of a month on or before each; its month may be the one before the tables."""
    on_day = (places & -STEP) + np.int32(day_of_month)
    later = SPANS.take(on_day) >> STEP_BITS > SPANS.take(places) >> STEP_BITS
    return on_day - (later.astype(np.int32) << STEP_BITS)


def whole_months(places: DayNumbers, paid: DayNumbers) -> DayNumbers:
    """Whole months from each place to the day of payment; below zero where the place lies after it."""
    return (ENDS.take(paid - FIRST) - places) >> STEP_BITS
