"""Hold the sums, rates and shares of a clause, which may change with time, with the plan, or with an index.

Wherever a clause has a number, a provider's file may give

* the number itself;
* `Dated`: one value after another, each from a day on;
* `ByFact`: one value for each plan, region or segment;
* for a rate, `OfIndex`: a published index times a factor, plus a margin.

They nest: a rate by region may be dated for one of the regions. `value_on` gives the number of one day, and
`changes_between` the days between two days on which it changes. Both need the `NumberFacts` of the question.

A number is refused, never guessed, where there is no entry for a day or a name. An index is `given` where no table of
it is kept, such as the highest rate that the law allows: then it is a fact of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    Literal,
    NamedTuple,
    TypeAlias,
    TypeVar,
    assert_never,
    cast,
    final,
    get_args,
)

from telcoterms.agreement.rule import RULE_FIELDS
from telcoterms.values.dataclasses import dataclass, fields, is_dataclass
from telcoterms.values.days import MAX_DAY_OF_MONTH
from telcoterms.values.errors import DayError, InputError, MissingFactsError, UnknownNameError, Unquoted
from telcoterms.values.hashes import sha256_of_value
from telcoterms.values.later import Remembers
from telcoterms.values.messages import Phrases, Spelling, field_name, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Percent

T = TypeVar("T")
U = TypeVar("U")

NumberFact = Literal["plan", "region", "segment"]
"""The facts of a question by which a number can differ."""
NUMBER_FACT_NAMES: Final[tuple[NumberFact, ...]] = get_args(NumberFact)
GIVEN_FACT_NAMES: Final = (*NUMBER_FACT_NAMES, "index")
"""The facts of a question by which a number is chosen, in the order of `NumberFacts.as_given`."""

MAX_DEPTH: Final = 3
"""How deep the forms of a number may nest."""

MAX_DAYS: Final = 3660
"""The most days that a clause counts, ten years: no notice or grace is longer."""


class Bounds(NamedTuple):
    """The least and the most that a count of a clause can be, and the name of such counts in the schema of a file."""

    least: int
    most: int
    name: str


@final
@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A number that changes: each entry holds from its day on, until the next. The days are in order."""

    entries: tuple[tuple[date, Number[T]], ...]


@final
@dataclass(frozen=True, slots=True)
class ByFact(Generic[T]):
    """A number for each plan, region or segment; `other` is that of every name which is not listed."""

    fact: NumberFact
    by_name: tuple[tuple[str, Number[T]], ...]
    other: Number[T] | None = None


@final
@dataclass(frozen=True, slots=True)
class OfIndex:
    """A rate that is an index times a factor, plus a margin."""

    index: str
    plus: Fraction = Fraction(0)
    times: Fraction = Fraction(1)


Number: TypeAlias = T | Dated[T] | ByFact[T]
"""A number of a clause, in one of its forms."""
Rate: TypeAlias = Fraction | Dated[Fraction] | ByFact[Fraction] | OfIndex
"""A rate of a clause, which may rest on an index."""
Sum: TypeAlias = Money | Dated[Money] | ByFact[Money]
"""A sum of a clause."""
Share: TypeAlias = Fraction | Dated[Fraction] | ByFact[Fraction]
"""A share of a clause: 3 % is 0.03."""
Count: TypeAlias = int | Dated[int] | ByFact[int]
"""A number of months of a clause."""
Days: TypeAlias = Annotated[Count, Bounds(0, MAX_DAYS, "days")]
"""A number of days or months of a clause that counts from a day."""
DayNumber: TypeAlias = Annotated[Count, Bounds(1, MAX_DAY_OF_MONTH, "day-of-month")]
"""A day of the month of a clause."""
YesOrNo: TypeAlias = bool | Dated[bool] | ByFact[bool]
"""Whether something holds of a clause, such as that it is taxed."""


@final
@dataclass(frozen=True, slots=True)
class ShareBound:
    """A bound that is a share of an amount: of the amount that was late, or of the fees that remain."""

    share: Share


Bound: TypeAlias = Sum | ShareBound
"""The least or the most that a clause comes to."""


@final
@dataclass(frozen=True, slots=True)
class ByTermLength:
    """How many months count at most, by the months of the term: 6 of a term of 12, 12 of one of 24."""

    entries: tuple[tuple[int, int], ...]

    def of(self, term_months: int) -> int:
        """Return the number for a term. Raises `UnknownNameError` for a length that is not listed."""
        lengths = dict(self.entries)
        if term_months not in lengths:
            raise UnknownNameError(
                "the terms have no number of months for a term of {months} months: choose from {known}",
                months=term_months,
                known=tuple(Unquoted(str(length)) for length in lengths),
            )
        return lengths[term_months]

    @property
    def figures(self) -> tuple[str, ...]:
        """The numbers as a section states them."""
        return tuple(f"{most} months" for _, most in self.entries)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Remembers):
    """An index that a provider's rates rest on, such as the base rate of a bank.

    `rate` has its published values, dated. None means that no table of it is kept: it is a fact of the question.
    """

    id: str
    title: str
    rate: Number[Fraction] | None = None

    @cached_property
    def sha256(self) -> str:
        """The mark of its values."""
        return sha256_of_value(self)

    @property
    def is_given(self) -> bool:
        """Whether the index is a fact of the question."""
        return self.rate is None


@final
@dataclass(frozen=True, slots=True)
class NumberFacts:
    """The facts by which a number is chosen: those of the question, and the indices of the provider's file.

    `given` has the values of indices that are facts of the question.
    """

    plan: str | None = None
    region: str | None = None
    segment: str | None = None
    given: tuple[tuple[str, Fraction], ...] = ()
    indices: tuple[Index, ...] = ()

    @property
    def as_given(self) -> tuple[str | None, str | None, str | None, tuple[tuple[str, Fraction], ...]]:
        """The plan, the region, the segment and the values of indices, as a question has them."""
        return (self.plan, self.region, self.segment, self.given)

    @property
    def by_name(self) -> dict[str, object]:
        """The same by the names of the facts of a question."""
        return dict(zip(GIVEN_FACT_NAMES, self.as_given, strict=True))

    def name_of(self, fact: NumberFact) -> str | None:
        """Return the plan, region or segment; None where it is not known."""
        match fact:
            case "plan":
                return self.plan
            case "region":
                return self.region
            case "segment":
                return self.segment
        assert_never(fact)

    def index(self, name: str) -> Index:
        """Return an index of the provider's file, which the reader of the file has found there."""
        return next(index for index in self.indices if index.id == name)


NO_FACTS: Final = NumberFacts()
"""No plan, region, segment or index is known."""


class NumberFactMissingError(MissingFactsError):
    """A number depends on a plan, a region, a segment or an index, and the question does not give it."""


class IndexNotGivenError(NumberFactMissingError):
    """A rate rests on an index of which no table is kept, and the question does not give it."""


def value_on(number: Any, day: date, facts: NumberFacts = NO_FACTS) -> Any:
    """Return the number that holds on a day.

    Raises `DayError` where no entry is as early, `MissingFactsError` where it depends on a fact that is not given,
    `UnknownNameError` where it has no entry for the fact that is.

    >>> value_on(
    ...     Dated(((date(2024, 1, 1), Fraction(3, 100)), (date(2025, 1, 1), Fraction(2, 100)))), date(2024, 12, 31)
    ... )
    Fraction(3, 100)
    """
    match number:
        case Dated():
            return value_on(_entry_on(number, day), day, facts)
        case ByFact():
            return value_on(_entry_of(number, facts), day, facts)
        case OfIndex():
            return number.times * _index_on(facts, number.index, day) + number.plus
        case _:
            return number


def _entry_on(number: Dated[T], day: date) -> Number[T]:
    """Return the entry of a dated number that holds on a day: the last one whose day has come."""
    found = [value for since, value in number.entries if since <= day]
    if not found:
        raise DayError(
            "{day} is before the first value of the terms, which is of {first}: ask of a later day, or add the values "
            "from before to a file of your own",
            day=day,
            first=number.entries[0][0],
        )
    return found[-1]


def _entry_of(number: ByFact[T], facts: NumberFacts) -> Number[T]:
    """Return the entry of a table for the plan, region or segment that is given."""
    name, entries = facts.name_of(number.fact), dict(number.by_name)
    if name in entries:
        return entries[name]
    if number.other is not None:
        return number.other
    known = tuple(map(Unquoted, entries))
    if name is None:
        named: dict[str, Any] = {"what": Unquoted(number.fact), "fact": fact_spelling(number.fact), "known": known}
        inside: set[NumberFact] = {part.fact for part in parts_of(number) if isinstance(part, ByFact)}
        others: list[NumberFact] = sorted(inside - {number.fact})
        further = tuple(fact_spelling(fact) for fact in others if facts.name_of(fact) is None)
        if further:
            raise NumberFactMissingError(
                "the terms have another number for each {what}: give {fact}, one of {known}, and {further}, on which "
                "some of them depend",
                **named,
                further=Phrases(", ", tuple(phrase("{fact}", fact=fact) for fact in further)),
            )
        raise NumberFactMissingError(
            "the terms have another number for each {what}: give {fact}, one of {known}", **named
        )
    raise UnknownNameError(
        "the terms have no number for the {what} {name}: choose from {known}",
        what=Unquoted(number.fact),
        name=name,
        known=known,
    )


def _index_on(facts: NumberFacts, name: str, day: date) -> Fraction:
    """Return an index on a day: from its table, or as the question gives it."""
    index, given = facts.index(name), dict(facts.given)
    if index.rate is not None:
        rate: Fraction = value_on(index.rate, day, facts)
        return rate
    if name not in given:
        raise IndexNotGivenError(
            "the rate rests on {title}, of which no table is kept here: give {fact}",
            title=index.title,
            fact=Spelling(f"index={{'{name}': '0.12'}}", f"--index {name}=0.12", f"index = {{ {name} = 0.12 }}"),
        )
    return given[name]


def fact_spelling(fact: str) -> Spelling:
    """Return a fact as it is given in Python, in a shell and in a file."""
    return Spelling(fact, "--" + fact.replace("_", "-"), fact, field_name(fact))


def is_constant(number: object) -> bool:
    """Return whether a number is the same on every day and for every plan, region and segment."""
    return not isinstance(number, Dated | ByFact | OfIndex)


def changes_in_time(number: object) -> bool:
    """Return whether a number may have another value on another day: it is dated, or rests on an index."""
    return any(isinstance(part, Dated | OfIndex) for part in parts_of(number))


def parts_of(number: object) -> Iterator[Any]:
    """Yield a number and every number that stands in it."""
    yield number
    match number:
        case Dated():
            for _, value in number.entries:
                yield from parts_of(value)
        case ByFact():
            for _, value in number.by_name:
                yield from parts_of(value)
            if number.other is not None:
                yield from parts_of(number.other)
        case _:
            return


def facts_read(number: object) -> frozenset[str]:
    """Return the facts on which a number depends: `plan`, `region`, `segment`, and `index` where it rests on any."""
    return frozenset(
        part.fact if isinstance(part, ByFact) else "index"
        for part in parts_of(number)
        if isinstance(part, ByFact | OfIndex)
    )


def indices_read(number: object) -> frozenset[str]:
    """Return the names of the indices that a number rests on."""
    return frozenset(part.index for part in parts_of(number) if isinstance(part, OfIndex))


def with_values(number: Any, change: Callable[[Any], Any]) -> Any:
    """Return the same number with each plain value changed."""
    match number:
        case Dated():
            return Dated(tuple((since, with_values(value, change)) for since, value in number.entries))
        case ByFact():
            by_name = tuple((name, with_values(value, change)) for name, value in number.by_name)
            other = None if number.other is None else with_values(number.other, change)
            return ByFact(number.fact, by_name, other)
        case OfIndex():
            return number
        case _:
            return change(number)


def of_facts(number: Any, facts: NumberFacts) -> Any:
    """Return a number with the entry of the plan, region or segment, and with the index that a question gives, put in.

    What is left may still change with time. It is returned as it is where a fact that it depends on is not given.

    >>> of_facts(ByFact("region", (("QC", Fraction(3, 100)), ("ON", Fraction(2, 100)))), NumberFacts(region="QC"))
    Fraction(3, 100)
    """
    match number:
        case Dated():
            return Dated(tuple((since, of_facts(value, facts)) for since, value in number.entries))
        case ByFact():
            name = facts.name_of(number.fact)
            known = next((value for one, value in number.by_name if one == name), number.other)
            return number if known is None else of_facts(known, facts)
        case OfIndex():
            rate = dict(facts.given).get(number.index)
            return number if rate is None else number.times * rate + number.plus
        case _:
            return number


def days_of_change(number: object, facts: NumberFacts = NO_FACTS) -> tuple[date, ...]:
    """Return the days from which a number may have another value, in order; none for one that never changes."""
    days: set[date] = set()
    for part in parts_of(number):
        match part:
            case Dated():
                days.update(since for since, _ in part.entries)
            case OfIndex():
                days.update(days_of_change(facts.index(part.index).rate, facts))
            case _:
                pass
    return tuple(sorted(days))


def is_dated(number: object, facts: NumberFacts = NO_FACTS) -> bool:
    """Return whether a number can have another value on another day."""
    return len(days_of_change(number, facts)) > 1


def changes_between(
    number: Any, first: date, last: date, facts: NumberFacts = NO_FACTS
) -> tuple[tuple[date, Any], ...]:
    """Return the value on the first day, and each later day up to and including the last on which it is another.

    >>> rate = Dated(((date(2024, 1, 1), Fraction(3, 100)), (date(2025, 1, 1), Fraction(2, 100))))
    >>> changes_between(rate, date(2024, 12, 1), date(2025, 6, 1))
    ((datetime.date(2024, 12, 1), Fraction(3, 100)), (datetime.date(2025, 1, 1), Fraction(1, 50)))
    """
    days = [first, *(day for day in days_of_change(number, facts) if first < day <= last)]
    values = [(day, value_on(number, day, facts)) for day in days]
    return (values[0], *(after for before, after in pairwise(values) if before[1] != after[1]))


def check_bounds(least: Bound | None, most: Bound | None) -> None:
    """Raise `InputError` where the least that a clause comes to is over the most, on every day and of every amount."""
    match least, most:
        case (Money(), Money()) if least > most:
            raise InputError("least is {least} and most is {most}: check which is which", least=least, most=most)
        case (ShareBound(Fraction() as smaller), ShareBound(Fraction() as larger)) if smaller > larger:
            template = "least is {least} of the amount and most is {most}: check which is which"
            raise InputError(template, least=Percent(smaller), most=Percent(larger))
        case _:
            pass  # of a sum and a share, or numbers that change, either may be the greater


def numbers_in(value: object) -> Iterator[Any]:
    """Yield each number of a clause that has a form of its own: those of its parts and of its bounds too."""
    match value:
        case Dated() | ByFact() | OfIndex():
            yield value
        case tuple():
            for item in value:
                yield from numbers_in(item)
        case _ if is_dataclass(value):
            for field in fields(cast("type[Any]", type(value))):
                if field.name not in RULE_FIELDS:  # which hold no number, and most of the texts
                    yield from numbers_in(getattr(value, field.name))
        case _:
            return


def facts_read_in(clauses: Iterable[object]) -> frozenset[str]:
    """Return the facts on which the numbers of clauses depend, as `facts_read` names them."""
    return frozenset[str]().union(*(facts_read(number) for clause in clauses for number in numbers_in(clause)))


def names_beside_other(clauses: Iterable[object]) -> dict[NumberFact, tuple[str, ...]]:
    """Return, for each fact, its names for which clauses have a number of its own, beside one for any other."""
    numbers = (number for clause in clauses for number in numbers_in(clause))
    names = dict[NumberFact, dict[str, None]]()
    for part in (part for number in numbers for part in parts_of(number)):
        if isinstance(part, ByFact) and part.other is not None:
            names.setdefault(part.fact, {}).update((name, None) for name, _ in part.by_name)
    return {fact: tuple(known) for fact, known in names.items()}


def check_facts(clauses: Iterable[object], facts: NumberFacts, also: frozenset[str] = frozenset()) -> None:
    """Reject a plan, a region, a segment or an index that no number of the clauses depends on.

    `also` names the facts on which more than the numbers depends.
    """
    numbers = [number for clause in clauses for number in numbers_in(clause)]
    read = also.union(*map(facts_read, numbers))
    given = {"plan": facts.plan, "region": facts.region, "segment": facts.segment}
    for name, value in given.items():
        if value is not None and name not in read:
            raise InputError(
                "{fact} is {value}, and no number or tax of these terms depends on it: leave it out",
                fact=fact_spelling(name),
                value=value,
            )
    asked_for = {name for name in frozenset[str]().union(*map(indices_read, numbers)) if facts.index(name).is_given}
    for name, _ in facts.given:
        if name not in asked_for:
            raise UnknownNameError("no rate of these terms asks for the index {name}: leave it out", name=name)
