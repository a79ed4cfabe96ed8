"""Read an account: TOML, JSON, CSV as a spreadsheet saves it, a workbook, or a frame.

TOML and JSON hold a list for each kind of event, a table a row for each event. The fields are not described again:
`field_of` derives what a file may say from the *type* of each field of an event (`account.events`), so that a new
event, or a new field, can be read in every format as soon as its class has it.

All faults of a file are reported together, with their places. Faults between events (a payment names an invoice that
does not exist) are looked for among the events that could be read. `CollectedEvents` keeps the names of the others: an
invoice that has a fault of its own is not missing.

In a sheet, each kind of event has its own columns beside the common ones, and the day of each event is called `date`.
The lines of an invoice do not fit into a row, nor does a fee for each month of a term: they are rejected, and the error
names TOML or JSON instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Union, assert_never, final, get_args, get_origin

from telcoterms.account.account import (
    COLUMNS_NEEDED,
    FIRST_COLUMNS,
    Account,
    LastDay,
    UnreadableNames,
    inconsistencies,
)
from telcoterms.account.billed_to import NOBODY, BilledTo
from telcoterms.account.events import (
    EVENT_TYPES,
    MAX_BILLING_DAY,
    NOTHING,
    BillingEvent,
    DayOfMonth,
    Event,
    Invoice,
    InvoiceLine,
    Payment,
    checked_invoice,
    checked_payment,
    day_field,
)
from telcoterms.agreement.rule import field_types
from telcoterms.clauses.dispute import last_days
from telcoterms.files.cells import (
    CellKind,
    Cells,
    first_filled_row,
    is_filled,
    plain_amount,
    plain_rate,
    row_texts,
    stray_cell,
)
from telcoterms.files.content import check_content
from telcoterms.files.headings import NO_COLUMNS, PASSED_OVER, Columns, named_columns
from telcoterms.files.kinds import about
from telcoterms.files.library import load
from telcoterms.files.named_terms import HEAD, names_in_head
from telcoterms.files.shapes import (
    CURRENCY,
    DAY,
    NO_CURE,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    ValueField,
    amount,
    count,
    judge,
    name_of,
    nearest,
    need,
    read_whole,
)
from telcoterms.files.sources import HowToRead, Source, open_source
from telcoterms.files.text import DecimalMark, toml_value
from telcoterms.values.choices import MAX_NAME_LENGTH, as_name
from telcoterms.values.days import MAX_MONTHS, day_of_text
from telcoterms.values.errors import (
    AmountError,
    Fault,
    InputError,
    InvalidFileError,
    MissingFactsError,
    TelcoTermsError,
    UnknownNameError,
    Unquoted,
)
from telcoterms.values.hashes import text_of_table
from telcoterms.values.messages import Phrase, Spelling, Term, data_text, phrase
from telcoterms.values.money import Money, as_rate, minor_digits

if TYPE_CHECKING:
    from telcoterms.terms import Terms

EVENT_TABLES: Final[Mapping[str, type[Event]]] = {event.table: event for event in EVENT_TYPES}
KNOWN_KEYS: Final = frozenset({"currency", "billed_to", *HEAD, *EVENT_TABLES})
"""The keys of an account's file."""
EventFields = dict[str, Field[Any]]


def read_account(path: Path, currency: str, last_day: LastDay | None = None) -> Account:
    """Read the account of a file; amounts are in `currency` unless the file names another.

    `last_day` is the last day on which a debt of a day can be disputed, where that is known: disputes that are in time
    must fit together in what is disputed. Raises `InvalidFileError` with all faults of the file, `UnreadableFileError`
    where it is none of the four formats.
    """
    return _account_of_source(open_source(path), currency, last_day)


def _account_of_source(
    source: Source, currency: str | None, last_day: LastDay | None, columns: Columns = NO_COLUMNS
) -> Account:
    if source.cells is None:
        return account_of(source.data, source.name, currency, last_day)
    return account_of_cells(source.cells, source.name, currency, last_day, columns)


def load_account(
    source: object,
    terms: Terms | None = None,
    *,
    currency: str | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
    sep: str | None = None,
    decimal: DecimalMark | None = None,
    sheet: str | None = None,
) -> Account:
    """Return an account from wherever it is: a path, text, a dict, a list of dicts, or a frame.

    `source` is the path of a .toml, .json, .csv or .xlsx file (a `Path`, or text of one line), the text of such a file,
    a dict as `Account.as_dict` gives it, or a table with a row for each event: a list of dicts, a frame of pandas or
    Polars, a table of Arrow, a relation of DuckDB. Amounts are in the currency that the account names, else in
    `currency`, else in that of `terms`, or of the provider that the account names. With `terms`, the disputes that are
    in time have to fit together in what is disputed.

    `columns` says what the columns of a table are here, by their headings: `{"Invoice Total": "amount"}`, and None for
    one to be passed over. `decimals` says how many decimals the floats of a frame stand for; without it they are
    refused, as no float is exact. `sep` is what separates the cells of CSV, where its first row does not show it,
    `decimal` is `","` where it has a decimal comma, `sheet` the sheet of a workbook. Raises `InvalidFileError` with all
    faults, each with its row, column, value and cure.

    >>> load_account([{"event": "payment", "date": "2026-01-14", "amount": "20.00"}], currency="CAD")[0].amount
    Money('20.00', 'CAD')
    >>> load_account([{"event": "payment", "date": "2026-01-14", "amount": 20.0}], currency="CAD", decimals=2)[0].amount
    Money('20.00', 'CAD')
    """
    if currency is not None:
        minor_digits(currency)
    opened = open_source(source, HowToRead(columns, decimals, sep, decimal, sheet))
    own = terms_named_by(opened) if terms is None and currency is None else terms
    last_day = None if terms is None else last_days(terms.agreement)
    return _account_of_source(opened, currency or (own and own.currency), last_day, columns or NO_COLUMNS)


def terms_named_by(source: Source) -> Terms | None:
    """Return the terms of the provider and the service that an account or a bill names; None where it names none."""
    if not isinstance(source.data, dict):
        return None
    named = names_in_head(source.data, source.name, source.path)
    return None if named.provider is None else load(named.provider, service=named.service)


def no_currency() -> MissingFactsError:
    """Return the error of amounts in no currency."""
    return MissingFactsError(
        "the account has amounts and names no currency: give {cure}, or write a currency into it",
        cure=Spelling(python="currency='CAD'", shell="--currency CAD", file="currency='CAD'"),
    )


def account_of(data: Any, file: str, currency: str | None, last_day: LastDay | None = None) -> Account:
    """Return an account from parsed TOML or JSON: whose terms it is under, a currency, and a list for each event.

    Without a currency the account has no amounts, or `MissingFactsError` asks for one.
    """
    account = _account_as_written(data, currency, last_day, {})
    if account is not None:
        return account
    check_content(data, "account", file)
    if currency is None and not (isinstance(data, dict) and data.get("currency")):
        try:
            account = account_of(data, file, ANY_CURRENCY, last_day)
        except InvalidFileError as error:
            if any(isinstance(fault.error, AmountError) for fault in error.faults):
                raise no_currency() from None
            raise
        if account.currency is not None:
            raise no_currency()
        return account
    collected = CollectedEvents()
    top = Place("", collected.faults)
    if isinstance(data, dict) and data.get("currency", "") is None:  # as an account without events says it of itself
        data = {key: value for key, value in data.items() if key != "currency"}
    if isinstance(data, dict) and InvoiceLine.table in data:
        top.key(InvoiceLine.table).note(
            InputError("lines stand here outside of an invoice: write each as [[invoice.line]], below its invoice")
        )
        data = {key: value for key, value in data.items() if key != InvoiceLine.table}
    named = data.get("currency", currency) if isinstance(data, dict) else currency
    known = CURRENCY.read(named, Place("", []))
    is_known = isinstance(data, dict) and data.keys() <= KNOWN_KEYS  # else each list may be what a key stands for
    tables = data.keys() & EVENT_TABLES.keys() if is_known else EVENT_TABLES.keys()
    shape = account_shape(known, collected, tables)
    read = shape.read(data, top) or {}
    for key, value in data.items() if isinstance(data, dict) else ():
        if key not in shape.known and isinstance(value, list | dict):  # events of a kind whose name is misspelt
            collected.note_unreadable(None, value)
    return collected.account(file, last_day, read.get("billed_to", NOBODY))


def account_with_text(data: Any, file: str, currency: str) -> tuple[Account, str | None]:
    """Return the account of data as `account_of` does, and the canonical JSON of the data where it is known by then."""
    texts: dict[str, str] = {}
    account = _account_as_written(data, currency, None, texts)
    if account is None:
        return account_of(data, file, currency), None
    return account, text_of_table(data, texts) if data.keys() <= PLAIN_KEYS else None


PLAIN_KEYS: Final = frozenset({"currency", Invoice.table, Payment.table})
"""What an account holds that is read column by column."""


def _account_as_written(
    data: Any, currency: str | None, last_day: LastDay | None, texts: dict[str, str]
) -> Account | None:
    """Return the account of data as `Account.as_dict` writes it; None for all other, which is read in full.

    So most accounts are read at a fifth of the cost. Nothing is refused here: what does not fit at once, in its form or
    with the rest of the account, is left to `account_of`, which names it with its place. Of lists that are read column
    by column, the canonical JSON is put into `texts`.
    """
    if type(data) is not dict or currency is None or data.get("currency", currency) != currency:
        return None
    events: list[Event | None] = []  # None with its fault
    sums = _Sums(currency)
    billed_to, faults = NOBODY, list[Fault]()
    at = Place("", faults)
    for key, value in data.items():
        if key == "currency":
            continue
        if key == "billed_to":
            billed_to = BILLED_TO.read(value, at) or NOBODY
        elif key not in EVENT_TABLES or type(value) is not list:
            return None
        elif key == Invoice.table or key == Payment.table:
            try:
                read, texts[key] = _invoices(value, sums) if key == Invoice.table else _payments(value, sums)
                events += read
            except (KeyError, TypeError, ValueError, AmountError):  # rows that hold more, or a fault
                events += [shape_of(key, currency).read(row, at) for row in value]
        elif last_day is None:
            events += [shape_of(key, currency).read(row, at) for row in value]
        else:  # by which disputes that are in time are told from others
            return None
        if faults:
            return None
    try:
        return Account([event for event in events if event is not None], billed_to) if events else None
    except TelcoTermsError:
        return None


@final
class _Sums(dict[str, Money]):
    """Amounts by their text, of what was asked for; `ValueError` or `AmountError` for all that is no amount as text."""

    def __init__(self, currency: str) -> None:
        super().__init__()
        self.currency = currency

    def __missing__(self, text: str) -> Money:
        money = Money(text, self.currency)
        if type(text) is not str or money.minor < 0:
            raise ValueError
        self[text] = money
        return money


def _invoices(rows: list[Any], sums: _Sums) -> tuple[list[Invoice], str]:
    """Return invoices of a number, a day and an amount alone, and their rows as canonical JSON.

    Raises an error for all other rows. The text of a day or of an amount that was read needs no quoting.
    """
    invoices: list[Invoice] = []
    texts: list[str] = []
    for row in rows:
        if type(row) is not dict or len(row) != 3:
            raise ValueError
        number, issued, amount = _as_written(row["number"]), row["issued"], row["amount"]
        invoices.append(checked_invoice(number, day_of_text(issued), sums[amount]))
        texts.append(f'{{"amount":"{amount}","issued":"{issued}","number":{quoted(number)}}}')
    return invoices, f"[{','.join(texts)}]"


def _payments(rows: list[Any], sums: _Sums) -> tuple[list[Payment], str]:
    """Return payments that have a day, an amount and names, as `_invoices` does."""
    payments: list[Payment] = []
    texts: list[str] = []
    for row in rows:
        if type(row) is not dict:
            raise TypeError
        received, amount = row["received"], row["amount"]
        invoice = reference = None
        invoice_text = reference_text = ""
        if len(row) > 2:
            if not PAYMENT_KEYS.issuperset(row):
                raise ValueError
            if NAMED in row:
                invoice = _as_written(row[NAMED])
                invoice_text = f',"{NAMED}":{quoted(invoice)}'
            if REFERENCE in row:
                reference = _as_written(row[REFERENCE])
                reference_text = f',"{REFERENCE}":{quoted(reference)}'
        payments.append(checked_payment(day_of_text(received), sums[amount], invoice, reference))
        texts.append(f'{{"amount":"{amount}"{invoice_text},"received":"{received}"{reference_text}}}')
    return payments, f"[{','.join(texts)}]"


NAMED: Final = "invoice"
REFERENCE: Final = "reference"
PAYMENT_KEYS: Final = frozenset({"received", "amount", NAMED, REFERENCE})
"""The keys of a payment; the debt that it names and its reference may be left out."""


def _as_written(name: Any) -> str:
    """Return what `as_name` takes, but for the hard spaces that it takes too; raise an error for all other."""
    if not str.isprintable(name) or len(name) > MAX_NAME_LENGTH or not name.strip():
        raise ValueError
    checked: str = name
    return checked


def account_shape(currency: str | None, collected: CollectedEvents, tables: Set[str]) -> Shape[dict[str, Any]]:
    """Return the shape of an account's file with the lists of some kinds of event, which are collected."""
    lists: dict[str, Field[Any]] = {
        table: EventList(kind, currency, collected) for table, kind in EVENT_TABLES.items() if table in tables
    }
    heads: dict[str, Field[Any]] = {"currency": CURRENCY, **HEAD, "billed_to": BILLED_TO}
    return Shape(
        dict, {}, heads | lists, about="An account: whose terms it is under, and a list for each kind of event."
    )


def account_schema(definitions: Schema) -> Schema:
    """Return the JSON Schema of an account's file; one without amounts may have null for its currency."""
    made = account_shape(None, CollectedEvents(), EVENT_TABLES.keys()).schema(definitions)
    return with_null(made, "currency")


def with_null(made: Schema, key: str) -> Schema:
    """Return the schema of a table of which one key may be null too."""
    properties = made["properties"]
    return {**made, "properties": {**properties, key: {"anyOf": [properties[key], {"type": "null"}]}}}


def payment_of(data: Any, file: str, currency: str) -> Payment:
    """Return a payment that stands alone, from parsed JSON."""
    payment = read_whole(shape_of(Payment.table, currency), data, Payment.table, file)
    assert isinstance(payment, Payment)
    return payment


@final
@dataclass(frozen=True, slots=True)
class CollectedEvents:
    """The events of a file with their places, the faults, and the names of what could not be read."""

    faults: list[Fault] = field(default_factory=list)
    events: list[tuple[Place, Event]] = field(default_factory=list)
    unreadable_debts: set[str | None] = field(default_factory=set)
    unreadable_payments: set[str | None] = field(default_factory=set)

    def note_unreadable(self, kind: type[Event] | None, value: Any, known: Iterable[str] = ()) -> None:
        """Keep the names that an event may have which could not be read: none is missing before it is mended.

        `kind` is None where it could not be read what the event is; `known` are the keys that its kind has.
        """
        row = value if isinstance(value, dict) else {}
        number, reference = row.get("number"), row.get("reference")
        if kind is None or not row or issubclass(kind, BillingEvent):
            self.unreadable_debts.add(number if isinstance(number, str) else None)
        if kind is None or not row or (kind is Payment and (reference is not None or not set(row) <= set(known))):
            self.unreadable_payments.add(reference if isinstance(reference, str) else None)

    def account(self, file: str, last_day: LastDay | None, billed_to: BilledTo = NOBODY) -> Account:
        """Return the account, or raise all faults of the file, also those that show between its events."""
        if not self.faults and last_day is None:
            with suppress(TelcoTermsError):  # the account looks for the same faults, which are told below
                return Account((event for _, event in self.events), billed_to)
        unreadable = UnreadableNames(frozenset(self.unreadable_debts), frozenset(self.unreadable_payments))
        for at, error in inconsistencies([event for _, event in self.events], last_day, unreadable):
            self.events[at][0].note(error)
        judge(file, self.faults)
        return Account((event for _, event in self.events), billed_to)


@final
class EventList(Items[Event]):
    """A list of events of one kind, which are collected with their places."""

    def __init__(self, kind: type[Event], currency: str | None, collected: CollectedEvents) -> None:
        self.shape = shape_of(kind.table, currency)
        super().__init__(self.shape, cure=_cure(kind.table), empty=True)
        self.kind, self.collected = kind, collected

    def read(self, value: Any, place: Place) -> tuple[Event, ...]:
        """Collect the events that fit, and return nothing."""
        for number, event in enumerate(self.read_each(value, place), 1):
            if event is not None:
                self.collected.events.append((place.item(number), event))
            else:
                self.collected.note_unreadable(self.kind, value[number - 1], self.shape.known)
        if not isinstance(value, list):
            self.collected.note_unreadable(None, value)
        return ()


@cache  # as many as there are kinds and currencies
def shape_of(table: str, currency: str | None, cells: bool = False) -> Shape[Any]:
    """Return what a table of a kind of event, or of a line, has to be; where `cells`, a row of a sheet.

    Of a currency that is not known the form is judged, and nothing is made.
    """
    kind: type[Any] = InvoiceLine if table == InvoiceLine.table else EVENT_TABLES[table]
    keys = {day_field(kind): "date"} if cells else dict(kind.keys)
    types = field_types(kind)
    must: EventFields = {}
    may: EventFields = {}
    for event_field in fields(kind):
        if cells and types[event_field.name] == LINES:
            continue  # they do not fit into a row
        target = must if event_field.default is MISSING else may
        target[keys.get(event_field.name, event_field.name)] = field_of(types[event_field.name], currency, cells)
    names = {key: name for name, key in keys.items()}

    def build(**values: Any) -> Any:
        if currency is None:
            return None
        return kind(**{names.get(key, key): value for key, value in values.items()})

    return Shape(build, must, may, about=about(kind))


LINES: Final = tuple[InvoiceLine, ...]


def field_of(hint: Any, currency: str | None, cells: bool) -> Field[Any]:
    """Return what a field of a type may be in a file; where `cells`, in a sheet, in which all is text."""
    words, types = words_of(hint), members_of(hint)
    if words and not types:
        return name_of(words)
    if words and types == (Money,):
        return outcome(words, currency)
    if words and types == (date,):
        return LAST_INVOICE
    if types == (str,):
        return NAME
    if types == (date,):
        return DAY
    if types == (Money,):
        return amount(currency)
    if types == (Money, tuple[Money, ...]):
        return Fees(amount(currency))
    if types == (Fraction,):
        return TAX_RATE
    if types == (LINES,):
        return Items(shape_of(InvoiceLine.table, currency), cure=_cure("invoice.line"), empty=True)
    if types in ((int,), (DayOfMonth,)):
        most = MAX_BILLING_DAY if types == (DayOfMonth,) else MAX_MONTHS
        return cell_of_count(most) if cells else count(1, most)
    raise TypeError(f"a file has no form for {hint}: give it one here and in `as_file_value`")


def words_of(hint: Any) -> tuple[str, ...]:
    """Return the words that a field of a type can hold: the values of its `Literal`."""
    literals = [alternative for alternative in _alternatives(hint) if get_origin(alternative) is Literal]
    return tuple(word for literal in literals for word in get_args(literal))


def members_of(hint: Any) -> tuple[Any, ...]:
    """Return the types that a field can hold beside words and None."""
    return tuple(
        alternative
        for alternative in _alternatives(hint)
        if alternative is not NoneType and get_origin(alternative) is not Literal
    )


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _cure(table: str) -> Phrase:
    return phrase("write each as {key} in TOML, or in square brackets in JSON", key=Unquoted(f"[[{table}]]"))


def _a_name(value: Any) -> str:
    need(isinstance(value, str))
    return as_name(value, Term("this"))


NAME: Final[ValueField[str]] = ValueField(
    Term("text as on the bill"), Term("write it in quotation marks"), _a_name, {"type": "string"}
)

BILLED_TO: Final[Shape[BilledTo]] = Shape(
    BilledTo,
    {},
    {
        "name": NAME,
        "address": Items(NAME, cure=phrase("write it as a list of lines in square brackets")),
        "account_number": NAME,
        "payment_reference": NAME,
    },
)


def cell_of_count(most: int) -> ValueField[int]:
    """Return the field for a whole number in a cell of a sheet."""

    def convert(value: str) -> int:
        need(value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= most)
        return int(value)

    return ValueField(count(1, most).wanted, Term("write digits alone"), convert, {})


def outcome(words: tuple[str, ...], currency: str | None) -> ValueField[Any]:
    """Return how a dispute was decided: in a word, or by the amount that was upheld of it."""
    sum_ = amount(currency)

    def convert(value: Any) -> object:
        if isinstance(value, str) and not value[:1].isdigit():
            if value not in words:
                raise UnknownNameError(
                    "found {found}: choose from {known}, or give the amount in which it was upheld",
                    found=value,
                    known=tuple(map(Unquoted, words)),
                )
            return value
        place = Place("", [])
        money = sum_.read(value, place)
        for fault in place.faults:
            raise fault.error
        return money

    return ValueField(phrase("{words} or an amount", words=Unquoted(", ".join(words))), NO_CURE, convert, {})


def _day_or_none(value: Any) -> Any:
    if value is None or value == NOTHING:
        return None
    need(not isinstance(value, str) or value[:1].isdigit())
    place = Place("", [])
    day = DAY.read(value, place)
    for fault in place.faults:
        raise fault.error
    return day


LAST_INVOICE: Final[ValueField[Any]] = ValueField(
    Term("a day or 'none'"),
    Term("write year-month-day, or 'none' if there was no invoice yet"),
    _day_or_none,
    {"anyOf": [{"enum": [None, NOTHING]}, DAY.schema({})]},
)


def _tax_rate(value: Any) -> Fraction:
    need(isinstance(value, str | int | Decimal) and not isinstance(value, bool))
    return as_rate(value, Term("the rate"))


TAX_RATE: Final = ValueField(
    Term("a rate from 0 to 10"),
    Term("write 13 % as 0.13"),
    _tax_rate,
    {"type": ["number", "string"], "minimum": 0, "maximum": 10},
)


@final
class Fees(Field[Money | tuple[Money, ...]]):
    """One fee for all months, or a list with one for each."""

    def __init__(self, amount_field: ValueField[Money]) -> None:
        self.one, self.several = amount_field, Items(amount_field)
        self.wanted = Term("an amount, or a list of amounts")

    def read(self, value: Any, place: Place) -> Money | tuple[Money, ...] | None:
        """Return the fee, or the fees."""
        return self.several.read(value, place) if isinstance(value, list) else self.one.read(value, place)

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of one amount and an array of them."""
        return {"anyOf": [self.one.schema(definitions), self.several.schema(definitions)]}


COLUMNS: Final = tuple(
    dict.fromkeys([*FIRST_COLUMNS, *(key for kind in EVENT_TABLES for key in shape_of(kind, None, True).known)])
)
ANY_CURRENCY: Final = "EUR"
"""In the place of a currency that nothing depends on."""
COLUMN_TYPES: Final = {name: hint for kind in EVENT_TYPES for name, hint in field_types(kind).items()}
AMOUNT_COLUMNS: Final = {
    name for name, hint in COLUMN_TYPES.items() if members_of(hint) == (Money,) and not words_of(hint)
}
WORD_COLUMNS: Final = {name for name, hint in COLUMN_TYPES.items() if words_of(hint)}  # spreadsheets capitalise words
LINE_COLUMNS: Final = ("line", "lines", "invoice_line", "invoice_lines")
FULLER: Final = Term("write the account in TOML or JSON")


def _an_event(value: str) -> str:
    kind = re.sub("[ -]", "_", value.lower())
    if kind in EVENT_TABLES:
        return kind
    if kind in LINE_COLUMNS:
        raise InputError("the lines of an invoice fit no row: leave them out, or {fuller}", fuller=FULLER)
    meant = nearest(kind, EVENT_TABLES)
    if meant is not None:
        raise UnknownNameError("found {found}: did you mean {meant}?", found=value, meant=Unquoted(meant))
    raise UnknownNameError("found {found}: choose from {known}", found=value, known=tuple(map(Unquoted, EVENT_TABLES)))


EVENT: Final = ValueField(Term("such as invoice or payment"), NO_CURE, _an_event, {})


EVENT_AND_CURRENCY: Final[Shape[dict[str, str]]] = Shape(dict, {"event": EVENT}, {"currency": CURRENCY})


def account_of_cells(
    cells: Cells, file: str, currency: str | None, last_day: LastDay | None = None, columns: Columns = NO_COLUMNS
) -> Account:
    """Return the account of a table, a row for each event; without a currency, each row with an amount names one."""
    collected = CollectedEvents()
    rows = cells.rows
    first = first_filled_row(cells, file)
    place = Place(cells.place(first), collected.faults, ", ")
    head, certain = named_columns(rows[first], columns, COLUMNS, COLUMNS_NEEDED, place, _of_lines)
    if not certain:
        judge(file, collected.faults)
    sheet = AccountSheet(collected, head, len(rows[first]), cells, currency)
    for number, row in enumerate(rows[first + 1 :], first + 1):
        sheet.read(row, Place(cells.place(number), collected.faults, ", "))
    return collected.account(file, last_day)


def _of_lines(number: int, name: str) -> InputError | None:
    """Return why a column cannot be there, if it is one of the lines of an invoice."""
    if name not in LINE_COLUMNS:
        return None
    return InputError(
        "column {number} is {name}, but the lines of an invoice fit no row: take it out, or {fuller}",
        number=number,
        name=name,
        fuller=FULLER,
    )


@final
@dataclass(frozen=True, slots=True)
class AccountSheet:
    """A table below its headings; `width` is how many cells its first row has."""

    collected: CollectedEvents
    head: list[str]
    width: int
    table: Cells
    currency: str | None

    def read(self, values: Sequence[Any], place: Place) -> None:
        """Collect the event of a row."""
        if not any(map(is_filled, values)):
            return
        cells = row_texts(self.table, values, self.head, column_kind, place)
        if cells is None:
            self.collected.note_unreadable(None, {})
            return
        row = {name: cell for name, cell in zip(self.head, cells, strict=False) if cell and name != PASSED_OVER}
        split = self._split(cells)
        if len(cells) > self.width and split:
            place.key(split[0]).note(split[1])
        elif (stray := stray_cell(cells, self.head)) is not None:
            place.note(stray)
        elif row:
            self._event(row, place, split)
            return
        self.collected.unreadable_debts.update(cells)  # the cells may be under the wrong columns
        self.collected.unreadable_payments.update(cells)

    def _split(self, cells: list[str]) -> tuple[str, InputError] | None:
        """Find an amount that a comma cuts in two, as in `56,45`, where commas separate the cells."""
        digits = minor_digits(self.currency or ANY_CURRENCY)
        for name, whole, next_cell in zip(self.head, cells, cells[1:], strict=False):
            if (
                self.table.dialect.separator != ","
                or name not in AMOUNT_COLUMNS
                or not re.fullmatch("[0-9]{1,12}", whole, re.ASCII)
            ):
                continue
            if digits and re.fullmatch(f"[0-9]{{1,{digits}}}", next_cell, re.ASCII):
                meant = f"{whole}.{next_cell}"
            elif re.fullmatch("[0-9]{3}([.][0-9]+)?", next_cell, re.ASCII) and len(whole) < 4:
                meant = whole + next_cell
            else:
                continue
            return name, InputError(
                "{found} stands in two cells, as a comma separates cells: write {meant}, without a comma",
                found=f"{whole},{next_cell}",
                meant=Unquoted(meant),
            )
        return None

    def _event(self, row: dict[str, str], place: Place, split: tuple[str, InputError] | None) -> None:
        """Return the event of a row; without a known event, its other cells cannot be checked."""
        faults_before = len(place.faults)
        named = {name: cell for name, cell in row.items() if name in ("event", "currency")}
        event_cells = {
            name: cell.lower() if name in WORD_COLUMNS else cell for name, cell in row.items() if name not in named
        }
        event_and_currency = EVENT_AND_CURRENCY.read(named, place)
        kind = (
            EVENT.read(named.get("event", ""), Place("", []))
            if event_and_currency is None
            else event_and_currency["event"]
        )
        if kind is None:
            self.collected.note_unreadable(None, row)
            return
        row_currency = event_and_currency.get("currency", self.currency) if event_and_currency is not None else None
        if event_and_currency is not None and row_currency is None:
            if any(is_amount(name) for name in event_cells):
                raise no_currency()
            row_currency = ANY_CURRENCY  # of no amount
        shape: Shape[Any] = shape_of(kind, row_currency, True)
        for name in [name for name in event_cells if name not in shape.known]:
            if split and self.head[self.head.index(split[0]) + 1 :][:1] == [name]:
                place.key(split[0]).note(split[1])
            else:
                place.note(
                    InputError(
                        "this {kind} has {cell} under {name}: leave that cell empty",
                        kind=data_text(kind.replace("_", " ")),
                        cell=event_cells[name],
                        name=Unquoted(name),
                    )
                )
            del event_cells[name]
        fee = event_cells.get("monthly_fee", "")
        if fee.count(".") > 1 or re.search("[; ]", fee):
            place.key("monthly_fee").note(
                InputError("found {found}: give one fee for all months, or {fuller}", found=fee, fuller=FULLER)
            )
            del event_cells["monthly_fee"]
        self._make_plain(event_cells, row_currency, place)
        event: Event | None = shape.read(event_cells, place)
        if event is not None and len(place.faults) == faults_before:
            self.collected.events.append((place, event))
        else:
            self.collected.note_unreadable(EVENT_TABLES[kind], row, row)

    def _make_plain(self, cells: dict[str, str], currency: str | None, place: Place) -> None:
        """Write amounts and rates with a decimal point; take out, and note, one of more decimals than its currency."""
        if currency is None:
            return
        for name, cell in [*cells.items()]:
            try:
                match column_kind(name):
                    case "amount":
                        cells[name] = plain_amount(cell, currency, self.table.dialect)
                    case "rate":
                        cells[name] = plain_rate(cell, self.table.dialect)
                    case "count" | "day" | "text":
                        pass
                    case _ as unreachable:
                        assert_never(unreachable)
            except InputError as error:
                place.key(name).note(error)
                cells[name] = "1"  # so that nothing else is said of it


def column_kind(name: str) -> CellKind:
    """Return what a column of a sheet holds, by the type of its field."""
    if name == "date":
        return "day"
    if name in ("event", "currency"):
        return "text"
    match members_of(COLUMN_TYPES[name]):
        case (one,) if one is Money:
            return "amount"
        case (one, _) if one is Money:
            return "amount"
        case (one,) if one is date:
            return "day"
        case (one,) if one is Fraction:
            return "rate"
        case (one,) if one in (int, DayOfMonth):
            return "count"
        case _:
            return "text"


def is_amount(name: str) -> bool:
    """Return whether a column holds sums of money."""
    kind = column_kind(name)
    match kind:
        case "amount":
            return True
        case "count" | "day" | "rate" | "text":
            return False
    assert_never(kind)


def account_toml(account: Account) -> str:
    """Return an account as its TOML file, which is read back as it is.

    >>> from telcoterms import Payment
    >>> print(account_toml(Account([Payment("2026-01-14", Money("56.44", "CAD"))])), end="")
    currency = "CAD"
    <BLANKLINE>
    [[payment]]
    received = "2026-01-14"
    amount = "56.44"
    """
    blocks = []
    head: list[str] = []
    for table, value in account.as_dict().items():
        match value:
            case list():
                blocks += [_toml_table(f"[[{table}]]", row) for row in value]
            case dict():
                blocks.insert(0, _toml_table(f"[{table}]", value))
            case None:
                pass
            case _:
                head.append(f"{table} = {toml_value(value)}")
    return "\n\n".join([*(["\n".join(head)] if head else []), *blocks]) + "\n"


def _toml_table(heading: str, row: Mapping[str, Any]) -> str:
    name = heading.strip("[]")
    plain = [f"{key} = {toml_value(value)}" for key, value in row.items() if key != InvoiceLine.table]
    lines = [_toml_table(f"[[{name}.{InvoiceLine.table}]]", line) for line in row.get(InvoiceLine.table, ())]
    return "\n".join([heading, *plain, *lines])
