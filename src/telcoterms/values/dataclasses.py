"""Frozen, slotted dataclasses that cost little to define.

The standard decorator writes six functions as text and compiles them for every class, whether a program uses the class
or not, and its module imports `inspect` and `ast`. This library has some 150 such classes, and a command uses a few of
them. So here

* equality, hash, order, `repr` and pickling are the same functions for all classes, over one `attrgetter` a class;
* `__init__` is compiled when the class makes its first instance, and stores each field through its slot, which is
  faster than what the standard one does;
* what `dataclasses.fields`, `replace` and `is_dataclass` read of a class is made, by the standard library, when one of
  them first asks.

To a type checker `dataclass`, `field`, `fields`, `replace` and `MISSING` are those of the standard library, with the
same meaning. `tests/test_dataclasses.py` compares the two.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NoReturn

from telcoterms.values.later import OnFirstUse

_MISSING: Final = type("MISSING", (), {})()


class _Field:
    """A field of a class; `default` is `MISSING` where it has to be given."""

    __slots__ = ("compare", "default", "kw_only", "name", "type")
    name: str
    type: str
    kw_only: bool

    def __init__(self, *, default: Any = _MISSING, compare: bool = True) -> None:
        self.default, self.compare = default, compare


def _dataclass(
    *,
    frozen: bool,
    slots: bool,
    kw_only: bool = False,
    order: bool = False,
    eq: bool = True,
    init: bool = True,
    repr: bool = True,
) -> Callable[[type], type]:
    """Make a class a frozen dataclass with slots; no other dataclass is made here."""
    if not (frozen and slots):
        raise TypeError("only a frozen dataclass with slots is made here: take the standard library's for another")

    def decorate(cls: type) -> type:
        inherited = _inherited(cls)
        namespace = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        fields = inherited | {field.name: field for field in _take_fields(namespace, kw_only)}
        namespace["_fields_by_name"] = fields
        namespace["__slots__"] = tuple(name for name in fields if name not in inherited)
        namespace.setdefault("__match_args__", tuple(name for name, field in fields.items() if not field.kw_only))
        namespace["__dataclass_fields__"] = _OfStandardLibrary()
        namespace["__dataclass_params__"] = _OfStandardLibrary()
        if init:
            namespace.setdefault("__init__", _Init())
        if eq:
            _compare_by_value(namespace, [name for name, field in fields.items() if field.compare], order)
        if repr:
            namespace.setdefault("__repr__", _repr)
        metaclass: Any = type(cls)
        made: type = metaclass(cls.__name__, cls.__bases__, _COMMON | namespace)
        made.__qualname__ = cls.__qualname__
        return made

    return decorate


def _inherited(cls: type) -> dict[str, _Field]:
    """Return the fields of the classes above."""
    fields_by_name: dict[str, _Field] = {}
    for base in reversed(cls.__mro__[1:]):
        fields_by_name |= vars(base).get("_fields_by_name", {})
    return fields_by_name


def _take_fields(namespace: dict[str, Any], kw_only: bool) -> Iterable[_Field]:
    """Yield the fields that a class adds, and take their defaults out of its namespace, where slots go."""
    for name, annotation in namespace.get("__annotations__", {}).items():
        if not annotation.startswith("ClassVar"):
            default = namespace.pop(name, _MISSING)
            field = default if isinstance(default, _Field) else _Field(default=default)
            field.name, field.type, field.kw_only = name, annotation, kw_only
            yield field


def _values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function from an instance to the values of these fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)  # of one name, attrgetter gives no tuple


def _compare_by_value(namespace: dict[str, Any], names: list[str], order: bool) -> None:
    """Add equality, hash and order by the values of the fields, unless the class defines them itself."""
    values_of = _values_of(names)

    def compared_by(operation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        def compare(self: Any, other: Any) -> bool:
            return operation(values_of(self), values_of(other)) if other.__class__ is self.__class__ else NotImplemented

        return compare

    if namespace.get("__hash__") is None:  # None where a class defines __eq__ alone
        namespace["__hash__"] = lambda self: hash(values_of(self))
    namespace.setdefault("__eq__", compared_by(operator.eq))
    if order:
        for name in ("lt", "le", "gt", "ge"):
            namespace[f"__{name}__"] = compared_by(getattr(operator, name))


class _Init(OnFirstUse):
    """`__init__`: a parameter for each field, each stored through its slot."""

    __slots__ = ()

    def make(self) -> Any:
        cls: Any = self.owner
        fields: list[_Field] = sorted(cls._fields_by_name.values(), key=lambda field: field.kw_only)
        namespace: dict[str, Any] = {"__name__": cls.__module__}
        parameters, lines = ["self"], []
        for field in fields:
            if field.kw_only and "*" not in parameters:
                parameters.append("*")
            parameters.append(field.name)
            if field.default is not _MISSING:
                parameters[-1] += f"=default_{field.name}"
                namespace[f"default_{field.name}"] = field.default
            namespace[f"set_{field.name}"] = getattr(cls, field.name).__set__
            lines.append(f"    set_{field.name}(self, {field.name})")
        if hasattr(cls, "__post_init__"):
            lines.append("    self.__post_init__()")
        exec("\n".join([f"def __init__({', '.join(parameters)}):", *lines, "    return"]), namespace)
        function = namespace["__init__"]
        function.__qualname__ = f"{cls.__qualname__}.__init__"
        function.__annotations__ = {field.name: field.type for field in fields} | {"return": None}
        return function


class _OfStandardLibrary(OnFirstUse):
    """What the standard library keeps of a dataclass of its own with the same fields."""

    __slots__ = ()

    def make(self) -> Any:
        import dataclasses

        cls: Any = self.owner
        fields: Iterable[_Field] = cls._fields_by_name.values()
        namespace: dict[str, Any] = {
            "__module__": cls.__module__,
            "__doc__": cls.__doc__,
            "__annotations__": {field.name: field.type for field in fields},
        }
        for field in fields:
            default: Any = dataclasses.MISSING if field.default is _MISSING else field.default
            namespace[field.name] = dataclasses.field(default=default, compare=field.compare, kw_only=field.kw_only)
        twin: Any = dataclasses.dataclass(frozen=True, init=False, repr=False, eq=False)(
            type(cls.__name__, (), namespace)
        )
        return getattr(twin, self.name)


def _fields(dataclass: Any) -> tuple[_Field, ...]:
    """Return the fields of a class, or of an instance of it, in their order."""
    fields: Mapping[str, _Field] = dataclass._fields_by_name
    return tuple(fields.values())


def is_dataclass(value: object) -> bool:
    """Return whether a value is of a class that is made here, without the standard library's view of it."""
    return hasattr(type(value), "_fields_by_name")


def _replace(value: Any, /, **changes: Any) -> Any:
    """Return the same value with some fields changed."""
    for name in value._fields_by_name:
        if name not in changes:
            changes[name] = getattr(value, name)
    return value.__class__(**changes)


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields_by_name)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self._fields_by_name]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self._fields_by_name, state, strict=True):
        object.__setattr__(self, name, value)


_COMMON: Final[dict[str, Any]] = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
    "__replace__": _replace,
}

if TYPE_CHECKING:
    from dataclasses import MISSING as MISSING
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import fields as fields
    from dataclasses import replace as replace
else:
    MISSING, dataclass, field, fields, replace = _MISSING, _dataclass, _Field, _fields, _replace
