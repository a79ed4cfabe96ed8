"""The accounts of many customers: their events read from tables, and what each owes at the end of a day.

The order of the work: the tables are read and their rows coded by account (`account_tables`); the accounts are replayed
together, by the compiled core where it is installed (`replayed`), else by numpy (`in_columns`); those that cannot be
told together are asked of the terms one by one (`owed`); the result is made a table (`statement`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from telcoterms.account.account import Account
from telcoterms.batch import core, in_columns, replayed
from telcoterms.batch.account_of_rows import account_of
from telcoterms.batch.account_tables import EventsByAccount, joined, joined_tables
from telcoterms.batch.accounts_by_row import Group, Grouped, groups_of
from telcoterms.batch.columns import ERROR, ERROR_CODE, Numbers, in_the_way
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.earlier_receipts import corrections_since, earlier_receipts
from telcoterms.batch.event_tables import ACCOUNT, AS_OF, INVOICES, check_cells, kinds_of
from telcoterms.batch.exact import given_columns
from telcoterms.batch.owed import Owed, Wanted, ask_one_by_one
from telcoterms.batch.questions import AnyTerms, terms_by_key
from telcoterms.batch.rows import Errors, in_column, metadata_by_row, metadata_of
from telcoterms.batch.statement_tables import Give, GivenTable, table_of
from telcoterms.batch.tables import Frame, like
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.files.headings import Columns
from telcoterms.statement.questions import refuse_once
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.choices import one_of
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import InputError, InvalidTableError, RowFault, TelcoTermsError


def owed(terms: Terms, events: EventsByAccount, as_of: date, wanted: Wanted) -> Owed:
    """Return what the accounts of tables owe, and what else is wanted."""
    result = Owed(events, wanted)
    if wanted.is_asked:
        asked = np.ones(len(events.accounts), np.bool_)
    else:
        together = in_columns.owed_together if core.core() is None else replayed.owed_together
        asked = together(terms, events, as_of, result)
    ask_one_by_one(terms, events, asked, as_of, result)
    return result


def statement(
    terms: AnyTerms,
    invoices: Frame,
    payments: object,
    as_of: Day | None = None,
    *,
    by: str | None = None,
    credits: object | None = None,
    events: object | None = None,
    give: Give = "accounts",
    earlier: object | None = None,
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
    `due`, `principal`, `charges` and `accrued`; `postings`: each charge with its `number`, `day` and `amount`;
    `ageing`: each age band with its `first_day`, `last_day`, `owed` and `disputed`; `entries`, the dated amounts, with
    `day`, `debt`, `what`, `amount` and `code`; `allocations`, where each payment went, with the columns of
    `telcoterms.allocations_of`; `receipts`: of each account the `receipt`, as JSON in one line; or `corrections`, the
    entries that turn the statement of an earlier receipt into this one, each with its reason, `why`: `earlier` is the
    table of these receipts, with `account` and `receipt`. Every figure is that of `terms.statement`, under every
    reading that it takes.

    Where the terms differ by account, `by` is the column of the invoices that says so, and `terms` has the terms for
    each of its values; where no `as_of` is given, the column `as_of` of the invoices has the day. Both may stand in the
    payments too, are the same in all rows of an account, and come back behind `account`.

    Raises `InvalidTableError` with what does not fit: an account whose events are refused is listed once for each
    reason; with `errors="column"` its figures are null, and the reason stands in a column `error`, its code in
    `error_code` (of accounts and receipts alone). Where the extra `compiled` is installed, the compiled core replays
    the accounts: the same figures, sooner; where it is not, the metadata of the table says so. `columns` and `decimals`
    are those of `late_charge`, for all tables together.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> statement(load("kos"), pa.table(bills), pa.table(paid), "2026-03-20")["settlement_minor"].to_pylist()
    [2869]
    """
    several = terms_by_key(terms, by)
    one_of(give, Give, "give")
    one_of(errors, Errors, "errors")
    table = table_of(give)
    if table.has_earlier != (earlier is not None):
        raise InputError("give = corrections and earlier go together: give both, or neither")
    if in_column(errors) and not table.of_accounts:
        raise InputError("only accounts can have a column of errors, not {give}: take accounts, or raise", give=give)
    for one in several.values():
        refuse_once(LATE_CHARGE.of(one.agreement))
    day = None if as_of is None else as_day(as_of, "as_of")
    kinds = kinds_of(several.values(), by, day is not None)
    currency = next(iter(several.values())).currency
    read = joined_tables(kinds, (invoices, payments, credits, events), currency, given_columns(columns, decimals))
    if earlier is not None:
        table = table._replace(wanted=corrections_since(earlier_receipts(earlier, read, currency)))
    answers = _answers(read, groups_of(read, several, by, day), table)
    if answers.refused and not in_column(errors):
        raise InvalidTableError(_misfits(read.accounts, answers.refused))
    result = _put_together(read, answers, by, day is None)
    if in_column(errors):
        refused = [answers.refused.get(account) for account in range(len(read.accounts))]
        for column, texts in (
            (ERROR, [None if error is None else str(error) for error in refused]),
            (ERROR_CODE, [None if error is None else error.code for error in refused]),
        ):
            result = result.append_column(column.name, pa.array(texts, pa.string()))
    used = {key: QUESTIONS["statement"].terms_of(one.agreement) for key, one in several.items()}
    metadata = metadata_of(used.values()) if by is None else metadata_by_row(used, by)
    if answers.lacks_core:
        metadata[core.METADATA_KEY] = core.NOT_INSTALLED
    owed_by_account: Frame = like(invoices, result.replace_schema_metadata(metadata))
    return owed_by_account


class _GroupTable(NamedTuple):
    """The table of a group of accounts, and the places of these; `group` is None for those that are in none."""

    group: Group | None
    accounts: Numbers
    table: pa.Table


class _Answers(NamedTuple):
    """The tables of all groups, why accounts are refused, and whether the compiled core is missing for any.

    `keys` is the type of what names the terms of a group.
    """

    parts: list[_GroupTable]
    refused: dict[int, TelcoTermsError]
    keys: pa.DataType
    lacks_core: bool


def _answers(read: EventsByAccount, grouped: Grouped, table: GivenTable) -> _Answers:
    """Return what the accounts of each group owe, as a table."""
    refused = dict(grouped.refused)
    own = [_events_of(read, group) for group in grouped.groups]
    check_cells(table for events in own for table in events.tables)
    parts = []
    for group, events in zip(grouped.groups, own, strict=True):
        result = owed(group.terms, events, group.day, table.wanted)
        refused |= {int(group.accounts[place]): error for place, error in result.refused.items()}
        parts.append(_GroupTable(group, group.accounts, table.make(events, result, group.day)))
    in_none = np.array(sorted(grouped.refused), np.int64)
    if len(in_none) or not parts:
        events = read.of(in_none, INVOICES)
        result = Owed(events, table.wanted)
        result.refused = {place: refused[account] for place, account in enumerate(in_none.tolist())}
        parts.append(_GroupTable(None, in_none, table.make(events, result, date.min)))
    uses_core = not table.wanted.is_asked and any(replayed.serves(group.terms) for group in grouped.groups)
    return _Answers(parts, dict(sorted(refused.items())), grouped.keys, uses_core and core.core() is None)


def _events_of(read: EventsByAccount, group: Group) -> EventsByAccount:
    """Return the events of a group; all of them without a copy, where it has all accounts."""
    kinds = kinds_of([group.terms], None, True)
    if len(group.accounts) < len(read.accounts):
        return read.of(group.accounts, kinds[0])
    tables = (table.under(kinds[0] if place == 0 else table.kind) for place, table in enumerate(read.tables))
    return replace(read, tables=tuple(tables))


def _put_together(read: EventsByAccount, answers: _Answers, by: str | None, by_day: bool) -> pa.Table:
    """Return the rows of all groups as one table, sorted by account, with the terms and the day that differ by row."""
    tables, owners = [], []
    told = {by: answers.keys} if by is not None and by != ACCOUNT else {}
    told |= {AS_OF.name: pa.date32()} if by_day else {}
    for part in answers.parts:
        made = part.table
        if len(answers.parts) > 1:
            places = pc.index_in(made[ACCOUNT], read.accounts.take(pa.array(part.accounts)))
            owners.append(part.accounts[places.to_numpy()])
        for place, (name, type_) in enumerate(told.items(), start=1):
            if name in made.column_names:
                raise InvalidTableError([RowFault(in_the_way(name))])
            cell = None if part.group is None else part.group.day if name == AS_OF.name else part.group.key
            made = made.add_column(place, name, pa.array([cell] * len(made), type_))
        tables.append(made)
    if len(tables) == 1:
        return tables[0]
    whole = pa.concat_tables(tables)
    return whole.take(pa.array(np.argsort(np.concatenate(owners), kind="stable")))


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


def _misfits(accounts: pa.Array, refused: Mapping[int, TelcoTermsError]) -> list[RowFault]:
    """Return each reason to refuse an account once, with the first account."""
    places_by_reason: dict[tuple[str, ...], list[int]] = {}
    for place, error in refused.items():
        places_by_reason.setdefault(_reason(error), []).append(place)
    misfits = []
    for places in places_by_reason.values():
        key, error = str(accounts[places[0]].as_py()), refused[places[0]]
        if len(places) == 1:
            account_error = InputError("account {account}: {error}", account=key, error=error)
        else:
            template = "account {account} and {more} more: {error}"
            account_error = InputError(template, account=key, more=len(places) - 1, error=error)
        misfits.append(RowFault(account_error, count=len(places)))
    return misfits


def _reason(error: TelcoTermsError) -> tuple[str, ...]:
    """Return what is the same in all errors of one reason: the sentence, with that of the error which it passes on."""
    passed_on = error.values.get("error")
    if not isinstance(passed_on, TelcoTermsError):
        return (error.template,)
    return (error.template, str(error.values.get("name")), *_reason(passed_on))
