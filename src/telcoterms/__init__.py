"""A telecom provider's published terms as exact, explained figures.

>>> from telcoterms import load
>>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
<late charge: 3.41 CAD  [Service Terms s.7, s.9]>
"""

from telcoterms.values.version import __version__ as __version__

TYPE_CHECKING = False  # as type checkers read it, without importing `typing`

if TYPE_CHECKING:
    from telcoterms.account.account import Account as Account
    from telcoterms.account.billed_to import BilledTo as BilledTo
    from telcoterms.account.events import AdministrativeCharge as AdministrativeCharge
    from telcoterms.account.events import Cancellation as Cancellation
    from telcoterms.account.events import Credit as Credit
    from telcoterms.account.events import Dispute as Dispute
    from telcoterms.account.events import Event as Event
    from telcoterms.account.events import Invoice as Invoice
    from telcoterms.account.events import InvoiceLine as InvoiceLine
    from telcoterms.account.events import Payment as Payment
    from telcoterms.account.events import Payout as Payout
    from telcoterms.account.events import Reminder as Reminder
    from telcoterms.account.events import ReturnedPayment as ReturnedPayment
    from telcoterms.account.events import WriteOff as WriteOff
    from telcoterms.agreement.coverage import Coverage as Coverage
    from telcoterms.agreement.customer import Customer as Customer
    from telcoterms.agreement.rule import Standing as Standing
    from telcoterms.agreement.rule import Voice as Voice
    from telcoterms.agreement.tables_used import TableUsed as TableUsed
    from telcoterms.agreement.taxes import TaxAmount as TaxAmount
    from telcoterms.agreement.taxes import TaxedAs as TaxedAs
    from telcoterms.agreement.taxes import TaxMode as TaxMode
    from telcoterms.answers.answer import Answer as Answer
    from telcoterms.answers.facts import IndexValues as IndexValues
    from telcoterms.answers.facts import Regime as Regime
    from telcoterms.answers.law import LawEntry as LawEntry
    from telcoterms.answers.reading_range import ReadingRange as ReadingRange
    from telcoterms.answers.receipt import Receipt as Receipt
    from telcoterms.audit.account_audit import AccountAudit as AccountAudit
    from telcoterms.audit.account_audit import ItemAudit as ItemAudit
    from telcoterms.audit.audit import Audit as Audit
    from telcoterms.audit.audit import BillAudit as BillAudit
    from telcoterms.audit.audit import DateAudit as DateAudit
    from telcoterms.audit.audit import LineAudit as LineAudit
    from telcoterms.audit.audit import Mistake as Mistake
    from telcoterms.audit.audit import ReadingMatch as ReadingMatch
    from telcoterms.audit.audit import SkippedMistake as SkippedMistake
    from telcoterms.audit.bill import Bill as Bill
    from telcoterms.audit.bill import BillLine as BillLine
    from telcoterms.audit.items import BillItem as BillItem
    from telcoterms.audit.items import ItemKind as ItemKind
    from telcoterms.clauses.cancellation_charge.charge import CancellationCharge as CancellationCharge
    from telcoterms.clauses.cancellation_charge.kinds import CancellationChargeReadings as CancellationChargeReadings
    from telcoterms.clauses.change_of_terms import ChangeOfTerms as ChangeOfTerms
    from telcoterms.clauses.change_of_terms import ChangeOfTermsReadings as ChangeOfTermsReadings
    from telcoterms.clauses.cheapest_cancellation import CheapestCancellation as CheapestCancellation
    from telcoterms.clauses.complaint.kinds import ComplaintReadings as ComplaintReadings
    from telcoterms.clauses.complaint.results import ComplaintCourse as ComplaintCourse
    from telcoterms.clauses.complaint.results import ComplaintStep as ComplaintStep
    from telcoterms.clauses.complaint.results import NextStep as NextStep
    from telcoterms.clauses.complaint.results import OutsideBody as OutsideBody
    from telcoterms.clauses.complaint.results import OutsideByLaw as OutsideByLaw
    from telcoterms.clauses.data_usage import DataUsage as DataUsage
    from telcoterms.clauses.data_usage import DataUsageReadings as DataUsageReadings
    from telcoterms.clauses.deposit import DepositReturn as DepositReturn
    from telcoterms.clauses.dispute import DisputeWindow as DisputeWindow
    from telcoterms.clauses.eligible_for_adr import Eligibility as Eligibility
    from telcoterms.clauses.eligible_for_adr import EligibleForAdrReadings as EligibleForAdrReadings
    from telcoterms.clauses.equipment_return_by import EquipmentReturn as EquipmentReturn
    from telcoterms.clauses.hours import HoursReadings as HoursReadings
    from telcoterms.clauses.hours import OpeningHours as OpeningHours
    from telcoterms.clauses.late_charge.kinds import LateChargeReadings as LateChargeReadings
    from telcoterms.clauses.law import Law as Law
    from telcoterms.clauses.law import RuleComparison as RuleComparison
    from telcoterms.clauses.leave.results import Leave as Leave
    from telcoterms.clauses.liability_limit import LiabilityLimitReadings as LiabilityLimitReadings
    from telcoterms.clauses.liability_limit import OutageFees as OutageFees
    from telcoterms.clauses.part_charge import PartCharge as PartCharge
    from telcoterms.clauses.part_charge import PartChargeReadings as PartChargeReadings
    from telcoterms.clauses.provider_cancellation import ProviderCancellationReadings as ProviderCancellationReadings
    from telcoterms.clauses.refund import Refund as Refund
    from telcoterms.clauses.refund import RefundReadings as RefundReadings
    from telcoterms.clauses.tax import BillTax as BillTax
    from telcoterms.files.account import load_account as load_account
    from telcoterms.files.bill import load_bill as load_bill
    from telcoterms.files.library import Available as Available
    from telcoterms.files.library import Edition as Edition
    from telcoterms.files.library import available as available
    from telcoterms.files.library import editions as editions
    from telcoterms.files.library import load as load
    from telcoterms.files.receipts import from_dict as from_dict
    from telcoterms.files.receipts import verify as verify
    from telcoterms.files.receipts import verify_all as verify_all
    from telcoterms.files.tables import load_calendar as load_calendar
    from telcoterms.files.verdict import Mismatch as Mismatch
    from telcoterms.files.verdict import TableChange as TableChange
    from telcoterms.files.verdict import Verdict as Verdict
    from telcoterms.files.verdict import Verdicts as Verdicts
    from telcoterms.formats.journal import LedgerPosting as LedgerPosting
    from telcoterms.formats.journal import Transaction as Transaction
    from telcoterms.formats.journal import beancount as beancount
    from telcoterms.formats.journal import hledger as hledger
    from telcoterms.formats.journal import posting_sheet as posting_sheet
    from telcoterms.formats.letter import Letter as Letter
    from telcoterms.formats.picture import Picture as Picture
    from telcoterms.statement.ageing import AgeBand as AgeBand
    from telcoterms.statement.ageing import Ageing as Ageing
    from telcoterms.statement.allocations import AllocatedSum as AllocatedSum
    from telcoterms.statement.allocations import Allocations as Allocations
    from telcoterms.statement.arrears import Arrears as Arrears
    from telcoterms.statement.arrears import ComingSum as ComingSum
    from telcoterms.statement.arrears import LateDebt as LateDebt
    from telcoterms.statement.arrears import SumOfDebt as SumOfDebt
    from telcoterms.statement.questions import WhatIf as WhatIf
    from telcoterms.statement.questions import allocations_of as allocations_of
    from telcoterms.statement.questions import arrears_of as arrears_of
    from telcoterms.statement.rule import StatementReadings as StatementReadings
    from telcoterms.statement.statement import Correction as Correction
    from telcoterms.statement.statement import Corrections as Corrections
    from telcoterms.statement.statement import Debt as Debt
    from telcoterms.statement.statement import DebtCode as DebtCode
    from telcoterms.statement.statement import DebtKind as DebtKind
    from telcoterms.statement.statement import Entry as Entry
    from telcoterms.statement.statement import EntryCode as EntryCode
    from telcoterms.statement.statement import EntryKind as EntryKind
    from telcoterms.statement.statement import Statement as Statement
    from telcoterms.terms import AllReadings as AllReadings
    from telcoterms.terms import Terms as Terms
    from telcoterms.terms.causes import Cause as Cause
    from telcoterms.terms.comparison import Comparison as Comparison
    from telcoterms.terms.comparison import ComparisonRow as ComparisonRow
    from telcoterms.terms.comparison import TermsWithoutFigure as TermsWithoutFigure
    from telcoterms.terms.comparison import compare as compare
    from telcoterms.terms.differences import Difference as Difference
    from telcoterms.terms.differences import Differences as Differences
    from telcoterms.terms.differences import diff as diff
    from telcoterms.terms.explained_figure import FigureExplanation as FigureExplanation
    from telcoterms.terms.explanation import Explanation as Explanation
    from telcoterms.terms.remarks import Remark as Remark
    from telcoterms.terms.solutions import Miss as Miss
    from telcoterms.terms.solutions import Solution as Solution
    from telcoterms.values.calendars import Calendar as Calendar
    from telcoterms.values.days import Day as Day
    from telcoterms.values.errors import AmountError as AmountError
    from telcoterms.values.errors import DayError as DayError
    from telcoterms.values.errors import Fault as Fault
    from telcoterms.values.errors import InputError as InputError
    from telcoterms.values.errors import InvalidFileError as InvalidFileError
    from telcoterms.values.errors import InvalidTableError as InvalidTableError
    from telcoterms.values.errors import MissingFactsError as MissingFactsError
    from telcoterms.values.errors import MissingPackageError as MissingPackageError
    from telcoterms.values.errors import NotHeldError as NotHeldError
    from telcoterms.values.errors import NotInTermsError as NotInTermsError
    from telcoterms.values.errors import RecordError as RecordError
    from telcoterms.values.errors import RowFault as RowFault
    from telcoterms.values.errors import TelcoTermsError as TelcoTermsError
    from telcoterms.values.errors import UnknownNameError as UnknownNameError
    from telcoterms.values.errors import UnreadableFileError as UnreadableFileError
    from telcoterms.values.messages import Language as Language
    from telcoterms.values.moments import Moment as Moment
    from telcoterms.values.money import Amount as Amount
    from telcoterms.values.money import Money as Money
    from telcoterms.values.money import Rate as Rate
    from telcoterms.values.quantities import Quantity as Quantity
    from telcoterms.values.steps import Clause as Clause
    from telcoterms.values.steps import Step as Step

_MODULE_OF = {  # the same names; a module is imported when one of them is first used
    "Account": "account.account",
    "BilledTo": "account.billed_to",
    "AdministrativeCharge": "account.events",
    "Cancellation": "account.events",
    "Credit": "account.events",
    "Dispute": "account.events",
    "Invoice": "account.events",
    "InvoiceLine": "account.events",
    "Payment": "account.events",
    "Payout": "account.events",
    "Reminder": "account.events",
    "ReturnedPayment": "account.events",
    "WriteOff": "account.events",
    "Coverage": "agreement.coverage",
    "Standing": "agreement.rule",
    "Voice": "agreement.rule",
    "TableUsed": "agreement.tables_used",
    "Answer": "answers.answer",
    "ReadingRange": "answers.reading_range",
    "Receipt": "answers.receipt",
    "AccountAudit": "audit.account_audit",
    "ItemAudit": "audit.account_audit",
    "Audit": "audit.audit",
    "BillAudit": "audit.audit",
    "DateAudit": "audit.audit",
    "LineAudit": "audit.audit",
    "Mistake": "audit.audit",
    "SkippedMistake": "audit.audit",
    "ReadingMatch": "audit.audit",
    "Bill": "audit.bill",
    "BillLine": "audit.bill",
    "BillItem": "audit.items",
    "LawEntry": "answers.law",
    "CheapestCancellation": "clauses.cheapest_cancellation",
    "Leave": "clauses.leave.results",
    "CancellationCharge": "clauses.cancellation_charge.charge",
    "ChangeOfTerms": "clauses.change_of_terms",
    "ComplaintCourse": "clauses.complaint.results",
    "ComplaintStep": "clauses.complaint.results",
    "NextStep": "clauses.complaint.results",
    "OutsideBody": "clauses.complaint.results",
    "OutsideByLaw": "clauses.complaint.results",
    "DataUsage": "clauses.data_usage",
    "DepositReturn": "clauses.deposit",
    "DisputeWindow": "clauses.dispute",
    "Eligibility": "clauses.eligible_for_adr",
    "EquipmentReturn": "clauses.equipment_return_by",
    "OpeningHours": "clauses.hours",
    "RuleComparison": "clauses.law",
    "Law": "clauses.law",
    "OutageFees": "clauses.liability_limit",
    "PartCharge": "clauses.part_charge",
    "Refund": "clauses.refund",
    "BillTax": "clauses.tax",
    "TaxAmount": "agreement.taxes",
    "Comparison": "terms.comparison",
    "ComparisonRow": "terms.comparison",
    "TermsWithoutFigure": "terms.comparison",
    "compare": "terms.comparison",
    "Difference": "terms.differences",
    "Differences": "terms.differences",
    "diff": "terms.differences",
    "Cause": "terms.causes",
    "Explanation": "terms.explanation",
    "FigureExplanation": "terms.explained_figure",
    "Miss": "terms.solutions",
    "Solution": "terms.solutions",
    "load_account": "files.account",
    "load_bill": "files.bill",
    "Available": "files.library",
    "Edition": "files.library",
    "available": "files.library",
    "editions": "files.library",
    "load": "files.library",
    "from_dict": "files.receipts",
    "verify": "files.receipts",
    "verify_all": "files.receipts",
    "load_calendar": "files.tables",
    "Mismatch": "files.verdict",
    "TableChange": "files.verdict",
    "Verdict": "files.verdict",
    "Verdicts": "files.verdict",
    "LedgerPosting": "formats.journal",
    "Transaction": "formats.journal",
    "beancount": "formats.journal",
    "hledger": "formats.journal",
    "posting_sheet": "formats.journal",
    "Letter": "formats.letter",
    "Picture": "formats.picture",
    "Remark": "terms.remarks",
    "AgeBand": "statement.ageing",
    "Ageing": "statement.ageing",
    "AllocatedSum": "statement.allocations",
    "Allocations": "statement.allocations",
    "Arrears": "statement.arrears",
    "ComingSum": "statement.arrears",
    "LateDebt": "statement.arrears",
    "SumOfDebt": "statement.arrears",
    "WhatIf": "statement.questions",
    "allocations_of": "statement.questions",
    "arrears_of": "statement.questions",
    "Correction": "statement.statement",
    "Corrections": "statement.statement",
    "Debt": "statement.statement",
    "Entry": "statement.statement",
    "Statement": "statement.statement",
    "Terms": "terms",
    "Calendar": "values.calendars",
    "AmountError": "values.errors",
    "DayError": "values.errors",
    "InputError": "values.errors",
    "Fault": "values.errors",
    "InvalidFileError": "values.errors",
    "InvalidTableError": "values.errors",
    "RowFault": "values.errors",
    "MissingFactsError": "values.errors",
    "MissingPackageError": "values.errors",
    "RecordError": "values.errors",
    "NotHeldError": "values.errors",
    "NotInTermsError": "values.errors",
    "TelcoTermsError": "values.errors",
    "UnknownNameError": "values.errors",
    "UnreadableFileError": "values.errors",
    "Money": "values.money",
    "Clause": "values.steps",
    "Step": "values.steps",
    "Amount": "values.money",
    "Rate": "values.money",
    "Day": "values.days",
    "Moment": "values.moments",
    "Quantity": "values.quantities",
    "Language": "values.messages",
    "IndexValues": "answers.facts",
    "Regime": "answers.facts",
    "Customer": "agreement.customer",
    "TaxedAs": "agreement.taxes",
    "TaxMode": "agreement.taxes",
    "Event": "account.events",
    "EntryKind": "statement.statement",
    "EntryCode": "statement.statement",
    "DebtKind": "statement.statement",
    "DebtCode": "statement.statement",
    "ItemKind": "audit.items",
    "AllReadings": "terms",
    "ChangeOfTermsReadings": "clauses.change_of_terms",
    "ProviderCancellationReadings": "clauses.provider_cancellation",
    "LateChargeReadings": "clauses.late_charge.kinds",
    "DataUsageReadings": "clauses.data_usage",
    "LiabilityLimitReadings": "clauses.liability_limit",
    "RefundReadings": "clauses.refund",
    "PartChargeReadings": "clauses.part_charge",
    "HoursReadings": "clauses.hours",
    "EligibleForAdrReadings": "clauses.eligible_for_adr",
    "CancellationChargeReadings": "clauses.cancellation_charge.kinds",
    "ComplaintReadings": "clauses.complaint.kinds",
    "StatementReadings": "statement.rule",
}

if not TYPE_CHECKING:  # type checkers would pass every misspelt import, and not know what a star imports
    __all__ = sorted(["__version__", *_MODULE_OF])

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return __all__
