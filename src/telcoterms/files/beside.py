"""Read the tables that a provider's file brings along, in the place of published ones.

A table stands in the file itself, or in another one beside it: `file = "tax.toml"`.

The other file holds that one table, in the shape that it has in the provider's file. Its keys and those beside `file`
are read as one table, so that a fault in either is noted with the rest of the provider's file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, final

from telcoterms.files.calendars import CalendarField
from telcoterms.files.shapes import Field, Place, Schema, Shape, text_of_form
from telcoterms.files.text import toml_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import Fault, InputError, InvalidFileError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Term

T = TypeVar("T")

FILE: Final = "file"
FILE_BESIDE: Final = text_of_form(
    r"[A-Za-z0-9][A-Za-z0-9._-]*\.toml",
    Term("the name of a file beside this one"),
    Term("write its name alone, without a folder, such as 'tax.toml'"),
)


@final
@dataclass(frozen=True, slots=True)
class FilesBeside:
    """The files in the folder of a provider's file: the name of that file itself, and a function that reads one.

    The function returns the text of a file by its name, and raises an error of the library where it cannot be read.
    `later` are the names of the files through which the file was reached, each of a later edition.
    """

    own: str
    read: Callable[[str], str]
    later: tuple[str, ...] = ()


@final
class FromFile(Field[T]):
    """A table that a file has itself, or that it takes from a file beside it."""

    def __init__(self, field: Field[T], beside: FilesBeside | None) -> None:
        self.field, self.beside = field, beside
        self.wanted = field.wanted

    def read(self, value: Any, place: Place) -> T | None:
        """Return what the table means, with the keys of the file that it names put in."""
        if not isinstance(value, dict) or FILE not in value:
            return self.field.read(value, place)
        at = place.key(FILE)
        name = FILE_BESIDE.read(value[FILE], at)
        taken = None if name is None else self._table_in(name, at)
        if name is None or taken is None:
            return None
        own = {key: item for key, item in value.items() if key != FILE}
        for key in own:
            if key in taken:
                place.key(key).note(
                    InputError("{key} stands here and in {file}: keep one", key=Unquoted(key), file=Unquoted(name))
                )
                return None
        return self.field.read({**taken, **own}, Place(f"{place.path}({name})", place.faults))

    def _table_in(self, name: str, place: Place) -> dict[str, Any] | None:
        """Return the table that a file beside this one holds; None where that is noted as a fault."""
        if self.beside is None:
            place.note(
                InputError("a published file stands alone, and {file} is beside none: write the table here", file=name)
            )
            return None
        if name == self.beside.own:
            place.note(InputError("{file} is this file itself: write the table here", file=name))
            return None
        try:
            table = toml_of(self.beside.read(name), name)
        except TelcoTermsError as error:
            place.note(error)
            return None
        if FILE in table:
            place.note(
                InputError("{file} takes its table from a file in turn: write the table in {file} itself", file=name)
            )
            return None
        return table

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the table itself and of one with the name of a file, which may hold some of its keys."""
        named: Schema = {
            "description": "The table of a file beside this one.",
            "type": "object",
            "properties": {FILE: FILE_BESIDE.schema(definitions)},
            "required": [FILE],
            "propertyNames": {"enum": [FILE, *_keys_of(self.field)]},
        }
        return {"anyOf": [self.field.schema(definitions), named]}


@final
class PublishedOrOwn(Field[T]):
    """A table that names a published one, or that stands in the file itself: it is its own where it has a key."""

    def __init__(self, published: Shape[T], own: Shape[T], key: str) -> None:
        self.published, self.own, self.key = published, own, key
        self.wanted = published.wanted

    def read(self, value: Any, place: Place) -> T | None:
        """Return what the table means."""
        is_own = isinstance(value, dict) and self.key in value
        return (self.own if is_own else self.published).read(value, place)

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the two."""
        return {"anyOf": [self.published.schema(definitions), self.own.schema(definitions)]}


@final
class EarlierEdition(Field[T]):
    """The name of a file beside this one that has the edition before it.

    `read_edition` reads the text of that file, with the files beside it.
    """

    wanted = Term("the name of the file of the edition before")

    def __init__(self, read_edition: Callable[[str, str, FilesBeside], T], beside: FilesBeside | None) -> None:
        self.read_edition, self.beside = read_edition, beside

    def read(self, value: Any, place: Place) -> T | None:
        """Return the edition; its faults are noted with those of this file."""
        name = FILE_BESIDE.read(value, place)
        if name is None:
            return None
        beside = self.beside
        if beside is None:
            place.note(InputError("a published file stands alone: its editions are told by their names"))
            return None
        if name in (beside.own, *beside.later):
            place.note(InputError("{file} is this edition or a later one: name the file of the one before", file=name))
            return None
        try:
            return self.read_edition(
                beside.read(name), name, FilesBeside(name, beside.read, (beside.own, *beside.later))
            )
        except InvalidFileError as error:
            place.faults.extend(Fault(f"{place.path}({name}).{fault.path}", fault.error) for fault in error.faults)
        except TelcoTermsError as error:
            place.note(error)
        return None

    def schema(self, definitions: Schema) -> Schema:
        """Return that of the name of a file."""
        return {**FILE_BESIDE.schema(definitions), "description": "The file of the edition before this one."}


def _keys_of(field: Field[Any]) -> tuple[str, ...]:
    """Return the keys that a table can have."""
    if isinstance(field, PublishedOrOwn):
        return tuple(dict.fromkeys((*field.published.known, *field.own.known)))
    return tuple(field.known) if isinstance(field, Shape | CalendarField) else ()
