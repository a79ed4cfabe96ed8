"""Hold the terms that an account is replayed by: the clauses that each of its debts takes."""

from __future__ import annotations

from datetime import date
from typing import final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts
from telcoterms.clauses.dispute import DISPUTE, DisputeRule
from telcoterms.clauses.due_date import DUE_DATE, DueDateRule
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule
from telcoterms.statement.rule import STATEMENT, StatementRule
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace


@final
@dataclass(frozen=True, slots=True)
class DebtTerms:
    """The clauses that a debt takes, and what their numbers are chosen by."""

    agreement: Agreement
    due_date: DueDateRule
    late_charge: LateChargeRule
    dispute: DisputeRule | None
    rule: StatementRule
    numbers: NumberFacts

    @property
    def calendar(self) -> Calendar | None:
        """The calendar of the provider's place."""
        return self.agreement.calendar


@final
class AccountTerms:
    """The terms of an account: an agreement, and the plan, region, segment and indices that its numbers go by.

    Raises `NotInTermsError` where the terms have no due date or no late charge.
    """

    __slots__ = ("agreement", "debts", "given")

    def __init__(self, agreement: Agreement, given: NumberFacts = NO_FACTS) -> None:
        self.agreement, self.given = agreement, given
        numbers = replace(given, indices=agreement.indices) if agreement.indices else given
        late, due = LATE_CHARGE.of(agreement), DUE_DATE.of(agreement)
        self.debts = DebtTerms(agreement, due, late, DISPUTE.find(agreement), STATEMENT.of(agreement), numbers)

    def on(self, day: date) -> DebtTerms:
        """Return the clauses that a debt of a day takes."""
        return self.debts
