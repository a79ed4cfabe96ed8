"""What a file says of the end of a service beside days and amounts: monthly fees, the last invoice, the rate of tax.

The events of an account's file: the fields of each kind, and what is gathered of them.

An account's sheet: a row for each event, as a spreadsheet saves it in CSV.

Each kind of event has its own columns beside the common ones. The lines of an invoice fit no row, nor does a fee for
each month of a term: they are refused with the way out, TOML or JSON.

An account's file: TOML, JSON, or CSV as a spreadsheet saves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, final, get_args

from telcoterms.account.account import Account, UnreadableNames, inconsistencies
from telcoterms.account.events import (
    EVENT_TYPES,
    NOTHING,
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
    as_name,
)
from telcoterms.agreement.taxes import TaxMode
from telcoterms.clauses.administrative_charge import AdministrativeReason
from telcoterms.clauses.cancellation_charge import CancelledBy
from telcoterms.files.shapes import (
    CURRENCY,
    DAY,
    NO_CURE,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    Value,
    amount,
    count,
    judge,
    name_of,
    nearest,
    need,
    unknown_name,
)
from telcoterms.files.text import csv_of, json_of, read_text, separator_of, toml_of
from telcoterms.values.days import MONTHS_LIMIT
from telcoterms.values.errors import FactError, Fault, UnknownNameError, UnreadableFileError, Word
from telcoterms.values.messages import Phrase, Term, phrase, told
from telcoterms.values.money import Money, as_rate, minor_digits


def _day_or_none(value: Any) -> Any:
    if value is None or value == NOTHING:
        return None
    need(not isinstance(value, str) or value[:1].isdigit())
    place = Place("", [])
    day = DAY.read(value, place)
    for fault in place.faults:
        raise fault.error
    return day


LAST_INVOICE: Final[Value[Any]] = Value(
    Term("a day or 'none'"),
    Term("write year-month-day, or 'none' if there was no invoice yet"),
    _day_or_none,
    {"anyOf": [{"enum": [None, NOTHING]}, DAY.schema({})]},
)


def _tax_rate(value: Any) -> Fraction:
    need(isinstance(value, str | int | Decimal) and not isinstance(value, bool))
    return as_rate(value, Term("the rate"))


TAX_RATE: Final = Value(
    Term("a rate from 0 to 10"),
    Term("write 13 % as 0.13"),
    _tax_rate,
    {"type": ["number", "string"], "minimum": 0, "maximum": 10},
)


@final
class Fees(Field[Money | tuple[Money, ...]]):
    """One fee for all months, or a list with one for each."""

    def __init__(self, one: Value[Money]) -> None:
        self.one, self.several = one, Items(one)
        self.wanted = Term("an amount, or a list of amounts")

    def read(self, value: Any, place: Place) -> Money | tuple[Money, ...] | None:
        """The fee, or the fees."""
        return self.several.read(value, place) if isinstance(value, list) else self.one.read(value, place)

    def schema(self, definitions: Schema) -> Schema:
        """One amount, or an array of them."""
        return {"anyOf": [self.one.schema(definitions), self.several.schema(definitions)]}


EVENT_TABLES: Final[Mapping[str, type[Any]]] = {event.table: event for event in EVENT_TYPES}
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
    kind = InvoiceLine if table == InvoiceLine.table else EVENT_TABLES[table]
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
class CollectedEvents:
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
        unread = UnreadableNames(frozenset(self.debts), frozenset(self.payments))
        for at, error in inconsistencies([event for _, event in self.events], last_day, unread):
            self.events[at][0].note(error)
        judge(file, self.faults)
        return Account(event for _, event in self.events)


@final
class Events(Items[Event]):
    """A list of events of one kind, which are gathered with their places."""

    def __init__(self, kind: type[Any], currency: str | None, gathered: CollectedEvents) -> None:
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


FIRST_COLUMNS: Final = ("event", "date", "number", "amount", "invoice", "reference", "billing_months", "currency")
COLUMNS: Final = tuple(
    dict.fromkeys([*FIRST_COLUMNS, *(key for kind in EVENT_TABLES for key in shape_of(kind, None, True).known)])
)
COLUMNS_NEEDED: Final = ("event", "date", "amount")
LINES: Final = ("line", "lines", "invoice_line", "invoice_lines")
SMALL_LETTERS: Final = {*NAMES, "outcome", "last_invoice"}  # a spreadsheet begins each cell with a capital letter
FULLER: Final = Term("write the account in TOML or JSON")


def _an_event(value: str) -> str:
    kind = re.sub("[ -]", "_", value.lower())
    if kind in EVENT_TABLES:
        return kind
    if kind in LINES:
        raise FactError("the lines of an invoice fit no row: leave them out, or {fuller}", fuller=FULLER)
    meant = nearest(kind, EVENT_TABLES)
    if meant is not None:
        raise UnknownNameError("found {found}: did you mean {meant}?", found=value, meant=Word(meant))
    raise UnknownNameError("found {found}: choose from {known}", found=value, known=tuple(map(Word, EVENT_TABLES)))


EVENT: Final = Value(Term("such as invoice or payment"), NO_CURE, _an_event, {})
EVENT_AND_CURRENCY: Final[Shape[dict[str, str]]] = Shape(dict, {"event": EVENT}, {"currency": CURRENCY})


def account_of_rows(rows: list[list[str]], separator: str, file: str, currency: str, last_day: LastDay) -> Account:
    """The account of a sheet."""
    gathered = CollectedEvents()
    first = next(number for number, row in enumerate(rows) if any(cell.strip() for cell in row))
    head, certain = _head(rows[first], Place(f"row {first + 1}", gathered.faults, ", "))
    if not certain:
        judge(file, gathered.faults)
    sheet = Sheet(gathered, head, len(rows[first]), separator, currency)
    for number, row in enumerate(rows[first + 1 :], first + 2):
        sheet.read([cell.strip() for cell in row], Place(f"row {number}", gathered.faults, ", "))
    return gathered.account(file, last_day)


def _head(row: list[str], place: Place) -> tuple[list[str], bool]:
    """The columns, a misspelt one by the name that was meant; and whether it is certain what each of them is."""
    head = [re.sub("[ -]", "_", cell.strip().lower()) for cell in row]
    while not head[-1]:
        head.pop()
    absent = [name for name in COLUMNS if name not in head]
    meant = {name: nearest(name, absent) for name in head if name not in COLUMNS}
    certain = True
    for at, name in enumerate(head):
        if not name:
            place.note(FactError("column {number} has no name: name it, or take it out", number=at + 1))
        elif name in LINES:
            place.note(
                FactError(
                    "column {number} is {name}, but the lines of an invoice fit no row: take it out, or {fuller}",
                    number=at + 1,
                    name=name,
                    fuller=FULLER,
                )
            )
        elif name in meant:
            place.note(unknown_name(Term("column"), name, meant[name], COLUMNS))
        elif name in head[:at]:
            place.note(FactError("the column {name} stands here twice: take one out", name=name))
        else:
            continue
        certain = certain and meant.get(name) is not None
    for name in COLUMNS_NEEDED:
        if name in absent and name not in meant.values():
            place.note(UnknownNameError("there is no column {name}: add it", name=name))
            certain = False
    named = [meant.get(name) or name for name in head]
    return named, certain and len({*named}) == len(named)


@final
@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet below its headings; `width` is how many cells its first row has."""

    gathered: CollectedEvents
    head: list[str]
    width: int
    separator: str
    currency: str

    def read(self, cells: list[str], place: Place) -> None:
        """Gather the event of a row."""
        if not any(cells):
            return
        row = {name: cell for name, cell in zip(self.head, cells, strict=False) if cell}
        split = self._split(cells)
        if len(cells) > self.width and split:
            place.key(split[0]).note(split[1])
        elif any(cells[len(self.head) :]):
            place.note(
                FactError(
                    "the cell {cell} stands under no column: put a cell that holds a separator in quotation marks",
                    cell=next(cell for cell in cells[len(self.head) :] if cell),
                )
            )
        else:
            self._event(row, place, split)
            return
        self.gathered.debts.update(cells)  # the cells may stand under other columns than their own
        self.gathered.payments.update(cells)

    def _split(self, cells: list[str]) -> tuple[str, FactError] | None:
        """An amount that a comma cuts in two, as in `56,45`, where commas separate the cells."""
        digits = minor_digits(self.currency)
        for name, whole, rest in zip(self.head, cells, cells[1:], strict=False):
            if self.separator != "," or name not in AMOUNTS or not re.fullmatch("[0-9]{1,12}", whole, re.ASCII):
                continue
            if digits and re.fullmatch(f"[0-9]{{1,{digits}}}", rest, re.ASCII):
                meant = f"{whole}.{rest}"
            elif re.fullmatch("[0-9]{3}([.][0-9]+)?", rest, re.ASCII) and len(whole) < 4:
                meant = whole + rest
            else:
                continue
            return name, FactError(
                "{found} stands in two cells, as a comma separates cells: write {meant}, without a comma",
                found=f"{whole},{rest}",
                meant=Word(meant),
            )
        return None

    def _event(self, row: dict[str, str], place: Place, split: tuple[str, FactError] | None) -> None:
        """The event of a row; without a known event, its other cells cannot be judged."""
        before = len(place.faults)
        named = {name: cell for name, cell in row.items() if name in ("event", "currency")}
        rest = {
            name: cell.lower() if name in SMALL_LETTERS else cell for name, cell in row.items() if name not in named
        }
        found = EVENT_AND_CURRENCY.read(named, place)
        kind = EVENT.read(named.get("event", ""), Place("", [])) if found is None else found["event"]
        if kind is None:
            self.gathered.unread(None, row)
            return
        own = found.get("currency", self.currency) if found is not None else None
        shape: Shape[Any] = shape_of(kind, own, True)
        for name in [name for name in rest if name not in shape.known]:
            if split and self.head[self.head.index(split[0]) + 1 :][:1] == [name]:
                place.key(split[0]).note(split[1])
            else:
                place.note(
                    FactError(
                        "this {kind} has {cell} under {name}: leave that cell empty",
                        kind=told(kind.replace("_", " ")),
                        cell=rest[name],
                        name=Word(name),
                    )
                )
            del rest[name]
        fee = rest.get("monthly_fee", "")
        if fee.count(".") > 1 or re.search("[; ]", fee):
            place.key("monthly_fee").note(
                FactError("found {found}: give one fee for all months, or {fuller}", found=fee, fuller=FULLER)
            )
            del rest["monthly_fee"]
        event: Event | None = shape.read(rest, place)
        if event is not None and len(place.faults) == before:
            self.gathered.events.append((place, event))
        else:
            self.gathered.unread(EVENT_TABLES[kind], row, row)


def read_account(path: Path, currency: str, last_day: LastDay = None) -> Account:
    """The account of a file; amounts are in `currency` unless the file names another.

    `last_day` is the last day on which a debt of a day can be disputed, where that is known: disputes that are in time
    must fit together in what is disputed. Raises `FaultyFileError` with all faults of the file, `UnreadableFileError`
    where it is none of the three formats.
    """
    ending, name = path.suffix.lower(), str(path)
    if ending not in (".toml", ".json", ".csv"):
        if not path.is_file():
            read_text(path)  # a folder, or nothing at all: that is said first
        raise UnreadableFileError(
            "{file}: its ending is neither .toml, .json nor .csv: rename it, or save it as one of them",
            file=Word(name),
        )
    text = read_text(path)
    if ending == ".csv":
        return account_of_rows(csv_of(text, name), separator_of(text), name, currency, last_day)
    return account_of(toml_of(text, name) if ending == ".toml" else json_of(text, name), name, currency, last_day)


def account_of(data: Any, file: str, currency: str, last_day: LastDay = None) -> Account:
    """An account from parsed TOML or JSON: a currency, and a list for each kind of event."""
    gathered = CollectedEvents()
    top = Place("", gathered.faults)
    if isinstance(data, dict) and data.get("currency", "") is None:  # as an account without events says it of itself
        data = {key: value for key, value in data.items() if key != "currency"}
    if isinstance(data, dict) and InvoiceLine.table in data:
        top.key(InvoiceLine.table).note(
            FactError("lines stand here outside of an invoice: write each as [[invoice.line]], below its invoice")
        )
        data = {key: value for key, value in data.items() if key != InvoiceLine.table}
    named = data.get("currency", currency) if isinstance(data, dict) else currency
    known = CURRENCY.read(named, Place("", []))
    lists: dict[str, Field[Any]] = {table: Events(kind, known, gathered) for table, kind in EVENT_TABLES.items()}
    shape: Shape[dict[str, Any]] = Shape(dict, {}, {"currency": CURRENCY, **lists})
    shape.read(data, top)
    for key, value in data.items() if isinstance(data, dict) else ():
        if key not in shape.known and isinstance(value, list | dict):  # events of a kind whose name is misspelt
            gathered.unread(None, value)
    return gathered.account(file, last_day)


def payment_of(data: Any, file: str, currency: str) -> Payment:
    """A payment that stands alone, from parsed JSON."""
    faults: list[Fault] = []
    payment = shape_of(Payment.table, currency).read(data, Place(Payment.table, faults))
    judge(file, faults)
    assert isinstance(payment, Payment)
    return payment
