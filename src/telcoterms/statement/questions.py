"""Looking ahead: what an account would owe if a payment were made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from telcoterms.account.events import Payment
from telcoterms.statement.statement import Statement
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Priced, Step, step


@final
@dataclass(frozen=True, slots=True)
class WhatIf:
    """An account on a day without a payment and with it; `saved` is what the payment avoids in charges up to that day.

    `saved` may be below zero: where several debts are open, or something is in dispute, a payment can move others.
    """

    payment: Payment
    without: Statement
    paid: Statement

    @property
    def saved(self) -> Money:
        """By how much more than its own amount the payment lowers what settles the account."""
        return self.without.settlement - self.paid.settlement - self.payment.amount

    @property
    def figure(self) -> Money:
        """What readings are compared by."""
        return self.paid.settlement

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "to settle on {day} {paid} with the payment, {without} without it, charges saved {saved}",
            day=self.paid.as_of,
            paid=Priced(self.paid.settlement),
            without=self.without.settlement,
            saved=self.saved,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"without": self.without.as_dict(), "paid": self.paid.as_dict(), "saved": self.saved.text}


def what_if_steps(found: WhatIf) -> Iterator[Step]:
    """How the two statements differ."""
    yield step("the difference", title=True)
    yield step(
        "charges saved up to {day}: {without} - {paid} - {payment} = {saved}",
        indent=1,
        day=found.paid.as_of,
        without=found.without.settlement,
        paid=found.paid.settlement,
        payment=found.payment.amount,
        saved=found.saved,
    )
