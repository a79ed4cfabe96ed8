"""What batch answers of accounts: their statements, and the account of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from telcoterms.account import Account
from telcoterms.batch.answering import Errors
from telcoterms.batch.arrays import Mask, Numbers, given
from telcoterms.batch.columns import ERROR, Result
from telcoterms.batch.events import ACCOUNT, Joined, joined
from telcoterms.batch.kernels.months import EPOCH
from telcoterms.batch.statements import Owed, account_of, by_account, owed, sums
from telcoterms.batch.tables import like
from telcoterms.days import as_day
from telcoterms.errors import FactError, FaultyTableError, Misfit
from telcoterms.leaving import Day, one_of
from telcoterms.money import minor_digits
from telcoterms.replayed import refuse_once
from telcoterms.terms import Terms

Table = Any
Give = Literal["accounts", "debts", "postings"]
OF_ACCOUNT: Final = tuple(Result(name, "money") for name in ("balance", "posted", "accrued", "settlement", "credit"))
OF_DEBT: Final = (
    Result("issued", "day"),
    Result("due", "day"),
    *(Result(name, "money") for name in ("principal", "charges", "accrued")),
)
OF_POSTING: Final = (Result("day", "day"), Result("amount", "money"))


def statement(
    terms: Terms,
    invoices: Table,
    payments: Table,
    as_of: Day,
    *,
    credits: Table | None = None,
    give: Give = "accounts",
    errors: Errors = "raise",
    compiled: bool = False,
) -> Table:
    """What each account of some tables owes at the end of a day: a table of its own, sorted by account.

    `invoices` has the columns `account`, `number`, `issued`, `amount` (or `amount_minor`) and, if it is there,
    `billing_months`; `payments` has `account`, `received`, `amount` and, if a payment names one, `invoice`; `credits`
    have `account`, `issued`, `amount`, `invoice` and, if it is there, `effect`. The tables are of any kind, in any
    order.

    `give` is `accounts`, for which come `balance`, `posted` (all charges so far), `accrued`, `settlement` and `credit`;
    `debts`, for which come `number`, `issued`, `due`, `principal`, `charges` and `accrued`; or `postings`: each charge
    with its `number`, `day` and `amount`. Every figure is that of `terms.statement`, under every reading that it takes.

    Raises `FaultyTableError` with what does not fit: an account whose events are refused is told once for each
    reason; with `errors="column"` its figures are null and the reason stands in a column `error` (of accounts alone).
    `compiled` takes machine code, for which it needs the extra `compiled`; the figures are the same.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> statement(load("kos"), pa.table(bills), pa.table(paid), "2026-03-20")["settlement_minor"].to_pylist()
    [2869]
    """
    if not isinstance(terms, Terms):
        raise FactError(
            "{terms} is not terms: a statement takes those of one provider, as load gives them", terms=terms
        )
    one_of(give, Give, "give")
    one_of(errors, Errors, "errors")
    if errors == "column" and give != "accounts":
        raise FactError("only accounts can have a column of errors, not {give}: take accounts, or raise", give=give)
    refuse_once(terms.agreement.late_charge)
    day = as_day(as_of, "as_of")
    events = joined(invoices, payments, credits, minor_digits(terms.currency))
    found = owed(terms, events, day, give == "postings", compiled)
    if found.refused and errors == "raise":
        raise FaultyTableError(_misfits(events, found))
    told = {"accounts": _accounts, "debts": _debts, "postings": _postings}[give](terms, events, found, day)
    if errors == "column":
        reasons = {account: str(error) for account, error in found.refused.items()}
        column = pa.array([reasons.get(account) for account in range(len(events.accounts))], pa.string())
        told = told.append_column(ERROR.name, column)
    return like(invoices, told)


def account(terms: Terms, invoices: Table, payments: Table, key: object, *, credits: Table | None = None) -> Account:
    """One account of the tables of `statement`, by its value in the column `account`: to be asked for its working.

    Raises `FactError` for an account that is in none of the tables, and the error of events that do not fit together.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> kos = load("kos")
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> kos.statement(account(kos, pa.table(bills), pa.table(paid), "A"), "2026-03-20").value.settlement
    Money('28.69', 'CAD')
    """
    events = joined(invoices, payments, credits, minor_digits(terms.currency))
    keys = events.accounts.to_pylist()
    if key not in keys:
        raise FactError("no row is of the account {key}: look at the column account", key=str(key))
    place = keys.index(key)
    kinds = (events.invoices, events.payments, events.credits)
    return account_of(events.tables, [np.flatnonzero(one.accounts == place).tolist() for one in kinds], terms.currency)


def _misfits(events: Joined, found: Owed) -> list[Misfit]:
    """Each reason to refuse an account once, with the first account."""
    told: dict[str, list[int]] = {}
    for place, error in found.refused.items():
        told.setdefault(error.template, []).append(place)
    misfits = []
    for places in told.values():
        key, error = str(events.accounts[places[0]].as_py()), found.refused[places[0]]
        if len(places) == 1:
            one = FactError("account {account}: {error}", account=key, error=error)
        else:
            template = "account {account} and {more} more: {error}"
            one = FactError(template, account=key, more=len(places) - 1, error=error)
        misfits.append(Misfit(one, count=len(places)))
    return misfits


def _accounts(terms: Terms, events: Joined, found: Owed, as_of: date) -> pa.Table:
    order, starts = by_account(events.invoices, len(events.accounts))
    balance = sums(found.balance[order], starts) - found.credit
    accrued = sums(found.accrued[order], starts)
    figures = {"balance": balance, "posted": found.posted, "accrued": accrued, "settlement": balance + accrued}
    valid = np.ones(len(events.accounts), np.bool_)
    valid[list(found.refused)] = False
    return _table(events, {ACCOUNT: events.accounts}, OF_ACCOUNT, {**figures, "credit": found.credit}, valid)


def _debts(terms: Terms, events: Joined, found: Owed, as_of: date) -> pa.Table:
    """The debts that are known on the day, by account, then as they are due."""
    invoices, day = events.invoices, as_of.toordinal() - EPOCH
    order = np.lexsort((invoices.numbers, invoices.facts["issued"], invoices.accounts))
    rows = order[(invoices.facts["issued"][order] <= day)]
    issued, principal = invoices.facts["issued"][rows], found.principal[rows]
    figures = {"issued": issued, "due": issued + terms.agreement.due_date.days, "principal": principal}
    figures |= {"charges": found.balance[rows] - principal, "accrued": found.accrued[rows]}
    return _table(events, _names(events, rows), OF_DEBT, figures)


def _postings(terms: Terms, events: Joined, found: Owed, as_of: date) -> pa.Table:
    """The charges that were posted, by account, then debt, then day."""
    nothing = np.zeros(0, np.int64)
    rows, days, amounts = map(np.concatenate, zip((nothing, nothing, nothing), *found.postings, strict=True))
    invoices = events.invoices
    turn = np.empty(len(invoices.accounts), np.int64)
    turn[np.lexsort((invoices.numbers, invoices.facts["issued"], invoices.accounts))] = np.arange(len(turn))
    order = np.lexsort((days, turn[rows]))
    figures = {"day": days[order], "amount": amounts[order]}
    return _table(events, _names(events, rows[order]), OF_POSTING, figures)


def _names(events: Joined, rows: Numbers) -> dict[str, pa.Array]:
    """The accounts and numbers of some invoices."""
    invoices = events.invoices
    accounts, numbers = pa.array(invoices.accounts[rows], pa.int64()), pa.array(invoices.numbers[rows], pa.int64())
    return {ACCOUNT: events.accounts.take(accounts), "number": events.numbers.take(numbers)}


def _table(
    events: Joined,
    names: dict[str, pa.Array],
    results: tuple[Result, ...],
    figures: Mapping[str, Numbers],
    valid: Mask | None = None,
) -> pa.Table:
    found = events.tables[0].layout
    columns = [given(found.type(one), figures[one.name], valid) for one in results]
    return pa.table([*names.values(), *columns], names=[*names, *(found.name(one) for one in results)])
