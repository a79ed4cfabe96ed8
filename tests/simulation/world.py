"""An account in a provider's books: it takes steps, and is checked after each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final, assert_never

from telcoterms import Account, Answer, InputError, Invoice, Payment, Statement
from telcoterms.account.events import Event
from tests.simulation import laws
from tests.simulation.laws import Kept, LawBroken, Ledger
from tests.simulation.steps import Enter, Move, NewEdition, Replace, ReviseIndex, Step, TakeOut, TimePasses
from tests.simulation.terms import LifeTerms

LOOKS: Final = {
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
"""The dear checks, and after what part of the steps each is made."""
WALKS: Final = ("second implementation", "second implementation, checked")
RARE: Final = 4
"""How much oftener a check is made after a step that is not a bill, a payment or days that go by."""
SMALL: Final = 12
"""The events of an account that is looked at as often as that; the more there are, the seldomer.

What goes wrong in a long life goes wrong in many short ones too.
"""
WALKED: Final = 300
"""The days of all debts together which the second implementation walks as often as that; the more, the seldomer."""
MOST_KEPT: Final = 6


class World:
    """What the books of a provider hold of one account, on a day."""

    def __init__(self, of: LifeTerms, today: date, *, asks_batch: bool, look_at_all: bool = False) -> None:
        self.of, self.today = of, today
        self.asks_batch, self.look_at_all = asks_batch, look_at_all
        self.events: list[Event] = []
        self.account = Account([])
        self.answer: Answer[Statement] = of.terms.statement(self.account, today)
        self.ledger: Ledger = Counter()
        self.books: Counter[str] = Counter()
        self.kept: list[Kept] = []
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
        of, today, events, old = self.of, self.today, self.events, self.value
        random = Random(move.looks)
        looks = self.looks_after(move.step, random)
        try:
            self.change(move.step)
        except KeyError:  # what it is about is not there, because an earlier step was refused or left out
            return False
        account: Account | None = None
        try:
            account = Account(self.events)
            answer = self.of.terms.statement(account, self.today)
            value = answer.value
        except InputError as error:
            if account is not None:
                laws.refusal(self.of, account, self.today, error)
            self.of, self.today, self.events = of, today, events
            self.refused += 1
            return False
        self.account, self.answer = account, answer
        for law in laws.ALWAYS:
            law(value)
        laws.posted(self.ledger, self.books, value.corrections(old), value)
        self.look(looks, random)
        return True

    def looks_after(self, step: Step, random: Random) -> set[str]:
        """The dear checks that follow a step."""
        if self.look_at_all:
            return {*LOOKS}
        rare = 1 if is_everyday(step) else RARE
        often = rare * min(1, SMALL / (len(self.events) + 1))
        walks = rare * min(1, WALKED / (self.days_of_debts() + 1))
        return {name for name, part in LOOKS.items() if random.random() < part * (walks if name in WALKS else often)}

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
                since = {edition.since for edition in self.of.editions}
                if step.edition.since in since or self.of.posted_per == "account":
                    raise KeyError(step.edition.since)
                editions = sorted([*self.of.editions, step.edition], key=lambda edition: edition.since)
                self.of = replace(self.of, editions=tuple(editions))
            case ReviseIndex():
                self.of = replace(self.of, index=step.index)
            case _:
                assert_never(step)

    def without(self, event: Event) -> list[Event]:
        if event not in self.events:
            raise KeyError(event)
        place = self.events.index(event)
        return [*self.events[:place], *self.events[place + 1 :]]

    def look(self, looks: set[str], random: Random) -> None:
        """Make the dear checks."""
        of, account, day, value = self.of, self.account, self.today, self.value
        terms = of.terms
        if "second implementation, checked" in looks:
            laws.second_implementation(of, account, day, value, checked=True)
        elif "second implementation" in looks:
            laws.second_implementation(of, account, day, value, checked=False)
        if "order" in looks:
            laws.order_of_arrival(terms, account, day, value, random)
        if "later" in looks:
            laws.later_events(terms, account, day, value)
        if "replay" in looks:
            laws.replay(terms, account, day, value)
        if "settlement" in looks:
            laws.settlement(terms, account, day, value, random.randrange(1, 200))
        if "next day" in looks:
            laws.next_day(terms, account, day, value)
        if "placed" in looks:
            laws.placed(self.answer)
        if "next charge" in looks:
            laws.next_charge(terms, account, self.answer)
        if "books" in looks:
            laws.books(self.answer)
        if "data" in looks:
            laws.as_data(account)
        if "keep" in looks:
            self.kept = [*self.kept, Kept.of_answer(of, account, self.answer)][-MOST_KEPT:]
        if "batch" in looks and self.asks_batch and account.invoices:
            self.for_batch[f"A{len(self.for_batch)}"] = laws.plain_part(account)
        self.look_at_kept(looks, random)

    def look_at_kept(self, looks: set[str], random: Random) -> None:
        """Hold a statement that was kept against today's terms and today's statement."""
        if not self.kept:
            return
        kept = random.choice(self.kept)
        if "verify" in looks:
            laws.verified(kept)
            laws.verified_since(kept, self.of)
        if "forge" in looks:
            laws.forged(kept, random)
        if "compose" in looks:
            laws.composed(kept, self.value)

    def end(self) -> None:
        """Ask the accounts of some moments together."""
        if self.for_batch:
            laws.batch(self.of.terms, self.for_batch, self.today)


def is_everyday(step: Step) -> bool:
    """Whether a step is a bill, a payment, or days that go by."""
    return isinstance(step, TimePasses) or (isinstance(step, Enter) and isinstance(step.event, Invoice | Payment))


def as_law(error: Exception) -> LawBroken:
    """Any error that a step ends with, but for a refusal, as a law that is broken."""
    if isinstance(error, LawBroken):
        return error
    return LawBroken(f"no {type(error).__name__} where nothing is refused", error)
