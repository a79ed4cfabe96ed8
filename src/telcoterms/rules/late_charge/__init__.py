"""What a late payment costs.

A charge is due on an amount that was outstanding when its due date ended. Paid on or before the due date, nothing is
due; from the day after, the charge counts from the start that the reading names.

Kind `compound-monthly`: a rate r a month; it accrues by the day and is compounded by the month. The months run from A_k
to A_(k+1), each counted from the anchor A_0. A whole month posts balance x r, rounded, and joins the balance; a started
month of which d of its D days have passed posts balance x r x f(d). `flat-fee`: one sum, once. `simple-daily`: a yearly
rate by the day, never compounded. `greater-of`: another kind's charge, but at least a minimum.

`simple-monthly`: as `compound-monthly`, but each month is charged on the principal alone. `monthly-on-day`: on one day
of each month, from the first after the start on, what is unpaid bears the rate, whole; between two nothing accrues.
`compound-daily`: a rate a day, compounded by the day, to the day of payment, rounded once.
"""

from telcoterms.rules.late_charge.accrual import Accrual, Posting, Spared
from telcoterms.rules.late_charge.accruals import Shared, accrual_of
from telcoterms.rules.late_charge.compound_monthly import Monthly
from telcoterms.rules.late_charge.greater_of import AtLeast
from telcoterms.rules.late_charge.kinds import (
    BearsOn,
    ByDay,
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FirstDay,
    FlatFee,
    GreaterOf,
    LateCharge,
    MonthlyOnDay,
    PartMonth,
    RoundAt,
    RunsFrom,
    SimpleDaily,
    SimpleMonthly,
)
from telcoterms.rules.late_charge.question import late_charge, late_charge_steps
from telcoterms.rules.late_charge.rates import (
    PerPeriod,
    at_decimals_of,
    effective_annual_rate,
    effective_annual_rate_steps,
    nominal_annual_rate,
    nominal_annual_rate_steps,
    per_period,
)
from telcoterms.rules.late_charge.wording import balance_step, posting_step

__all__ = [
    "Accrual",
    "AtLeast",
    "BearsOn",
    "ByDay",
    "ByMonth",
    "CompoundDaily",
    "CompoundMonthly",
    "FirstDay",
    "FlatFee",
    "GreaterOf",
    "LateCharge",
    "Monthly",
    "MonthlyOnDay",
    "PartMonth",
    "PerPeriod",
    "Posting",
    "RoundAt",
    "RunsFrom",
    "Shared",
    "SimpleDaily",
    "SimpleMonthly",
    "Spared",
    "accrual_of",
    "at_decimals_of",
    "balance_step",
    "effective_annual_rate",
    "effective_annual_rate_steps",
    "late_charge",
    "late_charge_steps",
    "nominal_annual_rate",
    "nominal_annual_rate_steps",
    "per_period",
    "posting_step",
]
