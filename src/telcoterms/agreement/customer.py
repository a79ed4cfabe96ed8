"""Hold the facts about a customer and the agreement that rules of law ask and no clause does: known, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, assert_never, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency

Customer = Literal["consumer", "small-business", "other"]
"""Who the customer is: an individual for personal use, a small business, or anybody else."""

PROVINCES: Final = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
"""The provinces and territories of Canada, in two letters."""
FACTS_OF_QUESTIONS: Final = ("customer", "province")
"""The facts of `CustomerFacts` that questions take too, below the same names."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """What is known of a customer; None is not known, and is never guessed.

    `agreed` is the day on which the agreement was made, `device_subsidy` what the provider paid of the price of a
    device (zero where there was none), `province` where the customer is, in two letters.
    """

    agreed: date | None = None
    customer: Customer | None = None
    device_subsidy: Money | None = None
    province: str | None = None

    def in_words(self) -> Iterator[Phrase]:
        """Yield what is known in words, as the heading of an answer repeats it."""
        if self.customer is not None:
            yield phrase("{customer}", customer=_customer_words(self.customer))
        if self.province is not None:
            yield phrase("in {province}", province=self.province)
        if self.agreed is not None:
            yield phrase("agreement of {agreed}", agreed=self.agreed)
        if self.device_subsidy is not None and self.device_subsidy.minor:
            yield phrase("device subsidised by {sum}", sum=MoneyWithCurrency(self.device_subsidy))
        elif self.device_subsidy is not None:
            yield phrase("no device subsidised")

    def as_dict(self) -> dict[str, object]:
        """Return what is known as JSON-ready data."""
        subsidy = None if self.device_subsidy is None else self.device_subsidy.text
        agreed = None if self.agreed is None else self.agreed.isoformat()
        facts: dict[str, object] = {
            "agreed": agreed,
            "customer": self.customer,
            "device_subsidy": subsidy,
            "province": self.province,
        }
        return {name: fact for name, fact in facts.items() if fact is not None}


def _customer_words(customer: Customer) -> Phrase:
    match customer:
        case "consumer":
            return phrase("consumer")
        case "small-business":
            return phrase("small business")
        case "other":
            return phrase("neither consumer nor small business")
    assert_never(customer)


NOT_KNOWN = CustomerFacts()
"""A customer of whom nothing is known."""
