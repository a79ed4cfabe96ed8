"""Run `telcoterms batch`: answer a question for every row of a file, write the answers, and print a summary.

The rows go from file to file as a stream, and their totals are printed. Only this module of the command imports numpy
and Arrow, and inside functions, so that every other command works without them.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, final

from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.cli.commands import show_report, terms_of
from telcoterms.formats.report import Report
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import as_count, as_day
from telcoterms.values.errors import InputError, InvalidTableError, RowFault
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency, Step

if TYPE_CHECKING:
    from telcoterms.batch.columns import ColumnFact
    from telcoterms.batch.rows import ColumnQuestion
    from telcoterms.batch.streams import Source
    from telcoterms.batch.summary import Totals

CHARGE: Final = "late_charge"


def late_charges(asked: Namespace) -> int:
    """Write what each late payment of a file costs."""
    from telcoterms.batch.late_charge import late_charges as late_charges_of
    from telcoterms.batch.summary import Earlier, Totals, counted_rows, watched

    terms = terms_of(asked)
    source, reader = _answered(late_charges_of(terms, asked.beside, index=getattr(asked, "index", ())), terms, asked)
    totals, earlier = Totals(reader.schema, [CHARGE]), Earlier(reader.schema, "issued")
    _write(asked, source, watched(watched(reader, totals.add), earlier.add))
    sum_ = Money.of_minor(totals.units[CHARGE], terms.currency)
    asked_of = phrase("late charges of {rows}", rows=counted_rows(totals.rows))
    total = phrase("{sum}", sum=MoneyWithCurrency(sum_))
    charged = totals.above[CHARGE]
    data = {"rows": totals.rows, "charged": charged, CHARGE: sum_.text, "currency": terms.currency}
    lines = [phrase("with a charge: {count}", count=charged), *_unanswered(totals)]
    summary = RunSummary(
        CHARGE,
        asked_of,
        total,
        tuple(lines),
        {**data, "nulls": totals.nulls, "misfits": totals.misfits},
        terms,
        earlier.rows,
    )
    show_report(summary, asked)
    return 0


def audits(asked: Namespace) -> int:
    """Write what explains each billed late charge of a file; return 1 where the words of the terms do not allow one."""
    from telcoterms.batch import Summary
    from telcoterms.batch.audit import audits as audits_of
    from telcoterms.batch.summary import watched

    terms = terms_of(asked)
    source, reader = _answered(audits_of(terms, getattr(asked, "index", ())), terms, asked)
    summary = Summary(reader.schema)
    _write(asked, source, watched(reader, summary.add))
    summary_so_far = summary.so_far()
    named = QUESTIONS["audit_late_charge"].terms_of(terms.agreement).as_dict()
    data = {"currency": terms.currency, **named, **summary_so_far.as_dict()}
    show_report(summary_so_far, asked, data=lambda: data)
    return int(summary_so_far.outside_words)


def statements(asked: Namespace) -> int:
    """Write what each account of some files owes on a day, its debts, or the charges that were posted."""
    from telcoterms.batch import statement
    from telcoterms.batch.core import METADATA_KEY
    from telcoterms.batch.earlier_receipts import EARLIER
    from telcoterms.batch.event_tables import kinds_of
    from telcoterms.batch.statement_tables import table_of
    from telcoterms.batch.streams import judge
    from telcoterms.batch.summary import Earlier, Totals

    terms, columns = terms_of(asked), _columns(asked)
    day = None if asked.as_of is None else as_day(asked.as_of, "as_of")
    kinds = (*kinds_of([terms], None, day is not None), EARLIER)
    files = (asked.invoices, asked.payments, asked.credits, asked.events, asked.earlier)
    named = {kind: name for kind, name in zip(kinds, files, strict=True) if name is not None}
    with ExitStack() as opened:
        sources = [
            opened.enter_context(_opened(name, terms.currency, kind.facts, columns)) for kind, name in named.items()
        ]
        for source in sources:
            judge(Path(asked.out), source)
        read = {kind.name: source.reader.read_all() for kind, source in zip(named, sources, strict=True)}
        invoices, payments = read["invoices"], read["payments"]
        results_table = statement(
            terms,
            invoices,
            payments,
            day,
            credits=read.get("credits"),
            events=read.get("events"),
            give=asked.give,
            earlier=read.get("earlier"),
            columns=columns,
            decimals=asked.decimals,
            errors=asked.errors,
        )
        _write(asked, sources[0], results_table.to_reader())
    given = table_of(asked.give)
    totals = Totals(results_table.schema, given.sums)
    for batch in results_table.to_batches():
        totals.add(batch)
    sums = {name: Money.of_minor(units, terms.currency) for name, units in totals.units.items()}
    what = phrase("{what}, each of its own day", what=given.rows)
    if day is not None:
        what = phrase("{what} on {day}", what=given.rows, day=day)
    earlier = Earlier(invoices.schema.with_metadata(results_table.schema.metadata), "issued")
    for batch in invoices.to_batches():
        earlier.add(batch)
    lines = [phrase("{name}: {sum}", name=name, sum=MoneyWithCurrency(sum_)) for name, sum_ in sums.items()]
    on = None if day is None else day.isoformat()
    data: dict[str, object] = {
        "as_of": on,
        asked.give: totals.rows,
        "invoices": len(invoices),
        "payments": len(payments),
    }
    data |= {name: sum_.text for name, sum_ in sums.items()} | {"currency": terms.currency}
    lacks_core = METADATA_KEY in results_table.schema.metadata
    summary = RunSummary(
        "statement",
        what,
        phrase("{rows}", rows=totals.rows),
        (*lines, *_unanswered(totals), *([NO_CORE] if lacks_core else [])),
        {**data, "misfits": totals.misfits, "lacks_compiled_core": lacks_core},
        terms,
        earlier.rows,
    )
    show_report(summary, asked)
    return 0


NO_CORE: Final = phrase(
    "the compiled core is not installed: it gives the same figures sooner, and pip install 'telcoterms[compiled]' "
    "brings it"
)


def _answered(question: ColumnQuestion, terms: Terms, asked: Namespace) -> tuple[Source, Any]:
    """Return the rows of a file with their answers, as a stream that raises its misfits at its end."""
    from telcoterms.batch.exact import given_columns
    from telcoterms.batch.questions import MAX_THREADS
    from telcoterms.batch.rows import TableQuestions

    threads = as_count(asked.threads, "threads", most=MAX_THREADS)
    columns = _columns(asked)
    source = _opened(asked.rows, terms.currency, question.facts, columns)
    given = given_columns(columns, asked.decimals)
    asks = TableQuestions(questions={None: question}, errors=asked.errors, threads=threads, given=given)
    return source, asks.of(source.reader, to_the_end=True)


def _columns(asked: Namespace) -> dict[str, str | None]:
    """Return what the headings of the files are here, as they were typed: HEADING=NAME."""
    columns: dict[str, str | None] = {}
    for text in asked.columns:
        heading, equals, name = text.rpartition("=")
        if not equals:
            raise InputError(
                "--columns {text} is not understood: write HEADING=NAME, such as 'Late Fee=billed'", text=text
            )
        columns[heading] = name or None
    return columns


def _opened(name: str, currency: str, facts: Sequence[ColumnFact], columns: Mapping[str, str | None]) -> Source:
    """Open a file of rows, and convert the columns of these facts."""
    from telcoterms.batch.columns import MINOR
    from telcoterms.batch.streams import opened

    headings = {fact: heading for heading, fact in columns.items()}
    named = {
        kind: [headings.get(fact.name, fact.name) for fact in facts if fact.kind == kind]
        for kind in ("money", "day", "count")
    }
    return opened(
        Path(name),
        currency,
        amounts_in=named["money"],
        days_in=named["day"],
        whole_numbers_in=[*named["count"], *(name + MINOR for name in named["money"])],
    )


def _write(asked: Namespace, source: Source, reader: Any) -> None:
    """Write the rows, with a line on a terminal that says how far it has come.

    Rows that do not fit are called by the numbers that a spreadsheet shows.
    """
    from telcoterms.batch.progress import Progress
    from telcoterms.batch.streams import written

    try:
        with source, Progress(sys.stderr, source.share) as progress:
            written(Path(asked.out), reader, source, progress.show)
    except InvalidTableError as error:
        rows = source.row_numbers([misfit.row for misfit in error.misfits if misfit.row is not None])
        raise InvalidTableError(
            [one if one.row is None else RowFault(one.error, rows[one.row], one.count) for one in error.misfits]
        ) from None


def _unanswered(totals: Totals) -> list[Phrase]:
    """Return a line for the rows without a figure, by reason."""
    lines = [phrase("with a null: {count}", count=totals.nulls)] if totals.nulls else []
    return [*lines, phrase("that do not fit: {count}", count=totals.misfits)] if totals.misfits else lines


@final
@dataclass(frozen=True, slots=True)
class RunSummary(Report):
    """The totals of the rows of a file, by the terms of a question; `earlier` rows are of before their edition."""

    question: str
    asked: Phrase
    total: Phrase
    lines: tuple[Phrase, ...]
    data: dict[str, object]
    terms: Terms
    earlier: int | None

    @property
    def currency(self) -> str:
        """The currency of the terms."""
        return self.terms.currency

    def headline(self) -> Phrase:
        return phrase("{asked}: {total}", asked=self.asked, total=self.total)

    def heading(self) -> Phrase:
        return self._used.heading(self.asked, self.total)

    @property
    def _used(self) -> TermsUsed:
        return QUESTIONS[self.question].terms_of(self.terms.agreement)

    def page(self) -> tuple[Step, ...]:
        from telcoterms.batch.summary import earlier_rows

        earlier = [Step(earlier_rows(self.earlier), part="notes")] if self.earlier else []
        return (*map(Step, self.lines), *earlier, self._used.note_with_voice)

    def as_dict(self) -> dict[str, object]:
        return {**self._used.as_dict(), **self.data, "before_edition": self.earlier}
