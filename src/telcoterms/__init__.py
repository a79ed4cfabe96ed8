"""A telecom provider's published terms as exact, explained figures.

>>> from telcoterms import load
>>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
<late charge: 3.41 CAD  [Service Terms s.7, s.9]>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telcoterms.version import __version__

if TYPE_CHECKING:
    from telcoterms.account import (
        Account,
        AdministrativeCharge,
        Cancellation,
        Credit,
        Dispute,
        Invoice,
        InvoiceLine,
        Payment,
        Payout,
        ReturnedPayment,
        WriteOff,
    )
    from telcoterms.across import Readings
    from telcoterms.answer import Answer
    from telcoterms.audit import Audit, Bill, BillAudit, BillLine, DayAudit, LineAudit, Mistake, NotTried, ReadingMatch
    from telcoterms.cheapest import CheapestCancellation
    from telcoterms.errors import (
        AmountError,
        DayError,
        FactError,
        Fault,
        FaultyFileError,
        RecordError,
        SilentTermsError,
        TelcoTermsError,
        UnknownNameError,
        UnreadableFileError,
    )
    from telcoterms.library import Edition, editions, load
    from telcoterms.money import Money
    from telcoterms.records import from_dict
    from telcoterms.rules.cancellation_charge import CancellationCharge
    from telcoterms.rules.change_of_terms import ChangeOfTerms
    from telcoterms.rules.dispute import DisputeWindow
    from telcoterms.rules.refund import Refund
    from telcoterms.statement import Correction, Corrections, Debt, Entry, Statement, WhatIf
    from telcoterms.terms import Terms
    from telcoterms.working import Clause, Step

_ROOMS = {
    "account": (
        "Account",
        "AdministrativeCharge",
        "Cancellation",
        "Credit",
        "Dispute",
        "Invoice",
        "InvoiceLine",
        "Payment",
        "Payout",
        "ReturnedPayment",
        "WriteOff",
    ),
    "across": ("Readings",),
    "answer": ("Answer",),
    "audit": (
        "Audit",
        "Bill",
        "BillAudit",
        "BillLine",
        "DayAudit",
        "LineAudit",
        "Mistake",
        "NotTried",
        "ReadingMatch",
    ),
    "cheapest": ("CheapestCancellation",),
    "errors": (
        "AmountError",
        "DayError",
        "FactError",
        "Fault",
        "FaultyFileError",
        "RecordError",
        "SilentTermsError",
        "TelcoTermsError",
        "UnknownNameError",
        "UnreadableFileError",
    ),
    "library": ("Edition", "editions", "load"),
    "money": ("Money",),
    "records": ("from_dict",),
    "rules.cancellation_charge": ("CancellationCharge",),
    "rules.change_of_terms": ("ChangeOfTerms",),
    "rules.dispute": ("DisputeWindow",),
    "rules.refund": ("Refund",),
    "statement": ("Correction", "Corrections", "Debt", "Entry", "Statement", "WhatIf"),
    "terms": ("Terms",),
    "working": ("Clause", "Step"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Account",
    "AdministrativeCharge",
    "AmountError",
    "Answer",
    "Audit",
    "Bill",
    "BillAudit",
    "BillLine",
    "Cancellation",
    "CancellationCharge",
    "ChangeOfTerms",
    "CheapestCancellation",
    "Clause",
    "Correction",
    "Corrections",
    "Credit",
    "DayAudit",
    "DayError",
    "Debt",
    "Dispute",
    "DisputeWindow",
    "Edition",
    "Entry",
    "FactError",
    "Fault",
    "FaultyFileError",
    "Invoice",
    "InvoiceLine",
    "LineAudit",
    "Mistake",
    "Money",
    "NotTried",
    "Payment",
    "Payout",
    "ReadingMatch",
    "Readings",
    "RecordError",
    "Refund",
    "ReturnedPayment",
    "SilentTermsError",
    "Statement",
    "Step",
    "TelcoTermsError",
    "Terms",
    "UnknownNameError",
    "UnreadableFileError",
    "WhatIf",
    "WriteOff",
    "__version__",
    "editions",
    "from_dict",
    "load",
]


def __getattr__(name: str) -> object:
    """Open a room when one of its names is first asked for: `import telcoterms` stays light."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
