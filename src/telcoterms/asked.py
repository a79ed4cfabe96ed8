"""What can be told of an answer beside its figure, computed when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, final

from telcoterms.account import Account
from telcoterms.agreement import Agreement
from telcoterms.audit import Bill
from telcoterms.errors import FactError, UnknownNameError, Word
from telcoterms.money import Money
from telcoterms.questions import QUESTIONS, Question, rules_of
from telcoterms.readings import Reading, Rule, check_readings, reading_steps
from telcoterms.version import __version__
from telcoterms.working import Clause, Step, decimal_text


@final
@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its facts, and the agreement that was asked."""

    agreement: Agreement
    question: str
    facts: tuple[Any, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that were taken; for a bill each is named with its question, as `late_charge.rounding`."""
        return tuple(one for _, readings in self._taken() for one in readings)

    @property
    def behind(self) -> tuple[Question, ...]:
        """The question itself; for a bill, the questions of its lines."""
        if self.question != "audit":
            return (QUESTIONS[self.question],)
        bill: Bill = self.facts[0]
        return tuple(QUESTIONS[name] for name in bill.questions)

    def _taken(self) -> Iterator[tuple[Rule, tuple[Reading, ...]]]:
        for name in dict.fromkeys(name for question in self.behind for name in question.readings):
            for rule in rules_of(self.agreement, (name,)):
                before = f"{name}." if self.question == "audit" else ""
                yield rule, tuple(replace(one, name=before + one.name) for one in rule.readings())

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that the question accepts and that can bear on these facts, with their values."""
        if self.question == "audit":
            raise FactError(
                "a bill is held against all readings line by line: look at .value.lines, or ask the question of a line"
            )
        known = {one.name: one.values for one in self.readings}
        if self.question == "statement":
            for name in self._idle(self.facts[0]):
                known.pop(name, None)
        return known

    def _idle(self, account: Account) -> set[str]:
        """The readings that a statement of this account refuses, or that cannot change its total."""
        idle = {"round_at", "within_debt"}
        if len(account.invoices) < 2:
            idle |= {"posted_per", "across_debts"}
        if not account.payments:
            idle.add("across_debts")
        return idle

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working: its lines, then the readings taken, then what it says itself of other readings."""
        asked = QUESTIONS[self.question]
        steps: tuple[Step, ...] = asked.steps(self.agreement, *self.facts)
        taken = tuple(line for rule, readings in self._taken() for line in reading_steps(readings, rule.clauses))
        own = tuple(one for one in steps if one.part == "working")
        return own + taken + tuple(one for one in steps if one.part != "working")

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses behind the answer, each once."""
        clauses = [rule.clause for asked in self.behind for rule in rules_of(self.agreement, asked.rules)]
        if any(asked.taxed for asked in self.behind) and self.agreement.tax_clause is not None:
            clauses.append(self.agreement.tax_clause)
        return tuple(dict.fromkeys(clauses))

    @property
    def picture(self) -> str | None:
        """The picture of the answer, where the question has one."""
        draw = QUESTIONS[self.question].picture
        return None if draw is None else draw(self.agreement, *self.facts)

    @property
    def record(self) -> dict[str, object]:
        """What a record says of the terms and the facts."""
        agreement = self.agreement
        return {
            "library": __version__,
            "calendars": {},
            "provider": agreement.provider,
            "edition": agreement.edition.isoformat(),
            "revision": agreement.revision,
            "service": agreement.service,
            "currency": agreement.currency,
            "question": self.question,
            "facts": {
                name: fact_data(fact) for name, fact in zip(QUESTIONS[self.question].facts, self.facts, strict=True)
            },
        }


def reading(agreement: Agreement, question: str, readings: Mapping[str, str]) -> Agreement:
    """The agreement under readings of a question, each given to the rule that has it."""
    if question == "audit":
        return under(agreement, _by_question(readings), QUESTIONS["audit"].readings)
    rules = {name: getattr(agreement, name) for name in QUESTIONS[question].readings}
    known = {one.name: one.values for rule in rules.values() for one in rule.readings()}
    check_readings(known, readings, question)
    changes = {}
    for name, rule in rules.items():
        own = {one.name for one in rule.readings()}
        changes[name] = rule.under({key: value for key, value in readings.items() if key in own})
    return replace(agreement, rules=replace(agreement.rules, **changes))


def _by_question(readings: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Readings that are named with their question, such as `late_charge.rounding`, question by question."""
    found: dict[str, dict[str, str]] = {}
    for name, value in readings.items():
        question, _, own = name.rpartition(".")
        found.setdefault(question or name, {})[own] = value
    return found


def under(agreement: Agreement, asked: Mapping[str, Any], known: tuple[str, ...]) -> Agreement:
    """The agreement under readings that are named with their question; `known` are the questions that have any."""
    changes = {}
    for name, readings in asked.items():
        if name not in known:
            raise UnknownNameError(
                "{name} is no question with readings: choose from {known}", name=name, known=tuple(map(Word, known))
            )
        if readings is not None:
            if not isinstance(readings, Mapping):
                raise FactError(
                    "{name} is {readings}: give its readings by name, such as {{'rounding': 'down'}}",
                    name=Word(name),
                    readings=readings,
                )
            rule = getattr(agreement, name)
            check_readings({one.name: one.values for one in rule.readings()}, readings, name)
            changes[name] = rule.under(readings)
    return replace(agreement, rules=replace(agreement.rules, **changes))


def fact_data(fact: object) -> object:
    """A fact as JSON-ready data that the same question takes again."""
    match fact:
        case Money():
            return fact.text
        case date():
            return fact.isoformat()
        case Fraction():
            return decimal_text(fact)
        case Account() | Bill():
            return fact.as_dict()
        case tuple():
            return [fact_data(one) for one in fact]
        case _:
            return fact
