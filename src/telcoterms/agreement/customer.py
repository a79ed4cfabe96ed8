"""Hold the facts about a customer and the agreement that rules of law ask and no clause does: known, or not known."""

from __future__ import annotations

from datetime import date
from typing import Literal, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Money

Customer = Literal["consumer", "small-business", "other"]
"""Who the customer is: an individual for personal use, a small business, or anybody else."""


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


NOT_KNOWN = CustomerFacts()
"""A customer of whom nothing is known."""
