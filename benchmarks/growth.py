"""Does the cost of a statement keep in step with the account: its events, its months, its postings?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from benchmarks.accounts import FEE, Case, dense, never_paid
from benchmarks.report import Table, ratio
from benchmarks.timing import Effort, Work, least, once
from telcoterms.terms import Terms
from telcoterms.values.money import Money


class Growth(NamedTuple):
    """A kind of account in three sizes, under terms."""

    name: str
    terms: Terms
    case: Callable[[int], Case]
    sizes: tuple[int, int, int]


def growths(kos: Terms, invoices: int) -> list[Growth]:
    """Accounts of so many invoices, ten times as many, a hundred times as many."""
    sizes, fewer = (invoices, 10 * invoices, 100 * invoices), max(1, invoices * 3 // 10)
    shorter = (fewer, 10 * fewer, 100 * fewer)  # where much is posted: of more, the statement would be refused
    months = (12, 120, 1200) if invoices > 1 else (1, 2, 3)
    largest = kos.under(statement={"across_debts": "largest-first"})
    together = kos.under(statement={"posted_per": "account"})
    on_time = partial(dense, paid_after=10)
    in_full = partial(dense, paid_after=25, paid=Money("57.40", FEE.currency))
    in_part = partial(dense, paid_after=25, paid=Money("28.00", FEE.currency))
    return [
        Growth("one invoice, never paid", kos, never_paid, months),
        Growth("on time", kos, on_time, sizes),
        Growth("late, with the charge", kos, in_full, sizes),
        Growth("half of each invoice", kos, in_part, shorter),
        Growth("nothing is paid", kos, partial(dense, paid_after=None), shorter),
        Growth("largest-first: late", largest, in_full, sizes),
        Growth("largest-first: half", largest, in_part, shorter),
        Growth("per account: on time", together, on_time, sizes),
        Growth("per account: late", together, in_full, sizes),
        Growth("per account: half", together, in_part, shorter),
    ]


def growth(kos: Terms, effort: Effort, charge: Work) -> Table:
    """The cost of one event or posting, in late charges that were measured beside it."""
    rows = []
    for one in growths(kos, effort.invoices):
        works: dict[int, Work] = {0: charge}
        units = {0: 1}
        events = posted = 0
        for size in one.sizes:
            case = one.case(size)
            works[size] = partial(one.terms.statement, case.account, case.as_of)
            debts = one.terms.statement(case.account, case.as_of).value.debts
            events, posted = len(case.account), sum(len(debt.posted) for debt in debts)
            units[size] = events + posted
        seconds = least(works, effort.fitting(once(works[one.sizes[-1]])))
        unit = seconds[0]
        rows.append(
            (
                one.name,
                f"{events:,}",
                f"{posted:,}",
                *(ratio(seconds[size] / units[size], unit) for size in one.sizes),
            )
        )
    return Table(("", "events", "postings", "a 100th", "a 10th", "all"), rows)
