"""What the cancellations in tables come to: each costs a charge, a debt of its day, and brings a refund, a credit.

Each is read and reckoned as that of a single account is, by the clauses of its day; the account is then replayed in
columns with all others. Accounts of which the terms refuse one are marked in `left`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from telcoterms.account.events import Cancellation
from telcoterms.batch.account_of_rows import other_event
from telcoterms.batch.account_tables import EventsByAccount
from telcoterms.batch.columns import Numbers
from telcoterms.batch.event_tables import CANCELLATION, OTHERS
from telcoterms.batch.owed import Debts
from telcoterms.statement.questions import totals_of
from telcoterms.terms import Terms
from telcoterms.values.errors import TelcoTermsError


class Cancellations(NamedTuple):
    """The rows of cancellations among the other events, and in minor units what each costs and brings back.

    `amounts` are the sums of all amounts that stand in each.
    """

    rows: Numbers
    charges: Numbers
    refunds: Numbers
    amounts: Numbers


def cancellations_of(terms: Terms, events: EventsByAccount, left: Numbers) -> Cancellations:
    """Return what the cancellations come to, and leave the accounts of those that the terms refuse.

    The tables are without accounts, as those of a part are.
    """
    rows = np.flatnonzero(events.others.facts["event"] == CANCELLATION)
    sums = np.zeros((3, len(rows)), np.int64)
    owners, table, ended = events.others.accounts[rows], events.table(OTHERS), set[tuple[int, str | None]]()
    for place, (row, account) in enumerate(zip(rows.tolist(), owners.tolist(), strict=True)):
        assert table is not None  # it has rows
        try:
            cancellation = other_event(table.row(row), table, terms.currency)
            assert isinstance(cancellation, Cancellation)
            totals = totals_of(terms.agreement.in_force(cancellation.on), cancellation)
        except TelcoTermsError:
            left[account] = 1
        else:
            amount = sum(money.minor for money in cancellation.amounts)
            sums[:, place] = totals.charge.minor, totals.refund.minor, amount
            if (account, cancellation.service) in ended:  # it would end twice
                left[account] = 1
            ended.add((account, cancellation.service))
    return Cancellations(rows, *sums)


def with_charges(debts: Debts, cancellations: Cancellations) -> Debts:
    """Return debts with what the cancellations among them cost."""
    amounts = debts.amounts.copy()
    amounts[debts.invoices + np.searchsorted(debts.fees, cancellations.rows)] = cancellations.charges
    return debts._replace(amounts=amounts)
