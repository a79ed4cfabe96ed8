"""Tables and lists of a file, described field by field; all that does not fit is noted, each fault with its path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeVar, final

from telcoterms.errors import FactError, Fault, FaultyFileError, TelcoTermsError, UnknownNameError, Word
from telcoterms.reader.fields import KEY_NAME, NO_CURE, Field, Place, Schema, Wanted, name_of, unfit
from telcoterms.words import Term, phrase

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Also = Callable[[Mapping[str, Any], Place], None]

A_TABLE: Final = Term("a table")
A_KEY: Final = Term("key")
EACH_A_TABLE: Final = Term("write each as a table of its own, with a name")
NO_FIELDS: Final[Mapping[str, Field[Any]]] = {}


@final
class Shape(Field[T_co]):
    """A table of known keys.

    `build` makes what the table means from the fields, by their names; a field that is optional and not there is left
    out. It is called only where no field has a fault; `also` is called before, with the fields that have none, and
    notes what does not fit together. With a `name`, the schema is defined once.
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
    ) -> None:
        self.build, self.fields, self.optional, self.also = build, fields, optional, also
        self.wanted, self.keys, self.name, self.about = wanted, keys, name, about

    def read(self, value: Any, place: Place) -> T_co | None:
        """What the table means."""
        if not isinstance(value, dict):
            cure = phrase("write it as a table with the keys {keys}", keys=Word(", ".join(self.known)))
            place.note(unfit(value, self.wanted, cure))
            return None
        before = len(place.faults)
        found: dict[str, Any] = {}
        unknown = [key for key in value if key not in self.known]
        meant = {key: nearest(key, [one for one in self.known if one not in value]) for key in unknown}
        for key, field in self.known.items():
            if key in value:
                inside = len(place.faults)
                one = field.read(value[key], place.key(key))
                if len(place.faults) == inside:
                    found[key] = one
            elif key in self.fields and key not in meant.values():
                place.key(key).note(missing(key, field.wanted))
        for key in unknown:
            place.key(key).note(unknown_name(self.keys, key, meant[key], self.known))
        if self.also is not None:
            self.also(found, place)
        if len(place.faults) > before:
            return None
        try:
            return self.build(**found)
        except TelcoTermsError as error:
            place.note(error)
            return None

    @property
    def known(self) -> dict[str, Field[Any]]:
        """All fields, those that must be there first."""
        return {**self.fields, **self.optional}

    def schema(self, definitions: Schema) -> Schema:
        """An object without other properties."""
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
    """A table whose key `kind` says which keys it has."""

    wanted = Term("a table with its kind")

    def __init__(self, shapes: Mapping[str, Shape[T_co]]) -> None:
        self.shapes = shapes

    def read(self, value: Any, place: Place) -> T_co | None:
        """What the table means, as its kind has it."""
        kinds = name_of(self.shapes)
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
        return self.shapes[kind].read({key: one for key, one in value.items() if key != "kind"}, place)

    def schema(self, definitions: Schema) -> Schema:
        """One of the kinds, each with its own keys."""
        one_of = []
        for kind, shape in self.shapes.items():
            made = shape.schema(definitions)
            made["properties"] = {"kind": {"const": kind}, **made["properties"]}
            made["required"] = ["kind", *made["required"]]
            one_of.append(made)
        return one_of[0] if len(one_of) == 1 else {"oneOf": one_of}


@final
class Named(Field[dict[str, T]]):
    """A table whose keys are names that the file gives itself; each name is the `id` of what stands there."""

    def __init__(self, field: Field[Callable[..., T]], wanted: Term) -> None:
        self.field, self.wanted = field, wanted

    def read(self, value: Any, place: Place) -> dict[str, T] | None:
        """What is meant by each name."""
        if not isinstance(value, dict) or not value:
            place.note(unfit(value or Term("nothing"), self.wanted, EACH_A_TABLE))
            return None
        found = {}
        for name, below in value.items():
            KEY_NAME.read(name, place.key(name))
            build = self.field.read(below, place.key(name))
            if build is not None:
                found[name] = build(id=name)
        return found

    def schema(self, definitions: Schema) -> Schema:
        """An object of any names."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": KEY_NAME.schema(definitions),
            "additionalProperties": self.field.schema(definitions),
        }


class Items(Field[tuple[T_co, ...]]):
    """A list of one thing, not empty unless it may be; `once` refuses an item that stands in it twice."""

    def __init__(self, field: Field[T_co], *, cure: Wanted = NO_CURE, once: bool = False, empty: bool = False) -> None:
        self.field, self.once, self.empty = field, once, empty
        self.cure = cure or phrase("write in square brackets {wanted}, once or more", wanted=field.wanted)
        self.wanted = phrase("a list: {wanted}, once or more", wanted=field.wanted)

    def read(self, value: Any, place: Place) -> tuple[T_co, ...] | None:
        """All items."""
        found = self.read_each(value, place)
        for number, one in enumerate(found, 1):
            if self.once and one is not None and one in found[: number - 1]:
                place.item(number).note(FactError("{found} stands here twice: take one out", found=one))
        return tuple(one for one in found if one is not None)

    def read_each(self, value: Any, place: Place) -> list[T_co | None]:
        """Each item, None in the place of one that does not fit."""
        if not isinstance(value, list) or not (value or self.empty):
            place.note(unfit(value, Term("a list"), self.cure))
            return []
        return [self.field.read(one, place.item(number)) for number, one in enumerate(value, 1)]

    def schema(self, definitions: Schema) -> Schema:
        """An array."""
        made: Schema = {"type": "array", "items": self.field.schema(definitions)}
        return made | ({} if self.empty else {"minItems": 1}) | ({"uniqueItems": True} if self.once else {})


def missing(key: str, wanted: Wanted) -> FactError:
    """A key that is not there."""
    return FactError("it is missing: add {key} ({wanted})", key=Word(key), wanted=wanted)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The name that was probably meant."""
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.8)), None)


def unknown_name(what: Term, name: str, meant: str | None, known: Collection[str]) -> UnknownNameError:
    """A key, or the like, that does not exist, with the one that was probably meant."""
    if meant is not None:
        return UnknownNameError(
            "there is no {what} {name} here: did you mean {meant}?", what=what, name=name, meant=Word(meant)
        )
    return UnknownNameError(
        "there is no {what} {name} here: take it out, or choose from {known}",
        what=what,
        name=name,
        known=tuple(map(Word, sorted(known))),
    )


def judge(file: str, faults: list[Fault]) -> None:
    """Raise all faults of a file, if it has any."""
    if faults:
        raise FaultyFileError(file, faults)
