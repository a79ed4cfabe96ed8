"""The readings under which an account is replayed: what terms seldom say.

A reading is used through the properties of `StatementRule` or in a `match`, each of which mypy refuses when a value has
no case. `plain_account.fits` names the readings that the plain replay takes, so a new one goes to the full replay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Term
from telcoterms.values.steps import Clause

AcrossDebts = Literal["oldest-first", "newest-first", "largest-first"]
WithinDebt = Literal["charges-first", "principal-first"]
PostedPer = Literal["invoice", "account"]
Disputed = Literal["exempt-while-open", "never-exempt"]
OnRejection = Literal["from-start", "from-decision"]
reading_words(
    "across_debts",
    {
        "oldest-first": Term("a payment meets the oldest debt first"),
        "newest-first": Term("a payment meets the newest debt first"),
        "largest-first": Term("a payment meets the largest debt first"),
    },
)
reading_words(
    "within_debt",
    {
        "charges-first": Term("a payment meets the charges of a debt first"),
        "principal-first": Term("a payment meets the principal of a debt first"),
    },
)
reading_words(
    "posted_per",
    {
        "invoice": Term("late charges are posted on each invoice"),
        "account": Term("late charges are posted on the account as a whole"),
    },
)
reading_words(
    "disputed",
    {
        "exempt-while-open": Term("what is in dispute bears no charge meanwhile"),
        "never-exempt": Term("what is in dispute bears charges all the same"),
    },
)
reading_words(
    "on_rejection",
    {
        "from-start": Term("a rejected dispute bears charges from the start"),
        "from-decision": Term("a rejected dispute bears charges from the decision on"),
    },
)


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
        "on_rejection": "the terms are silent; the fee was owed from the start",
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

    @property
    def charges_first(self) -> bool:
        """Whether a sum pays the charges of a debt before its principal."""
        match self.within_debt:
            case "charges-first":
                return True
            case "principal-first":
                return False
        assert_never(self.within_debt)

    @property
    def rounds_together(self) -> bool:
        """Whether the postings of all debts are rounded as one sum."""
        match self.posted_per:
            case "account":
                return True
            case "invoice":
                return False
        assert_never(self.posted_per)

    @property
    def exempts_disputed(self) -> bool:
        """Whether charges on what is in dispute are not owed while it is open."""
        match self.disputed:
            case "exempt-while-open":
                return True
            case "never-exempt":
                return False
        assert_never(self.disputed)

    @property
    def rejected_from_decision(self) -> bool:
        """Whether a dispute that was rejected counts as open up to its decision; else it was never reported."""
        match self.on_rejection:
            case "from-decision":
                return True
            case "from-start":
                return False
        assert_never(self.on_rejection)


STATEMENT: Final = Kinds[StatementRule]("statement", StatementRule)


class StatementReadings(TypedDict, total=False):
    """Readings of `statement`; those of `late_charge` apply to it too."""

    across_debts: AcrossDebts
    within_debt: WithinDebt
    posted_per: PostedPer
    disputed: Disputed
    on_rejection: OnRejection
