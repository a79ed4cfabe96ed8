"""What every event checks of its fields, and how it is written in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Final

from telcoterms.errors import AmountError, FactError, UnknownNameError, Word, bare
from telcoterms.money import Money, as_money
from telcoterms.working import decimal_text

NAME_LENGTH: Final = 80
NOTHING: Final = "none"


def as_name(value: object, fact: str) -> str:
    """A number or reference as it is printed on paper: text, not empty, without control characters."""
    if not isinstance(value, str) or not value.strip() or len(value) > NAME_LENGTH or not value.isprintable():
        raise FactError(
            "{fact} is {value}: give text of 1 to {most} printable characters, as on the bill",
            fact=bare(fact),
            value=value,
            most=NAME_LENGTH,
        )
    return value


def as_own_money(value: object, fact: str) -> Money:
    """An amount of an event, which names its currency itself."""
    if not isinstance(value, Money):
        raise AmountError(
            "{fact} is {value}: an event names its currency itself, give Money('56.45', 'CAD')",
            fact=bare(fact),
            value=value,
        )
    return as_money(value, value.currency, fact)


def as_own_sum(value: object, fact: str) -> Money:
    """An amount of an event that would say nothing if it were zero."""
    money = as_own_money(value, fact)
    if not money.minor:
        raise AmountError("{fact} is {value}: give more than zero", fact=bare(fact), value=money)
    return money


def as_choice(value: object, known: tuple[str, ...], fact: str) -> Any:
    """One of a closed set of names."""
    if value not in known:
        raise UnknownNameError(
            "{fact} is {value}: choose from {known}", fact=bare(fact), value=value, known=tuple(map(Word, known))
        )
    return value


class Entered:
    """An event of an account, dated and frozen.

    `table` is what its rows are called in an account's file, `keys` what a field is called there that has another name.
    """

    __slots__ = ()
    table: ClassVar[str]
    keys: ClassVar[Mapping[str, str]] = {}

    def _set(self, values: Mapping[str, object]) -> None:
        """The only writer of a frozen event."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def as_dict(self) -> dict[str, object]:
        """As in an account file, where the currency stands beside all events; what is as left out is left out."""
        row = {one.name: (getattr(self, one.name), one.default) for one in fields(self)}  # type: ignore[arg-type]
        said = {name: value for name, (value, usual) in row.items() if usual is MISSING or value != usual}
        return {self.keys.get(name, name): written(value) for name, value in said.items()}


def written(value: object) -> object:
    """A field of an event as JSON-ready data that TOML can hold too, which knows no null."""
    match value:
        case None:
            return NOTHING
        case Money():
            return value.text
        case date():
            return value.isoformat()
        case Fraction():
            return decimal_text(value)
        case tuple():
            return [written(one) for one in value]
        case Entered():
            return value.as_dict()
        case _:
            return value
