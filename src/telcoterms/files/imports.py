"""Read the export of another program as an account, by a map: a TOML file that says which row is which event.

A map names the headings that the program writes, how it writes days and amounts, and for each kind of row the event and
its columns. The headings are looked for below any lines that the program writes above them. A row that no part of the
map takes is refused: what is not an event is said so, with the event `none`.

An export has many customers, an account has one: `customer` chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, assert_never, final

from telcoterms.account.account import Account
from telcoterms.files.account import COLUMNS, EVENT_TABLES, AccountSheet, CollectedEvents, column_kind
from telcoterms.files.cells import Cells, is_filled
from telcoterms.files.headings import plain_heading
from telcoterms.files.shapes import (
    TEXT,
    TRUE_OR_FALSE,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    ValueField,
    name_of,
    read_whole,
    unfit,
    unknown_name,
)
from telcoterms.files.sources import open_source
from telcoterms.files.text import read_text, refuse, toml_of
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term, phrase
from telcoterms.values.published import published_names, published_text

MAPS: Final = "imports"
"""The folder of the published maps."""
NO_EVENT: Final = "none"
DayForm = Literal["YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY"]
DAY_FORMS: Final[Mapping[DayForm, str]] = {
    "YYYY-MM-DD": r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    "MM/DD/YYYY": r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})",
    "DD/MM/YYYY": r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})",
}
_TIME: Final = r"([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?(Z|UTC))?)?"
Headings = tuple[str, ...]
"""What a column may be called, the first that a file has being taken."""


@final
@dataclass(frozen=True, slots=True)
class When:
    """Which rows are meant: those with one of these words under a heading."""

    heading: Headings
    words: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class RowMap:
    """What a kind of row is: an event, the headings of its columns, and how its amount is written.

    `also` is a condition that has to hold beside `when`. `once` takes the first of the rows of one number, `negative`
    an amount that stands with a minus.
    """

    event: str
    columns: Mapping[str, Headings] = field(default_factory=dict)
    when: When | None = None
    also: When | None = None
    negative: bool = False
    once: bool = False

    @property
    def conditions(self) -> tuple[When, ...]:
        """What has to hold of a row."""
        return tuple(when for when in (self.when, self.also) if when is not None)


@final
@dataclass(frozen=True, slots=True)
class ImportMap:
    """How a program writes its export."""

    says: str
    rows: tuple[RowMap, ...]
    source: str = ""
    customer: Headings = ()
    grouped: bool = False
    currency: Headings = ()
    days: DayForm = "YYYY-MM-DD"
    drops_times: bool = False
    thousands: str = ""
    drops_zeros: bool = False

    @property
    def headings(self) -> list[Headings]:
        """All headings that a file must have, each with its other names."""
        columns = [names for row in self.rows for names in row.columns.values()]
        conditions = [when.heading for row in self.rows for when in row.conditions]
        return list(dict.fromkeys([*columns, *conditions, *filter(None, (self.customer, self.currency))]))


@final
class ColumnHeadings(Field[dict[str, Headings]]):
    """A table of the columns of an event, each with the headings that it has in the export."""

    wanted = Term("a table of columns with their headings")

    def read(self, value: Any, place: Place) -> dict[str, Headings] | None:
        """Return the headings by column."""
        if not isinstance(value, dict):
            place.note(unfit(value, self.wanted, Term('write it as { date = ["Date"], amount = ["Total"] }')))
            return None
        found = {}
        for name, headings in value.items():
            if name not in COLUMNS:
                place.key(name).note(unknown_name(Term("column"), name, None, COLUMNS))
            found[name] = HEADINGS.read(headings, place.key(name)) or ()
        return found

    def schema(self, definitions: Schema) -> Schema:
        """Return an object of the columns."""
        return {"type": "object", "additionalProperties": HEADINGS.schema(definitions)}


HEADINGS: Final = Items(TEXT)


def _when(**keys: Any) -> When:
    return When(keys["heading"], tuple(word.casefold() for word in keys["is"]))


def _map(says: str, row: tuple[RowMap, ...], times: str = "", zeros: str = "", **more: Any) -> ImportMap:
    return ImportMap(says, row, drops_times=times == "dropped", drops_zeros=zeros == "dropped", **more)


WHEN: Final = Shape(_when, {"heading": HEADINGS, "is": Items(TEXT)})
_DAYS: Final[ValueField[str]] = name_of(DAY_FORMS)
MAP: Final = Shape(
    _map,
    {
        "says": TEXT,
        "row": Items(
            Shape(
                RowMap,
                {"event": name_of([*EVENT_TABLES, NO_EVENT])},
                {
                    "columns": ColumnHeadings(),
                    "when": WHEN,
                    "also": WHEN,
                    "negative": TRUE_OR_FALSE,
                    "once": TRUE_OR_FALSE,
                },
            ),
            cure=phrase("write each as {key}", key=Unquoted("[[row]]")),
        ),
    },
    {
        "source": TEXT,
        "customer": HEADINGS,
        "grouped": TRUE_OR_FALSE,
        "currency": HEADINGS,
        "days": _DAYS,
        "times": name_of(["dropped"]),
        "thousands": name_of([",", "."]),
        "zeros": name_of(["dropped"]),
    },
)


def import_maps() -> list[str]:
    """Return the names of the published maps."""
    return published_names(MAPS)


def load_map(named: str | Path) -> ImportMap:
    """Return a published map by its name, or that of a .toml file.

    >>> load_map("stripe").says
    'Stripe, invoices'
    """
    name = str(named)
    if name.lower().endswith(".toml"):
        return read_whole(MAP, toml_of(read_text(Path(named)), name), "", name)
    if name.casefold() not in import_maps():
        raise UnknownNameError(
            "there is no map {name} here: choose from {known}, or give the path of a .toml file",
            name=name,
            known=tuple(map(Unquoted, import_maps())),
        )
    file = f"{MAPS}/{name.casefold()}.toml"
    return read_whole(MAP, toml_of(published_text(MAPS, f"{name.casefold()}.toml"), file), "", file)


def import_account(path: Path, map_: ImportMap, *, customer: str | None = None, currency: str | None = None) -> Account:
    """Return the account of one customer from the export of another program.

    `currency` is that of amounts where the export names none. Raises `InvalidFileError` with all rows that do not fit,
    `InputError` where the export has several customers and none is named.
    """
    source = open_source(path)
    if source.cells is None:
        refuse(source.name, Term("it is no table"), Term("export it as .csv or .xlsx"))
    export = Export(map_, source.cells, *_headings_of(map_, source.cells, source.name))
    chosen = _chosen(sorted({name for name, _, _ in export.rows()} - {""}), customer, source.name)
    collected = CollectedEvents()
    sheet = AccountSheet(collected, list(COLUMNS), len(COLUMNS), source.cells, currency)
    seen: set[tuple[int, str]] = set()
    for name, index, row in export.rows():
        if chosen in (None, name):
            export.collect(index, row, sheet, seen)
    return collected.account(source.name, None)


def _chosen(customers: Sequence[str], customer: str | None, file: str) -> str | None:
    """Return the customer whose rows are meant; None where the export does not name any."""
    known = Unquoted(", ".join(map(repr, customers)))
    if customer is None:
        if len(customers) > 1:
            raise InputError(
                "{file} has the rows of several customers, and an account is of one: choose from {known}, and give it "
                "as {option}",
                file=Unquoted(file),
                known=known,
                option=Unquoted("--customer"),
            )
        return customers[0] if customers else None
    for name in customers:
        if name.casefold() == customer.casefold():
            return name
    raise UnknownNameError(
        "{file} has no rows of the customer {customer}: choose from {known}",
        file=Unquoted(file),
        customer=customer,
        known=known,
    )


def _headings_of(map_: ImportMap, cells: Cells, file: str) -> tuple[int, dict[Headings, int]]:
    """Return the row of the headings and the place of each; refuse a file that lacks one, by the row that has most."""
    best: tuple[int, dict[Headings, int]] = (0, {})
    for index, row in enumerate(cells.rows[:MAX_PREAMBLE]):
        head = [plain_heading(str(cell)) if is_filled(cell) else "" for cell in row]
        places: dict[Headings, int] = {}
        for names in map_.headings:
            plain = next((name for name in map(plain_heading, names) if name in head), None)
            if plain is not None:
                places[names] = head.index(plain)
        if len(places) > len(best[1]):
            best = index, places
    absent = [names[0] for names in map_.headings if names not in best[1]]
    if absent:
        raise UnknownNameError(
            "{file} is no export of {says}: no row has the headings {absent}: export it as that, or write a map of "
            "your own",
            file=Unquoted(file),
            says=map_.says,
            absent=Unquoted(", ".join(map(repr, absent))),
        )
    return best


MAX_PREAMBLE: Final = 40
"""Rows in which the headings are looked for."""


@final
@dataclass(frozen=True, slots=True)
class Export:
    """The rows of an export below its headings."""

    map: ImportMap
    cells: Cells
    head: int
    places: Mapping[Headings, int]

    def rows(self) -> Iterator[tuple[str, int, Sequence[Any]]]:
        """Yield the customer, the index and the cells of each row that may be an event."""
        group = ""
        for index, row in enumerate(self.cells.rows[self.head + 1 :], self.head + 1):
            filled = [place for place, cell in enumerate(row) if is_filled(cell)]
            if not filled or (self.map.grouped and self._text(row, 0).casefold().startswith("total")):
                continue
            if self.map.grouped and 0 in filled and not {*filled} & {*self.places.values()}:
                group = self._text(row, 0)
            elif self.map.grouped:
                yield group, index, row
            else:
                yield self._text(row, self.places[self.map.customer]) if self.map.customer else "", index, row

    def _text(self, row: Sequence[Any], place: int) -> str:
        value = row[place] if place < len(row) else None
        return "" if value is None else self.cells.text(value, "text")

    def collect(self, index: int, row: Sequence[Any], sheet: AccountSheet, seen: set[tuple[int, str]]) -> None:
        """Collect the events of a row."""
        place = Place(self.cells.place(index), sheet.collected.faults, ", ")
        taken = False
        for number, kind in enumerate(self.map.rows):
            if not all(self._holds(when, row) for when in kind.conditions):
                continue
            taken = True
            if kind.event == NO_EVENT:
                continue
            values = self._values(kind, row, place)
            if values is None:
                continue
            named = (number, str(values.get("number")))
            if not (kind.once and named in seen):
                seen.add(named)
                sheet.read([values.get(name, "") for name in COLUMNS], place)
        if not taken:
            heading = self._heading_that_differs(row)
            place.key(heading[0]).note(
                InputError(
                    "found {found}, of which the map says nothing: add a row for it to a map of your own",
                    found=self._text(row, self.places[heading]),
                )
            )

    def _heading_that_differs(self, row: Sequence[Any]) -> Headings:
        """Return the heading below which no part of the map takes a row: that of `also`, where `when` holds."""
        conditions = [kind.conditions for kind in self.map.rows if kind.conditions]
        half = (two for two in conditions if len(two) > 1 and self._holds(two[0], row))
        return next((also.heading for _, also in half), conditions[0][0].heading)

    def _holds(self, when: When, row: Sequence[Any]) -> bool:
        return self._text(row, self.places[when.heading]).casefold() in when.words

    def _values(self, kind: RowMap, row: Sequence[Any], place: Place) -> dict[str, str] | None:
        """Return the cells of an event as a sheet has them; note what does not fit, and return None."""
        values = {"event": kind.event}
        fits = True
        columns = {**kind.columns} | ({"currency": self.map.currency} if self.map.currency else {})
        for name, headings in columns.items():
            at = self.places[headings]
            value = row[at] if at < len(row) else None
            try:
                text = "" if value is None else self.cells.text(value, column_kind(name))
                values[name] = self._plain(text, name, kind) if text else ""
            except InputError as error:
                place.key(headings[0]).note(error)
                fits = False
        return values if fits else None

    def _plain(self, text: str, name: str, kind: RowMap) -> str:
        """Return a cell as a sheet has it: a day as year-month-day, an amount without thousands and its minus."""
        if name == "currency":
            return text.upper()
        match column_kind(name):
            case "day":
                return _iso_day(text, self.map)
            case "amount":
                return _amount(text, self.map, kind.negative)
            case "count" | "rate" | "text":
                return text
            case _ as unreachable:
                assert_never(unreachable)


def _iso_day(text: str, map_: ImportMap) -> str:
    pattern = DAY_FORMS[map_.days] + (_TIME if map_.drops_times else "")
    found = re.fullmatch(pattern, text, re.ASCII) or re.fullmatch(DAY_FORMS["YYYY-MM-DD"], text, re.ASCII)
    if found is None:
        raise InputError(
            "found {found}, where the map says that days are written {days}: correct the day, or the map",
            found=text,
            days=Unquoted(map_.days),
        )
    return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"


def _amount(text: str, map_: ImportMap, negative: bool) -> str:
    """Return an amount without the marks between thousands, which have to stand between thousands."""
    minus, digits = text.startswith("-"), text.removeprefix("-")
    if map_.thousands and re.fullmatch(rf"[0-9]{{1,3}}(\{map_.thousands}[0-9]{{3}})+([^0-9][0-9]+)?", digits, re.ASCII):
        digits = digits.replace(map_.thousands, "")
    if map_.thousands == ".":
        digits = digits.replace(",", ".")
    if map_.drops_zeros and "." in digits:
        digits = digits.rstrip("0").removesuffix(".")
    if minus != negative:
        sign = Term("below zero") if minus else Term("not below zero")
        raise InputError(
            "found {found}, which is {sign}, where the map has the other sign: correct it, or add a row to the map",
            found=text,
            sign=sign,
        )
    return digits
