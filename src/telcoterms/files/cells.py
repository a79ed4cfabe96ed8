"""Read a table of any kind as rows of cells, each the text that a sheet has: CSV, a workbook, a frame, a list of dicts.

Accounts and batches have one dialect of CSV. The first row says what separates the cells: a comma, a semicolon or a
tab; a line `sep=;` before it, as a spreadsheet writes it, says so outright and is no row of the sheet. An amount has
the decimals of its currency at most: `1.000` is refused, since it may be a thousand. A decimal comma is taken where it
can mean nothing else: where semicolons separate the cells and exactly the decimals of the currency follow it, as a
spreadsheet writes `56,44` where commas are decimal, or where the caller says that the sheet has one.

A cell of a frame becomes the text that stands for it exactly, or is refused. A float is an approximation: it is taken
only where the caller says how many decimals it stands for, and then only if it is the very float that such a decimal
is read as.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never, final

from telcoterms.files.headings import PASSED_OVER
from telcoterms.files.shapes import Place
from telcoterms.files.text import DecimalMark, Dialect, csv_of, dialect_of, read_bytes, refuse
from telcoterms.formats.csv import GUARDED
from telcoterms.formats.workbook import NoWorkbookError, rows_by_sheet
from telcoterms.values.choices import one_of
from telcoterms.values.days import as_count
from telcoterms.values.errors import Fault, InputError, TelcoTermsError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term, phrase
from telcoterms.values.money import Money, minor_digits

if TYPE_CHECKING:
    from pathlib import Path

MAX_DECIMALS: Final = 4  # of a float: as many as any currency has
_WITH_COMMA: Final = re.compile(r"(-?[0-9]{1,30}),([0-9]{1,30})", re.ASCII)
_WITH_POINT: Final = re.compile(r"-?[0-9]{1,30}\.([0-9]{1,30})", re.ASCII)
_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(:00(\.0{1,9})?)?", re.ASCII)


def plain_amount(text: str, currency: str, dialect: Dialect) -> str:
    """Return an amount of a sheet with a decimal point; refuse one with more decimals than its currency has.

    What is no amount at all is returned as it is, for `Money` to refuse.

    >>> plain_amount("56,44", "CAD", Dialect(";"))
    '56.44'
    """
    digits = minor_digits(currency)
    comma = _WITH_COMMA.fullmatch(text)
    if comma and (dialect.decimal == "," or (dialect.separator == ";" and len(comma[2]) == digits != 3)):
        whole, decimals = comma.groups()
    else:
        point = _WITH_POINT.fullmatch(text)
        if point is None or len(point[1]) == 3:  # of three decimals `Money` says that they may be thousands
            return text
        whole, decimals = text.partition(".")[0], point[1]
    if len(decimals) <= digits:
        return f"{whole}.{decimals}"
    plain = f"{whole}.{decimals[:digits]}" if digits else whole
    cure = phrase("write {plain}", plain=Unquoted(plain))
    if decimals[digits:].strip("0"):
        cure = phrase("round it first, by the rule that you are bound to")
    elif len(decimals) == 3:
        thousands = Unquoted(Money(whole + decimals, currency).text)
        cure = phrase(
            "write {plain}, or {thousands} if it separates thousands", plain=Unquoted(plain), thousands=thousands
        )
    raise InputError(
        "found {found}, of {count} decimals, where {currency} has {digits}: {cure}",
        found=text,
        count=len(decimals),
        currency=Unquoted(currency),
        digits=digits,
        cure=cure,
    )


def plain_rate(text: str, dialect: Dialect) -> str:
    """Return a rate of a sheet, such as `0,13`, with a decimal point."""
    comma = _WITH_COMMA.fullmatch(text)
    if comma and (dialect.decimal == "," or (dialect.separator == ";" and comma[1] == "0")):
        return f"{comma[1]}.{comma[2]}"
    return text


def plain_day(text: str) -> str:
    """Return the day of a moment that is exactly a midnight, as frames write days; any other text as it is.

    >>> plain_day("2026-01-31 00:00:00"), plain_day("2026-01-31 09:00")
    ('2026-01-31', '2026-01-31 09:00')
    """
    midnight = _MIDNIGHT.fullmatch(text)
    return midnight[1] if midnight else text


TWO_DECIMALS: Final = Unquoted("decimals=2")
ALL_TEXT: Final = Unquoted("dtype=str")
CellKind = Literal["amount", "count", "day", "rate", "text"]
"""What a column holds: it decides which values of a frame are taken."""


def cell_text(value: Any, kind: CellKind, decimals: int | None) -> str:
    """Return the text that stands exactly for a value of a frame; raise `InputError` where none does.

    >>> cell_text(Decimal("56.440"), "amount", None), cell_text(113.0, "amount", 2), cell_text(None, "day", None)
    ('56.44', '113.00', '')
    """
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            raise InputError("found {found}: write it as text", found=value)
        case int():
            return _text_of_whole(value, kind, decimals)
        case float():
            return "" if value != value else _text_of_float(value, kind, decimals)
        case Decimal():
            return "" if value.is_nan() else _text_of_decimal(value)
        case datetime():
            return "" if _is_missing(value) else _text_of_moment(value)
        case date():
            return value.isoformat()
        case _ if _is_missing(value):
            return ""
        case _ if type(value).__module__ == "numpy" and hasattr(value, "item"):
            return cell_text(value.item(), kind, decimals)
        case _:
            raise InputError(
                "found {found}, a {kind}: give text, a Decimal or a date",
                found=value,
                kind=Unquoted(type(value).__name__),
            )


def _is_missing(value: object) -> bool:
    """Return whether a value is what pandas has in the place of none."""
    return type(value).__name__ in ("NAType", "NaTType")


def _text_of_whole(value: int, kind: CellKind, decimals: int | None) -> str:
    match kind:
        case "amount" if decimals is None:
            raise InputError(
                "found {found}, an integer, and whether it is minor units or whole currency cannot be seen: give "
                "{decimals} if it is whole currency, or read the file with {dtype}",
                found=value,
                decimals=TWO_DECIMALS,
                dtype=ALL_TEXT,
            )
        case "amount" | "count" | "day" | "rate" | "text":
            return str(value)
    assert_never(kind)


def _text_of_float(value: float, kind: CellKind, decimals: int | None) -> str:
    match kind:
        case "count" if value.is_integer():
            return str(int(value))  # a whole number beside empty cells: no decimals are in question
        case "amount" | "rate" if decimals is not None:
            return _decimal_of(value, decimals)
        case "amount" | "rate":
            raise InputError(
                "found {found}, a float, which holds no decimal exactly: give {decimals} if each stands for two, or "
                "read the file with {dtype}",
                found=value,
                decimals=TWO_DECIMALS,
                dtype=ALL_TEXT,
            )
        case "count" | "day" | "text":
            raise InputError(
                "found {found}, a float, where text stands: read the file with {dtype}", found=value, dtype=ALL_TEXT
            )
        case _ as unreachable:
            assert_never(unreachable)


def _decimal_of(value: float, decimals: int) -> str:
    """Return the decimal that a float stands for: the only one of so many decimals that is read as this float."""
    text = f"{value:.{decimals}f}"
    if float(text) != value or abs(value) * 10**decimals >= 2**52:
        raise InputError(
            "found {found}, which is no number of {decimals} decimals: round it first, by the rule that you are bound "
            "to, or read the file with {dtype}",
            found=value,
            decimals=decimals,
            dtype=ALL_TEXT,
        )
    return text


def _text_of_decimal(value: Decimal) -> str:
    """Return a decimal without the zeros at its end: of a column of decimals they are those of its type."""
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text_of_moment(value: datetime) -> str:
    if value.tzinfo is None and value.time() == time() and not getattr(value, "nanosecond", 0):
        return value.date().isoformat()
    raise InputError(
        "found {found}, a moment and not a day: decide the local date and give that, as {cure}",
        found=Unquoted(value),
        cure=Unquoted("frame[...].dt.date"),
    )


PLAIN: Final = Dialect()


@final
@dataclass(frozen=True, slots=True)
class Cells:
    """A table as rows of values, its first row that is not blank being the head.

    `text` gives the text of a value in a column of a kind. `first` is the number of the first row: 1 as sheets count,
    of a frame that which makes the first row below its head row 0. `noted` has where each fault of a column stands
    among the faults, and in how many rows it was found.
    """

    rows: Sequence[Sequence[Any]]
    text: Callable[[Any, CellKind], str]
    dialect: Dialect = PLAIN
    first: int = 1
    noted: dict[tuple[str, str], tuple[int, str, int]] = field(default_factory=dict)

    def place(self, index: int) -> str:
        """Return what the row at an index is called in an error."""
        number = index + self.first
        return f"row {number}" if number >= 0 else "columns"

    def note(self, name: str, error: TelcoTermsError, place: Place) -> None:
        """Note that a value of a column does not fit: once, with the first row and how many more there are."""
        known = self.noted.get((name, error.template))
        if known is None:
            self.noted[name, error.template] = (len(place.faults), place.path, 0)
            place.key(name).note(error)
            return
        index, row, more = known
        self.noted[name, error.template] = (index, row, more + 1)
        place.faults[index] = Fault(f"{row} and {more + 1} more, {name}", place.faults[index].error)


def first_filled_row(cells: Cells, file: str) -> int:
    """Return the index of the first row that is not blank."""
    for index, row in enumerate(cells.rows):
        if any(map(is_filled, row)):
            return index
    refuse(file, Term("it has no columns"), Term("write the names of its columns into its first row"))


def is_filled(cell: Any) -> bool:
    """Return whether a cell of any table holds more than blanks."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def row_texts(
    cells: Cells, values: Sequence[Any], head: Sequence[str], kind_of: Callable[[str], CellKind], place: Place
) -> list[str] | None:
    """Return a row as text, its columns being named by `head`; note what no text stands for, and return None."""
    texts, fits = [], True
    for number, value in enumerate(values):
        name = head[number] if number < len(head) else PASSED_OVER
        try:
            texts.append(_shown(value) if name == PASSED_OVER else cells.text(value, kind_of(name)))
        except TelcoTermsError as error:
            fits = False
            cells.note(name, error, place)
    return texts if fits else None


def stray_cell(texts: Sequence[str], head: Sequence[str]) -> InputError | None:
    """Return why a row does not fit that has a filled cell beyond the columns that `head` names; None where it fits."""
    stray = next(filter(None, texts[len(head) :]), None)
    if stray is None:
        return None
    return InputError(
        "the cell {cell} stands under no column: put a cell that holds a separator in quotation marks", cell=stray
    )


def _shown(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def cells_of_text(text: str, name: str, separator: str | None = None, decimal: DecimalMark = ".") -> Cells:
    """Return the cells of CSV; `separator` and `decimal` are what the caller says of them."""
    if separator is not None and (len(separator) != 1 or separator in '"\r\n'):
        raise InputError("sep is {sep}: give the one character that separates the cells, such as ';'", sep=separator)
    dialect = dialect_of(text, separator, one_of(decimal, DecimalMark, "decimal"))
    return Cells(csv_of(text, name, dialect), _text_of_cell, dialect)


def _text_of_cell(value: str, kind: CellKind) -> str:
    """Return the text of a cell of a sheet, without the apostrophe that keeps a spreadsheet from running it."""
    text = value.strip()
    match kind:
        case "day":
            return plain_day(text)
        case "text":
            return text[1:] if GUARDED.match(text) else text
        case "amount" | "count" | "rate":
            return text
    assert_never(kind)


def cells_of_workbook(path: Path, sheet: str | None = None) -> Cells:
    """Return the cells of a sheet of a workbook; where it has several, the one that is named."""
    name = str(path)
    data = read_bytes(path)
    try:
        sheets = rows_by_sheet(data)
    except NoWorkbookError as error:
        refuse(
            name,
            phrase("it is no workbook ({reason})", reason=Unquoted(error)),
            Term("save it as .xlsx again, or as CSV"),
        )
    if sheet is not None and sheet not in sheets:
        raise UnknownNameError(
            "there is no sheet {sheet} with cells in {file}: choose from {known}",
            sheet=sheet,
            file=Unquoted(name),
            known=tuple(sheets),
        )
    if not sheets:
        refuse(name, Term("it is empty"), Term("write the names of its columns into its first row"))
    if sheet is None and len(sheets) > 1:
        raise InputError(
            "{file} has several sheets, {known}: give sheet='...' in Python, or keep the one that is meant",
            file=Unquoted(name),
            known=tuple(sheets),
        )
    rows = sheets[next(iter(sheets)) if sheet is None else sheet]
    return Cells(rows, partial(_text_of_value, decimals=None))


def _text_of_value(value: Any, kind: CellKind, decimals: int | None) -> str:
    """Return the text of a value of a workbook or a frame, a day without a midnight behind it."""
    text = cell_text(value, kind, decimals)
    match kind:
        case "day":
            return plain_day(text)
        case "amount" | "count" | "rate" | "text":
            return text
    assert_never(kind)


def cells_of_frame(frame: Any, decimals: int | None = None) -> Cells:
    """Return the cells of a frame of pandas or Polars, a relation of DuckDB, a table of Arrow, or a list of dicts.

    Raises `InputError` for anything else.
    """
    if decimals is not None:
        as_count(decimals, "decimals", least=0, most=MAX_DECIMALS)
    head, rows = _frame_rows(frame)
    return Cells([head, *rows], partial(_text_of_value, decimals=decimals), first=-1)


def _frame_rows(frame: Any) -> tuple[list[str], Sequence[Sequence[Any]]]:
    """Return the names of the columns and the rows, without the packages of the frames being imported."""
    dicts = _as_dicts(frame)
    if dicts is not None:
        names = list(dict.fromkeys(str(name) for row in dicts for name in row))
        return names, [[row.get(name) for name in names] for row in dicts]
    match type(frame).__module__.partition(".")[0]:
        case "pandas" if hasattr(frame, "itertuples"):
            names = [str(name) for name in frame.columns]
            return names, list(zip(*(frame.iloc[:, place].tolist() for place in range(len(names))), strict=True))
        case "polars" if hasattr(frame, "iter_rows"):
            return list(frame.columns), frame.rows()
        case "polars" if hasattr(frame, "collect"):
            return _frame_rows(frame.collect())
        case "duckdb" | "_duckdb" if hasattr(frame, "fetchall") and hasattr(frame, "columns"):
            return list(frame.columns), frame.fetchall()
        case "pyarrow" if hasattr(frame, "read_all"):
            return _frame_rows(frame.read_all())
        case "pyarrow" if hasattr(frame, "to_pydict") and hasattr(frame, "schema"):
            return list(frame.schema.names), list(zip(*(column.to_pylist() for column in frame.columns), strict=True))
        case _:
            raise InputError(
                "a {kind} is no table: give a path, text, a dict, a list of dicts, or a frame of pandas, Polars, Arrow "
                "or DuckDB",
                kind=Unquoted(type(frame).__name__),
            )


def _as_dicts(rows: Any) -> Sequence[Mapping[str, Any]] | None:
    """Return a list of dicts as it is; None for anything else."""
    return rows if isinstance(rows, list | tuple) and all(isinstance(row, Mapping) for row in rows) else None
