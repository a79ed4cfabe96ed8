"""What batch answers: questions of every row of a table, and the working of one row."""

from __future__ import annotations

from collections.abc import Callable, Collection, ItemsView, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol

import pyarrow as pa

from telcoterms.agreement.taxes import TaxedAs, TaxMode
from telcoterms.answers.answer import Answer
from telcoterms.answers.facts import IndexValues
from telcoterms.batch.audit import audits
from telcoterms.batch.columns import ColumnFact, layout, missing_columns, plain
from telcoterms.batch.exact import Faults, given_columns
from telcoterms.batch.late_charge import Beside, due_dates, last_days_to_dispute, late_charges
from telcoterms.batch.refund_and_cancellation import REFUND_ARGUMENTS, TERM, CancellationCharges, refunds_of
from telcoterms.batch.rows import ColumnQuestion, Errors, TableQuestions, row_of, unknown_key
from telcoterms.batch.tables import Frame, opened
from telcoterms.files.headings import Columns
from telcoterms.terms import Terms
from telcoterms.values.choices import one_of
from telcoterms.values.days import as_count
from telcoterms.values.errors import (
    InputError,
    InvalidTableError,
    MissingFactsError,
    RowFault,
    UnknownNameError,
    Unquoted,
)
from telcoterms.values.money import Rate

MAX_THREADS: Final = 256
FACTS: Final[Mapping[str, tuple[str, ...]]] = {  # that are the same for all rows
    "late_charge": ("index",),
    "audit": ("index",),
    "refund": REFUND_ARGUMENTS,
    "cancellation_charge": CancellationCharges.arguments,
}


class TermsByKey(Protocol):
    """A mapping of terms, by the values that a column has."""

    def items(self) -> ItemsView[object, Terms]: ...


AnyTerms = Terms | TermsByKey
"""The terms of all rows, or those of each value of the column `by`."""


def late_charge(
    terms: AnyTerms,
    table: Frame,
    *,
    beside: Collection[Beside] = (),
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    threads: int = 1,
    index: IndexValues = (),
) -> Frame:
    """Return what each late payment of a table costs: the table with a column `late_charge`.

    Columns: `amount`, decimals of the currency, or `amount_minor`, whole minor units, from which comes
    `late_charge_minor`; `issued` and `paid`, days (date32); if there is one, `billing_months`. `beside` the charge can
    be asked `months` (the whole months that it was counted over), `due_date` and `dispute_until`. Where the due date
    rests on more than the invoice date, the columns are those of `telcoterms.batch.due_date`. Where the terms
    differ by row, `by` is the column that says so, and `terms` has the terms for each of its values. `index` has the
    values, for all rows, of the indices of which the terms keep no table.

    Columns straight from a reader of files are taken where they are exact: text that is a decimal or an ISO day,
    moments that are midnights, and floats where `decimals` says how many decimals they stand for. `columns` says what
    the columns are here, where they are called otherwise: `{"Invoice Date": "issued"}`.

    `table` is a table, batch, reader or data set of Arrow, a frame of pandas or Polars, a relation of DuckDB, or
    anything else with Arrow's C interface; what streams comes back as a reader that computes while it is read. A null
    gives nulls. Raises `InvalidTableError` with every kind of misfit and the first row of each; with `errors="column"`
    these rows have a null, a sentence in a column `error` and its code in `error_code`. `threads` is how many batches
    are computed at once. Where the extra
    `compiled` is installed, the compiled core computes most clauses: the same figures, sooner.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from telcoterms import load
    >>> table = pa.table({"amount": [Decimal("113.00")], "issued": [date(2026, 1, 1)], "paid": [date(2026, 2, 15)]})
    >>> late_charge(load("kos"), table)["late_charge"].to_pylist()
    [Decimal('3.41')]
    """
    question_under = partial(late_charges, beside=beside, index=index)
    return _asked(terms, question_under, by, errors, threads, columns, decimals).of(table)


def due_date(
    terms: AnyTerms,
    table: Frame,
    *,
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    threads: int = 1,
) -> Frame:
    """Return when each invoice of a table is due: the table with a column `due_date`; it needs `issued`.

    Under terms whose due date rests on another fact it needs that too: `due`, `sent` or `received`, a day. `way`, a
    text, is looked at where the terms have a due date of its own for some ways; a null is any other way. The rest as
    for `late_charge`.
    """
    return _asked(terms, due_dates, by, errors, threads, columns, decimals).of(table)


def dispute_until(
    terms: AnyTerms,
    table: Frame,
    *,
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    threads: int = 1,
) -> Frame:
    """Return until when each invoice can be disputed: the table with a column `dispute_until`; it needs `issued`.

    The rest as for `late_charge`.
    """
    return _asked(terms, last_days_to_dispute, by, errors, threads, columns, decimals).of(table)


QUESTIONS: Final[Mapping[str, Callable[..., ColumnQuestion]]] = {
    "late_charge": late_charges,
    "due_date": due_dates,
    "dispute_until": last_days_to_dispute,
    "refund": refunds_of,
    "cancellation_charge": CancellationCharges,
    "audit": audits,
}


def terms_by_key(terms: AnyTerms, by: str | None) -> dict[object, Terms]:
    """Return terms by the values of the column `by`; by None those of all rows.

    Raises `InputError` for what is no terms, and for terms of several currencies.
    """
    if not isinstance(terms, Terms | Mapping):
        raise InputError("{terms} is not terms: give what load gives, or a mapping to several of these", terms=terms)
    if isinstance(terms, Terms) != (by is None):
        raise InputError(
            "terms by row need both: a mapping from the values of a column to terms, and by, the name of that column"
        )
    several: dict[object, Terms] = {None: terms} if isinstance(terms, Terms) else dict(terms.items())
    currencies = sorted({one.currency for one in several.values()})
    if not currencies:
        raise InputError("the mapping of terms is empty: give terms for each value of the column {by}", by=Unquoted(by))
    if len(currencies) > 1:
        known = tuple(map(Unquoted, currencies))
        raise InputError("a table is of one currency, but the terms are in {known}: divide it", known=known)
    return several


def _asked(
    terms: AnyTerms,
    question: Callable[[Terms], ColumnQuestion],
    by: str | None,
    errors: Errors,
    threads: int,
    columns: Columns | None,
    decimals: int | None,
) -> TableQuestions:
    """Return a question of all rows, or of each under the terms that its column names."""
    several = terms_by_key(terms, by)
    one_of(errors, Errors, "errors")
    questions: dict[object, ColumnQuestion] = {key: question(one) for key, one in several.items()}
    return TableQuestions(
        questions=questions,
        by=by,
        errors=errors,
        threads=as_count(threads, "threads", most=MAX_THREADS),
        given=given_columns(columns, decimals),
    )


def refund(
    terms: AnyTerms,
    table: Frame,
    *,
    province: str | None = None,
    tax_rate: Rate | None = None,
    taxed_as: TaxedAs | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    threads: int = 1,
) -> Frame:
    """Return what comes back of each prepaid fee of a table: the table with columns `refund`, `tax` and `total`.

    Columns: `fee` or `fee_minor`, `cycle_start`, `cancelled`; if they are there `fee_months`, `billing_day`,
    `paid_until` and `taxed_on` (a null is as left out), and `regime`; `started`, where the whole fee comes back some
    days after the start of the service. `province`, `tax_rate`, `taxed_as`, `plan`, `region` and `segment` are those of
    all rows; a column called so is refused. The rest as for `late_charge`.
    """
    question_under = partial(
        refunds_of,
        province=province,
        tax_rate=tax_rate,
        taxed_as=taxed_as,
        plan=plan,
        region=region,
        segment=segment,
    )
    return _asked(terms, question_under, by, errors, threads, columns, decimals).of(table)


def cancellation_charge(
    terms: AnyTerms,
    table: Frame,
    *,
    province: str | None = None,
    tax_rate: Rate | None = None,
    tax_mode: TaxMode = "added",
    taxed_as: TaxedAs | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    threads: int = 1,
) -> Frame:
    """Return what ending each fixed term of a table costs: with columns `cancellation_charge`, `tax` and `total`.

    Columns: `monthly_fee` (or a list of one fee for each month of the term), or where the terms charge the incentive
    `incentive` and `last_invoice` (a null where there was none yet); `term_start`, `term_months`, `cancelled`, and `by`
    if it is there; `paid` where a charge that is paid early costs less. `province`, `tax_rate`, `tax_mode`, `taxed_as`,
    `plan`, `region` and `segment` are those of all rows; a column called so is refused. The rest as for `late_charge`.
    Where the charge depends on the service and the terms were loaded without one, raises `MissingFactsError`, or
    `InvalidTableError` with the columns that any service needs and the table lacks.
    """
    question_under = partial(
        CancellationCharges,
        province=province,
        tax_rate=tax_rate,
        tax_mode=tax_mode,
        taxed_as=taxed_as,
        plan=plan,
        region=region,
        segment=segment,
    )
    try:
        asked = _asked(terms, question_under, by, errors, threads, columns, decimals)
    except MissingFactsError as error:
        raise _with_missing_columns(error, table, TERM) from None
    return asked.of(table)


def _with_missing_columns(
    error: MissingFactsError, table: object, facts: Sequence[ColumnFact]
) -> MissingFactsError | InvalidTableError:
    """Return the error that asks for the service, and for those of the columns of these facts that are missing."""
    schema = opened(table, [name for fact in facts for name in fact.names]).schema
    missing = missing_columns(schema, facts)
    return InvalidTableError([RowFault(error), *map(RowFault, missing)]) if missing else error


def audit(
    terms: AnyTerms,
    table: Frame,
    *,
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    threads: int = 1,
    index: IndexValues = (),
) -> Frame:
    """Return each billed late charge of a table compared with the terms: what explains it.

    Columns: `billed` or `billed_minor`, those of `late_charge`, and if they are there `before_tax` and `original` (a
    null is as left out), with which two more mistakes are tried. Adds `late_charge`, by the terms; `difference`,
    what was billed less that; `explanation`, one of `telcoterms.audit.audit.Explanation`; `match`, what gives what was
    billed: `what these terms give`, else the readings that differ, such as `runs_from due-date`, or the
    first known mistake, such as `each-day-rounded`, or `nothing that was tried`; and `from_allowed`, what was billed
    less the nearest charge that the words allow. A match shows arithmetic, not a cause. The rest as for `late_charge`.
    """
    return _asked(terms, partial(audits, index=index), by, errors, threads, columns, decimals).of(table)


def explain(
    terms: AnyTerms,
    table: object,
    row: int,
    *,
    question: str = "late_charge",
    by: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    **facts: object,
) -> Answer[object]:
    """Return the answer of the terms to one row of a table, with its working; rows are counted from 0.

    `question` is `late_charge`, `due_date`, `dispute_until`, `refund`, `cancellation_charge` or `audit`; `facts` are
    those that were given to it for all rows, such as `province`. Raises `InputError` for a row that the table does not
    have or that has a null, and for a stream, which can be read only once.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> days = {"issued": [date(2026, 1, 1)], "paid": [date(2026, 2, 15)]}
    >>> explain(load("kos"), pa.table({"amount_minor": [11300], **days}), 0)
    <late charge: 3.41 CAD  [Service Terms s.7, s.9]>
    """
    if question not in QUESTIONS:
        known = tuple(map(Unquoted, QUESTIONS))
        raise UnknownNameError("question is {value}: choose from {known}", value=question, known=known)
    if type(row) is not int:
        raise InputError("row is {row}: give a whole number, the first row is row 0", row=row)
    asked = _asked(
        terms, partial(QUESTIONS[question], **_known_facts(question, facts)), by, "raise", 1, columns, decimals
    )
    given = opened(table, asked.names)
    if not (given.whole or given.again):
        raise InputError("a stream can be read only once: give a table that holds the row")
    exact = asked.exact(given.schema, given.taken)
    layout(exact.schema, asked.facts, asked.digits, (), by, given.taken)
    first = 0
    for batch in given.batches:
        if 0 <= row - first < batch.num_rows:
            unread: Faults = {}
            read = exact.read(batch.slice(row - first, 1), row, unread)
            if unread:
                raise InvalidTableError([*unread.values()])
            return _explained(asked, read, row, 0)
        first += batch.num_rows
    raise InputError("there is no row {row}: the table has {count}, the first of them is row 0", row=row, count=first)


def _known_facts(question: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the facts for all rows; refused where a question has no such fact."""
    known = tuple(map(Unquoted, FACTS.get(question, ())))
    for name in facts:
        if name not in known:
            template = "{question} has no fact {name} for all rows: it has {known}"
            raise UnknownNameError(template, question=Unquoted(question), name=name, known=known)
    return facts


def _explained(asked: TableQuestions, batch: pa.RecordBatch, row: int, place: int) -> Answer[Any]:
    """Return the answer to one row of a batch."""
    key = None if asked.by is None else batch.column(asked.by)[place].as_py()
    if asked.by is not None and key is None:
        raise InputError("row {row} has no {names}: a null has no answer", row=row, names=(Unquoted(asked.by),))
    if asked.by is not None and key not in asked.questions:
        raise unknown_key(asked.by, key, asked.questions)
    question = asked.questions[key]
    found = layout(batch.schema, question.facts, question.digits, ())
    arrays = {name: plain(batch.column(column)) for name, column in found.places.items()}
    must = {fact.name for fact in question.facts if fact.of_null is None}
    null = [Unquoted(name) for name, array in arrays.items() if name in must and not array[place].is_valid]
    if null:
        raise InputError("row {row} has no {names}: a null has no answer", row=row, names=tuple(null))
    return question.ask(row_of(arrays, question, found, place))
