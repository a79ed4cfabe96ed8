"""Hold the causes of a difference as they are found, each with its sum, and the figures that were explained."""

from __future__ import annotations

from typing import Any, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.question import question_name
from telcoterms.audit.account_audit import ItemAudit
from telcoterms.audit.audit import LineAudit
from telcoterms.audit.bill import BillLine
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.items import item_sign
from telcoterms.audit.questions import edition_of
from telcoterms.formats.text import phrase_text
from telcoterms.terms.explained_figure import FigureExplanation, explained_figure, explained_item
from telcoterms.terms.solutions import own_clauses
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Phrases, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step

CauseKind = Literal["changed", "new", "gone", "missing", "explained", "rest", "before"]
"""What a cause is: a fact or a fee that changed, a line that is new or gone, something of the account that the bill
lacks; something wrong that is explained, or that nothing explains; something that was wrong on the bill before."""

UNLISTED: Final = phrase("what the bill does not list")


@final
@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a difference with its sum, and what it is of: a fee, a late charge.

    Of several lines, `line` is the number of its line on the bill.
    """

    kind: CauseKind
    sum: Money
    of: Phrase
    says: Phrase
    line: int | None = None
    clauses: tuple[Clause, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"kind": self.kind, "sum": self.sum.text, "says": phrase_text(self.says), "line": self.line}


@final
class Findings:
    """The causes of a difference as they are found, each with its sum, and the figures that were explained."""

    def __init__(self, agreement: Agreement, *, is_between: bool) -> None:
        self.agreement, self.currency = agreement, agreement.currency
        self.is_between = is_between  # a bill and something other than the terms
        self.causes: list[Cause] = []
        self.figures: list[FigureExplanation] = []
        self.clauses: list[Clause] = []  # of what was compared and agrees
        self.undecided: list[ItemAudit] = []
        self.beside: list[Step] = []  # what is wrong on the bill and changes no sum

    @property
    def total(self) -> int:
        """What the causes come to, in minor units."""
        return sum(cause.sum.minor for cause in self.causes)

    def add(
        self,
        kind: CauseKind,
        minor: int,
        of: Phrase,
        says: Phrase,
        line: int | None = None,
        clauses: tuple[Clause, ...] = (),
    ) -> None:
        """Note a cause, unless it changes nothing."""
        if minor:
            self.causes.append(Cause(kind, Money.of_minor(minor, self.currency), of, says, line, clauses))

    def add_wrong(self, audit: LineAudit, number: int) -> None:
        """Note what is wrong with a line of the bill, and what explains it."""
        if audit.agrees:
            return
        figure = explained_figure(self.agreement, audit.line)
        self.figures.append(figure)
        says = phrase("{what} of line {number}: {cause}", what=figure.named, number=number, cause=figure.cause)
        clauses = clauses_of(self.agreement, audit.line)
        self.add("explained" if figure.is_explained else "rest", wrong(audit), figure.named, says, number, clauses)

    def add_wrong_item(self, comparison: ItemComparison, audit: ItemAudit) -> None:
        """Note what is wrong with an item of the bill, and what explains it."""
        figure = explained_item(comparison, audit)
        self.figures.append(figure)
        kind, cause = _kind_and_cause(audit, figure)
        template = "{item}: {billed} was billed, {by_terms} by these terms: {cause}"
        if kind == "changed":
            template = "{item}: {billed} was billed, {by_terms} by the account: {cause}"
        named: dict[str, Any] = {
            "item": figure.named,
            "billed": audit.item.billed,
            "by_terms": figure.by_terms,
            "cause": cause,
        }
        sum_ = (item_sign(audit.item.kind) or 1) * audit.difference_minor  # a total counts as it is
        self.add(kind, sum_, figure.named, phrase(template, **named), None, figure.clauses)


def _kind_and_cause(audit: ItemAudit, figure: FigureExplanation) -> tuple[CauseKind, Phrase]:
    """Return what is wrong with an item: what gives its figure, else why the terms or the account have another."""
    if figure.is_explained:
        return "explained", figure.cause
    if audit.why.template:
        return "explained", audit.why
    match audit.item.kind:
        case "fee" if audit.item.fee is None:
            return "changed", _from(audit)
        case "administrative_charge":
            return "explained", _from(audit)
        case "fee" | "tax" | "late_charge" | "cancellation_charge" | "refund" | "credit" | "write_off" | "payout":
            return "rest", figure.cause
        case "previous_balance" | "payments" | "adjustments" | "total" | "total_due" | "due_date" | "dispute_until":
            return "rest", figure.cause
    assert_never(audit.item.kind)


def _from(audit: ItemAudit) -> Phrase:
    """Return what the figure of an item comes from."""
    return phrase("{basis}", basis=Phrases(", ", tuple(line.phrase for line in audit.basis)))


def named_line(line: BillLine) -> Phrase:
    """Return what a line is of, in words."""
    return phrase("{question}", question=question_name(line.question))


def clauses_of(agreement: Agreement, line: BillLine) -> tuple[Clause, ...]:
    """Return the clauses of a line's own rule, by the edition that answers it."""
    return own_clauses(edition_of(agreement, line), line.question)


def wrong(audit: LineAudit) -> int:
    """Return what is wrong with a line, in minor units."""
    return 0 if audit.counted is None else audit.counted.billed.minor - audit.counted.by_terms.minor
