"""Tables of a file taken field by field; what does not fit is noted with its path, and the reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, TypeVar, final

from telcoterms.days import as_day
from telcoterms.errors import FactError, Fault, FaultyFileError, TelcoTermsError, UnknownNameError, Word
from telcoterms.working import Clause

T = TypeVar("T")
Converter = Callable[[Any], T]


@final
class Table:
    """One table of a file, its path, and the list of faults that all tables of the file share."""

    def __init__(self, data: Any, path: str, faults: list[Fault]) -> None:
        self.path, self.faults = path, faults
        self.data: Mapping[str, Any] = {}
        self.taken: set[str] = set()
        if isinstance(data, dict):
            self.data = data
        else:
            self.note("", wanted(data, "a table", "write it with named keys"))

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def note(self, key: str, error: TelcoTermsError) -> None:
        """Note a fault at a key."""
        self.faults.append(Fault(self.at(key) or "file", error))

    def has(self, key: str) -> bool:
        """Whether a key is there."""
        return key in self.data

    def take(self, key: str, convert: Converter[T]) -> T | None:
        """The value of a key; a fault, and None, if it is missing or does not fit."""
        if key not in self.data:
            self.taken.add(key)
            self.note(key, FactError("it is missing: add {key}", key=Word(key)))
            return None
        return self.may(key, convert)

    def may(self, key: str, convert: Converter[T], default: T | None = None) -> T | None:
        """The value of a key, or the default where there is none; a fault, and None, if it does not fit."""
        self.taken.add(key)
        if key not in self.data:
            return default
        try:
            return convert(self.data[key])
        except TelcoTermsError as error:
            self.note(key, error)
            return None

    def table(self, key: str) -> Table:
        """The table of a key; an empty one where there is none."""
        self.taken.add(key)
        return Table(self.data.get(key, {}), self.at(key), self.faults)

    def tables(self, key: str) -> list[Table]:
        """The tables of a list, numbered from 1; none where there is no such key."""
        self.taken.add(key)
        listed = self.data.get(key, [])
        if not isinstance(listed, list):
            self.note(key, wanted(listed, "a list of tables", f"write each as [[{key}]]"))
            return []
        return [Table(one, f"{self.at(key)}[{place}]", self.faults) for place, one in enumerate(listed, 1)]

    def done(self) -> None:
        """Note each key that nobody has taken."""
        for key in self.data:
            if key not in self.taken:
                self.note(key, unknown_key(key, self.taken))


def unknown_key(key: str, known: set[str]) -> UnknownNameError:
    """A key that does not exist, with the nearest that does."""
    near = get_close_matches(key, sorted(known), n=1)
    if near:
        return UnknownNameError("there is no key {key} here: did you mean {near}?", key=key, near=Word(near[0]))
    return UnknownNameError(
        "there is no key {key} here: choose from {known}, or take it out",
        key=key,
        known=tuple(map(Word, sorted(known))),
    )


def judge(file: str, faults: list[Fault]) -> None:
    """Raise all faults of a file, if it has any."""
    if faults:
        raise FaultyFileError(file, faults)


def wanted(found: object, what: str, cure: str) -> FactError:
    """A value that is not what was wanted."""
    return FactError("found {found}, wanted {wanted}: {cure}", found=found, wanted=Word(what), cure=Word(cure))


# Converters: a value as the file has it, to what it means; each raises an error of the library.


def a_text(value: Any) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise wanted(value, "text", "write it in quotation marks")
    return value


def a_day(value: Any) -> date:
    """A date; also ISO text, as JSON and CSV have it."""
    return value if type(value) is date else as_day(value, "the day")


def a_count(least: int, most: int) -> Converter[int]:
    """A whole number in a range."""

    def convert(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise wanted(value, f"a whole number from {least} to {most}", "write it without quotation marks")
        return value

    return convert


def a_rate(value: Any) -> Fraction:
    """A rate above 0 and up to 10."""
    exact = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not exact or not Decimal(value).is_finite() or not 0 < value <= 10:
        raise wanted(value, "a rate above 0 and up to 10", "write 2 % as 0.02")
    return Fraction(value)


def one_of(known: Mapping[str, Any] | tuple[str, ...]) -> Converter[str]:
    """One of some names."""

    def convert(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise UnknownNameError("found {found}: choose from {known}", found=value, known=tuple(map(Word, known)))
        return value

    return convert


def list_of(convert: Converter[T]) -> Converter[tuple[T, ...]]:
    """A list, each of whose items fits."""

    def convert_all(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list) or not value:
            raise wanted(value, "a list that is not empty", "write it in square brackets")
        return tuple(convert(one) for one in value)

    return convert_all


def a_clause(titles: Mapping[str, str]) -> Converter[Clause]:
    """A document of the file and one of its sections."""

    def convert(value: Any) -> Clause:
        if not isinstance(value, dict) or set(value) != {"document", "section"}:
            raise wanted(value, "a document and a section", "write { document = '...', section = '...' }")
        return Clause(titles[one_of(titles)(value["document"])], a_text(value["section"]))

    return convert
