"""Makes docs/errors.md from the broken files below tests/refusals: ``python docs/make_errors.py``.

Each broken file is the valid one beside it, with one fault; what differs is what the page shows of it.
"""

import inspect
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

import telcoterms
from docs.make_catalogue import refused
from telcoterms import InvalidFileError, TelcoTermsError, from_dict, load
from telcoterms.agreement import numbers
from telcoterms.batch import late_charge
from telcoterms.cli import new_provider
from telcoterms.files.check import check_file
from telcoterms.values import errors
from telcoterms.values.published import published_text

ROOT = Path(__file__).parents[1]
REFUSALS = ROOT / "tests" / "refusals"
PAGE = ROOT / "docs" / "errors.md"

SHOWN_LINES = 6  # of a broken file
SHOWN_FAULTS = 4  # of those of one file
SHOWN_WIDTH = 100

EXAMPLES = {
    "TelcoTermsError": "",
    "AmountError": 'kos.late_charge(113.00, issued="2026-01-01", paid="2026-02-15")',
    "DayError": 'kos.due_date("2026-02-30")',
    "InputError": 'kos.late_charge("113.00", issued="2026-02-15", paid="2026-01-01")',
    "UnknownNameError": 'kos.under(late_charge={"run_from": "due-date"})',
    "NotInTermsError": 'load("examples/own_provider.toml").dispute_until("2026-01-01")',
    "RecordError": 'from_dict({**kos.due_date("2026-01-01").as_dict(), "figure": "2026-01-17"})',
    "NotHeldError": 'from_dict({**kos.due_date("2026-01-01").receipt(), "provider": "nobody"})',
    "UnreadableFileError": 'load("no_such_file.toml")',
    "MissingFactsError": 'kos.equipment_return_by(cancelled="2026-06-10")',
    "MissingPackageError": "",
    "InvalidFileError": 'load("tests/refusals/provider/misspelt-key.toml")',
    "InvalidTableError": "late_charge(kos, pa.table({'amount': [Decimal('113.005'), Decimal('-1')], **days}))",
}

HEAD = """\
# Errors

**The library rejects whatever it cannot answer exactly. The error shows the value that it found and how to fix it. An
error states facts, never a verdict on what the parties owe each other.**

`docs/make_errors.py` makes this page from the library itself. The broken files are those of its tests.

## The errors

In Python each error is a `TelcoTermsError`, and also the built-in error of its kind. The command prints the same
message and exits with status 2. `telcoterms check` prints all faults of a file and exits with status 1.
"""
CODES = """
## The codes

`error.code` says in one word what was refused. A program compares it: the wording of a message can become better, and
is another one in French, but a code stays. A code that is renamed or removed is a line of the changelog.

* An error that only says where another one happened, in a row of a table or on a line of a bill, has the code of that
  one.
* A file with faults is `invalid_file`, a table with misfits `invalid_table`. Each of `error.faults` and
  `error.misfits` has an `error` with a code of its own.
* An error that the library does not list, of a class or with a message of your own, has the name of its class, such as
  `amount_error`.
* With `errors="column"` a table has a column `error_code` beside `error`.

Each code is shown with its message, or with the first of several. Where a message has its reason as a part of its own,
that part is shown, and decides the code.
"""
PROVIDER = """
## A provider's file

The library checks a file as a whole and reports all its faults at once, each with its path. If there are more than
twenty, it prints the first twenty and the number of the rest. `telcoterms check FILE` checks a file. Each example
below is a valid file with one thing changed. A line that was removed is shown after a minus sign.
"""
ACCOUNT = """
## An account's file

An account is TOML, JSON, or CSV as a spreadsheet saves it, separated by commas, semicolons or tabs. In CSV a fault is
reported with its row. The row of the headings is row 1.
"""
BILL = """
## A bill's file

A bill is TOML or JSON. Where it has items, its head has the date of the bill. An account that it names is read too.
"""


def broken_files(kind: str) -> list[Path]:
    """The files with a fault, by name."""
    files = (REFUSALS / kind).iterdir()
    return sorted(one for one in files if one.suffix != ".txt" and not one.name.startswith((".", "valid")))


@cache
def refusal(file: Path) -> TelcoTermsError:
    """What is said of a broken file; each is read once."""
    try:
        if file.parent.name == "provider":
            load(file)
        else:
            check_file(file, load("kos"))
    except TelcoTermsError as error:
        return error
    raise AssertionError(f"{file} has no fault")


def said(file: Path) -> str:
    """The message, with the name of the file instead of its path."""
    return str(refusal(file)).replace(str(file), file.name).replace(f"{file.parent}/", "")


def without_cure(error: TelcoTermsError) -> tuple[str, str]:
    """What is wrong, and what to do about it: every template tells them in this order, a colon or question between."""
    wrong, cure = (*re.split(r": |(?<=\?) ", error.template.removeprefix("{file}: "), maxsplit=1), "")[:2]
    in_words = cure.partition("\n")[0]  # without the line of the file, which the page shows anyway
    return str(type(error)(wrong, **error.values)), str(type(error)(in_words, **error.values))


def lines_of(file: Path) -> list[str]:
    """The lines of a file, whatever they are; without blank ones."""
    text = file.read_bytes().decode("utf-8", "backslashreplace")
    return [line.rstrip() for line in text.splitlines() if line.strip(" \r[]{}")]


def changed(file: Path) -> list[str]:
    """What is in the file and not in the valid one; if there is nothing, what is gone."""
    model = file.with_name(f"valid{file.suffix}")
    own = lines_of(file)
    if not model.exists() or not own:
        return own[:SHOWN_LINES] or ["(nothing)"]
    known = lines_of(model)
    added, gone = [], []
    for _, start, end, own_start, own_end in SequenceMatcher(None, known, own, autojunk=False).get_opcodes():
        if known[start:end] != own[own_start:own_end]:
            added += own[own_start:own_end]
            gone += known[start:end]
    return added or [f"- {line}" for line in gone]


def cut(text: str) -> str:
    """A line of at most so many characters."""
    return text if len(text) <= SHOWN_WIDTH else text[:SHOWN_WIDTH] + "..."


def code(text: str) -> str:
    """Text as code, in Markdown."""
    text = text.replace("\n", " ")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def told(file: Path) -> Iterator[str]:
    """The part of the page on one broken file."""
    lines = changed(file)
    rest = len(lines) - SHOWN_LINES
    more = [f"... and {rest} {'line' if rest == 1 else 'lines'} more"] if rest > 0 else []
    yield f"\n**{file.stem.replace('-', ' ')}**\n\n```text"
    yield from map(cut, lines[:SHOWN_LINES])
    yield from more
    yield "```\n"
    error = refusal(file)
    faults = error.faults if isinstance(error, InvalidFileError) else ()
    for fault in faults[:SHOWN_FAULTS]:
        wrong, cure = without_cure(fault.error)
        yield f"* {code(f'{fault.path}: {wrong}')}  \n  {code(cure)}"
    if len(faults) > SHOWN_FAULTS:
        yield f"* and {len(faults) - SHOWN_FAULTS} more"
    if not faults:
        wrong, cure = without_cure(error)
        yield f"* {code(wrong)}  \n  {code(cure)}"


def classes() -> dict[str, type[TelcoTermsError]]:
    """Every public error, by name."""
    found = {name: getattr(errors, name) for name in dir(telcoterms) if hasattr(errors, name)}
    return {
        name: one for name, one in found.items() if inspect.isclass(one) and issubclass(one, telcoterms.TelcoTermsError)
    }


def of_a_table() -> dict[str, Any]:
    """What the example of a table needs."""
    days = {"issued": [date(2026, 1, 1)] * 2, "paid": [date(2026, 2, 15)] * 2}
    return {"late_charge": late_charge, "pa": pa, "Decimal": Decimal, "days": days}


def example(name: str) -> str:
    """What an error says, asked by its example."""
    names = {"kos": load("kos"), "from_dict": from_dict, "load": lambda file: load(ROOT / file), **of_a_table()}
    try:
        eval(EXAMPLES[name], names)
    except classes()[name] as error:
        return str(error).replace(f"{ROOT}/", "")
    raise AssertionError(f"the example of {name} raises nothing")


def table() -> Iterator[str]:
    """The table of the errors, then an example of each."""
    yield "\n| error | also a | what it means |\n|---|---|---|"
    for name in EXAMPLES:
        one = classes()[name]
        also = next((base.__name__ for base in one.__bases__ if base.__module__ == "builtins"), "")
        meaning = (inspect.getdoc(one) or "").partition("\n")[0]
        yield f"| `{name}` | `{also}` | {meaning} |"
    for name, asked in EXAMPLES.items():
        if asked:
            yield f"\n`{asked}`:\n\n```text\n{name}: {example(name)}\n```"


def codes() -> dict[str, list[str]]:
    """Every code, with the messages and the reasons that it stands for."""
    listed: dict[str, str | list[str]] = tomllib.loads(published_text("", "error_codes.toml"))
    return {code: [texts] if isinstance(texts, str) else texts for code, texts in listed.items()}


def public_name(name: str) -> str:
    """The class that a program knows an error by."""
    modules: tuple[object, ...] = (errors, numbers, new_provider)
    cls = next(getattr(one, name) for one in modules if hasattr(one, name))
    return next(one.__name__ for one in inspect.getmro(cls) if one.__name__ in classes())


def table_of_codes() -> Iterator[str]:
    """A table for each class of errors: its codes, each with a message."""
    texts_by_class: dict[str, set[str]] = {}
    for one in refused():
        texts_by_class.setdefault(public_name(one.error), set()).add(one.text)
    for name in EXAMPLES:
        found = [
            (its_code, next((text for text in texts if text in texts_by_class.get(name, ())), None))
            for its_code, texts in codes().items()
        ]
        rows = [f"| `{its_code}` | {code(plain(text))} |" for its_code, text in found if text is not None]
        if rows:
            yield f"\n### {name}\n\n| code | message |\n|---|---|"
            yield from rows


def plain(template: str) -> str:
    """A message as it stands in a table: its braces as they are shown, on one line."""
    return " ".join(template.replace("{{", "{").replace("}}", "}").split())


def page() -> str:
    """The whole page."""
    parts = [HEAD.rstrip(), *table(), CODES.rstrip(), *table_of_codes(), PROVIDER.rstrip()]
    for file in broken_files("provider"):
        parts += told(file)
    parts.append(ACCOUNT.rstrip())
    for file in broken_files("account"):
        parts += told(file)
    parts.append(BILL.rstrip())
    for file in broken_files("bill"):
        parts += told(file)
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
