"""Describe what may be at a place in a file: a value, a table or a list.

One description of a field both reads it and is printed as a JSON Schema. What does not fit is noted with its path, so
that all faults of a file are raised at once.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final, Generic, TypeVar, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import as_day
from telcoterms.values.errors import (
    AmountError,
    Fault,
    InputError,
    InvalidFileError,
    TelcoTermsError,
    UnknownNameError,
    Unquoted,
    shown,
)
from telcoterms.values.messages import Phrase, Term, is_printable, phrase
from telcoterms.values.money import Money, minor_digits
from telcoterms.values.steps import decimal_text

T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]

MAX_RATE: Final = 10  # 1000 %
MAX_DECIMALS: Final = 30  # of a rate: no terms print more, and every charge stays quick to compute
NO_CURE: Final = Term()
A_NAME: Final = Term("a name")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)


@final
@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, and the list of faults that all places of the file share."""

    path: str
    faults: list[Fault]
    joint: str = "."

    def key(self, name: str) -> Place:
        """Return the place of a key."""
        name = name if _BARE_KEY.fullmatch(name) else shown(name)
        return Place(f"{self.path}{self.joint}{name}" if self.path else name, self.faults)

    def item(self, number: int) -> Place:
        """Return the place of an item of a list, counted from 1."""
        return Place(f"{self.path}[{number}]", self.faults)

    def note(self, error: TelcoTermsError) -> None:
        """Note a fault here."""
        self.faults.append(Fault(self.path or "file", error))


Wanted = Term | Phrase


class Field(ABC, Generic[T_co]):
    """One description of what may stand at a place."""

    wanted: Wanted

    @abstractmethod
    def read(self, value: Any, place: Place) -> T_co | None:
        """Return what the value means; where it does not fit, return None and note the fault."""

    @abstractmethod
    def schema(self, definitions: Schema) -> Schema:
        """Return the JSON Schema of the field; `definitions` collects what is named once and used often."""


class UnfitError(Exception):
    """A value is not what its field wants; the field says what that is."""


@final
class ValueField(Field[T_co]):
    """A single value.

    `convert` raises `UnfitError`, which is noted as *found, wanted, cure*, or an error of the library, noted as it is.
    """

    def __init__(self, wanted: Wanted, cure: Wanted, convert: Callable[[Any], T_co], schema: Schema) -> None:
        self.wanted, self.cure, self.convert, self._schema = wanted, cure, convert, schema

    def read(self, value: Any, place: Place) -> T_co | None:
        """Return the converted value."""
        try:
            return self.convert(value)
        except UnfitError:
            place.note(unfit(value, self.wanted, self.cure))
        except TelcoTermsError as error:
            place.note(error)
        return None

    def schema(self, definitions: Schema) -> Schema:
        """Return the schema that the field was made with."""
        return dict(self._schema)


def unfit(found: object, wanted: Wanted, cure: Wanted) -> InputError:
    """Return the error for a value that is not what was wanted."""
    return InputError("found {found}, wanted {wanted}: {cure}", found=written(found), wanted=wanted, cure=cure)


def written(value: object) -> object:
    """Return a value as a file has it, for a message."""
    match value:
        case bool():
            return Unquoted(str(value).lower())
        case None:
            return Unquoted("null")
        case list():
            return Term("a list") if value else Term("an empty list")
        case dict():
            return Term("a table")
        case Decimal():
            return Unquoted(str(value).lower())
        case date() | time():
            return Unquoted(value)
        case _:
            return value


def need(fits: object) -> None:
    """Raise `UnfitError` unless it fits."""
    if not fits:
        raise UnfitError


def _a_text(value: Any) -> str:
    need(isinstance(value, str) and value.strip() and is_printable(value))
    return str(value)


TEXT: Final = ValueField(
    Term("one line of text"),
    Term("write some words between quotation marks"),
    _a_text,
    {"type": "string", "pattern": r"^[^\n\r\t]*\S[^\n\r\t]*$"},
)


def text_of_form(pattern: str, wanted: Term, cure: Term) -> ValueField[str]:
    """Return the field for text whose whole form is that of a pattern."""

    def convert(value: Any) -> str:
        need(isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII))
        return str(value)

    return ValueField(wanted, cure, convert, {"type": "string", "pattern": f"^{pattern}$"})


SHORT_NAME_PATTERN: Final = "[a-z0-9]+(-[a-z0-9]+)*"
A_SHORT_NAME: Final = Term("a short name")
SHORT_NAME: Final = text_of_form(
    SHORT_NAME_PATTERN,
    A_SHORT_NAME,
    Term("write small letters and digits in quotation marks, such as 'north-telecom'"),
)
KEY_NAME: Final = text_of_form(  # a key of TOML, without quotation marks
    SHORT_NAME_PATTERN, A_SHORT_NAME, Term("write small letters, digits and hyphens, such as service-terms")
)


def _a_day(value: Any) -> date:
    need(type(value) is date or isinstance(value, str))
    return as_day(value, Term("the day"))


DAY: Final = ValueField(
    Term("a day"),
    Term("write year-month-day, such as 2026-01-31, without a time"),
    _a_day,
    {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
)


def _a_rate(value: Any) -> Fraction:
    need(isinstance(value, int | Decimal) and value > 0)
    return _a_rate_or_none(value)


def _a_rate_or_none(value: Any) -> Fraction:
    need(isinstance(value, int | Decimal) and not isinstance(value, bool))
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        need(isinstance(exponent, int) and -MAX_DECIMALS <= exponent <= MAX_DECIMALS)
    need(0 <= value <= MAX_RATE)
    return Fraction(value)


RATE: Final = ValueField(
    phrase("a rate above 0 and up to {most}", most=MAX_RATE),
    Term("write 1.5 % as 0.015, without quotation marks"),
    _a_rate,
    {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_RATE},
)


RATE_OR_NONE: Final = ValueField(
    phrase("a rate from 0 to {most}", most=MAX_RATE),
    Term("write 1.5 % as 0.015, without quotation marks"),
    _a_rate_or_none,
    {"type": "number", "minimum": 0, "maximum": MAX_RATE},
)


def _a_share(value: Any) -> Fraction:
    need(isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0)
    share = Fraction(value)
    if share > 1:
        percent = Unquoted(decimal_text(share))
        meant = f"{Decimal(value).scaleb(-2):f}"
        raise InputError("share is {percent}: for {percent} % write {share}", percent=percent, share=Unquoted(meant))
    return share


SHARE: Final = ValueField(
    Term("a share from 0 to 1"),
    Term("write 50 % as 0.50, without quotation marks"),
    _a_share,
    {"type": "number", "minimum": 0, "maximum": 1},
)


def _a_bool(value: Any) -> bool:
    need(isinstance(value, bool))
    return bool(value)


TRUE_OR_FALSE: Final = ValueField(
    Term("true or false"), Term("write true or false, without quotation marks"), _a_bool, {"type": "boolean"}
)


def _a_currency(value: Any) -> str:
    minor_digits(value)
    return str(value)


CURRENCY: Final = ValueField(Term("a currency"), NO_CURE, _a_currency, {"type": "string", "pattern": "^[A-Z]{3}$"})


def count(least: int, most: int) -> ValueField[int]:
    """Return the field for a whole number in a range."""

    def convert(value: Any) -> int:
        need(type(value) is int and least <= value <= most)
        return int(value)

    return ValueField(
        phrase("a whole number from {least} to {most}", least=least, most=most),
        Term("write digits alone, without quotation marks"),
        convert,
        {"type": "integer", "minimum": least, "maximum": most},
    )


REVISION: Final = count(0, 999)


def name_of(known: Iterable[str] | None, wanted: Term = A_NAME) -> ValueField[str]:
    """Return the field for one of some names; for any text, where the names are not known."""
    if known is None:
        return ValueField(wanted, Term("write it in quotation marks"), _a_text, {"type": "string"})
    names = tuple(known)

    def convert(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return value
        meant = nearest(value, names) if isinstance(value, str) else None
        found, listed = written(value), tuple(map(Unquoted, names))
        if meant is None:
            raise UnknownNameError("found {found}: choose from {known}", found=found, known=listed)
        raise UnknownNameError(
            "found {found}: did you mean {meant}? choose from {known}", found=found, meant=Unquoted(meant), known=listed
        )

    return ValueField(one_of(names), NO_CURE, convert, {"enum": list(names)})


def one_of(names: tuple[str, ...]) -> Phrase:
    """Return names as a choice: `a, b or c`."""
    if len(names) == 1:
        return phrase("{name}", name=Unquoted(names[0]))
    return phrase("{names} or {last}", names=Unquoted(", ".join(names[:-1])), last=Unquoted(names[-1]))


def amount(currency: str | None, text_only: bool = False) -> ValueField[Money]:
    """Return the field for money of a currency, zero or more; without a known currency, only the form is checked."""

    def convert(value: Any) -> Money:
        need(isinstance(value, str | int | Decimal) and not isinstance(value, bool))
        if text_only:
            _need_text(value, currency)
        if isinstance(value, Decimal):
            need(value.is_finite() and abs(value.adjusted()) <= MAX_DECIMALS)
            value = f"{value:f}"
        money = Money(value, currency) if currency is not None else Money.of_minor(0, "EUR")
        if money.minor < 0:
            raise AmountError("the amount {found} is below zero: give zero or more", found=money)
        return money

    form = {"type": "string", "pattern": r"^[0-9]{1,30}(\.[0-9]{1,30})?$"}
    return ValueField(
        Term("an amount"),
        Term("write it in quotation marks, with a point, such as '7.50'"),
        convert,
        form if text_only else {"anyOf": [form, {"type": "number", "minimum": 0}]},
    )


def signed_amount(currency: str | None) -> ValueField[Money]:
    """Return the field for money that may be below zero, such as a balance."""
    positive = amount(currency)

    def convert(value: Any) -> Money:
        is_less = isinstance(value, str) and value.startswith("-")
        place = Place("", [])
        money = positive.read(value[1:] if is_less else value, place)
        for fault in place.faults:
            raise fault.error
        assert money is not None
        return -money if is_less else money

    form = {"type": "string", "pattern": r"^-?[0-9]{1,30}(\.[0-9]{1,30})?$"}
    return ValueField(positive.wanted, positive.cure, convert, {"anyOf": [form, {"type": "number", "minimum": 0}]})


def _need_text(value: str | int | Decimal, currency: str | None) -> None:
    """Refuse a sum that is no text or has other decimals than its currency, where the text that is meant is known.

    A sum with a part of the smallest coin is left to be refused as such.
    """
    number = Decimal(value) if not isinstance(value, str) else _decimal_of(value)
    if currency is not None and number is not None and number.is_finite() and abs(number.adjusted()) <= MAX_DECIMALS:
        text = f"{number:.{minor_digits(currency)}f}"
        if Decimal(text) == number and number >= 0 and value != text:
            raise InputError("sum is {found}: write {text}", found=written(value), text=text)
    need(isinstance(value, str))


def _decimal_of(text: str) -> Decimal | None:
    """Return the number of a plain decimal text; None for any other text."""
    return Decimal(text) if re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?", text, re.ASCII) else None


T = TypeVar("T")
Also = Callable[[Mapping[str, Any], Place], None]
OfAnotherKind = Callable[[str], UnknownNameError | None]

A_TABLE: Final = Term("a table")
A_KEY: Final = Term("key")
EACH_A_TABLE: Final = Term("write each as a table of its own, with a name")
NO_OTHER_NAMES: Final[Mapping[str, str]] = {}
NO_FIELDS: Final[Mapping[str, Field[Any]]] = {}
NO_HINTS: Final[Mapping[str, Phrase]] = {}


@final
class Shape(Field[T_co]):
    """A table of known keys.

    `build` makes what the table means from the fields, by their names; a field that is optional and not there is left
    out. It is called only where no field has a fault; `also` is called before, with the fields that have none, and
    notes what does not fit together. `other_names` are what else the keys are called. With a `name`, the schema is
    defined once. `hints` say of a key that is not there what else may be meant by it.
    """

    def __init__(
        self,
        build: Callable[..., T_co],
        fields: Mapping[str, Field[Any]],
        optional: Mapping[str, Field[Any]] = NO_FIELDS,
        *,
        wanted: Wanted = A_TABLE,
        keys: Term = A_KEY,
        name: str = "",
        about: str = "",
        also: Also | None = None,
        other_names: Mapping[str, str] = NO_OTHER_NAMES,
        hints: Mapping[str, Phrase] = NO_HINTS,
    ) -> None:
        self.build, self.fields, self.optional, self.also = build, fields, optional, also
        self.other_names, self.hints = other_names, hints
        self.wanted, self.keys, self.name, self.about = wanted, keys, name, about
        self._known: Mapping[str, Field[Any]] = {**fields, **optional}

    def _hint(self, key: str) -> UnknownNameError | None:
        """Return the error for a key of which more is known than a name that is near."""
        if key not in self.hints:
            return None
        return UnknownNameError(
            "there is no {what} {name} here: {hint}", what=self.keys, name=key, hint=self.hints[key]
        )

    def read(self, value: Any, place: Place, of_another_kind: OfAnotherKind = lambda _: None) -> T_co | None:
        """Return what the table means; `of_another_kind` gives the error for a key that another kind has."""
        meaning = self._plain(value)
        if meaning is not None:
            return meaning
        known = self._known
        if not isinstance(value, dict):
            cure = phrase("write it as a table with the keys {keys}", keys=Unquoted(", ".join(known)))
            place.note(unfit(value, self.wanted, cure))
            return None
        faults_before = len(place.faults)
        values: dict[str, Any] = {}
        unknown = [key for key in value if key not in known]
        absent = [name for name in known if name not in value] if unknown else []
        meant = {key: self._known_as(key, absent) or nearest(key, absent) for key in unknown}
        for key, field in known.items():
            if key in value:
                faults_above = len(place.faults)
                item = field.read(value[key], place.key(key))
                if len(place.faults) == faults_above:
                    values[key] = item
            elif key in self.fields and key not in meant.values():
                place.key(key).note(missing(key, field.wanted))
        for key in unknown:
            error = None if meant[key] in self.fields else of_another_kind(key)
            place.key(key).note(error or self._hint(key) or unknown_name(self.keys, key, meant[key], known))
        if self.also is not None:
            self.also(values, place)
        if len(place.faults) > faults_before:
            return None
        try:
            return self.build(**values)
        except TelcoTermsError as error:
            place.note(error)
            return None

    def _plain(self, value: Any) -> T_co | None:
        """Return what a table of single values means that all fit, as most do; None for any other.

        A place costs more than a value, and only a fault has to name one.
        """
        if type(value) is not dict or self.also is not None or not self.fields.keys() <= value.keys():
            return None
        values: dict[str, Any] = {}
        try:
            for key, item in value.items():
                field = self._known.get(key)
                if type(field) is not ValueField:
                    return None
                values[key] = field.convert(item)
            return self.build(**values)
        except (UnfitError, TelcoTermsError):
            return None

    def _known_as(self, key: str, absent: Collection[str]) -> str | None:
        """Return the key of the table that others call by this name; None where it is there, or nobody does."""
        meant = self.other_names.get(key)
        return meant if meant in absent else None

    @property
    def known(self) -> dict[str, Field[Any]]:
        """All fields, those that must be there first."""
        return dict(self._known)

    def schema(self, definitions: Schema) -> Schema:
        """Return an object without other properties."""
        made: Schema = {
            **({"description": self.about} if self.about else {}),
            "type": "object",
            "properties": {key: field.schema(definitions) for key, field in self.known.items()},
            "required": list(self.fields),
            "additionalProperties": False,
        }
        if not self.name:
            return made
        definitions[self.name] = made
        return {"$ref": f"#/$defs/{self.name}"}


@final
class ByKind(Field[T_co]):
    """A table whose key `kind` says which keys it has; the shape of a kind is made when a file has that kind.

    `kinds` has the kinds by their names, `shape_of` makes the shape of one. With a `name`, the schema is defined once.
    """

    wanted = Term("a table with its kind")

    def __init__(self, kinds: Mapping[str, Any], shape_of: Callable[[Any], Shape[T_co]], name: str = "") -> None:
        self.kinds, self.shape_of, self.name = kinds, shape_of, name

    def read(self, value: Any, place: Place) -> T_co | None:
        """Return what the table means, as its kind has it."""
        kinds = name_of(self.kinds)
        if not isinstance(value, dict):
            place.note(
                unfit(value, self.wanted, phrase("write it as a table whose kind is {kinds}", kinds=kinds.wanted))
            )
            return None
        if "kind" not in value:
            place.key("kind").note(missing("kind", kinds.wanted))
            return None
        kind = kinds.read(value["kind"], place.key("kind"))
        if kind is None:
            return None
        keys = {key: item for key, item in value.items() if key != "kind"}
        return self.shape_of(self.kinds[kind]).read(keys, place, partial(self._of_another_kind, kind))

    def _of_another_kind(self, kind: str, key: str) -> UnknownNameError | None:
        """Return the error for a key that a kind lacks and another has; None where none has it."""
        having = {name: other for name, other in self.kinds.items() if key in self.shape_of(other).known}
        if not having:
            return None
        template = "the kind {kind} has no key {key}: take it out, or choose the kind {kinds}"
        return UnknownNameError(template, kind=Unquoted(kind), key=key, kinds=name_of(having).wanted)

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the kinds, each with its own keys."""
        if self.name in definitions:
            return {"$ref": f"#/$defs/{self.name}"}
        one_of = []
        for name, kind in self.kinds.items():
            made = self.shape_of(kind).schema(definitions)
            made["properties"] = {"kind": {"const": name}, **made["properties"]}
            made["required"] = ["kind", *made["required"]]
            one_of.append(made)
        choice = one_of[0] if len(one_of) == 1 else {"oneOf": one_of}
        if not self.name:
            return choice
        definitions[self.name] = choice
        return {"$ref": f"#/$defs/{self.name}"}


@final
class Named(Field[dict[str, T]]):
    """A table whose keys are names that the file gives itself; each name is the `id` of what stands there.

    `name` is the field for a name: in small letters, unless another is given.
    """

    def __init__(self, field: Field[Callable[..., T]], wanted: Term, name: ValueField[str] = KEY_NAME) -> None:
        self.field, self.wanted, self.name = field, wanted, name

    def read(self, value: Any, place: Place) -> dict[str, T] | None:
        """Return what each name means."""
        if not isinstance(value, dict) or not value:
            place.note(unfit(value or Term("nothing"), self.wanted, EACH_A_TABLE))
            return None
        values = {}
        for name, below in value.items():
            self.name.read(name, place.key(name))
            build = self.field.read(below, place.key(name))
            if build is not None:
                values[name] = build(id=name)
        return values

    def schema(self, definitions: Schema) -> Schema:
        """Return an object of any names."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": self.name.schema(definitions),
            "additionalProperties": self.field.schema(definitions),
        }


class Items(Field[tuple[T_co, ...]]):
    """A list of one thing, not empty unless it may be; `once` rejects an item that it has twice."""

    def __init__(self, field: Field[T_co], *, cure: Wanted = NO_CURE, once: bool = False, empty: bool = False) -> None:
        self.field, self.once, self.empty = field, once, empty
        self.cure = cure or phrase("write in square brackets {wanted}, once or more", wanted=field.wanted)
        self.wanted = phrase("a list: {wanted}, once or more", wanted=field.wanted)

    def read(self, value: Any, place: Place) -> tuple[T_co, ...] | None:
        """Return all items that fit."""
        items = self.read_each(value, place)
        for number, item in enumerate(items, 1):
            if self.once and item is not None and item in items[: number - 1]:
                place.item(number).note(InputError("{found} stands here twice: take one out", found=item))
        return tuple(item for item in items if item is not None)

    def read_each(self, value: Any, place: Place) -> list[T_co | None]:
        """Return each item, with None for one that does not fit."""
        if not isinstance(value, list) or not (value or self.empty):
            place.note(unfit(value, Term("at least one entry" if value == [] else "a list"), self.cure))
            return []
        return [self.field.read(item, place.item(number)) for number, item in enumerate(value, 1)]

    def schema(self, definitions: Schema) -> Schema:
        """Return an array."""
        schema: Schema = {"type": "array", "items": self.field.schema(definitions)}
        return schema | ({} if self.empty else {"minItems": 1}) | ({"uniqueItems": True} if self.once else {})


def missing(key: str, wanted: Wanted) -> InputError:
    """Return the error for a key that is not there."""
    return InputError("it is missing: add {key} ({wanted})", key=Unquoted(key), wanted=wanted)


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the name that was probably meant; None where none is close."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.8)), None)


def unknown_name(what: Term, name: str, meant: str | None, known: Collection[str]) -> UnknownNameError:
    """Return the error for a key, or the like, that does not exist, with the one that was probably meant."""
    if meant is not None:
        return UnknownNameError(
            "there is no {what} {name} here: did you mean {meant}?", what=what, name=name, meant=Unquoted(meant)
        )
    return UnknownNameError(
        "there is no {what} {name} here: take it out, or choose from {known}",
        what=what,
        name=name,
        known=tuple(map(Unquoted, sorted(known))),
    )


def judge(file: str, faults: list[Fault]) -> None:
    """Raise all faults of a file, if it has any."""
    if faults:
        raise InvalidFileError(file, faults)


def read_whole(field: Field[T], value: Any, path: str, file: str) -> T:
    """Return what stands at one place of a file; raise `InvalidFileError` with all its faults."""
    faults: list[Fault] = []
    value_read = field.read(value, Place(path, faults))
    judge(file, faults)
    assert value_read is not None
    return value_read
