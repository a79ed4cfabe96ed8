"""The late charge of columns: a kernel writes the charge of each row, to the cent what the rules answer for it alone.

A charge that no column of 64-bit integers can hold is written as `UNFIT`, which no charge is.
"""

from telcoterms.batch.kernels.late_charge.charging import UNFIT, ChargeKernel
from telcoterms.batch.kernels.late_charge.kernels import kernel_of, months_of

__all__ = ["UNFIT", "ChargeKernel", "kernel_of", "months_of"]
