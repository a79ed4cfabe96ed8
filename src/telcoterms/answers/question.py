"""Define a question: its facts, the tables that its figure rests on, its working, and its record.

Each question is a subclass of `Question` in the module of its clause, with a function of the same name that computes
the figure and is the method of `Terms`. The class describes each fact once: its type, its meaning, its default, and how
the command takes it. The command, the reader of bills, the records, `diff` and the tests read the class.

An answer makes the object of its question only when more than the figure is asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Literal,
    Protocol,
    final,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from telcoterms.agreement.agreement import Agreement, Kinds, members
from telcoterms.agreement.rule import Reading, Rule, check_readings, reading_steps, tax_clause_of
from telcoterms.formats.output import OutputFormat
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step, decimal_text
from telcoterms.values.version import __version__

if TYPE_CHECKING:
    from telcoterms.formats.csv import Sheet
    from telcoterms.formats.svg import Chart

NEEDED: Final = "needed"
"""The default of a fact that has to be given."""

FactPlace = Literal["option", "argument", "arguments", "file"]
"""Where a command takes a fact: as an option, as its argument, as one argument or more, or from a file."""
FactKind = Literal[
    "amount", "amounts", "day", "day-or-not-given", "moment", "count", "fraction", "choice", "text", "pairs", "record"
]
"""What a fact is; a `record` is one of the library's own values, which a file holds."""


@final
@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact means, its value where it is left out, and how the command takes it.

    `shown` is what the help of the command shows for its value, where the kind of the fact does not say it; `most` the
    largest whole number.
    """

    says: str
    default: Any
    place: FactPlace
    shown: str
    most: int

    @property
    def is_needed(self) -> bool:
        """Whether the fact has to be given."""
        return bool(self.default == NEEDED)


def fact(
    says: str, *, default: Any = NEEDED, place: FactPlace = "option", shown: str = "", most: int = MAX_MONTHS
) -> Any:
    """Return a fact, to stand behind its name and its type in the class of a question."""
    return Fact(says, default, place, shown, most)


_TYPES: Final[dict[type[Facts], dict[str, Any]]] = {}  # filled once for each class: type hints are slow


def types_of(facts: type[Facts]) -> dict[str, Any]:
    """Return the types of facts by their names."""
    if facts not in _TYPES:
        hints = get_type_hints(facts)
        _TYPES[facts] = {name: hints[name] for name in facts.facts}
    return _TYPES[facts]


@cache
def kind_of(hint: Any) -> FactKind:
    """Return what a fact of a type is."""
    inside = members(hint)
    sequences = [member for member in inside if get_origin(member) is tuple]
    if sequences:
        return "amounts" if get_args(sequences[0])[0] is Money else "pairs"
    if date in inside:
        return "day" if len(inside) == 1 else "day-or-not-given"
    if get_origin(inside[0]) is Literal:
        return "choice"
    plain: dict[Any, FactKind] = {
        Money: "amount",
        datetime: "moment",
        int: "count",
        Fraction: "fraction",
        str: "text",
    }
    return plain.get(inside[0], "record")


def choices_of(hint: Any) -> tuple[str, ...]:
    """Return the names from which a fact of the kind `choice` chooses."""
    return get_args(members(hint)[0])


class Facts:
    """A class of facts, each a name with its type and a `fact`; a subclass has its parent's first, then its own."""

    facts: ClassVar[Mapping[str, Fact]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.facts = {**cls.facts, **{name: member for name, member in vars(cls).items() if isinstance(member, Fact)}}


KNOWN: Final[dict[str, type[Question]]] = {}
"""Every question by its name, entered as its class is made."""


class Question(Facts, ABC):
    """A question, asked of an agreement with checked facts, which are its attributes.

    `says` is what it answers, as the help of its command has it, and `example` that command. `tables` are those that
    the figure rests on, `reads` those whose readings it takes. `compared` holds facts on which two terms are compared;
    where one clause takes other facts than another, there are some for each. `also` is another name of the command,
    `formats` are those that it prints besides text, JSON and HTML.
    """

    name: ClassVar[str]
    says: ClassVar[str]
    example: ClassVar[str]
    tables: ClassVar[tuple[Kinds[Any], ...]] = ()
    reads: ClassVar[tuple[Kinds[Any], ...]] = ()
    compared: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    also: ClassVar[str] = ""
    formats: ClassVar[tuple[OutputFormat, ...]] = ()

    agreement: Agreement
    given: tuple[Any, ...]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" in vars(cls):
            KNOWN[cls.name] = cls

    def __init__(self, agreement: Agreement, given: tuple[Any, ...]) -> None:
        self.agreement = agreement
        self.given = given
        vars(self).update(zip(self.facts, given, strict=True))

    @abstractmethod
    def working(self) -> Iterable[Step]:
        """Return the lines of the working without those on the readings; notes come last."""

    # A subclass may override these.

    @classmethod
    def examples(cls, currency: str) -> tuple[Mapping[str, Any], ...]:
        """Return facts in a currency on which two terms are compared; where there are several, the first that fits."""
        return cls.compared

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Return whether the terms answer the question: whether they have each of its tables."""
        return all(table.name in agreement.rules for table in cls.tables)

    @classmethod
    def undecided(cls, agreement: Agreement) -> str | None:
        """Return a table whose rule depends on the service, where none was named; None where all are decided."""
        return next((table.name for table in cls.tables if table.name in agreement.undecided), None)

    @classmethod
    def under(cls, agreement: Agreement, readings: Mapping[str, str]) -> Agreement:
        """Return the agreement under readings of the question, each given to the rule that has it."""
        rules = {table.name: agreement.rule(table.name) for table in cls.reads}
        choices = {reading.name: reading.values for rule in rules.values() for reading in agreement.readings_of(rule)}
        check_readings(choices, readings, cls.name)
        changes: dict[str, Rule] = {}
        for name, rule in rules.items():
            names = {reading.name for reading in agreement.readings_of(rule)}
            changes[name] = rule.under({key: value for key, value in readings.items() if key in names})
        return agreement.with_rules(**changes)

    @property
    def behind(self) -> tuple[Kinds[Any], ...]:
        """The tables that the answer rests on."""
        return self.tables

    @property
    def read(self) -> tuple[Kinds[Any], ...]:
        """The tables whose readings are taken."""
        return self.reads

    @property
    def named(self) -> frozenset[str]:
        """The tables whose readings are always named with their table, as `late_charge.rounding`."""
        return frozenset()

    @property
    def unheard(self) -> frozenset[str]:
        """The readings that cannot matter on these facts, so that the working leaves them out."""
        return frozenset()

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that the question accepts and that can matter on these facts, with their values."""
        return {reading.name: reading.values for reading in self.readings}

    @property
    def is_taxed(self) -> bool:
        """Whether the figure has a tax, so that the answer rests on the clause of the tax too."""
        return any(table.taxed for table in self.behind)

    @property
    def counts_open_days(self) -> bool:
        """Whether the answer to these facts rests on the calendar."""
        return False

    @property
    def picture(self) -> Chart | None:
        """The picture of the answer, where one shows more than its figure."""
        return None

    @property
    def sheet(self) -> Sheet | None:
        """The ledger of the answer, where it has one."""
        return None

    # These are the same for every question.

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that were taken."""
        return tuple(reading for _, readings in self._taken(named=False) for reading in readings)

    def _taken(self, named: bool) -> Iterator[tuple[Rule, tuple[Reading, ...]]]:
        """Yield the rules and their readings, all `named` with their tables or only those that always are."""
        for table in self.read:
            rule = table.of(self.agreement)  # without it there is no answer whose readings to list
            prefix = f"{table.name}." if named or table.name in self.named else ""
            yield (
                rule,
                tuple(replace(reading, name=prefix + reading.name) for reading in self.agreement.readings_of(rule)),
            )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working: its lines, then the readings taken, then the lines on other readings."""
        steps = tuple(self.working())
        # the readings of several tables are named with their tables, as the command takes them
        are_several_tables = len(self.read) > 1
        taken = tuple(
            line
            for rule, readings in self._taken(named=are_several_tables)
            for line in reading_steps(
                tuple(reading for reading in readings if reading.name.rpartition(".")[2] not in self.unheard),
                rule.clauses,
            )
        )
        working = tuple(line for line in steps if line.part == "working")
        other_lines = tuple(line for line in steps if line.part != "working")
        return (*working, *taken, *other_lines)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses behind the answer, each once."""
        rules = [table.find(self.agreement) for table in self.behind]
        clauses = [rule.clause for rule in rules if rule is not None]
        if self.is_taxed:
            clauses += self._tax_clauses()
        return tuple(dict.fromkeys(clauses))

    def _tax_clauses(self) -> Iterator[Clause]:
        """Yield the clauses that put tax on the figure: those of its rules or, of a bill, that of the terms."""
        if self.agreement.tax is None:
            return
        rules = [table.find(self.agreement) for table in self.behind if table.taxed]
        if not rules and self.agreement.tax_clause is not None:
            yield self.agreement.tax_clause
        yield from (tax_clause_of(rule) for rule in rules if rule is not None)

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendars that the answer rests on."""
        return (self.agreement.open_days,) if self.counts_open_days else ()

    @property
    def record(self) -> dict[str, object]:
        """The terms and the facts as a record keeps them."""
        agreement = self.agreement
        return {
            "library": __version__,
            "calendars": {calendar.name: calendar.version for calendar in self.calendars},
            "provider": agreement.provider,
            "edition": agreement.edition.isoformat(),
            "revision": agreement.revision,
            "service": agreement.service,
            "currency": agreement.currency,
            "question": self.name,
            "facts": {name: fact_data(value) for name, value in zip(self.facts, self.given, strict=True)},
        }


def by_table(readings: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Sort readings that are named with their table, such as `late_charge.rounding`, table by table."""
    sorted_: dict[str, dict[str, str]] = {}
    for name, value in readings.items():
        table, _, reading = name.rpartition(".")
        sorted_.setdefault(table or name, {})[reading] = value
    return sorted_


def under_by_table(agreement: Agreement, readings: Mapping[str, Any], known: Iterable[str]) -> Agreement:
    """Return the agreement under readings that stand below their table's name; `known` are the tables that have any."""
    tables = tuple(known)
    changes: dict[str, Rule] = {}
    for name, wanted in readings.items():
        if name not in tables:
            raise UnknownNameError(
                "{name} is no question with readings: choose from {known}",
                name=name,
                known=tuple(map(Unquoted, tables)),
            )
        if wanted is not None:
            if not isinstance(wanted, Mapping):
                raise InputError(
                    "{name} is {readings}: give its readings by name, such as {{'rounding': 'down'}}",
                    name=Unquoted(name),
                    readings=wanted,
                )
            rule = agreement.rule(name)
            check_readings({reading.name: reading.values for reading in agreement.readings_of(rule)}, wanted, name)
            changes[name] = rule.under(wanted)
    return agreement.with_rules(**changes)


@runtime_checkable
class AsData(Protocol):
    """A value that can be written as data, such as an account."""

    def as_dict(self) -> dict[str, object]: ...


def fact_data(value: object) -> object:
    """Return a fact as JSON-ready data that the same question takes again."""
    match value:
        case Money():
            return value.text
        case date():
            return value.isoformat()
        case Fraction():
            return decimal_text(value)
        case AsData():
            return value.as_dict()
        case tuple():
            return [fact_data(part) for part in value]
        case _:
            return value
