"""Ask for a provider's terms question by question, show the figures as they change, and write the file at the end.

Each answer is read as a person types it, and may be left out. After each, the file is read as any other is, so that
what is shown is what the file answers. Nothing is written before the last question.
"""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from telcoterms.cli.amounts import read_amount, read_rate
from telcoterms.cli.days import read_day
from telcoterms.cli.language import in_language, number, percent, say
from telcoterms.files.library import law_table, tax_table
from telcoterms.files.provider import read_provider
from telcoterms.files.text import toml_value
from telcoterms.formats.text import said
from telcoterms.formats.writing import write_file
from telcoterms.terms import Terms
from telcoterms.values.errors import InputError, TelcoTermsError, UnknownNameError, Unquoted, translator_for
from telcoterms.values.messages import Language, is_printable, readable

if TYPE_CHECKING:
    from telcoterms.answers.answer import Answer

T = TypeVar("T")
BILL: Final = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15"}
CYCLE: Final = {"fee": "49.95", "cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
TERM: Final = {"monthly_fee": "59.95", "term_start": "2025-01-01", "term_months": 24, "cancelled": "2026-05-10"}
ON_BILL: Final = 'kind = "on-bill"'
DUE_ON_BILL: Final = {"due": "2026-01-16"}
FIGURES: Final[Mapping[str, Callable[[Any, Mapping[str, str]], Answer[Any]]]] = {
    "due_date": lambda terms, due: terms.due_date(issued=BILL["issued"], **due),
    "late_charge": lambda terms, due: terms.late_charge(**BILL, **due),
    "dispute": lambda terms, due: terms.dispute_until(issued=BILL["issued"]),
    "refund": lambda terms, due: terms.refund(**CYCLE),
    "cancellation_charge": lambda terms, due: terms.cancellation_charge(**TERM),
}
"""What is shown of each table, on the facts of the examples; `due` is the due date where the bill itself shows it."""
THE_BILL: Final = frozenset({"bill", "facture"})
BY_DAYS: Final = frozenset({"days", "jours"})
NOTHING: Final = frozenset({"none", "no", "nothing", "0", "rien", "aucun", "aucuns"})


class Clause(NamedTuple):
    """A table of the file: its lines, what they say in words, and the figures that the words state."""

    lines: tuple[str, ...]
    says: str
    figures: tuple[str, ...] = ()

    def with_value(self, key: str, value: str) -> Clause:
        """Return the clause with another value of a key."""
        lines = [line for line in self.lines if not line.startswith(f"{key} = ")]
        return self._replace(lines=(*lines, f'{key} = "{value}"'))


@dataclass
class Draft:
    """A provider's file that is being written: its head, and its tables with the section that each cites."""

    head: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, tuple[Clause, str]] = field(default_factory=dict)

    def text(self) -> str:
        """Return the file as it stands."""
        head = self.head
        lines = [
            "#:schema provider.schema.json",
            "# " + say("The terms of {name}, as telcoterms new-provider asked for them.", name=head["name"]),
            f"#   telcoterms check {head['file']}",
            "# " + say("Everything else that a file may hold: telcoterms template provider.toml"),
            "",
            f"provider = {toml_value(head['provider'])}",
            f"name = {toml_value(head['name'])}",
            f"edition = {head['edition']}",
            "revision = 0",
            f"currency = {toml_value(head['currency'])}",
            f"time_zone = {toml_value(head['time_zone'])}",
            'ranking = ["terms"]',
            "",
            "[documents.terms]",
            f"title = {toml_value(head['title'])}",
            f"full_title = {toml_value(head['title'])}",
            f"where = {toml_value(head['where'])}",
            f"edition = {head['edition']}",
            "complete = false                 # " + say("not all of its sections are listed below"),
        ]
        for table, (clause, section) in self.clauses.items():
            cited = f'clause = {{ document = "terms", section = {toml_value(section)} }}'
            lines += ["", f"[{table}]", *clause.lines, cited, f"says = {toml_value(clause.says)}"]
        for section in dict.fromkeys(section for _, section in self.clauses.values()):
            own = [(table, clause) for table, (clause, place) in self.clauses.items() if place == section]
            figures = dict.fromkeys(figure for _, clause in own for figure in clause.figures)
            lines += [
                "",
                f"[sections.terms.{toml_value(section)}]",
                f"says = {toml_value(' '.join(clause.says for _, clause in own))}",
                *([f"figures = [{', '.join(map(toml_value, figures))}]"] if figures else []),
                f"questions = [{', '.join(toml_value(table) for table, _ in own)}]",
            ]
        return "\n".join(lines) + "\n"

    def terms(self) -> Terms:
        """Return the terms of the file as it stands, judged as any file is."""
        return Terms(read_provider(self.text(), self.head["file"], tax_table, law_table))


class EndedError(InputError):
    """Standard input ended before the last question."""


def _typed(question: str, default: str) -> str:
    """Return what is typed for a question; the default for an empty line."""
    print(f"{question} [{default}] " if default else f"{question} ", end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        print()
        raise EndedError(
            "the questions ended before the last one, and nothing is written: answer all of them, each on a line"
        )
    if not sys.stdin.isatty():
        print(readable(line.rstrip("\n")))  # what a pipe answers is shown as if it were typed
    return line.strip() or default


class Questions:
    """Asks in a language: None is plain English."""

    def __init__(self, lang: Language | None) -> None:
        self.lang: Language | None = lang
        self.translator = None if lang is None else translator_for(lang)

    def ask(self, question: str, default: str, read: Callable[[str], T]) -> T:
        """Return an answer as it is read; what cannot be read is said, and asked for again."""
        while True:
            try:
                return read(_typed(question, default))
            except EndedError:
                raise
            except TelcoTermsError as error:
                print(f"  {in_language(error, self.lang)}")

    def choose(self, question: str, default: str, known: Mapping[str, str]) -> str:
        """Return what one of the known answers means."""

        def read(text: str) -> str:
            if text.casefold() not in known:
                raise UnknownNameError(
                    "{value} is none of them: choose from {known}", value=text, known=tuple(map(Unquoted, known))
                )
            return known[text.casefold()]

        return self.ask(question, default, read)

    def figure(self, answer: Answer[Any]) -> str:
        """Return the headline of an answer."""
        return said(answer.headline(), self.translator, heading=True)


def _one_line(text: str) -> str:
    if not text or not is_printable(text):
        raise InputError(
            "{value} is no line of text: write one of printable characters, such as {example}",
            value=text,
            example="Example Telecom",
        )
    return text


def _short_name(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
    return _one_line(plain)


def _currency(text: str) -> str:
    from telcoterms.values.money import as_money

    as_money("0", text.upper(), "currency")
    return text.upper()


def _time_zone(text: str) -> str:
    from telcoterms.values.moments import zone_of

    try:
        zone_of(text)
    except TelcoTermsError:
        template = "{value} is no time zone that is known on this machine: write a name such as {example}"
        raise UnknownNameError(template, value=text, example=Unquoted("America/Toronto")) from None
    return text


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", text):
        raise InputError("{value} is no whole number: write digits alone, such as {example}", value=text, example="15")
    return int(text)


def _due_date(text: str, currency: str) -> Clause:
    if text.casefold() in THE_BILL:
        return Clause((ON_BILL,), say("The bill itself shows the last day to pay."))
    days = _count(text)
    return Clause(
        ('kind = "net-days"', f"days = {days}"),
        say("A bill is due {days} days after its date.", days=str(days)),
        (f"{days} days",),
    )


RATE: Final = re.compile(r"(?P<rate>[0-9.,]+ ?%) *(?:a|per|an|par|/)? *(?P<per>month|year|day|mois|an|jour)")
PER: Final = {"mois": "month", "an": "year", "jour": "day"}


def _late_charge(text: str, currency: str) -> Clause:
    rate = RATE.fullmatch(text.casefold())
    if text.casefold() in NOTHING:
        return Clause(('kind = "none"',), say("A late bill costs nothing."))
    if rate is not None:
        per = PER.get(rate["per"], rate["per"])
        share = read_rate(rate["rate"], "rate")
        lines = ('kind = "rate"', f"rate = {share}", f'per = "{per}"', 'compounding = "none"')
        stated = {
            "day": say("{rate} a day", rate=_percent_said(share)),
            "month": say("{rate} a month", rate=_percent_said(share)),
            "year": say("{rate} a year", rate=_percent_said(share)),
        }
        return Clause(lines, say("{rate} on what is late.", rate=stated[per]), (f"{_percent(share)} a {per}",))
    if "%" in text:
        share = read_rate(text, "share")
        return Clause(
            ('kind = "percentage"', f"share = {share}"),
            say("{share} of what is late, once.", share=_percent_said(share)),
            (_percent(share),),
        )
    amount = _sum(text, currency)
    return Clause(
        ('kind = "flat"', f'sum = "{amount}"'),
        say("A late bill costs {sum} more, once.", sum=number(amount)),
        (f"{amount} {currency}",),
    )


def _dispute(text: str, currency: str) -> Clause:
    days = _count(text)
    return Clause(
        ('kind = "within-days"', f"days = {days}"),
        say("Fees can be disputed for {days} days.", days=str(days)),
        (f"{days} days",),
    )


def _refund(text: str, currency: str) -> Clause:
    if text.casefold() in NOTHING:
        return Clause(('kind = "no-refund"',), say("Nothing comes back on cancellation."))
    if text.casefold() in BY_DAYS:
        return Clause(('kind = "by-days"',), say("Prepaid fees come back by the days left."))
    raise UnknownNameError("{value} is neither days nor none: write one of them", value=text)


def _cancellation_charge(text: str, currency: str) -> Clause:
    a_month = re.fullmatch(r"(?P<sum>.+?) (?:a|per|par) (?:month|mois)", text.casefold())
    if text.casefold() in NOTHING:
        return Clause(('kind = "none"',), say("Ending a fixed term costs nothing."))
    if "%" in text:
        share = read_rate(text, "share")
        says = say("{share} of the fees that remain of a fixed term.", share=_percent_said(share))
        return Clause(('kind = "share-of-remaining-fees"', f"share = {share}"), says, (_percent(share),))
    if a_month is not None:
        amount = _sum(a_month["sum"].upper(), currency)
        says = say("{sum} for each month that remains of a fixed term.", sum=number(amount))
        return Clause(('kind = "sum-per-remaining-month"', f'sum = "{amount}"'), says, (f"{amount} {currency}",))
    amount = _sum(text, currency)
    return Clause(
        ('kind = "flat"', f'sum = "{amount}"'),
        say("Ending a fixed term costs {sum}.", sum=number(amount)),
        (f"{amount} {currency}",),
    )


def _percent(share: str) -> str:
    from decimal import Decimal

    return f"{Decimal(share).scaleb(2).normalize():f} %"


def _percent_said(share: str) -> str:
    """Return a share as a percentage in the language."""
    return percent(_percent(share).removesuffix(" %"))


def _sum(text: str, currency: str) -> str:
    from telcoterms.values.money import as_money

    return as_money(read_amount(text, "amount", currency), currency, "amount").text


READ: Final[dict[str, Callable[[str, str], Clause]]] = {
    "due_date": _due_date,
    "late_charge": _late_charge,
    "dispute": _dispute,
    "refund": _refund,
    "cancellation_charge": _cancellation_charge,
}


def _questions() -> dict[str, str]:
    """Return what is asked for each table."""
    return {
        "due_date": say(
            "In how many days is a bill due? (a number, bill if the bill says it, empty if the terms do not)"
        ),
        "late_charge": say("What does a late bill cost? (2% a month, 5%, 7.50, none, empty if the terms do not say)"),
        "dispute": say("For how many days can a bill be disputed? (a number, empty if the terms do not say)"),
        "refund": say(
            "What comes back of a prepaid fee? (days for the days left, none, empty if the terms do not say)"
        ),
        "cancellation_charge": say(
            "What does it cost to end a fixed term? (50% of the fees left, 150.00, 10.00 a month, none, empty)"
        ),
    }


def _of_a_rate() -> tuple[tuple[str, str, Sequence[str]], ...]:
    """Return what is asked of a rate: the key, the question, and the answers; the first is the default."""
    return (
        (
            "compounding",
            say("Do earlier charges bear a charge too? (none, monthly, daily)"),
            ("none", "monthly", "daily"),
        ),
        ("runs_from", say("From which day does it run? (invoice-date, due-date)"), ("invoice-date", "due-date")),
    )


def new_provider(asked: Namespace) -> int:
    """Ask for a provider's terms, and write its file."""
    path = Path(asked.new_file)
    if path.exists():
        raise InputError(
            "{file} is there already: name a file that is not, or take it away first", file=Unquoted(str(path))
        )
    questions = Questions(asked.lang)
    print(say("An empty line takes what stands in brackets. Nothing is written before the last question."))
    draft = Draft(_head(questions, path))
    print(
        say(
            "The figures below are those of a bill of {bill}, a fee of {cycle}, and a fixed term of {term}.",
            bill=", ".join(BILL.values()),
            cycle=", ".join(CYCLE.values()),
            term=", ".join(map(str, TERM.values())),
        )
    )
    shown: dict[str, str] = {}
    for table, question in _questions().items():
        _ask_table(draft, table, question, questions, shown)
    if not draft.clauses:
        raise InputError("no clause was given, and nothing is written: answer one of the questions on them")
    for remark in draft.terms().remarks():
        print(say("remark: {remark}", remark=in_language(remark, asked.lang)))
    answers = {"yes": "yes", "y": "yes", "oui": "yes", "o": "yes", "no": "no", "n": "no", "non": "no"}
    if questions.choose(say("Write {file}? (yes, no)", file=readable(str(path))), say("yes"), answers) != "yes":
        print(say("Nothing is written."))
        return 1
    write_file(path, draft.text().encode())
    print(say("{file} is written: telcoterms check {file} judges it as it grows", file=readable(str(path))))
    return 0


def _head(questions: Questions, path: Path) -> dict[str, str]:
    """Ask for what stands at the head of the file."""
    ask = questions.ask
    return {
        "file": path.name,
        "name": ask(say("What is the provider called?"), "", _one_line),
        "provider": ask(say("And in short, in small letters?"), _short_name(path.stem), _short_name),
        "currency": ask(say("In which currency does it bill?"), "CAD", _currency),
        "time_zone": ask(say("In which time zone is it?"), "America/Toronto", _time_zone),
        "title": ask(say("What is the title of its terms?"), say("Terms of Service"), _one_line),
        "where": ask(say("Where are they published?"), say("its own site"), _one_line),
        "edition": ask(say("Of which day are they?"), "today", lambda text: read_day(text, "edition").isoformat()),
    }


def _ask_table(draft: Draft, table: str, question: str, questions: Questions, shown: dict[str, str]) -> None:
    """Ask for one table, then for its section and what else it needs; show the figures that are others now."""
    currency = draft.head["currency"]
    clause = questions.ask(question, "", lambda text: READ[table](text, currency) if text else None)
    if clause is None:
        return
    section = questions.ask(say("In which section does that stand?"), str(len(draft.clauses) + 1), _one_line)
    says = questions.ask(say("What does it say, in your own words?"), clause.says, _one_line)
    clause = clause._replace(says=says)
    draft.clauses[table] = (clause, section)
    _show(draft, questions, shown)
    for key, further, known in _of_a_rate() if clause.lines[0] == 'kind = "rate"' else ():
        value = questions.choose(further, known[0], {name: name for name in known})
        clause = clause.with_value(key, value)
        draft.clauses[table] = (clause, section)
        _show(draft, questions, shown)


def _show(draft: Draft, questions: Questions, shown: dict[str, str]) -> None:
    """Print each figure that the file now answers otherwise than before."""
    terms = draft.terms()
    due = DUE_ON_BILL if any(ON_BILL in clause.lines for clause, _ in draft.clauses.values()) else {}
    for table in draft.clauses:
        try:
            figure = questions.figure(FIGURES[table](terms, due))
        except TelcoTermsError as error:
            figure = in_language(error, questions.lang)
        before = shown.get(table)
        if before is None:
            print(f"  {figure}")
        elif figure != before:
            print(f"  {figure}", say("(before: {figure})", figure=before.rpartition(": ")[2]))
        shown[table] = figure
