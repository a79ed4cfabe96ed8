"""The facts that a line of a bill has, question by question, and what each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, assert_never, final, get_args

from telcoterms.account import as_name
from telcoterms.days import as_count, as_day
from telcoterms.errors import AmountError, UnknownNameError, Word
from telcoterms.money import Money, as_money, as_rate
from telcoterms.rules.cancellation_charge import NOT_GIVEN, CancelledBy
from telcoterms.rules.refund import Regime
from telcoterms.taxes import TaxMode

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
