"""An account's file: TOML, JSON, or CSV as a spreadsheet saves it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from telcoterms.account import Account, Event, Invoice, Payment, misfits
from telcoterms.errors import Fault, TelcoTermsError, UnknownNameError, UnreadableFileError, Word
from telcoterms.money import Money, minor_digits
from telcoterms.reader.fields import Table, a_count, a_day, a_text, judge, one_of, unknown_key, wanted
from telcoterms.reader.files import csv_of, json_of, read_bytes, toml_of

COLUMNS: Final = ("event", "date", "number", "amount", "invoice", "reference", "billing_months", "currency")
EVENTS: Final = ("invoice", "payment")

T = TypeVar("T", bound=Event)


def read_account(path: Path, currency: str) -> Account:
    """The account of a file; amounts are in `currency` unless the file names another.

    Raises `FaultyFileError` with all faults of the file, `UnreadableFileError` where it is none of the three formats.
    """
    text, name = read_bytes(path), str(path)
    match path.suffix.lower():
        case ".toml":
            return account_of(toml_of(text, name), name, currency)
        case ".json":
            return account_of(json_of(text, name), name, currency)
        case ".csv":
            return _account_of_rows(csv_of(text, name), name, currency)
        case _:
            raise UnreadableFileError(
                "{file}: its ending says neither .toml, .json nor .csv: rename it, or save it as one of them",
                file=Word(name),
            )


def account_of(data: Any, file: str, currency: str) -> Account:
    """An account from parsed TOML or JSON: a currency, and lists of invoices and payments."""
    faults: list[Fault] = []
    top = Table(data, "", faults)
    currency = (top.may("currency", _a_currency) if top.data.get("currency") is not None else None) or currency
    top.taken |= {"currency"}
    events: list[tuple[str, Event]] = []
    for one in top.tables("invoice"):
        _add(events, one, lambda table: _invoice(table, "issued", currency))
    for one in top.tables("payment"):
        _add(events, one, lambda table: _payment(table, "received", currency))
    top.done()
    return _judged(events, faults, file)


def _add(events: list[tuple[str, Event]], table: Table, build: Callable[[Table], Event | None]) -> None:
    event = build(table)
    table.done()
    if event is not None:
        events.append((table.path, event))


def _invoice(table: Table, day_key: str, currency: str) -> Invoice | None:
    number, issued = table.take("number", a_text), table.take(day_key, a_day)
    amount = table.take("amount", _an_amount(currency))
    months = table.may("billing_months", a_count(1, 1200), 1)
    if number is None or issued is None or amount is None or months is None:
        return None
    return _built(table, lambda: Invoice(number, issued, amount, months))


def _payment(table: Table, day_key: str, currency: str) -> Payment | None:
    received, amount = table.take(day_key, a_day), table.take("amount", _an_amount(currency))
    invoice, reference = table.may("invoice", a_text), table.may("reference", a_text)
    if received is None or amount is None:
        return None
    return _built(table, lambda: Payment(received, amount, invoice, reference))


def _built(table: Table, build: Callable[[], T]) -> T | None:
    try:
        return build()
    except TelcoTermsError as error:
        table.note("", error)
        return None


def _an_amount(currency: str) -> Callable[[Any], Money]:
    return lambda value: Money(value, currency)


def _a_currency(value: Any) -> str:
    minor_digits(value)
    return str(value)


def _account_of_rows(rows: list[list[str]], file: str, currency: str) -> Account:
    faults: list[Fault] = []
    head = [cell.strip().lower() for cell in rows[0]]
    while head and not head[-1]:
        head.pop()
    for place, name in enumerate(head):
        if name not in COLUMNS:
            faults.append(Fault("row 1", unknown_key(name, set(COLUMNS))))
        elif name in head[:place]:
            faults.append(Fault("row 1", wanted(name, "each column once", "take the second one out")))
    for name in ("event", "date", "amount"):
        if name not in head:
            faults.append(Fault("row 1", UnknownNameError("there is no column {name}: add it", name=Word(name))))
    judge(file, faults)
    events: list[tuple[str, Event]] = []
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if any(cells[len(head) :]):
            faults.append(
                Fault(
                    f"row {number}",
                    wanted(cells[len(head)], f"{len(head)} cells", "quote a cell that holds a separator"),
                )
            )
            continue
        filled = {name: cell for name, cell in zip(head, cells, strict=False) if cell}
        _add(events, Table(filled, f"row {number}", faults), lambda table: _event(table, currency))
    return _judged(events, faults, file)


def _event(table: Table, currency: str) -> Event | None:
    kind = table.take("event", one_of(EVENTS))
    if kind is None:
        table.taken |= set(table.data)
        return None
    currency = table.may("currency", _a_currency, currency) or currency
    if kind == "payment":
        return _payment(table, "date", currency)
    months = table.data.get("billing_months", "1")
    if months.isascii() and months.isdigit() and len(months) < 5:
        table.data = {**table.data, "billing_months": int(months)}
    return _invoice(table, "date", currency)


def _judged(events: list[tuple[str, Event]], faults: list[Fault], file: str) -> Account:
    faults += [Fault(events[place][0], error) for place, error in misfits([event for _, event in events])]
    judge(file, faults)
    return Account(event for _, event in events)
