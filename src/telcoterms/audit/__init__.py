"""A billed figure held against the terms: whether it agrees, and if not, what reproduces it.

The billed figure is compared with the right one, then with the figure under every combination of readings, then with
those of a closed catalogue of known mistakes. What gives the billed figure is named, readings before mistakes; what
nothing gives is said plainly. A match shows arithmetic, not a cause, and there is no verdict.
"""

from telcoterms.audit.bill import Bill, BillLine
from telcoterms.audit.billed import Billed
from telcoterms.audit.held import held, held_late_charge
from telcoterms.audit.line_facts import LINE_FACTS, Fact, LineQuestion
from telcoterms.audit.lines import BillAudit, LineAudit, SumAudit, bill_audit
from telcoterms.audit.mistakes import MistakeName
from telcoterms.audit.value import Audit, DayAudit, Mistake, NotTried, ReadingMatch
from telcoterms.audit.wording import audit_steps, closing_steps, line_steps, sum_steps

__all__ = [
    "LINE_FACTS",
    "Audit",
    "Bill",
    "BillAudit",
    "BillLine",
    "Billed",
    "DayAudit",
    "Fact",
    "LineAudit",
    "LineQuestion",
    "Mistake",
    "MistakeName",
    "NotTried",
    "ReadingMatch",
    "SumAudit",
    "audit_steps",
    "bill_audit",
    "closing_steps",
    "held",
    "held_late_charge",
    "line_steps",
    "sum_steps",
]
