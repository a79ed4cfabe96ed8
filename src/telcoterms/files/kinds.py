"""Derive from the classes of the rules what a file may say: the kinds of each question, their numbers and readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import cache, partial
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, final, get_args, get_origin

from telcoterms.agreement.agreement import Voices, members
from telcoterms.agreement.conditions import MAX_BLOCK_DAYS, EveryDays, Grace, GraceFrom
from telcoterms.agreement.numbers import MAX_DAYS, ByTermLength, Dated, OfIndex, ShareBound
from telcoterms.agreement.rule import (
    ROUNDINGS,
    RULE_FIELDS,
    VOICES,
    DeclaredReading,
    Join,
    Rule,
    Voice,
    choices,
    field_types,
    merged,
)
from telcoterms.files.numbers import NumberField
from telcoterms.files.shapes import (
    EACH_A_TABLE,
    KEY_NAME,
    RATE,
    RATE_OR_NONE,
    SHARE,
    SHORT_NAME,
    TEXT,
    TRUE_OR_FALSE,
    ByKind,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    amount,
    count,
    name_of,
    one_of,
    text_of_form,
    unfit,
)
from telcoterms.terms import TABLES, table_of
from telcoterms.values.dataclasses import MISSING, dataclass, fields, replace
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.periods import DayCount, Period, Unit
from telcoterms.values.steps import Clause
from telcoterms.values.weeks import HOURS_PATTERN, WEEKDAYS, Week, week_of

MAX_NUMBER: Final = 10**9
MAX_GRACE_MONTHS: Final = 120
MAX_REMINDERS: Final = 9
MAX_TERM: Final = MAX_MONTHS
"""How many months a term or a notice may have."""
MAX_JOINS: Final = 2
"""How deep joins may nest."""
MIN_PARTS: Final = 2

PERIOD: Final = Shape(
    Period,
    {"count": count(0, MAX_DAYS), "unit": name_of(get_args(Unit))},
    wanted=Term("a period such as { count = 2, unit = 'business-days' }"),
    name="period",
    about="So many days, weeks, months, business days or working days.",
)

MONTHS_AND_DAYS: Final = Shape(
    MonthsAndDays,
    {},
    {"months": count(0, MAX_TERM), "days": count(0, MAX_DAYS), "count": name_of(get_args(DayCount))},
    wanted=Term("months and days such as { months = 1, days = 10 }"),
    name="months-and-days",
    about="So many months, then so many days, counted by the calendar or as business days.",
)

TERM_LENGTH: Final = text_of_form(
    "[1-9][0-9]{0,3}", Term("the months of a term"), Term("write digits alone, such as 12 = 6")
)
HOURS: Final = text_of_form(HOURS_PATTERN, Term("hours"), Term("write them as '09:00-17:00'"))
WEEK: Final = Shape(
    week_of,
    {},
    dict.fromkeys(WEEKDAYS, HOURS),
    wanted=Term("the hours of a week such as { monday = '09:00-17:00' }"),
    name="week",
    about="The hours of each day of the week that is open, by the provider's own clock.",
)

FIELDS: Final[Mapping[type, Field[Any]]] = {
    Fraction: RATE,
    int: count(0, MAX_DAYS),
    bool: TRUE_OR_FALSE,
    str: TEXT,
    Period: PERIOD,
    MonthsAndDays: MONTHS_AND_DAYS,
    Week: WEEK,
}
"""The field for a value of a type, the same in every file; a sum of money rests on the currency of the file."""

Fields = dict[str, Field[Any]]
PartOfJoin = Callable[[Mapping[str, Any]], Rule]
"""A part of a join, which takes the clause and the words of the join where it has none of its own."""
Replacing = tuple[Rule, Clause | None]
Declaration = Callable[[str], DeclaredReading]


@final
@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a join as they stand in a file, before they have the clause and the words of the join."""

    of: tuple[PartOfJoin, ...]

    def complete(self, outer: Mapping[str, Any]) -> tuple[Rule, ...]:
        """Return the parts, each with its own clause and words or those of the join."""
        return tuple(part(outer) for part in self.of)


@cache
def kinds_of(question: str) -> dict[str, type[Rule]]:
    """Return the kinds of clause that a question has."""
    return table_of(question).kinds


def own_fields(kind: type[Rule]) -> dict[str, Any]:
    """Return the numbers of a kind with their types: its fields that neither all rules have nor are readings."""
    hints = field_types(kind)
    return {
        field.name: hints[field.name]
        for field in fields(kind)
        if field.name not in RULE_FIELDS and field.name not in choices(kind)
    }


def with_default(kind: type[Rule]) -> set[str]:
    """Return the names of the fields of a kind that may be left out."""
    return {field.name for field in fields(kind) if field.default is not MISSING}


@final
class PeriodField(Field[Any]):
    """A period of a charge: one of some names, or so many days."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.wanted = phrase("{names}, or a number of days such as '7 days'", names=one_of(names))

    def read(self, value: Any, place: Place) -> Any:
        """Return the name, or the days."""
        found = re.fullmatch(r"([1-9][0-9]{0,2}) days", value) if isinstance(value, str) else None
        if value in self.names:
            return value
        if found is None or int(found[1]) > MAX_BLOCK_DAYS:
            place.note(unfit(value, self.wanted, Term("write it in quotation marks")))
            return None
        return EveryDays(int(found[1]))

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the names, or the form of a number of days."""
        return {"anyOf": [{"enum": list(self.names)}, {"type": "string", "pattern": "^[1-9][0-9]{0,2} days$"}]}


def _grace_of(**values: Any) -> Grace:
    return Grace(**{"counted_from" if key == "from" else key: value for key, value in values.items()})


def _grace_fits(values: Mapping[str, Any], place: Place) -> None:
    """Note the number of a reminder without a reminder."""
    if "number" in values and values.get("from") != "reminder":
        place.key("number").note(InputError("number is that of a reminder: write from = 'reminder', or leave it out"))


GRACE: Final[Shape[Grace]] = Shape(
    _grace_of,
    {},
    {
        "from": name_of(get_args(GraceFrom)),
        "days": count(0, MAX_DAYS),
        "months": count(0, MAX_GRACE_MONTHS),
        "count": name_of(get_args(DayCount)),
        "number": count(1, MAX_REMINDERS),
    },
    name="grace",
    about="How long after a day a payment costs nothing: its last day is from, plus months, plus days.",
    also=_grace_fits,
    hints={
        "day": phrase(
            "a grace period is so many days, as days = 5; a day of the month is a due date, and stands in [due_date] "
            "as kind = 'day-of-month' with day"
        )
    },
)


def kind_shape(
    kind: type[Rule], clause: Field[Clause], currency: str | None, voices: Voices | None = None
) -> Shape[Rule]:
    """Return the shape of a kind's table: its clause, its words, its numbers, its readings."""
    must, may = own_shape(kind, clause, currency, voices)
    fields_: Fields = {"clause": clause, "says": TEXT, **must}
    return Shape(partial(checked_rule, kind), fields_, may, about=about(kind), also=partial(fact_or_reading, kind))


def service_kind_shape(
    kind: type[Rule], clause: Field[Clause], currency: str | None, voices: Voices | None = None
) -> Shape[Replacing]:
    """Return the shape of a kind's table in a service, which may also name the general clause that it replaces."""
    must, may = own_shape(kind, clause, currency, voices)
    fields_: Fields = {"clause": clause, "says": TEXT, **must}
    return Shape(
        partial(replacing, kind),
        fields_,
        {"replaces": clause, **may},
        about=about(kind),
        also=partial(fact_or_reading, kind),
    )


def inner_shape(
    kind: type[Rule], clause: Field[Clause], currency: str | None, voices: Voices | None = None
) -> Shape[partial[Rule]]:
    """Return the shape of a kind's table inside another one, which gives it the words and, if need be, the clause."""
    must, may = own_shape(kind, clause, currency, voices)
    may = {name: field for name, field in may.items() if not isinstance(field, NamedClauses)}
    return Shape(
        partial(partial, rule_of, kind),
        must,
        {"clause": clause, **may},
        about=about(kind),
        also=partial(fact_or_reading, kind),
    )


def item_rule_shape(kind: type[Rule], clause: Field[Clause], currency: str | None) -> Shape[partial[Rule]]:
    """Return the shape of a table in a list of one kind, which takes the words and, if need be, the clause of the list.

    It is made once with no words at all, so that what does not fit together is noted where it stands.
    """

    def build(**values: Any) -> partial[Rule]:
        outer: dict[str, Any] = {"clause": Clause("", ""), "says": ""}
        rule_of(kind, **(outer | values))
        return partial(rule_of, kind, **values)

    must, may = own_shape(kind, clause, currency)
    return Shape(build, must, {"clause": clause, **may}, about=about(kind))


def part_shape(kind: type[Rule], clause: Field[Clause], currency: str | None, depth: int) -> Shape[PartOfJoin]:
    """Return the shape of a part of a join: its numbers, and the choices that are facts of it.

    It may have a clause and words of its own. Readings stand at the root, for all parts.
    """
    must, may = own_shape(kind, clause, currency, depth=depth)
    may = {name: field for name, field in may.items() if name not in kind.root_only and name != "reading"}

    def build(**values: Any) -> PartOfJoin:
        return lambda outer: rule_of(kind, **(dict(outer) | values))

    return Shape(build, must, {"clause": clause, "says": TEXT, **may}, about=about(kind))


def own_shape(
    kind: type[Rule], clause: Field[Clause], currency: str | None, voices: Voices | None = None, depth: int = 1
) -> tuple[Fields, Fields]:
    """Return the fields that a kind adds: those that must be there, and those that may.

    `depth` says in how many joins it stands, itself with them.
    """
    numbers = {name: number_field(hint, clause, currency, voices, depth) for name, hint in own_fields(kind).items()}
    keys, optional = kind.keys, with_default(kind)
    may = {keys.get(name, name): field for name, field in numbers.items() if name in optional}
    must = {keys.get(name, name): field for name, field in numbers.items() if name not in optional}
    facts: Fields = {name: name_of(values) for name, values in all_choices(kind).items()}
    return must, may | facts | ({"reading": readings_shape(kind, voices)} if facts else {})


def all_choices(kind: type[Rule]) -> dict[str, tuple[str, ...]]:
    """Return the choices of a kind and, of a join, those of all kinds that it can join."""
    if not issubclass(kind, Join):
        return choices(kind)
    leaves = [part for part in parts_of_join(kind) if not issubclass(part, Join)]
    of_parts = [
        {name: values for name, values in choices(part).items() if name not in part.root_only} for part in leaves
    ]
    return merged(of_parts) | choices(kind)


def parts_of_join(kind: type[Join]) -> tuple[type[Rule], ...]:
    """Return the kinds that a join can have as its parts."""
    kinds: tuple[type[Rule], ...] = members(get_args(field_types(kind)["of"])[0])
    return kinds


def fact_or_reading(kind: type[Rule], values: Mapping[str, Any], place: Place) -> None:
    """Note each choice that a file has both as a fact, which no other value can replace, and as a reading."""
    for name in all_choices(kind):
        if name in values and name in values.get("reading", {}):
            place.key(name).note(InputError("{name} is a fact and a reading: keep one", name=Unquoted(name)))


def about(kind: type[Any]) -> str:
    """Return the description of a kind: the first line of its docstring."""
    return (kind.__doc__ or "").partition("\n")[0]


def rule_of(kind: type[Rule], reading: dict[str, Any] | None = None, **values: Any) -> Rule:
    """Return the rule of a table; a kind inside another takes the words, and its clause, from the outer one.

    A choice that stands among the numbers is a fact: it is fixed, and no reading. Those of a join are given to the
    parts that have them. Raises `InputError` for one that no part has, or that every part has fixed.
    """
    outer = {"clause": values["clause"], "says": values["says"]}
    own, known = choices(kind), all_choices(kind)
    facts = {name: value for name, value in values.items() if name in known}
    names = {key: name for name, key in kind.keys.items()}
    fields = {
        names.get(key, key): _completed(value, outer) for key, value in values.items() if key not in facts or key in own
    }
    fixed = tuple(name for name in own if name in facts)
    read = reading or {"declared": ()}
    own_reading = {name: value for name, value in read.items() if name in own}
    declared = tuple(one for one in read["declared"] if one.name in own)
    rule = with_first_values(kind(**fields, **own_reading, declared=declared, fixed=fixed), {*fields, *own_reading})
    if isinstance(rule, Join):
        for_parts = {name: value for name, value in facts.items() if name not in kind.root_only}
        rule = rule.sharing(for_parts, (one for one in read["declared"] if one.name not in kind.root_only))
    bearing = rule.bearing_choices()
    for name in (*facts, *(one.name for one in read["declared"])):
        if name not in bearing or values.get(name) not in (None, *bearing[name]):
            raise InputError("{name} bears on nothing here: take it out", name=Unquoted(name))
    for one in read["declared"]:
        if one.name not in rule.open_choices():
            raise InputError("{name} is a fact and a reading: keep one", name=Unquoted(one.name))
    return rule


def with_first_values(rule: Rule, given: Collection[str]) -> Rule:
    """Return a rule in which each choice that was not given has its first value, which may rest on its numbers."""
    first = {name: values[0] for name, values in rule.own_choices().items() if name not in given}
    changes: dict[str, Any] = {name: value for name, value in first.items() if getattr(rule, name) != value}
    return replace(rule, **changes) if changes else rule


def checked_rule(kind: type[Rule], **values: Any) -> Rule:
    """Return the rule of a table, whole and checked."""
    rule = rule_of(kind, **values)
    rule.check()
    return rule


def _completed(value: Any, outer: Mapping[str, Any]) -> Any:
    """Return a value of a table, its inner clauses completed with the clause and the words of the outer one."""
    match value:
        case partial():
            return value(**(dict(outer) | value.keywords))
        case Parts():
            return value.complete(outer)
        case tuple():
            return tuple(_completed(item, outer) for item in value)
        case _:
            return value


def replacing(kind: type[Rule], replaces: Clause | None = None, **values: Any) -> Replacing:
    """Return the rule of a service, and the clause that it replaces."""
    return checked_rule(kind, **values), replaces


def number_field(
    hint: Any, clause: Field[Clause], currency: str | None, voices: Voices | None = None, depth: int = 1
) -> Field[Any]:
    """Return the field for a number, by its type: a list for names, a table with its kind for an inner kind."""
    inside = members(hint)
    if any(get_origin(form) is Dated for form in inside):
        return _number_of_forms(inside, currency)
    if get_origin(inside[0]) is Annotated:
        type_, of = get_args(inside[0])
        if any(get_origin(form) is Dated for form in members(type_)):
            return NumberField(count(of.least, of.most), of.name)
        return count(1, of) if type_ is int else name_of(get_args(type_))  # else a choice that is a parameter
    if get_origin(inside[0]) is tuple:
        inner = get_args(inside[0])[0]
        if isinstance(inner, type) and issubclass(inner, Rule):
            return Items(item_rule_shape(inner, clause, currency))
        if all(isinstance(kind, type) and issubclass(kind, Rule) for kind in members(inner)):
            return PartsOfJoin(members(inner), clause, currency, depth)
        if get_origin(inner) is tuple:
            return NamedClauses(number_field(get_args(inner)[1], clause, currency, voices))
        return Items(item_shape(inner)) if isinstance(inner, type) else Items(name_of(get_args(inner)), once=True)
    if inside[0] is Clause:
        return clause
    if EveryDays in inside:
        return PeriodField(get_args(inside[0]))
    if inside[0] is Grace:
        return GRACE
    if all(isinstance(kind, type) and issubclass(kind, Rule) for kind in inside):
        kinds = {kind.kind: kind for kind in inside}
        shape_of = partial(inner_shape, clause=clause, currency=currency, voices=voices)
        return ByKind(kinds, shape_of, f"{inside[0].__module__.rpartition('.')[2]}-{'-'.join(kinds)}")
    if inside[0] is Money:
        return amount(currency, text_only=True)
    if inside[0] in FIELDS:
        return FIELDS[inside[0]]
    return _numbers_shape(inside[0], clause, currency)


def _numbers_shape(item: Any, clause: Field[Clause], currency: str | None) -> Shape[Any]:
    """Return the shape of a table of numbers that belong together, such as what is charged for a reason."""
    hints, keys = field_types(item), getattr(item, "keys", {})

    def build(**values: Any) -> Any:
        names = {key: name for name, key in keys.items()}
        return item(**{names.get(key, key): value for key, value in values.items()})

    numbers = {
        keys.get(one.name, one.name): (one, number_field(hints[one.name], clause, currency)) for one in fields(item)
    }
    must = {key: field for key, (one, field) in numbers.items() if one.default is MISSING}
    may = {key: field for key, (_, field) in numbers.items() if key not in must}
    return Shape(build, must, may, name=item.__name__.lower(), about=about(item))


def _number_of_forms(forms: tuple[Any, ...], currency: str | None) -> Field[Any]:
    """Return the field for a number that may be dated or differ by a fact; a rate may rest on an index."""
    plain = forms[0]
    if plain is Money and ShareBound in forms:
        return BoundField(currency)
    if plain is Money:
        return NumberField(amount(currency, text_only=True), "sum")
    if plain is bool:
        return NumberField(TRUE_OR_FALSE, "choice")
    if plain is int:
        months = NumberField(count(0, MAX_TERM), "count")
        return MonthsByTerm(months) if ByTermLength in forms else months
    assert plain is Fraction, plain
    return NumberField(RATE_OR_NONE, "rate", of_index=True) if OfIndex in forms else NumberField(SHARE, "share")


@final
class BoundField(Field[Any]):
    """A bound: a sum in any of its forms, or a share of what the clause bears on."""

    def __init__(self, currency: str | None) -> None:
        self.sum = NumberField(amount(currency, text_only=True), "sum")
        share = NumberField(SHARE, "share")
        self.share = Shape(
            ShareBound, {"share": share}, name="share-bound", about="A share of what the clause bears on."
        )
        self.wanted = self.sum.wanted

    def read(self, value: Any, place: Place) -> Any:
        """Return the sum or the share."""
        if isinstance(value, dict) and "share" in value and "by" not in value:
            return self.share.read(value, place)
        return self.sum.read(value, place)

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the two."""
        return {"anyOf": [self.sum.schema(definitions), self.share.schema(definitions)]}


@final
class MonthsByTerm(Field[Any]):
    """A number of months in any of its forms, or a table of one for each length of a term: `{ 12 = 6, 24 = 12 }`."""

    def __init__(self, months: NumberField) -> None:
        self.months = months
        self.wanted = months.wanted

    def read(self, value: Any, place: Place) -> Any:
        """Return the number, or the numbers by the length of the term."""
        if not isinstance(value, dict) or "by" in value:
            return self.months.read(value, place)
        before = len(place.faults)
        if not value:
            place.note(unfit(value, self.wanted, Term("write one for each length of a term, such as 12 = 6")))
        for name in value:
            TERM_LENGTH.read(name, place.key(name))
        numbers = {name: self.months.plain.read(number, place.key(name)) for name, number in value.items()}
        if len(place.faults) > before:
            return None
        return ByTermLength(tuple((int(name), most) for name, most in numbers.items() if most is not None))

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the two."""
        by_length = {
            "type": "object",
            "minProperties": 1,
            "propertyNames": TERM_LENGTH.schema(definitions),
            "additionalProperties": self.months.plain.schema(definitions),
        }
        return {"anyOf": [self.months.schema(definitions), by_length]}


@final
class PartsOfJoin(Field[Parts]):
    """The parts of a join: two tables or more, each with its kind. Joins nest so deep and no deeper."""

    wanted = Term("a list of two clauses or more")

    def __init__(self, kinds: tuple[type[Rule], ...], clause: Field[Clause], currency: str | None, depth: int) -> None:
        self.kinds, self.depth = kinds, depth
        shape_of = partial(part_shape, clause=clause, currency=currency, depth=depth + 1)
        self.part = ByKind({kind.kind: kind for kind in kinds}, shape_of)

    def read(self, value: Any, place: Place) -> Parts | None:
        """Return the parts, which still lack the clause and the words of the join."""
        if not isinstance(value, list):
            place.note(unfit(value, self.wanted, Term("write each as a table in double square brackets")))
            return None
        if self.depth > MAX_JOINS:
            place.note(InputError("three joins stand in one another: take one out, or write a bound as least or most"))
            return None
        if len(value) < MIN_PARTS:
            template = (
                "found a list of {count}, wanted {wanted}: add a clause, or write the only one in place of the join"
            )
            place.note(InputError(template, count=len(value), wanted=self.wanted))
            return None
        parts = [self.part.read(item, place.item(number)) for number, item in enumerate(value, 1)]
        return Parts(tuple(part for part in parts if part is not None))

    def schema(self, definitions: Schema) -> Schema:
        """Return a list of tables, defined once for each depth."""
        table = next(name for name in TABLES if self.kinds[0] in table_of(name).kinds.values())
        name = f"{table.replace('_', '-')}-{'part' if self.depth == 1 else 'inner-part'}"
        if name not in definitions:
            definitions[name] = {}
            kinds = {
                name: kind
                for name, kind in self.part.kinds.items()
                if self.depth < MAX_JOINS or not issubclass(kind, Join)
            }
            definitions[name] = ByKind(kinds, self.part.shape_of).schema(definitions)
        return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, "minItems": 2}


@final
class NamedClauses(Field[tuple[tuple[str, Any], ...]]):
    """A table of inner clauses, each under a name that the file gives itself."""

    wanted = Term("a table with a clause under each name")

    def __init__(self, clause: Field[Any]) -> None:
        self.clause = clause

    def read(self, value: Any, place: Place) -> tuple[tuple[str, Any], ...] | None:
        """Return the names, each with its clause."""
        if not isinstance(value, dict) or not value:
            place.note(unfit(value or Term("nothing"), self.wanted, EACH_A_TABLE))
            return None
        clauses = []
        for name, below in value.items():
            KEY_NAME.read(name, place.key(name))
            clauses.append((name, self.clause.read(below, place.key(name))))
        return tuple(clauses)

    def schema(self, definitions: Schema) -> Schema:
        """Return an object of any names."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": KEY_NAME.schema(definitions),
            "additionalProperties": self.clause.schema(definitions),
        }


def item_shape(item: Any) -> Shape[Any]:
    """Return the shape of the table of one item in a kind's list."""
    hints = field_types(item)
    all_fields = {one.name: _item_field(hints[one.name]) for one in fields(item)}
    must = {one.name: all_fields[one.name] for one in fields(item) if one.default is MISSING}
    return Shape(item, must, {name: field for name, field in all_fields.items() if name not in must}, about=about(item))


def _item_field(hint: Any) -> Field[Any]:
    """Return the field for an item, by its type: one of some names, a name of the file's own, or a number."""
    if get_origin(hint) is Literal:
        return name_of(get_args(hint))
    return SHORT_NAME if hint is str else count(0, MAX_NUMBER)


def readings_shape(kind: type[Rule], voices: Voices | None) -> Shape[dict[str, Any]]:
    """Return the shape of the readings of a kind, each with the value that is taken, and why."""
    readings: Fields = {name: reading_shape(values, voices) for name, values in all_choices(kind).items()}
    return Shape(_readings, {}, readings, keys=Term("reading"), about="What is taken where the words leave a choice.")


def reading_shape(values: tuple[str, ...], voices: Voices | None) -> Shape[Declaration]:
    """Return the shape of one reading; a rounding has no values that the words exclude."""
    other_voice = Shape(_taken, {"take": name_of(values), "why": TEXT}, about="What another voice takes, and why.")
    optional: Fields = {} if values == ROUNDINGS else {"practised": practised_shape(values)}
    return Shape(
        _declaration,
        {"take": name_of(values), "why": TEXT},
        optional | dict.fromkeys(VOICES, other_voice),
        about=f"{values[0]} unless another is taken.",
        also=partial(_declared_together, voices),
    )


def practised_shape(values: tuple[str, ...]) -> Shape[dict[str, str]]:
    """Return the shape of the values of a reading that are practised against the words, each with the reason."""
    return Shape(
        _by_value,
        {},
        dict.fromkeys(values, TEXT),
        wanted=Term("a table of the values that the words exclude, each with the reason"),
        keys=Term("value"),
        about="The values that the words exclude although they are practised, and why; all others are allowed.",
    )


def _by_value(**reasons: str) -> dict[str, str]:
    return reasons


def _taken(take: str, why: str) -> tuple[str, str]:
    return take, why


def _declared_together(voices: Voices | None, values: Mapping[str, Any], place: Place) -> None:
    """Note a value that is taken although the words exclude it, and a voice that the file does not declare.

    What the terms give follows from their words, in every voice.
    """
    practised = values.get("practised", {})
    if values.get("take") in practised:
        _note_practised(str(values["take"]), place.key("take"))
    for voice in VOICES:
        if voice in values:
            take, _ = values[voice]
            if take in practised:
                _note_practised(take, place.key(voice).key("take"))
            if voices is None or voice not in voices.names:
                place.key(voice).note(
                    UnknownNameError(
                        "there is no such voice here: declare {voice} under [voices]", voice=Unquoted(voice)
                    )
                )
            elif voice == voices.default:
                place.key(voice).note(
                    InputError(
                        "{voice} is the default voice, which takes what take says: take this line out",
                        voice=Unquoted(voice),
                    )
                )


def _note_practised(value: str, place: Place) -> None:
    place.note(
        InputError(
            "{value} is taken, but practised says that the words exclude it: take another value, or remove it from "
            "practised",
            value=Unquoted(value),
        )
    )


def _declaration(
    take: str, why: str, practised: Mapping[str, str] = MappingProxyType({}), **taken_by: tuple[str, str]
) -> Declaration:
    """Return what a file says of a reading, without its name; `taken_by` has the voices."""
    voices: tuple[tuple[Voice, str, str], ...] = tuple(
        (voice, *taken_by[voice]) for voice in VOICES if voice in taken_by
    )
    return partial(DeclaredReading, take=take, why=why, practised=tuple(practised.items()), voices=voices)


def _readings(**declarations: Declaration) -> dict[str, Any]:
    """Return the fields of a rule with declared readings: the value of each, and what the file says of it."""
    declared = tuple(declare(name) for name, declare in declarations.items())
    return {reading.name: reading.take for reading in declared} | {"declared": declared}
