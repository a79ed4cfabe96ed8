"""Rows in the order of whole numbers of any size."""

import numpy as np
import pytest

from telcoterms.batch.kernels.numbers import order_of


@pytest.mark.parametrize("below", [1, 7, 1 << 40, 1 << 60, (1 << 62) + 1])
@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_they_are_sorted_and_ties_stay_in_their_order(below: int, count: int) -> None:
    keys = np.random.default_rng(count).integers(0, below, count)
    for one in (keys, np.sort(keys), np.sort(keys)[::-1]):
        assert order_of(one, below).tolist() == sorted(range(count), key=one.tolist().__getitem__)
