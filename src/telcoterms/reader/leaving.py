"""What a file says of the end of a service beside days and amounts: monthly fees, the last invoice, the rate of tax."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, final

from telcoterms.account import NOTHING
from telcoterms.money import Money, as_rate
from telcoterms.reader.fields import DAY, Field, Place, Schema, Value, need
from telcoterms.reader.tables import Items
from telcoterms.words import Term


def _day_or_none(value: Any) -> Any:
    if value is None or value == NOTHING:
        return None
    need(not isinstance(value, str) or value[:1].isdigit())
    place = Place("", [])
    day = DAY.read(value, place)
    for fault in place.faults:
        raise fault.error
    return day


LAST_INVOICE: Final[Value[Any]] = Value(
    Term("a day or 'none'"),
    Term("write year-month-day, or 'none' if there was no invoice yet"),
    _day_or_none,
    {"anyOf": [{"enum": [None, NOTHING]}, DAY.schema({})]},
)


def _tax_rate(value: Any) -> Fraction:
    need(isinstance(value, str | int | Decimal) and not isinstance(value, bool))
    return as_rate(value, Term("the rate"))


TAX_RATE: Final = Value(
    Term("a rate from 0 to 10"),
    Term("write 13 % as 0.13"),
    _tax_rate,
    {"type": ["number", "string"], "minimum": 0, "maximum": 10},
)


@final
class Fees(Field[Money | tuple[Money, ...]]):
    """One fee for all months, or a list with one for each."""

    def __init__(self, one: Value[Money]) -> None:
        self.one, self.several = one, Items(one)
        self.wanted = Term("an amount, or a list of amounts")

    def read(self, value: Any, place: Place) -> Money | tuple[Money, ...] | None:
        """The fee, or the fees."""
        return self.several.read(value, place) if isinstance(value, list) else self.one.read(value, place)

    def schema(self, definitions: Schema) -> Schema:
        """One amount, or an array of them."""
        return {"anyOf": [self.one.schema(definitions), self.several.schema(definitions)]}
