"""An account: its dated events, what makes a debt and what meets one, and the sequence of them all."""

from telcoterms.account.billed import (
    AdministrativeCharge,
    Cancellation,
    ChargedFor,
    Invoice,
    InvoiceLine,
)
from telcoterms.account.checked import NOTHING, as_name
from telcoterms.account.fitting import Event, Unread, misfits, over_the_debt
from telcoterms.account.settled import (
    Credit,
    CreditEffect,
    Dispute,
    DisputeOutcome,
    Payment,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.account.whole import EVENTS, Account

__all__ = [
    "EVENTS",
    "NOTHING",
    "Account",
    "AdministrativeCharge",
    "Cancellation",
    "ChargedFor",
    "Credit",
    "CreditEffect",
    "Dispute",
    "DisputeOutcome",
    "Event",
    "Invoice",
    "InvoiceLine",
    "Payment",
    "Payout",
    "ReturnedPayment",
    "Unread",
    "WriteOff",
    "as_name",
    "misfits",
    "over_the_debt",
]
