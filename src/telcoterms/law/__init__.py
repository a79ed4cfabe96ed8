"""The law beside the terms: dated rules with their sources, held against what the terms fix; never mixed into them.

A rule has versions, each in force from a day until the next one's. What a version fixes is one of a closed set of
kinds, with its numbers. Held against the terms on a day, a rule agrees, differs (both figures are told), or does not
apply, and why. These are facts of data, not verdicts: whether a clause holds is for others to judge.
"""

from telcoterms.law.held import Stated, held, law_steps
from telcoterms.law.kinds import (
    AdrAfterWeeks,
    CancellationChargeTaxed,
    EffectiveRateCap,
    EndsOnReceipt,
    Fixed,
    LateChargeUntaxed,
    NominalRateCap,
    NoticeBelow,
    OutsideBody,
    RefundByDaysLeft,
    SmallBusinessUpTo,
    YearlyRateStated,
)
from telcoterms.law.notes import adr_from, adr_note, is_small_business, refund_note, small_business_note
from telcoterms.law.table import LawRule, LawTable
from telcoterms.law.value import Held, Law, Outcome

__all__ = [
    "AdrAfterWeeks",
    "CancellationChargeTaxed",
    "EffectiveRateCap",
    "EndsOnReceipt",
    "Fixed",
    "Held",
    "LateChargeUntaxed",
    "Law",
    "LawRule",
    "LawTable",
    "NominalRateCap",
    "NoticeBelow",
    "Outcome",
    "OutsideBody",
    "RefundByDaysLeft",
    "SmallBusinessUpTo",
    "Stated",
    "YearlyRateStated",
    "adr_from",
    "adr_note",
    "held",
    "is_small_business",
    "law_steps",
    "refund_note",
    "small_business_note",
]
