"""A telecom provider's published terms as exact, explained figures.

>>> from telcoterms import load
>>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
<late charge: 3.41 CAD  [Service Terms s.7, s.9]>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telcoterms.version import __version__

if TYPE_CHECKING:
    from telcoterms.account.account import Account
    from telcoterms.account.events import (
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
    from telcoterms.agreement.coverage import Coverage
    from telcoterms.answers.answer import Answer, Readings
    from telcoterms.audit.audit import Audit, BillAudit, DayAudit, LineAudit, Mistake, NotTried, ReadingMatch
    from telcoterms.audit.bill import Bill, BillLine
    from telcoterms.cheapest import CheapestCancellation
    from telcoterms.clauses.cancellation_charge import CancellationCharge
    from telcoterms.clauses.change_of_terms import ChangeOfTerms
    from telcoterms.clauses.complaint import ComplaintCourse, ComplaintStep, NextStep, OutsideBody
    from telcoterms.clauses.data_usage import DataUsage
    from telcoterms.clauses.dispute import DisputeWindow
    from telcoterms.clauses.eligible_for_adr import Eligibility
    from telcoterms.clauses.hours import OpeningHours
    from telcoterms.clauses.law import Held, Law
    from telcoterms.clauses.liability_limit import OutageFees
    from telcoterms.clauses.refund import Refund
    from telcoterms.clauses.tax import BillTax
    from telcoterms.differences import Difference, Differences, diff
    from telcoterms.files.library import Available, Edition, available, editions, load
    from telcoterms.files.records import from_dict
    from telcoterms.files.tables import load_calendar
    from telcoterms.remarks import Remark
    from telcoterms.statement.questions import WhatIf
    from telcoterms.statement.statement import Correction, Corrections, Debt, Entry, Statement
    from telcoterms.terms import Terms
    from telcoterms.values.calendars import Calendar
    from telcoterms.values.errors import (
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
    from telcoterms.values.money import Money
    from telcoterms.values.steps import Clause, Step

_ROOMS = {
    "account.account": ("Account",),
    "account.events": (
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
    "agreement.coverage": ("Coverage",),
    "answers.answer": (
        "Answer",
        "Readings",
    ),
    "audit.audit": (
        "Audit",
        "BillAudit",
        "DayAudit",
        "LineAudit",
        "Mistake",
        "NotTried",
        "ReadingMatch",
    ),
    "audit.bill": (
        "Bill",
        "BillLine",
    ),
    "cheapest": ("CheapestCancellation",),
    "clauses.cancellation_charge": ("CancellationCharge",),
    "clauses.change_of_terms": ("ChangeOfTerms",),
    "clauses.complaint": (
        "ComplaintCourse",
        "ComplaintStep",
        "NextStep",
        "OutsideBody",
    ),
    "clauses.data_usage": ("DataUsage",),
    "clauses.dispute": ("DisputeWindow",),
    "clauses.eligible_for_adr": ("Eligibility",),
    "clauses.hours": ("OpeningHours",),
    "clauses.law": (
        "Held",
        "Law",
    ),
    "clauses.liability_limit": ("OutageFees",),
    "clauses.refund": ("Refund",),
    "clauses.tax": ("BillTax",),
    "differences": (
        "Difference",
        "Differences",
        "diff",
    ),
    "files.library": (
        "Available",
        "Edition",
        "available",
        "editions",
        "load",
    ),
    "files.records": ("from_dict",),
    "files.tables": ("load_calendar",),
    "remarks": ("Remark",),
    "statement.questions": ("WhatIf",),
    "statement.statement": (
        "Correction",
        "Corrections",
        "Debt",
        "Entry",
        "Statement",
    ),
    "terms": ("Terms",),
    "values.calendars": ("Calendar",),
    "values.errors": (
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
    "values.money": ("Money",),
    "values.steps": (
        "Clause",
        "Step",
    ),
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
