"""Hold a bill to be audited: a frozen sequence of lines, each with a question, its facts and the billed figure.

The facts of a line are those of its question, checked as the question checks them. What an account decides are its
items, of which `items` says more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, assert_never, final, overload

from telcoterms.account.events import Invoice
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
)
from telcoterms.answers.question import Facts, fact
from telcoterms.audit.checked import as_line_money, checked_fact, checked_facts, fact_in_file
from telcoterms.audit.items import BillItem, ItemKind, can_stand_twice
from telcoterms.clauses.cancellation_charge.question import CancellationChargeQuestion
from telcoterms.clauses.dispute import DisputeUntilQuestion
from telcoterms.clauses.due_date import DueDateQuestion
from telcoterms.clauses.part_charge import PartChargeQuestion
from telcoterms.clauses.refund import RefundQuestion
from telcoterms.clauses.tax import TaxQuestion
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.money import Money

LineQuestion = Literal[
    "late_charge", "refund", "part_charge", "cancellation_charge", "due_date", "dispute_until", "tax"
]
TAXED: Final = ("refund", "part_charge", "cancellation_charge")
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

    amount: tuple[Money, ...] = fact("what is taxed: one sum, or each part of the bill", place="arguments")
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
    "part_charge": PartChargeQuestion,
    "cancellation_charge": CancellationChargeQuestion,
    "due_date": DueDateQuestion,
    "dispute_until": DisputeUntilQuestion,
    "tax": BilledTaxFacts,
}
"""Whose facts a line has: as the question of that name takes them."""


INVOICE_ALONE: Final = ("number", "amount")
"""The keys of an invoice that do not stand at the head of a bill's file as they are."""


def line_fact(question: LineQuestion, name: str, value: Any) -> object:
    """Return a fact of a line from what was given, checked by its type."""
    return checked_fact(LINE_FACTS[question], name, value)


def has_day(question: LineQuestion) -> bool:
    """Return whether the figure of a line is a day; else it is a sum of money."""
    match question:
        case "due_date" | "dispute_until":
            return True
        case "late_charge" | "refund" | "part_charge" | "cancellation_charge" | "tax":
            return False
    assert_never(question)


def is_of_invoice(question: LineQuestion) -> bool:
    """Return whether a line is on one invoice of an account, which its facts name by its date."""
    match question:
        case "late_charge":
            return True
        case "refund" | "part_charge" | "cancellation_charge" | "due_date" | "dispute_until" | "tax":
            return False
    assert_never(question)


def carries_tax(question: LineQuestion) -> bool:
    """Return whether the figure of a line has a tax, or is one."""
    match question:
        case "refund" | "part_charge" | "cancellation_charge" | "tax":
            return True
        case "due_date" | "late_charge" | "dispute_until":
            return False
    assert_never(question)


@final
@dataclass(frozen=True, slots=True, init=False, repr=False)
class BillLine:
    """A line of a bill: a question, its facts by name, and what was billed: a sum of money, or a day.

    `question` is `late_charge`, `refund`, `part_charge`, `cancellation_charge`, `due_date`, `dispute_until` or `tax`;
    a refund, a part charge and a cancellation charge may have a billed `tax` and `total` beside the sum. Raises
    `InputError` for a fact that is missing, `UnknownNameError` for one that the question does not have.

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
        set_(self, "named", tuple(checked_facts(question, LINE_FACTS[question], facts)))
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
    def facts(self) -> dict[str, object]:
        """All facts by name, those that were not given as the question takes them then."""
        return dict(self.named)

    @property
    def given(self) -> dict[str, object]:
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
        return {"question": self.question, **{name: fact_in_file(one) for name, one in (self.given | billed).items()}}

    def __repr__(self) -> str:
        more = "".join(f", {name}={sum_!r}" for name in ("tax", "total") if (sum_ := getattr(self, name)) is not None)
        return f"BillLine({self.question!r}, {self.given!r}, {self.billed!r}{more})"


@final
class Bill(Sequence[BillLine]):
    """A frozen sequence of lines, in the order of the bill; and its items, which an account decides.

    A bill with `items` has the day on which it was `issued` and the `number` of its invoice, where it has one.
    `billing_months`, `due`, `sent`, `received` and `way` are those of an `Invoice`. Raises `InputError` for a bill
    without lines and items, and for two currencies.
    """

    __slots__ = ("_invoice", "_items", "_lines")

    def __init__(
        self,
        lines: Iterable[BillLine] = (),
        *,
        items: Iterable[BillItem] = (),
        number: str | None = None,
        issued: Day | None = None,
        billing_months: int = 1,
        due: Day | None = None,
        sent: Day | None = None,
        received: Day | None = None,
        way: str | None = None,
    ) -> None:
        given, listed = tuple(lines), tuple(items)
        for line in given:
            if not isinstance(line, BillLine):
                raise InputError("{line} is no line: a bill holds BillLine(question, facts, billed)", line=line)
        for item in listed:
            if not isinstance(item, BillItem):
                raise InputError("{item} is no item: give BillItem(kind, billed)", item=item)
        if not given and not listed:
            raise InputError("the bill has no lines: give Bill([BillLine(question, facts, billed), ...])")
        named = {"number": number, "issued": issued, "due": due, "sent": sent, "received": received, "way": way}
        for name, value in named.items():
            if value is not None and not listed:
                raise InputError(
                    "the bill has {name} but no item that rests on it: give its items, or leave it out",
                    name=Unquoted(name),
                )
        _refuse_twice(listed)
        currencies = tuple(dict.fromkeys(money.currency for money in _amounts(given, listed)))
        if len(currencies) > 1:
            raise InputError(
                "the bill has amounts in {currencies}: a bill has one currency, so make a bill for each",
                currencies=tuple(map(Unquoted, currencies)),
            )
        _set_lines(self, given)
        _set_items(self, listed)
        invoice: Invoice | None = None
        if listed:
            if issued is None:
                raise InputError("the bill has items and no day: give {issued}, its date", issued=Unquoted("issued"))
            day = as_day(issued, "issued")
            nothing = Money.of_minor(0, currencies[0] if currencies else "EUR")
            invoice = Invoice(
                day.isoformat() if number is None else number,
                day,
                nothing,
                billing_months,
                due=due,
                sent=sent,
                received=received,
                way=way,
            )
        _set_invoice(self, (invoice, number is not None))

    def _all(self) -> tuple[BillLine, ...]:
        lines: tuple[BillLine, ...] = object.__getattribute__(self, "_lines")
        return lines

    def _key(self) -> tuple[object, ...]:
        return (self._all(), self.items, object.__getattribute__(self, "_invoice"))

    @property
    def items(self) -> tuple[BillItem, ...]:
        """What an account decides, in the order of the bill."""
        items: tuple[BillItem, ...] = object.__getattribute__(self, "_items")
        return items

    def of_kinds(self, *kinds: ItemKind) -> list[tuple[int, BillItem]]:
        """Return the items of some kinds, each with its place on the bill."""
        return [(place, item) for place, item in enumerate(self.items) if item.kind in kinds]

    @property
    def invoice(self) -> Invoice:
        """The invoice that a bill with items is, of no amount yet; without a number, it is called by its day."""
        invoice: Invoice | None = object.__getattribute__(self, "_invoice")[0]
        assert invoice is not None
        return invoice

    @property
    def has_number(self) -> bool:
        """Whether the number of its invoice is known."""
        has_number: bool = object.__getattribute__(self, "_invoice")[1]
        return has_number

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None where no line has one."""
        return next((money.currency for money in _amounts(self, self.items)), None)

    def with_lines(self, lines: Iterable[BillLine]) -> Bill:
        """Return a bill with the same items and other lines."""
        head = self._head() if self.items else {}
        return Bill(lines, items=self.items, **head)

    def in_words(self) -> Phrase:
        """Return the bill as a heading names it."""
        if self.items and not self.has_number:
            return phrase("the bill of {issued}", issued=self.invoice.issued)
        if self.items:
            return phrase("the bill {number} of {issued}", number=self.invoice.number, issued=self.invoice.issued)
        return phrase("a bill of 1 line") if len(self) == 1 else phrase("a bill of {count} lines", count=len(self))

    @property
    def questions(self) -> tuple[LineQuestion, ...]:
        """The questions of its lines, each once."""
        return tuple(dict.fromkeys(line.question for line in self))

    def as_dict(self) -> dict[str, object]:
        """As a bill's file."""
        lines = {"line": [line.as_dict() for line in self]} if len(self) or not self.items else {}
        if not self.items:
            return {"currency": self.currency, **lines}
        head = {key: value for key, value in self.invoice.as_dict().items() if key not in INVOICE_ALONE}
        number = {"number": self.invoice.number} if self.has_number else {}
        return {"currency": self.currency, **number, **head, **lines, "item": [one.as_dict() for one in self.items]}

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

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Bill) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        lines = f"{list(self._all())!r}" if len(self) or not self.items else ""
        parts = [lines] if lines else []
        if self.items:
            head = {key: value for key, value in self._head().items() if value is not None}
            parts += [f"items={list(self.items)!r}", *(f"{key}={value!r}" for key, value in head.items())]
        return f"Bill({', '.join(parts)})"

    def _repr_html_(self) -> str:
        from telcoterms.formats.html import table
        from telcoterms.values.steps import step

        rows = []
        for printed in (*self, *self.items):
            (_, kind), *facts = printed.as_dict().items()
            told = ", ".join(f"{name} {value}" for name, value in facts)
            rows.append(step("{kind}: {facts}", kind=data_text(str(kind).replace("_", " ")), facts=told))
        return table(self.in_words(), rows)

    def _head(self) -> dict[str, Any]:
        """Return what a bill with items is made with beside them."""
        invoice = self.invoice
        return {
            "number": invoice.number if self.has_number else None,
            "issued": invoice.issued,
            "billing_months": invoice.billing_months,
            "due": invoice.due,
            "sent": invoice.sent,
            "received": invoice.received,
            "way": invoice.way,
        }

    def __reduce__(self) -> tuple[Callable[..., Bill], tuple[object, ...]]:
        return (_bill_of, (self._all(), self.items, self._head() if self.items else {}))


def _amounts(lines: Iterable[BillLine], items: Iterable[BillItem]) -> Iterator[Money]:
    """Yield all sums of money of a bill."""
    for line in lines:
        yield from line.amounts
    for item in items:
        yield from item.amounts


def _bill_of(lines: tuple[BillLine, ...], items: tuple[BillItem, ...], head: Mapping[str, Any]) -> Bill:
    """Return a bill from what it was pickled as."""
    return Bill(lines, items=items, **head)


def _refuse_twice(items: Iterable[BillItem]) -> None:
    """Refuse two items that nothing tells apart; fees and administrative charges can be alike."""
    seen: set[object] = set()
    for item in items:
        if item.key in seen and not can_stand_twice(item.kind):
            facts = tuple(name for name in ("invoice", "number", "name") if name in item.facts)
            if not facts:
                raise InputError("{item} stands twice on the bill: give it once", item=item.in_words())
            raise InputError(
                "{item} stands twice on the bill: give each its {fact}, or both as one sum",
                item=item.in_words(),
                fact=Unquoted(facts[0]),
            )
        seen.add(item.key)


_slots: Any = Bill  # the slots' own setters: the only writers of a frozen bill
_set_lines: Callable[[Bill, tuple[BillLine, ...]], None] = _slots._lines.__set__
_set_items: Callable[[Bill, tuple[BillItem, ...]], None] = _slots._items.__set__
_set_invoice: Callable[[Bill, tuple[Invoice | None, bool]], None] = _slots._invoice.__set__
