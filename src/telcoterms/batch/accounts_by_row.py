"""The accounts of tables in groups: those of one group have the same terms, and their statements the same day.

Where the terms differ by row, a column names them; where no day is given for all, the column `as_of` has it. Both stand
in the invoices, and may stand in the payments: an account has one of each in all of its rows, and a null says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from telcoterms.batch.account_of_rows import several_values
from telcoterms.batch.account_tables import NONE, EventsByAccount, bounds_by_account, coded
from telcoterms.batch.columns import Numbers
from telcoterms.batch.event_tables import AS_OF
from telcoterms.batch.rows import unknown_key, value_of
from telcoterms.terms import Terms
from telcoterms.values.errors import InputError, TelcoTermsError, Unquoted


class Group(NamedTuple):
    """Accounts, by their sorted places, with their terms and the day of their statements; `key` names these terms."""

    accounts: Numbers
    key: Any
    terms: Terms
    day: date


class Grouped(NamedTuple):
    """All groups, of the accounts that are in none the reason, and the type of the keys where there are any."""

    groups: list[Group]
    refused: dict[int, TelcoTermsError]
    keys: pa.DataType


def groups_of(read: EventsByAccount, terms: Mapping[object, Terms], by: str | None, day: date | None) -> Grouped:
    """Return the accounts by terms and day; `by` is the column of the terms, `day` that of all accounts, if given."""
    size = len(read.accounts)
    if by is None and day is not None:
        return Grouped([Group(np.arange(size), None, terms[None], day)] if size else [], {}, pa.null())
    refused: dict[int, TelcoTermsError] = {}
    for_all = np.zeros(size, np.int64)
    keys, key_places, type_ = ([None], for_all, pa.null()) if by is None else _values(read, by, refused)
    days, day_places, _ = ([day], for_all, None) if day is not None else _values(read, AS_OF.name, refused)
    known_terms = [terms.get(key) for key in keys]
    for place in np.flatnonzero([one is None for one in known_terms]).tolist():
        assert by is not None  # without it there is one key, which is known
        for account in np.flatnonzero(key_places == place).tolist():
            refused.setdefault(account, unknown_key(by, keys[place], terms))
    of_accounts = key_places * len(days) + day_places
    of_accounts[list(refused)] = NONE
    groups = []
    for both in np.unique(of_accounts[of_accounts != NONE]).tolist():
        key, on = divmod(both, len(days))
        own_terms, own_day = known_terms[key], days[on]
        assert own_terms is not None
        assert own_day is not None
        groups.append(Group(np.flatnonzero(of_accounts == both), keys[key], own_terms, own_day))
    return Grouped(groups, refused, type_)


class _Values(NamedTuple):
    """The values of a column, for each account the place of its own among them, and their type."""

    cells: list[Any]
    places: Numbers
    type: pa.DataType


def _values(read: EventsByAccount, column: str, refused: dict[int, TelcoTermsError]) -> _Values:
    """Return the values of a column, and for each account the place of its own; refuse those with none or several."""
    size = len(read.accounts)
    tables = [
        (table.column(column), owners)
        for table, owners in zip(read.tables[:2], read.owners[:2], strict=True)
        if column in table.columns.column_names
    ]
    values, codes = coded([array for array, _ in tables], column)
    places, owners = np.concatenate(codes), np.concatenate([of_table for _, of_table in tables])
    owners, places = owners[places != NONE], places[places != NONE]
    lowest, highest = bounds_by_account(places, owners, size, len(values))
    cells, faults = _cells(values, column)
    for account in np.flatnonzero(highest == NONE).tolist():
        error = InputError("{name} is missing: give it, or leave the row out", name=Unquoted(column))
        refused.setdefault(account, error)
    for account in np.flatnonzero(lowest < highest).tolist():
        one, other = (str(values[int(bounds[account])]) for bounds in (lowest, highest))
        refused.setdefault(account, several_values(column, one, other))
    for place, fault in faults.items():
        for account in np.flatnonzero(lowest == place).tolist():
            refused.setdefault(account, fault)
    return _Values(cells, np.where(highest == NONE, 0, highest), values.type)


def _cells(values: pa.Array, column: str) -> tuple[list[Any], dict[int, TelcoTermsError]]:
    """Return values as Python has them, and the error of each that is a day of no calendar."""
    cells: list[Any] = []
    faults: dict[int, TelcoTermsError] = {}
    for place, value in enumerate(values):
        try:
            cells.append(value_of(value, column))
        except TelcoTermsError as error:
            faults[place] = error
            cells.append(None)
    return cells, faults
