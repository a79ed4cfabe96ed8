"""What a rule of law fixes: a closed set of kinds, each with its numbers, its source, and the day it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, final

from telcoterms.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a rule fixes from a day on: in our words, with its source.

    `since` is the first day on which it is in force; None where that day is not known, and `dated` says so in words.
    """

    kind: ClassVar[str]

    says: str
    source: str
    since: date | None = None
    dated: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyRateStated(Version):
    """A rate by the month is stated by the year too, or no more than a yearly rate may be charged."""

    kind: ClassVar[str] = "yearly-rate-stated"

    otherwise_most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NominalRateCap(Version):
    """A yearly rate that is not compounded lies at or below a cap: twelve times a rate by the month."""

    kind: ClassVar[str] = "nominal-rate-cap"

    most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveRateCap(Version):
    """A yearly rate with its compounding lies at or below a cap."""

    kind: ClassVar[str] = "effective-rate-cap"

    most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RefundByDaysLeft(Version):
    """Prepaid monthly fees come back by the days left in the billing cycle, inside a fixed term too."""

    kind: ClassVar[str] = "refund-by-days-left"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBelow(Version):
    """A customer who cancels is asked for a shorter notice than a number of days."""

    kind: ClassVar[str] = "notice-below"

    days: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsOnReceipt(Version):
    """A cancellation takes effect on the day on which its notice is received."""

    kind: ClassVar[str] = "ends-on-receipt"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SmallBusinessUpTo(Version):
    """A business is small whose monthly bill does not exceed a sum; a bill of exactly that sum still counts."""

    kind: ClassVar[str] = "small-business-up-to"

    monthly_bill: Money


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AdrAfterWeeks(Version):
    """A complaint may go to the outside body so many weeks after it was received."""

    kind: ClassVar[str] = "adr-after-weeks"

    weeks: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideBody(Version):
    """Up to which sum an outside body awards, until when it is to be asked, by when the provider answers it."""

    kind: ClassVar[str] = "outside-body"

    award_most: Money
    apply_within_months: int | None = None
    report_within_days: int | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LateChargeUntaxed(Version):
    """A charge for paying late carries no tax."""

    kind: ClassVar[str] = "late-charge-untaxed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationChargeTaxed(Version):
    """What is paid for ending a contract early carries tax, which counts as included in what is paid."""

    kind: ClassVar[str] = "cancellation-charge-taxed"


Fixed = (
    YearlyRateStated
    | NominalRateCap
    | EffectiveRateCap
    | RefundByDaysLeft
    | NoticeBelow
    | EndsOnReceipt
    | SmallBusinessUpTo
    | AdrAfterWeeks
    | OutsideBody
    | LateChargeUntaxed
    | CancellationChargeTaxed
)
