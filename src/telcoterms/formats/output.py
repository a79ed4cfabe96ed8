"""Write a report in one of a closed set of formats, so that every command has the same ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, assert_never

from telcoterms.formats.text import WIDTH
from telcoterms.values.errors import FactError, Unquoted
from telcoterms.values.messages import Language

if TYPE_CHECKING:
    from telcoterms.formats.report import Report

OutputFormat = Literal["text", "json", "html", "csv", "ical"]

EVERY_REPORT: Final[tuple[OutputFormat, ...]] = (
    "text",
    "json",
    "html",
)  # csv and ical: where there is a table, or days


def render(
    report: Report,
    output: OutputFormat,
    *,
    lang: Language | None = None,
    width: int = WIDTH,
    title: str = "telcoterms",
    data: Callable[[], Mapping[str, object]] | None = None,
) -> str | bytes:
    """Return a report in a form, ready to be written to standard output; bytes where the form is more than text.

    `data` gives what is written as JSON, where it is more than the report itself. HTML has no letter beyond ASCII, so
    that it survives any encoding. Raises `FactError` for CSV of a report without a table, and for a calendar file of
    one without days to keep.
    """
    match output:
        case "text":
            return (report.text(width) if lang is None else report.show(lang, width)) + "\n"
        case "json":
            import json

            return json.dumps((report.as_dict if data is None else data)(), indent=2) + "\n"
        case "html":
            from telcoterms.formats.html import document

            page = document(title, report.html(lang), lang=lang or "en")
            return page.encode("ascii", "xmlcharrefreplace").decode()
        case "csv":
            sheet = report.sheet()
            if sheet is None:
                raise _not_in(output)
            return sheet.text()
        case "ical":
            calendar = report.calendar()
            if calendar is None:
                raise _not_in(output)
            return calendar  # its lines end as the format says, not as the machine ends them
        case _:
            assert_never(output)


def _not_in(output: OutputFormat) -> FactError:
    return FactError("this cannot be written as {output}: take text, json or html", output=Unquoted(output))
