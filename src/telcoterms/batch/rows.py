"""Answer a question for every row of a table, batch by batch, and say what does not fit.

A question under given terms is a `ColumnQuestion`: its facts are columns, and so are its results. `TableQuestions`
asks it of a table of any kind, or asks each row the question of the terms that the row names, on several threads if
wanted.

The rows that a question would refuse are found by comparing whole columns. Of each kind of refusal the first row is
asked of the terms, whose own error shows the value and the cure; so batch has no error sentences of its own for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial, reduce
from operator import and_, or_
from typing import Any, Final, Literal, NamedTuple, Protocol, assert_never, final

import numpy as np
import pyarrow as pa

from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.answers.answer import Answer
from telcoterms.batch.columns import (
    DAY,
    DIGITS,
    ERROR,
    ERROR_CODE,
    ColumnFact,
    Layout,
    Mask,
    Numbers,
    Result,
    layout,
    plain,
    read,
    result_column,
    there,
)
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.exact import AS_THEY_ARE, ExactColumns, Faults, GivenColumns, column_names
from telcoterms.batch.kernels.days import YEARS
from telcoterms.batch.tables import Batches, Frame, opened
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.errors import (
    DayError,
    InputError,
    InvalidTableError,
    RowFault,
    TelcoTermsError,
    UnknownNameError,
    Unquoted,
)
from telcoterms.values.money import Money

FactColumns = Mapping[str, Numbers]
Row = dict[str, Any]
Places = Any  # of rows in a batch: an array of numbers, or the slice of all
MisfitKey = tuple[object, int]  # of a misfit: the key of its question, and which of its reasons

MAX_SUM: Final = 10**DIGITS - 1
TOO_LARGE: Final = MAX_SUM + 1  # in the place of a sum that does not fit into its column
ALL: Final = slice(None)
UNKNOWN: Final[MisfitKey] = (None, -2)


class ColumnQuestion(Protocol):
    """A question under terms that are settled, as rows are asked it; `question` is its name among those of `Terms`."""

    @property
    def terms(self) -> Terms:
        """The terms that answer."""
        ...

    @property
    def question(self) -> str:
        """The name of the question."""
        ...

    @property
    def facts(self) -> tuple[ColumnFact, ...]:
        """The columns that it looks at."""
        ...

    @property
    def arguments(self) -> tuple[str, ...]:
        """The facts that are the same for all rows, and so are no columns."""
        ...

    @property
    def results(self) -> tuple[Result, ...]:
        """The columns that it gives."""
        ...

    @property
    def currency(self) -> str:
        """The currency of its sums."""
        ...

    @property
    def digits(self) -> int:
        """How many decimals that has."""
        ...

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return a mask for each reason to refuse a row, or None where no row has it; in the order of the terms."""
        ...

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the results of rows none of which is refused."""
        ...

    def ask(self, row: Row) -> Answer[Any]:
        """Return the answer of the terms to one row."""
        ...


class BatchResult(NamedTuple):
    """What comes of a batch: the added columns, and what does not fit."""

    columns: list[pa.Array]
    misfits: dict[MisfitKey, RowFault]
    unread: Faults


def batch_result(
    questions: Mapping[object, ColumnQuestion],
    by: str | None,
    with_errors: bool,
    batch: pa.RecordBatch,
    first: int,
    table_layout: Layout,
) -> BatchResult:
    """Return the results of a batch whose first row has this number; `with_errors` adds the columns of errors."""
    rows = _Rows(questions, batch, first, table_layout, with_errors)
    groups = _groups(rows, questions, by)
    answered = [rows.answer(key, questions[key], places) for key, places in groups]
    results = next(iter(questions.values())).results
    figures: Mapping[str, Numbers]
    valid: Mask | None = None
    if len(answered) == 1 and isinstance(answered[0][0], slice):
        figures = answered[0][1]
    else:
        figures = {result.name: np.zeros(batch.num_rows, np.int64) for result in results}
        answerable = np.zeros(batch.num_rows, dtype=np.bool_)
        for places, row_figures in answered:
            answerable[places] = True
            for name, values in row_figures.items():
                figures[name][places] = values
        valid = answerable
    columns = [result_column(result, table_layout.type(result), figures[result.name], valid) for result in results]
    if with_errors:
        columns += [pa.array(rows.sentences, pa.string()), pa.array(rows.codes, pa.string())]
    return BatchResult(columns, rows.misfits, {})


def _groups(rows: _Rows, questions: Mapping[object, ColumnQuestion], by: str | None) -> Iterator[tuple[object, Places]]:
    """Yield the keys of the questions, each with its rows; a row whose key is null is asked nothing."""
    if by is None:
        for key in questions:
            yield key, ALL
        return
    column = plain(rows.batch.column(by))
    if pa.types.is_null(column.type):
        return
    keys = pc.dictionary_encode(column)
    codes = keys.indices.fill_null(-1).to_numpy()
    unknown = codes < -1
    for code, key in enumerate(keys.dictionary.to_pylist()):
        if key in questions:
            yield key, np.flatnonzero(codes == code)
        else:
            unknown |= codes == code
    if unknown.any():
        rows.record_misfit(
            UNKNOWN, np.flatnonzero(unknown), lambda row: unknown_key(by, column[row].as_py(), questions)
        )


def unknown_key(by: str, key: object, known_keys: Iterable[object]) -> UnknownNameError:
    """Return the error of a row that names terms which are not there."""
    known = tuple(Unquoted(name) for name in known_keys)
    return UnknownNameError("{by} is {key}: there are terms for {known}", by=Unquoted(by), key=str(key), known=known)


class _Rows:
    """The rows of a batch while they are answered."""

    def __init__(
        self,
        questions: Mapping[object, ColumnQuestion],
        batch: pa.RecordBatch,
        first: int,
        table_layout: Layout,
        with_errors: bool,
    ) -> None:
        self.batch, self.first, self.layout, self.with_errors = batch, first, table_layout, with_errors
        self.arrays = {name: plain(batch.column(place)) for name, place in table_layout.places.items()}
        # of the terms of two providers, a fact of one name can have other words, or be needed for one alone
        facts = {fact for question in questions.values() for fact in question.facts if fact.name in self.arrays}
        self.numbers = {fact: read(self.arrays[fact.name], fact, table_layout) for fact in facts}
        self.there = {fact: there(self.arrays[fact.name]) for fact in facts if fact.of_null is None}
        self.misfits: dict[MisfitKey, RowFault] = {}
        self.sentences: list[str | None] = [None] * batch.num_rows if with_errors else []
        self.codes = self.sentences.copy()

    def answer(self, key: object, question: ColumnQuestion, places: Places) -> tuple[Places, Mapping[str, Numbers]]:
        """Return the rows that can be answered, and their results."""
        masks = [mask for fact in question.facts if (mask := self.there.get(fact)) is not None]
        if masks:
            places = _kept(places, reduce(and_, masks)[places])
        facts = {fact.name: self.numbers[fact][places] for fact in question.facts if fact in self.numbers}
        refused = self._refused(key, question, places, question.misfits(facts))
        if refused is not None:
            places = _kept(places, ~refused)
            facts = {name: values[~refused] for name, values in facts.items()}
        figures = question.figures(facts)
        sums = [figures[result.name] for result in question.results if result.kind == "money"]
        too_large = [of > MAX_SUM for of in sums if of.max(initial=0) > MAX_SUM]
        refused = self._refused(key, question, places, [reduce(or_, too_large)] if too_large else [], beyond=True)
        if refused is not None:
            places = _kept(places, ~refused)
            figures = {name: values[~refused] for name, values in figures.items()}
        return places, figures

    def _refused(
        self,
        key: object,
        question: ColumnQuestion,
        places: Places,
        reasons: Sequence[Mask | None],
        beyond: bool = False,
    ) -> Mask | None:
        """Return the rows that are refused, each recorded for the first of its reasons."""
        refused: Mask | None = None
        for number, mask in enumerate(reasons):
            newly_refused = mask if mask is None or refused is None else mask & ~refused
            if newly_refused is not None and newly_refused.any():
                rows = np.arange(self.batch.num_rows)[places][newly_refused]
                self.record_misfit((key, -1 if beyond else number), rows, partial(self._refusal, question, beyond))
                refused = newly_refused if refused is None else refused | newly_refused
        return refused

    def record_misfit(self, kind: MisfitKey, rows: Numbers, error_of: Callable[[int], TelcoTermsError]) -> None:
        """Record rows that do not fit: the first of them, and in the columns of errors each."""
        first = int(rows[0])
        self.misfits[kind] = RowFault(error_of(first), self.first + first, len(rows))
        if self.with_errors:
            for row in rows.tolist():
                error = error_of(row)
                self.sentences[row], self.codes[row] = str(error), error.code

    def _refusal(self, question: ColumnQuestion, beyond: bool, row: int) -> TelcoTermsError:
        """Return why a row is refused: the terms refuse it, its figure fits no column, or a day is in no table."""
        try:
            question.ask(row_of(self.arrays, question, self.layout, row))
        except TelcoTermsError as error:
            return error
        if beyond:
            return InputError("the figure has over {digits} digits: ask the terms themselves", digits=DIGITS)
        days = ((fact.name, self._day(fact, row)) for fact in question.facts if fact.kind == "day")
        name, day = next((name, day) for name, day in days if day is not None and day.year not in YEARS)
        return DayError(
            "{fact} is {day}, outside the years {first} to {last} of a table: ask the terms themselves",
            fact=Unquoted(name),
            day=day,
            first=YEARS.start,
            last=YEARS.stop - 1,
        )

    def _day(self, fact: ColumnFact, row: int) -> date | None:
        day: date | None = self.arrays[fact.name][row].as_py() if fact.name in self.arrays else None
        return day


def _kept(places: Places, mask: Mask) -> Places:
    """Return the places at which a mask is true; all stay all."""
    if isinstance(places, slice):
        return places if mask.all() else np.flatnonzero(mask)
    return places[mask]


def row_of(arrays: Mapping[str, pa.Array], question: ColumnQuestion, table_layout: Layout, row: int) -> Row:
    """Return the facts of a row as the terms take them; what is null, or has no column, is left out."""
    facts: Row = {}
    for fact in question.facts:
        if fact.name in arrays:
            value = value_of(arrays[fact.name][row], fact.name)
            if value is not None:
                facts[fact.name] = _in_minor(value, question.currency) if fact.name in table_layout.minor else value
    return facts


def _in_minor(value: Any, currency: str) -> Any:
    """Return a number of minor units, or a list of them, as money."""
    if isinstance(value, list):
        return [minor if minor is None else Money.of_minor(minor, currency) for minor in value]
    return Money.of_minor(value, currency)


def value_of(scalar: pa.Scalar, name: str) -> Any:
    """Return a value of a column as Python has it. Raises `DayError` for a day that no calendar has, or for none."""
    if pa.types.is_date64(scalar.type) and scalar.is_valid and scalar.cast(pa.int64()).as_py() % DAY:
        raise DayError(
            "{fact} is a moment in a day: decide the local date and give that, as date32", fact=Unquoted(name)
        )
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        number = scalar.cast(pa.int32() if pa.types.is_date32(scalar.type) else pa.int64()).as_py()
        raise DayError(
            "{fact} is day {number} from 1970-01-01 on, outside the years 1 to 9999: check the column",
            fact=Unquoted(name),
            number=number,
        ) from None


METADATA: Final = b"telcoterms"
"""The key of a table's metadata below which stands whose terms its figures are by, as JSON."""


def used_by(question: ColumnQuestion) -> TermsUsed:
    """Return the terms that a question of rows is answered by."""
    return QUESTIONS[question.question].terms_of(question.terms.agreement)


ROWS_WITH: Final = "rows_with"
"""The key of terms in the metadata below which stand the `column` and the `value` of the rows that they answer.

Only where the terms differ by row. The value is text, whatever the type of the column.
"""


def metadata_of(terms: Iterable[TermsUsed]) -> dict[bytes, bytes]:
    """Return whose terms figures are by, as the metadata of a table."""
    return _metadata([used.as_dict() for used in terms])


def metadata_by_row(terms: Mapping[object, TermsUsed], by: str) -> dict[bytes, bytes]:
    """Return whose terms the figures of which rows are by; `by` is the column of the keys."""
    return _metadata(
        [{**used.as_dict(), ROWS_WITH: {"column": by, "value": _as_text(key)}} for key, used in terms.items()]
    )


def _metadata(terms: Sequence[Mapping[str, object]]) -> dict[bytes, bytes]:
    import json

    return {METADATA: json.dumps(terms).encode()}


def _as_text(key: object) -> str:
    """Return a value of a column as Arrow's cast to text has it."""
    return str(pa.scalar(key).cast(pa.string()).as_py())


Errors = Literal["raise", "column"]
"""What a wrong row does: it raises an error, or its error stands in a column, its code in another."""


def in_column(errors: Errors) -> bool:
    """Return whether the errors of rows stand in columns of the table; else they are raised."""
    match errors:
        case "raise":
            return False
        case "column":
            return True
    assert_never(errors)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestions:
    """Questions of which every row of a table is asked one: the only one, or that of the value in the column `by`.

    All have the same results. Rows that do not fit raise an error, or have the error in a column. The
    metadata of the table names whose terms answer, and a Parquet file keeps that.
    """

    questions: Mapping[object, ColumnQuestion]
    by: str | None = None
    errors: Errors = "raise"
    threads: int = 1
    given: GivenColumns = AS_THEY_ARE

    @property
    def facts(self) -> tuple[ColumnFact, ...]:
        """The columns that the questions look at; one that any of them needs is needed."""
        facts: dict[str, ColumnFact] = {}
        for question in self.questions.values():
            for fact in question.facts:
                needed = fact.needed or (fact.name in facts and facts[fact.name].needed)
                facts[fact.name] = fact._replace(needed=needed)
        return tuple(facts.values())

    @property
    def arguments(self) -> tuple[str, ...]:
        """The facts that are the same for all rows."""
        return next(iter(self.questions.values())).arguments

    @property
    def names(self) -> set[str]:
        """What the columns that are looked at may be called."""
        return {*column_names(self.facts, self.by), *self.given.columns}

    @property
    def currency(self) -> str:
        """The currency of all questions."""
        return next(iter(self.questions.values())).currency

    @property
    def digits(self) -> int:
        """The decimals of the currency of all questions."""
        return next(iter(self.questions.values())).digits

    @property
    def results(self) -> tuple[Result, ...]:
        """The columns that are added."""
        results = next(iter(self.questions.values())).results
        return (*results, ERROR, ERROR_CODE) if in_column(self.errors) else results

    @property
    def metadata(self) -> dict[bytes, bytes]:
        """Whose terms answer, as the metadata of a table."""
        if self.by is None:
            return metadata_of(map(used_by, self.questions.values()))
        return metadata_by_row({key: used_by(question) for key, question in self.questions.items()}, self.by)

    def of(self, table: Frame, to_the_end: bool = False) -> Frame:
        """Return the table with the results.

        Raises `InvalidTableError` where rows do not fit: of a table in memory after all of it was looked at, as of a
        stream that is to be read `to_the_end`; of another stream at the batch in hand.
        """
        facts, results = self.facts, self.results
        given = opened(table, self.names)
        exact = self.exact(given.schema, given.taken)
        table_layout = layout(exact.schema, facts, self.digits, results, self.by, given.taken, self.arguments)
        fields = table_layout.fields(results)
        schema = pa.schema(fields if given.alone else [*given.schema, *fields])
        schema = schema.with_metadata({**(given.schema.metadata or {}), **self.metadata})
        raises = not in_column(self.errors)

        def batches() -> Batches:
            misfits: dict[object, RowFault] = {}
            unread = False
            for batch, part in self._parts(given.batches, exact, table_layout):
                unread = unread or bool(part.unread)
                for kind, misfit in (*part.unread.items(), *part.misfits.items()):
                    known = misfits.get(kind)
                    misfits[kind] = misfit if known is None else replace(known, count=known.count + misfit.count)
                if misfits and (raises or unread) and not (given.whole or to_the_end):
                    break
                columns = part.columns if given.alone else [*batch.columns, *part.columns]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)
            if misfits and (raises or unread):
                raise InvalidTableError(sorted(misfits.values(), key=lambda misfit: misfit.row or 0))

        with_results: Frame = given.given(schema, batches())
        return with_results

    def exact(self, schema: pa.Schema, headings: Collection[str]) -> ExactColumns:
        """Return how the columns of a table are read; `headings` are all that it has."""
        self.given.check_headings(headings, self.facts, self.by)
        return self.given.of(schema, self.facts, self.currency, self.by)

    def _parts(
        self, batches: Batches, exact: ExactColumns, table_layout: Layout
    ) -> Iterator[tuple[pa.RecordBatch, BatchResult]]:
        """Yield each batch with what comes of it, in order, however many threads there are."""
        first = 0
        if self.threads == 1:
            for batch in batches:
                yield batch, self._part(batch, first, exact, table_layout)
                first += batch.num_rows
            return
        waiting: deque[tuple[pa.RecordBatch, Future[BatchResult]]] = deque()
        broken: Exception | None = None
        with ThreadPoolExecutor(self.threads) as pool:
            while broken is None:
                try:
                    batch = next(batches)
                except StopIteration:
                    break
                except Exception as error:  # what came before it is given out first
                    broken = error
                else:
                    waiting.append((batch, pool.submit(self._part, batch, first, exact, table_layout)))
                    first += batch.num_rows
                    if len(waiting) > self.threads:
                        done, part = waiting.popleft()
                        yield done, part.result()
            for done, part in waiting:
                yield done, part.result()
        if broken is not None:
            raise broken

    def _part(self, batch: pa.RecordBatch, first: int, exact: ExactColumns, table_layout: Layout) -> BatchResult:
        unread: Faults = {}
        columns = exact.read(batch, first, unread)
        result = batch_result(self.questions, self.by, in_column(self.errors), columns, first, table_layout)
        return result._replace(unread=unread)
