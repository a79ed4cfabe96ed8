"""Statements of many accounts, by one question and account by account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.accounts import Case, realistic
from benchmarks.batch_parts.clause import KOS
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.columns import SEED
from benchmarks.report import Table, ratio
from benchmarks.statement import prepared, prepared_and_settled, replays, settled
from benchmarks.timing import Work
from telcoterms.batch import statement

WAYS: Final[Mapping[str, Mapping[str, Any]]] = {
    "arrays": {},
    "machine code": {"compiled": True},
}  # what `statement` is told, for each kernel that it has
CORE: Final = "the core, whole numbers given"


def tables(cases: Sequence[Case]) -> tuple[pa.Table, pa.Table]:
    """The invoices and the payments, account after account."""
    invoices: dict[str, list[Any]] = {"account": [], "number": [], "issued": [], "amount_minor": []}
    payments: dict[str, list[Any]] = {"account": [], "received": [], "amount_minor": []}
    for place, case in enumerate(cases):
        for invoice in case.account.invoices:
            row = (f"{place:08}", invoice.number, invoice.issued, invoice.amount.minor)
            for column, value in zip(invoices.values(), row, strict=True):
                column.append(value)
        for payment in case.account.payments:
            for column, value in zip(
                payments.values(), (f"{place:08}", payment.received, payment.amount.minor), strict=True
            ):
                column.append(value)
    return pa.table(invoices), pa.table(payments)


def shuffled(table: pa.Table) -> pa.Table:
    return table.take(np.random.default_rng(SEED).permutation(table.num_rows))


def part(setting: Setting) -> Part:
    plan = setting.plan
    cases = list(realistic(plan.accounts))
    as_of = max(case.as_of for case in cases)
    alone = [case._replace(as_of=as_of) for case in cases[: plan.alone]]
    ordered = tables(cases)
    mixed = shuffled(ordered[0]), shuffled(ordered[1])
    events = ordered[0].num_rows + ordered[1].num_rows
    works: dict[str, Work] = {
        CORE: settled([prepared(KOS, case) for case in alone]),
        "the core, from each account": prepared_and_settled(KOS, alone),
        "statement of the terms, each field read": replays(KOS, alone),
    }
    accounts = dict.fromkeys(works, len(alone))
    for way, more in WAYS.items():
        for order, own in (("in order", ordered), ("shuffled", mixed)):
            name = f"batch.statement, {way}: {order}"
            works[name], accounts[name] = partial(statement, KOS, *own, as_of, **more), len(cases)
            _check(statement(KOS, *own, as_of, **more), alone, as_of)

    def told(times: Times) -> list[Told]:
        core = times.streams(CORE, len(alone))
        found = {name: times.streams(name, count) for name, count in accounts.items()}
        lines = [(name, f"{accounts[name]:,}", ratio(one, 1), ratio(core, one)) for name, one in found.items()]
        text = (
            f"{len(cases):,} random accounts of {events / len(cases):.1f} events, all as of {as_of}. The table shows "
            "the cost of an account in streams of a row, and how many accounts are done in the time that the scalar "
            "core takes for one, with its whole numbers given. Batch gets two tables, sorted by account or shuffled, "
            f"and returns a table of accounts. The benchmark also asks for the first {len(alone):,} accounts one by "
            "one. Before anything is timed, it checks that batch returns the same figures for these as the terms."
        )
        return [Told("Statements", text, Table(("", "accounts", "streams", "core = 1"), lines))]

    return Part(works, told)


def _check(found: pa.Table, cases: Sequence[Case], as_of: date) -> None:
    """Refuse to time what differs from the answers of the terms."""
    names = ("balance", "accrued", "settlement", "credit")
    columns = [found[f"{name}_minor"].to_pylist() for name in names]
    for case, figures in zip(cases, zip(*columns, strict=True), strict=False):
        own = KOS.statement(case.account, as_of).value
        if figures != tuple(getattr(own, name).minor for name in names):
            raise SystemExit(f"batch differs from the terms: {figures}, not {own}")
