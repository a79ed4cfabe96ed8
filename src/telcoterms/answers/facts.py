"""Define the facts that several questions take."""

from __future__ import annotations

from typing import Any, Final, Literal

from telcoterms.answers.question import fact
from telcoterms.values.messages import Phrase

Regime = Literal["month-to-month", "fixed-term"]
"""How a service runs on a day: from month to month, or inside a fixed term."""

ISSUED: Final[Any] = fact("the date of the invoice")
OUTSTANDING: Final[Any] = fact("what was outstanding when the due date ended, such as 113.00", place="argument")
PAID: Final[Any] = fact("the day on which it was paid in full, or on which it is looked at")
BILLING_MONTHS: Final[Any] = fact(
    "how many months a bill covers: 1, or 3 when billed by the quarter",
    default=1,
    in_heading=Phrase("billed every {value} months"),
)
CANCELLED: Final[Any] = fact("the day of the cancellation")
NOTICE: Final[Any] = fact("the day of the provider's written notice")
TERM_START: Final[Any] = fact("the first day of the fixed term")
TERM_MONTHS: Final[Any] = fact("how many months the term has")
INCENTIVE: Final[Any] = fact(
    "what was received for taking the term, where that is charged",
    default=None,
    in_heading=Phrase("with an incentive of {value}"),
)
AT: Final[Any] = fact("the moment, with its offset from UTC, such as 2026-03-09T09:00-04:00", shown="MOMENT")
PROVINCE: Final[Any] = fact(
    "take the tax of another province, such as NS; the law beside the terms takes it too",
    default=None,
    shown="XX",
    in_heading=Phrase("taxed in {value}"),
)
TAX_RATE: Final[Any] = fact(
    "take this rate of tax, such as 0.13 for 13 %", default=None, shown="RATE", in_heading=Phrase("taxed at {value}")
)
TAX_MODE: Final[Any] = fact(
    "whether the tax comes on top of the sum or is in it",
    default="added",
    in_heading={"included": Phrase("tax included")},
)
TAXED_AS: Final[Any] = fact(
    "what kind of service is taxed, where the tax depends on it", default=None, in_heading=Phrase("taxed as {value}")
)
