"""What an account owes on a day: a replay of what is known on that day, from nothing, never a patch.

A debt whose principal is unpaid when its due date ends is late. A payment that covers a debt's balance and what has
accrued on it posts the accrued and closes the debt; one that covers less meets the balance only; what is left over is a
credit, used as soon as something is owed. What is in dispute stands apart until it is decided.
"""

from telcoterms.statement.ahead import WhatIf, what_if_steps
from telcoterms.statement.coming import Coming, coming, coming_steps
from telcoterms.statement.entries import Correction, Corrections, Entry, What
from telcoterms.statement.history import History, history
from telcoterms.statement.known import Ended, Known, known_on
from telcoterms.statement.picture import picture
from telcoterms.statement.replay import Replay
from telcoterms.statement.rows import Row, rows
from telcoterms.statement.rule import AcrossDebts, Disputed, OnRejection, PostedPer, StatementRule, WithinDebt
from telcoterms.statement.value import Debt, Statement
from telcoterms.statement.valued import plain_statement, statement_of
from telcoterms.statement.wording import statement_steps, sum_steps

__all__ = [
    "AcrossDebts",
    "Coming",
    "Correction",
    "Corrections",
    "Debt",
    "Disputed",
    "Ended",
    "Entry",
    "History",
    "Known",
    "OnRejection",
    "PostedPer",
    "Replay",
    "Row",
    "Statement",
    "StatementRule",
    "What",
    "WhatIf",
    "WithinDebt",
    "coming",
    "coming_steps",
    "history",
    "known_on",
    "picture",
    "plain_statement",
    "rows",
    "statement_of",
    "statement_steps",
    "sum_steps",
    "what_if_steps",
]
