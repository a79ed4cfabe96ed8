"""Write data as canonical JSON, and mark it by its SHA-256: so a receipt says which tables its figure rests on.

A file is marked by its text in UTF-8 with line feeds, as `sha256sum` gives it for a file of the package. Data that was
read is marked by its canonical JSON: keys in order, no white space, ASCII alone. Two values that are equal have one
mark, whatever file they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, final

from telcoterms.values.dataclasses import fields, is_dataclass
from telcoterms.values.money import Money

if TYPE_CHECKING:
    from json import JSONEncoder


@cache
def _canonical() -> JSONEncoder:
    from json import JSONEncoder

    return JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False)


class Written(NamedTuple):
    """JSON-ready data with its canonical JSON.

    What there is much of, such as the events of an account, writes both at once, at a third of the cost of encoding
    the data. All of its text is either made by the library, such as a day or a sum, or quoted as JSON.
    """

    data: Any
    text: str


class WritesItself:
    """A value that writes itself as data of tables, lists and text alone, with its canonical JSON."""

    __slots__ = ()

    def written(self) -> Written:
        """Return it as JSON-ready data, with its canonical JSON."""
        raise NotImplementedError


def written(data: object) -> Written:
    """Return JSON-ready data with its canonical JSON; raises what `sha256_of_json` does."""
    return Written(data, _canonical().encode(data))


def written_table(values: Mapping[str, Written]) -> Written:
    """Return a table of what was written, by its keys, which are plain names."""
    text = ",".join([f'"{key}":{values[key].text}' for key in sorted(values)])
    return Written({key: value.data for key, value in values.items()}, f"{{{text}}}")


def text_of_table(data: Mapping[str, object], texts: Mapping[str, str]) -> str:
    """Return the canonical JSON of a table with plain names for its keys, of which some values were written before."""
    parts = [f'"{key}":{texts[key] if key in texts else written(data[key]).text}' for key in sorted(data)]
    return f"{{{','.join(parts)}}}"


def sha256_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sha256_of_json(data: object) -> str:
    """Return the SHA-256 of the canonical JSON of JSON-ready data.

    Raises `TypeError` or `ValueError` for what is no JSON-ready data, `RecursionError` for what is too deep, or holds
    itself.

    >>> sha256_of_json({"b": 1, "a": ["2026-01-31"]}) == sha256_of_text('{"a":["2026-01-31"],"b":1}')
    True
    """
    return sha256_of_text(_canonical().encode(data))


def sha256_of_value(value: object) -> str:
    """Return the SHA-256 of a value of the library, such as a calendar or a table of taxes."""
    return sha256_of_json(_plain(value))


def _plain(value: Any) -> object:
    """Return a value as JSON-ready data; a value of the library by its fields."""
    match value:
        case None | str() | int():
            return value
        case Money():
            return [value.text, value.currency]
        case date():
            return value.isoformat()
        case Fraction():
            return [value.numerator, value.denominator]
        case frozenset():
            return _in_order(value)
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case _ if is_dataclass(value):
            by_name = {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.compare}
            return {type(value).__name__: by_name}
        case Iterable():
            return [_plain(one) for one in value]
        case _:
            raise TypeError(f"there is no canonical form of {value!r}: give it one here")


def _in_order(values: Iterable[Any]) -> list[object]:
    """Return the members of a set in an order that does not depend on the process."""
    return sorted(map(_plain, values), key=_canonical().encode)


@final
class FileText:
    """The text of a file that was read, which is marked when its mark is first asked for.

    A pickle holds the mark alone.
    """

    __slots__ = ("_sha256", "_text")

    def __init__(self, text: str, sha256: str = "") -> None:
        self._text, self._sha256 = text, sha256

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text, computed once."""
        if not self._sha256:
            self._sha256 = sha256_of_text(self._text)
        return self._sha256

    def __repr__(self) -> str:
        return "<text of a file>"

    def __reduce__(self) -> tuple[type[FileText], tuple[str, str]]:
        return (FileText, ("", self.sha256))


NO_FILE: Final = FileText("")
"""The text of terms that were read from no file."""
