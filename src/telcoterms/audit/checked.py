"""Check the facts of a line of a bill by their types, and write them as its file has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from telcoterms.account.events import as_file_value
from telcoterms.agreement.agreement import members
from telcoterms.answers.facts import as_index_values
from telcoterms.answers.question import Facts, kind_of, types_of
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN
from telcoterms.values.choices import as_name, one_of
from telcoterms.values.days import as_count, as_day
from telcoterms.values.errors import AmountError, MissingFactsError, UnknownNameError, Unquoted
from telcoterms.values.money import Money, as_money, as_rate, as_signed_money


def facts_by_name(named: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Return the checked facts of a line or an item, each of the type that its question declares for its name.

    `BillLine.facts` is the same for callers, as objects: no type checker follows the type from the name.
    """
    return dict(named)


def checked_fact(facts: type[Facts], name: str, value: Any) -> object:
    """Return a fact of a class of facts from what was given, checked by its type."""
    its = facts.facts[name]
    if value is None and its.default is None:
        return None
    return _fact_of(types_of(facts)[name], name, value, its.most)


def _fact_of(hint: Any, name: str, value: Any, most: int) -> object:
    match kind_of(hint):
        case "amounts" if _several(value):
            return tuple(as_line_money(one, name) for one in value)
        case "amount" | "amounts":
            return as_line_money(value, name)
        case "day-or-not-given":
            return value if value in (None, LAST_INVOICE_NOT_GIVEN) else as_day(value, name)
        case "day":
            return as_day(value, name)
        case "count":
            return as_count(value, name, most=most)
        case "fraction":
            return as_rate(value, name)
        case "choice":
            return one_of(value, members(hint)[0], name)
        case "text":
            return as_name(value, name)
        case "days":
            return tuple(sorted(as_day(one, name) for one in (value if _several(value) else (value,))))
        case "pairs":
            return as_index_values(value)
        case "moment" | "named-days" | "record" as unreachable_kind:
            raise AssertionError(f"no line of a bill has a fact like {name}: {unreachable_kind}")
        case _ as unreachable:
            assert_never(unreachable)


def _several(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def as_line_money(value: object, name: str) -> Money:
    """Check an amount of a line, which names its currency itself; `name` is its name in the error."""
    signed = as_signed_line_money(value, name)
    return as_money(signed, signed.currency, name)


def as_signed_line_money(value: object, name: str) -> Money:
    """Check an amount of a line that can be below zero; `name` is its name in the error."""
    if not isinstance(value, Money):
        raise AmountError(
            "{fact} is {value}: a line of a bill names its currency itself, give Money('56.45', 'CAD')",
            fact=Unquoted(name),
            value=value,
        )
    return as_signed_money(value, value.currency, name)


def fact_in_file(value: Any) -> object:
    """Return a fact as a bill's file has it: the values of indices as a table."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {name: as_file_value(rate) for name, rate in value}
    return as_file_value(value)


def checked_facts(of: str, kind: type[Facts], facts: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield all facts of a line, each checked by its type; `of` is what the line is, for the error."""
    known = kind.facts
    for name in facts:
        if name not in known:
            raise UnknownNameError(
                "{question} has no fact {name}: choose from {known}",
                question=Unquoted(of),
                name=name,
                known=tuple(map(Unquoted, known)),
            )
    for name, its in known.items():
        if name not in facts and its.is_needed:
            raise MissingFactsError(
                "{question} lacks its fact {name}: give it", question=Unquoted(of), name=Unquoted(name)
            )
        yield name, checked_fact(kind, name, facts[name]) if name in facts else its.default
