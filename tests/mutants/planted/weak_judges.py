"""Tests that reach every line and see little."""

from tests.mutants.planted.deposits import Deposit, halvings


def test_a_deposit_has_a_cap() -> None:
    assert Deposit(500).capped() >= Deposit(100).capped()


def test_halvings_are_a_number() -> None:
    assert halvings(5) >= 0
