"""Hold the items of a bill: its lines that the account decides, such as its late charge, its tax and its totals.

An item has a kind, a few facts that say which one it is, and the billed figure. It has no facts to compute it from, as
`BillLine` has: those are in the account. Which kinds there are, and what the account's statement says of each:

* what was owed before: `previous_balance`; `payments` since then; `adjustments`, what has become known since of earlier
  days, such as a payment that was returned, and other bills of the same day;
* what is new: each `fee`, each `tax` on the fees, the `late_charge` that was posted since the bill before, an
  `administrative_charge`, a `cancellation_charge`; and, to be subtracted, a `refund`, a `credit`, a `write_off`;
* a `payout` of credit;
* the `total` of what is new, and the `total_due`: the balance of the account on the day of the bill;
* the two days that a bill names: `due_date` and `dispute_until`.

A refund and a cancellation charge stand with their tax, as the account owes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, assert_never, final, get_args

from telcoterms.agreement.taxes import TaxedAs, TaxRounding
from telcoterms.answers.facts import BILLING_DAY
from telcoterms.answers.question import Facts, fact
from telcoterms.audit.checked import as_signed_line_money, checked_facts, fact_in_file, facts_by_name
from telcoterms.clauses.tax import TaxQuestion
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import as_day
from telcoterms.values.errors import AmountError, InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Money

ItemKind = Literal[
    "previous_balance",
    "payments",
    "adjustments",
    "fee",
    "tax",
    "late_charge",
    "administrative_charge",
    "cancellation_charge",
    "refund",
    "credit",
    "write_off",
    "payout",
    "total",
    "total_due",
    "due_date",
    "dispute_until",
]
"""What an item of a bill is."""
ITEM_KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)


@final
class NoFacts(Facts):
    """An item of which a bill has one."""


@final
class FeeFacts(Facts):
    """A fee before tax: of a service, as a line of the account's invoice; or the part of a fee that a cycle bears."""

    service: str | None = fact("the service, as the line of the account's invoice names it", default=None)
    fee: Money | None = fact("the fee of the whole cycle, where a part of it is billed", default=None)
    cycle_start: date | None = fact("the first day of that cycle", default=None)
    since: date | None = fact("the first day of the service in the cycle", default=None)
    until: date | None = fact("its last day in the cycle", default=None)
    billing_day: int | None = BILLING_DAY


_TAX_FACTS: Final[Any] = TaxQuestion.facts


@final
class TaxFacts(Facts):
    """The tax on the fees of the bill; where a bill lists several, each with its `name`."""

    name: str | None = fact("which tax it is, such as GST, where the bill lists several", default=None)
    province: str | None = _TAX_FACTS["province"]
    tax_rate: Fraction | None = _TAX_FACTS["tax_rate"]
    tax_rounding: TaxRounding = _TAX_FACTS["tax_rounding"]
    taxed_as: TaxedAs | None = _TAX_FACTS["taxed_as"]
    region: str | None = _TAX_FACTS["region"]


@final
class OnInvoiceFacts(Facts):
    """A late charge or a credit; where a bill lists several, each with the number of its debt."""

    invoice: str | None = fact("the number of the invoice or charge that it is on", default=None)


@final
class AdministrativeChargeFacts(Facts):
    """An administrative charge: what for, and its number in the account where it has one."""

    reason: str = fact("what it is charged for, by the name that the terms give it")
    number: str | None = fact("its number in the account", default=None)


@final
class OfCancellationFacts(Facts):
    """A cancellation charge or a refund; where a bill lists several, each with the number of its cancellation."""

    number: str | None = fact("the number of the cancellation in the account", default=None)


def facts_of(kind: ItemKind) -> type[Facts]:
    """Return the facts of a kind of item."""
    match kind:
        case "fee":
            return FeeFacts
        case "tax":
            return TaxFacts
        case "late_charge" | "credit":
            return OnInvoiceFacts
        case "administrative_charge":
            return AdministrativeChargeFacts
        case "cancellation_charge" | "refund":
            return OfCancellationFacts
        case "previous_balance" | "payments" | "adjustments" | "write_off" | "payout" | "total" | "total_due":
            return NoFacts
        case "due_date" | "dispute_until":
            return NoFacts
    assert_never(kind)


ITEM_FACTS: Final[Mapping[ItemKind, type[Facts]]] = {kind: facts_of(kind) for kind in ITEM_KINDS}


def can_stand_twice(kind: ItemKind) -> bool:
    """Return whether a bill can have several items of a kind that nothing tells apart."""
    match kind:
        case "fee" | "administrative_charge":
            return True
        case "previous_balance" | "payments" | "adjustments" | "tax" | "late_charge" | "cancellation_charge":
            return False
        case "refund" | "credit" | "write_off" | "payout" | "total" | "total_due" | "due_date" | "dispute_until":
            return False
    assert_never(kind)


def item_has_day(kind: ItemKind) -> bool:
    """Return whether what is billed is a day; else it is a sum of money."""
    match kind:
        case "due_date" | "dispute_until":
            return True
        case "previous_balance" | "payments" | "adjustments" | "total" | "total_due":
            return False
        case "fee" | "tax" | "late_charge" | "administrative_charge" | "cancellation_charge":
            return False
        case "refund" | "credit" | "write_off" | "payout":
            return False
    assert_never(kind)


def item_can_be_negative(kind: ItemKind) -> bool:
    """Return whether the sum can be below zero: a credit that waits, or more that is taken back than is new."""
    match kind:
        case "previous_balance" | "adjustments" | "total" | "total_due":
            return True
        case "payments" | "fee" | "tax" | "late_charge" | "administrative_charge" | "cancellation_charge":
            return False
        case "refund" | "credit" | "write_off" | "payout":
            return False
        case "due_date" | "dispute_until":
            return False
    assert_never(kind)


def item_is_new(kind: ItemKind) -> bool:
    """Return whether a kind of item is part of the total of the bill."""
    match kind:
        case "fee" | "tax" | "late_charge" | "administrative_charge" | "cancellation_charge":
            return True
        case "refund" | "credit" | "write_off":
            return True
        case "previous_balance" | "payments" | "adjustments" | "payout" | "total" | "total_due":
            return False
        case "due_date" | "dispute_until":
            return False
    assert_never(kind)


def item_sign(kind: ItemKind) -> int:
    """Return how a kind of item counts in what is due: 1, -1 where it is subtracted, 0 for totals and days."""
    match kind:
        case "previous_balance" | "adjustments" | "payout":
            return 1
        case "fee" | "tax" | "late_charge" | "administrative_charge" | "cancellation_charge":
            return 1
        case "payments" | "refund" | "credit" | "write_off":
            return -1
        case "total" | "total_due" | "due_date" | "dispute_until":
            return 0
    assert_never(kind)


def item_term(kind: ItemKind) -> Term:
    """Return a kind of item in words."""
    match kind:
        case "previous_balance":
            return Term("previous balance")
        case "payments":
            return Term("payments received")
        case "adjustments":
            return Term("adjustments of earlier days")
        case "fee":
            return Term("fee")
        case "tax":
            return Term("tax")
        case "late_charge":
            return Term("late charge")
        case "administrative_charge":
            return Term("administrative charge")
        case "cancellation_charge":
            return Term("cancellation charge")
        case "refund":
            return Term("refund")
        case "credit":
            return Term("credit")
        case "write_off":
            return Term("write-off")
        case "payout":
            return Term("payout")
        case "total":
            return Term("total of this bill")
        case "total_due":
            return Term("total due")
        case "due_date":
            return Term("due date")
        case "dispute_until":
            return Term("last day to dispute")
    assert_never(kind)


@final
@dataclass(frozen=True, slots=True, init=False, repr=False)
class BillItem:
    """A line of a bill that the account decides: its kind, what was billed, and which one it is.

    `billed` is a sum of money, or a day for `due_date` and `dispute_until`. A `fee` takes `service`, or for a part of a
    cycle `fee`, `cycle_start`, `since`, `until` and `billing_day`; a `tax` takes `name` and the facts of the question
    `tax`; a `late_charge` or a `credit` takes `invoice`; an `administrative_charge` needs its `reason` and takes
    `number`, as a `cancellation_charge` and a `refund` do. Raises `InputError` for a fact that is missing,
    `UnknownNameError` for one that the kind does not have.

    >>> BillItem("late_charge", Money("3.41", "CAD"), invoice="2026-01").facts["invoice"]
    '2026-01'
    """

    kind: ItemKind
    billed: Money | date
    named: tuple[tuple[str, object], ...]

    def __init__(self, kind: ItemKind, billed: Money | date | str, **facts: object) -> None:
        if kind not in ITEM_FACTS:
            known = tuple(map(Unquoted, ITEM_FACTS))
            raise UnknownNameError("{kind} is no item of a bill: choose from {known}", kind=kind, known=known)
        set_ = object.__setattr__
        set_(self, "kind", kind)
        set_(self, "billed", _as_billed(kind, billed))
        set_(self, "named", tuple(checked_facts(kind, ITEM_FACTS[kind], facts)))
        if self.facts.keys() == FeeFacts.facts.keys():
            _check_part(self)

    @property
    def facts(self) -> dict[str, object]:
        """All facts by name."""
        return dict(self.named)

    @property
    def given(self) -> dict[str, object]:
        """The facts that are not as they are when left out."""
        known = ITEM_FACTS[self.kind].facts
        return {name: value for name, value in self.named if value != known[name].default}

    @property
    def billed_money(self) -> Money:
        """The sum that was billed, of a kind whose figure is money."""
        assert isinstance(self.billed, Money)
        return self.billed

    @property
    def fee(self) -> Money | None:
        """The fee of a whole cycle, of which a part is billed."""
        fee: Money | None = facts_by_name(self.named).get("fee")
        return fee

    @property
    def service(self) -> str | None:
        """The service that a fee is for, where it is named."""
        service: str | None = facts_by_name(self.named).get("service")
        return service

    @property
    def key(self) -> tuple[ItemKind, object]:
        """What tells the item from others of its kind; a fee and an administrative charge can stand twice."""
        facts = self.facts
        return (self.kind, facts.get("invoice") or facts.get("number") or facts.get("name"))

    @property
    def amounts(self) -> tuple[Money, ...]:
        """All sums of money of the item."""
        return tuple(one for one in (self.billed, self.fee) if isinstance(one, Money))

    def in_words(self) -> Phrase:
        """Return the item as a table names it: its kind, and which one it is."""
        facts, term = facts_by_name(self.named), item_term(self.kind)
        which = facts.get("reason") or facts.get("invoice") or facts.get("number") or facts.get("name")
        which = which or self.service
        if which is not None:
            return phrase("{item} {which}", item=term, which=which)
        if self.fee is not None:
            return phrase("{item}, part of {fee}", item=term, fee=self.fee)
        return phrase("{item}", item=term)

    def as_dict(self) -> dict[str, object]:
        """As in a bill's file, where the currency stands beside all items."""
        named = self.given | {"billed": self.billed}
        return {"kind": self.kind, **{name: fact_in_file(value) for name, value in named.items()}}

    def __repr__(self) -> str:
        more = "".join(f", {name}={value!r}" for name, value in self.given.items())
        return f"BillItem({self.kind!r}, {self.billed!r}{more})"


def _as_billed(kind: ItemKind, billed: Any) -> Money | date:
    """Return what was billed, checked."""
    if item_has_day(kind):
        return as_day(billed, "billed")
    money = as_signed_line_money(billed, "billed")
    if money.minor < 0 and not item_can_be_negative(kind):
        raise AmountError(
            "{fact} is {value}, below zero: give the sum of a {item} without its sign",
            fact=Unquoted("billed"),
            value=money,
            item=item_term(kind),
        )
    return money


def _check_part(item: BillItem) -> None:
    """Refuse half of the facts of a part of a cycle."""
    facts, fee = item.facts, item.fee
    lacks = "cycle_start" if fee is not None and facts["cycle_start"] is None else ""
    has = "fee"
    if fee is None:
        given = [name for name in ("cycle_start", "since", "until", "billing_day") if facts[name] is not None]
        has, lacks = (*given, "")[0], "fee" if given else ""
    if lacks:
        raise InputError(
            "a fee has {has} but no {lacks}: give both for a part of a cycle, or neither",
            has=Unquoted(has),
            lacks=Unquoted(lacks),
        )
