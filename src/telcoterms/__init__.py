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
    from telcoterms.bill_tax import BillTax
    from telcoterms.calendars import Calendar
    from telcoterms.cheapest import CheapestCancellation
    from telcoterms.coverage import Coverage
    from telcoterms.differences import Difference, Differences, diff
    from telcoterms.errors import (
        AmountError,
        DayError,
        FactError,
        Fault,
        FaultyFileError,
        FaultyTableError,
        Misfit,
        MissingPackageError,
        RecordError,
        SilentTermsError,
        TelcoTermsError,
        UnknownNameError,
        UnreadableFileError,
    )
    from telcoterms.law import Held, Law
    from telcoterms.library import Available, Edition, available, editions, load
    from telcoterms.money import Money
    from telcoterms.reader.calendars import load_calendar
    from telcoterms.records import from_dict
    from telcoterms.remarks import Remark
    from telcoterms.rules.cancellation_charge import CancellationCharge
    from telcoterms.rules.change_of_terms import ChangeOfTerms
    from telcoterms.rules.complaint import ComplaintCourse, ComplaintStep, NextStep, OutsideBody
    from telcoterms.rules.data_usage import DataUsage
    from telcoterms.rules.dispute import DisputeWindow
    from telcoterms.rules.eligible_for_adr import Eligibility
    from telcoterms.rules.hours import OpeningHours
    from telcoterms.rules.liability_limit import OutageFees
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
    "calendars": ("Calendar",),
    "bill_tax": ("BillTax",),
    "cheapest": ("CheapestCancellation",),
    "coverage": ("Coverage",),
    "differences": ("Difference", "Differences", "diff"),
    "errors": (
        "AmountError",
        "DayError",
        "FactError",
        "Fault",
        "FaultyFileError",
        "FaultyTableError",
        "Misfit",
        "MissingPackageError",
        "RecordError",
        "SilentTermsError",
        "TelcoTermsError",
        "UnknownNameError",
        "UnreadableFileError",
    ),
    "law": ("Held", "Law"),
    "library": ("Available", "Edition", "available", "editions", "load"),
    "money": ("Money",),
    "reader.calendars": ("load_calendar",),
    "records": ("from_dict",),
    "remarks": ("Remark",),
    "rules.cancellation_charge": ("CancellationCharge",),
    "rules.change_of_terms": ("ChangeOfTerms",),
    "rules.complaint": ("ComplaintCourse", "ComplaintStep", "NextStep", "OutsideBody"),
    "rules.dispute": ("DisputeWindow",),
    "rules.eligible_for_adr": ("Eligibility",),
    "rules.hours": ("OpeningHours",),
    "rules.data_usage": ("DataUsage",),
    "rules.liability_limit": ("OutageFees",),
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
    "Available",
    "Bill",
    "BillAudit",
    "BillLine",
    "BillTax",
    "Calendar",
    "Cancellation",
    "CancellationCharge",
    "ChangeOfTerms",
    "CheapestCancellation",
    "Clause",
    "ComplaintCourse",
    "ComplaintStep",
    "Correction",
    "Corrections",
    "Coverage",
    "Credit",
    "DataUsage",
    "DayAudit",
    "DayError",
    "Debt",
    "Difference",
    "Differences",
    "Dispute",
    "DisputeWindow",
    "Edition",
    "Eligibility",
    "Entry",
    "FactError",
    "Fault",
    "FaultyFileError",
    "FaultyTableError",
    "Held",
    "Invoice",
    "InvoiceLine",
    "Law",
    "LineAudit",
    "Misfit",
    "MissingPackageError",
    "Mistake",
    "Money",
    "NextStep",
    "NotTried",
    "OpeningHours",
    "OutageFees",
    "OutsideBody",
    "Payment",
    "Payout",
    "ReadingMatch",
    "Readings",
    "RecordError",
    "Refund",
    "Remark",
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
    "available",
    "diff",
    "editions",
    "from_dict",
    "load",
    "load_calendar",
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
