"""The workings of the use of a service, put together from an agreement and the checked facts."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from telcoterms.agreement.agreement import Agreement
from telcoterms.clauses.data_usage import DATA_USAGE, Usage, data_usage_steps
from telcoterms.clauses.liability_limit import LIABILITY_LIMIT, Outage, outage_fees_steps
from telcoterms.values.money import Money
from telcoterms.values.steps import Step


def usage_working(
    agreement: Agreement,
    activities: tuple[tuple[str, Fraction], ...],
    allowance_gb: Fraction | None,
    price_per_gb: Money | None,
) -> tuple[Step, ...]:
    """The working of an estimate of data."""
    return data_usage_steps(DATA_USAGE.of(agreement), Usage(activities, allowance_gb, price_per_gb))


def outage_working(agreement: Agreement, monthly_fee: Money, began: datetime, ended: datetime) -> tuple[Step, ...]:
    """The working of the fees of an outage."""
    return outage_fees_steps(LIABILITY_LIMIT.of(agreement), Outage(monthly_fee, began, ended))
