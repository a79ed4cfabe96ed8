"""Faults that are planted in the library, each of which the simulation must find.

Each takes the place of one function of the library, as a slip of the pen would: a comparison is turned round, an event
is lost, a rate is wrong, a sum is rounded otherwise, a day is missed. A fault that the simulation does not find is a
law that nobody checks.

`FOUND_IN` names for each the first life of the seed `SEED` that finds it, so that a test need not search: this life is
lived, and a law must break. If steps are made up in another way, the lives change: `python -m tests.simulation
--faults` lists them anew. Run it without the compiled core, with which a fault of batch is found in an earlier life.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import pytest

from telcoterms import Account, Dispute
from telcoterms.account import account as accounts
from telcoterms.account import events
from telcoterms.agreement import numbers
from telcoterms.agreement.agreement import Agreement
from telcoterms.answers import question
from telcoterms.batch import clauses_of_debts, in_columns
from telcoterms.clauses.late_charge import accrual
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.files import receipts, statement_figure
from telcoterms.statement import ledger, questions, snapshot, statement
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.ledger import DebtState, DisputedPart, Ledger
from telcoterms.statement.replay import Replay
from telcoterms.statement.rule import StatementRule
from telcoterms.values.money import Money

Plant = Callable[[pytest.MonkeyPatch], None]
ONE_DAY: Final = timedelta(days=1)


def instead(where: Any, name: str, change: Callable[..., Any]) -> Plant:
    """A fault that takes the place of a function; `change` is given the right one, then what that takes."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        right = where.__dict__[name] if isinstance(where, type) else getattr(where, name)

        def wrong(*facts: Any, **named: Any) -> Any:
            return change(right, *facts, **named)

        patch.setattr(where, name, wrong)

    return plant


def property_instead(where: type, name: str, change: Callable[[Any], Any]) -> Plant:
    """A fault in a property; `change` is given what the right one says."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        right = where.__dict__[name].fget
        patch.setattr(where, name, property(lambda self: change(right(self))))

    return plant


def each(*plants: Plant) -> Plant:
    """A fault in several places."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for one in plants:
            one(patch)

    return plant


# ---------------------------------------------------------------- events and what is known


def without_returns(right: Any, account: Account, day: date) -> list[Any]:
    return [payment for payment in account.payments if payment.received <= day]


def all_but_the_last(right: Any, *facts: Any) -> list[Any]:
    return list(right(*facts))[:-1]


def of_tomorrow(right: Any, account: Account, day: date) -> Any:
    return right(account, day + ONE_DAY)


def upheld_in_whole(right: Any, dispute: Dispute, as_of: date) -> int:
    return dispute.amount.minor if right(dispute, as_of) else 0


def at_its_own_date(right: Any, credit: Any, known: Any, reductions: Any) -> None:
    known.credits.append(credit)


def by_day_alone(right: Any, event: Any) -> Any:
    return right(event)[:1]


def without_decision(right: Any, event: Any) -> dict[str, object]:
    return {name: value for name, value in right(event).items() if name not in ("decided", "outcome")}


# ------------------------------------------------------------------------ terms


def one_per_cent_more(right: Any, terms: AccountTerms, edition: Agreement) -> Any:
    found = right(terms, edition)
    late = found.late_charge
    if isinstance(late, RateCharge) and isinstance(late.rate, Fraction):
        return replace(found, late_charge=replace(late, rate=late.rate * 101 / 100))
    return found


def after_the_day(right: Any, number: Any, day: date) -> Any:
    return right(number, day - ONE_DAY)


def the_newest(right: Any, agreement: Agreement, day: date) -> Agreement:
    return agreement


def a_day_more(right: Any, *facts: Any) -> date:
    found: date = right(*facts)
    return found + ONE_DAY


def a_day_less(right: Any, *facts: Any) -> date:
    found: date = right(*facts)
    return found - ONE_DAY


def without_refund(right: Any, agreement: Agreement, event: Any) -> Any:
    found = right(agreement, event)
    return found._replace(refund=Money.of_minor(0, agreement.currency))


# ------------------------------------------------------------------------ the replay


def a_day_early(right: Any, book: Ledger, debt: DebtState, day: int) -> Any:
    return right(book, debt, day + 1)


def without_accrual(right: Any, book: Replay, debt: DebtState, day: int, accrued: int) -> Any:
    return right(book, debt, day, 0)


def turned_round(right: Any, book: Replay, day: int) -> list[DebtState]:
    return list(reversed(right(book, day)))


def nothing_happens(right: Any, *facts: Any) -> None:
    return None


def excess_forgotten(right: Any, book: Replay, day: int, payouts: Sequence[Any]) -> None:
    book.credit -= min(book.credit, sum(payout.amount.minor for payout in payouts))


def never(right: Any, *facts: Any) -> bool:
    return False


def always(right: Any, *facts: Any) -> bool:
    return True


def rounded_down(right: Any, exact: Any, rounding: Any) -> Any:
    return right(exact, "down")


def rounded_up_at_half(right: Any, exact: Any, rounding: Any) -> Any:
    return right(exact, "half-up")


def rounded_alone(right: Any, used: Any) -> None:
    return None


def held_is_owed(right: Any, book: Ledger, part: DisputedPart, day: int) -> None:
    part.debt.charges += part.held_on(day)
    right(book, part, day)


def newest_first_turned_round(right: Any, account: Any, *facts: Any) -> Any:
    clause = right(account, *facts)
    return None if clause is None else clause._replace(newest_first=not clause.newest_first)


# ------------------------------------------------------------- what is made of a statement


def all_but_the_last_correction(right: Any, *facts: Any) -> Any:
    found = right(*facts)
    return replace(found, entries=found.entries[:-1])


def without_write_offs(right: Any, terms: AccountTerms, account: Account, day: date) -> list[Money]:
    return [one.amount for one in account.others if isinstance(one, events.WriteOff) and one.on <= day]


def one_more(right: Any, *facts: Any) -> int:
    return (right(*facts) or 0) + 1


def of_the_newest_edition(right: Any, editions: Sequence[Agreement], table: str) -> Any:
    return right(editions[-1:], table)


FAULTS: Final[dict[str, Plant]] = {
    "a returned payment still counts": instead(snapshot, "payments_on", without_returns),
    "the last payment is lost": instead(snapshot, "payments_on", all_but_the_last),
    "a payment of tomorrow counts today": instead(snapshot, "payments_on", of_tomorrow),
    "a dispute is forgotten": instead(snapshot, "_disputes", all_but_the_last),
    "a part that was upheld counts for all": instead(Dispute, "upheld", upheld_in_whole),
    "a credit never reaches back": instead(snapshot, "_take_credit", at_its_own_date),
    "the window of disputes is a day short": instead(snapshot, "_last_day_to_dispute", a_day_less),
    "claims over the debt are let by": instead(snapshot, "_refuse_excess_claims", nothing_happens),
    "payments of a day keep the order in which they came": instead(accounts, "_order_of_payments", by_day_alone),
    "a decision is not written": instead(events.AccountEvent, "as_dict", without_decision),
    "a rate is one per cent too high": instead(AccountTerms, "_of", one_per_cent_more),
    "a dated rate holds a day late": instead(numbers, "_entry_on", after_the_day),
    "a debt takes the newest edition": instead(Agreement, "in_force", the_newest),
    "a due date is a day late": instead(snapshot, "due_of", a_day_more),
    "the refund of a cancellation is lost": instead(questions, "totals_of", without_refund),
    "a charge is posted a day early": instead(Ledger, "advance_debt", a_day_early),
    "what has accrued is lost when a debt closes": instead(Replay, "_close", without_accrual),
    "payments meet the debts in the other order": instead(Replay, "_debts_in_order", turned_round),
    "charges and principal change places": property_instead(StatementRule, "charges_first", lambda found: not found),
    "what is disputed bears its charge": property_instead(StatementRule, "exempts_disputed", lambda found: False),
    "a rejected dispute was open": property_instead(StatementRule, "rejected_from_decision", lambda found: not found),
    "a reminder is lost": instead(Replay, "_remind", nothing_happens),
    "a payout over the credit makes no debt": instead(Replay, "_pay_out", excess_forgotten),
    "a write-off may be over its debt": instead(Replay, "_is_judged_on", never),
    "each sum is judged, whatever was learnt": instead(Replay, "_is_judged_on", always),
    "a charge is rounded down": instead(accrual, "rounded", rounded_down),
    "half a cent is always rounded up": instead(accrual, "rounded", rounded_up_at_half),
    "charges that are rounded as one are rounded alone": instead(ledger, "rounding_of_all", rounded_alone),
    "what was held is owed after all": instead(Ledger, "return_to_debt", held_is_owed),
    "the short way turns the order round": instead(statement, "clause_of", newest_first_turned_round),
    "a correction is lost": instead(statement, "corrections", all_but_the_last_correction),
    "a write-off is booked in full": instead(questions, "_written_off", without_write_offs),
    "a receipt is read by the newest edition alone": instead(question, "_choices_in", of_the_newest_edition),
    "the mark of a receipt is not checked": instead(statement_figure, "check_mark", nothing_happens),
    "a receipt is compared with nothing": instead(receipts, "_mismatches", lambda right, *facts: iter(())),
    "the next charge is that of the day after": instead(questions, "next_charge", nothing_happens),
    "a sum that was placed is not listed": instead(questions, "allocated_sums", lambda right, of: right(of)[:-1]),
    "batch counts a day more to pay": each(  # with the compiled core, and without it
        instead(clauses_of_debts, "days_to_pay", one_more), instead(in_columns, "days_to_pay", one_more)
    ),
}
"""Each fault by what it does wrong."""

SEED: Final = 7
FOUND_IN: Final[dict[str, int]] = {
    "a returned payment still counts": 0,
    "the last payment is lost": 0,
    "a payment of tomorrow counts today": 0,
    "a dispute is forgotten": 0,
    "a part that was upheld counts for all": 19,
    "a credit never reaches back": 0,
    "the window of disputes is a day short": 15,
    "claims over the debt are let by": 79,
    "payments of a day keep the order in which they came": 0,
    "a decision is not written": 3,
    "a rate is one per cent too high": 0,
    "a dated rate holds a day late": 123,
    "a debt takes the newest edition": 0,
    "a due date is a day late": 0,
    "the refund of a cancellation is lost": 4,
    "a charge is posted a day early": 1,
    "what has accrued is lost when a debt closes": 0,
    "payments meet the debts in the other order": 0,
    "charges and principal change places": 0,
    "what is disputed bears its charge": 14,
    "a rejected dispute was open": 14,
    "a reminder is lost": 18,
    "a payout over the credit makes no debt": 7,
    "a write-off may be over its debt": 25,
    "each sum is judged, whatever was learnt": 4,
    "a charge is rounded down": 0,
    "half a cent is always rounded up": 88,
    "charges that are rounded as one are rounded alone": 109,
    "what was held is owed after all": 37,
    "the short way turns the order round": 63,
    "a correction is lost": 0,
    "a write-off is booked in full": 4,
    "a receipt is read by the newest edition alone": 3,
    "the mark of a receipt is not checked": 0,
    "a receipt is compared with nothing": 0,
    "the next charge is that of the day after": 0,
    "a sum that was placed is not listed": 3,
    "batch counts a day more to pay": 73,
}
"""The first life of the seed that finds each fault."""
