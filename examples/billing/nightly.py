"""The nightly run: state each account, and post what turns the statement of the night before into this one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examples.billing.books import Happened, Posted, Stated
from examples.billing.incoming import BillIn, DisputeIn, PaymentIn, ReturnedIn, event_of
from telcoterms import Account, Statement, Terms, Verdicts, load_account, verify_all

RECEIVABLES = "assets:receivable"
"""The book whose lines are what the customers owe."""


def record(session: Session, recorded: date, incoming: BillIn | PaymentIn | ReturnedIn | DisputeIn) -> None:
    """Write down what happened, on the day on which it became known."""
    event = event_of(incoming)
    session.add(Happened(account=incoming.account, recorded=recorded, kind=event.table, data=event.as_dict()))


def accounts(session: Session, currency: str, known_on: date) -> Iterator[tuple[str, Account]]:
    """Yield each account with all that was known of it on a day."""
    rows = session.execute(
        select(Happened.account, Happened.kind, Happened.data)
        .where(Happened.recorded <= known_on)
        .order_by(Happened.account, Happened.id)
    )
    known: dict[str, dict[str, list[object]]] = {}
    for name, kind, data in rows:
        known.setdefault(name, defaultdict(list))[kind].append(data)
    for name, tables in known.items():
        yield name, load_account({"currency": currency, **tables})


def run(session: Session, terms: Terms, as_of: date) -> int:
    """State every account at the end of a day, and post the difference; return how many lines were posted."""
    latest = select(func.max(Stated.id)).group_by(Stated.account).scalar_subquery()
    before = {stated.account: stated for stated in session.scalars(select(Stated).where(Stated.id.in_(latest)))}
    posted = 0
    for name, account in accounts(session, terms.currency, as_of):
        answer = terms.statement(account, as_of)
        statement = answer.value
        stated = Stated(account=name, as_of=as_of, balance=statement.balance.minor, receipt=answer.receipt())
        session.add(stated)
        session.flush()
        if name in before:  # what is to be posted, whyever the statements differ
            found = statement.corrections(Statement.from_receipt(before[name].receipt)).transactions("provider")
        else:
            found = list(answer.transactions("provider") or ())
        for place, transaction in enumerate(found, 1):
            for posting in transaction.postings:
                posted += 1
                session.add(
                    Posted(
                        stated=stated.id,
                        account=name,
                        transaction=place,
                        day=transaction.day,
                        code=transaction.code,
                        debt=transaction.debt,
                        reference=transaction.reference,
                        book=posting.account,
                        amount=posting.amount.minor,
                    )
                )
    session.commit()
    return posted


def balances(session: Session) -> dict[str, int]:
    """Return what each customer owes by the ledger, in minor units."""
    of_customers = select(Posted.account, func.sum(Posted.amount)).where(Posted.book == RECEIVABLES)
    rows = session.execute(of_customers.group_by(Posted.account))
    return {name: int(sum_) for name, sum_ in rows}


def audit(session: Session, as_of: date) -> Verdicts[Statement]:
    """Answer the receipts of a night again."""
    receipts = session.scalars(select(Stated.receipt).where(Stated.as_of == as_of).order_by(Stated.account))
    return verify_all(receipts, Statement)
