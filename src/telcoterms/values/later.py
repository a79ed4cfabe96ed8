"""Make attributes of a class, and import what they need, when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Remembers:
    """A base beside a dataclass with slots: its instances keep what a `cached_property` computes of their fields."""


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
