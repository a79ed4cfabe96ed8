"""The events of an account: nine kinds, each a frozen dataclass that checks its fields when it is made.

`BillingEvent` is what makes a debt: an invoice with its lines, an administrative charge, and the cancellation of a
service. `SettlingEvent` is what pays a debt, lowers it, or takes one of these back. `Event`, at the end, is all of
them. It is a closed union: whatever treats events by their kind does so in a `match` that ends in `assert_never`, so
that mypy names each place in which a new event has to be thought of.

A field is described once, by its name, type and default. The reader of account files (`files.account`) takes its form
in TOML, JSON and CSV from there, and `as_dict` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Literal, assert_never, final, get_args

from telcoterms.agreement.rule import field_types
from telcoterms.agreement.taxes import TaxedAs, TaxMode
from telcoterms.answers.facts import Regime
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN, CancelledBy
from telcoterms.clauses.due_date import InvoiceFacts
from telcoterms.values.choices import as_name, as_short_name, one_of
from telcoterms.values.dataclasses import MISSING, dataclass, fields
from telcoterms.values.days import add_months, as_count, as_day
from telcoterms.values.errors import AmountError, InputError, Unquoted, unquoted
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Money, as_money, as_rate
from telcoterms.values.steps import MoneyWithCurrency, decimal_text

MAX_BILLING_DAY: Final = 31
DayOfMonth = Annotated[int, MAX_BILLING_DAY]  # a type of its own for the reader of files
NOTHING: Final = "none"  # TOML knows no null


def as_event_amount(value: object, fact: str) -> Money:
    """Check an amount of an event, which names its currency itself."""
    if not isinstance(value, Money):
        raise AmountError(
            "{fact} is {value}: an event names its currency itself, give Money('56.45', 'CAD')",
            fact=unquoted(fact),
            value=value,
        )
    return as_money(value, value.currency, fact)


def as_positive_amount(value: object, fact: str) -> Money:
    """Check an amount of an event that would say nothing if it were zero."""
    money = as_event_amount(value, fact)
    if not money.minor:
        raise AmountError("{fact} is {value}: give more than zero", fact=unquoted(fact), value=money)
    return money


class AccountEvent:
    """What is dated and frozen in an account: each kind of event, and the line of an invoice.

    `table` is what its rows are called in an account's file, `keys` what a field is called there that has another name.
    """

    __slots__ = ()
    table: ClassVar[str]
    keys: ClassVar[Mapping[str, str]] = {}

    def _set(self, values: Mapping[str, object]) -> None:
        """The only writer of a frozen event."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def as_dict(self) -> dict[str, object]:
        """Return the event as in an account file, without the fields that have their defaults.

        The currency is not repeated: it stands once, above all events.
        """
        row: dict[str, object] = {}
        kind: Any = type(self)
        for name, key, default in _keys_of(kind):
            value = getattr(self, name)
            if value is not default and value != default:
                row[key] = value if type(value) is str else as_file_value(value)
        return row


@cache
def _keys_of(kind: type[Any]) -> tuple[tuple[str, str, object], ...]:
    """Return the fields of a kind of event, each with its key in a file and its default; no value is that of none."""
    return tuple((one.name, kind.keys.get(one.name, one.name), one.default) for one in fields(kind))


def as_file_value(value: object) -> object:
    """Return a field of an event as JSON-ready data that TOML can hold too."""
    match value:
        case None:
            return NOTHING
        case Money():
            return value.text
        case date():
            return value.isoformat()
        case Fraction():
            return decimal_text(value)
        case tuple():
            return [as_file_value(one) for one in value]
        case AccountEvent():
            return value.as_dict()
        case int() | str():
            return value
        case _:
            raise TypeError(f"a file has no form for {type(value).__name__}: give it one here and in `files.account`")


def day_field(kind: type[Any]) -> str:
    """Return the name of the field that holds the day of an event: the one day that it must have."""
    types = field_types(kind)
    (name,) = (one.name for one in fields(kind) if types[one.name] is date and one.default is MISSING)
    return name


ChargedFor = Literal["recurring", "one-time"]
NO_DAY: Final = Term("no day")


@final
@dataclass(frozen=True, slots=True, init=False)
class InvoiceLine(AccountEvent):
    """A line of an invoice: a recurring fee for a period, or a one-time fee; `amount` before `tax`.

    `start` is the first day of a recurring fee's period and `until` the first day after it; a one-time fee has neither.

    >>> line = InvoiceLine("dsl", "recurring", Money("49.95", "CAD"), Money("6.49", "CAD"), "2026-06-01", "2026-07-01")
    >>> line.total
    Money('56.44', 'CAD')
    """

    table: ClassVar[str] = "line"

    service: str
    charge: ChargedFor
    amount: Money
    tax: Money | None = None
    start: date | None = None
    until: date | None = None

    def __init__(
        self,
        service: str,
        charge: ChargedFor,
        amount: Money,
        tax: Money | None = None,
        start: date | str | None = None,
        until: date | str | None = None,
    ) -> None:
        one_of(charge, ChargedFor, "charge")
        first = None if start is None else as_day(start, "start")
        end = None if until is None else as_day(until, "until")
        if charge == "one-time" and (first or end):
            raise InputError(
                "a one-time line has the period from {start} to {until}: leave both out, or call it recurring",
                start=first or NO_DAY,
                until=end or NO_DAY,
            )
        if charge == "recurring" and (first is None or end is None or end <= first):
            raise InputError(
                "a recurring line runs from {start} to {until}: give its first day as start, and as until the first "
                "day after it",
                start=first or NO_DAY,
                until=end or NO_DAY,
            )
        before_tax = as_event_amount(amount, "amount")
        its_tax = None if tax is None else as_event_amount(tax, "tax")
        self._set({"service": as_name(service, "service"), "charge": charge, "amount": before_tax, "tax": its_tax})
        self._set({"start": first, "until": end})

    @property
    def total(self) -> Money:
        """The line with its tax."""
        return self.amount if self.tax is None else self.amount + self.tax


@final
@dataclass(frozen=True, slots=True, init=False)
class Invoice(AccountEvent):
    """A bill: its number, the day it was issued, its amount with taxes, and how many months it covers.

    It may carry its lines; together, with their taxes, they are its amount. `due`, `sent`, `received` and `way` are
    those of the question `due_date`: they are given where the terms rest on them, and refused where they do not.

    >>> Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")).issued
    datetime.date(2026, 1, 1)
    """

    table: ClassVar[str] = "invoice"
    keys: ClassVar[Mapping[str, str]] = {"lines": InvoiceLine.table}

    number: str
    issued: date
    amount: Money
    billing_months: int = 1
    lines: tuple[InvoiceLine, ...] = ()
    due: date | None = None
    sent: date | None = None
    received: date | None = None
    way: str | None = None

    def __init__(
        self,
        number: str,
        issued: date | str,
        amount: Money,
        billing_months: int = 1,
        lines: Iterable[InvoiceLine] = (),
        *,
        due: date | str | None = None,
        sent: date | str | None = None,
        received: date | str | None = None,
        way: str | None = None,
    ) -> None:
        set_ = object.__setattr__
        set_(self, "number", as_name(number, "number"))
        set_(self, "issued", as_day(issued, "issued"))
        set_(self, "amount", as_event_amount(amount, "amount"))
        set_(self, "billing_months", as_count(billing_months, "billing_months"))
        set_(self, "lines", _lines(lines, self.amount))
        set_(self, "due", None if due is None else as_day(due, "due"))
        set_(self, "sent", None if sent is None else as_day(sent, "sent"))
        set_(self, "received", None if received is None else as_day(received, "received"))
        set_(self, "way", None if way is None else as_name(way, "way"))

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.issued

    @property
    def due_facts(self) -> InvoiceFacts:
        """What is known of the invoice that its due date can rest on."""
        return InvoiceFacts(self.issued, self.due, self.sent, self.received, self.way)

    @property
    def is_short(self) -> bool:
        """Whether it has no more than it must: its number, its day and its amount."""
        return not self.lines and self.billing_months == 1 and not self.has_due_facts

    @property
    def has_due_facts(self) -> bool:
        """Whether more is known of the invoice than its date that its due date could rest on."""
        return not (self.due is None and self.sent is None and self.received is None and self.way is None)


def _lines(given: Iterable[InvoiceLine], amount: Money) -> tuple[InvoiceLine, ...]:
    if not isinstance(given, Iterable):
        raise InputError("lines is {given}: give a list of InvoiceLine(service, charge, amount)", given=given)
    lines = tuple(given)
    for line in lines:
        if not isinstance(line, InvoiceLine):
            raise InputError("{line} is no line of an invoice: give InvoiceLine(service, charge, amount)", line=line)
    sums = [money for line in lines for money in (line.amount, line.tax) if money is not None]
    for money in sums:
        if money.currency != amount.currency:
            raise InputError(
                "a line is in {line}, its invoice in {invoice}: an invoice is in one currency",
                line=Unquoted(money.currency),
                invoice=Unquoted(amount.currency),
            )
    total = Money.of_minor(sum(money.minor for money in sums), amount.currency)
    if lines and total != amount:
        raise InputError(
            "the lines come to {total} with their taxes, the invoice to {amount}: correct one of them, or leave the "
            "lines out",
            total=total,
            amount=amount,
        )
    return lines


@final
@dataclass(frozen=True, slots=True, init=False)
class AdministrativeCharge(AccountEvent):
    """A charge for collection, a returned payment, a changed identifier or restoral: a debt of its day.

    >>> AdministrativeCharge("A-1", "2026-03-01", Money("25.00", "CAD"), "returned-payment").day
    datetime.date(2026, 3, 1)
    """

    table: ClassVar[str] = "administrative_charge"

    number: str
    on: date
    amount: Money
    reason: str

    def __init__(self, number: str, on: date | str, amount: Money, reason: str) -> None:
        self._set({"number": as_name(number, "number"), "on": as_day(on, "on")})
        self._set({"amount": as_event_amount(amount, "amount")})
        self._set({"reason": as_short_name(reason, "reason")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on


@final
@dataclass(frozen=True, slots=True, init=False)
class Cancellation(AccountEvent):
    """The end of a service on the day `on`, with the facts of the refund and of the cancellation charge.

    The refund needs `fee` and `cycle_start`, and takes `fee_months`, `billing_day`, `paid_until` and `taxed_on`. A
    fixed term needs `term_start` and `term_months`, and `monthly_fee` or `incentive` and `last_invoice`. Within the
    term there is a cancellation charge, for which some terms ask for `paid`, `plan`, `region` or `segment`; wherever a
    fee is given there is a refund. `province`, `tax_rate`,
    `tax_mode` and `taxed_as` are those of the two questions. `service` is the one whose lines on invoices come to an
    end; without it, all of them do.

    >>> cancellation = Cancellation("C-1", "2026-06-10", fee=Money("49.95", "CAD"), cycle_start="2026-06-01")
    >>> cancellation.by
    'customer'
    """

    table: ClassVar[str] = "cancellation"

    number: str
    on: date
    by: CancelledBy = "customer"
    service: str | None = None
    fee: Money | None = None
    cycle_start: date | None = None
    fee_months: int = 1
    billing_day: DayOfMonth | None = None
    paid_until: date | None = None
    taxed_on: date | None = None
    term_start: date | None = None
    term_months: int | None = None
    monthly_fee: Money | tuple[Money, ...] | None = None
    incentive: Money | None = None
    last_invoice: date | Literal["not given"] | None = LAST_INVOICE_NOT_GIVEN
    paid: date | None = None
    plan: str | None = None
    region: str | None = None
    segment: str | None = None
    province: str | None = None
    tax_rate: Fraction | None = None
    tax_mode: TaxMode = "added"
    taxed_as: TaxedAs | None = None

    def __init__(
        self,
        number: str,
        on: date | str,
        by: CancelledBy = "customer",
        *,
        service: str | None = None,
        fee: Money | None = None,
        cycle_start: date | str | None = None,
        fee_months: int = 1,
        billing_day: int | None = None,
        paid_until: date | str | None = None,
        taxed_on: date | str | None = None,
        term_start: date | str | None = None,
        term_months: int | None = None,
        monthly_fee: Money | Iterable[Money] | None = None,
        incentive: Money | None = None,
        last_invoice: date | str | None = LAST_INVOICE_NOT_GIVEN,
        paid: date | str | None = None,
        plan: str | None = None,
        region: str | None = None,
        segment: str | None = None,
        province: str | None = None,
        tax_rate: Fraction | Decimal | str | int | None = None,
        tax_mode: TaxMode = "added",
        taxed_as: TaxedAs | None = None,
    ) -> None:
        names = {"service": service, "province": province, "plan": plan, "region": region, "segment": segment}
        sums = {"fee": fee, "incentive": incentive}
        days = {
            "cycle_start": cycle_start,
            "paid_until": paid_until,
            "taxed_on": taxed_on,
            "term_start": term_start,
            "paid": paid,
        }
        self._set({"number": as_name(number, "number"), "on": as_day(on, "on")})
        self._set({"by": one_of(by, CancelledBy, "by")})
        self._set({name: None if value is None else as_name(value, name) for name, value in names.items()})
        self._set({name: None if value is None else as_event_amount(value, name) for name, value in sums.items()})
        self._set({name: None if value is None else as_day(value, name) for name, value in days.items()})
        self._set({"fee_months": as_count(fee_months, "fee_months")})
        self._set(
            {"billing_day": None if billing_day is None else as_count(billing_day, "billing_day", 1, MAX_BILLING_DAY)}
        )
        self._set({"term_months": None if term_months is None else as_count(term_months, "term_months")})
        self._set({"monthly_fee": _fees(monthly_fee)})
        if last_invoice is not None and last_invoice != LAST_INVOICE_NOT_GIVEN:
            last_invoice = as_day(last_invoice, "last_invoice")
        self._set({"last_invoice": last_invoice})
        self._set({"tax_rate": None if tax_rate is None else as_rate(tax_rate, "tax_rate")})
        self._set({"tax_mode": one_of(tax_mode, TaxMode, "tax_mode")})
        self._set({"taxed_as": None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")})
        self._check_whole()

    def _check_whole(self) -> None:
        for first, second in (("fee", "cycle_start"), ("term_start", "term_months")):
            has_first, has_second = getattr(self, first) is not None, getattr(self, second) is not None
            if has_first != has_second:
                has, lacks = (first, second) if has_first else (second, first)
                raise InputError(
                    "the cancellation has {has} but no {lacks}: give both, or neither",
                    has=Unquoted(has),
                    lacks=Unquoted(lacks),
                )
        if self.fee is None and self.term_start is None:
            raise InputError(
                "the cancellation has neither a fee nor a term: give fee and cycle_start for what comes back, "
                "term_start and term_months for what it costs"
            )

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on

    @property
    def is_in_fixed_term(self) -> bool:
        """Whether a service was cancelled inside a fixed term."""
        if self.term_start is None or self.term_months is None:
            return False
        return self.on < add_months(self.term_start, self.term_months)

    @property
    def regime(self) -> Regime:
        """How the service was agreed when it ended, as the question `refund` takes it."""
        return "fixed-term" if self.is_in_fixed_term else "month-to-month"

    @property
    def amounts(self) -> tuple[Money, ...]:
        """All sums of money that it names."""
        fees: Any = self.monthly_fee if isinstance(self.monthly_fee, tuple) else (self.monthly_fee,)
        return tuple(money for money in (self.fee, self.incentive, *fees) if money is not None)


def _fees(given: Any) -> Money | tuple[Money, ...] | None:
    if given is None or isinstance(given, Money):
        return None if given is None else as_event_amount(given, "monthly_fee")
    if not isinstance(given, Iterable) or isinstance(given, str):
        return as_event_amount(given, "monthly_fee")
    fees = tuple(as_event_amount(fee, "monthly_fee") for fee in given)
    if not fees:
        raise InputError("monthly_fee is {given}: give one fee, or one for each month of the term", given=given)
    return fees


CreditEffect = Literal["from-credit-date", "from-invoice-date"]
DisputeOutcome = Literal["upheld", "rejected", "withdrawn"]


@final
@dataclass(frozen=True, slots=True, init=False)
class Payment(AccountEvent):
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
        set_(self, "amount", as_event_amount(amount, "amount"))
        set_(self, "invoice", None if invoice is None else as_name(invoice, "invoice"))
        set_(self, "reference", None if reference is None else as_name(reference, "reference"))

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.received

    def in_words(self) -> Phrase:
        """Return the payment as a heading names it."""
        if self.invoice is None:
            return phrase(
                "a payment of {sum} received {received}", sum=MoneyWithCurrency(self.amount), received=self.day
            )
        return phrase(
            "a payment of {sum} on {invoice} received {received}",
            sum=MoneyWithCurrency(self.amount),
            invoice=self.invoice,
            received=self.day,
        )


@final
@dataclass(frozen=True, slots=True, init=False)
class ReturnedPayment(AccountEvent):
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
class Credit(AccountEvent):
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
        self._set({"issued": as_day(issued, "issued"), "amount": as_event_amount(amount, "amount")})
        self._set({"invoice": as_name(invoice, "invoice")})
        self._set({"effect": one_of(effect, CreditEffect, "effect")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.issued


@final
@dataclass(frozen=True, slots=True, init=False)
class Dispute(AccountEvent):
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
        self._set({"amount": as_positive_amount(amount, "amount")})
        self._set({"decided": None if decided is None else as_day(decided, "decided")})
        if isinstance(outcome, Money):
            self._set({"outcome": as_positive_amount(outcome, "outcome")})
        else:
            self._set({"outcome": None if outcome is None else one_of(outcome, DisputeOutcome, "outcome")})
        self._check_decision()

    def _check_decision(self) -> None:
        if (self.decided is None) != (self.outcome is None):
            raise InputError(
                "the dispute of {invoice} has {has}: give the day on which it was decided together with its outcome, "
                "or neither while it is open",
                invoice=self.invoice,
                has=Term("a decision day and no outcome")
                if self.outcome is None
                else Term("an outcome and no decision day"),
            )
        if self.decided is not None and self.decided < self.reported:
            raise InputError(
                "the dispute of {invoice} was decided on {decided}, before it was reported on {reported}: "
                "check the two days",
                invoice=self.invoice,
                decided=self.decided,
                reported=self.reported,
            )
        if isinstance(self.outcome, Money) and not self._less(self.outcome):
            raise InputError(
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
        """Return in how many minor units it is upheld, as is known on a day."""
        if self.decided is None or self.decided > as_of:
            return 0
        match self.outcome:
            case Money():
                return self.outcome.minor
            case "upheld":
                return self.amount.minor
            case "rejected" | "withdrawn" | None:
                return 0
        assert_never(self.outcome)


@final
@dataclass(frozen=True, slots=True, init=False)
class WriteOff(AccountEvent):
    """A sum that the provider gives up on a debt."""

    table: ClassVar[str] = "write_off"

    on: date
    invoice: str
    amount: Money

    def __init__(self, on: date | str, invoice: str, amount: Money) -> None:
        self._set({"on": as_day(on, "on"), "invoice": as_name(invoice, "invoice")})
        self._set({"amount": as_event_amount(amount, "amount")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on


@final
@dataclass(frozen=True, slots=True, init=False)
class Payout(AccountEvent):
    """A credit that is paid out to the customer."""

    table: ClassVar[str] = "payout"

    on: date
    amount: Money

    def __init__(self, on: date | str, amount: Money) -> None:
        self._set({"on": as_day(on, "on"), "amount": as_event_amount(amount, "amount")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on


@final
@dataclass(frozen=True, slots=True, init=False)
class Reminder(AccountEvent):
    """A reminder to pay: of one debt, or of each that is past due on its day."""

    table: ClassVar[str] = "reminder"

    on: date
    invoice: str | None = None

    def __init__(self, on: date | str, invoice: str | None = None) -> None:
        self._set({"on": as_day(on, "on"), "invoice": None if invoice is None else as_name(invoice, "invoice")})

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.on


_slots_of_invoice: Any = Invoice  # the slots' own setters, as those of `Money`
_slots_of_payment: Any = Payment
(
    _set_number,
    _set_issued,
    _set_amount,
    _set_billing_months,
    _set_lines,
    _set_due,
    _set_sent,
    _set_received,
    _set_way,
) = (getattr(_slots_of_invoice, one.name).__set__ for one in fields(Invoice))
_set_received_of, _set_amount_of, _set_invoice_of, _set_reference_of = (
    getattr(_slots_of_payment, one.name).__set__ for one in fields(Payment)
)
_new: Callable[[type[Any]], Any] = object.__new__


def checked_invoice(
    number: str,
    issued: date,
    amount: Money,
    billing_months: int = 1,
    lines: tuple[InvoiceLine, ...] = (),
    due: date | None = None,
    sent: date | None = None,
    received: date | None = None,
    way: str | None = None,
) -> Invoice:
    """Return the invoice of values that were checked as `Invoice` does, at a fifth of its cost."""
    invoice: Invoice = _new(Invoice)
    _set_number(invoice, number)
    _set_issued(invoice, issued)
    _set_amount(invoice, amount)
    _set_billing_months(invoice, billing_months)
    _set_lines(invoice, lines)
    _set_due(invoice, due)
    _set_sent(invoice, sent)
    _set_received(invoice, received)
    _set_way(invoice, way)
    return invoice


def checked_payment(received: date, amount: Money, invoice: str | None = None, reference: str | None = None) -> Payment:
    """Return the payment of values that were checked as `Payment` does."""
    payment: Payment = _new(Payment)
    _set_received_of(payment, received)
    _set_amount_of(payment, amount)
    _set_invoice_of(payment, invoice)
    _set_reference_of(payment, reference)
    return payment


BillingEvent = Invoice | AdministrativeCharge | Cancellation
SettlingEvent = Dispute | Reminder | Credit | WriteOff | Payment | ReturnedPayment | Payout
Event = BillingEvent | SettlingEvent
"""An event of an account; the kinds stand in the order in which those of one day count."""
OtherEvent = AdministrativeCharge | Cancellation | Dispute | Reminder | Credit | WriteOff | ReturnedPayment | Payout
EVENT_TYPES: Final[tuple[type[Event], ...]] = get_args(Event)
