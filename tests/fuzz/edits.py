"""Inputs made from good ones: documents, texts, sheets and words with a few edits that keep most of their structure."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

HOSTILE: Final = (
    "\x1b[2J\x1b]0;x\x07", "\x00", "\u202e113.00\u202c", "\u2066x\u2069", "\ufeff", "\u2028", "\r\n", "\n", "\t",
    "=1+1", "@SUM(A1)", "+1", "-1", "<script>1</script>", "<svg onload=1>", "\"><img src=x>", "&amp;", "`x`",
    "BEGIN:VEVENT", "x\r\nEND:VCALENDAR", "; x", "| x |", "[x](javascript:1)", "$x$", "../x", "..\\x", "/etc/passwd",
    "C:\\x", "con", "~", "{0}", "{amount}", "%s", "\\", "'", '"', "''", "e\u0301", "\u00e9", "\U0001f600", "\U000e0001",
    "\u0661\u0662", "\uff11", "x" * 61, "x" * 5000, "", " ", "kos", "None", "null", "nan", "true",
)  # fmt: skip
"""Text that speaks to a terminal, a spreadsheet, a browser or a calendar, or that looks like something else."""
NUMBERS: Final = (
    "0", "-0", "1", "-1", "0.005", "0.01", "-0.01", "113.00", "1e5", "1e400", "1E-400", "1e99999", "nan", "inf", "-inf",
    "9" * 12, "9" * 19, "9" * 40, "9" * 5000, "0." + "0" * 40 + "1", "10000000000.00", "10000000000.01", "1_000",
    "1,130", "1.130,00", "$5", "5 CAD", "0x10", "+5", ".5", "5.", "01", "4294967296", "9223372036854775808", "1e6",
)  # fmt: skip
DAYS: Final = (
    "2026-01-01", "2026-02-29", "2024-02-29", "2026-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01",
    "1926-01-31", "2026-1-1", "20260101", "2026-W01-1", "1/2/2026", "2026-01-01T00:00", "2026-01-01T24:00:00Z",
    "2026-03-08T02:30-05:00", "today", "2026-12-31T23:59:60Z", "2007-03-11", "-2026-01-01",
)  # fmt: skip
ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**12, 10**40, Decimal("0.005"), Decimal("1E+30"),
    Decimal("-1"), Decimal("2"), Decimal("0.02"), [], {}, [[]], [{}], {"kind": "none"}, date(2026, 1, 1), date.min,
    date.max, datetime(2026, 1, 1), time(1, 2), *HOSTILE, *NUMBERS, *DAYS,
)  # fmt: skip
LINES: Final = re.compile(r"[^\n]*\n?")
TOKEN: Final = re.compile(r'"[^"\n]*"|[A-Za-z_]+|[0-9][0-9.:T-]*|[^\sA-Za-z0-9]')


def _drawn(draw: st.DrawFn, values: Sequence[Any]) -> Any:
    return values[draw(st.integers(0, len(values) - 1))]


def token(draw: st.DrawFn, words: Sequence[str]) -> str:
    """A piece of text: hostile, a number, a day, or a word of good inputs."""
    return str(_drawn(draw, (HOSTILE, NUMBERS, DAYS, words)[draw(st.integers(0, 3))]))


def edited_text(texts: Sequence[str], words: Sequence[str]) -> st.SearchStrategy[bytes]:
    """A text with a few lines moved, doubled or left out, tokens replaced, and bytes of another encoding."""

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        text = str(_drawn(draw, texts))
        for _ in range(draw(st.integers(0, 4))):
            lines = LINES.findall(text)[:-1] or [""]
            place = draw(st.integers(0, len(lines) - 1))
            match draw(st.integers(0, 6)):
                case 0:
                    del lines[place]
                case 1:
                    lines.insert(place, lines[draw(st.integers(0, len(lines) - 1))])
                case 2:
                    lines = [*lines[:place], lines[place][: draw(st.integers(0, 80))]]
                case 3:
                    lines[place] = lines[place] * draw(st.integers(2, 20))
                case _:
                    found = list(TOKEN.finditer(lines[place]))
                    if found:
                        one = found[draw(st.integers(0, len(found) - 1))]
                        new = token(draw, words)
                        quoted = one[0].startswith('"') and draw(st.booleans())
                        new = json.dumps(new) if quoted else new
                        lines[place] = lines[place][: one.start()] + new + lines[place][one.end() :]
            text = "".join(lines)
        return encoded(draw, text)

    return made()


def encoded(draw: st.DrawFn, text: str) -> bytes:
    """Text as bytes: nearly always UTF-8, else another encoding, or with bytes that are none."""
    match draw(st.integers(0, 15)):
        case 0:
            return text.encode(str(_drawn(draw, ("latin-1", "cp1252", "utf-16", "utf-8-sig", "utf-7"))), "replace")
        case 1:
            data = text.encode("utf-8", "replace")
            place = draw(st.integers(0, len(data)))
            return data[:place] + draw(st.binary(max_size=3)) + data[place + draw(st.integers(0, 2)) :]
        case _:
            return text.encode("utf-8", "replace")


def edited_value(draw: st.DrawFn, value: Any, words: Sequence[str], others: Sequence[Any]) -> Any:
    """A document with a few edits, each at a place in it: a key or an item left out, doubled, renamed or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        value = _with_edit(draw, value, words, others)
    return value


def _with_edit(draw: st.DrawFn, value: Any, words: Sequence[str], others: Sequence[Any]) -> Any:
    deeper = draw(st.integers(0, 7)) > 0
    match value:
        case dict() if value and deeper:
            key = _drawn(draw, list(value))
            match draw(st.integers(0, 9)):
                case 0:
                    return {name: one for name, one in value.items() if name != key}
                case 1:
                    return {token(draw, words) if name == key else name: one for name, one in value.items()}
                case 2:
                    return value | {token(draw, words): _odd(draw, words, others)}
                case _:
                    return value | {key: _with_edit(draw, value[key], words, others)}
        case list() if value and deeper:
            place = draw(st.integers(0, len(value) - 1))
            match draw(st.integers(0, 9)):
                case 0:
                    return value[:place] + value[place + 1 :]
                case 1:
                    return value[: place + 1] + value[place:]
                case 2:
                    return [value[place]] * draw(st.integers(2, 60))
                case 3:
                    return [*value, _odd(draw, words, others)]
                case _:
                    return [*value[:place], _with_edit(draw, value[place], words, others), *value[place + 1 :]]
        case _:
            return _odd(draw, words, others)


def _odd(draw: st.DrawFn, words: Sequence[str], others: Sequence[Any]) -> Any:
    match draw(st.integers(0, 3)):
        case 0:
            return token(draw, words)
        case 1 if others:
            return _drawn(draw, others)
        case _:
            return _drawn(draw, ODD)


def parts_of(documents: Sequence[Any]) -> list[Any]:
    """Every value inside of some documents, to be put elsewhere."""
    found: list[Any] = []
    waiting = list(documents)
    for one in waiting:
        found.append(one)
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def words_of(texts: Sequence[str]) -> list[str]:
    """The words of some texts, each once."""
    return sorted({word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z_-]*", text)})


def toml_text(document: Any) -> str:
    """A document as TOML, its tables in one line each; what TOML does not have is text."""
    if not isinstance(document, dict):
        return f"value = {_toml(document)}\n"
    return "".join(f"{json.dumps(str(key))} = {_toml(value)}\n" for key, value in document.items())


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{json.dumps(str(key))} = {_toml(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case date() | time():
            return value.isoformat()
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 40 else str(value).lower()
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def json_text(document: Any) -> str:
    """A document as JSON; decimals are numbers, and what JSON does not have is text."""

    def plain(value: Any) -> Any:
        match value:
            case dict():
                return {str(key): plain(one) for key, one in value.items()}
            case list():
                return [plain(one) for one in value]
            case None | bool() | int() | str():
                return value
            case Decimal() if value.is_finite() and abs(value.adjusted()) < 15:
                return float(value)
            case _:
                return str(value)

    return json.dumps(plain(document))


def edited_document(documents: Sequence[Any], words: Sequence[str], as_toml: bool) -> st.SearchStrategy[bytes]:
    """A document with a few edits, as TOML or JSON."""

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        document = edited_value(draw, _drawn(draw, documents), words, parts_of(documents))
        return encoded(draw, (toml_text if as_toml else json_text)(document))

    return made()


def edited_rows(sheets: Sequence[Sequence[Sequence[str]]], words: Sequence[str]) -> st.SearchStrategy[list[list[str]]]:
    """The rows of a sheet with cells replaced, rows and columns moved, doubled or left out."""

    @st.composite
    def made(draw: st.DrawFn) -> list[list[str]]:
        rows = [list(row) for row in _drawn(draw, sheets)]
        for _ in range(draw(st.integers(0, 5))):
            place = draw(st.integers(0, len(rows) - 1))
            column = draw(st.integers(0, max(0, max(map(len, rows)) - 1)))
            match draw(st.integers(0, 9)):
                case 0 if len(rows) > 1:
                    del rows[place]
                case 1:
                    rows.insert(place, list(rows[draw(st.integers(0, len(rows) - 1))]))
                case 2:
                    rows = [row[:column] + row[column + 1 :] for row in rows]
                case 3:
                    rows = [row[: column + 1] + row[column:] for row in rows]
                case 4:
                    rows[place] = rows[place][:column] if draw(st.booleans()) else [*rows[place], token(draw, words)]
                case 5:
                    rows += [list(rows[place]) for _ in range(draw(st.integers(1, 20)))]
                case _:
                    if column < len(rows[place]):
                        rows[place][column] = token(draw, words)
        return rows

    return made()


def sheet_text(sheets: Sequence[Sequence[Sequence[str]]], words: Sequence[str]) -> st.SearchStrategy[bytes]:
    """A sheet as CSV: of one dialect or another, with quotation marks here and there, one of them perhaps missing."""

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        rows = draw(edited_rows(sheets, words))
        separator = str(_drawn(draw, (",", ",", ",", ";", "\t", "|")))
        end = str(_drawn(draw, ("\n", "\n", "\r\n", "\r", "\n\n")))
        everywhere = draw(st.booleans())

        def cell(text: str) -> str:
            must = everywhere or any(mark in text for mark in (separator, '"', "\n", "\r"))
            return '"' + text.replace('"', '""') + '"' if must else text

        text = end.join(separator.join(map(cell, row)) for row in rows)
        match draw(st.integers(0, 9)):
            case 0:
                text = f"sep={separator}{end}{text}"
            case 1 if '"' in text:
                text = text.replace('"', "", 1)
            case 2:
                text = text[: draw(st.integers(0, len(text)))]
            case _:
                text += end
        return encoded(draw, text)

    return made()
