"""The questions of leaving: what comes back, what it costs, and whether a fixed term still runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import TaxMode
from telcoterms.answers.answer import Answer, Answerer
from telcoterms.cheapest import CheapestCancellation, Stay, cheapest_day
from telcoterms.clauses.cancellation_charge import (
    CANCELLATION_CHARGE,
    NOT_GIVEN,
    CancellationCharge,
    CancelledBy,
    charge_for,
)
from telcoterms.clauses.refund import REFUND, Refund, refunded
from telcoterms.clauses.refund import Regime as RefundRegime
from telcoterms.clauses.regime import REGIME, RegimeName, regime_on
from telcoterms.facts import fixed_term_of, prepaid_of, refund_tax, tax_of
from telcoterms.values.choices import one_of
from telcoterms.values.days import Day, as_count, as_day
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate


class LeavingQuestions(Answerer):
    """What `Terms` answers about the end of a service."""

    __slots__ = ()
    agreement: Agreement

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.agreement.currency

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
        rule = REFUND.of(self.agreement)
        prepaid = prepaid_of(facts)
        value = refunded(rule, prepaid, refund_tax(self.agreement, prepaid, province, rate))
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
        rule = CANCELLATION_CHARGE.of(self.agreement)
        value = charge_for(rule, term, tax, self.currency)
        return Answer(value, "cancellation_charge", (*facts, province, rate, mode), self)

    def cheapest_cancellation(
        self,
        monthly_fee: Amount | Sequence[Amount],
        *,
        incentive: Amount | None = None,
        term_start: Day,
        term_months: int,
        first: Day,
        last: Day,
        province: str | None = None,
        tax_rate: Rate | None = None,
    ) -> Answer[CheapestCancellation]:
        """On which day of a range leaving costs the customer least, the fees until that day included.

        `monthly_fee` before tax, or one fee for each month of the term; `incentive` where the terms charge it by the
        months left; `first` and `last` are the days of the range. The fees are counted from the month that holds
        `first`, each billed in advance on the day of the month on which the term began; the last month's invoice is
        taken as the last one. Raises `FactError` for a range that starts before the term or is over ten years.

        >>> from telcoterms import load
        >>> stay = {"term_start": "2025-01-01", "term_months": 24, "first": "2026-05-10", "last": "2027-01-31"}
        >>> load("kos").cheapest_cancellation("59.95", **stay).value.day
        datetime.date(2026, 5, 10)
        """
        given: Any = monthly_fee
        several = given if isinstance(given, list | tuple) else (given,)
        facts = (
            tuple(as_money(one, self.currency, "monthly_fee") for one in several),
            None if incentive is None else as_money(incentive, self.currency, "incentive"),
            as_day(term_start, "term_start"),
            as_count(term_months, "term_months"),
            as_day(first, "first"),
            as_day(last, "last"),
            province,
            None if tax_rate is None else as_rate(tax_rate, "tax_rate"),
        )
        stay = Stay(self.agreement, *facts)
        return Answer(cheapest_day(stay), "cheapest_cancellation", facts, self)

    def _fees(self, fee: Any) -> Money | tuple[Money, ...] | None:
        if fee is None:
            return None
        if isinstance(fee, list | tuple):
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
        found = regime_on(REGIME.of(self.agreement), start, term_months, day)
        return Answer(found, "regime", (start, term_months, day), self)
