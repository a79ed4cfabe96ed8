"""Read which provider an account's or a bill's file names, so that the command knows whose terms the file is under."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from telcoterms.files.shapes import Place, ValueField, judge, need
from telcoterms.files.text import json_of, read_text, toml_of
from telcoterms.values.messages import Term

KEY: Final = "provider"
WRITTEN: Final = re.compile(r"\bprovider[\"']?\s*[=:]")  # spares a large file without the key a second reading


def _name(value: Any) -> str:
    need(isinstance(value, str) and value != "")
    return str(value)


PROVIDER: Final = ValueField(
    Term("the name of a provider, or the path of a .toml file"),
    Term("write it in quotation marks"),
    _name,
    {"type": "string"},
)
"""The key `provider` of an account's or a bill's file."""


def provider_named_in(path: Path) -> str | None:
    """Return the provider that a TOML or JSON file names; None where it names none, and for every other file.

    The path of a provider's file is taken from the folder of the file that names it. Raises `UnreadableFileError` for
    a file that cannot be read, `InvalidFileError` where the key holds no name.
    """
    readers = {".toml": toml_of, ".json": json_of}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        return None
    text = read_text(path)
    data = reader(text, str(path)) if WRITTEN.search(text) else None
    if not isinstance(data, dict) or KEY not in data:
        return None
    top = Place("", [])
    name = PROVIDER.read(data[KEY], top.key(KEY))
    judge(str(path), top.faults)
    return str(path.parent / name) if name is not None and name.endswith(".toml") else name
