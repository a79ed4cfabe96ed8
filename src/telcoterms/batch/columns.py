"""Where the facts of a question stand in a table, and Arrow's arrays as arrays of whole numbers and back.

A sum of money is a column of decimals of the name of its fact, or of 64-bit minor units of that name and `_minor`. An
integer column of the bare name is refused: whether 11300 is 113.00 or 11,300.00 nobody can tell from it.

Inside, money is minor units, a day its number since 1970-01-01, and a word its place in a list; no copy is made where
none is needed. What a null hides is never looked at: Arrow leaves there whatever was in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from threading import Lock
from typing import Any, Final, Literal, NamedTuple, assert_never, final

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from telcoterms.batch.kernels.core import core
from telcoterms.batch.kernels.days import NO_DAY
from telcoterms.batch.kernels.numbers import Lists
from telcoterms.files.headings import confirm, usual_names
from telcoterms.files.shapes import nearest
from telcoterms.values.errors import InputError, InvalidTableError, RowFault, TelcoTermsError, Unquoted
from telcoterms.values.money import LIMIT

functions: Final[Any] = pyarrow.compute


Numbers = NDArray[Any]
Mask = NDArray[np.bool_]

OVER: Final = LIMIT + 1  # in the place of a sum that no minor units can hold, which is refused as any over the limit
DAY: Final = 86_400_000  # milliseconds
_WIDE: Final = Context(prec=80)
IN_PARTS: Final = -OVER  # in the place of a sum with a part of a minor unit, which is refused as any below zero


def plain(array: pa.Array) -> pa.Array:
    """Return the array itself: not its dictionary, its runs, or views of its text."""
    if pa.types.is_dictionary(array.type):
        return array.dictionary_decode()
    if pa.types.is_run_end_encoded(array.type):
        return functions.run_end_decode(array)
    return array.cast(pa.string()) if pa.types.is_string_view(array.type) else array


def there(array: pa.Array) -> Mask | None:
    """Return where there is a value; None where there is one everywhere."""
    if not array.null_count:
        return None
    mask: Mask = array.is_valid().to_numpy(zero_copy_only=False)
    return mask


def whole(array: pa.Array, type_: pa.DataType) -> Numbers:
    """Return whole numbers or days as they lie in memory; zero for a null."""
    if pa.types.is_uint64(array.type):
        array = functions.min_element_wise(array, pa.scalar(OVER, pa.uint64()), skip_nulls=False)
    if pa.types.is_date64(array.type):
        return _without_nulls(array, _days(_memory(array, 8)))
    if array.type != type_:
        array = array.cast(type_)
    return _without_nulls(array, _memory(array, type_.bit_width // 8))


def _days(milliseconds: Numbers) -> Numbers:
    """Return days of milliseconds; `NO_DAY` for what is no whole day, or lies too far away, and so is refused."""
    days, rest = np.divmod(milliseconds, DAY)
    whole_days: Numbers = np.where((rest == 0) & (np.abs(days) < -NO_DAY), days, NO_DAY + 1).astype(np.int32)
    return whole_days


def _memory(array: pa.Array, width: int, words: int = 1) -> Numbers:
    """Return the values of an array of so many words of `width` bytes each, as a view of its memory."""
    data, count = array.buffers()[1], (array.offset + len(array)) * words
    if data is None:
        return np.zeros(0, dtype=f"i{width}")
    return np.frombuffer(data, dtype=f"i{width}", count=count)[array.offset * words :]


def _without_nulls(array: pa.Array, numbers: Numbers) -> Numbers:
    valid = there(array)
    return numbers if valid is None else np.where(valid, numbers, 0)


def minor_units(array: pa.Array, digits: int) -> Numbers:
    """Return decimals as minor units; `OVER` for what lies over the limit, `IN_PARTS` for a part of a minor unit."""
    if pa.types.is_null(array.type):
        return np.zeros(len(array), dtype=np.int64)
    if not (pa.types.is_decimal128(array.type) and array.type.scale == digits):
        array = _scaled(array, digits)
    words = array.type.bit_width // 64
    parts = _memory(array, 8, words).reshape(-1, words)
    numbers = np.ascontiguousarray(parts[:, 0])
    if numbers.min(initial=0) < 0 or parts[:, 1:].any():
        sign = numbers >> 63  # what the words above hold, where all of the number is in the lowest
        numbers = np.where((parts[:, 1:] == sign[:, None]).all(axis=1), numbers, OVER)
    return _without_nulls(array, numbers)


def _scaled(array: pa.Array, digits: int) -> pa.Array:
    """Return decimals of the currency's decimals, in 256 bits: a cast to fewer overflows, and Arrow does not say so."""
    try:
        if array.type.precision - array.type.scale + digits <= 76:
            return array.cast(pa.decimal256(76, digits))
    except pa.ArrowInvalid:  # a part of a minor unit
        pass
    exact = [None if amount is None else amount.scaleb(digits, _WIDE) for amount in array.to_pylist()]
    fitting = [amount if amount is None else _fitting(amount) for amount in exact]
    return pa.array(fitting, pa.decimal128(38, 0))


def _fitting(minor: Decimal) -> int:
    if abs(minor) > LIMIT:
        return OVER
    return int(minor) if minor == minor.to_integral_value() else IN_PARTS


def places(array: pa.Array, words: Sequence[str]) -> Numbers:
    """Return the place of each word among `words`; -1 for another one."""
    indices = functions.index_in(array.cast(pa.string()), pa.array(words, pa.string()))
    numbers: Numbers = indices.fill_null(-1).to_numpy()
    return numbers


def read(array: pa.Array, fact: ColumnFact, table_layout: Layout) -> Any:
    """Return a column of a fact as whole numbers; for a null its number, or zero. Of a column of lists `Lists`."""
    if is_list(array.type):
        inside = _read(array.values, fact, table_layout)
        valid = there(array.values)
        values = inside if valid is None else np.where(valid, inside, IN_PARTS)  # a sum that is missing is none
        return Lists(array.offsets.to_numpy().astype(np.int64), values)
    numbers = _read(array, fact, table_layout)
    if fact.null is not None and (numbers == fact.null).any():  # the mark itself, as a value: one that is refused
        numbers = np.where(numbers == fact.null, fact.null + 1, numbers)
    valid = there(array)
    return numbers if valid is None or fact.of_null is None else np.where(valid, numbers, fact.of_null)


def _read(array: pa.Array, fact: ColumnFact, table_layout: Layout) -> Numbers:
    match fact.kind:
        case "word":
            return places(array, fact.words)
        case "name":
            names: Numbers = array.cast(pa.string()).to_numpy(zero_copy_only=False)
            return names
        case "money":
            if fact.name in table_layout.minor:
                return whole(array, pa.int64())
            return minor_units(array, table_layout.digits)
        case "day":
            return whole(array, pa.date32())
        case "count":
            return whole(array, pa.int64())
    assert_never(fact.kind)


def result_column(result: Result, type_: pa.DataType, values: Numbers, valid: Mask | None) -> pa.Array:
    """Return the values of a result as a column of a type; null where they are not valid."""
    return given(type_, values, valid) if result.words is None else result.words.column(values, valid)


def given(type_: pa.DataType, values: Numbers, valid: Mask | None) -> pa.Array:
    """Return whole numbers as a column of a type; null where they are not valid."""
    if pa.types.is_decimal(type_):
        memory = pa.allocate_buffer(16 * len(values))  # of Arrow's pool, which keeps what was given back
        pairs = np.frombuffer(memory, np.int64).reshape(-1, 2)
        pairs[:, 0] = values
        np.right_shift(pairs[:, 0], 63, out=pairs[:, 1])
        return pa.Array.from_buffers(type_, len(values), [_bits(valid), memory])
    return _array(type_, values.astype(f"i{type_.bit_width // 8}", copy=False), len(values), valid)


def _array(type_: pa.DataType, values: Numbers, count: int, valid: Mask | None) -> pa.Array:
    return pa.Array.from_buffers(type_, count, [_bits(valid), pa.py_buffer(np.ascontiguousarray(values))])


def _bits(valid: Mask | None) -> pa.Buffer | None:
    """Return where values are valid as Arrow has it; None for everywhere."""
    return None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))


MINOR: Final = "_minor"
DIGITS: Final = 18  # of the sums that are given out: as many as 64 bits always hold

CellType = Literal["money", "day", "count", "word", "name"]

_NOT_DECIMAL: Final = "the column {name} is of {type}: give decimals, as {decimal}, or {minor} of whole minor units"
_INTEGERS: Final = (
    "the column {name} holds integers, and whether they are minor units or whole currency cannot be seen: call it "
    "{minor} if they are minor units, else cast it to {decimal}, or give decimals=2"
)
_FLOATS: Final = (
    "the column {name} holds floats ({type}), and no float holds a decimal exactly: give decimals=2 if each stands for "
    "two, or text, as read_csv(..., dtype=str) does, or {decimal}, or {minor} of whole minor units"
)


class ColumnFact(NamedTuple):
    """A column of a question: what it is called, what it holds, and whether a table must have it.

    `words` are the values of a column of words; a column of names has any. A null in a column that is needed, or of
    names, gives a null. In another one it is as left out: `usual` is what the fact then is, or `null` the mark that
    stands for it, which no value is taken for. Of `several` a row may have a list.
    """

    name: str
    kind: CellType
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


@final
class Words:
    """The words that a column of results may hold, each by its place; a new one has the next place.

    A row then is a number, and no Python object.
    """

    def __init__(self, *words: str) -> None:
        self._places = {word: place for place, word in enumerate(words)}
        self._lock = Lock()
        self._column: pa.Array = pa.array(words, pa.string())

    def place(self, word: str) -> int:
        """Return the place of a word."""
        known = self._places.get(word)
        if known is not None:
            return known
        with self._lock:
            return self._places.setdefault(word, len(self._places))

    def column(self, places: Numbers, valid: Mask | None) -> pa.Array:
        """Return the words at places, null where they are not valid, as text."""
        words = self._words()
        installed = core()
        if installed is None:
            return words.take(pa.array(places, mask=None if valid is None else ~valid))
        _, offsets, data = words.buffers()
        starts = np.frombuffer(offsets, np.int32)[: len(words) + 1]
        size = int(np.diff(starts).take(places).sum(dtype=np.int64))
        if size > _MOST_TEXT:
            return words.take(pa.array(places, mask=None if valid is None else ~valid))
        ends, text = pa.allocate_buffer(4 * (len(places) + 1)), pa.allocate_buffer(size)
        installed.words(places.astype(np.int32, copy=False), (starts, data), ends, text)
        return pa.Array.from_buffers(pa.string(), len(places), [_bits(valid), ends, text])

    def _words(self) -> pa.Array:
        """Return all words; a column of before a new word was added is made anew."""
        words = self._column
        if len(words) != len(self._places):
            with self._lock:
                words = self._column = pa.array([*self._places], pa.string())
        return words


_MOST_TEXT: Final = (1 << 31) - 1  # bytes of a column of text


class Result(NamedTuple):
    """A column that is added; one of words may hold `words`, by their places."""

    name: str
    kind: CellType
    words: Words | None = None


ERROR: Final = Result("error", "word")  # what does not fit in a row, where that is asked for: a sentence
ERROR_CODE: Final = Result("error_code", "word")  # and the code of that error


@final
@dataclass(frozen=True, slots=True)
class Layout:
    """Of each fact that a table has its column, which of them hold minor units, and the decimals of the currency."""

    places: dict[str, int]
    minor: frozenset[str]
    digits: int

    def name(self, result: Result) -> str:
        """Return the name of a result: sums come out as they came in, `late_charge_minor` beside `amount_minor`."""
        return result.name + MINOR if result.kind == "money" and self.minor else result.name

    def type(self, result: Result) -> pa.DataType:
        """Return the type of a result."""
        match result.kind:
            case "money":
                return pa.int64() if self.minor else pa.decimal128(DIGITS, self.digits)
            case "day":
                return pa.date32()
            case "count":
                return pa.int32()
            case "word" | "name":
                return pa.string()
        assert_never(result.kind)

    def fields(self, results: Sequence[Result]) -> list[pa.Field]:
        """Return the fields of results."""
        return [pa.field(self.name(result), self.type(result)) for result in results]


def layout(
    schema: pa.Schema,
    facts: Sequence[ColumnFact],
    digits: int,
    results: Sequence[Result],
    by: str | None = None,
    taken: Collection[str] | None = None,
    arguments: Sequence[str] = (),
) -> Layout:
    """Return where the facts of a question stand in the columns of a table; `by` is one that distinguishes rows.

    `taken` are the names of all columns, where the table has more than those that are looked at; `arguments` those of
    the facts that are the same for all rows. Raises `InvalidTableError` with all columns that are missing, of another
    type, twice there, in the way of a result, or called as an argument.
    """
    places: dict[str, int] = {}
    minor: set[str] = set()
    errors: list[TelcoTermsError] = []
    absent: list[ColumnFact] = []
    for fact in facts:
        columns = [name for name in schema.names if name in fact.names]
        if len(columns) > 1:
            errors.append(_twice(columns))
        elif columns:
            error = _of_another_type(schema.field(columns[0]), fact, digits)
            errors += [] if error is None else [error]
            places[fact.name] = schema.get_field_index(columns[0])
            minor |= {fact.name} if columns[0] != fact.name else set()
        elif fact.needed:
            absent.append(fact)
    headings = schema.names if taken is None else taken
    if by is not None and by not in schema.names:
        absent.append(ColumnFact(by, "word"))
    guesses = usual_names([name for name in headings if name not in schema.names], [fact.name for fact in absent])
    errors += [confirm(guesses)] if guesses else []
    errors += [_missing(headings, fact) for fact in absent if fact.name not in guesses.values()]
    if by is not None and by in schema.names:
        errors += _unfit_key(schema, by)
    table_layout = Layout(places, frozenset(minor), digits)
    if minor and len(minor) != sum(fact.kind == "money" and fact.name in places for fact in facts):
        errors.append(_mixed(schema, table_layout))
    names = schema.names if taken is None else taken
    errors += [in_the_way(name) for name in map(table_layout.name, results) if name in names]
    errors += [_as_an_argument(name) for name in arguments if name in names]
    if errors:
        raise InvalidTableError([RowFault(error) for error in errors])
    return table_layout


def missing_columns(schema: pa.Schema, facts: Sequence[ColumnFact]) -> list[TelcoTermsError]:
    """Return an error for each column that is needed and is not in a table."""
    return [_missing(schema.names, fact) for fact in facts if fact.needed and not set(fact.names) & set(schema.names)]


def _unfit_key(schema: pa.Schema, by: str) -> list[TelcoTermsError]:
    """Return why no column tells rows apart, if none does."""
    if schema.names.count(by) > 1:
        return [_twice([by, by])]
    type_ = schema.field(by).type
    type_ = type_.value_type if _encoded(type_) else type_
    if any(fits(type_) for fits in _KEYS):
        return []
    return [
        InputError(
            "the column {name} is of {type}: give text, whole numbers or days", name=Unquoted(by), type=Unquoted(type_)
        )
    ]


def _missing(headings: Collection[str], fact: ColumnFact) -> TelcoTermsError:
    templates = {
        "money": "there is no column {name} among {known}: give one of decimals, or {minor} of whole minor units",
        "day": "there is no column {name} among {known}: give one of days (date32)",
        "count": "there is no column {name} among {known}: give one of whole numbers",
        "word": "there is no column {name} among {known}: give one of text",
        "name": "there is no column {name} among {known}: give one of text",
    }
    known = tuple(map(Unquoted, headings))
    meant = nearest(fact.name, headings)
    if meant is not None:
        return InputError(
            "there is no column {name} among {known}: call {meant} so, if that is meant",
            name=Unquoted(fact.name),
            known=known,
            meant=Unquoted(meant),
        )
    return InputError(templates[fact.kind], name=Unquoted(fact.name), minor=Unquoted(fact.name + MINOR), known=known)


def _twice(names: Sequence[str]) -> TelcoTermsError:
    return InputError("the table has several columns {names}: leave one", names=tuple(map(Unquoted, names)))


def _mixed(schema: pa.Schema, table_layout: Layout) -> TelcoTermsError:
    return InputError(
        "some sums are decimals, but {minor} minor units: give all sums in one of the two",
        minor=tuple(Unquoted(schema.names[table_layout.places[name]]) for name in sorted(table_layout.minor)),
    )


def in_the_way(name: str) -> TelcoTermsError:
    """Return the error of a column that is called as one that is added."""
    return InputError(
        "the table has a column {name} already, as the result is called: rename it or leave it out", name=Unquoted(name)
    )


def _as_an_argument(name: str) -> TelcoTermsError:
    """Return the error of a column that would be passed over: each row would silently get the fact of the argument."""
    return InputError(
        "the table has a column {name}, but {name} is an argument, the same for all rows: ask the rows of each value "
        "by themselves with {name}=..., and drop or rename the column",
        name=Unquoted(name),
    )


def is_text(type_: pa.DataType) -> bool:
    """Return whether a column holds text, of any kind."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def _encoded(type_: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(type_) or pa.types.is_run_end_encoded(type_))


def is_list(type_: pa.DataType) -> bool:
    """Return whether a column has a list in each row."""
    return bool(pa.types.is_list(type_) or pa.types.is_large_list(type_))


def _of_another_type(field: pa.Field, fact: ColumnFact, digits: int) -> TelcoTermsError | None:
    """Return why a column cannot hold a fact, if it cannot; a column of nothing but nulls can hold any."""
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
            elif pa.types.is_floating(type_):
                template = _FLOATS
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
    decimal = Unquoted(f"decimal128({DIGITS}, {digits})")
    return InputError(
        template, name=Unquoted(field.name), type=Unquoted(type_), minor=Unquoted(fact.name + MINOR), decimal=decimal
    )


_KEYS: Final = (is_text, pa.types.is_integer, pa.types.is_date, pa.types.is_boolean, pa.types.is_null)
