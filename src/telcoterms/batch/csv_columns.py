"""Columns of a CSV file as exact values: amounts, days and whole numbers, each cell as the library takes its text.

What is written plainly is taken by Arrow a column at once. A batch in which a cell is not is judged cell by cell, by
the same functions that judge a single answer's facts; so what fits, and what is said of the rest, is the same there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from telcoterms.batch.compute import functions as pc
from telcoterms.days import as_day
from telcoterms.errors import FactError, Fault, FaultyFileError, TelcoTermsError, Word, shown
from telcoterms.money import Money, minor_digits

_WHOLE: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class Kind(NamedTuple):
    """What the cells of a column are: Arrow's type, what is plainly one, and how any other text is judged."""

    type: pa.DataType
    plain: str
    judged: Callable[[str, str], object]  # a cell's text and its column's name; raises what is wrong with it


def _whole(text: str, name: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise FactError("{fact} is {value}: give a whole number, such as '24'", fact=Word(name), value=text)
    return int(text)


def _amount(text: str, _name: str, currency: str) -> object:
    return Money(text, currency).amount


def amounts(currency: str) -> Kind:
    """Amounts of a currency; those below the largest amount that is taken, 10^12 of its smallest unit, are plain."""
    digits = minor_digits(currency)
    plain = f"-?[0-9]{{1,{12 - digits}}}"
    if digits:
        plain += rf"(\.[0-9]{{1,{digits}}})?"
    return Kind(pa.decimal128(18, digits), f"^{plain}$", partial(_amount, currency=currency))


DAYS: Final = Kind(pa.date32(), "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$", as_day)
WHOLE_NUMBERS: Final = Kind(pa.int64(), f"^{_WHOLE.pattern}$", _whole)


@dataclass(slots=True)
class _Misfit:
    """A way in which cells of a column do not fit: the first of them, and how many there are."""

    row: int
    name: str
    error: TelcoTermsError
    count: int

    def fault(self) -> Fault:
        rows = f"row {self.row}" if self.count == 1 else f"row {self.row} and {self.count - 1} more"
        return Fault(f"{rows}, {self.name}", self.error)


class Misfits:
    """The cells of a file that do not fit, gathered by column and by what is wrong with them."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], _Misfit] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def error(self, file: str) -> FaultyFileError:
        """All of them, in the order of their first rows."""
        return FaultyFileError(file, [one.fault() for one in sorted(self._found.values(), key=lambda one: one.row)])

    def values(self, texts: pa.Array, name: str, kind: Kind, first_row: int) -> pa.Array:
        """The values of a column's texts; an empty cell is null, and so is one that does not fit."""
        texts = pc.if_else(pc.equal(texts, ""), None, texts)
        if pc.all(pc.match_substring_regex(texts, kind.plain)).as_py() is not False:
            try:
                return texts.cast(kind.type)
            except pa.ArrowInvalid:  # a day that no calendar has
                pass
        encoded = texts.dictionary_encode()
        places = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
        _, firsts, counts = np.unique(places, return_index=True, return_counts=True)
        values: list[object] = []
        for text, first, count in zip(encoded.dictionary.to_pylist(), firsts.tolist(), counts.tolist(), strict=False):
            try:
                values.append(kind.judged(text, name))
            except TelcoTermsError as error:
                values.append(None)
                self._add(_Misfit(first_row + first, name, error, count))
        return pa.array(values, kind.type).take(encoded.indices)

    def _add(self, misfit: _Misfit) -> None:
        said = [shown(value) for place, value in misfit.error.values.items() if place != "value"]
        same = self._found.setdefault((misfit.name, misfit.error.template, *said), misfit)
        if same is not misfit:
            same.count += misfit.count
