"""The pages: what each is called, which question it asks, and what of it is asked first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from telcoterms.answers.question import FactKind
from telcoterms.values.messages import Term


class Instead(NamedTuple):
    """The question that a page asks where one fact is left out."""

    fact: str
    question: str


class Column(NamedTuple):
    """What is typed for a fact that is none of a question: in a row that is added, or in a field of its own."""

    name: str
    title: Term
    kind: FactKind
    needed: bool = True


class File(NamedTuple):
    """A file that a page opens: what the page calls it, what it is, and which endings are read."""

    name: str
    title: Term
    endings: str


Rows = Mapping[str, tuple[Term, tuple[Column, ...]]]
"""What can be added row by row: what each row is, and its columns."""

DAY: Final = Column("date", Term("day"), "day")
AMOUNT: Final = Column("amount", Term("amount"), "amount")
NUMBER: Final = Column("number", Term("number of the bill"), "text")
OF_INVOICE: Final = Column("invoice", Term("number of the bill"), "text")
EVENTS: Final[Rows] = MappingProxyType(
    {
        "invoice": (Term("a bill"), (DAY, AMOUNT, NUMBER)),
        "payment": (Term("a payment"), (DAY, AMOUNT)),
        "dispute": (Term("a dispute"), (DAY, AMOUNT, OF_INVOICE)),
        "credit": (Term("a credit"), (DAY, AMOUNT, OF_INVOICE)),
    }
)
"""The events of an account that a page adds one by one; a file can hold the others too."""

BEFORE: Final = Column("before", Term("on the bill before"), "amount", needed=False)
NOW: Final = Column("now", Term("on this bill"), "amount", needed=False)
LATE: Final = (
    Column("amount", Term("the amount that was late"), "amount", needed=False),
    Column("issued", Term("date of its bill"), "day", needed=False),
    Column("paid", Term("day it was paid"), "day", needed=False),
)
ITEMS: Final[Rows] = MappingProxyType(
    {
        "fee": (Term("a fee"), (Column("service", Term("for what"), "text", needed=False), BEFORE, NOW)),
        "tax": (Term("a tax"), (Column("name", Term("which one, such as GST"), "text", needed=False), BEFORE, NOW)),
        "late_charge": (Term("a late charge"), (*LATE, BEFORE, NOW)),
        "administrative_charge": (
            Term("an administrative charge"),
            (Column("reason", Term("what it is charged for"), "text"), BEFORE, NOW),
        ),
        "cancellation_charge": (Term("a cancellation charge"), (BEFORE, NOW)),
        "refund": (Term("a refund"), (BEFORE, NOW)),
        "credit": (Term("a credit"), (BEFORE, NOW)),
        "total": (Term("the total of the bill"), (BEFORE, NOW)),
    }
)
"""The items of two bills, side by side, by the kind and the facts of each."""
BILL: Final = "bill"
RECORD: Final = "record"
VOICE: Final = "voice"
"""The name of the field of the voice in which the terms are read; it is no fact of a question."""


class Side(NamedTuple):
    """One of two bills: the name of its file, the column of its sums, and the field of its date."""

    file: str
    sums: Column
    day: Column


BILL_BEFORE: Final = Side("before", BEFORE, Column("issued_before", Term("date of the bill before"), "day"))
THIS_BILL: Final = Side("file", NOW, Column("issued", Term("date of this bill"), "day"))

TERMS_FILE: Final = File("terms", Term("the file of the terms (.toml)"), ".toml")
TABLES: Final = ".toml,.json,.csv"


class Page(NamedTuple):
    """A page: what links call it, its title, what it is for, the question that it asks, the facts that it asks first.

    The other facts of the question stand folded below. `rows` are added one by one, `files` are opened; the first of
    them is what a page is mostly given. The page of two bills explains them; one without a question shows the terms
    themselves, or asks a record again.
    """

    name: str
    link: Term
    title: Term
    about: Term
    question: str | None = None
    first: tuple[str, ...] = ()
    instead: Instead | None = None
    rows_title: Term | None = None
    rows: Rows = MappingProxyType({})
    files: tuple[File, ...] = ()


PAGES: Final = (
    Page(
        "late-charge",
        Term("Late charge"),
        Term("Is this late charge right?"),
        Term(
            "Give what was owed, the date of the bill, the day of payment, and the charge that was billed, if one was."
        ),
        "audit_late_charge",
        ("amount", "issued", "paid", "billed"),
        instead=Instead("billed", "late_charge"),
    ),
    Page(
        BILL,
        Term("Bill"),
        Term("Why is my bill higher?"),
        Term(
            "Write down what each of two bills lists, or open their files. With the file of the account, the bill is "
            "held against it too."
        ),
        rows_title=Term("what the bills list"),
        rows=ITEMS,
        files=(
            File("file", Term("or the file of this bill (.toml, .json or .csv)"), TABLES),
            File("before", Term("the file of the bill before"), TABLES),
            File("account", Term("the file of the account"), TABLES),
        ),
    ),
    Page(
        "leaving",
        Term("Leaving"),
        Term("What do I get back, what does leaving cost?"),
        Term("Give the monthly fee, the day on which you give the cancellation, and what is known of a fixed term."),
        "leave",
        ("monthly_fee", "cancelled", "cycle_start", "term_start", "term_months", "incentive", "last_invoice"),
    ),
    Page(
        "account",
        Term("Account"),
        Term("What does an account owe?"),
        Term("Add the bills, payments and disputes one by one, or open a file of the account."),
        "statement",
        ("as_of",),
        rows_title=Term("what has happened"),
        rows=EVENTS,
        files=(File("file", Term("or a file of the account (.toml, .json or .csv)"), TABLES),),
    ),
    Page(
        "complaint",
        Term("Complaint"),
        Term("By when must a complaint be answered?"),
        Term("Give the day on which the complaint was received, and what has happened since."),
        "complaint",
        ("received", "answered", "on"),
    ),
    Page(
        "terms",
        Term("Terms"),
        Term("What do the terms say?"),
        Term("Each section of a provider's terms: what it is about, the figures in it, and what is computed from it."),
    ),
    Page(
        RECORD,
        Term("Record"),
        Term("Does a saved answer still hold?"),
        Term("Open the record of an answer. It is asked again, and a figure that does not come out is refused."),
        files=(
            File("file", Term("the record of an answer (.json)"), ".json"),
            TERMS_FILE._replace(title=Term("the file of its terms, if they are your own (.toml)")),
        ),
    ),
)

SAID_BY_SCRIPT: Final = {
    "loading": Term("Getting ready. You can fill in the form meanwhile."),
    "working": Term("Computing."),
    "failed": Term("What computes the answer could not be loaded. What you typed is kept: load the page again."),
    "large": Term("The file is larger than 10 MB: open a smaller one."),
    "wrong": Term("This file cannot be read here: open one whose name ends in {ends}."),
    "copied": Term("The link is copied. What you typed stands behind its #, which no server sees."),
    "empty": Term("Fill in the fields that are marked."),
    "link": Term("This link holds more than the form: the rest was left out."),
}
"""What the script of a page says by itself."""
