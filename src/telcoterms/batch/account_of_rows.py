"""One account of the rows of tables, to be asked alone: each row is an event, as the file of an account has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from telcoterms.account.account import Account
from telcoterms.account.events import Credit, Event, Invoice, Payment
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES
from telcoterms.batch.columns import Numbers
from telcoterms.batch.event_tables import ACCOUNT, CREDITS, INVOICES, OTHERS, PAYMENTS, ReadTable, in_table
from telcoterms.files.account import EVENT, shape_of
from telcoterms.files.shapes import Place
from telcoterms.values.errors import Fault, InputError, Unquoted
from telcoterms.values.money import Money

EVENTS: Final = {INVOICES.name: Invoice, PAYMENTS.name: Payment, CREDITS.name: Credit}


class AccountWithFacts(NamedTuple):
    """An account, and the plan, region and segment that its rows name."""

    account: Account
    facts: Mapping[str, Any]


def account_of(tables: Sequence[ReadTable], rows: Sequence[Numbers], currency: str) -> AccountWithFacts:
    """Return the account of some rows of each table. Raises the error of the first row, or of the events together."""
    events, facts = list[Event](), dict[str, Any]()
    for table, table_rows in zip(tables, rows, strict=False):
        for row in table_rows.tolist():
            cells = table.row(row)
            del cells[ACCOUNT]
            if table.kind is OTHERS:
                events.append(other_event(cells, table, currency))
                continue
            for name in [name for name in NUMBER_FACT_NAMES if name in cells]:
                value = cells.pop(name)
                if facts.setdefault(name, value) != value:
                    raise several_values(name, facts[name], value)
            amount = cells["amount"]
            cells["amount"] = Money.of_minor(amount, currency) if table.layout.minor else Money(amount, currency)
            events.append(EVENTS[table.kind.name](**cells))
    return AccountWithFacts(Account(events), facts)


def several_values(name: str, one: object, other: object) -> InputError:
    """Return the error of a column that is the same in all rows of an account, and is not."""
    return InputError(
        "the rows of the account have {name} {one} and {other}: give one for the whole account",
        name=Unquoted(name),
        one=one,
        other=other,
    )


def other_event(cells: Mapping[str, Any], table: ReadTable, currency: str) -> Event:
    """Return an event of a row as the sheet of an account has it, by its cells but for the account.

    Raises an error that names the first wrong cell.
    """
    faults: list[Fault] = []
    texts = {name: _cell_text(name, cell, table, currency) for name, cell in cells.items()}
    kind = EVENT.read(texts.pop("event"), Place("event", faults))
    event = None if kind is None else shape_of(kind, currency, True).read(texts, Place("", faults))
    if event is None or faults:
        raise in_table(OTHERS, InputError("{name}: {error}", name=Unquoted(faults[0].path), error=faults[0].error))
    made: Event = event
    return made


def _cell_text(name: str, cell: Any, table: ReadTable, currency: str) -> str:
    match cell:
        case date():
            return cell.isoformat()
        case int() if name in table.layout.minor:
            return Money.of_minor(cell, currency).text
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)
