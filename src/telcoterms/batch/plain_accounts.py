"""Accounts of invoices and payments alone, which most are: the compiled core settles them in one go (`core.settle`).

Under terms with one clause for all their debts, each due the same number of days after its invoice, nothing has to be
known of such an account but its rows. No reminder is among them, so what waits for one is not charged. What is not so
plain, or may not fit together, is left to `replayed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import pyarrow as pa

from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, NumberFacts
from telcoterms.batch import core
from telcoterms.batch.account_tables import EventsByAccount
from telcoterms.batch.clauses_of_debts import orders_of, terms_of
from telcoterms.batch.columns import Mask, Numbers
from telcoterms.batch.event_tables import fine
from telcoterms.batch.kernels.days import EPOCH, FIRST
from telcoterms.batch.kernels.late_charge.compiled import FROM_INVOICE, core_start
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.clauses.due_date import days_to_pay
from telcoterms.terms import Terms
from telcoterms.values.days import MAX_MONTHS

LEAST_OF_A_PART: Final = 4096  # accounts
OTHER_FACTS: Final = frozenset({"billing_months", *NUMBER_FACT_NAMES})
"""What an invoice may say on which its clause or its start rests."""


def settle_plain(terms: Terms, events: EventsByAccount, day: int, sums: Mapping[str, Numbers], threads: int) -> Mask:
    """Write the sums of the plain accounts, and return which accounts are not of them."""
    size, agreement = len(events.accounts), terms.agreement
    left = np.ones(size, np.uint8)
    newest = terms_of(agreement.editions[-1], NumberFacts())
    net_days = None if newest is None else days_to_pay(newest.due_date)
    programs = Programs()
    if newest is None or net_days is None or programs.add(newest) is None or OTHER_FACTS & set(events.invoices.facts):
        return left.astype(np.bool_)
    runs_from = [core_start(anchor.runs_from) for anchor in programs.anchors] or [FROM_INVOICE]
    if any(grace is not None for grace in programs.graces):
        return left.astype(np.bool_)
    left[:] = 0
    for kind in (events.credits, events.others):
        left[kind.accounts] = 1
    if events.references is not None:
        left[events.payments.accounts[~fine(events.references)]] = 1
    since = FIRST if len(agreement.editions) == 1 else agreement.editions[-1].edition.toordinal() - EPOCH
    invoices, payments, named = events.invoices, events.payments, events.numbers[1]
    plain = core.PlainAccounts(
        _by_account(invoices.accounts, size, invoices.facts["issued"], invoices.amounts, events.numbers[0]),
        _by_account(payments.accounts, size, payments.facts["received"], payments.amounts, named),
        None if named.null_count == len(named) else named.is_valid().to_numpy(zero_copy_only=False).astype(np.int8),
        net_days,
        max(since, programs.known_from[0] + 32),  # a period may begin before its bill
        MAX_MONTHS,
        day,
        np.array(runs_from, np.int32),
        orders_of(agreement),
    )
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda part: plain.settle(programs, sums, left, part), _parts(size, 2 * threads)):
            pass
    return left.astype(np.bool_)


def _by_account(accounts: Numbers, size: int, days: Numbers, amounts: Numbers, numbers: pa.Array) -> core.RowsByAccount:
    return core.side_by_side(
        accounts, size, np.ascontiguousarray(days, np.int32), np.ascontiguousarray(amounts, np.int64), numbers
    )


def _parts(accounts: int, count: int) -> Iterator[slice]:
    """Yield the accounts in about so many parts."""
    each = max(LEAST_OF_A_PART, -(-accounts // count))
    for first in range(0, accounts, each):
        yield slice(first, min(first + each, accounts))
