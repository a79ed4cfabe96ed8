"""The figures of millions of rows, each equal to the answer of the terms themselves; needs the extra `batch`."""

from telcoterms.values.errors import MissingPackageError

try:
    import numpy as _numpy  # noqa: F401
    import pyarrow as _pyarrow  # noqa: F401
except ImportError as _missing:
    raise MissingPackageError(
        "batch needs the package {package}, which is not installed: install it, as pip install "
        "'telcoterms[batch]' does",
        package=_missing.name,
    ) from None

from telcoterms.batch.accounts import account, statement
from telcoterms.batch.questions import audit, cancellation_charge, dispute_until, due_date, explain, late_charge, refund
from telcoterms.batch.summary import AuditSummary, Summary, SummaryLine, summary

__all__ = [
    "AuditSummary",
    "Summary",
    "SummaryLine",
    "account",
    "audit",
    "cancellation_charge",
    "dispute_until",
    "due_date",
    "explain",
    "late_charge",
    "refund",
    "statement",
    "summary",
]
