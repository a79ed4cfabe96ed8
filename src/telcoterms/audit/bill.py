"""Hold a bill to be audited: a frozen sequence of lines, each with a question, its facts and the billed figure.

The facts of a line are those of its question, checked as the question checks them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, assert_never, final, overload

from telcoterms.account.events import as_file_value
from telcoterms.agreement.agreement import members
from telcoterms.agreement.taxes import TaxedAs, TaxMode, TaxRounding
from telcoterms.answers.facts import (
    BILL_DUE,
    BILLING_MONTHS,
    INDEX,
    ISSUED,
    OUTSTANDING,
    PAID,
    PLAN,
    RECEIVED,
    REGION,
    REMINDED,
    SEGMENT,
    SENT,
    WAY,
    as_index_values,
)
from telcoterms.answers.question import Facts, fact, kind_of, types_of
from telcoterms.clauses.cancellation_charge.question import CancellationChargeQuestion
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN
from telcoterms.clauses.dispute import DisputeUntilQuestion
from telcoterms.clauses.due_date import DueDateQuestion
from telcoterms.clauses.refund import RefundQuestion
from telcoterms.clauses.tax import TaxQuestion
from telcoterms.values.choices import as_name, one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import as_count, as_day
from telcoterms.values.errors import AmountError, InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money, as_money, as_rate

LineQuestion = Literal["late_charge", "refund", "cancellation_charge", "due_date", "dispute_until", "tax"]
TAXED: Final = ("refund", "cancellation_charge")
"""The questions whose tax and total can be billed too."""

BEFORE_TAX: Final[Any] = fact(
    "the part of the amount that is no tax: one more mistake is tried",
    default=None,
    in_heading=Phrase("before tax {value}"),
)
ORIGINAL: Final[Any] = fact(
    "the amount of the whole invoice: one more mistake is tried",
    default=None,
    in_heading=Phrase("of an invoice of {value}"),
)


@final
class BilledLateChargeFacts(Facts):
    """The facts of a late charge on a bill: those of the question, and two more that known mistakes need."""

    amount: Money = OUTSTANDING
    issued: date = ISSUED
    paid: date = PAID
    billing_months: int = BILLING_MONTHS
    before_tax: Money | None = BEFORE_TAX
    original: Money | None = ORIGINAL
    due: date | None = BILL_DUE
    sent: date | None = SENT
    received: date | None = RECEIVED
    way: str | None = WAY
    reminded: tuple[date, ...] = REMINDED
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX


_TAX_FACTS: Final[Any] = TaxQuestion.facts


@final
class BilledTaxFacts(Facts):
    """The facts of a tax on a bill: those of the question, of one amount or of several; a late charge bears no tax."""

    amount: tuple[Money, ...] = fact("what is taxed: one sum, or each part of the bill")
    on: date = _TAX_FACTS["on"]
    province: str | None = _TAX_FACTS["province"]
    tax_rate: Fraction | None = _TAX_FACTS["tax_rate"]
    tax_mode: TaxMode = _TAX_FACTS["tax_mode"]
    tax_rounding: TaxRounding = _TAX_FACTS["tax_rounding"]
    taxed_as: TaxedAs | None = _TAX_FACTS["taxed_as"]
    region: str | None = _TAX_FACTS["region"]


LINE_FACTS: Final[Mapping[LineQuestion, type[Facts]]] = {
    "late_charge": BilledLateChargeFacts,
    "refund": RefundQuestion,
    "cancellation_charge": CancellationChargeQuestion,
    "due_date": DueDateQuestion,
    "dispute_until": DisputeUntilQuestion,
    "tax": BilledTaxFacts,
}
"""Whose facts a line has: as the question of that name takes them."""


def line_fact(question: LineQuestion, name: str, value: Any) -> object:
    """Return a fact of a line from what was given, checked by its type."""
    its = LINE_FACTS[question].facts[name]
    if value is None and its.default is None:
        return None
    return _fact_of(types_of(LINE_FACTS[question])[name], name, value, its.most)


def _fact_of(hint: Any, name: str, value: Any, most: int) -> object:
    match kind_of(hint):
        case "amounts" if _several(value):
            return tuple(as_line_money(one, name) for one in value)
        case "amount" | "amounts":
            return as_line_money(value, name)
        case "day-or-not-given":
            return value if value in (None, LAST_INVOICE_NOT_GIVEN) else as_day(value, name)
        case "day":
            return as_day(value, name)
        case "count":
            return as_count(value, name, most=most)
        case "fraction":
            return as_rate(value, name)
        case "choice":
            return one_of(value, members(hint)[0], name)
        case "text":
            return as_name(value, name)
        case "days":
            return tuple(sorted(as_day(one, name) for one in (value if _several(value) else (value,))))
        case "pairs":
            return as_index_values(value)
        case "moment" | "named-days" | "record" as unreachable_kind:
            raise AssertionError(f"no line of a bill has a fact like {name}: {unreachable_kind}")
        case _ as unreachable:
            assert_never(unreachable)


def _several(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def as_line_money(value: object, name: str) -> Money:
    """An amount of a line, which names its currency itself; `name` is its name in the error."""
    if not isinstance(value, Money):
        raise AmountError(
            "{fact} is {value}: a line of a bill names its currency itself, give Money('56.45', 'CAD')",
            fact=Unquoted(name),
            value=value,
        )
    return as_money(value, value.currency, name)


def has_day(question: LineQuestion) -> bool:
    """Return whether the figure of a line is a day; else it is a sum of money."""
    match question:
        case "due_date" | "dispute_until":
            return True
        case "late_charge" | "refund" | "cancellation_charge" | "tax":
            return False
    assert_never(question)


def carries_tax(question: LineQuestion) -> bool:
    """Return whether the figure of a line has a tax, or is one."""
    match question:
        case "refund" | "cancellation_charge" | "tax":
            return True
        case "due_date" | "late_charge" | "dispute_until":
            return False
    assert_never(question)


def rests_on_due_date(question: LineQuestion) -> bool:
    """Return whether the figure of a line rests on the due date of an invoice."""
    match question:
        case "due_date" | "late_charge":
            return True
        case "dispute_until" | "refund" | "cancellation_charge" | "tax":
            return False
    assert_never(question)


@final
@dataclass(frozen=True, slots=True, init=False, repr=False)
class BillLine:
    """A line of a bill: a question, its facts by name, and what was billed: a sum of money, or a day.

    `question` is `late_charge`, `refund`, `cancellation_charge`, `due_date`, `dispute_until` or `tax`; a refund and a
    cancellation charge may have a billed `tax` and `total` beside the sum. Raises `InputError` for a fact that is
    missing, `UnknownNameError` for one that the question does not have.

    >>> facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
    >>> BillLine("late_charge", facts, Money("3.07", "CAD")).facts["paid"]
    datetime.date(2026, 2, 15)
    """

    question: LineQuestion
    named: tuple[tuple[str, object], ...]
    billed: Money | date
    tax: Money | None = None
    total: Money | None = None

    def __init__(
        self,
        question: LineQuestion,
        facts: Mapping[str, object],
        billed: Money | date | str,
        tax: Money | None = None,
        total: Money | None = None,
    ) -> None:
        if question not in LINE_FACTS:
            known = tuple(map(Unquoted, LINE_FACTS))
            raise UnknownNameError(
                "{question} is no line of a bill: choose from {known}", question=question, known=known
            )
        set_ = object.__setattr__
        set_(self, "question", question)
        set_(self, "named", tuple(_checked(question, facts)))
        of_day = has_day(question)
        given: Any = billed
        set_(self, "billed", as_day(given, "billed") if of_day else as_line_money(given, "billed"))
        for name, sum_ in (("tax", tax), ("total", total)):
            if sum_ is not None and question not in TAXED:
                raise InputError(
                    "{question} has no {name}: leave it out, only {taxed} have one",
                    question=Unquoted(question),
                    name=Unquoted(name),
                    taxed=tuple(map(Unquoted, TAXED)),
                )
            set_(self, name, None if sum_ is None else as_line_money(sum_, name))

    @property
    def facts(self) -> dict[str, Any]:
        """All facts by name, those that were not given as the question takes them then."""
        return dict(self.named)

    @property
    def given(self) -> dict[str, Any]:
        """The facts that are not as they are when left out."""
        known = LINE_FACTS[self.question].facts
        return {name: fact for name, fact in self.named if fact != known[name].default}

    @property
    def billed_money(self) -> Money:
        """The sum that was billed, of a question whose figure is money."""
        assert isinstance(self.billed, Money)
        return self.billed

    @property
    def billed_day(self) -> date:
        """The day that was printed on the bill, of a question whose figure is a day."""
        assert isinstance(self.billed, date)
        return self.billed

    @property
    def amounts(self) -> tuple[Money, ...]:
        """All sums of money of the line."""
        several = (one for _, fact in self.named for one in (fact if isinstance(fact, tuple) else (fact,)))
        return tuple(one for one in (self.billed, self.tax, self.total, *several) if isinstance(one, Money))

    def as_dict(self) -> dict[str, object]:
        """As in a bill's file, where the currency stands beside all lines."""
        sums = {"billed": self.billed, "billed_tax": self.tax, "billed_total": self.total}
        billed = {name: sum_ for name, sum_ in sums.items() if sum_ is not None}
        return {"question": self.question, **{name: _file_value(one) for name, one in (self.given | billed).items()}}

    def __repr__(self) -> str:
        more = "".join(f", {name}={sum_!r}" for name in ("tax", "total") if (sum_ := getattr(self, name)) is not None)
        return f"BillLine({self.question!r}, {self.given!r}, {self.billed!r}{more})"


def _file_value(value: Any) -> object:
    """Return a fact as a bill's file has it: the values of indices as a table."""
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return {name: as_file_value(rate) for name, rate in value}
    return as_file_value(value)


def _checked(question: LineQuestion, facts: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    known = LINE_FACTS[question].facts
    for name in facts:
        if name not in known:
            raise UnknownNameError(
                "{question} has no fact {name}: choose from {known}",
                question=Unquoted(question),
                name=name,
                known=tuple(map(Unquoted, known)),
            )
    for name, its in known.items():
        if name not in facts and its.is_needed:
            raise InputError(
                "{question} lacks its fact {name}: give it", question=Unquoted(question), name=Unquoted(name)
            )
        yield name, line_fact(question, name, facts[name]) if name in facts else its.default


@final
class Bill(Sequence[BillLine]):
    """A frozen sequence of lines, in the order of the bill.

    Raises `InputError` for a bill without lines, and for two currencies.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: Iterable[BillLine]) -> None:
        given = tuple(lines)
        for line in given:
            if not isinstance(line, BillLine):
                raise InputError("{line} is no line: a bill holds BillLine(question, facts, billed)", line=line)
        if not given:
            raise InputError("the bill has no lines: give Bill([BillLine(question, facts, billed), ...])")
        currencies = tuple(dict.fromkeys(money.currency for line in given for money in line.amounts))
        if len(currencies) > 1:
            raise InputError(
                "the bill has amounts in {currencies}: a bill has one currency, so make a bill for each",
                currencies=tuple(map(Unquoted, currencies)),
            )
        _set_lines(self, given)

    def _all(self) -> tuple[BillLine, ...]:
        lines: tuple[BillLine, ...] = object.__getattribute__(self, "_lines")
        return lines

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None where no line has one."""
        return next((money.currency for line in self for money in line.amounts), None)

    def in_words(self) -> Phrase:
        """Return the bill as a heading names it."""
        return phrase("a bill of 1 line") if len(self) == 1 else phrase("a bill of {count} lines", count=len(self))

    @property
    def questions(self) -> tuple[LineQuestion, ...]:
        """The questions of its lines, each once."""
        return tuple(dict.fromkeys(line.question for line in self))

    def as_dict(self) -> dict[str, object]:
        """As a bill's file."""
        return {"currency": self.currency, "line": [line.as_dict() for line in self]}

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a bill is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a bill is frozen: {name} cannot be deleted")

    @overload
    def __getitem__(self, index: int) -> BillLine: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[BillLine, ...]: ...
    def __getitem__(self, index: int | slice) -> BillLine | tuple[BillLine, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Bill) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Bill({list(self._all())!r})"

    def __reduce__(self) -> tuple[type[Bill], tuple[tuple[BillLine, ...]]]:
        return (Bill, (self._all(),))


_slots: Any = Bill  # the slot's own setter: the only writer of a frozen bill
_set_lines: Callable[[Bill, tuple[BillLine, ...]], None] = _slots._lines.__set__
