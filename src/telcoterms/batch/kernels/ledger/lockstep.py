"""The replay of many accounts at once, event by event: what `telcoterms.statement.plain_account` does for one of them.

In each step every account of a group takes its next payment. The thoughts are those of the core: a debt is moved
forward only when a day reaches the one on which it wakes, and while a credit waits nothing is owed. Bills are no steps
of their own: a payment finds those that are known on its day, and only a credit that waits looks at each.
"""

from __future__ import annotations

from typing import Any, Final, final

import numpy as np

from telcoterms.batch.kernels.days import SPANS, STEP
from telcoterms.batch.kernels.ledger.accounts import (
    BEFORE,
    LENGTHS,
    UNNAMED,
    Accounts,
    Days,
    LedgerResult,
    Postings,
    Rows,
    Tables,
    Whole,
    in_groups,
    joined,
    tables_of,
)
from telcoterms.batch.kernels.ledger.singly import settle_one
from telcoterms.batch.kernels.numbers import Numbers, divide
from telcoterms.statement.plain_account import LedgerClause

NEVER: Final = np.int32(1 << 30)  # a day after all days
MIN_ACCOUNTS_FOR_ARRAYS: Final = 100  # accounts: a step for fewer takes longer than they do one after the other


def settle(clause: LedgerClause, accounts: Accounts, as_of: Days, postings: bool = False) -> LedgerResult:
    """Return what each account owes at the end of its day; with what was posted, if that is asked for."""
    return in_groups(_group, clause, accounts, as_of, postings)


def _group(clause: LedgerClause, accounts: Accounts, as_of: Days, dtype: np.dtype[Any], postings: bool) -> LedgerResult:
    """Return what each account of a group owes: together, but for the few that are longer than all others."""
    events = np.diff(accounts.bills) + np.diff(accounts.payments)
    usual = -1
    if len(events) > MIN_ACCOUNTS_FOR_ARRAYS:
        usual = int(np.partition(events, -MIN_ACCOUNTS_FOR_ARRAYS)[-MIN_ACCOUNTS_FOR_ARRAYS])
    alone = np.flatnonzero(events > usual)
    together = as_of.copy()
    together[alone] = BEFORE
    lockstep = Lockstep(tables_of(clause, dtype), accounts, together, postings)
    lockstep.run()
    settled = lockstep.settled()
    posted = [settle_one(clause, accounts, account, int(as_of[account]), settled) for account in alone.tolist()]
    return settled._replace(postings=joined([*lockstep.posted, *posted]) if postings else None)


def _until(offsets: Whole, days: Days, last: Days) -> Whole:
    """Return how many events of each account lie on its last day or before."""
    past: Whole = np.append(0, np.cumsum(days <= np.repeat(last, np.diff(offsets))))
    return past[offsets[1:]] - past[offsets[:-1]]


@final
class Lockstep:
    """A group of accounts while it is replayed."""

    def __init__(self, tables: Tables, accounts: Accounts, as_of: Days, postings: bool) -> None:
        self.tables, self.accounts, self.as_of, self.postings = tables, accounts, as_of, postings
        self.posted: list[Postings] = []
        self.balance: Numbers = accounts.amounts.astype(tables.rates.dtype)
        self.principal = self.balance.copy()
        self.borne = np.zeros_like(self.balance)  # in the month that runs: what was paid x the numerator of its day
        self.starts = np.full(len(self.balance), NEVER)  # the day on which it began; never, until the debt is late
        self.places = accounts.anchors.copy()  # of the same day; before that, of A_0
        # The day on which something happens to a debt by itself; never, once it is paid.
        self.wakes = np.append(accounts.late_on, np.int32(0))
        owners = np.repeat(np.arange(accounts.size) << 32, np.diff(accounts.bills))
        self.days = np.append(owners + accounts.issued, 1 << 62)  # of issue; those of a later account are later
        self.credit = np.zeros(accounts.size, self.balance.dtype)
        self.first = accounts.bills[:-1].copy()  # no debt before it is open
        self.known = self.first.copy()  # the first bill that is not known

    def run(self) -> None:
        """Take every payment, then move to the last day."""
        accounts = self.accounts
        counts = _until(accounts.payments, accounts.received, self.as_of)
        fewest_last = (-counts).astype(np.min_scalar_type(-counts.max(initial=0)))  # of few bits sorts by their digits
        order = np.argsort(fewest_last, kind="stable")
        counts, start = counts[order], accounts.payments[order]
        left = accounts.sums.astype(self.balance.dtype)
        names = bool((accounts.named != UNNAMED).any())
        for step in range(counts.max(initial=0)):
            active = int(np.searchsorted(-counts, -step))
            who, rows = order[:active], start[:active] + step
            self._pay(who, accounts.received[rows], left[rows], accounts.named[rows] if names else None)
        waiting = np.flatnonzero(self.credit)
        day = self.as_of[waiting]
        self._wait(waiting, self._known(waiting, day), day)

    def _known(self, who: Rows, day: Days) -> Rows:
        """Return the row after the last bill of each account that is known on a day."""
        known, until = self.known[who], (who << 32) + day
        more = np.flatnonzero(self.days[known] <= until)
        while more.size:
            known[more] += 1
            more = more[self.days[known[more]] <= until[more]]
        return known

    def _pay(self, who: Rows, day: Days, left: Numbers, named: Whole | None) -> None:
        """Let a payment of each account meet the bill that it names, then its open debts."""
        credit, known = self.credit[who], self._known(who, day)
        waiting = np.flatnonzero(credit)
        if waiting.size:
            self._wait(who[waiting], known[waiting], day[waiting])
            credit = self.credit[who]
        self.known[who] = known
        if named is not None:
            naming = np.flatnonzero(named != UNNAMED)
            rows = named[naming]
            naming = naming[(self.accounts.issued[rows] <= day[naming]) & (self.wakes[rows] < NEVER)]
            rows = named[naming]
            left[naming] = self._meet(rows, rows, 1, day[naming], left[naming])
        self._receive(who, day, left + credit)

    def _receive(self, who: Rows, day: Days, left: Numbers) -> None:
        """Let a sum meet the open debts of each account in turn; what is left of it is the credit."""
        first, known = self._open(who)
        owing = np.flatnonzero(first < known)
        first, last = first[owing], known[owing] - 1
        if self.tables.newest_first:
            left[owing] = self._meet(last, first, -1, day[owing], left[owing])
        else:
            left[owing] = self._meet(first, last, 1, day[owing], left[owing])
        self.credit[who] = left

    def _open(self, who: Rows) -> tuple[Rows, Rows]:
        """Return the first open debt of each account, if it has one, and the first bill that is not known."""
        first, known = self.first[who], self.known[who]
        closed = np.flatnonzero((self.wakes[first] == NEVER) & (first < known))
        while closed.size:
            first[closed] += 1
            closed = closed[(self.wakes[first[closed]] == NEVER) & (first[closed] < known[closed])]
        self.first[who] = first
        return first, known

    def _meet(self, rows: Rows, last: Rows, turn: int, day: Days, left: Numbers) -> Numbers:
        """Allocate each sum to debts from one row to another in turn, and return what is left of it."""
        rest = left.copy()
        who = np.arange(len(rows))
        while who.size:
            woken = np.flatnonzero(self.wakes[rows] <= day)
            if woken.size:
                self._advance(rows[woken], day[woken])
            owed, days = self.balance[rows], day - self.starts[rows]
            bearing = np.flatnonzero((days > 0) & (left >= owed))
            charges = np.zeros_like(owed)
            charges[bearing] = self._accrued(rows[bearing], days[bearing], owed[bearing])
            paid = owed + charges
            closing = left >= paid
            closed, open_ = np.flatnonzero(closing), np.flatnonzero(~closing)
            self._close(rows[closed], day[closed], charges[closed])
            paid[open_] = np.minimum(left[open_], owed[open_])
            self._part(rows[open_], days[open_], owed[open_], paid[open_])
            left = left - paid
            rest[who] = left
            on = np.flatnonzero((left > 0) & (rows != last))
            who, rows, last, day, left = who[on], rows[on] + turn, last[on], day[on], left[on]
        return rest

    def _close(self, rows: Rows, day: Days, charges: Numbers) -> None:
        """Post what has accrued on debts that are paid in full."""
        self._post(rows, day, charges)
        self.balance[rows] = self.principal[rows] = 0
        self.wakes[rows] = self.starts[rows] = NEVER

    def _part(self, rows: Rows, days: Days, owed: Numbers, paid: Numbers) -> None:
        """Take from debts what is paid of them; what was paid has borne until today."""
        late = np.flatnonzero(days > 0)
        self.borne[rows[late]] += paid[late] * self._rates(rows[late], days[late])[0]
        before, left = self.principal[rows], owed - paid
        self.balance[rows] = left
        after = np.minimum(before, left) if self.tables.charges_first else np.maximum(before - paid, 0)
        self.principal[rows] = after

    def _rates(self, rows: Rows, days: Days) -> tuple[Numbers, Numbers]:
        """Return the numerators of r x f(d) of the months that run, and their denominators."""
        lengths = self.wakes[rows] - self.starts[rows]
        return self.tables.rates[LENGTHS * lengths + days], self.tables.bottoms[lengths]

    def _accrued(self, rows: Rows, days: Days, owed: Numbers) -> Numbers:
        """Return what has accrued on late debts since their month began, rounded."""
        rate, bottom = self._rates(rows, days)
        rate *= owed
        rate += self.borne[rows]
        return divide(rate, bottom, self.tables.rounding, out=rate)

    def _post(self, rows: Rows, days: Days, charges: Numbers) -> None:
        if self.postings:
            some = np.flatnonzero(charges)
            self.posted.append(Postings(rows[some], days[some], charges[some].astype(np.int64)))

    def _advance(self, rows: Rows, day: Days) -> None:
        """Let debts turn late, and post their months that have ended."""
        tables, places, owed = self.tables, self.places[rows], self.balance[rows]
        span = SPANS[places]
        start = span >> 5
        end = start + (span & 31)
        ended = np.flatnonzero(end <= day)
        first = True
        while ended.size:
            charge = owed[ended]
            charge *= tables.top
            divide(charge, tables.bottom, tables.rounding, out=charge)
            if first:
                first = False
                borne = np.flatnonzero(self.borne[rows[ended]])
                if borne.size:
                    there = ended[borne]
                    lengths = end[there] - start[there]
                    charge[borne] = self._accrued(rows[there], lengths, owed[there])
                    self.borne[rows[there]] = 0
            at = rows[ended]
            self._post(at, np.maximum(end[ended], self.accounts.late_on[at]), charge)
            owed[ended] += charge
            places[ended] += STEP
            span = SPANS[places[ended]]
            begun = span >> 5
            ends = begun + (span & 31)
            start[ended], end[ended] = begun, ends
            ended = ended[ends <= day[ended]]
        self.balance[rows] = owed
        self.places[rows] = places
        self.starts[rows] = start
        self.wakes[rows] = end

    def _wait(self, who: Rows, known: Rows, day: Days) -> None:
        """Let the credits of accounts meet the months that end and the bills that come up to a day."""
        coming = np.flatnonzero(self.known[who] < known)
        while coming.size:
            here, past = who[coming], known[coming]
            row = self.known[here]
            today = self.accounts.issued[row]
            self._use(here, today - 1)
            same = np.arange(len(row))
            while same.size:
                row[same] += 1
                same = same[row[same] < past[same]]
                same = same[self.accounts.issued[row[same]] == today[same]]
            self.known[here] = row
            self._receive(here, today, self.credit[here])
            coming = coming[(self.credit[here] > 0) & (row < past)]
        self._use(who, day)

    def _use(self, who: Rows, until: Days) -> None:
        """Let credits take the first month that ends up to a day, which is all of them."""
        first, known = self._open(who)
        owing = np.flatnonzero((first < known) & (self.credit[who] > 0))
        if not owing.size:
            return
        who, rows, known, until = who[owing], first[owing], known[owing], until[owing]
        wakes = self.wakes[rows]
        more = np.arange(len(rows))
        while more.size:
            wakes[more] = np.minimum(wakes[more], self.wakes[rows[more]])
            rows[more] += 1
            more = more[rows[more] < known[more]]
        waking = np.flatnonzero(wakes <= until)
        self._receive(who[waking], wakes[waking], self.credit[who[waking]])

    def settled(self) -> LedgerResult:
        """Move all debts to the last day, and return what is owed then."""
        day = np.repeat(self.as_of, np.diff(self.accounts.bills))
        woken = np.flatnonzero(self.wakes[:-1] <= day)
        self._advance(woken, day[woken])
        accrued = np.zeros_like(self.balance)
        late = np.flatnonzero(day > self.starts)
        accrued[late] = self._accrued(late, (day - self.starts)[late], self.balance[late])
        unknown = np.flatnonzero(self.accounts.issued > day)
        self.principal[unknown] = self.balance[unknown] = 0
        principal, balance, rest, credit = (
            column.astype(np.int64) for column in (self.principal, self.balance, accrued, self.credit)
        )
        return LedgerResult(principal, balance, rest, credit, np.zeros(self.accounts.size, np.bool_), None)
