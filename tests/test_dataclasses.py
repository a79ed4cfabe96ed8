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
from telcoterms.values.dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace


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


def made_anew() -> tuple[Any, Any]:
    """A class and one below it, made when this is called: the decorator runs within the test."""

    @dataclass(frozen=True, slots=True)
    class Bill:
        number: str
        sum: int = 7
        note: str = field(default="none", compare=False)
        unit: ClassVar[str] = "cent"

    @dataclass(frozen=True, slots=True, kw_only=True, order=True)
    class PaidBill(Bill):
        paid: int
        late: bool = False

        def __post_init__(self) -> None:
            if self.paid < 0:
                raise ValueError("less than nothing")

    return Bill, PaidBill


class TestMadeAnew:
    """What the decorator makes of a class."""

    def test_each_field_with_its_default(self) -> None:
        _, paid_bill = made_anew()
        assert [(one.name, one.type, one.kw_only, one.compare, one.default) for one in fields(paid_bill)] == [
            ("number", "str", False, True, MISSING),
            ("sum", "int", False, True, 7),
            ("note", "str", False, False, "none"),
            ("paid", "int", True, True, MISSING),
            ("late", "bool", True, True, False),
        ]

    def test_each_field_for_the_standard_library(self) -> None:
        _, paid_bill = made_anew()
        assert [(one.name, one.kw_only, one.compare) for one in dataclasses.fields(paid_bill)] == [
            ("number", False, True),
            ("sum", False, True),
            ("note", False, False),
            ("paid", True, True),
            ("late", True, True),
        ]
        assert paid_bill.__dataclass_params__.frozen is True
        assert is_dataclass(paid_bill("a", paid=1)) is True
        assert is_dataclass("a") is False

    def test_a_class_keeps_its_name_place_and_constants(self) -> None:
        bill, paid_bill = made_anew()
        assert bill.__qualname__ == "made_anew.<locals>.Bill"
        assert (bill.unit, bill.__module__) == ("cent", __name__)
        assert (paid_bill.__bases__, paid_bill.__doc__) == ((bill,), None)

    def test_a_slot_for_each_field_that_is_new_and_nothing_else(self) -> None:
        bill, paid_bill = made_anew()
        assert (bill.__slots__, paid_bill.__slots__) == (("number", "sum", "note"), ("paid", "late"))
        assert not hasattr(bill("a"), "__dict__")
        assert not hasattr(bill("a"), "__weakref__")
        assert not hasattr(bill("a"), "paid")

    def test_positions_in_a_pattern_are_those_that_are_not_keywords(self) -> None:
        bill, paid_bill = made_anew()
        assert (bill.__match_args__, paid_bill.__match_args__) == (("number", "sum", "note"),) * 2

    def test_init_takes_the_fields_in_order_and_those_of_the_class_as_keywords(self) -> None:
        _, paid_bill = made_anew()
        assert str(inspect.signature(paid_bill.__init__)) == (
            "(self, number: 'str', sum: 'int' = 7, note: 'str' = 'none', *, paid: 'int', late: 'bool' = False) -> None"
        )
        assert paid_bill.__init__.__qualname__ == "made_anew.<locals>.PaidBill.__init__"
        value = paid_bill("a", 8, paid=3)
        assert (value.number, value.sum, value.note, value.paid, value.late) == ("a", 8, "none", 3, False)

    @pytest.mark.parametrize(("facts", "missing"), [({"paid": 1}, "number"), ({"number": "a"}, "paid"), ({}, "number")])
    def test_a_field_without_a_default_must_be_given(self, facts: dict[str, Any], missing: str) -> None:
        _, paid_bill = made_anew()
        with pytest.raises(TypeError, match=rf"__init__\(\) missing 1 required .* argument: '{missing}'"):
            paid_bill(**facts)

    def test_the_check_of_a_class_runs(self) -> None:
        _, paid_bill = made_anew()
        with pytest.raises(ValueError, match="less than nothing"):
            paid_bill("a", paid=-1)

    def test_equality_hash_and_order_go_by_the_fields_that_are_compared(self) -> None:
        bill, paid_bill = made_anew()
        assert bill("a", note="x") == bill("a", note="y") != bill("b")
        assert hash(bill("a", note="x")) == hash(("a", 7)) == hash(bill("a"))
        assert bill("a") != paid_bill("a", paid=1)
        one, two = paid_bill("a", 1, paid=9), paid_bill("a", 2, paid=1)
        assert (one < two, one <= one, two > one, two >= two, two < one, one > two) == (True,) * 4 + (False,) * 2
        assert "__lt__" not in vars(bill)

    def test_repr_names_each_field(self) -> None:
        bill, _ = made_anew()
        assert repr(bill("a")) == "made_anew.<locals>.Bill(number='a', sum=7, note='none')"

    def test_one_field_is_hashed_as_a_tuple_of_one(self) -> None:
        @dataclass(frozen=True, slots=True)
        class One:
            number: int

        @dataclass(frozen=True, slots=True)
        class Two:
            number: int
            other: int = 2

        assert (One(3) == One(3), One(3) == One(4), hash(One(3))) == (True, False, hash((3,)))
        assert (Two(3) == Two(3), Two(3) == Two(4), hash(Two(3))) == (True, False, hash((3, 2)))

    def test_without_fields_all_are_equal(self) -> None:
        @dataclass(frozen=True, slots=True)
        class None_:
            pass

        assert (None_() == None_(), hash(None_())) == (True, hash(()))

    def test_what_the_class_defines_itself_stays(self) -> None:
        @dataclass(frozen=True, slots=True)
        class Loudly:
            word: str

            def __init__(self, word: str) -> None:
                object.__setattr__(self, "word", word.upper())

            def __eq__(self, other: object) -> bool:
                return isinstance(other, Loudly)

            def __hash__(self) -> int:
                return 7

            def __repr__(self) -> str:
                return "loud"

        assert (Loudly("a").word, Loudly("a") == Loudly("b"), hash(Loudly("a")), repr(Loudly("a"))) == (
            "A",
            True,
            7,
            "loud",
        )

    def test_an_equality_of_its_own_alone_leaves_the_hash_by_the_fields(self) -> None:
        @dataclass(frozen=True, slots=True)
        class Softly:
            word: str

            def __eq__(self, other: object) -> bool:
                return True

        assert (Softly("a") == Softly("b"), hash(Softly("a"))) == (True, hash(("a",)))

    def test_what_is_not_asked_for_is_not_made(self) -> None:
        class Base:
            __slots__ = ()

            def __init__(self, *given: object) -> None:
                pass

        @dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
        class Plain(Base):
            number: int

        one, two = Plain(1), Plain(1)
        assert (one == two, one == one) == (False, True)
        assert repr(one).startswith("<")
        assert not hasattr(one, "number")

    @pytest.mark.parametrize("options", [{"frozen": False, "slots": True}, {"frozen": True, "slots": False}])
    def test_nothing_but_frozen_with_slots(self, options: Any) -> None:
        with pytest.raises(TypeError, match="only a frozen dataclass with slots is made here"):
            dataclass(**options)

    def test_a_dataclass_of_the_standard_library_can_lie_below(self) -> None:
        bill, _ = made_anew()

        @dataclasses.dataclass(frozen=True, slots=True)
        class Below(bill):  # type: ignore[misc, valid-type]
            floor: int = 0

        assert Below("a", floor=2) == Below("a", 7, "other", 2)


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
