"""What meets a debt or takes it back: payments, credits, disputes, returns, write-offs and payouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, final, get_args

from telcoterms.account.checked import Entered, as_choice, as_name, as_own_money, as_own_sum
from telcoterms.days import as_day
from telcoterms.errors import FactError
from telcoterms.money import Money
from telcoterms.words import Term

CreditEffect = Literal["from-credit-date", "from-invoice-date"]
DisputeOutcome = Literal["upheld", "rejected", "withdrawn"]


@final
@dataclass(frozen=True, slots=True, init=False)
class Payment(Entered):
    """A payment: the day it was received, its amount, the invoice that it names if it names one, a reference."""

    table: ClassVar[str] = "payment"

    received: date
    amount: Money
    invoice: str | None = None
    reference: str | None = None

    def __init__(
        self, received: date | str, amount: Money, invoice: str | None = None, reference: str | None = None
    ) -> None:
        set_ = object.__setattr__
        set_(self, "received", as_day(received, "received"))
        set_(self, "amount", as_own_money(amount, "amount"))
        set_(self, "invoice", None if invoice is None else as_name(invoice, "invoice"))
        set_(self, "reference", None if reference is None else as_name(reference, "reference"))

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.received


@final
@dataclass(frozen=True, slots=True, init=False)
class ReturnedPayment(Entered):
    """A payment that was returned or rejected: from the day `on` it counts as never received.

    `payment` is the payment's reference.
    """

    table: ClassVar[str] = "returned_payment"

    on: date
    payment: str

    def __init__(self, on: date | str, payment: str) -> None:
        self._set({"on": as_day(on, "on"), "payment": as_name(payment, "payment")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on


@final
@dataclass(frozen=True, slots=True, init=False)
class Credit(Entered):
    """A credit on an invoice, an administrative charge or a cancellation charge.

    `from-credit-date`: it meets its debt on its day as a payment does. `from-invoice-date`: the fee was wrong, and
    from the credit's day on the debt is taken as having been smaller from its start.
    """

    table: ClassVar[str] = "credit"

    issued: date
    amount: Money
    invoice: str
    effect: CreditEffect = "from-credit-date"

    def __init__(
        self, issued: date | str, amount: Money, invoice: str, effect: CreditEffect = "from-credit-date"
    ) -> None:
        self._set({"issued": as_day(issued, "issued"), "amount": as_own_money(amount, "amount")})
        self._set({"invoice": as_name(invoice, "invoice")})
        self._set({"effect": as_choice(effect, get_args(CreditEffect), "effect")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.issued


@final
@dataclass(frozen=True, slots=True, init=False)
class Dispute(Entered):
    """A dispute about a part of an invoice or of another charge, open until it is decided.

    `outcome` is `upheld`, `rejected`, `withdrawn` (which is as rejected), or the amount in which it was upheld in part.

    >>> Dispute("2026-01", "2026-01-20", Money("10.00", "CAD"), "2026-02-20", "rejected").day
    datetime.date(2026, 1, 20)
    """

    table: ClassVar[str] = "dispute"

    invoice: str
    reported: date
    amount: Money
    decided: date | None = None
    outcome: DisputeOutcome | Money | None = None

    def __init__(
        self,
        invoice: str,
        reported: date | str,
        amount: Money,
        decided: date | str | None = None,
        outcome: DisputeOutcome | Money | None = None,
    ) -> None:
        self._set({"invoice": as_name(invoice, "invoice"), "reported": as_day(reported, "reported")})
        self._set({"amount": as_own_sum(amount, "amount")})
        self._set({"decided": None if decided is None else as_day(decided, "decided")})
        if isinstance(outcome, Money):
            self._set({"outcome": as_own_sum(outcome, "outcome")})
        else:
            known = get_args(DisputeOutcome)
            self._set({"outcome": None if outcome is None else as_choice(outcome, known, "outcome")})
        self._check_decision()

    def _check_decision(self) -> None:
        if (self.decided is None) != (self.outcome is None):
            raise FactError(
                "the dispute of {invoice} has {has}: give the day on which it was decided together with its outcome, "
                "or neither while it is open",
                invoice=self.invoice,
                has=Term("a decision day and no outcome")
                if self.outcome is None
                else Term("an outcome and no decision day"),
            )
        if self.decided is not None and self.decided < self.reported:
            raise FactError(
                "the dispute of {invoice} was decided on {decided}, before it was reported on {reported}: "
                "check the two days",
                invoice=self.invoice,
                decided=self.decided,
                reported=self.reported,
            )
        if isinstance(self.outcome, Money) and not self._less(self.outcome):
            raise FactError(
                "the dispute of {invoice} about {amount} was upheld in {outcome}: give less than was disputed, "
                "or write upheld",
                invoice=self.invoice,
                amount=self.amount,
                outcome=self.outcome,
            )

    def _less(self, outcome: Money) -> bool:
        return outcome.currency == self.amount.currency and outcome.minor < self.amount.minor

    @property
    def day(self) -> date:
        """The day of the event: that of the report."""
        return self.reported

    def upheld(self, as_of: date) -> int:
        """In how many minor units it is upheld, as is known on a day."""
        if self.decided is None or self.decided > as_of:
            return 0
        if isinstance(self.outcome, Money):
            return self.outcome.minor
        return self.amount.minor if self.outcome == "upheld" else 0


@final
@dataclass(frozen=True, slots=True, init=False)
class WriteOff(Entered):
    """A sum that the provider gives up on a debt."""

    table: ClassVar[str] = "write_off"

    on: date
    invoice: str
    amount: Money

    def __init__(self, on: date | str, invoice: str, amount: Money) -> None:
        self._set({"on": as_day(on, "on"), "invoice": as_name(invoice, "invoice")})
        self._set({"amount": as_own_money(amount, "amount")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on


@final
@dataclass(frozen=True, slots=True, init=False)
class Payout(Entered):
    """A credit that is paid out to the customer."""

    table: ClassVar[str] = "payout"

    on: date
    amount: Money

    def __init__(self, on: date | str, amount: Money) -> None:
        self._set({"on": as_day(on, "on"), "amount": as_own_money(amount, "amount")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on
