"""Compute the tax on a bill: added or included, rounded once or part by part.

Each of several taxes, such as GST and QST, is computed and rounded on its own. A part below zero is a credit on the
bill: it takes its tax off, by the same rate and rounding. The parts together are not below zero. A charge for paying
late stands on the bill and carries no tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import (
    Tax,
    TaxAmount,
    TaxedAs,
    TaxMode,
    TaxRounding,
    both_given,
    in_all_step,
    source_step,
    tax_data,
)
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import PROVINCE, REGION, TAX_MODE, TAX_RATE, TAXED_AS, number_facts_of
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, Term, data_text, phrase
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate, as_signed_money
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, step, sum_of_money, total_of_money


@final
@dataclass(frozen=True, slots=True)
class BillTax:
    """The taxed sum, the tax on it or in it, the untaxed sum, and the total; `taxes` make up `tax`."""

    taxed: Money
    tax: Money
    untaxed: Money
    total: Money
    taxes: tuple[TaxAmount, ...]

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
            "taxes": tax_data(self.taxes),
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
    return BillTax(bill.taxed, tax_amount, bill.late_charge, total, tax.amounts(*bill.rounded_parts))


def bill_tax_steps(bill: BillParts, tax: Tax, clauses: tuple[Clause, ...]) -> tuple[Step, ...]:
    """Return the working: the rates and their sources, the parts, each tax, the untaxed sum, the total."""
    taxed_bill = bill_tax(bill, tax)
    lines = [source_step(one, *clauses) for one in tax.taxes]
    if len(bill.parts) > 1:
        template = "sum of the parts: {parts} = {sum}"
        lines.append(step(template, parts=sum_of_money(bill.parts), sum=taxed_bill.taxed))
    for place, one in enumerate(tax.taxes):
        lines += [tax.step_of(place, part, *clauses) for part in bill.rounded_parts]
        if len(bill.rounded_parts) > 1:
            by_part = [Money.of_minor(tax.each_of(part.minor)[place], part.currency) for part in bill.parts]
            lines.append(in_all_step(one.name, by_part))
    if len(tax.taxes) > 1:
        lines.append(in_all_step(Term("tax"), [amount.amount for amount in taxed_bill.taxes]))
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
    return (*lines, step("total: {sum}", *clauses, sum=total_of_money(addends, taxed_bill.total)))


def bill_parts(agreement: Agreement, parts: tuple[Money, ...], late: Money, rounding: TaxRounding) -> BillParts:
    """Return the checked parts of a bill."""
    if not parts:
        raise InputError("amounts is empty: give one sum, or each part of the bill")
    source = None if agreement.tax is None else agreement.tax.untaxed_by("late_charge")
    bill = BillParts(parts=parts, late_charge=late, rounding=rounding, untaxed_by=source if late.minor else None)
    if bill.taxed.minor < 0:
        raise InputError(
            "the amounts come to {taxed}, below zero: give the charges of the bill with its credits, or the tax of a "
            "credit alone as that of the same sum above zero",
            taxed=bill.taxed,
        )
    if late.minor and source is None:
        raise InputError(
            "late_charge is {late}, but whether it carries tax is not established here: leave it out, or give it among "
            "the amounts if it is taxed",
            late=late,
        )
    return bill


@final
class TaxQuestion(Question):
    """The question `tax`."""

    name = "tax"
    says = "the tax on a bill, and its total"
    asks = Phrase("tax on {amounts}, billed {on}")
    dated_by = "on"
    example = "tax 39.95 14.95 --on 2026-06-01"
    compared = ({"amounts": (40, 15), "on": "2026-06-01"},)
    law_day = "on"

    amounts: tuple[Money, ...] = fact(
        "what is taxed: one sum, or each part of the bill; a credit is below zero", place="arguments"
    )
    on: date = fact("the day of the bill")
    late_charge: Money = fact(
        "a late charge on the bill, which carries no tax", default=0, in_heading=Phrase("with a late charge of {value}")
    )
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    tax_mode: TaxMode = TAX_MODE
    tax_rounding: TaxRounding = fact(
        "whether the tax is rounded once, on the total (the default), or part by part",
        default="on-total",
        in_heading={"by-component": Phrase("rounded part by part")},
    )
    taxed_as: TaxedAs | None = TAXED_AS
    region: str | None = REGION

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Return whether the terms name a table of taxes."""
        return agreement.tax is not None

    @classmethod
    def always_taxed(cls, agreement: Agreement) -> bool:
        """Always true."""
        return True

    @property
    def is_taxed(self) -> bool:
        """Always true."""
        return True

    def told(self, value: BillTax) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "a bill of {on} with {taxed} that is taxed carries {tax} of tax, and comes to {total}"
        return phrase(template, on=self.on, taxed=value.taxed, tax=value.tax, total=value.total)

    @property
    def cited(self) -> tuple[Clause, ...]:
        """Those by which the fees carry tax."""
        return tuple(self.agreement.tax_clauses)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the rate and its source, the parts, the tax, the untaxed sum, the total."""
        agreement = self.agreement
        bill = bill_parts(agreement, self.amounts, self.late_charge, self.tax_rounding)
        tax = agreement.tax_on(self.on, self.province, self.tax_rate, self.tax_mode, self.taxed_as, self.region)
        return bill_tax_steps(bill, tax, agreement.tax_clauses)


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
    taxed_as: TaxedAs | None = None,
    region: str | None = None,
) -> Answer[BillTax]:
    """Return the tax on a bill of a day, and its total.

    `amounts` is what is taxed, one sum or the parts of the bill, of which a credit is below zero; `late_charge` stands
    on the bill and carries no tax. `tax_mode` says whether tax is added to the amounts or included in them;
    `tax_rounding` whether it is rounded once, on their total, or part by part. `taxed_as` is the kind of service,
    needed where the taxes of the region depend on it. `region` names the region of the tax, where it
    depends on that; `province` does so too, and outranks it. Of several taxes each is rounded on its own. Raises
    `UnknownNameError` for a region without an established rate: give `tax_rate` then.

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
    kind = None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")
    place = number_facts_of(agreement, (), None, region, None, taxed=True).region
    if place is not None and rate is not None:
        raise both_given("region", place)
    value = bill_tax(bill, agreement.tax_on(day, province, rate, mode, kind, place))
    return Answer(value, "tax", (sums, day, late, province, rate, mode, rounding, kind, place), terms)


def _sums(amounts: Any, currency: str) -> tuple[Money, ...]:
    """Return the one sum, or each part of the bill, as money."""
    parts = tuple(amounts) if isinstance(amounts, list | tuple) else (amounts,)
    return tuple(as_signed_money(part, currency, "amounts") for part in parts)
