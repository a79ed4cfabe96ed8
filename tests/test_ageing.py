"""What is owed by how long it is past due: the bands, their sum, and what the data of a statement says of them."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Account, Ageing, Credit, Dispute, Invoice, Payment, from_dict, load
from telcoterms.answers.receipt import marked
from telcoterms.formats.text import phrase_text
from telcoterms.statement.ageing import AgedSum, ageing_of
from tests.random_accounts import Made, made_history
from tests.strategies import HOSTING
from tests.terms_builders import cad, made, net

NO_CREDIT = cad(0)


def owed(ageing: Ageing) -> list[int]:
    """What each band owes, in minor units."""
    return [band.owed.minor for band in ageing.bands]


def disputed(ageing: Ageing) -> list[int]:
    return [band.disputed.minor for band in ageing.bands]


class TestBands:
    """A debt stands in one band, by the days from its due date to the day of the statement."""

    @pytest.mark.parametrize(
        ("days", "band"),
        [(-40, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4)],
    )
    def test_the_first_and_the_last_day_of_each(self, days: int, band: int) -> None:
        found = ageing_of([AgedSum(days, 100, 25)], NO_CREDIT)
        assert owed(found) == [100 if index == band else 0 for index in range(5)]
        assert disputed(found) == [25 if index == band else 0 for index in range(5)]

    def test_their_names(self) -> None:
        names = [phrase_text(band.name) for band in ageing_of([], NO_CREDIT).bands]
        assert names == ["not past due", "1 to 30 days", "31 to 60 days", "61 to 90 days", "over 90 days"]

    def test_a_credit_lowers_the_balance_and_no_band(self) -> None:
        # 20.00 not yet due, 56.44 + 1.13 = 57.57 of 31 days; 20.00 + 57.57 - 5.00 = 72.57
        found = ageing_of([AgedSum(-5, 2000, 0), AgedSum(31, 5757, 0)], cad(500))
        assert owed(found) == [2000, 0, 5757, 0, 0]
        assert (found.balance, found.past_due) == (cad(7257), cad(5757))

    @given(st.integers(1, 10**6), st.integers(-200, 2000))
    def test_every_day_has_one_band(self, minor: int, days: int) -> None:
        (band,) = (band for band in ageing_of([AgedSum(days, minor, 0)], NO_CREDIT).bands if band.owed.minor)
        assert band.owed == cad(minor)
        assert band.first is None or band.first <= days
        assert band.last is None or days <= band.last


class TestStatement:
    """The bands of a statement, less its credit, are its balance, to the cent."""

    def test_three_bills(self) -> None:
        # due 16 January, 16 February and 16 March: 84, 53 and 25 days before 10 April; all of them net 15
        bills = [Invoice(f"2026-0{month}", f"2026-0{month}-01", cad(5644)) for month in (1, 2, 3)]
        found = load("kos").statement(Account([*bills, Payment("2026-03-05", cad(8000))]), "2026-04-10").value
        # 80.00 met 57.57 + 1.15 of January's debt and 21.28 of February's
        assert [(debt.due, debt.principal.minor + debt.charges.minor) for debt in found.debts] == [
            (date(2026, 1, 16), 0),
            (date(2026, 2, 16), 3722),
            (date(2026, 3, 16), 5757),
        ]
        assert owed(found.ageing) == [0, 5757, 3722, 0, 0]
        assert found.ageing.balance == found.balance == cad(9479)

    def test_disputed_parts_stand_in_the_band_of_their_debt(self) -> None:
        # due 16 January, 44 days before 1 March; 15.00 of it is in dispute
        account = Account([Invoice("a", "2026-01-01", cad(5000)), Dispute("a", "2026-01-20", cad(1500))])
        found = load("kos").statement(account, "2026-03-01").value
        assert disputed(found.ageing) == [0, 0, 1500, 0, 0]
        assert sum(disputed(found.ageing)) == found.disputed.minor

    def test_a_debt_is_payable_and_not_past_due_on_its_due_date(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(5000))])
        assert owed(load("kos").statement(account, "2026-01-16").value.ageing) == [5000, 0, 0, 0, 0]
        assert owed(load("kos").statement(account, "2026-01-17").value.ageing) == [0, 5000, 0, 0, 0]

    def test_a_credit_balance(self) -> None:
        found = load("kos").statement(Account([Payment("2026-01-10", cad(3000))]), "2026-02-01").value.ageing
        assert owed(found) == [0] * 5
        assert (found.credit, found.balance, found.past_due) == (cad(3000), cad(-3000), cad(0))

    @given(st.randoms(use_true_random=False).map(made_history), st.integers(0, 400))
    def test_the_bands_less_the_credit_are_the_balance(self, one: Made, later: int) -> None:
        terms = made(due_date=net(one.net_days))
        found = terms.statement(one.account, one.as_of + timedelta(days=later)).value
        assert found.ageing.balance == found.balance
        assert sum(disputed(found.ageing)) == found.disputed.minor
        assert all(0 <= band.disputed.minor <= band.owed.minor for band in found.ageing.bands)
        late = [debt for debt in found.debts if debt.due < found.as_of]
        assert found.ageing.past_due.minor == sum(debt.principal.minor + debt.charges.minor for debt in late)


class TestData:
    """The data of a statement has the bands beside the figure, so that earlier records still come out."""

    ACCOUNT = Account(
        [
            Invoice("a", "2026-01-01", cad(5000)),
            Credit("2026-01-05", cad(100), "a"),
            Dispute("a", "2026-01-20", cad(1500)),
        ]
    )

    def test_what_it_says(self) -> None:
        data = json.loads(json.dumps(HOSTING.statement(self.ACCOUNT, "2026-01-31").as_dict()))
        bands = [list(band.values()) for band in data["ageing"].pop("bands")]
        # 50.00 less 1.00, 15 days past due; 15.00 of it in dispute
        assert bands == [
            [None, 0, "0.00", "0.00"],
            [1, 30, "49.00", "15.00"],
            [31, 60, "0.00", "0.00"],
            [61, 90, "0.00", "0.00"],
            [91, None, "0.00", "0.00"],
        ]
        assert data["ageing"] == {"credit": "0.00", "past_due": "49.00", "balance": "49.00"}
        assert "ageing" not in data["figure"]

    def test_a_record_without_it_still_comes_out(self) -> None:
        answer = HOSTING.statement(self.ACCOUNT, "2026-01-31")
        record = answer.as_dict()
        del record["ageing"], record["sha256"]
        assert from_dict(marked(record)) == answer
