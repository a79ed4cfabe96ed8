"""Find the cheapest day to cancel: the one on which fees, charge and refund together come to least.

The cost of a day has three parts, each with its tax: the monthly fees from the month that holds the first day of the
range to the month of the cancellation; the cancellation charge, inside the term; less the refund of the running month,
after it. Each month is billed in advance, on the day of the month on which the term began.

Within the term most charges stay the same for a while, and are computed once for each such piece of the range: until a
month of the term begins, a number of the clause or a rate of tax changes, or leaving is no longer free. A clause that
counts days, or that asks for notice, is computed day by day, and so is what comes back after the term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.law import (
    CancellationFeeCap,
    EndsOnReceipt,
    NoFeeWithoutSubsidy,
    NoticeBelow,
    OnChanges,
    OnComplaints,
    OnRates,
    OnTaxes,
    RefundByDaysLeft,
    RuleVersion,
    WithoutFigure,
)
from telcoterms.agreement.numbers import NumberFacts, days_of_change, indices_read, numbers_in
from telcoterms.agreement.taxes import Tax, TaxedAs
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    INCENTIVE,
    PLAN,
    PROVINCE,
    REGION,
    SEGMENT,
    TAX_RATE,
    TAXED_AS,
    TERM_MONTHS,
    TERM_START,
)
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.cancellation_charge.charge import cancellation_charge_steps, charge_before_tax
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
    DecliningSum,
    FlatCancellationCharge,
    GreaterOfCharges,
    Incentive,
    LesserOfCharges,
    NoCancellationCharge,
    ShareOfRemainingFees,
    SumOfCharges,
    SumPerRemainingMonth,
    facts_needed,
    leaves_of,
)
from telcoterms.clauses.cancellation_charge.question import (
    TaxFacts,
    TermFacts,
    charge_by_law,
    fixed_term_of,
    needed_for_charge,
    tax_of_charge,
)
from telcoterms.clauses.cancellation_charge.term import (
    LAST_INVOICE_NOT_GIVEN,
    FixedTerm,
    check_fee_count,
)
from telcoterms.clauses.refund import (
    REFUND,
    ByDays,
    Prepaid,
    all_back_within,
    prepaid_under,
    refund_by_law,
    refund_steps,
    refund_tax,
    refunded,
)
from telcoterms.formats.ways import WORKING
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_months, as_count, as_day, whole_months
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate
from telcoterms.values.periods import calendar_note, in_months
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, indented, row, step, total_of_money

if TYPE_CHECKING:
    from telcoterms.formats.text import Grid

MAX_DAYS: Final = 3_660  # ten years: no term is longer, and each day is computed on its own
MAX_MONTH_LINES: Final = 24  # lines of the table of days
MAX_MONTH_ROWS: Final = 12  # of that table on the short page


class Leaving(NamedTuple):
    """The cost of leaving on a day, with taxes: the fees until then, the charge, and the refund.

    `month` is the month in which it takes effect, counted from the start of the term. `waived` says that the charge is
    waived so soon after the start.
    """

    day: date
    month: int
    fees: Money
    charge: Money
    refund: Money
    waived: bool = False

    @property
    def cost(self) -> Money:
        """Fees and charge less the refund."""
        return self.fees + self.charge - self.refund

    @property
    def cost_minor(self) -> int:
        """The same in minor units, by which days are compared."""
        return self.fees.minor + self.charge.minor - self.refund.minor


@final
@dataclass(frozen=True, slots=True)
class CheapestCancellation:
    """The cheapest day of a range, the first of equal ones, and the days on which the cost jumps as a month begins.

    `cost` is the fees until that day and the cancellation charge, less the refund, all with taxes.
    """

    day: date
    cost: Money
    fees: Money
    charge: Money
    refund: Money
    jumps: tuple[tuple[date, Money], ...]
    equal_days: int = 1
    """How many days of the range cost as little."""

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.cost

    @property
    def figure_is(self) -> Phrase | None:
        """What of the value is compared: the cost, though under another reading the day can be another."""
        return phrase("the cost; the cheapest day can be another")

    def headline(self) -> Phrase:
        """Return the day and its cost in one line, and of how many equal days it is the first."""
        if self.equal_days > 1:
            template = "{day}, the first of {days} equal days, {cost}"
            return phrase(template, day=self.day, days=self.equal_days, cost=MoneyWithCurrency(self.cost))
        return phrase("{day}, {cost}", day=self.day, cost=MoneyWithCurrency(self.cost))

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {
            "day": self.day.isoformat(),
            "cost": self.cost.text,
            "fees": self.fees.text,
            "charge": self.charge.text,
            "refund": self.refund.text,
            "jumps": [[day.isoformat(), cost.text] for day, cost in self.jumps],
        }


@final
@dataclass(frozen=True, slots=True)
class Stay:
    """A fixed term with its fees, and the range of days to compare."""

    agreement: Agreement
    fees: tuple[Money, ...]
    incentive: Money | None
    term_start: date
    term_months: int
    first: date
    last: date
    province: str | None
    tax_rate: Fraction | None
    taxed_as: TaxedAs | None = None
    plan: str | None = None
    region: str | None = None
    segment: str | None = None

    def __post_init__(self) -> None:
        if not self.term_start <= self.first <= self.last:
            raise InputError(
                "the days in question run from {first} to {last}, the term starts on {start}: give a first day in the "
                "term or after it, and a last day that is not before it",
                first=self.first,
                last=self.last,
                start=self.term_start,
            )
        if (self.last - self.first).days > MAX_DAYS:
            raise InputError(
                "the days in question run from {first} to {last}: give ten years or less",
                first=self.first,
                last=self.last,
            )
        check_fee_count(self.fees, self.term_months)
        refund = REFUND.of(self.agreement)
        if isinstance(refund, ByDays) and refund.cycle is not None:
            raise InputError(
                "the fees are those of months, and these terms bill by cycles of {days} days: ask refund and "
                "cancellation_charge of each day",
                days=refund.cycle,
            )

    @property
    def term_end(self) -> date:
        """The first day after the term."""
        return add_months(self.term_start, self.term_months)

    def month(self, day: date) -> int:
        """Return the month that holds a day, counted from the start of the term."""
        return whole_months(self.term_start, day)

    def tax_on(self, day: date) -> Tax:
        """Return the tax of a day; none, where the terms name no taxes and no rate is given."""
        return self.agreement.tax_if_any(day, self.province, self.tax_rate, self.taxed_as, self.region)

    def tax_of(self, prepaid: Prepaid) -> Tax:
        """Return the tax that comes back with a prepaid month."""
        return refund_tax(self.agreement, prepaid, self.province, self.tax_rate, self.taxed_as)

    def fee_before_tax(self, month: int) -> Money:
        """Return the fee of a month before tax; after the term, the fee of its last month."""
        return self.fees[min(month, len(self.fees) - 1)]

    def fee(self, month: int) -> Money:
        """Return the fee of a month with its tax; after the term, the fee of its last month."""
        before_tax = self.fee_before_tax(month)
        tax = self.tax_on(add_months(self.term_start, month))
        return before_tax + tax.on(before_tax)

    def effect(self, day: date) -> date:
        """Return the day on which a cancellation that is given on a day takes effect."""
        return CANCELLATION_CHARGE.of(self.agreement).effective_day(day, self.agreement.calendar)

    def term(self, day: date) -> FixedTerm:
        """Return the term, where the cancellation is given on a day and takes effect before its end."""
        needed = facts_needed(CANCELLATION_CHARGE.of(self.agreement))
        invoice: date | str = LAST_INVOICE_NOT_GIVEN
        if "last_invoice" in needed:
            invoice = add_months(self.term_start, self.month(self.effect(day)))
        facts = TermFacts(
            term_start=self.term_start,
            term_months=self.term_months,
            cancelled=day,
            by="customer",
            monthly_fee=self.fees if "monthly_fee" in needed else None,
            incentive=self.incentive,
            last_invoice=invoice,
            plan=self.plan,
            region=self.region,
            segment=self.segment,
        )
        return fixed_term_of(self.agreement, facts, self.tax_facts)

    @property
    def tax_facts(self) -> TaxFacts:
        """The facts of the tax."""
        return TaxFacts(self.province, self.tax_rate, taxed_as=self.taxed_as, region=self.region)

    def tax_of_charge(self, term: FixedTerm) -> Tax:
        """Return the tax of the charge for ending a term."""
        return tax_of_charge(self.agreement, term, self.tax_facts)

    def prepaid(self, day: date) -> Prepaid:
        """Return the month in which a cancellation after the term takes effect, paid in advance."""
        day = self.effect(day)
        month = self.month(day)
        fee, start = self.fee_before_tax(month), add_months(self.term_start, month)
        rule = REFUND.of(self.agreement)
        started = None if all_back_within(rule) is None else self.term_start
        return prepaid_under(
            rule,
            fee=fee,
            cycle_start=start,
            cancelled=day,
            billing_day=self.term_start.day,
            started=started,
            numbers=NumberFacts(self.plan, self.region, self.segment, indices=self.agreement.indices),
        )

    def charge(self, term: FixedTerm) -> Money:
        """Return what ending a term costs by the terms, before tax."""
        return charge_before_tax(CANCELLATION_CHARGE.of(self.agreement), term, self.agreement.currency)

    def with_tax(self, charge: Money, term: FixedTerm) -> Money:
        """Return a charge for ending a term with its tax."""
        tax = self.tax_of_charge(term)
        return tax.with_tax(charge, tax.on(charge))

    def refund(self, day: date) -> Money:
        """Return what comes back of the month that holds a day by the days left, in the term too, with its tax."""
        prepaid = self.prepaid(day)
        tax = self.tax_of(prepaid)
        return refund_by_law(REFUND.of(self.agreement), prepaid, tax).total

    def leaving(self, day: date, fees: Money) -> Leaving:
        """Return what leaving on a day costs, given the fees until then."""
        agreement, nothing = self.agreement, Money.of_minor(0, self.agreement.currency)
        effect = self.effect(day)
        month = self.month(effect)
        if effect < self.term_end:
            term = self.term(day)
            return Leaving(day, month, fees, self.with_tax(self.charge(term), term), nothing, term.is_waived)
        prepaid = self.prepaid(day)
        refund = refunded(REFUND.of(agreement), prepaid, self.tax_of(prepaid))
        return Leaving(day, month, fees, nothing, refund.total)

    def all_days(self) -> list[Leaving]:
        """Return what leaving costs on each day of the range."""
        days_compared: list[Leaving] = []
        fees, begun = Money.of_minor(0, self.agreement.currency), self.month(self.first)
        term_end, changes = self.term_end, self.changes
        for days in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days)
            effect, is_like_before = self.effect(day), changes is not None and day not in changes
            while begun <= self.month(effect):
                fees += self.fee(begun)
                begun, is_like_before = begun + 1, False
            if is_like_before and effect < term_end:
                days_compared.append(days_compared[-1]._replace(day=day))
            else:
                days_compared.append(self.leaving(day, fees))
        return days_compared

    @property
    def changes(self) -> frozenset[date] | None:
        """The days on which the charge can become another, beside those on which a month of the term begins.

        None where it can on any day.
        """
        rule, tax = CANCELLATION_CHARGE.of(self.agreement), self.agreement.tax
        numbers = list(numbers_in(rule))
        if rule.takes_effect_later or counts_days(rule) or any(map(indices_read, numbers)):
            return None
        free = rule.waived_until(self.term_start, self.agreement.calendar)
        return frozenset(
            (
                *(day for number in numbers for day in days_of_change(number)),
                *(() if tax is None else (rate.since for rate in tax.rates)),
                *(() if free is None else (free + timedelta(1),)),
            )
        )


def counts_days(rule: CancellationChargeRule) -> bool:
    """Return whether a clause comes to another sum on a day within a month of the term, its numbers being the same."""
    match rule.remaining:
        case "by-days":
            return True
        case "whole-months-after" | "including-current":
            pass
        case _ as unreachable:
            assert_never(unreachable)
    match rule:
        case Incentive():
            return _counts_days_of_incentive(rule)
        case SumOfCharges() | GreaterOfCharges() | LesserOfCharges():
            return any(map(counts_days, rule.of))
        case (
            NoCancellationCharge()
            | ShareOfRemainingFees()
            | SumPerRemainingMonth()
            | DecliningSum()
            | FlatCancellationCharge()
        ):
            return False
    assert_never(rule)


def _counts_days_of_incentive(rule: Incentive) -> bool:
    """Return whether another part of an incentive comes back on a day within a month of the term.

    Months that are counted from the cancellation to the end of the term begin on days of their own.
    """
    match rule.prorate:
        case "days":
            return True
        case "months":
            return not rule.counts_from_invoice
        case "years" | "none":
            return False
    assert_never(rule.prorate)


def cheapest_day(stay: Stay) -> CheapestCancellation:
    """Return the cheapest day of the range, the first of equal ones."""
    days_compared = stay.all_days()
    best = _cheapest(days_compared)
    months = pairwise(_months(days_compared))
    jumps = tuple((month[0].day, month[0].cost) for previous, month in months if month[0].cost != previous[-1].cost)
    equal_days = sum(leaving.cost_minor == best.cost_minor for leaving in days_compared)
    return CheapestCancellation(best.day, best.cost, best.fees, best.charge, best.refund, jumps, equal_days)


def cheapest_by_law(stay: Stay, day: date) -> tuple[Leaving, Leaving]:
    """Return what leaving on a day costs where the days left come back in the term too, and the cheapest day by that.

    That is the first of equal ones.
    """
    return _on_day_and_best([leaving._replace(refund=stay.refund(leaving.day)) for leaving in stay.all_days()], day)


def cheapest_by_charges(
    stay: Stay, leavings: Sequence[Leaving], charges: Mapping[date, Money], day: date
) -> tuple[Leaving, Leaving]:
    """Return what leaving on a day costs with the charges before tax of some days, and the cheapest day by that.

    `leavings` is what leaving costs by the terms on each day of the range.
    """
    by_law: list[Leaving] = []
    for leaving in leavings:
        if leaving.day in charges:
            leaving = leaving._replace(charge=stay.with_tax(charges[leaving.day], stay.term(leaving.day)))
        by_law.append(leaving)
    return _on_day_and_best(by_law, day)


def _cheapest(days_compared: Sequence[Leaving]) -> Leaving:
    """Return the day on which leaving costs least, the first of equal ones."""
    return min(days_compared, key=lambda leaving: leaving.cost_minor)


def _on_day_and_best(days_compared: Sequence[Leaving], day: date) -> tuple[Leaving, Leaving]:
    (on_day,) = (leaving for leaving in days_compared if leaving.day == day)
    return on_day, _cheapest(days_compared)


def cheapest_steps(stay: Stay) -> Iterator[Step]:
    """Yield the working of the cheapest day, then the cost of each month of the range."""
    days_compared = stay.all_days()
    best = _cheapest(days_compared)
    agreement = stay.agreement
    yield step("leaving on {day}", title=True, day=best.day)
    yield step(
        "fees with tax of the months from {first} on, {months} in all: {fees}",
        *agreement.tax_clauses,
        indent=1,
        first=add_months(stay.term_start, stay.month(stay.first)),
        months=stay.month(stay.effect(best.day)) - stay.month(stay.first) + 1,
        fees=best.fees,
    )
    if stay.effect(best.day) < stay.term_end:
        term = stay.term(best.day)
        yield from indented(cancellation_charge_steps(agreement, term, stay.tax_of_charge(term)))
    else:
        prepaid = stay.prepaid(best.day)
        tax = stay.tax_of(prepaid)
        yield from indented(refund_steps(agreement, prepaid, tax))
    yield step(
        "in all: {sum}",
        indent=1,
        sum=total_of_money([best.fees, best.charge, -best.refund], best.cost),
    )
    yield step("the fees are counted because a customer who stays longer pays them too", part="notes")
    yield step("the cost of each day from {first} to {last}", title=True, first=stay.first, last=stay.last)
    months = _months(days_compared)
    for month in months[:MAX_MONTH_LINES]:
        yield _month_step(month)
    if len(months) > MAX_MONTH_LINES:
        template = (
            "and so on for 1 more month" if len(months) == MAX_MONTH_LINES + 1 else "and so on for {more} more months"
        )
        yield step(template, indent=1, more=len(months) - MAX_MONTH_LINES)


def _months(days_compared: Sequence[Leaving]) -> list[list[Leaving]]:
    """Group the days by the month that is billed, in which they take effect.

    Days on which the charge is waived stand apart from those of the same month on which it is not.
    """
    return [list(days) for _, days in groupby(days_compared, key=lambda leaving: (leaving.month, leaving.waived))]


def _month_step(month: Sequence[Leaving]) -> Step:
    first, last = month[0], month[-1]
    template = "{first} to {last}: {cost}"
    if last.cost != first.cost:
        template = "{first} to {last}: from {cost} to {then}, a little each day"
    return step(template, indent=1, first=first.day, last=last.day, cost=first.cost, then=last.cost)


def _month_cells(month: Sequence[Leaving]) -> tuple[Phrase, ...]:
    """Return the days of a month and what leaving on them comes to, as the cells of a row."""
    first, last = month[0], month[-1]
    days = phrase("{first} to {last}", first=first.day, last=last.day)
    if last.cost == first.cost:
        return days, phrase("{cost}", cost=first.cost)
    return days, phrase("{cost} to {then}", cost=first.cost, then=last.cost)


@final
class CheapestCancellationQuestion(Question):
    """The question `cheapest_cancellation`."""

    name = "cheapest_cancellation"
    says = "on which day of a range leaving costs least"
    asks = Phrase(
        "cheapest day to cancel from {first} to {last}, at {monthly_fee} a month, in a term of {term_months} "
        "from {term_start}"
    )
    dated_by = "term_start"
    example = (
        "cheapest-cancellation 59.95 --term-start 2025-01-01 --term-months 24 --first 2026-05-10 --last 2027-01-31 "
        "--service none"
    )
    tables = (CANCELLATION_CHARGE, REFUND)
    reads = (CANCELLATION_CHARGE, REFUND)
    compared = (
        {
            "monthly_fee": 60,
            "term_start": "2026-01-01",
            "term_months": 24,
            "first": "2026-09-10",
            "last": "2026-12-31",
        },
        {
            "monthly_fee": 60,
            "incentive": 200,
            "term_start": "2026-01-01",
            "term_months": 24,
            "first": "2026-09-10",
            "last": "2026-12-31",
        },
    )
    law_day = "first"

    monthly_fee: tuple[Money, ...] = fact("the monthly fee before tax", place="argument")
    incentive: Money | None = INCENTIVE
    term_start: date = TERM_START
    term_months: int = TERM_MONTHS
    first: date = fact("the first day that is looked at")
    last: date = fact("the last day that is looked at")
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    taxed_as: TaxedAs | None = TAXED_AS

    @classmethod
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the facts that have to be given: the incentive too, where the clause charges it."""
        return needed_for_charge(cls, agreement)

    def told(self, value: CheapestCancellation) -> Phrase:
        """Return the answer as a sentence has it."""
        return phrase(
            "the cheapest day from {first} to {last} to end a term of {months} from {start} is {day}, at {cost}",
            first=self.first,
            last=self.last,
            months=in_months(self.term_months),
            start=self.term_start,
            day=value.day,
            cost=value.cost,
        )

    @property
    def cited(self) -> tuple[Clause, ...]:
        """That of the charge."""
        return (CANCELLATION_CHARGE.of(self.agreement).clause,)

    def working(self) -> Iterator[Step]:
        """Return the working of the cheapest day, then the cost of each month of the range."""
        stay = self.stay
        yield from cheapest_steps(stay)
        yield from self.agreement.untaxed_note(stay.tax_on(stay.term_start))
        yield from map(calendar_note, self.calendars)

    def brief(self, value: CheapestCancellation) -> Iterator[Step]:
        """Return what leaving on the cheapest day comes to, by its parts."""
        agreement = self.agreement
        yield row(phrase("cancelled on"), value.day)
        parts = (
            (phrase("fees until then, with tax"), value.fees, agreement.tax_clauses),
            (phrase("cancellation charge, with tax"), value.charge, (CANCELLATION_CHARGE.of(agreement).clause,)),
            (phrase("refund"), -value.refund, (REFUND.of(agreement).clause,)),
        )
        for label, sum_, clauses in parts:
            if sum_.minor:
                yield row(label, sum_, *clauses)
        yield row(phrase("in all"), value.cost)

    def grid(self, value: CheapestCancellation) -> Grid:
        """Return what leaving comes to in each month of the range."""
        from telcoterms.formats.text import Grid, GridGroup

        months = _months(self.stay.all_days())
        rows = [_month_cells(month) for month in months[:MAX_MONTH_ROWS]]
        if len(months) > MAX_MONTH_ROWS:
            rows.append((phrase("... up to {day}: {working}", day=self.last, working=WORKING), phrase("")))
        head = (phrase("cancelled on"), phrase("in all"))
        return Grid(head, (GridGroup(phrase(""), tuple(rows)),))

    @property
    def counts_open_days(self) -> bool:
        """Whether the day on which a cancellation takes effect rests on the calendar."""
        return CANCELLATION_CHARGE.of(self.agreement).counts_open_days

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of the charge and the refund, and the one by which the monthly fees carry tax."""
        return tuple(dict.fromkeys((*super().clauses, *self.agreement.tax_clauses)))

    @property
    def unheard(self) -> frozenset[str]:
        """The reading of a part of a month, but where a clause counts from the cancellation.

        Each invoice is of the first day of a month of the term.
        """
        leaves = leaves_of(CANCELLATION_CHARGE.of(self.agreement))
        by_day = any(isinstance(leaf, Incentive) and not leaf.counts_from_invoice for leaf in leaves)
        return frozenset() if by_day else frozenset({"months_remaining"})

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that can matter."""
        return {reading.name: reading.values for reading in self.readings if reading.name not in self.unheard}

    def by_law(self, version: RuleVersion, value: CheapestCancellation) -> ByLaw | None:
        """Return what the day costs with the refund of a rule of law, and which day is the cheapest by it."""
        match version:
            case RefundByDaysLeft():
                on_day, best = cheapest_by_law(self.stay, value.day)
                template = (
                    "leaving on {day} costs {law} by it, {terms} by the terms; its cheapest day is {best}, at {cost}"
                )
                says = phrase(template, day=value.day, law=on_day.cost, terms=value.cost, best=best.day, cost=best.cost)
                return ByLaw(says, on_day.cost, shown=on_day.cost != value.cost or best.day != value.day)
            case NoFeeWithoutSubsidy() | CancellationFeeCap():
                return self._charges_by_law(version, value)
            case NoticeBelow() | EndsOnReceipt():  # not the cost
                return None
            case OnRates() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)

    @property
    def stay(self) -> Stay:
        """The term with its fees, and the range of days."""
        facts: dict[str, Any] = dict(zip(self.facts, self.given, strict=True))
        fees = facts.pop("monthly_fee")
        return Stay(agreement=self.agreement, fees=fees, **facts)

    @property
    def days_of_law(self) -> tuple[date, date]:
        """The range: a rule that is in force on one of its days can move the cheapest one."""
        return self.first, self.last

    def _charges_by_law(
        self, version: NoFeeWithoutSubsidy | CancellationFeeCap, value: CheapestCancellation
    ) -> ByLaw | None:
        """Return what a rule on fees for cancelling early comes to, on the days of the range on which it is in force.

        That is the charge of the cheapest day by the terms, before tax, where the rule bears on that day; else the cost
        of the cheapest day by the rule, where that is another one.
        """
        law = self.agreement.law
        assert law is not None  # as it has the version
        rule, stay, subsidy = law.rule_of(version), self.stay, self.agreement.customer.device_subsidy
        leavings = stay.all_days()
        terms = {
            leaving.day: stay.term(leaving.day)
            for leaving in leavings
            if stay.effect(leaving.day) < stay.term_end and rule.on(leaving.day) == version
        }
        by_terms = {day: stay.charge(term) for day, term in terms.items()}
        by_law = {
            day: charge_by_law(version, term, self.monthly_fee, by_terms[day], subsidy) for day, term in terms.items()
        }
        charges_by_law = {day: by_rule for day, by_rule in by_law.items() if by_rule is not None}
        charges = {
            day: min(by_terms[day], by_rule.figure)
            for day, by_rule in charges_by_law.items()
            if isinstance(by_rule.figure, Money)
        }
        _, best = cheapest_by_charges(stay, leavings, charges, value.day)
        on_day = charges_by_law.get(value.day)
        if best.day == value.day:
            return on_day
        if on_day is None:
            template = "leaving on {day} costs {law} by it; the cheapest day by the terms is {terms_day}, at {terms}"
            says = phrase(template, day=best.day, law=best.cost, terms_day=value.day, terms=value.cost)
            return ByLaw(says, best.cost, charges_by_law[best.day].needs)
        template = "{says}; its cheapest day is {best}, at {cost}"
        return on_day._replace(says=phrase(template, says=on_day.says, best=best.day, cost=best.cost), shown=True)


def cheapest_cancellation(
    terms: Agreed,
    monthly_fee: Amount | Sequence[Amount],
    *,
    incentive: Amount | None = None,
    term_start: Day,
    term_months: int,
    first: Day,
    last: Day,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    province: str | None = None,
    tax_rate: Rate | None = None,
    taxed_as: TaxedAs | None = None,
) -> Answer[CheapestCancellation]:
    """Return the day of a range on which leaving costs the customer least, fees until that day included.

    `monthly_fee` before tax, or one fee for each month of the term; `incentive` where the terms charge it by the
    months left; `first` and `last` are the days of the range. The fees are counted from the month that holds
    `first`, each billed in advance on the day of the month on which the term began; the last month's invoice is
    taken as the last one. Raises `InputError` for a range that starts before the term or is over ten years.

    >>> from telcoterms import load
    >>> stay = {"term_start": "2025-01-01", "term_months": 24, "first": "2026-05-10", "last": "2027-01-31"}
    >>> load("kos", service="none").cheapest_cancellation("59.95", **stay).value.day
    datetime.date(2026, 5, 10)
    """
    currency, given = terms.agreement.currency, monthly_fee
    monthly_fees: Any = given if isinstance(given, list | tuple) else (given,)
    facts = (
        tuple(as_money(fee, currency, "monthly_fee") for fee in monthly_fees),
        None if incentive is None else as_money(incentive, currency, "incentive"),
        as_day(term_start, "term_start"),
        as_count(term_months, "term_months"),
        as_day(first, "first"),
        as_day(last, "last"),
        plan,
        region,
        segment,
        province,
        None if tax_rate is None else as_rate(tax_rate, "tax_rate"),
        None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as"),
    )
    stay = CheapestCancellationQuestion(terms.agreement, facts).stay
    return Answer(cheapest_day(stay), "cheapest_cancellation", facts, terms)
