"""An account's file: TOML, JSON, or CSV as a spreadsheet saves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from telcoterms.account import Account, InvoiceLine, Payment
from telcoterms.errors import FactError, Fault, UnreadableFileError, Word
from telcoterms.reader.events import KINDS, Events, Gathered, LastDay, shape_of
from telcoterms.reader.fields import CURRENCY, Field, Place
from telcoterms.reader.files import csv_of, json_of, read_text, separator_of, toml_of
from telcoterms.reader.sheet import account_of_rows
from telcoterms.reader.tables import Shape, judge


def read_account(path: Path, currency: str, last_day: LastDay = None) -> Account:
    """The account of a file; amounts are in `currency` unless the file names another.

    `last_day` is the last day on which a debt of a day can be disputed, where that is known: disputes that are in time
    must fit together in what is disputed. Raises `FaultyFileError` with all faults of the file, `UnreadableFileError`
    where it is none of the three formats.
    """
    ending, name = path.suffix.lower(), str(path)
    if ending not in (".toml", ".json", ".csv"):
        if not path.is_file():
            read_text(path)  # a folder, or nothing at all: that is said first
        raise UnreadableFileError(
            "{file}: its ending is neither .toml, .json nor .csv: rename it, or save it as one of them",
            file=Word(name),
        )
    text = read_text(path)
    if ending == ".csv":
        return account_of_rows(csv_of(text, name), separator_of(text), name, currency, last_day)
    return account_of(toml_of(text, name) if ending == ".toml" else json_of(text, name), name, currency, last_day)


def account_of(data: Any, file: str, currency: str, last_day: LastDay = None) -> Account:
    """An account from parsed TOML or JSON: a currency, and a list for each kind of event."""
    gathered = Gathered()
    top = Place("", gathered.faults)
    if isinstance(data, dict) and data.get("currency", "") is None:  # as an account without events says it of itself
        data = {key: value for key, value in data.items() if key != "currency"}
    if isinstance(data, dict) and InvoiceLine.table in data:
        top.key(InvoiceLine.table).note(
            FactError("lines stand here outside of an invoice: write each as [[invoice.line]], below its invoice")
        )
        data = {key: value for key, value in data.items() if key != InvoiceLine.table}
    named = data.get("currency", currency) if isinstance(data, dict) else currency
    known = CURRENCY.read(named, Place("", []))
    lists: dict[str, Field[Any]] = {table: Events(kind, known, gathered) for table, kind in KINDS.items()}
    shape: Shape[dict[str, Any]] = Shape(dict, {}, {"currency": CURRENCY, **lists})
    shape.read(data, top)
    for key, value in data.items() if isinstance(data, dict) else ():
        if key not in shape.known and isinstance(value, list | dict):  # events of a kind whose name is misspelt
            gathered.unread(None, value)
    return gathered.account(file, last_day)


def payment_of(data: Any, file: str, currency: str) -> Payment:
    """A payment that stands alone, from parsed JSON."""
    faults: list[Fault] = []
    payment = shape_of(Payment.table, currency).read(data, Place(Payment.table, faults))
    judge(file, faults)
    assert isinstance(payment, Payment)
    return payment
