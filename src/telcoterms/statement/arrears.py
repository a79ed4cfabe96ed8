"""Say what collections need to know of a statement: what is past due, of it undisputed, and what comes next.

All but what comes next is in the statement itself. The next late charge is found by replays of the days to come with
nothing paid and nothing decided (`next_charge`): the account as it is known on the day of the statement, looked at
later. So its sum is exact to the cent, whatever the clause, and there is none on any day before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from datetime import date
from typing import Final, NamedTuple, assert_never, final

from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
    BillingEvent,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.formats.csv import Sheet
from telcoterms.formats.report import Report
from telcoterms.formats.text import Grid, GridGroup
from telcoterms.statement.ageing import Ageing
from telcoterms.statement.statement import Debt, Entry, Statement
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import MAX_MONTHS, add_days, add_months
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, row

NEAR: Final = 62  # days: two months, in which most late charges are posted
FAR: Final = 800  # days after the last due date: over two years, for a charge by the year with its grace


class SumOfDebt(NamedTuple):
    """A sum of one debt, and the section that it rests on."""

    debt: str
    amount: Money
    clause: Clause | None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        section = None if self.clause is None else str(self.clause)
        return {"debt": self.debt, "amount": self.amount.text, "section": section}


@final
@dataclass(frozen=True, slots=True)
class ComingSum:
    """What falls due, or is posted, on a day to come: the sum of each debt."""

    day: date
    debts: tuple[SumOfDebt, ...]

    @property
    def amount(self) -> Money:
        """All of it."""
        first, *others = self.debts
        return sum((one.amount for one in others), first.amount)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The sections that it rests on."""
        return tuple(dict.fromkeys(one.clause for one in self.debts if one.clause is not None))

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        debts = [one.as_dict() for one in self.debts]
        return {"day": self.day.isoformat(), "amount": self.amount.text, "debts": debts}


class LateDebt(NamedTuple):
    """A debt that is not settled, as collections see it, and the sections of its due date and of its late charges."""

    debt: Debt
    days_late: int
    payable: Money
    due_by: Clause | None
    charged_by: Clause | None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        debt = self.debt
        sections = [None if clause is None else str(clause) for clause in (self.due_by, self.charged_by)]
        return {
            "debt": debt.number,
            "kind": debt.code,
            "issued": debt.issued.isoformat(),
            "due": debt.due.isoformat(),
            "days_late": self.days_late,
            "principal": debt.principal.text,
            "charges": debt.charges.text,
            "accrued": debt.accrued.text,
            "disputed": debt.disputed.text,
            "payable": self.payable.text,
            "due_section": sections[0],
            "late_charge_section": sections[1],
        }


ARREARS_COLUMNS: Final = (
    "debt",
    "kind",
    "issued",
    "due",
    "days_late",
    "principal",
    "charges",
    "accrued",
    "disputed",
    "payable",
    "due_section",
    "late_charge_section",
    "next_charge_on",
    "next_charge",
)


@final
@dataclass(frozen=True, slots=True)
class Arrears(Report):
    """What is owed on a day as collections need it; `print` shows it with the sections behind it.

    `past_due`, `disputed`, `undisputed`, `payable`, `days_late` and `ageing` are those of the statement; `debts` are
    those that are not settled. `next_due` is what falls due next and is not in dispute. `next_charge` is the next late
    charge that is posted, and its sum, if nothing is paid and nothing else happens; None where none is posted up to
    about two years after the last due date.
    """

    as_of: date
    past_due: Money
    disputed: Money
    undisputed: Money
    payable: Money
    days_late: int
    ageing: Ageing
    debts: tuple[LateDebt, ...]
    next_due: ComingSum | None
    next_charge: ComingSum | None
    disputed_by: tuple[Clause, ...]
    terms: TermsUsed
    account: Phrase

    def headline(self) -> Phrase:
        """In one line."""
        return phrase("arrears on {day}: {sums}", day=self.as_of, sums=self._in_short())

    def _in_short(self) -> Phrase:
        return phrase(
            "{past_due} past due, {payable} payable now",
            past_due=MoneyWithCurrency(self.past_due),
            payable=self.payable,
        )

    def heading(self) -> Phrase:
        """With the account and whose terms it is by."""
        asked = phrase("arrears on {day} of {account}", day=self.as_of, account=self.account)
        return self.terms.heading(asked, self._in_short())

    def page(self) -> tuple[Step, ...]:
        """Return each figure with the sections that it rests on, then what comes next."""
        return (*self._sums(), *self._next(), self.terms.note_with_voice)

    def _sums(self) -> Iterator[Step]:
        due_by = _distinct(late.due_by for late in self.debts)
        charged_by = _distinct(late.charged_by for late in self.debts if late.debt.late_charges.minor)
        yield row(phrase("past due"), self.past_due, *due_by, *charged_by)
        for band in self.ageing.bands[1:]:
            if band.owed.minor:
                yield row(phrase("past due {band}", band=band.name), band.owed)
        yield row(phrase("in dispute"), self.disputed, *self.disputed_by)
        yield row(phrase("undisputed"), self.undisputed)
        yield row(phrase("payable now"), self.payable)
        yield row(phrase("days late"), self.days_late)

    def _next(self) -> Iterator[Step]:
        if self.next_due is None:
            yield row(phrase("next due"), Term("nothing"))
        else:
            coming = self.next_due
            sum_ = phrase("{sum} on {day}", sum=coming.amount, day=coming.day)
            yield row(phrase("next due"), sum_, *coming.clauses)
        if self.next_charge is None:
            yield row(phrase("next late charge"), Term("none"))
        else:
            coming = self.next_charge
            sum_ = phrase("{sum} on {day}, if nothing is paid", sum=coming.amount, day=coming.day)
            yield row(phrase("next late charge"), sum_, *coming.clauses)

    def grid(self) -> Grid | None:
        """Return the debts that are not settled."""
        if not self.debts:
            return None
        sums = (phrase("left"), phrase("in dispute"), phrase("payable now"))
        head = (phrase("bill"), phrase("due"), phrase("days late"), *sums)
        return Grid(head, (GridGroup(phrase(""), tuple(map(_cells, self.debts))),))

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.terms.as_dict(),
            "as_of": self.as_of.isoformat(),
            "currency": self.payable.currency,
            "past_due": self.past_due.text,
            "disputed": self.disputed.text,
            "disputed_sections": [str(clause) for clause in self.disputed_by],
            "undisputed": self.undisputed.text,
            "payable": self.payable.text,
            "days_late": self.days_late,
            "ageing": self.ageing.as_dict(),
            "debts": [late.as_dict() for late in self.debts],
            **self.coming_data(),
        }

    def coming_data(self) -> dict[str, object]:
        """What falls due next, and the next late charge, as JSON-ready data."""
        return {
            "next_due": None if self.next_due is None else self.next_due.as_dict(),
            "next_charge": None if self.next_charge is None else self.next_charge.as_dict(),
        }

    def sheet(self) -> Sheet:
        """As rows of a sheet, one a debt: their sums are those of the account before its credit."""
        coming = self.next_charge
        charges = {} if coming is None else {one.debt: (coming.day, one.amount) for one in coming.debts}
        rows = []
        for late in self.debts:
            debt = late.debt
            charge = charges.get(debt.number, (None, None))
            about = (debt.number, debt.code, debt.issued, debt.due, late.days_late)
            sums = (debt.principal, debt.charges, debt.accrued, debt.disputed, late.payable)
            rows.append((*about, *sums, late.due_by, late.charged_by, *charge))
        return Sheet(ARREARS_COLUMNS, tuple(rows)).identified(self.terms.cells | {"as_of": self.as_of})


def _distinct(clauses: Iterable[Clause | None]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(clause for clause in clauses if clause is not None))


def _cells(late: LateDebt) -> tuple[Phrase, ...]:
    debt = late.debt
    return (
        phrase("{number}", number=debt.number) if debt.is_invoice else debt.title,
        phrase("{day}", day=debt.due),
        phrase("{days}", days=late.days_late) if late.days_late else phrase(""),
        phrase("{sum}", sum=debt.owed),
        phrase("{sum}", sum=debt.disputed) if debt.disputed else phrase(""),
        phrase("{sum}", sum=late.payable),
    )


def arrears(
    statement: Statement,
    coming_charge: ComingSum | None,
    clause_of: Callable[[Entry], Clause | None],
    terms: TermsUsed,
    account: Phrase,
) -> Arrears:
    """Return what is in arrears by a statement; `clause_of` gives the section behind an entry of it."""
    shown = [debt for debt in statement.debts if debt.owed.minor or debt.held.minor]
    nothing = Money.of_minor(0, statement.balance.currency)
    entry = [(debt, Entry(debt.issued, debt.number, "disputed", debt.disputed)) for debt in shown]
    return Arrears(
        statement.as_of,
        statement.past_due,
        statement.disputed,
        statement.undisputed,
        statement.payable,
        statement.days_late,
        statement.ageing,
        tuple(
            LateDebt(
                debt,
                debt.days_late(statement.as_of),
                debt.undisputed if debt.due <= statement.as_of else nothing,
                clause_of(Entry(debt.issued, debt.number, "billed", debt.amount)),
                clause_of(Entry(debt.issued, debt.number, "late charge", debt.late_charges)),
            )
            for debt in shown
        ),
        _next_due(statement, clause_of),
        coming_charge,
        _distinct(clause_of(one) for debt, one in entry if debt.disputed.minor),
        terms,
        account,
    )


def _next_due(statement: Statement, clause_of: Callable[[Entry], Clause | None]) -> ComingSum | None:
    """Return what falls due next, without what is in dispute."""
    ahead = [debt for debt in statement.debts if debt.due > statement.as_of and debt.owed > debt.disputed]
    day = min((debt.due for debt in ahead), default=None)
    sums = tuple(
        SumOfDebt(
            debt.number,
            debt.undisputed,
            clause_of(Entry(debt.issued, debt.number, "billed", debt.amount)),
        )
        for debt in ahead
        if debt.due == day
    )
    return None if day is None else ComingSum(day, sums)


def known_events(account: Account, as_of: date) -> Account:
    """Return an account as it is known on a day: without later events, nor what is said of later ones.

    A decision of a later day is not known, nor the bill of a later day that a payment names already.
    """
    known = [event for event in account if event.day <= as_of]
    numbers = {event.number for event in known if isinstance(event, BillingEvent)}
    return Account(_as_known(event, as_of, numbers) for event in known)


def _as_known(event: Event, as_of: date, numbers: Set[str]) -> Event:
    match event:
        case Dispute():
            is_open = event.decided is not None and event.decided > as_of
            return Dispute(event.invoice, event.reported, event.amount) if is_open else event
        case Payment():
            names_later = event.invoice not in numbers
            return Payment(event.received, event.amount, reference=event.reference) if names_later else event
        case (
            Invoice()
            | AdministrativeCharge()
            | Cancellation()
            | Reminder()
            | Credit()
            | WriteOff()
            | ReturnedPayment()
            | Payout()
        ):  # each names what was there before it, if anything
            return event
    assert_never(event)


def next_charge(
    statement: Statement,
    account: Account,
    statement_on: Callable[[Account, date], Statement],
    clause_of: Callable[[Account, Statement], Callable[[Entry], Clause | None]],
) -> ComingSum | None:
    """Return the next late charge after a statement, exact by a replay to its day, if nothing else happens.

    `statement_on` gives the statement of an account on a day. A first look at the next two months finds most; the other
    goes to the farthest day. A debt of which nothing is owed is looked at too: it may have accrued a part of a cent.
    """
    if not statement.debts:
        return None
    as_of, known = statement.as_of, known_events(account, statement.as_of)
    last_due = max(debt.due for debt in statement.debts)
    end = add_months(min(debt.issued for debt in statement.debts), MAX_MONTHS)  # no account is replayed for longer
    for last in (add_days(as_of, NEAR), add_days(max(as_of, last_due), FAR)):
        days = [day for debt in statement_on(known, min(last, end)).debts for day, _ in debt.posted if day > as_of]
        if days:
            break
    else:
        return None
    later = statement_on(known, min(days))
    section = clause_of(known, later)
    sums = []
    for debt in later.debts:
        posted = [
            charge for day, charge in debt.posted if day > as_of
        ]  # several where months end before a late due date
        if posted:
            total = sum(posted[1:], posted[0])
            sums.append(SumOfDebt(debt.number, total, section(Entry(later.as_of, debt.number, "late charge", total))))
    return ComingSum(later.as_of, tuple(sums))
