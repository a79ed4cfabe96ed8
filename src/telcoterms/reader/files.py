"""Files as data: opened, decoded, parsed; whatever goes wrong is told in a sentence."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from telcoterms.errors import UnreadableFileError, Word

SIZE_LIMIT: Final = 64 * 2**20  # bytes: a hundred thousand accounts' worth of events; more is another file by mistake


def _refuse(name: str, why: str) -> NoReturn:
    raise UnreadableFileError("{file}: {why}", file=Word(name), why=Word(why))


def read_bytes(path: Path) -> str:
    """The text of a file, in UTF-8, with or without a mark at its start."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        _refuse(name, "there is no such file; check the name and the folder")
    except IsADirectoryError:
        _refuse(name, "this is a folder; name a file in it")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _refuse(name, f"it cannot be opened ({reason}); check the name and who may read it")
    if len(data) > SIZE_LIMIT:
        _refuse(name, f"it is over {SIZE_LIMIT // 2**20} MiB; split it")
    return text_of(data, name)


def text_of(data: bytes, name: str) -> str:
    """Bytes as text; empty files are refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(name, f"byte {error.start + 1} is not UTF-8; save the file again with the encoding UTF-8")
    if not text.strip():
        _refuse(name, "it is empty; `telcoterms template` prints a start")
    return text


def toml_of(text: str, name: str) -> dict[str, Any]:
    """A TOML document; its numbers are exact decimals."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        _refuse(name, f"it is not TOML: {error}")


def json_of(text: str, name: str) -> Any:
    """A JSON document; its numbers are exact decimals."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=Word)
    except (ValueError, RecursionError) as error:
        _refuse(name, f"it is not JSON: {error}")


def csv_of(text: str, name: str) -> list[list[str]]:
    """The rows of a CSV file as a spreadsheet saves it: separated by commas, semicolons or tabs."""
    head = text.splitlines()[0]
    separator = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        _refuse(name, f"it is not CSV: {error}")
