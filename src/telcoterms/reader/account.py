"""An account's file: TOML, JSON, or CSV as a spreadsheet saves it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from telcoterms.account import Account, Event, Invoice, Payment, as_name, misfits
from telcoterms.days import MONTHS_LIMIT
from telcoterms.errors import FactError, Fault, UnknownNameError, UnreadableFileError, Word
from telcoterms.reader.fields import CURRENCY, DAY, Field, Place, Value, amount, count, name_of, need
from telcoterms.reader.files import csv_of, json_of, read_text, toml_of
from telcoterms.reader.tables import Items, Shape, judge, nearest, unknown_name

COLUMNS: Final = ("event", "date", "number", "amount", "invoice", "reference", "billing_months", "currency")
COLUMNS_NEEDED: Final = ("event", "date", "amount")
EVENTS: Final = ("invoice", "payment")

Fields = dict[str, Field[Any]]


def _a_name(value: Any) -> str:
    need(isinstance(value, str))
    return as_name(value, "this")


NAME: Final = Value("text as on the bill", "write it in quotation marks", _a_name, {"type": "string"})
MONTHS: Final = count(1, MONTHS_LIMIT)


def _cell_of_months(value: str) -> int:
    need(value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= MONTHS_LIMIT)
    return int(value)


CELL_OF_MONTHS: Final = Value(MONTHS.wanted, "write digits alone", _cell_of_months, {})


def read_account(path: Path, currency: str) -> Account:
    """The account of a file; amounts are in `currency` unless the file names another.

    Raises `FaultyFileError` with all faults of the file, `UnreadableFileError` where it is none of the three formats.
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
        return _account_of_rows(csv_of(text, name), name, currency)
    return account_of(toml_of(text, name) if ending == ".toml" else json_of(text, name), name, currency)


def account_of(data: Any, file: str, currency: str) -> Account:
    """An account from parsed TOML or JSON: a currency, and lists of invoices and payments."""
    faults: list[Fault] = []
    top = Place("", faults)
    if isinstance(data, dict) and data.get("currency", "") is None:  # as an account without events says it of itself
        data = {key: value for key, value in data.items() if key != "currency"}
    named = data.get("currency", currency) if isinstance(data, dict) else currency
    known = CURRENCY.read(named, Place("", []))
    events: list[tuple[Place, Event]] = []
    lists: Fields = {
        "invoice": Events("invoice", invoice_shape("issued", known), events),
        "payment": Events("payment", payment_shape("received", known), events),
    }
    Shape(dict, {}, {"currency": CURRENCY, **lists}).read(data, top)
    return _judged(events, faults, file)


class Events(Items[Event]):
    """A list of events, which are gathered with their places."""

    def __init__(self, key: str, shape: Shape[Any], gathered: list[tuple[Place, Event]]) -> None:
        super().__init__(shape, cure=f"write each as [[{key}]] in TOML, or in square brackets in JSON", empty=True)
        self.gathered = gathered

    def read(self, value: Any, place: Place) -> tuple[Event, ...]:
        """Gather those that fit."""
        for number, event in enumerate(self.read_each(value, place), 1):
            if event is not None:
                self.gathered.append((place.item(number), event))
        return ()


def invoice_shape(day: str, currency: str | None, months: Field[int] = MONTHS) -> Shape[Invoice]:
    """An invoice, whose day has the key `day`."""

    def build(number: str, billing_months: int = 1, **found: Any) -> Invoice:
        return Invoice(number, found[day], found["amount"], billing_months)

    return Shape(build, {"number": NAME, day: DAY, "amount": amount(currency)}, {"billing_months": months})


def payment_shape(day: str, currency: str | None) -> Shape[Payment]:
    """A payment, whose day has the key `day`."""

    def build(invoice: str | None = None, reference: str | None = None, **found: Any) -> Payment:
        return Payment(found[day], found["amount"], invoice, reference)

    return Shape(build, {day: DAY, "amount": amount(currency)}, {"invoice": NAME, "reference": NAME})


def _account_of_rows(rows: list[list[str]], file: str, currency: str) -> Account:
    faults: list[Fault] = []
    first = next(number for number, row in enumerate(rows) if any(cell.strip() for cell in row))
    head = _head(rows[first], Place(f"row {first + 1}", faults, ", "))
    judge(file, faults)
    events: list[tuple[Place, Event]] = []
    for number, row in enumerate(rows[first + 1 :], first + 2):
        place = Place(f"row {number}", faults, ", ")
        cells = [cell.strip() for cell in row]
        if any(cells[len(head) :]):
            place.note(
                FactError(
                    "the cell {cell} stands under no column: put a cell that holds a separator in quotation marks",
                    cell=next(cell for cell in cells[len(head) :] if cell),
                )
            )
        elif any(cells):
            event = _event({name: cell for name, cell in zip(head, cells, strict=False) if cell}, place, currency)
            if event is not None:
                events.append((place, event))
    return _judged(events, faults, file)


def _head(row: list[str], place: Place) -> list[str]:
    head = [cell.strip().lower() for cell in row]
    while not head[-1]:
        head.pop()
    absent = [name for name in COLUMNS if name not in head]
    meant = {name: nearest(name, absent) for name in head if name not in COLUMNS}
    for at, name in enumerate(head):
        if not name:
            place.note(FactError("column {number} has no name: name it, or take it out", number=at + 1))
        elif name in meant:
            place.note(unknown_name("column", name, meant[name], COLUMNS))
        elif name in head[:at]:
            place.note(FactError("the column {name} stands here twice: take one out", name=name))
    for name in COLUMNS_NEEDED:
        if name in absent and name not in meant.values():
            place.note(UnknownNameError("there is no column {name}: add it", name=name))
    return head


def _event(cells: Mapping[str, str], place: Place, currency: str) -> Event | None:
    """The event of a row; without a known event, its other cells cannot be judged."""
    rest = {name: cell for name, cell in cells.items() if name not in ("event", "currency")}
    named: Shape[dict[str, str]] = Shape(dict, {"event": name_of(EVENTS)}, {"currency": CURRENCY})
    found = named.read({name: cell for name, cell in cells.items() if name not in rest}, place)
    kind = cells.get("event")
    if kind not in EVENTS:
        return None
    own = found.get("currency", currency) if found is not None else None
    shape: Shape[Any] = payment_shape("date", own) if kind == "payment" else invoice_shape("date", own, CELL_OF_MONTHS)
    for name in [name for name in rest if name not in shape.known]:
        place.note(FactError("this {kind} has a {name}: leave that cell empty", kind=Word(kind), name=Word(name)))
        del rest[name]
        found = None
    event: Event | None = shape.read(rest, place)
    return event if found is not None else None


def _judged(events: list[tuple[Place, Event]], faults: list[Fault], file: str) -> Account:
    for at, error in misfits([event for _, event in events]):
        events[at][0].note(error)
    judge(file, faults)
    return Account(event for _, event in events)
