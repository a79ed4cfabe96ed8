"""Tables of tax rates."""

from __future__ import annotations

from typing import Any, Final

from telcoterms.errors import Fault
from telcoterms.reader.fields import DAY, RATE, SHORT_NAME, TEXT, Place, count, name_of
from telcoterms.reader.files import toml_of
from telcoterms.reader.tables import Items, Shape, judge
from telcoterms.taxes import TaxRate, TaxTable


def _reason(region: str, why: str) -> tuple[str, str]:
    return region, why


def _untaxed(question: str, source: str) -> tuple[str, str]:
    return question, source


TAXES: Final[Shape[dict[str, Any]]] = Shape(
    dict,
    {
        "table": SHORT_NAME,
        "revision": count(0, 999),
        "checked": DAY,
        "rate": Items(Shape(TaxRate, {"region": TEXT, "name": TEXT, "rate": RATE, "since": DAY, "source": TEXT})),
    },
    {
        "not_established": Items(Shape(_reason, {"region": TEXT, "why": TEXT})),
        "untaxed": Items(Shape(_untaxed, {"question": name_of(["late_charge"]), "source": TEXT})),
    },
)


def read_taxes(text: str, file: str, home: str) -> TaxTable:
    """The table of a country; `home` is the region of the provider."""
    faults: list[Fault] = []
    found = TAXES.read(toml_of(text, file), Place("", faults))
    judge(file, faults)
    assert found is not None
    return TaxTable(
        home=home,
        rates=found["rate"],
        not_established=found.get("not_established", ()),
        untaxed=found.get("untaxed", ()),
    )
