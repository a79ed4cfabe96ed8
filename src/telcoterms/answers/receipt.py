"""Define a receipt: what is kept of an answer, so that it can be answered again and held against what was said.

A receipt is JSON-ready data without any wording. It has the question with its facts, the readings and the voice, the
figure, and each table that the figure rests on with its SHA-256. `sha256` marks the whole: the SHA-256 of the canonical
JSON of everything else in it, which shows a change that was made by hand. It is no signature: whoever can write a
receipt can write its mark. Keep the marks where the receipts are not, or sign them, if you need more.

`Answer.as_dict` is the same with the working, and its `sha256` marks that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NotRequired, TypedDict, cast, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.rule import Voice
from telcoterms.agreement.tables_used import TableKind, TableUsed
from telcoterms.formats.text import phrase_text
from telcoterms.values.hashes import Written, sha256_of_json, sha256_of_text, written
from telcoterms.values.steps import Step, steps_to_json
from telcoterms.values.version import __version__

RECEIPT_SCHEMA: Final = 2
"""The form of a receipt that this version writes and reads. Form 1 had the working in it, and no marks."""
FACTS: Final = "facts"
FIGURE: Final = "figure"
MARK: Final = "sha256"
BESIDE_BASIS: Final = frozenset({FACTS, FIGURE, MARK})
"""The keys of a receipt that two answers by the same terms do not share."""


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
    facts: dict[str, object]
    readings: dict[str, str]
    figure: object
    tables: list[TableData]
    sha256: str


@final
class Basis:
    """What an answer rests on, whatever its figure: whose terms were asked what, under which readings, by which tables.

    Answers on many facts rest on the same, so that its canonical JSON is written once. In it stand the facts and the
    figure side by side, as their keys follow each other.
    """

    __slots__ = ("_after", "_asked", "_before", "_said", "_said_in", "readings", "tables")
    readings: Mapping[str, str]
    tables: tuple[TableUsed, ...]

    def __init__(self, asked: Mapping[str, object], readings: Mapping[str, str], tables: tuple[TableUsed, ...]) -> None:
        self._asked, self.readings, self.tables = asked, readings, tables
        said = {"schema": RECEIPT_SCHEMA, **asked, "readings": readings, "tables": self._tables()}
        self._said_in, self._said = itemgetter(*said), tuple(said.values())
        texts = {key: written(value).text for key, value in sorted(said.items())}
        self._before = "".join(f'"{key}":{text},' for key, text in texts.items() if key < FACTS)
        self._after = "".join(f',"{key}":{text}' for key, text in texts.items() if key > FIGURE)

    def _tables(self) -> list[dict[str, object]]:
        return [table.as_dict() for table in self.tables]

    def asked(self) -> dict[str, Any]:
        """Return what was asked, of whom, and by which version of the library."""
        return {key: value.copy() if isinstance(value, list | dict) else value for key, value in self._asked.items()}

    def unmarked(self, facts: object, figure: object) -> dict[str, Any]:
        """Return the receipt of a figure, without its mark."""
        return {
            "schema": RECEIPT_SCHEMA,
            **self.asked(),
            FACTS: facts,
            "readings": {**self.readings},
            FIGURE: figure,
            "tables": self._tables(),
        }

    def receipt(self, facts: Written, figure: Written) -> Receipt:
        """Return the receipt of a figure."""
        receipt = self.unmarked(facts.data, figure.data)
        receipt[MARK] = self.mark(facts.text, figure.text)
        return cast("Receipt", receipt)

    def mark(self, facts: str, figure: str) -> str:
        """Return the mark of the receipt of a figure; both are canonical JSON."""
        return sha256_of_text(f'{{{self._before}"{FACTS}":{facts},"{FIGURE}":{figure}{self._after}}}')

    def is_that_of(self, receipt: Mapping[str, object]) -> bool:
        """Return whether a receipt says the same, and has facts, a figure and a mark beside it, and no working."""
        if len(receipt) != len(self._said) + len(BESIDE_BASIS) or not receipt.keys() >= BESIDE_BASIS:
            return False
        try:
            said = self._said_in(receipt)
        except KeyError:
            return False
        return (
            said == self._said
            and type(receipt["schema"]) is type(receipt["revision"]) is int  # True and 1.0 are equal to 1
            and isinstance(receipt[MARK], str)
        )


def basis_of(
    question: str,
    agreement: Agreement,
    editions: list[str],
    readings: Mapping[str, str],
    tables: tuple[TableUsed, ...],
) -> Basis:
    """Return what answers to a question of an agreement rest on; `editions` are named where there are others."""
    customer = agreement.customer.as_dict()
    asked = {
        "library": __version__,
        "question": question,
        "provider": agreement.provider,
        "edition": agreement.edition.isoformat(),
        **({"editions": editions} if editions else {}),
        "revision": agreement.revision,
        "service": agreement.service,
        "voice": agreement.voice,
        "currency": agreement.currency,
        **({"customer": customer} if customer else {}),
    }
    return Basis(asked, readings, tables)


def marked(data: dict[str, Any]) -> dict[str, object]:
    """Return data with its mark."""
    return {**data, MARK: mark_of(data)}


def mark_of(data: Mapping[str, Any]) -> str:
    """Return the mark of data, whether it has one or not."""
    return sha256_of_json({key: value for key, value in data.items() if key != MARK})


def steps_data(steps: Sequence[Step]) -> list[dict[str, object]]:
    """Return the steps of a working as JSON-ready data, each with its text."""
    return [{**data, "text": phrase_text(line.phrase)} for data, line in zip(steps_to_json(steps), steps, strict=True)]
