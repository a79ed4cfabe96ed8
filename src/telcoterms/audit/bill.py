"""The facts that a line of a bill has, question by question, and what each of them is.

A bill to be audited: a frozen sequence of lines, each a question, its facts and the billed figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, assert_never, final, get_args, overload

from telcoterms.account.events import as_file_value, as_name
from telcoterms.agreement.taxes import TaxMode
from telcoterms.clauses.cancellation_charge import NOT_GIVEN, CancelledBy
from telcoterms.clauses.refund import Regime
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import as_count, as_day
from telcoterms.values.errors import AmountError, FactError, UnknownNameError, Word
from telcoterms.values.money import Money, as_money, as_rate

LineQuestion = Literal["late_charge", "refund", "cancellation_charge", "due_date", "dispute_until"]
TAXED: Final = ("refund", "cancellation_charge")
"""The questions whose tax and total can be billed too."""

NEEDED: Final = "needed"

Kind = Literal["amount", "amounts", "day", "day-or-none", "months", "day-of-month", "rate", "name"]


@final
@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a line: what it is, its value where it is not given, and its names where it is one of some."""

    kind: Kind
    default: object = NEEDED
    names: tuple[str, ...] = ()

    def of(self, value: Any, name: str) -> object:
        """The fact from what was given; `name` is its name in the error."""
        return None if value is None and self.default is None else self._given(value, name)

    def _given(self, value: Any, name: str) -> object:
        match self.kind:
            case "amounts" if _several(value):
                return tuple(as_line_money(one, name) for one in value)
            case "amount" | "amounts":
                return as_line_money(value, name)
            case "day-or-none":
                return value if value in (None, NOT_GIVEN) else as_day(value, name)
            case "day":
                return as_day(value, name)
            case "months":
                return as_count(value, name)
            case "day-of-month":
                return as_count(value, name, most=31)
            case "rate":
                return as_rate(value, name)
            case "name":
                return self._one_of(value, name)
        assert_never(self.kind)

    def _one_of(self, value: Any, name: str) -> object:
        if not self.names:
            return as_name(value, name)
        if value not in self.names:
            raise UnknownNameError(
                "{fact} is {value}: choose from {known}",
                fact=Word(name),
                value=value,
                known=tuple(map(Word, self.names)),
            )
        return value


def _several(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def as_line_money(value: object, name: str) -> Money:
    """An amount of a line, which names its currency itself; `name` is its name in the error."""
    if not isinstance(value, Money):
        raise AmountError(
            "{fact} is {value}: a line of a bill names its currency itself, give Money('56.45', 'CAD')",
            fact=Word(name),
            value=value,
        )
    return as_money(value, value.currency, name)


LINE_FACTS: Final[Mapping[LineQuestion, Mapping[str, Fact]]] = {
    "late_charge": {
        "amount": Fact("amount"),
        "issued": Fact("day"),
        "paid": Fact("day"),
        "billing_months": Fact("months", 1),
        "before_tax": Fact("amount", None),
        "original": Fact("amount", None),
    },
    "refund": {
        "fee": Fact("amount"),
        "cycle_start": Fact("day"),
        "cancelled": Fact("day"),
        "fee_months": Fact("months", 1),
        "billing_day": Fact("day-of-month", None),
        "paid_until": Fact("day", None),
        "regime": Fact("name", "month-to-month", get_args(Regime)),
        "province": Fact("name", None),
        "tax_rate": Fact("rate", None),
    },
    "cancellation_charge": {
        "monthly_fee": Fact("amounts", None),
        "incentive": Fact("amount", None),
        "term_start": Fact("day"),
        "term_months": Fact("months"),
        "last_invoice": Fact("day-or-none", NOT_GIVEN),
        "cancelled": Fact("day"),
        "by": Fact("name", "customer", get_args(CancelledBy)),
        "province": Fact("name", None),
        "tax_rate": Fact("rate", None),
        "tax_mode": Fact("name", "added", get_args(TaxMode)),
    },
    "due_date": {"issued": Fact("day")},
    "dispute_until": {"issued": Fact("day")},
}
"""The facts of a line, as the question of that name takes them; a late charge has two more, which mistakes need."""


@final
@dataclass(frozen=True, slots=True, init=False, repr=False)
class BillLine:
    """A line of a bill: a question, its facts by name, and what was billed: a sum of money, or a day.

    `question` is `late_charge`, `refund`, `cancellation_charge`, `due_date` or `dispute_until`; a refund and a
    cancellation charge may have a billed `tax` and `total` beside the sum. Raises `FactError` for a fact that is
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
            known = tuple(map(Word, LINE_FACTS))
            raise UnknownNameError(
                "{question} is no line of a bill: choose from {known}", question=question, known=known
            )
        set_ = object.__setattr__
        set_(self, "question", question)
        set_(self, "named", tuple(_checked(question, facts)))
        of_day = question in ("due_date", "dispute_until")
        given: Any = billed
        set_(self, "billed", as_day(given, "billed") if of_day else as_line_money(given, "billed"))
        for name, sum_ in (("tax", tax), ("total", total)):
            if sum_ is not None and question not in TAXED:
                raise FactError(
                    "{question} has no {name}: leave it out, only {taxed} have one",
                    question=Word(question),
                    name=Word(name),
                    taxed=tuple(map(Word, TAXED)),
                )
            set_(self, name, None if sum_ is None else as_line_money(sum_, name))

    @property
    def facts(self) -> dict[str, Any]:
        """All facts by name, those that were not given as the question takes them then."""
        return dict(self.named)

    @property
    def given(self) -> dict[str, Any]:
        """The facts that are not as they are when left out."""
        known = LINE_FACTS[self.question]
        return {name: fact for name, fact in self.named if fact != known[name].default}

    @property
    def amounts(self) -> tuple[Money, ...]:
        """All sums of money of the line."""
        several = (one for _, fact in self.named for one in (fact if isinstance(fact, tuple) else (fact,)))
        return tuple(one for one in (self.billed, self.tax, self.total, *several) if isinstance(one, Money))

    def as_dict(self) -> dict[str, object]:
        """As in a bill's file, where the currency stands beside all lines."""
        sums = {"billed": self.billed, "billed_tax": self.tax, "billed_total": self.total}
        billed = {name: sum_ for name, sum_ in sums.items() if sum_ is not None}
        return {"question": self.question, **{name: as_file_value(one) for name, one in (self.given | billed).items()}}

    def __repr__(self) -> str:
        more = "".join(f", {name}={sum_!r}" for name in ("tax", "total") if (sum_ := getattr(self, name)) is not None)
        return f"BillLine({self.question!r}, {self.given!r}, {self.billed!r}{more})"


def _checked(question: LineQuestion, facts: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    known = LINE_FACTS[question]
    for name in facts:
        if name not in known:
            raise UnknownNameError(
                "{question} has no fact {name}: choose from {known}",
                question=Word(question),
                name=name,
                known=tuple(map(Word, known)),
            )
    for name, fact in known.items():
        if name not in facts and fact.default == NEEDED:
            raise FactError("{question} lacks its fact {name}: give it", question=Word(question), name=Word(name))
        yield name, fact.of(facts[name], name) if name in facts else fact.default


@final
class Bill(Sequence[BillLine]):
    """A frozen sequence of lines, in the order of the bill.

    Raises `FactError` for a bill without lines, and for two currencies.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: Iterable[BillLine]) -> None:
        given = tuple(lines)
        for line in given:
            if not isinstance(line, BillLine):
                raise FactError("{line} is no line: a bill holds BillLine(question, facts, billed)", line=line)
        if not given:
            raise FactError("the bill has no lines: give Bill([BillLine(question, facts, billed), ...])")
        currencies = tuple(dict.fromkeys(money.currency for line in given for money in line.amounts))
        if len(currencies) > 1:
            raise FactError(
                "the bill has amounts in {currencies}: a bill is in one currency, make a bill for each",
                currencies=tuple(map(Word, currencies)),
            )
        _set_lines(self, given)

    def _all(self) -> tuple[BillLine, ...]:
        lines: tuple[BillLine, ...] = object.__getattribute__(self, "_lines")
        return lines

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None where no line has one."""
        return next((money.currency for line in self for money in line.amounts), None)

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
