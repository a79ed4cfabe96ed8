"""Which accrual a clause has."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from telcoterms.rules.late_charge.accrual import Accrual
from telcoterms.rules.late_charge.compound_monthly import Monthly
from telcoterms.rules.late_charge.flat_fee import Once
from telcoterms.rules.late_charge.greater_of import AtLeast
from telcoterms.rules.late_charge.kinds import (
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateCharge,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
)
from telcoterms.rules.late_charge.simple_daily import Daily

Shared = Monthly | Daily  # what leaves parts of a minor unit, which an account can round together


def accrual_of(rule: LateCharge, issued: date, due: date, billing_months: int) -> Accrual:
    """The accrual of a debt under a clause."""
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            return Monthly(rule, issued, due, billing_months)
        case FlatFee():
            return Once(rule.fee.minor, due)
        case SimpleDaily() | CompoundDaily():
            return Daily(rule, issued, due, billing_months)
        case GreaterOf():
            return AtLeast(rule.minimum.minor, accrual_of(rule.of, issued, due, billing_months), due)
    assert_never(rule)
