"""Say what is usually wrong with a text that is not TOML, and what to write instead.

`tomllib` says where it stopped and what it wanted there. That is seldom what somebody has to change: of `issued = 1
January 2026` it wants the end of the line. So the line itself is looked at, from the mistake that is surest to the one
that is left, and the cure shows the line as it was probably meant.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from telcoterms.values.errors import Unquoted, UnreadableFileError
from telcoterms.values.messages import Phrase, Term, phrase, readable

PLACE: Final = re.compile(r"(?P<wanted>.*) \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)")
MAX_SHOWN: Final = 76  # characters of a line: with its indentation it fits a terminal of 80 columns
KEY: Final = r"[A-Za-z0-9_.\"'-]+"
ASSIGNED: Final = re.compile(rf"\s*(?P<key>{KEY})\s*=\s*(?P<value>.*)")
CURLY: Final = str.maketrans(
    "\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a", '"""""\'\'\''
)  # of other scripts than ASCII
MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
BARE_DAY: Final = re.compile(
    rf"[0-9]{{1,4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,4}}|(?=.*[0-9])(?=.*{MONTH})(?:{MONTH}|[0-9., ]|st|nd|rd|th)+",
    re.IGNORECASE,
)
DECIMAL_COMMA: Final = re.compile(r"(?P<whole>-?[0-9]+),(?P<part>[0-9]+)")
THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[ ,][0-9]{3})+(?:\.[0-9]+)?")
PERCENT: Final = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?) ?%")
WITH_SIGN: Final = re.compile(r"[$€£]\s?(?P<before>[0-9.]+)|(?P<after>[0-9.]+)\s?(?:[$€£]|[A-Z]{3})")
NO_VALUES: Final = frozenset({"none", "null", "nil"})
NAMES_OF_VALUES: Final = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


def toml_error(text: str, name: str, error: ValueError) -> UnreadableFileError:
    """Return the error for a text that is not TOML: its line, where in it, and what to write instead."""
    lines = text.splitlines()
    place = PLACE.fullmatch(str(error))
    at_end = place is None or place["line"] is None
    number = len(lines) if place is None or at_end else min(int(place["line"]), len(lines))
    line = lines[number - 1]
    column = len(line) if place is None or at_end else min(int(place["column"]), len(line) + 1) - 1
    wanted = "" if place is None else place["wanted"]
    shown, caret = _window(line, column)
    return UnreadableFileError(
        "{file}: line {line} is not TOML: {cure}\n  {text}\n  {caret}",
        file=Unquoted(name),
        line=number,
        cure=_cure(lines, number, column, wanted),
        text=Unquoted(shown),
        caret=Unquoted(caret),
    )


def _window(line: str, column: int) -> tuple[str, str]:
    """Return the part of a line around a column, on which a caret stands, and the line of the caret."""
    start = max(0, min(column - MAX_SHOWN // 2, len(line) - MAX_SHOWN))
    shown = line[start : start + MAX_SHOWN].replace("\t", " ")
    return readable(shown), " " * len(readable(shown[: column - start])) + "^"


def _cure(lines: list[str], number: int, column: int, wanted: str) -> Term | Phrase:
    """Return what is to be done, by what stands in the line."""
    line = lines[number - 1]
    if wanted.startswith("Cannot"):
        return _twice(lines, number)
    if line.lstrip().startswith("["):
        return _heading(line)
    assigned = ASSIGNED.fullmatch(line)
    if wanted.startswith("Unclosed array") and (assigned is None or not assigned["value"].startswith("[")):
        return Term("a comma or a closing bracket is missing in the list above")
    if assigned is None:
        return _no_assignment(line)
    if assigned["value"] and ord(assigned["value"][0]) in CURLY:
        return phrase("write straight quotation marks: {cured}", cured=Unquoted(line.translate(CURLY).strip()))
    return _value(assigned["key"], _without_comment(assigned["value"]), line, column, wanted)


def _twice(lines: list[str], number: int) -> Phrase:
    """Return the cure for a table or a key that stands twice; the first of the two is above, or in the same line."""
    line = lines[number - 1].strip()
    if line.startswith("["):
        heading = re.sub(r"\]\s*#.*", "]", line)
        name = heading.strip("[] ")
        first = next((place for place, above in enumerate(lines[: number - 1], 1) if _is_heading(above, name)), None)
        if first is not None:
            return phrase(
                "the table {table} stands in line {first} already: put what both hold below one of them; of several "
                "entries of one kind, each begins with {double}",
                table=Unquoted(f"[{name}]"),
                first=first,
                double=Unquoted(f"[[{name}]]"),
            )
        return phrase("{name} has a value above already: keep one of the two", name=Unquoted(name))
    key = line.partition("=")[0].strip()
    return phrase("the key {key} stands here twice: take one of the two out", key=Unquoted(key))


def _is_heading(line: str, name: str) -> bool:
    return re.fullmatch(rf"\s*\[+\s*{re.escape(name)}\s*\]+\s*(?:#.*)?", line) is not None


def _heading(line: str) -> Phrase:
    """Return the cure for the heading of a table: its brackets."""
    name = re.sub(r"#.*", "", line).strip("[] \t").replace(" ", "_")
    marks = ("[[", "]]") if line.lstrip().startswith("[[") else ("[", "]")
    return phrase("write the heading of a table as {cured}", cured=Unquoted(name.join(marks)))


def _no_assignment(line: str) -> Term | Phrase:
    """Return the cure for a line that is no key with its value."""
    key, colon, value = line.partition(":")
    if colon and re.fullmatch(rf"\s*{KEY}\s*", key):
        return phrase(
            "an equals sign stands between a key and its value: write {cured}",
            cured=Unquoted(f"{key.strip()} = {_as_text(value)}"),
        )
    key, equals, value = line.partition("=")
    if equals and re.fullmatch(r"\s*[A-Za-z0-9_-]+(?: +[A-Za-z0-9_-]+)+\s*", key):
        name = "_".join(key.split())
        return phrase("a key is one word: write {cured}", cured=Unquoted(f"{name} ={value.rstrip()}"))
    words = line.split(None, 1)
    if len(words) == 2 and re.fullmatch(KEY, words[0]):
        return phrase(
            "an equals sign stands between a key and its value: write {cured}",
            cured=Unquoted(f"{words[0]} = {_as_text(words[1])}"),
        )
    return Term("write a key, an equals sign and a value; a comment begins with #")


def _as_text(value: str) -> str:
    """Return a value in quotation marks, unless it has them."""
    plain = value.strip()
    return plain if plain[:1] in ('"', "'", "[", "{") else f'"{plain}"'


def _without_comment(value: str) -> str:
    """Return a value without the comment behind it; a # inside quotation marks is none."""
    return re.sub(r"""^((?:"[^"]*"|'[^']*'|[^"'#])*)#.*""", r"\1", value).strip()


def _value(key: str, value: str, line: str, column: int, wanted: str) -> Term | Phrase:
    """Return the cure for a key whose value is none."""
    name_of_value = NAMES_OF_VALUES.get(value.casefold())
    comma, percent, sign = DECIMAL_COMMA.fullmatch(value), PERCENT.fullmatch(value), WITH_SIGN.fullmatch(value)
    if not value:
        return phrase(
            "a value is missing: write one after the equals sign, or take the key {key} out", key=Unquoted(key)
        )
    if name_of_value is not None:
        return phrase("write {cured}", cured=Unquoted(f"{key} = {name_of_value}"))
    if value.casefold() in NO_VALUES:
        return phrase("what has no value is left out: take the key {key} out, or write {cured}", **_quoted(key, value))
    if THOUSANDS.fullmatch(value):
        return phrase(
            "a number has no sign between its thousands: write {cured}", **_quoted(key, re.sub("[ ,]", "", value))
        )
    if re.fullmatch(r"\.[0-9]+", value):
        return phrase("a digit stands before the point: write {cured}", cured=Unquoted(f"{key} = 0{value}"))
    if comma:
        plain = f"{comma['whole']}.{comma['part']}"
        return phrase("a number has a decimal point: write {cured}", **_quoted(key, plain))
    if percent:
        rate = Decimal(percent["number"].replace(",", ".")).scaleb(-2).normalize()
        return phrase("a rate is a decimal: write {cured}", cured=Unquoted(f"{key} = {rate:f}"))
    if sign:
        return phrase(
            "an amount has no sign and no currency: write {cured}", **_quoted(key, sign["before"] or sign["after"])
        )
    if wanted.startswith("Invalid date"):
        return phrase("no calendar has the day {day}: give one that exists", day=Unquoted(value))
    if BARE_DAY.fullmatch(value):
        return phrase(
            "a day is year-month-day, without quotation marks: write {cured}", cured=Unquoted(f"{key} = 2026-01-31")
        )
    if value[0] in "[{":
        return _inside(value, line, column, wanted)
    if value[0] in "\"'":
        return _text(key, value, wanted)
    if "//" in value:
        before, _, comment = value.partition("//")
        return phrase("a comment begins with #: write {cured}", cured=Unquoted(f"{key} = {before.strip()} #{comment}"))
    if re.fullmatch(r"[0-9.]+\s*;", value):
        return phrase("no sign ends a line: write {cured}", cured=Unquoted(f"{key} = {value.rstrip('; ')}"))
    return phrase("text stands in quotation marks: write {cured}", **_quoted(key, value))


def _quoted(key: str, value: str) -> dict[str, Unquoted]:
    """Return the line of a key with its value in quotation marks, and the key."""
    bare = value.replace('"', "")
    return {"key": Unquoted(key), "cured": Unquoted(f'{key} = "{bare}"')}


def _inside(value: str, line: str, column: int, wanted: str) -> Term | Phrase:
    """Return the cure for a list or a table in one line: a word without quotation marks, else a bracket or a comma."""
    word = re.match(r"[A-Za-z][\w -]*", line[column:])
    if word and wanted.startswith("Invalid value"):
        bare = word[0].rstrip()
        cured = f'{line[:column]}"{bare}"{line[column + len(bare) :]}'
        return phrase("text stands in quotation marks: write {cured}", cured=Unquoted(cured.strip()))
    if value.startswith("{"):
        return Term("a table in braces stands in one line, with a comma between its keys and a brace at its end")
    return Term("a comma or a closing bracket is missing here or above")


def _text(key: str, value: str, wanted: str) -> Term | Phrase:
    """Return the cure for a text in quotation marks: one that is missing, a backslash, or what stands behind it."""
    mark = value[0]
    if "\\" in value and ("hex" in wanted or "escape" in wanted):
        plain = value.strip(mark).replace("\\", "/")
        return phrase("a backslash means something else in a text: write {cured}", **_quoted(key, plain))
    if value.count(mark) == 1:
        return phrase("the second quotation mark is missing: write {cured}", **_quoted(key, value.strip(mark)))
    if re.fullmatch(r"""("[^"]*"|'[^']*')\s*[;,]""", value):
        return phrase("no sign ends a line: write {cured}", cured=Unquoted(f"{key} = {value.rstrip(';, ')}"))
    return Term('nothing may follow a text but a comment, which begins with #; a quotation mark inside is written \\"')
