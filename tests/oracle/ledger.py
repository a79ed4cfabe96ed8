"""A few kinds of late charge as values, for tests that have no provider's file: each is a clause of such a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle import charge
from tests.oracle import statement as accounts
from tests.oracle.events import (
    EFFECTS,
    ON_REJECTION,
    OUTCOMES,
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    OtherEvent,
    Payment,
    Payout,
    Refused,
    Reminder,
    ReturnedPayment,
    WriteOff,
    known_value,
)
from tests.oracle.exact import ROUNDING, Exact, exact, pooled, rounded
from tests.oracle.statement import (
    ACROSS_DEBTS,
    DISPUTED,
    POSTED_PER,
    WITHIN_DEBT,
    Debt,
    Statement,
)
from tests.oracle.tree import PART_MONTH_OF_RATE as PART_MONTH
from tests.oracle.tree import ROUND_AT

__all__ = [
    "ACROSS_DEBTS",
    "DISPUTED",
    "EFFECTS",
    "ON_REJECTION",
    "OUTCOMES",
    "PART_MONTH",
    "POSTED_PER",
    "ROUNDING",
    "ROUND_AT",
    "RUNS_FROM",
    "WITHIN_DEBT",
    "AdministrativeCharge",
    "Cancellation",
    "CompoundMonthly",
    "Credit",
    "Debt",
    "Dispute",
    "Exact",
    "FlatFee",
    "GreaterOf",
    "Invoice",
    "Kind",
    "OtherEvent",
    "Payment",
    "Payout",
    "PlainKind",
    "Refused",
    "Reminder",
    "ReturnedPayment",
    "SimpleDaily",
    "Statement",
    "WriteOff",
    "Written",
    "each_day",
    "exact",
    "file_with",
    "late_charge",
    "pooled",
    "rounded",
    "statement",
]

RUNS_FROM = ("invoice-date", "due-date", "next-invoice-date")


@dataclass(frozen=True)
class CompoundMonthly:
    rate: Fraction
    runs_from: str = "invoice-date"
    part_month: str = "by-days"
    rounding: str = "half-up"
    compounds: bool = True  # else on the principal alone
    on_day: int | None = None  # the day of each month on which a charge is set, if there is one

    def __post_init__(self) -> None:
        known_value(self.runs_from, RUNS_FROM)
        known_value(self.part_month, PART_MONTH)
        known_value(self.rounding, ROUNDING)

    def clause(self) -> dict[str, Any]:
        clause: dict[str, Any] = {"kind": "rate", "rate": self.rate, "per": "month"}
        clause["compounding"] = "monthly" if self.compounds else "none"
        clause |= {"runs_from": self.runs_from, "part_month": self.part_month, "rounding": self.rounding}
        return clause if self.on_day is None else {**clause, "on_day": self.on_day}


@dataclass(frozen=True)
class FlatFee:
    amount: int

    def clause(self) -> dict[str, Any]:
        return {"kind": "flat", "sum": in_units(self.amount)}


@dataclass(frozen=True)
class SimpleDaily:
    yearly_rate: Fraction
    runs_from: str
    rounding: str
    daily_rate: Fraction | None = None  # compounded by the day, and nothing by the year
    first_day_counts: bool = False

    def __post_init__(self) -> None:
        known_value(self.runs_from, RUNS_FROM)
        known_value(self.rounding, ROUNDING)

    def clause(self) -> dict[str, Any]:
        clause: dict[str, Any] = {"kind": "rate", "runs_from": self.runs_from, "rounding": self.rounding}
        clause["first_day"] = "counted" if self.first_day_counts else "not-counted"
        if self.daily_rate is None:
            return {**clause, "rate": self.yearly_rate, "per": "year", "compounding": "none"}
        return {**clause, "rate": self.daily_rate, "per": "day", "compounding": "daily"}


PlainKind = CompoundMonthly | FlatFee | SimpleDaily


@dataclass(frozen=True)
class GreaterOf:
    of: PlainKind
    minimum: int

    def clause(self) -> dict[str, Any]:
        return {**self.of.clause(), "least": in_units(self.minimum)}


@dataclass(frozen=True)
class Written:
    """A clause as a provider's file has it, which may count open days and rest on an index."""

    table: Mapping[str, Any]
    beside: Mapping[str, Any]  # the calendar and the indices of the file

    def clause(self) -> dict[str, Any]:
        return dict(self.table)


Kind = PlainKind | GreaterOf | Written


def in_units(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def file_with(kind: Kind, net_days: int, round_at: str = "each-month") -> dict[str, Any]:
    """A provider's file with a late charge of a kind."""
    due = {"kind": "net-days", "days": net_days}
    clause = kind.clause() if round_at == "each-month" else {**kind.clause(), "round_at": round_at}
    beside = kind.beside if isinstance(kind, Written) else {}
    return {"currency": "CAD", "due_date": due, "late_charge": clause, **beside}


def pooled_per(kind: Kind, posted_per: str) -> str:
    """Whether the months of an account are rounded as one: of a rate with months alone."""
    return posted_per if isinstance(kind, CompoundMonthly) else "invoice"


def late_charge(
    amount: int,
    issued: date,
    paid: date,
    *,
    net_days: int,
    late_charge: Kind,
    billing_months: int = 1,
    round_at: str = "each-month",
) -> int:
    known_value(round_at, ROUND_AT)
    file = file_with(late_charge, net_days, round_at)
    return charge.late_charge(file, amount, issued=issued, paid=paid, billing_months=billing_months)


def statement(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    net_days: int,
    late_charge: Kind,
    across_debts: str = "oldest-first",
    within_debt: str = "charges-first",
    posted_per: str = "invoice",
    disputed: str = "exempt-while-open",
    on_rejection: str = "from-start",
    dispute_days: int | None = None,
    events: Sequence[OtherEvent] = (),
) -> Statement:
    return accounts.statement(
        file_with(late_charge, net_days),
        invoices,
        payments,
        as_of,
        across_debts=across_debts,
        within_debt=within_debt,
        posted_per=pooled_per(late_charge, posted_per),
        disputed=disputed,
        on_rejection=on_rejection,
        dispute_days=dispute_days,
        events=events,
    )


def each_day(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    net_days: int,
    late_charge: Kind,
    across_debts: str = "oldest-first",
    within_debt: str = "charges-first",
    posted_per: str = "invoice",
    disputed: str = "exempt-while-open",
    on_rejection: str = "from-start",
    dispute_days: int | None = None,
    events: Sequence[OtherEvent] = (),
) -> Iterator[tuple[date, Statement]]:
    """The statement of every day from the first event to `as_of`."""
    yield from accounts.each_day(
        file_with(late_charge, net_days),
        invoices,
        payments,
        as_of,
        across_debts=across_debts,
        within_debt=within_debt,
        posted_per=pooled_per(late_charge, posted_per),
        disputed=disputed,
        on_rejection=on_rejection,
        dispute_days=dispute_days,
        events=events,
    )
