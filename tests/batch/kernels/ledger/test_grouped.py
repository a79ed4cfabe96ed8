"""Flat columns in any order become the events of accounts, in the order in which an account has them."""

from itertools import product
from random import Random

import numpy as np
import pytest

from telcoterms import Account, Invoice, Payment
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.ledger.accounts import UNNAMED, Payments, group
from telcoterms.batch.kernels.ledger.singly import FIRST_PLACE
from telcoterms.clauses.late_charge.kinds import RunsFrom
from telcoterms.statement.plain_account import UNNAMED as NO_PLACE
from telcoterms.statement.plain_account import events_of
from tests.batch.kernels.ledger.flat import flat, grouped
from tests.random_accounts import made_account
from tests.terms_builders import RUNS_FROM, cad, compound

SEEDS = range(4)


class TestOrder:
    """Whatever the order of the rows, the events are those that the core takes."""

    @pytest.mark.parametrize(("runs_from", "net_days"), list(product(RUNS_FROM, [0, 15, 400])))
    def test_they_are_the_events_of_the_core(self, runs_from: RunsFrom, net_days: int) -> None:
        random = Random(net_days)
        accounts = [made_account(random, 8, 12).account for _ in range(60)]
        late = compound("0.02", runs_from=runs_from)
        found = grouped(accounts, late, net_days, random).accounts
        assert found.size == len(accounts)
        for place, account in enumerate(accounts):
            last = max(one.day for one in account).replace(year=2190)  # by then everything is late
            invoices, payments = events_of(account, last, net_days, late)
            one = found.part(place, place + 1)
            assert [(one.issued + EPOCH).tolist(), (one.late_on + EPOCH).tolist()] == [
                invoices.issued,
                invoices.late_on,
            ]
            assert (one.anchors + FIRST_PLACE).tolist() == invoices.anchors
            assert one.amounts.tolist() == invoices.amounts
            named = [NO_PLACE if row == UNNAMED else row for row in one.named.tolist()]
            assert list(zip((one.received + EPOCH).tolist(), one.sums.tolist(), named, strict=True)) == payments

    def test_any_order_of_the_rows_gives_the_same(self) -> None:
        random = Random(1)
        accounts = [made_account(random, 8, 12).account for _ in range(60)]
        first, *others = (grouped(accounts, compound("0.02"), 15, Random(seed)).accounts for seed in SEEDS)
        for other in others:
            assert [column.tolist() for column in other] == [column.tolist() for column in first]

    def test_rows_say_where_the_bills_were(self) -> None:
        accounts = [Account([Invoice(number, "2026-01-01", cad(5)) for number in "cab"])]
        bills, payments = flat(accounts, Random(3))
        found = group(1, bills, payments, 15, "invoice-date")
        assert bills.numbers[found.bills].tolist() == [0, 1, 2]

    def test_rows_that_are_in_order_stay_so_and_others_are_put_in_order(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(5)), Invoice("b", "2026-02-01", cad(5))])
        orders = set()
        for seed in SEEDS:
            bills, payments = flat([account], Random(seed))
            orders.add(tuple(bills.numbers.tolist()))
            assert group(1, bills, payments, 15, "invoice-date").bills.tolist() == bills.numbers.tolist()
        assert orders == {(0, 1), (1, 0)}

    def test_nothing_gives_nothing(self) -> None:
        bills, payments = flat([], Random(1))
        found = group(0, bills, payments, 15, "next-invoice-date")
        assert (found.accounts.size, len(found.bills), len(found.accounts.sums)) == (0, 0, 0)

    def test_accounts_without_events_have_no_rows(self) -> None:
        accounts = [Account([]), Account([Payment("2026-01-01", cad(5))]), Account([])]
        found = group(3, *flat(accounts, Random(1)), 15, "due-date").accounts
        assert (found.bills.tolist(), found.payments.tolist()) == ([0] * 4, [0, 0, 1, 1])

    def test_credits_stand_before_the_payments_of_their_day(self) -> None:
        bills, _ = flat([Account([Invoice(one, "2026-01-01", cad(5)) for one in "ab"])], Random(1))
        rows = np.argsort(bills.numbers)
        day = np.full(5, bills.issued[0])
        sums, named = np.array([9, 7, 5, 3, 4]), np.array([UNNAMED, rows[0], rows[1], rows[0], rows[0]])
        credits = np.array([False, False, True, True, True])
        found = group(1, bills, Payments(np.zeros(5, np.int64), day, sums, named, credits), 15, "invoice-date").accounts
        assert list(zip(found.sums.tolist(), found.named.tolist(), strict=True)) == [
            (4, 0),
            (3, 0),
            (5, 1),
            (7, 0),
            (9, UNNAMED),
        ]
