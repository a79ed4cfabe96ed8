"""An account's sheet: a row for each event, as a spreadsheet saves it in CSV.

Each kind of event has its own columns beside the common ones. The lines of an invoice fit no row, nor does a fee for
each month of a term: they are refused with the way out, TOML or JSON.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, final

from telcoterms.account import Account, Event
from telcoterms.errors import FactError, UnknownNameError, Word
from telcoterms.money import minor_digits
from telcoterms.reader.events import AMOUNTS, KINDS, NAMES, Gathered, LastDay, shape_of
from telcoterms.reader.fields import CURRENCY, NO_CURE, Place, Value
from telcoterms.reader.tables import Shape, judge, nearest, unknown_name
from telcoterms.words import Term, told

FIRST_COLUMNS: Final = ("event", "date", "number", "amount", "invoice", "reference", "billing_months", "currency")
COLUMNS: Final = tuple(
    dict.fromkeys([*FIRST_COLUMNS, *(key for kind in KINDS for key in shape_of(kind, None, True).known)])
)
COLUMNS_NEEDED: Final = ("event", "date", "amount")
LINES: Final = ("line", "lines", "invoice_line", "invoice_lines")
SMALL_LETTERS: Final = {*NAMES, "outcome", "last_invoice"}  # a spreadsheet begins each cell with a capital letter
FULLER: Final = Term("write the account in TOML or JSON")


def _an_event(value: str) -> str:
    kind = re.sub("[ -]", "_", value.lower())
    if kind in KINDS:
        return kind
    if kind in LINES:
        raise FactError("the lines of an invoice fit no row: leave them out, or {fuller}", fuller=FULLER)
    meant = nearest(kind, KINDS)
    if meant is not None:
        raise UnknownNameError("found {found}: did you mean {meant}?", found=value, meant=Word(meant))
    raise UnknownNameError("found {found}: choose from {known}", found=value, known=tuple(map(Word, KINDS)))


EVENT: Final = Value(Term("such as invoice or payment"), NO_CURE, _an_event, {})
EVENT_AND_CURRENCY: Final[Shape[dict[str, str]]] = Shape(dict, {"event": EVENT}, {"currency": CURRENCY})


def account_of_rows(rows: list[list[str]], separator: str, file: str, currency: str, last_day: LastDay) -> Account:
    """The account of a sheet."""
    gathered = Gathered()
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

    gathered: Gathered
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
            self.gathered.unread(KINDS[kind], row, row)
