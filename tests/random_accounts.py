"""Random accounts, made to be awkward: month ends, leap years, equal sums, half cents, payments of every sort."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from telcoterms import Account, Invoice, Payment
from tests.made_terms import cad

FIRST_DAYS = (date(2023, 12, 1), date(2024, 1, 15), date(2026, 1, 1), date(2027, 1, 31), date(2100, 1, 30))
NET_DAYS = (0, 1, 15, 15, 30, 45, 75)


@dataclass(frozen=True)
class Made:
    """An account, the day on which it is looked at, and the days in which a bill is to be paid."""

    account: Account
    as_of: date
    net_days: int


def _amount(random: Random, among: list[int]) -> int:
    match random.randrange(6):
        case 0:
            return random.randrange(0, 120)
        case 1:
            return 25 + 50 * random.randrange(400)  # 2 % of it ends in half a cent
        case 2 if among:
            return random.choice(among)  # ties
        case 3:
            return random.choice([5645, 11300, 10**9 + 1])
        case _:
            return random.randrange(1, 30_000)


def _day(random: Random, first: date, within: int, near: list[date]) -> date:
    match random.randrange(4):
        case 0:
            months = timedelta(days=31 * random.randrange(1, within // 31 + 1))
            following = (first.replace(day=1) + months).replace(day=1)
            return following - timedelta(days=random.choice([1, 1, 2, 3]))  # the last days of a month
        case 1 if near:
            return random.choice(near) + timedelta(days=random.randrange(-1, 2))
        case _:
            return first + timedelta(days=random.randrange(within))


def made_account(random: Random, most_invoices: int = 4, most_payments: int = 6) -> Made:
    """An account of a few invoices and payments, parts paid, too much paid, payments before a bill."""
    first, net_days = random.choice(FIRST_DAYS), random.choice(NET_DAYS)
    numbers = random.sample("abcdefgh", random.randrange(1, most_invoices + 1))
    sums: list[int] = []
    days: list[date] = []
    invoices: list[Invoice] = []
    for number in numbers:
        issued = _day(random, first, 100, days)
        minor = _amount(random, sums)
        invoices.append(Invoice(number, issued, cad(minor), random.choice([1, 1, 1, 3])))
        sums += [minor, minor + round(minor * 0.02)]
        days += [issued, issued + timedelta(days=net_days)]
    payments: list[Payment] = []
    for _ in range(random.randrange(most_payments + 1)):
        named = random.choice([None, random.choice(numbers)])
        received = _day(random, first, 220, days)
        payments.append(Payment(received, cad(_amount(random, sums)), named))
        days.append(received)
    return Made(Account([*invoices, *payments]), _day(random, first, 320, days), net_days)
