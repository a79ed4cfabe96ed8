"""The clause whose charges are measured, and columns as its questions take them."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.batch_parts.core import must_be_installed, no_core
from benchmarks.columns import Cents, Columns
from benchmarks.timing import Work
from telcoterms import load
from telcoterms.batch.kernels.late_charge.charging import ChargeKernel
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.clauses.due_date import DUE_DATE, days_to_pay
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule

KOS: Final = load("kos")
RULE: Final = LATE_CHARGE.of(KOS.agreement)
NET: Final = days_to_pay(DUE_DATE.of(KOS.agreement)) or 0


def kernel(rule: LateChargeRule = RULE) -> ChargeKernel:
    """The kernel of arrays."""
    with no_core():
        return kernel_of(rule, NET)


def compiled_kernel(rule: LateChargeRule = RULE) -> ChargeKernel:
    """The kernel of the compiled core."""
    must_be_installed()
    return kernel_of(rule, NET)


def charging(of: ChargeKernel, columns: Columns) -> Work:
    """A kernel on columns; what it writes to is there before."""
    return partial(of.charge, *columns, 1, np.zeros_like(columns.amount))


def charges(rule: LateChargeRule, columns: Columns) -> Cents:
    found = np.zeros_like(columns.amount)
    kernel(rule).charge(*columns, 1, found)
    return found


def table_of(columns: Columns, **more: Any) -> pa.Table:
    """A table with minor units."""
    days = {name: pa.array(getattr(columns, name), pa.date32()) for name in ("issued", "paid")}
    return pa.table({"amount_minor": columns.amount, **days, **more})


def in_decimals(columns: Columns) -> pa.Table:
    """The same with decimals of the currency."""
    words = np.stack([columns.amount, np.zeros_like(columns.amount)], axis=1)  # of 128 bits each
    amount = pa.Array.from_buffers(pa.decimal128(14, 2), len(words), [None, pa.py_buffer(words)])
    table = table_of(columns)
    return table.set_column(0, "amount", amount)
