"""A statement: the public one with every field read, its core in whole numbers, and the same replay in Decimal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from benchmarks import decimal_ledger
from benchmarks.accounts import FEE, Case, dense, monthly, realistic
from benchmarks.equal import check_cores, check_statements, core_of, read, read_ledger
from benchmarks.report import Table, ratio
from benchmarks.timing import Effort, Work, least, once
from telcoterms.clauses.due_date import DUE_DATE, days_to_pay
from telcoterms.statement.plain_account import (
    InvoiceColumns,
    LedgerClause,
    PaymentRow,
    PlainResult,
    clause_of,
    events_of,
    settle,
)
from telcoterms.statement.rule import STATEMENT
from telcoterms.terms import Terms
from telcoterms.values.money import Money

Prepared = tuple[LedgerClause, InvoiceColumns, list[PaymentRow], int]


def groups(effort: Effort) -> dict[str, list[Case]]:
    return {
        "12 invoices, 12 payments: on time": [monthly(12, 10)],
        "... each ten days late": [monthly(12, 25)],
        "12 invoices, never paid": [monthly(12, None)],
        "a random account of 12.5 events": list(realistic(effort.accounts)),
    }


def statements(kos: Terms, effort: Effort, charge: Work) -> Table:
    """A statement, every field read, and the same replay in Decimal."""
    works: dict[tuple[str, str], Work] = {("unit", ""): charge}
    cases = groups(effort)
    for name, some in cases.items():
        check_statements(kos, some)
        works["own", name] = replays(kos, some)
        works["all", name] = ledgers(some)
    seconds = least(works, effort)
    rows = []
    for name, some in cases.items():
        mine = seconds["own", name]
        rows.append((name, ratio(mine / len(some), seconds["unit", ""]), ratio(seconds["all", name], mine)))
    return Table(("every field read", "late charges", "Decimal"), rows)


def cores(kos: Terms, effort: Effort, charge: Work) -> Table:
    """The core on whole numbers; in times of it: with their preparation, the public statement, the ledger in Decimal.

    The fields of the public statement are read; what the core and the ledger give back is left as it lies.

    Each slice holds a few accounts, so that a moment of quiet on a busy machine is long enough for the slowest side.
    """
    rows = []
    for name, cases in groups(effort).items():
        check_statements(kos, cases)
        check_cores(kos, cases)
        works: dict[tuple[str, int], Work] = {("unit", 0): charge}
        for start in range(0, len(cases), 20):
            some = cases[start : start + 20]
            works["core", start] = settled([prepared(kos, case) for case in some])
            works["prepared", start] = prepared_and_settled(kos, some)
            works["public", start] = replays(kos, some)
            works["all", start] = unread_ledgers(some)
        found = least(works, effort)
        core, *others = (
            sum(seconds for (one, _), seconds in found.items() if one == side)
            for side in ("core", "prepared", "public", "all")
        )
        rows.append((name, ratio(core / len(cases), found["unit", 0]), *(ratio(one, core) for one in others)))
    return Table(("", "core", "prepared", "statement", "Decimal"), rows)


def cores_that_grow(kos: Terms, effort: Effort, charge: Work) -> Table:
    """One account of 1,000 events and of 10,000: what an event or posting costs, and the time against the smaller."""
    fewer, all_ = 10 * effort.invoices, 100 * effort.invoices
    rows = []
    for name, paid_after, paid in (("on time", 10, FEE), ("late, with the charge", 25, Money("57.40", FEE.currency))):
        works: dict[int, Work] = {0: charge}
        units = {0: 1}
        for size in (fewer, all_):
            case = dense(size, paid_after, paid)
            check_cores(kos, [case])
            ready = prepared(kos, case)
            works[size] = partial(settle, *ready)
            units[size] = 2 * size + len(settle(*ready).posted)
        seconds = least(works, effort.fitting(once(works[all_])))
        each = {size: seconds[size] / units[size] for size in units}
        rows.append(
            (
                name,
                f"{2 * all_:,}",
                f"{units[all_] - 2 * all_:,}",
                ratio(each[fewer], each[0]),
                ratio(each[all_], each[0]),
                ratio(seconds[all_], seconds[fewer]),
            )
        )
    return Table(("", "events", "postings", "a 10th", "all", "times"), rows)


def prepared(kos: Terms, case: Case) -> Prepared:
    agreement, late = kos.agreement, core_of(kos)
    net_days = days_to_pay(DUE_DATE.of(agreement))
    assert net_days is not None
    invoices, payments = events_of(case.account, case.as_of, net_days, late)
    return clause_of(late, STATEMENT.of(agreement)), invoices, payments, case.as_of.toordinal()


def settled(ready: Sequence[Prepared]) -> Work:
    def work() -> list[PlainResult]:
        return [settle(*one) for one in ready]

    return work


def prepared_and_settled(kos: Terms, cases: Sequence[Case]) -> Work:
    return lambda: [settle(*prepared(kos, case)) for case in cases]


def replays(kos: Terms, cases: Sequence[Case]) -> Work:
    return lambda: [read(kos.statement(case.account, case.as_of).value) for case in cases]


def unread_ledgers(cases: Sequence[Case]) -> Work:
    plain = [case.in_decimals() for case in cases]
    return lambda: [decimal_ledger.statement(*one) for one in plain]


def ledgers(cases: Sequence[Case]) -> Work:
    plain = [case.in_decimals() for case in cases]
    return lambda: [read_ledger(decimal_ledger.statement(*one)) for one in plain]
