"""Rows in the order of whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def order_of(keys: NDArray[Any], below: int) -> NDArray[np.intp]:
    """The rows by their keys, which lie from 0 to `below`; rows of one key stay in their order.

    Key and row in one number are sorted as plain numbers, several times faster than rows by a key, where 64 bits hold
    both.
    """
    if (keys[1:] >= keys[:-1]).all():
        return np.arange(len(keys))
    bits = len(keys).bit_length()
    if below.bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    packed = (keys.astype(np.int64) << bits) | np.arange(len(keys))
    packed.sort()
    return packed & ((1 << bits) - 1)
