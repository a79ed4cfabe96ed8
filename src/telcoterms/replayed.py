"""An account under an agreement: its replay, the ends of its services, and how its answers are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from telcoterms.account.account import Account
from telcoterms.account.events import AdministrativeCharge, Cancellation, Dispute, Payment
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.rule import Rule
from telcoterms.clauses.administrative_charge import ADMINISTRATIVE_CHARGE, allowed_charge
from telcoterms.clauses.cancellation_charge import (
    CANCELLATION_CHARGE,
    FixedTerm,
    cancellation_charge_steps,
    charge_for,
)
from telcoterms.clauses.dispute import DISPUTE
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY, return_by
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, CompoundMonthly, GreaterOf, LateChargeRule
from telcoterms.clauses.refund import REFUND, Prepaid, refund_steps, refunded
from telcoterms.clauses.refund import Regime as RefundRegime
from telcoterms.clauses.regime import REGIME, regime_steps
from telcoterms.facts import fixed_term_of, prepaid_of, refund_tax, tax_of
from telcoterms.formats.csv import Sheet
from telcoterms.formats.svg import Chart
from telcoterms.statement.picture import picture
from telcoterms.statement.plain_account import fits
from telcoterms.statement.questions import WhatIf, what_if_steps
from telcoterms.statement.replay import Replay
from telcoterms.statement.rule import STATEMENT
from telcoterms.statement.snapshot import AccountSnapshot, CancellationTotals, snapshot_on
from telcoterms.statement.statement import EntryKind, LedgerRow, Statement, ledger_rows, plain_statement, statement_of
from telcoterms.statement.working import Upcoming, statement_steps, sum_steps, upcoming, upcoming_steps
from telcoterms.values.days import add_months
from telcoterms.values.errors import FactError, TelcoTermsError, Word
from telcoterms.values.messages import phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Step, step

HOW: Final = step("ask .across_readings() in Python, or --readings in a shell", part="range")


def replayed(agreement: Agreement, account: Account, as_of: date) -> Replay:
    """The replay behind a statement.

    What is paid out or written off is judged by what was known on its own day: where something has reached back
    since, that day is replayed as well.
    """
    late = LATE_CHARGE.of(agreement)
    refuse_once(late)
    due, dispute, rule = DUE_DATE.of(agreement), DISPUTE.find(agreement), STATEMENT.of(agreement)
    ended = {one.number: ended_of(agreement, one) for one in account.others if isinstance(one, Cancellation)}

    def known(day: date) -> AccountSnapshot:
        return snapshot_on(account, day, due, dispute, ended, rule.rejected_from_decision)

    now = known(as_of)
    _check_charges(agreement, now)
    judged = {one.on for one in now.payouts} | {one.on for one in now.write_offs}
    for day in sorted(day for day in judged if day < now.revised_on):
        Replay(known(day), due, late, rule)
    return Replay(now, due, late, rule)


def _check_charges(agreement: Agreement, known: AccountSnapshot) -> None:
    """Refuse an administrative charge that the terms do not allow."""
    rule = ADMINISTRATIVE_CHARGE.find(agreement)
    for billed in known.debts:
        one = billed.source
        if isinstance(one, AdministrativeCharge) and rule is not None:
            try:
                allowed_charge(rule, one.amount, one.reason)
            except TelcoTermsError as error:
                raise FactError(
                    "the administrative charge {number} is not one of these terms: {why}",
                    number=one.number,
                    why=error,
                ) from None


def statement_on(agreement: Agreement, account: Account, as_of: date) -> Statement:
    """Return the statement of an account; where it is plain, without a replay."""
    late, rule, dispute = LATE_CHARGE.of(agreement), STATEMENT.of(agreement), DISPUTE.find(agreement)
    if fits(late, rule, account, as_of):
        return plain_statement(account, as_of, DUE_DATE.of(agreement), late, rule, agreement.currency, dispute)
    return statement_of(replayed(agreement, account, as_of), agreement.currency, dispute)


def is_fixed(gone: Cancellation) -> bool:
    """Whether a service was cancelled inside a fixed term."""
    if gone.term_start is None or gone.term_months is None:
        return False
    return gone.on < add_months(gone.term_start, gone.term_months)


def term_of(agreement: Agreement, gone: Cancellation) -> FixedTerm:
    """The fixed term that a cancellation ends, checked."""
    assert gone.term_start is not None
    assert gone.term_months is not None
    own = (gone.monthly_fee, gone.incentive, gone.term_start, gone.term_months, gone.last_invoice)
    return fixed_term_of(agreement, *own, gone.on, gone.by)


def prepaid_with(gone: Cancellation) -> Prepaid:
    """What was prepaid when a service was cancelled, checked."""
    assert gone.fee is not None
    assert gone.cycle_start is not None
    regime: RefundRegime = "fixed-term" if is_fixed(gone) else "month-to-month"
    months, billing_day, until = gone.fee_months, gone.billing_day, gone.paid_until
    return prepaid_of((gone.fee, gone.cycle_start, gone.on, months, billing_day, until, regime))


def ended_of(agreement: Agreement, gone: Cancellation) -> CancellationTotals:
    """What a cancellation comes to: a charge inside a fixed term, what comes back of prepaid fees."""
    charge = back = Money.of_minor(0, agreement.currency)
    if is_fixed(gone):
        tax = tax_of(agreement, gone.on, gone.province, gone.tax_rate, gone.tax_mode)
        charge = charge_for(CANCELLATION_CHARGE.of(agreement), term_of(agreement, gone), tax, agreement.currency).total
    if gone.fee is not None:
        prepaid = prepaid_with(gone)
        tax = refund_tax(agreement, prepaid, gone.province, gone.tax_rate)
        back = refunded(REFUND.of(agreement), prepaid, tax).total
    return CancellationTotals(charge, back)


def ended_steps(agreement: Agreement, gone: Cancellation) -> tuple[Step, ...]:
    """The working of what a cancellation comes to."""
    steps: tuple[Step, ...] = ()
    if gone.term_start is not None and gone.term_months is not None:
        on = max(gone.on, gone.term_start)
        regime = REGIME.find(agreement)
        if regime is not None:
            steps += regime_steps(regime, gone.term_start, gone.term_months, on)
    if is_fixed(gone):
        tax = tax_of(agreement, gone.on, gone.province, gone.tax_rate, gone.tax_mode)
        rule, term = CANCELLATION_CHARGE.of(agreement), term_of(agreement, gone)
        steps += cancellation_charge_steps(rule, term, tax, agreement.currency)
    if gone.fee is not None:
        prepaid = prepaid_with(gone)
        steps += refund_steps(
            REFUND.of(agreement), prepaid, refund_tax(agreement, prepaid, gone.province, gone.tax_rate)
        )
    return steps


def rules_behind(account: Account, on: date) -> tuple[str, ...]:
    """The rules that the events of an account bring in, as far as they are known on a day."""
    found: list[str] = []
    for event in account.others:
        if event.day <= on:
            match event:
                case Dispute():
                    found.append("dispute")
                case AdministrativeCharge():
                    found.append("administrative_charge")
                case Cancellation():
                    found += ["refund"] if event.fee is not None else []
                    found += ["regime"] if event.term_start is not None else []
                    found += ["cancellation_charge"] if is_fixed(event) else []
                    found.append("equipment_return_by")
                case _:
                    pass
    return tuple(found)


def statement_working(agreement: Agreement, account: Account, as_of: date) -> tuple[Step, ...]:
    """The working of a statement, and what comes next."""
    replay = replayed(agreement, account, as_of)
    dispute = DISPUTE.find(agreement)
    statement = statement_of(replay, agreement.currency, dispute)
    endings = {gone.number: ended_steps(agreement, gone) for gone, _ in replay.snapshot.cancellations}
    next_ = upcoming(replay, statement, None if dispute is None else dispute.clause, _ends(agreement, replay.snapshot))
    return (*statement_steps(replay, statement, dispute, endings), *upcoming_steps(next_), HOW)


def _ends(agreement: Agreement, known: AccountSnapshot) -> Iterator[Upcoming]:
    """What the ends of services leave to come: equipment to bring back, and the end of a term."""
    equipment, regime = EQUIPMENT_RETURN_BY.find(agreement), REGIME.find(agreement)
    for gone, _ in known.cancellations:
        if equipment is not None:
            last_day = return_by(equipment, gone.on)
            if last_day is not None:
                what = phrase("last day to return leased equipment of {number}", number=gone.number)
                yield Upcoming(last_day, what, equipment.clause)
        if gone.term_start is not None and gone.term_months is not None:
            what = phrase("end of the term that {number} ended", number=gone.number)
            clause = None if regime is None else regime.clause
            yield Upcoming(add_months(gone.term_start, gone.term_months), what, clause)


def statement_picture(agreement: Agreement, account: Account, as_of: date) -> Chart:
    """The picture of a statement."""
    return picture(statement_on(agreement, account, as_of))


def statement_sheet(agreement: Agreement, account: Account, as_of: date) -> Sheet:
    """The ledger of a statement."""
    by_kind = {
        "billed": DUE_DATE.find(agreement),
        "late charge": LATE_CHARGE.find(agreement),
        "accrued": LATE_CHARGE.find(agreement),
    }
    disputed = dict.fromkeys(("disputed", "held"), DISPUTE.find(agreement))
    all_: dict[str, Rule | None] = {**by_kind, **disputed, "refund": REFUND.find(agreement)}

    def clause_of(what: EntryKind) -> str:
        rule = all_.get(what)
        return "" if rule is None else str(rule.clause)

    return Sheet(LedgerRow._fields, ledger_rows(statement_on(agreement, account, as_of), clause_of))


def settlement_working(agreement: Agreement, account: Account, on: date) -> tuple[Step, ...]:
    """The working of what settles an account: its sums, and that the payment leaves nothing."""
    statement = statement_on(agreement, account, on)
    lines = [
        step(
            "{debt}, principal, charges and accrued: {principal} + {charges} + {accrued} = {sum}",
            LATE_CHARGE.of(agreement).clause,
            indent=1,
            debt=debt.title,
            principal=debt.principal,
            charges=debt.charges,
            accrued=debt.accrued,
            sum=debt.principal + debt.charges + debt.accrued,
        )
        for debt in statement.debts
        if debt.principal.minor or debt.charges.minor or debt.accrued.minor
    ]
    if lines:
        lines.insert(0, step("what is owed", title=True))
    left: tuple[Step, ...] = ()
    if statement.settlement.minor > 0:
        after = statement_on(agreement, Account([*account, Payment(on, statement.settlement)]), on)
        told = "paid on {day}, it leaves {left}"
        left = (step(told, indent=1, day=on, left=after.settlement),)
    return (*lines, *sum_steps(statement), *left, HOW)


def what_if(agreement: Agreement, account: Account, payment: Payment, on: date) -> WhatIf:
    """An account on a day without a payment and with it."""
    paid = Account([*account, payment])
    return WhatIf(payment, statement_on(agreement, account, on), statement_on(agreement, paid, on))


def what_if_working(agreement: Agreement, account: Account, payment: Payment, on: date) -> tuple[Step, ...]:
    """The working of the account with the payment, and the difference that it makes."""
    paid = statement_working(agreement, Account([*account, payment]), on)
    found = what_if(agreement, account, payment, on)
    own = tuple(one for one in paid if one.part == "working")
    return (*own, *what_if_steps(found), HOW)


def refuse_once(late: LateChargeRule) -> None:
    """A statement rounds each month: what is posted on a bill is whole cents."""
    rule = late.of if isinstance(late, GreaterOf) else late
    if isinstance(rule, CompoundMonthly) and rule.round_at == "once":
        raise FactError(
            "a statement posts whole cents each month, so it cannot take the reading round_at = {value}: "
            "take round_at = each-month",
            value=Word(rule.round_at),
        )
