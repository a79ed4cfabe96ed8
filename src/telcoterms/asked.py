"""What can be told of an answer beside its figure, computed when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, final

from telcoterms.account.account import Account
from telcoterms.account.events import AdministrativeCharge, Cancellation, Dispute, Invoice, Payment
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.rule import Reading, Rule, check_readings, reading_steps
from telcoterms.audit.bill import Bill
from telcoterms.formats.csv import Sheet
from telcoterms.formats.svg import Chart
from telcoterms.questions import QUESTIONS, Question, rules_of
from telcoterms.replayed import rules_behind
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import FactError, UnknownNameError, Word
from telcoterms.values.messages import told
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step, decimal_text, step
from telcoterms.version import __version__

ENDS: Final = ("refund", "cancellation_charge")  # what the end of a service on an account is worked out by


@final
@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its facts, and the agreement that was asked."""

    agreement: Agreement
    question: str
    facts: tuple[Any, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that were taken.

        For a bill each is named with its question, as `late_charge.rounding`; so are, for an account, what the end
        of a service brings in, as `refund.rounding`.
        """
        return tuple(one for _, readings in self._taken(self.question == "audit") for one in readings)

    @property
    def behind(self) -> tuple[Question, ...]:
        """The question itself; for a bill, the questions of its lines."""
        if self.question != "audit":
            return (QUESTIONS[self.question],)
        bill: Bill = self.facts[0]
        return tuple(QUESTIONS[name] for name in bill.questions)

    def _taken(self, named: bool) -> Iterator[tuple[Rule, tuple[Reading, ...]]]:
        """The rules and their readings, `named` with their questions or not."""
        for name in self._questions:
            prefix = f"{name}." if named or name in self._brought_in else ""
            for rule in rules_of(self.agreement, (name,)):
                yield rule, tuple(replace(one, name=prefix + one.name) for one in rule.readings())

    @property
    def _questions(self) -> tuple[str, ...]:
        """The questions whose readings are taken."""
        own = (name for question in self.behind for name in question.readings)
        return tuple(dict.fromkeys((*own, *self._brought_in)))

    @property
    def _brought_in(self) -> tuple[str, ...]:
        """The questions that the end of a service brings into an account, and whose readings bear on it."""
        behind = () if self._account is None else rules_behind(self._account, self.facts[-1])
        return tuple(name for name in ENDS if name in behind)

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that the question accepts and that can bear on these facts, with their values."""
        if self.question == "audit":
            raise FactError(
                "a bill is held against all readings line by line: look at .value.lines, or ask the question of a line"
            )
        known = {one.name: one.values for one in self.readings}
        if self._account is not None:
            idle = self._idle(self._account)
            # those of an ended service bear on it alone: its own question goes through them, in a fraction of the time
            return {name: values for name, values in known.items() if name not in idle and "." not in name}
        return known

    def _idle(self, account: Account) -> set[str]:
        """The readings that a statement of this account refuses, or that cannot change its total."""
        idle = {"round_at", "within_debt", *_unheard(account)}
        if sum(isinstance(event, Invoice | AdministrativeCharge | Cancellation) for event in account) < 2:
            idle |= {"posted_per", "across_debts"}
        if not account.payments and not account.others:
            idle.add("across_debts")
        return idle

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working: its lines, then the readings taken, then what it says itself of other readings."""
        asked = QUESTIONS[self.question]
        steps: tuple[Step, ...] = asked.steps(self.agreement, *self.facts)
        unheard = set() if self._account is None else _unheard(self._account)
        # where they are those of several questions, each is named with its own, as the command takes it
        several = self.question == "audit" or len(self._questions) > 1
        taken = tuple(
            line
            for rule, readings in self._taken(several)
            for line in reading_steps(
                tuple(one for one in readings if one.name.rpartition(".")[2] not in unheard), rule.clauses
            )
        )
        own = tuple(one for one in steps if one.part == "working")
        return (*own, *taken, *(one for one in steps if one.part != "working"), *self._outranked())

    def _outranked(self) -> Iterator[Step]:
        """Where no service was named: the rules that the agreements of services have in the place of these."""
        for name in self._rules if self.agreement.service is None else ():
            own = [one.id for one in self.agreement.services if name in one.rules]
            for rule in rules_of(self.agreement, (name,) if own else ()):
                yield step(
                    "{rule}: no service was named; for {services} another rule takes the place of {clause}: name the "
                    "service, as service={first} in Python or --service {first} in a shell",
                    part="notes",
                    rule=told(name.replace("_", " ")),
                    services=", ".join(own),
                    clause=rule.clause,
                    first=own[0],
                )

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses behind the answer, each once."""
        names = self._rules
        clauses = [rule.clause for rule in rules_of(self.agreement, names)]
        taxed = any(asked.taxed for asked in self.behind) or not {"refund", "cancellation_charge"}.isdisjoint(names)
        if taxed and self.agreement.tax_clause is not None:
            clauses.append(self.agreement.tax_clause)
        return tuple(dict.fromkeys(clauses))

    @property
    def _rules(self) -> tuple[str, ...]:
        """The rules behind the answer: those of the question, and those that the events of an account bring in."""
        names = [name for asked in self.behind for name in asked.rules]
        if self._account is not None:
            names += rules_behind(self._account, self.facts[-1])
        if self.question == "settlement":  # a sum, which tells no days to come
            names = [name for name in names if name != "equipment_return_by"]
        return tuple(dict.fromkeys(names))

    @property
    def _account(self) -> Account | None:
        """The account that is asked about, if the question is about one."""
        first = self.facts[0] if self.facts else None
        return first if isinstance(first, Account) else None

    @property
    def picture(self) -> Chart | None:
        """The picture of the answer, where the question has one."""
        draw = QUESTIONS[self.question].picture
        return None if draw is None else draw(self.agreement, *self.facts)

    @property
    def sheet(self) -> Sheet | None:
        """The ledger of the answer, where the question has one."""
        tell = QUESTIONS[self.question].sheet
        return None if tell is None else tell(self.agreement, *self.facts)

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendars that the answer rests on."""
        rests = QUESTIONS[self.question].calendar
        used = rests is not None and rests(self.agreement, *self.facts)
        return (self.agreement.open_days,) if used else ()

    @property
    def record(self) -> dict[str, object]:
        """What a record says of the terms and the facts."""
        agreement = self.agreement
        return {
            "library": __version__,
            "calendars": {one.name: one.version for one in self.calendars},
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


def _unheard(account: Account) -> set[str]:
    """The readings that have nothing to do with an account because nothing of it was disputed."""
    return set() if any(isinstance(event, Dispute) for event in account.others) else {"disputed", "on_rejection"}


def reading(agreement: Agreement, question: str, readings: Mapping[str, str]) -> Agreement:
    """The agreement under readings of a question, each given to the rule that has it."""
    if question == "audit":
        return under(agreement, _by_question(readings), QUESTIONS["audit"].readings)
    if "account" in QUESTIONS[question].facts:
        ends = {name: value for name, value in readings.items() if name.rpartition(".")[0] in ENDS}
        agreement = under(agreement, _by_question(ends), ENDS)
        readings = {name: value for name, value in readings.items() if name not in ends}
    rules = {name: agreement.rule(name) for name in QUESTIONS[question].readings}
    known = {one.name: one.values for rule in rules.values() for one in rule.readings()}
    check_readings(known, readings, question)
    changes = {}
    for name, rule in rules.items():
        own = {one.name for one in rule.readings()}
        changes[name] = rule.under({key: value for key, value in readings.items() if key in own})
    return replace(agreement, rules=agreement.rules.changed(**changes))


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
            rule = agreement.rule(name)
            check_readings({one.name: one.values for one in rule.readings()}, readings, name)
            changes[name] = rule.under(readings)
    return replace(agreement, rules=agreement.rules.changed(**changes))


def fact_data(fact: object) -> object:
    """A fact as JSON-ready data that the same question takes again."""
    match fact:
        case Money():
            return fact.text
        case date():
            return fact.isoformat()
        case Fraction():
            return decimal_text(fact)
        case Account() | Bill() | Payment():
            return fact.as_dict()
        case tuple():
            return [fact_data(one) for one in fact]
        case _:
            return fact
