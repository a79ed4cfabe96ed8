"""Open what an account or a bill is given as: a path, text, a dict, a list of dicts, a frame, a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from os import PathLike
from os.path import isfile
from pathlib import Path
from typing import Any, Final, NamedTuple, assert_never

from telcoterms.files.cells import Cells, cells_of_frame, cells_of_text, cells_of_workbook
from telcoterms.files.headings import Columns
from telcoterms.files.text import DecimalMark, format_of_text, json_of, read_text, toml_of
from telcoterms.values.errors import InputError, Unquoted, UnreadableFileError
from telcoterms.values.messages import Term


class HowToRead(NamedTuple):
    """What a caller says of a table; None where nothing is said."""

    columns: Columns | None = None
    decimals: int | None = None
    sep: str | None = None
    decimal: DecimalMark | None = None
    sheet: str | None = None


PLAINLY: Final = HowToRead()
OTHER_WORKBOOKS: Final = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""The endings of workbooks that are not read."""


class Source(NamedTuple):
    """What was opened: its name in errors, its cells where it is a table, else its data; the path of a file."""

    name: str
    cells: Cells | None = None
    data: Any = None
    path: Path | None = None


def open_source(source: object, how: HowToRead = PLAINLY) -> Source:
    """Return what a source holds.

    A text of one line is a path, unless it begins with a brace. Raises `UnreadableFileError` for a file that cannot be
    read, `InputError` for what is no source, and for what says nothing of this kind of source.
    """
    if isinstance(source, PathLike) or (isinstance(source, str) and _is_path(source)):
        return _open_file(source if isinstance(source, Path) else Path(source), how)
    if isinstance(source, str):
        return _open_text(source.removeprefix("\ufeff"), "text", how)
    if isinstance(source, Mapping):
        _refuse_others(how, (), Term("a dict"))
        return Source("data", data=dict(source))
    _refuse_others(how, ("columns", "decimals"), Term("a frame"))
    return Source("table", cells_of_frame(source, how.decimals))


def _is_path(text: str) -> bool:
    return "\n" not in text and not text.lstrip().startswith("{")


def _open_file(path: Path, how: HowToRead) -> Source:
    name = str(path)
    match path.suffix.lower():
        case ".csv":
            return _csv(read_text(path), name, how)._replace(path=path)
        case ".xlsx":
            _refuse_others(how, ("columns", "sheet"), Term("a workbook"))
            return Source(name, cells_of_workbook(path, how.sheet), path=path)
        case ".toml":
            return _document(toml_of(read_text(path), name), name, how)._replace(path=path)
        case ".json":
            return _document(json_of(read_text(path), name), name, how)._replace(path=path)
        case _:
            if not isfile(path):
                read_text(path)  # a folder, or nothing at all: that error goes first
            if path.suffix.lower() in OTHER_WORKBOOKS:
                raise UnreadableFileError(
                    "{file}: it is a workbook of another kind: save it as .xlsx or .csv", file=Unquoted(name)
                )
            raise UnreadableFileError(
                "{file}: its ending is neither .toml, .json, .csv nor .xlsx: rename it, or save it as one of them",
                file=Unquoted(name),
            )


def _open_text(text: str, name: str, how: HowToRead) -> Source:
    kind = format_of_text(text)
    match kind:
        case "csv":
            return _csv(text, name, how)
        case "json":
            return _document(json_of(text, name), name, how)
        case "toml":
            return _document(toml_of(text, name), name, how)
    assert_never(kind)


def _csv(text: str, name: str, how: HowToRead) -> Source:
    _refuse_others(how, ("columns", "sep", "decimal"), Term("CSV"))
    return Source(name, cells_of_text(text, name, how.sep, how.decimal or "."))


def _document(data: Any, name: str, how: HowToRead) -> Source:
    _refuse_others(how, (), Term("TOML or JSON"))
    return Source(name, data=data)


def _refuse_others(how: HowToRead, known: Collection[str], of: Term) -> None:
    """Refuse an argument that says nothing of this kind of source."""
    for name, value in how._asdict().items():
        if value is not None and name not in known:
            raise InputError("{name} says nothing of {of}: leave it out", name=Unquoted(name), of=of)
