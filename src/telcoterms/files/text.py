"""Open, decode and parse a file; raise an error that says in a sentence what is wrong."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, NoReturn

from telcoterms.values.errors import Unquoted, UnreadableFileError
from telcoterms.values.messages import Phrase, Term, phrase

if TYPE_CHECKING:
    from pathlib import Path

MAX_SIZE: Final = 64 * 2**20  # bytes, enough for the events of a hundred thousand accounts; a larger file is a mistake
MAX_DIGITS: Final = 4000  # of one number: every version of Python converts as many at once
BEFORE_A_FAULT: Final = 32  # bytes of a line that a message shows before what is wrong in it
DOCUMENT_ENDINGS: Final = (".toml", ".json")
"""The endings of files that hold tables with keys."""
TABLE_ENDINGS: Final = (".csv", ".xlsx")
"""The endings of files that hold rows."""
DecimalMark = Literal[".", ","]
"""What stands before the decimals of a number."""
WEB_PAGE: Final = re.compile(r"\s*<(!doctype|html)\b", re.IGNORECASE)
SEPARATORS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_HUGE_EXPONENT: Final = re.compile(r"[eE][+-]?[0-9_]{5,}")


class SaidError(ValueError):
    """A value that is rejected while the file is parsed; `said` is why."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said.template)
        self.said = said


def refuse(name: str, what: Term | Phrase, cure: Term | Phrase) -> NoReturn:
    """Say why a file cannot be taken, and what to do."""
    raise UnreadableFileError("{file}: {what}: {cure}", file=Unquoted(name), what=what, cure=cure)


def read_text(path: Path) -> str:
    """Return the text of a file, in UTF-8, with or without a mark at its start."""
    return text_of(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """Return what a file holds; refuse one that is too large."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
    except FileNotFoundError:
        refuse(name, Term("there is no such file"), _nearest_file(path) or Term("check the name and the folder"))
    except IsADirectoryError:
        refuse(name, Term("this is a folder"), _file_in(path) or Term("name a file in it"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        refuse(
            name,
            phrase("it cannot be opened ({reason})", reason=Unquoted(reason)),
            Term("check the name, and who may read it"),
        )
    if len(data) > MAX_SIZE:
        refuse(
            name,
            phrase("it is over {most} MiB", most=MAX_SIZE // 2**20),
            Term("split it, or check that it is the right file"),
        )
    return data


def _nearest_file(path: Path) -> Phrase | None:
    """Return the question whether a file of the folder was meant whose name is near; None where there is none."""
    from difflib import get_close_matches

    names = _files_in(path.parent)
    stems = {name.rpartition(".")[0]: name for name in names}
    near = [stems[path.name]] if path.name in stems else get_close_matches(path.name, names, n=1, cutoff=0.75)
    return phrase("did you mean {meant}?", meant=Unquoted(path.with_name(near[0]))) if near else None


def _file_in(folder: Path) -> Phrase | None:
    """Return the cure that names a file in a folder; None where no file in it can be read."""
    names = _files_in(folder)
    return phrase("name a file in it, such as {file}", file=Unquoted(folder / names[0])) if names else None


def _files_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder that may hold an account, a bill or terms, sorted."""
    try:
        return sorted(one.name for one in folder.iterdir() if one.suffix.lower() in (*DOCUMENT_ENDINGS, *TABLE_ENDINGS))
    except OSError:  # no such folder either, or one that may not be read
        return []


def text_of(data: bytes, name: str) -> str:
    """Decode bytes as text; reject an empty file, and a web page."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse_encoding(name, data, data.count(b"\n", 0, error.start) + 1, error.start)
    if not text.strip():
        refuse(name, Term("it is empty"), Term("`telcoterms template --help` names a start of each kind of file"))
    if WEB_PAGE.match(text):
        refuse(name, Term("it is a web page"), Term("download the file itself, once you have signed in"))
    return text


def refuse_encoding(name: str, data: bytes, line: int, place: int) -> NoReturn:
    """Say which line is not UTF-8, and behind which text of it: its first byte that is none stands at `place`."""
    before = data[max(data.rfind(b"\n", 0, place) + 1, place - BEFORE_A_FAULT) : place].decode("utf-8", "ignore")
    where = phrase("line {line} is not UTF-8", line=line)
    if before:
        where = phrase("line {line} is not UTF-8 after {text}", line=line, text=before)
    refuse(name, where, Term("save the file again with the encoding UTF-8"))


def toml_of(text: str, name: str) -> dict[str, Any]:
    """Parse a TOML document; its numbers become exact decimals."""
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        _too_deep(name)
    except tomllib.TOMLDecodeError as error:
        from telcoterms.files.toml_errors import toml_error

        raise toml_error(text, name, error) from None
    except ValueError as error:
        refuse(
            name, phrase("it is not TOML ({reason})", reason=_plain(error)), Term("write the number with fewer digits")
        )


def toml_value(value: Any) -> str:
    """Return text, a whole number or a list of texts as TOML writes it: as JSON does, for no name has control letters.

    >>> toml_value(["12 Example Street", "Exampletown"])
    '["12 Example Street", "Exampletown"]'
    """
    import json

    return json.dumps(value, ensure_ascii=False)


def document_of(path: Path) -> Any:
    """Return what a TOML or JSON file holds; None for a file of another ending."""
    match path.suffix.lower():
        case ".toml":
            return toml_of(read_text(path), str(path))
        case ".json":
            return json_of(read_text(path), str(path))
        case _:
            return None


def json_of(text: str, name: str) -> Any:
    """Parse a JSON document; its numbers become exact decimals."""
    import json

    hooks: dict[str, Any] = {"parse_float": _decimal, "parse_int": _whole, "parse_constant": Decimal}
    try:
        return json.loads(text, object_pairs_hook=_object, **hooks)
    except RecursionError:
        _too_deep(name)
    except ValueError as error:
        refuse(
            name,
            phrase("it is not JSON ({reason})", reason=_plain(error)),
            Term("mend that place, or save the file as JSON again"),
        )


class Dialect(NamedTuple):
    """What separates the cells of a sheet, what stands before decimals, and whether its first line says `sep=`."""

    separator: str = ","
    decimal: DecimalMark = "."
    has_line: bool = False


def dialect_of(text: str, separator: str | None = None, decimal: DecimalMark = ".") -> Dialect:
    """Return the dialect of a sheet: by a line `sep=` before it, else by its first row, unless a separator is given.

    >>> dialect_of("sep=;"), dialect_of("amount;day").separator
    (Dialect(separator=';', decimal='.', has_line=True), ';')
    """
    first = text.lstrip(" \r\n").partition("\n")[0]
    said = _SEPARATOR_LINE.fullmatch(first)
    guessed = said[1] if said else max(SEPARATORS, key=first.count)
    return Dialect(separator or guessed, decimal, bool(said))


def csv_of(text: str, name: str, dialect: Dialect | None = None) -> list[list[str]]:
    """Return the rows of a CSV file as a spreadsheet saves it, without a line `sep=`, which no sheet shows."""
    import csv
    import io

    dialect = dialect or dialect_of(text)
    stream = io.StringIO(text, newline="")
    if dialect.has_line:
        while not stream.readline().strip():
            pass
    reader = csv.reader(stream, delimiter=dialect.separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        refuse(
            name,
            phrase(
                "it is not CSV (line {line}: {reason})",
                line=reader.line_num + dialect.has_line,
                reason=Unquoted(error),
            ),
            Term("mend its quotation marks, or save it as CSV again"),
        )


TextFormat = Literal["json", "csv", "toml"]


def format_of_text(text: str) -> TextFormat:
    """Return what a text is: JSON begins with a brace, TOML with a table, a comment or a key, and all else is CSV.

    >>> format_of_text("event,date"), format_of_text("[[payment]]"), format_of_text("sep=;")
    ('csv', 'toml', 'csv')
    """
    start = text.lstrip()
    if start.startswith("{"):
        return "json"
    first = start.partition("\n")[0]
    said = _SEPARATOR_LINE.fullmatch(first) is not None
    is_toml = not first or "=" in first or first.startswith(("#", "["))
    return "csv" if said or not is_toml else "toml"


def _decimal(text: str) -> Decimal:
    if _HUGE_EXPONENT.search(text) or len(text) > MAX_DIGITS:
        raise SaidError(phrase("the number {number}... is too long", number=Unquoted(text[:40])))
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise SaidError(phrase("the number {number}... is too long", number=Unquoted(text[:40])))
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SaidError(phrase("the key {key} stands twice in one object", key=twice))
    return values


def _plain(error: ValueError) -> Unquoted | Term | Phrase:
    """Return what Python says of the text, in plain words where it is about Python's own limits."""
    if isinstance(error, SaidError):
        return error.said
    return Term("a number of over 4000 digits") if "integer string conversion" in str(error) else Unquoted(error)


def _too_deep(name: str) -> NoReturn:
    refuse(name, Term("its tables or lists are nested too deeply"), Term("take out the inner brackets"))
