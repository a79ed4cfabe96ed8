"""Two nights of a small billing system: python -m examples.billing [--postgres] [--accounts 100].

Between the nights a payment becomes known that had arrived weeks before. What it changes is posted as lines of their
own; no line that was posted is touched.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from datetime import date, timedelta

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from examples.billing.books import Base, Posted, Stated
from examples.billing.incoming import BillIn, DisputeIn, PaymentIn, ReturnedIn
from examples.billing.nightly import audit, balances, record, run
from examples.billing.postgres import postgres
from telcoterms import Money, load

FIRST, SECOND = date(2026, 3, 20), date(2026, 3, 21)


def fill(session: Session, accounts: int) -> None:
    """Write down three months of some accounts: most pay late, some dispute a bill, some payments come back."""
    for number in range(accounts):
        account = f"A-{number:05}"
        fee = Money.of_minor(4995 + number % 7 * 1000, "CAD")
        for month in (1, 2, 3):
            issued = date(2026, month, 1 + number % 5)
            bill = f"2026-0{month}"
            record(session, issued, BillIn(account=account, number=bill, issued=issued, amount=fee))
            paid = issued + timedelta(days=10 + number % 40)
            if paid <= FIRST and number % 3:
                reference = f"{account}-{bill}"
                record(session, paid, PaymentIn(account=account, received=paid, amount=fee, reference=reference))
                if number % 11 == 1 and month == 1:
                    back = paid + timedelta(days=4)
                    record(session, back, ReturnedIn(account=account, on=back, payment=reference))
            elif number % 9 == 0 and month == 2:
                told = issued + timedelta(days=20)
                part = Money.of_minor(1000, "CAD")
                record(session, told, DisputeIn(account=account, invoice=bill, reported=told, amount=part))
    session.commit()


def main() -> None:
    """Run both nights, and show what was posted."""
    parser = argparse.ArgumentParser(prog="python -m examples.billing", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL of its own, not in SQLite")
    parser.add_argument("--accounts", type=int, default=100, help="how many accounts (100)")
    asked = parser.parse_args()
    terms = load("kos")
    with ExitStack() as stack:
        url = stack.enter_context(postgres()) if asked.postgres else "sqlite://"
        engine = create_engine(url)
        Base.metadata.create_all(engine)
        session = stack.enter_context(Session(engine))
        fill(session, asked.accounts)
        print(f"{FIRST}: {run(session, terms, FIRST)} lines posted for {asked.accounts} accounts")

        late = PaymentIn(account="A-00000", received=date(2026, 1, 20), amount=Money("49.95", "CAD"), reference="found")
        record(session, SECOND, late)
        print(f"{SECOND}: {run(session, terms, SECOND)} lines posted")
        print("\nA-00000 paid on 2026-01-20, which became known on the second day. Its lines of that night:")
        lines = select(Posted).join(Stated).where(Posted.account == "A-00000", Stated.as_of == SECOND)
        for line in session.scalars(lines.order_by(Posted.id)):
            sum_ = Money.of_minor(line.amount, "CAD")
            print(f"  {line.day}  {line.code:12} {line.debt or '':8} {line.book:20} {sum_.text:>8}")

        by_ledger = balances(session)
        stated = session.execute(select(Stated.account, Stated.balance).where(Stated.as_of == SECOND))
        differ = [name for name, balance in stated if by_ledger.get(name, 0) != balance]
        lines_of_all = session.scalar(select(func.count(Posted.id)))
        print(f"\n{lines_of_all} lines; accounts whose ledger is not the statement: {len(differ)}")
        for night in (FIRST, SECOND):
            print(f"receipts of {night}: {dict(audit(session, night).counts)}")
        session.close()
        engine.dispose()


if __name__ == "__main__":
    main()
