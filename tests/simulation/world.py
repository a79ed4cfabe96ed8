"""An account in a provider's books: it takes steps, and is checked after each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final, Literal, assert_never

from telcoterms import Account, Answer, InputError, Invoice, Payment, Statement
from telcoterms.account.events import Event
from tests.simulation import laws
from tests.simulation.laws import KeptStatement, LawBroken, Ledger
from tests.simulation.steps import Enter, Move, NewEdition, Replace, ReviseIndex, Step, TakeOut, TimePasses
from tests.simulation.terms import LifeTerms

LookBack = Literal["verify", "forge", "compose"]
"""A costly check of a statement that was kept."""
Look = (
    Literal[
        "second implementation",
        "second implementation, checked",
        "order",
        "later",
        "replay",
        "settlement",
        "next day",
        "placed",
        "next charge",
        "books",
        "data",
        "keep",
        "batch",
    ]
    | LookBack
)
"""A costly check."""
LOOKS: Final[dict[Look, float]] = {
    "second implementation": 0.1,
    "second implementation, checked": 0.03,
    "order": 0.04,
    "later": 0.06,
    "replay": 0.08,
    "settlement": 0.08,
    "next day": 0.04,
    "placed": 0.04,
    "next charge": 0.05,
    "books": 0.06,
    "data": 0.03,
    "keep": 0.1,
    "verify": 0.06,
    "forge": 0.03,
    "compose": 0.06,
    "batch": 0.2,
}
"""The share of steps after which each costly check is made."""
WALKS: Final[tuple[Look, ...]] = ("second implementation", "second implementation, checked")
RARE: Final = 4
"""How many times as often a check is made after a step that is not a bill, a payment or days that go by."""
SMALL: Final = 12
"""The events of an account up to which it is checked as often as that; with more events, less often.

What goes wrong in a long life goes wrong in many short ones too.
"""
WALKED: Final = 300
"""The days of all debts together up to which the second implementation is asked as often as that; above, less often."""
MAX_KEPT: Final = 6


class World:
    """What the books of a provider hold of one account, on a day."""

    def __init__(self, life_terms: LifeTerms, today: date, *, asks_batch: bool, look_at_all: bool = False) -> None:
        self.life_terms, self.today = life_terms, today
        self.asks_batch, self.look_at_all = asks_batch, look_at_all
        self.events: list[Event] = []
        self.account = Account([])
        self.answer: Answer[Statement] = life_terms.terms.statement(self.account, today)
        self.ledger: Ledger = Counter()
        self.books: Counter[str] = Counter()
        self.kept: list[KeptStatement] = []
        self.for_batch: dict[str, Account] = {}
        self.refused = 0

    @property
    def value(self) -> Statement:
        return self.answer.value

    def days_of_debts(self) -> int:
        """For how long each debt has been there, all together."""
        return sum(max(0, (self.today - debt.issued).days) for debt in self.value.debts)

    def take(self, move: Move) -> bool:
        """Take a step and check what holds after it; whether it was taken, or refused."""
        life_terms, today, events, old = self.life_terms, self.today, self.events, self.value
        random = Random(move.looks)
        looks = self.looks_after(move.step, random)
        try:
            self.change(move.step)
        except KeyError:  # what it is about is not there, because an earlier step was refused or left out
            return False
        account: Account | None = None
        try:
            account = Account(self.events)
            answer = self.life_terms.terms.statement(account, self.today)
            value = answer.value
        except InputError as error:
            if account is not None:
                laws.refusal(self.life_terms, account, self.today, error)
            self.life_terms, self.today, self.events = life_terms, today, events
            self.refused += 1
            return False
        self.account, self.answer = account, answer
        for law in laws.ALWAYS:
            law(value)
        laws.posted(self.ledger, self.books, value.corrections(old), value)
        for look in looks:
            self.look(look, random)
        return True

    def looks_after(self, step: Step, random: Random) -> list[Look]:
        """The costly checks that follow a step, always in the same order."""
        if self.look_at_all:
            return [look for look in LOOKS if look != "second implementation"]  # the checked one finds all that it does
        rare = 1 if is_everyday(step) else RARE
        often = rare * min(1, SMALL / (len(self.events) + 1))
        walks = rare * min(1, WALKED / (self.days_of_debts() + 1))
        return [look for look, share in LOOKS.items() if random.random() < share * (walks if look in WALKS else often)]

    def change(self, step: Step) -> None:
        """Change what the books hold. Raises `KeyError` where the step is about what is not there."""
        match step:
            case Enter():
                self.events = [*self.events, step.event]
            case Replace():
                self.events = [*self.without(step.old), step.new]
            case TakeOut():
                self.events = self.without(step.event)
            case TimePasses():
                self.today += timedelta(days=step.days)
            case NewEdition():
                since = {edition.since for edition in self.life_terms.editions}
                if step.edition.since in since or self.life_terms.posted_per == "account":
                    raise KeyError(step.edition.since)
                editions = sorted([*self.life_terms.editions, step.edition], key=lambda edition: edition.since)
                self.life_terms = replace(self.life_terms, editions=tuple(editions))
            case ReviseIndex():
                self.life_terms = replace(self.life_terms, index=step.index)
            case _:
                assert_never(step)

    def without(self, event: Event) -> list[Event]:
        if event not in self.events:
            raise KeyError(event)
        place = self.events.index(event)
        return [*self.events[:place], *self.events[place + 1 :]]

    def look(self, look: Look, random: Random) -> None:
        """Make a costly check."""
        life_terms, account, day, value = self.life_terms, self.account, self.today, self.value
        terms = life_terms.terms
        match look:
            case "second implementation":
                laws.second_implementation(life_terms, account, day, value, checked=False)
            case "second implementation, checked":
                laws.second_implementation(life_terms, account, day, value, checked=True)
            case "order":
                laws.order_of_arrival(terms, account, day, value, random)
            case "later":
                laws.later_events(terms, account, day, value)
            case "replay":
                laws.replay(terms, account, day, value)
            case "settlement":
                laws.settlement(terms, account, day, value, random.randrange(1, 200))
            case "next day":
                laws.next_day(terms, account, day, value)
            case "placed":
                laws.placed(self.answer)
            case "next charge":
                laws.next_charge(terms, account, self.answer)
            case "books":
                laws.books(self.answer)
            case "data":
                laws.as_data(account)
            case "keep":
                self.kept = [*self.kept, KeptStatement.of_answer(life_terms, account, self.answer)][-MAX_KEPT:]
            case "batch":
                if self.asks_batch and account.invoices:
                    self.for_batch[f"A{len(self.for_batch)}"] = laws.plain_part(account)
            case "verify" | "forge" | "compose":
                if self.kept:
                    self.look_back(look, random.choice(self.kept), random)
            case _:
                assert_never(look)

    def look_back(self, look: LookBack, kept: KeptStatement, random: Random) -> None:
        """Hold a statement that was kept against today's terms and today's statement."""
        match look:
            case "verify":
                laws.verified(kept)
                laws.verified_since(kept, self.life_terms)
            case "forge":
                laws.forged(kept, random)
            case "compose":
                laws.composed(kept, self.value)
            case _:
                assert_never(look)

    def end(self) -> None:
        """Ask the accounts of some moments together."""
        if self.for_batch:
            laws.batch(self.life_terms.terms, self.for_batch, self.today)


def is_everyday(step: Step) -> bool:
    """Whether a step is a bill, a payment, or days that go by."""
    return isinstance(step, TimePasses) or (isinstance(step, Enter) and isinstance(step.event, Invoice | Payment))


def as_law(error: Exception) -> LawBroken:
    """Any error that a step ends with, but for a refusal, as a law that is broken."""
    if isinstance(error, LawBroken):
        return error
    return LawBroken(f"no {type(error).__name__} where nothing is refused", error)
