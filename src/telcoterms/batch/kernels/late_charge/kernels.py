"""Choose the kernel of a clause, and count the months of its rows."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from telcoterms.batch.kernels.days import DayNumbers
from telcoterms.batch.kernels.late_charge.charging import (
    AtLeast,
    ByChunks,
    ChargeKernel,
    Charging,
    Compound,
    EachMonth,
    Fee,
    Late,
    Once,
    OnPrincipal,
    Simple,
    Whole,
    elapsed,
)
from telcoterms.batch.kernels.late_charge.compiled import in_machine_code
from telcoterms.clauses.late_charge.kinds import (
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
    compounds,
)
from telcoterms.values.errors import InputError, Unquoted


def kernel_of(rule: LateChargeRule, net_days: int, compiled: bool = False) -> ChargeKernel:
    """Return the kernel of a clause, where a bill is due so many days after its invoice.

    `compiled` asks for machine code, which needs the extra `compiled` and some seconds once in a process. There is such
    code for `compound-monthly` that rounds each month; any other clause has the same kernel as without.
    Raises `MissingPackageError` where the extra is asked for and not installed.
    """
    kernel = ByChunks(_charging_of(rule, net_days), net_days)
    if compiled and isinstance(rule, CompoundMonthly) and isinstance(kernel.charging, EachMonth):
        return in_machine_code(rule, net_days, kernel)
    return kernel


def _charging_of(rule: LateChargeRule, net_days: int) -> Charging:
    match rule:
        case CompoundMonthly():
            match rule.round_at:
                case "once":
                    return Once(rule, net_days)
                case "each-month":
                    return EachMonth(rule, net_days)
            assert_never(rule.round_at)
        case SimpleMonthly():
            return OnPrincipal(rule, net_days)
        case MonthlyOnDay():
            return EachMonth(rule, net_days) if compounds(rule) else OnPrincipal(rule, net_days)
        case FlatFee():
            return Fee(rule.fee.minor)
        case SimpleDaily():
            return Simple(rule, net_days)
        case CompoundDaily():
            return Compound(rule, net_days)
        case GreaterOf():
            return AtLeast(_charging_of(rule.of, net_days), rule.minimum.minor)
    assert_never(rule)


def months_of(
    rule: LateChargeRule, net_days: int, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int
) -> DayNumbers:
    """Return the whole months that the charge of each row counts, none for a payment in time.

    Raises `InputError` for a clause that counts no months.
    """
    monthly = rule.of if isinstance(rule, GreaterOf) else rule
    if not isinstance(monthly, ByMonth):
        raise InputError(
            "these terms charge {kind}, which counts no months: leave months out", kind=Unquoted(monthly.kind)
        )
    months = np.zeros(len(issued), np.int32)
    rows = np.flatnonzero(paid - issued > net_days)
    late_billing_months = billing_months if isinstance(billing_months, int) else billing_months.take(rows)
    late = Late(rows, np.empty(0, np.int64), issued.take(rows), paid.take(rows), late_billing_months)
    months[rows] = elapsed(monthly, late, net_days).months
    return months
