"""One provider's terms: a method for each question; where one answer feeds the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, final

from telcoterms.accounts import AccountQuestions
from telcoterms.agreement.agreement import Agreement, Kinds, Section
from telcoterms.agreement.coverage import Coverage, coverage
from telcoterms.answers.answer import Answer
from telcoterms.asked import Asked, reading, under
from telcoterms.audit.audit import Audit, BillAudit
from telcoterms.audit.bill import LINE_FACTS, Bill
from telcoterms.audited import audited, late_charge_audit
from telcoterms.clauses.administrative_charge import ADMINISTRATIVE_CHARGE
from telcoterms.clauses.cancellation_charge import CANCELLATION_CHARGE
from telcoterms.clauses.change_of_terms import CHANGE_OF_TERMS
from telcoterms.clauses.complaint import COMPLAINT
from telcoterms.clauses.customer_cancellation import CUSTOMER_CANCELLATION
from telcoterms.clauses.data_usage import DATA_USAGE
from telcoterms.clauses.dispute import DISPUTE, DisputeWindow, dispute_window, last_day_to_dispute
from telcoterms.clauses.due_date import DUE_DATE, due_on
from telcoterms.clauses.eligible_for_adr import ELIGIBLE_FOR_ADR
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY
from telcoterms.clauses.hours import HOURS
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, effective_rate
from telcoterms.clauses.late_charge.question import charge_minor
from telcoterms.clauses.liability_limit import LIABILITY_LIMIT
from telcoterms.clauses.policy_change import POLICY_CHANGE
from telcoterms.clauses.precedence import PRECEDENCE
from telcoterms.clauses.provider_cancellation import PROVIDER_CANCELLATION
from telcoterms.clauses.refund import REFUND
from telcoterms.clauses.regime import REGIME
from telcoterms.contact import ContactQuestions
from telcoterms.formats.locale import tongue
from telcoterms.formats.text import said
from telcoterms.lawful import LawQuestions
from telcoterms.leaving import LeavingQuestions
from telcoterms.limits import LimitQuestions
from telcoterms.named_readings import (
    CancellationChargeReadings,
    DataUsageReadings,
    HoursReadings,
    LateChargeReadings,
    LiabilityLimitReadings,
    RefundReadings,
    StatementReadings,
)
from telcoterms.questions import QUESTIONS, rules_of
from telcoterms.remarks import Remark, remarks
from telcoterms.using import UsingQuestions
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, as_count, as_day
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Language, phrase
from telcoterms.values.money import Amount, Money, as_money

if TYPE_CHECKING:
    from telcoterms.formats.locale import Tongue


TABLES: Final[tuple[Kinds[Any], ...]] = (
    DUE_DATE,
    LATE_CHARGE,
    DISPUTE,
    REFUND,
    CANCELLATION_CHARGE,
    REGIME,
    ADMINISTRATIVE_CHARGE,
    EQUIPMENT_RETURN_BY,
    LIABILITY_LIMIT,
    CHANGE_OF_TERMS,
    POLICY_CHANGE,
    PRECEDENCE,
    PROVIDER_CANCELLATION,
    COMPLAINT,
    ELIGIBLE_FOR_ADR,
    HOURS,
    CUSTOMER_CANCELLATION,
    DATA_USAGE,
)
"""The tables of a provider's file that hold a clause, in the order in which its schema lists them."""


@final
@dataclass(frozen=True, slots=True)
class Terms(AccountQuestions, LeavingQuestions, LimitQuestions, ContactQuestions, LawQuestions, UsingQuestions):
    """A provider's terms, of one edition, for one service or for none; `telcoterms.load` gives them.

    Every method is a question and answers with an `Answer`. Money is taken as `Money`, text, `Decimal` or whole units
    (`int`), never as a float; a day as a `date` or as text like `2026-01-31`. A question on which the terms are silent
    raises `SilentTermsError`.
    """

    agreement: Agreement

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

    def due_date(self, issued: Day) -> Answer[date]:
        """When an invoice is due: the last day on which a payment is in time.

        >>> from telcoterms import load
        >>> load("kos").due_date("2026-01-01").value
        datetime.date(2026, 1, 16)
        """
        issued = as_day(issued, "issued")
        rule = DUE_DATE.of(self.agreement)
        return Answer(due_on(rule, issued), "due_date", (issued,), self)

    def late_charge(self, amount: Amount, *, issued: Day, paid: Day, billing_months: int = 1) -> Answer[Money]:
        """What a late payment costs.

        `amount` is what was outstanding when the due date ended, with taxes; `issued` the invoice date; `paid` the day
        on which it was received in full, or on which it is looked at; `billing_months` how many months a bill covers.
        Raises `FactError` when `paid` lies before `issued`, `DayError` for a span of over a hundred years.

        >>> from telcoterms import load
        >>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
        Money('3.41', 'CAD')
        """
        agreement = self.agreement
        money = as_money(amount, agreement.currency, "amount")
        issued, paid = as_day(issued, "issued"), as_day(paid, "paid")
        as_count(billing_months, "billing_months")
        due = due_on(DUE_DATE.of(agreement), issued)
        charge = charge_minor(LATE_CHARGE.of(agreement), money.minor, issued, due, paid, billing_months)
        value = Money.of_minor(charge, money.currency)
        return Answer(value, "late_charge", (money, issued, paid, billing_months), self)

    def effective_annual_rate(self) -> Answer[Fraction]:
        """The yearly rate to which the late charge comes, exactly, and whether the terms print the same.

        >>> from telcoterms import load
        >>> load("kos").effective_annual_rate()
        <effective annual rate: 26.824179... %  [Service Terms s.9]>
        """
        rule = LATE_CHARGE.of(self.agreement)
        return Answer(effective_rate(rule), "effective_annual_rate", (), self)

    def dispute_until(self, issued: Day) -> Answer[date]:
        """The last day on which the fees of an invoice can be disputed.

        >>> from telcoterms import load
        >>> load("kos").dispute_until("2026-01-01").value
        datetime.date(2026, 4, 1)
        """
        issued = as_day(issued, "issued")
        rule = DISPUTE.of(self.agreement)
        return Answer(last_day_to_dispute(rule, issued), "dispute_until", (issued,), self)

    def dispute(self, *, issued: Day, reported: Day) -> Answer[DisputeWindow]:
        """Whether a dispute reported on a day is in time, and the last day on which one is.

        >>> from telcoterms import load
        >>> load("kos").dispute(issued="2026-01-01", reported="2026-04-02").value.outcome
        'too-late'
        """
        issued, reported = as_day(issued, "issued"), as_day(reported, "reported")
        rule = DISPUTE.of(self.agreement)
        return Answer(dispute_window(rule, issued, reported), "dispute", (issued, reported), self)

    def audit_late_charge(
        self,
        billed: Amount,
        amount: Amount,
        *,
        issued: Day,
        paid: Day,
        billing_months: int = 1,
        before_tax: Amount | None = None,
        original: Amount | None = None,
    ) -> Answer[Audit]:
        """Whether a billed late charge is the one that the terms give, and which reading or known mistake gives it.

        The facts are those of `late_charge`. Two more let two more mistakes be tried: `before_tax`, the part of the
        amount that is no tax, and `original`, the amount of the invoice before any of it was paid. A match shows
        arithmetic, not a cause. Raises `FactError` where these two do not fit the amount.

        >>> from telcoterms import load
        >>> audit = load("kos").audit_late_charge("3.29", "113.00", issued="2026-01-01", paid="2026-02-15").value
        >>> audit.difference, [match.name for match in audit.matches]
        (Money('-0.12', 'CAD'), ['each-day-rounded'])
        """
        facts = (
            as_money(billed, self.currency, "billed"),
            as_money(amount, self.currency, "amount"),
            as_day(issued, "issued"),
            as_day(paid, "paid"),
            as_count(billing_months, "billing_months"),
            None if before_tax is None else as_money(before_tax, self.currency, "before_tax"),
            None if original is None else as_money(original, self.currency, "original"),
        )
        return Answer(late_charge_audit(self.agreement, *facts), "audit_late_charge", facts, self)

    def audit(self, bill: Bill) -> Answer[BillAudit]:
        """Whether each line of a bill agrees with the terms, what gives the figures that do not, and the sums.

        Raises the error of the first line that the terms cannot answer, with its number. A reading of it is named
        with its question: `answer.under(**{"late_charge.runs_from": "due-date"})`.

        >>> from telcoterms import Bill, BillLine, Money, load
        >>> facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
        >>> bill = Bill([BillLine("late_charge", facts, Money("3.29", "CAD"))])
        >>> load("kos").audit(bill).value.agrees
        False
        """
        if not isinstance(bill, Bill):
            raise FactError("{bill} is no bill: give Bill([BillLine(question, facts, billed), ...])", bill=bill)
        return Answer(audited(self.agreement, bill), "audit", (bill,), self)

    def under(
        self,
        *,
        late_charge: LateChargeReadings | None = None,
        refund: RefundReadings | None = None,
        cancellation_charge: CancellationChargeReadings | None = None,
        statement: StatementReadings | None = None,
        hours: HoursReadings | None = None,
        liability_limit: LiabilityLimitReadings | None = None,
        data_usage: DataUsageReadings | None = None,
        **others: object,
    ) -> Terms:
        """The same terms under other readings, for all that is asked of them.

        >>> from telcoterms import load
        >>> literal = load("kos").under(late_charge={"runs_from": "next-invoice-date"})
        >>> literal.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
        Money('1.13', 'CAD')
        """
        asked = {
            "late_charge": late_charge,
            "refund": refund,
            "cancellation_charge": cancellation_charge,
            "statement": statement,
            "hours": hours,
            "liability_limit": liability_limit,
            "data_usage": data_usage,
        }
        return Terms(under(self.agreement, {**asked, **others}, known=tuple(asked)))

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
        known = QUESTIONS[question]
        if question == "audit":
            return any(map(self.answers, LINE_FACTS))
        if known.needs:
            return all(getattr(self.agreement, name) is not None for name in known.needs)
        needed = ("due_date", "late_charge") if known.facts[:1] == ("account",) else known.rules
        return len(rules_of(self.agreement, needed)) == len(needed)

    # What an answer asks of the terms that gave it.

    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]:
        """Ask a question again by its name."""
        answer: Answer[object] = getattr(self, question)(**dict(zip(QUESTIONS[question].facts, facts, strict=True)))
        return answer

    def asked(self, question: str, facts: tuple[object, ...]) -> Asked:
        """What can be told of an answer beside its figure."""
        return Asked(self.agreement, question, facts)

    def reading(self, question: str, readings: Mapping[str, str]) -> Terms:
        """The terms under readings that are named without their question, as an answer knows them."""
        return Terms(reading(self.agreement, question, readings))
