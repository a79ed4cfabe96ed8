"""The receipts of an earlier run, by account, and what has changed since: the corrections of each account.

A receipt is read from the column `receipt`, where it stands as JSON, as the table of receipts of an earlier run has it;
nothing of it is computed again. An account without one, or with a null, had no statement: all of it is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from telcoterms.answers.answer import Answer
from telcoterms.batch.account_tables import NONE, EventsByAccount, coded
from telcoterms.batch.columns import layout, plain
from telcoterms.batch.event_tables import ACCOUNT, EventTable
from telcoterms.batch.owed import Row, Wanted
from telcoterms.batch.tables import opened
from telcoterms.files.text import json_of
from telcoterms.statement.statement import Statement
from telcoterms.values.errors import InputError, InvalidTableError, RowFault
from telcoterms.values.money import Money, minor_digits

EARLIER: Final = EventTable("earlier", "receipt", ())
Receipts = Mapping[Any, str]
"""Receipts as JSON, by account."""


def earlier_receipts(earlier: object, read: EventsByAccount, currency: str) -> Receipts:
    """Return the receipts of a table of any kind.

    Raises `InvalidTableError` for an account with two of them, and for one that is in no table of events.
    """
    source = opened(earlier, EARLIER.names)
    layout(source.schema, EARLIER.columns, minor_digits(currency), (), ACCOUNT, source.taken)
    table = pa.Table.from_batches(source.batches, source.schema)
    accounts, receipts = (plain(table[name].combine_chunks()) for name in (ACCOUNT, EARLIER.number))
    _, (known, own) = coded([read.accounts, accounts])
    in_order = np.argsort(own, kind="stable")
    again = in_order[1:][own[in_order[1:]] == own[in_order[:-1]]]
    misfits = []
    if len(again):
        first = int(again.min())
        error = InputError(
            "earlier has two receipts of the account {account}: leave one", account=str(accounts[first].as_py())
        )
        misfits.append(RowFault(error, first, len(again)))
    unknown = np.flatnonzero(~np.isin(own, known) | (own == NONE))
    if len(unknown):
        first = int(unknown[0])
        error = InputError(
            "earlier has a receipt of the account {account}, which is in none of the tables: give its events, or leave "
            "the receipt out",
            account=str(accounts[first].as_py()),
        )
        misfits.append(RowFault(error, first, len(unknown)))
    if misfits:
        raise InvalidTableError(misfits)
    found = zip(accounts.to_pylist(), receipts.cast(pa.string()).to_pylist(), strict=True)
    return {account: receipt for account, receipt in found if receipt is not None}


def corrections_since(receipts: Receipts) -> Wanted:
    """Return that the corrections of each account are wanted, which turn its earlier statement into that of today."""

    def rows_of(account: object, answer: Answer[Statement]) -> Iterator[Row]:
        text = receipts.get(account)
        old = _nothing(answer.value) if text is None else Statement.from_receipt(json_of(text, EARLIER.number))
        for one in answer.value.corrections(old):
            yield (one.day, one.debt, one.what, one.amount.minor, one.code, one.why)

    return Wanted(by_debt=False, rows_of=rows_of, is_asked=True)


def _nothing(statement: Statement) -> Statement:
    """Return the statement of the same day of an account without events."""
    zero = Money.of_minor(0, statement.balance.currency)
    return Statement(statement.as_of, zero, zero, zero, zero, (), zero, zero, ())
