"""Make the JSON Schemas of files and receipts from the fields by which they are read.

`telcoterms schema` prints them as they are published. A schema is closed: it names every key, and takes no other. What
it cannot judge the reader does: whether a name exists, whether days and sums fit together, whether a receipt fits its
mark.
"""

from __future__ import annotations

import json
from typing import Any, Final, assert_never, get_args

from telcoterms.account.account import Account
from telcoterms.account.events import Payment
from telcoterms.agreement.agreement import members
from telcoterms.agreement.customer import PROVINCES, Customer
from telcoterms.agreement.rule import VOICES
from telcoterms.agreement.tables_used import TableKind
from telcoterms.answers.question import Question, choices_of, kind_of, types_of
from telcoterms.answers.receipt import RECEIPT_SCHEMA, Receipt
from telcoterms.audit.bill import Bill
from telcoterms.files.account import account_schema, shape_of
from telcoterms.files.bill import bill_schema
from telcoterms.files.library import SchemaName
from telcoterms.files.provider import provider_schema
from telcoterms.files.receipts import OPTIONAL
from telcoterms.files.shapes import CURRENCY, DAY, SHORT_NAME, Schema
from telcoterms.files.statement_figure import STATEMENT, figure_shape, figure_sum
from telcoterms.terms import QUESTIONS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: SchemaName) -> Schema:
    """Return a JSON Schema by its name.

    >>> schema_of("receipt")["$id"]
    'urn:telcoterms:schema:receipt:2'
    """
    definitions: Schema = {}
    made = _schema(name, definitions)
    return {"$schema": DIALECT, "$id": _id(name), **made, **({"$defs": definitions} if definitions else {})}


def schema_as_published(name: SchemaName) -> str:
    """Return a JSON Schema as the library publishes it."""
    return json.dumps(schema_of(name), indent=2) + "\n"


def _schema(name: SchemaName, definitions: Schema) -> Schema:
    match name:
        case "provider":
            return provider_schema(definitions)
        case "account":
            return account_schema(definitions)
        case "bill":
            return bill_schema(definitions)
        case "receipt":
            return receipt_schema(definitions)
    assert_never(name)


def _id(name: SchemaName) -> str:
    match name:
        case "provider" | "account" | "bill":
            return f"urn:telcoterms:schema:{name}"
        case "receipt":
            return f"urn:telcoterms:schema:receipt:{RECEIPT_SCHEMA}"
    assert_never(name)


TEXT: Final[Schema] = {"type": "string"}
ARRAY: Final[Schema] = {"type": "array", "items": {"type": "object"}}
MARK: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MONEY: Final[Schema] = figure_sum(None).schema({})
EDITION: Final[Schema] = DAY.schema({})
NUMBER: Final[Schema] = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}


def receipt_schema(definitions: Schema) -> Schema:
    """Return the JSON Schema of a receipt, with its working or without; its facts are those of its question."""
    definitions["account"] = account_schema(definitions)
    definitions["bill"] = bill_schema(definitions)
    definitions["payment"] = shape_of(Payment.table, None).schema(definitions)
    definitions["statement"] = figure_shape(None).schema(definitions)
    properties = {**_keys(), **_working()}
    return {
        "title": "A receipt of an answer: what was asked, the figure, and what it rests on; docs/receipts.md has more.",
        "type": "object",
        "properties": properties,
        "required": [key for key in Receipt.__annotations__ if key not in OPTIONAL],
        "additionalProperties": False,
        "allOf": [_of_question(question) for question in QUESTIONS.values()],
    }


def _keys() -> Schema:
    """Return the schemas of the keys of a receipt."""
    table: Schema = {
        "type": "object",
        "properties": {
            "kind": {"enum": list(get_args(TableKind))},
            "name": _about(TEXT, "Its name; of a provider's file, the provider and the edition."),
            "version": _about(TEXT, "Its version or its revision, where it has one."),
            "sha256": _about(MARK, "The SHA-256 of its file, or of its canonical data."),
        },
        "required": ["kind", "name", "sha256"],
        "additionalProperties": False,
    }
    customer = {
        "agreed": EDITION,
        "customer": {"enum": list(get_args(Customer))},
        "device_subsidy": MONEY,
        "province": {"enum": list(PROVINCES)},
    }
    return {
        "schema": _about({"const": RECEIPT_SCHEMA}, "The form of the receipt."),
        "library": _about(TEXT, "The version of the library that wrote it."),
        "question": _about({"enum": list(QUESTIONS)}, "What was asked."),
        "provider": _about(SHORT_NAME.schema({}), "The provider whose terms answered."),
        "edition": _about(EDITION, "The edition of the terms."),
        "editions": _about({"type": "array", "items": EDITION}, "The editions of the debts, where there are several."),
        "revision": _about({"type": "integer", "minimum": 0}, "The revision of the edition."),
        "service": _about({"type": ["string", "null"]}, "The service, null where none was named."),
        "voice": _about({"enum": [*VOICES, None]}, "The voice in which the terms were read, null where they have one."),
        "currency": _about(CURRENCY.schema({}), "The currency of all sums."),
        "customer": {
            "description": "What is known of the customer, for the law alone.",
            "type": "object",
            "properties": customer,
            "additionalProperties": False,
        },
        "facts": _about({"type": "object"}, "The facts of the question."),
        "readings": _about({"type": "object", "additionalProperties": TEXT}, "The readings that were taken."),
        "figure": {"description": "The figure: text where it is money, a day or a rate."},
        "tables": {
            "description": "Each table that the figure rests on.",
            "type": "array",
            "items": table,
            "minItems": 1,
        },
        "sha256": _about(MARK, "The SHA-256 of the canonical JSON of everything else."),
    }


def _working() -> Schema:
    """Return the schemas of the keys that a receipt with its working has beside."""
    step: Schema = {
        "type": "object",
        "properties": {
            "template": TEXT,
            "values": {"type": "object"},
            "clauses": ARRAY,
            "part": TEXT,
            "text": _about(TEXT, "The line as it is printed, in English."),
        },
        "required": ["template", "values", "clauses", "part", "text"],
        "additionalProperties": False,
    }
    return {
        "name": _about(TEXT, "The provider's whole name."),
        "short_name": _about(TEXT, "What a sentence calls the provider."),
        "documents": _about(ARRAY, "The documents that the figure rests on."),
        "before_edition": _about({"type": "boolean"}, "Whether the facts are from before a document's edition."),
        "voices": _about({"type": "object", "additionalProperties": TEXT}, "The figure that each voice gives."),
        "steps": {"description": "The working, line by line.", "type": "array", "items": step},
        "law": _about(ARRAY, "The rules of law that bear on the answer."),
        "ledger": _about(ARRAY, "The rows of the answer's table, such as the ledger of a statement."),
        "arrears": _about({"type": "object"}, "What a statement says for collections."),
        "ageing": _about({"type": "object"}, "The balance of a statement by how long it is past due."),
        "by_law": _about({"type": "object"}, "What leaving comes to by law."),
    }


def _about(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}


def _of_question(question: type[Question]) -> Schema:
    """Return that a receipt of a question has its facts, and of a statement its figure."""
    types = types_of(question)
    facts: Schema = {
        "properties": {name: _about(_fact(types[name]), fact.says) for name, fact in question.facts.items()},
        "required": [name for name, fact in question.facts.items() if fact.is_needed],
        "additionalProperties": False,
    }
    figure: Schema = {"figure": {"$ref": "#/$defs/statement"}} if question.name == STATEMENT else {}
    return {
        "if": {"properties": {"question": {"const": question.name}}, "required": ["question"]},
        "then": {"properties": {"facts": facts, **figure}},
    }


def _fact(hint: Any) -> Schema:
    """Return the schema of a fact as a receipt has it."""
    kind = kind_of(hint)
    match kind:
        case "amount":
            return MONEY
        case "amounts":
            return {"anyOf": [MONEY, {"type": "array", "items": MONEY, "minItems": 1}]}
        case "day":
            return EDITION
        case "day-or-not-given":
            return {"anyOf": [EDITION, {"type": "null"}, {"const": "not given"}]}
        case "days":
            return {"type": "array", "items": EDITION}
        case "named-days":
            return _pairs(EDITION)
        case "pairs":
            return _pairs(NUMBER)
        case "moment":
            return {"type": "string", "format": "date-time"}
        case "count":
            return {"type": "integer", "minimum": 0}
        case "fraction":
            return NUMBER
        case "choice":
            return {"enum": list(choices_of(hint))}
        case "text":
            return TEXT
        case "record":
            return {"$ref": f"#/$defs/{_record(hint)}"}
    assert_never(kind)


def _pairs(value: Schema) -> Schema:
    return {"type": "array", "items": {"type": "array", "prefixItems": [TEXT, value], "minItems": 2, "items": False}}


def _record(hint: Any) -> str:
    """Return the name of the value that a file holds."""
    names: dict[Any, str] = {Account: "account", Payment: "payment", Bill: "bill"}
    return next(names[one] for one in members(hint) if one in names)
