"""An independent reader of the printed working: it knows only the page, and nothing of the library is imported here."""

from tests.printed_page.equations import (
    Entry,
    Page,
    PageError,
    Reader,
    check_rounding,
    entries_of,
    figure,
    heading_of,
    is_bare,
    money,
    read,
)
from tests.printed_page.heading import check_heading
from tests.printed_page.statement import check_statement

__all__ = [
    "Entry",
    "Page",
    "PageError",
    "Reader",
    "check_heading",
    "check_rounding",
    "check_statement",
    "entries_of",
    "figure",
    "heading_of",
    "is_bare",
    "money",
    "read",
]
