"""The accounts of many customers: their events read from tables, and what each owes at the end of a day.

The order of the work: the tables are read and their rows coded by account (`account_tables`); the accounts are replayed
together, by the compiled core where it is installed (`replayed`), else by numpy (`in_columns`); those that cannot be
told together are asked of the terms one by one (`owed`); the result is made a table (`statement`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple, assert_never

import numpy as np
import pyarrow as pa

from telcoterms.account.account import Account
from telcoterms.batch import core, in_columns, replayed
from telcoterms.batch.account_tables import ACCOUNT, Joined, account_of, joined
from telcoterms.batch.columns import ERROR, ERROR_CODE, Mask, Numbers, Result, given
from telcoterms.batch.exact import given_columns
from telcoterms.batch.kernels.core import MISSING, NOT_INSTALLED
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.owed import SUMS, Owed, ask_one_by_one
from telcoterms.batch.rows import Errors, in_column, metadata_of
from telcoterms.batch.tables import Frame, like
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.files.headings import Columns
from telcoterms.statement.questions import refuse_once
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.choices import one_of
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import InputError, InvalidTableError, RowFault


def owed(terms: Terms, events: Joined, as_of: date, by_debt: bool, postings: bool = False) -> Owed:
    """Return what the accounts of tables owe; by debt, and with the single charges, if these are asked for."""
    result = Owed(events, by_debt)
    together = in_columns.owed_together if core.core() is None else replayed.owed_together
    alone = together(terms, events, as_of, postings, result)
    ask_one_by_one(terms, events, alone, as_of, result)
    return result


Give = Literal["accounts", "debts", "postings"]
"""What a table of statements has a row for."""
OF_ACCOUNT: Final = tuple(Result(name, "money") for name in SUMS)
OF_DEBT: Final = (
    Result("issued", "day"),
    Result("due", "day"),
    *(Result(name, "money") for name in ("principal", "charges", "accrued")),
)
OF_POSTING: Final = (Result("day", "day"), Result("amount", "money"))


def statement(
    terms: Terms,
    invoices: Frame,
    payments: object,
    as_of: Day,
    *,
    credits: object | None = None,
    events: object | None = None,
    give: Give = "accounts",
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
) -> Frame:
    """Return what each account of some tables owes at the end of a day: a table of its own, sorted by account.

    `invoices` has the columns `account`, `number`, `issued`, `amount` (or `amount_minor`) and, if it is there,
    `billing_months`, those of `telcoterms.batch.due_date` on which the due date rests, and `plan`, `region` and
    `segment` where the numbers of the late charge differ by them, the same in all rows of an account; `payments` has
    `account`, `received`, `amount` and, if a payment names one, `invoice`; `credits` have `account`, `issued`,
    `amount`, `invoice` and, if it is there, `effect`; `events` all others, with `account`, `event` and `date` and the
    other columns of the sheet of an account. The tables are of any kind, in any order.

    `give` is `accounts`, for which come `balance`, `posted` (all charges so far), `accrued`, `settlement`, `credit`,
    `disputed`, `held` and `payable` (what is due and not in dispute); `debts`, for which come `number`, `issued`,
    `due`, `principal`, `charges` and `accrued`; or `postings`: each charge with its `number`, `day` and `amount`. Every
    figure is that of `terms.statement`, under every reading that it takes.

    Raises `InvalidTableError` with what does not fit: an account whose events are refused is listed once for each
    reason; with `errors="column"` its figures are null, and the reason stands in a column `error`, its code in
    `error_code` (of accounts alone). Where the extra `compiled` is installed, the compiled core replays the accounts:
    the same figures, sooner; where it is not, the metadata of the table says so. `columns` and `decimals` are those of
    `late_charge`, for all tables together.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> statement(load("kos"), pa.table(bills), pa.table(paid), "2026-03-20")["settlement_minor"].to_pylist()
    [2869]
    """
    if not isinstance(terms, Terms):
        raise InputError(
            "{terms} is not terms: a statement takes those of one provider, as load gives them", terms=terms
        )
    one_of(give, Give, "give")
    one_of(errors, Errors, "errors")
    table = _table_of(give)
    if in_column(errors) and not table.has_errors:
        raise InputError("only accounts can have a column of errors, not {give}: take accounts, or raise", give=give)
    refuse_once(LATE_CHARGE.of(terms.agreement))
    day = as_day(as_of, "as_of")
    read = joined(terms, invoices, payments, credits, events, given_columns(columns, decimals))
    result = owed(terms, read, day, table.by_debt, table.needs_postings)
    if result.refused and not in_column(errors):
        raise InvalidTableError(_misfits(read, result))
    owed_table = table.make(read, result, day)
    if in_column(errors):
        refused = [result.refused.get(account) for account in range(len(read.accounts))]
        for column, texts in (
            (ERROR, [None if error is None else str(error) for error in refused]),
            (ERROR_CODE, [None if error is None else error.code for error in refused]),
        ):
            owed_table = owed_table.append_column(column.name, pa.array(texts, pa.string()))
    used = QUESTIONS["statement"].terms_of(terms.agreement)
    metadata = metadata_of([used])
    if core.core() is None and len(read.accounts) and replayed.serves(terms):
        metadata[MISSING] = NOT_INSTALLED
    owed_by_account: Frame = like(invoices, owed_table.replace_schema_metadata(metadata))
    return owed_by_account


def account(
    terms: Terms,
    invoices: object,
    payments: object,
    key: object,
    *,
    credits: object | None = None,
    events: object | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
) -> Account:
    """Return one account of the tables of `statement`, by its value in the column `account`, to ask for its working.

    Raises `InputError` for an account that is in none of the tables, and the error of events that do not fit together.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> kos = load("kos")
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> kos.statement(account(kos, pa.table(bills), pa.table(paid), "A"), "2026-03-20").value.settlement
    Money('28.69', 'CAD')
    """
    read = joined(terms, invoices, payments, credits, events, given_columns(columns, decimals))
    keys = read.accounts.to_pylist()
    if key not in keys:
        raise InputError("no row is of the account {key}: look at the column account", key=str(key))
    mask = np.zeros(len(keys), np.bool_)
    mask[keys.index(key)] = True
    ((_, rows),) = read.rows_of(mask)
    return account_of(read.tables, rows, terms.currency).account


class _ResultTable(NamedTuple):
    """A table that a statement gives: the function that makes it, and whether it needs debts and the single charges."""

    make: Callable[[Joined, Owed, date], pa.Table]
    by_debt: bool = True
    needs_postings: bool = False
    has_errors: bool = False  # whether a column of errors fits, as there is a row for each account


def _table_of(give: Give) -> _ResultTable:
    match give:
        case "accounts":
            return _ResultTable(_accounts, by_debt=False, has_errors=True)
        case "debts":
            return _ResultTable(_debts)
        case "postings":
            return _ResultTable(_postings, needs_postings=True)
    assert_never(give)


def _misfits(events: Joined, result: Owed) -> list[RowFault]:
    """Return each reason to refuse an account once, with the first account."""
    places_by_reason: dict[str, list[int]] = {}
    for place, error in result.refused.items():
        places_by_reason.setdefault(error.template, []).append(place)
    misfits = []
    for places in places_by_reason.values():
        key, error = str(events.accounts[places[0]].as_py()), result.refused[places[0]]
        if len(places) == 1:
            account_error = InputError("account {account}: {error}", account=key, error=error)
        else:
            template = "account {account} and {more} more: {error}"
            account_error = InputError(template, account=key, more=len(places) - 1, error=error)
        misfits.append(RowFault(account_error, count=len(places)))
    return misfits


def _accounts(events: Joined, result: Owed, as_of: date) -> pa.Table:
    valid = np.ones(len(events.accounts), np.bool_)
    valid[list(result.refused)] = False
    return _table(events, {ACCOUNT: events.accounts}, OF_ACCOUNT, result.sums, valid)


class _AllDebts(NamedTuple):
    """The debts of rows, and after them those that stand in none: all columns of them."""

    names: dict[str, pa.Array]
    figures: dict[str, Numbers]

    def at(self, rows: Numbers) -> tuple[dict[str, pa.Array], dict[str, Numbers]]:
        """Return some of them."""
        places = pa.array(rows, pa.int64())
        names = {name: column.take(places) for name, column in self.names.items()}
        return names, {name: column[rows] for name, column in self.figures.items()}


def _all_debts(events: Joined, result: Owed) -> _AllDebts:
    others = [each.debt for each in result.others]
    accounts = np.append(result.known_debts.accounts, [each.account for each in result.others]).astype(np.int64)
    numbers = pa.concat_arrays(
        [result.known_debts.numbers.cast(pa.string()), pa.array([debt.number for debt in others], pa.string())]
    )
    of_others = {
        "issued": [debt.issued.toordinal() - EPOCH for debt in others],
        "due": [debt.due.toordinal() - EPOCH for debt in others],
        "principal": [debt.principal.minor for debt in others],
        "charges": [debt.charges.minor for debt in others],
        "accrued": [debt.accrued.minor for debt in others],
    }
    rows = (result.known_debts.issued, result.due, result.principal, result.charges, result.accrued)
    figures = {
        name: np.concatenate([of_rows, np.array(of_others[name], np.int64)])  # no float, even where there are none
        for name, of_rows in zip(of_others, rows, strict=True)
    }
    names = {ACCOUNT: events.accounts.take(pa.array(accounts, pa.int64())), "number": numbers}
    return _AllDebts(names, figures)


def _debts(events: Joined, result: Owed, as_of: date) -> pa.Table:
    """Return the debts that are known on the day, by account, then as they are due."""
    debts, order = _all_debts(events, result), result.in_order()
    known: Mask = debts.figures["issued"][order] <= as_of.toordinal() - EPOCH
    names, figures = debts.at(order[known])
    return _table(events, names, OF_DEBT, figures)


def _postings(events: Joined, result: Owed, as_of: date) -> pa.Table:
    """Return the charges that were posted, by account, then debt, then day."""
    nothing = np.zeros(0, np.int64)
    rows, days, amounts = map(np.concatenate, zip((nothing, nothing, nothing), *result.postings, strict=True))
    in_order = result.in_order()
    turn = np.empty(len(in_order), np.int64)
    turn[in_order] = np.arange(len(in_order))
    order = np.lexsort((days, turn[rows]))
    names, _ = _all_debts(events, result).at(rows[order])
    return _table(events, names, OF_POSTING, {"day": days[order], "amount": amounts[order]})


def _table(
    events: Joined,
    names: dict[str, pa.Array],
    results: tuple[Result, ...],
    figures: Mapping[str, Numbers],
    valid: Mask | None = None,
) -> pa.Table:
    table_layout = events.tables[0].layout
    columns = [given(table_layout.type(result), figures[result.name], valid) for result in results]
    return pa.table([*names.values(), *columns], names=[*names, *(table_layout.name(result) for result in results)])
