"""Tests that see every change that has an effect."""

import pytest

from tests.mutants.planted.deposits import Deposit, halvings


@pytest.mark.parametrize(("held", "capped"), [(0, 0), (199, 199), (200, 200), (201, 200), (500, 200)])
def test_a_deposit_is_capped(held: int, capped: int) -> None:
    assert Deposit(held).capped() == capped


@pytest.mark.parametrize(("amount", "times"), [(0, 0), (1, 1), (2, 2), (5, 3)])
def test_halvings_are_counted(amount: int, times: int) -> None:
    assert halvings(amount) == times
