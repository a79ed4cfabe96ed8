"""The questions: their facts, the rules that they rest on, and how their working is put together from the rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypedDict, final

from telcoterms.account import Account
from telcoterms.agreement import Agreement
from telcoterms.errors import FactError, SilentTermsError, Word
from telcoterms.money import Money, Rounding
from telcoterms.readings import Rule
from telcoterms.rules.cancellation_charge import (
    CancelledBy,
    FixedTerm,
    IncentiveProrated,
    Remaining,
    cancellation_charge_steps,
)
from telcoterms.rules.dispute import dispute_steps, dispute_until_steps
from telcoterms.rules.due_date import due_date, due_date_steps
from telcoterms.rules.late_charge import (
    CompoundMonthly,
    GreaterOf,
    LateCharge,
    PartMonth,
    RoundAt,
    RunsFrom,
    effective_annual_rate_steps,
    late_charge_steps,
)
from telcoterms.rules.refund import CancelDay, MonthLength, NoRefund, Prepaid, refund_steps
from telcoterms.rules.regime import regime_steps
from telcoterms.statement import AcrossDebts, PostedPer, Replay, WithinDebt, statement_steps
from telcoterms.taxes import Tax, TaxMode
from telcoterms.working import Step, step


class LateChargeReadings(TypedDict, total=False):
    """Readings of `late_charge`."""

    runs_from: RunsFrom
    part_month: PartMonth
    round_at: RoundAt
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


class StatementReadings(TypedDict, total=False):
    """Readings of `statement`; those of `late_charge` apply to it too."""

    across_debts: AcrossDebts
    within_debt: WithinDebt
    posted_per: PostedPer


@final
@dataclass(frozen=True, slots=True)
class Question:
    """The names of a question's facts in order, the rules behind it, those whose readings it takes, its working."""

    facts: tuple[str, ...]
    rules: tuple[str, ...]
    steps: Callable[..., tuple[Step, ...]]
    readings: tuple[str, ...] = ()
    taxed: bool = False


def tax_of(
    agreement: Agreement, day: date, province: str | None, tax_rate: Fraction | None, tax_mode: TaxMode = "added"
) -> Tax:
    """The tax of a question: the provider's own, that of another province, or a rate that is given."""
    if tax_rate is not None:
        if province is not None:
            raise FactError("both province={province} and tax_rate are given: give one of them", province=province)
        return Tax(tax_rate, mode=tax_mode)
    if agreement.tax is None:
        raise SilentTermsError(
            "the terms of {provider} name no table of taxes: give the rate, such as tax_rate='0.13', or tax_rate='0'",
            provider=Word(agreement.provider),
        )
    rate = agreement.tax.on(day, province)
    return Tax(rate.rate, rate.name, tax_mode, rate.source)


def _due_date(agreement: Agreement, issued: date) -> tuple[Step, ...]:
    return due_date_steps(agreement.due_date, issued)


def _late_charge(
    agreement: Agreement, amount: Money, issued: date, paid: date, billing_months: int
) -> tuple[Step, ...]:
    due = agreement.due_date
    late = agreement.late_charge
    steps = late_charge_steps(late, amount, issued, due_date(due, issued), paid, billing_months)
    return due_date_steps(due, issued) + steps


def _effective_annual_rate(agreement: Agreement) -> tuple[Step, ...]:
    return effective_annual_rate_steps(agreement.late_charge)


def _dispute_until(agreement: Agreement, issued: date) -> tuple[Step, ...]:
    return dispute_until_steps(agreement.dispute, issued)


def _dispute(agreement: Agreement, issued: date, reported: date) -> tuple[Step, ...]:
    return dispute_steps(agreement.dispute, issued, reported)


def refund_tax(agreement: Agreement, prepaid: Prepaid, province: str | None, tax_rate: Fraction | None) -> Tax:
    """The tax that comes back with a refund; none is asked for where nothing ever comes back."""
    if isinstance(agreement.rules.refund, NoRefund) and agreement.tax is None and tax_rate is None:
        return Tax(Fraction(0))
    return tax_of(agreement, prepaid.cancelled, province, tax_rate)


def prepaid_of(facts: tuple[Any, ...]) -> Prepaid:
    """The checked facts of a refund."""
    names = QUESTIONS["refund"].facts[: len(facts)]
    return Prepaid(**dict(zip(names, facts, strict=True)))


def _refund(agreement: Agreement, *facts: Any) -> tuple[Step, ...]:
    *own, province, tax_rate = facts
    prepaid = prepaid_of(tuple(own))
    rule = agreement.refund
    return refund_steps(rule, prepaid, refund_tax(agreement, prepaid, province, tax_rate))


NOT_GIVEN: Final = "not given"


def fixed_term_of(
    agreement: Agreement,
    monthly_fee: Money | tuple[Money, ...] | None,
    incentive: Money | None,
    term_start: date,
    term_months: int,
    last_invoice: date | str | None,
    cancelled: date,
    by: CancelledBy,
) -> FixedTerm:
    """The checked facts of a cancellation charge: those that the clause needs, and none that it does not know."""
    rule = agreement.cancellation_charge
    prorated = isinstance(rule, IncentiveProrated)
    given = {"monthly_fee": monthly_fee is not None, "incentive": incentive is not None}
    given["last_invoice"] = last_invoice != NOT_GIVEN
    wanted = ("incentive", "last_invoice") if prorated else ("monthly_fee",)
    for name, is_given in given.items():
        if is_given != (name in wanted):
            raise FactError(
                "these terms ({clause}) charge {kind}: {verb} {name}{hint}",
                clause=Word(rule.clause),
                kind=Word("the incentive by the months left" if prorated else "a share of the monthly fees"),
                verb=Word("leave out" if is_given else "give"),
                name=Word(name),
                hint=Word(
                    ", the date of the last monthly invoice, or None" if name == "last_invoice" and not is_given else ""
                ),
            )
    fees = monthly_fee if isinstance(monthly_fee, tuple) else () if monthly_fee is None else (monthly_fee,)
    return FixedTerm(
        term_start=term_start,
        term_months=term_months,
        cancelled=cancelled,
        by=by,
        fees=fees,
        incentive=incentive,
        last_invoice=last_invoice if isinstance(last_invoice, date) else None,
    )


def _cancellation_charge(agreement: Agreement, *facts: Any) -> tuple[Step, ...]:
    *own, province, tax_rate, tax_mode = facts
    term = fixed_term_of(agreement, *own)
    rule = agreement.cancellation_charge
    tax = tax_of(agreement, term.cancelled, province, tax_rate, tax_mode)
    return cancellation_charge_steps(rule, term, tax, agreement.currency)


def _regime(agreement: Agreement, term_start: date, term_months: int, on: date) -> tuple[Step, ...]:
    return regime_steps(agreement.regime, term_start, term_months, on)


def replayed(agreement: Agreement, account: Account, as_of: date) -> Replay:
    """The replay behind a statement."""
    late = agreement.late_charge
    refuse_once(late)
    return Replay(
        account,
        as_of,
        agreement.due_date,
        late,
        agreement.statement,
    )


def refuse_once(late: LateCharge) -> None:
    """A statement rounds each month: what is posted on a bill is whole cents."""
    rule = late.of if isinstance(late, GreaterOf) else late
    if isinstance(rule, CompoundMonthly) and rule.round_at == "once":
        raise FactError(
            "a statement posts whole cents each month, so it cannot take the reading round_at = {value}: "
            "take round_at = each-month",
            value=Word(rule.round_at),
        )


def _statement(agreement: Agreement, account: Account, as_of: date) -> tuple[Step, ...]:
    replay = replayed(agreement, account, as_of)
    dispute = agreement.rules.dispute
    how = step("ask .across_readings(), or give the command --readings", part="range")
    return (*statement_steps(replay, replay.statement(agreement.currency, dispute), dispute), how)


QUESTIONS: Final[Mapping[str, Question]] = {
    "due_date": Question(("issued",), ("due_date",), _due_date),
    "late_charge": Question(
        ("amount", "issued", "paid", "billing_months"), ("due_date", "late_charge"), _late_charge, ("late_charge",)
    ),
    "effective_annual_rate": Question((), ("late_charge",), _effective_annual_rate),
    "dispute_until": Question(("issued",), ("dispute",), _dispute_until),
    "dispute": Question(("issued", "reported"), ("dispute",), _dispute),
    "refund": Question(
        (
            "fee",
            "cycle_start",
            "cancelled",
            "fee_months",
            "billing_day",
            "paid_until",
            "regime",
            "province",
            "tax_rate",
        ),
        ("refund",),
        _refund,
        ("refund",),
        taxed=True,
    ),
    "cancellation_charge": Question(
        (
            "monthly_fee",
            "incentive",
            "term_start",
            "term_months",
            "last_invoice",
            "cancelled",
            "by",
            "province",
            "tax_rate",
            "tax_mode",
        ),
        ("cancellation_charge",),
        _cancellation_charge,
        ("cancellation_charge",),
        taxed=True,
    ),
    "regime": Question(("term_start", "term_months", "on"), ("regime",), _regime),
    "statement": Question(
        ("account", "as_of"), ("due_date", "late_charge", "dispute"), _statement, ("late_charge", "statement")
    ),
}


def rules_of(agreement: Agreement, names: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of these names that the terms have."""
    found: list[Rule | None] = [getattr(agreement.rules, name) for name in names]
    return tuple(rule for rule in found if rule is not None)
