"""Arrow arrays as arrays of whole numbers, without a copy where none is needed, and back.

Money becomes minor units, a day its number since 1970-01-01, a word its place in a list. What a null hides is never
looked at: Arrow leaves there whatever was in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from telcoterms.batch.columns import Fact, Layout, is_list
from telcoterms.batch.compute import functions as pc
from telcoterms.batch.kernels.lists import Lists
from telcoterms.batch.kernels.steps import NO_DAY
from telcoterms.money import LIMIT

Numbers = NDArray[Any]
Mask = NDArray[np.bool_]

OVER: Final = LIMIT + 1  # in the place of a sum that no minor units can hold, which is refused as any over the limit
DAY: Final = 86_400_000  # milliseconds
_WIDE: Final = Context(prec=80)
IN_PARTS: Final = -OVER  # in the place of a sum with a part of a minor unit, which is refused as any below zero


def plain(array: pa.Array) -> pa.Array:
    """The array itself: not its dictionary, its runs, or views of its text."""
    if pa.types.is_dictionary(array.type):
        return array.dictionary_decode()
    if pa.types.is_run_end_encoded(array.type):
        return pc.run_end_decode(array)
    return array.cast(pa.string()) if pa.types.is_string_view(array.type) else array


def there(array: pa.Array) -> Mask | None:
    """Where there is a value; None where there is one everywhere."""
    if not array.null_count:
        return None
    found: Mask = array.is_valid().to_numpy(zero_copy_only=False)
    return found


def whole(array: pa.Array, type_: pa.DataType) -> Numbers:
    """Whole numbers or days as they lie in memory; zero for a null."""
    if pa.types.is_uint64(array.type):
        array = pc.min_element_wise(array, pa.scalar(OVER, pa.uint64()), skip_nulls=False)
    if pa.types.is_date64(array.type):
        return _without_nulls(array, _days(_memory(array, 8)))
    if array.type != type_:
        array = array.cast(type_)
    return _without_nulls(array, _memory(array, type_.bit_width // 8))


def _days(milliseconds: Numbers) -> Numbers:
    """Days of milliseconds; `NO_DAY` for what is no whole day, or lies too far away, and so is refused."""
    days, rest = np.divmod(milliseconds, DAY)
    found: Numbers = np.where((rest == 0) & (np.abs(days) < -NO_DAY), days, NO_DAY + 1).astype(np.int32)
    return found


def _memory(array: pa.Array, width: int, words: int = 1) -> Numbers:
    """The values of an array of so many words of `width` bytes each, as a view of its memory."""
    data, count = array.buffers()[1], (array.offset + len(array)) * words
    if data is None:
        return np.zeros(0, dtype=f"i{width}")
    return np.frombuffer(data, dtype=f"i{width}", count=count)[array.offset * words :]


def _without_nulls(array: pa.Array, numbers: Numbers) -> Numbers:
    valid = there(array)
    return numbers if valid is None else np.where(valid, numbers, 0)


def minor_units(array: pa.Array, digits: int) -> Numbers:
    """Decimals as minor units; `OVER` for what lies over the limit, `IN_PARTS` for a part of a minor unit."""
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
    """Decimals of the currency's decimals, in 256 bits: a cast to fewer overflows, and Arrow does not say so."""
    try:
        if array.type.precision - array.type.scale + digits <= 76:
            return array.cast(pa.decimal256(76, digits))
    except pa.ArrowInvalid:  # a part of a minor unit
        pass
    exact = [None if one is None else one.scaleb(digits, _WIDE) for one in array.to_pylist()]
    fitting = [one if one is None else _fitting(one) for one in exact]
    return pa.array(fitting, pa.decimal128(38, 0))


def _fitting(minor: Decimal) -> int:
    if abs(minor) > LIMIT:
        return OVER
    return int(minor) if minor == minor.to_integral_value() else IN_PARTS


def places(array: pa.Array, words: Sequence[str]) -> Numbers:
    """The place of each word among `words`; -1 for another one."""
    found = pc.index_in(array.cast(pa.string()), pa.array(words, pa.string()))
    numbers: Numbers = found.fill_null(-1).to_numpy()
    return numbers


def read(array: pa.Array, fact: Fact, found: Layout) -> Any:
    """A column of a fact as whole numbers; for a null its number, or zero. Of a column of lists `Lists`."""
    if is_list(array.type):
        inside = _read(array.values, fact, found)
        valid = there(array.values)
        values = inside if valid is None else np.where(valid, inside, IN_PARTS)  # a sum that is missing is none
        return Lists(array.offsets.to_numpy().astype(np.int64), values)
    numbers = _read(array, fact, found)
    if fact.null is not None and (numbers == fact.null).any():  # the mark itself, as a value: one that is refused
        numbers = np.where(numbers == fact.null, fact.null + 1, numbers)
    valid = there(array)
    return numbers if valid is None or fact.of_null is None else np.where(valid, numbers, fact.of_null)


def _read(array: pa.Array, fact: Fact, found: Layout) -> Numbers:
    if fact.kind == "word":
        return places(array, fact.words)
    if fact.kind == "money" and fact.name not in found.minor:
        return minor_units(array, found.digits)
    return whole(array, pa.date32() if fact.kind == "day" else pa.int64())


def given(type_: pa.DataType, values: Numbers, valid: Mask | None) -> pa.Array:
    """Whole numbers, or words, as a column of a type; null where they are not valid."""
    if pa.types.is_string(type_):
        return pa.array(values, type_, mask=None if valid is None else ~valid)
    if pa.types.is_decimal(type_):
        pairs = np.zeros((len(values), 2), dtype=np.int64)
        pairs[:, 0] = values
        if values.min(initial=0) < 0:
            np.right_shift(pairs[:, 0], 63, out=pairs[:, 1])
        return _array(type_, pairs, len(values), valid)
    return _array(type_, values.astype(f"i{type_.bit_width // 8}", copy=False), len(values), valid)


def _array(type_: pa.DataType, values: Numbers, count: int, valid: Mask | None) -> pa.Array:
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(type_, count, [bits, pa.py_buffer(np.ascontiguousarray(values))])
