"""Hold the facts of a departure, check them, and find what leaving on a day comes to, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, facts_read_in
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import NO_TAX, Tax, TaxedAs
from telcoterms.answers.facts import Regime, number_facts_of
from telcoterms.answers.question import Question
from telcoterms.clauses.cancellation_charge.charge import CancellationCharge, charge_for, is_taxed
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
    facts_needed,
    fees_hold_tax,
)
from telcoterms.clauses.cancellation_charge.question import CancellationChargeQuestion
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN, check_fee_count
from telcoterms.clauses.customer_cancellation import (
    CUSTOMER_CANCELLATION,
    CustomerCancellationQuestion,
    takes_effect_on,
)
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY, EquipmentReturnByQuestion
from telcoterms.clauses.refund import (
    REFUND,
    ByDays,
    NoRefund,
    Refund,
    RefundQuestion,
    RefundRule,
    ReRated,
    all_back_within,
    refund_for,
)
from telcoterms.clauses.regime import REGIME, Renewing, TermThenMonthly, regime_on, renewals_by
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_months, whole_months
from telcoterms.values.errors import InputError
from telcoterms.values.money import Money
from telcoterms.values.proration import Cycle, check_billing_day, check_start

MAX_DAYS: Final = 3_660  # ten years: each day is computed on its own
MONTHS_AHEAD: Final = 3  # where no last day is given, and no term ends later

LeavePart = Literal["notice", "cancellation charge", "refund", "equipment"]
"""What leaving is made of, as the terms may be silent on it."""


class ContractTerm(NamedTuple):
    """A fixed term: its first day, and how many months it has."""

    start: date
    months: int

    @property
    def end(self) -> date:
        """The first day after it."""
        return add_months(self.start, self.months)


class BillToCome(NamedTuple):
    """A bill of a cycle that begins before the service ends: the first day of the cycle, the fee, and its tax."""

    start: date
    fee: Money
    tax: Money

    @property
    def total(self) -> Money:
        """The fee with its tax."""
        return self.fee + self.tax


class DayOfLeaving(NamedTuple):
    """What leaving comes to, where the cancellation is given on `cancelled` and the service `ends` on a day.

    `charge` and `refund` are None where the terms are silent on them; `charge` also where no term is known.
    """

    cancelled: date
    ends: date
    bills: tuple[BillToCome, ...]
    charge: CancellationCharge | None
    refund: Refund | None
    currency: str

    @property
    def billed(self) -> Money:
        """The bills still to come, with their tax."""
        return sum((bill.total for bill in self.bills), self._nothing)

    @property
    def charged(self) -> Money:
        """The cancellation charge with its tax; nothing where there is none."""
        return self._nothing if self.charge is None else self.charge.total

    @property
    def comes_back(self) -> Money:
        """The refund with its tax; nothing where there is none."""
        return self._nothing if self.refund is None else self.refund.total

    @property
    def total(self) -> Money:
        """What is paid in all; below zero where it comes back."""
        return self.billed + self.charged - self.comes_back

    @property
    def _nothing(self) -> Money:
        return Money.of_minor(0, self.currency)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A service that a customer ends, with the facts as they are given; its days fit each other.

    `monthly_fee` holds one fee for all months, or one for each month of the term. Raises `InputError` for days that do
    not fit.
    """

    agreement: Agreement
    monthly_fee: tuple[Money, ...]
    cancelled: date
    cycle_start: date | None = None
    term_start: date | None = None
    term_months: int | None = None
    incentive: Money | None = None
    last_invoice: date | str | None = LAST_INVOICE_NOT_GIVEN
    started: date | None = None
    billing_day: int | None = None
    fee_months: int | None = None
    paid_until: date | None = None
    last: date | None = None
    plan: str | None = None
    region: str | None = None
    segment: str | None = None
    province: str | None = None
    tax_rate: Fraction | None = None
    taxed_as: TaxedAs | None = None

    def __post_init__(self) -> None:
        check_billing_day(self.billing_day, cycle_days(self.agreement))
        check_start(self.cycle)
        if not self.cycle.start <= self.cancelled < self.cycle.end:
            raise InputError(
                "cancelled is {cancelled}, outside the cycle from {start} up to {end}: give the cycle that holds the "
                "day on which the cancellation is given, such as the one from {other}",
                cancelled=self.cancelled,
                start=self.cycle.start,
                end=self.cycle.end,
                other=self.cycle.begun_by(self.cancelled),
            )
        self._check_term()
        self._check_prepaid()
        if not self.cancelled <= self.last_day or (self.last_day - self.cancelled).days > MAX_DAYS:
            raise InputError(
                "the days that are compared run from {first} to {last}: give a last day that is not before the first, "
                "and ten years or less",
                first=self.cancelled,
                last=self.last_day,
            )
        rules = [rule for rule in (self.refund_rule, self.charge_rule) if rule is not None]
        number_facts_of(self.agreement, rules, self.plan, self.region, self.segment, taxed=True)
        if self.cycles_begun(self.ends_on(self.last_day)):  # the days that are compared have bills, which bear tax
            self.tax_on(self.cycle.end)

    def _check_term(self) -> None:
        term, rule, spelt = self.first_term, self.charge_rule, CancellationChargeQuestion.spelt
        needed = () if rule is None else facts_needed(rule)
        given = {"incentive": self.incentive is not None, "last_invoice": self.last_invoice != LAST_INVOICE_NOT_GIVEN}
        for name, is_given in given.items():
            if is_given and name not in needed:
                if term is not None:
                    template = "{fact} is given, and no figure of these terms depends on it: leave it out"
                    raise InputError(template, fact=spelt(name))
                raise InputError(
                    "{fact} is given without a fixed term, where alone it counts: give {start} and {months} too, or "
                    "leave it out",
                    fact=spelt(name),
                    start=spelt("term_start"),
                    months=spelt("term_months"),
                )
        if term is None:
            if len(self.monthly_fee) > 1:
                raise InputError(
                    "{given} monthly fees are given without a fixed term: give the one of the running cycle, or "
                    "{start} and {months} too",
                    given=len(self.monthly_fee),
                    start=spelt("term_start"),
                    months=spelt("term_months"),
                )
            return
        check_fee_count(self.monthly_fee, term.months)
        if self.cancelled < term.start:
            raise InputError(
                "cancelled is {cancelled}, before the term, which starts on {start}: give a day on or after its start",
                cancelled=self.cancelled,
                start=term.start,
            )

    def _check_prepaid(self) -> None:
        """Reject months paid ahead that do not fit: no first day that is not paid for, or one that begins no cycle."""
        spelt = RefundQuestion.spelt
        if self.months_paid > 1 and self.paid_until is None:
            raise InputError(
                "{months} is {given} without {until}: give the first day that is not paid for",
                months=spelt("fee_months"),
                given=self.months_paid,
                until=spelt("paid_until"),
            )
        if self.paid_until is not None and (self.cycle.cycles_to(self.paid_until) or 0) < 1:
            raise InputError(
                "{until} is {day}, on which no later cycle begins: give the first day that is not paid for",
                until=spelt("paid_until"),
                day=self.paid_until,
            )
        rule = self.charge_rule
        needed = () if rule is None else facts_needed(rule)
        if self.months_paid > 1 and (len(self.monthly_fee) > 1 or "monthly_fee" in needed):
            raise InputError(
                "{months} is {given}, and the charge for ending the term is counted in monthly fees: give the monthly "
                "fee, and leave it out",
                months=spelt("fee_months"),
                given=self.months_paid,
            )

    @property
    def refund_rule(self) -> Any:
        """The clause on refunds; None where the terms are silent."""
        return None if REFUND.find(self.agreement) is None else REFUND.of(self.agreement)

    @property
    def charge_rule(self) -> CancellationChargeRule | None:
        """The clause on the charge for ending a term; None where the terms are silent, or no term is known."""
        if self.first_term is None or CANCELLATION_CHARGE.find(self.agreement) is None:
            return None
        return CANCELLATION_CHARGE.of(self.agreement)

    @property
    def first_term(self) -> ContractTerm | None:
        """The fixed term that is given; None where none is."""
        if self.term_start is None or self.term_months is None:
            return None
        return ContractTerm(self.term_start, self.term_months)

    def term_on(self, day: date) -> ContractTerm | None:
        """Return the fixed term that a day lies in, the first or one that renewed it; None where there is none."""
        first, rule = self.first_term, REGIME.find(self.agreement)
        if first is None:
            return None
        match rule:
            case Renewing():
                renewals = renewals_by(rule, first.start, first.months, day)
                if not renewals:
                    return first
                start = add_months(first.start, first.months + (renewals - 1) * rule.months)
                return ContractTerm(start, rule.months)
            case TermThenMonthly():
                return _term_in(regime_on(rule, first.start, first.months, day), first)
            case None:
                return first if day < first.end else None
        assert_never(rule)

    @property
    def fees_hold_tax(self) -> bool:
        """Whether the terms take the monthly fee with its tax."""
        rule = CANCELLATION_CHARGE.find(self.agreement)
        return rule is not None and fees_hold_tax(rule)

    @property
    def cycle(self) -> Cycle:
        """The running cycle, which is paid: that which is given, that of the billing day, or a month of the term."""
        start, billing_day = self.cycle_start, self.billing_day
        if start is None and billing_day is not None:
            start = Cycle(self.cancelled, billing_day).begun_by(self.cancelled)
        if start is None:
            assert self.term_start is not None  # as one of the two is asked for
            start = add_months(self.term_start, max(0, whole_months(self.term_start, self.cancelled)))
            billing_day = self.term_start.day
        return Cycle(start, start.day if billing_day is None else billing_day, cycle_days(self.agreement))

    @property
    def last_day(self) -> date:
        """The last day that is compared: three months later, or the day after the term where that is later."""
        if self.last is not None:
            return self.last
        ahead, term = add_months(self.cancelled, MONTHS_AHEAD), self.first_term
        return ahead if term is None else max(ahead, term.end)

    def ends_on(self, cancelled: date) -> date:
        """Return the day on which the service ends, where the cancellation is given on a day."""
        notice, charge = CUSTOMER_CANCELLATION.find(self.agreement), self.charge_rule
        if notice is not None:
            return takes_effect_on(CUSTOMER_CANCELLATION.of(self.agreement), cancelled, self.agreement.calendar)
        return cancelled if charge is None else charge.effective_day(cancelled, self.agreement.calendar)

    def cycles_begun(self, day: date) -> int:
        """Return how many cycles begin after the running one and not after a day."""
        cycle, begun = self.cycle, 0
        while cycle.after(begun + 1) <= day:
            begun += 1
        return begun

    def fee_of(self, start: date) -> Money:
        """Return the monthly fee of the cycle that begins on a day; after the term, that of its last month."""
        if self.term_start is None:
            return self.monthly_fee[0]
        month = max(0, whole_months(self.term_start, start))
        return self.monthly_fee[min(month, len(self.monthly_fee) - 1)]

    def tax_on(self, day: date) -> Tax:
        """Return the tax of a bill of a day; none where the fee holds it, or where the terms name none."""
        if self.fees_hold_tax:
            return NO_TAX
        return self.agreement.tax_if_any(day, self.province, self.tax_rate, self.taxed_as, self.region)

    @property
    def months_paid(self) -> int:
        """How many months a fee is paid for."""
        return self.fee_months or 1

    @property
    def cycles_paid(self) -> int:
        """How many cycles are paid, the running one first."""
        if self.paid_until is None:
            return 1
        cycles = self.cycle.cycles_to(self.paid_until)
        assert cycles is not None  # as a day on which no cycle begins is refused
        return cycles

    def cycles_billed(self, ends: date) -> range:
        """Return how many cycles after the running one each bill still to come begins, where the service so ends."""
        return range(self.cycles_paid, self.cycles_begun(ends) + 1, self.months_paid)

    def bills_to(self, ends: date) -> Iterator[BillToCome]:
        """Yield the bills still to come, where the service ends on a day."""
        for cycles in self.cycles_billed(ends):
            start = self.cycle.after(cycles)
            fee = self.fee_of(start)
            yield BillToCome(start, fee, self.tax_on(start).on(fee))

    def invoice_by(self, day: date) -> date | None:
        """Return the last monthly invoice on or before a day; None where there is none yet.

        Without a last invoice that is given, each cycle is billed on its first day. One that is given is followed by
        another each month.
        """
        given = self.last_invoice
        if isinstance(given, date):
            return add_months(given, max(0, whole_months(given, day)))
        begun = self.cycles_begun(day)
        if given is None and not begun:
            return None
        return self.cycle.after(begun)

    def _numbers(self, rule: Rule) -> dict[str, str | None]:
        """Return the plan, the region and the segment, as far as a clause or the tax depends on them."""
        read = facts_read_in((rule,))
        tax = self.agreement.tax
        if tax is not None and tax.takes(self.region):
            read |= {"region"}
        return {name: getattr(self, name) for name in NUMBER_FACT_NAMES if name in read}

    def _tax_facts(self) -> dict[str, Any]:
        return {"province": self.province, "tax_rate": self.tax_rate, "taxed_as": self.taxed_as}

    def refund_question(self, ends: date) -> RefundQuestion | None:
        """Return the question of what comes back of the cycle in which the service ends; None where none is stated."""
        rule = self.refund_rule
        if rule is None:
            return None
        days = cycle_days(self.agreement)
        begun, prepaid = self._prepaid_to(rule, ends)
        start = self.cycle.after(begun)
        is_given = not begun and self.cycle_start is not None
        started = self.started
        if started is None and all_back_within(rule) is not None:
            started = self.term_start
        regime: Regime = "month-to-month" if self.term_on(ends) is None else "fixed-term"
        facts = {
            "fee": self.fee_of(start),
            "cycle_start": start,
            "cancelled": ends,
            "billing_day": None if days is not None else self.billing_day if is_given else self.cycle.billing_day,
            "regime": regime,
            "started": started,
            **prepaid,
            **self._numbers(rule),
            **({"tax_rate": Fraction(0)} if self.fees_hold_tax else self._tax_facts()),
        }
        return RefundQuestion.on_facts(self.agreement, facts)

    def _prepaid_to(self, rule: RefundRule, ends: date) -> tuple[int, dict[str, Any]]:
        """Return how many cycles have begun, and how far is paid, by the facts that a refund takes.

        That is to a day or, where the months are rated again, for so many months from the first that was paid for.
        """
        begun = self.cycles_begun(ends)
        if self.paid_until is None:
            return begun, {}
        paid_to = self.cycles_paid + len(self.cycles_billed(ends)) * self.months_paid
        match rule:
            case ReRated():
                first = paid_to - self.months_paid if self.months_paid > 1 else begun
                return first, {"fee_months": self.months_paid}
            case ByDays() | NoRefund():
                return begun, {"fee_months": self.months_paid, "paid_until": self.cycle.after(paid_to)}
        assert_never(rule)

    def charge_question(self, cancelled: date, ends: date) -> CancellationChargeQuestion | None:
        """Return the question of what ending the term costs; None where none is stated, or no term is known."""
        rule, first = self.charge_rule, self.first_term
        if rule is None or first is None:
            return None
        term = self.term_on(ends) or first
        waived_until = rule.waived_until(term.start, self.agreement.calendar)
        is_waived = waived_until is not None and cancelled <= waived_until
        needed = facts_needed(rule)
        day = cancelled if rule.takes_effect_later or is_waived else ends
        facts = {
            "monthly_fee": self._fees_of(term) if "monthly_fee" in needed else None,
            "incentive": self.incentive,
            "term_start": term.start,
            "term_months": term.months,
            "last_invoice": LAST_INVOICE_NOT_GIVEN,
            "cancelled": day,
            **self._numbers(rule),
            **self._tax_facts(),
        }
        if "last_invoice" in needed:
            facts["last_invoice"] = self.invoice_by(rule.effective_day(day, self.agreement.calendar))
        question = CancellationChargeQuestion.on_facts(self.agreement, facts)
        if fees_hold_tax(rule) or self.tax_rate is None:
            return question
        untaxed = CancellationChargeQuestion.on_facts(self.agreement, {**facts, "tax_rate": None})
        return question if is_taxed(rule, untaxed.term) else untaxed

    def _fees_of(self, term: ContractTerm) -> tuple[Money, ...]:
        """Return the fees of a term: those that are given or, in one that renewed the first, the last of them."""
        return self.monthly_fee if term == self.first_term else self.monthly_fee[-1:]

    def notice_question(self) -> CustomerCancellationQuestion | None:
        """Return the question of when a cancellation takes effect; None where the terms do not say."""
        if CUSTOMER_CANCELLATION.find(self.agreement) is None:
            return None
        return CustomerCancellationQuestion.on_facts(self.agreement, {"received": self.cancelled})

    def equipment_question(self, ends: date) -> EquipmentReturnByQuestion | None:
        """Return the question of when equipment is back; None where the terms do not say, or it is up to a service."""
        table = EQUIPMENT_RETURN_BY
        if table.name in self.agreement.undecided or table.find(self.agreement) is None:
            return None
        return EquipmentReturnByQuestion.on_facts(self.agreement, {"cancelled": ends})

    def on(self, cancelled: date) -> DayOfLeaving:
        """Return what leaving comes to, where the cancellation is given on a day."""
        agreement, ends = self.agreement, self.ends_on(cancelled)
        charged, given_back = self.charge_question(cancelled, ends), self.refund_question(ends)
        charge: CancellationCharge | None = None
        if charged is not None:
            charge = charge_for(CANCELLATION_CHARGE.of(agreement), charged.term, charged.tax, agreement.currency)
        refund: Refund | None = None
        if given_back is not None:
            refund = refund_for(agreement, given_back.prepaid, given_back.tax)
        return DayOfLeaving(cancelled, ends, tuple(self.bills_to(ends)), charge, refund, agreement.currency)

    def asked(self) -> Iterator[tuple[LeavePart, Question | None]]:
        """Yield each part of leaving with the question that answers it; None where the terms do not."""
        ends = self.ends_on(self.cancelled)
        yield "notice", self.notice_question()
        yield "cancellation charge", self.charge_question(self.cancelled, ends)
        yield "refund", self.refund_question(ends)
        yield "equipment", self.equipment_question(ends)


def _term_in(regime: Regime, term: ContractTerm) -> ContractTerm | None:
    """Return the term, where a day lies in it."""
    match regime:
        case "fixed-term":
            return term
        case "month-to-month":
            return None
    assert_never(regime)


def cycle_days(agreement: Agreement) -> int | None:
    """Return how many days a billing cycle has by the terms; None where it is a month."""
    rule = REFUND.find(agreement)
    return rule.cycle if isinstance(rule, ByDays) else None
