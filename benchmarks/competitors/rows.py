"""A row at a time, in Python: the answers of the library itself, and the same in Decimal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np

from benchmarks import decimal_ledger
from benchmarks.columns import DAYS_TO_PAY, Cents, Columns, DayNumbers
from telcoterms import load
from telcoterms.clauses.late_charge.charge import charge_minor
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.money import Money

EPOCH = date(1970, 1, 1).toordinal()
KOS = load("kos")


def right(columns: Columns) -> Cents:
    """What all others are held to: the rule itself, without the answer around it."""
    rule = LATE_CHARGE.of(KOS.agreement)
    assert rule is not None
    days = (_dates(days) for days in (columns.issued, columns.issued + np.int32(DAYS_TO_PAY), columns.paid))
    rows = zip(columns.amount.tolist(), *days, strict=True)
    charges = [charge_minor(rule, amount, DebtDays(issued, due), paid) for amount, issued, due, paid in rows]
    return np.array(charges, np.int64)


def own(columns: Columns) -> Callable[[], Cents]:
    """The public question, asked of the terms for each row; the amounts are `Money` and the days dates already."""
    amounts = [Money.of_minor(cents, "CAD") for cents in columns.amount.tolist()]
    rows = list(zip(amounts, _dates(columns.issued), _dates(columns.paid), strict=True))
    ask = KOS.late_charge
    return lambda: np.array(
        [ask(amount, issued=issued, paid=paid).value.minor for amount, issued, paid in rows], np.int64
    )


def decimals(columns: Columns) -> Callable[[], Cents]:
    """Decimal dollars, and relativedelta only where a month is to be clamped.

    Exact: a quotient in 28 digits lies on the same side of half a cent as the true one.
    """
    amounts = [Decimal(cents).scaleb(-2) for cents in columns.amount.tolist()]
    rows = list(zip(amounts, _dates(columns.issued), _dates(columns.paid), strict=True))
    charge = decimal_ledger.late_charge_tight
    return lambda: np.array([int(charge(*row).scaleb(2)) for row in rows], np.int64)


def _dates(days: DayNumbers) -> list[date]:
    return [date.fromordinal(day + EPOCH) for day in days.tolist()]
