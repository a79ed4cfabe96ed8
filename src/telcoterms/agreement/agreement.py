"""What a provider's file says: the documents, the rule for each question, and what every section does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, final

from telcoterms.agreement.law import LawTable
from telcoterms.agreement.taxes import TaxTable
from telcoterms.clauses.administrative_charge import AdministrativeChargeRule
from telcoterms.clauses.cancellation_charge import CancellationChargeRule
from telcoterms.clauses.change_of_terms import ChangeOfTermsRule
from telcoterms.clauses.complaint import ComplaintRule
from telcoterms.clauses.customer_cancellation import CustomerCancellationRule
from telcoterms.clauses.data_usage import DataUsageRule
from telcoterms.clauses.dispute import DisputeRule, dispute_until
from telcoterms.clauses.due_date import DueDateRule
from telcoterms.clauses.eligible_for_adr import EligibleForAdrRule
from telcoterms.clauses.equipment_return_by import EquipmentReturnByRule
from telcoterms.clauses.hours import HoursRule
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.clauses.liability_limit import LiabilityLimitRule
from telcoterms.clauses.policy_change import PolicyChangeRule
from telcoterms.clauses.precedence import PrecedenceRule
from telcoterms.clauses.provider_cancellation import ProviderCancellationRule
from telcoterms.clauses.refund import RefundRule
from telcoterms.clauses.regime import RegimeRule
from telcoterms.statement.rule import StatementRule
from telcoterms.values.calendars import Calendar
from telcoterms.values.errors import DayError, SilentTermsError, Word
from telcoterms.values.steps import Clause

SectionStatus = Literal["computed", "not-computed", "without-figures", "to-come"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published document; `sections` is how many it has, where that is known."""

    id: str
    title: str
    full_title: str
    where: str
    edition: date
    sections: int | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a section does, in our words: computed by which questions, not computed and why, or without figures."""

    clause: Clause
    status: SectionStatus
    says: str
    questions: tuple[str, ...] = ()
    why: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule for each question; None where the terms are silent."""

    due_date: DueDateRule | None = None
    late_charge: LateChargeRule | None = None
    dispute: DisputeRule | None = None
    refund: RefundRule | None = None
    cancellation_charge: CancellationChargeRule | None = None
    regime: RegimeRule | None = None
    administrative_charge: AdministrativeChargeRule | None = None
    equipment_return_by: EquipmentReturnByRule | None = None
    liability_limit: LiabilityLimitRule | None = None
    change_of_terms: ChangeOfTermsRule | None = None
    policy_change: PolicyChangeRule | None = None
    precedence: PrecedenceRule | None = None
    provider_cancellation: ProviderCancellationRule | None = None
    complaint: ComplaintRule | None = None
    eligible_for_adr: EligibleForAdrRule | None = None
    hours: HoursRule | None = None
    customer_cancellation: CustomerCancellationRule | None = None
    data_usage: DataUsageRule | None = None
    statement: StatementRule | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service with an agreement of its own, and the clauses that this agreement replaces."""

    id: str
    title: str
    document: str
    rules: Rules
    replaces: tuple[tuple[str, Clause], ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One edition of one provider's terms, for one service or for none."""

    provider: str
    name: str
    edition: date
    revision: int
    currency: str
    time_zone: str
    documents: tuple[Document, ...]
    ranking: tuple[str, ...]
    rules: Rules
    tax: TaxTable | None = None
    tax_clause: Clause | None = None
    law: LawTable | None = None
    services: tuple[Service, ...] = ()
    sections: tuple[Section, ...] = ()
    service: str | None = None
    calendar: Calendar | None = None
    origin: str = field(default="", compare=False)

    @property
    def due_date(self) -> DueDateRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.due_date is None:
            raise self.silent("due_date")
        return self.rules.due_date

    @property
    def late_charge(self) -> LateChargeRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.late_charge is None:
            raise self.silent("late_charge")
        return self.rules.late_charge

    @property
    def dispute(self) -> DisputeRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.dispute is None:
            raise self.silent("dispute")
        return self.rules.dispute

    @property
    def last_day_to_dispute(self) -> Callable[[date], date] | None:
        """The last day on which a debt of a day can be disputed; None where the terms are silent."""
        rule = self.rules.dispute
        if rule is None:
            return None

        def last_day(issued: date) -> date:
            try:
                return dispute_until(rule, issued)
            except DayError:  # after the last day of the calendar: every day is in time
                return date.max

        return last_day

    @property
    def refund(self) -> RefundRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.refund is None:
            raise self.silent("refund")
        return self.rules.refund

    @property
    def cancellation_charge(self) -> CancellationChargeRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.cancellation_charge is None:
            raise self.silent("cancellation_charge")
        return self.rules.cancellation_charge

    @property
    def regime(self) -> RegimeRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.regime is None:
            raise self.silent("regime")
        return self.rules.regime

    @property
    def administrative_charge(self) -> AdministrativeChargeRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.administrative_charge is None:
            raise self.silent("administrative_charge")
        return self.rules.administrative_charge

    @property
    def equipment_return_by(self) -> EquipmentReturnByRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.equipment_return_by is None:
            raise self.silent("equipment_return_by")
        return self.rules.equipment_return_by

    @property
    def liability_limit(self) -> LiabilityLimitRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.liability_limit is None:
            raise self.silent("liability_limit")
        return self.rules.liability_limit

    @property
    def change_of_terms(self) -> ChangeOfTermsRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.change_of_terms is None:
            raise self.silent("change_of_terms")
        return self.rules.change_of_terms

    @property
    def precedence(self) -> PrecedenceRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.precedence is None:
            raise self.silent("precedence")
        return self.rules.precedence

    @property
    def policy_change(self) -> PolicyChangeRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.policy_change is None:
            raise self.silent("policy_change")
        return self.rules.policy_change

    @property
    def provider_cancellation(self) -> ProviderCancellationRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.provider_cancellation is None:
            raise self.silent("provider_cancellation")
        return self.rules.provider_cancellation

    @property
    def complaint(self) -> ComplaintRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.complaint is None:
            raise self.silent("complaint")
        return self.rules.complaint

    @property
    def eligible_for_adr(self) -> EligibleForAdrRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.eligible_for_adr is None:
            raise self.silent("eligible_for_adr")
        return self.rules.eligible_for_adr

    @property
    def hours(self) -> HoursRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.hours is None:
            raise self.silent("hours")
        return self.rules.hours

    @property
    def open_days(self) -> Calendar:
        """The calendar of the provider's place, or `SilentTermsError`."""
        if self.calendar is None:
            raise SilentTermsError(
                "the terms of {provider} ({edition}), as recorded, name no calendar of holidays: give them one, as "
                "terms.with_calendar(load_calendar('england'))",
                provider=Word(self.provider),
                edition=self.edition,
            )
        return self.calendar

    @property
    def customer_cancellation(self) -> CustomerCancellationRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.customer_cancellation is None:
            raise self.silent("customer_cancellation")
        return self.rules.customer_cancellation

    @property
    def data_usage(self) -> DataUsageRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.data_usage is None:
            raise self.silent("data_usage")
        return self.rules.data_usage

    @property
    def statement(self) -> StatementRule:
        """The clause of that question, or `SilentTermsError`."""
        if self.rules.statement is None:
            raise self.silent("statement")
        return self.rules.statement

    def silent(self, question: str) -> SilentTermsError:
        """The error where the terms say nothing."""
        return SilentTermsError(
            "the terms of {provider} ({edition}), as recorded, say nothing on {question}: ask the provider, "
            "or add a table [{question}] to a file of your own",
            provider=Word(self.provider),
            edition=self.edition,
            question=Word(question),
        )
