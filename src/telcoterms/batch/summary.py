"""Sum up the figures of many rows, batch by batch while these pass, since a stream is read once.

`Totals` adds the figures of a question. `AuditSummary` shows an audit: of each explanation, with what matches, how many
rows, what was billed, what these terms give, and how far it lies from that and from what the words allow. Sums are
added as decimals of 38 digits and kept as whole minor units, so that no number of rows makes them overflow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, final, overload

import pyarrow as pa

from telcoterms.agreement.terms_used import dated_in_full, named_in_full, named_in_short
from telcoterms.audit.audit import Explanation, explained, is_outside_words
from telcoterms.batch.audit import BY_TERMS
from telcoterms.batch.columns import ERROR, MINOR, plain
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.rows import METADATA, ROWS_WITH
from telcoterms.batch.tables import opened
from telcoterms.formats.report import Report
from telcoterms.formats.text import TABLE_WIDTH, columns, heading_lines, line, phrase_text, said
from telcoterms.values.choices import one_of
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Value, phrase
from telcoterms.values.money import minor_text
from telcoterms.values.steps import Step, UnroundedAmount
from telcoterms.values.translation import Translator

MAX_DIGITS: Final = 38  # digits of a decimal of 128 bits


@final
class SumColumns:
    """Columns that hold sums: all of them decimals, the first with those of the currency, or all of them minor units.

    Raises `InputError` where one is missing or holds anything else.
    """

    def __init__(self, schema: pa.Schema, names: Sequence[str]) -> None:
        self.minor = any(name + MINOR in schema.names for name in names)
        self.columns = {name: name + MINOR if self.minor else name for name in names}
        types = [
            column_type(schema, column, pa.types.is_integer if self.minor else pa.types.is_decimal)
            for column in self.columns.values()
        ]
        self.digits: int = 0 if self.minor or not types else types[0].scale

    def of(self, batch: pa.RecordBatch | pa.Table, name: str) -> Any:
        """Return a column, wide enough for the sum of it."""
        return batch.column(self.columns[name]).cast(pa.decimal128(MAX_DIGITS, self.digits))

    def units(self, amount: Decimal | None) -> int:
        """Return a sum of columns in minor units; nothing where no row has one."""
        return 0 if amount is None else (Fraction(amount) * 10**self.digits).numerator


def column_type(schema: pa.Schema, name: str, fits: Callable[[pa.DataType], bool]) -> pa.DataType:
    """Return the type of a column. Raises `InputError` where there is none, or one of another kind."""
    if schema.names.count(name) != 1:
        raise InputError(
            "the table does not have one column {name}: give it whole, as it came back", name=Unquoted(name)
        )
    type_ = schema.field(name).type
    if not fits(type_):
        raise InputError(
            "the column {name} is of {type}: give the table as it came back, with its types",
            name=Unquoted(name),
            type=Unquoted(type_),
        )
    return type_


def unanswered(batch: pa.RecordBatch, answers: pa.Array) -> tuple[int, int]:
    """Return how many rows have no answer because of a null, and how many because they do not fit.

    A column `error`, if it was asked for, holds why they do not fit.
    """
    if not answers.null_count or ERROR.name not in batch.schema.names:
        return answers.null_count, 0
    misfits = batch.column(ERROR.name).filter(answers.is_null())
    return misfits.null_count, len(misfits) - misfits.null_count


@final
class Totals:
    """What columns of sums come to, in minor units, and how many rows have more than nothing.

    `nulls` are the rows without a figure, `misfits` those that have an error instead. Where no column is a sum, the
    second one of the table is looked at for them.
    """

    def __init__(self, schema: pa.Schema, names: Sequence[str]) -> None:
        self._sums = SumColumns(schema, names)
        self.rows = self.nulls = self.misfits = 0
        self.above = dict.fromkeys(names, 0)
        self.units = dict.fromkeys(names, 0)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of a batch."""
        self.rows += batch.num_rows
        answers = next(iter(self._sums.columns.values()), 1)
        nulls, misfits = unanswered(batch, batch.column(answers))
        self.nulls += nulls
        self.misfits += misfits
        for name in self.units:
            values = self._sums.of(batch, name)
            self.above[name] += pc.sum(pc.greater(values, 0)).as_py() or 0
            self.units[name] += self._sums.units(pc.sum(values).as_py())


def earlier_rows(count: int) -> Phrase:
    """Return the line on rows whose facts are of a day before the edition of the terms."""
    return phrase(
        "from before the edition of the terms, which answers although another may have been in force: {rows}",
        rows=counted_rows(count),
    )


def counted_rows(count: int) -> Phrase:
    """Return how many rows, as a sentence has it."""
    return phrase("1 row") if count == 1 else phrase("{count} rows", count=count)


def named_in(schema: pa.Schema) -> tuple[Phrase, ...]:
    """Return whose terms the figures of a table are by, as its metadata names them."""
    named = (
        named_in_short(
            used["short_name"],
            [(one["title"], date.fromisoformat(one["edition"])) for one in used["documents"]],
            used["service"],
        )
        for used in _terms_in(schema)
    )
    return tuple(dict.fromkeys(named))


def named_in_full_in(schema: pa.Schema) -> tuple[Phrase, ...]:
    """Return whose terms the figures of a table are by, with their voice and what each edition is the date of."""
    named = (
        named_in_full(
            used["name"],
            Phrases(
                ", ",
                tuple(
                    dated_in_full(one["title"], date.fromisoformat(one["edition"]), one.get("edition_is", ""))
                    for one in used["documents"]
                ),
            ),
            used["service"],
            used["voice"],
        )
        for used in _terms_in(schema)
    )
    return tuple(dict.fromkeys(named))


def _terms_in(schema: pa.Schema) -> list[dict[str, Any]]:
    import json

    terms: list[dict[str, Any]] = json.loads((schema.metadata or {}).get(METADATA, b"[]"))
    return terms


@final
class Earlier:
    """How many rows have a day in a column that is before the edition of their terms; None where that is not known.

    Where the terms differ by row, the metadata of the table says which column names them, and by which value.
    """

    def __init__(self, schema: pa.Schema, column: str) -> None:
        terms = _terms_in(schema)
        self.column = column
        self.editions = [(_latest_edition(used), used.get(ROWS_WITH)) for used in terms]
        looked_at = {column, *(rows["column"] for _, rows in self.editions if rows is not None)}
        self.rows: int | None = 0 if terms and looked_at <= set(schema.names) else None

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of a batch."""
        if self.rows is None:
            return
        try:
            days, count = plain(batch.column(self.column)).cast(pa.date32()), self.rows
        except pa.ArrowInvalid:  # a day in another form, as text can have
            self.rows = None
            return
        for edition, rows in self.editions:
            earlier = pc.less(days, pa.scalar(edition, pa.date32()))
            if rows is not None:
                names = plain(batch.column(rows["column"])).cast(pa.string())
                earlier = pc.and_(earlier, pc.equal(names, rows["value"]))
            count += pc.sum(earlier).as_py() or 0
        self.rows = count


def _latest_edition(used: Mapping[str, Any]) -> date:
    """Return the latest edition among the documents of terms; of several editions of the terms, the first one."""
    if "editions" in used:
        return date.fromisoformat(used["editions"][0])
    return max(date.fromisoformat(document["edition"]) for document in used["documents"])


def watched(reader: pa.RecordBatchReader, add: Callable[[pa.RecordBatch], object]) -> pa.RecordBatchReader:
    """Return a reader whose batches are looked at as they pass."""

    def batches() -> Any:
        for batch in reader:
            add(batch)
            yield batch

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


MIN_MATCH_WIDTH: Final = 24  # columns that a match has at the right of its sums; else it stands below them
EXPLANATION: Final = "explanation"
MATCH: Final = "match"
SUMS: Final = ("late_charge", "difference", "from_allowed")  # what was billed is the charge and the difference, exact
HEADINGS: Final = (
    phrase("rows"),
    phrase("billed"),
    phrase("by the terms"),
    phrase("difference"),
    phrase("explanation"),
)


@final
@dataclass(frozen=True, slots=True)
class SummaryLine:
    """The rows of one explanation and match: how many, what was billed, what these terms give, and the differences.

    `difference` is what was billed less what these terms give, `from_allowed` what was billed less the nearest charges
    that their words allow. `explanation` and `match` are None for all rows together.
    """

    explanation: Explanation | None
    match: str | None
    rows: int
    billed: Decimal
    by_terms: Decimal
    difference: Decimal
    from_allowed: Decimal

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        sums = {name: str(getattr(self, name)) for name in ("billed", "by_terms", "difference", "from_allowed")}
        return {"explanation": self.explanation, "match": self.match, "rows": self.rows, **sums}


@final
@dataclass(frozen=True, slots=True)
class AuditSummary(Report, Sequence[SummaryLine]):
    """An audit of many rows by what explains them, what these terms give first, then what has the most rows.

    Sums are in the unit of the table: in minor units where `minor` says so, else in the currency. `nulls` are the rows
    with a null, `misfits` those with an error. `terms` are whose terms the figures are by, where the table says it;
    `earlier` how many rows are of a day before the edition, where that was counted.
    """

    lines: tuple[SummaryLine, ...]
    total: SummaryLine
    nulls: int
    misfits: int
    minor: bool
    terms: tuple[Phrase, ...] = field(default=(), compare=False)
    earlier: int | None = field(default=None, compare=False)
    terms_in_full: tuple[Phrase, ...] = field(default=(), compare=False)

    @property
    def rows(self) -> int:
        """How many rows there are, also those that could not be audited."""
        return self.total.rows + self.nulls + self.misfits

    @property
    def agreeing(self) -> int:
        """How many rows are what these terms give."""
        return sum(one.rows for one in self.lines if one.explanation == BY_TERMS)

    @property
    def outside_words(self) -> bool:
        """Whether a row is neither what these terms give nor allowed by another reading of their words."""
        return any(one.explanation is not None and is_outside_words(one.explanation) for one in self.lines)

    @property
    def agrees(self) -> bool:
        """Whether each row that could be audited is what these terms give."""
        return self.agreeing == self.total.rows

    def headline(self) -> Phrase:
        """Return the text in one line."""
        rows, others = counted_rows(self.rows), self.total.rows - self.agreeing
        difference = _shown(self.total.difference)
        if not others:
            return phrase("audit of {rows}: {agreeing} as these terms give", rows=rows, agreeing=self.agreeing)
        template = "audit of {rows}: {agreeing} as these terms give, {others} otherwise, by {difference} in all"
        if self.minor:
            template = (
                "audit of {rows}: {agreeing} as these terms give, {others} otherwise, by {difference} minor units in "
                "all"
            )
        return phrase(template, rows=rows, agreeing=self.agreeing, others=others, difference=difference)

    def heading(self) -> Phrase:
        """Return the headline with whose terms the figures are by."""
        if not self.terms:
            return self.headline()
        named = Phrases(" and ", self.terms)
        return phrase("{headline}, {source}", headline=self.headline(), source=phrase("by {terms}", terms=named))

    def notes(self) -> tuple[Phrase, ...]:
        """Return the distance from what the words allow, the rows from before the edition, those without an audit."""
        notes = []
        if self.total.from_allowed:
            notes.append(
                phrase("from the nearest that the words allow, in all: {sum}", sum=_shown(self.total.from_allowed))
            )
        if self.earlier:
            notes.append(earlier_rows(self.earlier))
        if self.nulls:
            notes.append(phrase("with a null: {count}", count=self.nulls))
        if self.misfits:
            notes.append(phrase("that do not fit: {count}", count=self.misfits))
        return (*notes, *self.terms_in_full)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "terms": [phrase_text(one) for one in self.terms],
            "before_edition": self.earlier,
            "rows": self.rows,
            "nulls": self.nulls,
            "misfits": self.misfits,
            "minor_units": self.minor,
            "total": self.total.as_dict(),
            "lines": [one.as_dict() for one in self.lines],
        }

    def _text(self, width: int, translator: Translator | None) -> str:
        """Return sums at the left, each match at their right, or below them where there is no room."""
        rows = [HEADINGS, *(_cells(one) for one in (*self.lines, self.total))]
        texts = [[said(cell, translator) for cell in row] for row in rows]
        numbers = columns([row[:-1] for row in texts], frozenset(range(len(HEADINGS))), translator)
        left = len(numbers[0]) + 2
        lines = [*heading_lines(self.heading(), TABLE_WIDTH, translator), ""]
        for sums, (*_, match) in zip(numbers, texts, strict=True):
            if left + MIN_MATCH_WIDTH <= TABLE_WIDTH:
                first, *more = line(match, "", 0, TABLE_WIDTH - left, translator)
                lines += [f"{sums}  {first}", *(" " * left + piece for piece in more)]
            else:
                lines += [sums, *line(match, "", 4, TABLE_WIDTH, translator)]
        notes = [text for one in self.notes() for text in line(said(one, translator), "", 0, TABLE_WIDTH, translator)]
        return "\n".join([*lines, *(["", *notes] if notes else [])])

    def page(self) -> tuple[Step, ...]:
        """Return the lines of a page."""
        template = (
            "{explanation}: {rows}, billed {billed}, by the terms {by_terms}, difference {difference}, from the "
            "nearest allowed {from_allowed}"
        )
        lines = [
            Step(phrase(template, **{**_values(one), "rows": counted_rows(one.rows)}))
            for one in (*self.lines, self.total)
        ]
        return (*lines, *map(Step, self.notes()))

    @overload
    def __getitem__(self, index: int) -> SummaryLine: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[SummaryLine, ...]: ...
    def __getitem__(self, index: int | slice) -> SummaryLine | tuple[SummaryLine, ...]:
        return self.lines[index]

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[SummaryLine]:
        return iter(self.lines)


def _values(one: SummaryLine) -> dict[str, Value]:
    return {
        "rows": one.rows,
        "billed": _shown(one.billed),
        "by_terms": _shown(one.by_terms),
        "difference": _shown(one.difference),
        "from_allowed": _shown(one.from_allowed),
        "explanation": phrase("all") if one.explanation is None else explained(one.explanation, one.match or ""),
    }


def _cells(one: SummaryLine) -> tuple[Phrase, ...]:
    return tuple(phrase("{value}", value=value) for name, value in _values(one).items() if name != "from_allowed")


def _shown(amount: Decimal) -> UnroundedAmount:
    """Return a sum without its currency, which the table does not name."""
    return UnroundedAmount(f"{amount:f}")


@final
class Summary:
    """The summary of an audit while its batches pass, in a stream that is read once.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> from telcoterms.batch import Summary, audit
    >>> days = {"issued": [date(2026, 1, 1)] * 2, "paid": [date(2026, 2, 15)] * 2}
    >>> reader = pa.table({"billed_minor": [341, 457], "amount_minor": [11300] * 2, **days}).to_reader()
    >>> audited = audit(load("kos"), reader)
    >>> summary = Summary(audited.schema)
    >>> for batch in audited:
    ...     summary.add(batch)
    >>> [(line.match, line.rows) for line in summary.so_far()]
    [('what these terms give', 1), ('part_month whole-month', 1)]
    """

    def __init__(self, schema: pa.Schema) -> None:
        for name in (EXPLANATION, MATCH):
            column_type(schema, name, lambda _: True)
        self._terms = named_in(schema)
        self._terms_in_full = named_in_full_in(schema)
        self._earlier = Earlier(schema, "issued")
        self._sums = SumColumns(schema, SUMS)
        self._rows: Counter[tuple[Explanation, str]] = Counter()
        self._units: dict[tuple[Explanation, str], list[int]] = {}
        self._nulls = self._misfits = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of a batch."""
        self._earlier.add(batch)
        match = plain(batch.column(MATCH)).cast(pa.string())
        nulls, misfits = unanswered(batch, match)
        self._nulls += nulls
        self._misfits += misfits
        explanation = plain(batch.column(EXPLANATION)).cast(pa.string())
        sums = {name: self._sums.of(batch, name) for name in SUMS}
        table = pa.table({EXPLANATION: explanation, MATCH: match, **sums})
        by_match = table.filter(match.is_valid()).group_by([EXPLANATION, MATCH])
        for one in by_match.aggregate([(MATCH, "count"), *((name, "sum") for name in SUMS)]).to_pylist():
            name = (one_of(one[EXPLANATION], Explanation, EXPLANATION), one[MATCH])
            self._rows[name] += one[f"{MATCH}_count"]
            units = self._units.get(name, [0] * len(SUMS))
            self._units[name] = [
                known + self._sums.units(one[f"{column}_sum"]) for known, column in zip(units, SUMS, strict=True)
            ]

    def so_far(self) -> AuditSummary:
        """Return the summary of the batches that have been added."""
        names = sorted(self._rows, key=lambda name: (name[0] != BY_TERMS, -self._rows[name], name))
        lines = tuple(self._line(*name, self._rows[name], self._units[name]) for name in names)
        units = [sum(column) for column in zip(*self._units.values(), strict=True)] or [0] * len(SUMS)
        total = self._line(None, None, self._rows.total(), units)
        return AuditSummary(
            lines,
            total,
            self._nulls,
            self._misfits,
            self._sums.minor,
            self._terms,
            self._earlier.rows,
            self._terms_in_full,
        )

    def _line(self, explanation: Explanation | None, match: str | None, rows: int, units: Sequence[int]) -> SummaryLine:
        units = [units[0], units[0] + units[1], *units[1:]]
        by_terms, billed, difference, from_allowed = (Decimal(minor_text(one, self._sums.digits)) for one in units)
        return SummaryLine(explanation, match, rows, billed, by_terms, difference, from_allowed)


def summary(audited: object) -> AuditSummary:
    """Return what an audit of a table comes to, explanation by explanation; `print` shows it as a table.

    `audited` is what `audit` gave, of any kind of table; a stream is read to its end. Sums are exact, in the unit of
    the table.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from telcoterms import load
    >>> from telcoterms.batch import audit
    >>> sums = {"billed": [Decimal("3.41"), Decimal("4.57")], "amount": [Decimal("113.00")] * 2}
    >>> days = {"issued": [date(2026, 1, 1)] * 2, "paid": [date(2026, 2, 15)] * 2}
    >>> print(summary(audit(load("kos"), pa.table({**sums, **days}))))
    audit of 2 rows: 1 as these terms give, 1 otherwise, by 1.16 in all,
      by KOS's Service Terms of 2021-07-12
    <BLANKLINE>
    rows  billed  by the terms  difference  explanation
       1    3.41          3.41        0.00  what these terms give
       1    4.57          3.41        1.16  practised against the words: part_month
                                                whole-month
       2    7.98          6.82        1.16  all
    <BLANKLINE>
    from the nearest that the words allow, in all: 1.16
    terms of KOS (Kingston Online Services), voice biller: Service Terms of
        2021-07-12 (the date of the site's file, the document bears none)
    """
    names = {*SUMS, *(name + MINOR for name in SUMS), EXPLANATION, MATCH, ERROR.name}
    given = opened(audited, names)
    running_summary = Summary(given.schema)
    for batch in given.batches:
        running_summary.add(batch)
    return running_summary.so_far()
