"""Define a question: its facts, the tables that its figure rests on, its working, and its record.

Each question is a subclass of `Question` in the module of its clause, with a function of the same name that computes
the figure and is the method of `Terms`. The class describes each fact once: its type, its meaning, its default, and how
the command takes it. The command, the reader of bills, the records, `diff` and the tests read the class.

An answer makes the object of its question only when more than the figure is asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache, cached_property
from itertools import groupby
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Protocol,
    Self,
    assert_never,
    final,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from telcoterms.agreement.agreement import Agreement, Document, Kinds, members, tax_clause_of
from telcoterms.agreement.customer import FACTS_OF_QUESTIONS, CustomerFacts
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, NumberFact, fact_spelling, names_beside_other
from telcoterms.agreement.rule import Reading, Rule, check_readings, reading_steps, voice_in_words
from telcoterms.agreement.tables_used import (
    TableUsed,
    calendar_table,
    index_tables,
    law_table_of,
    provider_file,
    tax_table_of,
)
from telcoterms.agreement.terms_used import (
    TermsUsed,
    before_edition_note,
    later_edition_note,
    terms_of_editions,
    terms_used,
)
from telcoterms.answers.receipt import Basis, basis_of
from telcoterms.formats.output import OutputFormat
from telcoterms.formats.ways import WORKING
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import InputError, MissingFactsError, NotInTermsError, UnknownNameError, Unquoted
from telcoterms.values.hashes import WritesItself, Written, written, written_table
from telcoterms.values.messages import Phrase, Phrases, Spelling, Term, Value, data_text, phrase
from telcoterms.values.moments import local, moment_text, zone_of
from telcoterms.values.money import Money
from telcoterms.values.periods import Unit, in_words
from telcoterms.values.steps import Clause, MoneyWithCurrency, Percent, Step, decimal_text, step

if TYPE_CHECKING:
    from telcoterms.agreement.law import RuleVersion
    from telcoterms.answers.law import ByLaw
    from telcoterms.formats.charts import AnyChart
    from telcoterms.formats.csv import Sheet, SheetInWords
    from telcoterms.formats.journal import Books, Transaction
    from telcoterms.formats.letter import LetterContent
    from telcoterms.formats.text import Grid

MAX_BRIEF_LINES: Final = 14  # of a working that stands on the short page
FIRST_BRIEF_LINES: Final = 8
NEEDED: Final = "needed"
"""The default of a fact that has to be given."""

FactPlace = Literal["option", "argument", "arguments", "file"]
"""Where a command takes a fact: as an option, as its argument, as one argument or more, or from a file."""
FactKind = Literal[
    "amount",
    "amounts",
    "day",
    "days",
    "day-or-not-given",
    "named-days",
    "moment",
    "count",
    "fraction",
    "choice",
    "text",
    "pairs",
    "record",
]
"""What a fact is; a `record` is one of the library's own values, which a file holds."""


HeadingPhrase = Phrase | Mapping[str | None, Phrase] | None
"""What repeats a fact that may be left out: a template with the place `{value}`, or one for each name of a choice."""


@final
@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact means, its value where it is left out, and how the command takes it.

    `shown` is what the help of the command shows for its value, where the kind of the fact does not say it; `most` the
    largest whole number. `in_heading` repeats a value that is not the default in the heading of an answer; a choice has
    a phrase for each name, and a day that can be none one for none. `unit` is what a whole number counts.
    """

    says: str
    default: Any
    place: FactPlace
    shown: str
    most: int
    in_heading: HeadingPhrase = None
    unit: Unit | None = None

    @property
    def is_needed(self) -> bool:
        """Whether the fact has to be given."""
        return bool(self.default == NEEDED)


def fact(
    says: str,
    *,
    default: Any = NEEDED,
    place: FactPlace = "option",
    shown: str = "",
    most: int = MAX_MONTHS,
    in_heading: HeadingPhrase = None,
    unit: Unit | None = None,
) -> Any:
    """Return a fact, to stand behind its name and its type in the class of a question."""
    return Fact(says, default, place, shown, most, in_heading, unit)


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
        item = get_args(sequences[0])[0]
        if date in get_args(item):
            return "named-days"
        items: dict[Any, FactKind] = {Money: "amounts", date: "days"}
        return items.get(item, "pairs")
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


NAME_AND_NUMBER: Final = "NAME=NUMBER"
"""What stands in a shell for a name with a number."""


def argument_name(name: str, hint: Any) -> str:
    """Return how a command names a fact that is its argument: one of several sums is an AMOUNT."""
    return NAME_AND_NUMBER if kind_of(hint) == "pairs" else name.upper().removesuffix("S")


def choices_of(hint: Any) -> tuple[str, ...]:
    """Return the names from which a fact of the kind `choice` chooses."""
    return get_args(members(hint)[0])


class Facts:
    """A class of facts, each a name with its type and a `fact`; a subclass has its parent's first, then its own."""

    facts: ClassVar[Mapping[str, Fact]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.facts = {**cls.facts, **{name: member for name, member in vars(cls).items() if isinstance(member, Fact)}}


@final
@dataclass(frozen=True, slots=True)
class DaysLate:
    """The fact whose day can be given as days after the due date, and `asks` of its question with `{days_late}`."""

    fact: str
    asks: Phrase


@final
@dataclass(frozen=True, slots=True)
class Beside:
    """How a comparison shows the figure of another question beside that of its own: the head of its column.

    The other question takes the facts of the same names; `same` are those of it that are here under another name, each
    with that name.
    """

    head: Term
    same: tuple[tuple[str, str], ...] = ()


KNOWN: Final[dict[str, type[Question]]] = {}
"""Every question by its name, entered as its class is made."""


class LookedAt(NamedTuple):
    """A figure that rules of law look at, and the question on whose rules they are.

    `about` names the part of the answer that it is, such as `cancellation C-1`; None where it is the answer as a whole.
    `line` is its line of an audited bill.
    """

    question: Question
    value: object
    about: Phrase | None = None
    line: int | None = None


def question_name(question: str) -> Term:
    """Return the name of a question in words."""
    return data_text(question.replace("_", " "))


class FigureAlone(NamedTuple):
    """A figure as a receipt keeps it, the checked facts that it is of, and the class of the value that has it."""

    facts: tuple[object, ...]
    figure: Written
    kind: type[object]


class Question(Facts, ABC):
    """A question, asked of an agreement with checked facts, which are its attributes.

    `says` is what it answers, as the help of its command has it, and `example` that command, which is asked of
    `example_terms`: a file like the template; where it is empty, of the terms that all examples take. `asks` is the
    start of an answer's heading: what is asked, with a place for each fact that is needed. `dated_by` is the fact whose
    day decides which edition of the terms applies; None where no fact is such a day. `tables` are those that the figure
    rests on, `reads` those whose readings it takes. `compared` holds facts on which two terms are compared; where one
    clause takes other facts than another, there are some for each. `also` are other names of the command, `formats` are
    those that it prints besides text, JSON and HTML; `keeps_ledger` is whether its record holds the rows of its
    sheet, which are no part of the figure. `law_day` is the fact by whose day a rule of law is in force; without
    one, the newest version is. `days_late` is how a comparison takes a day as days after the due date of each
    terms. `beside` are questions on the same facts whose figures a comparison shows beside its own, each with the
    head of its column. `is_pictured` is whether a page has the picture above its lines, unasked for.
    """

    name: ClassVar[str]
    says: ClassVar[str]
    example: ClassVar[str]
    example_terms: ClassVar[str] = ""
    asks: ClassVar[Phrase]
    dated_by: ClassVar[str | None]
    tables: ClassVar[tuple[Kinds[Any], ...]] = ()
    reads: ClassVar[tuple[Kinds[Any], ...]] = ()
    compared: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    also: ClassVar[tuple[str, ...]] = ()
    formats: ClassVar[tuple[OutputFormat, ...]] = ()
    keeps_ledger: ClassVar[bool] = True
    law_day: ClassVar[str] = ""
    days_late: ClassVar[DaysLate | None] = None
    beside: ClassVar[Mapping[str, Beside]] = {}
    is_pictured: ClassVar[bool] = False

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

    @abstractmethod
    def told(self, value: Any) -> Phrase:
        """Return the answer as a sentence has it, behind whose terms it is by: `a bill of ... carries ...`."""

    @classmethod
    def needed_with(cls, names: Collection[str]) -> tuple[str, ...]:
        """Return the facts that have to be given to any terms, and those of these names, in the order of the facts."""
        return tuple(name for name, fact in cls.facts.items() if fact.is_needed or name in names)

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
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the names of the facts that have to be given to these terms."""
        return cls.needed_with(())

    @classmethod
    def in_order(cls) -> tuple[str, ...]:
        """Return the facts that a command takes without their names, in the order in which people say them.

        As a rule those are its arguments, then the options that have to be given, in the order of the class; none
        where an argument takes all the words that stand alone.
        """
        arguments, options = [], []
        for name, fact in cls.facts.items():
            match fact.place:
                case "argument":
                    arguments.append(name)
                case "option":
                    options += [name] if fact.is_needed else []
                case "arguments" | "file":
                    return ()
                case _:
                    assert_never(fact.place)
        return (*arguments, *options)

    @classmethod
    def spelt(cls, name: str) -> Spelling:
        """Return a fact as it is given in Python, in a shell and in a file."""
        as_option = fact_spelling(name)
        if cls.facts[name].place == "option":
            return as_option
        return replace(as_option, shell=argument_name(name, types_of(cls)[name]))

    @classmethod
    def always_taxed(cls, agreement: Agreement) -> bool:
        """Return whether the figure has a tax by these terms, whatever the facts."""
        return any(table.taxed for table in cls.tables)

    @classmethod
    def tax_facts_missing(cls, agreement: Agreement, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the facts on which the tax depends and that are not given; none where there may be no tax."""
        if "taxed_as" not in cls.facts or cls.undecided(agreement) is not None or not cls.always_taxed(agreement):
            return ()
        province, tax_rate, taxed_as, region = map(given.get, ("province", "tax_rate", "taxed_as", "region"))
        return agreement.tax_facts_missing(province, tax_rate, taxed_as, region)

    @classmethod
    def missing(cls, agreement: Agreement, given: Mapping[str, Any]) -> MissingFactsError | NotInTermsError | None:
        """Return the error that asks for all facts that have to be given and are not; None where none is missing.

        Terms that are silent on the question ask for no facts: the error says that they do not answer it.
        """
        silent = [table.name for table in cls.tables if table.name not in agreement.rules]
        if silent and not cls.answered_by(agreement) and cls.undecided(agreement) is None:
            return agreement.silent(silent[0])
        needed = [name for name in cls.needed(agreement) if name not in given]
        if not needed:
            return None
        asked = {*needed, *cls.tax_facts_missing(agreement, given)}
        return cls.ask_for(agreement, [name for name in cls.facts if name in asked], cls.undecided(agreement))

    @classmethod
    def ask_for(cls, agreement: Agreement, names: Iterable[str], table: str | None) -> MissingFactsError:
        """Return the error that asks for facts and, where the rule of a table depends on it, for the service."""
        if table is not None:
            facts = Phrases(", ", tuple(phrase("{name}", name=cls.spelt(name)) for name in names))
            why, cure = agreement.why_service(table), agreement.name_the_service(table)
            if not facts.parts:
                return MissingFactsError("{why}: {cure}", why=why, cure=cure)
            return MissingFactsError(
                "{why}; {question} needs {facts} too: {cure}; {help} says what each is",
                why=why,
                question=question_name(cls.name),
                facts=facts,
                cure=cure,
                help=cls.where_help(),
            )
        return cls.needs(cls.spelt(name) for name in names)

    @classmethod
    def needs(cls, names: Iterable[Spelling]) -> MissingFactsError:
        """Return the error that asks for facts, whatever the terms."""
        return MissingFactsError(
            "{question} needs {facts}: give all of them; {help} says what each is",
            question=question_name(cls.name),
            facts=Phrases(", ", tuple(phrase("{name}", name=name) for name in names)),
            help=cls.where_help(),
        )

    @classmethod
    def where_help(cls) -> Spelling:
        """Return where it is said what each fact is."""
        command = cls.name.replace("_", "-")
        in_shell = f"telcoterms {command} --help"
        return Spelling(f"help(Terms.{cls.name})", in_shell, in_shell, Term("the form"))

    @classmethod
    def names_in(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the names of the terms' own that a fact of the question takes, for its help; none as a rule."""
        return ()

    @classmethod
    def undecided(cls, agreement: Agreement) -> str | None:
        """Return a table whose rule depends on the service, where none was named; None where all are decided."""
        return next((table.name for table in cls.tables if table.name in agreement.undecided), None)

    @classmethod
    def read_of(cls, agreement: Agreement) -> tuple[Kinds[Any], ...]:
        """Return the tables whose readings are taken of some terms."""
        return cls.reads

    @classmethod
    def under(cls, agreement: Agreement, readings: Mapping[str, str]) -> Agreement:
        """Return the agreement under readings of the question, each given to the rule that has it."""
        rules = {table.name: agreement.rule(table.name) for table in cls.read_of(agreement)}
        choices = {
            name: {reading.name: reading.values for reading in agreement.readings_of(rule)}
            for name, rule in rules.items()
        }
        check_readings({key: values for own in choices.values() for key, values in own.items()}, readings, cls.name)
        changes: dict[str, Rule] = {
            name: rule.under({key: value for key, value in readings.items() if key in choices[name]})
            for name, rule in rules.items()
        }
        return earlier_under(agreement.with_rules(**changes), dict.fromkeys(rules, readings))

    @property
    def editions(self) -> tuple[Agreement, ...]:
        """The editions of the terms that the answer rests on, the oldest first."""
        return (self.agreement,)

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

    def figures_by_reading(self, values: Mapping[str, tuple[str, ...]]) -> Sequence[Money] | None:
        """Return the figure that is compared under each combination of values of readings, where they share their work.

        The last reading changes first. None where each combination is to be asked for alone.
        """
        return None

    @property
    def is_taxed(self) -> bool:
        """Whether the figure has a tax, so that the answer rests on the clause of the tax too."""
        return any(table.taxed for table in self.behind)

    @property
    def counts_open_days(self) -> bool:
        """Whether the answer to these facts rests on the calendar."""
        return False

    def by_law(self, version: RuleVersion, value: Any) -> ByLaw | None:
        """Return what a rule of law that bears on the question comes to on these facts; None where it only informs."""
        return None

    def can_name(self, version: RuleVersion) -> bool:
        """Return whether the page can name a rule of law under these terms, whatever the facts and the figure are."""
        return True

    def is_named_by_law(self, version: RuleVersion, value: Any) -> bool | None:
        """Return whether the page names a rule of law, where that is known before what it comes to; else None."""
        return None

    def looked_at(self, value: Any) -> Iterator[LookedAt]:
        """Yield what the rules of law look at: the answer itself.

        Of an audit it is each figure that was billed, of an account also each part of it with rules of its own.
        """
        yield LookedAt(self, value)

    @property
    def cited(self) -> tuple[Clause, ...]:
        """The clauses that a sentence names: that of the figure itself, which is the one of the last table."""
        rules = _rules_of(self.agreement, self.tables[-1:])
        return tuple(rule.clause for rule in rules)

    def brief(self, value: Any) -> Iterable[Step]:
        """Return what matters: rows, or the lines of the working, the first and the last ones of a long one."""
        return in_few_lines([line for line in self.working() if line.part == "working"])

    def in_short(self, value: Any) -> Phrase | None:
        """Return the value as the first line of a page says it; None where its own headline does."""
        return self.in_words(value)

    def grid(self, value: Any) -> Grid | None:
        """Return what of the answer is shown in columns; None where it has no such table."""
        return None

    def reach(self, value: Any) -> Phrase | None:
        """Return how far the words allow another figure, in short; None where each combination is to be computed."""
        return None

    def in_words(self, value: Any) -> Phrase | None:
        """Return the value as the heading says it, where it says more than the value alone; None where it does not."""
        return None

    @property
    def picture(self) -> AnyChart | None:
        """The picture of the answer, where one shows more than its figure."""
        return None

    @property
    def letter(self) -> LetterContent | None:
        """The answer as a letter to the customer, where it is one to send."""
        return None

    @property
    def sheet(self) -> Sheet | None:
        """The ledger or the table of the answer as rows of a sheet, where it has one."""
        return None

    @property
    def sheet_of_file(self) -> Sheet | None:
        """The same rows as a file has them: with columns that records do not hold."""
        return self.sheet

    def sheets(self, value: Any) -> tuple[SheetInWords, ...]:
        """Return the sheets of a workbook but that of the working; none where it has no workbook."""
        return ()

    def transactions(self, books: Books) -> Sequence[Transaction] | None:
        """Return what happened in the account as transactions of double entry, where there is an account."""
        return None

    def marked(self, value: Any) -> tuple[tuple[Money, Phrase], ...]:
        """Return figures that a picture of the readings marks beside the one of the answer, each with what it is."""
        return ()

    def data_beside(self, value: Any) -> dict[str, object]:
        """Return what the data of the answer has beside its figure, which says nothing that is not in the figure."""
        return {}

    @property
    def days_asked(self) -> dict[str, object]:
        """The days that are asked about, for the rows of a sheet."""
        return {}

    @property
    def account_named(self) -> Phrase:
        """The account of the question in words; empty for a question without one."""
        return phrase("")

    @property
    def first_day(self) -> date | None:
        """The day that decides which edition of the terms applies; None where the facts have none."""
        day = None if self.dated_by is None else getattr(self, self.dated_by)
        return day.date() if isinstance(day, datetime) else day

    @classmethod
    def figure_alone(cls, agreement: Agreement, facts: tuple[Any, ...]) -> FigureAlone | None:
        """Return the figure without the value, where it is written at less cost than that; None where it is not.

        The facts are those of the question's function, and what it refuses is refused here.
        """
        return None

    @property
    def is_pickled_without_value(self) -> bool:
        """Whether a pickle leaves the value out: to compute it takes about as long as to read it from there."""
        return False

    # These are the same for every question.

    @classmethod
    def on_facts(cls, agreement: Agreement, facts: Mapping[str, Any]) -> Self:
        """Return the question on checked facts by their names; one that is left out has its default."""
        return cls(agreement, tuple(facts.get(name, its.default) for name, its in cls.facts.items()))

    @classmethod
    def terms_of(cls, agreement: Agreement) -> TermsUsed:
        """Return the terms that the question is answered by, whatever its facts, as for many rows at once."""
        clauses = [rule.clause for rule in _rules_of(agreement, cls.tables)]
        taxed = _rules_of(agreement, [table for table in cls.tables if table.taxed])
        return terms_used(agreement, [*clauses, *map(tax_clause_of, taxed)])

    @property
    def asked(self) -> Phrase:
        """What is asked, with all facts that were given, as the heading of an answer says it.

        What is known of the customer beside the facts bears on the law alone, and the heading says so.
        """
        needed = {
            name: getattr(self, name) for name, fact_definition in self.facts.items() if fact_definition.is_needed
        }
        values = {name: self._shown(value, self.facts[name]) for name, value in needed.items()}
        parts = [Phrase(self.asks_of_facts.template, tuple(values.items())), *self._optional_facts(self._shown)]
        known = tuple(self.customer_for_law_only.in_words())
        facts = Phrases(", ", tuple(parts))
        if not known:
            return phrase("{facts}", facts=facts)
        return phrase("{facts} (for the law alone: {customer})", facts=facts, customer=Phrases(", ", known))

    @property
    def asks_of_facts(self) -> Phrase:
        """The words of the facts that are always given, which can depend on the others."""
        return self.asks

    def told_facts(self, value: Any) -> frozenset[str]:
        """Return the facts that can be left out and that the sentence says already, so that they end no bracket."""
        return frozenset()

    def _optional_facts(
        self, shown: Callable[[object, Fact], Value], told: frozenset[str] = frozenset()
    ) -> Iterator[Phrase]:
        """Yield the facts that were given although they could be left out, and that are not told already."""
        for name, fact_definition in self.facts.items():
            value = getattr(self, name)
            if name not in told and not fact_definition.is_needed and not is_default(value, fact_definition.default):
                yield optional_fact(name, shown(value, fact_definition), value, fact_definition)

    def sentence(self, value: Any) -> Phrase:
        """Return the answer as one sentence: whose terms, the facts, and the figure; no names of a shell or of Python.

        What could be left out and was given stands in brackets at its end.
        """
        facts = tuple(self._optional_facts(self._as_said, self.told_facts(value)))
        terms, told = terms_said(self.terms_used, self.cited), self.told(value)
        if not facts:
            return phrase("Under {terms}, {told}.", terms=terms, told=told)
        return phrase("Under {terms}, {told} ({facts}).", terms=terms, told=told, facts=Phrases(", ", facts))

    def _as_said(self, value: object, fact_definition: Fact) -> Value:
        """Return a fact as a sentence has it: a name without its hyphens."""
        shown = self._shown(value, fact_definition)
        return data_text(shown.replace("-", " ")) if isinstance(shown, str) else shown

    @property
    def customer_for_law(self) -> CustomerFacts:
        """What is known of the customer: from the terms, or from a fact of the question that says the same."""
        known = self.agreement.customer
        given = {name: getattr(self, name) for name in FACTS_OF_QUESTIONS if name in self.facts}
        more = {name: fact for name, fact in given.items() if fact and getattr(known, name) is None}
        return replace(known, **more) if more else known

    @property
    def customer_for_law_only(self) -> CustomerFacts:
        """What is known of the customer beside the facts of the question; a fact that says the same is left out."""
        known = self.agreement.customer
        same = [name for name in FACTS_OF_QUESTIONS if name in self.facts and vars(self)[name] == getattr(known, name)]
        return replace(known, **dict.fromkeys(same))

    def _shown(self, value: object, fact_definition: Fact) -> Value:
        """Return a fact as the heading shows it, a moment by the provider's clock."""
        if isinstance(value, datetime):
            return moment_text(local(value, zone_of(self.agreement.time_zone)))
        return fact_value(value, fact_definition)

    @cached_property
    def terms_used(self) -> TermsUsed:
        """The terms that the figure is by: the documents of its clauses, that of the clause that adds the tax too."""
        used = self._used_of_each
        return used[0] if self.editions == (self.agreement,) else terms_of_editions(self.agreement, used)

    @cached_property
    def _used_of_each(self) -> tuple[TermsUsed, ...]:
        """The terms that the figure is by, of each edition."""
        return tuple(self._used_of(edition) for edition in self.editions)

    def _used_of(self, edition: Agreement) -> TermsUsed:
        is_alone = self.editions == (edition,)
        return terms_used(edition, self.clauses if is_alone else self._clauses_in(edition))

    @property
    def _later_documents(self) -> tuple[Document, ...]:
        """The documents by which the earliest fact is answered although they are of a later day."""
        day = self.first_day
        return () if day is None else self._used_of_each[0].later_than(day)

    def clauses_of_numbers(self, edition: Agreement) -> Iterable[object]:
        """Return the clauses whose numbers the figure takes: those of its rules."""
        return _rules_of(edition, self.behind)

    def number_notes(self) -> Iterator[Step]:
        """Yield a note for each fact that was not given, where the number for any other was taken in its place."""
        asked: list[NumberFact] = [
            name for name in NUMBER_FACT_NAMES if name in self.facts and getattr(self, name) is None
        ]
        if not asked:
            return
        clauses = (clause for edition in self.editions for clause in self.clauses_of_numbers(edition))
        names = names_beside_other(clauses)
        for name in asked:
            known = names.get(name)
            if known:
                yield step(
                    "{fact} is not given, and the number for any other is taken: give it if it is one of {known}",
                    part="notes",
                    fact=fact_spelling(name),
                    known=", ".join(known),
                )

    def edition_notes(self) -> Iterator[Step]:
        """Yield a note where the facts are from before the edition of a document."""
        day, edition = self.first_day, self.editions[0]
        if day is not None and self.agreement.in_force(day).edition < edition.edition:
            yield later_edition_note(day, edition.edition, self.agreement.in_force(day).edition)
        elif day is not None:
            yield from (before_edition_note(day, document) for document in self._later_documents)

    @property
    def day_of_law(self) -> date:
        """The day by which a rule of law is in force."""
        day: date = getattr(self, self.law_day) if self.law_day else date.max
        return day.date() if isinstance(day, datetime) else day

    @property
    def days_of_law(self) -> tuple[date, date]:
        """The first and the last day on which a rule of law is looked for: the same, but for a range of days."""
        day = self.day_of_law
        return day, day

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that were taken."""
        return tuple(reading for _, _, readings in self._taken(named=False) for reading in readings)

    def _taken(self, named: bool) -> Iterator[tuple[Agreement, Rule, tuple[Reading, ...]]]:
        """Yield the rules and their readings, all `named` with their tables or only those that always are."""
        for table in self.read:
            prefix = f"{table.name}." if named or table.name in self.named else ""
            for edition, rule, readings in self._taken_of(table):
                if prefix:
                    readings = tuple(replace(reading, name=prefix + reading.name) for reading in readings)
                yield edition, rule, readings

    def _editions_of(self, table: Kinds[Any]) -> tuple[Agreement, ...]:
        """Return the editions whose readings of a table are taken."""
        return self.editions

    def _taken_of(self, table: Kinds[Any]) -> Iterator[tuple[Agreement, Rule, tuple[Reading, ...]]]:
        """Yield the rule of each edition with its readings.

        One that all editions take alike is named once; where they differ, each is named with its edition.
        """
        editions = self._editions_of(table)
        if len(editions) == 1:
            rule = table.of(editions[0])
            yield editions[0], rule, editions[0].readings_of(rule)
            return
        # An event may bring in a table that another edition does not have.
        editions = tuple(edition for edition in editions if table.find(edition) is not None)
        rules = [(edition, table.of(edition)) for edition in editions]  # without one there is no answer
        values: dict[str, set[str]] = {}
        for edition, rule in rules:
            for reading in edition.readings_of(rule):
                values.setdefault(reading.name, set()).add(reading.value)
        named: set[str] = set()
        for edition, rule in rules:
            readings = [reading for reading in edition.readings_of(rule) if reading.name not in named]
            named |= {reading.name for reading in readings if len(values[reading.name]) == 1}
            yield (
                edition,
                rule,
                tuple(
                    replace(reading, name=f"{edition.edition}.{reading.name}")
                    if len(values[reading.name]) > 1
                    else reading
                    for reading in readings
                ),
            )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working: its lines, then the readings taken, then the lines on other readings."""
        steps = tuple(self.working())
        # the readings of several tables are named with their tables, as the command takes them
        are_several_tables = len(self.read) > 1
        taken = tuple(
            line
            for edition, rule, readings in self._taken(named=are_several_tables)
            for line in self._reading_lines(edition, rule, readings)
        )
        working = tuple(line for line in steps if line.part == "working")
        other_lines = tuple(line for line in steps if line.part != "working")
        return (*working, *taken, *other_lines, *self.number_notes(), *self.edition_notes())

    def _reading_lines(self, edition: Agreement, rule: Rule, readings: Iterable[Reading]) -> tuple[Step, ...]:
        """Return the lines on the readings of a rule; of several editions, each with its edition."""
        heard = tuple(reading for reading in readings if reading.name.rpartition(".")[2] not in self.unheard)
        lines = reading_steps(heard, rule)
        if len(self.editions) == 1:
            return lines
        return tuple(replace(line, clauses=edition.dated(line.clauses)) for line in lines)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses behind the answer, each once; of several editions, each with its edition."""
        by_edition = [(edition, self._clauses_in(edition)) for edition in self.editions]
        if len(by_edition) > 1:
            by_edition = [(edition, edition.dated(clauses)) for edition, clauses in by_edition]
        return tuple(dict.fromkeys(clause for _, clauses in by_edition for clause in clauses))

    def _clauses_in(self, edition: Agreement) -> tuple[Clause, ...]:
        clauses = self.rule_clauses(edition)
        if self.is_taxed:
            clauses += self._tax_clauses(edition)
        return tuple(clauses)

    def rule_clauses(self, edition: Agreement) -> list[Clause]:
        """Return the clauses of the rules behind the figure, those of their parts too."""
        return [clause for rule in _rules_of(edition, self.behind) for clause in _clauses_of(rule)]

    def _tax_clauses(self, edition: Agreement) -> Iterator[Clause]:
        """Yield the clauses that put tax on the figure: those of its rules or, of a bill, that of the terms."""
        if edition.tax is None:
            return
        tables = [table for table in self.behind if table.taxed]
        if not tables:
            yield from edition.tax_clauses
        day = self.day_of_law
        for rule in _rules_of(edition, tables):
            yield tax_clause_of(rule)
            by_law = edition.tax_law_cited(rule, day)
            if by_law is not None:
                yield by_law

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendars that the answer rests on."""
        return (self.agreement.open_days,) if self.counts_open_days else ()

    @property
    def tables_used(self) -> tuple[TableUsed, ...]:
        """The tables that the answer rests on: the files of its editions, what they count by, and the law they name."""
        own, used = self.agreement, dict[TableUsed, None]()
        editions = (own, *(edition for edition in self.editions if edition is not own))
        for edition in editions:
            used[provider_file(edition)] = None
        for calendar in self.calendars:
            used[calendar_table(calendar)] = None
        for edition in editions:
            of_edition = [*index_tables(edition, _rules_of(edition, self.behind))]
            of_edition += tax_table_of(edition) if self.is_taxed else ()
            used |= dict.fromkeys((*of_edition, *law_table_of(edition)))
        return tuple(used)

    @property
    def basis(self) -> Basis:
        """What the answer rests on, which the agreement keeps: questions on many facts rest on the same."""
        kept: dict[object, Basis] = self.agreement.kept.setdefault("basis", {})
        key = (self.name, self.brought_in_by_facts())
        basis = kept.get(key)
        if basis is None:
            agreement, editions = self.agreement, self.editions
            days = [] if editions == (agreement,) else [edition.edition.isoformat() for edition in editions]
            readings = {reading.name: reading.value for reading in self.readings}
            basis = kept[key] = basis_of(self.name, agreement, days, readings, self.tables_used)
        return basis

    def brought_in_by_facts(self) -> object:
        """Return what the readings and the tables of the answer follow from, beside the question and the agreement."""
        read, calendars = self.read, tuple(map(calendar_table, self.calendars))
        editions = (days_of(self.editions), *(days_of(self._editions_of(table)) for table in read))
        return (read, self.named, editions, self.behind, calendars, self.is_taxed)

    @property
    def facts_written(self) -> Written:
        """The facts as a receipt keeps them: one that has its default is left out."""
        return written_table(
            {
                name: fact_written(value)
                for name, value in zip(self.facts, self.given, strict=True)
                if not (value in (None, ()) and self.facts[name].default == value)
            }
        )

    @property
    def terms_named(self) -> dict[str, Any]:
        """Whose terms answer, as data for a reader: the names of the provider and its documents too."""
        return {**self.terms_used.as_dict(), "before_edition": bool(self._later_documents)}

    @property
    def record(self) -> dict[str, Any]:
        """The question and its facts with whose terms answer it."""
        return {**self.basis.asked(), "facts": self.facts_written.data, **self.terms_named}


def days_of(editions: Iterable[Agreement]) -> tuple[date, ...]:
    """Return the days of editions, which tell those of one agreement apart."""
    return tuple([edition.edition for edition in editions])


def in_few_lines(lines: Sequence[Step]) -> Sequence[Step]:
    """Return the first and the last lines of a long working, and how many are between them.

    The last ones name every sum that the figure is made of.
    """
    if len(lines) <= MAX_BRIEF_LINES:
        return lines
    left_out = len(lines) - MAX_BRIEF_LINES + 1
    between = step("... {count} lines more: {working}", count=left_out, working=WORKING)
    return [*lines[:FIRST_BRIEF_LINES], between, *lines[FIRST_BRIEF_LINES + left_out :]]


def _clauses_of(rule: Rule) -> tuple[Clause, ...]:
    """Return the clauses of a rule: those of its parts too, where it has any."""
    return rule.clauses if rule.parts else (rule.clause,)


def _rules_of(agreement: Agreement, tables: Iterable[Kinds[Any]]) -> list[Rule]:
    """Return the rules that an agreement has of some tables."""
    return [rule for table in tables if (rule := table.find(agreement)) is not None]


def is_default(value: object, default: object) -> bool:
    """Return whether a fact is as it is when left out; a sum of nothing is the default 0."""
    return value == default or (default == 0 and isinstance(value, Money) and not value.minor)


def optional_fact(name: str, shown: Value, value: object, fact_definition: Fact) -> Phrase:
    """Return a fact that was given although it could be left out."""
    in_heading = fact_definition.in_heading
    if isinstance(in_heading, Mapping):
        in_heading = in_heading.get(value if value is None or isinstance(value, str) else "", in_heading.get(""))
    if in_heading is None:
        return phrase("{name} {value}", name=name, value=shown)
    return Phrase(in_heading.template, (("value", shown),) if "{value}" in in_heading.template else ())


@runtime_checkable
class InWords(Protocol):
    """A fact that a heading names in words of its own, such as an account."""

    def in_words(self) -> Phrase: ...


def fact_value(value: object, fact_definition: Fact) -> Value:
    """Return a fact as a heading shows it: money with its currency, a rate as a percentage."""
    match value:
        case Money():
            return MoneyWithCurrency(value)
        case int() if fact_definition.unit is not None:
            return in_words(value, fact_definition.unit)
        case date() | int():
            return value
        case Fraction():
            return Percent(value) if fact_definition.shown == "RATE" else decimal_text(value)
        case InWords():
            return value.in_words()
        case tuple():
            if isinstance(value[0], Money):
                return Phrases(" ", tuple(_addends(value)))
            if isinstance(value[0], date):
                return Phrases(", ", tuple(phrase("{day}", day=day) for day in value))
            if isinstance(value[0][1], date):
                return Phrases(", ", tuple(phrase("{name} {day}", name=Unquoted(name), day=day) for name, day in value))
            return Phrases(
                ", ",
                tuple(phrase("{name}={number}", name=name, number=decimal_text(number)) for name, number in value),
            )
        case _:
            return str(value)


def _addends(sums: Sequence[Money]) -> Iterator[Phrase]:
    """Yield the sums of a total, equal ones in a row as one; after the first, each with the sign before it."""
    for place, (value, same) in enumerate(groupby(sums)):
        count, is_less = len(list(same)), place > 0 and value.minor < 0
        shown = MoneyWithCurrency(Money.of_minor(-value.minor, value.currency) if is_less else value)
        run = phrase("{count} x {sum}", count=count, sum=shown) if count > 1 else phrase("{sum}", sum=shown)
        if not place:
            yield run
        elif is_less:
            yield phrase("- {sum}", sum=run)
        else:
            yield phrase("+ {sum}", sum=run)


def by_table(readings: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Sort readings that are named with their table, such as `late_charge.rounding`, table by table."""
    sorted_: dict[str, dict[str, str]] = {}
    for name, value in readings.items():
        table, _, reading = name.rpartition(".")
        sorted_.setdefault(table or name, {})[reading] = value
    return sorted_


def terms_said(used: TermsUsed, cited: Iterable[Clause]) -> Phrases:
    """Return whose terms a sentence is by: the documents with their sections, the service, a voice that was chosen."""
    agreement, whose = used.agreement, [used.said(cited)]
    service = next((service.title for service in agreement.services if service.id == agreement.service), None)
    if service is not None:
        whose.append(phrase("for the service {service}", service=service))
    elif agreement.service is not None:
        whose.append(phrase("for a service without an agreement of its own"))
    if agreement.voice is not None and agreement.voices is not None and agreement.voice != agreement.voices.default:
        whose.append(phrase("{voice}", voice=voice_in_words(agreement.voice)))
    return Phrases(", ", tuple(whose))


def under_by_table(agreement: Agreement, readings: Mapping[str, Any], known: Iterable[str]) -> Agreement:
    """Return the agreement under readings that stand below their table's name; `known` are the tables that have any.

    Readings of a table are those of each edition that has them; below a table and an edition, as in
    `late_charge.2021-07-12`, they are those of this edition alone.
    """
    tables, of_all = tuple(known), dict[str, Mapping[str, str]]()
    of_one_edition: list[tuple[str, str, Mapping[str, str]]] = []
    for key, wanted in readings.items():
        name, _, edition = key.partition(".")
        if name not in tables or (edition and edition not in map(_edition_name, agreement.editions)):
            raise UnknownNameError(
                "{name} is no question with readings: choose from {known}",
                name=key,
                known=tuple(map(Unquoted, tables)),
            )
        if wanted is not None:
            if not isinstance(wanted, Mapping):
                raise InputError(
                    "{name} is {readings}: give its readings by name, such as {{'rounding': 'down'}}",
                    name=Unquoted(name),
                    readings=wanted,
                )
            asked = (agreement.in_force(date.fromisoformat(edition)),) if edition else agreement.editions
            check_readings(_choices_in(asked, name), wanted, name)
            if edition:
                of_one_edition.append((edition, name, wanted))
            else:
                of_all[name] = wanted
    agreement = earlier_under(edition_under(agreement, of_all), of_all)
    for edition, name, wanted in of_one_edition:
        agreement = one_edition_under(agreement, edition, {name: wanted})
    return agreement


def _choices_in(editions: Sequence[Agreement], table: str) -> dict[str, tuple[str, ...]]:
    """Return the readings of a table that one edition or another has, and the values that it may take.

    The newest edition says what is wrong where none has the table.
    """
    having = [edition for edition in editions if edition.rules.find(table) is not None] or editions[-1:]
    choices: dict[str, tuple[str, ...]] = {}
    for edition in having:
        for reading in edition.readings_of(edition.rule(table)):
            choices[reading.name] = tuple(dict.fromkeys((*choices.get(reading.name, ()), *reading.values)))
    return choices


def _edition_name(edition: Agreement) -> str:
    """Return what an edition is called where a reading is of it alone."""
    return edition.edition.isoformat()


def one_edition_under(agreement: Agreement, edition: str, readings: Mapping[str, Mapping[str, str]]) -> Agreement:
    """Return the agreement with one of its editions under readings, by table."""
    *earlier, newest = (
        edition_under(one, readings) if _edition_name(one) == edition else one for one in agreement.editions
    )
    return replace(newest, earlier=tuple(earlier))


def earlier_under(agreement: Agreement, readings: Mapping[str, Mapping[str, str]]) -> Agreement:
    """Return the agreement with its earlier editions under readings, by table: each takes those that its clause has."""
    if not agreement.earlier:
        return agreement
    earlier = tuple(edition_under(edition, readings) for edition in agreement.earlier)
    return replace(agreement, earlier=earlier)


def edition_under(edition: Agreement, readings: Mapping[str, Mapping[str, str]]) -> Agreement:
    """Return one edition under the readings, by table, that its clauses have."""
    changes: dict[str, Rule] = {}
    for table, wanted in readings.items():
        rule = edition.rules.find(table)
        if rule is not None:
            known = {reading.name: reading.values for reading in edition.readings_of(rule)}
            changes[table] = rule.under({name: one for name, one in wanted.items() if one in known.get(name, ())})
    return edition.with_rules(**changes)


@runtime_checkable
class AsData(Protocol):
    """A value that can be written as data, such as a bill."""

    def as_dict(self) -> dict[str, object]: ...


def fact_written(value: object) -> Written:
    """Return a fact as JSON-ready data that the same question takes again, with its canonical JSON."""
    return value.written() if isinstance(value, WritesItself) else written(fact_data(value))


def fact_data(value: object) -> object:
    """Return a fact as JSON-ready data that the same question takes again."""
    match value:
        case None | str() | int():
            return value
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
