"""The readings of each question by name, as type checkers know them; at run time a rule knows its own."""

from __future__ import annotations

from typing import TypedDict

from telcoterms.clauses.cancellation_charge import Remaining
from telcoterms.clauses.data_usage import Gigabyte, PartGigabyte
from telcoterms.clauses.hours import OnHolidays
from telcoterms.clauses.late_charge.kinds import BearsOn, FirstDay, PartMonth, RoundAt, RunsFrom
from telcoterms.clauses.liability_limit import OutageMonth, PartDay
from telcoterms.clauses.refund import CancelDay, MonthLength
from telcoterms.statement.rule import AcrossDebts, Disputed, OnRejection, PostedPer, WithinDebt
from telcoterms.values.money import Rounding


class LateChargeReadings(TypedDict, total=False):
    """Readings of `late_charge`."""

    runs_from: RunsFrom
    part_month: PartMonth
    round_at: RoundAt
    first_day: FirstDay
    bears_on: BearsOn
    rounding: Rounding


class RefundReadings(TypedDict, total=False):
    """Readings of `refund`."""

    cancel_day: CancelDay
    month_length: MonthLength
    rounding: Rounding


class CancellationChargeReadings(TypedDict, total=False):
    """Readings of `cancellation_charge`."""

    remaining: Remaining
    rounding: Rounding


class LiabilityLimitReadings(TypedDict, total=False):
    """Readings of `liability_limit`, which `outage_fees` takes."""

    part_day: PartDay
    outage_month: OutageMonth
    rounding: Rounding


class DataUsageReadings(TypedDict, total=False):
    """Readings of `data_usage`."""

    gigabyte: Gigabyte
    part_gigabyte: PartGigabyte
    rounding: Rounding


class StatementReadings(TypedDict, total=False):
    """Readings of `statement`; those of `late_charge` apply to it too."""

    across_debts: AcrossDebts
    within_debt: WithinDebt
    posted_per: PostedPer
    disputed: Disputed
    on_rejection: OnRejection


class HoursReadings(TypedDict, total=False):
    """Readings of `hours`, which are those of `support_open` and `next_opening` too."""

    on_holidays: OnHolidays
