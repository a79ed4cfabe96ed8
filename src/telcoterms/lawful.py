"""The questions of what stands beside the terms: the law, and the tax on a bill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import TaxMode, TaxRounding
from telcoterms.answers.answer import Answer, Answerer
from telcoterms.beside import bill_parts, law_of, stated_of
from telcoterms.clauses.law import Law, held
from telcoterms.clauses.tax import BillTax, bill_tax
from telcoterms.facts import tax_of
from telcoterms.values.choices import one_of
from telcoterms.values.days import Day, as_day
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate


class LawQuestions(Answerer):
    """What `Terms` answers about the law and the taxes beside them."""

    __slots__ = ()
    agreement: Agreement

    def law(self, *, on: Day) -> Answer[Law]:
        """Each rule of law in force on a day, held against the terms: it agrees, differs, or does not apply, and why.

        These are facts of data with their sources, and no verdict on a clause. Raises `SilentTermsError` where the
        terms name no table of law.

        >>> from telcoterms import load
        >>> law = load("kos").law(on="2026-01-01").value
        >>> [one.rule for one in law.of("differs")]
        ['crtc-2016-171', 'ccts-small-business']
        """
        day = as_day(on, "on")
        return Answer(held(law_of(self.agreement), day, stated_of(self.agreement, day)), "law", (day,), self)

    def tax(
        self,
        amounts: Amount | Sequence[Amount],
        *,
        on: Day,
        late_charge: Amount = 0,
        province: str | None = None,
        tax_rate: Rate | None = None,
        tax_mode: TaxMode = "added",
        tax_rounding: TaxRounding = "on-total",
    ) -> Answer[BillTax]:
        """The tax on a bill of a day, and its total.

        `amounts` is what is taxed, one sum or the parts of the bill; `late_charge` stands on the bill and carries no
        tax. `tax_mode` says whether tax is added to the amounts or included in them; `tax_rounding` whether it is
        rounded once, on their total, or part by part. Raises `UnknownNameError` for a province without an established
        rate: give `tax_rate` then.

        >>> from telcoterms import load
        >>> load("kos").tax("200.00", on="2026-06-01", late_charge="8.00").value.tax
        Money('26.00', 'CAD')
        """
        currency = self.agreement.currency
        sums = _sums(amounts, currency)
        late, day = as_money(late_charge, currency, "late_charge"), as_day(on, "on")
        rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
        mode, rounding = one_of(tax_mode, TaxMode, "tax_mode"), one_of(tax_rounding, TaxRounding, "tax_rounding")
        bill = bill_parts(self.agreement, sums, late, rounding)
        value = bill_tax(bill, tax_of(self.agreement, day, province, rate, mode))
        return Answer(value, "tax", (sums, day, late, province, rate, mode, rounding), self)


def _sums(amounts: Any, currency: str) -> tuple[Money, ...]:
    """One sum, or each part of a bill."""
    parts = tuple(amounts) if isinstance(amounts, list | tuple) else (amounts,)
    return tuple(as_money(one, currency, "amounts") for one in parts)
