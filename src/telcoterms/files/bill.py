"""Read a bill: a list of lines, each with its question, its facts and what was billed; in TOML, JSON or a table.

What the account of the bill decides stands there as items, each with its kind; the head of the file then has the date
of the bill, its number, and the name of the account's file. A table has lines alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.question import Fact, Facts, choices_of, kind_of, types_of
from telcoterms.audit.bill import LINE_FACTS, TAXED, Bill, BillLine, LineQuestion, has_day
from telcoterms.audit.items import ITEM_FACTS, BillItem, ItemKind, item_can_be_negative, item_has_day
from telcoterms.audit.questions import audit_line, with_facts_of_all, without_a_line
from telcoterms.files.account import LAST_INVOICE, NAME, TAX_RATE, Fees, terms_named_by, with_null
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
from telcoterms.files.named_terms import HEAD, INDEX_VALUES, NUMBER_FACTS
from telcoterms.files.shapes import (
    CURRENCY,
    DAY,
    TEXT,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    ValueField,
    amount,
    count,
    judge,
    missing,
    name_of,
    signed_amount,
    text_of_form,
    unfit,
)
from telcoterms.files.sources import HowToRead, Source, open_source
from telcoterms.files.text import DecimalMark, document_of
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import Fault, InputError, MissingFactsError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, Term, phrase

if TYPE_CHECKING:
    from telcoterms.terms import Terms

T = TypeVar("T")

EACH_ITEM: Final = phrase("write each item as {key}", key=Unquoted("[[item]]"))
EACH_LINE: Final = phrase("write each line as {key}", key=Unquoted("[[line]]"))
NO_FACTS_OF_ALL: Final[Mapping[str, Any]] = MappingProxyType({})
BILLED: Final = "billed"
BESIDE_BILLED: Final = {"billed_tax": "tax", "billed_total": "total"}
"""The keys of the tax and the total that stand with what was billed, each with what `BillLine` calls it."""
INVOICE: Final[Mapping[str, Field[Any]]] = {
    "number": NAME,
    "issued": DAY,
    "billing_months": count(1, MAX_MONTHS),
    "due": DAY,
    "sent": DAY,
    "received": DAY,
    "way": TEXT,
}
"""The keys at the head of a bill's file that say of which invoice its items are."""
ACCOUNT: Final = "account"
"""The key at the head of a bill's file that names its account's file, which stands in the folder of the bill."""
ACCOUNT_BESIDE: Final = text_of_form(
    r"(?!\.\.?$)[^\x00-\x1f/\\:]+",
    Term("the name of a file beside this one"),
    Term("write its name alone, without a folder, such as 'account.toml'"),
)


def read_bill(path: Path, agreement: Agreement, facts: Mapping[str, Any] = NO_FACTS_OF_ALL) -> Bill:
    """Read the bill of a file, whose lines the agreement answers; amounts are in its currency.

    `facts` are the plan, region, segment and index of all lines, as the head of the file may have them. Raises
    `InvalidFileError` with all faults of the file, `UnreadableFileError` where it is none of the four formats.
    """
    return _bill_of_source(open_source(path), agreement, facts)


def load_bill(
    source: object,
    terms: Terms | None = None,
    *,
    columns: Columns | None = None,
    decimals: int | None = None,
    sep: str | None = None,
    decimal: DecimalMark | None = None,
    sheet: str | None = None,
) -> Bill:
    """Return a bill to be audited from wherever it is: a path, text, a dict, a list of dicts, or a frame.

    `source` is as for `load_account`; a table has a row for each line, with the columns `question` and `billed` and
    those of the facts. The lines are checked against `terms`, or those of the provider that the bill names. `columns`,
    `decimals`, `sep`, `decimal` and `sheet` are those of `load_account`. Raises `InvalidFileError` with all faults.

    >>> from telcoterms import load
    >>> facts = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15"}
    >>> load_bill([{"question": "late_charge", "billed": "3.07", **facts}], load("kos"))[0].billed
    Money('3.07', 'CAD')
    """
    opened = open_source(source, HowToRead(columns, decimals, sep, decimal, sheet))
    terms = terms_named_by(opened) if terms is None else terms
    if terms is None:
        raise MissingFactsError(
            "the bill names no provider whose terms would be asked: give the terms, as load gives them, or write a "
            "provider into it"
        )
    return _bill_of_source(opened, terms.agreement, NO_FACTS_OF_ALL, columns or NO_COLUMNS)


def _bill_of_source(
    source: Source, agreement: Agreement, facts: Mapping[str, Any], columns: Columns = NO_COLUMNS
) -> Bill:
    if source.cells is None:
        return bill_of(source.data, source.name, agreement, facts)
    return bill_of_cells(source.cells, source.name, agreement, facts, columns)


def bill_of(data: Any, file: str, agreement: Agreement, facts: Mapping[str, Any] = NO_FACTS_OF_ALL) -> Bill:
    """Return a bill from parsed TOML or JSON: whose terms it is under, a currency, and a list of lines.

    A fact of all lines, from `facts` or the head of the file, is given to each line that depends on it and has none.
    """
    check_content(data, "bill", file)
    faults: list[Fault] = []
    top = Place("", faults)
    if isinstance(data, dict) and data.get("currency", "") is None:  # as a bill without amounts says it of itself
        data = {key: value for key, value in data.items() if key != "currency"}
    named = data.get("currency", agreement.currency) if isinstance(data, dict) else agreement.currency
    currency = CURRENCY.read(named, Place("", []))
    if currency not in (None, agreement.currency):
        top.key("currency").note(
            InputError(
                "the bill is in {bill}, the terms of {provider} are in {own}: name the provider that sent it",
                bill=Unquoted(currency),
                provider=Unquoted(agreement.provider),
                own=Unquoted(agreement.currency),
            )
        )
    lines: list[tuple[Place, BillLine]] = []
    has_items = isinstance(data, dict) and "item" in data
    head = bill_shape(currency, lines, has_items).read(data, top) or {}
    agreement = _for_the_service(agreement, data, top)
    facts = _facts_of_all(data) | dict(facts)
    if lines and not has_items:  # else they can be those of the account alone
        for name, error in without_a_line(agreement, (line for _, line in lines), facts).items():
            top.key(name).note(error)
    lines = [(place, with_facts_of_all(agreement, line, facts)) for place, line in lines]
    if currency == agreement.currency:
        _ask_each(agreement, lines)
    bill: Bill | None = None
    if not faults:
        try:
            of_invoice = {key: head[key] for key in INVOICE if key in head}
            bill = Bill((line for _, line in lines), items=head.get("item", ()), **of_invoice)
        except TelcoTermsError as error:
            top.note(error)
    judge(file, faults)
    assert bill is not None
    return bill


def bill_shape(currency: str | None, lines: list[tuple[Place, BillLine]], has_items: bool) -> Shape[dict[str, Any]]:
    """Return the shape of a bill's file, whose lines are collected; one with items needs no lines."""
    lists: dict[str, Field[Any]] = {"line": Lines(currency, lines)}
    items = Items(item_field(currency), cure=EACH_ITEM)
    may = {"currency": CURRENCY, **HEAD, "item": items, ACCOUNT: ACCOUNT_BESIDE, **INVOICE}
    about = "A bill: whose terms it is under, its lines, and the items that an account decides."
    must, may = ({}, lists | may) if has_items else (lists, may)
    return Shape(dict, must, may, about=about)


def bill_schema(definitions: Schema) -> Schema:
    """Return the JSON Schema of a bill's file; one without amounts may have null for its currency."""
    made = bill_shape(None, [], has_items=True).schema(definitions)
    return {**with_null(made, "currency"), "anyOf": [{"required": ["line"]}, {"required": ["item"]}]}


def account_named_in(path: Path) -> Path | None:
    """Return the account's file that a bill's file names; None where it names none, or none beside it."""
    data = document_of(path)
    named = ACCOUNT_BESIDE.read(data.get(ACCOUNT), Place("", [])) if isinstance(data, dict) else None
    return None if named is None else path.parent / named


def bill_of_cells(
    cells: Cells,
    file: str,
    agreement: Agreement,
    facts: Mapping[str, Any] = NO_FACTS_OF_ALL,
    columns: Columns = NO_COLUMNS,
) -> Bill:
    """Return the bill of a table, a row for each line; its amounts are in the currency of the agreement."""
    faults: list[Fault] = []
    first = first_filled_row(cells, file)
    head_place = Place(cells.place(first), faults, ", ")
    head, certain = named_columns(cells.rows[first], columns, LINE_COLUMNS, ("question", BILLED), head_place)
    if not certain:
        judge(file, faults)
    field = line_field(agreement.currency)
    lines: list[tuple[Place, BillLine]] = []
    for index, row in enumerate(cells.rows[first + 1 :], first + 1):
        if not any(map(is_filled, row)):
            continue
        place = Place(cells.place(index), faults, ", ")
        texts = row_texts(cells, row, head, partial(_column_kind, _of_day(row, head)), place)
        data = None if texts is None else _line_data(texts, head, cells, agreement.currency, place)
        line = None if data is None else field.read(data, place)
        if line is not None:
            lines.append((place, line))
    for name, error in without_a_line(agreement, (line for _, line in lines), facts).items() if lines else ():
        Place("", faults).key(name).note(error)
    lines = [(place, with_facts_of_all(agreement, line, facts)) for place, line in lines]
    _ask_each(agreement, lines)
    judge(file, faults)
    return Bill(line for _, line in lines)


def _ask_each(agreement: Agreement, lines: list[tuple[Place, BillLine]]) -> None:
    """Note why a line cannot be answered."""
    for place, line in lines:
        try:
            audit_line(agreement, line)
        except TelcoTermsError as error:
            place.note(error)


def _of_day(row: Sequence[Any], head: Sequence[str]) -> bool:
    """Return whether what was billed in a row is a day."""
    question = row[head.index("question")] if head.index("question") < len(row) else None
    return any(question == name and has_day(name) for name in LINE_FACTS)


def _line_data(
    texts: list[str], head: list[str], cells: Cells, currency: str, place: Place
) -> dict[str, object] | None:
    """Return a row of a table as the line of a file; note what does not fit, and return None."""
    data: dict[str, object] = {}
    fits = True
    stray = stray_cell(texts, head)
    if stray is not None:
        place.note(stray)
        return None
    of_day = _of_day(texts, head)
    for name, text in zip(head, texts, strict=False):
        if not text or name == PASSED_OVER:
            continue
        try:
            match _column_kind(of_day, name):
                case "amount":
                    data[name] = plain_amount(text, currency, cells.dialect)
                case "rate":
                    data[name] = plain_rate(text, cells.dialect)
                case "count":
                    data[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text
                case "day":
                    data[name] = [text] if name == "reminded" else text
                case "text":
                    data[name] = text
                case _ as unreachable:
                    assert_never(unreachable)
        except InputError as error:
            place.key(name).note(error)
            fits = False
    return data if fits else None


def _column_kind(of_day: bool, name: str) -> CellKind:
    """Return what a column of a table of lines holds; what was billed is a day or an amount."""
    if name == BILLED:
        return "day" if of_day else "amount"
    return _LINE_KINDS.get(name, "text")


def _facts_of_all(data: Any) -> dict[str, Any]:
    """Return the facts of all lines that the head of a bill has; those with a fault are noted elsewhere."""
    head = data if isinstance(data, dict) else {}
    read = {name: field.read(head[name], Place("", [])) for name, field in NUMBER_FACTS.items() if name in head}
    return {name: value for name, value in read.items() if value is not None}


def _for_the_service(agreement: Agreement, data: Any, top: Place) -> Agreement:
    """Return the agreement for the service that a bill names; note where it is another than that of the agreement."""
    service = data.get("service") if isinstance(data, dict) else None
    if not isinstance(service, str) or not service or service == agreement.service:
        return agreement
    if agreement.service is not None:
        top.key("service").note(
            InputError(
                "the bill is for the service {bill}, the terms are for {own}: name the service once",
                bill=service,
                own=Unquoted(agreement.service),
            )
        )
        return agreement
    try:
        return agreement.for_service(service)
    except TelcoTermsError as error:
        top.key("service").note(error)
        return agreement


@final
class Lines(Items[BillLine]):
    """The lines of a bill, which are collected with their places."""

    def __init__(self, currency: str | None, gathered: list[tuple[Place, BillLine]]) -> None:
        super().__init__(line_field(currency), cure=EACH_LINE)
        self.gathered = gathered

    def read(self, value: Any, place: Place) -> tuple[BillLine, ...]:
        """Collect the lines that fit."""
        for number, line in enumerate(self.read_each(value, place), 1):
            if line is not None:
                self.gathered.append((place.item(number), line))
        return ()


@final
class TableByName(Field[T]):
    """A table of which one key, such as `kind` or `question`, names which other keys it has."""

    def __init__(
        self,
        key: str,
        shapes: Mapping[Any, Shape[T]],
        wanted: Term,
        cure: Phrase,
        *,
        others: Mapping[str, InputError] | None = None,
    ) -> None:
        self.key, self.shapes, self.wanted, self.cure = key, shapes, wanted, cure
        self.others: Final = others or {}  # names that belong elsewhere, each with the error that says where
        self.names: ValueField[Any] = name_of(shapes)

    def read(self, value: Any, place: Place) -> T | None:
        """Return the table as the shape of its name has it."""
        if not isinstance(value, dict):
            place.note(unfit(value, self.wanted, self.cure))
            return None
        if self.key not in value:
            place.key(self.key).note(missing(self.key, self.names.wanted))
            return None
        other = self.others.get(str(value[self.key]))
        if other is not None:
            place.key(self.key).note(other)
            return None
        name = self.names.read(value[self.key], place.key(self.key))
        if name is None:
            return None
        return self.shapes[name].read({key: one for key, one in value.items() if key != self.key}, place)

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the names, each with its own keys."""
        made = []
        for name, shape in self.shapes.items():
            schema = shape.schema(definitions)
            schema["properties"] = {self.key: {"const": name}, **schema["properties"]}
            made.append({**schema, "required": [self.key, *schema["required"]]})
        return {"oneOf": made}


def item_field(currency: str | None) -> TableByName[BillItem]:
    """Return the field for an item of a bill."""
    shapes = {kind: item_shape(kind, currency) for kind in ITEM_FACTS}
    return TableByName("kind", shapes, Term("an item with its kind"), EACH_ITEM)


def line_field(currency: str | None) -> TableByName[BillLine]:
    """Return the field for a line of a bill."""
    shapes = {question: line_shape(question, currency) for question in LINE_FACTS}
    template = "found {found}, which only the account decides: write it as {item} with {kind}"
    others: Mapping[str, InputError] = {
        kind: InputError(template, found=kind, item=Unquoted("[[item]]"), kind=Unquoted(f'kind = "{kind}"'))
        for kind in ITEM_FACTS
        if kind not in shapes
    }
    return TableByName("question", shapes, Term("a line with its question"), EACH_LINE, others=others)


def item_shape(kind: ItemKind, currency: str | None) -> Shape[BillItem]:
    """Return the shape of an item of a kind: its facts, and what was billed."""
    must, may = fact_fields(ITEM_FACTS[kind], currency)
    sum_ = signed_amount(currency) if item_can_be_negative(kind) else amount(currency)
    return Shape(partial(BillItem, kind), {**must, BILLED: DAY if item_has_day(kind) else sum_}, may)


def line_shape(question: LineQuestion, currency: str | None) -> Shape[BillLine]:
    """Return the shape of a question's line: its facts, and what was billed."""
    must, may = fact_fields(LINE_FACTS[question], currency)
    taxed: dict[str, Field[Any]] = {key: amount(currency) for key in BESIDE_BILLED} if question in TAXED else {}
    billed = DAY if has_day(question) else amount(currency)
    return Shape(partial(_line, question), {**must, BILLED: billed}, {**may, **taxed})


def fact_fields(asked: type[Facts], currency: str | None) -> tuple[dict[str, Field[Any]], dict[str, Field[Any]]]:
    """Return the fields for the facts that must be there, and for those that may."""
    types = types_of(asked)
    must: dict[str, Field[Any]] = {}
    may: dict[str, Field[Any]] = {}
    for name, fact in asked.facts.items():
        (must if fact.is_needed else may)[name] = fact_field(fact, types[name], currency)
    return must, may


def _line(question: LineQuestion, billed: Any, **facts: Any) -> BillLine:
    sums = {name: facts.pop(key) for key, name in BESIDE_BILLED.items() if key in facts}
    return BillLine(question, facts, billed, **sums)


def fact_field(fact: Fact, hint: Any, currency: str | None) -> Field[Any]:
    """Return the field for a fact, by its type."""
    match kind_of(hint):
        case "amount":
            return amount(currency)
        case "amounts":
            return Fees(amount(currency))
        case "day":
            return DAY
        case "day-or-not-given":
            return LAST_INVOICE
        case "count":
            return count(1, fact.most)
        case "fraction":
            return TAX_RATE
        case "choice":
            return name_of(choices_of(hint))
        case "text":
            return TEXT
        case "days":
            return Items(DAY)
        case "pairs":
            return INDEX_VALUES
        case "moment" | "named-days" | "record" as unreachable_kind:
            raise AssertionError(f"no line of a bill has such a fact: {unreachable_kind}")
        case _ as unreachable:
            assert_never(unreachable)


def _kind_of_fact(hint: Any) -> CellKind | None:
    """Return what a column holds whose cells are a fact; None for a fact that fits no cell."""
    match kind_of(hint):
        case "amount" | "amounts":
            return "amount"
        case "day" | "day-or-not-given" | "days":
            return "day"
        case "count":
            return "count"
        case "fraction":
            return "rate"
        case "choice" | "text":
            return "text"
        case "pairs":
            return None
        case "moment" | "named-days" | "record" as unreachable_kind:
            raise AssertionError(f"no line of a bill has such a fact: {unreachable_kind}")
        case _ as unreachable:
            assert_never(unreachable)


_FACT_KINDS: Final[Mapping[str, CellKind]] = {
    name: kind
    for question in LINE_FACTS.values()
    for name, hint in types_of(question).items()
    if (kind := _kind_of_fact(hint)) is not None
}
_LINE_KINDS: Final[Mapping[str, CellKind]] = {**_FACT_KINDS, **dict.fromkeys(BESIDE_BILLED, "amount")}
LINE_COLUMNS: Final = ("question", BILLED, *_LINE_KINDS)
"""The columns of a table of lines."""
