"""Shares of columns of sums, each rounded once: the sum x top / bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.division import Numbers, divide, dtype_for
from telcoterms.money import Rounding


def whole_numbers(numbers: Sequence[int]) -> Numbers:
    """Whole numbers of any size: in 64 bits where all of them fit, else Python's own."""
    return np.array(numbers, np.int64 if max(numbers, default=0) < 1 << 63 else object)


def share(sums: NDArray[np.int64], top: Numbers, bottom: Numbers, rounding: Rounding, out: NDArray[Any]) -> None:
    """Write each sum x top / bottom, rounded, to `out`; none is negative.

    A figure that does not fit into `out` raises `OverflowError`: where products could leave 64 bits, they are Python's.
    """
    # A sum of at least 1, for the choice alone: then whatever holds the largest product holds the largest top, too.
    dtype = dtype_for(int(sums.max(initial=1)) * int(top.max(initial=0)), int(bottom.max(initial=1)), rounding)
    product = sums.astype(dtype)
    product *= top.astype(dtype)
    out[:] = divide(product, bottom.astype(dtype), rounding, product)
