"""Write a report in one of a closed set of formats, so that every command has the same ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeVar, assert_never, get_args

from telcoterms.formats.text import WIDTH
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Language

if TYPE_CHECKING:
    from telcoterms.formats.journal import Books
    from telcoterms.formats.report import Report

T = TypeVar("T")
OutputFormat = Literal["text", "json", "html", "csv", "xlsx", "ical", "svg", "letter", "pdf", "hledger", "beancount"]
FORMATS: Final[tuple[OutputFormat, ...]] = get_args(OutputFormat)


def every_report_has(output: OutputFormat) -> bool:
    """Return whether every report can be written so; others need a table, days, a picture or a letter."""
    match output:
        case "text" | "json" | "html":
            return True
        case "csv" | "xlsx" | "ical" | "svg" | "letter" | "pdf" | "hledger" | "beancount":
            return False
        case _:
            assert_never(output)


EVERY_REPORT: Final = tuple(output for output in FORMATS if every_report_has(output))
"""The formats that each command offers; one whose answer has a table, days, a picture or a letter offers those too."""
ENDINGS: Final[Mapping[str, OutputFormat]] = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".ics": "ical",
    ".svg": "svg",
    ".pdf": "pdf",
    ".journal": "hledger",
    ".hledger": "hledger",
    ".beancount": "beancount",
}
"""The format that the ending of a file asks for, where none is named."""


def render(
    report: Report,
    output: OutputFormat,
    *,
    lang: Language | None = None,
    width: int = WIDTH,
    data: Callable[[], Mapping[str, object]] | None = None,
    books: Books = "customer",
) -> str | bytes:
    """Return a report in a form, ready to be written to standard output; bytes where the form is more than text.

    `data` gives what is written as JSON, where it is more than the report itself; `books` is whose a journal is. HTML
    has no letter beyond ASCII, so that it survives any encoding. Raises `InputError` for CSV of a report without a
    table, for a calendar file of one without days to keep, for SVG of one without a picture, for a letter of one that
    is none to send, and for a workbook or a journal of one without an account.
    """
    match output:
        case "text":
            return (report.text(width) if lang is None else report.show(lang, width)) + "\n"
        case "json":
            import json

            return json.dumps((report.as_dict if data is None else data)(), indent=2) + "\n"
        case "html":
            from telcoterms.formats.html import document

            page = document(report.title(lang), report.html(lang), lang=lang or "en")
            return page.encode("ascii", "xmlcharrefreplace").decode()
        case "csv":
            return _in_form(report, report.sheet(), output).text()
        case "xlsx":
            return _in_form(report, report.workbook(lang), output)
        case "hledger":
            from telcoterms.formats.journal import comment, hledger

            return hledger(_in_form(report, report.transactions(books), output)) + comment(report.title(lang))
        case "beancount":
            from telcoterms.formats.journal import beancount, comment

            return beancount(_in_form(report, report.transactions(books), output)) + comment(report.title(lang))
        case "ical":
            # its lines end as the format says, not as the machine ends them
            return _in_form(report, report.calendar(), output)
        case "svg":
            return _in_form(report, report.picture(lang), output).file_text
        case "letter":
            return _in_form(report, report.letter(lang or "en"), output).html
        case "pdf":
            return _in_form(report, report.letter(lang or "en"), output).pdf()
        case _:
            assert_never(output)


def _in_form(report: Report, made: T | None, output: OutputFormat) -> T:
    """Return what a report made for a format; raises `InputError` where it has none, with those that it has."""
    if made is not None:
        return made
    if report.sheet() is None:
        raise InputError("this cannot be written as {output}: take text, json or html", output=Unquoted(output))
    raise InputError("this cannot be written as {output}: take text, json, html or csv", output=Unquoted(output))
