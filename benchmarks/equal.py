"""Proof, before anything is timed, that both sides of a comparison give the same; and every field of either, read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benchmarks import decimal_ledger
from benchmarks.accounts import Case
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.plain_account import fits
from telcoterms.statement.questions import replayed
from telcoterms.statement.rule import STATEMENT
from telcoterms.statement.statement import Debt, Statement, statement_of
from telcoterms.terms import Terms
from telcoterms.values.money import Money


def check_charge(terms: Terms, amount: Money, issued: date, paid: date) -> None:
    charge = terms.late_charge(amount, issued=issued, paid=paid).value.amount
    for other in (decimal_ledger.late_charge, decimal_ledger.late_charge_tight):
        _same(charge, other(amount.amount, issued, paid))


def check_statements(terms: Terms, cases: Sequence[Case]) -> None:
    for case in cases:
        own = terms.statement(case.account, case.as_of).value
        _same(_plain(read(own)), read_ledger(decimal_ledger.statement(*case.in_decimals())))


def check_cores(terms: Terms, cases: Sequence[Case]) -> None:
    """The statement that the core gives against the one of the books of a replay, every field."""
    agreement = terms.agreement
    for case in cases:
        if not fits(LATE_CHARGE.of(agreement), STATEMENT.of(agreement), case.account, case.as_of):
            raise SystemExit(f"the account does not fit the core: {case}")
        books = replayed(AccountTerms(agreement), case.account, case.as_of)
        wanted = statement_of(books, agreement.currency)
        _same(terms.statement(case.account, case.as_of).value, wanted)


def core_of(terms: Terms) -> RateCharge:
    """The clause that the core computes."""
    late = LATE_CHARGE.of(terms.agreement)
    assert isinstance(late, RateCharge)
    return late


def _same(one: object, other: object) -> None:
    if one != other:
        raise SystemExit(f"two sides of a comparison differ:\n{one}\n{other}")


def _plain(fields: Sequence[object]) -> list[object]:
    """Money as `Decimal`, postings as a list."""
    plain: list[object] = []
    for one in fields:
        if isinstance(one, Money):
            plain.append(one.amount)
        elif isinstance(one, tuple):
            plain.append([(day, amount.amount) for day, amount in one])
        else:
            plain.append(one)
    return plain


def read(statement: Statement) -> list[object]:
    """Every field of a statement and of its debts."""
    found: list[object] = [
        statement.balance,
        statement.accrued,
        statement.settlement,
        statement.credit,
    ]
    for debt in statement.debts:
        found += _fields(debt)
    return found


def _fields(debt: Debt) -> tuple[object, ...]:
    return (
        debt.number,
        debt.issued,
        debt.due,
        debt.dispute_until,
        debt.principal,
        debt.charges,
        debt.accrued,
        debt.posted,
    )


def read_ledger(ledger: decimal_ledger.Ledger) -> list[object]:
    """The same of the ledger in Decimal."""
    found: list[object] = [
        ledger.balance,
        ledger.accrued,
        ledger.settlement,
        ledger.credit,
    ]
    for debt in ledger.debts:
        found += _ledger_fields(debt)
    return found


def _ledger_fields(debt: decimal_ledger.Debt) -> tuple[object, ...]:
    return (
        debt.number,
        debt.issued,
        debt.due,
        debt.dispute_until,
        debt.principal,
        debt.charges,
        debt.accrued,
        debt.posted,
    )
