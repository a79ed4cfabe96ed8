"""A statement of the library and of the second implementation, which walks day by day, in the same words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from telcoterms import Statement, Terms
from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    OtherEvent,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.dispute import DISPUTE, WithinDays
from telcoterms.clauses.late_charge.kinds import FlatCharge, LateChargeRule, RateCharge
from telcoterms.statement.questions import totals_of
from telcoterms.statement.rule import StatementRule
from telcoterms.values.money import Money
from tests.oracle import ledger
from tests.random_accounts import Made
from tests.terms_builders import made, net


def kind_of(rule: LateChargeRule) -> ledger.Kind:
    """A clause of one leaf, maybe with a minimum, as the older of the two oracles has it; `trees` has the others."""
    assert isinstance(rule, RateCharge | FlatCharge)
    assert rule.most is None
    if rule.least is None:
        return plain_kind_of(rule)
    assert isinstance(rule.least, Money)
    return ledger.GreaterOf(plain_kind_of(rule), rule.least.minor)


def plain_kind_of(rule: RateCharge | FlatCharge) -> ledger.PlainKind:
    """A leaf without its minimum."""
    if isinstance(rule, FlatCharge):
        assert isinstance(rule.sum, Money)
        return ledger.FlatFee(rule.sum.minor)
    rate, runs_from, rounding = rule.rate, rule.runs_from, rule.rounding
    assert isinstance(rate, Fraction)
    assert runs_from != "grace-end"
    compounds = rule.compounding != "none"
    match rule.per:
        case "month":
            part_month = "completed-months" if rule.on_day is not None else rule.part_month
            return ledger.CompoundMonthly(rate, runs_from, part_month, rounding, compounds, rule.on_day)
        case "day":
            return ledger.SimpleDaily(Fraction(0), runs_from, rounding, rate, rule.first_day == "counted")
        case "year":
            return ledger.SimpleDaily(rate, runs_from, rounding)
        case _:
            raise AssertionError(rule)


def terms_for(one: Made, rule: LateChargeRule, order: StatementRule) -> Terms:
    """Terms of these clauses, under which an account is due in its own days; any administrative charge is theirs."""
    return made(due_date=net(one.net_days), late_charge=rule, statement=order, administrative_charge=None)


def by_the_library(one: Made, rule: LateChargeRule, order: StatementRule) -> ledger.Statement:
    """The statement of the library."""
    return by_day(in_its_words(terms_for(one, rule, order).statement(one.account, one.as_of).value))


def in_its_words(value: Statement) -> ledger.Statement:
    """A statement of the library as the second implementation gives one."""
    return ledger.Statement(
        value.balance.minor,
        value.accrued.minor,
        value.settlement.minor,
        value.credit.minor,
        tuple(
            ledger.Debt(
                debt.number,
                debt.issued,
                debt.due,
                debt.principal.minor,
                debt.charges.minor,
                debt.accrued.minor,
                tuple((day, amount.minor) for day, amount in debt.posted),
                debt.disputed.minor,
                debt.held.minor,
            )
            for debt in value.debts
        ),
        value.disputed.minor,
        value.held.minor,
    )


def day_by_day(one: Made, rule: LateChargeRule, order: StatementRule) -> ledger.Statement:
    """The statement of the second implementation."""
    account, terms = one.account, terms_for(one, rule, order)
    window = DISPUTE.find(terms.agreement)
    whole = ledger.statement(
        [ledger.Invoice(of.number, of.issued, of.amount.minor, of.billing_months) for of in account.invoices],
        [ledger.Payment(of.received, of.amount.minor, of.invoice, of.reference) for of in account.payments],
        one.as_of,
        net_days=one.net_days,
        late_charge=kind_of(rule),
        across_debts=order.across_debts,
        within_debt=order.within_debt,
        posted_per=order.posted_per,
        disputed=order.disputed,
        on_rejection=order.on_rejection,
        dispute_days=window.days if isinstance(window, WithinDays) else None,
        events=other_events(account, terms),
    )
    known = {of.number for of in account.invoices if of.issued <= one.as_of}
    assert {debt.number for debt in whole.debts} >= known
    return by_day(whole)


def other_events(account: Account, terms: Terms) -> list[ledger.OtherEvent]:
    """All but invoices and payments; what a cancellation comes to is worked out by the library's own questions."""

    def sums_of(event: Cancellation) -> tuple[int, int]:
        totals = totals_of(terms.agreement, event)
        return totals.charge.minor, totals.refund.minor

    return [other_event(event, sums_of) for event in account.others]


def other_event(event: OtherEvent, sums_of: Callable[[Cancellation], tuple[int, int]]) -> ledger.OtherEvent:
    """An event as the second implementation has it; `sums_of` gives the charge and the refund of a cancellation."""
    match event:
        case AdministrativeCharge():
            return ledger.AdministrativeCharge(event.number, event.on, event.amount.minor)
        case Cancellation():
            return ledger.Cancellation(event.number, event.on, *sums_of(event))
        case Credit():
            return ledger.Credit(event.issued, event.amount.minor, event.invoice, event.effect)
        case Dispute():
            outcome = event.outcome.minor if isinstance(event.outcome, Money) else event.outcome
            return ledger.Dispute(event.invoice, event.reported, event.amount.minor, event.decided, outcome)
        case ReturnedPayment():
            return ledger.ReturnedPayment(event.on, event.payment)
        case Payout():
            return ledger.Payout(event.on, event.amount.minor)
        case Reminder():
            return ledger.Reminder(event.on, event.invoice)
        case WriteOff():
            return ledger.WriteOff(event.on, event.invoice, event.amount.minor)
    assert_never(event)


def by_day(shown: ledger.Statement) -> ledger.Statement:
    """A statement with one posting a day."""
    return replace(shown, debts=tuple(replace(debt, posted=summed(debt.posted)) for debt in shown.debts))


def summed(postings: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    totals: dict[date, int] = {}
    for day, amount in postings:
        totals[day] = totals.get(day, 0) + amount
    return tuple(totals.items())
