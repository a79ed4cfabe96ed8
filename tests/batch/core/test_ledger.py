"""Accounts in columns, asked of the core itself: what is listed, how much one account may post, how room grows.

The debts have numbers of their own here: the row is the number, and their events come first in the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np
import pytest

from telcoterms.batch import core
from telcoterms.batch.kernels import core as installed
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.ledger.programs import NODE, WHOLE_MONTH, Programs
from telcoterms.statement.ledger import MAX_POSTINGS, round_by_largest_remainder
from telcoterms.values.days import add_months
from tests.batch.core.in_columns import day_of, programs_of
from tests.batch.core.test_edges import own_terms

SIMPLE: Final = {"kind": "rate", "per": "month", "compounding": "none", "runs_from": "due-date"}
TWO_PERCENT: Final = own_terms({**SIMPLE, "rate": Decimal("0.02")})
NEXT_TO_NOTHING: Final = own_terms({**SIMPLE, "rate": Decimal("0.00002")})
FREE: Final = own_terms({"kind": "none"})
FEE: Final = own_terms({"kind": "flat", "sum": "5.00", "of": "account"})
FEE_AND_RATE: Final = own_terms(
    {"kind": "sum-of", "of": [{"kind": "flat", "sum": "5.00"}, {**SIMPLE, "rate": Decimal("0.02")}]}
)
OLDEST, NEWEST, LARGEST = range(3)
FIRST: Final = date(1900, 1, 1)
SUMS: Final = ("principal", "charges", "accrued", "posted", "disputed", "held")


class Debt(NamedTuple):
    due: date
    amount: int
    program: int = 0


class Event(NamedTuple):
    day: date
    kind: int
    amount: int = 0
    named: int = core.NO_ROW  # the row of a debt, or of a decision that of its report


class Found(NamedTuple):
    sums: dict[str, list[int]]
    credit: list[int]
    doubt: list[int]
    postings: list[list[int]]
    allocations: list[list[int]]


def replayed(
    accounts: Sequence[tuple[list[Debt], list[Event]]],
    programs: Programs,
    as_of: date,
    orders: Sequence[tuple[int, int]] = ((-100_000, OLDEST),),
    tables: Any = None,
    listed: tuple[bool, bool] = (True, True),
) -> Found:
    """Replay accounts whose debts are issued on their due dates; rows that are named are those of the account."""
    debts = [debt for own, _ in accounts for debt in own]
    starts = np.cumsum([0, *(len(own) for own, _ in accounts)])
    event_starts = np.cumsum([0, *(len(own) + len(events) for own, events in accounts)])
    rows: list[tuple[int, int, int, int]] = []
    for (own, events), first, begin in zip(accounts, starts.tolist(), event_starts.tolist(), strict=False):
        new = [(day_of(debt.due), core.NEW_DEBT, 0, first + place, 0) for place, debt in enumerate(own)]
        others = [(day_of(each.day), each.kind, each.amount, each.named, 1 + at) for at, each in enumerate(events)]
        ordered = sorted([*new, *others], key=lambda row: (row[0], row[1], row[4]))
        places = {row[4]: begin + place for place, row in enumerate(ordered)}
        for day, kind, amount, named, at in ordered:
            of = named if not at or named == core.NO_ROW else first + named
            rows.append((day, kind, amount, places[1 + named] if kind == core.DECIDED else of))
    due = np.array([day_of(debt.due) for debt in debts], np.int32)
    anchors = np.array([((d.due.year - 1900) * 12 + d.due.month - 1) * 32 + d.due.day for d in debts], np.int32)
    width = max(len(programs.anchors), 1)
    columns = (
        starts,
        due,
        due.copy(),
        np.array([debt.program for debt in debts], np.int32),
        np.array([debt.amount for debt in debts], np.int64),
        np.repeat(due, max(len(programs.graces), 1)),
        np.repeat(anchors, width),
        np.ones(len(debts), np.int32),
        event_starts,
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int8),
        np.array([row[2] for row in rows], np.int64),
        np.array([row[3] for row in rows], np.int64),
        np.zeros(0, np.int32),
        np.array(orders, np.int32).ravel(),
        np.full(len(accounts), day_of(as_of), np.int32),
    )
    out = [np.full(len(debts), 77) for _ in SUMS]
    credit, doubt = np.full(len(accounts), 77), np.full(len(accounts), 77, np.uint8)
    tables = programs.tables() if tables is None else tables
    lists = installed.core().replay(tables, columns, (*out, credit, doubt), 0, len(accounts), *listed)
    postings, allocations = (
        np.frombuffer(rows_, np.int64).reshape(-1, many).tolist() for rows_, many in zip(lists, (3, 7), strict=True)
    )
    sums = {name: column.tolist() for name, column in zip(SUMS, out, strict=True)}
    return Found(sums, credit.tolist(), doubt.tolist(), postings, allocations)


def months_after(months: int) -> date:
    return add_months(FIRST, months)


class TestHowMuchAnAccountPosts:
    """The library refuses an account that posts over `MAX_POSTINGS` charges; the core leaves it to the library."""

    MONTHS: Final = MAX_POSTINGS // 100

    @pytest.mark.parametrize("posted_per", ["invoice", "account"])
    @pytest.mark.parametrize("is_one_more", [False, True])
    def test_charges_of_two_cents(self, posted_per: Any, is_one_more: bool) -> None:
        debts = [Debt(FIRST, 1_00)] * 100 + [Debt(months_after(self.MONTHS - 1), 1_00)] * is_one_more
        programs = programs_of(TWO_PERCENT.under(statement={"posted_per": posted_per}))
        found = replayed([(debts, [])], programs, months_after(self.MONTHS), listed=(False, False))
        assert found.doubt == [is_one_more]
        if is_one_more:
            assert found.sums == {name: [0] * 101 for name in SUMS}
        else:
            assert found.sums["charges"] == [2 * self.MONTHS] * 100

    @pytest.mark.parametrize("is_one_more", [False, True])
    def test_shares_of_nothing_count_where_they_are_rounded_together(self, is_one_more: bool) -> None:
        debts = [Debt(FIRST, 1)] * 100 + [Debt(months_after(self.MONTHS - 1), 1)] * is_one_more
        programs = programs_of(NEXT_TO_NOTHING.under(statement={"posted_per": "account"}))
        found = replayed([(debts, [])], programs, months_after(self.MONTHS), listed=(False, False))
        assert (found.doubt, sum(found.sums["charges"])) == ([is_one_more], 0)

    def test_an_account_after_one_that_is_left(self) -> None:
        """What was listed of one that is left is taken back."""
        too_many = [Debt(FIRST, 1_00)] * 100 + [Debt(months_after(self.MONTHS - 1), 1_00)]
        last = months_after(self.MONTHS)
        due = months_after(self.MONTHS - 1)
        found = replayed([(too_many, []), ([Debt(due, 1_00)], [])], programs_of(TWO_PERCENT), last)
        assert (found.doubt, found.postings) == ([1, 0], [[101, day_of(last), 2]])


class TestLists:
    def test_postings_beyond_the_first_room(self) -> None:
        """Room for 4,096 rows, for twice as many, and for twice as many again."""
        found = replayed([([Debt(FIRST, 1_00)] * 5, [])], programs_of(TWO_PERCENT), months_after(2_000))
        days = [day_of(months_after(month)) for month in range(1, 2_001)]
        assert found.postings == [[row, day, 2] for row in range(5) for day in days]
        assert found.sums["posted"] == [4_000] * 5

    @pytest.mark.parametrize("is_listed", [False, True])
    def test_a_credit_of_many_payments(self, is_listed: bool) -> None:
        payments = [Event(FIRST, core.PAYMENT, 1 + place) for place in range(100)]
        debts = [Debt(months_after(1), 5_040)]
        found = replayed([(debts, payments)], programs_of(FREE), months_after(1), listed=(False, is_listed))
        assert (found.credit, found.sums["principal"]) == ([10], [0])
        of_payments = [[0, day_of(months_after(1)), 0, 1 + place, -1, place, 0] for place in range(99)]
        last = [0, day_of(months_after(1)), 0, 90, -1, 99, 0]
        assert found.allocations == [*of_payments, last] * is_listed


class TestOrders:
    def test_each_order_from_its_day_on(self) -> None:
        """Of three debts, the second one is the largest."""
        debts = [Debt(FIRST, cents) for cents in (3_00, 5_00, 4_00)]
        first = day_of(FIRST)
        days = [first + passed for passed in (9, 10, 19, 20, 30)]
        events = [Event(date.fromordinal(day + EPOCH), core.PAYMENT, 1) for day in days]
        orders = [(-100_000, OLDEST), (first + 10, NEWEST), (first + 20, LARGEST)]
        found = replayed([(debts, events)], programs_of(FREE), months_after(2), orders)
        rows = [0, 2, 2, 1, 1]
        assert found.allocations == [
            [row, day, 0, 1, 3 + at, 3 + at, 0] for at, (row, day) in enumerate(zip(rows, days, strict=True))
        ]


class TestSharesOfLargeParts:
    def test_the_most_parts_that_two_debts_have_in_common(self) -> None:
        """2^62 - 1 parts, of which 2^31 - 1 and 2^31 + 1 are the factors: exactly half of the largest whole number."""
        terms = TWO_PERCENT.under(statement={"posted_per": "account"})
        programs = programs_of(terms, terms)
        nodes, *others = programs.tables()
        parts = (2**31 - 1, 2**31 + 1)
        nodes = nodes.reshape(-1, len(NODE)).copy()
        nodes[:, NODE.index("denominator")] = parts
        nodes[:, NODE.index("share")] = WHOLE_MONTH
        others[2] = np.array([715_827_880, 1_431_655_770])
        debts = [Debt(FIRST, 1_01), Debt(FIRST, 2_03, 1)]
        found = replayed([(debts, [])], programs, date(1900, 1, 20), tables=(nodes.ravel(), *others))
        exact = [Fraction(101 * 715_827_880, parts[0]), Fraction(203 * 1_431_655_770, parts[1])]
        assert found.doubt == [0]
        assert found.sums["accrued"] == round_by_largest_remainder(exact, "half-up")


class TestRoom:
    """Room is kept from account to account, and grows to that of the longest one."""

    LENGTHS: Final = (1, 40, 110, 17, 60, 3, 111, 250, 17)

    def test_for_debts(self) -> None:
        accounts = [([Debt(FIRST, 1_00)] * length, list[Event]()) for length in self.LENGTHS]
        found = replayed(accounts, programs_of(TWO_PERCENT), months_after(3))
        assert found.sums["charges"] == [6] * sum(self.LENGTHS)
        assert found.sums["principal"] == [1_00] * sum(self.LENGTHS)
        assert len(found.postings) == 3 * sum(self.LENGTHS)

    def test_for_parts_in_dispute(self) -> None:
        """Each part has a month of its own, of which nothing is owed: 2 % of 40 cents are held."""
        accounts = [
            ([Debt(FIRST, 50 * length)], [Event(FIRST, core.REPORTED, 50, 0)] * length) for length in self.LENGTHS
        ]
        found = replayed(accounts, programs_of(TWO_PERCENT), months_after(1))
        assert found.sums["disputed"] == [50 * length for length in self.LENGTHS]
        assert found.sums["held"] == [*self.LENGTHS]

    def test_for_money_that_waits(self) -> None:
        """A cent of each payment waits for the next bill."""
        after = months_after(1)
        accounts = [([Debt(after, length)], [Event(FIRST, core.PAYMENT, 1)] * length) for length in self.LENGTHS]
        found = replayed(accounts, programs_of(FREE), after)
        assert (found.sums["principal"], found.credit) == ([0] * len(self.LENGTHS), [0] * len(self.LENGTHS))
        begins = np.cumsum([0, *(1 + length for length in self.LENGTHS)]).tolist()
        assert found.allocations == [
            [row, day_of(after), 0, 1, -1, begins[row] + place, 0]
            for row, length in enumerate(self.LENGTHS)
            for place in range(length)
        ]

    def test_for_each_of_them_in_turn(self) -> None:
        """An account comes out as it does alone, whichever was longer in what before it."""
        long = [1, 70, 2, 71, 1, 150]
        shapes = [(many, 1, 1) for many in long] + [(1, many, 1) for many in long] + [(1, 1, many) for many in long]
        accounts = [
            (
                [Debt(FIRST, 90)] * debts,
                [
                    *([Event(FIRST, core.REPORTED, 1, 0)] * parts),
                    *([Event(months_after(2), core.PAYMENT, 1_00)] * payments),
                ],
            )
            for debts, parts, payments in [*shapes, *reversed(shapes)]
        ]
        programs = programs_of(TWO_PERCENT)
        found = replayed(accounts, programs, months_after(3))
        alone = [replayed([each], programs, months_after(3)) for each in accounts]
        assert found.sums == {name: [one for each in alone for one in each.sums[name]] for name in SUMS}
        assert found.credit == [each.credit[0] for each in alone]
        assert [row[1:4] for row in found.allocations] == [row[1:4] for each in alone for row in each.allocations]

    @pytest.mark.parametrize("step", [1, -1])
    def test_for_decisions_in_any_order(self, step: int) -> None:
        """Each second report of forty is rejected, the first ones first or last."""
        reports = [Event(FIRST, core.REPORTED, 50, place) for place in range(40)]
        decisions = [Event(months_after(1), core.DECIDED, named=place) for place in range(0, 40, 2)]
        debts = [Debt(FIRST, 90)] * 40
        found = replayed([(debts, [*reports, *decisions[::step]])], programs_of(FREE), months_after(2))
        assert found.sums["disputed"] == [0, 50] * 20
        assert found.sums["principal"] == [90] * 40

    @pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0), (1, 1)])
    def test_for_clauses_of_any_size(self, order: tuple[int, int]) -> None:
        """The second clause has three nodes."""
        debts = [Debt(FIRST, 1_00, program) for program in order]
        found = replayed([([debt], []) for debt in debts], programs_of(TWO_PERCENT, FEE_AND_RATE), months_after(1))
        assert found.sums["charges"] == [2 + 5_00 * program for program in order]
        both = replayed([(debts, [])], programs_of(TWO_PERCENT, FEE_AND_RATE), months_after(1))
        assert both.sums["charges"] == [2 + 5_00 * program for program in order]

    @pytest.mark.parametrize("count", [1, 512, 513])
    def test_for_sums_that_are_charged_once_an_account_and_day(self, count: int) -> None:
        """The library has room for all of them."""
        debts = [Debt(date.fromordinal(FIRST.toordinal() + place), 1_00) for place in range(count)]
        found = replayed([(debts, [])], programs_of(FEE), months_after(60))
        is_left = count > 512
        assert (found.doubt, found.sums["charges"]) == ([is_left], [0 if is_left else 5_00] * count)
