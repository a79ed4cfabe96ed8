"""Make attributes of a class, and import what they need, when they are first used."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self


class Remembers:
    """A base beside a dataclass with slots: its instances keep what a `cached_property` computes of their fields."""


class ReadLater:
    """A base beside a dataclass with slots: an instance may be read when one of its fields is first looked at.

    Equality, hash, `repr` and pickling look at the fields, so that no other code sees the difference.
    """

    __slots__ = ("_read",)
    _read: Callable[[], Any]

    @classmethod
    def later(cls, read: Callable[[], Self]) -> Self:
        """Return the value that a function reads once, when it is first looked at."""
        value = cls.__new__(cls)
        object.__setattr__(value, "_read", read)
        return value

    if not TYPE_CHECKING:  # a type checker would take every name for an attribute

        def __getattr__(self, name: str) -> Any:
            """Read the value: its slots are still empty, or it has no such attribute."""
            value = object.__getattribute__(self, "_read")()
            for field in self._fields_by_name:
                object.__setattr__(self, field, getattr(value, field))
            object.__delattr__(self, "_read")
            return getattr(self, name)


class OnFirstUse:
    """An attribute of a class that is made when it is first looked up, and then takes the place of this one."""

    __slots__ = ("name", "owner")

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        setattr(self.owner, self.name, self.make())
        return getattr(self.owner if instance is None else instance, self.name)

    def make(self) -> Any:
        """Return the value of the attribute."""
        raise NotImplementedError


class ImportOnFirstUse(OnFirstUse):
    """A name with dots, such as `package.module.function`, whose module is imported when its method is looked up.

    `package = ImportOnFirstUse("package")` stands for a package in the body of a class: `package.module.function` there
    is a method that costs nothing until it is used. A class, which an annotation names, is the class itself.
    """

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.__class__(f"{self.path}.{name}") if name.islower() else getattr(import_module(self.path), name)

    def make(self) -> Any:
        """Return the function."""
        module, _, function = self.path.rpartition(".")
        return getattr(import_module(module), function)
