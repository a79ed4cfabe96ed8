"""The events of many accounts as columns of whole numbers, and what the accounts owe."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Days = NDArray[np.int32]  # and places of months
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

UNNAMED: Final = -1  # the row of the bill that a payment does not name


class Accounts(NamedTuple):
    """Events of many accounts: the bills of account i are the rows bills[i] to bills[i + 1], its payments likewise.

    Inside an account bills stand by day of issue, then number; payments by day and, of one day, in the order in which
    they are placed. A credit that counts from its day is a payment that names its bill. Days are those of `months`.

    `late` is the day after the due date, `anchors` the place of A_0, `named` the row of the bill that a payment names
    or `UNNAMED`; amounts are minor units, none below zero or over `telcoterms.money.LIMIT`.
    """

    bills: Whole
    issued: Days
    late: Days
    anchors: Days
    amounts: Whole
    payments: Whole
    received: Days
    sums: Whole
    named: Whole

    @property
    def size(self) -> int:
        """How many accounts there are."""
        return len(self.bills) - 1

    def part(self, first: int, last: int) -> Accounts:
        """The accounts from one up to another, whose rows begin with 0 again."""
        low, high = self.bills[first], self.bills[last]
        start, end = self.payments[first], self.payments[last]
        named = self.named[start:end]
        return Accounts(
            self.bills[first : last + 1] - low,
            self.issued[low:high],
            self.late[low:high],
            self.anchors[low:high],
            self.amounts[low:high],
            self.payments[first : last + 1] - start,
            self.received[start:end],
            self.sums[start:end],
            np.where(named == UNNAMED, UNNAMED, named - low),
        )


class Postings(NamedTuple):
    """Charges that were posted: row of the bill, day, minor units; by bill, then as they were posted."""

    bills: Whole
    days: Days
    amounts: Whole


class Settled(NamedTuple):
    """What is owed at the end of a day, by row of the bill; the credit by account; in minor units.

    `balance` is principal and posted charges. A bill that is not known on the day owes nothing. `beyond` are the
    accounts that such columns cannot tell, whose figures are all 0: they are answered one by one.
    """

    principal: Whole
    balance: Whole
    accrued: Whole
    credit: Whole
    beyond: Mask
    postings: Postings | None
