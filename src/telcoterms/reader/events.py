"""The events of an account's file: the fields of each kind, and what is gathered of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, Final, final, get_args

from telcoterms.account import (
    EVENTS,
    Account,
    AdministrativeCharge,
    Cancellation,
    ChargedFor,
    Credit,
    CreditEffect,
    Dispute,
    DisputeOutcome,
    Event,
    Invoice,
    InvoiceLine,
    Payment,
    Unread,
    as_name,
    misfits,
)
from telcoterms.days import MONTHS_LIMIT
from telcoterms.errors import Fault, UnknownNameError, Word
from telcoterms.reader.fields import DAY, NO_CURE, Field, Place, Value, amount, count, name_of, need
from telcoterms.reader.leaving import LAST_INVOICE, TAX_RATE, Fees
from telcoterms.reader.tables import Items, Shape, judge
from telcoterms.rules.administrative_charge import AdministrativeReason
from telcoterms.rules.cancellation_charge import CancelledBy
from telcoterms.taxes import TaxMode
from telcoterms.words import Phrase, Term, phrase

KINDS: Final[Mapping[str, type[Any]]] = {event.table: event for event in EVENTS}
DAYS: Final[Mapping[type[Any], str]] = {
    Invoice: "issued",
    Payment: "received",
    Credit: "issued",
    Dispute: "reported",
}  # what the day of an event is called; of all others, `on`
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "by": get_args(CancelledBy),
    "charge": get_args(ChargedFor),
    "effect": get_args(CreditEffect),
    "reason": get_args(AdministrativeReason),
    "tax_mode": get_args(TaxMode),
}
AMOUNTS: Final = ("amount", "tax", "fee", "incentive")
COUNTS: Final = {"billing_months": MONTHS_LIMIT, "fee_months": MONTHS_LIMIT, "term_months": MONTHS_LIMIT}
TEXTS: Final = ("number", "invoice", "reference", "payment", "service", "province")
LastDay = Callable[[date], date] | None
Fields = dict[str, Field[Any]]


def _a_name(value: Any) -> str:
    need(isinstance(value, str))
    return as_name(value, Term("this"))


NAME: Final = Value(Term("text as on the bill"), Term("write it in quotation marks"), _a_name, {"type": "string"})


def cell_of_count(most: int) -> Value[int]:
    """A whole number as a cell of a sheet holds it."""

    def convert(value: str) -> int:
        need(value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= most)
        return int(value)

    return Value(count(1, most).wanted, Term("write digits alone"), convert, {})


def outcome(currency: str | None) -> Value[Any]:
    """How a dispute was decided: in a word, or by the amount that was upheld of it."""
    words, sum_ = get_args(DisputeOutcome), amount(currency)

    def convert(value: Any) -> object:
        if isinstance(value, str) and not value[:1].isdigit():
            if value not in words:
                raise UnknownNameError(
                    "found {found}: choose from {known}, or give the amount in which it was upheld",
                    found=value,
                    known=tuple(map(Word, words)),
                )
            return value
        place = Place("", [])
        found = sum_.read(value, place)
        for fault in place.faults:
            raise fault.error
        return found

    return Value(phrase("{words} or an amount", words=Word(", ".join(words))), NO_CURE, convert, {})


def field_of(name: str, currency: str | None, cells: bool) -> Field[Any]:
    """The field of an event by its name; where `cells`, of a sheet, in which all is text."""
    if name in TEXTS:
        return NAME
    if name in AMOUNTS:
        return amount(currency)
    if name in NAMES:
        return name_of(NAMES[name])
    match name:
        case "billing_months" | "fee_months" | "term_months" | "billing_day":
            most = COUNTS.get(name, 31)
            return cell_of_count(most) if cells else count(1, most)
        case "outcome":
            return outcome(currency)
        case "monthly_fee":
            return Fees(amount(currency))
        case "last_invoice":
            return LAST_INVOICE
        case "tax_rate":
            return TAX_RATE
        case _:
            return DAY


@cache  # as many as there are kinds and currencies
def shape_of(table: str, currency: str | None, cells: bool = False) -> Shape[Any]:
    """The table of a kind, or of a line, or its row, in which its day is called `date`.

    Of a currency that is not known the form is judged, and nothing is made.
    """
    kind = InvoiceLine if table == InvoiceLine.table else KINDS[table]
    day = DAYS.get(kind, "on")
    keys = {day: "date"} if cells else dict(kind.keys)
    must: Fields = {}
    may: Fields = {}
    for one in fields(kind):
        where = must if one.default is MISSING else may
        if one.name != "lines":
            where[keys.get(one.name, one.name)] = field_of(one.name, currency, cells)
        elif not cells:
            line = shape_of(InvoiceLine.table, currency)
            where[keys[one.name]] = Items(line, cure=_cure("invoice.line"), empty=True)
    names = {key: name for name, key in keys.items()}

    def build(**found: Any) -> Any:
        if currency is None:
            return None
        return kind(**{names.get(key, key): value for key, value in found.items()})

    return Shape(build, must, may)


def _cure(table: str) -> Phrase:
    return phrase("write each as {key} in TOML, or in square brackets in JSON", key=Word(f"[[{table}]]"))


@final
@dataclass(frozen=True, slots=True)
class Gathered:
    """The events of a file with their places, the faults, and the names of what could not be read."""

    faults: list[Fault] = field(default_factory=list)
    events: list[tuple[Place, Event]] = field(default_factory=list)
    debts: set[str | None] = field(default_factory=set)
    payments: set[str | None] = field(default_factory=set)

    def unread(self, kind: type[Any] | None, found: Any, known: Iterable[str] = ()) -> None:
        """Keep the names that an event may have which could not be read: none is missing before it is mended."""
        row = found if isinstance(found, dict) else {}
        number, reference = row.get("number"), row.get("reference")
        if kind is None or not row or issubclass(kind, Invoice | AdministrativeCharge | Cancellation):
            self.debts.add(number if isinstance(number, str) else None)
        if kind is None or not row or (kind is Payment and (reference is not None or not set(row) <= set(known))):
            self.payments.add(reference if isinstance(reference, str) else None)

    def account(self, file: str, last_day: LastDay) -> Account:
        """The account, or all faults of the file, also those that show between its events."""
        unread = Unread(frozenset(self.debts), frozenset(self.payments))
        for at, error in misfits([event for _, event in self.events], last_day, unread):
            self.events[at][0].note(error)
        judge(file, self.faults)
        return Account(event for _, event in self.events)


@final
class Events(Items[Event]):
    """A list of events of one kind, which are gathered with their places."""

    def __init__(self, kind: type[Any], currency: str | None, gathered: Gathered) -> None:
        self.shape = shape_of(kind.table, currency)
        super().__init__(self.shape, cure=_cure(kind.table), empty=True)
        self.kind, self.gathered = kind, gathered

    def read(self, value: Any, place: Place) -> tuple[Event, ...]:
        """Gather those that fit."""
        for number, event in enumerate(self.read_each(value, place), 1):
            if event is not None:
                self.gathered.events.append((place.item(number), event))
            else:
                self.gathered.unread(self.kind, value[number - 1], self.shape.known)
        if not isinstance(value, list):
            self.gathered.unread(None, value)
        return ()
