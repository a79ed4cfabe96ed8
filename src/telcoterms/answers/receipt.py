"""Define a receipt: what is kept of an answer, so that it can be answered again and held against what was said.

A receipt is JSON-ready data without any wording. It has the question with its facts, the readings and the voice, the
figure, and each table that the figure rests on with its SHA-256. `sha256` marks the whole: the SHA-256 of the canonical
JSON of everything else in it, which shows a change that was made by hand. It is no signature: whoever can write a
receipt can write its mark. Keep the marks where the receipts are not, or sign them, if you need more.

`Answer.as_dict` is the same with the working, and its `sha256` marks that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

from telcoterms.agreement.rule import Voice
from telcoterms.agreement.tables_used import TableKind
from telcoterms.formats.text import phrase_text
from telcoterms.values.hashes import sha256_of_json
from telcoterms.values.steps import Step, steps_to_json

RECEIPT_SCHEMA: Final = 2
"""The form of a receipt that this version writes and reads. Form 1 had the working in it, and no marks."""
MARK: Final = "sha256"


class TableData(TypedDict):
    """A table that a figure rests on, as a receipt has it."""

    kind: TableKind
    name: str
    version: NotRequired[str]
    sha256: str


class Receipt(TypedDict):
    """A receipt of an answer, as `Answer.receipt` gives it: plain data for `json.dumps`.

    `figure` is text where the answer is money or a day, and a table where it is a value of several figures. Money is
    text without its currency, which stands once; a day is text like `2026-01-31`.
    """

    schema: int
    library: str
    question: str
    provider: str
    edition: str
    editions: NotRequired[list[str]]
    revision: int
    service: str | None
    voice: Voice | None
    currency: str
    customer: NotRequired[dict[str, str]]
    facts: dict[str, Any]
    readings: dict[str, str]
    figure: Any
    tables: list[TableData]
    sha256: str


def marked(data: dict[str, Any]) -> dict[str, object]:
    """Return data with its mark."""
    return {**data, MARK: mark_of(data)}


def mark_of(data: Mapping[str, Any]) -> str:
    """Return the mark of data, whether it has one or not."""
    return sha256_of_json({key: value for key, value in data.items() if key != MARK})


def steps_data(steps: Sequence[Step]) -> list[dict[str, object]]:
    """Return the steps of a working as JSON-ready data, each with its text."""
    return [{**data, "text": phrase_text(line.phrase)} for data, line in zip(steps_to_json(steps), steps, strict=True)]
