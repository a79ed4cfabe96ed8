"""The terms of a life: editions of a provider's file, as the library and as the second implementation read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from telcoterms import Account, Cancellation, Terms, load
from telcoterms.agreement.agreement import Agreement
from telcoterms.values.money import Money
from tests.oracle import events as oracle
from tests.oracle import questions
from tests.oracle.numbers import Book
from tests.oracle.statement import Statement, statement
from tests.oracle.tree import ROUNDING
from tests.oracle.trees import CALENDAR, HEAD, LONG_AGO, RATES, REASON, Table, choices_of, toml_of
from tests.oracle_adapter import by_day, other_event
from tests.random_accounts import DISPUTE_DAYS
from tests.random_endings import TAXES, is_likely
from tests.terms_builders import ACROSS_DEBTS, DISPUTED, ON_REJECTION, WITHIN_DEBT

CITED: Table = {"clause": {"document": "terms", "section": "1"}, "says": "What is late costs something."}
OPEN_DAYS: Table = {**CALENDAR, "from": date(2015, 1, 1), "until": date(2060, 12, 31)}
IN_FORCE_SINCE = date(2020, 1, 1)
"""The day of the first edition; a debt of an earlier day takes it too."""

Entries = tuple[tuple[date, str], ...]
"""An index: from which day each rate holds."""


# ------------------------------------------------------------------- late charges


def sum_of_money(random: Random, most: int = 2_500) -> str:
    cents = random.choice([random.randrange(most + 1), 100 * random.randrange(1, most // 100 + 1)])
    return f"{cents // 100}.{cents % 100:02}"


def rate_leaf(random: Random, compounds: bool) -> Table:
    per = random.choice(["month"] * 6 + ["year"] * 3 + ["day", "7 days", "30 days"])
    rate: Any = Decimal(random.choice(RATES.get(per, RATES["month"])))
    if per == "year" and is_likely(random, 0.5):
        rate = {"index": "base", "plus": Decimal(random.choice(["0.02", "0.08"]))}
    elif is_likely(random, 0.2):
        later = IN_FORCE_SINCE + timedelta(days=random.randrange(1_500, 2_400))
        rate = [{"since": LONG_AGO, "value": rate}, {"since": later, "value": rate / 2}]
    table: Table = {"kind": "rate", "rate": rate, "per": per, "compounding": "none"}
    if compounds and not per.endswith("days"):
        table["compounding"] = {"month": "monthly", "day": "daily"}.get(per) or random.choice(["monthly", "yearly"])
    if per == "month" and is_likely(random, 0.1):
        table["on_day"] = random.choice([1, 15, 31])
    return table


def leaf(random: Random, compounds: bool) -> Table:
    match random.randrange(8):
        case 0:
            table: Table = {"kind": "flat", "sum": sum_of_money(random)}
            table |= random.choice([{}, {}, {"per": "month"}, {"per": "10 days"}])
        case 1:
            table = {"kind": "percentage", "share": Decimal(random.choice(["0.015", "0.05", "0.2"]))}
        case _:
            table = rate_leaf(random, compounds)
    for name, values in choices_of(table).items():
        if is_likely(random, 0.4):
            table[name] = random.choice(values)
    return {**table, **of_any_clause(random)}


def of_any_clause(random: Random) -> Table:
    """What any leaf or join may have: days of grace, a threshold, a coin, a least and a most."""
    table: Table = {}
    if is_likely(random, 0.2):
        reminded = {"from": "reminder", "days": 7}
        graces: list[Table] = [{"days": 10}, {"from": "invoice-date", "days": 40}, reminded, reminded, {"months": 1}]
        table["grace"] = random.choice(graces)
    if is_likely(random, 0.1):
        table["threshold"] = {random.choice(["over", "from"]): sum_of_money(random, 10_000)}
    if is_likely(random, 0.1):
        table["round_to"] = random.choice(["0.05", "0.10"])
    if is_likely(random, 0.15):
        table["least"] = sum_of_money(random, 900)
    if is_likely(random, 0.15):
        table["most"] = random.choice([f"{random.randrange(10, 60)}.50", {"share": Decimal("0.25")}])
    return table


def late_charge(random: Random) -> Table:
    """The clause on late payment: most often a rate a month as published terms have it, else any tree."""
    if is_likely(random, 0.4):
        table: Table = {"kind": "rate", "rate": Decimal("0.02"), "per": "month", "compounding": "monthly"}
    elif is_likely(random, 0.55):
        table = leaf(random, compounds=is_likely(random, 0.5))
    else:
        parts = [leaf(random, compounds=place == 0) for place in range(random.choice([2, 2, 3]))]
        table = {"kind": random.choice(["sum-of", "greater-of", "lesser-of"]), "of": parts, **of_any_clause(random)}
    readings: dict[str, Any] = {}
    if not isinstance(table.get("of"), list):
        offered = {name: values for name, values in choices_of(table).items() if name not in table}
        readings = {name: random.choice(values) for name, values in offered.items() if is_likely(random, 0.5)}
        if readings.get("part_month") == "daily-compound" and is_likely(random, 0.7):
            del readings["part_month"]  # its powers take ten times as long as all else
    if is_likely(random, 0.3):
        readings["rounding"] = random.choice(ROUNDING)
    taken = {name: {"take": value, "why": REASON} for name, value in readings.items()}
    return {**table, **CITED, **({"reading": taken} if taken else {})}


def cancellation_charge(random: Random) -> Table:
    """What it costs to leave a fixed term early."""
    share = {"kind": "share-of-remaining-fees", "share": Decimal("0.5")}
    remaining = random.choice(["whole-months-after", "including-current", "by-days"])
    among: list[Table] = [
        {**share, "remaining": remaining},
        {**share, "remaining": remaining, "most": "90.00"},
        {"kind": "sum-per-remaining-month", "sum": "7.50", "remaining": remaining, "taxed": False},
        {"kind": "declining", "sum": "120.00", "less": "5.00"},
        {"kind": "sum-of", "of": [{"kind": "flat", "sum": "50.00"}, share], "notice": {"days": 30}},
    ]
    return {**random.choice(among), **CITED}


# ------------------------------------------------------------------------ editions


@dataclass(frozen=True)
class Edition:
    """What an edition has of its own, and from when it is in force."""

    since: date
    net_days: int
    late: Table
    leaving: Table
    refund: Table

    @classmethod
    def made(cls, random: Random, since: date) -> Edition:
        refund: Table = {
            "kind": "by-days",
            **random.choice([{}, {"cancel_day": "refunded"}, {"kept": "5.00"}]),
            **CITED,
        }
        net_days = random.choice([0, 15, 15, 15, 30, 45])
        return cls(since, net_days, late_charge(random), cancellation_charge(random), refund)


@dataclass(frozen=True)
class LifeTerms:
    """All editions of the terms of a life, the oldest first; the choices on an account; the table of the index."""

    editions: tuple[Edition, ...]
    order: Mapping[str, str]
    index: Entries
    posted_per: str = field(default="invoice")

    def file(self, edition: Edition) -> Table:
        """The provider's file of an edition."""
        entries = [{"since": since, "value": Decimal(rate)} for since, rate in self.index]
        return {
            **HEAD,
            "currency": "CAD",
            "edition": edition.since,
            "documents": {"terms": {**HEAD["documents"]["terms"], "edition": edition.since}},
            "due_date": {"kind": "net-days", "days": edition.net_days, **CITED},
            "dispute": {"kind": "within-days", "days": DISPUTE_DAYS, **CITED},
            "late_charge": edition.late,
            "cancellation_charge": edition.leaving,
            "refund": edition.refund,
            "tax": TAXES,
            "calendar": OPEN_DAYS,
            "index": {"base": {"title": "a base rate", "rate": entries}},
        }

    @cached_property
    def files(self) -> tuple[Table, ...]:
        return tuple(self.file(edition) for edition in self.editions)

    @cached_property
    def readings(self) -> Mapping[str, str]:
        return {**self.order, "posted_per": self.posted_per}

    @cached_property
    def terms(self) -> Terms:
        """The terms as the library reads them from the text of the files."""
        *earlier, last = (agreement_of(toml_of(file)) for file in self.files)
        readings: Any = self.readings
        return Terms(replace(last, earlier=tuple(earlier))).under(statement=readings)

    def in_force(self, day: date) -> Table:
        """The file of the edition that is in force on a day; the first one before all."""
        known = [file for edition, file in zip(self.editions, self.files, strict=True) if edition.since <= day]
        return known[-1] if known else self.files[0]

    def day_by_day(self, account: Account, as_of: date, *, checked: bool) -> Statement:
        """The statement of the second implementation, with one posting a day.

        `checked`: what does not fit is refused. What the library has taken need not be walked to again each time.
        """
        readings: Any = self.readings
        found = statement(
            self.files[0],
            [oracle.Invoice(one.number, one.issued, one.amount.minor, one.billing_months) for one in account.invoices],
            [oracle.Payment(one.received, one.amount.minor, one.invoice, one.reference) for one in account.payments],
            as_of,
            **readings,
            dispute_days=DISPUTE_DAYS,
            events=[other_event(event, self.sums_of) for event in account.others],
            later=[(edition.since, file) for edition, file in zip(self.editions[1:], self.files[1:], strict=True)],
            checked=checked,
        )
        return by_day(found)

    def sums_of(self, event: Cancellation) -> tuple[int, int]:
        """What a cancellation comes to, by the second implementation: the charge and the refund, each with its tax."""
        file = self.in_force(event.on)
        charge = back = 0
        if event.is_in_fixed_term:
            assert isinstance(event.monthly_fee, Money)
            facts: Any = {"term_start": event.term_start, "term_months": event.term_months, "by": event.by}
            fee = event.monthly_fee.minor
            charge = sum(questions.cancellation_charge(file, cancelled=event.on, monthly_fee=fee, **facts))
        elif event.fee is not None and event.cycle_start is not None:
            cycle, months = event.cycle_start, event.fee_months
            back = questions.refund(
                file,
                event.fee.minor,
                cycle_start=cycle,
                cancelled=event.on,
                fee_months=months,
                paid_until=event.paid_until,
            )
            back += sum(questions.nearest(back * rate, "half-up") for rate in Book(file).taxes(cycle))
        return charge, back


@lru_cache(maxsize=512)
def agreement_of(text: str) -> Agreement:
    """The edition of a file."""
    return load(text=text).agreement


def life_terms(random: Random, first: date) -> LifeTerms:
    """The terms with which a life begins: one edition or two, the second from a day within the life."""
    days = [IN_FORCE_SINCE, *([first + timedelta(days=random.randrange(10, 300))] if is_likely(random, 0.3) else [])]
    editions = tuple(Edition.made(random, since) for since in days)
    order = {
        "across_debts": random.choice(ACROSS_DEBTS),
        "within_debt": random.choice(WITHIN_DEBT),
        "disputed": random.choice(DISPUTED),
        "on_rejection": random.choice(ON_REJECTION),
    }
    index: Entries = ((LONG_AGO, "0.0375"), (first + timedelta(days=random.randrange(-60, 200)), "0.0125"))
    together = len(editions) == 1 and pools(editions[0].late) and is_likely(random, 0.3)
    return LifeTerms(editions, order, index, "account" if together else "invoice")


def pools(late: Table) -> bool:
    """Whether the charges of all debts can be rounded as one: a rate with months, alone."""
    alone = late["kind"] == "rate" and not {"least", "most", "round_to"} & set(late)
    return alone and (late["per"] == "month" or late["compounding"] == "monthly")
