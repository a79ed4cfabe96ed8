"""How an account is replayed: what terms seldom say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.steps import Clause

AcrossDebts = Literal["oldest-first", "newest-first", "largest-first"]
WithinDebt = Literal["charges-first", "principal-first"]
PostedPer = Literal["invoice", "account"]
Disputed = Literal["exempt-while-open", "never-exempt"]
OnRejection = Literal["from-start", "from-decision"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRule(Rule):
    """How payments meet debts, how postings are rounded, and what a disputed part bears."""

    kind: ClassVar[str] = "replay"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "across_debts": "the terms are silent; the oldest debt is met first, as is usual for accounts",
        "within_debt": "the terms are silent; changes no total",
        "posted_per": "each invoice is a debt of its own, rounded on its own",
        "disputed": "the terms are silent; what is in question is not yet owed",
        "on_rejection": "the terms are silent; the fee was right from the start",
    }

    across_debts: AcrossDebts = "oldest-first"
    within_debt: WithinDebt = "charges-first"
    posted_per: PostedPer = "invoice"
    disputed: Disputed = "exempt-while-open"
    on_rejection: OnRejection = "from-start"

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """None: it says what the terms do not."""
        return ()


STATEMENT: Final = Kinds[StatementRule]("statement", StatementRule)
