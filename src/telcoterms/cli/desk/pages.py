"""The pages: what each is called, which question it asks, and what of it is asked first."""

from __future__ import annotations

from typing import Final, NamedTuple

from telcoterms.answers.question import FactKind
from telcoterms.values.messages import Term


class Instead(NamedTuple):
    """The question that a page asks where one fact is left out."""

    fact: str
    question: str


class Page(NamedTuple):
    """A page: what links call it, its title, what it is for, the question that it asks, the facts that it asks first.

    The other facts of the question stand folded below. A page with an account asks for its events too; one with a
    record asks for that alone; one with neither a question nor a record shows the terms themselves.
    """

    name: str
    link: Term
    title: Term
    about: Term
    question: str | None = None
    first: tuple[str, ...] = ()
    with_account: bool = False
    instead: Instead | None = None
    with_record: bool = False


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
        with_account=True,
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
        "record",
        Term("Record"),
        Term("Does a saved answer still hold?"),
        Term("Open the record of an answer. It is asked again, and a figure that does not come out is refused."),
        with_record=True,
    ),
)


class Column(NamedTuple):
    """A column of an event in the form of an account."""

    name: str
    title: Term
    kind: FactKind


DAY: Final = Column("date", Term("day"), "day")
AMOUNT: Final = Column("amount", Term("amount"), "amount")
OF_INVOICE: Final = Column("invoice", Term("number of the bill"), "text")
EVENTS: Final = {
    "invoice": (Term("a bill"), (DAY, AMOUNT, Column("number", Term("number of the bill"), "text"))),
    "payment": (Term("a payment"), (DAY, AMOUNT)),
    "dispute": (Term("a dispute"), (DAY, AMOUNT, OF_INVOICE)),
    "credit": (Term("a credit"), (DAY, AMOUNT, OF_INVOICE)),
}
"""The events that a page adds one by one, with the columns of each; a file can hold the others too."""

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
