"""Read and write a workbook of a spreadsheet (.xlsx), by openpyxl, which the extra `xlsx` installs.

A workbook keeps each number as decimal text, so a number is read as the text that it is: what a person typed as 56.44
is 56.44. A formula is read as the value that the spreadsheet computed of it and saved.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from telcoterms.formats.csv import Sheet
from telcoterms.values.errors import InputError, MissingPackageError, Unquoted
from telcoterms.values.money import Money

if TYPE_CHECKING:
    from types import ModuleType

MAX_ROWS: Final = 1_048_576  # of a sheet, as the format has it


class NoWorkbookError(Exception):
    """Bytes that are no workbook; the message says why."""


def rows_by_sheet(data: bytes) -> dict[str, list[list[Any]]]:
    """Return the rows of each sheet that has any, by its name: texts, days, booleans, and numbers as text.

    Raises `NoWorkbookError` for other bytes, `InputError` for a formula whose value was not saved,
    `MissingPackageError` without openpyxl.
    """
    openpyxl = _openpyxl()
    try:
        values, formulas = (
            openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=saved) for saved in (True, False)
        )
        sheets = {sheet.title: list(_rows(sheet, formulas[sheet.title])) for sheet in values.worksheets}
    except InputError:
        raise
    except Exception as error:  # of zip, of XML, or of openpyxl's own: whatever it stumbles over
        raise NoWorkbookError(str(error) or type(error).__name__) from None
    return {title: rows for title, rows in sheets.items() if any(cell is not None for row in rows for cell in row)}


def _rows(sheet: Any, formulas: Any) -> Iterator[list[Any]]:
    for number, (values, written) in enumerate(
        zip(sheet.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True), 1
    ):
        row = []
        for value, formula in zip(values, written, strict=True):
            if value is None and formula is not None:
                raise InputError(
                    "row {row} of the sheet {sheet} has the formula {formula}, whose value was not saved: open the "
                    "file in a spreadsheet and save it, or write the value",
                    row=number,
                    sheet=sheet.title,
                    formula=str(formula),
                )
            row.append(_value(value))
        yield row


def _value(value: Any) -> Any:
    """Return a value of a cell; a number as its decimal text."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def workbook(sheet: Sheet, title: str) -> bytes:
    """Return a workbook of one sheet: sums as numbers with the decimals of their currency, days as days."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    page.append(sheet.head)
    for number, row in enumerate(sheet.rows, 2):
        for place, value in enumerate(row, 1):
            _write(page.cell(number, place), value)
    page.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(cell: Any, value: object) -> None:
    """Write a value into a cell; text is text, even where it begins as a formula does."""
    match value:
        case None:
            return
        case Money():
            cell.value = value.amount
            decimals = value.text.partition(".")[2]
            cell.number_format = f"0.{'0' * len(decimals)}" if decimals else "0"
        case int() | date() | datetime():
            cell.value = value
        case _:
            cell.value = str(value)
            cell.data_type = "s"


def _openpyxl() -> ModuleType:
    try:
        import openpyxl
    except ImportError:
        raise MissingPackageError(
            "for .xlsx the package {package} is needed, which is not installed: install it, as pip install "
            "'telcoterms[xlsx]' does, or save the file as CSV",
            package=Unquoted("openpyxl"),
        ) from None
    return openpyxl
