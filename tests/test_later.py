"""What is made, read or imported when it is first looked at, and what is kept of it."""

from __future__ import annotations

import fractions
from typing import Any
from xml.sax.saxutils import escape

import pytest

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.later import ImportOnFirstUse, OnFirstUse, ReadLater
from telcoterms.values.memo import BoundedMemo


@dataclass(frozen=True, slots=True)
class Page(ReadLater):
    """A value that may be read later."""

    title: str
    lines: int = 1


class TestReadLater:
    """A value that a function reads once, when one of its fields is first looked at."""

    def test_it_is_read_once(self) -> None:
        calls = []

        def read() -> Page:
            calls.append("read")
            return Page("terms", 3)

        page = Page.later(read)
        assert calls == []
        assert (page.lines, page.title, page == Page("terms", 3)) == (3, "terms", True)
        assert calls == ["read"]

    @pytest.mark.parametrize("page", [Page("terms"), Page.later(lambda: Page("terms"))], ids=["read", "later"])
    def test_what_it_does_not_have(self, page: Any) -> None:
        assert page.title == "terms"
        with pytest.raises(AttributeError):
            _ = page.author


class TestOnFirstUse:
    """An attribute of a class that is made when it is first looked up, and then takes the place of this one."""

    def test_it_is_made_once_for_the_class_and_its_instances(self) -> None:
        calls = []

        class Made(OnFirstUse):
            __slots__ = ()

            def make(self) -> Any:
                calls.append((self.owner.__name__, self.name))
                return lambda self=None: "made"

        class Owner:
            method = Made()

        assert Owner().method() == "made"
        assert Owner.method() == "made"
        assert calls == [("Owner", "method")]

    def test_from_an_instance_it_is_a_method_the_first_time_too(self) -> None:
        class Made(OnFirstUse):
            __slots__ = ()

            def make(self) -> Any:
                return lambda of: of

        class Owner:
            method = Made()

        owner = Owner()
        assert owner.method() is owner
        assert Owner.method("a") == "a"

    def test_an_attribute_says_how_it_is_made(self) -> None:
        class Owner:
            attribute = OnFirstUse()

        with pytest.raises(NotImplementedError):
            _ = Owner.attribute


class TestImportOnFirstUse:
    """A name with dots, whose module is imported when its method is looked up."""

    def test_a_method(self) -> None:
        package: Any = ImportOnFirstUse("xml")

        class Texts:
            escaped = package.sax.saxutils.escape

        assert type(vars(Texts)["escaped"]) is ImportOnFirstUse
        assert Texts.escaped("a < b") == "a &lt; b"
        assert vars(Texts)["escaped"] is escape

    def test_a_class_is_itself(self) -> None:
        package: Any = ImportOnFirstUse("fractions")
        assert package.Fraction is fractions.Fraction

    @pytest.mark.parametrize("name", ["_private", "__wrapped__"])
    def test_a_private_name_is_none_of_its(self, name: str) -> None:
        with pytest.raises(AttributeError, match=f"^{name}$"):
            getattr(ImportOnFirstUse("fractions"), name)


class TestBoundedMemo:
    """What a function returns, by its argument; once there are so many, all are forgotten."""

    def test_an_argument_that_comes_again_costs_a_look_up_alone(self) -> None:
        calls = []

        def doubled(number: int) -> int:
            calls.append(number)
            return 2 * number

        memo = BoundedMemo(doubled, 2)
        assert [memo[1], memo[1], memo[2], memo[1]] == [2, 2, 4, 2]
        assert calls == [1, 2]
        assert memo[3] == 6
        assert (memo, memo.most) == ({3: 6}, 2)
        assert [memo[4], memo[3]] == [8, 6]
        assert calls == [1, 2, 3, 4]
