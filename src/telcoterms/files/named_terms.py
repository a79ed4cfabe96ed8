"""Read which provider, service and voice an account's or a bill's file names, so that the command knows its terms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, NamedTuple

from telcoterms.agreement.rule import VOICES, Voice
from telcoterms.files.shapes import Place, ValueField, judge, name_of, need
from telcoterms.files.text import json_of, read_text, toml_of
from telcoterms.values.messages import Term

WRITTEN: Final = re.compile(
    r"\b(provider|service|voice)[\"']?\s*[=:]"
)  # spares a large file without them a second reading


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
SERVICE: Final = ValueField(
    Term("the name of a service, or none"), Term("write it in quotation marks"), _name, {"type": "string"}
)
"""The key `service` of an account's or a bill's file."""
VOICE: Final = name_of(VOICES)
"""The key `voice` of an account's or a bill's file."""


class NamedTerms(NamedTuple):
    """The provider, the service and the voice that a file names; None where it names none."""

    provider: str | None = None
    service: str | None = None
    voice: Voice | None = None


def terms_named_in(path: Path) -> NamedTerms:
    """Return the provider, the service and the voice that a TOML or JSON file names; every other file names none.

    The path of a provider's file is taken from the folder of the file that names it. Raises `UnreadableFileError` for
    a file that cannot be read, `InvalidFileError` where a key holds no name.
    """
    readers = {".toml": toml_of, ".json": json_of}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        return NamedTerms()
    text = read_text(path)
    data = reader(text, str(path)) if WRITTEN.search(text) else None
    if not isinstance(data, dict):
        return NamedTerms()
    top = Place("", [])
    fields = {"provider": PROVIDER, "service": SERVICE, "voice": VOICE}
    names = {key: field.read(data[key], top.key(key)) for key, field in fields.items() if key in data}
    judge(str(path), top.faults)
    provider = names.get("provider")
    if provider is not None and provider.endswith(".toml"):
        provider = str(path.parent / provider)
    voice: Voice | None = next((voice for voice in VOICES if voice == names.get("voice")), None)
    return NamedTerms(provider, names.get("service"), voice)
