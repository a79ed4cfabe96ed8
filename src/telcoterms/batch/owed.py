"""What accounts owe: the columns of the answer, and the accounts that the terms themselves are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, final, get_args

import numpy as np
import pyarrow as pa

from telcoterms.answers.answer import Answer
from telcoterms.batch.account_of_rows import account_of
from telcoterms.batch.account_tables import EventsByAccount, coded
from telcoterms.batch.columns import DIGITS, Mask, Numbers
from telcoterms.batch.event_tables import FEES
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.rows import MAX_SUM
from telcoterms.statement.allocations import AllocationCode
from telcoterms.statement.ledger import AllocationKind
from telcoterms.statement.statement import Debt, EntryKind, Statement
from telcoterms.terms import Terms
from telcoterms.values.errors import InputError, TelcoTermsError
from telcoterms.values.money import Money


class Debts(NamedTuple):
    """What tables bill: their invoices in order, then administrative charges and cancellations (`fees`).

    What a cancellation costs does not stand in its row (`telcoterms.batch.cancellations`). A row that is no debt as it
    stands, such as a charge without a number, is in an account that the terms refuse.
    """

    accounts: Numbers
    numbers: pa.Array
    issued: Numbers
    amounts: Numbers
    fees: Numbers

    @property
    def invoices(self) -> int:
        """How many of them are invoices."""
        return len(self.accounts) - len(self.fees)


def debts_of(events: EventsByAccount) -> Debts:
    """Return the debts of tables."""
    invoices, others = events.invoices, events.others
    fees = np.flatnonzero(np.isin(others.facts["event"], FEES))
    if not fees.size:
        return Debts(invoices.accounts, events.numbers[0], invoices.facts["issued"], invoices.facts["amount"], fees)
    names = others.facts["number"] if "number" in others.facts else np.full(len(others.accounts), None, object)
    return Debts(
        np.concatenate([invoices.accounts, others.accounts[fees]]),
        pa.concat_arrays([events.numbers[0].cast(pa.string()), pa.array(names[fees], pa.string())]),
        np.concatenate([invoices.facts["issued"], others.facts["date"][fees]]),
        np.concatenate([invoices.facts["amount"], others.amounts[fees]]),
        fees,
    )


def sums_by_account(amounts: Numbers, starts: Numbers) -> Numbers:
    """Return the sum of the amounts of each account, whose rows begin at these places."""
    running = np.append(0, np.cumsum(amounts))
    totals: Numbers = running[starts[1:]] - running[starts[:-1]]
    return totals


class PostedCharges(NamedTuple):
    """Charges that were posted: the row of the debt, the day, the sum."""

    rows: Numbers
    days: Numbers
    amounts: Numbers


class AllocatedParts(NamedTuple):
    """What debts got of payments, credits and write-offs, in the order in which it came: of each source its part.

    `rows` are those of the debts, `kinds` the places of its kind among `ALLOCATION_KINDS`, `codes` those of its source
    among `ALLOCATION_CODES`, and `received` the days of that. `in_dispute` is whether it met what is in dispute, and
    `charges_first` whether a sum meets the charges of the debt before its principal. `references` are those of
    payments, and the numbers of the cancellations that refunds are of.
    """

    rows: Numbers
    days: Numbers
    to_charges: Numbers
    to_principal: Numbers
    kinds: Numbers
    codes: Numbers
    received: Numbers
    in_dispute: Mask
    charges_first: Mask
    references: pa.Array

    @property
    def dated(self) -> tuple[Numbers, ...]:
        """What entries are made of: the rows of the debts, the days, the sums and the kinds."""
        return (self.rows, self.days, self.to_charges, self.to_principal, self.kinds)


class SettlingSums(NamedTuple):
    """What was paid, credited or paid out: the account, the day, the sum, and the place of its kind among `SETTLING`.

    A payout has its sum with a minus, as its entry has it.
    """

    accounts: Numbers
    days: Numbers
    amounts: Numbers
    kinds: Numbers


ALLOCATION_KINDS: Final[tuple[AllocationKind, ...]] = get_args(AllocationKind)
ALLOCATION_CODES: Final[tuple[AllocationCode, ...]] = get_args(AllocationCode)
SETTLING: Final[tuple[EntryKind, ...]] = ("payment", "credit", "refund", "payout")
"""The entries that are of no debt."""


class OtherDebt(NamedTuple):
    """A debt that stands in no row: a payout of more than the credit."""

    account: int
    debt: Debt


SUMS: Final = ("balance", "posted", "accrued", "settlement", "credit", "disputed", "held", "payable")
"""What is known of each account, as its statement has it."""


Row = tuple[Any, ...]
"""A row of a table as one account has it: days as dates, sums as minor units, and text."""


class Wanted(NamedTuple):
    """What is wanted of a replay: its sums alone, or these by debt, and the single charges, and where money went.

    `rows_of` are the rows that an account has which the terms are asked for, by its key and its answer; `is_asked`
    whether all accounts are that.
    """

    by_debt: bool = True
    postings: bool = False
    allocations: bool = False
    rows_of: Callable[[object, Answer[Statement]], Iterable[Row]] | None = None
    is_asked: bool = False


@final
class Owed:
    """What accounts owe at the end of a day, by account, and by row of their debts where these are asked for.

    All in minor units. `order` are the rows by account, due date and number, where that is known. `amounts` are what
    was billed, less what was upheld or credited from the start. `asked` are the accounts that the terms are asked for,
    and `rows` what these have of the table that is wanted. An account that is refused owes nothing here, and stands in
    `refused` with the reason.
    """

    def __init__(self, events: EventsByAccount, wanted: Wanted) -> None:
        self.sums = {name: np.zeros(len(events.accounts), np.int64) for name in SUMS}
        self.wanted = wanted
        self.debts = debts_of(events) if wanted.by_debt else None
        rows = 0 if self.debts is None else len(self.debts.accounts)
        self.principal, self.charges, self.accrued, self.due = (np.zeros(rows, np.int64) for _ in range(4))
        self.disputed, self.held, self.amounts = (np.zeros(rows, np.int64) for _ in range(3))
        self.order: Numbers | None = None
        self.postings: list[PostedCharges] = []
        self.allocations: list[AllocatedParts] = []
        self.settling: list[SettlingSums] = []
        self.others: list[OtherDebt] = []
        self.asked: Mask = np.zeros(len(events.accounts), np.bool_)
        self.rows: list[tuple[int, Row]] = []
        self.refused: dict[int, TelcoTermsError] = {}

    @property
    def known_debts(self) -> Debts:
        """The debts, where they are asked for."""
        assert self.debts is not None
        return self.debts

    def in_order(self) -> Numbers:
        """Return the rows of the debts, then the places of the others after them, by account, due date and number."""
        if self.order is not None and not self.others:
            return self.order
        debts, others = self.known_debts, [each.debt for each in self.others]
        more = pa.array([debt.number for debt in others], pa.string())
        _, codes = coded([debts.numbers.cast(pa.string()), more])
        due = np.append(self.due, [debt.due.toordinal() - EPOCH for debt in others])
        accounts = np.append(debts.accounts, [each.account for each in self.others])
        order: Numbers = np.lexsort((np.concatenate(codes), due, accounts))
        return order


def ask_one_by_one(terms: Terms, events: EventsByAccount, accounts: Mask, as_of: date, result: Owed) -> None:
    """Write what accounts owe as the terms themselves say it of each."""
    result.asked = accounts
    rows_by_number = _rows_by_number(accounts, result) if accounts.any() else {}
    rows_of = result.wanted.rows_of
    for account, rows in events.rows_of(accounts):
        try:
            read_account, names = account_of(events.tables, rows, terms.currency)
            answer = terms.statement(read_account, as_of, **names)
            _check_size(answer.value)
            found = () if rows_of is None else tuple(rows_of(events.accounts[account].as_py(), answer))
        except TelcoTermsError as error:
            result.refused[account] = error
        else:
            _write(answer.value, account, rows_by_number.get(account, {}), result)
            result.rows += [(account, row) for row in found]


def _rows_by_number(accounts: Mask, result: Owed) -> dict[int, dict[str, int]]:
    """Return the rows of the debts of accounts by their numbers, and let none of them owe anything yet."""
    found: dict[int, dict[str, int]] = {}
    if result.debts is not None:
        rows = np.flatnonzero(accounts[result.debts.accounts])
        for figures in (result.principal, result.charges, result.accrued, result.disputed, result.held, result.amounts):
            figures[rows] = 0
        numbers = result.debts.numbers.take(pa.array(rows, pa.int64())).to_pylist()
        for row, account, number in zip(rows.tolist(), result.debts.accounts[rows].tolist(), numbers, strict=True):
            found.setdefault(account, {})[number] = row
    return found


def _check_size(statement: Statement) -> None:
    """Refuse sums that no column holds; none of an account is larger than what it owes and what was ever posted."""
    posted = sum(amount.minor for debt in statement.debts for _, amount in debt.posted)
    if max(posted, statement.credit.minor, statement.settlement.minor + statement.credit.minor) > MAX_SUM:
        raise InputError("a sum has over {digits} digits: ask the terms themselves", digits=DIGITS)


def _write(statement: Statement, account: int, rows: Mapping[str, int], result: Owed) -> None:
    """Write what one account owes; `rows` are those of its debts, by number."""
    posted = sum(amount.minor for debt in statement.debts for _, amount in debt.posted)
    for debt in () if result.debts is None else statement.debts:
        row = None if debt.is_paid_out else rows.get(debt.number)
        if row is None:
            row = len(result.principal) + len(result.others)
            result.others.append(OtherDebt(account, debt))
        else:
            result.principal[row], result.accrued[row] = debt.principal.minor, debt.accrued.minor
            result.charges[row], result.due[row] = debt.charges.minor, debt.due.toordinal() - EPOCH
            result.disputed[row] = debt.disputed.minor
        days = [day.toordinal() - EPOCH for day, _ in debt.posted]
        amounts = [amount.minor for _, amount in debt.posted]
        result.postings.append(
            PostedCharges(np.full(len(days), row), np.array(days, np.int32), np.array(amounts, np.int64))
        )
    result.sums["posted"][account] = posted
    for name in SUMS:
        if name != "posted":
            figure: Money = getattr(statement, name)
            result.sums[name][account] = figure.minor
