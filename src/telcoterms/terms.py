"""One provider's terms: a method for each question; where one answer feeds the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, final, get_args

from telcoterms.account import Account
from telcoterms.agreement import Agreement, Section
from telcoterms.answer import Answer
from telcoterms.asked import Asked, reading, under
from telcoterms.days import as_count, as_day
from telcoterms.errors import FactError, UnknownNameError, Word
from telcoterms.money import Money, as_money, as_rate
from telcoterms.questions import (
    NOT_GIVEN,
    QUESTIONS,
    CancellationChargeReadings,
    LateChargeReadings,
    RefundReadings,
    StatementReadings,
    fixed_term_of,
    prepaid_of,
    refund_tax,
    replayed,
    rules_of,
    tax_of,
)
from telcoterms.rules.cancellation_charge import CancellationCharge, CancelledBy, cancellation_charge
from telcoterms.rules.dispute import DisputeWindow, dispute, dispute_until
from telcoterms.rules.due_date import due_date
from telcoterms.rules.late_charge import effective_annual_rate, late_charge
from telcoterms.rules.refund import Refund, refund
from telcoterms.rules.refund import Regime as RefundRegime
from telcoterms.rules.regime import RegimeName, regime
from telcoterms.statement import Statement
from telcoterms.taxes import TaxMode

Amount = Money | Decimal | str | int
Day = date | str
Rate = Decimal | str | int


@final
@dataclass(frozen=True, slots=True)
class Terms:
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

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.agreement.currency

    def due_date(self, issued: Day) -> Answer[date]:
        """When an invoice is due: the last day on which a payment is in time.

        >>> from telcoterms import load
        >>> load("kos").due_date("2026-01-01").value
        datetime.date(2026, 1, 16)
        """
        issued = as_day(issued, "issued")
        rule = self.agreement.due_date
        return Answer(due_date(rule, issued), "due_date", (issued,), self)

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
        due = due_date(agreement.due_date, issued)
        charge = late_charge(agreement.late_charge, money.minor, issued, due, paid, billing_months)
        value = Money.of_minor(charge, money.currency)
        return Answer(value, "late_charge", (money, issued, paid, billing_months), self)

    def effective_annual_rate(self) -> Answer[Fraction]:
        """The yearly rate to which the late charge comes, exactly, and whether the terms print the same.

        >>> from telcoterms import load
        >>> load("kos").effective_annual_rate()
        <effective annual rate: 26.824179... %  [Service Terms s.9]>
        """
        rule = self.agreement.late_charge
        return Answer(effective_annual_rate(rule), "effective_annual_rate", (), self)

    def dispute_until(self, issued: Day) -> Answer[date]:
        """The last day on which the fees of an invoice can be disputed.

        >>> from telcoterms import load
        >>> load("kos").dispute_until("2026-01-01").value
        datetime.date(2026, 4, 1)
        """
        issued = as_day(issued, "issued")
        rule = self.agreement.dispute
        return Answer(dispute_until(rule, issued), "dispute_until", (issued,), self)

    def dispute(self, *, issued: Day, reported: Day) -> Answer[DisputeWindow]:
        """Whether a dispute reported on a day is in time, and the last day on which one is.

        >>> from telcoterms import load
        >>> load("kos").dispute(issued="2026-01-01", reported="2026-04-02").value.outcome
        'too-late'
        """
        issued, reported = as_day(issued, "issued"), as_day(reported, "reported")
        rule = self.agreement.dispute
        return Answer(dispute(rule, issued, reported), "dispute", (issued, reported), self)

    def refund(
        self,
        fee: Amount,
        *,
        cycle_start: Day,
        cancelled: Day,
        fee_months: int = 1,
        billing_day: int | None = None,
        paid_until: Day | None = None,
        regime: RefundRegime = "month-to-month",
        province: str | None = None,
        tax_rate: Rate | None = None,
    ) -> Answer[Refund]:
        """What comes back of prepaid fees when a service is cancelled.

        `fee` covers `fee_months` months, before tax; `cycle_start` is the first day of the monthly cycle that holds the
        day of the cancellation; `billing_day` its day of the month, needed where a 29th to 31st was clamped;
        `paid_until` the first day that is not paid for, by default the end of the cycle. Raises `FactError` where these
        do not fit.

        >>> from telcoterms import load
        >>> load("kos").refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.total
        Money('37.63', 'CAD')
        """
        facts = (
            as_money(fee, self.currency, "fee"),
            as_day(cycle_start, "cycle_start"),
            as_day(cancelled, "cancelled"),
            as_count(fee_months, "fee_months"),
            None if billing_day is None else as_count(billing_day, "billing_day", most=31),
            None if paid_until is None else as_day(paid_until, "paid_until"),
            one_of(regime, RefundRegime, "regime"),
        )
        rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
        rule = self.agreement.refund
        prepaid = prepaid_of(facts)
        value = refund(rule, prepaid, refund_tax(self.agreement, prepaid, province, rate))
        return Answer(value, "refund", (*facts, province, rate), self)

    def cancellation_charge(
        self,
        monthly_fee: Amount | Sequence[Amount] | None = None,
        *,
        incentive: Amount | None = None,
        term_start: Day,
        term_months: int,
        last_invoice: Day | Literal["not given"] | None = NOT_GIVEN,
        cancelled: Day,
        by: CancelledBy = "customer",
        province: str | None = None,
        tax_rate: Rate | None = None,
        tax_mode: TaxMode = "added",
    ) -> Answer[CancellationCharge]:
        """What it costs to end a fixed term early.

        `monthly_fee` before tax, or one fee for each month of the term, where the terms charge a share of the fees that
        remain; `incentive` and `last_invoice` (None if there was none yet) where they charge the incentive by the
        months left. A transfer to another provider counts as the customer's cancellation. Raises `FactError` for facts
        that do not fit.

        >>> from telcoterms import load
        >>> charge = load("kos").cancellation_charge(
        ...     "59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10"
        ... )
        >>> charge.value.charge, charge.value.tax
        (Money('209.83', 'CAD'), Money('27.28', 'CAD'))
        """
        facts = (
            self._fees(monthly_fee),
            None if incentive is None else as_money(incentive, self.currency, "incentive"),
            as_day(term_start, "term_start"),
            as_count(term_months, "term_months"),
            last_invoice if last_invoice is None or last_invoice == NOT_GIVEN else as_day(last_invoice, "last_invoice"),
            as_day(cancelled, "cancelled"),
            one_of(by, CancelledBy, "by"),
        )
        rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
        mode = one_of(tax_mode, TaxMode, "tax_mode")
        term = fixed_term_of(self.agreement, *facts)
        tax = tax_of(self.agreement, term.cancelled, province, rate, mode)
        rule = self.agreement.cancellation_charge
        value = cancellation_charge(rule, term, tax, self.currency)
        return Answer(value, "cancellation_charge", (*facts, province, rate, mode), self)

    def _fees(self, fee: Amount | Sequence[Amount] | None) -> Money | tuple[Money, ...] | None:
        if fee is None:
            return None
        if isinstance(fee, Sequence) and not isinstance(fee, str):
            return tuple(as_money(one, self.currency, "monthly_fee") for one in fee)
        return as_money(fee, self.currency, "monthly_fee")

    def regime(self, *, term_start: Day, term_months: int, on: Day) -> Answer[RegimeName]:
        """Whether a day falls in a fixed term or in the month-to-month service after it.

        >>> from telcoterms import load
        >>> load("kos").regime(term_start="2025-01-01", term_months=12, on="2026-01-01").value
        'month-to-month'
        """
        start, day = as_day(term_start, "term_start"), as_day(on, "on")
        as_count(term_months, "term_months")
        found = regime(self.agreement.regime, start, term_months, day)
        return Answer(found, "regime", (start, term_months, day), self)

    def statement(self, account: Account, as_of: Day) -> Answer[Statement]:
        """What an account owes at the end of a day: a replay of what is known on that day.

        Raises `FactError` where the account is not in the terms' currency, or where `round_at = once` was asked for.

        >>> from telcoterms import Account, Invoice, Money, Payment, load
        >>> account = Account(
        ...     [
        ...         Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
        ...         Payment("2026-02-11", Money("30.00", "CAD")),
        ...     ]
        ... )
        >>> load("kos").statement(account, as_of="2026-03-20").value.settlement
        Money('28.70', 'CAD')
        """
        day = as_day(as_of, "as_of")
        if not isinstance(account, Account):
            raise FactError("{account} is no account: give Account([Invoice(...), Payment(...)])", account=account)
        if account.currency not in (None, self.currency):
            raise FactError(
                "the account is in {account}, these terms are in {currency}: an account is billed in "
                "the currency of its terms",
                account=Word(account.currency),
                currency=Word(self.currency),
            )
        value = replayed(self.agreement, account, day).statement(self.currency, self.agreement.rules.dispute)
        return Answer(value, "statement", (account, day), self)

    def under(
        self,
        *,
        late_charge: LateChargeReadings | None = None,
        refund: RefundReadings | None = None,
        cancellation_charge: CancellationChargeReadings | None = None,
        statement: StatementReadings | None = None,
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
        }
        return Terms(under(self.agreement, {**asked, **others}, known=tuple(asked)))

    def sections(self) -> tuple[Section, ...]:
        """What every section of every document does: computed, not computed and why, or without figures."""
        return self.agreement.sections

    def __str__(self) -> str:
        agreement = self.agreement
        service = "" if agreement.service is None else f", service {agreement.service}"
        answered = ", ".join(name for name in QUESTIONS if self.answers(name))
        return f"{agreement.name}, terms of {agreement.edition}{service}, in {agreement.currency}\nanswers: {answered}"

    def __repr__(self) -> str:
        service = "" if self.service is None else f", service={self.service!r}"
        return f"<terms of {self.provider}, {self.edition}{service}>"

    def answers(self, question: str) -> bool:
        """Whether the terms answer a question."""
        known = QUESTIONS[question]
        needed = known.rules if question != "statement" else ("due_date", "late_charge")
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


def one_of(value: Any, literal: Any, fact: str) -> Any:
    """One of the values of a `Literal`, or the error that names them."""
    known = get_args(literal)
    if value not in known:
        raise UnknownNameError(
            "{fact} is {value}: choose from {known}", fact=Word(fact), value=value, known=tuple(map(Word, known))
        )
    return value
