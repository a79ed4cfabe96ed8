"""What comes in from the systems around: checked by pydantic, and turned into events of an account."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field

from telcoterms import Dispute, Invoice, Money, Payment, ReturnedPayment


class Incoming(BaseModel):
    """One thing that happened to an account."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    account: str = Field(min_length=1)


class BillIn(Incoming):
    """A bill that was sent."""

    kind: Literal["invoice"] = "invoice"
    number: str
    issued: date
    amount: Money


class PaymentIn(Incoming):
    """A payment that arrived; `received` may lie before nights that were already run."""

    kind: Literal["payment"] = "payment"
    received: date
    amount: Money
    reference: str


class ReturnedIn(Incoming):
    """A payment that the bank took back."""

    kind: Literal["returned_payment"] = "returned_payment"
    on: date
    payment: str


class DisputeIn(Incoming):
    """A dispute of a bill, or of a part of it."""

    kind: Literal["dispute"] = "dispute"
    invoice: str
    reported: date
    amount: Money


AnyIncoming = Annotated[BillIn | PaymentIn | ReturnedIn | DisputeIn, Field(discriminator="kind")]
AnyEvent = Invoice | Payment | ReturnedPayment | Dispute


def event_of(incoming: BillIn | PaymentIn | ReturnedIn | DisputeIn) -> AnyEvent:
    """Return the event that the library knows."""
    match incoming:
        case BillIn():
            return Invoice(incoming.number, incoming.issued, incoming.amount)
        case PaymentIn():
            return Payment(incoming.received, incoming.amount, reference=incoming.reference)
        case ReturnedIn():
            return ReturnedPayment(incoming.on, payment=incoming.payment)
        case DisputeIn():
            return Dispute(incoming.invoice, incoming.reported, incoming.amount)
    assert_never(incoming)
