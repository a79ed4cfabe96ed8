"""Name the tables that a figure rests on, each with the SHA-256 of its content.

They are the provider's files of the editions, the calendars that are counted by, the indices of its rates, the taxes,
and the rules of law that the terms name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import indices_read, numbers_in
from telcoterms.agreement.rule import Rule
from telcoterms.values.calendars import Calendar

TableKind = Literal["provider", "calendar", "index", "tax", "law"]
"""What a table is: a provider's file, a calendar of holidays, the values of an index, rates of tax, or rules of law."""


class TableUsed(NamedTuple):
    """A table that a figure rests on; `version` is its own or its revision, empty where it has none."""

    kind: TableKind
    name: str
    version: str
    sha256: str

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        version = {"version": self.version} if self.version else {}
        return {"kind": self.kind, "name": self.name, **version, "sha256": self.sha256}


def provider_file(edition: Agreement) -> TableUsed:
    """Return the provider's file of an edition."""
    name = f"{edition.provider}-{edition.edition}"
    return TableUsed("provider", name, str(edition.revision), edition.file.sha256)


def calendar_table(calendar: Calendar) -> TableUsed:
    """Return a calendar of holidays."""
    return TableUsed("calendar", calendar.name, calendar.version, calendar.sha256)


def index_tables(edition: Agreement, rules: Iterable[Rule]) -> Iterator[TableUsed]:
    """Yield the indices whose values the numbers of some rules take; one that the question gives is a fact of it."""
    if not edition.indices:
        return
    read = frozenset[str]().union(*(indices_read(number) for rule in rules for number in numbers_in(rule)))
    for index in edition.indices:
        if index.id in read and not index.is_given:
            yield TableUsed("index", index.id, "", index.sha256)


def tax_table_of(edition: Agreement) -> Iterator[TableUsed]:
    """Yield the rates of tax that the terms name; none where they name none."""
    if edition.tax is not None:
        yield TableUsed("tax", edition.tax.name, str(edition.tax.revision), edition.tax.sha256)


def law_table_of(edition: Agreement) -> Iterator[TableUsed]:
    """Yield the rules of law that the terms name; none where they name none."""
    law = edition.law
    if law is not None:
        yield TableUsed("law", law.table, str(law.revision), law.sha256)
