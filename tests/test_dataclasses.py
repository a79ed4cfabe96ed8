"""The dataclasses of the library are those of the standard library, made later."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pkgutil
from dataclasses import FrozenInstanceError
from importlib import import_module
from typing import Any, ClassVar, Final

import pytest

import telcoterms
from telcoterms.values.dataclasses import MISSING, dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Positional, with a default, a field that is not compared, and a value of the class."""

    number: int
    name: str = "here"
    note: str = field(default="", compare=False)
    kind: ClassVar[str] = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Place):
    """Keyword-only below a positional one, with a check."""

    given: str

    def __post_init__(self) -> None:
        if not self.given:
            raise ValueError("no name")


@dataclass(frozen=True, slots=True, order=True)
class Level:
    """One field, in order."""

    height: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """No field."""


@dataclass(frozen=True, slots=True)
class Loud:
    """With methods of its own."""

    word: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Loud) and self.word.upper() == other.word.upper()

    def __hash__(self) -> int:
        return hash(self.word.upper())

    def __repr__(self) -> str:
        return self.word.upper()


@dataclass(frozen=True, slots=True)
class Soft:
    """With an equality of its own, and no hash."""

    word: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Soft) and self.word.lower() == other.word.lower()


@dataclasses.dataclass(frozen=True, slots=True)
class StandardPlace:
    """The same as `Place`, of the standard library."""

    number: int
    name: str = "here"
    note: str = dataclasses.field(default="", compare=False)
    kind: ClassVar[str] = "place"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StandardNamed(StandardPlace):
    """The same as `Named`."""

    given: str


@dataclasses.dataclass(frozen=True, slots=True)
class Below(Place):
    """A dataclass of the standard library below one of ours."""

    floor: int = 0


PAIRS: Final[list[tuple[Any, Any]]] = [(Place, StandardPlace), (Named, StandardNamed)]


class TestLikeTheStandardLibrary:
    """What the standard library gives, these classes have."""

    @pytest.mark.parametrize(("ours", "standard"), PAIRS)
    def test_signature(self, ours: Any, standard: Any) -> None:
        assert inspect.signature(ours) == inspect.signature(standard)

    @pytest.mark.parametrize(("ours", "standard"), PAIRS)
    def test_positions_in_a_pattern(self, ours: Any, standard: Any) -> None:
        assert ours.__match_args__ == standard.__match_args__

    @pytest.mark.parametrize(("ours", "standard"), PAIRS)
    def test_slots(self, ours: Any, standard: Any) -> None:
        assert ours.__slots__ == standard.__slots__

    @pytest.mark.parametrize(("ours", "standard"), PAIRS)
    def test_fields_of_the_standard_library(self, ours: Any, standard: Any) -> None:
        assert list(map(repr, dataclasses.fields(ours))) == list(map(repr, dataclasses.fields(standard)))

    @pytest.mark.parametrize(("ours", "standard"), PAIRS)
    def test_fields_with_their_defaults(self, ours: Any, standard: Any) -> None:
        told = [(one.name, dataclasses.MISSING if one.default is MISSING else one.default) for one in fields(ours)]
        assert told == [(one.name, one.default) for one in dataclasses.fields(standard)]

    def test_repr(self) -> None:
        assert repr(Place(1)) == "Place(number=1, name='here', note='')"

    @pytest.mark.parametrize("value", [Place(1, "there"), Named(1, given="a"), Level(3), Nothing(), Loud("b")])
    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
    def test_copies_are_equal(self, value: object, copied: Any) -> None:
        assert copied(value) == value

    def test_as_dict(self) -> None:
        assert dataclasses.asdict(Named(1, given="a")) == {"number": 1, "name": "here", "note": "", "given": "a"}

    def test_inherited_by_a_dataclass_of_the_standard_library(self) -> None:
        assert Below(1, floor=2) == Below(1, "here", "other", 2)


class TestValues:
    """Frozen, equal and hashable by value."""

    def test_equal_by_value(self) -> None:
        assert Place(1) == Place(1, "here")
        assert Place(1) != Place(2)

    def test_hash_by_value(self) -> None:
        assert {Place(1): "a"}[Place(1, "here")] == "a"

    def test_a_field_that_is_not_compared(self) -> None:
        assert Place(1, note="x") == Place(1, note="y")
        assert hash(Place(1, note="x")) == hash(Place(1, note="y"))

    def test_another_class_is_never_equal(self) -> None:
        assert Named(1, given="a") != Place(1)

    def test_without_fields(self) -> None:
        assert Nothing() == Nothing()
        assert hash(Nothing()) == hash(Nothing())

    def test_order(self) -> None:
        assert sorted([Level(3), Level(1)]) == [Level(1), Level(3)]
        assert Level(1) <= Level(1) < Level(2)

    def test_order_with_another_class(self) -> None:
        with pytest.raises(TypeError):
            sorted([Level(1), Place(1)])  # type: ignore[type-var]

    def test_no_order_unless_asked_for(self) -> None:
        with pytest.raises(TypeError):
            sorted([Place(1), Place(2)])  # type: ignore[type-var]

    def test_methods_of_the_class_itself_stay(self) -> None:
        assert Loud("a") == Loud("A")
        assert hash(Loud("a")) == hash(Loud("A"))
        assert repr(Loud("a")) == "A"

    def test_a_class_with_an_equality_alone_is_hashed_by_its_fields(self) -> None:
        assert Soft("a") == Soft("A")
        assert hash(Soft("a")) == hash(Soft("a"))
        assert hash(Soft("a")) != hash(Soft("A"))

    def test_a_field_cannot_be_set(self) -> None:
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'number'"):
            Place(1).number = 2  # type: ignore[misc]

    def test_a_field_cannot_be_deleted(self) -> None:
        with pytest.raises(FrozenInstanceError, match="cannot delete field 'number'"):
            delattr(Place(1), "number")

    def test_no_other_attribute(self) -> None:
        with pytest.raises(AttributeError):
            object.__setattr__(Place(1), "other", 1)

    @pytest.mark.parametrize("replaced", [replace, dataclasses.replace])
    def test_replace(self, replaced: Any) -> None:
        assert replaced(Place(1), name="there") == Place(1, "there")

    @pytest.mark.parametrize("replaced", [replace, dataclasses.replace])
    def test_replace_checks_again(self, replaced: Any) -> None:
        with pytest.raises(ValueError, match="no name"):
            replaced(Named(1, given="a"), given="")

    def test_a_field_that_is_missing(self) -> None:
        with pytest.raises(TypeError, match=r"Place.__init__\(\) missing 1 required positional argument: 'number'"):
            Place()  # type: ignore[call-arg]

    def test_a_position_where_a_keyword_is_wanted(self) -> None:
        with pytest.raises(TypeError):
            Named(1, "here", "", "a")  # type: ignore[call-arg]

    @pytest.mark.parametrize("options", [{"frozen": False, "slots": True}, {"frozen": True, "slots": False}])
    def test_only_frozen_with_slots(self, options: Any) -> None:
        with pytest.raises(TypeError, match="only a frozen dataclass with slots"):
            dataclass(**options)


def _every_class() -> list[Any]:
    found = {}
    for module in pkgutil.walk_packages(telcoterms.__path__, "telcoterms."):
        if not module.name.startswith(("telcoterms.__main__", "telcoterms.batch")):
            for one in vars(import_module(module.name)).values():
                if isinstance(one, type) and "_fields_by_name" in vars(one):
                    found[f"{one.__module__}.{one.__qualname__}"] = one
    return [found[name] for name in sorted(found)]


class TestEveryClass:
    """Every class of the library can be made: a mistake in its fields shows when its first instance is made."""

    def test_there_are_many(self) -> None:
        assert len(_every_class()) > 100

    def test_parameters(self) -> None:
        for cls in _every_class():
            assert list(inspect.signature(cls).parameters), cls

    def test_fields(self) -> None:
        for cls in _every_class():
            assert [one.name for one in dataclasses.fields(cls)] == [one.name for one in fields(cls)], cls
