"""Find what gives one billed figure: every reading, fact, number of the clause and known mistake, solved backwards.

One thing is changed and the others are held. Facts and numbers have types, and each type is searched in its own way:

    day        each day of a span around the given one, and by bisection beyond it
    amount     by bisection, over all amounts
    rate       by bisection, in hundred-millionths
    count      each of the counts that a question takes
    name       each name: a choice of the question or the clause, a plan, a region

Readings and known mistakes are those of the audit, which names each figure in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, Protocol, assert_never, final, get_args, get_origin

from telcoterms.agreement.agreement import Agreement, members
from telcoterms.agreement.numbers import ByFact, numbers_in
from telcoterms.agreement.rule import RULE_FIELDS, Rule, field_types
from telcoterms.answers.figures import figure_data
from telcoterms.answers.question import KNOWN, choices_of, kind_of, types_of
from telcoterms.audit.audit import (
    FIGURE,
    TAX,
    TOTAL,
    Audit,
    DateAudit,
    LineAudit,
    Mistake,
    ReadingMatch,
    SumName,
    TotalAudit,
    explained_in_words,
)
from telcoterms.audit.bill import LINE_FACTS, BillLine, LineQuestion
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.fee_mistakes import proration_of
from telcoterms.audit.line_sums import sums_on_facts
from telcoterms.audit.questions import audit_line, edition_of
from telcoterms.terms.solution_search import (
    Found,
    Near,
    Run,
    bears,
    figures_of,
    outward,
    roundest,
    search_each,
    search_monotone,
)
from telcoterms.values.dataclasses import dataclass, fields, replace
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.messages import Phrase, Phrases, Spelling, Value, data_text, field_name, phrase
from telcoterms.values.money import LIMIT, Money
from telcoterms.values.steps import Clause, Percent

FactType = Literal["day", "amount", "fraction", "count"]
"""What a fact or a number is that has an order."""
SolvedValue = Money | date | Fraction | int | str
"""A value of a fact or of a number of a clause: an amount, a day, a rate, a count or a name."""
SolutionKind = Literal[
    "allowed",
    "one-day-off",
    "rounded-otherwise",
    "other-name",
    "known-mistake",
    "event",
    "day",
    "count",
    "multiple",
    "practised",
    "clause-number",
    "amount",
]
"""How a figure comes about, in the order in which it is told: what is likely first. An amount or a rate comes last: one
of them gives nearly every figure, and so explains none."""
KINDS: Final[tuple[SolutionKind, ...]] = get_args(SolutionKind)

SPAN: Final = 370
"""The days to each side of a given one that are looked at one by one."""
FURTHER: Final = 30 * 366
"""The days to each side of a given one in which a day is looked for by bisection."""
RATE_UNITS: Final = 10**8
"""The parts of a rate of 100 %: it is looked for to a millionth of a percent."""
MAX_RATE: Final = 10 * RATE_UNITS
MAX_COUNT: Final = 120
MAX_PARTS: Final = 6
"""The most parts of an amount each of which is looked at."""
MULTIPLES: Final = (*range(2, 13), 100)
"""How many times a figure can have been charged; a hundred times, where cents were taken for dollars."""
MISTAKES_OF_FACTS: Final = frozenset({"before_tax", "original"})
"""The facts that no figure rests on: known mistakes take them."""
MISTAKES_OF_A_DAY: Final = frozenset({"one-day-too-many", "one-day-too-few"})
WITHIN_CYCLE: Final = frozenset({"since", "until", "taxed_on"})
"""The days that are those of the cycle where they are not given."""


@final
@dataclass(frozen=True, slots=True)
class Solution:
    """One thing that gives the billed figure where it is changed, everything else as it was given.

    `name` is that of a fact, a reading, a known mistake, or a number of the clause with its table, as
    `late_charge.rate`. `values` are those that give the figure: days, amounts, rates and counts from the first to the
    last of a run, of names one. `given` is the value that was given; None where there was none. `distance` says how far
    the nearest value lies from it, in days, minor units or counts.
    """

    kind: SolutionKind
    name: str
    says: Phrase
    values: tuple[tuple[SolvedValue, SolvedValue], ...] = ()
    given: SolvedValue | None = None
    distance: int = 0
    clauses: tuple[Clause, ...] = ()

    @property
    def explains(self) -> bool:
        """Whether it says anything that this gives the figure: an amount or a rate nearly always does."""
        match self.kind:
            case "amount":
                return False
            case "allowed" | "one-day-off" | "rounded-otherwise" | "other-name" | "known-mistake":
                return True
            case "event" | "day" | "count" | "multiple" | "practised" | "clause-number":
                return True
        assert_never(self.kind)

    @property
    def told(self) -> Phrase:
        """What gives the figure, as the end of a sentence that is said: no names of a shell or of Python."""
        match self.kind:
            case "allowed":
                return phrase("{how}", how=explained_in_words("allowed"))
            case "rounded-otherwise":
                return phrase("{how}", how=explained_in_words("rounded-otherwise"))
            case "practised":
                return phrase("{how}", how=explained_in_words("practised"))
            case "known-mistake":
                return phrase("a known mistake gives it: {says}", says=dict(self.says.values)["says"])
            case "multiple":
                times = self.values[0][0]
                template = "it is {count} times what the terms give"
                return phrase(
                    template if self.name == "times" else "it is 1/{count} of what the terms give",
                    count=shown_value(times),
                )
            case "event":
                return phrase("the account gives it {event}", event=self.says)
            case "one-day-off" | "day" | "count" | "other-name" | "clause-number" | "amount":
                return self._told_with_value()
        assert_never(self.kind)

    def _told_with_value(self) -> Phrase:
        """Return the nearest value that gives the figure, in the place of the one that was given."""
        value = said_value(self.values[0][0])
        if self.given is None:
            return phrase("it would be right with {value}", value=value)
        if isinstance(self.given, date):
            return phrase("it would be right for {day}, not {given}", day=value, given=self.given)
        return phrase("it would be right with {value} in place of {given}", value=value, given=said_value(self.given))

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "values": [[_data(first), _data(last)] for first, last in self.values],
            "given": _data(self.given),
        }


@final
@dataclass(frozen=True, slots=True)
class Miss:
    """A fact or a number of which no value gives the billed figure, and the two values that come nearest to it."""

    name: str
    says: Phrase
    below: tuple[SolvedValue, Money | date] | None
    above: tuple[SolvedValue, Money | date] | None
    distance: int

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        sides = {"below": self.below, "above": self.above}
        return {
            "name": self.name,
            **{
                side: None if near is None else {"value": _data(near[0]), "figure": _data(near[1])}
                for side, near in sides.items()
            },
        }


def _data(value: Any) -> object:
    """Return a value of a fact as JSON-ready data; a rate as a percentage."""
    return f"{Percent(value).text} %" if isinstance(value, Fraction) else figure_data(value)


class Unknown(NamedTuple):
    """A fact or a number that is solved for: its type, the value that was given, and the figure under another one.

    `given` is None where none was given, and `center` the whole number from which distances are taken. `value_of` turns
    a whole number into the value, and `clauses` are those in which a number stands.
    """

    type: FactType
    name: str
    given: SolvedValue | None
    center: int
    figure_of: Callable[[int], int | None]
    value_of: Callable[[int], SolvedValue]
    clauses: tuple[Clause, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a number of a clause, not a fact."""
        return bool(self.clauses)


class Named(NamedTuple):
    """A name in the place of that of a fact or of a choice of the clause, and the figure under it."""

    name: str
    given: str | None
    other: str
    figure: int | None
    clauses: tuple[Clause, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a choice of a clause, not a fact."""
        return bool(self.clauses)


class SolvedFigure(Protocol):
    """A billed figure that is solved for: what was billed and what the terms give, in minor units or as a day."""

    @property
    def billed(self) -> int: ...
    @property
    def by_terms(self) -> int: ...
    def shown(self, figure: int) -> Money | date: ...


SumOfLine = SumName | Literal["figure"]
"""Which of the sums of a line is explained."""
PLACES: Final[Mapping[SumOfLine, int]] = {"figure": FIGURE, "tax": TAX, "total": TOTAL}
"""Where each of them stands among the sums of a line."""
FigureOnFacts = Callable[[Mapping[str, Any], Agreement], int | None]
"""Returns a figure with some facts changed, under an agreement; None where that is refused."""


@final
class BilledFigure:
    """A figure of a line of a bill: the sum, the tax or the total at a place, or the day.

    `on_account` computes the figure of an item, whose facts are those of an account.
    """

    def __init__(self, agreement: Agreement, line: BillLine, on_account: FigureOnFacts | None = None) -> None:
        self.agreement, self.line, self.on_account = agreement, line, on_account
        self.question: LineQuestion = line.question
        self.facts = facts_by_name(line.named)
        self.audit: LineAudit = audit_line(agreement, line)
        self.place, self.compared = _first_that_differs(self.audit)

    @property
    def what(self) -> SumOfLine:
        """Which of the sums of the line it is."""
        return self.compared.name if isinstance(self.compared, TotalAudit) else "figure"

    @property
    def billed(self) -> int:
        """The figure, in minor units or as an ordinal number."""
        return _whole(self.compared.billed)

    @property
    def by_terms(self) -> int:
        """What the terms give."""
        return _whole(self.compared.by_terms)

    def shown(self, figure: int) -> Money | date:
        """Return a figure as it is shown."""
        billed = self.compared.billed
        return Money.of_minor(figure, billed.currency) if isinstance(billed, Money) else date.fromordinal(figure)

    def figure(self, changed: Mapping[str, Any], agreement: Agreement | None = None) -> int | None:
        """Return the figure with some facts changed, or under other clauses; None where that is refused."""
        if self.on_account is not None:
            return self.on_account(changed, agreement or self.agreement)
        try:
            return sums_on_facts(agreement or self.agreement, self.question, {**self.facts, **changed})[self.place]
        except (TelcoTermsError, OverflowError, ValueError):  # the last two for a day beyond the calendar
            return None

    @property
    def edition(self) -> Agreement:
        """The edition of the terms that answers."""
        return edition_of(self.agreement, self.line)


def _first_that_differs(line: LineAudit) -> tuple[int, Audit | DateAudit | TotalAudit]:
    """Return the first of the figure, the tax and the total of a line that is not by the terms; else the figure."""
    if line.audit.agrees:
        for sum_ in line.sums:
            if not sum_.agrees:
                return PLACES[sum_.name], sum_
    return FIGURE, line.audit


def _whole(figure: Money | date) -> int:
    return figure.minor if isinstance(figure, Money) else figure.toordinal()


def solutions_of(figure: BilledFigure) -> tuple[tuple[Solution, ...], tuple[Miss, ...]]:
    """Return all that gives a billed figure which the terms do not give, and what does not, the nearest first."""
    compared = figure.compared
    by_audit = matched(compared, own_clauses(figure.edition, figure.question))
    solved, misses = solved_on_facts(figure)
    solved += [*by_audit, *multiples(compared.by_terms, compared.billed)]
    return told_in_order(solved, misses)


def told_in_order(solved: list[Solution], misses: Iterable[Miss]) -> tuple[tuple[Solution, ...], tuple[Miss, ...]]:
    """Return solutions in the order of their kinds, and misses, the nearest first."""
    is_a_day_off = any(isinstance(one.given, date) and one.distance == 1 for one in solved)
    if is_a_day_off:  # the known mistake says the same
        solved = [one for one in solved if one.name not in MISTAKES_OF_A_DAY]
    in_order = sorted(solved, key=lambda one: (KINDS.index(one.kind), one.distance))
    return tuple(in_order), tuple(sorted(misses, key=lambda miss: miss.distance))


def solved_on_facts(figure: BilledFigure) -> tuple[list[Solution], list[Miss]]:
    """Return the facts and numbers of the clauses under which the figure is the billed one, and those that miss it."""
    solved: list[Solution] = []
    misses: list[Miss] = []
    facts = tuple(_unknown_facts(figure))[::-1]  # of two alike, the later: the day of payment, not that of the invoice
    for unknown in (*facts, *_unknown_days_of_cycle(figure), *_unknown_numbers(figure)):
        found = _search(unknown, figure.billed)
        if found is None:
            continue
        if found.runs:
            solved.append(solution_of(unknown, found))
        elif not unknown.is_number and (miss := miss_of(figure, unknown, found)):
            misses.append(miss)
    names = (*_other_names(figure), *_other_choices(figure))
    solved += [_named_solution(named) for named in names if named.figure == figure.billed]
    return solved, misses


def matched(compared: Audit | DateAudit | TotalAudit, clauses: tuple[Clause, ...]) -> Iterator[Solution]:
    """Yield the readings and the known mistakes that give a figure."""
    match compared:
        case Audit() | TotalAudit():
            matches: Sequence[ReadingMatch | Mistake] = compared.matches
        case DateAudit():
            return
        case _ as unreachable:
            assert_never(unreachable)
    for match in matches:
        match match:
            case Mistake():
                says = phrase("known mistake {name}: {says}", name=match.name, says=data_text(match.says))
                yield Solution("known-mistake", match.name, says)
            case ReadingMatch():
                yield Solution(*_reading(match), distance=len(match.changes), clauses=clauses)
            case _ as unreachable_match:
                assert_never(unreachable_match)


def _reading(match: ReadingMatch) -> tuple[SolutionKind, str, Phrase]:
    """Return how readings that give the figure stand under the terms, and which they are."""
    match match.explanation:
        case "by-the-terms" | "allowed":
            return "allowed", match.short, phrase("another reading that the words allow: {by}", by=match.short)
        case "rounded-otherwise":
            return "rounded-otherwise", match.short, phrase("rounded otherwise: {by}", by=match.short)
        case "practised":
            return "practised", match.short, phrase("practised against the words: {by}", by=match.short)
    assert_never(match.explanation)


def own_clauses(agreement: Agreement, question: LineQuestion) -> tuple[Clause, ...]:
    """Return the clauses of a question's own rule."""
    tables = KNOWN[question].tables
    rule = tables[-1].find(agreement) if tables else None
    return agreement.tax_clauses if rule is None else (rule.clause,)


def multiples(right: Money | date, billed: Money | date) -> Iterator[Solution]:
    """Yield how many times the figure of the terms was charged."""
    if not isinstance(right, Money) or not isinstance(billed, Money) or not right.minor:
        return
    for times in MULTIPLES:
        if billed.minor == right.minor * times:
            says = phrase("{count} times what these terms give: {figure}", count=times, figure=right)
            yield Solution("multiple", "times", says, ((times, times),), 1, times)
        if right.minor == billed.minor * times:
            says = phrase("1/{count} of what these terms give: {figure}", count=times, figure=right)
            yield Solution("multiple", "part", says, ((times, times),), 1, times)


def _search(unknown: Unknown, billed: int) -> Found | None:
    """Return what the values of an unknown come to; None where it does not bear on the figure."""
    match unknown.type:
        case "day":
            return _search_days(unknown, billed)
        case "amount":
            most = LIMIT if unknown.center >= 0 else 0
            while most > unknown.center and unknown.figure_of(most) is None:  # an account of which it is a part
                most //= 10
            return search_monotone(unknown.figure_of, 0 if most else -LIMIT, most, billed)
        case "fraction":
            most = MAX_RATE if unknown.is_number else RATE_UNITS
            return search_monotone(unknown.figure_of, 0, most, billed)
        case "count":
            others = (count for count in range(MAX_COUNT + 1) if count != unknown.center or unknown.given is None)
            found = search_each(figures_of(unknown.figure_of, others), unknown.center, billed)
            return found if found.runs or found.below or found.above else None
    assert_never(unknown.type)


def _search_days(unknown: Unknown, billed: int) -> Found | None:
    """Look at the days around the given one, and further off by bisection where the figure is on one side of all."""
    if not bears(unknown.figure_of, unknown.center, SPAN):
        return None
    found = search_each(outward(unknown.figure_of, unknown.center, SPAN, billed), unknown.center, billed)
    if found.runs or (found.below and found.above):
        return found
    for side in (1, -1):
        near, far = unknown.center + side * SPAN, unknown.center + side * FURTHER
        while abs(far - near) > SPAN and unknown.figure_of(far) is None:
            far = (near + far) // 2
        further = search_monotone(unknown.figure_of, min(near, far), max(near, far), billed)
        if further is not None and (further.runs or (further.below and further.above)):
            return further
    return found


def _unknown_facts(figure: BilledFigure) -> Iterator[Unknown]:
    """Yield the facts of a line that have an order."""
    types = types_of(LINE_FACTS[figure.question])
    for name, value in figure.facts.items():
        if name in MISTAKES_OF_FACTS:
            continue
        kind = kind_of(types[name])
        match kind:
            case "amount" | "amounts":
                yield from _unknown_amounts(figure, name, value)
            case "day" | "day-or-not-given":
                yield from _unknown_day(figure, name, value)
            case "days":
                if len(value) == 1:
                    yield _one_reminder(figure, name, value[0])
            case "count":
                most = LINE_FACTS[figure.question].facts[name].most
                yield _count(figure, name, value, most)
            case "fraction":
                yield from _unknown_rate(figure, name, value)
            case "pairs":
                if len(value) == 1:
                    yield _index(figure, name, *value[0])
            case "choice" | "text":
                pass  # they have no order: `_other_names`
            case "moment" | "named-days" | "record" as unreachable_kind:
                raise AssertionError(f"no line of a bill has such a fact: {unreachable_kind}")
            case _ as unreachable:
                assert_never(unreachable)


def _unknown_amounts(figure: BilledFigure, name: str, value: Money | tuple[Money, ...] | None) -> Iterator[Unknown]:
    if isinstance(value, Money):
        yield _amount(name, value, lambda money: figure.figure({name: money}))
    elif value is not None and len(value) <= MAX_PARTS:
        for place, part in enumerate(value):

            def figure_of(money: Money, place: int = place) -> int | None:
                return figure.figure({name: (*value[:place], money, *value[place + 1 :])})

            yield _amount(f"{name} {place + 1}" if len(value) > 1 else name, part, figure_of)


def _amount(
    name: str, given: Money, figure_of: Callable[[Money], int | None], clauses: tuple[Clause, ...] = ()
) -> Unknown:
    def value_of(minor: int) -> Money:
        return Money.of_minor(minor, given.currency)

    return Unknown("amount", name, given, given.minor, lambda minor: figure_of(value_of(minor)), value_of, clauses)


def _unknown_day(figure: BilledFigure, name: str, value: Any) -> Iterator[Unknown]:
    if isinstance(value, date):
        yield _of_days(figure, name, value, lambda day: {name: day})
    elif value is None and name in WITHIN_CYCLE:
        start: date = figure.facts["cycle_start"]
        unknown = _of_days(figure, name, start, lambda day: {name: day})
        yield unknown._replace(given=None)


def _one_reminder(figure: BilledFigure, name: str, given: date) -> Unknown:
    return _of_days(figure, name, given, lambda day: {name: (day,)})


def _index(figure: BilledFigure, name: str, index: str, given: Fraction) -> Unknown:
    return _rate(index, given, lambda rate: figure.figure({name: ((index, rate),)}))


def _of_days(figure: BilledFigure, name: str, given: date, changed: Callable[[date], Mapping[str, Any]]) -> Unknown:
    def figure_of(ordinal: int) -> int | None:
        if not date.min.toordinal() <= ordinal <= date.max.toordinal():
            return None
        return figure.figure(changed(date.fromordinal(ordinal)))

    number = given.toordinal()
    return Unknown("day", name, given, number, figure_of, date.fromordinal)


def _count(figure: BilledFigure, name: str, given: int | None, most: int) -> Unknown:
    def figure_of(value: int) -> int | None:
        return figure.figure({name: value}) if 1 <= value <= most else None

    return Unknown("count", name, given, given or 1, figure_of, _itself)


def _itself(value: Any) -> Any:
    return value


def _unknown_days_of_cycle(figure: BilledFigure) -> Iterator[Unknown]:
    """Yield the count of days of a part of a fee, and by how many days a month is divided."""
    if figure.place != FIGURE:
        return
    part = proration_of(figure.edition, figure.question, figure.facts)
    if part is None:
        return

    def by_days(days: int) -> int | None:
        return part.by_days(days) if days >= 0 else None

    def by_divisor(divisor: int) -> int | None:
        return part.by_divisor(divisor) if divisor > 0 else None

    yield Unknown("count", "days", part.days, part.days, by_days, _itself)
    yield Unknown("count", "divisor", part.divisor, part.divisor, by_divisor, _itself)


def _unknown_rate(figure: BilledFigure, name: str, value: Fraction | None) -> Iterator[Unknown]:
    """Yield the rate of the tax, which stands in the place of the region and the kind of service."""
    place: dict[str, Any] = {one: None for one in ("province", "region", "taxed_as") if one in figure.facts}
    yield _rate(name, value, lambda rate: figure.figure({**place, name: rate}))


def _rate(
    name: str, given: Fraction | None, figure_of: Callable[[Fraction], int | None], clauses: tuple[Clause, ...] = ()
) -> Unknown:
    def value_of(units: int) -> Fraction:
        return Fraction(units, RATE_UNITS)

    units = 0 if given is None else int(given * RATE_UNITS)
    return Unknown("fraction", name, given, units, lambda units: figure_of(value_of(units)), value_of, clauses)


def _unknown_numbers(figure: BilledFigure) -> Iterator[Unknown]:
    """Yield the plain numbers of the clauses on which a figure rests, named with their table."""
    for table, clause, number in _numbers_of_clauses(figure):
        yield from _unknown_number(figure, table, clause, number)


def _numbers_of_clauses(figure: BilledFigure) -> Iterator[tuple[str, Clause, ClauseNumber]]:
    """Yield each number and each choice of the clauses on which a figure rests, with its table and its clause."""
    for table in KNOWN[figure.question].tables:
        rule = table.of(figure.edition)
        for number in plain_numbers(rule, _itself, table.name):
            yield table.name, rule.clause, number


class ClauseNumber(NamedTuple):
    """A number or a choice of a clause with its name, and the clause with another one in its place."""

    name: str
    value: Fraction | Money | int | str
    choices: tuple[str, ...]
    clause_with: Callable[[Any], Any]


def plain_numbers(part: Any, whole_with: Callable[[Any], Any], name: str) -> Iterator[ClauseNumber]:
    """Yield the numbers of a clause and of all that stands in it, and the choices that are no readings of it."""
    types = field_types(type(part))
    readings = part.open_choices() if isinstance(part, Rule) else {}
    for field in fields(type(part)):
        if field.name in RULE_FIELDS or field.name in NOT_CHARGED:
            continue
        value, path = getattr(part, field.name), f"{name}.{field.name}"

        def with_value(other: Any, key: str = field.name) -> Any:
            return whole_with(replace(part, **{key: other}))

        match value:
            case bool() | None:
                pass
            case Fraction() | Money() | int():
                yield ClauseNumber(path, value, (), with_value)
            case str():
                values = _names_of(types[field.name])
                if values and field.name not in readings:
                    yield ClauseNumber(path, value, values, with_value)
            case tuple():
                for place, item in enumerate(value):
                    if isinstance(item, Rule):

                        def with_item(other: Any, place: int = place, of: Any = value, put: Any = with_value) -> Any:
                            return put((*of[:place], other, *of[place + 1 :]))

                        yield from plain_numbers(item, with_item, f"{path}[{place + 1}]")
            case _ if hasattr(type(value), "__dataclass_fields__") and not isinstance(value, Clause):
                yield from plain_numbers(value, with_value, path)
            case _:
                pass


NOT_CHARGED: Final = frozenset({"stated_yearly_rate"})
"""Numbers of a clause that no figure rests on."""


def _names_of(hint: Any) -> tuple[str, ...]:
    """Return the names of a closed choice; none of any other type."""
    for member in members(hint):
        inner = get_args(member)[0] if get_origin(member) is not Literal and hasattr(member, "__metadata__") else member
        if get_origin(inner) is Literal:
            return tuple(get_args(inner))
    return ()


def _unknown_number(figure: BilledFigure, table: str, clause: Clause, number: ClauseNumber) -> Iterator[Unknown]:
    def figure_with(value: Any) -> int | None:
        return _figure_with(figure, table, number, value)

    value = number.value
    match value:
        case Fraction():
            yield _rate(number.name, value, figure_with, (clause,))
        case Money():
            yield _amount(number.name, value, figure_with, (clause,))
        case int():

            def figure_of(count: int) -> int | None:
                return figure_with(count) if count >= 0 else None

            yield Unknown("count", number.name, value, value, figure_of, _itself, (clause,))
        case str():
            pass  # a choice has no order: `_other_choices`
        case _ as unreachable:
            assert_never(unreachable)


def _other_names(figure: BilledFigure) -> Iterator[Named]:
    """Yield the other names of each fact that is one: a choice, a region of the tax, a name by which numbers differ."""
    types = types_of(LINE_FACTS[figure.question])
    for name, given in figure.facts.items():
        names = _names_of_fact(figure, name, types[name])
        changes: dict[str, Any] = {"tax_rate": None} if name == "province" else {}
        for other in names:
            if other != given:
                yield Named(name, given, other, figure.figure({**changes, name: other}))


def _names_of_fact(figure: BilledFigure, name: str, hint: Any) -> tuple[str, ...]:
    kind = kind_of(hint)
    match kind:
        case "choice":
            return choices_of(hint)
        case "text":
            return _known_names(figure, name)
        case "amount" | "amounts" | "day" | "days" | "day-or-not-given" | "count" | "fraction" | "pairs":
            return ()
        case "moment" | "named-days" | "record" as unreachable_kind:
            raise AssertionError(f"no line of a bill has such a fact: {unreachable_kind}")
    assert_never(kind)


def _known_names(figure: BilledFigure, name: str) -> tuple[str, ...]:
    """Return the provinces of the tax, or the plans, regions or segments by which a number differs."""
    edition = figure.edition
    if name == "province":
        return () if edition.tax is None else edition.tax.regions
    rules = [table.of(edition) for table in KNOWN[figure.question].tables]
    tables = [number for rule in rules for number in numbers_in(rule) if isinstance(number, ByFact)]
    return tuple(dict.fromkeys(known for table in tables if table.fact == name for known, _ in table.by_name))


def _other_choices(figure: BilledFigure) -> Iterator[Named]:
    """Yield the other values of each choice that a clause makes in words that leave none."""
    for table, clause, number in _numbers_of_clauses(figure):
        for other in number.choices:
            if other != number.value:
                sum_ = _figure_with(figure, table, number, other)
                yield Named(number.name, str(number.value), other, sum_, (clause,))


def _figure_with(figure: BilledFigure, table: str, number: ClauseNumber, value: Any) -> int | None:
    """Return the figure under a clause with another number or choice; None where the clause is refused with it."""
    try:
        agreement = figure.edition.with_rules(**{table: number.clause_with(value)})
    except TelcoTermsError:
        return None
    return figure.figure({}, replace(agreement, earlier=()))


def solution_of(unknown: Unknown, found: Found) -> Solution:
    """Return the values of an unknown that give the figure."""
    nearest = found.runs[0]
    distance = 0 if unknown.given is None else nearest.distance(unknown.center)
    runs = tuple((unknown.value_of(run.first), unknown.value_of(run.last)) for run in found.runs)
    says = _solved_in_words(unknown, found.runs)
    return Solution(_kind_of(unknown, distance), unknown.name, says, runs, unknown.given, distance, unknown.clauses)


def _kind_of(unknown: Unknown, distance: int) -> SolutionKind:
    match unknown.type:
        case "day":
            return "one-day-off" if distance == 1 else "day"
        case "amount" | "fraction":
            return "amount"
        case "count":
            return "clause-number" if unknown.is_number else "count"
    assert_never(unknown.type)


def _solved_in_words(unknown: Unknown, runs: Sequence[Run]) -> Phrase:
    """Return the values that give the figure, in the place of the one that was given."""
    name, values = spelt(unknown.name), Phrases(" or ", tuple(_run_in_words(unknown, run) for run in runs))
    if unknown.given is None:
        return phrase("{name} {values}", name=name, values=values)
    return phrase("{name} {values}, not {given}", name=name, values=values, given=shown_value(unknown.given))


def _run_in_words(unknown: Unknown, run: Run) -> Phrase:
    first, last = shown_value(unknown.value_of(run.first)), shown_value(unknown.value_of(run.last))
    if run.first == run.last:
        return phrase("{value}", value=first)
    match unknown.type:
        case "fraction":
            value = shown_value(unknown.value_of(roundest(run)))
            return phrase("{value} (from {first} to {last})", value=value, first=first, last=last)
        case "day" | "amount" | "count":
            return phrase("from {first} to {last}", first=first, last=last)
    assert_never(unknown.type)


def shown_value(value: SolvedValue) -> Value:
    """Return a value of a fact for a line."""
    match value:
        case Fraction():
            return Percent(value)
        case Money() | date() | int() | str():
            return value
    assert_never(value)


def spelt(name: str) -> Spelling:
    """Return a fact, or a number of a clause by its place, as it is named; on a page, in words."""
    return Spelling(name, name, name, field_name(name.replace(".", " ")))


def said_value(value: SolvedValue) -> Value:
    """Return a value of a fact as a sentence has it: a name without its hyphens."""
    return data_text(value.replace("-", " ")) if isinstance(value, str) else shown_value(value)


def _named_solution(named: Named) -> Solution:
    if named.given is None:
        says = phrase("{name} {value}", name=spelt(named.name), value=named.other)
    else:
        says = phrase("{name} {value}, not {given}", name=spelt(named.name), value=named.other, given=named.given)
    kind: SolutionKind = "clause-number" if named.is_number else "other-name"
    return Solution(kind, named.name, says, ((named.other, named.other),), named.given, 1, named.clauses)


def miss_of(figure: SolvedFigure, unknown: Unknown, found: Found) -> Miss | None:
    """Return what comes nearest to the figure; None where nothing comes nearer than the terms do."""
    sides = tuple(near for near in (found.below, found.above) if near is not None)
    if all(near.figure == figure.by_terms for near in sides):
        return None
    distance = min(abs(near.figure - figure.billed) for near in sides)
    below, above = (
        None if near is None else (unknown.value_of(near.value), figure.shown(near.figure))
        for near in (found.below, found.above)
    )
    says = phrase(
        "{name} {nearest}",
        name=unknown.name,
        nearest=Phrases(", ", tuple(_near_in_words(figure, unknown, near) for near in sides)),
    )
    return Miss(unknown.name, says, below, above, distance)


def _near_in_words(figure: SolvedFigure, unknown: Unknown, near: Near) -> Phrase:
    value = shown_value(unknown.value_of(near.value))
    return phrase("{value} gives {figure}", value=value, figure=figure.shown(near.figure))
