"""Read what the head of an account's or a bill's file says: whose terms it is under, and what their numbers go by.

The command reads it before the rest of the file, so that it knows the terms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from telcoterms.agreement.rule import VOICES, Voice
from telcoterms.answers.facts import as_index_values
from telcoterms.files.shapes import TEXT, Place, ValueField, judge, name_of, need
from telcoterms.files.text import json_of, read_text, toml_of
from telcoterms.values.messages import Term

if TYPE_CHECKING:
    from pathlib import Path

    from telcoterms.files.content import Content

WRITTEN: Final = re.compile(
    r"\b(provider|service|voice|plan|region|segment|index)[\"']?\s*[].=:]"
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


def _index_values(value: Any) -> tuple[tuple[str, Fraction], ...]:
    need(isinstance(value, dict) and value)
    return as_index_values(value)


INDEX_VALUES: Final = ValueField(
    Term("a table of indices with their values"),
    Term("write it as index = { lawful = 0.12 }"),
    _index_values,
    {"type": "object", "minProperties": 1, "additionalProperties": {"type": ["number", "string"]}},
)
"""The key `index` of an account's or a bill's file, and of a line of a bill."""
NUMBER_FACTS: Final[Mapping[str, ValueField[Any]]] = {
    "plan": TEXT,
    "region": TEXT,
    "segment": TEXT,
    "index": INDEX_VALUES,
}
"""The keys of an account's or a bill's file that say what numbers of the terms go by."""
HEAD: Final[Mapping[str, ValueField[Any]]] = {
    "provider": PROVIDER,
    "service": SERVICE,
    "voice": VOICE,
    **NUMBER_FACTS,
}
"""All keys at the head of an account's or a bill's file but its currency."""


class NamedTerms(NamedTuple):
    """The provider, the service and the voice that a file names; None where it names none.

    `facts` are those of `NUMBER_FACTS` that stand there.
    """

    provider: str | None = None
    service: str | None = None
    voice: Voice | None = None
    facts: Mapping[str, Any] = MappingProxyType({})


def terms_named_in(path: Path, wanted: Content = "account") -> NamedTerms:
    """Return what the head of a TOML or JSON file names; every other file names nothing.

    The path of a provider's file is taken from the folder of the file that names it. Raises `UnreadableFileError` for
    a file that cannot be read, or that holds a provider's terms where an account or a bill is `wanted`,
    `InvalidFileError` where a key holds no name.
    """
    readers = {".toml": toml_of, ".json": json_of}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        return NamedTerms()
    text = read_text(path)
    data = reader(text, str(path)) if WRITTEN.search(text) else None
    if not isinstance(data, dict):
        return NamedTerms()
    from telcoterms.files.content import check_content, is_provider

    if is_provider(data):
        check_content(data, wanted, str(path))
    return names_in_head(data, str(path), path)


def names_in_head(data: Mapping[str, Any], file: str, path: Path | None = None) -> NamedTerms:
    """Return what the head of an account or a bill names; `path` is where it lies, where it is a file."""
    top = Place("", [])
    names: dict[str, Any] = {key: field.read(data[key], top.key(key)) for key, field in HEAD.items() if key in data}
    judge(file, top.faults)
    provider = names.get("provider")
    if provider is not None and provider.endswith(".toml") and path is not None:
        provider = str(path.parent / provider)
    voice: Voice | None = next((voice for voice in VOICES if voice == names.get("voice")), None)
    facts = {name: names[name] for name in NUMBER_FACTS if name in names}
    return NamedTerms(provider, names.get("service"), voice, facts)
