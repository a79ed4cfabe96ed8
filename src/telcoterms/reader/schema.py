"""The JSON Schema of a provider's file, for editors and for other programs.

It is printed from the very fields by which the file is read, so it knows each kind, number, reading and question that
the classes have. What a schema cannot judge, the reader does: whether the documents, sections and taxes that a file
names exist, whether every section is told, whether a day is in the calendar.
"""

from __future__ import annotations

import json
from typing import Final

from telcoterms.reader.fields import Schema
from telcoterms.reader.provider import Context, provider_shape

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def provider_schema() -> Schema:
    """The schema of a provider's file; TOML's dates are text to it."""
    definitions: Schema = {}
    made = provider_shape(Context()).schema(definitions)
    about = "A provider's terms: what its documents fix, one table a question."
    return {"$schema": DIALECT, "title": about, **made, "$defs": definitions}


def provider_schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(provider_schema(), indent=2) + "\n"
