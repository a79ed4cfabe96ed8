"""Tables of dated rules of law."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Final, get_type_hints

from telcoterms.errors import Fault, Word
from telcoterms.law import Fixed, LawRule, LawTable
from telcoterms.reader.fields import CURRENCY, DAY, SHORT_NAME, TEXT, Field, Place, count
from telcoterms.reader.files import toml_of
from telcoterms.reader.kinds import about, members, number_field
from telcoterms.reader.tables import ByKind, Items, Shape, judge
from telcoterms.words import phrase

COMMON: Final[dict[str, Field[Any]]] = {"says": TEXT, "source": TEXT, "since": DAY, "dated": TEXT}


@cache
def law_kinds() -> dict[str, type[Any]]:
    """The kinds of what a rule fixes, by name."""
    return {one.kind: one for one in members(Fixed)}


def version_shape(kind: type[Any], currency: str | None) -> Shape[Any]:
    """The table of a version of one kind."""
    hints = get_type_hints(kind)
    every = {
        one.name: COMMON.get(one.name) or number_field(hints[one.name], TEXT, currency)  # type: ignore[arg-type]
        for one in fields(kind)
    }
    may = {one.name for one in fields(kind) if one.default is not MISSING}
    must = {name: field for name, field in every.items() if name not in may}
    return Shape(kind, must, {name: every[name] for name in may}, about=about(kind))


def law_shape(currency: str | None) -> Shape[LawTable]:
    """The whole file."""
    versions = ByKind({name: version_shape(kind, currency) for name, kind in law_kinds().items()})

    def rule(name: str, title: str, version: tuple[Any, ...]) -> LawRule:
        return LawRule(name=name, title=title, versions=version)

    def table(rule: tuple[LawRule, ...], **named: Any) -> LawTable:
        return LawTable(rules=rule, **named)

    one = Shape(
        rule,
        {
            "name": SHORT_NAME,
            "title": TEXT,
            "version": Items(versions, cure=phrase("write {key}", key=Word("[[rule.version]]"))),
        },
    )
    head: dict[str, Field[Any]] = {
        "table": SHORT_NAME,
        "country": TEXT,
        "currency": CURRENCY,
        "revision": count(0, 999),
        "checked": DAY,
    }
    return Shape(table, head | {"rule": Items(one, cure=phrase("write {key}", key=Word("[[rule]]")))})


def read_law(text: str, file: str) -> LawTable:
    """The rules of a country; raises `FaultyFileError` with all faults of the file."""
    data = toml_of(text, file)
    faults: list[Fault] = []
    found = law_shape(CURRENCY.read(data.get("currency"), Place("", []))).read(data, Place("", faults))
    judge(file, faults)
    assert found is not None
    return found
