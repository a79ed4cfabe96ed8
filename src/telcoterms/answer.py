"""An answer: the figure, and on request its working, its record, and the figures that other readings give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import permutations, product
from typing import Any, Final, Generic, NoReturn, Protocol, TypeVar, cast, final, runtime_checkable

from telcoterms.faces.html import table
from telcoterms.faces.text import WIDTH, clauses_text, columns, line, page, phrase_text
from telcoterms.money import Money
from telcoterms.readings import Reading
from telcoterms.working import Clause, Percent, Phrase, Step, phrase, plain_steps, step

T_co = TypeVar("T_co", covariant=True)

RECORD_SCHEMA: Final = 1
TABLE_LINES: Final = 24
TABLE_WIDTH: Final = 80


@runtime_checkable
class Figures(Protocol):
    """A value of several figures: how it reads in one line, and as data."""

    def headline(self) -> Phrase: ...
    def as_dict(self) -> dict[str, object]: ...


class Answerer(Protocol):
    """Who answers: the terms. An answer keeps it and asks again for whatever was not computed at first."""

    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]: ...
    def reading(self, question: str, readings: Mapping[str, str]) -> Answerer: ...
    def readings_of(self, question: str) -> tuple[Reading, ...]: ...
    def choices_of(self, question: str, facts: tuple[object, ...]) -> dict[str, tuple[str, ...]]: ...
    def steps_of(self, question: str, facts: tuple[object, ...]) -> tuple[Step, ...]: ...
    def clauses_of(self, question: str, facts: tuple[object, ...]) -> tuple[Clause, ...]: ...
    def record_of(self, question: str, facts: tuple[object, ...]) -> dict[str, object]: ...


@final
class Answer(Generic[T_co]):
    """An exact figure that carries its working.

    `value` is the figure. Everything else is computed when it is asked for. Frozen, hashable, equal by value.
    `print` shows the working, `repr` one line, a notebook one table.
    """

    __slots__ = ("facts", "question", "terms", "value")
    value: T_co
    question: str
    facts: tuple[object, ...]
    terms: Answerer

    def __init__(self, value: T_co, question: str, facts: tuple[object, ...], terms: Answerer) -> None:
        _set_value(self, value)
        _set_question(self, question)
        _set_facts(self, facts)
        _set_terms(self, terms)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working, line by line, each line with its clauses; the readings taken come last."""
        return self.terms.steps_of(self.question, self.facts)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that the figure rests on."""
        return self.terms.clauses_of(self.question, self.facts)

    @property
    def readings(self) -> dict[str, str]:
        """The readings taken, name to value."""
        return {one.name: one.value for one in self.terms.readings_of(self.question)}

    def under(self, **readings: str) -> Answer[T_co]:
        """The same question, answered again under other readings.

        Raises `UnknownNameError` for a reading that the question does not have, or a value that it does not have.
        """
        other = self.terms.reading(self.question, readings).ask(self.question, self.facts)
        return cast("Answer[T_co]", other)

    def across_readings(self) -> Readings:
        """The figure under every combination of the readings that the question has and that bear on these facts."""
        return Readings(self)

    def as_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data; `telcoterms.from_dict` answers it again and holds the figures together."""
        return {
            "schema": RECORD_SCHEMA,
            **self.terms.record_of(self.question, self.facts),
            "readings": self.readings,
            "figure": figure_data(self.value),
            "steps": plain_steps(self.steps),
        }

    def headline(self) -> Phrase:
        """What was asked and what is answered, in one line."""
        return phrase("{question}: {value}", question=self.question.replace("_", " "), value=headline(self.value))

    def page(self) -> tuple[Step, ...]:
        """The working and the range over all readings, where the working does not speak of it itself."""
        steps = self.steps
        if any(one.part == "range" for one in steps):
            return steps
        return steps + self.across_readings().steps()

    def text(self, width: int = WIDTH) -> str:
        """The working as plain text of so many columns."""
        return page(self.headline(), self.page(), width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        clauses = clauses_text(self.clauses)
        return f"<{phrase_text(self.headline())}  [{clauses}]>"

    def html(self) -> str:
        """The working as one escaped HTML table, as a notebook shows it."""
        return table(self.headline(), self.page())

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an answer is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"an answer is frozen: {name} cannot be deleted")

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer is neither true nor false: ask its value, such as answer.value")

    def _key(self) -> tuple[object, ...]:
        return (self.value, self.question, self.facts, self.terms)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Answer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[type[Answer[Any]], tuple[object, ...]]:
        return (Answer, self._key())


_slots: Any = Answer  # the slots' own setters: the only writers of a frozen answer
_set_value: Callable[[Any, object], None] = _slots.value.__set__
_set_question: Callable[[Any, str], None] = _slots.question.__set__
_set_facts: Callable[[Any, tuple[object, ...]], None] = _slots.facts.__set__
_set_terms: Callable[[Any, Answerer], None] = _slots.terms.__set__


def headline(value: object) -> Phrase:
    """A value as it reads in a heading."""
    match value:
        case Figures():
            return value.headline()
        case Money():
            return phrase("{sum} {currency}", sum=value, currency=value.currency)
        case Fraction():
            return phrase("{rate}", rate=Percent(value))
        case date():
            return phrase("{day}", day=value)
        case _:
            return phrase("{word}", word=str(value))


def figure_data(value: object) -> object:
    """A value as JSON-ready data."""
    match value:
        case Figures():
            return value.as_dict()
        case Money():
            return value.text
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return value.isoformat()
        case _:
            return value


@final
class Readings:
    """The figures of one question under every combination of its readings.

    `combinations` holds all of them as (readings, figure) pairs; `print` shows the range, each reading changed alone,
    then the combinations grouped by equal figures, cheapest first.
    """

    __slots__ = ("answer", "combinations", "names", "values")

    def __init__(self, answer: Answer[object]) -> None:
        self.answer = answer
        known = answer.terms.choices_of(answer.question, answer.facts)
        taken = answer.readings
        every = [dict(zip(known, chosen, strict=True)) for chosen in product(*known.values())]
        figures = {tuple(one.values()): compared(answer.under(**one).value) for one in every}
        place = {name: at for at, name in enumerate(known)}
        # a reading that changes no figure, whatever the others are, does not bear on these facts
        self.names = tuple(name for name in known if _matters(place[name], known[name], figures))
        self.values = {name: known[name] for name in self.names}
        self.combinations: tuple[tuple[dict[str, str], Money], ...] = tuple(
            ({name: one[name] for name in self.names}, figures[tuple(one.values())])
            for one in every
            if all(one[name] == taken[name] for name in known if name not in self.names)
        )

    @property
    def lowest(self) -> Money:
        """The smallest figure of all."""
        return min(figure for _, figure in self.combinations)

    @property
    def highest(self) -> Money:
        """The largest figure of all."""
        return max(figure for _, figure in self.combinations)

    def alone(self) -> Iterator[tuple[str, str, Money]]:
        """Each other value of each reading with the rest as taken: name, value, figure."""
        taken = self.answer.readings
        for name in self.names:
            for value in self.values[name]:
                if value != taken[name]:
                    wanted = {one: taken[one] for one in self.names} | {name: value}
                    yield name, value, next(figure for one, figure in self.combinations if one == wanted)

    def groups(self) -> list[tuple[Money, list[str]]]:
        """Equal figures together, cheapest first, each with the fewest conditions that give it."""
        cells: dict[Money, set[tuple[str, ...]]] = {}
        for one, figure in self.combinations:
            cells.setdefault(figure, set()).add(tuple(one.values()))
        return [(figure, [self._condition(box) for box in self._boxes(cells[figure])]) for figure in sorted(cells)]

    def _boxes(self, cells: set[tuple[str, ...]]) -> list[tuple[frozenset[str], ...]]:
        """Cover a set of combinations by few products of sets of values, greedily the largest first."""
        left, boxes = set(cells), []
        while left:
            best: tuple[frozenset[str], ...] = ()
            covered: set[tuple[str, ...]] = set()
            for order in permutations(range(len(self.names))):
                box = [frozenset([value]) for value in min(left)]
                for place in order:
                    for value in self.values[self.names[place]]:
                        wider = [*box[:place], box[place] | {value}, *box[place + 1 :]]
                        if cells.issuperset(product(*wider)):
                            box = wider
                inside = set(product(*box))
                if len(inside & left) > len(covered):
                    best, covered = tuple(box), inside & left
            boxes.append(best)
            left -= covered
        return boxes

    def _condition(self, box: tuple[frozenset[str], ...]) -> str:
        pairs = list(zip(self.names, box, strict=True))
        bound = [
            f"{name} {' or '.join(value for value in self.values[name] if value in values)}"
            for name, values in pairs
            if len(values) < len(self.values[name])
        ]
        free = [name for name, values in pairs if len(values) == len(self.values[name])]
        return "; ".join(bound + ([f"{', '.join(free)} any"] if free else []))

    def table(self) -> list[str]:
        """At most 24 lines of 80 columns."""
        figure = compared(self.answer.value)
        if not self.names:
            return [f"{figure} under every reading: none of them bears on these facts"]
        changed = [(one.text, f"{name} {value}") for name, value, one in self.alone() if one != figure]
        same = ", ".join(f"{name} {value}" for name, value, one in self.alone() if one == figure)
        lines = [
            f"from {self.lowest.text} to {self.highest.text} {figure.currency}; taken: {figure.text}",
            "",
            "one reading changed:",
            *(f"  {row}" for row in columns(changed, frozenset([0]))),
            *(line(f"the same: {same}", "", 2, TABLE_WIDTH) if same else ()),
            "",
            "all combinations, cheapest first:",
        ]
        groups = self.groups()
        size = max(len(one.text) for one, _ in groups)
        for count, (one, conditions) in enumerate(groups):
            rows = [row for text in conditions for row in line(text, "", size + 4, TABLE_WIDTH)]
            rows[0] = f"  {one.text.rjust(size)}{rows[0][size + 2 :]}"
            rest = groups[count:]
            if len(lines) + len(rows) + (len(rest) > 1) > TABLE_LINES - 1:  # the heading is a line, too
                sums = f"{len(rest)} more sums, from" if len(rest) > 1 else "1 more sum,"
                last = f" to {rest[-1][0].text}" if len(rest) > 1 else ""
                return [*lines, f"  {sums} {one.text}{last}"]
            lines += rows
        return lines

    def steps(self) -> tuple[Step, ...]:
        """The range as a line of a working, with how to see more; no line where the question has no readings."""
        if not self.answer.readings:
            return ()
        if not self.names:
            return (step("not at all: every reading gives the same", part="range"),)
        return (
            step(
                "from {lowest} to {highest}: ask .across_readings(), or give the command --readings",
                part="range",
                lowest=self.lowest,
                highest=self.highest,
            ),
        )

    def as_dict(self) -> dict[str, object]:
        """All combinations as JSON-ready data."""
        return {
            "lowest": self.lowest.text,
            "highest": self.highest.text,
            "currency": self.lowest.currency,
            "combinations": [{"readings": one, "figure": figure.text} for one, figure in self.combinations],
        }

    def __str__(self) -> str:
        return "\n".join([f"{phrase_text(self.answer.headline())}", *self.table()])

    def __repr__(self) -> str:
        return f"<{len(self.combinations)} readings: {self.lowest} to {self.highest}>"

    def html(self) -> str:
        """The table as HTML, as a notebook shows it."""
        rows = [step("{line}", line=line.strip()) for line in self.table() if line]
        return table(self.answer.headline(), rows)

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))


def compared(value: object) -> Money:
    """The figure by which readings are compared: money itself, or what a value of several figures names `figure`."""
    return cast(Money, getattr(value, "figure", value))


def _matters(place: int, values: tuple[str, ...], figures: Mapping[tuple[str, ...], Money]) -> bool:
    return any(
        figure != figures[(*chosen[:place], values[0], *chosen[place + 1 :])] for chosen, figure in figures.items()
    )
