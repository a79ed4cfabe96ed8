"""Find the taxes of invoice lines that the table of taxes does not give: remarks without a verdict.

A line that states its tax is compared with the rates of the provider's own region on the day of the invoice. A bill may
round its tax once, on its total, and share it out over its lines. So a line's tax is remarked on where it is a whole
minor unit or more, for each tax that applies, from the exact tax of the line: of 39.45 at 13 %, 5.1285, both 5.12 and
5.13 pass, and 9.99 does not. A line without a tax, and a day for which the table gives none, are not remarked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from telcoterms.account.account import Account
from telcoterms.account.events import InvoiceLine
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import tax_of_rates
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Percent, Step, step, sum_of

MAX_NOTES: Final = 10  # lines listed below a statement: a bill that is wrong once is often wrong each month


class LineTaxRemark(NamedTuple):
    """A line whose tax the table does not give: the number of its invoice, its place there from 1, and the words."""

    invoice: str
    place: int
    remark: Phrase


def line_tax_remarks(agreement: Agreement, account: Account, until: date = date.max) -> Iterator[LineTaxRemark]:
    """Yield a remark for each line, of invoices up to a day, whose tax the table does not give."""
    for invoice in account.invoices:
        if invoice.issued <= until:
            for place, line in enumerate(invoice.lines, 1):
                remark = _tax_remark(agreement, line, invoice.issued)
                if remark is not None:
                    yield LineTaxRemark(invoice.number, place, remark)


def _tax_remark(agreement: Agreement, line: InvoiceLine, day: date) -> Phrase | None:
    if line.tax is None or agreement.tax is None:
        return None
    rates = agreement.tax.find(day, agreement.taxed_as())
    if rates is None:
        return None
    tax = tax_of_rates(rates)
    if abs(line.tax.minor - line.amount.minor * tax.rate) < max(1, len(rates)):
        return None
    taxes = sum_of(phrase("{name} {rate}", name=data_text(one.name), rate=Percent(one.rate)) for one in rates)
    return phrase(
        "its tax is {tax}; {taxes} of {amount} on {day} is {by_rates}: check the line on the bill",
        tax=line.tax,
        taxes=taxes,
        amount=line.amount,
        day=day,
        by_rates=Money.of_minor(tax.of(line.amount.minor), line.amount.currency),
    )


def line_tax_notes(agreement: Agreement, account: Account, until: date) -> tuple[Step, ...]:
    """Return the notes below a statement on the taxes of its invoice lines."""
    remarks = list(line_tax_remarks(agreement, account, until))
    notes = [
        step(
            "invoice {number}, line {place}: {remark}",
            *agreement.tax_clauses,
            part="notes",
            number=line.invoice,
            place=line.place,
            remark=line.remark,
        )
        for line in remarks[:MAX_NOTES]
    ]
    if len(remarks) > MAX_NOTES:
        notes.append(step("and so on for {more} more lines of invoices", part="notes", more=len(remarks) - MAX_NOTES))
    return tuple(notes)
