"""Sums that a late row bears whatever its days: a flat fee, and the least that a charge comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from telcoterms.batch.kernels.late_charge.late import Charging, Late, Whole


@final
@dataclass(frozen=True, slots=True)
class Fee:
    """The charging of `flat-fee`."""

    minor: int

    def write(self, late: Late, out: Whole) -> None:
        """Write the fee of each late row."""
        out[late.rows] = self.minor


@final
@dataclass(frozen=True, slots=True)
class AtLeast:
    """The charging of `greater-of`."""

    other: Charging
    minimum: int

    def write(self, late: Late, out: Whole) -> None:
        """Write the other charge of each late row, or the minimum where that is more; what does not fit stays so."""
        self.other.write(late, out)
        charges = out.take(late.rows).view(np.uint64)  # in which `UNFIT` is the largest of all
        out[late.rows] = np.maximum(charges, np.uint64(self.minimum)).view(np.int64)
