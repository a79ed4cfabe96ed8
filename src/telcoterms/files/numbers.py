"""Read the numbers of a clause from a file: plain, dated, by plan, region or segment, or resting on an index."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from telcoterms.agreement.numbers import MAX_DEPTH, NUMBER_FACT_NAMES, ByFact, Dated, OfIndex
from telcoterms.files.shapes import (
    DAY,
    RATE,
    SHORT_NAME,
    Field,
    Place,
    Schema,
    ValueField,
    missing,
    name_of,
    need,
    text_of_form,
    unfit,
    unknown_name,
)
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Term

FACTS: Final = name_of(NUMBER_FACT_NAMES)
OTHER: Final = "other"
NAME: Final = text_of_form(
    "[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
    Term("the name of a plan, region or segment"),
    Term("write letters, digits and hyphens, such as basic or QC"),
)
DATED_ENTRY: Final = Term("an entry such as { since = 2024-01-01, value = 0.03 }")


def _a_margin(value: Any) -> Fraction:
    need(isinstance(value, int | Decimal) and not isinstance(value, bool))
    margin = Fraction(value)
    need(abs(margin) <= 1)
    return margin


MARGIN: Final = ValueField(
    Term("a margin from -1 to 1"),
    Term("write 3 % as 0.03, without quotation marks"),
    _a_margin,
    {"type": "number", "minimum": -1, "maximum": 1},
)


class NumberField(Field[Any]):
    """A number in any of its forms; `plain` describes the number itself, `name` names the forms in the schema."""

    def __init__(self, plain: ValueField[Any], name: str, *, of_index: bool = False) -> None:
        self.plain, self.name, self.of_index = plain, name, of_index
        self.wanted = plain.wanted

    def read(self, value: Any, place: Place) -> Any:
        """Return the number: plain, `Dated`, `ByFact` or `OfIndex`."""
        return self._read(value, place, 1)

    def _read(self, value: Any, place: Place, depth: int) -> Any:
        if not isinstance(value, list | dict):
            return self.plain.read(value, place)
        if depth > MAX_DEPTH:
            place.note(InputError("numbers nest {most} deep at most: write fewer tables", most=MAX_DEPTH))
            return None
        if isinstance(value, list):
            return self._dated(value, place, depth)
        if self.of_index and "index" in value:
            return self._of_index(value, place)
        return self._by_fact(value, place, depth)

    def _dated(self, value: list[Any], place: Place, depth: int) -> Dated[Any] | None:
        before, entries = len(place.faults), list[tuple[date, Any]]()
        if not value:
            place.note(unfit(value, Term("a list of dated values"), DATED_ENTRY))
        for number, entry in enumerate(value, 1):
            at = place.item(number)
            if not isinstance(entry, dict):
                at.note(unfit(entry, DATED_ENTRY, Term("write since, the first day, and value")))
                continue
            since, found = self._keys(entry, {"since": DAY.wanted, "value": self.wanted}, {}, at)
            if since and found:
                day = DAY.read(entry["since"], at.key("since"))
                number_read = self._read(entry["value"], at.key("value"), depth + 1)
                if day is not None:
                    entries.append((day, number_read))
        for (earlier, _), (later, _) in pairwise(entries):
            if later <= earlier:
                place.note(InputError("since {later} stands after {earlier}: sort them", later=later, earlier=earlier))
        return Dated(tuple(entries)) if len(place.faults) == before else None

    def _by_fact(self, value: dict[str, Any], place: Place, depth: int) -> ByFact[Any] | None:
        before = len(place.faults)
        if "by" not in value:
            place.key("by").note(missing("by", FACTS.wanted))
            return None
        fact: Any = FACTS.read(value["by"], place.key("by"))
        names = {name: entry for name, entry in value.items() if name not in ("by", OTHER)}
        if not names and OTHER not in value:
            place.note(InputError("no name has a number here: write one, such as basic = {number}", number=self.wanted))
        for name in names:
            NAME.read(name, place.key(name))
        read = {name: self._read(entry, place.key(name), depth + 1) for name, entry in names.items()}
        other = self._read(value[OTHER], place.key(OTHER), depth + 1) if OTHER in value else None
        return ByFact(fact, tuple(read.items()), other) if len(place.faults) == before else None

    def _of_index(self, value: dict[str, Any], place: Place) -> OfIndex | None:
        before = len(place.faults)
        self._keys(value, {"index": SHORT_NAME.wanted}, {"plus": MARGIN, "times": RATE}, place)
        index = SHORT_NAME.read(value["index"], place.key("index"))
        margins: dict[str, Any] = {
            key: field.read(value[key], place.key(key))
            for key, field in {"plus": MARGIN, "times": RATE}.items()
            if key in value
        }
        if len(place.faults) > before or index is None:
            return None
        return OfIndex(index, **margins)

    def _keys(
        self, value: Mapping[str, Any], must: Mapping[str, Any], may: Mapping[str, Any], place: Place
    ) -> list[bool]:
        """Note the keys that are missing and those that do not exist; return which of the former are there."""
        for key in value:
            if key not in must and key not in may:
                place.key(key).note(unknown_name(Term("key"), key, None, [*must, *may]))
        for key, wanted in must.items():
            if key not in value:
                place.key(key).note(missing(key, wanted))
        return [key in value for key in must]

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the forms, defined once."""
        reference = {"$ref": f"#/$defs/{self.name}"}
        if self.name in definitions:
            return reference
        definitions[self.name] = {}  # it refers to itself
        entry = {
            "type": "object",
            "properties": {"since": DAY.schema(definitions), "value": reference},
            "required": ["since", "value"],
            "additionalProperties": False,
        }
        by_fact = {
            "type": "object",
            "properties": {"by": FACTS.schema(definitions)},
            "required": ["by"],
            "propertyNames": NAME.schema(definitions),
            "additionalProperties": reference,
        }
        of_index = {
            "type": "object",
            "properties": {
                "index": SHORT_NAME.schema(definitions),
                "plus": MARGIN.schema(definitions),
                "times": RATE.schema(definitions),
            },
            "required": ["index"],
            "additionalProperties": False,
        }
        forms: list[Schema] = [
            self.plain.schema(definitions),
            {"type": "array", "items": entry, "minItems": 1},
            by_fact,
            *([of_index] if self.of_index else []),
        ]
        definitions[self.name] = {"description": f"{_ABOUT[self.name]}", "anyOf": forms}
        return reference


_ABOUT: Final[Mapping[str, str]] = {
    "rate": "A rate: plain, dated, by plan, region or segment, or an index with a margin.",
    "share": "A share: plain, dated, or by plan, region or segment.",
    "sum": "A sum: plain, dated, or by plan, region or segment.",
    "index-rate": "The rates of an index: plain, dated, or by plan, region or segment.",
    "count": "A number of months: plain, dated, or by plan, region or segment.",
    "days": "A number of days or months: plain, dated, or by plan, region or segment.",
    "day-of-month": "A day of the month, 31 the last: plain, dated, or by plan, region or segment.",
    "choice": "True or false: plain, dated, or by plan, region or segment.",
}
"""What each kind of number is, by the name of its definition in the schema."""
