"""Define what every printed report has in common: text, a language, HTML, JSON, and a notebook's formats.

A report gives its heading and the steps of its page; this module writes them, once for all reports. A report that is
printed as a table of columns writes its own text, in `_text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from telcoterms.formats.text import WIDTH, Grid, page, said
from telcoterms.values.errors import translator_for
from telcoterms.values.messages import Language, Phrase
from telcoterms.values.steps import Step

if TYPE_CHECKING:
    from telcoterms.formats.csv import Sheet
    from telcoterms.formats.journal import Books, Transaction
    from telcoterms.formats.letter import Letter
    from telcoterms.formats.picture import Picture
    from telcoterms.values.translation import Translator


class Report(Protocol):
    """Something that is printed: a heading, and the lines below it.

    `print` and the terminal of IPython show it as text, a notebook as HTML tables. In a language, the formats are those
    of its `currency`, where it has one.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # IPython prefers a class's own __repr__ to the _repr_pretty_ of its parent: so each class gets its own
        cls._repr_pretty_ = Report._repr_pretty_  # type: ignore[method-assign]

    def headline(self) -> Phrase:
        """Return the heading in short, in one line."""
        ...

    def heading(self) -> Phrase:
        """Return the heading in full, with whose terms it is by and the facts that were given."""
        return self.headline()

    def page(self) -> Sequence[Step]:
        """Return the lines below the heading."""
        ...

    def as_dict(self) -> dict[str, object]:
        """Return the whole report as JSON-ready data."""
        ...

    def sheet(self) -> Sheet | None:
        """Return the rows of its table, for a spreadsheet; None where there are none."""
        return None

    def grid(self) -> Grid | None:
        """Return what its page shows in columns above the lines; None where there is no such table."""
        return None

    def picture(self, lang: Language | None = None) -> Picture | None:
        """Return its picture, in a language where one is named; None without a picture."""
        return None

    @property
    def is_pictured(self) -> bool:
        """Whether its page has the picture above its lines, unasked for."""
        return False

    def letter(self, lang: Language = "en") -> Letter | None:
        """Return it as a letter to a customer; None where it is none to send."""
        return None

    def workbook(self, lang: Language | None = None) -> bytes | None:
        """Return it as a workbook of a spreadsheet; None where it has no tables for one."""
        return None

    def transactions(self, books: Books = "customer") -> Sequence[Transaction] | None:
        """Return what happened as transactions of double entry; None where it is of no account."""
        return None

    def calendar(self) -> bytes | None:
        """Return its days as a file for a calendar; None where there are none to keep."""
        return None

    def text(self, width: int = WIDTH) -> str:
        """Return the report as plain text of so many columns; a table is as wide as its cells."""
        return self._text(width, None)

    def show(self, lang: Language, width: int = WIDTH) -> str:
        r"""Return the report as text of so many columns in a language, with its formats of money and days.

        Figures, clauses and the names of readings are the same in every language. Raises
        `UnknownNameError` for a language that is not held, `MissingPackageError` where babel is not installed.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> charge.working.show("fr").splitlines()[1]
        '  selon Service Terms du 12\xa0juill.\xa02021 de KOS\xa0: 3,41\xa0$'
        """
        return self._text(width, self._translator(lang))

    def title(self, lang: Language | None = None) -> str:
        """Return the heading as the title of a page; in a language, where one is named."""
        return said(self.heading(), self._translator(lang), heading=True)

    def html(self, lang: Language | None = None) -> str:
        """Return the report as escaped HTML, in tables below its picture if there is one; in a language, if named."""
        picture = self.picture(lang) if self.is_pictured else None
        return ("" if picture is None else picture.svg) + self._tables(lang)

    def _tables(self, lang: Language | None) -> str:
        """Return what is below the picture as HTML."""
        from telcoterms.formats.html import table

        return table(self.heading(), self.page(), self._translator(lang), self.grid())

    def _text(self, width: int, translator: Translator | None) -> str:
        return page(self.heading(), self.page(), width, translator, self.grid())

    def _translator(self, lang: Language | None) -> Translator | None:
        return None if lang is None else translator_for(lang, getattr(self, "currency", None))

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        """Return the report for a notebook, with its picture as an image, which one that is not trusted shows too."""
        picture = self.picture() if self.is_pictured else None
        return ("" if picture is None else picture.html()) + self._tables(None)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))
