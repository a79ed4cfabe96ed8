"""Files as data: opened, decoded, parsed; whatever goes wrong is told in a sentence."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from telcoterms.errors import UnreadableFileError, Word, shown

SIZE_LIMIT: Final = 64 * 2**20  # bytes: a hundred thousand accounts' worth of events; more is another file by mistake
DIGITS_LIMIT: Final = 4000  # of one number: what Python converts in no time, on every version
_HUGE_EXPONENT: Final = re.compile(r"[eE][+-]?[0-9_]{5,}")


def _refuse(name: str, what: str, cure: str) -> NoReturn:
    raise UnreadableFileError("{file}: {what}: {cure}", file=Word(name), what=Word(what), cure=Word(cure))


def read_text(path: Path) -> str:
    """The text of a file, in UTF-8, with or without a mark at its start."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        _refuse(name, "there is no such file", "check the name and the folder")
    except IsADirectoryError:
        _refuse(name, "this is a folder", "name a file in it")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _refuse(name, f"it cannot be opened ({reason})", "check the name, and who may read it")
    if len(data) > SIZE_LIMIT:
        _refuse(name, f"it is over {SIZE_LIMIT // 2**20} MiB", "split it, or check that it is the right file")
    return text_of(data, name)


def text_of(data: bytes, name: str) -> str:
    """Bytes as text; empty files are refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(name, f"line {line} is not UTF-8", "save the file again with the encoding UTF-8")
    if not text.strip():
        _refuse(name, "it is empty", "`telcoterms template` prints a start")
    return text


def toml_of(text: str, name: str) -> dict[str, Any]:
    """A TOML document; its numbers are exact decimals."""
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        _too_deep(name)
    except ValueError as error:
        _refuse(name, f"it is not TOML ({_plain(error)})", "mend that line; text stands in quotation marks")


def json_of(text: str, name: str) -> Any:
    """A JSON document; its numbers are exact decimals."""
    hooks: dict[str, Any] = {"parse_float": _decimal, "parse_int": _whole, "parse_constant": Decimal}
    try:
        return json.loads(text, object_pairs_hook=_object, **hooks)
    except RecursionError:
        _too_deep(name)
    except ValueError as error:
        _refuse(name, f"it is not JSON ({_plain(error)})", "mend that place, or save the file as JSON again")


def separator_of(text: str) -> str:
    """What separates the cells of a CSV file, by its first row."""
    head = text.lstrip().splitlines()[0]
    return max(",;\t", key=head.count)


def csv_of(text: str, name: str) -> list[list[str]]:
    """The rows of a CSV file as a spreadsheet saves it: separated by commas, semicolons or tabs."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        _refuse(
            name,
            f"it is not CSV (line {reader.line_num}: {error})",
            "mend its quotation marks, or save it as CSV again",
        )


def _decimal(text: str) -> Decimal:
    if _HUGE_EXPONENT.search(text) or len(text) > DIGITS_LIMIT:
        raise ValueError(f"the number {Word(text[:40])}... is too long")
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > DIGITS_LIMIT:
        raise ValueError(f"the number {text[:40]}... is too long")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return found


def _plain(error: ValueError) -> str:
    """What Python says of the text, in a person's words where it speaks of its own limits."""
    text = str(error)
    return "a number of over 4000 digits" if "integer string conversion" in text else text


def _too_deep(name: str) -> NoReturn:
    _refuse(name, "its tables or lists stand too deeply in one another", "take the inner brackets out")
