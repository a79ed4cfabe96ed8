"""Where the facts of a question stand in a table.

A sum of money is a column of decimals of the name of its fact, or of 64-bit minor units of that name and `_minor`. An
integer column of the bare name is refused: whether 11300 is 113.00 or 11,300.00 nobody can tell from it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, final

import pyarrow as pa

from telcoterms.errors import FactError, FaultyTableError, Misfit, TelcoTermsError, Word

MINOR: Final = "_minor"
DIGITS: Final = 18  # of the sums that are given out: as many as 64 bits always hold

Kind = Literal["money", "day", "count", "word"]
TYPES: Final = {"day": pa.date32(), "count": pa.int32(), "word": pa.string()}

_NOT_DECIMAL: Final = "the column {name} is of {type}: give decimals, as {decimal}, or {minor} of whole minor units"
_INTEGERS: Final = (
    "the column {name} holds integers, and whether they are minor units or whole currency cannot be seen: call it "
    "{minor} if they are minor units, else cast it to {decimal}"
)


class Fact(NamedTuple):
    """A column of a question: what it is called, what it holds, and whether a table must have it.

    `words` are the values of a column of words. A null in a column that is needed gives a null. In another one it is as
    left out: `usual` is what the fact then is, or `null` the mark that stands for it, which no value is taken for. Of
    `several` a row may have a list.
    """

    name: str
    kind: Kind
    needed: bool = True
    words: tuple[str, ...] = ()
    null: int | None = None
    usual: int | None = None
    several: bool = False

    @property
    def of_null(self) -> int | None:
        """What a null is, if it is anything."""
        return self.usual if self.null is None else self.null

    @property
    def names(self) -> tuple[str, ...]:
        """What a column that holds it may be called."""
        return (self.name, self.name + MINOR) if self.kind == "money" else (self.name,)


class Result(NamedTuple):
    """A column that is added."""

    name: str
    kind: Kind


ERROR: Final = Result("error", "word")  # what does not fit in a row, where that is asked for


@final
@dataclass(frozen=True, slots=True)
class Layout:
    """Of each fact that a table has its column, which of them hold minor units, and the decimals of the currency."""

    places: dict[str, int]
    minor: frozenset[str]
    digits: int

    def name(self, result: Result) -> str:
        """What a result is called: sums are given out as they came in, `late_charge_minor` beside `amount_minor`."""
        return result.name + MINOR if result.kind == "money" and self.minor else result.name

    def type(self, result: Result) -> pa.DataType:
        """The type of a result."""
        if result.kind == "money":
            return pa.int64() if self.minor else pa.decimal128(DIGITS, self.digits)
        return TYPES[result.kind]

    def fields(self, results: Sequence[Result]) -> list[pa.Field]:
        """The fields of results."""
        return [pa.field(self.name(one), self.type(one)) for one in results]


def layout(
    schema: pa.Schema,
    facts: Sequence[Fact],
    digits: int,
    results: Sequence[Result],
    by: str | None = None,
    taken: Collection[str] | None = None,
) -> Layout:
    """Where the facts of a question stand in the columns of a table; `by` is one by which rows are told apart.

    `taken` are the names of all columns, where the table has more than those that are looked at. Raises
    `FaultyTableError` with all columns that are missing, of another type, twice there, or in the way of a result.
    """
    places: dict[str, int] = {}
    minor: set[str] = set()
    errors: list[TelcoTermsError] = []
    for fact in facts:
        own = [name for name in schema.names if name in fact.names]
        if len(own) > 1:
            errors.append(_twice(own))
        elif own:
            error = _of_another_type(schema.field(own[0]), fact, digits)
            errors += [] if error is None else [error]
            places[fact.name] = schema.get_field_index(own[0])
            minor |= {fact.name} if own[0] != fact.name else set()
        elif fact.needed:
            errors.append(_missing(schema, fact))
    if by is not None:
        errors += _unfit_key(schema, by)
    found = Layout(places, frozenset(minor), digits)
    if minor and len(minor) != sum(one.kind == "money" and one.name in places for one in facts):
        errors.append(_mixed(schema, found))
    names = schema.names if taken is None else taken
    errors += [_in_the_way(name) for name in map(found.name, results) if name in names]
    if errors:
        raise FaultyTableError([Misfit(error) for error in errors])
    return found


def _unfit_key(schema: pa.Schema, by: str) -> list[TelcoTermsError]:
    """Why no column tells rows apart, if none does."""
    if schema.names.count(by) != 1:
        return [_missing(schema, Fact(by, "word")) if by not in schema.names else _twice([by, by])]
    type_ = schema.field(by).type
    type_ = type_.value_type if _encoded(type_) else type_
    if any(fits(type_) for fits in _KEYS):
        return []
    return [
        FactError("the column {name} is of {type}: give text, whole numbers or days", name=Word(by), type=Word(type_))
    ]


def _missing(schema: pa.Schema, fact: Fact) -> TelcoTermsError:
    templates = {
        "money": "there is no column {name} among {known}: give one of decimals, or {minor} of whole minor units",
        "day": "there is no column {name} among {known}: give one of days (date32)",
        "count": "there is no column {name} among {known}: give one of whole numbers",
        "word": "there is no column {name} among {known}: give one of text",
    }
    known = tuple(map(Word, schema.names))
    return FactError(templates[fact.kind], name=Word(fact.name), minor=Word(fact.name + MINOR), known=known)


def _twice(names: Sequence[str]) -> TelcoTermsError:
    return FactError("the table has several columns {names}: leave one", names=tuple(map(Word, names)))


def _mixed(schema: pa.Schema, found: Layout) -> TelcoTermsError:
    return FactError(
        "some sums are decimals, but {minor} minor units: give all sums in one of the two",
        minor=tuple(Word(schema.names[found.places[name]]) for name in sorted(found.minor)),
    )


def _in_the_way(name: str) -> TelcoTermsError:
    return FactError(
        "the table has a column {name} already, as the result is called: rename it or leave it out", name=Word(name)
    )


def is_text(type_: pa.DataType) -> bool:
    """Whether a column holds text, of any kind."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def _encoded(type_: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(type_) or pa.types.is_run_end_encoded(type_))


def is_list(type_: pa.DataType) -> bool:
    """Whether a column has a list in each row."""
    return bool(pa.types.is_list(type_) or pa.types.is_large_list(type_))


def _of_another_type(field: pa.Field, fact: Fact, digits: int) -> TelcoTermsError | None:
    """Why a column cannot hold a fact, if it cannot; a column of nothing but nulls can hold any."""
    inside = _encoded(field.type) or (fact.several and is_list(field.type))
    type_ = field.type.value_type if inside else field.type
    is_whole = pa.types.is_integer(type_)
    if pa.types.is_null(type_):
        return None
    match fact.kind:
        case "money" if field.name == fact.name:
            fits, template = pa.types.is_decimal(type_), _NOT_DECIMAL
            if is_whole:
                template = _INTEGERS
        case "money" | "count":
            fits, template = is_whole, "the column {name} is of {type}: give whole numbers, as int64"
        case "day":
            fits, template = pa.types.is_date(type_), "the column {name} is of {type}: give days, as date32"
            if pa.types.is_timestamp(type_):
                template = "the column {name} holds moments ({type}): decide the local date and give that, as date32"
        case _:
            fits = is_text(type_)
            template = "the column {name} is of {type}: give text"
    if fits:
        return None
    decimal = Word(f"decimal128({DIGITS}, {digits})")
    return FactError(template, name=Word(field.name), type=Word(type_), minor=Word(fact.name + MINOR), decimal=decimal)


_KEYS: Final = (is_text, pa.types.is_integer, pa.types.is_date, pa.types.is_boolean, pa.types.is_null)
