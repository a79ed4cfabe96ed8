"""Read and write a workbook of a spreadsheet (.xlsx), by openpyxl, which the extra `xlsx` installs.

A workbook keeps each number as decimal text, so a number is read as the text that it is: what a person typed as 56.44
is 56.44. A formula is read as the value that the spreadsheet computed of it and saved.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from telcoterms.formats.csv import Sheet
from telcoterms.formats.text import clauses_text, parted, said
from telcoterms.values.errors import InputError, MissingPackageError, Unquoted
from telcoterms.values.messages import phrase
from telcoterms.values.money import Money

if TYPE_CHECKING:
    from types import ModuleType

    from telcoterms.values.steps import Step
    from telcoterms.values.translation import Translator

MAX_ROWS: Final = 1_048_576  # of a sheet, as the format has it
MAX_WIDTH: Final = 80  # characters of a column; longer text has several lines


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


def workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """Return a workbook of sheets by their titles: sums as numbers with the decimals of their currency, days as days.

    The head of each sheet stays in view and is repeated on each printed page, which is as wide as the sheet.
    """
    openpyxl = _openpyxl()
    bold = openpyxl.styles.Font(name="Calibri", size=11, bold=True)
    aligned = openpyxl.styles.Alignment
    words, sums = aligned("left", "top", wrap_text=True), aligned("right", "top")
    after_sums = aligned("left", "top", wrap_text=True, indent=1)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, sheet in sheets.items():
        page = book.create_sheet(title)
        alignment = words
        for place, column in enumerate(zip(sheet.head, *sheet.rows, strict=True), 1):
            beside = after_sums if alignment is sums else words
            alignment = sums if any(isinstance(value, Money) for value in column) else beside
            for number, value in enumerate(column, 1):
                cell = page.cell(number, place)
                _write(cell, value)
                cell.alignment = alignment
            page.cell(1, place).font = bold
            longest = max(len(_shown(value)) for value in column)
            page.column_dimensions[openpyxl.utils.get_column_letter(place)].width = min(longest, MAX_WIDTH) + 2
        page.freeze_panes = "A2"
        page.print_title_rows = "1:1"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def working_sheet(steps: Sequence[Step], translator: Translator | None) -> Sheet:
    """Return the lines of a working as rows, each with the sections that it is by."""
    rows: list[tuple[object, ...]] = []
    for title, group in parted(steps):
        if title.template:
            rows.append((said(title, translator), None))
        for one in group:
            text = "   " * (one.indent + bool(title.template)) + said(one.phrase, translator)
            rows.append((text, clauses_text(one.clauses, translator) or None))
    head = (said(phrase("line"), translator), said(phrase("section"), translator))
    return Sheet(head, tuple(rows))


def _shown(value: object) -> str:
    """Return about what a cell shows, for the width of its column."""
    return value.text if isinstance(value, Money) else "" if value is None else str(value)


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
