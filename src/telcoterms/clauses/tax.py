"""The tax on a bill of one part or of several: added to them or included in them, rounded once or part by part.

A charge for paying late stands on the bill and carries no tax.
"""

from __future__ import annotations

from typing import final

from telcoterms.agreement.taxes import Tax, TaxRounding
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase, told
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Percent, Priced, Step, outcome, plus, step


@final
@dataclass(frozen=True, slots=True)
class BillTax:
    """What is taxed, the tax on it or in it, what is not taxed, and all together."""

    taxed: Money
    tax: Money
    untaxed: Money
    total: Money

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "{tax} on {taxed}, untaxed {untaxed}, total {total}",
            tax=Priced(self.tax),
            taxed=self.taxed,
            untaxed=self.untaxed,
            total=self.total,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "taxed": self.taxed.text,
            "tax": self.tax.text,
            "untaxed": self.untaxed.text,
            "total": self.total.text,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BillParts:
    """The checked facts: the parts that are taxed, the late charge that is not and the source by which it is not."""

    parts: tuple[Money, ...]
    late_charge: Money
    rounding: TaxRounding = "on-total"
    untaxed_by: str | None = None

    @property
    def taxed(self) -> Money:
        """The sum of the parts."""
        return sum(self.parts[1:], self.parts[0])


def bill_tax(bill: BillParts, tax: Tax) -> BillTax:
    """The tax of a bill, rounded on the total of its parts or on each of them."""
    rounded_on = bill.parts if bill.rounding == "by-component" else (bill.taxed,)
    sum_ = Money.of_minor(sum(tax.of(one.minor) for one in rounded_on), bill.late_charge.currency)
    total = bill.taxed + bill.late_charge
    return BillTax(bill.taxed, sum_, bill.late_charge, total + sum_ if tax.mode == "added" else total)


def bill_tax_steps(bill: BillParts, tax: Tax, clauses: tuple[Clause, ...]) -> tuple[Step, ...]:
    """The working: the rate and its source, the parts, the tax, what carries none, the total."""
    found, rate = bill_tax(bill, tax), Percent(tax.rate)
    lines = [step("{name} is {rate}: {source}", *clauses, name=told(tax.name), rate=rate, source=told(tax.source))]
    several = len(bill.parts) > 1
    by_part = several and bill.rounding == "by-component"
    if several:
        template = "sum of the parts: {parts} = {sum}"
        lines.append(step(template, parts=_sum(bill.parts), sum=found.taxed))
    lines += [_line(tax, one, clauses) for one in (bill.parts if by_part else (found.taxed,))]
    if by_part:
        taxes = tuple(Money.of_minor(tax.of(one.minor), one.currency) for one in bill.parts)
        lines.append(step("{name} in all: {taxes} = {sum}", name=told(tax.name), taxes=_sum(taxes), sum=found.tax))
    if bill.untaxed_by is not None:
        lines.append(
            step(
                "late charge {sum}, which carries no tax: {source}", sum=bill.late_charge, source=told(bill.untaxed_by)
            )
        )
    addends = (found.taxed, *((found.tax,) if tax.mode == "added" else ()), found.untaxed)
    return (*lines, step("total: {parts} = {total}", *clauses, parts=_sum(addends), total=found.total))


def _sum(sums: tuple[Money, ...]) -> Phrase:
    return phrase("{parts}", parts=plus(phrase("{sum}", sum=one) for one in sums))


def _line(tax: Tax, sum_: Money, clauses: tuple[Clause, ...]) -> Step:
    rate = Percent(tax.rate)
    if tax.mode == "included":
        exact = outcome(sum_.minor * tax.rate / (1 + tax.rate), "half-up", sum_.currency)
        template = "{name} in it: {sum} x {rate} / (100 % + {rate}) = {outcome}"
    else:
        exact = outcome(sum_.minor * tax.rate, "half-up", sum_.currency)
        template = "{name}: {sum} x {rate} = {outcome}"
    return step(template, *clauses, name=told(tax.name), sum=sum_, rate=rate, outcome=exact)
