"""A question asked of every row of a table, batch by batch, whatever kind of table it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Literal, final

import pyarrow as pa

from telcoterms.batch.columns import ERROR, Fact, Layout, Result, layout
from telcoterms.batch.rows import Kind, Part, Question, part_of
from telcoterms.batch.tables import Batches, opened
from telcoterms.errors import FaultyTableError, Misfit

Errors = Literal["raise", "column"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Questions of which every row of a table is asked one: the only one, or that of the value in the column `by`.

    All have the same results. Rows that do not fit raise an error, or have it told in a column.
    """

    questions: Mapping[object, Question]
    by: str | None = None
    errors: Errors = "raise"
    threads: int = 1

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The columns that the questions look at; one that any of them needs is needed."""
        found: dict[str, Fact] = {}
        for question in self.questions.values():
            for fact in question.facts:
                needed = fact.needed or (fact.name in found and found[fact.name].needed)
                found[fact.name] = fact._replace(needed=needed)
        return tuple(found.values())

    @property
    def names(self) -> set[str]:
        """What the columns that are looked at may be called."""
        return {*(name for fact in self.facts for name in fact.names), *([] if self.by is None else [self.by])}

    @property
    def digits(self) -> int:
        """The decimals of the currency of all questions."""
        return next(iter(self.questions.values())).digits

    @property
    def results(self) -> tuple[Result, ...]:
        """The columns that are added."""
        results = next(iter(self.questions.values())).results
        return (*results, ERROR) if self.errors == "column" else results

    def of(self, table: Any, to_the_end: bool = False) -> Any:
        """The table with the results.

        Raises `FaultyTableError` where rows do not fit: of a table in memory after all of it was looked at, as of a
        stream that is to be read `to_the_end`; of another stream at the batch in hand.
        """
        facts, results = self.facts, self.results
        given = opened(table, self.names)
        found = layout(given.schema, facts, self.digits, results, self.by, given.taken)
        fields = found.fields(results)
        schema = pa.schema(fields if given.alone else [*given.schema, *fields])

        def batches() -> Batches:
            misfits: dict[Kind, Misfit] = {}
            for batch, part in self._parts(given.batches, found):
                for kind, one in part.misfits.items():
                    known = misfits.get(kind)
                    misfits[kind] = one if known is None else replace(known, count=known.count + one.count)
                if misfits and self.errors == "raise" and not (given.whole or to_the_end):
                    break
                columns = part.columns if given.alone else [*batch.columns, *part.columns]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)
            if misfits and self.errors == "raise":
                raise FaultyTableError(sorted(misfits.values(), key=lambda one: one.row or 0))

        return given.given(schema, batches())

    def _parts(self, batches: Batches, found: Layout) -> Iterator[tuple[pa.RecordBatch, Part]]:
        """Each batch with what comes of it, in order, however many threads there are."""
        first = 0
        if self.threads == 1:
            for batch in batches:
                yield batch, self._part(batch, first, found)
                first += batch.num_rows
            return
        waiting: deque[tuple[pa.RecordBatch, Future[Part]]] = deque()
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
                    waiting.append((batch, pool.submit(self._part, batch, first, found)))
                    first += batch.num_rows
                    if len(waiting) > self.threads:
                        done, part = waiting.popleft()
                        yield done, part.result()
            for done, part in waiting:
                yield done, part.result()
        if broken is not None:
            raise broken

    def _part(self, batch: pa.RecordBatch, first: int, found: Layout) -> Part:
        return part_of(self.questions, self.by, self.errors == "column", batch, first, found)
