"""Hold the terms that an account is replayed by: the clauses that each of its debts takes.

Terms may be known in several editions. A debt takes the edition in force on its day, and keeps it until it is paid: its
due date, its late charge, until when it can be disputed, what a disputed part bears, and whether a payment meets its
charges or its principal first. An unnamed payment goes to the debts in the order that the edition in force on its own
day has. Where one sum is posted for several debts, their editions have to agree on it: the ledger refuses the others.
"""

from __future__ import annotations

from datetime import date
from typing import final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts
from telcoterms.clauses.dispute import DISPUTE, DisputeRule
from telcoterms.clauses.due_date import DUE_DATE, DueDateRule
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule
from telcoterms.statement.rule import STATEMENT, AcrossDebts, StatementRule
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
    """The terms of an account: an agreement with its earlier editions, and what their numbers go by.

    `given` are the plan, region, segment and indices of the account.
    """

    __slots__ = ("_by_edition", "agreement", "given")

    def __init__(self, agreement: Agreement, given: NumberFacts = NO_FACTS) -> None:
        self.agreement, self.given = agreement, given
        self._by_edition: dict[date, DebtTerms] = {}

    def on(self, day: date) -> DebtTerms:
        """Return the clauses that a debt of a day takes: those of the edition in force on it.

        Raises `NotInTermsError` where that edition has no due date or no late charge.
        """
        edition = self.agreement.in_force(day)
        terms = self._by_edition.get(edition.edition)
        if terms is None:
            terms = self._by_edition[edition.edition] = self._of(edition)
        return terms

    def _of(self, edition: Agreement) -> DebtTerms:
        late, due = LATE_CHARGE.of(edition), DUE_DATE.of(edition)
        numbers = replace(self.given, indices=edition.indices) if edition.indices else self.given
        return DebtTerms(edition, due, late, DISPUTE.find(edition), STATEMENT.of(edition), numbers)

    def across_debts(self, day: date) -> AcrossDebts:
        """Return which debt an unnamed payment of a day meets first: as the edition in force on that day has it."""
        return self.on(day).rule.across_debts

    def of_all(self, first: date, last: date) -> DebtTerms | None:
        """Return the clauses of all days from `first` to `last`; None where several editions were in force."""
        terms = self.on(first)
        return terms if self.agreement.in_force(last) is terms.agreement else None
