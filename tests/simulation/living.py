"""What happens next on an account: steps that are made up from what it owes, most often at the edges.

A customer has habits: which kinds of step there are and how often differs from life to life, so that some lives are
full of disputes and others know none. Sums are often just what is owed, a cent more or less, or equal to another one;
days are often the end of a month, a due date, or the day beside one of these.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, Final, get_args

from telcoterms.account.events import (
    AdministrativeCharge,
    BillingEvent,
    Cancellation,
    Credit,
    CreditEffect,
    Dispute,
    Event,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.administrative_charge import NamedReason
from telcoterms.values.days import add_months
from tests.random_accounts import DISPUTE_DAYS, SERVICES, with_lines
from tests.random_endings import is_likely
from tests.simulation.steps import (
    Enter,
    Move,
    NewEdition,
    Replace,
    ReviseIndex,
    Step,
    TakeOut,
    TimePasses,
)
from tests.simulation.terms import Edition, life_terms
from tests.simulation.world import World
from tests.terms_builders import cad

FIRST_DAYS: Final = (date(2023, 12, 31), date(2024, 1, 15), date(2025, 1, 30), date(2026, 1, 1), date(2027, 2, 28))
"""The days on which lives begin: at the ends of months, before and after a leap day."""
LENGTHS: Final = (10, 15, 20, 20, 20, 30, 30, 30, 40, 40, 40, 60, 60, 120)
"""How many steps a life has."""
USUAL: Final = {
    "time": 9.0,
    "bill": 4.0,
    "pay": 4.0,
    "return": 1.0,
    "dispute": 2.5,
    "decide": 3.0,
    "credit": 1.0,
    "write_off": 0.6,
    "pay_out": 1.0,
    "remind": 0.8,
    "charge": 0.7,
    "leave": 0.4,
    "take_out": 0.5,
    "correct": 0.6,
    "edition": 0.15,
    "index": 0.25,
}
"""How often each kind of step is chosen, beside the others, before habits."""


class Living:
    """A life under way: the books, and the habits of its customer."""

    def __init__(self, name: str) -> None:
        self.random = random = Random(name)
        self.first = random.choice(FIRST_DAYS) + timedelta(days=random.choice([0, 0, 1, 30]))
        self.asks_batch = is_likely(random, 0.3)
        self.pace = random.choice([4, 20, 45])  # the days that go by at a time, at most
        self.most_bills = random.choice([1, 2, 3, 4, 15])
        self.world = World(life_terms(random, self.first), self.first, asks_batch=self.asks_batch)
        self.length = random.choice(LENGTHS)
        habits = {kind: often * random.choice([0, 0.5, 1, 1, 3]) for kind, often in USUAL.items()}
        self.habits = habits | {"time": USUAL["time"], "bill": USUAL["bill"]}
        self.is_slow = random.choice([0, 0, 5, 20, 60])  # by how many days what happens is entered late
        self.numbers = 0
        self.makers: dict[str, Callable[[], Step | None]] = {
            "time": self.time,
            "bill": self.bill,
            "pay": self.pay,
            "return": self.return_payment,
            "dispute": self.dispute,
            "decide": self.decide,
            "credit": self.credit,
            "write_off": self.write_off,
            "pay_out": self.pay_out,
            "remind": self.remind,
            "charge": self.charge,
            "leave": self.leave,
            "take_out": self.take_out,
            "correct": self.correct,
            "edition": self.edition,
            "index": self.index,
        }

    def next(self) -> Move:
        """The next step of the life."""
        kinds, often = list(self.habits), list(self.habits.values())
        while True:
            step = self.makers[self.random.choices(kinds, often)[0]]()
            if step is not None:
                return Move(step, self.random.randrange(1 << 30))

    # ---- what there is to choose from

    def events_of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.world.events if isinstance(event, kind)]

    def debts(self) -> list[Any]:
        return [event for event in self.world.events if isinstance(event, BillingEvent)]

    def number(self, letter: str) -> str:
        """A number that no debt has; shorter ones do not always come first."""
        self.numbers += 1
        return f"{letter}{self.numbers}"

    def day(self, on_or_after: date | None = None) -> date:
        """The day of what is entered today: today, or an earlier day, seldom a later one."""
        random, today = self.random, self.world.today
        match random.randrange(10):
            case 0 | 1 if self.is_slow:
                day = today - timedelta(days=random.randrange(1, self.is_slow + 1))
            case 2:
                near = [debt.due for debt in self.world.value.debts] + [event.day for event in self.world.events]
                day = random.choice(near or [today]) + timedelta(days=random.randrange(-1, 2))
                day = min(day, today)
            case 3 if is_likely(random, 0.4):
                day = today + timedelta(days=random.randrange(1, 10))
            case _:
                day = today
        return day if on_or_after is None else max(day, on_or_after)

    def amount(self) -> int:
        """A sum: what is owed in one way or another, one that was there before, or any."""
        random, value = self.random, self.world.value
        owing = [debt for debt in value.debts if debt.owed.minor]
        match random.randrange(8):
            case 0 | 1 if value.settlement.minor > 0:
                return value.settlement.minor
            case 2 if value.balance.minor > 0:
                return value.balance.minor + random.choice([0, 0, 1, -1])
            case 3 | 4 if owing:
                debt = random.choice(owing)
                whole = (debt.principal + debt.charges).minor
                return random.choice([whole, whole + debt.accrued.minor, debt.principal.minor, whole + 1])
            case 5 if owing:
                return random.choice(owing).amount.minor
            case 6:
                return random.choice([5_645, 11_300, 25 + 50 * random.randrange(200), random.randrange(120)])
            case _:
                return random.randrange(1, 6_000)

    def part(self, most: int) -> int:
        """From a cent to all."""
        return self.random.choice([1, most, (most + 1) // 2, self.random.randint(1, most)])

    # ---- steps

    def time(self) -> Step:
        random, world = self.random, self.world
        match random.randrange(5):
            case 0:  # to the end of the month, or the day beside it
                following = (world.today.replace(day=1) + timedelta(days=32)).replace(day=1)
                days = (following - world.today).days + random.randrange(-1, 2)
            case 1 if ahead := [debt.due for debt in world.value.debts if debt.due >= world.today]:
                days = (random.choice(ahead) - world.today).days + random.randrange(2)
            case 2:
                days = random.randrange(1, 100)
            case _:
                days = random.randrange(1, self.pace)
        return TimePasses(max(1, days))

    def bill(self) -> Step | None:
        if len(self.events_of(Invoice)) >= self.most_bills:
            return None
        random = self.random
        same = [event.amount.minor for event in self.events_of(Invoice)]
        minor = random.choice(same) if same and is_likely(random, 0.4) else random.randrange(1, 20_000)
        if is_likely(random, 0.05):
            minor = random.choice([0, 1, 10**9 + 1])
        invoice = Invoice(self.number("n"), self.day(), cad(minor), random.choice([1, 1, 1, 3]))
        return Enter(with_lines(random, invoice) if is_likely(random, 0.3) else invoice)

    def pay(self) -> Step | None:
        random = self.random
        if self.world.value.credit.minor and is_likely(random, 0.7):  # who has a credit seldom pays
            return None
        named = random.choice([None, None, *(debt.number for debt in self.debts())])
        reference = random.choice([None, f"cheque {len(self.world.events)}", f"wire {len(self.world.events)}"])
        return Enter(Payment(self.day(), cad(max(0, self.amount())), named, reference))

    def return_payment(self) -> Step | None:
        returned = {event.payment for event in self.events_of(ReturnedPayment)}
        paid = [event for event in self.events_of(Payment) if event.reference and event.reference not in returned]
        if not paid:
            return None
        one = self.random.choice(paid)
        return Enter(ReturnedPayment(self.day(one.received), one.reference))

    def claimed(self, number: str) -> int:
        """What disputes and credits take of a debt, or have in question."""
        claims = [*self.events_of(Dispute), *self.events_of(Credit)]
        return sum(one.amount.minor for one in claims if one.invoice == number)

    def claimable(self) -> tuple[Any, int] | None:
        """A debt, often one that is in dispute already, and what of it nothing claims."""
        among = self.debts()
        disputed = {event.invoice for event in self.events_of(Dispute)}
        again = [debt for debt in among if debt.number in disputed]
        if not among:
            return None
        debt = self.random.choice(again if again and is_likely(self.random, 0.5) else among)
        billed = {owed.number: owed for owed in self.world.value.debts}
        whole = billed[debt.number].amount.minor if debt.number in billed else 0
        left = (whole if isinstance(debt, Cancellation) else debt.amount.minor) - self.claimed(debt.number)
        if isinstance(debt, Cancellation) and is_likely(self.random, 0.1):
            left += 1  # more than the debt comes to, which the terms alone know
        return (debt, left) if left > 0 else None

    def dispute(self) -> Step | None:
        found = self.claimable()
        if found is None:
            return None
        debt, left = found
        reported = self.day(debt.day)
        if is_likely(self.random, 0.15):  # the last day of the window, or the day after it
            reported = debt.day + timedelta(days=DISPUTE_DAYS + self.random.randrange(2))
        return Enter(Dispute(debt.number, reported, cad(self.part(left))))

    def decide(self) -> Step | None:
        random, disputes = self.random, self.events_of(Dispute)
        if not disputes:
            return None
        one = random.choice(disputes)
        if one.decided is not None and is_likely(random, 0.7):
            return None
        if one.decided is not None and is_likely(random, 0.5):  # it is opened again, as if never decided
            return Replace(one, Dispute(one.invoice, one.reported, one.amount))
        outcomes: list[Any] = ["upheld", "rejected", "rejected", "withdrawn"]
        if one.amount.minor > 1:
            outcomes.append(cad(random.randrange(1, one.amount.minor)))
        decided = self.day(one.reported)
        return Replace(one, Dispute(one.invoice, one.reported, one.amount, decided, random.choice(outcomes)))

    def credit(self) -> Step | None:
        found = self.claimable()
        if found is None:
            return None
        debt, left = found
        effect = self.random.choice(get_args(CreditEffect))
        return Enter(Credit(self.day(debt.day), cad(self.part(left)), debt.number, effect))

    def write_off(self) -> Step | None:
        owing = [
            debt for debt in self.world.value.debts if (debt.principal + debt.charges).minor and not debt.is_paid_out
        ]
        if not owing:
            return None
        debt = self.random.choice(owing)
        most = (debt.principal + debt.charges).minor
        whole = [most, most + debt.accrued.minor]
        return Enter(WriteOff(self.world.today, debt.number, cad(self.random.choice([*whole, self.part(most)]))))

    def pay_out(self) -> Step | None:
        credit = self.world.value.credit.minor
        if not credit:
            return None
        over = is_likely(self.random, 0.05)
        return Enter(Payout(self.world.today, cad(credit + 1 if over else self.part(credit))))

    def remind(self) -> Step | None:
        debts = self.debts()
        if not debts:
            return None
        debt = self.random.choice(debts)
        return Enter(Reminder(self.day(debt.day), self.random.choice([None, debt.number])))

    def charge(self) -> Step:
        minor = self.random.choice([2_500, 5_000, self.random.randrange(5_001)])
        reason = self.random.choice(get_args(NamedReason))
        return Enter(AdministrativeCharge(self.number("a"), self.day(), cad(minor), reason))

    def leave(self) -> Step | None:
        """A service ends: what was prepaid comes back, or the rest of the term costs something."""
        random, day = self.random, self.day()
        service = random.choice([None, *SERVICES])
        if any(event.service == service for event in self.events_of(Cancellation)):
            return None
        fee, facts = cad(random.randrange(1, 12_000)), dict[str, Any]()
        which = random.randrange(3)
        if which != 1:
            months = random.choice([1, 1, 12])
            cycle = day - timedelta(days=random.randrange(28))
            if cycle.day <= 28:
                facts |= {"fee": fee, "cycle_start": cycle, "fee_months": months}
                if months > 1:
                    facts["paid_until"] = add_months(cycle, random.randrange(1, months + 1))
        if which != 0 or not facts:
            term = random.choice([1, 12, 24])
            start = add_months(day, -random.randrange(term + 2)) + timedelta(days=random.randrange(-3, 4))
            facts |= {"term_start": start, "term_months": term, "monthly_fee": fee}
        by = random.choice(["customer", "customer", "provider-for-cause", "provider-with-notice"])
        return Enter(Cancellation(self.number("c"), day, by, service=service, **facts))  # type: ignore[arg-type]

    def take_out(self) -> Step | None:
        """Something that was entered in error, most often what was entered last."""
        events = self.world.events
        return TakeOut(self.random.choice(events[-3:] if is_likely(self.random, 0.6) else events)) if events else None

    def correct(self) -> Step | None:
        """A bill or a payment had another amount, or another day."""
        random, among = self.random, [*self.events_of(Invoice), *self.events_of(Payment)]
        if not among:
            return None
        old = random.choice(among)
        minor = max(0, old.amount.minor + random.choice([-100, -1, 1, 100, 0]))
        day = old.day + timedelta(days=random.choice([0, -1, 1, 5]))
        if isinstance(old, Invoice):
            return Replace(old, Invoice(old.number, day, cad(minor), old.billing_months))
        return Replace(old, Payment(day, cad(minor), old.invoice, old.reference))

    def edition(self) -> Step | None:
        if len(self.world.life_terms.editions) > 2:
            return None
        since = self.world.today + timedelta(days=self.random.randrange(-60, 60))
        return NewEdition(Edition.made(self.random, since))

    def index(self) -> Step:
        """The index moves from a day near today on; or an entry was wrong."""
        random, index = self.random, self.world.life_terms.index
        rate = random.choice(["0.0050", "0.0200", "0.0450", "0.0375"])
        if is_likely(random, 0.4):
            place = random.randrange(len(index))
            return ReviseIndex((*index[:place], (index[place][0], rate), *index[place + 1 :]))
        since = self.world.today + timedelta(days=random.randrange(-40, 40))
        kept = [entry for entry in index if entry[0] < since]
        return ReviseIndex((*kept, (since, rate)))
