"""What an account owes on a day: a replay of what is known on that day, from nothing, never a patch.

A day, in order: postings of months that end; new debts; payments. A debt whose principal is unpaid when its due date
ends
is late. A payment that covers a debt's balance and what has accrued on it posts the accrued and closes the debt; one
that covers less meets the balance only; what is left over is a credit, used as soon as something is owed.
"""

from telcoterms.statement.history import History, history
from telcoterms.statement.picture import picture
from telcoterms.statement.replay import AcrossDebts, PostedPer, Replay, StatementRule, WithinDebt
from telcoterms.statement.value import Debt, Statement
from telcoterms.statement.wording import statement_steps

__all__ = [
    "AcrossDebts",
    "Debt",
    "History",
    "PostedPer",
    "Replay",
    "Statement",
    "StatementRule",
    "WithinDebt",
    "history",
    "picture",
    "statement_steps",
]
