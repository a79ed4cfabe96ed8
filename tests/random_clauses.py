"""A late charge that a provider's file states, asked of the library and of the second implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from telcoterms import Account, Money, Terms, load
from telcoterms.account import events as library
from telcoterms.statement import statement as library_statement
from tests.oracle import events as oracle
from tests.oracle.numbers import Facts
from tests.oracle.statement import Debt, Statement
from tests.oracle.trees import toml_of
from tests.oracle_adapter import by_day


def terms_of(file: Mapping[str, Any]) -> Terms:
    """The terms of a provider's file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.toml"
        path.write_text(toml_of(file), "utf-8")
        return load(path)


def waiting_for_reminders(clause: Mapping[str, Any], random: Random) -> dict[str, Any]:
    """The clause with grace periods that are counted from reminders, of itself or of some of its parts."""
    found = dict(clause)
    parts: Any = found.get("of")
    if isinstance(parts, list) and found.get("per") != "month":  # month by month, the parts have one grace period
        found["of"] = [waiting_for_reminders(part, random) for part in parts]
    if random.random() < 0.5:
        grace: dict[str, Any] = {"from": "reminder", "days": random.randrange(25), "number": random.randrange(1, 4)}
        grace["months"] = random.choice([0, 0, 0, 1, 2])
        grace["count"] = "calendar-days" if grace["months"] else random.choice(["calendar-days", "business-days"])
        found["grace"] = grace
    return found


def money(cents: int | list[int]) -> Any:
    """A sum of cents as money, or a list of sums."""
    return [money(one) for one in cents] if isinstance(cents, list) else Money.of_minor(cents, "EUR")


def facts_of(customer: Facts) -> dict[str, Any]:
    """The facts of a customer that a question is given."""
    facts = {"plan": customer.plan, "region": customer.region, "segment": customer.segment}
    found: dict[str, Any] = {name: value for name, value in facts.items() if value is not None}
    return {**found, "index": dict(customer.index)} if customer.index else found


def charge_of(
    file: Mapping[str, Any], amount: int, issued: date, paid: date, customer: Facts, reminders: Sequence[date] = ()
) -> int:
    """The charge of the library on one amount, in cents; it takes only the facts on which the clause rests."""
    clause = repr(file["late_charge"])
    facts = {name: value for name, value in facts_of(customer).items() if f"'by': '{name}'" in clause}
    if reminders and "'from': 'reminder'" in clause:
        facts["reminded"] = list(reminders)
    return terms_of(file).late_charge(money(amount), issued=issued, paid=paid, **facts).value.minor


def statement_of(value: library_statement.Statement) -> Statement:
    """A statement of the library as the second implementation gives one, with one posting a day."""
    debts = tuple(
        Debt(
            debt.number,
            debt.issued,
            debt.due,
            debt.principal.minor,
            debt.charges.minor,
            debt.accrued.minor,
            tuple((day, amount.minor) for day, amount in debt.posted),
            debt.disputed.minor,
            debt.held.minor,
        )
        for debt in value.debts
    )
    balance, accrued, settlement = value.balance.minor, value.accrued.minor, value.settlement.minor
    disputed, held = value.disputed.minor, value.held.minor
    return by_day(Statement(balance, accrued, settlement, value.credit.minor, debts, disputed, held))


def account_of(
    invoices: Sequence[oracle.Invoice], payments: Sequence[oracle.Payment], events: Sequence[oracle.OtherEvent]
) -> Account:
    """An account of the library with the events of the second implementation."""
    found: list[Any] = [library.Invoice(of.number, of.issued, money(of.amount), of.billing_months) for of in invoices]
    found += [library.Payment(of.received, money(of.amount), of.invoice, of.reference) for of in payments]
    found += [library.Reminder(of.on, of.invoice) for of in events if isinstance(of, oracle.Reminder)]
    found += [
        library.Dispute(of.invoice, of.reported, money(of.amount), of.decided, outcome_of(of))
        for of in events
        if isinstance(of, oracle.Dispute)
    ]
    return Account(found)


def outcome_of(dispute: oracle.Dispute) -> Any:
    """How a dispute was decided, in the words of the library."""
    return money(dispute.outcome) if isinstance(dispute.outcome, int) else dispute.outcome
