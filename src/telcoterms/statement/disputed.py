"""Disputed parts in a replay: set apart when they are reported, back when they are decided against the customer.

Under `exempt-while-open` the part and the rest are two debts, and the part's charges are held. Under `never-exempt` the
debt goes on bearing its charges as one, and only what payments meet is changed.
"""

from __future__ import annotations

from bisect import insort

from telcoterms.rules.late_charge import Spared
from telcoterms.statement.known import Apart
from telcoterms.statement.ledger import Books
from telcoterms.statement.running import Moved, Part, Running


def set_apart(books: Books, apart: Apart) -> None:
    """A dispute is reported: at most the principal that is unpaid stands apart."""
    day, debt = apart.dispute.reported.toordinal(), books.debts[apart.dispute.invoice]
    books.touch(debt, day)
    books.touch_parts(debt, day)
    principal = min(apart.sum, debt.principal)
    debt.moved.append(Moved(day, apart, principal))
    if not principal:
        return
    part = Part(debt, apart, principal)
    debt.parts.append(part)
    insort(books.parts, part)
    debt.principal -= principal
    if books.exempt:
        if debt.late:
            debt.late_accrual.shifted(day, -principal, debt.principal, debt.principal + debt.charges)
            books.begin_part(part)
        elif not debt.principal:  # a debt that is not late has no charges
            debt.open = False
            books.open.remove(debt)


def rejoin(books: Books, part: Part, day: int) -> bool:
    """A dispute is decided against the customer: the part is owed again; true if anything is."""
    debt = part.debt
    books.touch(debt, day)
    books.touch_parts(debt, day)
    debt.parts.remove(part)
    books.parts.remove(part)
    debt.moved.append(Moved(day, part.apart, part.principal, back=True, lapsed=part.held_on(day) > 0))
    if not part.principal:
        return False
    running = debt.late and debt.open
    debt.principal += part.principal
    if books.exempt:
        _bear_again(debt, part, day, running)
    if not debt.open:
        debt.open = True
        insort(books.open, debt)
    return True


def _bear_again(debt: Running, part: Part, day: int, running: bool) -> None:
    if running:
        debt.late_accrual.shifted(day, part.principal, debt.principal, debt.principal + debt.charges)
    elif day <= debt.due_on:
        debt.spared.append(Spared(part.since, day, part.principal))
    else:  # its due date passed while it was in dispute: late from the day after the decision
        debt.late, debt.late_after, debt.resumed_on = False, day, day
