"""One provider's terms: a method for each question.

The methods of `Terms` are the functions beside the clauses: a line here makes a question one of the library. `TABLES`
are the tables of a provider's file, `AllReadings` those that have readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack, final

from telcoterms.agreement.agreement import Agreement, Kinds, Section
from telcoterms.agreement.coverage import Coverage, coverage
from telcoterms.answers.answer import Answer
from telcoterms.answers.question import KNOWN, Question, under_by_table
from telcoterms.audit import questions as _audit
from telcoterms.clauses import administrative_charge as _administrative_charge
from telcoterms.clauses import cancellation_charge as _cancellation_charge
from telcoterms.clauses import change_of_terms as _change_of_terms
from telcoterms.clauses import cheapest_cancellation as _cheapest_cancellation
from telcoterms.clauses import complaint as _complaint
from telcoterms.clauses import customer_cancellation as _customer_cancellation
from telcoterms.clauses import data_usage as _data_usage
from telcoterms.clauses import dispute as _dispute
from telcoterms.clauses import due_date as _due_date
from telcoterms.clauses import eligible_for_adr as _eligible_for_adr
from telcoterms.clauses import equipment_return_by as _equipment_return_by
from telcoterms.clauses import hours as _hours
from telcoterms.clauses import law as _law
from telcoterms.clauses import liability_limit as _liability_limit
from telcoterms.clauses import policy_change as _policy_change
from telcoterms.clauses import precedence as _precedence
from telcoterms.clauses import provider_cancellation as _provider_cancellation
from telcoterms.clauses import refund as _refund
from telcoterms.clauses import regime as _regime
from telcoterms.clauses import tax as _tax
from telcoterms.clauses.late_charge import kinds as _late_charge_kinds
from telcoterms.clauses.late_charge import question as _late_charge
from telcoterms.formats.locale import tongue
from telcoterms.formats.text import said
from telcoterms.statement import questions as _of_account
from telcoterms.statement.rule import StatementReadings
from telcoterms.terms.remarks import Remark, remarks
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Language, phrase

if TYPE_CHECKING:
    from telcoterms.formats.locale import Tongue

TABLES: Final[tuple[Kinds[Any], ...]] = (
    _due_date.DUE_DATE,
    _late_charge_kinds.LATE_CHARGE,
    _dispute.DISPUTE,
    _refund.REFUND,
    _cancellation_charge.CANCELLATION_CHARGE,
    _regime.REGIME,
    _administrative_charge.ADMINISTRATIVE_CHARGE,
    _equipment_return_by.EQUIPMENT_RETURN_BY,
    _liability_limit.LIABILITY_LIMIT,
    _change_of_terms.CHANGE_OF_TERMS,
    _policy_change.POLICY_CHANGE,
    _precedence.PRECEDENCE,
    _provider_cancellation.PROVIDER_CANCELLATION,
    _complaint.COMPLAINT,
    _eligible_for_adr.ELIGIBLE_FOR_ADR,
    _hours.HOURS,
    _customer_cancellation.CUSTOMER_CANCELLATION,
    _data_usage.DATA_USAGE,
)
"""The tables of a provider's file that hold a clause, in the order in which its schema lists them."""


class AllReadings(TypedDict, total=False):
    """The readings of each table, as `Terms.under` takes them."""

    late_charge: _late_charge_kinds.LateChargeReadings | None
    refund: _refund.RefundReadings | None
    cancellation_charge: _cancellation_charge.CancellationChargeReadings | None
    statement: StatementReadings | None
    hours: _hours.HoursReadings | None
    liability_limit: _liability_limit.LiabilityLimitReadings | None
    data_usage: _data_usage.DataUsageReadings | None


@final
@dataclass(frozen=True, slots=True)
class Terms:
    """A provider's terms, of one edition, for one service or for none; `telcoterms.load` gives them.

    Every method is a question and answers with an `Answer`. Money is taken as `Money`, text, `Decimal` or whole units
    (`int`), never as a float; a day as a `date` or as text like `2026-01-31`. A question on which the terms are silent
    raises `SilentTermsError`.
    """

    agreement: Agreement

    due_date = _due_date.due_date
    late_charge = _late_charge.late_charge
    effective_annual_rate = _late_charge.effective_annual_rate
    dispute_until = _dispute.dispute_until
    dispute = _dispute.dispute
    refund = _refund.refund
    cancellation_charge = _cancellation_charge.cancellation_charge
    regime = _regime.regime
    administrative_charge = _administrative_charge.administrative_charge
    equipment_return_by = _equipment_return_by.equipment_return_by
    liability_limit = _liability_limit.liability_limit
    outage_fees = _liability_limit.outage_fees
    data_usage = _data_usage.data_usage
    change_of_terms = _change_of_terms.change_of_terms
    policy_change = _policy_change.policy_change
    precedence = _precedence.precedence
    provider_cancellation = _provider_cancellation.provider_cancellation
    complaint = _complaint.complaint
    eligible_for_adr = _eligible_for_adr.eligible_for_adr
    hours = _hours.hours
    support_open = _hours.support_open
    next_opening = _hours.next_opening
    customer_cancellation = _customer_cancellation.customer_cancellation
    law = _law.law
    tax = _tax.tax
    statement = _of_account.statement
    settlement = _of_account.settlement
    what_if = _of_account.what_if
    cheapest_cancellation = _cheapest_cancellation.cheapest_cancellation
    audit_late_charge = _audit.audit_late_charge
    audit = _audit.audit

    @property
    def provider(self) -> str:
        """The provider's short name."""
        return self.agreement.provider

    @property
    def edition(self) -> date:
        """The day of the edition."""
        return self.agreement.edition

    @property
    def service(self) -> str | None:
        """The service whose agreement outranks the general terms, if one was named."""
        return self.agreement.service

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.agreement.currency

    def under(self, **readings: Unpack[AllReadings]) -> Terms:
        """The same terms under other readings, for all that is asked of them.

        >>> from telcoterms import load
        >>> literal = load("kos").under(late_charge={"runs_from": "next-invoice-date"})
        >>> literal.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
        Money('1.13', 'CAD')
        """
        return Terms(under_by_table(self.agreement, readings, AllReadings.__annotations__))

    def with_calendar(self, calendar: Calendar) -> Terms:
        """The same terms with another calendar of holidays, such as one with a day added or removed.

        >>> from telcoterms import load, load_calendar
        >>> closed = load_calendar("england").changed(added=["2026-03-03"])
        >>> load("kijoma").with_calendar(closed).complaint(received="2026-03-02").value.steps[0].latest
        datetime.date(2026, 3, 10)
        """
        if not isinstance(calendar, Calendar):
            raise FactError(
                "{calendar} is no calendar: give load_calendar('england'), or one of Calendar.from_holidays",
                calendar=calendar,
            )
        return Terms(replace(self.agreement, calendar=calendar))

    def sections(self) -> tuple[Section, ...]:
        """What every section of every document does: computed, not computed and why, or without figures."""
        return self.agreement.sections

    def coverage(self) -> Coverage:
        """Every section of every document: computed by which questions, not computed and why, or without figures.

        >>> from telcoterms import load
        >>> load("kos").coverage().missing
        ()
        """
        return coverage(self.agreement)

    def remarks(self) -> tuple[Remark, ...]:
        """What stands out in the terms although their file has no fault, as `telcoterms check` prints it."""
        return remarks(self.agreement)

    def _said(self, tongue: Tongue | None = None) -> str:
        agreement = self.agreement
        own: dict[str, Any] = {"name": agreement.name, "edition": agreement.edition, "currency": agreement.currency}
        head = phrase("{name}, terms of {edition}, in {currency}", **own)
        if agreement.service is not None:
            template = "{name}, terms of {edition}, service {service}, in {currency}"
            head = phrase(template, **own, service=agreement.service)
        answered = ", ".join(name for name in QUESTIONS if self.answers(name))
        return f"{said(head, tongue)}\n{said(phrase('answers: {questions}', questions=answered), tongue)}"

    def show(self, lang: Language) -> str:
        """What `print` shows, in a language."""
        return self._said(tongue(lang, self.currency))

    def __str__(self) -> str:
        return self._said()

    def __repr__(self) -> str:
        service = "" if self.service is None else f", service={self.service!r}"
        return f"<terms of {self.provider}, {self.edition}{service}>"

    def answers(self, question: str) -> bool:
        """Whether the terms answer a question."""
        return QUESTIONS[question].answered_by(self.agreement)

    # What an answer asks of the terms that gave it.

    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]:
        """Ask a question again by its name."""
        answer: Answer[object] = getattr(self, question)(**dict(zip(QUESTIONS[question].facts, facts, strict=True)))
        return answer

    def asked(self, question: str, facts: tuple[object, ...]) -> Question:
        """Return a question with its facts, which tells all that is beside the figure."""
        return QUESTIONS[question](self.agreement, facts)

    def reading(self, question: str, readings: Mapping[str, str]) -> Terms:
        """The terms under readings that are named without their question, as an answer knows them."""
        return Terms(QUESTIONS[question].under(self.agreement, readings))


QUESTIONS: Final[Mapping[str, type[Question]]] = {name: KNOWN[name] for name in vars(Terms) if name in KNOWN}
"""The questions that `Terms` answers, in its order."""
