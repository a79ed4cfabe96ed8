"""What holds of an account at every moment of its life, whatever happens on it.

A law is a function that takes what was found and raises `LawBroken`. `ALWAYS` holds those that follow each step; they
look at the statement alone. The others ask further questions, and `world` takes them after some steps.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from telcoterms import (
    Account,
    Answer,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    RecordError,
    Statement,
    TelcoTermsError,
    Terms,
    allocations_of,
    arrears_of,
    load_account,
    verify,
)
from telcoterms.account.events import AdministrativeCharge, Cancellation, Event
from telcoterms.account.journal import BOOKS
from telcoterms.answers.receipt import marked
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.arrears import known_events
from telcoterms.statement.questions import replayed
from telcoterms.statement.statement import Correction, Corrections, Entry, statement_of
from tests.batch.test_statements import agree
from tests.oracle.events import Refused
from tests.oracle_adapter import by_day, in_its_words
from tests.random_accounts import DISPUTE_DAYS
from tests.simulation.terms import LifeTerms
from tests.test_books import totals
from tests.test_laws import STANDING, check_corrections, credit, figures, owed, reaches_back, standing

OWED: Final = BOOKS["provider"].owed
Key = tuple[date | None, str | None, str]
Ledger = Counter[Key]
"""The entries of a ledger to which nothing but corrections are added: what each comes to."""


class LawBroken(AssertionError):
    """A law that does not hold, and what was found."""

    def __init__(self, law: str, found: object) -> None:
        super().__init__(f"{law}: {found}")
        self.law = law


def hold(law: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise LawBroken(law, f"found {found}, wanted {wanted}")


# --------------------------------------------------------------- after each step


def conservation(value: Statement) -> None:
    """What was billed and posted, less what settled it, is the balance; the entries alone give every sum."""
    entries = value.entries
    billed = sum(debt.amount.minor for debt in value.debts)
    posted = sum(sum_.minor for debt in value.debts for _, sum_ in debt.posted)
    settled = sum(entry.amount.minor for entry in entries if entry.debt is None)
    written = sum(entry.amount.minor for entry in entries if entry.what.startswith("written off, "))
    hold("conservation", billed + posted - settled + written, value.balance.minor)
    debts = {debt.number: debt.principal.minor + debt.charges.minor for debt in value.debts}
    hold("conservation by debt", owed(entries), {debt: sum_ for debt, sum_ in debts.items() if sum_})
    hold("conservation of the credit", credit(entries), value.credit.minor)
    for what in STANDING:
        hold(f"conservation of what is {what}", standing(entries, what), getattr(value, what).minor)


def parts(value: Statement) -> None:
    """The sums of a statement are those of its debts, none is below zero; no credit waits while anything is owed."""
    hold("the settlement is balance and accrued", value.balance + value.accrued, value.settlement)
    for name in ("accrued", "disputed", "held"):
        hold(
            f"what is {name} is that of the debts",
            sum(getattr(debt, name).minor for debt in value.debts),
            getattr(value, name).minor,
        )
    owing = sum((debt.principal + debt.charges).minor for debt in value.debts)
    hold("the balance is what debts owe, less the credit", owing - value.credit.minor, value.balance.minor)
    ahead = value.payable + value.disputed + value.due_later
    hold("payable, in dispute and due later are the settlement", ahead, value.settlement)
    for debt in value.debts:
        sums = (debt.principal, debt.charges, debt.accrued, debt.disputed, debt.held, debt.principal - debt.disputed)
        hold(f"no sum of {debt.number} is below zero", [sum_ for sum_ in sums if sum_.minor < 0], [])
        hold(f"each posting on {debt.number} is above zero", [one for one in debt.posted if one[1].minor <= 0], [])
    if value.credit.minor:
        hold("a credit waits only where nothing is owed", owing, 0)


ALWAYS: Final = (conservation, parts)


def key_of(entry: Entry | Correction) -> Key:
    """What an entry is about; what only stands, such as what has accrued, has no day of its own."""
    return (None if entry.what in STANDING else entry.day, entry.debt, entry.what)


def posted(ledger: Ledger, books: Counter[str], found: Corrections, new: Statement) -> None:
    """Corrections that are added to a ledger give the statement, and in books of double entry its balance.

    The ledger holds the corrections of all steps so far: that they compose is that it is right after each.
    """
    keys = [key_of(entry) for entry in found]
    hold("a correction stands once", len(set(keys)), len(keys))
    hold("no correction is of zero", [entry for entry in found if not entry.amount.minor], [])
    for entry in found:
        ledger[key_of(entry)] += entry.amount.minor
    wanted = {key_of(entry): entry.amount.minor for entry in new.entries}
    hold("the ledger is the statement", {key: sum_ for key, sum_ in ledger.items() if sum_}, wanted)
    books.update(totals(found.transactions("provider")))
    hold("the books end with the balance", books[OWED], new.balance.minor)
    hold("the books are even", sum(books.values()), 0)


# ---------------------------------------------------------------- the second implementation


def second_implementation(
    life_terms: LifeTerms, account: Account, day: date, value: Statement, *, checked: bool
) -> None:
    """The second implementation, which walks day by day, finds the same statement, to the cent."""
    found, wanted = by_day(in_its_words(value)), life_terms.day_by_day(account, day, checked=checked)
    if found != wanted:
        for name in ("balance", "accrued", "credit", "disputed", "held"):
            hold(f"the second implementation: {name}", getattr(found, name), getattr(wanted, name))
        hold("the second implementation: the debts", found.debts, wanted.debts)


def refusal(life_terms: LifeTerms, account: Account, day: date, error: TelcoTermsError) -> None:
    """What the library refuses of the events of an account, the second implementation refuses too.

    Of what is claimed of a debt the library keeps a stricter count, taken here anew: a credit of any effect counts.
    """
    if error.code == "amount_over_remainder" and any(
        is_claimed_over(life_terms, account, on) for on in days_of_claims(account, day)
    ):
        return
    try:
        life_terms.day_by_day(account, day, checked=True)
    except Refused:
        return
    raise LawBroken("the second implementation refuses what the library refuses", error)


def days_of_claims(account: Account, day: date) -> set[date]:
    """The days on which something is claimed of a debt."""
    return {event.day for event in account if isinstance(event, Credit | Dispute) and event.day <= day}


def is_claimed_over(life_terms: LifeTerms, account: Account, day: date) -> bool:
    """Whether credits and disputes in time, as they stand on a day, are more than their debt."""
    bills = [one for one in account if isinstance(one, Invoice | AdministrativeCharge)]
    billed = {one.number: (one.day, one.amount.minor) for one in bills}
    billed |= {one.number: (one.day, life_terms.sums_of(one)[0]) for one in account if isinstance(one, Cancellation)}
    claimed = Counter[str]()
    for claim in account:
        if isinstance(claim, Credit) and claim.day <= day:
            claimed[claim.invoice] += claim.amount.minor
        if isinstance(claim, Dispute) and claim.day <= day:
            is_open = claim.decided is None or claim.decided > day
            is_in_time = claim.day <= billed[claim.invoice][0] + timedelta(days=DISPUTE_DAYS)
            sum_ = claim.amount.minor if is_open or not is_in_time else claim.upheld(day)
            claimed[claim.invoice] += sum_ if is_in_time else 0
            if sum_ > billed[claim.invoice][1]:
                return True
    return any(sum_ > billed[number][1] for number, sum_ in claimed.items())


# ----------------------------------------------------------- what is asked of one moment


def order_of_arrival(terms: Terms, account: Account, day: date, value: Statement, random: Random) -> None:
    """The order in which events are given never matters."""
    events = list(account)
    random.shuffle(events)
    shuffled = Account(events)
    hold("an account has one order", shuffled, account)
    hold("order of arrival", terms.statement(shuffled, day).value, value)


def later_events(terms: Terms, account: Account, day: date, value: Statement) -> None:
    """What is dated later is not known yet, but for its name: a payment that names any debt comes first of its day."""
    known = known_events(account, day)
    if any(one.received <= day and one.invoice is not None for one in account.payments if one not in known):
        return
    hold("what is later does not matter", figures(terms.statement(known, day).value), figures(value))


def replay(terms: Terms, account: Account, day: date, value: Statement) -> None:
    """The short way for plain accounts comes to what the replay comes to."""
    found = statement_of(replayed(AccountTerms(terms.agreement), account, day), value.balance.currency)
    hold("the replay", found, value)


def settlement(terms: Terms, account: Account, day: date, value: Statement, days: int) -> None:
    """Paying the settlement leaves nothing, for good, where nothing is in dispute and nothing else comes."""
    open_disputes = any(isinstance(one, Dispute) and (one.decided is None or one.decided > day) for one in account)
    paid_out_today = any(isinstance(one, Payout) and one.on == day for one in account)
    if value.settlement.minor <= 0 or open_disputes or paid_out_today or any(one.day > day for one in account):
        return
    paid = Account([*account, Payment(day, value.settlement)])
    for later in (day, day + timedelta(days=days)):
        hold("paying the settlement leaves nothing", terms.statement(paid, later).value.settlement.minor, 0)


def next_day(terms: Terms, account: Account, day: date, value: Statement) -> None:
    """From one day to the next, only that day's events and accrual make the difference, unless one reaches back."""
    old = terms.statement(account, day - timedelta(days=1)).value
    found = value.corrections(old)
    try:
        check_corrections(found, old, value)
    except AssertionError as error:
        raise LawBroken("corrections from a day to the next", error) from None
    if not reaches_back(account, day):
        hold("nothing reaches back by itself", {entry.day for entry in found} - {day}, set())


def placed(answer: Answer[Statement]) -> None:
    """Where payments went is what each debt got."""
    found = allocations_of(answer)
    for debt in answer.value.debts:
        got = [each for each in found if each.debt == debt.number]
        hold("where payments went", sum(each.amount.minor for each in got), debt.paid.minor)


def next_charge(terms: Terms, account: Account, answer: Answer[Statement]) -> None:
    """The next late charge that is announced is the one that is posted, if nothing else happens."""
    announced, day = arrears_of(answer).next_charge, answer.value.as_of
    last = day + timedelta(days=100) if announced is None else announced.day
    later = terms.statement(known_events(account, day), last).value
    found = Counter[tuple[date, str]]()
    for debt in later.debts:
        for on, sum_ in debt.posted:
            if on > day:
                found[on, debt.number] += sum_.minor
    wanted = {} if announced is None else {(announced.day, each.debt): each.amount.minor for each in announced.debts}
    hold("the next charge", found, Counter(wanted))


def books(answer: Answer[Statement]) -> None:
    """The journal of an account ends with its balance."""
    found = totals(list(answer.transactions("provider") or ()))
    hold("the journal ends with the balance", found.get(OWED, 0), answer.value.balance.minor)


def as_data(account: Account) -> None:
    """An account that was written comes back."""
    if len(account):
        hold("an account comes back", load_account(json.loads(json.dumps(account.as_dict()))), account)


# --------------------------------------------------------------------- what was kept


@dataclass(frozen=True)
class KeptStatement:
    """A statement that was given, with its receipt as a file holds it."""

    life_terms: LifeTerms
    account: Account
    value: Statement
    receipt: Mapping[str, Any]

    @classmethod
    def of_answer(cls, life_terms: LifeTerms, account: Account, answer: Answer[Statement]) -> KeptStatement:
        return cls(life_terms, account, answer.value, json.loads(json.dumps(answer.receipt())))


def verified(kept: KeptStatement) -> None:
    """A receipt comes out again by the terms that it rests on, and holds the statement."""
    verdict = verify(kept.receipt, Statement, terms=kept.life_terms.terms)
    hold("a receipt verifies", (verdict.outcome, verdict.mismatches), ("equal", ()))
    hold("a receipt verifies with its value", None if verdict.answer is None else verdict.answer.value, kept.value)
    hold("a receipt holds its statement", Statement.from_receipt(kept.receipt), kept.value)


def verified_since(kept: KeptStatement, now: LifeTerms) -> None:
    """Where a table was revised or the terms changed since, the verdict says whether the figure is the same."""
    if now == kept.life_terms:
        return
    verdict = verify(kept.receipt, Statement, terms=now.terms)
    if verdict.outcome in ("changed", "equal"):
        today = now.terms.statement(kept.account, kept.value.as_of).value
        hold("a changed receipt says whether its figure is the same", verdict.figure_is_equal, today == kept.value)
    elif verdict.outcome != "not-held":
        raise LawBroken("a receipt notices what changed", verdict)


def forged(kept: KeptStatement, random: Random) -> None:
    """A receipt that was changed by hand does not stand, and gives no statement."""
    receipt = json.loads(json.dumps(kept.receipt))
    name = random.choice(["balance", "settlement", "credit"])
    receipt["figure"][name] = f"{random.randrange(1, 10**6)}.01"
    if receipt["figure"][name] == kept.receipt["figure"][name]:
        return
    hold("a forged receipt does not stand", verify(receipt, terms=kept.life_terms.terms).stands, False)
    again = marked({key: value for key, value in receipt.items() if key != "sha256"})
    hold("a forged receipt with a new mark does not stand", verify(again, terms=kept.life_terms.terms).stands, False)
    try:
        Statement.from_receipt(receipt)
    except RecordError:
        return
    raise LawBroken("a forged receipt gives no statement", receipt["figure"][name])


def composed(kept: KeptStatement, new: Statement) -> None:
    """Corrections turn any statement that was kept into today's, whatever was entered, changed or revised since."""
    old = Statement.from_receipt(kept.receipt)
    found = Counter(new.corrections(old).applied(old.entries))
    hold("corrections from a statement that was kept", found, Counter(new.entries))


# -------------------------------------------------------------------------- in bulk


def plain_part(account: Account) -> Account:
    """The invoices of an account, its payments, and the credits on its invoices: what tables can hold."""
    numbers = {invoice.number for invoice in account.invoices}
    events: list[Event] = [
        Invoice(invoice.number, invoice.issued, invoice.amount, invoice.billing_months) for invoice in account.invoices
    ]
    for payment in account.payments:
        named = payment.invoice if payment.invoice in numbers else None
        events.append(Payment(payment.received, payment.amount, named))
    return Account([*events, *(one for one in account if isinstance(one, Credit) and one.invoice in numbers)])


def batch(terms: Terms, accounts: Mapping[str, Account], day: date) -> None:
    """Accounts that are asked together owe what each owes alone."""
    try:
        agree(terms, dict(accounts), day)
    except AssertionError as error:
        raise LawBroken("batch equals scalar", str(error)[:2_000]) from None
