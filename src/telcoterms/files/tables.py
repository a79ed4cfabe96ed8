"""Read the published tables: calendars, tax rates, and dated rules of law."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from typing import Any, Final, get_args

from telcoterms.agreement.agreement import members
from telcoterms.agreement.customer import Customer
from telcoterms.agreement.law import (
    Certainty,
    DecidedBy,
    Effect,
    LawRule,
    LawTable,
    ProviderSize,
    PublishedRules,
    RuleVersion,
    Scope,
    ServiceKind,
)
from telcoterms.agreement.rule import field_types
from telcoterms.agreement.taxes import NotEstablished, TaxedAs, TaxRate, TaxTable, home_among
from telcoterms.files.kinds import about, number_field
from telcoterms.files.shapes import (
    CURRENCY,
    DAY,
    RATE,
    REVISION,
    SHORT_NAME,
    TEXT,
    ByKind,
    Field,
    Items,
    Place,
    Shape,
    UnfitError,
    ValueField,
    missing,
    name_of,
    need,
    read_whole,
)
from telcoterms.files.text import toml_of
from telcoterms.terms import QUESTIONS
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import MISSING, fields, replace
from telcoterms.values.errors import AmountError, InputError, UnknownNameError, Unquoted
from telcoterms.values.hashes import FileText
from telcoterms.values.messages import Term, phrase
from telcoterms.values.published import published_names, published_text
from telcoterms.values.steps import decimal_text
from telcoterms.values.weeks import WEEKDAYS

_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_DAYS: Final = re.compile(r"([0-9]{2}-[0-9]{2}( [0-9]{2}-[0-9]{2})*)?", re.ASCII)


def _years(value: Any) -> dict[int, tuple[date, ...]]:
    need(isinstance(value, dict) and value and all(_YEAR.fullmatch(year) for year in value))
    need(all(isinstance(days, str) and _DAYS.fullmatch(days) for days in value.values()))
    try:
        days_by_year = {int(year): tuple(_day(year, day) for day in days.split()) for year, days in value.items()}
    except ValueError:
        raise UnfitError from None
    need(list(days_by_year) == list(range(min(days_by_year), max(days_by_year) + 1)))
    return days_by_year


def _day(year: str, day: str) -> date:
    return date(int(year), int(day[:2]), int(day[3:]))


YEARS: Final = ValueField(
    Term("a table of years that follow each other, each with the days that are closed"),
    Term("write them as 2026 = '01-01 12-25', month and day"),
    _years,
    {},
)


def _calendar(
    calendar: str, version: str, source: str, closed: Mapping[int, tuple[date, ...]], **other_fields: Any
) -> Calendar:
    return Calendar(
        name=calendar,
        version=version,
        closed=frozenset(day for days in closed.values() for day in days),
        first=date(min(closed), 1, 1),
        last=date(max(closed), 12, 31),
        weekend=frozenset(map(WEEKDAYS.index, other_fields["weekend"])),
    )


CALENDAR: Final[Shape[Calendar]] = Shape(
    _calendar,
    {
        "calendar": SHORT_NAME,
        "version": TEXT,
        "source": TEXT,
        "weekend": Items(name_of(WEEKDAYS), once=True, empty=True),
        "closed": YEARS,
    },
)


def read_calendar(text: str, file: str) -> Calendar:
    """Read a calendar; raise `InvalidFileError` with all faults of the file."""
    return read_whole(CALENDAR, toml_of(text, file), "", file)


def check_table(folder: str, name: str, what: Term) -> None:
    """Raise the `UnknownNameError` that lists all published tables of a folder, where there is none of this name."""
    known = tuple(map(Unquoted, published_names(folder)))
    if name not in known:
        template = "there is no table of {what} {name}: choose from {known}"
        raise UnknownNameError(template, what=what, name=name, known=known)


@cache
def calendars() -> tuple[str, ...]:
    """Return the names of the published calendars."""
    return tuple(published_names("calendars"))


@cache
def _published(name: str) -> Calendar:
    return read_calendar(published_text("calendars", f"{name}.toml"), f"calendars/{name}.toml")


def load_calendar(name: str) -> Calendar:
    """Load a published calendar: `ontario-and-federal` or `england`, both from 2015 to 2040.

    Its file is read when it is first looked at.
    Raises `UnknownNameError` for a name that does not exist. A calendar of another place is made by
    `Calendar.from_holidays`.

    >>> load_calendar("england")
    <calendar england, version 2026-11: 2015-01-01 to 2040-12-31, 235 days>
    """
    if name not in calendars():
        raise UnknownNameError(
            "there is no calendar {name} here: choose from {known}, or make one with Calendar.from_holidays",
            name=name,
            known=tuple(map(Unquoted, calendars())),
        )
    return _later(name)


@cache
def _later(name: str) -> Calendar:
    return Calendar.later(partial(_published, name))


def _untaxed(question: str, source: str) -> tuple[str, str]:
    return question, source


def _a_tax_rate(value: Any) -> Fraction:
    need(isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0)
    if value > 1:
        percent, meant = Unquoted(decimal_text(Fraction(value))), Unquoted(f"{Decimal(value).scaleb(-2):f}")
        raise AmountError("rate is {percent}: for {percent} % write {rate}", percent=percent, rate=meant)
    return Fraction(value)


TAX_RATE: Final = ValueField(
    Term("a rate of tax from 0 to 1"),
    Term("write 20 % as 0.20, without quotation marks"),
    _a_tax_rate,
    {"type": "number", "minimum": 0, "maximum": 1},
)
SERVICES: Final = Items(name_of(get_args(TaxedAs)))
NOT_ESTABLISHED: Final = Items(Shape(NotEstablished, {"region": TEXT, "why": TEXT}, {"services": SERVICES}))
UNTAXED: Final = Items(Shape(_untaxed, {"question": name_of(["late_charge"]), "source": TEXT}))
TAXES: Final[Shape[dict[str, Any]]] = Shape(
    dict,
    {
        "table": SHORT_NAME,
        "revision": REVISION,
        "checked": DAY,
        "rate": Items(
            Shape(
                TaxRate,
                {"region": TEXT, "name": TEXT, "rate": RATE, "since": DAY, "source": TEXT},
                {"services": SERVICES},
            )
        ),
    },
    {
        "not_established": NOT_ESTABLISHED,
        "untaxed": UNTAXED,
    },
)


def read_taxes(text: str, file: str, home: str | None) -> TaxTable:
    """Read the tax table of a country; `home` is the region of the provider, None where the customer's decides."""
    fields = read_whole(TAXES, toml_of(text, file), "", file)
    rates, not_established = fields["rate"], fields.get("not_established", ())
    return TaxTable(
        home=home_among(home, rates, not_established),
        rates=rates,
        not_established=not_established,
        untaxed=fields.get("untaxed", ()),
        name=fields["table"],
        revision=fields["revision"],
    )


OWN_TABLE: Final = Term("the provider's own table of taxes")
"""The source of a rate of a provider's own table, where it names no other."""


def _own_rate(name: str, rate: Fraction, since: date, source: str = OWN_TABLE, **named: Any) -> TaxRate:
    return TaxRate(**{"region": None, **named}, name=name, rate=rate, since=since, source=source)


OWN_TAXES: Final[dict[str, Field[Any]]] = {
    "rate": Items(
        Shape(
            _own_rate,
            {"name": TEXT, "rate": TAX_RATE, "since": DAY},
            {"region": TEXT, "source": TEXT, "services": SERVICES},
            about="A rate of a tax in force from a day on; each name is a tax of its own.",
        ),
        cure=phrase("write {key}", key=Unquoted("[[tax.rate]]")),
    )
}
"""The keys of a provider's own table of taxes that must be there."""
OF_OWN_TAXES: Final[dict[str, Field[Any]]] = {
    "region": TEXT,
    "not_established": NOT_ESTABLISHED,
    "untaxed": UNTAXED,
    "table": SHORT_NAME,
    "revision": REVISION,
    "checked": DAY,
}
"""The keys of a provider's own table of taxes that may be left out; the last three are those of a published one."""


def own_taxes(
    rate: tuple[TaxRate, ...],
    region: str | None = None,
    not_established: tuple[NotEstablished, ...] = (),
    untaxed: tuple[tuple[str, str], ...] = (),
    **head: Any,
) -> TaxTable:
    """Return the table of taxes of a provider's own file; a rate without a region is that of the provider's own.

    `head` are the name and the revision of the table, where it has them.
    """
    rates = tuple(replace(one, region=one.region or region) for one in rate)
    home = home_among(region, rates, not_established)
    return TaxTable(home=home, rates=rates, not_established=not_established, untaxed=untaxed, **head)


def check_own_taxes(values: Mapping[str, Any], place: Place) -> None:
    """Note the rates of a provider's own table that lack a region or stand out of order, and a region without any."""
    rates: tuple[TaxRate, ...] = values.get("rate", ())
    home: str | None = values.get("region")
    if any(fault.path.startswith(place.path) for fault in place.faults):
        return
    named = {rate.region for rate in rates if rate.region is not None}
    latest: dict[tuple[str | None, str, tuple[TaxedAs, ...]], date] = {}
    for number, rate in enumerate(rates, 1):
        at = place.key("rate").item(number)
        if rate.region is None and home is None and named:
            at.key("region").note(missing("region", Term("the region of this rate, as the other rates have one")))
        of_tax = (rate.region or home, rate.name, rate.services)
        before = latest.get(of_tax)
        if before is not None and rate.since <= before:
            error = InputError("since {later} stands after {earlier}: sort them", later=rate.since, earlier=before)
            at.key("since").note(error)
        latest[of_tax] = rate.since
    if home is not None and named and home not in named and all(rate.region is not None for rate in rates):
        place.key("region").note(
            UnknownNameError(
                "no rate here is of {region}: choose from {known}, or add its rates",
                region=home,
                known=tuple(map(Unquoted, sorted(named))),
            )
        )


COMMON: Final[dict[str, Field[Any]]] = {"says": TEXT, "source": TEXT, "since": DAY, "dated": TEXT}


@cache
def law_kinds() -> dict[str, type[Any]]:
    """Return the kinds of what a rule fixes, by name."""
    return {kind.kind: kind for kind in members(RuleVersion)}


def version_shape(kind: type[Any], currency: str | None) -> Shape[Any]:
    """Return the shape of a version of one kind."""
    hints = field_types(kind)
    all_fields = {
        one.name: COMMON.get(one.name) or number_field(hints[one.name], TEXT, currency)  # type: ignore[arg-type]
        for one in fields(kind)
    }
    may = {one.name for one in fields(kind) if one.default is not MISSING}
    must = {name: field for name, field in all_fields.items() if name not in may}
    return Shape(kind, must, {name: field for name, field in all_fields.items() if name in may}, about=about(kind))


SCOPE: Final[Shape[Scope]] = Shape(
    Scope,
    {},
    {
        "services": Items(name_of(get_args(ServiceKind)), once=True),
        "sizes": Items(name_of(get_args(ProviderSize)), once=True),
        "customers": Items(name_of(get_args(Customer)), once=True),
        "provinces": Items(TEXT, once=True),
        "members_of": Items(SHORT_NAME, once=True),
        "unsettled": TEXT,
    },
)


def law_rules(currency: str | None, key: str = "rule") -> Items[LawRule]:
    """Return the field for the rules of a law table; `key` is where they stand in the file."""
    versions = ByKind(law_kinds(), partial(version_shape, currency=currency))

    def rule(version: tuple[Any, ...], **named: Any) -> LawRule:
        return LawRule(versions=version, **named)

    rule_fields = Shape(
        rule,
        {
            "name": SHORT_NAME,
            "title": TEXT,
            "effect": name_of(get_args(Effect)),
            "who": TEXT,
            "questions": Items(name_of(QUESTIONS), once=True),
            "checked": DAY,
            "certainty": name_of(get_args(Certainty)),
            "version": Items(versions, cure=phrase("write {key}", key=Unquoted(f"[[{key}.version]]"))),
        },
        {
            "binds": Items(SCOPE, cure=phrase("write {key}", key=Unquoted(f"[[{key}.binds]]"))),
            "decided_by": name_of(get_args(DecidedBy)),
        },
    )
    return Items(rule_fields, cure=phrase("write {key}", key=Unquoted(f"[[{key}]]")))


LAW_HEAD: Final[dict[str, Field[Any]]] = {
    "table": SHORT_NAME,
    "country": TEXT,
    "currency": CURRENCY,
    "revision": REVISION,
}
"""The keys of a law table beside its rules."""


def law_of(rule: Sequence[LawRule], **head: Any) -> LawTable:
    """Return a table of law."""
    return LawTable(rules=rule, **head)


def law_shape(currency: str | None) -> Shape[LawTable]:
    """Return the shape of the whole file of a law table."""
    return Shape(law_of, LAW_HEAD | {"rule": law_rules(currency)})


def read_law(text: str, file: str) -> LawTable:
    """Read the rules of a country; raise `InvalidFileError` with all faults of the file."""
    data = toml_of(text, file)
    table = read_whole(law_shape(CURRENCY.read(data.get("currency"), Place("", []))), data, "", file)
    return replace(table, file=FileText(text))


_RULE: Final = re.compile(r"^(?=\[\[rule\]\]$)", re.MULTILINE)
_QUESTIONS: Final = re.compile(r"^questions = \[([^]]*)\]$", re.MULTILINE)


def read_published_law(text: str, file: str) -> LawTable:
    """Return a published table of law, each rule of which is read when one of its questions first asks for it.

    The tests judge a published table as a whole, and compare the two. A rule stands from its `[[rule]]` up to the next.
    """
    head, *rules = _RULE.split(text)
    fields = read_whole(Shape(dict[str, Any], LAW_HEAD), toml_of(head, file), "", file)
    shape = cache(partial(law_rules, fields["currency"]))

    def rule(text: str) -> LawRule:
        (one,) = read_whole(shape(), toml_of(text, file)["rule"], "rule", file)
        return one

    unread = tuple((_questions_in(one), cache(partial(rule, one))) for one in rules)
    return law_of(PublishedRules(unread), file=FileText(text), **fields)


def _questions_in(rule: str) -> frozenset[str]:
    found = _QUESTIONS.search(rule)
    assert found is not None, rule
    return frozenset(found[1].split('"')[1::2])
