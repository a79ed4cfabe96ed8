"""Define the facts that several questions take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Literal

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NO_FACTS, Index, NumberFacts, check_facts
from telcoterms.agreement.rule import Rule
from telcoterms.answers.question import fact
from telcoterms.values.choices import as_name
from telcoterms.values.days import MAX_DAY_OF_MONTH
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase
from telcoterms.values.money import as_rate

Regime = Literal["month-to-month", "fixed-term"]
"""How a service runs on a day: from month to month, or inside a fixed term."""

ISSUED: Final[Any] = fact("the date of the invoice")
BILL_DUE: Final[Any] = fact(
    "the last day to pay that the bill shows, where the terms leave it to the bill",
    default=None,
    in_heading=Phrase("due {value} by the bill"),
)
SENT: Final[Any] = fact(
    "the day on which the bill was sent, where the terms count from it",
    default=None,
    in_heading=Phrase("sent {value}"),
)
RECEIVED: Final[Any] = fact(
    "the day on which the bill was received, where the terms count from it",
    default=None,
    in_heading=Phrase("received {value}"),
)
WAY: Final[Any] = fact(
    "how the bill is paid or sent, such as direct-debit, where the terms have another due date for that",
    default=None,
    shown="NAME",
    in_heading=Phrase("by {value}"),
)
OUTSTANDING: Final[Any] = fact("what was outstanding when the due date ended, such as 113.00", place="argument")
PAID: Final[Any] = fact("the day on which it was paid in full, or on which it is looked at")
BILLING_MONTHS: Final[Any] = fact(
    "how many months a bill covers: 1, or 3 when billed by the quarter",
    default=1,
    unit="months",
    in_heading=Phrase("billed every {value}"),
)
BILLING_DAY: Final[Any] = fact(
    "the day of the month on which it is billed, where a 29th to 31st was moved",
    default=None,
    most=MAX_DAY_OF_MONTH,
    in_heading=Phrase("billed on day {value}"),
)
CANCELLED: Final[Any] = fact("the day of the cancellation")
NOTICE: Final[Any] = fact("the day of the provider's written notice")
TERM_START: Final[Any] = fact("the first day of the fixed term")
TERM_MONTHS: Final[Any] = fact("how many months the term has", unit="months")
INCENTIVE: Final[Any] = fact(
    "what was received for taking the term, where that is charged; 0 if nothing was",
    default=None,
    in_heading=Phrase("with an incentive of {value}"),
)
AT: Final[Any] = fact("the moment, with its offset from UTC, such as 2026-03-09T09:00-04:00", shown="MOMENT")
PROVINCE: Final[Any] = fact(
    "take the tax of another province or region, such as NS; the law beside the terms takes it too",
    default=None,
    shown="XX",
    in_heading=Phrase("taxed in {value}"),
)
TAX_RATE: Final[Any] = fact(
    "take this rate of tax, such as 0.13 for 13 %", default=None, shown="RATE", in_heading=Phrase("taxed at {value}")
)
TAX_MODE: Final[Any] = fact(
    "whether the tax comes on top of the sum or is in it",
    default="added",
    in_heading={"included": Phrase("tax included")},
)
TAXED_AS: Final[Any] = fact(
    "what kind of service is taxed, where the tax depends on it", default=None, in_heading=Phrase("taxed as {value}")
)
TAXED_ON: Final[Any] = fact(
    "the day whose tax was paid, if that is not the first day of the cycle",
    default=None,
    in_heading=Phrase("taxed on {value}"),
)
PLAN: Final[Any] = fact(
    "the plan, where a number of the terms depends on it", default=None, in_heading=Phrase("plan {value}")
)
REGION: Final[Any] = fact(
    "the region, where a number or the tax of the terms depends on it",
    default=None,
    in_heading=Phrase("region {value}"),
)
SEGMENT: Final[Any] = fact(
    "the kind of customer, where a number of the terms depends on it",
    default=None,
    in_heading=Phrase("segment {value}"),
)
REMINDED: Final[Any] = fact(
    "each day of a reminder, where a charge follows one", default=(), in_heading=Phrase("reminded on {value}")
)
INDEX: Final[Any] = fact(
    "the value of an index of which the terms keep no table, such as lawful=0.12",
    default=(),
    shown="NAME=RATE",
    in_heading=Phrase("index {value}"),
)


def as_index_values(given: object) -> tuple[tuple[str, Fraction], ...]:
    """Return the values of indices that a question is given, by their names: a mapping, or pairs of name and rate."""
    pairs = list(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(pairs, Sequence) or isinstance(pairs, str) or not all(_is_pair(pair) for pair in pairs):
        raise InputError("index is {found}: give each by its name, such as {{'lawful': '0.12'}}", found=given)
    return tuple(sorted((name, as_rate(value, "index")) for name, value in pairs))


def _is_pair(pair: object) -> bool:
    return isinstance(pair, Sequence) and not isinstance(pair, str) and len(pair) == 2 and isinstance(pair[0], str)


IndexValues = Mapping[str, Fraction | str] | Sequence[tuple[str, Fraction | str]]
"""The values of indices of which the terms keep no table, by their names."""


def number_facts_in(question: Any) -> NumberFacts:
    """Return what numbers are chosen by, of a question that has `PLAN`, `REGION`, `SEGMENT` and `INDEX`."""
    return NumberFacts(question.plan, question.region, question.segment, question.index, question.agreement.indices)


def as_number_facts(
    plan: str | None, region: str | None, segment: str | None, index: object, indices: tuple[Index, ...] = ()
) -> NumberFacts:
    """Return the facts by which numbers are chosen, each checked by itself."""
    names = {"plan": plan, "region": region, "segment": segment}
    checked = {name: None if value is None else as_name(value, name) for name, value in names.items()}
    return NumberFacts(**checked, given=as_index_values(index), indices=indices)


def number_facts_of(
    agreement: Agreement,
    clauses: Iterable[Rule],
    plan: str | None,
    region: str | None,
    segment: str | None,
    index: object = (),
    *,
    taxed: bool = False,
) -> NumberFacts:
    """Return the facts by which the numbers of clauses are chosen, checked.

    `taxed` says that the question takes the tax of the region. Raises `InputError` for a fact on which neither a number
    of these clauses nor the tax depends.
    """
    if plan is None and region is None and segment is None and index == ():
        return NumberFacts(indices=agreement.indices) if agreement.indices else NO_FACTS
    facts = as_number_facts(plan, region, segment, index, agreement.indices)
    by_region = taxed and agreement.tax is not None and agreement.tax.takes(facts.region)
    check_facts(clauses, facts, frozenset({"region"}) if by_region else frozenset())
    return facts
