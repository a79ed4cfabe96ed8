"""Find the columns of a table by their headings: by name, by what the caller says, or as the trade usually calls them.

A usual name is a guess, and a guess changes a figure: it is never taken by itself. The error lists all guesses as the
argument that confirms them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, assert_never

from telcoterms.files.shapes import Place, nearest, unknown_name
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term, shown_interface

Columns = Mapping[str, str | None]
"""What the columns of a table are here: by their headings the names, None for one to be passed over."""
NO_COLUMNS: Final[Columns] = {}
USUAL_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("account number", "account no", "account id", "customer", "customer id", "customer number", "client"),
    "amount": (
        "total",
        "amount due",
        "invoice amount",
        "invoice total",
        "total amount",
        "gross amount",
        "outstanding",
        "principal",
        "sum",
        "value",
        "montant",
        "montant total",
    ),
    "billed": (
        "late fee",
        "late charge",
        "late fees",
        "late payment charge",
        "interest",
        "interest charged",
        "finance charge",
    ),
    "billing_months": ("months", "months billed", "billing period months"),
    "currency": ("ccy", "currency code"),
    "date": ("day", "transaction date", "posting date", "posted", "txn date", "entry date"),
    "due": ("due date", "date due", "payment due", "due on", "échéance", "date d'échéance"),
    "event": ("type", "transaction type", "entry type", "kind", "record type", "opération", "type d'opération"),
    "invoice": ("applied to", "invoice ref", "for invoice", "invoice paid"),
    "issued": (
        "invoice date",
        "bill date",
        "billed on",
        "date issued",
        "issue date",
        "statement date",
        "date of invoice",
        "date de facture",
        "date de la facture",
    ),
    "number": (
        "invoice number",
        "invoice no",
        "invoice #",
        "invoice id",
        "bill number",
        "num",
        "document number",
        "numéro",
        "no",
        "n°",
        "nr",
    ),
    "paid": ("payment date", "paid on", "date paid", "paid date", "date of payment", "date de paiement", "payé le"),
    "received": ("payment date", "paid on", "date paid", "date received", "received on", "date de paiement", "reçu le"),
    "reference": ("ref", "payment reference", "payment ref", "cheque number", "check number"),
}
"""How the trade usually heads a column, by its name here."""


def plain_heading(heading: str) -> str:
    """Return a heading as names are written here.

    >>> plain_heading(" Billing Months ")
    'billing_months'
    """
    return re.sub("[ -]", "_", heading.strip().lower())


def usual_names(headings: Collection[str], wanted: Collection[str]) -> dict[str, str]:
    """Return which of the wanted names headings probably mean: only what one heading alone may mean.

    >>> usual_names(["Late Fee", "Memo"], ["billed", "amount"])
    {'Late Fee': 'billed'}
    """
    guesses: dict[str, list[str]] = {}
    for heading in headings:
        plain = re.sub("[ _.-]+", " ", heading.strip().lower())
        for name in wanted:
            if plain in USUAL_HEADINGS.get(name, ()):
                guesses.setdefault(name, []).append(heading)
    found = {found[0]: name for name, found in guesses.items() if len(found) == 1}
    return {heading: name for heading, name in found.items() if sum(heading in one for one in guesses.values()) == 1}


def confirm(guesses: Mapping[str, str]) -> InputError:
    """Return the error that shows guesses and how to confirm them."""
    headings = Unquoted(", ".join(map(repr, guesses)))
    names = tuple(map(Unquoted, guesses.values()))
    interface = shown_interface()
    match interface:
        case "python":
            return InputError(
                "{headings} may be {names}: if so, give {cure} in Python, or write these names into the table",
                headings=headings,
                names=names,
                cure=Unquoted(f"columns={dict(guesses)!r}"),
            )
        case "shell" | "file" | "page":
            template = "{headings} may be {names}: if so, write these names into the table"
            return InputError(template, headings=headings, names=names)
    assert_never(interface)


def check_columns(columns: Columns, headings: Collection[str], known: Collection[str]) -> None:
    """Refuse a heading that the table does not have, a name that is not known, and two headings for one name."""
    for heading, name in columns.items():
        if heading not in headings:
            raise UnknownNameError(
                "columns names {heading}, but the table has {known}: give a heading as it stands there",
                heading=heading,
                known=Unquoted(", ".join(map(repr, headings))),
            )
        if name is not None and name not in known:
            raise UnknownNameError(
                "columns says that {heading} is {name}: choose from {known}, or None to pass it over",
                heading=heading,
                name=name,
                known=tuple(map(Unquoted, sorted(known))),
            )
    named = [name for name in columns.values() if name is not None]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise InputError("columns gives {name} to two headings: leave one", name=Unquoted(twice))


def _no_column(name: str) -> InputError:
    """Return the error for a column that a table needs; without the events, it may be another program's export."""
    if name == "event":
        return InputError(
            "there is no column {name}: add it, with invoice, payment or another event in each row; an export of "
            "another program is read by {command}",
            name=name,
            command=Unquoted("telcoterms import"),
        )
    return InputError("there is no column {name}: add it", name=name)


PASSED_OVER: Final = "-"
"""In the place of the name of a column that the caller passes over."""


def named_columns(
    row: Sequence[Any],
    columns: Columns,
    known: Sequence[str],
    needed: Collection[str],
    place: Place,
    refused: Callable[[int, str], InputError | None] = lambda _number, _name: None,
) -> tuple[list[str], bool]:
    """Return the columns that the first row of a table names, a misspelt one by the name that was meant.

    Also returns whether each is certain enough for the rows to be read. What does not fit is noted at `place`;
    `refused` says why a column of a number and a name cannot be there at all.
    """
    headings = [str("" if cell is None else cell).strip() for cell in row]
    while not headings[-1]:
        headings.pop()
    check_columns(columns, headings, known)
    head = [columns[one] or PASSED_OVER if one in columns else plain_heading(one) for one in headings]
    absent = [name for name in known if name not in head]
    unknown = {
        name: one for name, one in zip(head, headings, strict=True) if name and name not in (*known, PASSED_OVER)
    }
    guesses = usual_names([*unknown.values()], absent)
    if guesses:
        place.note(confirm(guesses))
    guessed = {plain_heading(one): name for one, name in guesses.items()}
    absent = [name for name in absent if name not in guessed.values()]
    meant = guessed | {name: nearest(name, absent) for name in unknown if name not in guessed}
    certain = True
    for index, name in enumerate(head):
        cannot_be = refused(index + 1, name)
        if name == PASSED_OVER or (name in guessed and name not in head[:index]):
            continue
        if not name:
            place.note(InputError("column {number} has no name: name it, or take it out", number=index + 1))
        elif cannot_be is not None:
            place.note(cannot_be)
        elif name in head[:index]:
            place.note(InputError("the column {name} stands here twice: take one out", name=name))
        elif name in meant:
            place.note(unknown_name(Term("column"), name, meant[name], known))
        else:
            continue
        certain = certain and meant.get(name) is not None
    for name in needed:
        if name in absent and name not in meant.values():
            place.note(_no_column(name))
            certain = False
    named = [meant.get(name) or name for name in head]
    once = [name for name in named if name != PASSED_OVER]
    return named, certain and len({*once}) == len(once)
