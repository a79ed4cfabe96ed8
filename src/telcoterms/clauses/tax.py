"""Compute the tax on a bill: added or included, rounded once or part by part.

A charge for paying late stands on the bill and carries no tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import Tax, TaxMode, TaxRounding
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import PROVINCE, TAX_MODE, TAX_RATE
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate
from telcoterms.values.steps import Clause, MoneyWithCurrency, Percent, Step, outcome, step, sum_of


@final
@dataclass(frozen=True, slots=True)
class BillTax:
    """The taxed sum, the tax on it or in it, the untaxed sum, and the total."""

    taxed: Money
    tax: Money
    untaxed: Money
    total: Money

    def headline(self) -> Phrase:
        """Return the tax and the sums in one line."""
        return phrase(
            "{tax} on {taxed}, untaxed {untaxed}, total {total}",
            tax=MoneyWithCurrency(self.tax),
            taxed=self.taxed,
            untaxed=self.untaxed,
            total=self.total,
        )

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {
            "taxed": self.taxed.text,
            "tax": self.tax.text,
            "untaxed": self.untaxed.text,
            "total": self.total.text,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BillParts:
    """The checked facts: the taxed parts, the untaxed late charge, and the source by which it is untaxed."""

    parts: tuple[Money, ...]
    late_charge: Money
    rounding: TaxRounding = "on-total"
    untaxed_by: str | None = None

    @property
    def taxed(self) -> Money:
        """The sum of the parts."""
        return sum(self.parts[1:], self.parts[0])

    @property
    def rounded_parts(self) -> tuple[Money, ...]:
        """The amounts on which the tax is rounded one by one."""
        match self.rounding:
            case "on-total":
                return (self.taxed,)
            case "by-component":
                return self.parts
        assert_never(self.rounding)


def bill_tax(bill: BillParts, tax: Tax) -> BillTax:
    """Return the tax of a bill, rounded on the total of its parts or on each of them."""
    tax_amount = Money.of_minor(sum(tax.of(part.minor) for part in bill.rounded_parts), bill.late_charge.currency)
    total = tax.with_tax(bill.taxed + bill.late_charge, tax_amount)
    return BillTax(bill.taxed, tax_amount, bill.late_charge, total)


def bill_tax_steps(bill: BillParts, tax: Tax, clauses: tuple[Clause, ...]) -> tuple[Step, ...]:
    """Return the working: the rate and its source, the parts, the tax, the untaxed sum, the total."""
    taxed_bill, rate = bill_tax(bill, tax), Percent(tax.rate)
    lines = [
        step("{name} is {rate}: {source}", *clauses, name=data_text(tax.name), rate=rate, source=data_text(tax.source))
    ]
    by_part = len(bill.rounded_parts) > 1
    if len(bill.parts) > 1:
        template = "sum of the parts: {parts} = {sum}"
        lines.append(step(template, parts=_sum(bill.parts), sum=taxed_bill.taxed))
    lines += [_line(tax, part, clauses) for part in bill.rounded_parts]
    if by_part:
        taxes = tuple(Money.of_minor(tax.of(part.minor), part.currency) for part in bill.parts)
        lines.append(
            step("{name} in all: {taxes} = {sum}", name=data_text(tax.name), taxes=_sum(taxes), sum=taxed_bill.tax)
        )
    if bill.untaxed_by is not None:
        lines.append(
            step(
                "late charge {sum}, which carries no tax: {source}",
                sum=bill.late_charge,
                source=data_text(bill.untaxed_by),
            )
        )
    match tax.mode:
        case "added":
            addends: tuple[Money, ...] = (taxed_bill.taxed, taxed_bill.tax, taxed_bill.untaxed)
        case "included":
            addends = (taxed_bill.taxed, taxed_bill.untaxed)
        case _ as unreachable:
            assert_never(unreachable)
    return (*lines, step("total: {parts} = {total}", *clauses, parts=_sum(addends), total=taxed_bill.total))


def _sum(sums: tuple[Money, ...]) -> Phrase:
    return phrase("{parts}", parts=sum_of(phrase("{sum}", sum=addend) for addend in sums))


def _line(tax: Tax, sum_: Money, clauses: tuple[Clause, ...]) -> Step:
    rate = Percent(tax.rate)
    match tax.mode:
        case "included":
            exact = outcome(sum_.minor * tax.rate / (1 + tax.rate), "half-up", sum_.currency)
            template = "{name} in it: {sum} x {rate} / (100 % + {rate}) = {outcome}"
        case "added":
            exact = outcome(sum_.minor * tax.rate, "half-up", sum_.currency)
            template = "{name}: {sum} x {rate} = {outcome}"
        case _ as unreachable:
            assert_never(unreachable)
    return step(template, *clauses, name=data_text(tax.name), sum=sum_, rate=rate, outcome=exact)


def bill_parts(agreement: Agreement, parts: tuple[Money, ...], late: Money, rounding: TaxRounding) -> BillParts:
    """Return the checked parts of a bill."""
    if not parts:
        raise InputError("amounts is empty: give one sum, or each part of the bill")
    source = None if agreement.tax is None else agreement.tax.untaxed_by("late_charge")
    if late.minor and source is None:
        raise InputError(
            "late_charge is {late}, but whether it carries tax is not established here: leave it out, or give it among "
            "the amounts if it is taxed",
            late=late,
        )
    return BillParts(parts=parts, late_charge=late, rounding=rounding, untaxed_by=source if late.minor else None)


@final
class TaxQuestion(Question):
    """The question `tax`."""

    name = "tax"
    says = "the tax on a bill, and its total"
    example = "tax 39.95 14.95 --on 2026-06-01"
    compared = ({"amounts": (40, 15), "on": "2026-06-01"},)

    amounts: tuple[Money, ...] = fact("what is taxed: one sum, or each part of the bill", place="arguments")
    on: date = fact("the day of the bill")
    late_charge: Money = fact("a late charge on the bill, which carries no tax", default=0)
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    tax_mode: TaxMode = TAX_MODE
    tax_rounding: TaxRounding = fact(
        "whether the tax is rounded once, on the total (the default), or part by part", default="on-total"
    )

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Return whether the terms name a table of taxes."""
        return agreement.tax is not None

    @property
    def is_taxed(self) -> bool:
        """Always true."""
        return True

    def working(self) -> tuple[Step, ...]:
        """Return the working: the rate and its source, the parts, the tax, the untaxed sum, the total."""
        agreement = self.agreement
        clauses = () if agreement.tax_clause is None else (agreement.tax_clause,)
        bill = bill_parts(agreement, self.amounts, self.late_charge, self.tax_rounding)
        return bill_tax_steps(bill, agreement.tax_on(self.on, self.province, self.tax_rate, self.tax_mode), clauses)


def tax(
    terms: Agreed,
    amounts: Amount | Sequence[Amount],
    *,
    on: Day,
    late_charge: Amount = 0,
    province: str | None = None,
    tax_rate: Rate | None = None,
    tax_mode: TaxMode = "added",
    tax_rounding: TaxRounding = "on-total",
) -> Answer[BillTax]:
    """Return the tax on a bill of a day, and its total.

    `amounts` is what is taxed, one sum or the parts of the bill; `late_charge` stands on the bill and carries no
    tax. `tax_mode` says whether tax is added to the amounts or included in them; `tax_rounding` whether it is
    rounded once, on their total, or part by part. Raises `UnknownNameError` for a province without an established
    rate: give `tax_rate` then.

    >>> from telcoterms import load
    >>> load("kos").tax("200.00", on="2026-06-01", late_charge="8.00").value.tax
    Money('26.00', 'CAD')
    """
    agreement, currency = terms.agreement, terms.agreement.currency
    sums = _sums(amounts, currency)
    late, day = as_money(late_charge, currency, "late_charge"), as_day(on, "on")
    rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
    mode, rounding = one_of(tax_mode, TaxMode, "tax_mode"), one_of(tax_rounding, TaxRounding, "tax_rounding")
    bill = bill_parts(agreement, sums, late, rounding)
    value = bill_tax(bill, agreement.tax_on(day, province, rate, mode))
    return Answer(value, "tax", (sums, day, late, province, rate, mode, rounding), terms)


def _sums(amounts: Any, currency: str) -> tuple[Money, ...]:
    """Return the one sum, or each part of the bill, as money."""
    parts = tuple(amounts) if isinstance(amounts, list | tuple) else (amounts,)
    return tuple(as_money(part, currency, "amounts") for part in parts)
